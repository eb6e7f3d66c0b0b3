//! The frames of a snapshot, `[tag][length][bytes]`, and the hash over all of them.

use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver},
};

use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use serde::{Deserialize, Serialize};

use super::not_a_snapshot;
use crate::base::{Error, Result};

pub(super) struct FrameWriter<W: Write> {
    pub(super) out: age::stream::StreamWriter<W>,
    pub(super) hasher: blake3::Hasher,
}

impl<W: Write> FrameWriter<W> {
    pub(super) fn frame(&mut self, tag: u8, bytes: &[u8]) -> io::Result<()> {
        let mut head = [tag, 0, 0, 0, 0];
        head[1..].copy_from_slice(&(bytes.len() as u32).to_be_bytes());
        self.hasher.update(&head);
        self.hasher.update(bytes);
        self.out.write_all(&head)?;
        self.out.write_all(bytes)?;
        Ok(())
    }

    pub(super) fn compressed(&mut self, tag: u8, bytes: &[u8]) -> io::Result<()> {
        let mut block = ZlibEncoder::new(Vec::new(), Compression::fast());
        block.write_all(bytes)?;
        self.frame(tag, &block.finish()?)
    }

    pub(super) fn json(&mut self, tag: u8, value: &impl Serialize) -> io::Result<()> {
        let bytes = serde_json::to_vec(value)?;
        self.frame(tag, &bytes)
    }
}

/// Reads and decrypts in a thread of its own, a little ahead of whoever puts it into the database.
pub(super) struct Ahead {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    read: usize,
}

impl Ahead {
    pub(super) fn of(mut input: impl Read + Send + 'static) -> io::Result<Ahead> {
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

/// Bytes of a frame, at most.
const LONGEST: u64 = 1 << 28;

struct Frame {
    tag: u8,
    bytes: Vec<u8>,
    hash_before: blake3::Hash,
}

pub(super) struct FrameReader<R> {
    input: R,
    hasher: blake3::Hasher,
    next: Option<Frame>,
    pub(super) path: PathBuf,
}

impl<R: Read> FrameReader<R> {
    pub(super) fn new(input: R, path: &Path) -> FrameReader<R> {
        FrameReader {
            input,
            hasher: blake3::Hasher::new(),
            next: None,
            path: path.to_owned(),
        }
    }

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
        if len as u64 > LONGEST {
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

    pub(super) fn take_if(&mut self, tag: u8) -> Result<Option<Vec<u8>>> {
        self.fill()?;
        Ok(self
            .next
            .take_if(|frame| frame.tag == tag)
            .map(|frame| frame.bytes))
    }

    /// Whether no frame of content is left: what comes next is the end, or nothing that belongs here.
    pub(super) fn ends(&mut self) -> Result<bool> {
        self.fill()?;
        let content = |frame: &Frame| b"TRZFD".contains(&frame.tag);
        Ok(!self.next.as_ref().is_some_and(content))
    }

    /// A block of rows, compressed (Z) or as older files have it (R).
    pub(super) fn take_rows(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(block) = self.take_if(b'Z')? else {
            return self.take_if(b'R');
        };
        let mut rows = Vec::new();
        let mut inflated = ZlibDecoder::new(&block[..]).take(LONGEST + 1);
        inflated
            .read_to_end(&mut rows)
            .map_err(|e| self.spoiled(e))?;
        match rows.len() as u64 > LONGEST {
            true => Err(self.spoiled("a block is too long")),
            false => Ok(Some(rows)),
        }
    }

    pub(super) fn expect(&mut self, tag: u8) -> Result<Vec<u8>> {
        self.take_if(tag)?
            .ok_or_else(|| self.spoiled("a part is missing"))
    }

    pub(super) fn expect_json<T: for<'de> Deserialize<'de>>(&mut self, tag: u8) -> Result<T> {
        let bytes = self.expect(tag)?;
        serde_json::from_slice(&bytes).map_err(|e| self.spoiled(e))
    }

    pub(super) fn peeked_hash(&mut self) -> Result<String> {
        self.fill()?;
        Ok(self
            .next
            .as_ref()
            .map(|frame| frame.hash_before.to_hex().to_string())
            .unwrap_or_default())
    }

    pub(super) fn expect_end(&mut self) -> Result<()> {
        match self.input.read(&mut [0u8; 1]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(self.spoiled("something follows its end")),
            Err(e) => Err(self.spoiled(e)),
        }
    }
}
