//! One file of the index as it lies on the disk: chunks of 16 KiB, each sealed under a key that is the file's own. A chunk
//! opens only in its file, under the file's name, and at its place; and the last one says that it is the last, so a file
//! that was cut, lengthened or exchanged for another is found out.
//!
//! ```text
//!  magic (8) · salt (32) · { chunk · tag (16) } ...
//!  key = BLAKE3 keyed (salt · name)      nonce = last? (1) · 0 (3) · number (8)
//! ```

use std::{io, sync::Arc};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::super::{disk::Disk, keys};

const MAGIC: &[u8; 8] = b"ATSEARC1";
const SALT: usize = 32;
const HEAD: usize = MAGIC.len() + SALT;
const TAG: usize = 16;
pub const CHUNK: usize = 16 << 10;
const SEALED: usize = CHUNK + TAG;

/// What all files of the index are sealed under.
pub type Key = Zeroizing<[u8; 32]>;

/// What is wrong with a file that was changed by somebody else than Atrium.
fn damaged(name: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("{name} of the search index is damaged"),
    )
}

struct FileKey(LessSafeKey);

impl FileKey {
    fn of(key: &Key, name: &str, salt: &[u8]) -> io::Result<FileKey> {
        let mut hasher = blake3::Hasher::new_keyed(key);
        hasher.update(salt);
        hasher.update(name.as_bytes());
        let derived = Zeroizing::new(*hasher.finalize().as_bytes());
        UnboundKey::new(&AES_256_GCM, &*derived)
            .map(|key| FileKey(LessSafeKey::new(key)))
            .map_err(|_| io::Error::other("AES-256-GCM can't be used"))
    }

    fn nonce(number: u64, last: bool) -> Nonce {
        let mut nonce = [0; 12];
        nonce[0] = u8::from(last);
        nonce[4..].copy_from_slice(&number.to_be_bytes());
        Nonce::assume_unique_for_key(nonce)
    }

    /// Puts the tag behind what was plain.
    fn seal(&self, number: u64, last: bool, chunk: &mut Vec<u8>) -> io::Result<()> {
        self.0
            .seal_in_place_append_tag(FileKey::nonce(number, last), Aad::empty(), chunk)
            .map_err(|_| io::Error::other("a chunk can't be sealed"))
    }

    fn open(&self, number: u64, last: bool, chunk: &mut Vec<u8>) -> Option<()> {
        let plain = self
            .0
            .open_in_place(FileKey::nonce(number, last), Aad::empty(), chunk)
            .ok()?
            .len();
        chunk.truncate(plain);
        Some(())
    }
}

/// A file that is read. Its length was proved when it was opened.
pub struct Sealed {
    disk: Arc<dyn Disk>,
    key: FileKey,
    name: String,
    chunks: u64,
    len: usize,
}

impl Sealed {
    /// # Errors
    /// `InvalidData` where it isn't what was written under this name, or ends elsewhere.
    pub fn open(disk: Arc<dyn Disk>, key: &Key, name: &str) -> io::Result<Sealed> {
        let size = usize::try_from(disk.len()?).map_err(|_| damaged(name))?;
        let body = size.checked_sub(HEAD).ok_or_else(|| damaged(name))?;
        let chunks = body.div_ceil(SEALED);
        let end = (body + SEALED).checked_sub(chunks * SEALED);
        let last = end.and_then(|end| end.checked_sub(TAG));
        let (Some(last), true) = (last, chunks > 0) else {
            return Err(damaged(name));
        };
        let mut head = [0; HEAD];
        disk.read_at(0, &mut head)?;
        let salt = head.strip_prefix(MAGIC).ok_or_else(|| damaged(name))?;
        let file = Sealed {
            key: FileKey::of(key, name, salt)?,
            disk,
            name: name.to_owned(),
            chunks: chunks as u64,
            len: (chunks - 1) * CHUNK + last,
        };
        file.chunk(file.chunks - 1)?;
        Ok(file)
    }

    /// Bytes of it that are plain.
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn chunk(&self, number: u64) -> io::Result<Vec<u8>> {
        let last = number + 1 == self.chunks;
        let plain = match last {
            true => self.len - (self.chunks as usize - 1) * CHUNK,
            false => CHUNK,
        };
        let mut chunk = vec![0; plain + TAG];
        self.disk
            .read_at(HEAD as u64 + number * SEALED as u64, &mut chunk)?;
        self.key
            .open(number, last, &mut chunk)
            .ok_or_else(|| damaged(&self.name))?;
        Ok(chunk)
    }

    pub fn whole(&self) -> io::Result<Vec<u8>> {
        let mut whole = Vec::with_capacity(self.len);
        for number in 0..self.chunks {
            whole.extend(self.chunk(number)?);
        }
        Ok(whole)
    }
}

/// A file that is written from its beginning to its end. It is whole once `end` was called, and not before.
pub struct Sealing {
    disk: Arc<dyn Disk>,
    key: FileKey,
    buffer: Vec<u8>,
    chunks: u64,
}

impl Sealing {
    /// On an empty disk; whoever opens it has to know its name.
    pub fn begin(disk: Arc<dyn Disk>, key: &Key, name: &str) -> io::Result<Sealing> {
        let mut salt = [0; SALT];
        keys::random(&mut salt);
        disk.write_at(0, &[&MAGIC[..], &salt].concat())?;
        Ok(Sealing {
            key: FileKey::of(key, name, &salt)?,
            disk,
            buffer: Vec::with_capacity(SEALED),
            chunks: 0,
        })
    }

    fn put(&mut self, last: bool) -> io::Result<()> {
        self.key.seal(self.chunks, last, &mut self.buffer)?;
        let at = HEAD as u64 + self.chunks * SEALED as u64;
        self.disk.write_at(at, &self.buffer)?;
        self.buffer.clear();
        self.chunks += 1;
        Ok(())
    }

    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            // A full one is held back: it may be the last.
            if self.buffer.len() == CHUNK {
                self.put(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    pub fn end(&mut self) -> io::Result<()> {
        self.put(true)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Debug, Default)]
    struct Memory(Mutex<Vec<u8>>);

    impl Disk for Memory {
        fn len(&self) -> io::Result<u64> {
            Ok(self.0.lock().unwrap().len() as u64)
        }
        fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
            let held = self.0.lock().unwrap();
            let range = offset as usize..offset as usize + out.len();
            let from = held.get(range).ok_or(io::ErrorKind::UnexpectedEof)?;
            out.copy_from_slice(from);
            Ok(())
        }
        fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
            let mut held = self.0.lock().unwrap();
            let end = offset as usize + data.len();
            let len = held.len().max(end);
            held.resize(len, 0);
            held[offset as usize..end].copy_from_slice(data);
            Ok(())
        }
        fn set_len(&self, len: u64) -> io::Result<()> {
            self.0.lock().unwrap().resize(len as usize, 0);
            Ok(())
        }
        fn sync(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn key() -> Key {
        Zeroizing::new([7; 32])
    }

    fn sealed(content: &[u8], name: &str) -> Arc<Memory> {
        let disk = Arc::new(Memory::default());
        let mut file = Sealing::begin(disk.clone(), &key(), name).unwrap();
        for piece in content.chunks(1000) {
            file.write(piece).unwrap();
        }
        file.end().unwrap();
        disk
    }

    fn read(disk: &Arc<Memory>, name: &str) -> io::Result<Vec<u8>> {
        Sealed::open(disk.clone(), &key(), name)?.whole()
    }

    #[test]
    fn what_was_written_is_read_whatever_its_length() {
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5] {
            let content: Vec<u8> = (0..len).map(|n| (n % 251) as u8).collect();
            let disk = sealed(&content, "a.idx");
            assert_eq!(read(&disk, "a.idx").unwrap(), content, "{len}");
            let file = Sealed::open(disk.clone(), &key(), "a.idx").unwrap();
            assert_eq!(file.len(), len);
            let held = disk.0.lock().unwrap();
            assert!(len < 16 || !held.windows(16).any(|seen| seen == &content[..16]));
        }
    }

    #[test]
    fn whatever_was_changed_is_found_out() {
        let content = vec![9; 2 * CHUNK + 100];
        let disk = sealed(&content, "a.idx");
        let whole = disk.0.lock().unwrap().clone();
        let with = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = whole.clone();
            change(&mut bytes);
            read(&Arc::new(Memory(Mutex::new(bytes))), "a.idx")
        };
        assert!(with(&|_| {}).is_ok());
        for at in [
            0,
            10,
            HEAD,
            HEAD + CHUNK,
            HEAD + SEALED + 3,
            whole.len() - 1,
        ] {
            assert!(with(&|bytes| bytes[at] ^= 1).is_err(), "{at}");
        }
        for len in [0, HEAD, HEAD + SEALED, HEAD + 2 * SEALED, whole.len() - 1] {
            assert!(with(&|bytes| bytes.truncate(len)).is_err(), "cut at {len}");
        }
        assert!(with(&|bytes| bytes.push(0)).is_err());
        // Two chunks in each other's place.
        let swapped = with(&|bytes| {
            let (a, b) = bytes[HEAD..HEAD + 2 * SEALED].split_at_mut(SEALED);
            a.swap_with_slice(b);
        });
        assert!(swapped.is_err());
        // The whole of it under another name.
        assert!(read(&disk, "b.idx").is_err());
    }
}
