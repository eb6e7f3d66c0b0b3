//! Snapshots: everything in one encrypted file, taken through one read transaction while people work.
//!
//! The file is one open line of JSON (which keys open it, so that a stranger machine can ask for the right one)
//! and then an age stream of frames, `[tag][length][bytes]`: the head (checkpoint, key slots), each table's rows,
//! each vault file as stored, and an end that names a hash over all before it. It does not depend on redb's format.
//! Restoring checks every hash in a folder of its own before it replaces anything, and keeps what it replaced.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
};

use redb::{Database, Durability, ReadableDatabase};
use serde::{Deserialize, Serialize};

use super::{
    crypt::Encrypted,
    disk::{Disk, FileDisk, sync_folder},
    files::small_content,
    keys::{KeyRing, Slot, Unlock, identities},
    store::lock_folder,
    tables::{FORMAT, Tab},
    vault::Vault,
    verify::{Recount, recount_and_verify},
};
use crate::{
    base::{Error, Moment, Result},
    data::{Checkpoint, Schema, Snap, Store},
};
const ROWS: usize = 1 << 18;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct OpenHead {
    atrium: String,
    format: u64,
    at: i64,
    seq: u64,
    slots: Vec<Slot>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    format: u64,
    version: String,
    checkpoint: Checkpoint,
    slots: Vec<Slot>,
}

/// What a snapshot holds, as `list` and `verify` print it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub at: i64,
    pub seq: u64,
    pub tables: BTreeMap<String, u64>,
    pub files: u64,
    pub bytes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct End {
    tables: BTreeMap<String, u64>,
    files: u64,
    hash: String,
}

#[derive(Debug, Clone)]
pub struct Listed {
    pub path: PathBuf,
    pub at: Moment,
    pub seq: u64,
    pub bytes: u64,
}

/// A file of the folder that should be a snapshot and can't be read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub path: PathBuf,
    /// A sentence that names the file.
    pub why: String,
}

/// What a folder of snapshots holds.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Newest first.
    pub found: Vec<Listed>,
    pub unreadable: Vec<Unreadable>,
}

/// Writes a snapshot of a running store into `folder` and returns its path.
pub fn create(store: &Store, folder: &Path, at: Moment) -> Result<(PathBuf, Summary)> {
    let made = (|| {
        fs::create_dir_all(folder)?;
        clear_stale(folder)?;
        let snap = store.snap()?;
        let head = snap.head()?;
        let part = Part::create(folder.join(format!("{}.part", name_of(at, head.seq))))?;
        let (seq, end) = write_whole(store, &snap, &part.file, at)?;
        part.file.sync_all()?;
        let path = part.keep()?;
        sync_folder(folder)?;
        let summary = Summary {
            at: at.0,
            seq,
            files: end.files + end.tables.get(Tab::Files.name()).copied().unwrap_or(0),
            tables: end.tables,
            bytes: fs::metadata(&path)?.len(),
        };
        Ok((path, summary))
    })();
    made.map_err(|error| match error {
        Failed::Disk(error) => not_written(folder, &error),
        Failed::Other(error) => error,
    })
}

/// Whether the disk said no, or something else: a full disk is told in other words.
enum Failed {
    Disk(io::Error),
    Other(Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Failed {
        Failed::Disk(error)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Other(error)
    }
}

fn not_written(folder: &Path, error: &io::Error) -> Error {
    use io::ErrorKind as Kind;
    let folder = folder.display();
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
            Error::Unavailable(format!(
                "No snapshot was taken: the disk under {folder} is full ({error}). Everything else goes on. Free some space, or keep snapshots on another disk (the key `snapshots` in the configuration)."
            ))
        }
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Error::Unavailable(format!(
            "No snapshot was taken: Atrium may not write in {folder} ({error}). Let its user write there, or name another folder."
        )),
        _ => Error::Unavailable(format!(
            "No snapshot was taken: {folder} could not be written, or a file of the house could not be read ({error})."
        )),
    }
}

fn name_of(at: Moment, seq: u64) -> String {
    let stamp = at.rfc3339().replace([':', '-'], "");
    let stamp = stamp
        .split('.')
        .next()
        .unwrap_or(&stamp)
        .trim_end_matches('Z');
    format!("atrium-{stamp}-{seq}")
}

/// A snapshot while it is written: locked, and gone unless it was completed.
struct Part {
    path: PathBuf,
    file: File,
    kept: bool,
}

impl Part {
    fn create(path: PathBuf) -> Result<Part, Failed> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        let file = match file {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Error::conflict("This snapshot is being taken already.").into());
            }
            file => file?,
        };
        let part = Part {
            path,
            file,
            kept: false,
        };
        part.file.try_lock().map_err(io::Error::from)?;
        Ok(part)
    }

    fn keep(mut self) -> Result<PathBuf, Failed> {
        let path = self.path.with_extension("snapshot");
        fs::rename(&self.path, &path)?;
        self.kept = true;
        Ok(path)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.kept {
            // Half a snapshot is of no use, and takes the room that is missing.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What a crash left half written. One that is being written is locked by its writer, whichever process that is.
fn clear_stale(folder: &Path) -> io::Result<()> {
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let ours = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("atrium-"))
            && path.extension().is_some_and(|e| e == "part");
        if ours
            && let Ok(file) = OpenOptions::new().write(true).open(&path)
            && file.try_lock().is_ok()
        {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

fn write_whole(store: &Store, snap: &Snap, file: &File, at: Moment) -> Result<(u64, End), Failed> {
    let journal = snap.head()?;
    let checkpoint = Checkpoint::sign(&store.keys().signing(), journal.seq, &journal.hash, at);
    let slots = store.keys().slots().to_vec();
    let mut out = BufWriter::with_capacity(1 << 18, file);
    let open = OpenHead {
        atrium: "snapshot".into(),
        format: FORMAT,
        at: at.0,
        seq: journal.seq,
        slots: slots
            .iter()
            .map(|slot| Slot {
                wrapped: String::new(),
                ..slot.clone()
            })
            .collect(),
    };
    let line = serde_json::to_vec(&open).map_err(Error::internal)?;
    out.write_all(&line)?;
    out.write_all(b"\n")?;
    let recipients = store.keys().recipients()?;
    let encryptor =
        age::Encryptor::with_recipients(recipients.iter().map(|r| r as &dyn age::Recipient))
            .map_err(Error::internal)?;
    let mut frames = FrameWriter {
        out: encryptor.wrap_output(out)?,
        hasher: blake3::Hasher::new(),
    };
    frames.json(
        b'H',
        &Head {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").into(),
            checkpoint,
            slots,
        },
    )?;
    let mut end = End {
        tables: BTreeMap::new(),
        files: 0,
        hash: String::new(),
    };
    for tab in Tab::ALL {
        frames.frame(b'T', tab.name().as_bytes())?;
        let rows = write_rows(snap, tab, &mut frames)?;
        end.tables.insert(tab.name().into(), rows);
    }
    for name in store.vault().names()? {
        let mut from = match store.vault().raw(&name) {
            // Swept since it was listed: no record names it.
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            from => from?,
        };
        frames.frame(b'F', name.as_bytes())?;
        let mut chunk = vec![0u8; 1 << 18];
        loop {
            let got = from.read(&mut chunk)?;
            if got == 0 {
                break;
            }
            frames.frame(b'D', &chunk[..got])?;
        }
        end.files += 1;
    }
    end.hash = frames.hasher.finalize().to_hex().to_string();
    frames.json(b'E', &end)?;
    frames.out.finish()?.flush()?;
    Ok((journal.seq, end))
}

fn write_rows<W: Write>(snap: &Snap, tab: Tab, frames: &mut FrameWriter<W>) -> Result<u64, Failed> {
    let mut block = Vec::with_capacity(ROWS + 4096);
    let mut rows = 0;
    let mut failed = None;
    snap.scan(tab, &[], &mut |key, value| {
        block.extend((key.len() as u32).to_be_bytes());
        block.extend((value.len() as u32).to_be_bytes());
        block.extend_from_slice(key);
        block.extend_from_slice(value);
        rows += 1;
        if block.len() >= ROWS {
            failed = frames.frame(b'R', &block).err();
            block.clear();
        }
        Ok(failed.is_none())
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    if !block.is_empty() {
        frames.frame(b'R', &block)?;
    }
    Ok(rows)
}

/// The snapshots in a folder. One that can't be read doesn't hide the others.
pub fn list(folder: &Path) -> Result<Listing> {
    let mut out = Listing::default();
    let files = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(out),
        files => files?,
    };
    for file in files {
        let path = file?.path();
        if path.extension().is_none_or(|e| e != "snapshot") {
            continue;
        }
        match look_at(&path) {
            Ok(listed) => out.found.push(listed),
            Err(why) => out.unreadable.push(Unreadable {
                path,
                why: why.to_string(),
            }),
        }
    }
    out.found
        .sort_by_key(|listed| std::cmp::Reverse((listed.at, listed.seq)));
    out.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(out)
}

fn look_at(path: &Path) -> Result<Listed> {
    let (head, _) = open_head(path)?;
    Ok(Listed {
        at: Moment(head.at),
        seq: head.seq,
        bytes: fs::metadata(path)
            .map_err(|e| not_a_snapshot(path, e))?
            .len(),
        path: path.to_owned(),
    })
}

fn not_a_snapshot(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::conflict(format!(
        "{} is not a readable snapshot: {why}",
        path.display()
    ))
}

fn open_head(path: &Path) -> Result<(OpenHead, BufReader<File>)> {
    let file = File::open(path).map_err(|e| not_a_snapshot(path, e))?;
    let mut reader = BufReader::with_capacity(1 << 18, file);
    let mut line = Vec::new();
    reader
        .by_ref()
        .take(1 << 20)
        .read_until(b'\n', &mut line)
        .map_err(|e| not_a_snapshot(path, e))?;
    let head: OpenHead = serde_json::from_slice(&line).map_err(|e| not_a_snapshot(path, e))?;
    if head.atrium != "snapshot" {
        return Err(not_a_snapshot(path, "it says it is something else"));
    }
    if head.format > FORMAT {
        return Err(Error::conflict(format!(
            "{} was made by a newer Atrium (format {}). Install that version.",
            path.display(),
            head.format
        )));
    }
    Ok((head, reader))
}

/// Checks a snapshot whole, in a private folder that is removed afterwards: every hash, every file, the journal's
/// chain against its checkpoint, every index and tally against a recount.
pub fn verify(path: &Path, unlock: &Unlock, schema: &Schema) -> Result<Summary> {
    let folder = path.with_extension("verifying");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let checked = unpack(path, unlock, schema, &folder);
    fs::remove_dir_all(&folder)?;
    checked.map(|(summary, _)| summary)
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
    let (summary, keys) = match unpack(path, unlock, schema, &incoming) {
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

fn unpack(
    path: &Path,
    unlock: &Unlock,
    schema: &Schema,
    folder: &Path,
) -> Result<(Summary, KeyRing)> {
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
    let mut frames = FrameReader {
        input: Ahead::of(stream)?,
        hasher: blake3::Hasher::new(),
        next: None,
        path: path.to_owned(),
    };
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
    check(&database.db, schema, &head.checkpoint, &keys)?;
    let small = check_small(&database.db, &keys, folder)?;
    drop(database);
    Ok((
        Summary {
            at: open.at,
            seq: head.checkpoint.seq,
            tables: end.tables,
            files: files + small,
            bytes: fs::metadata(path)?.len(),
        },
        keys,
    ))
}

fn check(db: &Database, schema: &Schema, checkpoint: &Checkpoint, keys: &KeyRing) -> Result<()> {
    let snap = Snap::open(db.begin_read().map_err(Error::internal)?)?;
    let (counted, entries) = recount_and_verify(&snap, schema, checkpoint, &keys.verifying())?;
    if entries != checkpoint.seq {
        return Err(Error::conflict(
            "The snapshot's journal goes on after its own checkpoint.",
        ));
    }
    let Recount { problems, .. } = counted;
    match problems.first() {
        None => Ok(()),
        Some(first) => Err(Error::conflict(format!(
            "The snapshot's records and indexes disagree in {} places; the first: {first}",
            problems.len()
        ))),
    }
}

/// The files in the database against their names; how many there are.
fn check_small(db: &Database, keys: &KeyRing, folder: &Path) -> Result<u64> {
    let vault = Vault::open(&folder.join("files"), keys)?;
    let snap = Snap::open(db.begin_read().map_err(Error::internal)?)?;
    let mut files = 0;
    snap.scan(Tab::Files, &[], &mut |name, row| {
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

struct FrameWriter<W: Write> {
    out: age::stream::StreamWriter<W>,
    hasher: blake3::Hasher,
}

impl<W: Write> FrameWriter<W> {
    fn frame(&mut self, tag: u8, bytes: &[u8]) -> io::Result<()> {
        let mut head = [tag, 0, 0, 0, 0];
        head[1..].copy_from_slice(&(bytes.len() as u32).to_be_bytes());
        self.hasher.update(&head);
        self.hasher.update(bytes);
        self.out.write_all(&head)?;
        self.out.write_all(bytes)?;
        Ok(())
    }

    fn json(&mut self, tag: u8, value: &impl Serialize) -> io::Result<()> {
        let bytes = serde_json::to_vec(value)?;
        self.frame(tag, &bytes)
    }
}

/// Reads and decrypts in a thread of its own, a little ahead of whoever puts it into the database.
struct Ahead {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    read: usize,
}

impl Ahead {
    fn of(mut input: impl Read + Send + 'static) -> io::Result<Ahead> {
        let (send, chunks) = mpsc::sync_channel(8);
        std::thread::Builder::new()
            .name("decrypt".into())
            .spawn(move || {
                loop {
                    let mut chunk = Vec::with_capacity(1 << 20);
                    let got = input.by_ref().take(1 << 20).read_to_end(&mut chunk);
                    let over = got.is_err() || chunk.is_empty();
                    // What came before an error counts; an empty chunk is the end, and never stands for an error.
                    let mut sent = Ok(());
                    if got.is_ok() || !chunk.is_empty() {
                        sent = send.send(Ok(chunk));
                    }
                    if let (Ok(()), Err(error)) = (&sent, got) {
                        sent = send.send(Err(error));
                    }
                    // Whoever reads may have found enough wrong to stop.
                    if over || sent.is_err() {
                        return;
                    }
                }
            })?;
        Ok(Ahead {
            chunks,
            chunk: Vec::new(),
            read: 0,
        })
    }
}

impl Read for Ahead {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.read == self.chunk.len() {
            self.chunk = match self.chunks.recv() {
                Ok(chunk) => chunk?,
                Err(_) => return Err(io::ErrorKind::UnexpectedEof.into()),
            };
            self.read = 0;
        }
        let got = (&self.chunk[self.read..]).read(out)?;
        self.read += got;
        Ok(got)
    }
}

struct Frame {
    tag: u8,
    bytes: Vec<u8>,
    hash_before: blake3::Hash,
}

struct FrameReader<R> {
    input: R,
    hasher: blake3::Hasher,
    next: Option<Frame>,
    path: PathBuf,
}

impl<R: Read> FrameReader<R> {
    fn spoiled(&self, e: impl std::fmt::Display) -> Error {
        not_a_snapshot(&self.path, format!("it is damaged or cut short ({e})"))
    }

    fn fill(&mut self) -> Result<()> {
        if self.next.is_some() {
            return Ok(());
        }
        let hash_before = self.hasher.finalize();
        let mut head = [0u8; 5];
        self.input
            .read_exact(&mut head)
            .map_err(|e| self.spoiled(e))?;
        let len = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if len > 1 << 28 {
            return Err(self.spoiled("a frame is too long"));
        }
        let mut bytes = vec![0; len];
        self.input
            .read_exact(&mut bytes)
            .map_err(|e| self.spoiled(e))?;
        self.hasher.update(&head);
        self.hasher.update(&bytes);
        self.next = Some(Frame {
            tag: head[0],
            bytes,
            hash_before,
        });
        Ok(())
    }

    fn take_if(&mut self, tag: u8) -> Result<Option<Vec<u8>>> {
        self.fill()?;
        Ok(self
            .next
            .take_if(|frame| frame.tag == tag)
            .map(|frame| frame.bytes))
    }

    fn expect(&mut self, tag: u8) -> Result<Vec<u8>> {
        self.take_if(tag)?
            .ok_or_else(|| self.spoiled("a part is missing"))
    }

    fn expect_json<T: for<'de> Deserialize<'de>>(&mut self, tag: u8) -> Result<T> {
        let bytes = self.expect(tag)?;
        serde_json::from_slice(&bytes).map_err(|e| self.spoiled(e))
    }

    fn peeked_hash(&mut self) -> Result<String> {
        self.fill()?;
        Ok(self
            .next
            .as_ref()
            .map(|frame| frame.hash_before.to_hex().to_string())
            .unwrap_or_default())
    }

    fn expect_end(&mut self) -> Result<()> {
        match self.input.read(&mut [0u8; 1]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(self.spoiled("something follows its end")),
            Err(e) => Err(self.spoiled(e)),
        }
    }
}

/// A short name for a folder of snapshots in messages.
pub fn describe(summary: &Summary) -> String {
    let rows: u64 = summary.tables.values().sum();
    format!(
        "journal entry {}, {} records, {rows} rows, {} files, {} KB",
        summary.seq,
        summary.tables.get("records").copied().unwrap_or_default(),
        summary.files,
        summary.bytes / 1024
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_in_words_and_is_nobodys_fault() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = not_written(Path::new("/backup"), &full);
        assert_eq!(error.status(), 503);
        let text = error.to_string();
        for word in ["No snapshot was taken", "/backup", "is full", "`snapshots`"] {
            assert!(text.contains(word), "{text}");
        }
    }
}
