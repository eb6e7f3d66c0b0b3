//! How far those who follow the journal have come. A cursor lies in the store itself and moves in the transaction of what
//! its follower writes, so that each entry is done once whatever happens to the process or to its power.

use super::{Change, JournalEntry, Store, engine::tables::Tab, journal::unseal};
use crate::base::{Error, Result};

/// A place in the journal: an entry's sequence and its hash. A store that was opened anew after its disk failed may have
/// lost the last entries done softly and given their numbers again; the hash tells one from the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    pub seq: u64,
    pub hash: [u8; 32],
}

impl Mark {
    /// Before the first entry.
    pub const START: Mark = Mark {
        seq: 0,
        hash: [0; 32],
    };

    fn bytes(self) -> [u8; 40] {
        let mut bytes = [0; 40];
        bytes[..8].copy_from_slice(&self.seq.to_be_bytes());
        bytes[8..].copy_from_slice(&self.hash);
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Mark> {
        let (seq, hash) = bytes.split_first_chunk::<8>()?;
        Some(Mark {
            seq: u64::from_be_bytes(*seq),
            hash: hash.try_into().ok()?,
        })
    }
}

impl From<&JournalEntry> for Mark {
    fn from(entry: &JournalEntry) -> Mark {
        Mark {
            seq: entry.seq,
            hash: entry.hash,
        }
    }
}

fn key_of(follower: &str) -> Vec<u8> {
    [b"follower/", follower.as_bytes()].concat()
}

impl Store {
    /// Where the journal ends now.
    pub fn end_of_journal(&self) -> Result<Mark> {
        let head = self.read_tx()?.head()?;
        Ok(Mark {
            seq: head.seq,
            hash: head.hash,
        })
    }

    /// How far a follower of that name has come; None when there never was one.
    pub fn cursor(&self, follower: &str) -> Result<Option<Mark>> {
        let held = self.read_tx()?.get(Tab::Meta, &key_of(follower))?;
        Ok(held.and_then(|bytes| Mark::read(&bytes)))
    }

    /// The entries after a mark, oldest first, at most `limit`; None when the journal doesn't lead through the mark (any
    /// more). `durable` leaves out what a power cut could still take back: for those who write elsewhere.
    pub fn entries_from(
        &self,
        mark: Mark,
        limit: usize,
        durable: bool,
    ) -> Result<Option<Vec<JournalEntry>>> {
        // Asked before the view is opened: what was on the disk then is in the view.
        let most = match durable {
            true => self.durable(),
            false => u64::MAX,
        };
        let read_tx = self.read_tx()?;
        if mark != Mark::START {
            match read_tx.entry(mark.seq)? {
                Some(entry) if entry.hash == mark.hash => {}
                _ => return Ok(None),
            }
        }
        let mut entries = read_tx.entries_after(mark.seq, limit)?;
        entries.retain(|entry| entry.seq <= most);
        Ok(Some(entries))
    }
}

impl Change<'_, '_> {
    /// Moves a follower's cursor within this deed, from where it stood when the entries were read to the last of them.
    ///
    /// # Errors
    /// A conflict when somebody else moved it, or when the journal no longer holds that entry: whoever follows reads anew.
    pub fn move_cursor(&mut self, follower: &str, from: Option<Mark>, to: Mark) -> Result<()> {
        let key = key_of(follower);
        let held = self.tx.get(Tab::Meta, &key)?;
        if held.and_then(|bytes| Mark::read(&bytes)) != from {
            return Err(Error::conflict("This follower has gone on meanwhile."));
        }
        if to != Mark::START {
            let entry = self.tx.get(Tab::Journal, &to.seq.to_be_bytes())?;
            let hash = entry.map(|bytes| unseal(&bytes)).transpose()?;
            if hash.is_none_or(|entry| entry.hash != to.hash) {
                return Err(Error::conflict("The journal is another one meanwhile."));
            }
        }
        self.tx.set(Tab::Meta, &key, Some(&to.bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let mark = Mark {
            seq: 7,
            hash: [9; 32],
        };
        assert_eq!(Mark::read(&mark.bytes()), Some(mark));
        assert_eq!(Mark::read(b"short"), None);
    }
}
