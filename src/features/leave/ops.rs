//! The verbs of leave.

use super::{
    AllowanceForm, Cancel, EnterForm, LeaveForm,
    actions::{ALLOW, ASK, CANCEL, ENTER},
    allowance::{Allowance, OF_YEAR, allowance_key},
    approval::{LEAVE, draft},
    count::{Span, by_year},
    notices::{CANCELLED, ENTERED, TAKEN_BACK},
    record::{InYear, Leave, OF_USER, Status},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Held, Key, Record, Visit},
    features::{
        approvals::{self, Answer, Asking},
        inbox,
        people::{Directory, User},
    },
};

/// The leave that a form asks for, counted by the person's calendar.
fn asked_for(visit: &Visit, me: &User, form: LeaveForm) -> Result<Leave> {
    let from = form
        .from
        .ok_or_else(|| Error::field("from", "Say from when on you are away."))?;
    let span = Span {
        from,
        until: form.until.unwrap_or(from),
        half_first: form.half_first,
        half_last: form.half_last,
    };
    let department = me.departments.first().copied().unwrap_or_default();
    let calendar = Directory::calendar_of(visit, department)?;
    let years = by_year(&span, &calendar);
    if years.is_empty() {
        return Err(Error::field(
            "from",
            "Nobody works on these days. Choose others.",
        ));
    }
    Ok(Leave {
        user: me.id,
        kind: form.kind,
        from,
        until: span.until,
        half_first: span.half_first,
        half_last: span.half_last,
        years: years
            .into_iter()
            .map(|(year, half_days)| InYear { year, half_days })
            .collect(),
        note: form.note,
        asked_at: visit.at,
        departments: me.departments.clone(),
        teams: me.teams.clone(),
        ..Leave::default()
    })
}

/// Asks for leave of one's own; it stands at once where a rule of the house asks nobody.
///
/// # Errors
/// For days on which nobody works, and those on which one is away already.
pub fn ask(visit: &Visit, form: LeaveForm) -> Result<Id<Leave>> {
    let names = Directory::of(visit)?;
    let me = names.users.get(&visit.actor.person);
    let me = me.ok_or(Error::NotFound)?;
    let leave = asked_for(visit, me, form)?;
    let asking = Asking::of(visit, &LEAVE, draft(visit, &names, &leave)?)?;
    visit.act(ASK, move |change| Ok(file(change, leave, asking)?.id))
}

/// Enters leave for somebody else, past the same checks; they are told. It stands at once where a rule of the house asks
/// nobody, and where whoever enters it would be asked alone.
///
/// # Errors
/// For one's own leave, and as `ask`.
pub fn enter(visit: &Visit, form: EnterForm) -> Result<Id<Leave>> {
    let names = Directory::of(visit)?;
    let staff = form.user.filter(|user| names.is_staff(*user));
    let of = staff
        .and_then(|user| names.users.get(&user.raw()))
        .ok_or_else(|| Error::field("user", "Choose somebody who works here."))?;
    visit.demand_on(&ENTER, of)?;
    if of.id.raw() == visit.actor.person {
        return Err(Error::field(
            "user",
            "This is you. Ask for your own leave instead.",
        ));
    }
    let leave = asked_for(visit, of, form.leave)?;
    let draft = draft(visit, &names, &leave)?;
    let asking = Asking::of_another(visit, &LEAVE, draft, of.id)?;
    visit.act(ENTER, move |change| {
        let made = file(change, leave, asking)?;
        let stands = match made.status {
            Status::Approved => "is entered for you and approved",
            _ => "is entered for you and waits for an answer",
        };
        let told = format!("{} {stands}", made.name());
        inbox::notify(change, made.user, &ENTERED, made.as_ref(), told)?;
        Ok(made.id)
    })
}

/// Puts it, with the question it waits for where it has to.
fn file(change: &mut Change<'_, '_>, mut leave: Leave, asking: Asking) -> Result<Held<Leave>> {
    if asking.free {
        let (by, at) = (Id::new(change.actor.person), change.at);
        leave.decide(true, by, at, "")?;
    }
    change.note(leave.note.clone());
    let made = change.insert(leave)?;
    change.about(made.as_ref());
    if !asking.free {
        let mut asking = asking;
        asking.approval.subject = Some(made.as_ref());
        asking.file(change)?;
    }
    Ok(made)
}

/// Held wherever a leave comes to stand, Undo among it: nobody is away twice at once.
///
/// # Errors
/// Beside the first day, with what stands there already for whoever it is of.
pub fn is_free(change: &mut Change<'_, '_>, was: Option<&Leave>, is: Option<&Leave>) -> Result<()> {
    let stands_anew = |is: &&Leave| {
        let stood = was.is_some_and(|was| was.stands() && was.span() == is.span());
        is.stands() && !stood
    };
    let Some(is) = is.filter(stands_anew) else {
        return Ok(());
    };
    let span = is.span();
    let there = change.children::<Leave>(OF_USER, Key::new().id(is.user))?;
    let other = there
        .iter()
        .find(|other| other.id != is.id && other.stands() && other.span().overlaps(&span));
    match other {
        None => Ok(()),
        Some(other) if is.user.raw() == change.actor.person => Err(Error::field(
            "from",
            format!("You are away then already: {}.", other.name()),
        )),
        Some(_) => Err(Error::field("from", "They are away then already.")),
    }
}

/// It won't be: by whoever it is of before it begins, or by whoever may with a reason.
pub fn cancel(visit: &Visit, id: Id<Leave>, form: Cancel) -> Result<()> {
    let today = visit.today();
    let names = Directory::of(visit)?;
    visit.act(CANCEL, move |change| {
        let (by, at) = (Id::new(change.actor.person), change.at);
        let mut leave = change.subject_at::<Leave>(id, form.version)?;
        let own = leave.user == by;
        let approved = leave.status == Status::Approved;
        if own && approved && leave.from <= today {
            return Err(Error::conflict(
                "This leave has begun. Whoever leads you can cancel it.",
            ));
        }
        let counted_on = match own && approved {
            true => counting_on(&names, &leave),
            false => Vec::new(),
        };
        if !own && form.reason.is_empty() {
            return Err(Error::field("reason", "Say why; they are told."));
        }
        leave.cancel(by, at, &form.reason)?;
        change.put(&leave)?;
        change.note(form.reason.clone());
        close_question(change, &leave, own)?;
        for person in counted_on {
            let text = format!("{} is there after all: {}", names.name(by), leave.days());
            inbox::notify(change, person, &TAKEN_BACK, leave.as_ref(), text)?;
        }
        if !own {
            let text = format!("{} is cancelled: {}", leave.name(), form.reason);
            inbox::notify(change, leave.user, &CANCELLED, leave.as_ref(), text)?;
        }
        Ok(())
    })
}

/// Who said yes to a leave, and who leads its person: they know when somebody is there after all.
fn counting_on(names: &Directory, leave: &Leave) -> Vec<Id<User>> {
    let teams = leave.teams.iter();
    let teams = teams.filter_map(|id| names.teams.get(&id.raw()));
    let leads = teams.filter_map(|team| team.lead);
    let mut told: Vec<Id<User>> = leave.decided_by.into_iter().chain(leads).collect();
    told.retain(|person| *person != leave.user);
    told.sort_unstable();
    told.dedup();
    told
}

/// What waits for an answer about it is closed with it. Why, is told with the leave.
fn close_question(change: &mut Change<'_, '_>, leave: &Leave, own: bool) -> Result<()> {
    let why = match own {
        true => "Cancelled by whoever asked",
        false => "Cancelled",
    };
    approvals::settle(change, &LEAVE, leave.as_ref(), &Answer::No(why)).map(drop)
}

/// How much leave there is from a year on, of somebody or of everybody.
pub fn set_allowance(visit: &Visit, form: AllowanceForm) -> Result<Id<Allowance>> {
    if let Some(user) = form.user
        && !Directory::of(visit)?.is_staff(user)
    {
        return Err(Error::field("user", "Choose somebody who works here."));
    }
    visit.act(ALLOW, move |change| {
        let key = allowance_key(form.user, form.year);
        let held = change.by_unique::<Allowance>(OF_YEAR, key)?;
        let becomes = Allowance {
            user: form.user,
            year: form.year,
            half_days: form.half_days,
            carried: form.carried,
            ..Allowance::default()
        };
        match held {
            Some(held) => {
                let mut there = change.subject::<Allowance>(held.id)?;
                there.half_days = becomes.half_days;
                there.carried = becomes.carried;
                change.put(&there)?;
                Ok(there.id)
            }
            None => {
                let made = change.insert(becomes)?;
                change.about(made.as_ref());
                Ok(made.id)
            }
        }
    })
}
