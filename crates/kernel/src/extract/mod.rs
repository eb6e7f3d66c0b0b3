//! What stands in a file that somebody sent: its text with the places where it stands, and a small picture of it.
//!
//! Such files are made to be opened by programs with millions of lines, and some are made to break them. So they are read
//! by a process of their own (`atrium worker`), a child of the server that begins with an empty environment, is given the
//! bytes on its standard input, and closes every door behind itself before it looks at them (`walls`): it can open no file
//! and no connection, start nothing, and take no more memory and time than it was given. It answers on its standard output
//! and ends. Whatever a file does to it, the server learns one of two things: what was read, or in words why nothing was. Where
//! a system doesn't let it close a door, it looks at no file, unless the configuration says that it may.
//! A mail that comes in is told apart in the same way (`received`), and what people sign is shown and added to (`pages`).
//!
//! ```text
//!  server (`worker`)  ── request, bytes ──►  child (`child`)  walls up, then `formats`
//!                     ◄── Reading ─────────  or killed: too long, too large
//! ```

pub mod child;
mod desks;
mod formats;
mod pages;
mod received;
mod text;
mod walls;
mod worker;

use serde::{Deserialize, Serialize};

pub use pages::{Appendix, PageSize, SEAL_ROOM};
pub use received::{Bounce, EnclosedFile, ReceivedMail, Written};
pub use text::{Group, Passage, PlaceKind, Text};
pub use walls::{Tried, Walls};
pub use worker::{Failure, MOST_BYTES, Worker};

/// What was read of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub text: Text,
    /// Why there is no text, or what of it is missing, in a sentence for people.
    #[serde(default)]
    pub note: String,
    /// It is not what it should be: nothing could be read of it, and the note says why.
    #[serde(default)]
    pub failed: bool,
    #[serde(default)]
    pub picture: Option<Picture>,
    /// How many pages there are in what a page was drawn of; 0 where none was.
    #[serde(default)]
    pub pages: u32,
}

/// A small picture of what a file shows: a JPEG that this program wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl Reading {
    fn none(note: impl Into<String>) -> Reading {
        Reading {
            note: note.into(),
            ..Reading::default()
        }
    }

    fn refused(why: impl Into<String>) -> Reading {
        Reading {
            failed: true,
            ..Reading::none(why)
        }
    }
}

/// What the child is asked, and under which condition.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Order {
    request: Request,
    /// Whether a file is looked at only when all walls stand.
    walled: bool,
}

/// What the child is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Request {
    /// To read the file that follows, which was called this.
    Read { name: String },
    /// To show the first page of the PDF that follows. It is asked for by itself: whoever draws does far more with a file
    /// than whoever reads, and takes no words along when it breaks off.
    FirstPage,
    /// The same for the page of this number, from 1.
    Page { number: u32 },
    /// To tell apart the mail that follows.
    Mail,
    /// To say how large the pages of the PDF that follows are, if it can be signed.
    Inspect,
    /// To append drawings to a PDF: so many bytes of drawings follow, and then the PDF.
    Append { drawings: u64, appendix: Appendix },
    /// To lay a mark over all that a file shows: so many bytes of the mark follow, a page, and then the file.
    Mark { leaf: u64 },
    /// To try what it must not be able to do.
    Try,
}

/// What the child says, before the bytes of a picture, or of what is appended.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Answer {
    reading: Reading,
    walls: Walls,
    /// It looked at nothing, because a wall is missing.
    #[serde(default)]
    kept_off: bool,
    #[serde(default)]
    tried: Option<Tried>,
    #[serde(default)]
    mail: Option<ReceivedMail>,
    #[serde(default)]
    pages: Vec<PageSize>,
    /// What follows is to be appended to a PDF, or is a file with a mark over it.
    #[serde(default)]
    appends: bool,
    #[serde(skip)]
    appended: Vec<u8>,
}
