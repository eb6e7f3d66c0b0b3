//! How a notification is shown: where it leads, what deed it offers, and how many are unread.

use std::collections::BTreeMap;

use super::{
    notification,
    notification::{Notification, Reason},
};
use crate::{
    access::Tier,
    base::{Id, Result},
    data::{Key, Record, Ref, Visit},
    features::people::User,
};

/// A visit through somebody's eyes, None for whoever isn't there any more: what a person sees is known to a room below.
/// Left with the store by `features::app`.
pub struct Eyes(pub fn(&Visit, Id<User>) -> Result<Option<Visit>>);

/// The deed of which somebody was told, in the sentence that the record's history has for it; None where nobody did it or
/// they hear nothing of it there. Histories stand above this room. Left with the store by `features::app`.
pub struct DeedWords(pub fn(&Visit, &Notification) -> Result<Option<String>>);

/// What was said in the words that somebody was told of, as far as they read them now, and the record it was said on.
#[derive(Debug, Clone)]
pub struct Talked {
    pub on: Ref,
    /// How it begins; nothing once it was taken away.
    pub words: String,
}

/// The same of what a notice is about; None where that is no words, or they don't read them. Conversations stand above this
/// room. Left with the store by `features::app`.
pub struct TalkWords(pub fn(&Visit, Ref) -> Result<Option<Talked>>);

/// What was said, of those notices that are about words.
pub fn talked_of(
    visit: &Visit,
    told: &[Notification],
) -> Result<BTreeMap<Id<Notification>, Talked>> {
    let mut found = BTreeMap::new();
    let Some(words) = visit.store().service::<TalkWords>() else {
        return Ok(found);
    };
    for held in told {
        if let Some(talked) = (words.0)(visit, held.about)? {
            found.insert(held.id, talked);
        }
    }
    Ok(found)
}

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
