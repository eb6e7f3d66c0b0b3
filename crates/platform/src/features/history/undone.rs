//! Whoever did what another takes back is told so, and by whom: only an administrator does that, and a deed that is gone from
//! a record without a word looks like a mistake of one's own.

use crate::{
    access::Tier,
    base::{Id, Result},
    data::{Change, JournalEntry},
    features::{
        inbox::{self, NoticeType, Reason},
        people::{Directory, User},
    },
};

pub const TAKEN_BACK: NoticeType = NoticeType::new(
    "journal.taken_back",
    "Somebody takes back what I did",
    "you did it",
    Reason::Returned,
);

pub const ALL: &[&NoticeType] = &[&TAKEN_BACK];

/// Tells whose deed was undone, where it was another's.
pub fn tell(change: &mut Change<'_, '_>, entry: &JournalEntry) -> Result<()> {
    let by = Id::<User>::new(entry.person);
    if by.is_none() || entry.person == change.actor.person {
        return Ok(());
    }
    let Some(whose) = Directory::person_in(change, by)? else {
        return Ok(());
    };
    if whose.tier == Tier::Client {
        return Ok(());
    }
    let title = change.schema().action(&entry.action);
    let title = title.map_or(entry.action.clone(), |action| action.title.to_owned());
    let said = format!("{} took back what you did: {title}", change.actor.name);
    // Where it made something, that is gone: then it is about themselves.
    let about = match entry.about() {
        Some(of) if change.sees_ref(of)? => of,
        _ => by.as_ref(),
    };
    inbox::notify(change, by, &TAKEN_BACK, about, said)
}
