//! The calls the engine makes on folders and whole files, as a trait, so that tests can cut the power between any two of
//! them. Whatever is made on the real one is its owner's alone (0600, folders 0700), and its owner is the folder's, also
//! when root makes it: a command at the shell must not leave what the service can't read.

use std::{
    fmt::Debug,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Seek, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, fchown},
    path::Path,
    sync::Arc,
    time::SystemTime,
};

use rustix::fs::OFlags;

use super::disk::{Disk, FileDisk};
use crate::base::{Error, Result};

/// What there is at a path.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    pub is_folder: bool,
    pub len: u64,
    pub modified: SystemTime,
}

pub trait ReadFile: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadFile for T {}

pub trait WriteFile: Write + Send {
    fn set_modified(&self, at: SystemTime) -> io::Result<()>;
    fn sync(&self) -> io::Result<()>;
}

impl WriteFile for File {
    fn set_modified(&self, at: SystemTime) -> io::Result<()> {
        File::set_modified(self, at)
    }
    fn sync(&self) -> io::Result<()> {
        self.sync_all()
    }
}

pub trait FileSystem: Debug + Send + Sync + 'static {
    /// None when nothing is there.
    fn look(&self, path: &Path) -> io::Result<Option<Found>>;
    /// The names in a folder; none when it isn't there.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>>;
    /// A file that wasn't there.
    fn create(&self, path: &Path) -> io::Result<Box<dyn WriteFile>>;
    /// A file that is written in place; `create` makes it, and it must not be there.
    fn disk(&self, path: &Path, create: bool) -> io::Result<Arc<dyn Disk>>;
    /// With those it lies in; fine when it is there.
    fn create_folder(&self, folder: &Path) -> io::Result<()>;
    /// A folder under a second path; `to` is relative to where the link lies.
    fn link_folder(&self, link: &Path, to: &Path) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// With everything in it; fine when it isn't there.
    fn remove_folder(&self, folder: &Path) -> io::Result<()>;
    /// Makes what was renamed, made and removed in a folder survive a power cut.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Gives a file the mode that another has.
    fn copy_mode(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// One process per data folder.
    fn lock(&self, folder: &Path) -> Result<FolderLock>;
}

impl dyn FileSystem + '_ {
    pub fn exists(&self, path: &Path) -> io::Result<bool> {
        self.look(path).map(|found| found.is_some())
    }

    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        self.open(path)?.read_to_end(&mut out)?;
        Ok(out)
    }

    /// Writes a whole file so that after a crash either the old or the new content is there.
    pub fn replace(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let temporary = path.with_file_name(name);
        if self.exists(&temporary)? {
            self.remove_file(&temporary)?;
        }
        let mut file = self.create(&temporary)?;
        file.write_all(content)?;
        file.sync()?;
        drop(file);
        if self.exists(path)? {
            self.copy_mode(path, &temporary)?;
        }
        self.rename(&temporary, path)?;
        self.sync_folder(folder_of(path))
    }
}

/// The folder that a path lies in.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

pub(super) const LOCK: &str = "lock";

fn take(file: &File, path: &Path) -> Result<()> {
    file.try_lock().map_err(|_| {
        let doing = fs::read_to_string(path).unwrap_or_default();
        Error::Unavailable(format!(
            "Another Atrium has {} open{doing}. Stop it first.",
            folder_of(path).display()
        ))
    })
}

/// A folder that is locked until this goes.
#[derive(Debug, Default)]
pub struct FolderLock(Option<File>);

impl FolderLock {
    /// Locks a folder that is only looked at: nothing is made where nobody has locked it before.
    pub fn to_look(folder: &Path) -> Result<FolderLock> {
        let path = folder.join(LOCK);
        let held = File::open(&path).ok();
        held.as_ref().map_or(Ok(()), |file| take(file, &path))?;
        Ok(FolderLock(held))
    }

    /// What is done with the folder, for whoever finds it locked. Nothing hangs on it.
    pub fn say(&self, doing: &str) {
        let Some(mut file) = self.0.as_ref() else {
            return;
        };
        let said = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(doing.as_bytes()));
        if let Err(error) = said {
            tracing::warn!(%error, "the lock doesn't say what is being done");
        }
    }
}

/// The machine's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsFileSystem;

impl OsFileSystem {
    pub fn shared() -> Arc<dyn FileSystem> {
        Arc::new(OsFileSystem)
    }
}

/// Root gives what it made to the owner of the folder; nobody else can, and needs to.
pub fn give_to_owner(made: &File, path: &Path) -> io::Result<()> {
    let owner = fs::metadata(folder_of(path))?;
    if made.metadata()?.uid() == owner.uid() {
        return Ok(());
    }
    match fchown(made, Some(owner.uid()), Some(owner.gid())) {
        Err(e) if e.kind() != io::ErrorKind::PermissionDenied => Err(e),
        _ => Ok(()),
    }
}

/// Nothing there is no error.
fn unless_missing<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

impl FileSystem for OsFileSystem {
    fn look(&self, path: &Path) -> io::Result<Option<Found>> {
        let Some(held) = unless_missing(fs::metadata(path))? else {
            return Ok(None);
        };
        Ok(Some(Found {
            is_folder: held.is_dir(),
            len: held.len(),
            modified: held.modified()?,
        }))
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let Some(files) = unless_missing(fs::read_dir(folder))? else {
            return Ok(Vec::new());
        };
        files
            .map(|file| Ok(file?.file_name().to_string_lossy().into_owned()))
            .collect()
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>> {
        Ok(Box::new(File::open(path)?))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        give_to_owner(&file, path)?;
        Ok(Box::new(file))
    }

    fn disk(&self, path: &Path, create: bool) -> io::Result<Arc<dyn Disk>> {
        Ok(Arc::new(FileDisk::open(path, create)?))
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        self.create_folder(folder_of(folder))?;
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
            made => made.and_then(|()| give_to_owner(&File::open(folder)?, folder)),
        }
    }

    fn link_folder(&self, link: &Path, to: &Path) -> io::Result<()> {
        std::os::unix::fs::symlink(to, link)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        unless_missing(fs::remove_dir_all(folder)).map(drop)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    fn copy_mode(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::set_permissions(to, fs::metadata(from)?.permissions())
    }

    fn lock(&self, folder: &Path) -> Result<FolderLock> {
        let path = folder.join(LOCK);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            // Whoever owns the folder must not have root write elsewhere.
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(&path)?;
        give_to_owner(&file, &path)?;
        take(&file, &path)?;
        Ok(FolderLock(Some(file)))
    }
}

/// The same as `replace`, on the machine's own files.
pub fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let files: &dyn FileSystem = &OsFileSystem;
    files.replace(path, content)
}

/// Whether the disk said no to what was written, or something else went wrong: a full disk is told in other words.
pub(super) enum Failed {
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
