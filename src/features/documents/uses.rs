//! Who opened a document, and up to which version each person has seen it. Both are of no history: one record for each
//! document, under its number, that comes and goes with it.
//!
//! Whoever hands a file out says so (`opened`). What the same person does again within a quarter of an hour is one line; the
//! last lines of a year are kept, and all of a document that is held for legal reasons. Small pictures in lists are not noted. A house that can't be written to still hands out
//! what it has, and says so in its log.

use serde::{Deserialize, Serialize};

use super::{
    Document, Version,
    actions::{ACCESS_LOG, NOTE_ACCESS},
};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, time},
    choices,
    data::{Change, Declares, Deriving, Index, Key, Kind, Query, Record, Ref, Visit, record},
};

choices! {
    /// What somebody did with a version.
    pub enum How {
        /// Its page was read, or its words.
        Opened: "opened", "Opened";
        /// The file itself was shown where it lies.
        Shown: "shown", "Looked at the file";
        Downloaded: "downloaded", "Downloaded";
        /// The page that prints it was opened.
        Printed: "printed", "Printed";
    }
}

/// One line of the log.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Access {
    pub at: Moment,
    /// Raw id of who it was; 0 for nobody known here.
    pub person: u64,
    /// The number of the version, as people count.
    pub version: u64,
    pub how: How,
    /// The address that it came from.
    #[serde(default)]
    pub from: String,
    /// By what somebody came who isn't known here: a share link by its name.
    #[serde(default)]
    pub through: String,
}

/// Up to which version somebody has seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub person: u64,
    pub version: u64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DocumentUse {
    #[serde(skip)]
    pub id: Id<DocumentUse>,
    #[serde(skip)]
    pub version: u64,
    /// The oldest first.
    #[serde(default)]
    pub log: Vec<Access>,
    #[serde(default)]
    pub seen: Vec<Seen>,
}

/// Lines of one document.
const MOST: usize = 300;
/// The same while it is held for legal reasons.
const MOST_HELD: usize = 3_000;
const KEPT: i64 = 365 * time::DAY;
/// The same within it is told once.
const SPAN: i64 = 15 * time::MINUTE;
/// Records that one deed of the sweep writes.
const AT_ONCE: usize = 100;

/// By the oldest line.
const BY_OLDEST: Index = Index::plain(1);

impl DocumentUse {
    pub fn id_of(document: Id<Document>) -> Id<DocumentUse> {
        Id::new(document.raw())
    }

    fn title(&self) -> String {
        "Who opened a document".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        if let Some(oldest) = self.log.first() {
            to.index(BY_OLDEST, Key::new().signed(oldest.at.0));
        }
    }

    /// Whether the last lines say this already.
    fn says(&self, access: &Access) -> bool {
        let lately = self.log.iter().rev();
        let mut lately = lately.take_while(|held| access.at.since(held.at) < SPAN);
        lately.any(|held| {
            (held.person, held.version, held.how) == (access.person, access.version, access.how)
                && (&held.from, &held.through) == (&access.from, &access.through)
        })
    }

    /// `kept`: the document is held for legal reasons, and so is who opened it.
    fn note(&mut self, access: Access, kept: bool) {
        if !self.says(&access) {
            if !kept {
                self.forget_before(access.at.plus(-KEPT));
            }
            let most = if kept { MOST_HELD } else { MOST };
            let spare = (self.log.len() + 1).saturating_sub(most);
            self.log.drain(..spare);
            self.log.push(access);
        }
    }

    fn forget_before(&mut self, before: Moment) {
        self.log.retain(|held| held.at >= before);
    }

    fn seen_by(&self, person: u64) -> Option<u64> {
        let mut seen = self.seen.iter();
        let seen = seen.find(|seen| seen.person == person);
        seen.map(|seen| seen.version)
    }

    /// Who is known to have looked at which version.
    pub(super) fn known(&self) -> impl Iterator<Item = (u64, u64)> {
        let looked = self.log.iter().map(|held| (held.person, held.version));
        looked.filter(|(person, _)| *person > 0)
    }

    fn saw(&mut self, person: u64, version: u64) {
        match self.seen.iter_mut().find(|seen| seen.person == person) {
            Some(seen) => seen.version = seen.version.max(version),
            None => self.seen.push(Seen { person, version }),
        }
    }
}

record!(DocumentUse, Kind::new(201, "document-uses", "DUS").secret().unjournaled(), view: ACCESS_LOG);

/// Each document has one.
pub fn follow_documents(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Document::KIND.code) {
        let id = Id::<Document>::new(of.id);
        let there = change.find(DocumentUse::id_of(id))?;
        match (change.find(id)?, there) {
            (Some(_), None) => change.put(&DocumentUse {
                id: DocumentUse::id_of(id),
                ..DocumentUse::default()
            })?,
            (None, Some(held)) => change.delete(&held)?,
            _ => {}
        }
    }
    Ok(())
}

/// What is noted of a document that the visit holds; nothing where nobody opened it since there is a log.
fn held(visit: &Visit, document: &Document) -> Result<Option<DocumentUse>> {
    visit.follow(document, |document| DocumentUse::id_of(document.id))
}

/// The log of a document, the newest first, for whoever may read it.
pub fn log(visit: &Visit, document: &Document) -> Result<Vec<Access>> {
    visit.demand_on(&ACCESS_LOG, document)?;
    let mut log = held(visit, document)?.unwrap_or_default().log;
    log.reverse();
    Ok(log)
}

/// Up to which version this person has seen it.
pub fn seen(visit: &Visit, document: &Document) -> Result<Option<u64>> {
    let held = held(visit, document)?;
    Ok(held.and_then(|held| held.seen_by(visit.actor.person)))
}

/// Whether it has another version than this person saw when they last looked.
pub fn is_news(visit: &Visit, document: &Document, newest: &Version) -> Result<bool> {
    Ok(seen(visit, document)?.is_some_and(|seen| seen < newest.number))
}

/// Notes that whoever this is did something with a version of a document.
pub fn opened(visit: &Visit, document: &Document, version: &Version, how: How) -> Result<()> {
    opened_through(visit, document, version, how, String::new())
}

/// The same of somebody who isn't known here, with what they came by.
pub fn opened_through(
    visit: &Visit,
    document: &Document,
    version: &Version,
    how: How,
    through: String,
) -> Result<()> {
    note(visit, document, access(visit, version, how, through), false)
}

/// Notes that somebody looked at the page of a document, and so has seen its newest version.
pub fn looked(visit: &Visit, document: &Document, newest: &Version) -> Result<()> {
    let access = access(visit, newest, How::Opened, String::new());
    note(visit, document, access, visit.impersonation().is_none())
}

fn access(visit: &Visit, version: &Version, how: How, through: String) -> Access {
    let behind = visit.impersonation().map(|held| held.by);
    let from = visit.origin.address.map(|address| address.to_string());
    Access {
        at: visit.at,
        person: behind.unwrap_or(visit.actor.person),
        version: version.number,
        how,
        from: from.unwrap_or_default(),
        through,
    }
}

fn note(visit: &Visit, document: &Document, access: Access, marks: bool) -> Result<()> {
    let there = held(visit, document)?;
    let known = there.as_ref().is_some_and(|held| {
        let marked = held.seen_by(access.person) >= Some(access.version);
        held.says(&access) && (marked || !marks)
    });
    if known {
        return Ok(());
    }
    let id = document.id;
    // Atrium writes it, whoever looks: also of those who only read, and of those who look through another's eyes.
    let system = Visit::system(visit.store(), visit.at, visit.tz.clone());
    let written = match there {
        Some(_) => Ok(()),
        // One from before there was a log gets its record by being touched.
        None => system.act_softly(NOTE_ACCESS, move |change| {
            change.about(id.as_ref());
            Ok(())
        }),
    };
    let written = written.and_then(|()| {
        system.act_softly(NOTE_ACCESS, move |change| {
            let mut held = change.subject(DocumentUse::id_of(id))?;
            if marks {
                held.saw(access.person, access.version);
            }
            let kept = is_held(change, held.id)?;
            held.note(access, kept);
            change.put(&held)
        })
    });
    match written {
        // It went meanwhile.
        Err(Error::NotFound) => Ok(()),
        Err(Error::Unavailable(why)) => {
            tracing::warn!(document = %id, why, "who opened a document can't be noted");
            Ok(())
        }
        other => other,
    }
}

/// Whether a document is held for legal reasons, of which this is the log.
fn is_held(change: &mut Change<'_, '_>, log: Id<DocumentUse>) -> Result<bool> {
    let document = change.find(Id::<Document>::new(log.raw()))?;
    Ok(document.is_some_and(|document| document.hold.is_some()))
}

/// Takes away the lines that are older than a year, but for those of documents that are held for legal reasons.
pub fn sweep(visit: &Visit) -> Result<()> {
    let before = visit.at.plus(-KEPT);
    let mut from = Key::new();
    loop {
        let old = Query::<DocumentUse>::by(BY_OLDEST)
            .from(from)
            .until(Key::new().signed(before.0));
        let found = visit.list(old.limit(AT_ONCE))?.rows;
        let last = found.len() < AT_ONCE;
        // What stays is passed over.
        from = match found.last() {
            Some(last) => {
                let oldest = last.log.first().map_or(0, |access| access.at.0);
                Key::new().signed(oldest).number(last.id.raw() + 1)
            }
            None => Key::new(),
        };
        let ids: Vec<Id<DocumentUse>> = found.iter().map(|held| held.id).collect();
        if !ids.is_empty() {
            visit.act_softly(NOTE_ACCESS, move |change| {
                for id in ids {
                    if is_held(change, id)? {
                        continue;
                    }
                    let mut held = change.subject(id)?;
                    held.forget_before(before);
                    change.put(&held)?;
                }
                Ok(())
            })?;
        }
        if last {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(at: i64, person: u64, version: u64, how: How) -> Access {
        Access {
            at: Moment(at),
            person,
            version,
            how,
            ..Access::default()
        }
    }

    #[test]
    fn the_same_within_a_while_is_one_line() {
        let mut held = DocumentUse::default();
        held.note(access(0, 8, 1, How::Opened), false);
        held.note(access(SPAN - 1, 8, 1, How::Opened), false);
        assert_eq!(held.log.len(), 1);
        held.note(access(SPAN - 1, 9, 1, How::Opened), false);
        held.note(access(SPAN - 1, 8, 1, How::Downloaded), false);
        held.note(access(SPAN, 8, 1, How::Opened), false);
        assert_eq!(held.log.len(), 4);
    }

    #[test]
    fn the_log_has_an_end() {
        let mut held = DocumentUse::default();
        for n in 0..(MOST as i64 + 20) {
            held.note(access(n * SPAN, 8, 1, How::Opened), false);
        }
        assert_eq!(held.log.len(), MOST);
        assert_eq!(held.log[0].at, Moment(20 * SPAN));
        held.note(access(KEPT + 400 * SPAN, 8, 1, How::Opened), false);
        assert_eq!(held.log.len(), 1, "what is older than a year went");
    }

    #[test]
    fn of_what_is_held_nothing_is_forgotten() {
        let mut log = DocumentUse::default();
        log.note(access(0, 8, 1, How::Opened), false);
        for n in 1..=(MOST as i64 + 20) {
            log.note(access(KEPT + n * SPAN, 8, 1, How::Opened), true);
        }
        assert_eq!(log.log.len(), MOST + 21);
        assert_eq!(log.log[0].at, Moment(0));
        log.note(access(KEPT + 400 * SPAN, 8, 1, How::Opened), false);
        assert_eq!(log.log.len(), MOST, "it is held no more");
    }

    #[test]
    fn what_was_seen_stays_seen() {
        let mut held = DocumentUse::default();
        assert_eq!(held.seen_by(8), None);
        held.saw(8, 3);
        held.saw(8, 1);
        held.saw(9, 1);
        assert_eq!((held.seen_by(8), held.seen_by(9)), (Some(3), Some(1)));
    }
}
