//! The bytes of a sheet as text: UTF-8 with or without a mark, UTF-16 of either order with or without one, and where
//! nothing speaks for these, Windows-1252 or what old Macs wrote. What can't be read is replaced and told, never guessed
//! at; a file in the letters of another part of the world (Cyrillic, Chinese, DOS) is refused as a whole, because every
//! name in it would come in wrong.

use encoding_rs::{Encoding, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

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
        _ if is_macintosh(bytes) => western(bytes, MACINTOSH, "Mac OS Roman, as old Macs write"),
        _ if is_windows_1252(bytes) => western(
            bytes,
            WINDOWS_1252,
            "Windows-1252, as old spreadsheets write",
        ),
        _ => {
            return Err(refused(
                "This file is written in letters that aren't read here: it is neither UTF-8 nor UTF-16, nor Western European. In the spreadsheet, choose Save as, then CSV (UTF-8).",
            ));
        }
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

fn western(bytes: &[u8], encoding: &'static Encoding, read_as: &'static str) -> Decoded {
    Decoded {
        content: encoding.decode_without_bom_handling(bytes).0.into_owned(),
        read_as: Some(read_as),
        replaced: Vec::new(),
    }
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

    /// One of each sort of file that isn't read, and those beside them that are.
    #[test]
    fn letters_of_another_part_of_the_world_are_refused_and_not_read_as_western_ones() {
        let cyrillic = encoding_rs::WINDOWS_1251
            .encode("Компания;Город\nСтрой;Москва\n")
            .0;
        let greek = encoding_rs::WINDOWS_1253
            .encode("Εταιρεία;Πόλη\nΔομή;Αθήνα\n")
            .0;
        let chinese = encoding_rs::GBK.encode("公司,城市\n北京花园,北京\n").0;
        let japanese = encoding_rs::SHIFT_JIS
            .encode("会社,都市\n東京工業,東京\n")
            .0;
        let dos = b"company;city\nM\x81ller;K\x94ln\n".as_slice();
        for foreign in [&*cyrillic, &*greek, &*chinese, &*japanese, dos] {
            let why = decode(foreign).unwrap_err().to_string();
            assert!(why.contains("CSV (UTF-8)"), "{why}");
        }
        // Capitals with accents side by side, and quotes and dashes in a row, are Western all the same.
        let western = "Größe;Ort\nÄÖ Bau «Zoë»;Ærø – ‘Øst’\n";
        let (bytes, _, _) = WINDOWS_1252.encode(western);
        assert_eq!(content(&bytes), western);
    }

    #[test]
    fn what_old_macs_wrote_is_told_by_its_line_ends_and_letters() {
        let read = decode(b"Firma;Ort\rCaf\x8e M\x9fller;K\x9aln\r").unwrap();
        assert_eq!(read.content, "Firma;Ort\nCafé Müller;Köln\n");
        assert!(read.notes().join(" ").contains("Mac OS Roman"));
        // The same line ends with the bytes of the other.
        assert_eq!(
            content(b"Firma;Ort\rCaf\xe9;K\xf6ln\r"),
            "Firma;Ort\nCafé;Köln\n"
        );
        assert_eq!(content(b"Firma\rO\x92Neil\r"), "Firma\nO’Neil\n");
    }

    #[test]
    fn utf_16_without_a_mark_may_have_signs_that_end_in_zero() {
        let said = "Firma,Stadt\n\u{4e00}\u{4e8c} Garden,\u{5200}\n";
        let units: Vec<u16> = said.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(
            (content(&little).as_str(), content(&big).as_str()),
            (said, said)
        );
        // Four bytes for each, and a zero behind the mark of UTF-8.
        let wide: Vec<u8> = said
            .chars()
            .flat_map(|c| (c as u32).to_le_bytes())
            .collect();
        let marked = [&[0xff, 0xfe, 0, 0][..], &wide].concat();
        let stray = format!("company,city\n\0{}", "Nord Bau,Kiel\n".repeat(40));
        assert!(stray.len().is_multiple_of(2), "{}", stray.len());
        let stray = stray.into_bytes();
        for wrong in [marked, stray, b"\xef\xbb\xbfa,b\n1,\0\n".to_vec()] {
            assert!(decode(&wrong).is_err());
        }
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
