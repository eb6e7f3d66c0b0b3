//! The machine's own files, on a disk that is full or broken for as long as a test says.

use std::{
    io::{self, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::SystemTime,
};

use atrium::{
    base::Result,
    data::{Disk, FileSystem, FolderLock, Found, OsFileSystem, ReadFile, WriteFile},
};

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum How {
    Well,
    /// What is written to a file of its own fails.
    Full,
    /// The next write to the database fails, and none after it.
    Once,
    /// Nothing can be read or written.
    Broken,
}

#[derive(Debug, Clone, Default)]
pub struct FailingFiles(Arc<AtomicU8>);

impl FailingFiles {
    pub fn fail(&self, how: How) {
        self.0.store(how as u8, Ordering::Release);
    }

    fn reads(&self) -> io::Result<()> {
        match self.0.load(Ordering::Acquire) == How::Broken as u8 {
            true => Err(io::Error::from_raw_os_error(5)),
            false => Ok(()),
        }
    }

    fn writes(&self) -> io::Result<()> {
        self.reads()?;
        match self.0.load(Ordering::Acquire) == How::Full as u8 {
            true => Err(io::ErrorKind::StorageFull.into()),
            false => Ok(()),
        }
    }

    fn writes_in_place(&self) -> io::Result<()> {
        self.reads()?;
        let (once, well) = (How::Once as u8, How::Well as u8);
        let order = Ordering::AcqRel;
        match self
            .0
            .compare_exchange(once, well, order, Ordering::Acquire)
        {
            Ok(_) => Err(io::ErrorKind::StorageFull.into()),
            Err(_) => Ok(()),
        }
    }
}

#[derive(Debug)]
struct On<T>(T, FailingFiles);

impl Disk for On<Arc<dyn Disk>> {
    fn len(&self) -> io::Result<u64> {
        self.1.reads()?;
        self.0.len()
    }
    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.1.reads()?;
        self.0.read_at(offset, out)
    }
    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.1.writes_in_place()?;
        self.0.write_at(offset, data)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.1.reads()?;
        self.0.set_len(len)
    }
    fn sync(&self) -> io::Result<()> {
        self.1.reads()?;
        self.0.sync()
    }
}

impl Write for On<Box<dyn WriteFile>> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.1.writes()?;
        self.0.write(data)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl WriteFile for On<Box<dyn WriteFile>> {
    fn set_modified(&self, at: SystemTime) -> io::Result<()> {
        self.0.set_modified(at)
    }
    fn sync(&self) -> io::Result<()> {
        self.1.reads()?;
        self.0.sync()
    }
}

impl FileSystem for FailingFiles {
    fn look(&self, path: &Path) -> io::Result<Option<Found>> {
        OsFileSystem.look(path)
    }
    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        OsFileSystem.names(folder)
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn ReadFile>> {
        self.reads()?;
        OsFileSystem.open(path)
    }
    fn create(&self, path: &Path) -> io::Result<Box<dyn WriteFile>> {
        let file = OsFileSystem.create(path)?;
        Ok(Box::new(On(file, self.clone())))
    }
    fn disk(&self, path: &Path, create: bool) -> io::Result<Arc<dyn Disk>> {
        let disk = OsFileSystem.disk(path, create)?;
        Ok(Arc::new(On(disk, self.clone())))
    }
    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        OsFileSystem.create_folder(folder)
    }
    fn link_folder(&self, link: &Path, to: &Path) -> io::Result<()> {
        OsFileSystem.link_folder(link, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        OsFileSystem.rename(from, to)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        OsFileSystem.remove_file(path)
    }
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        OsFileSystem.remove_folder(folder)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        OsFileSystem.sync_folder(folder)
    }
    fn copy_mode(&self, from: &Path, to: &Path) -> io::Result<()> {
        OsFileSystem.copy_mode(from, to)
    }
    fn lock(&self, folder: &Path) -> Result<FolderLock> {
        OsFileSystem.lock(folder)
    }
}
