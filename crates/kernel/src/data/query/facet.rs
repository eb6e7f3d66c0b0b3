//! What rows can be filtered by. A record declares the values it has in a facet; they stand in each of its rows in the
//! scoped indexes (the cover), and are filed so that those with a value can be found.
//!
//! A cover is a run of `facet, length, value`.

use crate::data::{Declares, Index, Key};

/// The index number under which the values of facets are filed.
pub(in crate::data) const FACETS: u8 = 254;

/// Something a list can be filtered by. Numbers are on disk; never reuse one with another meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facet {
    number: u8,
    filed: Filed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filed {
    /// For itself, under `FACETS`.
    Alone,
    /// By an index whose keys begin with the value: its number, and whether it is scoped.
    By(u8, bool),
    Nowhere,
}

impl Facet {
    pub const fn new(number: u8) -> Facet {
        Facet {
            number,
            filed: Filed::Alone,
        }
    }

    /// Its values are those with which the keys of an index begin, which files them already.
    pub const fn by(number: u8, index: Index) -> Facet {
        Facet {
            number,
            filed: Filed::By(index.number, index.scoped),
        }
    }

    /// Stands in the rows and is filed nowhere: for what many records have (a priority), or what lies in a place of its
    /// own (an owner's leads).
    pub const fn carried(number: u8) -> Facet {
        Facet {
            number,
            filed: Filed::Nowhere,
        }
    }
}

/// The rows that have one of these values.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub facet: Facet,
    pub values: Vec<Vec<u8>>,
}

impl Filter {
    pub fn keeps(&self, cover: &[u8]) -> bool {
        let mut rest = cover;
        while let [number, length, after @ ..] = rest {
            let Some((value, next)) = after.split_at_checked(usize::from(*length)) else {
                return false;
            };
            if *number == self.facet.number && self.values.iter().any(|wanted| wanted == value) {
                return true;
            }
            rest = next;
        }
        false
    }

    /// Where the index files them, one beginning for each value; None when they are filed nowhere.
    pub fn filed(&self, kind: u8) -> Option<Vec<Vec<u8>>> {
        let start = match self.facet.filed {
            Filed::Alone => vec![kind, FACETS, self.facet.number],
            Filed::By(index, false) => vec![kind, index],
            Filed::By(index, true) => {
                let mut start = vec![kind, index];
                start.extend(crate::access::Placement::Global.bytes());
                start
            }
            Filed::Nowhere => return None,
        };
        let of = |value: &Vec<u8>| [start.as_slice(), value].concat();
        Some(self.values.iter().map(of).collect())
    }

    /// What a cursor of a list with this filter belongs to.
    pub fn mark(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&[self.facet.number]);
        let mut values: Vec<&Vec<u8>> = self.values.iter().collect();
        values.sort_unstable();
        for value in values {
            hasher.update(&(value.len() as u64).to_be_bytes());
            hasher.update(value);
        }
    }
}

impl Declares {
    /// The record has this value in a facet, perhaps among others. At most 255 bytes.
    pub fn facet(&mut self, facet: Facet, value: Key) {
        let Ok(length) = u8::try_from(value.0.len()) else {
            debug_assert!(false, "a facet's value is short");
            return;
        };
        self.cover.extend([facet.number, length]);
        self.cover.extend(&value.0);
        if facet.filed == Filed::Alone {
            self.entry(
                FACETS,
                None,
                &[&[facet.number], value.0.as_slice()].concat(),
            );
        }
    }
}
