//! The way from hand to hand, back, and to the end. Every new hand is told.

use super::{
    super::{
        actions::{CANCEL, CLOSE, EDIT, HAND_OVER, HOLD, RECEIVE, REOPEN, RESUME, RETURN, TRIAGE},
        forms::{EditTicket, HandOver},
        internal_ops::{bring_along, department},
        notices,
        ticket::{Stage, Ticket, TicketKind},
    },
    ids, load,
    open::must_be_within_quote,
    save, takers, with,
};
use crate::{
    access::Action,
    base::{Choice, Error, Id, Result, text},
    data::{Change, Held, Record, Visit},
    features::{
        inbox,
        people::{self, Department, Directory, User},
        settings::CurrentSettings,
    },
};

/// The one chosen, if they are there for it, or the least loaded of them.
fn pick(
    change: &mut Change<'_, '_>,
    chosen: Option<Id<User>>,
    of: &[Id<User>],
    (names, duty): (&Directory, &Action),
) -> Result<Id<User>> {
    match chosen {
        Some(to) if of.contains(&to) => Ok(to),
        Some(_) => {
            let role = names.a_role_on(duty);
            let why = role.map(|role| format!("Choose somebody who holds {role}."));
            let why = why.unwrap_or_else(|| names.nobody_on(duty));
            Err(Error::field("to", why))
        }
        None => people::least_loaded(of, |id| load(change, id))?
            .ok_or_else(|| Error::field("to", names.nobody_on(duty))),
    }
}

pub fn edit(visit: &Visit, id: Id<Ticket>, form: EditTicket) -> Result<()> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    visit.act(EDIT, move |change| {
        let mut ticket = change.subject_at::<Ticket>(id, form.version)?;
        if let Some(price) = form.price {
            must_be_within_quote(change, &ticket, price, currency)?;
        }
        ticket.edit(form.title, form.scope, form.price, form.category)?;
        ticket.priority = form.priority.unwrap_or(ticket.priority);
        change.put_touched(&mut ticket, |ticket, at| ticket.touched = at)
    })
}

/// To the next hand; among those who answer requests, and among agents, to another hand of the same stage.
pub fn hand_over(visit: &Visit, id: Id<Ticket>, form: HandOver) -> Result<()> {
    let names = Directory::of(visit)?;
    let managers = ids(&takers(&names, &TRIAGE, "support"));
    let agents = ids(&takers(&names, &RECEIVE, "support"));
    visit.act(HAND_OVER, move |change| {
        let mut ticket = change.subject::<Ticket>(id)?;
        let at = change.at;
        let support = department(change, "support")?;
        let text = match (ticket.kind, ticket.stage) {
            (TicketKind::Onboarding, Stage::Open) => {
                let to = pick(change, form.to, &managers, (&names, &TRIAGE))?;
                ticket.to_validation(to, support, at)?;
                format!("{} waits for your validation", ticket.title)
            }
            (TicketKind::Onboarding, Stage::Validation) => {
                let to = pick(change, form.to, &agents, (&names, &RECEIVE))?;
                ticket.to_enrichment(to, support, at)?;
                format!("{} is validated; complete its requirements", ticket.title)
            }
            (TicketKind::Onboarding, Stage::Enrichment) => {
                let Some(to) = form.to.filter(|to| agents.contains(to)) else {
                    return Err(Error::conflict("The next hand is a department's manager. Ask for the approval, or choose another support agent."));
                };
                ticket.agent = Some(to);
                ticket.give_to(to, support);
                format!("{} is yours now", ticket.title)
            }
            (TicketKind::Support | TicketKind::Change | TicketKind::Complaint, Stage::Open | Stage::Answered) => {
                let found = form.to.and_then(|to| names.staff().into_iter().find(|user| user.id == to));
                let to = found.ok_or_else(|| Error::field("to", "Choose somebody who works here."))?;
                let place: Id<Department> = to.departments.first().copied().unwrap_or_default();
                ticket.give_to(to.id, place);
                format!("{} is yours now", ticket.title)
            }
            _ => return Err(Error::conflict(format!("In the stage {} it isn't handed over from here.", ticket.stage.label()))),
        };
        change.note(form.note);
        save(change, &mut ticket)?;
        bring_along(change, &ticket)?;
        inbox::notify(change, ticket.owner, &notices::HANDED_OVER, ticket.as_ref(), text)
    })
}

pub fn return_(visit: &Visit, id: Id<Ticket>, reason: String) -> Result<()> {
    visit.act(RETURN, move |change| {
        let mut ticket = change.subject::<Ticket>(id)?;
        let (sales, support) = (department(change, "sales")?, department(change, "support")?);
        let to = ticket.return_(sales, support, change.at)?;
        save(change, &mut ticket)?;
        change.note(reason.clone());
        let words = format!("{}: {}", ticket.title, text::shorten(&reason, 120));
        inbox::notify(change, to, &notices::RETURNED, ticket.as_ref(), words)
    })
}

pub fn cancel(visit: &Visit, id: Id<Ticket>, reason: String) -> Result<()> {
    visit.act(CANCEL, move |change| {
        change.note(reason.clone());
        let mut ticket = change.subject(id)?;
        cancelled(change, &mut ticket, &reason)
    })
}

pub(super) fn cancelled(
    change: &mut Change<'_, '_>,
    ticket: &mut Held<Ticket>,
    reason: &str,
) -> Result<()> {
    ticket.cancel(change.at)?;
    save(change, ticket)?;
    let words = format!(
        "{} is cancelled: {}",
        ticket.title,
        text::shorten(reason, 120)
    );
    inbox::notify(
        change,
        ticket.owner,
        &notices::CANCELLED,
        ticket.as_ref(),
        words,
    )
}

pub fn close(visit: &Visit, id: Id<Ticket>) -> Result<()> {
    visit.act(CLOSE, move |change| {
        with(change, id, |ticket, _, at| ticket.close(at)).map(drop)
    })
}

/// It waits for something else than the client; what its time is promised for stands still.
pub fn hold(visit: &Visit, id: Id<Ticket>, reason: String) -> Result<()> {
    visit.act(HOLD, move |change| {
        change.note(reason.clone());
        with(change, id, |ticket, _, at| ticket.put_on_hold(reason, at)).map(drop)
    })
}

pub fn resume(visit: &Visit, id: Id<Ticket>) -> Result<()> {
    visit.act(RESUME, move |change| {
        with(change, id, |ticket, _, _| ticket.take_up()).map(drop)
    })
}

pub fn reopen(visit: &Visit, id: Id<Ticket>, reason: String) -> Result<()> {
    visit.act(REOPEN, move |change| {
        change.note(reason.clone());
        let mut ticket = change.subject(id)?;
        reopened(change, &mut ticket, &reason)
    })
}

pub(super) fn reopened(
    change: &mut Change<'_, '_>,
    ticket: &mut Held<Ticket>,
    reason: &str,
) -> Result<()> {
    ticket.reopen(change.at)?;
    save(change, ticket)?;
    let words = format!(
        "{} is open again: {}",
        ticket.title,
        text::shorten(reason, 120)
    );
    inbox::notify(
        change,
        ticket.owner,
        &notices::RETURNED,
        ticket.as_ref(),
        words,
    )
}
