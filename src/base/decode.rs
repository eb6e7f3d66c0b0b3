//! The bytes of a sheet as text: UTF-8 with or without a mark, UTF-16 of either order with or without one, and
//! Windows-1252 where nothing speaks for UTF-8. What can't be read is replaced and told, never guessed at.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

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
            None => {
                return Err(refused(
                    "This is not a CSV file. In the spreadsheet, choose Save as, then CSV (UTF-8).",
                ));
            }
        },
        _ if is_utf_8(bytes) => utf_8(bytes),
        _ => Decoded {
            content: WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
                .into_owned(),
            read_as: Some("Windows-1252, as old spreadsheets write"),
            replaced: Vec::new(),
        },
    };
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

fn utf_8(bytes: &[u8]) -> Decoded {
    let mut decoded = Decoded::default();
    for chunk in bytes.utf8_chunks() {
        decoded.content.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            decoded.replaced.push(line_at_end(&decoded.content));
            decoded.content.push('\u{fffd}');
        }
    }
    decoded
}

/// The line that a text goes on in, whatever its line ends are.
fn line_at_end(content: &str) -> usize {
    let feeds = content.matches('\n').count();
    let returns = content.matches('\r').count() - content.matches("\r\n").count();
    1 + feeds + returns
}

fn utf_16(bytes: &[u8], big: bool) -> Decoded {
    let encoding = if big { UTF_16BE } else { UTF_16LE };
    let (content, broken) = encoding.decode_without_bom_handling(bytes);
    let lines = content.split('\n').enumerate();
    let each = lines.flat_map(|(n, line)| line.matches('\u{fffd}').map(move |_| n + 1));
    Decoded {
        replaced: if broken { each.collect() } else { Vec::new() },
        content: content.into_owned(),
        read_as: Some("UTF-16"),
    }
}

/// UTF-16 without a mark: commas, line ends and Latin letters have their zero byte all on the same side, and a line ends
/// somewhere. Whether the higher byte comes first.
fn order_of(bytes: &[u8]) -> Option<bool> {
    let zeros = |at: usize| {
        bytes
            .iter()
            .skip(at)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let big = match (zeros(0), zeros(1)) {
        (0, 1..) => false,
        (1.., 0) => true,
        _ => return None,
    };
    let ends = |pair: &[u8]| match big {
        true => matches!(pair, [0, b'\n' | b'\r']),
        false => matches!(pair, [b'\n' | b'\r', 0]),
    };
    let whole = bytes.len().is_multiple_of(2);
    (whole && bytes.chunks(2).any(ends)).then_some(big)
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
mod tests {
    use super::*;

    fn content(bytes: &[u8]) -> String {
        decode(bytes).unwrap().content
    }

    #[test]
    fn one_broken_byte_costs_one_character() {
        let read = decode("Café,Zoë\nold note: caf\u{0},x\n".as_bytes());
        assert!(read.is_err(), "a zero byte is no text");
        let mut bytes = "Café,Zoë\r\nŁódź,old caf".as_bytes().to_vec();
        bytes.extend(b"\xe9 next door\r\n");
        let read = decode(&bytes).unwrap();
        assert_eq!(read.content, "Café,Zoë\nŁódź,old caf\u{fffd} next door\n");
        assert_eq!((read.read_as, read.replaced.as_slice()), (None, &[2][..]));
        let said = read.notes().join(" ");
        assert!(
            said.contains("1 character could not be read and stands as"),
            "{said}"
        );
        assert!(said.contains("line 2"), "{said}");
    }

    #[test]
    fn windows_1252_only_where_nothing_speaks_for_utf_8() {
        let read = decode(b"company;notes\nO\x92Neil \x96 Sons;500 \x80 caf\xe9\n").unwrap();
        assert_eq!(read.content, "company;notes\nO’Neil – Sons;500 € café\n");
        assert!(read.notes().join(" ").contains("Windows-1252"));
        assert_eq!(content(b"\xef\xbb\xbfcaf\xe9\n"), "caf\u{fffd}\n");
    }

    #[test]
    fn utf_16_of_either_order_with_and_without_its_mark() {
        let said = "Firma;Stadt\r\n北京 Garden;Łódź\r\n";
        let bytes = |big: bool| -> Vec<u8> {
            let units = said.encode_utf16();
            units
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        };
        let plain = said.replace("\r\n", "\n");
        assert_eq!(
            content(&[b"\xff\xfe", bytes(false).as_slice()].concat()),
            plain
        );
        assert_eq!(
            content(&[b"\xfe\xff", bytes(true).as_slice()].concat()),
            plain
        );
        assert_eq!(content(&bytes(false)), plain);
        assert_eq!(content(&bytes(true)), plain);
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(content(b"a,b\r1,2\r3,4\n5,6\r\n"), "a,b\n1,2\n3,4\n5,6\n");
        for wrong in [
            &b""[..],
            b" \r\n",
            b"\xff\xfe\r\0",
            b"PK\x03\x04rest",
            b"company\0city\0\0",
        ] {
            assert!(decode(wrong).is_err());
        }
        assert_eq!(content(b"PKW;Ort\n"), "PKW;Ort\n");
    }
}
