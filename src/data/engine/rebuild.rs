//! Brings a house to what this program declares, when it is opened and before anybody reads it: a list of which half is
//! filed would show half.
//!
//! Three things say what wrote a house: the layout of its keys (`tables::FORMAT`), for each kind the number of its
//! declarations (`Kind::filing`), and the program's version. A house of a newer program is refused before anything in
//! it is touched; patches of one version may take turns.
//!
//! A record is stored as it is for ever; what is derived from it follows the program. A kind whose number has grown is
//! filed anew, and so are the kinds whose records are parts of its records and take places of them: what was derived is
//! taken out and made again from the records, in portions, each a transaction that also stores where the next one
//! begins. Whatever ends the program meanwhile, the next opening goes on from there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Bound,
};

use redb::{Database, ReadableDatabase, ReadableTable, Table, WriteTransaction};

use super::{
    tables::{FORMAT, PARTS, Tab, WAKES, after_prefix},
    verify::declares,
};
use crate::{
    access::Placement,
    base::{Error, Result},
    data::{
        KindInfo, ReadTx, Ref, Schema, Wake,
        any::AnyRecord,
        read_tx::id_at_end,
        record::record_key,
        share::{AllShared, Share},
        whole::{Stored, Taken},
    },
};

const FORMAT_KEY: &[u8] = b"format";
const WRITTEN_BY: &[u8] = b"written_by";
/// Before each kind had a number of its own, one counted for all.
const TOGETHER: &[u8] = b"declared";
/// The last of these; every kind was filed by its first declarations then.
const LAST_TOGETHER: u64 = 5;
/// By which declarations a kind is filed: this and the kind's code.
const FILED: &[u8] = b"filed";
const UNDER_WAY: &[u8] = b"refiling";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How far the filing of one kind is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub kind: &'static str,
    /// The number of the last record that is filed, and of the last there is.
    pub done: u64,
    pub of: u64,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.done.saturating_mul(100) / self.of.max(1);
        write!(f, "files its {} anew, {percent} %", self.kind)
    }
}

fn failed(e: impl fmt::Display) -> Error {
    Error::Unavailable(format!("The indexes can't be brought up to date: {e}"))
}

/// Refuses a house of a newer program; files anew what other declarations filed, so many records in a transaction.
/// `told` hears of each.
pub fn bring_up(
    db: &Database,
    schema: &Schema,
    portion: usize,
    told: &mut dyn FnMut(&Progress),
) -> Result<()> {
    let read_tx = ReadTx::open(db.begin_read().map_err(failed)?)?;
    let stamp = Stamp::read(&read_tx)?;
    stamp.refuse_newer(schema, &read_tx)?;
    let due = due(schema, &stamp, &read_tx)?;
    stamp.renew(db, schema, &due)?;
    if due.is_empty() {
        return Ok(());
    }
    let shared = shared(&read_tx)?;
    for info in schema.kinds().filter(|info| due.contains(&info.kind.code)) {
        let given = read_tx.get(Tab::Meta, &[b'n', info.kind.code])?;
        let of = given.as_deref().and_then(number).unwrap_or_default();
        tracing::info!(
            kind = info.kind.plural,
            filing = info.kind.filing,
            "filing anew"
        );
        let mut step = stamp.step_of(info);
        let mut done = 0;
        loop {
            let kind = info.kind.plural;
            told(&Progress { kind, done, of });
            let txn = db.begin_write().map_err(failed)?;
            let next = step.run(&txn, schema, &shared, portion)?;
            txn.commit().map_err(failed)?;
            let Some(next) = next else { break };
            step = next;
            if step.stage == Stage::Records && !step.after.is_empty() {
                done = id_at_end(&step.after);
            }
        }
    }
    Ok(())
}

/// Kinds that have to be filed anew: those with other declarations, and their parts.
fn due(schema: &Schema, stamp: &Stamp, read_tx: &ReadTx) -> Result<BTreeSet<u8>> {
    let mut due = BTreeSet::new();
    for info in schema.kinds() {
        let code = info.kind.code;
        if stamp.filed(code) != info.kind.filing && holds(read_tx, code)? {
            due.insert(code);
            read_tx.scan(Tab::Index, &[PARTS, code], &mut |key, _| {
                due.insert(part_kind(key));
                Ok(true)
            })?;
        }
    }
    Ok(due)
}

/// The kind of the part in an entry under its whole.
fn part_kind(key: &[u8]) -> u8 {
    key.iter().rev().nth(8).copied().unwrap_or_default()
}

/// Whether there is anything of a kind, were it only an entry.
fn holds(read_tx: &ReadTx, code: u8) -> Result<bool> {
    let mut found = false;
    for tab in [Tab::Records, Tab::Index, Tab::Tally] {
        read_tx.scan(tab, &[code], &mut |_, _| {
            found = true;
            Ok(false)
        })?;
    }
    Ok(found)
}

/// What a house says of who wrote it.
struct Stamp {
    format: Option<u64>,
    version: Option<String>,
    together: Option<u64>,
    filed: BTreeMap<u8, u64>,
    under_way: Option<Step>,
}

impl Stamp {
    fn read(read_tx: &ReadTx) -> Result<Stamp> {
        let held = |key: &[u8]| read_tx.get(Tab::Meta, key);
        let mut filed = BTreeMap::new();
        read_tx.scan(Tab::Meta, FILED, &mut |key, value| {
            if let (Some(code), Some(number)) = (key.last(), number(value)) {
                filed.insert(*code, number);
            }
            Ok(true)
        })?;
        Ok(Stamp {
            format: held(FORMAT_KEY)?.as_deref().and_then(number),
            version: held(WRITTEN_BY)?.and_then(|bytes| String::from_utf8(bytes).ok()),
            together: held(TOGETHER)?.as_deref().and_then(number),
            filed,
            under_way: held(UNDER_WAY)?.as_deref().and_then(Step::decode),
        })
    }

    /// By which declarations a kind is filed; 0 when it isn't, or nobody knows.
    fn filed(&self, code: u8) -> u64 {
        match self.together {
            Some(LAST_TOGETHER) => 1,
            Some(_) => 0,
            None => self.filed.get(&code).copied().unwrap_or_default(),
        }
    }

    fn refuse_newer(&self, schema: &Schema, read_tx: &ReadTx) -> Result<()> {
        let mut newer =
            self.format > Some(FORMAT) || self.version.as_deref().map(minor) > Some(minor(VERSION));
        for (code, number) in &self.filed {
            newer |= match schema.kind(*code) {
                Ok(info) => *number > info.kind.filing,
                Err(_) => holds(read_tx, *code)?,
            };
        }
        if !newer {
            return Ok(());
        }
        let by = self.version.as_deref().unwrap_or("a later version");
        Err(Error::Unavailable(format!(
            "This data was written by a newer Atrium ({by}; this one is {VERSION}). Nothing was changed. Install that version."
        )))
    }

    /// Says that this program writes here now, and which kinds it finds filed; before anything is filed, so that an
    /// older one refuses what is half done too.
    fn renew(&self, db: &Database, schema: &Schema, due: &BTreeSet<u8>) -> Result<()> {
        let settled = |info: &KindInfo| !due.contains(&info.kind.code);
        let known = |info: &KindInfo| self.filed.get(&info.kind.code) == Some(&info.kind.filing);
        let current = self.format == Some(FORMAT)
            && self.version.as_deref() == Some(VERSION)
            && self.together.is_none()
            && schema.kinds().all(|info| settled(info) == known(info));
        if current {
            return Ok(());
        }
        let txn = db.begin_write().map_err(failed)?;
        {
            let mut meta = txn.open_table(Tab::Meta.definition()).map_err(failed)?;
            for info in schema.kinds() {
                let filing = settled(info).then_some(info.kind.filing);
                set_number(&mut meta, &filed_key(info.kind.code), filing)?;
            }
            if self.together.is_some() {
                // An older program may have filed everything since; what was under way is of no use.
                set_number(&mut meta, UNDER_WAY, None)?;
                set_number(&mut meta, TOGETHER, None)?;
            }
            set_number(&mut meta, FORMAT_KEY, Some(FORMAT))?;
            meta.insert(WRITTEN_BY, VERSION.as_bytes())
                .map_err(failed)?;
        }
        txn.commit().map_err(failed)
    }

    /// Where the filing of a kind goes on.
    fn step_of(&self, info: &KindInfo) -> Step {
        let fits = |step: &&Step| {
            self.together.is_none()
                && (step.kind, step.filing) == (info.kind.code, info.kind.filing)
        };
        let begin = || Step {
            kind: info.kind.code,
            filing: info.kind.filing,
            stage: Stage::Entries,
            after: Vec::new(),
        };
        self.under_way
            .as_ref()
            .filter(fits)
            .cloned()
            .unwrap_or_else(begin)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// What is derived goes: index entries, tallies, entries under its wholes.
    Entries,
    Tallies,
    Parts,
    /// What its records wait for.
    Wakes,
    /// And is made again.
    Records,
}

impl Stage {
    const ALL: [Stage; 5] = [
        Stage::Entries,
        Stage::Tallies,
        Stage::Parts,
        Stage::Wakes,
        Stage::Records,
    ];
}

/// One portion: of which kind, by which declarations, and after which key of the stage's table it begins.
#[derive(Debug, Clone)]
struct Step {
    kind: u8,
    filing: u64,
    stage: Stage,
    after: Vec<u8>,
}

impl Step {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.kind];
        bytes.extend(self.filing.to_be_bytes());
        bytes.push(self.stage as u8);
        bytes.extend(&self.after);
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Step> {
        let (kind, rest) = bytes.split_first()?;
        let (filing, rest) = rest.split_first_chunk::<8>()?;
        let (stage, after) = rest.split_first()?;
        Some(Step {
            kind: *kind,
            filing: u64::from_be_bytes(*filing),
            stage: *Stage::ALL.get(usize::from(*stage))?,
            after: after.to_vec(),
        })
    }

    /// Does this portion and stores the next one; None when the kind is filed.
    fn run(
        self,
        txn: &WriteTransaction,
        schema: &Schema,
        shared: &AllShared,
        portion: usize,
    ) -> Result<Option<Step>> {
        let kind = self.kind;
        // A record has some dozen entries.
        let keys = portion.saturating_mul(16);
        let (after, following) = match self.stage {
            Stage::Entries => (
                clear(txn, Tab::Index, &[kind], &self.after, keys, &|_| true)?,
                Some(Stage::Tallies),
            ),
            Stage::Tallies => (
                clear(txn, Tab::Tally, &[kind], &self.after, keys, &|_| true)?,
                Some(Stage::Parts),
            ),
            Stage::Parts => {
                let ours = |key: &[u8]| part_kind(key) == kind;
                (
                    clear(txn, Tab::Index, &[PARTS], &self.after, keys, &ours)?,
                    Some(Stage::Wakes),
                )
            }
            Stage::Wakes => {
                let ours = |key: &[u8]| Wake::read(key).is_some_and(|wake| wake.of.kind == kind);
                (
                    clear(txn, Tab::Index, &[WAKES], &self.after, keys, &ours)?,
                    Some(Stage::Records),
                )
            }
            Stage::Records => (self.file(txn, schema, shared, portion)?, None),
        };
        let next = match (after, following) {
            (Some(after), _) => Some(Step { after, ..self }),
            (None, Some(stage)) => Some(Step {
                stage,
                after: Vec::new(),
                ..self
            }),
            (None, None) => None,
        };
        let mut meta = txn.open_table(Tab::Meta.definition()).map_err(failed)?;
        match &next {
            Some(step) => {
                meta.insert(UNDER_WAY, step.encode().as_slice())
                    .map_err(failed)?;
            }
            None => {
                set_number(&mut meta, UNDER_WAY, None)?;
                set_number(&mut meta, &filed_key(kind), Some(self.filing))?;
            }
        }
        Ok(next)
    }

    /// Files the next records. After which key to go on, when there may be more.
    fn file(
        &self,
        txn: &WriteTransaction,
        schema: &Schema,
        shared: &AllShared,
        portion: usize,
    ) -> Result<Option<Vec<u8>>> {
        let mut index = txn.open_table(Tab::Index.definition()).map_err(failed)?;
        let mut kept = txn.open_table(Tab::Tally.definition()).map_err(failed)?;
        let records = txn.open_table(Tab::Records.definition()).map_err(failed)?;
        let (keys, next) = walk(&records, &[self.kind], &self.after, portion)?;
        let mut tallies: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
        let mut taken = Taken::default();
        for key in keys {
            let Some(value) = records.get(key.as_slice()).map_err(failed)? else {
                continue;
            };
            let beside = (&mut Held(&records) as &mut dyn Stored, &mut taken);
            let declares = declares(schema, shared, &key, value.value(), beside)?;
            for (entry, value) in &declares.entries {
                index
                    .insert(entry.as_slice(), value.as_slice())
                    .map_err(failed)?;
            }
            for (tally, amount) in declares.tallies {
                *tallies.entry(tally).or_default() += amount;
            }
        }
        for (tally, amount) in tallies {
            let held = kept.get(tally.as_slice()).map_err(failed)?;
            let held = held
                .and_then(|held| number(held.value()))
                .unwrap_or_default();
            let sum = i64::from_be_bytes(held.to_be_bytes()) + amount;
            let sum = u64::from_be_bytes(sum.to_be_bytes());
            set_number(&mut kept, &tally, (sum != 0).then_some(sum))?;
        }
        Ok(next)
    }
}

type Bytes<'t> = Table<'t, &'static [u8], &'static [u8]>;

fn filed_key(code: u8) -> Vec<u8> {
    [FILED, &[code]].concat()
}

fn number(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}

fn set_number(table: &mut Bytes<'_>, key: &[u8], number: Option<u64>) -> Result<()> {
    match number {
        Some(number) => table
            .insert(key, number.to_be_bytes().as_slice())
            .map(drop)
            .map_err(failed),
        None => table.remove(key).map(drop).map_err(failed),
    }
}

/// Major and minor version.
fn minor(version: &str) -> (u64, u64) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    )
}

/// Takes out the next keys that are `ours`; after which one to go on, when there may be more.
fn clear(
    txn: &WriteTransaction,
    tab: Tab,
    prefix: &[u8],
    after: &[u8],
    most: usize,
    ours: &dyn Fn(&[u8]) -> bool,
) -> Result<Option<Vec<u8>>> {
    let mut table = txn.open_table(tab.definition()).map_err(failed)?;
    let (keys, next) = walk(&table, prefix, after, most)?;
    for key in keys.iter().filter(|key| ours(key)) {
        table.remove(key.as_slice()).map_err(failed)?;
    }
    Ok(next)
}

/// Keys, and the last of them when there may be more.
type Walked = (Vec<Vec<u8>>, Option<Vec<u8>>);

/// The next keys under a prefix.
fn walk(table: &Bytes<'_>, prefix: &[u8], after: &[u8], most: usize) -> Result<Walked> {
    let end = after_prefix(prefix);
    let upper = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let lower = match after {
        [] => Bound::Included(prefix),
        after => Bound::Excluded(after),
    };
    let mut keys = Vec::new();
    let rows = table.range::<&[u8]>((lower, upper)).map_err(failed)?;
    for row in rows.take(most) {
        let (key, _) = row.map_err(failed)?;
        keys.push(key.value().to_vec());
    }
    let next = keys.last().filter(|_| keys.len() == most).cloned();
    Ok((keys, next))
}

/// The records as they lie in the table that is walked.
struct Held<'t, 'm>(&'m Bytes<'t>);

impl Stored for Held<'_, '_> {
    fn record(&mut self, schema: &Schema, of: Ref) -> Result<Option<AnyRecord>> {
        let held = self.0.get(record_key(of).as_slice()).map_err(failed)?;
        held.map(|bytes| schema.decode(of, bytes.value()))
            .transpose()
    }
}

/// Whom each record is shared with, from the shares themselves: their index may be about to be made.
fn shared(read_tx: &ReadTx) -> Result<AllShared> {
    let mut found = AllShared::new();
    for share in read_tx.all::<Share>()? {
        let places = found.entry(share.of).or_default();
        places.push(Placement::Shared(share.to));
    }
    Ok(found)
}
