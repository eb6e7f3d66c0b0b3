//! The chunked transfer coding, taken apart.

use std::io;

use super::wire::{MAX_HEAD, malformed};

/// A decoder of the chunked transfer coding that takes bytes as they come.
#[derive(Debug, Default)]
pub(super) struct Chunked {
    state: Chunk,
    line: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Chunk {
    #[default]
    Size,
    Data(u64),
    /// The line break after a chunk's data.
    After,
    Trailer,
    Done,
}

impl Chunked {
    pub(super) fn done(&self) -> bool {
        self.state == Chunk::Done
    }

    /// Decode as much of `input` as there is; says how much was used.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> io::Result<usize> {
        let mut at = 0;
        while at < input.len() && !self.done() {
            if let Chunk::Data(left) = self.state {
                let here = input.len() - at;
                let take = usize::try_from(left).map_or(here, |left| left.min(here));
                out.extend_from_slice(&input[at..at + take]);
                at += take;
                let left = left - take as u64;
                self.state = if left == 0 {
                    Chunk::After
                } else {
                    Chunk::Data(left)
                };
                continue;
            }
            let byte = input[at];
            at += 1;
            if byte != b'\n' {
                self.line.push(byte);
                if self.line.len() > MAX_HEAD {
                    return Err(malformed("a chunk's line is too long"));
                }
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let Some(line) = line.strip_suffix(b"\r") else {
                return Err(malformed("a bare line feed between chunks"));
            };
            self.state = match self.state {
                Chunk::Size => match chunk_size(line)? {
                    0 => Chunk::Trailer,
                    size => Chunk::Data(size),
                },
                Chunk::After if line.is_empty() => Chunk::Size,
                Chunk::After => return Err(malformed("a chunk is longer than it says")),
                _ if line.is_empty() => Chunk::Done,
                other => other,
            };
        }
        Ok(at)
    }
}

fn chunk_size(line: &[u8]) -> io::Result<u64> {
    let digits = line.split(|b| *b == b';').next().unwrap_or_default();
    std::str::from_utf8(digits)
        .ok()
        .map(str::trim)
        .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .ok_or_else(|| malformed("the size of a chunk"))
}
