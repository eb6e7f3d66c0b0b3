//! What people may submit about signatures.

use super::{
    field::{FieldKind, LEAST, MOST, Placed, WHOLE},
    seal::is_hash,
};
use crate::{
    base::{Day, Id},
    extract::SEAL_ROOM,
    features::{documents::Document, people::User},
    web::form::{Form, Need, Optional, Reader, Required},
};

/// People who sign one paper.
pub const MOST_SIGNERS: usize = 12;
/// A drawn signature is no longer than this.
const LONGEST_PATH: usize = 20_000;
const PROOF: usize = 2 * SEAL_ROOM;

/// What is asked of whom, of the version that counts.
#[derive(Debug, Clone, Default)]
pub struct NewRequest {
    pub document: Option<Id<Document>>,
    pub content: Content,
}

#[derive(Debug, Clone, Default)]
pub struct Content {
    /// In the order in which they sign, if they do in order.
    pub signers: Vec<Id<User>>,
    pub in_order: bool,
    pub message: String,
    pub expires: Option<Day>,
    /// Days; 0 never reminds.
    pub every: u32,
}

impl Content {
    /// `until`: whether a last day has to be said, or is the usual one.
    fn read(f: &mut Reader, until: Need) -> Content {
        let content = Content {
            signers: f.ids("people", "Who signs"),
            in_order: f.flag("in_order", "One after the other"),
            message: f.block("message", "Message", Optional, 2000),
            expires: f.day("expires", "Last day", until),
            every: f
                .whole("every", "Days between reminders", Optional, 0..=60)
                .and_then(|days| u32::try_from(days).ok())
                .unwrap_or_default(),
        };
        if content.signers.len() > MOST_SIGNERS {
            f.problem(
                "people",
                format!("At most {MOST_SIGNERS} people sign one document."),
            );
        }
        let mut known = content.signers.clone();
        known.sort_unstable();
        known.dedup();
        if known.len() < content.signers.len() {
            f.problem("people", "Somebody is named twice.");
        }
        content
    }
}

impl Form for NewRequest {
    fn read(f: &mut Reader) -> Self {
        NewRequest {
            document: f.id("document", "Document", Required),
            content: Content::read(f, Optional),
        }
    }
}

/// A quote that is to be signed; nobody named: the client's people in the portal.
#[derive(Debug, Clone, Default)]
pub struct QuoteToSign {
    pub content: Content,
}

impl Form for QuoteToSign {
    fn read(f: &mut Reader) -> Self {
        QuoteToSign {
            content: Content::read(f, Optional),
        }
    }
}

/// The same of one that isn't sent yet.
#[derive(Debug, Clone, Default)]
pub struct EditRequest {
    pub content: Content,
    pub version: Option<u64>,
}

impl Form for EditRequest {
    fn read(f: &mut Reader) -> Self {
        EditRequest {
            content: Content::read(f, Required),
            version: f.version(),
        }
    }
}

/// All places of a request.
#[derive(Debug, Clone, Default)]
pub struct Places {
    pub fields: Vec<Placed>,
    pub version: Option<u64>,
}

impl Form for Places {
    fn read(f: &mut Reader) -> Self {
        let fields = f.rows("fields", MOST, |row| {
            let mut number = |name: &str, label: &str, least: i64, most: i64| {
                let found = row.whole(name, label, Required, least..=most);
                found
                    .and_then(|n| u32::try_from(n).ok())
                    .unwrap_or_default()
            };
            let whole = i64::from(WHOLE);
            let least = i64::from(LEAST);
            Placed {
                signer: number("signer", "Whose", 1, MOST_SIGNERS as i64),
                page: number("page", "Page", 1, 500),
                x: number("x", "From the left", 0, whole),
                y: number("y", "From above", 0, whole),
                width: number("width", "Width", least, whole),
                height: number("height", "Height", least, whole),
                kind: row
                    .choice::<FieldKind>("kind", "Kind", Required)
                    .unwrap_or_default(),
                text: String::new(),
            }
        });
        Places {
            fields,
            version: f.version(),
        }
    }
}

/// What somebody signs with.
#[derive(Debug, Clone, Default)]
pub struct Sign {
    pub name: String,
    pub signature: String,
    pub consent: bool,
    /// SHA-256 of the file that was read.
    pub hash: String,
    pub texts: Vec<(usize, String)>,
}

impl Form for Sign {
    fn read(f: &mut Reader) -> Self {
        let form = Sign {
            name: f.text("name", "Your full name", Required, 120),
            signature: f.block("signature", "Your signature", Optional, LONGEST_PATH),
            consent: f.flag("consent", "I agree"),
            hash: f.text("hash", "SHA-256 of what was read", Required, 64),
            texts: f.rows("texts", MOST, |row| {
                let place = row.whole("field", "Place", Required, 0..=MOST as i64);
                let place = place.and_then(|n| usize::try_from(n).ok());
                let text = row.text("text", "Words", Optional, 200);
                (place.unwrap_or(usize::MAX), text)
            }),
        };
        if !is_path(&form.signature) {
            f.problem(
                "signature",
                "This is not a signature drawn in the box. Clear it and sign again.",
            );
        }
        if !form.consent {
            f.problem("consent", "Say that you agree to sign electronically.");
        }
        form
    }
}

/// Moves and lines within the box, as the pad draws them; a pen may have left it a little.
fn is_path(text: &str) -> bool {
    let numbers = |part: &str| {
        let mut each = part.split(' ').map(str::parse::<f32>);
        let pair = (each.next(), each.next(), each.next());
        let near = |number: f32| (-2_000.0..=2_000.0).contains(&number);
        matches!(pair, (Some(Ok(x)), Some(Ok(y)), None) if near(x) && near(y))
    };
    let plain = |c: char| matches!(c, 'M' | 'L' | '0'..='9' | '.' | '-' | ' ');
    text.is_empty()
        || text.starts_with('M')
            && text.chars().all(plain)
            && text[1..].split(['M', 'L']).all(numbers)
}

/// What the page of checks sends of a file: never the file itself.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// SHA-256 of the whole file.
    pub hash: String,
    /// SHA-256 of what its seal says that it covers, and the seal, in hexadecimal.
    pub covered: String,
    pub seal: String,
}

impl Form for Check {
    fn read(f: &mut Reader) -> Self {
        let mut lower = |name: &str, label: &str, need, most| {
            f.text(name, label, need, most).to_ascii_lowercase()
        };
        let form = Check {
            hash: lower("hash", "SHA-256 of the file", Required, 64),
            covered: lower("covered", "SHA-256 of what the seal covers", Optional, 64),
            seal: lower("seal", "Seal", Optional, PROOF),
        };
        if !form.hash.is_empty() && !is_hash(&form.hash) {
            f.problem(
                "hash",
                "A SHA-256 is 64 letters from 0 to 9 and from a to f.",
            );
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_moves_and_lines_in_its_box() {
        for right in ["", "M1 2L3 4", "M-3.5 2L610.2 40M1 1L1 1"] {
            assert!(is_path(right), "{right}");
        }
        for wrong in [
            "L1 2",
            "M1 2 3L1 1",
            "M1",
            "M1 2C3 4",
            "M1 2L3 4\"/><script>",
            "M1 2L99999 1",
            "M1 2L. -",
            "MM1 2",
        ] {
            assert!(!is_path(wrong), "{wrong}");
        }
    }
}
