//! The verbs of sales up to the quote.

use super::{
    ASSIGN, CREATE, EDIT, LOSE, Lead, MERGE, MOVE, NOTE, QUALIFY, REOPEN,
    forms::{Assign, LeadForm, Lose, Move, NewActivity, NewLead, Qualify},
    lead::{self, phone_key},
    notices,
};
use crate::{
    access::Action,
    base::{Choice, Day, Error, Id, Moment, Problems, Result, text},
    data::{Change, Field, Held, Key, Record, Visit},
    features::{
        conversation::{self, NewPost},
        inbox, lists,
        people::{Department, Directory, User},
        records::{Import, Merged, Set, Several},
    },
    web::form::{Form, Reader},
};

/// The department that sells.
pub fn sales(visit: &Visit) -> Result<Id<Department>> {
    let names = Directory::of(visit)?;
    Ok(names
        .department_by_key("sales")
        .map(|d| d.id)
        .unwrap_or_default())
}

/// A follow-up is something to come; one that stands there already may have passed.
pub(super) fn must_come(day: Option<Day>, held: Option<Day>, today: Day) -> Result<()> {
    match day {
        Some(day) if day < today && held != Some(day) => Err(Error::field(
            "follow_up",
            "Next follow-up has passed already. Choose today or later.",
        )),
        _ => Ok(()),
    }
}

pub fn create(visit: &Visit, new: NewLead) -> Result<Id<Lead>> {
    create_by(visit, new, None)
}

/// The same by an import, if it came by one.
pub(super) fn create_by(
    visit: &Visit,
    new: NewLead,
    import: Option<Id<Import>>,
) -> Result<Id<Lead>> {
    let made = create_all(visit, vec![new], import)?;
    made.first().copied().ok_or(Error::NotFound)
}

/// Several in one deed: all or none, and one Undo takes all back.
pub(super) fn create_all(
    visit: &Visit,
    all: Vec<NewLead>,
    import: Option<Id<Import>>,
) -> Result<Vec<Id<Lead>>> {
    for new in &all {
        must_come(new.lead.follow_up, None, visit.today())?;
    }
    let department = sales(visit)?;
    visit.act(CREATE, move |change| {
        let mut made = Vec::new();
        for new in all {
            must_be_new(change, &new)?;
            made.push(insert(change, new.lead, department, import)?.id);
        }
        Ok(made)
    })
}

/// Within another room's deed that makes a lead of something; whether its person may make leads is asked before it.
///
/// # Errors
/// As for one that is made by hand: of one like it there is already, the number is told.
pub fn come_about(
    change: &mut Change<'_, '_>,
    new: NewLead,
    department: Id<Department>,
) -> Result<Id<Lead>> {
    must_be_new(change, &new)?;
    Ok(insert(change, new.lead, department, None)?.id)
}

/// Of one like it that lies out of sight its number is told, and nothing else.
fn must_be_new(change: &mut Change<'_, '_>, new: &NewLead) -> Result<()> {
    let like = match new.despite {
        true => None,
        false => duplicate(change, &new.lead)?,
    };
    let Some(like) = like else {
        return Ok(());
    };
    let words = match change.sees(&like)? {
        true => format!(
            "{} {} looks like the same. Open it, or add this one all the same.",
            like.id, like.company
        ),
        false => format!(
            "{} has the same e-mail, phone or company, and is others' to see. Ask who leads sales, or add this one all the same.",
            like.id
        ),
    };
    let mut problems = Problems::default();
    problems.add("company", words);
    problems.add(
        "despite",
        "Say yes here, and it is added although there is one like it.",
    );
    Err(Error::Invalid(problems))
}

fn insert(
    change: &mut Change<'_, '_>,
    form: LeadForm,
    department: Id<Department>,
    import: Option<Id<Import>>,
) -> Result<Held<Lead>> {
    let at = change.at;
    let mut lead = Lead {
        owner: Id::new(change.actor.person),
        department,
        import,
        created_at: at,
        entered: at,
        ..Lead::default()
    };
    fill(&mut lead, form);
    lead.recompute(at);
    change.insert(lead)
}

fn fill(lead: &mut Lead, form: LeadForm) {
    lead.company = form.company;
    lead.contact = form.contact;
    lead.email = form.email;
    lead.phone = form.phone;
    lead.website = form.website;
    lead.city = form.city;
    lead.source = form.source;
    lead.categories = form.categories;
    lead.wish = form.wish;
    lead.value = form.value;
    lead.follow_up = form.follow_up;
}

/// A lead with the same e-mail, phone, or name of the company.
fn duplicate(change: &mut Change<'_, '_>, form: &LeadForm) -> Result<Option<Lead>> {
    let mut like = Vec::new();
    let mut all = change.unscoped("a company is taken up once, whoever sees its lead");
    if !form.email.is_empty() {
        like.extend(all.children::<Lead>(lead::BY_EMAIL, Key::new().text(&form.email))?);
    }
    if phone_key(&form.phone).len() >= 7 {
        like.extend(
            all.children::<Lead>(lead::BY_PHONE, Key::new().text(&phone_key(&form.phone)))?,
        );
    }
    like.extend(all.children::<Lead>(
        lead::BY_COMPANY,
        Key::new().text(&text::fold(&form.company)),
    )?);
    Ok(like.into_iter().next())
}

pub fn edit(visit: &Visit, id: Id<Lead>, form: LeadForm) -> Result<()> {
    let today = visit.today();
    visit.act(EDIT, move |change| {
        let mut lead = change.subject_at(id, form.version)?;
        must_come(form.follow_up, lead.follow_up, today)?;
        fill(&mut lead, form);
        change.put_touched(&mut lead, Lead::recompute)
    })
}

/// Into somebody's hands.
pub fn assign(visit: &Visit, id: Id<Lead>, form: Assign) -> Result<()> {
    let names = Directory::of(visit)?;
    let to = names.staff().into_iter().map(|user| user.id);
    let to = to.into_iter().find(|user| Some(*user) == form.owner);
    let to = to.ok_or_else(|| Error::field("owner", "Choose somebody who works here."))?;
    visit.act(ASSIGN, move |change| {
        let mut lead = change.subject_at(id, form.version)?;
        lead.owner = to;
        lead.recompute(change.at);
        change.put(&lead)?;
        let told = format!("{} is yours now", lead.company);
        inbox::notify(change, to, &notices::ASSIGNED, lead.as_ref(), told)
    })
}

/// Runs a rule of the lead and settles what follows.
pub(super) fn with(
    change: &mut Change<'_, '_>,
    id: Id<Lead>,
    rule: impl FnOnce(&mut Lead, Moment) -> Result<()>,
) -> Result<Held<Lead>> {
    let mut lead = change.subject(id)?;
    let at = change.at;
    rule(&mut lead, at)?;
    lead.recompute(at);
    change.put(&lead)?;
    Ok(lead)
}

pub fn qualify(visit: &Visit, id: Id<Lead>, form: Qualify) -> Result<()> {
    visit.act(QUALIFY, move |change| {
        change.note(form.note.clone());
        let by = Id::new(change.actor.person);
        with(change, id, |lead, at| {
            lead.qualify(form.found, &form.note, by, at)
        })
        .map(drop)
    })
}

pub fn move_to(visit: &Visit, id: Id<Lead>, form: Move) -> Result<u64> {
    visit.act(MOVE, move |change| {
        let mut lead = change.subject_at(id, form.version)?;
        let Some(stage) = form.to else {
            return Ok(lead.version);
        };
        lead.move_to(stage, change.at)?;
        lead.recompute(change.at);
        change.put(&lead)?;
        Ok(change.seq())
    })
}

pub fn lose(visit: &Visit, id: Id<Lead>, form: Lose) -> Result<()> {
    visit.act(LOSE, move |change| {
        change.note(
            format!("{}. {}", form.reason.label(), form.note)
                .trim()
                .to_owned(),
        );
        with(change, id, |lead, at| lead.lose(form.reason, at)).map(drop)
    })
}

pub fn reopen(visit: &Visit, id: Id<Lead>) -> Result<()> {
    visit.act(REOPEN, move |change| {
        with(change, id, Lead::reopen).map(drop)
    })
}

pub fn add_activity(visit: &Visit, id: Id<Lead>, form: NewActivity) -> Result<()> {
    must_come(form.follow_up, None, visit.today())?;
    let said = NewPost {
        text: form.text,
        channel: Some(form.channel),
        ..NewPost::default()
    };
    let said = conversation::ready(visit, id.as_ref(), said)?;
    visit.act(NOTE, move |change| {
        let mut lead = change.subject::<Lead>(id)?;
        if form.follow_up.is_some() {
            lead.follow_up = form.follow_up;
        }
        conversation::post(change, &mut lead, said).map(drop)
    })
}

impl Several for Lead {
    const IN_BAR: &'static [&'static str] = &["owner", "follow_up", "source"];

    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<Lead>>> {
        lists::matching(visit, query, most)
    }

    fn rules(form: &mut Reader) {
        LeadForm::read(form);
    }

    fn deed(field: &Field) -> Action {
        match field.key {
            "owner" => ASSIGN,
            _ => EDIT,
        }
    }

    fn load(visit: &Visit, user: Id<User>) -> Result<Option<i64>> {
        visit
            .tally::<Lead>(lead::OPEN, Key::new().id(user))
            .map(Some)
    }

    fn check(visit: &Visit, set: &Set) -> Result<()> {
        must_come(set.day("follow_up"), None, visit.today())
    }

    fn settle(change: &mut Change<'_, '_>, before: &Lead, lead: &mut Held<Lead>) -> Result<()> {
        lead.recompute(change.at);
        if lead.owner == before.owner {
            return Ok(());
        }
        let told = format!("{} is yours now", lead.company);
        inbox::notify(change, lead.owner, &notices::ASSIGNED, lead.as_ref(), told)
    }
}

impl Merged for Lead {
    const MERGE: Action = MERGE;
    type Form = LeadForm;

    fn absorb(change: &mut Change<'_, '_>, lead: &mut Held<Lead>, gone: &Held<Lead>) -> Result<()> {
        lead.may_absorb(gone)?;
        lead.absorb(gone);
        lead.recompute(change.at);
        let mut theirs = vec![gone.owner];
        theirs.extend(gone.agent.filter(|agent| *agent != gone.owner));
        theirs.retain(|id| *id != lead.owner && Some(*id) != lead.agent);
        for id in theirs {
            let told = format!("{} {} is part of {} now", gone.id, gone.company, lead.id);
            inbox::notify(change, id, &notices::ASSIGNED, lead.as_ref(), told)?;
        }
        Ok(())
    }
}

/// For quotes: the lead got a quote that was sent.
pub fn quoted(
    change: &mut Change<'_, '_>,
    id: Id<Lead>,
    client: Id<crate::features::clients::Client>,
) -> Result<()> {
    let mut lead = change
        .on_behalf("a lead follows the quote that was sent")
        .load(id)?;
    lead.quoted(client, change.at);
    lead.recompute(change.at);
    change.put(&lead)
}

/// For quotes: the client accepted.
pub fn won(change: &mut Change<'_, '_>, id: Id<Lead>) -> Result<()> {
    let mut lead = change
        .on_behalf("a lead is won by the quote that its client accepts")
        .load(id)?;
    lead.won(change.at);
    lead.recompute(change.at);
    change.put(&lead)?;
    change.about(lead.as_ref());
    Ok(())
}
