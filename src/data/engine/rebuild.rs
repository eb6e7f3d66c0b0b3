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
//!
//! Where a feature says that records of a kind become others (`Reshape`), that is done first, in portions as well; then
//! records of a kind that there is no longer become those of another (`migrate`); then the kind is filed anew, and with it
//! the kinds of what was made.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::Bound,
};

use redb::{Database, ReadableDatabase, ReadableTable, Table, WriteTransaction};

use super::{
    migrate,
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
        reshape::{Old, Reshaping},
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
/// The same of a kind whose records were brought into their shape.
const SHAPED: &[u8] = b"shaped";
pub(super) const UNDER_WAY: &[u8] = b"refiling";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How far a kind is: its records are brought into their shape, and then filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub kind: &'static str,
    pub reshapes: bool,
    /// The number of the last record that is done, and of the last there is.
    pub done: u64,
    pub of: u64,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.done.saturating_mul(100) / self.of.max(1);
        match self.reshapes {
            true => write!(f, "reshapes its {}, {percent} %", self.kind),
            false => write!(f, "files its {} anew, {percent} %", self.kind),
        }
    }
}

pub(super) fn failed(e: impl fmt::Display) -> Error {
    Error::Unavailable(format!("The indexes can't be brought up to date: {e}"))
}

/// Refuses a house of a newer program; reshapes what others stored and files anew what others filed, so many records in
/// a transaction. `told` hears of each.
pub fn bring_up(
    db: &Database,
    schema: &Schema,
    portion: usize,
    told: &mut dyn FnMut(&Progress),
) -> Result<()> {
    let read_tx = ReadTx::open(db.begin_read().map_err(failed)?);
    let mut stamp = Stamp::read(&read_tx)?;
    stamp.refuse_newer(schema, &read_tx)?;
    let due = due(schema, &stamp, &read_tx)?;
    stamp.renew(db, schema, &due)?;
    let migrates = migrate::is_due(schema, &read_tx)?;
    if due.is_empty() && !migrates {
        return Ok(());
    }
    drop(read_tx);
    for reshape in schema.reshapes() {
        let info = schema.kind(reshape.kind.code)?;
        if due.contains(&info.kind.code) && !stamp.is_shaped(info) {
            let begin = stamp.step_of(info, Stage::Shape);
            let shared = AllShared::new();
            go(db, schema, (begin, info), &shared, portion, told)?;
        }
    }
    // With what was made by then.
    let read_tx = ReadTx::open(db.begin_read().map_err(failed)?);
    let shared = shared(&read_tx)?;
    drop(read_tx);
    if migrates {
        migrate::migrate(db, schema, &shared, portion, told)?;
        stamp.under_way = None;
    }
    for info in schema.kinds().filter(|info| due.contains(&info.kind.code)) {
        let begin = stamp.step_of(info, Stage::Entries);
        go(db, schema, (begin, info), &shared, portion, told)?;
    }
    Ok(())
}

/// From one step of a kind on to its last, each portion a transaction.
fn go(
    db: &Database,
    schema: &Schema,
    (begin, info): (Step, &KindInfo),
    shared: &AllShared,
    portion: usize,
    told: &mut dyn FnMut(&Progress),
) -> Result<()> {
    let kind = info.kind.plural;
    // Nothing that is freed is used again while somebody reads what was before.
    let read_tx = ReadTx::open(db.begin_read().map_err(failed)?);
    let given = read_tx.get(Tab::Meta, &[b'n', begin.kind])?;
    drop(read_tx);
    let of = given.as_deref().and_then(number).unwrap_or_default();
    let reshapes = begin.stage == Stage::Shape;
    tracing::info!(kind, filing = begin.filing, reshapes, "brought up");
    let (mut step, mut done) = (begin, 0);
    loop {
        told(&Progress {
            kind,
            reshapes,
            done,
            of,
        });
        let txn = db.begin_write().map_err(failed)?;
        let next = step.run(&txn, schema, shared, portion)?;
        txn.commit().map_err(failed)?;
        let Some(next) = next else { return Ok(()) };
        step = next;
        if step.walks_records() && !step.after.is_empty() {
            done = id_at_end(&step.after);
        }
    }
}

/// Kinds that have to be filed anew: those with other declarations, their parts, and what is made of their records.
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
    for reshape in schema.reshapes() {
        if due.contains(&reshape.kind.code) {
            due.extend(reshape.makes.iter().map(|kind| kind.code));
        }
    }
    Ok(due)
}

/// The kind of the part in an entry under its whole.
pub(super) fn part_kind(key: &[u8]) -> u8 {
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
    shaped: BTreeMap<u8, u64>,
    under_way: Option<Step>,
}

impl Stamp {
    fn read(read_tx: &ReadTx) -> Result<Stamp> {
        let held = |key: &[u8]| read_tx.get(Tab::Meta, key);
        let of_kinds = |prefix: &[u8]| {
            let mut numbers = BTreeMap::new();
            read_tx.scan(Tab::Meta, prefix, &mut |key, value| {
                if let (Some(code), Some(number)) = (key.last(), number(value)) {
                    numbers.insert(*code, number);
                }
                Ok(true)
            })?;
            Ok::<_, Error>(numbers)
        };
        Ok(Stamp {
            format: held(FORMAT_KEY)?.as_deref().and_then(number),
            version: held(WRITTEN_BY)?.and_then(|bytes| String::from_utf8(bytes).ok()),
            together: held(TOGETHER)?.as_deref().and_then(number),
            filed: of_kinds(FILED)?,
            shaped: of_kinds(SHAPED)?,
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
            let filing = match (schema.former_kind(*code), schema.kind(*code)) {
                (Some(former), _) => Some(former.was.filing),
                (None, Ok(info)) => Some(info.kind.filing),
                (None, Err(_)) => None,
            };
            newer |= match filing {
                Some(filing) => *number > filing,
                None => holds(read_tx, *code)?,
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

    /// Whether nothing is left to be done to the shape of a kind's records.
    fn is_shaped(&self, info: &KindInfo) -> bool {
        self.shaped.get(&info.kind.code) == Some(&info.kind.filing)
    }

    /// Where a kind goes on, when what is under way is its shape or its filing; where that begins, otherwise.
    fn step_of(&self, info: &KindInfo, first: Stage) -> Step {
        let fits = |step: &&Step| {
            self.together.is_none()
                && (step.kind, step.filing) == (info.kind.code, info.kind.filing)
                && (step.stage == Stage::Shape) == (first == Stage::Shape)
        };
        let begin = || Step {
            kind: info.kind.code,
            filing: info.kind.filing,
            stage: first,
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
    /// Before all of these: records become what the program reads.
    Shape,
}

impl Stage {
    const ALL: [Stage; 6] = [
        Stage::Entries,
        Stage::Tallies,
        Stage::Parts,
        Stage::Wakes,
        Stage::Records,
        Stage::Shape,
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

    /// Whether it goes from record to record.
    fn walks_records(&self) -> bool {
        matches!(self.stage, Stage::Records | Stage::Shape)
    }

    /// Does this portion and stores the next one; None when the kind is filed, or has its shape.
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
            Stage::Shape => (self.reshape(txn, schema, portion)?, None),
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
                let done = match self.stage {
                    Stage::Shape => [SHAPED, &[kind]].concat(),
                    _ => filed_key(kind),
                };
                set_number(&mut meta, &done, Some(self.filing))?;
            }
        }
        Ok(next)
    }

    /// Brings the next records into their shape. After which key to go on, when there may be more.
    fn reshape(
        &self,
        txn: &WriteTransaction,
        schema: &Schema,
        portion: usize,
    ) -> Result<Option<Vec<u8>>> {
        let mut records = txn.open_table(Tab::Records.definition()).map_err(failed)?;
        let mut meta = txn.open_table(Tab::Meta.definition()).map_err(failed)?;
        let (keys, next) = walk(&records, &[self.kind], &self.after, portion)?;
        let ours = schema
            .reshapes()
            .iter()
            .filter(|reshape| reshape.kind.code == self.kind);
        for reshape in ours {
            for key in &keys {
                let held = records.get(key.as_slice()).map_err(failed)?;
                let Some(bytes) = held.map(|held| held.value().to_vec()) else {
                    continue;
                };
                let old = Old::new(id_at_end(key), &bytes)?;
                (reshape.run)(&mut Reshaping::new(&mut records, &mut meta), old)?;
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
        add_tallies(&mut kept, tallies)?;
        Ok(next)
    }
}

pub(super) fn add_tallies(kept: &mut Bytes<'_>, tallies: BTreeMap<Vec<u8>, i64>) -> Result<()> {
    for (tally, amount) in tallies {
        let held = kept.get(tally.as_slice()).map_err(failed)?;
        let held = held
            .and_then(|held| number(held.value()))
            .unwrap_or_default();
        let sum = i64::from_be_bytes(held.to_be_bytes()) + amount;
        let sum = u64::from_be_bytes(sum.to_be_bytes());
        set_number(kept, &tally, (sum != 0).then_some(sum))?;
    }
    Ok(())
}

pub type Bytes<'t> = Table<'t, &'static [u8], &'static [u8]>;

pub(super) fn filed_key(code: u8) -> Vec<u8> {
    [FILED, &[code]].concat()
}

pub(super) fn number(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}

pub(super) fn set_number(table: &mut Bytes<'_>, key: &[u8], number: Option<u64>) -> Result<()> {
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
pub(super) fn clear(
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
pub(super) fn walk(table: &Bytes<'_>, prefix: &[u8], after: &[u8], most: usize) -> Result<Walked> {
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
pub(super) struct Held<'t, 'm>(pub &'m Bytes<'t>);

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
