//! Folders: those that make themselves, by client and by what documents are about, and those that people make in them.
//!
//! Record: `Folder`. A folder opens nothing: who sees a document is the document's matter, and whoever opens a folder finds
//! in it what they see. A folder of a client or of a subject takes only documents of that one; each document lies in one
//! folder of people's at most, and otherwise where it belongs by itself.

mod actions;
mod address;
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

pub use actions::*;
pub use address::switch;
pub use folder::{Folder, stays_a_tree};
pub use forms::{FileForm, FolderForm, MoveFolder, RenameFolder};
pub use forms_shown::of_document;
pub use ops::{begun, bring, create, file, named};
pub use place::Place;
pub use routes::routes;
