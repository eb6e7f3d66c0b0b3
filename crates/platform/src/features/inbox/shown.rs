//! How a notification is shown: where it leads, what deed it offers, and how many are unread.

use super::{
    notification,
    notification::{Notification, Reason},
};
use crate::{
    access::Tier,
    base::{Id, Result},
    data::{Key, Record, Visit},
    features::people::User,
};

/// A visit through somebody's eyes, None for whoever isn't there any more: what a person sees is known to a room below.
/// Left with the store by `features::app`.
pub struct Eyes(pub fn(&Visit, Id<User>) -> Result<Option<Visit>>);

/// The deed of which somebody was told, in the sentence that the record's history has for it; None where nobody did it or
/// they hear nothing of it there. Histories stand above this room. Left with the store by `features::app`.
pub struct DeedWords(pub fn(&Visit, &Notification) -> Result<Option<String>>);

/// That sentence, for whoever was told.
pub fn deed_of(visit: &Visit, held: &Notification) -> Result<Option<String>> {
    let words = visit.store().service::<DeedWords>();
    let by_somebody = held.from != 0 && !matches!(held.reason, Reason::Security);
    match words.filter(|_| by_somebody && visit.actor.tier.is_staff()) {
        Some(words) => (words.0)(visit, held),
        None => Ok(None),
    }
}

pub fn unread(visit: &Visit) -> Result<usize> {
    let count =
        visit.tally::<Notification>(notification::UNREAD, Key::new().number(visit.actor.person))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Where what it is about stands, for whoever sees it still; else where it was told.
pub fn address(visit: &Visit, held: &Notification) -> String {
    // What concerns one's own sign-in is mended there.
    let own = User::KIND.code == held.about.kind && held.about.id == visit.actor.person;
    match held.reason == Reason::Security && own {
        true => "/me".into(),
        false if visit.sees_ref(held.about).unwrap_or(false) => visit.address(held.about),
        false => home(visit).into(),
    }
}

/// Where one's notifications stand.
pub fn home(visit: &Visit) -> &'static str {
    match visit.actor.tier {
        Tier::Client => "/portal/news",
        _ => "/inbox",
    }
}
