//! The verbs of retainers: agreed, changed, ended; a period closed before it closes by itself, and billed anew.

use super::{
    actions::{BILL, CLOSE, CREATE, EDIT, END},
    bill as billing,
    forms::{Agreed, EditRetainer, EndRetainer, NewRetainer},
    period::Period,
    retainer::{MOST_PERIODS, OF_CLIENT, Retainer},
    turn,
};
use crate::{
    base::{Day, Error, Id, Result, if_found},
    data::{Change, Key, Record, Visit},
    features::{
        clients::Client,
        invoices::Invoice,
        people::{Directory, User},
        projects::{Project, leads_of},
        quotes::sheet::dated,
        settings::CurrentSettings,
    },
};

/// The furthest back one begins, in days: its periods since are opened, closed and billed.
const FURTHEST: i32 = 366;

/// Who looks after it: whoever is named, and works here; else whoever agrees it.
fn owner(visit: &Visit, agreed: &Agreed, usual: Id<User>) -> Result<Id<User>> {
    let owner = agreed.owner.unwrap_or(usual);
    match owner == usual || Directory::of(visit)?.is_staff(owner) {
        true => Ok(owner),
        false => Err(Error::field("owner", "Choose somebody who works here.")),
    }
}

impl Retainer {
    fn take(&mut self, agreed: Agreed, tax: i64) {
        self.title = agreed.title;
        self.terms = agreed.terms;
        self.terms.tax = agreed.tax.unwrap_or(tax);
        self.billed = agreed.billed;
        self.notice = agreed.notice;
        self.grace = agreed.grace;
        self.shown = agreed.shown;
    }
}

/// No two agreements count the same time; what is wrong stands beside the field.
fn must_not_clash(change: &mut Change<'_, '_>, held: &Retainer, field: &str) -> Result<()> {
    let others: Vec<Retainer> = change
        .unscoped("no time counts twice, whoever agreed it")
        .children(OF_CLIENT, Key::new().id(held.client))?;
    match others.iter().find(|other| held.clashes(other)) {
        None => Ok(()),
        Some(other) => {
            let name = change.calls(other, "Another retainer")?;
            let instead = match field {
                "until" => "Choose an earlier day.",
                _ => "End it first, or choose a project.",
            };
            Err(Error::field(
                field,
                format!("{name} counts the same time already. {instead}"),
            ))
        }
    }
}

/// # Errors
/// Where the client isn't there for this person, or another agreement counts the same time.
pub fn create(visit: &Visit, form: NewRetainer) -> Result<Id<Retainer>> {
    let missing = || Error::field("client", "There is no such client that you may see.");
    let named = form.client.ok_or_else(missing)?;
    let client: Client = if_found(visit.find(named))?.ok_or_else(missing)?;
    let project = match form.project {
        None => None,
        Some(id) => {
            let found = if_found(visit.find::<Project>(id))?;
            let own = found.filter(|project| project.client == client.id);
            Some(own.ok_or_else(|| {
                Error::field(
                    "project",
                    "This client has no such project that you may see.",
                )
            })?)
        }
    };
    let today = visit.today();
    let begins = form.begins.unwrap_or(today);
    if begins < today + -FURTHEST {
        return Err(Error::field(
            "begins",
            "That is more than a year ago. Choose a later day.",
        ));
    }
    let me = Id::new(visit.actor.person);
    let tax = CurrentSettings::of(visit)?.0.tax;
    let mut retainer = Retainer {
        client: client.id,
        project: project.as_ref().map(|project| project.id),
        leads: project.as_ref().map_or_else(Vec::new, leads_of),
        owner: owner(visit, &form.agreed, me)?,
        every: form.every,
        begins,
        created_at: visit.at,
        ..Retainer::default()
    };
    retainer.take(form.agreed, tax);
    retainer.until = form.until.map(|until| retainer.end_of_period(until));
    visit.act(CREATE, move |change| {
        let client = change.subject::<Client>(client.id)?;
        must_not_clash(change, &retainer, "project")?;
        let department = change.actor.departments.first().copied().map(Id::new);
        retainer.department = project
            .map(|project| project.department)
            .or(department)
            .unwrap_or_default();
        retainer.touch(change.at);
        let zone = change.tz.clone();
        retainer.plan(&zone);
        let held = change.insert(retainer)?;
        let id = held.id;
        change.about(id.as_ref());
        change.about(client.as_ref());
        if begins <= change.at.day(&zone) {
            turn::open_next(change, held)?;
        }
        Ok(id)
    })
}

/// # Errors
/// Once it ended.
pub fn edit(visit: &Visit, id: Id<Retainer>, form: EditRetainer) -> Result<()> {
    let held: Retainer = visit.find(id)?;
    let owner = owner(visit, &form.agreed, held.owner)?;
    visit.act(EDIT, move |change| {
        let mut retainer = change.subject_at::<Retainer>(id, form.version)?;
        retainer.must_run()?;
        let tax = retainer.terms.tax;
        retainer.take(form.agreed, tax);
        retainer.owner = owner;
        change.put_touched(&mut retainer, Retainer::touch)
    })
}

/// It ends with a period; what is open then is closed, and billed, as ever.
///
/// # Errors
/// Once it ended, and on a day of a period that is over.
pub fn end(visit: &Visit, id: Id<Retainer>, form: EndRetainer) -> Result<Day> {
    let today = visit.today();
    visit.act(END, move |change| {
        change.note(form.reason.as_str());
        let mut retainer = change.subject_at::<Retainer>(id, form.version)?;
        retainer.must_run()?;
        let until = match form.until {
            None => retainer.earliest_end(today),
            Some(day) => retainer.end_of_period(day),
        };
        let opened = match retainer.opened {
            0 => retainer.span(1).1,
            n => retainer.span(n).1,
        };
        if until < opened {
            return Err(Error::field(
                "until",
                format!(
                    "Its period goes on until {}. Choose that day or a later one.",
                    dated(opened)
                ),
            ));
        }
        if until > retainer.span(MOST_PERIODS).1 {
            return Err(Error::field("until", "Choose an earlier day."));
        }
        retainer.until = Some(until);
        must_not_clash(change, &retainer, "until")?;
        let zone = change.tz.clone();
        retainer.plan(&zone);
        change.about(retainer.client.as_ref());
        change.put_touched(&mut retainer, Retainer::touch)?;
        Ok(until)
    })
}

/// Closes a period that is over before it closes by itself.
///
/// # Errors
/// While it goes on, or one before it is open.
pub fn close(visit: &Visit, id: Id<Period>) -> Result<()> {
    let today = visit.today();
    let seen: Period = visit.find(id)?;
    visit.demand_on(&CLOSE, &seen)?;
    let entries = turn::read_close(visit, &seen)?;
    visit.act(CLOSE, move |change| {
        let period = change.subject::<Period>(id)?;
        period.must_close(today)?;
        turn::close(change, period, &entries.0)
    })
}

/// A draft of all that is to be billed by now and stands on no invoice, what was thrown away among it.
///
/// # Errors
/// Where nothing is.
pub fn bill(visit: &Visit, id: Id<Retainer>) -> Result<Id<Invoice>> {
    visit.act(BILL, move |change| {
        let retainer = change.subject::<Retainer>(id)?;
        change.about(id.as_ref());
        billing::bill(change, &retainer, true)?.ok_or_else(|| {
            Error::conflict(
                "All that is to be billed by now is billed. The next is billed with its period.",
            )
        })
    })
}
