//! Checking a snapshot whole, and putting it back.

use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{BufReader, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use redb::{Database, Durability, ReadableDatabase};

use super::{
    End, Head, Summary,
    frames::{Ahead, FrameReader},
    not_a_snapshot, open_head,
};
use crate::{
    base::{Error, Moment, Result},
    data::{
        Checkpoint, ReadTx, Schema,
        engine::{
            StoreOptions,
            crypt::Encrypted,
            disk::{Disk, FileDisk, sync_folder},
            files::small_content,
            keys::{KeyRing, Unlock, identities},
            rebuild,
            store::lock_folder,
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
    let folder = path.with_extension("verifying");
    let _ = fs::remove_dir_all(&folder);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)?;
    let checked = unpack(path, unlock, schema, &folder);
    fs::remove_dir_all(&folder)?;
    checked
}

/// What a snapshot turned out to hold.
pub(super) struct Unpacked {
    pub(super) summary: Summary,
    pub(super) checkpoint: Checkpoint,
    /// How many records there are of each kind, counted one by one.
    pub(super) kinds: BTreeMap<u8, u64>,
    keys: KeyRing,
}

/// Restores into `folder`. What stood there is kept beside it, under the path that is returned.
pub fn restore(
    path: &Path,
    unlock: &Unlock,
    schema: &Schema,
    folder: &Path,
    at: Moment,
) -> Result<(Summary, Option<PathBuf>)> {
    fs::create_dir_all(folder)?;
    let _lock = lock_folder(folder)?;
    let incoming = folder.join("restoring");
    let _ = fs::remove_dir_all(&incoming);
    fs::create_dir_all(&incoming)?;
    let Unpacked { summary, keys, .. } = match unpack(path, unlock, schema, &incoming) {
        Ok(done) => done,
        Err(e) => {
            fs::remove_dir_all(&incoming)?;
            return Err(e);
        }
    };
    keys.save(&incoming)?;
    let mut replaced = None;
    let kept = folder.join(format!("replaced-{}", at.0));
    for name in ["atrium.db", "files", "keys.json"] {
        let old = folder.join(name);
        if old.exists() {
            fs::create_dir_all(&kept)?;
            fs::rename(&old, kept.join(name))?;
            replaced = Some(kept.clone());
        }
        fs::rename(incoming.join(name), old)?;
    }
    sync_folder(folder)?;
    fs::remove_dir_all(&incoming)?;
    Ok((summary, replaced))
}

fn unpack(path: &Path, unlock: &Unlock, schema: &Schema, folder: &Path) -> Result<Unpacked> {
    let (open, reader) = open_head(path)?;
    let opened = identities(&open.slots, unlock)?;
    let decryptor = age::Decryptor::new(reader).map_err(|e| not_a_snapshot(path, e))?;
    let stream = decryptor
        .decrypt(opened.iter().map(|i| i as &dyn age::Identity))
        .map_err(|_| {
            let names: Vec<&str> = open.slots.iter().map(|slot| slot.name.as_str()).collect();
            Error::Unavailable(format!(
                "This key does not open {}. It can be opened with: {}.",
                path.display(),
                names.join(", ")
            ))
        })?;
    let mut frames = FrameReader::new(Ahead::of(stream)?, path);
    let head: Head = frames.expect_json(b'H')?;
    if (open.at, open.seq) != (head.checkpoint.at, head.checkpoint.seq) {
        return Err(not_a_snapshot(path, "its open line is another snapshot's"));
    }
    let keys = KeyRing::from_slots(head.slots.clone(), unlock)?;
    let database = load_tables(&mut frames, folder, &keys, head.format)?;
    let (files, tail) = load_files(&mut frames, folder, &keys)?;
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
    let small = check_small(&database.db, &keys, folder)?;
    drop(database);
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
fn check_small(db: &Database, keys: &KeyRing, folder: &Path) -> Result<u64> {
    let vault = Vault::open(&folder.join("files"), keys)?;
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
    rows: BTreeMap<String, u64>,
}

fn load_tables<R: Read>(
    frames: &mut FrameReader<R>,
    folder: &Path,
    keys: &KeyRing,
    format: u64,
) -> Result<Loaded> {
    let disk: Arc<dyn Disk> = Arc::new(FileDisk::open(&folder.join("atrium.db"), true)?);
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
                    let Some(block) = frames.take_if(b'R')? else {
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
    Ok(Loaded { db, rows })
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
    folder: &Path,
    keys: &KeyRing,
) -> Result<(u64, Tail)> {
    let root = folder.join("files");
    let vault = Vault::open(&root, keys)?;
    let mut files = 0;
    while let Some(name) = frames.take_if(b'F')? {
        let name = String::from_utf8(name).map_err(|e| not_a_snapshot(&frames.path, e))?;
        if name.len() != 64 || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(not_a_snapshot(&frames.path, "a file has no proper name"));
        }
        let path = root.join(&name[..2]).join(&name[2..]);
        fs::create_dir_all(path.parent().unwrap_or(&root))?;
        let mut out = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        while let Some(chunk) = frames.take_if(b'D')? {
            out.write_all(&chunk)?;
        }
        out.sync_all()?;
        vault.verify_stream(&name, BufReader::new(File::open(&path)?))?;
        files += 1;
    }
    let hash_before = frames.peeked_hash()?;
    let bytes = frames.expect(b'E')?;
    Ok((files, Tail { bytes, hash_before }))
}
