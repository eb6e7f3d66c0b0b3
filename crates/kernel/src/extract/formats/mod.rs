//! What each kind of file holds. A file is what its first bytes say, and what lies in it; its name only tells texts apart.

mod append;
mod archive;
mod mail;
mod mark;
mod markup;
mod office;
mod page;
mod paged;
mod pdf;
mod picture;
mod plain;
mod received;
mod sheets;
mod tagged;

use std::time::{Duration, Instant};

use archive::Archive;

use super::{Reading, Text};

/// How long a file is read before what was found by then is all that is told of it.
const LONGEST: Duration = Duration::from_secs(14);

/// What a file is read under.
struct Reader {
    begun: Instant,
    /// It came inside of another file: what comes inside of it is named and not read.
    within: bool,
}

impl Reader {
    fn has_time(&self) -> bool {
        self.begun.elapsed() < LONGEST
    }
}

/// A file as far as it could be read, or why not.
type Read = Result<Reading, String>;

pub(super) fn read(bytes: &[u8], name: &str) -> Reading {
    let reader = Reader {
        begun: Instant::now(),
        within: false,
    };
    reader.read(bytes, name)
}

/// A mail that came in, told apart.
pub(super) fn mail(bytes: &[u8]) -> Result<super::ReceivedMail, String> {
    received::read(bytes)
}

/// The first page of a document that has pages as they are printed, small.
pub(super) fn first_page(bytes: &[u8]) -> Reading {
    page::draw(bytes, 1, picture::LONGEST).unwrap_or_else(Reading::refused)
}

/// A page, from 1, of a document that has pages as they are printed.
pub(super) fn page(bytes: &[u8], number: u32) -> Reading {
    page::draw(bytes, number, page::LARGE).unwrap_or_else(Reading::refused)
}

pub(super) use append::{append, inspect};
pub(super) use mark::mark;

/// What begins like something that is no document.
const OTHERS: [(&[usize], &[u8], &str); 9] = [
    (&[4], b"ftyp", "Film and sound hold no text."),
    (&[0], b"\x1a\x45\xdf\xa3", "Film and sound hold no text."),
    (&[0], b"ID3", "Film and sound hold no text."),
    (&[0], b"OggS", "Film and sound hold no text."),
    (&[8], b"WAVE", "Film and sound hold no text."),
    (&[8], b"AVI ", "Film and sound hold no text."),
    (&[0], b"\x1f\x8b", ARCHIVE),
    (&[0], b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (&[0], b"Rar!\x1a\x07", ARCHIVE),
];
const ARCHIVE: &str =
    "An archive is not opened. What is in it is found once it is added by itself.";

impl Reader {
    fn read(&self, bytes: &[u8], name: &str) -> Reading {
        let read = self
            .read_as_found(bytes, name)
            .unwrap_or_else(Reading::refused);
        let nothing = !read.failed && read.text.is_empty() && read.note.is_empty();
        match nothing {
            true => Reading {
                note: "There are no words in it.".into(),
                ..read
            },
            false => read,
        }
    }

    fn read_as_found(&self, bytes: &[u8], name: &str) -> Read {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let ending = ending.to_ascii_lowercase();
        if bytes.is_empty() {
            return Ok(Reading::none("It is empty."));
        }
        if bytes[..bytes.len().min(1024)]
            .windows(5)
            .any(|held| held == b"%PDF-")
        {
            return pdf::read(self, bytes);
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return self.read_archive(bytes);
        }
        if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return sheets::read_old(self, bytes);
        }
        if let Some(format) = picture::format_of(bytes) {
            return picture::read(bytes, format, self.within);
        }
        let other = OTHERS.iter().find(|(at, mark, _)| {
            at.iter()
                .any(|at| bytes.get(*at..).is_some_and(|rest| rest.starts_with(mark)))
        });
        match other {
            // Texts may begin with the letters of something else.
            Some((_, _, note)) if bytes.iter().take(512).any(|b| *b == 0 || *b >= 0x80) => {
                Ok(Reading::none(*note))
            }
            _ => plain::read(self, bytes, &ending),
        }
    }

    /// What is packed like an archive: most documents are.
    fn read_archive(&self, bytes: &[u8]) -> Read {
        let mut archive = Archive::open(bytes)?;
        if archive.has("word/document.xml") {
            return office::read_document(archive);
        }
        if archive.has("ppt/presentation.xml") {
            return office::read_slides(archive);
        }
        if archive.has("xl/workbook.xml") {
            return sheets::read_workbook(self, bytes);
        }
        if archive.has("xl/workbook.bin") {
            return sheets::read_binary(self, bytes);
        }
        match archive.mimetype().as_str() {
            "application/vnd.oasis.opendocument.text" => office::read_open_text(archive),
            "application/vnd.oasis.opendocument.presentation"
            | "application/vnd.oasis.opendocument.graphics" => office::read_open_slides(archive),
            "application/vnd.oasis.opendocument.spreadsheet" => sheets::read_open(self, bytes),
            _ => Ok(Reading::none(ARCHIVE)),
        }
    }
}

/// What was read of a file that may hold more.
fn with(text: Text, note: impl Into<String>) -> Reading {
    let note = note.into();
    Reading {
        note: match text.cut && note.is_empty() {
            true => "It holds more text than is kept: the rest is not found by its words.".into(),
            false => note,
        },
        text,
        ..Reading::default()
    }
}
