//! What would run where markup is opened from somebody's folder, found as the file arrives.

use super::uploads::ending;

/// Those that a browser opens, and runs what is in them.
const MARKUP: [&str; 2] = ["svg", "xml"];
/// Looks through markup as it arrives for what would run where it is opened from somebody's folder.
pub struct Markup {
    /// The end of what was looked at, in which something may have begun; without what browsers pass over in addresses.
    end: Vec<u8>,
}

/// In lower case, without spaces, and with letters that are written as numbers as what they are.
const RUNS: [&[u8]; 5] = [
    b"<script",
    b":script",
    b"javascript:",
    b"vbscript:",
    b"<?xml-stylesheet",
];
/// Names of handlers are shorter than this.
const HANDLER: usize = 30;
/// So much of what was looked at is looked at again with the next piece.
const AGAIN: usize = 1024;

impl Markup {
    /// None for what nothing opens as markup.
    pub fn of(name: &str) -> Option<Markup> {
        MARKUP
            .contains(&ending(name).as_str())
            .then(|| Markup { end: Vec::new() })
    }

    /// Whether something that runs ends in the next piece.
    pub fn runs(&mut self, piece: &[u8]) -> bool {
        let lower = piece.iter().filter(|byte| **byte != 0);
        self.end.extend(lower.map(u8::to_ascii_lowercase));
        let packed = packed(&self.end);
        let found = RUNS.iter().any(|mark| find(&packed, mark).is_some())
            || builds(&packed)
            || handles(&self.end);
        let keep = self.end.len().min(AGAIN);
        self.end.drain(..self.end.len() - keep);
        found
    }
}

fn find(text: &[u8], mark: &[u8]) -> Option<usize> {
    text.windows(mark.len()).position(|held| held == mark)
}

/// Without spaces, and with `&#60;` and `&#x3c;` as the letters they stand for.
fn packed(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let written = rest.strip_prefix(b"&#").and_then(|number| {
            let end = number.iter().take(10).position(|byte| *byte == b';')?;
            let number = std::str::from_utf8(&number[..end]).ok()?;
            let letter = match number.strip_prefix('x') {
                Some(hex) => u8::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            Some((letter, end + 3))
        });
        let (byte, wide) = written.unwrap_or((text[at], 1));
        if !byte.is_ascii_whitespace() {
            out.push(byte.to_ascii_lowercase());
        }
        at += wide;
    }
    out
}

/// Whether the text names pieces of text to be put together elsewhere. The names of namespaces that drawing programs
/// declare are none.
fn builds(packed: &[u8]) -> bool {
    const MARK: &[u8] = b"<!entity";
    let mut rest = packed;
    while let Some(at) = find(rest, MARK) {
        rest = &rest[at + MARK.len()..];
        let quote = rest
            .iter()
            .take(100)
            .position(|b| matches!(b, b'"' | b'\''));
        let value = match quote {
            Some(quote) => &rest[quote + 1..],
            None if rest.len() < 100 => return false,
            None => return true,
        };
        let plain = value
            .iter()
            .take(300)
            .take_while(|b| !matches!(b, b'"' | b'\''));
        let (begin, all) = (&value[..value.len().min(4)], value.len() >= 4);
        if all && begin != b"http" || plain.clone().any(|b| matches!(b, b'&' | b'<')) {
            return true;
        }
        if plain.count() == 300 {
            return true;
        }
    }
    false
}

/// Whether an attribute's name begins with `on`: after a space, a slash or a quote, letters up to an equals sign.
fn handles(text: &[u8]) -> bool {
    text.windows(3).enumerate().any(|(at, held)| {
        let begins = held[0].is_ascii_whitespace() || matches!(held[0], b'/' | b'"' | b'\'');
        begins && &held[1..] == b"on" && {
            let rest = &text[at + 3..];
            let name = rest
                .iter()
                .take(HANDLER)
                .take_while(|b| b.is_ascii_lowercase());
            let after = &rest[name.count().min(rest.len())..];
            let next = after.iter().find(|byte| !byte.is_ascii_whitespace());
            rest.first().is_some_and(u8::is_ascii_lowercase) && next == Some(&b'=')
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_in_markup_is_found_wherever_it_is_cut() {
        let runs = |text: &[u8], size: usize| {
            let mut markup = Markup::of("x.SVG").unwrap();
            text.chunks(size).any(|piece| markup.runs(piece))
        };
        let long = "<path d=\"M0 0\"/>".repeat(50);
        for bad in [
            "<ScRiPt>alert(1)</script>",
            "<svg:script xlink:href=\"x\"/>",
            "<svg\nonload = \"alert(1)\">",
            "<image href='x'onerror='alert(1)'/>",
            "<a href=\"java\nscript:alert(1)\">",
            "<a href=\"java&#115;cript:alert(1)\">",
            "<!ENTITY x \"script\">",
            "<!ENTITY x \"http&#x3c;&#x73;cript\">",
        ] {
            let whole = format!("<svg>{long}{bad}{long}</svg>");
            for size in [1, 7, 64, 10_000] {
                assert!(runs(whole.as_bytes(), size), "{bad} in pieces of {size}");
            }
            let wide: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(runs(&wide, 10_000), "{bad} in UTF-16");
        }
        let fine = "<!DOCTYPE svg [<!ENTITY ns \"http://ns.example/1.0/\">]><svg font-size=\"1\" icon=\"a\"><title>Once on = off, only one</title><style>p{}</style></svg>";
        let fine = fine.replace("on = off", "on the road");
        assert!(!runs(fine.as_bytes(), 10_000) && !runs(fine.as_bytes(), 1));
        assert!(Markup::of("notes.txt").is_none());
    }
}
