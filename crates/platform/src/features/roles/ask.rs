//! Asking for access: a closed door tells who can open it. The manager of the record's department hears of it, else
//! whoever is asked for access.

use super::{
    actions::{ANSWER, ASK},
    forms::AskForm,
    notices,
};
use crate::{
    base::{Error, Id, Result, time},
    data::{Ref, Visit},
    features::{
        inbox,
        people::{Directory, User},
    },
};

/// So often an hour may one person ask.
const AN_HOUR: usize = 3;

/// The record an address is about, if it names one.
fn record_in(visit: &Visit, address: &str) -> Option<Ref> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let schema = visit.store().schema();
    path.rsplit('/').find_map(|part| schema.parse_number(part))
}

/// Who can open the door, by name for the person to know.
pub fn approvers(visit: &Visit, address: &str) -> Result<Vec<Id<User>>> {
    let names = Directory::of(visit)?;
    let active = |id: Id<User>| {
        let user = names.users.get(&id.raw());
        user.is_some_and(|user| !user.inactive) && id.raw() != visit.actor.person
    };
    let mut found = Vec::new();
    if let Some(of) = record_in(visit, address)
        && let Some((placement, _)) = visit.where_lies(&visit.actor, of)?
    {
        for place in placement {
            if let crate::access::Placement::Department(id) = place {
                found.extend(names.departments.get(&id).and_then(|d| d.manager));
            }
        }
    }
    found.retain(|id| active(*id));
    if found.is_empty() {
        found = names.on_duty(&ANSWER).iter().map(|u| u.id).collect();
        found.retain(|id| active(*id));
    }
    if found.is_empty() {
        let top = names.users.values().filter(|u| u.superadmin);
        found = top.map(|user| user.id).filter(|id| active(*id)).collect();
    }
    found.sort_unstable_by_key(|id| id.raw());
    found.dedup();
    found.truncate(5);
    Ok(found)
}

/// Tells those who can open the door. Answers their names.
pub fn ask(visit: &Visit, form: &AskForm) -> Result<Vec<String>> {
    let names = Directory::of(visit)?;
    let me: Id<User> = Id::new(visit.actor.person);
    let own = visit.own(me)?;
    let since = visit.at.plus(-time::HOUR);
    let asked = visit
        .history(&own, None, 200)?
        .iter()
        .filter(|entry| entry.action == ASK.key && entry.person == me.raw() && entry.at > since)
        .count();
    if asked >= AN_HOUR {
        return Err(Error::TooMany {
            wait_seconds: 3600,
            why: format!(
                "You have asked {asked} times within the hour. Those you asked have heard of it; ask again later or speak to them."
            ),
        });
    }
    let to = approvers(visit, &form.address)?;
    if to.is_empty() {
        return Err(Error::conflict(
            "There is nobody who could open this door. Speak to whoever runs the server.",
        ));
    }
    let what = match record_in(visit, &form.address) {
        Some(of) => visit.store().schema().number(of),
        None => format!("the page {}", form.address),
    };
    let mut text = format!("{} asks for access to {what}", own.name);
    if !form.reason.is_empty() {
        text = format!("{text}: {}", form.reason);
    }
    let (people, note) = (to.clone(), text.clone());
    visit.act(ASK, move |change| {
        change.event();
        change.about(me.as_ref());
        change.note(note);
        for person in people {
            inbox::notify(change, person, &notices::ASKED, me.as_ref(), text.clone())?;
        }
        Ok(())
    })?;
    Ok(to.iter().map(|id| names.name(*id).to_owned()).collect())
}
