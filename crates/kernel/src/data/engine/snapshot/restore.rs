//! Checking a snapshot whole, and putting it back.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use data_encoding::HEXLOWER;
use redb::{Database, Durability, ReadableDatabase};

use super::{
    End, Head, Summary,
    frames::{Ahead, FrameReader},
    look::decrypted,
    not_a_snapshot,
};
use crate::{
    base::{Error, Moment, Result},
    data::{
        Checkpoint, ReadTx, Schema,
        engine::{
            StoreOptions,
            crypt::Encrypted,
            disk::Disk,
            files::small_content,
            filesystem::{FileSystem, FolderLock, LOCK, OsFileSystem},
            keys::{KeyRing, Unlock, random},
            rebuild,
            store::DATABASE,
            swap::{self, Staging},
            tables::Tab,
            vault::Vault,
            verify::{Recount, recount_and_verify},
        },
    },
};

/// Checks a snapshot whole, in a private folder that is removed afterwards: every hash, every file, the journal's
/// chain against its checkpoint, every index and tally against a recount.
pub fn verify(path: &Path, unlock: &Unlock, schema: &Schema) -> Result<Summary> {
    unpack_and_remove(path, unlock, schema).map(|unpacked| unpacked.summary)
}

/// Restores into a private folder beside the snapshot, with every check, and removes it again.
pub(super) fn unpack_and_remove(path: &Path, unlock: &Unlock, schema: &Schema) -> Result<Unpacked> {
    let disk = OsFileSystem::shared();
    let (folder, lock) = scratch(&*disk, path)?;
    let into = Target {
        disk: &disk,
        base: folder.clone(),
        files: folder.join(swap::FILES),
    };
    let checked = unpack(path, unlock, schema, &into);
    disk.remove_folder(&folder)?;
    drop(lock);
    checked
}

/// A private folder to unpack in, locked and empty: beside the snapshot, or, where nothing can be written there, with what is
/// temporary. What a check that was killed left is cleared away; one that goes on has its folder locked.
fn scratch(disk: &dyn FileSystem, path: &Path) -> Result<(PathBuf, FolderLock)> {
    let beside = path.with_extension(VERIFYING);
    if let Some(parent) = path.parent() {
        clear_killed(disk, parent, &beside);
    }
    let folder = match writable(disk, &beside) {
        Ok(()) => beside,
        // Cleared away in between.
        Err(e) if e.kind() == io::ErrorKind::NotFound => beside,
        Err(e) if matches!(e.kind(), READ_ONLY | NOT_OURS) => {
            let name = beside.file_name().unwrap_or_default();
            let name = format!("{}-{}", std::process::id(), name.to_string_lossy());
            std::env::temp_dir().join(name)
        }
        Err(e) => return Err(e.into()),
    };
    for _ in 0..TRIES {
        disk.create_folder(&folder)?;
        // Whoever cleared it away in between took the lock's file along.
        if let Ok(lock) = disk.lock(&folder)
            && disk.exists(&folder.join(LOCK))?
        {
            clear(disk, &folder)?;
            return Ok((folder, lock));
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    Err(Error::conflict(format!(
        "{} is being checked right now. Wait until that is done.",
        path.display()
    )))
}

/// How often the lock is tried for: somebody may have it to clear the folder away.
const TRIES: u32 = 4;

/// Whether something can be written in a folder, were it one that was left there.
fn writable(disk: &dyn FileSystem, folder: &Path) -> io::Result<()> {
    disk.create_folder(folder)?;
    let mut tag = [0; 8];
    random(&mut tag);
    let tried = folder.join(HEXLOWER.encode(&tag));
    disk.create(&tried).map(drop)?;
    disk.remove_file(&tried)
}

/// All but the lock.
fn clear(disk: &dyn FileSystem, folder: &Path) -> io::Result<()> {
    for name in disk.names(folder)?.into_iter().filter(|name| name != LOCK) {
        let left = folder.join(name);
        match disk.look(&left)?.is_some_and(|found| found.is_folder) {
            true => disk.remove_folder(&left)?,
            false => disk.remove_file(&left)?,
        }
    }
    Ok(())
}

const VERIFYING: &str = "verifying";
const READ_ONLY: io::ErrorKind = io::ErrorKind::ReadOnlyFilesystem;
const NOT_OURS: io::ErrorKind = io::ErrorKind::PermissionDenied;

fn clear_killed(disk: &dyn FileSystem, folder: &Path, own: &Path) {
    for name in disk.names(folder).unwrap_or_default() {
        let left = folder.join(&name);
        if left == own || left.extension().is_none_or(|e| e != VERIFYING) {
            continue;
        }
        // Held until it is gone: whoever comes meanwhile finds it taken.
        let Ok(lock) = disk.lock(&left) else { continue };
        if let Err(error) = disk.remove_folder(&left) {
            tracing::warn!(%error, folder = %left.display(), "what a killed check left can't be removed");
        }
        drop(lock);
    }
}

/// Where a snapshot is unpacked: the database in one folder, the files in another.
struct Target<'d> {
    disk: &'d Arc<dyn FileSystem>,
    base: PathBuf,
    files: PathBuf,
}

/// What a snapshot turned out to hold.
pub(super) struct Unpacked {
    pub(super) summary: Summary,
    pub(super) checkpoint: Checkpoint,
    /// How many records there are of each kind, counted one by one.
    pub(super) kinds: BTreeMap<u8, u64>,
    keys: KeyRing,
}

/// Restores into `folder`. What stood there is kept beside it, under the path that is returned. Killed at any moment,
/// the house is the one that was or the one that is restored.
pub fn restore(
    path: &Path,
    unlock: &Unlock,
    schema: &Schema,
    folder: &Path,
    at: Moment,
) -> Result<(Summary, Option<PathBuf>)> {
    restore_on(&OsFileSystem::shared(), path, unlock, schema, folder, at)
}

/// The same onto files that are given: the crash simulator's way in.
pub fn restore_on(
    disk: &Arc<dyn FileSystem>,
    path: &Path,
    unlock: &Unlock,
    schema: &Schema,
    folder: &Path,
    at: Moment,
) -> Result<(Summary, Option<PathBuf>)> {
    disk.create_folder(folder)?;
    let _lock = disk.lock(folder)?;
    swap::resume_locked(&**disk, folder)?;
    let staging = Staging::begin(disk, folder, swap::RESTORING)?;
    let into = Target {
        disk,
        base: staging.base(),
        files: staging.files(),
    };
    let staged = unpack(path, unlock, schema, &into).and_then(|unpacked| {
        unpacked.keys.save_on(&**disk, &staging.base())?;
        Ok(unpacked.summary)
    });
    match staged {
        Ok(summary) => Ok((summary, staging.commit(at)?)),
        Err(error) => {
            staging.discard()?;
            Err(error)
        }
    }
}

fn unpack(path: &Path, unlock: &Unlock, schema: &Schema, into: &Target<'_>) -> Result<Unpacked> {
    let (open, stream) = decrypted(path, unlock)?;
    let mut frames = FrameReader::new(Ahead::of(stream)?, path);
    let head: Head = frames.expect_json(b'H')?;
    if !open.is_of(&head) {
        return Err(not_a_snapshot(path, "its open line is another snapshot's"));
    }
    let keys = KeyRing::from_slots(head.slots.clone(), unlock)?;
    let database = load_tables(&mut frames, into, &keys, head.format)?;
    let (files, tail) = load_files(&mut frames, into, &keys)?;
    let end: End = serde_json::from_slice(&tail.bytes).map_err(|e| not_a_snapshot(path, e))?;
    if end.hash != tail.hash_before || end.tables != database.rows || end.files != files {
        return Err(not_a_snapshot(path, "its content is not what its end says"));
    }
    frames.expect_end()?;
    // What an older program filed is filed as this one does before it is held against the records.
    rebuild::bring_up(
        &database.db,
        schema,
        StoreOptions::default().portion,
        &mut |_| {},
    )?;
    let kinds = check(&database.db, schema, &head.checkpoint, &keys)?;
    let small = check_small(&database.db, &keys, into)?;
    let Loaded { db, disk, .. } = database;
    drop(db);
    disk.sync()?;
    Ok(Unpacked {
        summary: Summary {
            at: open.at,
            seq: head.checkpoint.seq,
            tables: end.tables,
            files: files + small,
            bytes: fs::metadata(path)?.len(),
        },
        checkpoint: head.checkpoint,
        kinds,
        keys,
    })
}

fn check(
    db: &Database,
    schema: &Schema,
    checkpoint: &Checkpoint,
    keys: &KeyRing,
) -> Result<BTreeMap<u8, u64>> {
    let read_tx = ReadTx::open(db.begin_read().map_err(Error::internal)?);
    let (counted, entries) = recount_and_verify(&read_tx, schema, checkpoint, &keys.verifying())?;
    if entries != checkpoint.seq {
        return Err(Error::conflict(
            "The snapshot's journal goes on after its own checkpoint.",
        ));
    }
    let Recount {
        problems, kinds, ..
    } = counted;
    match problems.first() {
        None => Ok(kinds),
        Some(first) => Err(Error::conflict(format!(
            "The snapshot's records and indexes disagree in {} places; the first: {first}",
            problems.len()
        ))),
    }
}

/// The files in the database against their names; how many there are.
fn check_small(db: &Database, keys: &KeyRing, into: &Target<'_>) -> Result<u64> {
    let vault = Vault::open(into.disk, &into.files, keys)?;
    let read_tx = ReadTx::open(db.begin_read().map_err(Error::internal)?);
    let mut files = 0;
    read_tx.scan(Tab::Files, &[], &mut |name, row| {
        files += 1;
        if vault.name_of(small_content(row)?).as_bytes() == name {
            return Ok(true);
        }
        Err(Error::conflict(format!(
            "The file {} in the snapshot is damaged: its content is not what its name says.",
            String::from_utf8_lossy(name)
        )))
    })?;
    Ok(files)
}

struct Loaded {
    db: Database,
    disk: Arc<dyn Disk>,
    rows: BTreeMap<String, u64>,
}

fn load_tables<R: Read>(
    frames: &mut FrameReader<R>,
    into: &Target<'_>,
    keys: &KeyRing,
    format: u64,
) -> Result<Loaded> {
    let disk = into.disk.disk(&into.base.join(DATABASE), true)?;
    let backend = Encrypted::new(disk.clone(), &keys.database(), Arc::default());
    let db = Database::builder()
        .set_cache_size(256 << 20)
        .create_with_backend(backend)
        .map_err(Error::internal)?;
    let mut rows = BTreeMap::new();
    for &tab in Tab::of_format(format) {
        let named = frames.expect(b'T')?;
        if named != tab.name().as_bytes() {
            return Err(not_a_snapshot(&frames.path, "its tables are out of order"));
        }
        let mut count = 0u64;
        let mut more = true;
        while more {
            let mut txn = db.begin_write().map_err(Error::internal)?;
            txn.set_durability(Durability::None)
                .map_err(Error::internal)?;
            {
                let mut table = txn.open_table(tab.definition()).map_err(Error::internal)?;
                for _ in 0..64 {
                    let Some(block) = frames.take_rows()? else {
                        more = false;
                        break;
                    };
                    let mut rest = block.as_slice();
                    while !rest.is_empty() {
                        let (key, value, tail) = row(rest)
                            .ok_or_else(|| not_a_snapshot(&frames.path, "a row is cut short"))?;
                        table.insert(key, value).map_err(Error::internal)?;
                        rest = tail;
                        count += 1;
                    }
                }
            }
            txn.commit().map_err(Error::internal)?;
        }
        rows.insert(tab.name().to_owned(), count);
    }
    let mut txn = db.begin_write().map_err(Error::internal)?;
    txn.set_quick_repair(true);
    txn.commit().map_err(Error::internal)?;
    disk.sync()?;
    Ok(Loaded { db, disk, rows })
}

fn row(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (klen, rest) = bytes.split_first_chunk::<4>()?;
    let (vlen, rest) = rest.split_first_chunk::<4>()?;
    let (klen, vlen) = (
        u32::from_be_bytes(*klen) as usize,
        u32::from_be_bytes(*vlen) as usize,
    );
    if rest.len() < klen + vlen {
        return None;
    }
    let (key, rest) = rest.split_at(klen);
    let (value, rest) = rest.split_at(vlen);
    Some((key, value, rest))
}

struct Tail {
    bytes: Vec<u8>,
    hash_before: String,
}

fn load_files<R: Read>(
    frames: &mut FrameReader<R>,
    into: &Target<'_>,
    keys: &KeyRing,
) -> Result<(u64, Tail)> {
    let (disk, root) = (into.disk, &into.files);
    let vault = Vault::open(disk, root, keys)?;
    let mut files = 0;
    while let Some(name) = frames.take_if(b'F')? {
        let name = String::from_utf8(name).map_err(|e| not_a_snapshot(&frames.path, e))?;
        if name.len() != 64 || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(not_a_snapshot(&frames.path, "a file has no proper name"));
        }
        let path = root.join(&name[..2]).join(&name[2..]);
        disk.create_folder(path.parent().unwrap_or(root))?;
        let mut out = disk.create(&path)?;
        while let Some(chunk) = frames.take_if(b'D')? {
            out.write_all(&chunk)?;
        }
        out.sync()?;
        vault.verify_stream(&name, BufReader::new(disk.open(&path)?))?;
        files += 1;
    }
    let hash_before = frames.peeked_hash()?;
    let bytes = frames.expect(b'E')?;
    Ok((files, Tail { bytes, hash_before }))
}
