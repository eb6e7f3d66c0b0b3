//! The seven tables, all bytes to bytes, so that redb's own types never enter the file format.
//!
//! | table | key | value |
//! |---|---|---|
//! | records | kind, id | version, MessagePack |
//! | index | kind, index number, [place], key, id — or kind 0: history of a record, 255: its parts, 254: what is due when | empty, or the id when unique |
//! | tally | kind, tally number, [place], key | i64 |
//! | journal | sequence | MessagePack, then its BLAKE3 hash |
//! | once | person, client key | sequence, action, answer: what makes a retry harmless |
//! | files | name of a file below 16 KB | moment it was kept, content |
//! | meta | name | format, counters, cursors of followers, small settings of the engine |

use redb::TableDefinition;

use crate::data::Ref;

pub type Definition = TableDefinition<'static, &'static [u8], &'static [u8]>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Tab {
    Records,
    Index,
    Tally,
    Journal,
    Idempotency,
    Meta,
    Files,
}

pub const COUNT: usize = 7;

impl Tab {
    pub const ALL: [Tab; COUNT] = [
        Tab::Records,
        Tab::Index,
        Tab::Tally,
        Tab::Journal,
        Tab::Idempotency,
        Tab::Meta,
        Tab::Files,
    ];

    /// The tables that data of a format has, in the order of its snapshots.
    pub fn of_format(format: u64) -> &'static [Tab] {
        match format {
            ..2 => &Tab::ALL[..6],
            _ => &Tab::ALL,
        }
    }

    pub const fn definition(self) -> Definition {
        TableDefinition::new(self.name())
    }

    pub const fn name(self) -> &'static str {
        match self {
            Tab::Records => "records",
            Tab::Index => "index",
            Tab::Tally => "tally",
            Tab::Journal => "journal",
            Tab::Idempotency => "once",
            Tab::Meta => "meta",
            Tab::Files => "files",
        }
    }
}

/// Bumped when the layout of keys or of the journal changes; an older program refuses a newer number.
/// 1: the first. 2: small files in a table of their own. 3: each kind filed by a number of its own. 4: records may have
/// become others when a house was opened, and the journal keeps of a list the rows that changed.
pub const FORMAT: u64 = 4;

/// The index table's pseudo-kind for history: 0, kind, id, sequence.
pub const HISTORY: u8 = 0;

/// The index table's pseudo-kind for the parts of a whole that are filed by place: 255, whole, part. Whatever moves the
/// whole finds them here.
pub const PARTS: u8 = 255;

pub fn parts_of(whole: Ref) -> Vec<u8> {
    let mut key = vec![PARTS, whole.kind];
    key.extend(whole.id.to_be_bytes());
    key
}

/// The index table's pseudo-kind for what is due: 254, moment, kind, id, what.
pub const WAKES: u8 = 254;

pub fn history_key(kind: u8, id: u64, seq: u64) -> Vec<u8> {
    let mut key = vec![HISTORY, kind];
    key.extend(id.to_be_bytes());
    key.extend(seq.to_be_bytes());
    key
}

/// The first key after all that begin with `prefix`; None when there is none.
pub fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < 255 {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}
