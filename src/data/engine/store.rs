//! Opening and closing the store, reading through snapshots, and handing commands to the writer.

use std::{
    fs::{self, File},
    io::{Seek, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{self, Receiver, SyncSender, TrySendError},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use redb::{Database, ReadableDatabase};

use super::{
    StoreOptions,
    crypt::{Encrypted, FaultLatch},
    disk::{Disk, FileDisk, Steady, sync_folder},
    files::{Damage, Damages},
    keys::KeyRing,
    rebuild,
    tables::Tab,
    vault::Vault,
    writer::{self, Answer, Head, Job, Run},
};
use crate::{
    base::{Error, Result},
    data::{
        Quiet, ReadTx, Schema, cache::Caches, journal, quiet::QuietChanges, recent::Recent,
        services::Services, whole,
    },
};

const RETRY: Duration = Duration::from_secs(1);
const RETRY_AT_MOST: Duration = Duration::from_secs(8);

/// Who hears that the journal went on.
type Hears = Box<dyn Fn() + Send + Sync>;

/// What the writer thread and the readers share.
pub struct Shared {
    disk: Arc<Steady>,
    key: [u8; 64],
    cache: usize,
    database: RwLock<Option<Arc<Database>>>,
    fault_latch: Mutex<Arc<FaultLatch>>,
    fault: Mutex<Option<String>>,
    faulted: AtomicBool,
    /// When the next try to write is worth its price, and how long to wait after that one.
    next_try: Mutex<(Instant, Duration)>,
    head: Mutex<Head>,
    /// The last sequence that an fsync covered; soft commits run ahead of it.
    synced: AtomicU64,
    advanced: Condvar,
    advance: tokio::sync::watch::Sender<u64>,
    quiet: Mutex<QuietChanges>,
    /// Hears of every commit, on the writer's thread: it must be quick and never wait for a write.
    hears: OnceLock<Hears>,
    /// Bumped per kind of record before anyone hears of the change, so caches are never older than an answer.
    versions: Vec<AtomicU64>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
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

    /// After a commit that had its own fsync: everything up to `seq` is on the disk.
    pub fn synced(&self, seq: u64) {
        self.synced.fetch_max(seq, Ordering::AcqRel);
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

    fn attach(&self) -> Result<(), String> {
        let fault_latch = Arc::new(FaultLatch::default());
        *lock(&self.fault_latch) = fault_latch.clone();
        let backend = Encrypted::new(self.disk.clone(), &self.key, fault_latch);
        // redb may panic over a damaged file.
        let db = catch_unwind(AssertUnwindSafe(|| {
            Database::builder()
                .set_cache_size(self.cache)
                .create_with_backend(backend)
        }))
        .map_err(|_| "the file is damaged".to_owned())?
        .map_err(|e| e.to_string())?;
        let head = journal::head(&db).map_err(|e| e.to_string())?;
        *lock(&self.head) = head;
        // What an opened file shows is on the disk; what soft commits had beyond it is gone.
        self.synced.store(head.seq, Ordering::Release);
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
    pub(in crate::data) caches: Caches,
    recent: Arc<Recent>,
    pub(in crate::data) services: Services,
    queue: SyncSender<Job>,
    waiting: Arc<AtomicU64>,
    writer: Mutex<Option<JoinHandle<()>>>,
    keys: KeyRing,
    vault: Vault,
    pub(in crate::data) damages: Damages,
    folder: PathBuf,
    /// Held while open: redb can't lock a custom backend, so the folder is locked instead.
    lock: Mutex<Option<File>>,
}

const DATABASE: &str = "atrium.db";

impl Store {
    /// Opens the store in `folder`, making it when it isn't there.
    pub fn open(
        folder: &Path,
        keys: KeyRing,
        schema: Schema,
        options: &StoreOptions,
    ) -> Result<Arc<Store>> {
        fs::create_dir_all(folder)?;
        let lock = lock_folder(folder)?;
        let path = folder.join(DATABASE);
        if !path.exists() {
            create(&path, &keys)?;
        }
        let disk = Arc::new(FileDisk::open(&path, false)?);
        Store::open_on(disk, folder, Some(lock), keys, schema, options)
    }

    /// Opens the store on a disk that is given: the crash simulator's way in.
    pub fn open_on(
        disk: Arc<dyn Disk>,
        folder: &Path,
        lock: Option<File>,
        keys: KeyRing,
        schema: Schema,
        options: &StoreOptions,
    ) -> Result<Arc<Store>> {
        let shared = Arc::new(Shared {
            disk: Arc::new(Steady::new(disk)),
            key: keys.database(),
            cache: options.cache,
            database: RwLock::new(None),
            fault_latch: Mutex::default(),
            fault: Mutex::default(),
            faulted: AtomicBool::new(false),
            next_try: Mutex::new((Instant::now(), RETRY)),
            head: Mutex::default(),
            synced: AtomicU64::new(0),
            advanced: Condvar::new(),
            advance: tokio::sync::watch::Sender::new(0),
            quiet: Mutex::new(QuietChanges::new()),
            hears: OnceLock::new(),
            versions: (0..256).map(|_| AtomicU64::new(0)).collect(),
        });
        shared.attach().map_err(|why| {
            Error::Unavailable(format!(
                "The database can't be opened: {why}. A wrong key looks like this; so does a damaged file."
            ))
        })?;
        let mut schema = schema;
        if let Some(db) = shared.database() {
            rebuild::bring_up(&db, &schema, options.portion, &mut |progress| {
                (options.told)(progress);
                say(lock.as_ref(), &format!(" and {progress}"));
            })?;
            say(lock.as_ref(), "");
            let txn = db.begin_read().map_err(Error::internal)?;
            schema = schema.of_house(&ReadTx::open(txn))?;
        }
        let vault = Vault::open(&folder.join("files"), &keys)?;
        let (queue, jobs) = mpsc::sync_channel(options.queue);
        let thread = std::thread::Builder::new().name("writer".into()).spawn({
            let shared = shared.clone();
            move || writer::run(shared, jobs)
        })?;
        let store = Arc::new(Store {
            shared,
            schema: Arc::new(schema),
            caches: Caches::default(),
            recent: Arc::default(),
            services: Services::default(),
            queue,
            waiting: Arc::default(),
            writer: Mutex::new(Some(thread)),
            keys,
            vault,
            damages: Damages::default(),
            folder: folder.to_owned(),
            lock: Mutex::new(lock),
        });
        store.remember_damage()?;
        Ok(store)
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
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
        let db = self.shared.database().ok_or_else(writer::unavailable)?;
        let txn = db
            .begin_read()
            .map_err(|e| Error::Unavailable(e.to_string()))?;
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

/// One process per data folder.
pub fn lock_folder(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)?;
    file.try_lock().map_err(|_| {
        let doing = fs::read_to_string(&path).unwrap_or_default();
        Error::Unavailable(format!(
            "Another Atrium has {} open{doing}. Stop it first.",
            folder.display()
        ))
    })?;
    Ok(file)
}

/// What we do with the folder, for whoever finds it locked. Nothing hangs on it.
fn say(lock: Option<&File>, doing: &str) {
    let Some(mut file) = lock else { return };
    let said = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| file.write_all(doing.as_bytes()));
    if let Err(error) = said {
        tracing::warn!(%error, "the lock doesn't say what is being done");
    }
}

/// A database is made under a temporary name and renamed when complete, so that a power cut
/// during the very first start leaves nothing half made.
fn create(path: &Path, keys: &KeyRing) -> Result<()> {
    let temporary = path.with_extension("new");
    if temporary.exists() {
        fs::remove_file(&temporary)?;
    }
    let disk = Arc::new(FileDisk::open(&temporary, true)?);
    let db = Database::builder()
        .create_with_backend(Encrypted::new(
            disk.clone(),
            &keys.database(),
            Arc::default(),
        ))
        .map_err(Error::internal)?;
    drop(db);
    disk.sync()?;
    fs::rename(&temporary, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))?;
    Ok(())
}
