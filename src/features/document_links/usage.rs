//! How a link was used: counted, and the last times told. It moves on with every visitor, so the journal is told only of
//! files that were given (`FETCH`).

use serde::{Deserialize, Serialize};

use super::DocumentLink;
use crate::{
    access::Placement,
    base::{Id, Moment, time},
    choices,
    data::{Declares, Index, Key, Kind, PartOf, record},
    features::documents,
};

choices! {
    pub enum What {
        Page: "page", "Opened the page";
        Shown: "shown", "Looked at the file";
        Saved: "saved", "Downloaded the file";
        Refused: "refused", "Gave a wrong password";
    }
}

/// One visit, as far as it can be told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    pub at: Moment,
    pub what: What,
    /// The version that was there then, as people count; 0 where none was reached.
    #[serde(default)]
    pub number: u64,
    /// Where from: the address on the network, its country where that is known, and the device in words.
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub device: String,
}

impl Opening {
    /// "203.0.113.9, US, Firefox on Linux"
    pub fn from(&self) -> String {
        let parts = [&self.address, &self.country, &self.device];
        let said: Vec<&str> = parts
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        said.join(", ")
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LinkUse {
    #[serde(skip)]
    pub id: Id<LinkUse>,
    #[serde(skip)]
    pub version: u64,
    pub of: Id<DocumentLink>,
    /// How often its file was given.
    #[serde(default)]
    pub fetched: u32,
    /// How often it was opened in all.
    #[serde(default)]
    pub opened: u64,
    /// The last of them, the newest last.
    #[serde(default)]
    pub latest: Vec<Opening>,
}

pub const BY_LINK: Index = Index::plain(1);

/// So many openings are told; older ones are only counted.
pub const KEPT: usize = 50;
/// The same from the same place within so long is one opening: a page that is loaded again tells nothing.
const ONE: i64 = time::MINUTE;
/// More than so many within that are no visitors: they fill no disk and push nobody out of the log.
const AT_ONCE: usize = 20;

pub fn of_link(link: Id<DocumentLink>) -> Key {
    Key::new().id(link)
}

impl LinkUse {
    fn title(&self) -> String {
        "Use of a link".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.of.as_ref()).staff_only(true))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_LINK, of_link(self.of));
    }

    /// Whether there were so many at once by then that one more says nothing.
    pub fn is_flooded(&self, at: Moment) -> bool {
        let before = self.latest.len().checked_sub(AT_ONCE);
        before
            .and_then(|first| self.latest.get(first))
            .is_some_and(|held| at.is_within(ONE, held.at))
    }

    /// Whether this is one that was written down a moment ago, or one of so many at once that it says nothing more.
    pub fn has(&self, opening: &Opening) -> bool {
        self.is_flooded(opening.at)
            || self.latest.last().is_some_and(|last| {
                let same = Opening {
                    at: last.at,
                    ..opening.clone()
                };
                same == *last && opening.at.is_within(ONE, last.at)
            })
    }

    pub fn note(&mut self, opening: Opening) {
        self.opened += 1;
        if matches!(opening.what, What::Shown | What::Saved) {
            self.fetched = self.fetched.saturating_add(1);
        }
        self.latest.push(opening);
        let over = self.latest.len().saturating_sub(KEPT);
        self.latest.drain(..over);
    }
}

record!(LinkUse, Kind::new(211, "link-uses", "DLU").unjournaled(), view: documents::VIEW, part_of: LinkUse::part_of);

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(at: i64, what: What) -> Opening {
        Opening {
            at: Moment(at),
            what,
            address: "203.0.113.9".into(),
            ..Opening::default()
        }
    }

    #[test]
    fn a_reload_is_no_opening_of_its_own() {
        let mut used = LinkUse::default();
        assert!(!used.has(&opening(0, What::Page)));
        used.note(opening(0, What::Page));
        assert!(used.has(&opening(ONE - 1, What::Page)));
        assert!(!used.has(&opening(ONE + 1, What::Page)));
        assert!(!used.has(&opening(1, What::Saved)));
        let elsewhere = Opening {
            address: "198.51.100.4".into(),
            ..opening(1, What::Page)
        };
        assert!(!used.has(&elsewhere));
    }

    #[test]
    fn a_flood_is_not_written_down() {
        let mut used = LinkUse::default();
        let from = |n: i64| Opening {
            address: format!("203.0.113.{n}"),
            ..opening(n, What::Page)
        };
        for n in 0..100 {
            if !used.has(&from(n)) {
                used.note(from(n));
            }
        }
        assert_eq!(used.latest.len(), AT_ONCE);
        assert!(used.is_flooded(Moment(50)) && !used.is_flooded(Moment(ONE + 1)));
        assert!(!used.has(&from(ONE + 1)), "it is over");
    }

    #[test]
    fn the_log_is_bounded_and_the_counts_are_not() {
        let mut used = LinkUse::default();
        for n in 0..200 {
            let what = if n % 2 == 0 { What::Page } else { What::Saved };
            used.note(opening(n, what));
        }
        assert_eq!((used.opened, used.fetched), (200, 100));
        assert_eq!(used.latest.len(), KEPT);
        assert_eq!(used.latest.last().map(|last| last.at), Some(Moment(199)));
    }
}
