//! The bytes of a sheet as text: UTF-8 with or without a mark, UTF-16 of either order with or without one, and where
//! nothing speaks for these, Windows-1252 or what old Macs wrote. What can't be read is replaced and told, never guessed
//! at; a file in the letters of another part of the world (Cyrillic, Chinese, DOS) is refused as a whole, because every
//! name in it would come in wrong.

use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Error, Result, text};

/// A sheet as text, with line ends of one kind.
#[derive(Debug, Clone, Default)]
pub struct Decoded {
    pub content: String,
    /// What it was read as, in words, where that isn't plain UTF-8.
    pub read_as: Option<&'static str>,
    /// The lines (from 1) in which a character couldn't be read and is `\u{fffd}`, once for each such character.
    pub replaced: Vec<usize>,
}

const NO_TEXT: &str =
    "This is not a CSV file. In the spreadsheet, choose Save as, then CSV (UTF-8).";

fn refused(why: &str) -> Error {
    Error::field("file", why)
}

/// Reads the bytes of a sheet.
///
/// # Errors
/// With the field `file` when there is nothing in it, or when it is no text.
pub fn decode(bytes: &[u8]) -> Result<Decoded> {
    if bytes.trim_ascii().is_empty() {
        return Err(refused("This file is empty. Choose another."));
    }
    let zip = [b"PK\x03\x04", b"PK\x05\x06"];
    if zip.iter().any(|sign| bytes.starts_with(*sign)) || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(refused(
            "This is a workbook and not a CSV file. In the spreadsheet, choose Save as, then CSV (UTF-8).",
        ));
    }
    let decoded = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf_8(rest),
        [0xff, 0xfe, rest @ ..] => utf_16(rest, false),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, true),
        _ if bytes.contains(&0) => match order_of(bytes) {
            Some(big) => utf_16(bytes, big),
            None => return Err(refused(NO_TEXT)),
        },
        _ if is_utf_8(bytes) => utf_8(bytes),
        _ => match declared(bytes) {
            Some(encoding) => read_by(bytes, encoding, encoding.name()),
            None if is_macintosh(bytes) => {
                read_by(bytes, MACINTOSH, "Mac OS Roman, as old Macs write")
            }
            None if is_windows_1252(bytes) => read_by(
                bytes,
                WINDOWS_1252,
                "Windows-1252, as old spreadsheets write",
            ),
            None => {
                return Err(refused(
                    "This file is written in letters that aren't read here: it is neither UTF-8 nor UTF-16, nor Western European. In the spreadsheet, choose Save as, then CSV (UTF-8).",
                ));
            }
        },
    };
    // What has four bytes for each character, or a program's bytes behind a mark.
    if decoded.content.contains('\0') {
        return Err(refused(NO_TEXT));
    }
    let content = match decoded.content.contains('\r') {
        true => decoded.content.replace("\r\n", "\n").replace('\r', "\n"),
        false => decoded.content,
    };
    if content.trim().is_empty() {
        return Err(refused("This file is empty. Choose another."));
    }
    Ok(Decoded {
        content,
        read_as: decoded.read_as,
        replaced: decoded.replaced,
    })
}

/// Whether it is UTF-8 with at most some broken characters: more letters beyond ASCII are whole than broken.
fn is_utf_8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || whole >= broken
}

fn read_by(bytes: &[u8], encoding: &'static Encoding, read_as: &'static str) -> Decoded {
    let (content, broken) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        replaced: replaced(&content, broken),
        content: content.into_owned(),
        read_as: Some(read_as),
    }
}

/// The lines of a text in which characters stand for what couldn't be read.
fn replaced(content: &str, broken: bool) -> Vec<usize> {
    let lines = content.split('\n').enumerate().filter(|_| broken);
    let each = lines.flat_map(|(n, line)| line.matches('\u{fffd}').map(move |_| n + 1));
    each.collect()
}

/// What a file says of itself that it is written in: XML in its first line, OFX in its head.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    /// So far such a head goes.
    const HEAD: usize = 400;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let label = if let Some(xml) = head.strip_prefix("<?xml") {
        let (line, _) = xml.split_once("?>")?;
        let (_, said) = line.split_once("encoding")?;
        let said = said.trim_start().strip_prefix('=')?.trim_start();
        let mut parts = said.splitn(3, ['"', '\'']);
        parts.next().filter(|before| before.is_empty())?;
        parts.next()?.to_owned()
    } else if head.starts_with("ofxheader") {
        let mut lines = head.split(['\r', '\n']);
        let said = lines
            .find_map(|line| line.trim().strip_prefix("charset:"))?
            .trim();
        match said.bytes().all(|b| b.is_ascii_digit()) {
            true => format!("windows-{said}"),
            false => said.to_owned(),
        }
    } else {
        return None;
    };
    // It is no UTF-8, whatever it says, and has no zero bytes.
    Encoding::for_label(label.as_bytes())
        .filter(|held| held.is_ascii_compatible() && *held != UTF_8)
}

/// Whether bytes that are no UTF-8 are Windows-1252: none of them stands for nothing there, and letters beyond ASCII stand
/// among others, as in the languages that are written in it. In Cyrillic, Greek or Chinese files they stand side by side.
fn is_windows_1252(bytes: &[u8]) -> bool {
    /// More of them in a row no word of these languages has.
    const IN_A_ROW: usize = 2;
    /// So few crowded letters may stand between quotes or in an abbreviation.
    const FEW: usize = 3;
    let nothing = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
    let letters = |part: &[u8]| part.iter().filter(|b| **b >= 0xc0).count();
    let (mut alone, mut crowded) = (0, 0);
    for run in bytes.split(u8::is_ascii) {
        match run.len() > IN_A_ROW {
            true => crowded += letters(run),
            false => alone += letters(run),
        }
    }
    !bytes.iter().any(|b| nothing.contains(b)) && crowded <= alone.max(FEW)
}

/// Whether they are what spreadsheets on old Macs wrote: lines end with a return alone, and the letters are where
/// Windows-1252 has signs that few use.
fn is_macintosh(bytes: &[u8]) -> bool {
    if bytes.contains(&b'\n') || !bytes.contains(&b'\r') {
        return false;
    }
    // There: the euro sign, quotes, dashes, dots and the trade mark.
    let usual = |b: u8| matches!(b, 0x80 | 0x82 | 0x84 | 0x85 | 0x91..=0x97 | 0x99);
    // Here: dashes and quotes.
    let also = |b: u8| matches!(b, 0xd0..=0xd5);
    let mac = bytes
        .iter()
        .filter(|b| matches!(**b, 0x80..=0x9f) && !usual(**b));
    let windows = bytes.iter().filter(|b| **b >= 0xc0 && !also(**b));
    mac.count() > windows.count()
}

fn utf_8(bytes: &[u8]) -> Decoded {
    let (mut decoded, mut line) = (Decoded::default(), 1);
    for chunk in bytes.utf8_chunks() {
        decoded.content.push_str(chunk.valid());
        line += line_ends(chunk.valid());
        if !chunk.invalid().is_empty() {
            decoded.replaced.push(line);
            decoded.content.push('\u{fffd}');
        }
    }
    decoded
}

/// How many lines end in a text, whatever ends them.
fn line_ends(content: &str) -> usize {
    let feeds = content.matches('\n').count();
    feeds + content.matches('\r').count() - content.matches("\r\n").count()
}

fn utf_16(bytes: &[u8], big: bool) -> Decoded {
    let encoding = if big { UTF_16BE } else { UTF_16LE };
    read_by(bytes, encoding, "UTF-16")
}

/// UTF-16 without a mark: what is ASCII in it (commas, line ends, Latin letters) has its zero byte nearly always on the
/// same side, and a line ends somewhere. Whether the higher byte comes first.
fn order_of(bytes: &[u8]) -> Option<bool> {
    let ascii = |high: usize| {
        let pairs = bytes.chunks_exact(2);
        let plain = |b: u8| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~');
        pairs
            .filter(|pair| pair[high] == 0 && plain(pair[1 - high]))
            .count()
    };
    let (big_endian, little_endian) = (ascii(0), ascii(1));
    let big = big_endian > little_endian;
    let ends = |pair: &[u8]| match big {
        true => matches!(pair, [0, b'\n' | b'\r']),
        false => matches!(pair, [b'\n' | b'\r', 0]),
    };
    // A stray zero byte in another text makes a pair or two that look like it.
    let (most, least) = (big_endian.max(little_endian), big_endian.min(little_endian));
    let clear = most > 8 * least && most * 32 >= bytes.len();
    let whole = bytes.len().is_multiple_of(2);
    (clear && whole && bytes.chunks(2).any(ends)).then_some(big)
}

impl Decoded {
    /// What whoever sent it should know about how it was read.
    pub fn notes(&self) -> Vec<String> {
        /// More lines than this nobody looks up.
        const NAMED: usize = 5;
        let mut notes = Vec::new();
        if let Some(read_as) = self.read_as {
            notes.push(format!("The file was read as {read_as}."));
        }
        if !self.replaced.is_empty() {
            let mut lines = self.replaced.clone();
            lines.dedup();
            let more = lines.len().saturating_sub(NAMED);
            let named: Vec<String> = lines.iter().take(NAMED).map(ToString::to_string).collect();
            let mut said = format!(
                "{} could not be read and stand as \u{fffd}: line {}",
                text::count(self.replaced.len(), "character", "characters"),
                named.join(", ")
            );
            if self.replaced.len() == 1 {
                said = said.replace(" stand as ", " stands as ");
            }
            if more > 0 {
                said.push_str(&format!(" and {more} more"));
            }
            notes.push(format!("{said}."));
        }
        notes
    }
}

#[cfg(test)]
mod tests;
