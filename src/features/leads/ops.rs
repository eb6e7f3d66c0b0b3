//! The verbs of sales up to the quote.

use super::{
    Lead,
    actions::{ASSIGN, EDIT, LOSE, MERGE, MOVE, NOTE, QUALIFY, REOPEN},
    batch,
    come_about::{fill, must_come},
    forms::{Assign, LeadForm, Lose, Move, NewActivity, Qualify},
    lead::{self},
    notices,
};
use crate::{
    access::Action,
    base::{Choice, Error, Id, Moment, Result},
    data::{Change, Field, Held, Key, Record, Visit},
    features::{
        conversation::{self, NewPost},
        inbox, lists,
        people::{Directory, User},
        records::{Merged, Set, Several},
    },
    web::form::{Form, Reader},
};

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
    let again = form.again.map(|again| batch::day_of(visit, again));
    let follow_up = form.follow_up.or(again.transpose()?);
    let said = NewPost {
        text: form.text,
        channel: Some(form.channel),
        ..NewPost::default()
    };
    let said = conversation::ready(visit, id.as_ref(), said)?;
    visit.act(NOTE, move |change| {
        let mut lead = change.subject::<Lead>(id)?;
        if follow_up.is_some() {
            lead.follow_up = follow_up;
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
