//! One file on its way, piece by piece. Pure rules.

use serde::{Deserialize, Serialize};

use super::actions::SEND;
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, time},
    data::{Declares, Entity, EntityInfo, Field, FieldKind, FileRef, Index, Key, Kind, record},
    features::people::User,
    ui::icon::Icon,
};

/// Bytes of a piece; the last one has what is left.
pub const PIECE: u64 = 4 << 20;
/// So long what is there waits for more, and for its form.
pub const WAITS: i64 = time::DAY;
/// Files that one person has on their way at once.
pub const MOST: usize = 20;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct UploadSession {
    #[serde(skip)]
    pub id: Id<UploadSession>,
    #[serde(skip)]
    pub version: u64,
    pub by: Id<User>,
    pub name: String,
    /// Bytes of the whole.
    pub size: u64,
    /// What is there of it, in its order.
    #[serde(default)]
    pub pieces: Vec<FileRef>,
    /// When it goes.
    pub until: Moment,
}

/// A person's, the first to go first.
pub const BY_PERSON: Index = Index::plain(1);
/// What it waits for: to be taken away.
pub const OVER: u8 = 1;

impl UploadSession {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_PERSON, Key::new().id(self.by).signed(self.until.0));
        to.wake(self.until, OVER);
    }

    // ── rules ──

    /// Bytes that are there.
    pub fn received(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.size).sum()
    }

    pub fn is_whole(&self) -> bool {
        self.received() == self.size
    }

    /// Takes the piece that begins at a byte. Whether it is new: one that is there already is no slip, its answer was lost.
    ///
    /// # Errors
    /// A conflict that says where to go on, where it doesn't continue what is there.
    pub fn take(&mut self, at: u64, piece: FileRef, now: Moment) -> Result<bool> {
        let there = self.received();
        if at < there && at + piece.size <= there {
            return Ok(false);
        }
        if at != there {
            return Err(Error::conflict(format!("Go on at byte {there}.")));
        }
        if there == self.size {
            return Err(Error::conflict(
                "All of this file is there. Send the form that it belongs to.",
            ));
        }
        let full = piece.size == PIECE || at + piece.size == self.size;
        if !full || at + piece.size > self.size {
            return Err(Error::field(
                "piece",
                format!("A piece has {PIECE} bytes, and the last one what is left."),
            ));
        }
        self.pieces.push(piece);
        self.until = now.plus(WAITS);
        Ok(true)
    }
}

record!(UploadSession, Kind::new(86, "uploads", "UPL").personal().unjournaled(), view: SEND);

const FILE: FieldKind = FieldKind::File;

const FIELDS: &[Field] = &[
    Field::person("by", "By").for_clients(),
    Field::text("name", "Name").for_clients(),
    Field::number("size", "Bytes").for_clients(),
    Field::new("pieces", "Pieces", FieldKind::List(&FILE)).internal(),
    Field::moment("until", "Kept until").for_clients(),
];

impl Entity for UploadSession {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Upload", "Uploads", Icon::Upload, FIELDS).without_page();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(size: u64) -> FileRef {
        FileRef {
            name: format!("piece of {size}"),
            size,
        }
    }

    fn begun(size: u64) -> UploadSession {
        UploadSession {
            size,
            ..UploadSession::default()
        }
    }

    #[test]
    fn pieces_come_in_their_order_and_once() {
        let mut held = begun(PIECE + 10);
        let now = Moment(1000);
        assert!(
            held.take(PIECE, piece(10), now).is_err(),
            "not before the first"
        );
        assert!(held.take(0, piece(PIECE), now).unwrap());
        assert!(
            !held.take(0, piece(PIECE), now).unwrap(),
            "its answer was lost"
        );
        assert!(!held.is_whole());
        assert!(held.take(PIECE, piece(10), now).unwrap());
        assert!(held.is_whole());
        assert_eq!((held.pieces.len(), held.until), (2, now.plus(WAITS)));
    }

    #[test]
    fn what_is_whole_takes_nothing_more() {
        let mut held = begun(5);
        assert!(held.take(0, piece(5), Moment(0)).unwrap());
        assert!(held.take(5, piece(0), Moment(9)).is_err());
        assert_eq!((held.pieces.len(), held.until), (1, Moment(0).plus(WAITS)));
    }

    #[test]
    fn a_piece_is_whole_or_the_last() {
        for (size, at, of) in [(PIECE * 2, 0, 10), (5, 0, 4), (5, 0, 6)] {
            let mut held = begun(size);
            assert!(held.take(at, piece(of), Moment(0)).is_err(), "{size} {of}");
        }
        assert!(begun(5).take(0, piece(5), Moment(0)).unwrap());
    }
}
