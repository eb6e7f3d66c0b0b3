//! A file that comes in, and the document that is made of it.

use super::{document::Document, folders::Folder, version::Version};
use crate::{
    base::{Id, Result},
    data::{Change, FileRef, Held, Ref},
    features::clients::Client,
    web::Upload,
};

/// A file that somebody gives, as it lies in the vault.
#[derive(Debug, Clone)]
pub struct IncomingFile {
    pub file: FileRef,
    pub name: String,
    pub media_type: String,
    /// Whether a virus scanner looked through it, and found nothing.
    pub scanned: bool,
}

impl From<&Upload> for IncomingFile {
    fn from(upload: &Upload) -> IncomingFile {
        IncomingFile {
            file: upload.file.clone(),
            name: upload.name.clone(),
            media_type: upload.media_type.clone(),
            scanned: upload.scanned,
        }
    }
}

impl IncomingFile {
    /// Becomes the version of a document that counts.
    pub(super) fn file_under(
        self,
        change: &mut Change<'_, '_>,
        document: &mut Held<Document>,
        (number, note): (u64, String),
    ) -> Result<()> {
        let version = Version {
            document: document.id,
            number,
            file: self.file,
            name: self.name,
            media_type: self.media_type,
            scanned: self.scanned,
            by: Id::new(change.actor.person),
            at: change.at,
            note,
            ..Version::default()
        };
        document.newest = change.on_behalf(HELD_WHOLE).insert(version)?.id;
        change.put(document)
    }
}

/// A document to be made within another feature's deed.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// Empty: the file's own name.
    pub name: String,
    pub given: IncomingFile,
    pub client: Option<Id<Client>>,
    pub about: Option<Ref>,
    pub shared: bool,
    pub requirement: Option<String>,
    pub note: String,
    /// It takes the document, as was asked before.
    pub folder: Option<Id<Folder>>,
}

impl NewDocument {
    pub fn of(given: impl Into<IncomingFile>) -> NewDocument {
        NewDocument {
            name: String::new(),
            given: given.into(),
            client: None,
            about: None,
            shared: false,
            requirement: None,
            note: String::new(),
            folder: None,
        }
    }
}

pub const HELD_WHOLE: &str = "the deed holds the document";
pub const HELD_BY_WHOLE: &str = "the deed holds what the document is about";
