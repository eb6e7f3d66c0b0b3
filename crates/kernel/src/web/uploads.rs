//! What a place for files takes, and whether a file is what its name says. The content decides: its first bytes have to
//! be those of its ending's kind. What runs is taken nowhere, whatever it is called.

/// What may be given at a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Documents, pictures, films, sound, texts, designs, fonts, archives.
    Papers,
    /// The same, many at once.
    ManyPapers,
    /// A sheet as text.
    Sheets,
    /// What a bank says of an account: a sheet, camt or OFX.
    BankStatements,
    /// A picture that every browser shows and in which nothing runs.
    Pictures,
    /// A piece of a file, which isn't looked at: the whole is, when it comes to where it belongs.
    Pieces,
}

impl Takes {
    /// The field that a file comes in.
    pub fn field(self) -> &'static str {
        match self {
            Takes::Papers | Takes::ManyPapers | Takes::Sheets | Takes::BankStatements => "file",
            Takes::Pictures => "logo",
            Takes::Pieces => "piece",
        }
    }

    /// How many may come in one body.
    pub fn most(self) -> usize {
        match self {
            Takes::ManyPapers => MOST_AT_ONCE,
            Takes::Papers
            | Takes::Sheets
            | Takes::BankStatements
            | Takes::Pictures
            | Takes::Pieces => 1,
        }
    }
}

/// Files that come at once where many may.
pub const MOST_AT_ONCE: usize = 50;

/// What stands at the beginning of a file, and where.
type Mark = (usize, &'static [u8]);

/// A family of files that begin alike; texts have no mark and are known by being text.
struct Family {
    media_type: &'static str,
    marks: &'static [Mark],
    endings: &'static [&'static str],
}

const fn family(
    media_type: &'static str,
    marks: &'static [Mark],
    endings: &'static [&'static str],
) -> Family {
    Family {
        media_type,
        marks,
        endings,
    }
}

const PDF: &str = "application/pdf";
const TEXT: &str = "text/plain; charset=utf-8";
/// What is none of the kinds that are known here.
pub const UNKNOWN: &str = "application/octet-stream";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Where two fit, the first counts: a film's mark says less than a picture's.
const FAMILIES: [Family; 25] = [
    family(PDF, &[(0, b"%PDF-")], &["pdf", "ai"]),
    family("image/png", &[(0, b"\x89PNG\r\n\x1a\n")], &["png"]),
    family("image/jpeg", &[(0, b"\xff\xd8\xff")], &["jpg", "jpeg"]),
    family("image/gif", &[(0, b"GIF8")], &["gif"]),
    family("image/webp", &[(8, b"WEBP")], &["webp"]),
    family(
        "image/tiff",
        &[(0, b"II*\0"), (0, b"MM\0*")],
        &["tif", "tiff"],
    ),
    family("image/bmp", &[(0, b"BM")], &["bmp"]),
    family("image/x-icon", &[(0, b"\0\0\x01\0")], &["ico"]),
    family(
        "image/heic",
        &[(4, b"ftyphei"), (4, b"ftypmif1")],
        &["heic", "heif"],
    ),
    family("image/avif", &[(4, b"ftypavi")], &["avif"]),
    family(
        "image/vnd.adobe.photoshop",
        &[(0, b"8BPS")],
        &["psd", "psb"],
    ),
    family(
        "application/postscript",
        &[(0, b"%!PS"), (0, b"\xc5\xd0\xd3\xc6")],
        &["eps", "ps", "ai"],
    ),
    family(
        "application/x-indesign",
        &[(0, b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5")],
        &["indd"],
    ),
    family(
        "application/zip",
        &[(0, b"PK\x03\x04"), (0, b"PK\x05\x06")],
        &[
            "zip", "docx", "xlsx", "pptx", "dotx", "potx", "odt", "ods", "odp", "odg", "pages",
            "numbers", "key", "sketch", "fig", "xd", "epub", "idml",
        ],
    ),
    family(
        "application/x-ole-storage",
        &[(0, b"\xd0\xcf\x11\xe0")],
        &["doc", "xls", "ppt", "msg", "pub", "vsd"],
    ),
    family("application/gzip", &[(0, b"\x1f\x8b")], &["gz", "tgz"]),
    family(
        "application/x-7z-compressed",
        &[(0, b"7z\xbc\xaf\x27\x1c")],
        &["7z"],
    ),
    family("application/vnd.rar", &[(0, b"Rar!\x1a\x07")], &["rar"]),
    family(
        "video/mp4",
        &[(4, b"ftyp")],
        &["mp4", "m4v", "mov", "m4a", "3gp"],
    ),
    family("video/webm", &[(0, b"\x1a\x45\xdf\xa3")], &["webm", "mkv"]),
    family("video/x-msvideo", &[(8, b"AVI ")], &["avi"]),
    family("audio/wav", &[(8, b"WAVE")], &["wav"]),
    family(
        "audio/mpeg",
        &[
            (0, b"ID3"),
            (0, b"\xff\xfb"),
            (0, b"\xff\xf3"),
            (0, b"\xff\xf2"),
        ],
        &["mp3"],
    ),
    family("audio/ogg", &[(0, b"OggS")], &["ogg", "oga", "opus", "ogv"]),
    family(
        "font/sfnt",
        &[
            (0, b"\0\x01\0\0"),
            (0, b"OTTO"),
            (0, b"wOFF"),
            (0, b"wOF2"),
            (0, b"true"),
        ],
        &["ttf", "otf", "woff", "woff2"],
    ),
];

/// Texts that no system runs when they are opened from a folder: scripts and pages aren't among them, and those in which
/// something may run are looked through (`markup::Markup`). All are handed out as plain text.
const TEXTS: [&str; 19] = [
    "txt", "md", "csv", "tsv", "json", "xml", "css", "svg", "yaml", "yml", "rtf", "ics", "vcf",
    "srt", "vtt", "sql", "log", "eml", "po",
];
/// What people would send for good reasons, and what runs on somebody's machine when it is opened there.
const SCRIPTS: [&str; 5] = ["html", "htm", "js", "mjs", "xhtml"];
const SHEETS: [&str; 3] = ["csv", "tsv", "txt"];
const BANK_STATEMENTS: [&str; 6] = ["xml", "ofx", "qfx", "csv", "tsv", "txt"];

/// What begins like a program of some system.
const PROGRAMS: [&[u8]; 8] = [
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
    b"L\0\0\0\x01\x14\x02\0",
    b"!<arch>",
];

/// So much of the beginning is looked at.
pub const LOOKED_AT: usize = 512;

pub(super) fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_ascii_lowercase()
}

fn begins(first: &[u8], marks: &[Mark]) -> bool {
    marks
        .iter()
        .any(|(at, bytes)| first.get(*at..).is_some_and(|rest| rest.starts_with(bytes)))
}

/// What is a text by itself, and yet no plain one: nobody begins a list of theirs like this.
const SELF_DECLARED: [&[u8]; 4] = [b"%PDF-", b"%!PS", b"#!", b"!<arch>"];

/// Whether it is an honest text although it may begin with the letters of something else ("MZ Media", "ID3,Company"):
/// its name says so, and no byte of it is one that texts don't have. Whatever else begins with such letters goes on with
/// lengths and versions, which have these.
fn is_plain(first: &[u8], ending: &str) -> bool {
    let of_texts = |b: &u8| !b.is_ascii_control() || matches!(b, b'\t' | b'\n' | b'\r' | b'\x0c');
    TEXTS.contains(&ending)
        && first.iter().all(of_texts)
        && !SELF_DECLARED.iter().any(|mark| first.starts_with(mark))
}

fn is_text(first: &[u8]) -> bool {
    // Sheets from elsewhere may be in an old code page or in UTF-16, which says so or has its zeros all on one side.
    let marked = first.starts_with(b"\xff\xfe") || first.starts_with(b"\xfe\xff");
    let zero = |side: usize| first.iter().skip(side).step_by(2).any(|b| *b == 0);
    let ends = |pair: &[u8]| matches!(pair, [0, b'\n' | b'\r'] | [b'\n' | b'\r', 0]);
    marked || !first.contains(&0) || zero(0) != zero(1) && first.chunks(2).any(ends)
}

/// What a file is by its first bytes; its name decides only among harmless kinds.
pub fn sniff(first: &[u8], name: &str) -> &'static str {
    let ending = ending(name);
    let found = FAMILIES
        .iter()
        .find(|held| begins(first, held.marks))
        .filter(|_| !is_plain(first, &ending));
    match (found, ending.as_str()) {
        (Some(held), "docx") if held.media_type == "application/zip" => DOCX,
        (Some(held), "xlsx") if held.media_type == "application/zip" => XLSX,
        (Some(held), _) => held.media_type,
        (None, _) if !first.is_empty() && is_readable(first) => TEXT,
        (None, _) => UNKNOWN,
    }
}

/// UTF-8 as far as it was looked at; the last letter may have been cut in two.
fn is_readable(first: &[u8]) -> bool {
    !first.contains(&0)
        && match std::str::from_utf8(first) {
            Ok(_) => true,
            Err(e) => e.error_len().is_none(),
        }
}

impl Takes {
    /// What is given here instead, in words that pages translate as a whole.
    fn instead(self, ending: &str) -> &'static str {
        match self {
            Takes::Papers | Takes::ManyPapers if SCRIPTS.contains(&ending) => {
                "PDF and office documents, pictures, films, sound, texts, designs, fonts, and archives such as ZIP. What runs when it is opened can come in a ZIP archive."
            }
            Takes::Papers | Takes::ManyPapers => {
                "PDF and office documents, pictures, films, sound, texts, designs, fonts, and archives such as ZIP. Anything else can come in a ZIP archive."
            }
            Takes::Sheets => "sheets as CSV. In a spreadsheet, choose Save as, then CSV (UTF-8).",
            Takes::BankStatements => {
                "a bank statement as camt.053 (XML), OFX or CSV. Banks offer them where transactions are exported."
            }
            Takes::Pictures => "a PNG, JPEG or WebP picture.",
            Takes::Pieces => "a piece of a file.",
        }
    }

    fn texts(self) -> &'static [&'static str] {
        match self {
            Takes::Papers | Takes::ManyPapers => &TEXTS,
            Takes::Sheets => &SHEETS,
            Takes::BankStatements => &BANK_STATEMENTS,
            Takes::Pictures | Takes::Pieces => &[],
        }
    }

    fn families(self) -> impl Iterator<Item = &'static Family> {
        FAMILIES.iter().filter(move |held| match self {
            Takes::Papers | Takes::ManyPapers => true,
            Takes::Sheets | Takes::BankStatements | Takes::Pieces => false,
            Takes::Pictures => ["image/png", "image/jpeg", "image/webp"].contains(&held.media_type),
        })
    }

    /// Why a file isn't taken here; None when it is. An empty one is told of elsewhere.
    pub fn refuses(self, first: &[u8], name: &str) -> Option<String> {
        if self == Takes::Pieces {
            return None;
        }
        let ending = ending(name);
        let says = |held: &&'static Family| held.endings.contains(&ending.as_str());
        let known = self.families().any(|held| says(&held));
        let text = self.texts().contains(&ending.as_str());
        if !known && !text {
            let kinds = self.instead(&ending);
            return Some(match ending.as_str() {
                "" => format!(
                    "{name} doesn't say what it is: its name has no ending such as .pdf. Choose {kinds}"
                ),
                ending => format!("Files that end in .{ending} are not taken here. Choose {kinds}"),
            });
        }
        if first.is_empty() {
            return None;
        }
        let plain = is_plain(first, &ending);
        if !plain && PROGRAMS.iter().any(|mark| first.starts_with(mark)) {
            return Some(format!(
                "{name} is a program, whatever it is called. Programs are not taken here."
            ));
        }
        let fits = match self
            .families()
            .filter(says)
            .any(|held| begins(first, held.marks))
        {
            true => true,
            // What has the mark of something else is that.
            false => {
                let other = || FAMILIES.iter().any(|held| begins(first, held.marks));
                text && (plain || is_text(first) && !other())
            }
        };
        (!fits).then(|| match self {
            Takes::Pictures => format!("{name} is no PNG, JPEG or WebP picture. Save it as one of these and choose it again."),
            _ => format!("{name} is not what its ending says: its content is of another kind. Save it anew from the program it comes from, or give it its right name.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_what_a_file_is() {
        assert_eq!(sniff(b"%PDF-1.7", "x.png"), PDF);
        assert_eq!(sniff(b"<html>", "x.html"), TEXT);
        assert_eq!(sniff(b"<svg onload=alert(1)>", "x.svg"), TEXT);
        assert_eq!(sniff(b"\0\x01", "x.txt"), UNKNOWN);
        assert_eq!(sniff(b"PK\x03\x04...", "x.docx"), DOCX);
        assert_eq!(sniff(b"RIFF....WEBPVP8 ", "x.webp"), "image/webp");
        for text in ["ID3,Company", "OTTO Optik", "MZ Media", "true to size"] {
            assert_eq!(sniff(text.as_bytes(), "x.csv"), TEXT, "{text}");
        }
        assert_eq!(sniff(b"ID3\x03\0", "x.csv"), "audio/mpeg");
        let cut = "é".repeat(300);
        assert_eq!(sniff(&cut.as_bytes()[..LOOKED_AT - 1], "x.txt"), TEXT);
    }

    #[test]
    fn what_belies_its_name_or_runs_is_refused() {
        let papers = |first: &[u8], name: &str| Takes::Papers.refuses(first, name);
        for (first, name) in [
            (&b"%PDF-1.7"[..], "letter.pdf"),
            (b"PK\x03\x04", "letter.docx"),
            (b"PK\x03\x04", "all.ZIP"),
            (b"\xff\xd8\xff\xe0", "photo.JPG"),
            (b"....ftypqt  ", "film.mov"),
            (b"<svg xmlns=", "logo.svg"),
            (b"caf\xe9;1", "old.csv"),
            (b"\xff\xfea\0", "excel.csv"),
            (b"a\0,\0b\0\r\0\n\0", "unmarked.csv"),
            (b"BMW is a car", "cars.txt"),
            (b"MZ Media GmbH asks for a new site.", "notes.txt"),
            (b"MZ B\xfcro;Kiel", "old.csv"),
            (b"OTTO Optik,Kiel\nMia Lund,Emden\n", "otto.csv"),
            (b"ID3,Company,City\r\n", "id3.csv"),
            (b"true to size", "size.md"),
            (b"", "empty.pdf"),
        ] {
            assert_eq!(papers(first, name), None, "{name}");
        }
        for (first, name, why) in [
            (&b"MZ\x90\0"[..], "letter.pdf", "is a program"),
            (b"\x7fELF\x02", "photo.jpg", "is a program"),
            (b"#!/bin/sh\n", "notes.txt", "is a program"),
            (b"!<arch>\ndebian", "notes.txt", "is a program"),
            (b"MZ\x90\0\x03", "notes.txt", "is a program"),
            (b"MZ Media", "letter.pdf", "is a program"),
            (b"OTTO\0\x0c", "notes.txt", "not what its ending says"),
            (b"true\0\x0c", "notes.txt", "not what its ending says"),
            (b"ID3\x03\0\0", "list.csv", "not what its ending says"),
            (b"BM\x36\0\0\0", "list.csv", "not what its ending says"),
            (b"%PDF-1.7\n", "notes.txt", "not what its ending says"),
            (b"MZ\x90\0", "setup.exe", ".exe are not taken"),
            (b"<script>", "page.hta", ".hta are not taken"),
            (b"<html>", "page.html", ".html are not taken"),
            (b"alert(1)", "SCRIPT.JS", ".js are not taken"),
            (b"[InternetShortcut]", "shop.url", ".url are not taken"),
            (b"L\0\0\0\x01\x14\x02\0", "letter.lnk", ".lnk are not taken"),
            (b"<html>", "letter.pdf", "not what its ending says"),
            (b"%PDF-1.7", "photo.png", "not what its ending says"),
            (b"PK\x03\x04", "notes.txt", "not what its ending says"),
            (b"\0\x01\x02", "notes.txt", "not what its ending says"),
            (b"words", "README", "no ending"),
        ] {
            let said = papers(first, name).unwrap_or_default();
            assert!(said.contains(why), "{name}: {said}");
        }
        assert_eq!(Takes::Sheets.refuses(b"a,b\n", "people.csv"), None);
        let said = Takes::Sheets.refuses(b"%PDF-1.7", "people.pdf");
        assert!(said.is_some_and(|said| said.contains("sheets as CSV")));
        assert!(Takes::Sheets.refuses(b"PK\x03\x04", "people.csv").is_some());
        assert_eq!(
            Takes::Pictures.refuses(b"\xff\xd8\xff\xe0", "logo.jpg"),
            None
        );
        for (first, name) in [
            (&b"<svg"[..], "logo.png"),
            (b"<svg", "logo.svg"),
            (b"GIF89a", "logo.gif"),
        ] {
            assert!(Takes::Pictures.refuses(first, name).is_some(), "{name}");
        }
    }
}
