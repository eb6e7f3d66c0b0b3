//! The permission explorer: may this person do this to that record, and which rule decides it.

use crate::{
    access::{Action, ActionKind, policy},
    base::{Error, Id, Result},
    data::{Ref, Visit},
    features::{
        authority::Access,
        people::{Directory, User},
    },
};

pub struct Verdict {
    pub may: bool,
    /// The rule that decides, in a sentence.
    pub why: String,
}

/// Answers by the decision that opens and closes the doors themselves.
pub fn verdict(
    visit: &Visit,
    person: Id<User>,
    action: &Action,
    record: Option<Ref>,
) -> Result<Verdict> {
    let access = visit.cached::<Access>()?;
    let names = Directory::of(visit)?;
    let Some((actor, _)) = access.actor(person) else {
        let known = names.users.contains_key(&person.raw());
        return match known {
            true => Ok(Verdict {
                may: false,
                why: format!(
                    "{} is inactive and may do nothing until somebody lets them in again.",
                    names.name(person)
                ),
            }),
            false => Err(Error::field("person", "There is no such person.")),
        };
    };
    let Some(of) = record else {
        return Ok(Verdict {
            may: policy::may_somewhere(&actor, action) || actor.shared.opens(action, visit.at),
            why: policy::explain_about(&actor, action, None),
        });
    };
    let Some((placement, seen)) = visit.where_lies(&actor, of)? else {
        return Err(Error::field("record", "There is no record of this number."));
    };
    let by_role = policy::may(&actor, action, &placement);
    let shared = actor.shared.covers(action, of.kind, of.id, visit.at);
    if !by_role && let Some(given) = shared {
        return Ok(Verdict {
            may: true,
            why: format!("It was shared with {} {}.", actor.name, given.words),
        });
    }
    let may = by_role;
    if may && !seen && action.kind != ActionKind::Own {
        return Ok(Verdict {
            may: false,
            why: format!(
                "{} doesn't see what this belongs to, and so not this.",
                actor.name
            ),
        });
    }
    if may && let Some(why) = visit.hands_elsewhere(&actor, action, of)? {
        return Ok(Verdict { may: false, why });
    }
    let mut why = policy::explain_about(&actor, action, Some(&placement));
    if action.kind == ActionKind::Own && !may {
        why = format!(
            "Everyone may do this to what is their own, and this isn't {}'s.",
            actor.name
        );
    }
    Ok(Verdict { may, why })
}
