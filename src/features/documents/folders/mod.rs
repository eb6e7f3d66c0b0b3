//! Folders: those that make themselves, by client and by what documents are about, and those that people make in them.
//!
//! Record: `Folder`. A folder opens nothing: who sees a document is the document's matter, and whoever opens a folder finds
//! in it what they see. A folder of a client or of a subject takes only documents of that one; each document lies in one
//! folder of people's at most, and otherwise where it belongs by itself.

mod entity;
mod folder;
mod forms;
mod forms_shown;
mod ops;
mod pages;
mod place;
mod routes;
mod rows;
mod tree;

use crate::access::Action;

pub use folder::{Folder, stays_a_tree};
pub use forms::{FileForm, FolderForm, MoveFolder, RenameFolder};
pub use forms_shown::of_document;
pub use ops::{begun, bring, create, file, named};
pub use pages::switch;
pub use place::Place;
pub use routes::routes;

pub const VIEW: Action = Action::read("folders.view", "See folders");
pub const CREATE: Action =
    Action::write("folders.create", "Make a folder").told("made the folder {}");
pub const EDIT: Action =
    Action::write("folders.edit", "Rename and move folders").told("changed the folder {}");
pub const REMOVE: Action =
    Action::write("folders.remove", "Remove a folder").told("removed the folder {}");
