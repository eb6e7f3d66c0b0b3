//! Gathers the pages of a commit, so that neighbours are written in one run. A commit writes dozens of pages, and each
//! call to the kernel costs as much as the page itself.
//!
//! Nothing is promised before a sync anyway: what was gathered goes to the disk before each, in the order of the file, and
//! reads see it until then. What would lie across something gathered waits for that to be written.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use super::disk::Disk;

/// How much is gathered before it is written without waiting for a sync.
const MOST: usize = 4 << 20;

#[derive(Debug)]
pub struct Runs {
    disk: Arc<dyn Disk>,
    gathered: RwLock<Gathered>,
}

/// By offset, without overlaps.
#[derive(Debug, Default)]
struct Gathered {
    pieces: BTreeMap<u64, Vec<u8>>,
    bytes: usize,
}

impl Gathered {
    /// Whether a range lies across a piece, other than being that piece's.
    fn crosses(&self, offset: u64, len: usize) -> bool {
        let end = offset + len as u64;
        let last = self.pieces.range(..end).next_back();
        last.is_some_and(|(at, piece)| {
            let same = *at == offset && piece.len() == len;
            at + piece.len() as u64 > offset && !same
        })
    }

    fn end(&self) -> u64 {
        let last = self.pieces.last_key_value();
        last.map_or(0, |(at, piece)| at + piece.len() as u64)
    }
}

impl Runs {
    pub fn new(disk: Arc<dyn Disk>) -> Runs {
        Runs {
            disk,
            gathered: RwLock::default(),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Gathered> {
        self.gathered.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Gathered> {
        self.gathered
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what was gathered. What fails stays, so that reads go on seeing it.
    fn put(&self, gathered: &mut Gathered) -> io::Result<()> {
        let mut pieces = gathered.pieces.iter().peekable();
        let mut run: Vec<u8> = Vec::new();
        while let Some((start, piece)) = pieces.next() {
            let mut end = start + piece.len() as u64;
            if pieces.peek().is_none_or(|(at, _)| **at != end) {
                self.disk.write_at(*start, piece)?;
                continue;
            }
            run.clear();
            run.extend_from_slice(piece);
            while let Some((_, piece)) = pieces.next_if(|(at, _)| **at == end) {
                run.extend_from_slice(piece);
                end += piece.len() as u64;
            }
            self.disk.write_at(*start, &run)?;
        }
        *gathered = Gathered::default();
        Ok(())
    }

    pub fn flush(&self) -> io::Result<()> {
        self.put(&mut self.write())
    }

    pub fn len(&self) -> io::Result<u64> {
        // The lock is held over the question: what is written meanwhile must not be missed in both.
        let gathered = self.read();
        Ok(self.disk.len()?.max(gathered.end()))
    }

    pub fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let gathered = self.read();
        let end = offset + out.len() as u64;
        match gathered.pieces.get(&offset) {
            Some(piece) if piece.len() >= out.len() => {
                out.copy_from_slice(&piece[..out.len()]);
                return Ok(());
            }
            _ => self.disk.read_at(offset, out)?,
        }
        for (at, piece) in gathered.pieces.range(..end).rev() {
            let piece_end = at + piece.len() as u64;
            if piece_end <= offset {
                break;
            }
            let (from, to) = (offset.max(*at), end.min(piece_end));
            let within = |base: u64| (from - base) as usize..(to - base) as usize;
            out[within(offset)].copy_from_slice(&piece[within(*at)]);
        }
        Ok(())
    }

    pub fn write_at(&self, offset: u64, data: Vec<u8>) -> io::Result<()> {
        let mut gathered = self.write();
        if gathered.crosses(offset, data.len()) || gathered.bytes + data.len() > MOST {
            self.put(&mut gathered)?;
        }
        gathered.bytes += data.len();
        if let Some(old) = gathered.pieces.insert(offset, data) {
            gathered.bytes -= old.len();
        }
        Ok(())
    }

    pub fn set_len(&self, len: u64) -> io::Result<()> {
        let mut gathered = self.write();
        self.put(&mut gathered)?;
        self.disk.set_len(len)
    }

    pub fn sync(&self) -> io::Result<()> {
        self.flush()?;
        self.disk.sync()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use proptest::prelude::*;

    use super::*;

    const SIZE: usize = 64;

    #[derive(Debug, Default)]
    struct Memory(Mutex<(Vec<u8>, usize)>);

    impl Disk for Memory {
        fn len(&self) -> io::Result<u64> {
            Ok(self.0.lock().unwrap().0.len() as u64)
        }
        fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
            let from = offset as usize;
            out.copy_from_slice(&self.0.lock().unwrap().0[from..from + out.len()]);
            Ok(())
        }
        fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
            let (held, writes) = &mut *self.0.lock().unwrap();
            let from = offset as usize;
            held[from..from + data.len()].copy_from_slice(data);
            *writes += 1;
            Ok(())
        }
        fn set_len(&self, len: u64) -> io::Result<()> {
            self.0.lock().unwrap().0.resize(len as usize, 0);
            Ok(())
        }
        fn sync(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn neighbours_are_written_in_one_run() {
        let disk = Arc::new(Memory::default());
        disk.set_len(SIZE as u64).unwrap();
        let runs = Runs::new(disk.clone());
        for at in [8, 0, 4, 32, 16, 36] {
            runs.write_at(at, vec![at as u8 + 1; 4]).unwrap();
        }
        assert_eq!(disk.0.lock().unwrap().1, 0);
        runs.sync().unwrap();
        // 0..12, 16..20, 32..40
        assert_eq!(disk.0.lock().unwrap().1, 3);
        runs.sync().unwrap();
        assert_eq!(disk.0.lock().unwrap().1, 3);
    }

    #[derive(Debug, Clone)]
    enum Call {
        Write(usize, usize, u8),
        Read(usize, usize),
        Len(usize),
        Sync,
    }

    fn call() -> impl Strategy<Value = Call> {
        let range = || (0..SIZE - 16, 1..16usize);
        prop_oneof![
            6 => (range(), any::<u8>()).prop_map(|((at, len), byte)| Call::Write(at, len, byte)),
            4 => range().prop_map(|(at, len)| Call::Read(at, len)),
            1 => (SIZE..SIZE + 8).prop_map(Call::Len),
            1 => Just(Call::Sync),
        ]
    }

    proptest! {
        #[test]
        fn reads_see_what_was_written_last(calls in prop::collection::vec(call(), 1..60)) {
            let disk = Arc::new(Memory::default());
            let runs = Runs::new(disk.clone());
            let mut plain = vec![0u8; SIZE];
            runs.set_len(SIZE as u64).unwrap();
            for call in calls {
                match call {
                    Call::Write(at, len, byte) => {
                        plain[at..at + len].fill(byte);
                        runs.write_at(at as u64, vec![byte; len]).unwrap();
                    }
                    Call::Read(at, len) => {
                        let mut out = vec![0; len];
                        runs.read_at(at as u64, &mut out).unwrap();
                        prop_assert_eq!(&out, &plain[at..at + len]);
                    }
                    Call::Len(len) => {
                        plain.resize(len, 0);
                        runs.set_len(len as u64).unwrap();
                        prop_assert_eq!(runs.len().unwrap(), len as u64);
                    }
                    Call::Sync => {
                        runs.sync().unwrap();
                        prop_assert_eq!(&disk.0.lock().unwrap().0, &plain);
                    }
                }
            }
            runs.flush().unwrap();
            prop_assert_eq!(&disk.0.lock().unwrap().0, &plain);
        }
    }
}
