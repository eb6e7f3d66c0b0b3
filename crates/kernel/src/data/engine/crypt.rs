//! AES-256-XTS (IEEE 1619) under redb: each 4 KiB sector has its own tweak, each 16-byte block stands alone,
//! so a torn write tears the plaintext exactly where it tore the file, and redb's crash safety holds unchanged.
//!
//! Invariants: a block of zero bytes on disk reads as zeros (a file that grew reads as redb expects).
//! XTS hides content; it does not detect changes. The journal's hash chain and checkpoints do that.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use aes::{
    Aes256, Block,
    cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use redb::StorageBackend;

use super::{disk::Disk, runs::Runs};

const SECTOR: u64 = 4096;
const BLOCK: u64 = 16;

pub struct Xts {
    data: Aes256,
    tweak: Aes256,
}

impl Xts {
    pub fn new(key: &[u8; 64]) -> Xts {
        let half = |range: std::ops::Range<usize>| {
            let mut bytes = [0u8; 32];
            bytes.copy_from_slice(&key[range]);
            Aes256::new(&bytes.into())
        };
        Xts {
            data: half(0..32),
            tweak: half(32..64),
        }
    }

    /// `offset` and the length are multiples of 16.
    pub fn encrypt(&self, offset: u64, bytes: &mut [u8]) {
        self.apply(offset, bytes, |cipher, blocks| {
            cipher.encrypt_blocks(blocks)
        });
    }

    pub fn decrypt(&self, offset: u64, bytes: &mut [u8]) {
        self.apply(offset, bytes, |cipher, blocks| {
            cipher.decrypt_blocks(blocks)
        });
    }

    fn apply(&self, offset: u64, bytes: &mut [u8], turn: impl Fn(&Aes256, &mut [Block])) {
        debug_assert!(offset.is_multiple_of(BLOCK) && (bytes.len() as u64).is_multiple_of(BLOCK));
        let mut at = offset;
        let mut rest = bytes;
        let mut blocks = [Block::default(); (SECTOR / BLOCK) as usize];
        let mut tweaks = [0u128; (SECTOR / BLOCK) as usize];
        while !rest.is_empty() {
            let inside = at % SECTOR;
            let take = ((SECTOR - inside) as usize).min(rest.len());
            let (part, tail) = rest.split_at_mut(take);
            let mut tweak = self.sector_tweak(at / SECTOR);
            for _ in 0..inside / BLOCK {
                tweak = times_alpha(tweak);
            }
            let count = take / BLOCK as usize;
            for (n, chunk) in part.as_chunks::<16>().0.iter().enumerate() {
                tweaks[n] = tweak;
                blocks[n] = (u128::from_le_bytes(*chunk) ^ tweak).to_le_bytes().into();
                tweak = times_alpha(tweak);
            }
            turn(&self.data, &mut blocks[..count]);
            for (n, chunk) in part.as_chunks_mut::<16>().0.iter_mut().enumerate() {
                *chunk = (u128::from_le_bytes(blocks[n].into()) ^ tweaks[n]).to_le_bytes();
            }
            at += take as u64;
            rest = tail;
        }
    }

    fn sector_tweak(&self, sector: u64) -> u128 {
        let mut block: Block = u128::from(sector).to_le_bytes().into();
        self.tweak.encrypt_block(&mut block);
        u128::from_le_bytes(block.into())
    }
}

/// Multiplication by x in GF(2^128), little-endian as XTS has it.
fn times_alpha(tweak: u128) -> u128 {
    (tweak << 1) ^ (((tweak >> 127) & 1) * 0x87)
}

/// redb's backend over a disk, encrypted. After `cut` every call fails: a database that met an I/O error
/// may not write again behind the back of the one that replaces it.
pub struct Encrypted {
    disk: Runs,
    xts: Xts,
    fault_latch: Arc<FaultLatch>,
}

/// Between one opening of a database and its disk.
#[derive(Debug, Default)]
pub struct FaultLatch {
    tripped: AtomicBool,
    failed: AtomicBool,
}

impl FaultLatch {
    /// Nothing passes any more.
    pub fn trip(&self) {
        self.tripped.store(true, Ordering::Release);
    }

    /// Whether the disk refused anything: redb then refuses everything, reading too, until it is opened anew.
    pub fn failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }
}

impl std::fmt::Debug for Encrypted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Encrypted({:?})", self.disk)
    }
}

impl Encrypted {
    pub fn new(disk: Arc<dyn Disk>, key: &[u8; 64], fault_latch: Arc<FaultLatch>) -> Encrypted {
        Encrypted {
            disk: Runs::new(disk),
            xts: Xts::new(key),
            fault_latch,
        }
    }

    fn check(&self) -> io::Result<()> {
        if self.fault_latch.tripped.load(Ordering::Acquire) {
            Err(io::Error::other(
                "this database was closed after an I/O error",
            ))
        } else {
            Ok(())
        }
    }

    fn heard<T>(&self, answer: io::Result<T>) -> io::Result<T> {
        if answer.is_err() {
            self.fault_latch.failed.store(true, Ordering::Release);
        }
        answer
    }

    /// Widens a range to whole blocks.
    fn aligned(offset: u64, len: usize) -> (u64, usize) {
        let start = offset / BLOCK * BLOCK;
        let end = (offset + len as u64).next_multiple_of(BLOCK);
        (start, (end - start) as usize)
    }

    fn read_blocks(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.heard(self.disk.read_at(offset, out))?;
        leaving_holes(out, |out| self.xts.decrypt(offset, out));
        Ok(())
    }
}

/// Turns blocks into others, but for those that were never written: they stay as they are.
pub(super) fn leaving_holes(blocks: &mut [u8], turn: impl FnOnce(&mut [u8])) {
    let holes: Vec<usize> = blocks
        .as_chunks::<16>()
        .0
        .iter()
        .enumerate()
        .filter(|(_, block)| **block == [0; 16])
        .map(|(n, _)| n)
        .collect();
    turn(blocks);
    for n in holes {
        blocks[n * 16..n * 16 + 16].fill(0);
    }
}

impl StorageBackend for Encrypted {
    fn len(&self) -> io::Result<u64> {
        self.check()?;
        self.heard(self.disk.len())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.check()?;
        let (start, len) = Encrypted::aligned(offset, out.len());
        if start == offset && len == out.len() {
            return self.read_blocks(offset, out);
        }
        let mut whole = vec![0; len];
        self.read_blocks(start, &mut whole)?;
        let from = (offset - start) as usize;
        out.copy_from_slice(&whole[from..from + out.len()]);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check()?;
        self.heard(self.disk.set_len(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.check()?;
        self.heard(self.disk.sync())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.check()?;
        let (start, len) = Encrypted::aligned(offset, data.len());
        let mut whole = vec![0; len];
        if start != offset || len != data.len() {
            // redb writes whole pages and a 320-byte header; this path is for safety only.
            self.read_blocks(start, &mut whole)?;
        }
        let from = (offset - start) as usize;
        whole[from..from + data.len()].copy_from_slice(data);
        self.xts.encrypt(start, &mut whole);
        self.heard(self.disk.write_at(start, whole))
    }

    fn close(&self) -> io::Result<()> {
        // A database that was cut off may not write any more.
        match self.check() {
            Ok(()) => self.heard(self.disk.flush()),
            Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// IEEE 1619-2007, vector 10 (AES-256, data unit 0xff): the first two blocks.
    #[test]
    fn agrees_with_the_standard() {
        let key1 = "2718281828459045235360287471352662497757247093699959574966967627";
        let key2 = "3141592653589793238462643383279502884197169399375105820974944592";
        let mut key = [0u8; 64];
        for (n, byte) in key.iter_mut().enumerate() {
            let text = format!("{key1}{key2}");
            *byte = u8::from_str_radix(&text[n * 2..n * 2 + 2], 16).unwrap();
        }
        let mut data: Vec<u8> = (0..32u8).collect();
        let xts = Xts::new(&key);
        xts.encrypt(0xff * SECTOR, &mut data);
        let hex: String = data.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(
            hex,
            "1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b"
        );
    }

    #[test]
    fn any_aligned_range_stands_alone() {
        let xts = Xts::new(&[7; 64]);
        let plain: Vec<u8> = (0..3 * SECTOR).map(|n| n as u8).collect();
        let mut whole = plain.clone();
        xts.encrypt(SECTOR, &mut whole);
        for (from, len) in [(16u64, 32usize), (4080, 32), (4096, 4096), (0, 320)] {
            let mut part = plain[from as usize..from as usize + len].to_vec();
            xts.encrypt(SECTOR + from, &mut part);
            assert_eq!(part, whole[from as usize..from as usize + len]);
            xts.decrypt(SECTOR + from, &mut part);
            assert_eq!(part, plain[from as usize..from as usize + len]);
        }
    }
}
