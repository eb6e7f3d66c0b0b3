//! Followed: whoever follows a record (`inbox::follow`) hears of every deed that is done to it, in the sentence that its
//! history has for it, as far as they may hear of it there. A follower of the journal does it: nothing is lost and nothing
//! told twice. Own deeds, what Atrium works out, and what somebody was told of for another reason in the same deed are
//! no news.

use std::collections::BTreeSet;

use crate::{
    access::Action,
    base::{Id, Result, text},
    data::{Change, JournalEntry, Record, Ref, Visit, What},
    features::{
        Demo, Feature,
        authority::eyes_of,
        history::Words,
        inbox::{self, Hears, NoticeType, Notification, Reason, follow},
        people::{Directory, User},
    },
    jobs::{self, Follower},
};

pub const TELL: Action =
    Action::system("follows.tell", "Tell who follows a record").told("told who follows it");

pub const CHANGED: NoticeType = NoticeType::new(
    "follows.changed",
    "Record I follow changes",
    "you follow it",
    Reason::Followed,
);

pub fn feature() -> Feature {
    Feature {
        name: "followed",
        notices: &[&CHANGED],
        actions: &[TELL],
        jobs: vec![|| jobs::follower(Tell)],
        demo: Some(Demo {
            by: "administrator",
            make: demonstrate,
        }),
        ..Feature::default()
    }
}

/// What a demonstration follows: the departments that its administrator looks after, one of them muted.
fn demonstrate(visit: &Visit) -> Result<()> {
    let names = Directory::of(visit)?;
    let departments = names.open_departments();
    for (n, department) in departments.iter().take(3).enumerate() {
        let hears = match n {
            0 => Hears::Muted,
            _ => Hears::Follows,
        };
        follow::hear(visit, department.as_ref(), Some(hears), None)?;
    }
    Ok(())
}

struct Tell;

/// What somebody is told of a record.
struct Told {
    to: Id<User>,
    about: Ref,
    text: String,
}

impl Follower for Tell {
    const NAME: &'static str = "followed records";
    const ACTION: Action = TELL;
    // What was done before there was this is nobody's news.
    const FROM: jobs::From = jobs::From::Now;
    type Found = Vec<Told>;

    fn read(&mut self, visit: &Visit, entries: &[JournalEntry]) -> Result<Option<Vec<Told>>> {
        let mut told = Vec::new();
        for entry in entries.iter().filter(|entry| entry.person != 0) {
            for about in done_to(entry) {
                for to in follow::followers_of(visit, about)? {
                    if to.raw() != entry.person && !is_told(visit, entry, to)? {
                        told.extend(tell(visit, entry, about, to)?);
                    }
                }
            }
        }
        Ok((!told.is_empty()).then_some(told))
    }

    fn write(found: &Vec<Told>, change: &mut Change<'_, '_>) -> Result<()> {
        for told in found {
            inbox::notify(change, told.to, &CHANGED, told.about, told.text.as_str())?;
        }
        Ok(())
    }
}

/// The records that a deed was done to by hand, each once.
fn done_to(entry: &JournalEntry) -> BTreeSet<Ref> {
    let changed = entry.changes.iter().filter(|change| !change.derived);
    let mut found: BTreeSet<Ref> = changed.map(|change| change.of).collect();
    found.extend(entry.subjects.iter().copied());
    found
}

/// Whether the deed itself told them of it.
pub fn is_told(visit: &Visit, entry: &JournalEntry, to: Id<User>) -> Result<bool> {
    let made = entry
        .changes
        .iter()
        .filter(|change| change.of.kind == Notification::KIND.code && change.what == What::Created);
    for change in made {
        let held = visit.find::<Notification>(Id::new(change.of.id));
        if held.is_ok_and(|held| held.to == to) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What somebody hears of it, if they may: in the words of the record's history as they read it.
fn tell(visit: &Visit, entry: &JournalEntry, about: Ref, to: Id<User>) -> Result<Option<Told>> {
    let Some(theirs) = eyes_of(visit, to)? else {
        return Ok(None);
    };
    if !theirs.sees_ref(about)? {
        return Ok(None);
    }
    let Some(entry) = theirs.heard(entry.clone())? else {
        return Ok(None);
    };
    let words = Words::of(&theirs)?;
    let said = words.sentence(&entry, Some(about)).text();
    Ok(Some(Told {
        to,
        about,
        text: text::shorten(&said, 200),
    }))
}
