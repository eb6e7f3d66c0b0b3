//! What the writer thread and the readers share: the database as it is open now, how far it is, and what came in the way.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use redb::Database;

use super::super::{
    crypt::{Encrypted, FaultLatch},
    disk::{Disk, Steady},
    rebuild::{Doing, Progress},
    writer::Head,
};
use crate::data::{Quiet, journal, quiet::QuietChanges};

pub(super) const RETRY: Duration = Duration::from_secs(1);
const RETRY_AT_MOST: Duration = Duration::from_secs(8);

/// Who hears that the journal went on.
pub(super) type Hears = Box<dyn Fn() + Send + Sync>;

/// What the writer thread and the readers share.
pub struct Shared {
    pub(super) disk: Arc<Steady>,
    pub(super) key: [u8; 64],
    pub(super) cache: usize,
    pub(super) told: fn(&Progress),
    pub(super) database: RwLock<Option<Arc<Database>>>,
    pub(super) fault_latch: Mutex<Arc<FaultLatch>>,
    pub(super) fault: Mutex<Option<String>>,
    pub(super) faulted: AtomicBool,
    /// When the next try to write is worth its price, and how long to wait after that one.
    pub(super) next_try: Mutex<(Instant, Duration)>,
    pub(super) head: Mutex<Head>,
    /// The last sequence that an fsync covered; soft commits run ahead of it.
    pub(super) synced: AtomicU64,
    /// Whether something was done softly since, were it without the journal.
    pub(super) soft: AtomicBool,
    /// Whether something was written since it was noted which pages of the file are free.
    pub(super) unnoted: AtomicBool,
    pub(super) advanced: Condvar,
    pub(super) advance: tokio::sync::watch::Sender<u64>,
    pub(super) quiet: Mutex<QuietChanges>,
    /// Hears of every commit, on the writer's thread: it must be quick and never wait for a write.
    pub(super) hears: OnceLock<Hears>,
    /// Bumped per kind of record before anyone hears of the change, so caches are never older than an answer.
    pub(super) versions: Vec<AtomicU64>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub fn database(&self) -> Option<Arc<Database>> {
        self.database
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn head(&self) -> Head {
        *lock(&self.head)
    }

    pub fn fault(&self) -> Option<String> {
        if !self.faulted.load(Ordering::Acquire) {
            return None;
        }
        lock(&self.fault).clone()
    }

    /// Whether to try again: seldomer the longer it lasts, because each try may cost a repair.
    pub fn due(&self) -> bool {
        Instant::now() >= lock(&self.next_try).0
    }

    pub fn set_fault(&self, why: String) {
        *lock(&self.fault) = Some(why);
        let mut next = lock(&self.next_try);
        *next = (Instant::now() + next.1, (next.1 * 2).min(RETRY_AT_MOST));
        self.faulted.store(true, Ordering::Release);
    }

    pub fn clear_fault(&self) {
        *lock(&self.fault) = None;
        *lock(&self.next_try) = (Instant::now(), RETRY);
        self.faulted.store(false, Ordering::Release);
    }

    /// Whether the disk refused the database anything since it was opened, were it only a reader's read.
    pub fn failed(&self) -> bool {
        lock(&self.fault_latch).failed()
    }

    /// After a commit that had its own fsync: everything up to `seq` is on the disk. `noted` when it says as well which
    /// pages of the file are free.
    pub fn synced(&self, seq: u64, noted: bool) {
        self.synced.fetch_max(seq, Ordering::AcqRel);
        self.soft.store(false, Ordering::Release);
        self.unnoted.store(!noted, Ordering::Release);
    }

    /// After a commit that waits for another's fsync.
    pub fn softly(&self) {
        self.soft.store(true, Ordering::Release);
        self.unnoted.store(true, Ordering::Release);
    }

    pub fn is_soft(&self) -> bool {
        self.soft.load(Ordering::Acquire)
    }

    pub fn is_unnoted(&self) -> bool {
        self.unnoted.load(Ordering::Acquire)
    }

    pub fn committed(&self, head: Head, touched: &[bool; 256], quiet: Vec<Quiet>) {
        for (kind, touched) in touched.iter().enumerate() {
            if *touched {
                self.versions[kind].fetch_add(1, Ordering::AcqRel);
            }
        }
        // Whoever waits for the head looks at both.
        {
            let mut held = lock(&self.head);
            lock(&self.quiet).add(quiet);
            *held = head;
        }
        self.advanced.notify_all();
        self.advance.send_replace(head.seq);
        if let Some(hears) = self.hears.get() {
            hears();
        }
    }

    pub fn version(&self, kind: u8) -> u64 {
        self.versions[usize::from(kind)].load(Ordering::Acquire)
    }

    pub(super) fn attach(&self) -> Result<(), String> {
        let fault_latch = Arc::new(FaultLatch::default());
        *lock(&self.fault_latch) = fault_latch.clone();
        let backend = Encrypted::new(self.disk.clone(), &self.key, fault_latch);
        // redb may panic over a damaged file.
        let told = self.told;
        let db = catch_unwind(AssertUnwindSafe(|| {
            Database::builder()
                .set_cache_size(self.cache)
                .set_repair_callback(move |repair| {
                    told(&Progress {
                        doing: Doing::Repairs,
                        done: (repair.progress() * 100.0) as u64,
                        of: 100,
                    });
                })
                .create_with_backend(backend)
        }))
        .map_err(|_| "the file is damaged".to_owned())?
        .map_err(|e| e.to_string())?;
        let head = journal::head(&db).map_err(|e| e.to_string())?;
        *lock(&self.head) = head;
        // What an opened file shows is on the disk; what soft commits had beyond it is gone.
        self.synced.store(head.seq, Ordering::Release);
        self.soft.store(false, Ordering::Release);
        *self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(db));
        self.advanced.notify_all();
        self.advance.send_replace(head.seq);
        Ok(())
    }

    /// After an I/O error: whatever still holds the old database can't touch the disk any more.
    pub fn reopen(&self) -> Result<(), String> {
        lock(&self.fault_latch).trip();
        *self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner) = None;
        for version in &self.versions {
            version.fetch_add(1, Ordering::AcqRel);
        }
        // What is seen from here on must be what is on the disk.
        self.disk.sync().map_err(|e| e.to_string())?;
        self.attach()
    }

    pub fn close(&self) {
        let db = self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        drop(db);
    }
}
