//! How a store comes to be: a house is made, or opened as it lies there, brought up and given its writer.

use std::{
    path::Path,
    sync::{
        Arc, Condvar, Mutex, OnceLock, RwLock,
        atomic::{AtomicBool, AtomicU64},
        mpsc,
    },
    time::Instant,
};

use redb::{Database, ReadableDatabase};

use super::{
    super::{
        StoreOptions,
        crypt::Encrypted,
        disk::{Disk, Steady, holds_something},
        files::Damages,
        filesystem::{FileSystem, FolderLock, OsFileSystem, folder_of},
        keys::{KeyRing, Unlock},
        rebuild,
        search::index::SearchIndex,
        swap,
        untouched::Untouched,
        vault::Vault,
        writer,
    },
    DATABASE, Shared, Store, lock,
    shared::RETRY,
};
use crate::{
    base::{Error, Moment, Result},
    data::{ReadTx, Schema, quiet::QuietChanges, services::Services},
};

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
        holds_something(&*disk, &path)?;
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
        holds_something(&disk, &path)?;
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
        holds_something(&*disk, &folder.join(DATABASE))?;
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
        must_not_be_newer(&disk, &keys, &schema)?;
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
                "The database can't be opened: {why}. A wrong key looks like this; so does a damaged file. If the key is this house's, restore the newest snapshot: atrium snapshot restore --help"
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
            search: SearchIndex::new(&options.files, folder, keys.search()),
            caches: Arc::default(),
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

/// Pages that are kept in memory while a house is only asked who wrote it.
const GLANCE: usize = 4 << 20;

/// Refuses a house that a newer program wrote before anything of it is opened to be written: the database notes by itself
/// who has it open. What can't be read is told of where it is opened.
fn must_not_be_newer(disk: &Arc<dyn Disk>, keys: &KeyRing, schema: &Schema) -> Result<()> {
    if disk.len().is_ok_and(|len| len == 0) {
        return Ok(());
    }
    let Ok(looked) = Untouched::over_disk(disk.clone()) else {
        return Ok(());
    };
    let backend = Encrypted::new(Arc::new(looked), &keys.database(), Arc::default());
    let opened = Database::builder()
        .set_cache_size(GLANCE)
        .create_with_backend(backend);
    match opened {
        Ok(db) => rebuild::must_not_be_newer(&db, schema),
        Err(_) => Ok(()),
    }
}
