//! The store: reading through snapshots, and handing commands to the writer. How it is opened is in `opening`.

mod opening;
mod shared;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, SyncSender, TrySendError},
    },
    thread::JoinHandle,
    time::Duration,
};

use redb::ReadableDatabase;

use super::{
    files::{Damage, Damages},
    filesystem::{FileSystem, FolderLock},
    keys::{KeyRing, Unlock},
    search::index::SearchIndex,
    tables::Tab,
    vault::Vault,
    writer::{Answer, Head, Job, Run},
};
use crate::{
    base::{Error, Result},
    data::{
        Quiet, ReadTx, Schema, cache::Caches, read_tx, recent::Recent, services::Services, whole,
    },
};

pub use shared::Shared;
use shared::lock;

/// What the health page and the banner say.
#[derive(Debug, Clone)]
pub struct Health {
    /// Why the store can't be written, when it can't.
    pub read_only: Option<String>,
    pub journal: u64,
    pub waiting: usize,
    /// Files that a scrub found damaged.
    pub damaged: Vec<Damage>,
}

pub struct Store {
    pub(in crate::data) shared: Arc<Shared>,
    pub(in crate::data) schema: Arc<Schema>,
    pub(in crate::data) caches: Arc<Caches>,
    recent: Arc<Recent>,
    pub(in crate::data) services: Services,
    queue: SyncSender<Job>,
    waiting: Arc<AtomicU64>,
    writer: Mutex<Option<JoinHandle<()>>>,
    keys: KeyRing,
    vault: Vault,
    search: SearchIndex,
    pub(in crate::data) damages: Damages,
    folder: PathBuf,
    files: Arc<dyn FileSystem>,
    /// Held while open: redb can't lock a custom backend, so the folder is locked instead.
    lock: Mutex<Option<FolderLock>>,
}

pub const DATABASE: &str = "atrium.db";

impl Store {
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// Lets whoever holds the identity behind `recipient` (age1...) open the data, and every snapshot from now on.
    pub fn let_in(&self, name: &str, recipient: &str) -> Result<()> {
        self.keys
            .let_in(&*self.files, &self.folder, name, recipient)
    }

    /// What opens the data: the name of each, and the age recipient that the data's key is encrypted to.
    pub fn openers(&self) -> Vec<(String, String)> {
        let slots = self.keys.slots().into_iter();
        slots.map(|slot| (slot.name, slot.recipient)).collect()
    }

    /// What tells the key that the data is encrypted under from another.
    pub fn data_key_mark(&self) -> String {
        self.keys.mark()
    }

    /// Takes a way in away; what each of `stays` is opens the data afterwards as well.
    pub fn shut_out(&self, name: &str, stays: &[&Unlock]) -> Result<()> {
        self.keys.shut_out(&*self.files, &self.folder, name, stays)
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The index of words. Nobody has opened it but a server.
    pub fn search_index(&self) -> &SearchIndex {
        &self.search
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The last journal sequence that was committed, as pages and followers see it.
    /// Deeds done softly may be beyond what a power cut leaves; `durable` is not.
    pub fn newest(&self) -> u64 {
        self.shared.head().seq
    }

    /// The last journal sequence that an fsync has covered.
    pub fn durable(&self) -> u64 {
        self.shared.synced.load(Ordering::Acquire)
    }

    pub fn watch(&self) -> tokio::sync::watch::Receiver<u64> {
        self.shared.advance.subscribe()
    }

    /// Has somebody hear of every commit. They are called by the thread that writes, so they take note and no more.
    /// Only the first who asks is heard.
    pub fn on_commit(&self, hears: impl Fn() + Send + Sync + 'static) {
        // A second one has no use: one supervisor looks after a store.
        let _ = self.shared.hears.set(Box::new(hears));
    }

    /// How many deeds changed something without the journal; counted from anywhere.
    pub fn quiet(&self) -> u64 {
        lock(&self.shared.quiet).count()
    }

    /// What those changed that came after so many. None when some of it is forgotten.
    pub fn quiet_since(&self, seen: u64) -> Option<Vec<Quiet>> {
        lock(&self.shared.quiet).since(seen)
    }

    /// Waits until the journal is past `seq`, or the time is up; the newest sequence then.
    pub fn wait_past(&self, seq: u64, most: Duration) -> u64 {
        self.wait_while(most, |head| head.seq <= seq).seq
    }

    /// The same, or until more than `quiet` deeds changed something without it. Whether there is any news.
    pub fn wait_for_news(&self, seq: u64, quiet: u64, most: Duration) -> bool {
        let head = self.wait_while(most, |head| head.seq <= seq && self.quiet() == quiet);
        head.seq > seq || self.quiet() != quiet
    }

    fn wait_while(&self, most: Duration, still: impl Fn(&Head) -> bool) -> Head {
        let head = lock(&self.shared.head);
        let (head, _) = self
            .shared
            .advanced
            .wait_timeout_while(head, most, |head| still(head))
            .unwrap_or_else(PoisonError::into_inner);
        *head
    }

    pub fn health(&self) -> Health {
        Health {
            read_only: self.shared.fault(),
            journal: self.newest(),
            waiting: self.waiting.load(Ordering::Relaxed) as usize,
            damaged: self.damages.all().values().cloned().collect(),
        }
    }

    /// Where a record lies, for those who tell others that it changed.
    pub fn placement_of(&self, of: crate::data::Ref) -> Result<Vec<crate::access::Placement>> {
        let read_tx = self.read_tx()?;
        let lies = whole::placement_of(&self.schema, of, &mut whole::InSnap(&read_tx))?;
        Ok(lies.unwrap_or_default())
    }

    pub(in crate::data) fn read_tx(&self) -> Result<ReadTx> {
        let db = self
            .shared
            .database()
            .ok_or_else(|| read_tx::unavailable("the server's disk refused, and is tried again"))?;
        let txn = db.begin_read().map_err(read_tx::unavailable)?;
        Ok(ReadTx::open(txn).remembering(&self.recent))
    }

    /// How many records were decoded for those who read, since the start.
    pub fn decodes(&self) -> u64 {
        self.recent.decodes()
    }

    /// Queues a command and waits for the fsync after it.
    pub(in crate::data) fn submit(&self, run: Run, soft: bool) -> Result<Answer> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let answer = self
            .queued(run, soft)
            .and_then(|wait| wait.recv().unwrap_or_else(|_| Err(stopping())));
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        answer
    }

    /// Queues a command; its answer comes after the fsync.
    pub(super) fn queued(&self, run: Run, soft: bool) -> Result<Receiver<Result<Answer>>> {
        let (answer, wait) = mpsc::channel();
        match self.queue.try_send(Job::Command { run, soft, answer }) {
            Ok(()) => Ok(wait),
            Err(TrySendError::Full(_)) => Err(Error::Unavailable(
                "Atrium is very busy. Nothing was changed; try again in a few seconds.".into(),
            )),
            Err(TrySendError::Disconnected(_)) => Err(stopping()),
        }
    }

    /// Makes everything that was done without an fsync durable.
    pub fn settle(&self) -> Result<()> {
        self.submit(
            Box::new(|tx| {
                tx.set(Tab::Meta, b"settled", Some(&tx.head.seq.to_be_bytes()))?;
                Ok(Box::new(()))
            }),
            false,
        )
        .map(drop)
    }

    /// Lets waiting commands finish, then closes cleanly.
    pub fn close(&self) {
        // A full queue drains first; the stop then waits its turn.
        let _ = self.queue.send(Job::Stop);
        if let Some(thread) = lock(&self.writer).take() {
            let _ = thread.join();
        }
        self.search.close();
        // Others may open the folder from here on.
        drop(lock(&self.lock).take());
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.close();
    }
}

pub(super) fn stopping() -> Error {
    Error::Unavailable("Atrium is stopping.".into())
}
