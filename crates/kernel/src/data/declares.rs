//! The one place in which a record declares everything derived from it: indexes, tallies, words, what is due when.
//! The engine compares what the old and the new version declare and writes the difference, so an index,
//! a tally or a reach can't be forgotten.

use super::{
    Record, Ref,
    engine::tables::parts_of,
    query::FACETS,
    whole::{Moved, PartOf, Takes, WhatIsBeside},
};
use crate::{
    access::{Placement, WITHIN},
    base::{Id, Month, Result, Whose, text},
};

/// An index of one kind of record. Numbers are on disk; never reuse one with another meaning.
#[derive(Debug, Clone, Copy)]
pub struct Index {
    pub(super) number: u8,
    pub(super) unique: bool,
    pub(super) scoped: bool,
}

impl Index {
    /// Filed under each place the record lies in: what permitted lists are read from.
    pub const fn scoped(number: u8) -> Index {
        Index {
            number,
            unique: false,
            scoped: true,
        }
    }

    /// Filed once: what belongs to a record one already holds.
    pub const fn plain(number: u8) -> Index {
        Index {
            number,
            unique: false,
            scoped: false,
        }
    }

    pub const fn unique(number: u8) -> Index {
        Index {
            number,
            unique: true,
            scoped: false,
        }
    }
}

/// A count or sum kept up to date by the engine, once per place the record lies in. `Visit::total` reads it with the
/// person's reach; a tally without places is another type, so that nobody is shown a sum over what they can't see.
#[derive(Debug, Clone, Copy)]
pub struct Tally<const PER_PLACE: bool = true> {
    pub(super) number: u8,
}

/// A tally kept once, of what belongs to something one already holds: read by `Visit::tally`.
pub type PlainTally = Tally<false>;

impl Tally<true> {
    pub const fn scoped(number: u8) -> Tally {
        Tally { number }
    }
}

impl Tally<false> {
    pub const fn plain(number: u8) -> PlainTally {
        Tally { number }
    }
}

/// The index number under which the words of a record are filed.
pub(super) const WORDS: u8 = 255;
/// More words than the longest title has.
const MOST_WORDS: usize = 200;

/// Bytes whose order is the order of what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Key(pub(super) Vec<u8>);

impl Key {
    pub fn new() -> Key {
        Key::default()
    }

    pub fn byte(mut self, value: u8) -> Key {
        self.0.push(value);
        self
    }

    pub fn number(mut self, value: u64) -> Key {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub fn signed(self, value: i64) -> Key {
        self.number((value as u64) ^ (1 << 63))
    }

    /// A moment, the latest first.
    pub fn latest(self, value: i64) -> Key {
        self.signed(!value)
    }

    pub fn id<R>(self, id: Id<R>) -> Key {
        self.number(id.raw())
    }

    /// A month's sum of something, of a person or a department.
    pub fn figure(self, whose: Whose, what: u8, month: Month) -> Key {
        let (tag, id) = whose.parts();
        self.byte(tag).number(id).byte(what).signed(month.0)
    }

    /// Text ends with a zero byte, which no stored text contains, so that "ann" sorts before "anna".
    pub fn text(mut self, value: &str) -> Key {
        self.0.extend(value.bytes().filter(|b| *b != 0));
        self.0.push(0);
        self
    }
}

/// Collects what one version of a record declares.
#[derive(Debug, Default)]
pub struct Declares {
    pub(super) kind: u8,
    pub(super) id: u64,
    pub(super) places: Vec<[u8; 9]>,
    /// Whole keys of the index table, each with its value.
    pub(super) entries: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) tallies: Vec<(Vec<u8>, i64)>,
    /// The scoped indexes it is filed in.
    pub(super) scoped: Vec<u8>,
    /// What it has in its facets; stands in each of its rows.
    pub(super) cover: Vec<u8>,
    /// When only the keys of this index and the cover are wanted.
    pub(super) only: Option<u8>,
    /// Whether a tally counts it where it lies.
    by_place: bool,
    /// Where it lies by itself, where those who answer for it, and what it is a part of: its parts follow these.
    pub(super) own: Vec<Placement>,
    pub(super) lead: Vec<Placement>,
    pub(super) part: Option<PartOf>,
}

impl Declares {
    /// `beside` are the places that its shares and its wholes give it beside its own.
    pub(super) fn of<R: Record>(record: &R, beside: &mut WhatIsBeside<'_>) -> Result<Declares> {
        let part = record.part_of();
        let beside = beside(part)?;
        let (own, lead) = (record.placement(), record.lead_reach());
        let mut places: Vec<[u8; 9]> = own
            .iter()
            .copied()
            .chain(beside.places.iter().copied())
            .map(Placement::bytes)
            .collect();
        places.push(Placement::Global.bytes());
        places.sort_unstable();
        places.dedup();
        let within = |(whole, _): &(Ref, Takes)| Placement::Within(whole.kind, whole.id).bytes();
        places.extend(beside.wholes.iter().map(within));
        let mut declares = Declares {
            kind: R::KIND.code,
            id: record.id().raw(),
            places,
            entries: Vec::with_capacity(24),
            tallies: Vec::new(),
            scoped: Vec::new(),
            cover: Vec::new(),
            only: None,
            by_place: false,
            own,
            lead,
            part,
        };
        record.declare(&mut declares);
        declares.cover_rows();
        declares.note_wholes(&beside.wholes);
        declares.entries.sort_unstable();
        declares.entries.dedup();
        Ok(declares)
    }

    /// What a row of an index says of a record, and the keys of its rows there.
    pub(super) fn row_of<R: Record>(record: &R, index: Index) -> (Vec<u8>, Vec<Vec<u8>>) {
        let mut declares = Declares {
            only: Some(index.number),
            ..Declares::default()
        };
        record.declare(&mut declares);
        let keys = declares.entries.into_iter().map(|(key, _)| key).collect();
        (declares.cover, keys)
    }

    /// The rows that lists are read from say what filters ask; unique ones and those filed with a value have their own.
    fn cover_rows(&mut self) {
        if self.cover.is_empty() {
            return;
        }
        for (key, value) in &mut self.entries {
            if value.is_empty() && key[0] == self.kind && key[1] < FACETS {
                value.clone_from(&self.cover);
            }
        }
    }

    /// A part that is filed by place is found by whatever moves one of its wholes.
    fn note_wholes(&mut self, wholes: &[(Ref, Takes)]) {
        let by_place = !self.scoped.is_empty() || self.by_place;
        for (whole, takes) in wholes.iter().filter(|_| by_place) {
            let mut key = parts_of(*whole);
            key.push(self.kind);
            key.extend(self.id.to_be_bytes());
            self.entries.push((key, vec![takes.byte()]));
        }
    }

    /// What of its lying is another now.
    pub(super) fn moved_from(&self, was: &Declares) -> Moved {
        Moved {
            own: self.own != was.own,
            lead: self.lead != was.lead,
            elsewhere: self.part != was.part,
        }
    }

    /// Whether it is a part of the same whole and takes the same of it, kept from clients or not, and isn't filed by place.
    pub(super) fn only_shown_otherwise(&self, was: &Declares) -> bool {
        let takes = |part: Option<PartOf>| part.map(|part| (part.whole, part.takes));
        let by_place = !self.scoped.is_empty() || self.by_place;
        takes(self.part) == takes(was.part) && !by_place
    }

    pub fn index(&mut self, index: Index, key: Key) {
        if let Some(only) = self.only {
            if index.number == only {
                self.entries.push((key.0, Vec::new()));
            }
            return;
        }
        if index.unique {
            let mut bytes = vec![self.kind, index.number];
            bytes.extend(key.0);
            self.entries.push((bytes, self.id.to_be_bytes().to_vec()));
        } else if index.scoped {
            self.scoped.push(index.number);
            for n in 0..self.places.len() {
                self.entry(index.number, Some(self.places[n]), &key.0);
            }
        } else {
            self.entry(index.number, None, &key.0);
        }
    }

    /// Filed once, with what is read of it there without reading the record. Never empty.
    pub fn index_with(&mut self, index: Index, key: Key, value: Vec<u8>) {
        debug_assert!(!index.unique && !index.scoped && !value.is_empty());
        if self.only.is_some() {
            return self.index(index, key);
        }
        self.entry(index.number, None, &key.0);
        if let Some((_, held)) = self.entries.last_mut() {
            *held = value;
        }
    }

    pub(super) fn entry(&mut self, number: u8, place: Option<[u8; 9]>, key: &[u8]) {
        if self.only.is_some() {
            return;
        }
        let mut bytes = Vec::with_capacity(2 + 9 + key.len() + 8);
        bytes.extend([self.kind, number]);
        if let Some(place) = place {
            bytes.extend(place);
        }
        bytes.extend(key);
        bytes.extend(self.id.to_be_bytes());
        self.entries.push((bytes, Vec::new()));
    }

    pub fn tally<const PER_PLACE: bool>(&mut self, tally: Tally<PER_PLACE>, key: Key, amount: i64) {
        if self.only.is_some() {
            return;
        }
        let (kind, number) = (self.kind, tally.number);
        let at = |place: &[u8]| [&[kind, number][..], place, &key.0[..]].concat();
        if PER_PLACE {
            self.by_place = true;
            // What lies within a whole is listed there, and counted where it lies.
            let counted = self.places.iter().filter(|place| place[0] != WITHIN);
            self.tallies
                .extend(counted.map(|place| (at(place), amount)));
        } else {
            self.tallies.push((at(&[]), amount));
        }
    }

    /// Counts towards a month of everybody it is a figure of.
    pub fn figure(
        &mut self,
        tally: PlainTally,
        whose: impl IntoIterator<Item = Whose>,
        (what, month): (u8, Month),
        amount: i64,
    ) {
        for whose in whose {
            self.tally(tally, Key::new().figure(whose, what, month), amount);
        }
    }

    /// Files the words of a text, for the box that finds anything: all that a title or a name has.
    pub fn words(&mut self, searchable: &str) {
        if self.only.is_some() {
            return;
        }
        for word in text::words(searchable).take(MOST_WORDS) {
            self.entry(WORDS, None, &Key::new().text(&word).0);
        }
    }
}
