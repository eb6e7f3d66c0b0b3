//! Documents: files in the vault, by what they are about, with their versions and who verified them.
//!
//! Records: `Document` (a name, what it is about, and which version counts) and its parts, each a `Version` that names a
//! file in the vault. Actions: see, add (and add a version), verify, edit, archive. Pages: the list, one document; clients fetch what is shared with them.
//!
//! Rules: a client sees a document only when it is shared or came from the client; a new version has to be verified
//! again; nothing is deleted, an archived document stays readable.

mod api;
mod commands;
mod document;
mod entity;
mod forms;
mod ops;
mod pages;
mod query;
mod routes;
mod version;

use crate::{
    access::Action,
    data::{KindInfo, file_maintenance},
    features::{Commands, Feature, Start, clients::Client, quotes::Quote},
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use commands::about as add_about;
pub use document::{BY_ABOUT, BY_CLIENT, Document, Verified, about_key};
pub use forms::{DocumentForm, Edit, NewVersion};
pub use ops::{
    IncomingFile, NewDocument, add, add_version, archive, create, edit, for_client, new_version,
    put_away, restore, verified, verify,
};
pub use pages::{file_link, kind_of, portal_link, size};
pub use version::{Current, Version, versions};

pub const VIEW: Action = Action::read("documents.view", "See documents");
pub const ADD: Action = Action::write("documents.add", "Add a document").told("added {}");
pub const VERIFY: Action =
    Action::write("documents.verify", "Verify a document").told("verified {}");
pub const EDIT: Action = Action::write("documents.edit", "Edit a document").told("edited {}");
pub const ARCHIVE: Action = Action::write("documents.archive", "Archive a document")
    .told("archived {}")
    .told_back("took {} out of the archive");

pub fn feature() -> Feature {
    Feature {
        name: "documents",
        kinds: vec![
            KindInfo::entity::<Document>().shareable(&[EDIT, ADD]),
            KindInfo::entity::<Version>(),
        ],
        reshapes: vec![version::TAKEN_OUT],
        actions: &[
            VIEW,
            ADD,
            VERIFY,
            EDIT,
            ARCHIVE,
            file_maintenance::SWEEP,
            file_maintenance::SCRUB,
        ],
        routes: Route::about::<Document>("/documents", routes::routes()),
        hangs: vec![ops::bring],
        commands: vec![
            Commands::of::<Client>(commands::of_client),
            Commands::of::<Quote>(add_about),
        ],
        starts: &[Start {
            title: "Add document",
            href: "/documents/new",
            action: ADD,
        }],
        nav: vec![NavItem {
            section: "Work",
            label: "Documents",
            icon: Icon::Docs,
            href: "/documents",
            action: VIEW,
            go: 'd',
            count: None,
            hot: false,
        }],
        ..Feature::default()
    }
}
