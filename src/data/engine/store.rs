//! Opening and closing the store, reading through snapshots, and handing commands to the writer.

use std::{
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
    disk::{Disk, Steady},
    files::{Damage, Damages},
    filesystem::{FileSystem, FolderLock, OsFileSystem, folder_of},
    keys::{KeyRing, Unlock},
    rebuild::{self, Doing, Progress},
    swap,
    tables::Tab,
    untouched::Untouched,
    vault::Vault,
    writer::{self, Answer, Head, Job, Run},
};
use crate::{
    base::{Error, Moment, Result},
    data::{
        Quiet, ReadTx, Schema, cache::Caches, journal, quiet::QuietChanges, read_tx,
        recent::Recent, services::Services, whole,
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
    told: fn(&Progress),
    database: RwLock<Option<Arc<Database>>>,
    fault_latch: Mutex<Arc<FaultLatch>>,
    fault: Mutex<Option<String>>,
    faulted: AtomicBool,
    /// When the next try to write is worth its price, and how long to wait after that one.
    next_try: Mutex<(Instant, Duration)>,
    head: Mutex<Head>,
    /// The last sequence that an fsync covered; soft commits run ahead of it.
    synced: AtomicU64,
    /// Whether something was done softly since, were it without the journal.
    soft: AtomicBool,
    /// Whether something was written since it was noted which pages of the file are free.
    unnoted: AtomicBool,
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

    fn attach(&self) -> Result<(), String> {
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
    files: Arc<dyn FileSystem>,
    /// Held while open: redb can't lock a custom backend, so the folder is locked instead.
    lock: Mutex<Option<FolderLock>>,
}

pub const DATABASE: &str = "atrium.db";

impl Store {
    /// Makes an empty house in `folder`, which has none: a database and a new master key that this identity or passphrase
    /// opens. After a crash all of it is there or none.
    pub fn init(folder: &Path, name: &str, unlock: &Unlock) -> Result<KeyRing> {
        Store::init_on(&OsFileSystem::shared(), folder, name, unlock)
    }

    /// The same on files that are given: the crash simulator's way in.
    pub fn init_on(
        disk: &Arc<dyn FileSystem>,
        folder: &Path,
        name: &str,
        unlock: &Unlock,
    ) -> Result<KeyRing> {
        disk.create_folder(folder)?;
        let _lock = disk.lock(folder)?;
        swap::resume_locked(&**disk, folder)?;
        if swap::is_house(&**disk, folder)? {
            return Err(Error::conflict(format!(
                "{} has data already.",
                folder.display()
            )));
        }
        let keys = KeyRing::generate(name, unlock)?;
        let staging = swap::Staging::begin(disk, folder, swap::STARTING)?;
        create(&**disk, &staging.base().join(DATABASE), &keys)?;
        keys.save_on(&**disk, &staging.base())?;
        staging.commit(Moment::now())?;
        Ok(keys)
    }

    /// Opens the store in `folder`. Where nothing of a house is, it begins empty; where something is, it must be whole.
    pub fn open(
        folder: &Path,
        keys: KeyRing,
        schema: Schema,
        options: &StoreOptions,
    ) -> Result<Arc<Store>> {
        let files = &*options.files;
        files.create_folder(folder)?;
        let lock = files.lock(folder)?;
        swap::resume_locked(files, folder)?;
        let path = folder.join(DATABASE);
        if files.exists(&path)? {
            swap::clear_stale(files, folder)?;
        } else {
            let there = swap::traces(files, folder)?;
            if !there.is_empty() {
                return Err(swap::incomplete(folder, DATABASE, &there));
            }
            create(files, &path, &keys)?;
        }
        let disk = files.disk(&path, false)?;
        Store::open_on(disk, folder, Some(lock), keys, schema, options)
    }

    /// Opens what is there to be looked at: whatever is written to this store is gone with it, and the folder stays as it
    /// was. Nobody else has it open meanwhile.
    pub fn untouched(
        folder: &Path,
        keys: KeyRing,
        schema: Schema,
        options: &StoreOptions,
    ) -> Result<Arc<Store>> {
        let held = FolderLock::to_look(folder)?;
        let path = folder.join(DATABASE);
        let disk = Untouched::open(&path).map_err(|e| {
            Error::Unavailable(format!(
                "The database {} can't be read: {e}",
                path.display()
            ))
        })?;
        let vault = Vault::untouched(&options.files, &folder.join(swap::FILES), &keys)?;
        let store = Store::over(Arc::new(disk), folder, None, vault, keys, schema, options)?;
        *lock(&store.lock) = Some(held);
        Ok(store)
    }

    /// Gives back to the disk what the database of a house that nobody has open no longer needs: what was deleted or
    /// rewritten leaves room in the file, which is used again but never becomes less. Its bytes before and after.
    pub fn compact(folder: &Path, keys: &KeyRing, options: &StoreOptions) -> Result<(u64, u64)> {
        let files = &*options.files;
        let _lock = files.lock(folder)?;
        let disk = files.disk(&folder.join(DATABASE), false)?;
        let before = disk.len()?;
        let backend = Encrypted::new(disk.clone(), &keys.database(), Arc::default());
        let failed = |e: &dyn std::fmt::Display| {
            Error::Unavailable(format!("The database can't be compacted: {e}."))
        };
        let mut db = Database::builder()
            .set_cache_size(options.cache)
            .create_with_backend(backend)
            .map_err(|e| failed(&e))?;
        while db.compact().map_err(|e| failed(&e))? {}
        drop(db);
        disk.sync()?;
        Ok((before, disk.len()?))
    }

    /// Opens the store on a disk that is given: the crash simulator's way in.
    pub fn open_on(
        disk: Arc<dyn Disk>,
        folder: &Path,
        lock: Option<FolderLock>,
        keys: KeyRing,
        schema: Schema,
        options: &StoreOptions,
    ) -> Result<Arc<Store>> {
        let vault = Vault::open(&options.files, &folder.join(swap::FILES), &keys)?;
        Store::over(disk, folder, lock, vault, keys, schema, options)
    }

    fn over(
        disk: Arc<dyn Disk>,
        folder: &Path,
        lock: Option<FolderLock>,
        vault: Vault,
        keys: KeyRing,
        schema: Schema,
        options: &StoreOptions,
    ) -> Result<Arc<Store>> {
        let shared = Arc::new(Shared {
            disk: Arc::new(Steady::new(disk)),
            key: keys.database(),
            cache: options.cache,
            told: options.told,
            database: RwLock::new(None),
            fault_latch: Mutex::default(),
            fault: Mutex::default(),
            faulted: AtomicBool::new(false),
            next_try: Mutex::new((Instant::now(), RETRY)),
            head: Mutex::default(),
            synced: AtomicU64::new(0),
            soft: AtomicBool::new(false),
            unnoted: AtomicBool::new(false),
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
                if let Some(lock) = &lock {
                    lock.say(&format!(" and {progress}"));
                }
            })?;
            if let Some(lock) = &lock {
                lock.say("");
            }
            let txn = db.begin_read().map_err(Error::internal)?;
            schema = schema.of_house(&ReadTx::open(txn))?;
        }
        let (queue, jobs) = mpsc::sync_channel(options.queue);
        let thread = std::thread::Builder::new().name("writer".into()).spawn({
            let shared = shared.clone();
            let rest = options.rest;
            move || writer::run(shared, jobs, rest)
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
            files: options.files.clone(),
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

    /// Lets whoever holds the identity behind `recipient` (age1...) open the data, and every snapshot from now on.
    pub fn let_in(&self, name: &str, recipient: &str) -> Result<()> {
        self.keys
            .let_in(&*self.files, &self.folder, name, recipient)
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

/// A database is made under a temporary name and renamed when complete, so that a power cut
/// during the very first start leaves nothing half made.
fn create(files: &dyn FileSystem, path: &Path, keys: &KeyRing) -> Result<()> {
    let temporary = path.with_extension("new");
    if files.exists(&temporary)? {
        files.remove_file(&temporary)?;
    }
    let disk = files.disk(&temporary, true)?;
    let db = Database::builder()
        .create_with_backend(Encrypted::new(
            disk.clone(),
            &keys.database(),
            Arc::default(),
        ))
        .map_err(Error::internal)?;
    drop(db);
    disk.sync()?;
    files.rename(&temporary, path)?;
    files.sync_folder(folder_of(path))?;
    Ok(())
}
