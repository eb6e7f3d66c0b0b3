//! Brings a house to what this program declares, when it is opened and before anybody reads it: a list of which half is
//! filed would show half.
//!
//! Three things say what wrote a house: the layout of its keys (`tables::FORMAT`), for each kind the number of its
//! declarations (`Kind::filing`), and the program's version. A house of a newer program is refused before anything in
//! it is touched, were it only by a patch: what that stores of a record an older one would drop when it edits it.
//!
//! A record is stored as it is for ever; what is derived from it follows the program. A kind whose number has grown is
//! filed anew, and so are the kinds whose records are parts of its records and take places of them: what was derived is
//! taken out and made again from the records, in portions, each a transaction that also stores where the next one
//! begins. Whatever ends the program meanwhile, the next opening goes on from there.
//!
//! Where a feature says that records of a kind become others (`Reshape`), that is done first, in portions as well; then
//! records of a kind that there is no longer become those of another (`migrate`); then the kind is filed anew, and with it
//! the kinds of what was made. Last, what is derived by another rule than it was is worked out anew (`Recompute`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use redb::{Database, ReadableDatabase};

use super::{
    migrate,
    refile::{
        FILED, RECOMPUTED, SHAPED, Stage, Step, UNDER_WAY, failed, filed_key, number, part_kind,
        set_number,
    },
    tables::{FORMAT, PARTS, Tab},
};
use crate::{
    access::Placement,
    base::{Error, Result},
    data::{
        KindInfo, ReadTx, Recompute, Schema,
        read_tx::id_at_end,
        share::{AllShared, Share},
    },
};

const FORMAT_KEY: &[u8] = b"format";
const WRITTEN_BY: &[u8] = b"written_by";
/// Before each kind had a number of its own, one counted for all.
const TOGETHER: &[u8] = b"declared";
/// The last of these; every kind was filed by its first declarations then.
const LAST_TOGETHER: u64 = 5;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How far a kind is: its records are brought into their shape, then filed, and what they show is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub doing: Doing,
    /// The number of the last record that is done, and of the last there is.
    pub done: u64,
    pub of: u64,
}

/// What a house is opened with; of a kind, by its plural.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Which pages of the file are free is found out anew, after a crash.
    Repairs,
    Reshapes(&'static str),
    Files(&'static str),
    Recomputes(&'static str),
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.done.saturating_mul(100) / self.of.max(1);
        match self.doing {
            Doing::Repairs => write!(f, "looks through its database after a crash, {percent} %"),
            Doing::Reshapes(kind) => write!(f, "reshapes its {kind}, {percent} %"),
            Doing::Files(kind) => write!(f, "files its {kind} anew, {percent} %"),
            Doing::Recomputes(kind) => write!(f, "works out its {kind} anew, {percent} %"),
        }
    }
}

/// Refuses a house of a newer program; reshapes what others stored, files anew what others filed and works out anew what
/// others derived, so many records in a transaction. `told` hears of each.
pub fn bring_up(
    db: &Database,
    schema: &Schema,
    portion: usize,
    told: &mut dyn FnMut(&Progress),
) -> Result<()> {
    let read_tx = ReadTx::open(db.begin_read().map_err(failed)?);
    let mut stamp = Stamp::read(&read_tx)?;
    stamp.must_not_be_newer(schema, &read_tx)?;
    let due = due(schema, &stamp, &read_tx)?;
    let outdated = outdated(schema, &stamp, &read_tx)?;
    stamp.renew(db, schema, &due, &outdated)?;
    let migrates = migrate::is_due(schema, &read_tx)?;
    if due.is_empty() && outdated.is_empty() && !migrates {
        return Ok(());
    }
    drop(read_tx);
    for reshape in schema.reshapes() {
        let info = schema.kind(reshape.kind.code)?;
        if due.contains(&info.kind.code) && !stamp.is_shaped(info) {
            let begin = stamp.step_of(info, info.kind.filing, Stage::Shape);
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
        let begin = stamp.step_of(info, info.kind.filing, Stage::Entries);
        go(db, schema, (begin, info), &shared, portion, told)?;
    }
    for recompute in outdated {
        let info = schema.kind(recompute.kind.code)?;
        let begin = stamp.step_of(info, recompute.rule, Stage::Recompute);
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
    let stage = begin.stage;
    tracing::info!(kind, filing = begin.filing, ?stage, "brought up");
    let (mut step, mut done) = (begin, 0);
    loop {
        told(&Progress {
            doing: match stage {
                Stage::Shape => Doing::Reshapes(kind),
                Stage::Recompute => Doing::Recomputes(kind),
                _ => Doing::Files(kind),
            },
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

/// What is derived by another rule than this program's, of kinds of which there is anything.
fn outdated(schema: &Schema, stamp: &Stamp, read_tx: &ReadTx) -> Result<Vec<Recompute>> {
    let mut outdated = Vec::new();
    for recompute in schema.recomputes() {
        let code = recompute.kind.code;
        if stamp.recomputed.get(&code) != Some(&recompute.rule) && holds(read_tx, code)? {
            outdated.push(*recompute);
        }
    }
    Ok(outdated)
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

/// Refuses a house that a newer program wrote, by what is only looked at.
///
/// # Errors
/// `Unavailable` where it did.
pub fn must_not_be_newer(db: &Database, schema: &Schema) -> Result<()> {
    let read_tx = ReadTx::open(db.begin_read().map_err(failed)?);
    Stamp::read(&read_tx)?.must_not_be_newer(schema, &read_tx)
}

/// What a house says of who wrote it.
struct Stamp {
    format: Option<u64>,
    version: Option<String>,
    together: Option<u64>,
    filed: BTreeMap<u8, u64>,
    shaped: BTreeMap<u8, u64>,
    recomputed: BTreeMap<u8, u64>,
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
            recomputed: of_kinds(RECOMPUTED)?,
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

    fn must_not_be_newer(&self, schema: &Schema, read_tx: &ReadTx) -> Result<()> {
        let mut newer = self.format > Some(FORMAT)
            || self
                .version
                .as_deref()
                .is_some_and(|v| is_newer(v, VERSION));
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
        for recompute in schema.recomputes() {
            newer |= self.recomputed.get(&recompute.kind.code) > Some(&recompute.rule);
        }
        if !newer {
            return Ok(());
        }
        let by = match self.version.as_deref() {
            Some(by) if by != VERSION => format!("{by}; this one is {VERSION}"),
            // Two of one number: what was built later knows more.
            _ => format!("a later build of {VERSION} than this one"),
        };
        Err(Error::Unavailable(format!(
            "This data was written by a newer Atrium ({by}). Nothing was changed. Start the Atrium that served it last, or a newer one."
        )))
    }

    /// Says that this program writes here now, and which kinds it finds filed; before anything is filed, so that an
    /// older one refuses what is half done too.
    fn renew(
        &self,
        db: &Database,
        schema: &Schema,
        due: &BTreeSet<u8>,
        outdated: &[Recompute],
    ) -> Result<()> {
        // Where there is nothing yet, all that comes follows this program's rules.
        let begun: Vec<&Recompute> = schema
            .recomputes()
            .iter()
            .filter(|r| self.recomputed.get(&r.kind.code) != Some(&r.rule))
            .filter(|r| outdated.iter().all(|o| o.kind.code != r.kind.code))
            .collect();
        let settled = |info: &KindInfo| !due.contains(&info.kind.code);
        let known = |info: &KindInfo| self.filed.get(&info.kind.code) == Some(&info.kind.filing);
        let current = self.format == Some(FORMAT)
            && self.version.as_deref() == Some(VERSION)
            && self.together.is_none()
            && begun.is_empty()
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
            for recompute in begun {
                let key = [RECOMPUTED, &[recompute.kind.code]].concat();
                set_number(&mut meta, &key, Some(recompute.rule))?;
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

    /// Where a kind goes on, when what is under way is the same (its shape, its filing, what it shows) by the same
    /// number; where that begins, otherwise.
    fn step_of(&self, info: &KindInfo, filing: u64, first: Stage) -> Step {
        let fits = |step: &&Step| {
            self.together.is_none()
                && (step.kind, step.filing) == (info.kind.code, filing)
                && step.stage.noted_under() == first.noted_under()
        };
        let begin = || Step {
            kind: info.kind.code,
            filing,
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

/// Whether one version comes after another, by its numbers; what follows those counts for nothing.
fn is_newer(version: &str, than: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        let numbers = version.split(['-', '+']).next().unwrap_or_default();
        numbers
            .split('.')
            .map(|part| part.parse().unwrap_or(0))
            .collect()
    };
    numbers(version) > numbers(than)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_newer_by_any_of_its_numbers() {
        for newer in ["0.4.13", "0.5.0", "1.0.0", "0.4.100-rc.1"] {
            assert!(is_newer(newer, "0.4.12") && !is_newer("0.4.12", newer));
        }
        for same in ["0.4.12", "0.4.12-rc.1", "0.4.12+build"] {
            assert!(!is_newer(same, "0.4.12") && !is_newer("0.4.12", same));
        }
    }
}
