//! A disk in memory that loses what was not synced, tears what was being written, lies, fills up and fails on request.
//!
//! At a cut each 512-byte sector written since the last sync is left in any one of the versions it had since then,
//! each sector for itself; of the changes of length a prefix is left. After a cut nothing answers any more:
//! `after_cut` gives the disk that is found when the power is back.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet, VecDeque},
    fmt, io,
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::Duration,
};

use atrium::data::Disk;

const SECTOR: usize = 512;
const PAGE: u64 = 4096 / SECTOR as u64;

/// xorshift64*: small, seeded, the same everywhere.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Rng {
        // Neighbouring seeds must not give neighbouring sequences, and zero would stay zero.
        let mixed = (seed ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mut rng = Rng((mixed ^ (mixed >> 29)) | 1);
        rng.next();
        rng
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// 0..bound
    pub fn below(&mut self, bound: u64) -> u64 {
        (self.next() >> 16) % bound.max(1)
    }

    pub fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// True once in `n`.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// When the power goes, counted from when it is planned.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// During the nth write, change of length or sync.
    Call(u64),
    /// During the nth sync: before it did its work, or after it did and before it could say so.
    Sync { nth: u64, done: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fail {
    /// EIO, from any call.
    Broken,
    /// ENOSPC, from calls that write.
    Full,
    /// EIO, from syncs.
    Unsynced,
}

/// Which call fails, counted from when the fault is planned among those that can fail so.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub nth: u64,
    pub how: Fail,
    /// Also every call after it, until the fault is lifted.
    pub lasting: bool,
}

#[derive(Clone, Copy)]
enum Call {
    Read,
    Write,
    Sync,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Calls {
    pub reads: u64,
    pub writes: u64,
    pub lengths: u64,
    pub syncs: u64,
}

/// Disks that are worse than a disk may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vice {
    /// Says it has synced and has not.
    Lies,
    /// Says it has synced and does so three syncs later, in order: what it loses, it loses neatly.
    Lags,
    /// Spoils each 4 KiB page that was being written, as tearing does under a cipher that diffuses over the page.
    SpoilsPages,
    /// After a failed sync takes what it could not write for written, as Linux's page cache does:
    /// reads still show it, later syncs succeed without it.
    ForgetsAfterFailedSync,
}

struct State {
    /// What reads see.
    seen: Vec<u8>,
    /// What was there at the last sync.
    durable: Vec<u8>,
    /// Per sector every version it had since the last sync.
    unsynced: BTreeMap<u64, Vec<[u8; SECTOR]>>,
    /// What a disk that lags has still to write.
    late: VecDeque<(BTreeMap<u64, [u8; SECTOR]>, usize)>,
    /// The lengths the file had since the last sync.
    lengths: Vec<usize>,
    powered: bool,
    cut: Option<Cut>,
    fault: Option<Fault>,
    fired: u64,
    calls: Calls,
    vice: Option<Vice>,
    /// How many sectors more may be taken into use before the disk is full.
    room: Option<u64>,
    used: HashSet<u64>,
    sync_takes: Duration,
    rng: Rng,
}

pub struct SimDisk(Mutex<State>);

impl fmt::Debug for SimDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimDisk")
    }
}

impl SimDisk {
    pub fn new(content: Vec<u8>, seed: u64) -> Arc<SimDisk> {
        Arc::new(SimDisk(Mutex::new(State {
            seen: content.clone(),
            durable: content,
            unsynced: BTreeMap::new(),
            late: VecDeque::new(),
            lengths: Vec::new(),
            powered: true,
            cut: None,
            fault: None,
            fired: 0,
            calls: Calls::default(),
            vice: None,
            room: None,
            used: HashSet::new(),
            sync_takes: Duration::ZERO,
            rng: Rng::new(seed),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub fn plan_cut(&self, cut: Cut) {
        self.state().cut = Some(cut);
    }

    pub fn cut_now(&self) {
        self.state().powered = false;
    }

    pub fn is_cut(&self) -> bool {
        !self.state().powered
    }

    pub fn plan_fault(&self, fault: Fault) {
        let mut state = self.state();
        state.fault = Some(fault);
        state.fired = 0;
    }

    pub fn lift_fault(&self) {
        self.state().fault = None;
    }

    /// How many calls failed since the fault was planned.
    pub fn fired(&self) -> u64 {
        self.state().fired
    }

    pub fn calls(&self) -> Calls {
        self.state().calls
    }

    pub fn vice(&self, vice: Vice) {
        self.state().vice = Some(vice);
    }

    /// A real sync takes a while, in which others queue up.
    pub fn sync_takes(&self, time: Duration) {
        self.state().sync_takes = time;
    }

    /// From now on only so many sectors that hold nothing yet can be taken into use. What is used can be overwritten.
    pub fn room(&self, sectors: Option<u64>) {
        let mut state = self.state();
        state.room = sectors;
        state.used = state
            .seen
            .chunks(SECTOR)
            .enumerate()
            .filter(|(_, sector)| sector.iter().any(|byte| *byte != 0))
            .map(|(n, _)| n as u64)
            .collect();
    }

    /// What reads see: the file of a program that was stopped, not of one whose power was cut.
    pub fn content(&self) -> Vec<u8> {
        self.state().seen.clone()
    }

    /// What is found when the power is back.
    pub fn after_cut(&self) -> Vec<u8> {
        self.cut_now();
        self.if_cut()
    }

    /// What would be found if the power went now.
    pub fn if_cut(&self) -> Vec<u8> {
        let mut state = self.state();
        let State {
            durable,
            unsynced,
            lengths,
            rng,
            vice,
            ..
        } = &mut *state;
        let mut left = durable.clone();
        if *vice == Some(Vice::Lags) {
            return left;
        }
        let len = match rng.index(lengths.len() + 1) {
            0 => durable.len(),
            n => lengths[n - 1],
        };
        left.resize(len, 0);
        for (sector, versions) in unsynced.iter() {
            match rng.index(versions.len() + 1) {
                0 => {}
                n => put(&mut left, *sector, &versions[n - 1]),
            }
        }
        if *vice == Some(Vice::SpoilsPages) {
            let pages: BTreeSet<u64> = unsynced.keys().map(|sector| sector / PAGE).collect();
            for sector in pages.iter().flat_map(|page| page * PAGE..(page + 1) * PAGE) {
                put(
                    &mut left,
                    sector,
                    &std::array::from_fn(|_| rng.next() as u8),
                );
            }
        }
        left
    }
}

fn put(content: &mut [u8], sector: u64, bytes: &[u8; SECTOR]) {
    let from = sector as usize * SECTOR;
    if from < content.len() {
        let to = content.len().min(from + SECTOR);
        content[from..to].copy_from_slice(&bytes[..to - from]);
    }
}

fn power() -> io::Error {
    io::Error::other("the power is off")
}

impl State {
    fn powered(&self) -> io::Result<()> {
        if self.powered { Ok(()) } else { Err(power()) }
    }

    /// Whether this call is the one the power goes in.
    fn goes_now(&mut self, is_sync: bool) -> Option<Cut> {
        let plan = self.cut?;
        let left = match plan {
            Cut::Call(left) => left,
            Cut::Sync { nth, .. } if is_sync => nth,
            Cut::Sync { .. } => return None,
        };
        if left <= 1 {
            self.cut = None;
            self.powered = false;
            return Some(plan);
        }
        self.cut = Some(match plan {
            Cut::Call(left) => Cut::Call(left - 1),
            Cut::Sync { nth, done } => Cut::Sync { nth: nth - 1, done },
        });
        None
    }

    fn fails(&mut self, call: Call) -> io::Result<()> {
        let Some(fault) = &mut self.fault else {
            return Ok(());
        };
        match (fault.how, call) {
            (Fail::Broken, _) | (Fail::Full, Call::Write) | (_, Call::Sync) => {}
            _ => return Ok(()),
        }
        if fault.nth > 1 {
            fault.nth -= 1;
            return Ok(());
        }
        let how = fault.how;
        if !fault.lasting {
            self.fault = None;
        }
        self.fired += 1;
        Err(io::Error::from_raw_os_error(match how {
            Fail::Broken | Fail::Unsynced => 5,
            Fail::Full => 28,
        }))
    }

    fn write(&mut self, offset: u64, data: &[u8]) -> io::Result<()> {
        let from = offset as usize;
        let to = from + data.len();
        if to > self.seen.len() {
            self.resize(to);
        }
        let sectors = from / SECTOR..to.div_ceil(SECTOR);
        if let Some(room) = &mut self.room {
            for sector in sectors.clone() {
                if !self.used.contains(&(sector as u64)) {
                    if *room == 0 {
                        return Err(io::Error::from_raw_os_error(28));
                    }
                    *room -= 1;
                    self.used.insert(sector as u64);
                }
            }
        }
        self.seen[from..to].copy_from_slice(data);
        for sector in sectors {
            self.changed(sector);
        }
        Ok(())
    }

    /// Takes down the version a sector now has.
    fn changed(&mut self, sector: usize) {
        let mut version = [0; SECTOR];
        let held = &self.seen[sector * SECTOR..self.seen.len().min((sector + 1) * SECTOR)];
        version[..held.len()].copy_from_slice(held);
        self.unsynced
            .entry(sector as u64)
            .or_default()
            .push(version);
    }

    fn resize(&mut self, len: usize) {
        let old = self.seen.len();
        self.seen.resize(len, 0);
        self.lengths.push(len);
        // What was cut off and comes back is zeros now, whatever the disk still has there.
        for sector in old.div_ceil(SECTOR)..self.durable.len().min(len) / SECTOR {
            self.changed(sector);
        }
    }

    fn sync(&mut self) {
        let wrote = std::mem::take(&mut self.unsynced)
            .into_iter()
            .filter_map(|(sector, versions)| Some((sector, *versions.last()?)))
            .collect();
        self.late.push_back((wrote, self.seen.len()));
        let behind = if self.vice == Some(Vice::Lags) { 3 } else { 0 };
        while self.late.len() > behind
            && let Some((wrote, len)) = self.late.pop_front()
        {
            self.durable.resize(len, 0);
            for (sector, version) in &wrote {
                put(&mut self.durable, *sector, version);
            }
        }
        self.lengths.clear();
    }

    /// What a failed sync leaves on a disk that forgets: some of it written, all of it taken for written.
    fn forget(&mut self) {
        self.durable.resize(self.seen.len(), 0);
        for (sector, versions) in std::mem::take(&mut self.unsynced) {
            if let Some(last) = versions.last()
                && self.rng.one_in(2)
            {
                put(&mut self.durable, sector, last);
            }
        }
        self.lengths.clear();
    }
}

impl Disk for SimDisk {
    fn len(&self) -> io::Result<u64> {
        let mut state = self.state();
        state.powered()?;
        state.calls.reads += 1;
        state.fails(Call::Read)?;
        Ok(state.seen.len() as u64)
    }

    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        state.calls.reads += 1;
        state.fails(Call::Read)?;
        let from = offset as usize;
        let held = state
            .seen
            .get(from..from + out.len())
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(held);
        Ok(())
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        state.calls.writes += 1;
        if let Err(e) = state.fails(Call::Write) {
            // A write that failed may have been done in part.
            let done = state.rng.index(data.len() / SECTOR + 1) * SECTOR;
            state.write(offset, &data[..done])?;
            return Err(e);
        }
        let cut = state.goes_now(false);
        state.write(offset, data)?;
        cut.map_or(Ok(()), |_| Err(power()))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        state.calls.lengths += 1;
        state.fails(Call::Write)?;
        let cut = state.goes_now(false);
        state.resize(len as usize);
        cut.map_or(Ok(()), |_| Err(power()))
    }

    fn sync(&self) -> io::Result<()> {
        let takes = self.state().sync_takes;
        if !takes.is_zero() {
            thread::sleep(takes);
        }
        let mut state = self.state();
        state.powered()?;
        state.calls.syncs += 1;
        if let Err(e) = state.fails(Call::Sync) {
            if state.vice == Some(Vice::ForgetsAfterFailedSync) {
                state.forget();
            }
            return Err(e);
        }
        let cut = state.goes_now(true);
        let works = state.vice != Some(Vice::Lies);
        if works && matches!(cut, None | Some(Cut::Sync { done: true, .. })) {
            state.sync();
        }
        cut.map_or(Ok(()), |_| Err(power()))
    }
}

#[test]
fn a_cut_leaves_what_was_synced_and_tears_the_rest() {
    let (mut kept, mut lost, mut torn, mut short) = (0, 0, 0, 0);
    for seed in 0..200 {
        let disk = SimDisk::new(vec![1; 4 * SECTOR], seed);
        disk.write_at(0, &[2; 2 * SECTOR]).unwrap();
        disk.sync().unwrap();
        disk.write_at(0, &[3; 2 * SECTOR]).unwrap();
        disk.write_at(512, &[4; SECTOR]).unwrap();
        disk.set_len(8 * SECTOR as u64).unwrap();
        disk.cut_now();
        disk.sync().unwrap_err();
        let left = disk.after_cut();
        assert!([2, 3].contains(&left[0]) && [2, 3, 4].contains(&left[SECTOR]));
        assert!(left[..SECTOR].iter().all(|byte| *byte == left[0]));
        assert!(left[2 * SECTOR..4 * SECTOR].iter().all(|byte| *byte == 1));
        assert!(left[4 * SECTOR..].iter().all(|byte| *byte == 0));
        match (left[0], left[SECTOR]) {
            (3, 4) => kept += 1,
            (2, 2) => lost += 1,
            _ => torn += 1,
        }
        short += usize::from(left.len() == 4 * SECTOR);
    }
    assert!(kept > 10 && lost > 10 && torn > 10 && short > 10);
}

#[test]
fn a_fault_comes_when_it_is_planned() {
    let disk = SimDisk::new(vec![1; SECTOR], 1);
    disk.plan_fault(Fault {
        nth: 2,
        how: Fail::Full,
        lasting: false,
    });
    disk.write_at(0, &[2; SECTOR]).unwrap();
    disk.read_at(0, &mut [0; SECTOR]).unwrap();
    let full = disk.set_len(9).unwrap_err();
    assert_eq!(full.kind(), io::ErrorKind::StorageFull);
    disk.sync().unwrap();
    disk.plan_fault(Fault {
        nth: 1,
        how: Fail::Broken,
        lasting: true,
    });
    disk.read_at(0, &mut [0; SECTOR]).unwrap_err();
    disk.len().unwrap_err();
    assert_eq!(disk.fired(), 2);
    disk.lift_fault();
    disk.read_at(0, &mut [0; SECTOR]).unwrap();

    let before = disk.calls();
    assert_eq!((before.writes, before.lengths, before.syncs), (1, 1, 1));
    disk.set_len(4 * SECTOR as u64).unwrap();
    disk.room(Some(1));
    disk.write_at(0, &[3; SECTOR]).unwrap();
    disk.write_at(SECTOR as u64, &[3; SECTOR]).unwrap();
    let full = disk.write_at(2 * SECTOR as u64, &[3; SECTOR]).unwrap_err();
    assert_eq!(full.kind(), io::ErrorKind::StorageFull);
    disk.write_at(SECTOR as u64, &[4; SECTOR]).unwrap();
}
