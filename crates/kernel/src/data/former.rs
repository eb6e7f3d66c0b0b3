//! Kinds whose records became records of another kind. What is stored is converted once, when an older house is opened
//! (`engine/migrate.rs`); what was written of them before stays as it was written. The journal goes on saying MSG-7, and
//! whoever asks what that is now is told here.
//!
//! A record that becomes another gets the number it had, on top of how many of the other kind there were: so one number
//! for each former kind, kept with the house, says what every old number is now.

use std::{borrow::Cow, collections::BTreeMap};

use serde::de::DeserializeOwned;

use super::{
    FieldChange, JournalEntry, Kind, Raw, ReadTx, Record, Ref, Schema, What,
    engine::{pack, tables::Tab},
};
use crate::base::Result;

/// A kind there was, and how one of its records becomes one of the kind that took them in.
#[derive(Clone)]
pub struct FormerKind {
    pub was: Kind,
    pub is: Kind,
    /// From the stored fields of the one to those of the other.
    pub(super) convert: fn(&[u8]) -> Result<Vec<u8>>,
}

impl FormerKind {
    /// `Old` reads what was stored under the code of `was`, which is on disk for ever and never given again. Its records
    /// were made and taken away, and not edited: the journal's fields of an edit aren't converted.
    pub const fn of<Old: DeserializeOwned, R: Record + From<Old>>(was: Kind) -> FormerKind {
        FormerKind {
            was,
            is: R::KIND,
            convert: |fields| {
                let old: Old = rmp_serde::from_slice(fields)?;
                Ok(rmp_serde::to_vec_named(&R::from(old))?)
            },
        }
    }
}

/// Where a house keeps how many of a former kind there were.
pub(super) fn given_key(code: u8) -> Vec<u8> {
    [b"formerly".as_slice(), &[code]].concat()
}

/// Where a house keeps what is added to the numbers of a former kind.
pub(super) fn base_key(code: u8) -> Vec<u8> {
    [b"former".as_slice(), &[code]].concat()
}

impl Schema {
    /// Takes in former kinds.
    ///
    /// Panics where one has the code, the plural or the prefix of another: a mistake in the source.
    pub fn took_in(mut self, former: Vec<FormerKind>) -> Schema {
        for kind in former {
            let was = kind.was;
            let like = |other: &Kind| {
                other.code == was.code || other.plural == was.plural || other.prefix == was.prefix
            };
            let mut others = self.former.iter().map(|other| &other.was);
            assert!(
                !others.any(like) && !self.kinds().any(|info| like(&info.kind)),
                "two kinds of record are or were called {}",
                was.plural
            );
            self.former.push(kind);
        }
        self
    }

    /// The same for one house: it knows what the old numbers are now.
    pub(super) fn of_house(mut self, read_tx: &ReadTx) -> Result<Schema> {
        let mut bases = BTreeMap::new();
        for former in &self.former {
            let code = former.was.code;
            let kept = |key: &[u8]| -> Result<Option<u64>> {
                let held = read_tx.get(Tab::Meta, key)?;
                let bytes = held.and_then(|bytes| bytes.try_into().ok());
                Ok(bytes.map(u64::from_be_bytes))
            };
            if let (Some(base), Some(given)) = (kept(&base_key(code))?, kept(&given_key(code))?) {
                bases.insert(code, (base, given));
            }
        }
        self.bases = bases;
        Ok(self)
    }

    pub(super) fn former(&self) -> &[FormerKind] {
        &self.former
    }

    /// What a kind there was became.
    pub(super) fn former_kind(&self, code: u8) -> Option<&FormerKind> {
        self.former.iter().find(|former| former.was.code == code)
    }

    /// The kind whose records those of a code are now.
    pub(super) fn kind_now(&self, code: u8) -> u8 {
        self.former_kind(code).map_or(code, |former| former.is.code)
    }

    /// What a record is now that was written down at any time. One that is as ever is itself.
    pub fn now(&self, of: Ref) -> Ref {
        match (self.former_kind(of.kind), self.bases.get(&of.kind)) {
            // A number that was never given is nobody's.
            (Some(former), Some((base, given))) if (1..=*given).contains(&of.id) => Ref {
                kind: former.is.code,
                id: base + of.id,
            },
            _ => of,
        }
    }

    /// What a record was before it became what it is; None for one that is as ever.
    fn formerly(&self, of: Ref) -> Option<Ref> {
        let mut former = self.former.iter().filter(|f| f.is.code == of.kind);
        former.find_map(|former| {
            let (base, given) = self.bases.get(&former.was.code)?;
            let id = of.id.checked_sub(*base)?;
            (1..=*given).contains(&id).then_some(Ref {
                kind: former.was.code,
                id,
            })
        })
    }

    /// Under what the journal has a record that was written down at any time, the latest first: what it is now, and what
    /// it was before a house of an older program was opened. No entry under the one is older than any under the other.
    pub(super) fn written_as(&self, of: Ref) -> impl Iterator<Item = Ref> + use<> {
        let now = self.now(of);
        std::iter::once(now).chain(self.formerly(now))
    }

    /// An entry of the journal as it would be written now, for whoever does in reverse what it says or
    /// looks in it for a record.
    pub(super) fn as_now<'e>(&self, entry: &'e JournalEntry) -> Result<Cow<'e, JournalEntry>> {
        let changed = entry.changes.iter().map(|change| change.of);
        let mut all = entry.subjects.iter().copied().chain(changed);
        if all.all(|of| self.former_kind(of.kind).is_none()) {
            return Ok(Cow::Borrowed(entry));
        }
        let mut entry = entry.clone();
        for subject in &mut entry.subjects {
            *subject = self.now(*subject);
        }
        for change in &mut entry.changes {
            let Some(former) = self.former_kind(change.of.kind) else {
                continue;
            };
            change.of = self.now(change.of);
            let held = |side: fn(&FieldChange) -> &Raw| {
                let fields = change.fields.iter().map(|f| (f.name.as_str(), side(f)));
                let fields: Vec<(&str, &[u8])> = fields
                    .filter(|(_, raw)| !raw.is_empty())
                    .map(|(name, raw)| (name, raw.0.as_slice()))
                    .collect();
                (former.convert)(&pack::build(&fields)?)
            };
            let (converted, made) = match change.what {
                What::Created => (held(|field| &field.after)?, true),
                What::Deleted => (held(|field| &field.before)?, false),
                What::Edited => continue,
            };
            let field = |(name, value): (&str, &[u8])| {
                let (before, after) = match made {
                    true => (&[][..], value),
                    false => (value, &[][..]),
                };
                FieldChange::new(name.to_owned(), before, after)
            };
            let fields = pack::fields(&converted)?.into_iter().map(field);
            change.fields = fields.collect::<Result<_>>()?;
        }
        Ok(Cow::Owned(entry))
    }

    /// The same of an entry that is one's own.
    pub(super) fn entry_as_now(&self, entry: JournalEntry) -> Result<JournalEntry> {
        let now = match self.as_now(&entry)? {
            Cow::Owned(now) => Some(now),
            Cow::Borrowed(_) => None,
        };
        Ok(now.unwrap_or(entry))
    }
}
