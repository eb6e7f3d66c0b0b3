//! What a stored record is, and the one place in which it declares everything derived from it.
//! The engine compares what the old and the new version declare and writes the difference, so an index,
//! a tally or a reach can't be forgotten.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    FormerKind,
    any::AnyRecord,
    engine::tables::{HISTORY, PARTS, WAKES, parts_of},
    query::FACETS,
    reshape::Reshape,
    second::Seconding,
    whole::{Moved, PartOf, Takes, WhatIsBeside},
};
use crate::{
    access::{Action, Hands, Placement, WITHIN},
    base::{Error, Id, Month, Result, Whose, text},
};

/// A kind of record. The code is on disk for ever; the prefix is what people read (LD-1042).
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub code: u8,
    /// Plural, as in addresses: `leads`.
    pub plural: &'static str,
    pub prefix: &'static str,
    /// The first number given; from then on one more each.
    pub first: u64,
    /// Holds secrets (hashes, seeds): the journal says that it changed, never what.
    pub secret: bool,
    /// Concerns the persons in its reach: their open pages hear of it.
    pub personal: bool,
    /// Says who comes in or who may what: whoever has a page open is asked anew when one changes or goes.
    pub affects_access: bool,
    /// Has no history: the journal says that a deed made one or took it away, which Undo needs, and nothing else.
    pub unjournaled: bool,
    /// Which of its declarations it is filed by.
    pub filing: u64,
}

impl Kind {
    pub const fn new(code: u8, plural: &'static str, prefix: &'static str) -> Kind {
        Kind {
            code,
            plural,
            prefix,
            first: 1,
            secret: false,
            personal: false,
            affects_access: false,
            unjournaled: false,
            filing: 1,
        }
    }

    pub const fn secret(mut self) -> Kind {
        self.secret = true;
        self
    }

    pub const fn personal(mut self) -> Kind {
        self.personal = true;
        self
    }

    pub const fn affects_access(mut self) -> Kind {
        self.affects_access = true;
        self
    }

    /// What is put often, and what nobody asks when and how of later (whether somebody read it): its changes are on the
    /// disk and seen by open pages as any, and write no entry.
    pub const fn unjournaled(mut self) -> Kind {
        self.unjournaled = true;
        self
    }

    /// One more with every change of what a stored record declares (an index, a tally, words, where it lies) or of its
    /// shape (`Reshape`): older houses file the kind anew when they are opened. An older program refuses a house with a
    /// higher number.
    pub const fn filing(mut self, number: u64) -> Kind {
        self.filing = number;
        self
    }

    pub const fn starting_at(mut self, first: u64) -> Kind {
        self.first = first;
        self
    }
}

/// A record of any kind, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ref {
    pub kind: u8,
    pub id: u64,
}

/// A record of a kind that lies above whoever names it: the kind's plural and the number.
pub type Named = (&'static str, u64);

pub trait Record: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    const KIND: Kind;
    /// What a person needs to see such a record at all.
    const VIEW: Action;

    fn id(&self) -> Id<Self>;
    fn set_id(&mut self, id: Id<Self>);
    /// The journal sequence of the last change a person made to it; what a form's save is held against.
    fn version(&self) -> u64;
    fn set_version(&mut self, version: u64);

    /// What a link to it says.
    fn title(&self) -> String;
    /// Where it lies, for scopes. The house itself is added by the engine.
    fn placement(&self) -> Vec<Placement>;
    /// Indexes, tallies and words.
    fn declare(&self, to: &mut Declares);
    /// Whether records of this kind can be parts of another.
    const IS_PART: bool = false;
    /// What it is a part of: seen whenever that is seen, and lying where that lies, as far as it says.
    fn part_of(&self) -> Option<PartOf> {
        None
    }
    /// Where those are who answer for it, for its parts that lie only there.
    fn lead_reach(&self) -> Vec<Placement> {
        self.placement()
    }
    /// In whose hands it is, when it is something that goes from hand to hand.
    fn hands(&self) -> Option<Hands> {
        None
    }
    /// Plural and number of another record that must be visible for this one to be: a client's person is seen
    /// only by whoever sees the client, whatever else they may see of people.
    fn requires_visible(&self) -> Option<Named> {
        None
    }

    fn as_ref(&self) -> Ref {
        Ref {
            kind: Self::KIND.code,
            id: self.id().raw(),
        }
    }

    fn number(&self) -> String {
        self.id().to_string()
    }
}

impl<R: Record> Id<R> {
    pub fn as_ref(self) -> Ref {
        Ref {
            kind: R::KIND.code,
            id: self.raw(),
        }
    }

    /// `LD-1042` or `1042`.
    pub fn parse(text: &str) -> Option<Id<R>> {
        let digits = match text.rsplit_once('-') {
            Some((prefix, digits)) if prefix.eq_ignore_ascii_case(R::KIND.prefix) => digits,
            Some(_) => return None,
            None => text,
        };
        digits.parse().ok().filter(|n| *n > 0).map(Id::new)
    }
}

impl<R: Record> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", R::KIND.prefix, self.raw())
    }
}

/// Writes the parts of `Record` that are alike everywhere. The struct has the fields `id` and `version`,
/// both `#[serde(skip)]`, because the key and the value's head carry them.
macro_rules! record {
    ($record:ty, $kind:expr, view: $view:expr $(, part_of: $part:expr)? $(, lead_reach: $lead:expr)?
        $(, hands: $hands:expr)? $(, requires_visible: $behind:expr)?) => {
        impl $crate::data::Record for $record {
            const KIND: $crate::data::Kind = $kind;
            const VIEW: $crate::access::Action = $view;
            fn id(&self) -> $crate::base::Id<Self> {
                self.id
            }
            fn set_id(&mut self, id: $crate::base::Id<Self>) {
                self.id = id;
            }
            fn version(&self) -> u64 {
                self.version
            }
            fn set_version(&mut self, version: u64) {
                self.version = version;
            }
            fn title(&self) -> String {
                self.title()
            }
            fn placement(&self) -> Vec<$crate::access::Placement> {
                self.placement()
            }
            fn declare(&self, to: &mut $crate::data::Declares) {
                self.declare(to)
            }
            $(
                const IS_PART: bool = true;
                fn part_of(&self) -> Option<$crate::data::PartOf> {
                    $part(self)
                }
            )?
            $(fn lead_reach(&self) -> Vec<$crate::access::Placement> {
                $lead(self)
            })?
            $(fn hands(&self) -> Option<$crate::access::Hands> {
                $hands(self)
            })?
            $(fn requires_visible(&self) -> Option<$crate::data::Named> {
                $behind(self)
            })?
        }
    };
}
pub(crate) use record;

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

    /// Files the first dozen words of a text, for the box that finds anything.
    pub fn words(&mut self, searchable: &str) {
        if self.only.is_some() {
            return;
        }
        for word in text::words(searchable).take(12) {
            let word: String = word.chars().take(24).collect();
            self.entry(WORDS, None, &Key::new().text(&word).0);
        }
    }
}

/// What the engine knows of a kind without its type.
#[derive(Clone)]
pub struct KindInfo {
    pub kind: Kind,
    pub view: Action,
    pub(super) decode: fn(u64, &[u8]) -> Result<AnyRecord>,
    pub(super) is_part: bool,
    pub(super) guard: Option<Guard>,
    /// What becomes of one when the deed that made it is undone, where that isn't that it goes.
    pub(super) undone: Option<Undone>,
    /// What it says of itself; nothing where it holds only secrets.
    pub entity: Option<&'static super::EntityInfo>,
    /// When single records of this kind can be shared: what beside seeing it a share to edit opens.
    pub shared: Option<&'static [Action]>,
}

/// What is asked before a record of a kind is written, whatever deed writes it, Undo as well.
pub(super) type Guard = Arc<
    dyn Fn(&mut super::Change<'_, '_>, Option<&AnyRecord>, Option<&AnyRecord>) -> Result<()>
        + Send
        + Sync,
>;

/// Is given the number of a record whose making is undone.
pub(super) type Undone = fn(&mut super::Change<'_, '_>, u64) -> Result<()>;

impl KindInfo {
    pub fn of<R: Record>() -> KindInfo {
        KindInfo {
            kind: R::KIND,
            view: R::VIEW,
            decode: AnyRecord::decode::<R>,
            is_part: R::IS_PART,
            guard: None,
            undone: None,
            entity: None,
            shared: None,
        }
    }

    /// A kind that describes itself.
    pub fn entity<E: super::Entity>() -> KindInfo {
        KindInfo {
            entity: Some(E::INFO),
            ..KindInfo::of::<E>()
        }
    }

    /// Single records of this kind can be shared with a person; a share to edit opens these deeds as well.
    pub fn shareable(mut self, edits: &'static [Action]) -> KindInfo {
        self.shared = Some(edits);
        self
    }

    /// Moves on by itself, so Undo compares nothing with what a deed left: it asks this what becomes of one that the deed
    /// made.
    pub fn undone(mut self, rule: fn(&mut super::Change<'_, '_>, u64) -> Result<()>) -> KindInfo {
        self.undone = Some(rule);
        self
    }

    /// Whether somebody writes it over a version that they saw, or a change of it waits for the disk.
    fn hangs_on_versions(&self) -> bool {
        let fields = self.entity.map_or(&[][..], |entity| entity.fields);
        self.undone.is_some() || self.shared.is_some() || fields.iter().any(|f| f.editable)
    }

    /// Holds a rule over every record of this kind that a deed makes, changes or takes away: it is given what was
    /// and what is to be, at the end of the deed, and may refuse it.
    pub fn guarded<R: Record>(
        mut self,
        rule: fn(&mut super::Change<'_, '_>, Option<&R>, Option<&R>) -> Result<()>,
    ) -> KindInfo {
        self.guard = Some(Arc::new(move |change, was, is| {
            let was = was.map(AnyRecord::get).transpose()?;
            let is = is.map(AnyRecord::get).transpose()?;
            rule(change, was, is)
        }));
        self
    }
}

/// A step that keeps derived state true, run at the end of every command over what it touched.
pub type Derive = fn(&mut super::Deriving<'_, '_, '_>, &[Ref]) -> Result<()>;

/// All kinds of record, all actions, and what is derived across records; given to the store by the features' registration.
#[derive(Clone)]
pub struct Schema {
    kinds: Vec<Option<KindInfo>>,
    pub actions: Vec<Action>,
    pub(super) derives: Vec<Derive>,
    pub(super) seconding: Option<Seconding>,
    reshapes: Vec<Reshape>,
    /// Kinds there were; what is added to their numbers in this house, and how many were given.
    pub(super) former: Vec<FormerKind>,
    pub(super) bases: BTreeMap<u8, (u64, u64)>,
}

impl Schema {
    /// Panics on two kinds with one code or prefix, or with a code that the engine keeps for itself: a mistake in the source that no release can contain.
    pub fn new(kinds: Vec<KindInfo>, actions: Vec<Action>, derives: Vec<Derive>) -> Schema {
        let mut by_code: Vec<Option<KindInfo>> = vec![None; 256];
        for info in kinds {
            assert!(
                !by_code
                    .iter()
                    .flatten()
                    .any(|other| other.kind.prefix == info.kind.prefix
                        || other.kind.plural == info.kind.plural),
                "two kinds of record are called {}",
                info.kind.plural
            );
            assert!(
                !matches!(info.kind.code, HISTORY | PARTS | WAKES),
                "the engine's own"
            );
            // Who may come in is told from the journal.
            assert!(!(info.kind.unjournaled && info.kind.affects_access));
            // Its changes don't move the journal on, and a version is a place in the journal.
            assert!(
                !(info.kind.unjournaled && info.hangs_on_versions()),
                "the {} have no versions to go by",
                info.kind.plural
            );
            let slot = &mut by_code[usize::from(info.kind.code)];
            assert!(
                slot.is_none(),
                "two kinds of record have code {}",
                info.kind.code
            );
            *slot = Some(info);
        }
        Schema {
            kinds: by_code,
            actions,
            derives,
            seconding: None,
            reshapes: Vec::new(),
            former: Vec::new(),
            bases: BTreeMap::new(),
        }
    }

    /// Who knows whether a deed was confirmed by a second person.
    pub fn seconded(mut self, seconding: Seconding) -> Schema {
        self.seconding = Some(seconding);
        self
    }

    /// What becomes of records that earlier versions stored in another shape. Panics on two answers for one kind.
    pub fn reshaping(mut self, reshapes: Vec<Reshape>) -> Schema {
        for (n, reshape) in reshapes.iter().enumerate() {
            let twice = reshapes[..n]
                .iter()
                .any(|r| r.kind.code == reshape.kind.code);
            assert!(!twice, "two shapes for the {}", reshape.kind.plural);
        }
        self.reshapes = reshapes;
        self
    }

    pub(super) fn reshapes(&self) -> &[Reshape] {
        &self.reshapes
    }

    /// The same with other declarations of a kind, as another version of the program has them: for tests of upgrades.
    pub fn filing(mut self, plural: &str, number: u64) -> Schema {
        let mut kinds = self.kinds.iter_mut().flatten();
        if let Some(info) = kinds.find(|info| info.kind.plural == plural) {
            info.kind.filing = number;
        }
        self
    }

    /// What is known of a kind; under the code of a former one, of the kind that took it in.
    pub fn kind(&self, code: u8) -> Result<&KindInfo> {
        self.kinds[usize::from(self.kind_now(code))]
            .as_ref()
            .ok_or_else(|| Error::internal(format!("unknown kind of record {code}")))
    }

    /// A stored record, whatever its kind.
    pub(super) fn decode(&self, of: Ref, bytes: &[u8]) -> Result<AnyRecord> {
        (self.kind(of.kind)?.decode)(of.id, bytes)
    }

    pub fn kinds(&self) -> impl Iterator<Item = &KindInfo> {
        self.kinds.iter().flatten()
    }

    /// The record of that plural and number.
    pub(super) fn named(&self, (plural, id): Named) -> Result<Ref> {
        self.kinds()
            .find(|info| info.kind.plural == plural)
            .map(|info| Ref {
                kind: info.kind.code,
                id,
            })
            .ok_or_else(|| Error::internal(format!("unknown kind of record {plural}")))
    }

    pub fn action(&self, key: &str) -> Option<Action> {
        self.actions.iter().copied().find(|a| a.key == key)
    }

    /// `LD-1042` for any kind; for a former one as it was written then.
    pub fn number(&self, of: Ref) -> String {
        let former = self.former_kind(of.kind).map(|former| former.was);
        let kind = self.kinds[usize::from(of.kind)].as_ref();
        match former.or(kind.map(|info| info.kind)) {
            Some(kind) => format!("{}-{}", kind.prefix, of.id),
            None => format!("?-{}", of.id),
        }
    }

    /// The number of a record of the kind of that plural.
    pub fn numbered(&self, plural: &str, id: u64) -> String {
        let info = self.kinds().find(|info| info.kind.plural == plural);
        match info {
            Some(info) => format!("{}-{id}", info.kind.prefix),
            None => format!("?-{id}"),
        }
    }

    pub fn parse_number(&self, text: &str) -> Option<Ref> {
        let (prefix, digits) = text.trim().rsplit_once('-')?;
        let former = self.former().iter().map(|former| former.was);
        let kind = self
            .kinds()
            .map(|info| info.kind)
            .chain(former)
            .find(|kind| kind.prefix.eq_ignore_ascii_case(prefix))?;
        Some(Ref {
            kind: kind.code,
            id: digits.parse().ok()?,
        })
    }
}

/// A stored value is the version (8 bytes) and then the record in named MessagePack.
pub(super) fn encode<R: Record>(record: &R) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(512);
    bytes.extend(record.version().to_be_bytes());
    rmp_serde::encode::write_named(&mut bytes, record)?;
    Ok(bytes)
}

pub(super) fn decode<R: Record>(id: u64, bytes: &[u8]) -> Result<R> {
    let (version, body) = split_version(bytes)?;
    let mut record: R = rmp_serde::from_slice(body)
        .map_err(|e| Error::internal(format!("decoding {}-{id}: {e}", R::KIND.prefix)))?;
    record.set_id(Id::new(id));
    record.set_version(version);
    Ok(record)
}

pub(super) fn split_version(bytes: &[u8]) -> Result<(u64, &[u8])> {
    let (head, body) = bytes
        .split_first_chunk::<8>()
        .ok_or_else(|| Error::internal("a stored record is cut short"))?;
    Ok((u64::from_be_bytes(*head), body))
}

/// A stored record of any kind, by the names of its fields.
pub(super) fn stored(bytes: &[u8]) -> Result<serde_json::Value> {
    let (_, body) = split_version(bytes)?;
    rmp_serde::from_slice(body).map_err(Error::internal)
}

/// The key of a record in the record table.
pub(super) fn record_key(of: Ref) -> [u8; 9] {
    let mut key = [0; 9];
    key[0] = of.kind;
    key[1..].copy_from_slice(&of.id.to_be_bytes());
    key
}
