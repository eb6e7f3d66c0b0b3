//! Files: encrypted with age, named by a keyed hash of what they hold, written once and never changed.
//! A file is complete on disk before any record names it, and is verified before its last byte is handed out.

use std::{
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use age::x25519;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::{
    filesystem::{Failed, FileSystem, Found, ReadFile},
    keys::{KeyRing, random},
    swap::shelves,
};
use crate::base::{Error, Moment, Result};

/// A file in the vault, as records name it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    pub name: String,
    pub size: u64,
}

pub struct Vault {
    disk: Arc<dyn FileSystem>,
    folder: PathBuf,
    identity: x25519::Identity,
    names: [u8; 32],
    /// Held while a file takes its place or is taken away.
    moving: Mutex<()>,
}

impl Vault {
    pub fn open(disk: &Arc<dyn FileSystem>, folder: &Path, keys: &KeyRing) -> Result<Vault> {
        disk.create_folder(folder)?;
        let vault = Vault::untouched(disk, folder, keys)?;
        vault.sweep_temporary()?;
        Ok(vault)
    }

    /// The same for whoever only looks: nothing is made and nothing swept.
    pub fn untouched(disk: &Arc<dyn FileSystem>, folder: &Path, keys: &KeyRing) -> Result<Vault> {
        Ok(Vault {
            disk: disk.clone(),
            folder: folder.to_owned(),
            identity: keys.vault()?,
            names: keys.file_names(),
            moving: Mutex::default(),
        })
    }

    /// Uploads that a crash cut off leave a temporary file; nothing names them.
    fn sweep_temporary(&self) -> Result<()> {
        for name in self.disk.names(&self.folder)? {
            if name.ends_with(".new") {
                self.disk.remove_file(&self.folder.join(name))?;
            }
        }
        Ok(())
    }

    fn path(&self, name: &str) -> Result<PathBuf> {
        if name.len() != 64 || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::NotFound);
        }
        Ok(self.folder.join(&name[..2]).join(&name[2..]))
    }

    /// Takes a stream in. It is on disk, under its final name, when this returns.
    pub fn keep(&self, from: impl Read, most: u64) -> Result<FileRef> {
        self.keep_new(from, most).map(|(file, _)| file)
    }

    /// The same, and whether it wasn't there before.
    pub(super) fn keep_new(&self, mut from: impl Read, most: u64) -> Result<(FileRef, bool)> {
        let mut tag = [0u8; 8];
        random(&mut tag);
        let temporary = self.folder.join(format!("{}.new", HEXLOWER.encode(&tag)));
        let kept = self.write_temporary(&mut from, most, &temporary);
        if kept.is_err() {
            // What could not be taken in whole leaves nothing behind.
            let _ = self.disk.remove_file(&temporary);
        }
        kept.map_err(|failed| match failed {
            Failed::Disk(error) => not_kept(&error),
            Failed::Other(error) => error,
        })
    }

    fn write_temporary(
        &self,
        from: &mut impl Read,
        most: u64,
        temporary: &Path,
    ) -> Result<(FileRef, bool), Failed> {
        let file = self.disk.create(temporary)?;
        let recipient = self.identity.to_public();
        let encryptor =
            age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
                .map_err(Error::internal)?;
        let mut writer = encryptor.wrap_output(io::BufWriter::with_capacity(1 << 17, file))?;
        let mut hasher = blake3::Hasher::new_keyed(&self.names);
        let mut chunk = vec![0u8; 1 << 16];
        let mut size = 0u64;
        loop {
            let got = from.read(&mut chunk).map_err(Error::from)?;
            if got == 0 {
                break;
            }
            size += got as u64;
            if size > most {
                return Err(Error::field(
                    "file",
                    format!(
                        "This file is larger than {} MB, the most that can be kept.",
                        most >> 20
                    ),
                )
                .into());
            }
            hasher.update(&chunk[..got]);
            writer.write_all(&chunk[..got])?;
        }
        let file = writer
            .finish()?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        // How long it is kept is reckoned by this clock; a disk elsewhere has one of its own.
        file.set_modified(SystemTime::now())?;
        file.sync()?;
        let name = hasher.finalize().to_hex().to_string();
        let path = self.path(&name)?;
        let folder = path.parent().unwrap_or(&self.folder);
        self.disk.create_folder(folder)?;
        let moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let new = !self.disk.exists(&path)?;
        self.disk.rename(temporary, &path)?;
        drop(moving);
        self.disk.sync_folder(folder)?;
        self.disk.sync_folder(&self.folder)?;
        Ok((FileRef { name, size }, new))
    }

    /// Takes every file into another vault, whose key is another and whose names are the same; how many there were.
    pub(super) fn copy_to(&self, other: &Vault) -> Result<usize> {
        let names = self.names()?;
        for name in &names {
            let file = FileRef {
                name: name.clone(),
                size: 0,
            };
            let kept = other.keep(self.reader(&file)?, u64::MAX)?;
            if kept.name != *name {
                return Err(damaged(name, "its content is not what its name says"));
            }
        }
        Ok(names.len())
    }

    fn reader(&self, file: &FileRef) -> Result<age::stream::StreamReader<Opened>> {
        let path = self.path(&file.name)?;
        let source = self
            .disk
            .open(&path)
            .map_err(|_| damaged(&file.name, "it is missing"))?;
        decrypt(BufReader::with_capacity(1 << 17, source), &self.identity)
            .map_err(|_| damaged(&file.name, "its head is not readable"))
    }

    /// A reader that fails, before its last byte, when the content is not what the name says.
    pub fn read(&self, file: &FileRef) -> Result<Verified<impl Read + use<>>> {
        let mut verified = Verified {
            inner: self.reader(file)?,
            hasher: blake3::Hasher::new_keyed(&self.names),
            left: file.size,
            name: file.name.clone(),
            spoiled: false,
        };
        if file.size == 0 {
            verified
                .check_end()
                .map_err(|e| damaged(&file.name, &e.to_string()))?;
        }
        Ok(verified)
    }

    /// A part of a file, for previews and video. Each 64 KiB piece is authenticated; the whole is not.
    pub fn read_range(&self, file: &FileRef, from: u64, len: u64) -> Result<Vec<u8>> {
        let len = len.min(file.size.saturating_sub(from));
        if len == 0 {
            return Ok(Vec::new());
        }
        let mut out = vec![0; len as usize];
        self.read_part(file, from, len)?
            .read_exact(&mut out)
            .map_err(|e| damaged(&file.name, &e.to_string()))?;
        Ok(out)
    }

    /// The same bit by bit; there are so many bytes from there on.
    pub(super) fn read_part(
        &self,
        file: &FileRef,
        from: u64,
        len: u64,
    ) -> Result<impl Read + Send + use<>> {
        let mut reader = self.reader(file)?;
        reader
            .seek(SeekFrom::Start(from))
            .map_err(|e| damaged(&file.name, &e.to_string()))?;
        Ok(reader.take(len))
    }

    /// Reads a file whole and says what is wrong with it, if anything.
    pub fn verify(&self, file: &FileRef) -> Result<()> {
        io::copy(&mut self.read(file)?, &mut io::sink())
            .map(drop)
            .map_err(|e| damaged(&file.name, &e.to_string()))
    }

    /// Verifies a file by its name alone, from any reader: what snapshots do.
    pub(super) fn verify_stream(&self, name: &str, from: impl Read) -> Result<u64> {
        let mut reader =
            decrypt(from, &self.identity).map_err(|_| damaged(name, "its head is not readable"))?;
        let mut hasher = blake3::Hasher::new_keyed(&self.names);
        let size = io::copy(&mut reader, &mut hasher).map_err(|e| damaged(name, &e.to_string()))?;
        if hasher.finalize().to_hex().as_str() == name {
            Ok(size)
        } else {
            Err(damaged(name, "its content is not what its name says"))
        }
    }

    /// Names of all files, in order.
    pub fn names(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for shelf in shelves(&*self.disk, &self.folder)? {
            for rest in self.disk.names(&self.folder.join(&shelf))? {
                names.push(format!("{shelf}{rest}"));
            }
        }
        names.sort();
        Ok(names)
    }

    /// Each file with the moment it was kept and the bytes it takes.
    pub(in crate::data) fn kept(&self) -> Result<Vec<(String, Moment, u64)>> {
        let mut out = Vec::new();
        for name in self.names()? {
            if let Ok(Some(held)) = self.disk.look(&self.path(&name)?) {
                out.push((name, kept_at(&held), held.len));
            }
        }
        Ok(out)
    }

    pub(in crate::data) fn has(&self, name: &str) -> bool {
        self.path(name)
            .is_ok_and(|path| self.disk.exists(&path).unwrap_or_default())
    }

    /// The name that content goes by.
    pub(in crate::data) fn name_of(&self, content: &[u8]) -> String {
        blake3::keyed_hash(&self.names, content)
            .to_hex()
            .to_string()
    }

    /// Reads a file whole; its size, or None when it is gone.
    pub(in crate::data) fn verify_named(&self, name: &str) -> Result<Option<u64>> {
        match self.disk.open(&self.path(name)?) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(damaged(name, &e.to_string())),
            Ok(file) => self
                .verify_stream(name, BufReader::with_capacity(1 << 17, file))
                .map(Some),
        }
    }

    /// Removes a file unless it was brought in again since it was looked at.
    pub(in crate::data) fn forget_kept_at(&self, name: &str, at: Moment) -> Result<bool> {
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        match self.disk.look(&self.path(name)?) {
            Ok(Some(held)) if kept_at(&held) == at => self.forget(name).map(|()| true),
            _ => Ok(false),
        }
    }

    pub(super) fn raw(&self, name: &str) -> io::Result<Box<dyn ReadFile>> {
        self.disk.open(&self.path(name).map_err(io::Error::other)?)
    }

    /// Removes a file that no record names any more.
    pub fn forget(&self, name: &str) -> Result<()> {
        match self.disk.remove_file(&self.path(name)?) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e.into()),
            _ => Ok(()),
        }
    }
}

fn kept_at(held: &Found) -> Moment {
    let since = held.modified.duration_since(UNIX_EPOCH).ok();
    Moment(since.map_or(0, |since| since.as_millis() as i64))
}

/// A file of the vault as it lies there.
type Opened = BufReader<Box<dyn ReadFile>>;

/// Nobody who uploads can do anything about the server's disk, and nothing of ours is broken.
fn not_kept(error: &io::Error) -> Error {
    use io::ErrorKind as Kind;
    tracing::error!(%error, "a file could not be kept");
    Error::Unavailable(
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
                "The file could not be kept: the server's disk is full. Nothing was changed. Tell IT, and upload it again when there is room."
            }
            _ => {
                "The file could not be kept: the server's disk refused to write. Nothing was changed. Try again in a minute, or tell IT."
            }
        }
        .into(),
    )
}

fn decrypt<R: Read>(from: R, identity: &x25519::Identity) -> Result<age::stream::StreamReader<R>> {
    age::Decryptor::new(from)
        .map_err(Error::internal)?
        .decrypt(std::iter::once(identity as &dyn age::Identity))
        .map_err(Error::internal)
}

fn damaged(name: &str, how: &str) -> Error {
    Error::internal(format!("The file {name} in the vault is damaged: {how}."))
}

pub struct Verified<R> {
    inner: R,
    hasher: blake3::Hasher,
    left: u64,
    name: String,
    /// After an error comes no end that could be taken for the whole.
    spoiled: bool,
}

impl<R: Read> Verified<R> {
    fn fail(&self, how: &str) -> io::Error {
        io::Error::other(damaged(&self.name, how).to_string())
    }

    fn check_end(&mut self) -> io::Result<()> {
        let more = self.inner.read(&mut [0u8; 1])?;
        if more != 0 || self.hasher.finalize().to_hex().as_str() != self.name {
            return Err(self.fail("its content is not what its name says"));
        }
        Ok(())
    }

    fn next(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(out)?;
        if got == 0 {
            return Err(self.fail("it is cut short"));
        }
        self.hasher.update(&out[..got]);
        self.left -= got as u64;
        if self.left == 0 {
            self.check_end()?;
        }
        Ok(got)
    }
}

impl<R: Read> Read for Verified<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.spoiled {
            return Err(self.fail("it was found damaged before"));
        }
        if self.left == 0 || out.is_empty() {
            return Ok(0);
        }
        let want = out
            .len()
            .min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let got = self.next(&mut out[..want]);
        self.spoiled = got.is_err();
        got
    }
}
