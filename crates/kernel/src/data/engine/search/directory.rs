//! The folder of an index as tantivy sees it: files sealed by `sealed`. What is read again with every question (words,
//! columns, lengths) is held open in memory, the rest goes through a cache of chunks; a file is opened once, however often
//! the index is loaded anew. Nothing waits for the disk, because all of it can be made again.

use std::{
    collections::HashMap,
    fmt, io,
    io::Write,
    ops::Range,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tantivy::{
    HasLen,
    directory::{
        AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite,
        WatchCallback, WatchHandle, WritePtr,
        error::{DeleteError, LockError, OpenReadError, OpenWriteError},
    },
};

use super::{
    super::filesystem::FileSystem,
    sealed::{CHUNK, Key, Sealed, Sealing},
};

/// Held in memory while they are open: the dictionary of words, the columns, and how long each text is.
const PINNED: [&str; 3] = ["term", "fast", "fieldnorm"];

/// Chunks are kept in so many parts, each under its own lock.
const SHARDS: usize = 16;
/// Chunks that one of them keeps as recent; as many more wait to be asked for again. All together 32 MB at most.
const KEPT: usize = 64;

type Chunks = HashMap<(u64, u64), Arc<[u8]>>;

#[derive(Default)]
struct Shard {
    recent: Chunks,
    before: Chunks,
}

impl Shard {
    fn find(&mut self, at: (u64, u64)) -> Option<Arc<[u8]>> {
        if let Some(chunk) = self.recent.get(&at) {
            return Some(chunk.clone());
        }
        let chunk = self.before.remove(&at)?;
        self.keep(at, chunk.clone());
        Some(chunk)
    }

    fn keep(&mut self, at: (u64, u64), chunk: Arc<[u8]>) {
        if self.recent.len() >= KEPT {
            self.before = std::mem::take(&mut self.recent);
        }
        self.recent.insert(at, chunk);
    }
}

/// Chunks that were read lately, of all files.
#[derive(Default)]
struct Cache([Mutex<Shard>; SHARDS]);

impl Cache {
    fn shard(&self, (file, chunk): (u64, u64)) -> MutexGuard<'_, Shard> {
        let at = (file.wrapping_mul(31).wrapping_add(chunk)) as usize % SHARDS;
        self.0[at].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Inner {
    files: Arc<dyn FileSystem>,
    folder: PathBuf,
    key: Key,
    handles: Mutex<HashMap<PathBuf, Arc<dyn FileHandle>>>,
    cache: Arc<Cache>,
    /// Each file that is opened has a number of its own in the cache.
    opened: AtomicU64,
}

#[derive(Clone)]
pub struct SealedDirectory(Arc<Inner>);

impl fmt::Debug for SealedDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedDirectory({})", self.0.folder.display())
    }
}

impl SealedDirectory {
    pub fn new(files: &Arc<dyn FileSystem>, folder: &Path, key: &Key) -> SealedDirectory {
        SealedDirectory(Arc::new(Inner {
            files: files.clone(),
            folder: folder.to_owned(),
            key: key.clone(),
            handles: Mutex::default(),
            cache: Arc::default(),
            opened: AtomicU64::new(0),
        }))
    }

    fn handles(&self) -> MutexGuard<'_, HashMap<PathBuf, Arc<dyn FileHandle>>> {
        let held = self.0.handles.lock();
        held.unwrap_or_else(PoisonError::into_inner)
    }

    fn at(&self, path: &Path) -> PathBuf {
        self.0.folder.join(path)
    }

    fn open(&self, path: &Path) -> io::Result<Sealed> {
        let disk = self.0.files.disk(&self.at(path), false)?;
        Sealed::open(disk, &self.0.key, &name_of(path))
    }

    fn begin(&self, at: &Path, name: &str) -> io::Result<Sealing> {
        Sealing::begin(self.0.files.disk(at, true)?, &self.0.key, name)
    }
}

fn name_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn unread(error: io::Error, path: &Path) -> OpenReadError {
    match error.kind() {
        io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
        _ => OpenReadError::wrap_io_error(error, path.to_owned()),
    }
}

impl Directory for SealedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if let Some(handle) = self.handles().get(path) {
            return Ok(handle.clone());
        }
        let file = self.open(path).map_err(|e| unread(e, path))?;
        let pinned = path
            .extension()
            .and_then(|kind| kind.to_str())
            .is_some_and(|kind| PINNED.contains(&kind));
        let handle: Arc<dyn FileHandle> = match pinned {
            true => Arc::new(OwnedBytes::new(file.whole().map_err(|e| unread(e, path))?)),
            false => Arc::new(Reading {
                number: self.0.opened.fetch_add(1, Ordering::Relaxed),
                cache: self.0.cache.clone(),
                file,
            }),
        };
        self.handles().insert(path.to_owned(), handle.clone());
        Ok(handle)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.handles().remove(path);
        let at = self.at(path);
        self.0.files.remove_file(&at).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_owned()),
            _ => DeleteError::IoError {
                io_error: Arc::new(e),
                filepath: path.to_owned(),
            },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        let found = self.0.files.exists(&self.at(path));
        found.map_err(|e| unread(e, path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = self
            .begin(&self.at(path), &name_of(path))
            .map_err(|e| match e.kind() {
                io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
                _ => OpenWriteError::wrap_io_error(e, path.to_owned()),
            })?;
        let writing: Box<dyn TerminatingWrite + Send + Sync> = Box::new(Writing(file));
        Ok(io::BufWriter::with_capacity(CHUNK, writing))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let read = self.open(path).and_then(|file| file.whole());
        read.map_err(|e| unread(e, path))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let to = self.at(path);
        let temporary = to.with_extension("new");
        if self.0.files.exists(&temporary)? {
            self.0.files.remove_file(&temporary)?;
        }
        let mut file = self.begin(&temporary, &name_of(path))?;
        file.write(data)?;
        file.end()?;
        self.0.files.rename(&temporary, &to)
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// The data folder is locked for this process, and a lock of tantivy's own would outlive a kill.
    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    /// Whoever commits loads anew.
    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

struct Writing(Sealing);

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Writing {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.end()
    }
}

/// A file that is read chunk by chunk.
struct Reading {
    file: Sealed,
    number: u64,
    cache: Arc<Cache>,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file.name())
    }
}

impl Reading {
    fn chunk(&self, number: u64) -> io::Result<Arc<[u8]>> {
        let at = (self.number, number);
        if let Some(chunk) = self.cache.shard(at).find(at) {
            return Ok(chunk);
        }
        let chunk: Arc<[u8]> = self.file.chunk(number)?.into();
        self.cache.shard(at).keep(at, chunk.clone());
        Ok(chunk)
    }
}

impl HasLen for Reading {
    fn len(&self) -> usize {
        self.file.len()
    }
}

impl FileHandle for Reading {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start >= range.end {
            return Ok(OwnedBytes::empty());
        }
        if range.end > self.file.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let (first, last) = (range.start / CHUNK, (range.end - 1) / CHUNK);
        if first == last {
            let within = range.start % CHUNK..(range.end - 1) % CHUNK + 1;
            return Ok(OwnedBytes::new(self.chunk(first as u64)?).slice(within));
        }
        let mut out = Vec::with_capacity(range.len());
        for number in first..=last {
            let chunk = self.chunk(number as u64)?;
            let from = range.start.saturating_sub(number * CHUNK);
            let to = (range.end - number * CHUNK).min(chunk.len());
            out.extend_from_slice(&chunk[from..to]);
        }
        Ok(OwnedBytes::new(out))
    }
}
