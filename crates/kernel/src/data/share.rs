//! A record shared with a person beyond what their roles reach. It lies on this floor because the engine files the shared
//! record under its person too: a list finds it by index like everything else, and putting or removing the share files the
//! record anew in the same transaction.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    Change, Declares, Entity, EntityInfo, Field, FieldKind, Index, Key, Kind, PartOf, ReadTx,
    Record, Ref, Visit, any::AnyRecord, engine::tables::Tab, record::record,
};
use crate::{
    access::{Action, Placement},
    base::{Day, Id, Moment, Result},
    ui::icon::Icon,
};

pub const VIEW_SHARES: Action = Action::read("shares.view", "See what was shared");

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Share {
    #[serde(skip)]
    pub id: Id<Share>,
    #[serde(skip)]
    pub version: u64,
    pub of: Ref,
    /// Raw id of the person it is shared with.
    pub to: u64,
    /// Raw id of who shared it.
    pub by: u64,
    pub edit: bool,
    /// The last day on which it holds, and the moment at which that day is over in the house.
    #[serde(default)]
    pub until: Option<Day>,
    #[serde(default)]
    pub ends: Option<Moment>,
    pub at: Moment,
}

impl Default for Share {
    fn default() -> Share {
        Share {
            id: Id::NONE,
            version: 0,
            of: Ref { kind: 0, id: 0 },
            to: 0,
            by: 0,
            edit: false,
            until: None,
            ends: None,
            at: Moment::default(),
        }
    }
}

/// The engine reads the persons a record is shared with from this one's keys.
pub const BY_RECORD: Index = Index::plain(1);
pub const BY_TIME: Index = Index::scoped(2);
/// What a share waits for: its end.
pub const ENDS: u8 = 1;

impl Share {
    fn title(&self) -> String {
        "A share".into()
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.to), Placement::Person(self.by)]
    }

    /// Whoever sees what was shared may know with whom.
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.of).apart().staff_only(true))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_RECORD, Share::key_of(self.of).number(self.to));
        to.index(BY_TIME, Key::new().signed(self.at.0));
        if let Some(ends) = self.ends {
            to.wake(ends, ENDS);
        }
    }

    pub fn key_of(of: Ref) -> Key {
        Key::new().byte(of.kind).number(of.id)
    }

    pub fn holds(&self, at: Moment) -> bool {
        self.ends.is_none_or(|ends| at < ends)
    }
}

record!(Share, Kind::new(52, "shares", "SH").affects_access().filing(2), view: VIEW_SHARES, part_of: Share::part_of);

const FIELDS: &[Field] = &[
    Field::new("of", "Record", FieldKind::AnyRecord),
    Field::person("to", "Shared with"),
    Field::person("by", "By"),
    Field::yes_no("edit", "May edit"),
    Field::day("until", "Until"),
    Field::moment("ends", "Ends").internal(),
    Field::moment("at", "At"),
];

impl Entity for Share {
    const INFO: &'static EntityInfo = &EntityInfo::new("Share", "Shares", Icon::Link, FIELDS);
}

pub(super) const CODE: u8 = <Share as Record>::KIND.code;

/// Where the keys of a record's shares begin.
fn prefix_of(of: Ref) -> Vec<u8> {
    let mut prefix = vec![CODE, BY_RECORD.number];
    prefix.extend(Share::key_of(of).0);
    prefix
}

/// Record and person of such a key: code, index, kind, record, person, share.
fn read_key(key: &[u8]) -> Option<(Ref, u64)> {
    let number = |at: usize| {
        let bytes = key.get(at..at + 8)?;
        Some(u64::from_be_bytes(bytes.try_into().ok()?))
    };
    let of = Ref {
        kind: *key.get(2)?,
        id: number(3)?,
    };
    Some((of, number(11)?))
}

/// All records that are shared, with the places that gives them: for counting everything again.
pub(super) type AllShared = HashMap<Ref, Vec<Placement>>;

impl ReadTx {
    pub(super) fn all_shared(&self) -> Result<AllShared> {
        let mut found = AllShared::new();
        self.scan(Tab::Index, &[CODE, BY_RECORD.number], &mut |key, _| {
            if let Some((of, person)) = read_key(key) {
                found.entry(of).or_default().push(Placement::Shared(person));
            }
            Ok(true)
        })?;
        Ok(found)
    }
}

impl Change<'_, '_> {
    /// The places that a record's shares give it.
    pub(super) fn shared_places(&mut self, of: Ref) -> Result<Vec<Placement>> {
        let mut places = Vec::new();
        self.tx.scan(Tab::Index, &prefix_of(of), &mut |key, _| {
            places.extend(read_key(key).map(|(_, person)| Placement::Shared(person)));
            true
        })?;
        Ok(places)
    }

    /// The records that a share was about and is about.
    pub(super) fn shared_by(sides: [Option<&AnyRecord>; 2]) -> Result<Vec<Ref>> {
        let mut found = Vec::new();
        for record in sides.into_iter().flatten() {
            let share: &Share = record.get()?;
            if !found.contains(&share.of) {
                found.push(share.of);
            }
        }
        Ok(found)
    }
}

impl Visit {
    /// With whom a record is shared, for whoever sees it.
    pub fn shares_of(&self, of: Ref) -> Result<Vec<Share>> {
        if !self.sees_ref(of)? {
            return Ok(Vec::new());
        }
        let read_tx = self.read_tx()?;
        let mut ids = Vec::new();
        read_tx.scan(Tab::Index, &prefix_of(of), &mut |key, _| {
            ids.push(super::read_tx::id_at_end(key));
            Ok(true)
        })?;
        let mut found = Vec::new();
        for id in ids {
            found.extend(read_tx.record::<Share>(Id::new(id))?);
        }
        Ok(found)
    }
}
