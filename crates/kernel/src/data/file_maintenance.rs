//! Looking after the files: what no record names is swept after a grace period, and every file is read and held
//! against its name from time to time. What is damaged is journaled, named in the store's health, and not handed out.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    Change, ReadTx, Ref, Store, Visit,
    engine::{
        files::{Damage, small_content, small_kept_at},
        tables::Tab,
        vault::FileRef,
        writer::{Answer, Tx},
    },
    read_tx::id_at_end,
};
use crate::{
    access::Action,
    base::{Error, Moment, Result, time},
};

pub const SWEEP: Action = Action::system("files.sweep", "Sweep files that nothing names")
    .told("swept away files that nothing names");
pub const SCRUB: Action =
    Action::system("files.scrub", "Find damaged files").told("looked for damaged files");

/// How long a file that no record names is kept: for uploads that are not finished, and for an Undo.
pub const GRACE: i64 = 30 * time::DAY;

const STATE: &[u8] = b"care";

/// What one sweep knows for the next.
#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    #[serde(default)]
    swept: Option<Moment>,
    #[serde(default)]
    scrubbed: Option<Moment>,
    /// Files that no record names, and since when.
    #[serde(default)]
    orphans: BTreeMap<String, Moment>,
    #[serde(default)]
    damaged: BTreeMap<String, Damage>,
    /// Files that came in and were not taken, and when that was said.
    #[serde(default)]
    given_up: BTreeMap<String, Moment>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub removed: u64,
    pub bytes: u64,
    /// Named by nothing, but not for long enough.
    pub waiting: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scrubbed {
    pub files: u64,
    pub bytes: u64,
    pub damaged: Vec<Damage>,
}

/// When the files were last swept, and last read through.
pub fn last(store: &Store) -> Result<(Option<Moment>, Option<Moment>)> {
    let state = load(store)?;
    Ok((state.swept, state.scrubbed))
}

/// Removes files that no record has named for as long as `grace`.
pub fn sweep(store: &Arc<Store>, at: Moment, grace: i64) -> Result<Swept> {
    let State {
        orphans: known,
        given_up,
        ..
    } = load(store)?;
    let mut orphans = BTreeMap::new();
    // The files first: what comes in later is not looked at, and what is named later is seen.
    let mut kept: Vec<(String, Moment, u64, bool)> = Vec::new();
    for (name, since, size) in store.vault().kept()? {
        kept.push((name, since, size, false));
    }
    small(&store.read_tx()?, &mut |name, row| {
        let size = small_content(row)?.len() as u64;
        kept.push((name.to_owned(), small_kept_at(row), size, true));
        Ok(())
    })?;
    let named = named(&store.read_tx()?)?;
    let mut out = Swept::default();
    for (name, since, size, small) in kept {
        if named.contains(&name) {
            continue;
        }
        // Brought in again is waited for again.
        let first = known.get(&name).map_or(at, |first| (*first).max(since));
        let refused = given_up.get(&name).is_some_and(|said| *said >= since);
        if !refused && at.since(first) < grace {
            orphans.insert(name, first);
            out.waiting += 1;
            continue;
        }
        let gone = if small {
            forget_small(store, name, since)?
        } else {
            store.vault().forget_kept_at(&name, since)?
        };
        if gone {
            out.removed += 1;
            out.bytes += size;
        }
    }
    alter(store, move |state| {
        state.swept = Some(at);
        state.orphans = orphans;
        // What was given up meanwhile is the next sweep's.
        state
            .given_up
            .retain(|name, said| given_up.get(name) != Some(said));
    })?;
    if out.removed > 0 {
        let note = format!(
            "{} files that nothing named, {} KB",
            out.removed,
            out.bytes.div_ceil(1024)
        );
        journal(store, at, SWEEP, note, None)?;
    }
    Ok(out)
}

/// A file that came in and isn't taken goes with the next sweep, unless it is brought in again or something names it. Only
/// for what wasn't there before it came (`Store::keep_new`).
pub fn give_up(store: &Store, file: &FileRef, at: Moment) -> Result<()> {
    let name = file.name.clone();
    alter(store, move |state| {
        state.given_up.insert(name, at);
    })
}

impl Change<'_, '_> {
    /// A file that is of no use once this deed is done, and would be made again if it were, goes with the next sweep
    /// unless something else names it.
    pub fn give_up(&mut self, file: &FileRef) -> Result<()> {
        self.give_up_all(std::slice::from_ref(file))
    }

    /// The same of several at once.
    pub fn give_up_all(&mut self, files: &[FileRef]) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let mut state = read(self.tx.get(Tab::Meta, STATE)?)?;
        let names = files.iter().map(|file| (file.name.clone(), self.at));
        state.given_up.extend(names);
        let bytes = serde_json::to_vec(&state).map_err(Error::internal)?;
        self.tx.set(Tab::Meta, STATE, Some(&bytes))
    }
}

/// How a scrub goes on after a file that took so long to read; false leaves off, and nothing of it is kept.
pub type Pace<'a> = &'a dyn Fn(Duration) -> bool;

/// As fast as it goes.
pub const AT_ONCE: Pace<'static> = &|_| true;

/// Reads every file, at a pace, and changes nothing.
pub fn read_through(store: &Store, pace: Pace<'_>) -> Result<Scrubbed> {
    let mut out = Scrubbed::default();
    let references = references(&store.read_tx()?)?;
    let mut there = BTreeSet::new();
    let mut found: BTreeMap<String, Damage> = BTreeMap::new();
    let mut bad = |name: &str, how: String| {
        let of = references.get(name).copied();
        let file = name.to_owned();
        found.insert(name.to_owned(), Damage { file, how, of });
    };
    small(&store.read_tx()?, &mut |name, row| {
        let content = small_content(row)?;
        out.files += 1;
        out.bytes += content.len() as u64;
        there.insert(name.to_owned());
        if store.vault().name_of(content) != name {
            bad(name, "its content is not what its name says".into());
        }
        Ok(())
    })?;
    for name in store.vault().names()? {
        let began = Instant::now();
        match store.vault().verify_named(&name) {
            Ok(None) => continue,
            Ok(Some(size)) => {
                out.files += 1;
                out.bytes += size;
            }
            Err(error) => bad(&name, error.to_string()),
        }
        there.insert(name);
        if !pace(began.elapsed()) {
            return Err(Error::Unavailable("The files were not all read.".into()));
        }
    }
    for name in references.keys().filter(|name| !there.contains(*name)) {
        if !store.has_file(name)? {
            bad(name, "it is missing".into());
        }
    }
    out.damaged = found.into_values().collect();
    Ok(out)
}

/// How many files no record names, whether or not they have waited for long.
pub fn unnamed(store: &Store) -> Result<u64> {
    let named = named(&store.read_tx()?)?;
    let mut out = 0;
    let mut count = |name: &str| out += u64::from(!named.contains(name));
    for name in store.vault().names()? {
        count(&name);
    }
    small(&store.read_tx()?, &mut |name, _| {
        count(name);
        Ok(())
    })?;
    Ok(out)
}

/// Reads every file, at a pace, and remembers what is damaged.
pub fn scrub(store: &Arc<Store>, at: Moment, pace: Pace<'_>) -> Result<Scrubbed> {
    let out = read_through(store, pace)?;
    let damaged = out.damaged.iter();
    let found: BTreeMap<String, Damage> = damaged
        .map(|damage| (damage.file.clone(), damage.clone()))
        .collect();
    let known = load(store)?.damaged;
    let news: Vec<Damage> = found
        .values()
        .filter(|damage| !known.contains_key(&damage.file))
        .cloned()
        .collect();
    let damaged = found.clone();
    alter(store, move |state| {
        state.scrubbed = Some(at);
        state.damaged = damaged;
    })?;
    store.damages.set(found);
    for damage in news {
        tracing::error!(file = damage.file, how = damage.how, "a file is damaged");
        journal(
            store,
            at,
            SCRUB,
            format!("{}: {}", damage.file, damage.how),
            damage.of,
        )?;
    }
    Ok(out)
}

impl Store {
    /// How many files the vault's folder holds, and how many bytes they take. Walks the folder.
    pub fn vault_size(&self) -> Result<(u64, u64)> {
        let kept = self.vault().kept()?;
        let bytes = kept.iter().map(|(_, _, size)| size).sum();
        Ok((kept.len() as u64, bytes))
    }

    /// What an earlier scrub found is known from the first request on.
    pub(super) fn remember_damage(&self) -> Result<()> {
        self.damages.set(load(self)?.damaged);
        Ok(())
    }

    fn has_file(&self, name: &str) -> Result<bool> {
        Ok(self.vault().has(name) || self.read_tx()?.get(Tab::Files, name.as_bytes())?.is_some())
    }
}

fn read(held: Option<Vec<u8>>) -> Result<State> {
    match held {
        Some(bytes) => serde_json::from_slice(&bytes).map_err(Error::internal),
        None => Ok(State::default()),
    }
}

fn load(store: &Store) -> Result<State> {
    read(store.read_tx()?.get(Tab::Meta, STATE)?)
}

/// In one turn of the writer, so that whoever does something else to it meanwhile loses nothing.
fn alter(store: &Store, rule: impl FnOnce(&mut State) + Send + 'static) -> Result<()> {
    let run = move |tx: &mut Tx<'_>| -> Result<Answer> {
        let mut state = read(tx.get(Tab::Meta, STATE)?)?;
        rule(&mut state);
        let bytes = serde_json::to_vec(&state).map_err(Error::internal)?;
        tx.set(Tab::Meta, STATE, Some(&bytes))?;
        Ok(Box::new(()))
    };
    store.submit(Box::new(run), false).map(drop)
}

fn journal(
    store: &Arc<Store>,
    at: Moment,
    action: Action,
    note: String,
    of: Option<Ref>,
) -> Result<()> {
    Visit::system(store, at, TimeZone::UTC).act(action, move |change| {
        change.event();
        change.note(note);
        if let Some(of) = of {
            change.about(of);
        }
        Ok(())
    })
}

fn small(read_tx: &ReadTx, each: &mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Result<()> {
    read_tx.scan(Tab::Files, &[], &mut |key, row| {
        each(&String::from_utf8_lossy(key), row)?;
        Ok(true)
    })
}

/// Removed unless it was brought in again since it was looked at.
fn forget_small(store: &Store, name: String, kept_at: Moment) -> Result<bool> {
    let gone = store.submit(
        Box::new(move |tx| {
            let row = tx.get(Tab::Files, name.as_bytes())?;
            let same = row.is_some_and(|row| small_kept_at(&row) == kept_at);
            if same {
                tx.set(Tab::Files, name.as_bytes(), None)?;
            }
            Ok(Box::new(same))
        }),
        false,
    )?;
    Ok(gone.downcast::<bool>().is_ok_and(|gone| *gone))
}

// ── who names what, read from the records' bytes, whatever kind they are ──

/// MessagePack's mark for a text of 64 bytes.
const TEXT_64: &[u8] = &[0xd9, 64];
/// How a `FileRef` begins and goes on.
const NAME: &[u8] = b"\xa4name\xd9\x40";
const SIZE: &[u8] = b"\xa4size";

/// Every text in any record that could be a file's name: rather too many than too few.
fn named(read_tx: &ReadTx) -> Result<BTreeSet<String>> {
    let mut out = BTreeSet::new();
    read_tx.scan(Tab::Records, &[], &mut |_, value| {
        for (_, name) in names_in(value) {
            out.insert(name.to_owned());
        }
        Ok(true)
    })?;
    Ok(out)
}

/// The files that records refer to, each with one record that does.
fn references(read_tx: &ReadTx) -> Result<BTreeMap<String, Ref>> {
    let mut out = BTreeMap::new();
    read_tx.scan(Tab::Records, &[], &mut |key, value| {
        for (at, name) in names_in(value) {
            if value[..at].ends_with(NAME) && value[at + 64..].starts_with(SIZE) {
                let (kind, id) = (key[0], id_at_end(key));
                out.insert(name.to_owned(), Ref { kind, id });
            }
        }
        Ok(true)
    })?;
    Ok(out)
}

fn names_in(value: &[u8]) -> impl Iterator<Item = (usize, &str)> {
    let hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    value
        .windows(2)
        .enumerate()
        .filter(|(_, mark)| *mark == TEXT_64)
        .filter_map(move |(at, _)| {
            let name = value.get(at + 2..at + 66)?;
            let name = name.iter().all(hex).then_some(name)?;
            Some((at + 2, std::str::from_utf8(name).ok()?))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_in_a_records_bytes() {
        #[derive(Serialize)]
        struct Held {
            title: String,
            versions: Vec<FileRef>,
            other: String,
        }
        let name = |c: &str| c.repeat(64);
        let file = |c| FileRef {
            name: name(c),
            size: 7,
        };
        let held = Held {
            title: "x".into(),
            versions: vec![file("a"), file("0")],
            other: name("f"),
        };
        let bytes = rmp_serde::to_vec_named(&held).unwrap();
        let found: Vec<&str> = names_in(&bytes).map(|(_, name)| name).collect();
        assert_eq!(found, [name("a"), name("0"), name("f")]);
        let sure = names_in(&bytes)
            .filter(|(at, _)| bytes[..*at].ends_with(NAME) && bytes[at + 64..].starts_with(SIZE));
        assert_eq!(sure.count(), 2);
    }
}
