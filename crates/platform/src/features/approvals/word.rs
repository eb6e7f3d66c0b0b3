//! Whose word counts: of those who are asked, of who stands in for them, and of the department or the house where a step
//! says so; never of whoever asked, unless the rule lets them.

use std::sync::Arc;

use super::{
    Approval,
    actions::{APPROVE, ASSESS},
    asking::approves_everywhere,
};
use crate::{
    access::Actor,
    base::{Error, Id, Moment, Result},
    data::Visit,
    features::people::{Directory, User},
};

/// # Errors
/// `Forbidden` for whoever asked, where somebody else decides on it.
pub(super) fn must_not_be_own(actor: &Actor, approval: &Approval) -> Result<()> {
    match approval.requested_by.raw() == actor.person && !approval.by_asker {
        false => Ok(()),
        true => Err(own()),
    }
}

fn own() -> Error {
    Error::Forbidden("You asked for this yourself, so somebody else decides on it.".into())
}

/// Whether somebody writes down what they find out about it now.
pub fn may_assess(visit: &Visit, approval: &Approval) -> bool {
    let others = must_not_be_own(&visit.actor, approval).is_ok();
    approval.is_waiting() && others && visit.may(&ASSESS, approval)
}

/// For whom somebody speaks who says something to an approval now: themselves is None.
///
/// # Errors
/// `Forbidden` when their word doesn't count, with whose does.
pub(super) fn speaks_for(
    names: &Arc<Directory>,
    actor: &Actor,
    at: Moment,
    approval: &Approval,
) -> Result<Option<Id<User>>> {
    must_not_be_own(actor, approval)?;
    let me: Id<User> = Id::new(actor.person);
    let Some(step) = approval.step_now() else {
        return Ok(None);
    };
    if step.people.contains(&me) {
        return Ok(None);
    }
    // The rule lets whoever asked decide only where it asks them, and not in the place of another.
    if approval.requested_by == me {
        return Err(own());
    }
    let deputies = names.departments.values().flat_map(|of| &of.deputies);
    let mine = deputies.filter(|held| held.person == me && held.runs(at));
    let stood_in: Vec<Id<User>> = mine
        .map(|held| held.of)
        .filter(|of| step.people.contains(of))
        .collect();
    if let Some(of) = whose(&stood_in, &approval.asked_now()) {
        return Ok(Some(of));
    }
    let of_department = step.department && actor.is_of(approval.department.raw());
    if of_department || approves_everywhere(actor) {
        return Ok(None);
    }
    let waited: Vec<&str> = approval
        .asked_now()
        .into_iter()
        .map(|id| names.name(id))
        .collect();
    Err(Error::Forbidden(format!(
        "This waits for {}. Ask them.",
        waited.join(", ")
    )))
}

/// Of several whom one stands in for: one whose word is waited for, before those who have spoken.
fn whose(stood_in: &[Id<User>], asked: &[Id<User>]) -> Option<Id<User>> {
    let waited = stood_in.iter().find(|of| asked.contains(of));
    waited.or(stood_in.first()).copied()
}

/// Whether this person's word counts now, and why not.
pub fn may_decide(visit: &Visit, approval: &Approval) -> Result<()> {
    approval.must_wait()?;
    visit.demand_on(&APPROVE, approval)?;
    let names = Directory::of(visit)?;
    speaks_for(&names, &visit.actor, visit.at, approval).map(drop)
}

/// Whether somebody's word counts at a room's own door to an answer, which asks for its own right.
pub fn may_answer(visit: &Visit, approval: &Approval) -> Result<bool> {
    let names = Directory::of(visit)?;
    Ok(speaks_for(&names, &visit.actor, visit.at, approval).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deputy_of_two_speaks_for_whom_is_waited_for() {
        let [b, c, e] = [2, 3, 5].map(Id::new);
        assert_eq!(whose(&[b, c], &[c, e]), Some(c));
        assert_eq!(whose(&[b], &[c, e]), Some(b), "who has spoken is told so");
        assert_eq!(whose(&[], &[c, e]), None);
    }
}
