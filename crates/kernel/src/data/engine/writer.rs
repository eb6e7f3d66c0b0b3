//! The one thread that writes. Commands that wait are taken together into one redb transaction and one fsync;
//! each is atomic by itself through an undo log, a panic in one undoes that one, and people are answered after the fsync.
//!
//! Invariant: an answer is sent only after the commit that holds its effect returned. An I/O error answers
//! everyone in the batch with "unavailable", cuts the database off, and opens it anew.

use std::{
    any::Any,
    ops::Bound,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    time::{Duration, Instant},
};

use redb::{Durability, ReadableTable, Table, WriteTransaction};

use super::{
    store::Shared,
    tables::{COUNT, Tab, after_prefix},
};
use crate::{
    base::{Error, Result},
    data::Quiet,
};

const BATCH: usize = 512;
const BATCH_WORK: Duration = Duration::from_millis(20);
/// How soon what was done softly is on the disk when no other deed brings it there.
const IDLE: Duration = Duration::from_millis(200);
/// How soon a disk that failed a reader is noticed.
const LOOK: Duration = Duration::from_secs(1);

/// What must fit before people are told that they can save again.
const PROBE: usize = 64 << 10;

pub type Answer = Box<dyn Any + Send>;
pub type Run = Box<dyn for<'t> FnOnce(&mut Tx<'t>) -> Result<Answer> + Send>;

pub enum Job {
    Command {
        run: Run,
        /// Soft commands (read markers) may ride without their own fsync.
        soft: bool,
        answer: Sender<Result<Answer>>,
    },
    Stop,
}

/// The journal's end: the last sequence given and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    pub seq: u64,
    pub hash: [u8; 32],
}

/// What holds from a commit on, once it is done.
struct Aim {
    head: Head,
    touched: [bool; 256],
    quiet: Vec<Quiet>,
}

/// An open write transaction as a command sees it.
pub struct Tx<'t> {
    tables: [Table<'t, &'static [u8], &'static [u8]>; COUNT],
    undo: Vec<(Tab, Vec<u8>, Option<Vec<u8>>)>,
    pub head: Head,
    pub touched: [bool; 256],
    /// What its commands changed without the journal.
    pub quiet: Vec<Quiet>,
    /// Set when redb failed underneath; the batch is then given up whatever the command says.
    broken: Option<String>,
}

impl<'t> Tx<'t> {
    fn open(txn: &'t WriteTransaction, head: Head) -> Result<Tx<'t>> {
        let open = |tab: Tab| {
            txn.open_table(tab.definition())
                .map_err(|e| Error::Unavailable(e.to_string()))
        };
        let [a, b, c, d, e, f, g] = Tab::ALL;
        Ok(Tx {
            tables: [
                open(a)?,
                open(b)?,
                open(c)?,
                open(d)?,
                open(e)?,
                open(f)?,
                open(g)?,
            ],
            undo: Vec::new(),
            head,
            touched: [false; 256],
            quiet: Vec::new(),
            broken: None,
        })
    }

    pub fn get(&mut self, tab: Tab, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let found = self.tables[tab as usize]
            .get(key)
            .map(|found| found.map(|guard| guard.value().to_vec()));
        found.map_err(|e| self.fail(e))
    }

    /// Writes or removes, remembering what was there.
    pub fn set(&mut self, tab: Tab, key: &[u8], value: Option<&[u8]>) -> Result<()> {
        self.replace(tab, key, value).map(drop)
    }

    /// The same; says whether there was something.
    pub fn replace(&mut self, tab: Tab, key: &[u8], value: Option<&[u8]>) -> Result<bool> {
        let table = &mut self.tables[tab as usize];
        let old = match value {
            Some(value) => table.insert(key, value),
            None => table.remove(key),
        }
        .map(|old| old.map(|guard| guard.value().to_vec()));
        match old {
            Ok(old) => {
                let held = old.is_some();
                self.undo.push((tab, key.to_vec(), old));
                Ok(held)
            }
            Err(e) => Err(self.fail(e)),
        }
    }

    /// Calls `each` over the keys that begin with `prefix`, until it says stop.
    pub fn scan(
        &mut self,
        tab: Tab,
        prefix: &[u8],
        each: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<()> {
        let end = after_prefix(prefix);
        let upper = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let walked = self.tables[tab as usize]
            .range::<&[u8]>((Bound::Included(prefix), upper))
            .and_then(|rows| {
                for row in rows {
                    let (key, value) = row?;
                    if !each(key.value(), value.value()) {
                        break;
                    }
                }
                Ok(())
            });
        walked.map_err(|e| self.fail(e))
    }

    /// The last key that begins with `prefix`.
    pub fn last(&mut self, tab: Tab, prefix: &[u8]) -> Result<Option<Vec<u8>>> {
        let end = after_prefix(prefix);
        let upper = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let found = self.tables[tab as usize]
            .range::<&[u8]>((Bound::Included(prefix), upper))
            .and_then(|mut rows| rows.next_back().transpose())
            .map(|row| row.map(|(key, _)| key.value().to_vec()));
        found.map_err(|e| self.fail(e))
    }

    fn fail(&mut self, e: redb::StorageError) -> Error {
        self.broken.get_or_insert_with(|| e.to_string());
        Error::Unavailable(e.to_string())
    }

    fn rollback(&mut self, head: Head) -> Result<()> {
        while let Some((tab, key, old)) = self.undo.pop() {
            let table = &mut self.tables[tab as usize];
            let done = match &old {
                Some(value) => table.insert(key.as_slice(), value.as_slice()).map(drop),
                None => table.remove(key.as_slice()).map(drop),
            };
            if let Err(e) = done {
                return Err(self.fail(e));
            }
        }
        self.head = head;
        Ok(())
    }
}

struct Waiting {
    answer: Sender<Result<Answer>>,
    result: Result<Answer>,
}

/// Writes until it is told to stop; `rest` is that of the options.
pub fn run(shared: Arc<Shared>, queue: Receiver<Job>, rest: Duration) {
    let mut last = Instant::now();
    loop {
        let wait = if shared.is_soft() || shared.fault().is_some() {
            IDLE
        } else {
            LOOK
        };
        match queue.recv_timeout(wait) {
            Ok(Job::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(Job::Command { run, soft, answer }) => {
                let first = (run, soft, answer);
                // redb may panic over a damaged page; the thread that all writing needs outlives it.
                let served = catch_unwind(AssertUnwindSafe(|| serve(&shared, &queue, first)));
                let stop = served.unwrap_or_else(|_| {
                    shared.set_fault("the writer met a damaged page".into());
                    false
                });
                last = Instant::now();
                if stop {
                    break;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                if shared.fault().is_some() {
                    if shared.due() {
                        recover(&shared);
                    }
                } else if shared.failed() {
                    recover(&shared);
                } else {
                    let noted = shared.is_unnoted() && last.elapsed() >= rest;
                    if (noted || shared.is_soft())
                        && let Err(why) = settle(&shared, noted)
                    {
                        shared.set_fault(why);
                    }
                }
            }
        }
    }
    shared.close();
}

fn serve(
    shared: &Arc<Shared>,
    queue: &Receiver<Job>,
    first: (Run, bool, Sender<Result<Answer>>),
) -> bool {
    let faulty = shared.fault().is_some();
    if (faulty && shared.due()) || (!faulty && shared.failed()) {
        recover(shared);
    }
    if shared.fault().is_some() {
        // Trying would close the database to readers for as long as opening it anew takes.
        let _ = first.2.send(Err(unavailable()));
        return false;
    }
    let mut stop = false;
    let mut waiting: Vec<Waiting> = Vec::new();
    let before = shared.head();
    let mut aim = None;
    let mut first = Some(first);
    let committed = commit_batch(shared, &mut aim, |tx| {
        let started = Instant::now();
        let mut hard = false;
        let mut wrote = false;
        let mut next = first.take();
        while let Some((run, soft, answer)) = next.take() {
            let result = attempt(tx, run);
            if tx.broken.is_some() {
                waiting.push(Waiting { answer, result });
                break;
            }
            if result.is_ok() {
                wrote |= !tx.undo.is_empty();
                hard |= !soft && !tx.undo.is_empty();
            }
            tx.undo.clear();
            waiting.push(Waiting { answer, result });
            if waiting.len() >= BATCH || started.elapsed() > BATCH_WORK {
                break;
            }
            match queue.try_recv() {
                Ok(Job::Command { run, soft, answer }) => next = Some((run, soft, answer)),
                Ok(Job::Stop) => stop = true,
                Err(_) => {}
            }
        }
        (wrote, hard)
    });
    match committed {
        Ok(()) => {
            for Waiting { answer, result } in waiting {
                // Whoever stopped waiting has gone; the work is done all the same.
                let _ = answer.send(result);
            }
        }
        Err(why) => {
            tracing::error!(
                why,
                "the store could not be written; refusing writes until it can"
            );
            shared.set_fault(why);
            recover(shared);
            // The failure may have come after the commit was on the disk. The journal's end tells,
            // once it has been read from a disk that takes writes; not of what isn't journaled.
            let aimed = aim.as_ref().map(|aim| aim.head);
            let told = aimed != Some(before);
            let known = told && shared.fault().is_none();
            let done = known && aimed == Some(shared.head());
            // Who hears of what wasn't done looks again in vain, and that is all.
            if let Some(aim) = aim.filter(|_| done || !known) {
                shared.committed(shared.head(), &aim.touched, aim.quiet);
            }
            if let Some((_, _, answer)) = first {
                let _ = answer.send(Err(unavailable()));
            }
            for Waiting { answer, result } in waiting {
                let _ = answer.send(match result {
                    _ if done => result,
                    _ if known || aimed.is_none() => Err(unavailable()),
                    _ => Err(unsure()),
                });
            }
        }
    }
    stop
}

fn unsure() -> Error {
    Error::Unavailable(
        "The server's disk failed while this was being saved, so it may be saved or not. Look again in a minute, before you repeat it, or tell IT."
            .into(),
    )
}

fn unavailable() -> Error {
    Error::Unavailable(
        "Atrium can't save right now: the server's disk refused to write. Nothing was changed. Try again in a minute, or tell IT."
            .into(),
    )
}

fn attempt(tx: &mut Tx<'_>, run: Run) -> Result<Answer> {
    let head = tx.head;
    let (touched, quiet) = (tx.touched, tx.quiet.len());
    let result = catch_unwind(AssertUnwindSafe(|| run(tx)))
        .unwrap_or_else(|_| Err(Error::internal("a command panicked; nothing was changed")));
    if result.is_err() && tx.broken.is_none() {
        tx.touched = touched;
        tx.quiet.truncate(quiet);
        tx.rollback(head)?;
    }
    result
}

/// One redb transaction around `work`, which says whether anything was written and whether it must be on disk now.
/// `aim` is set when the commit is tried.
fn commit_batch(
    shared: &Arc<Shared>,
    aim: &mut Option<Aim>,
    work: impl FnOnce(&mut Tx<'_>) -> (bool, bool),
) -> Result<(), String> {
    let Some(db) = shared.database() else {
        return Err("the store is closed".into());
    };
    let mut txn = db.begin_write().map_err(|e| e.to_string())?;
    let head = shared.head();
    let (new, wrote, hard) = {
        let mut tx = Tx::open(&txn, head).map_err(|e| e.to_string())?;
        let (wrote, hard) = work(&mut tx);
        if let Some(why) = tx.broken.take() {
            return Err(why);
        }
        let new = Aim {
            head: tx.head,
            touched: tx.touched,
            quiet: std::mem::take(&mut tx.quiet),
        };
        (new, wrote, hard)
    };
    if !wrote {
        return txn.abort().map_err(|e| e.to_string());
    }
    if !hard {
        txn.set_durability(Durability::None)
            .map_err(|e| e.to_string())?;
    }
    let aim = aim.insert(new);
    txn.commit().map_err(|e| e.to_string())?;
    match hard {
        true => shared.synced(aim.head.seq, false),
        false => shared.softly(),
    }
    shared.committed(aim.head, &aim.touched, std::mem::take(&mut aim.quiet));
    Ok(())
}

/// Brings to the disk what was done softly; with a note of which pages are free, where that is worth its price.
fn settle(shared: &Arc<Shared>, noted: bool) -> Result<(), String> {
    let Some(db) = shared.database() else {
        return Ok(());
    };
    let mut txn = db.begin_write().map_err(|e| e.to_string())?;
    txn.set_quick_repair(noted);
    let seq = shared.head().seq;
    txn.commit().map_err(|e| e.to_string())?;
    shared.synced(seq, noted);
    Ok(())
}

/// Opens the database anew after an I/O error and proves that it can be written before anyone is told it can.
fn recover(shared: &Arc<Shared>) {
    let opened = shared.reopen();
    let probe = |bytes: &[u8]| {
        commit_batch(shared, &mut None, |tx| {
            let done = tx.set(Tab::Meta, b"probe", Some(bytes));
            (done.is_ok(), true)
        })
    };
    // A full disk often has room for a byte between what is there; people's deeds need more.
    let proved = opened
        .clone()
        .and_then(|()| probe(&[0; PROBE]))
        .and_then(|()| probe(b"1"));
    match proved {
        Ok(()) => {
            tracing::info!("the store can be written again");
            shared.clear_fault();
        }
        Err(why) => {
            shared.set_fault(why);
            if opened.is_ok() {
                // What could not be written has closed the database to readers too; they get it back.
                let _ = shared.reopen();
            }
        }
    }
}
