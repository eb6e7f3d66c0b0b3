//! Several tickets at once: given to somebody, more or less urgent, put in another category, closed, cancelled, reopened.

use super::{
    super::{
        BY_HAND,
        actions::{CANCEL, CLOSE, EDIT, HAND_OVER, REOPEN},
        internal_ops::bring_along,
        notices,
        ticket::{Stage, Ticket, TicketKind},
    },
    save,
    way::{cancelled, reopened},
};
use crate::{
    access::Action,
    base::{Choice, Error, Id, Result},
    data::{Change, Field, Held, Key, Query, Record, Visit},
    features::{
        inbox, lists,
        people::{Directory, User},
        records::{Deed, Several},
    },
};

/// Beyond this nobody has tickets in hand.
const COUNTED: usize = 500;

const DEEDS: &[Deed<Ticket>] = &[
    Deed::new("close", "Close", CLOSE, |change, ticket, _| {
        ticket.close(change.at)?;
        save(change, ticket)
    }),
    Deed::new("cancel", "Cancel", CANCEL, cancelled).with_reason(),
    Deed::new("reopen", "Reopen", REOPEN, reopened).with_reason(),
];

impl Several for Ticket {
    const IN_BAR: &'static [&'static str] = &["owner", "priority", "category"];

    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<Ticket>>> {
        lists::matching(visit, query, most)
    }

    fn deed(field: &Field) -> Action {
        match field.key {
            "owner" => HAND_OVER,
            _ => EDIT,
        }
    }

    fn deeds() -> &'static [Deed<Ticket>] {
        DEEDS
    }

    fn load(visit: &Visit, user: Id<User>) -> Result<Option<i64>> {
        let held = Query::<Ticket>::by(BY_HAND).under(Key::new().id(user));
        Ok(i64::try_from(visit.count(&held, COUNTED)?).ok())
    }

    fn settle(
        change: &mut Change<'_, '_>,
        before: &Ticket,
        ticket: &mut Held<Ticket>,
    ) -> Result<()> {
        let (owner, category, priority) = (ticket.owner, ticket.category, ticket.priority);
        **ticket = before.clone();
        if category != before.category && ticket.kind != TicketKind::Onboarding {
            return Err(Error::conflict("Only an onboarding has a category."));
        }
        if (category, priority) != (before.category, before.priority) {
            let (title, scope) = (ticket.title.clone(), ticket.scope.clone());
            ticket.edit(title, scope, None, Some(category))?;
            ticket.priority = priority;
        }
        if owner != before.owner {
            give(change, ticket, owner)?;
        }
        ticket.touched = change.at;
        Ok(())
    }
}

/// What clients raised goes to any colleague; an onboarding goes from stage to stage.
fn give(change: &mut Change<'_, '_>, ticket: &mut Held<Ticket>, to: Id<User>) -> Result<()> {
    let raised = ticket.kind != TicketKind::Onboarding;
    if !raised || !matches!(ticket.stage, Stage::Open | Stage::Answered) {
        return Err(Error::conflict(format!(
            "In the stage {} it is handed over on its own page.",
            ticket.stage.label()
        )));
    }
    let people = Directory::people_in(change)?;
    let place = people
        .iter()
        .find(|user| user.id == to)
        .and_then(|user| user.departments.first().copied());
    ticket.give_to(to, place.unwrap_or_default());
    bring_along(change, ticket)?;
    let told = format!("{} is yours now", ticket.title);
    inbox::notify(change, to, &notices::HANDED_OVER, ticket.as_ref(), told)
}
