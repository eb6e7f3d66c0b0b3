//! What people may submit about folders.

use super::Folder;
use crate::{
    base::Id,
    features::{
        clients::Client,
        documents::{Document, forms::ABOUT},
    },
    web::form::{Form, Optional, Reader, Required},
};

/// Longest name of a folder.
const NAME: usize = 120;
/// Documents that one deed moves.
pub const AT_ONCE: usize = 500;

#[derive(Debug, Clone)]
pub struct FolderForm {
    pub name: String,
    pub parent: Option<Id<Folder>>,
    /// Where it lies in no other one.
    pub client: Option<Id<Client>>,
    pub about: String,
}

impl Form for FolderForm {
    fn read(f: &mut Reader) -> Self {
        let form = FolderForm {
            name: f.text("name", "Name", Required, NAME),
            parent: f.id("parent", "In the folder", Optional),
            client: f.id("client", "Client", Optional),
            about: f.number_of("about", "About", Optional, &ABOUT),
        };
        if form.parent.is_some() && (form.client.is_some() || !form.about.is_empty()) {
            f.problem(
                "parent",
                "A folder within another belongs where that one does. Leave client and subject out.",
            );
        }
        form
    }
}

#[derive(Debug, Clone)]
pub struct RenameFolder {
    pub name: String,
    pub version: Option<u64>,
}

impl Form for RenameFolder {
    fn read(f: &mut Reader) -> Self {
        RenameFolder {
            name: f.text("name", "Name", Required, NAME),
            version: f.version(),
        }
    }
}

/// Where a folder goes; nothing: to the top of where it belongs.
#[derive(Debug, Clone)]
pub struct MoveFolder {
    pub parent: Option<Id<Folder>>,
    pub version: Option<u64>,
}

impl Form for MoveFolder {
    fn read(f: &mut Reader) -> Self {
        MoveFolder {
            parent: f.id("parent", "In the folder", Optional),
            version: f.version(),
        }
    }
}

/// Documents that go into a folder; nothing: back to where they belong by themselves.
#[derive(Debug, Clone)]
pub struct FileForm {
    pub documents: Vec<Id<Document>>,
    pub folder: Option<Id<Folder>>,
}

impl Form for FileForm {
    fn read(f: &mut Reader) -> Self {
        let form = FileForm {
            documents: f.ids("keys", "Documents"),
            folder: f.id("folder", "Folder", Optional),
        };
        if form.documents.is_empty() {
            f.problem("keys", "Tick the documents that are to be moved.");
        }
        if form.documents.len() > AT_ONCE {
            f.problem("keys", format!("Move at most {AT_ONCE} at once."));
        }
        form
    }
}

/// The same of one document.
#[derive(Debug, Clone)]
pub struct FileOne {
    pub folder: Option<Id<Folder>>,
    pub version: Option<u64>,
}

impl Form for FileOne {
    fn read(f: &mut Reader) -> Self {
        FileOne {
            folder: f.id("folder", "Folder", Optional),
            version: f.version(),
        }
    }
}
