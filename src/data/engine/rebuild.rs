//! Brings indexes and tallies to what this program declares. A record is stored as it is for ever; what is derived from
//! it follows the program, so an older house (or an older snapshot) is filed anew, once, when it is first opened.

use std::collections::BTreeMap;

use redb::{Database, ReadableDatabase, ReadableTable};

use super::{
    tables::{HISTORY, Tab},
    verify::declares,
};
use crate::{
    access::Reach,
    base::{Error, Result},
    data::{
        Ref, Schema, Snap,
        record::record_key,
        share::{AllShared, Share},
        whole::Stored,
    },
};

const DECLARED: &[u8] = b"declared";

fn failed(e: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("The indexes can't be brought up to date: {e}"))
}

/// Files everything anew when it was filed by other declarations. One transaction: all or nothing. Says whether.
pub fn ensure(db: &Database, schema: &Schema) -> Result<bool> {
    if stored(db)? == schema.declared {
        return Ok(false);
    }
    let shared = shared(db)?;
    let txn = db.begin_write().map_err(failed)?;
    {
        let mut index = txn.open_table(Tab::Index.definition()).map_err(failed)?;
        index
            .retain(|key, _| key.first() == Some(&HISTORY))
            .map_err(failed)?;
        let mut kept = txn.open_table(Tab::Tally.definition()).map_err(failed)?;
        kept.retain(|_, _| false).map_err(failed)?;
        let mut tallies: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
        let records = txn.open_table(Tab::Records.definition()).map_err(failed)?;
        for row in records.iter().map_err(failed)? {
            let (key, value) = row.map_err(failed)?;
            let (key, value) = (key.value(), value.value());
            let declares = declares(schema, &shared, key, value, &mut Held(&records))?;
            for (entry, value) in &declares.entries {
                index
                    .insert(entry.as_slice(), value.as_slice())
                    .map_err(failed)?;
            }
            for (tally, amount) in declares.tallies {
                *tallies.entry(tally).or_default() += amount;
            }
        }
        for (tally, amount) in tallies.into_iter().filter(|(_, amount)| *amount != 0) {
            let amount = amount.to_be_bytes();
            kept.insert(tally.as_slice(), amount.as_slice())
                .map_err(failed)?;
        }
        let mut meta = txn.open_table(Tab::Meta.definition()).map_err(failed)?;
        meta.insert(DECLARED, schema.declared.to_be_bytes().as_slice())
            .map_err(failed)?;
    }
    txn.commit().map_err(failed)?;
    Ok(true)
}

/// The records as they lie in the table that is walked.
struct Held<'t, 'm>(&'m redb::Table<'t, &'static [u8], &'static [u8]>);

impl Stored for Held<'_, '_> {
    fn bytes(&mut self, of: Ref) -> Result<Option<Vec<u8>>> {
        let held = self.0.get(record_key(of).as_slice()).map_err(failed)?;
        Ok(held.map(|bytes| bytes.value().to_vec()))
    }
}

/// Whom each record is shared with, from the shares themselves: their index is about to be made.
fn shared(db: &Database) -> Result<AllShared> {
    let snap = Snap::open(db.begin_read().map_err(failed)?)?;
    let mut found = AllShared::new();
    for share in snap.all::<Share>()? {
        let places = found.entry(share.of).or_default();
        places.push(Reach::Shared(share.to));
    }
    Ok(found)
}

/// By which declarations it was filed; before they were counted it says nothing, and a young file has no tables.
fn stored(db: &Database) -> Result<u64> {
    let txn = db.begin_read().map_err(failed)?;
    match txn.open_table(Tab::Meta.definition()) {
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(0),
        Err(e) => Err(failed(e)),
        Ok(meta) => {
            let held = meta.get(DECLARED).map_err(failed)?;
            Ok(held
                .and_then(|held| held.value().try_into().ok())
                .map_or(0, u64::from_be_bytes))
        }
    }
}
