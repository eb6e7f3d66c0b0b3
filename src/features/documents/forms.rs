//! What people may submit about documents. The file itself comes beside the form, in the vault already.

use super::{DocumentCategory, folders::Folder};
use crate::{
    base::{Day, Id},
    data::Kind,
    features::clients::Client,
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct DocumentForm {
    /// Empty: the file's own name.
    pub name: String,
    /// Number of what it is about: TK-301, PRJ-214.
    pub about: String,
    pub client: Option<Id<Client>>,
    pub shared: bool,
    pub note: String,
    /// The folder of people's that it goes into.
    pub folder: Option<Id<Folder>>,
}

/// What a document is mostly about, to be chosen by name: tickets, projects, tasks, quotes.
pub(super) const ABOUT: [&str; 4] = ["TK", "PRJ", "T", "QT"];

impl Form for DocumentForm {
    fn read(f: &mut Reader) -> Self {
        DocumentForm {
            name: f.text("name", "Name", Optional, 180),
            about: f.number_of("about", "About", Optional, &ABOUT),
            client: f.id("client", "Client", Optional),
            shared: f.flag("shared_with_client", "Share it with the client"),
            note: f.text("note", "Note", Optional, 300),
            folder: f.id("folder", "Folder", Optional),
        }
    }
}

#[derive(Debug, Clone)]
pub struct NewVersion {
    pub note: String,
    /// Whoever has it out goes on having it out.
    pub keep: bool,
    pub version: Option<u64>,
}

impl Form for NewVersion {
    fn read(f: &mut Reader) -> Self {
        NewVersion {
            note: f.text("note", "What changed", Optional, 300),
            keep: f.flag("keep", "Keep it checked out"),
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Edit {
    pub name: String,
    pub description: String,
    pub shared: bool,
    pub category: Option<Id<DocumentCategory>>,
    pub expires: Option<Day>,
    pub version: Option<u64>,
}

impl Form for Edit {
    fn read(f: &mut Reader) -> Self {
        Edit {
            name: f.text("name", "Name", Required, 180),
            description: f.block("description", "Description", Optional, 2_000),
            shared: f.flag("shared_with_client", "Share it with the client"),
            category: f.id("category", "Category", Optional),
            expires: f.day("expires", "Expires", Optional),
            version: f.version(),
        }
    }
}

/// Making an older version the one that counts again, as a new one.
#[derive(Debug, Clone)]
pub struct BringBack {
    /// As people count.
    pub number: u64,
    pub note: String,
    pub version: Option<u64>,
}

impl Form for BringBack {
    fn read(f: &mut Reader) -> Self {
        let number = f.whole("number", "Number of the version", Required, 1..=1_000_000);
        BringBack {
            number: number.unwrap_or_default().unsigned_abs(),
            note: f.text("note", "Why", Optional, 200),
            version: f.version(),
        }
    }
}

/// A number of any kind as people write it, taken apart: `TK-301` is the kind with the prefix TK and 301.
pub(super) fn number<'k>(
    text: &str,
    mut kinds: impl Iterator<Item = &'k Kind>,
) -> Option<(u8, u64)> {
    let (prefix, digits) = text.trim().rsplit_once('-')?;
    let id = digits.parse().ok().filter(|id| *id > 0)?;
    kinds
        .find(|kind| kind.prefix.eq_ignore_ascii_case(prefix))
        .map(|kind| (kind.code, id))
}
