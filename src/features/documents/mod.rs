//! Documents: files in the vault, by what they are about, with their versions and who verified them.
//!
//! Records: `Document` (a name, what it is about, and which version counts) and its parts, each a `Version` that names a
//! file in the vault. What Atrium reads of that file by itself (`extraction`) belongs to the version: an `Extraction` says
//! how far that is, an `ExtractedText` holds the words with their places. Actions: see, add (and add a version), verify, edit, archive. Pages: the list, one document; clients fetch what is shared with them.
//!
//! Rules: a client sees a document only when it is shared or came from the client; a new version has to be verified
//! again; nothing is deleted, an archived document stays readable.

mod api;
mod approval;
mod commands;
mod demo;
mod document;
mod drawn;
mod entity;
mod extracted;
mod extraction;
mod forms;
mod in_place;
mod ops;
mod pages;
mod query;
mod reader;
mod routes;
mod several;
mod shown;
mod version;

use crate::{
    access::Action,
    base::Id,
    data::{KindInfo, file_maintenance},
    features::{
        Commands, Demo, Feature, Start, clients::Client, conversation::Attachments, quotes::Quote,
        records,
    },
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use commands::about as add_about;
pub use document::{BY_ABOUT, BY_CLIENT, Document, Verified, about_key};
pub use drawn::{Drawn, page as drawn_page};
pub use extracted::{ExtractedText, extraction_of, text_of};
pub use extraction::{Extraction, Preview, Stage};
pub use forms::{DocumentForm, Edit, NewVersion};
pub use ops::{
    IncomingFile, NewDocument, add, add_version, archive, create, edit, for_client, new_version,
    put_away, restore, verified, verify,
};
pub use pages::{DocumentSection, file_link, kind_of, portal_link, size};
pub use reader::{Standing, standing};
pub use shown::{Shown, thumb};
pub use version::{Current, Version, versions};

pub const VIEW: Action = Action::read("documents.view", "See documents");
pub const EXPORT: Action = Action::read("documents.export", "Export documents");
pub const ADD: Action = Action::write("documents.add", "Add a document").told("added {}");
pub const VERIFY: Action =
    Action::write("documents.verify", "Verify a document").told("verified {}");
pub const EDIT: Action = Action::write("documents.edit", "Edit a document").told("edited {}");
pub const ASK_APPROVAL: Action =
    Action::write("documents.ask_approval", "Ask for a yes to a version")
        .told("asked for approval of {documents}");
pub const ARCHIVE: Action = Action::write("documents.archive", "Archive a document")
    .told("archived {}")
    .told_back("took {} out of the archive");

pub fn feature() -> Feature {
    Feature {
        name: "documents",
        kinds: vec![
            KindInfo::entity::<Document>().shareable(&[EDIT, ADD]),
            KindInfo::entity::<Version>(),
            KindInfo::entity::<Extraction>(),
            KindInfo::of::<ExtractedText>().found_beneath::<ExtractedText>(
                "documents",
                ("Inside a document", "Inside documents"),
            ),
        ],
        approvable: &[approval::DOCUMENT],
        reshapes: vec![version::TAKEN_OUT, extraction::BEGUN],
        jobs: vec![reader::job, records::several_job::<Document>],
        several: vec![records::for_several::<Document>()],
        derives: vec![extraction::follow_versions],
        actions: &[
            VIEW,
            EXPORT,
            ADD,
            VERIFY,
            EDIT,
            ASK_APPROVAL,
            ARCHIVE,
            reader::READ,
            reader::READ_AGAIN,
            file_maintenance::SWEEP,
            file_maintenance::SCRUB,
        ],
        routes: Route::about::<Document>("/documents", routes::routes()),
        hangs: vec![ops::bring],
        forgets: vec![ops::forget],
        attachments: Some(Attachments {
            add: ops::attach,
            put_away: |change, id| ops::put_away(change, Id::new(id)),
            show: pages::attached,
        }),
        commands: vec![
            Commands::of::<Client>(commands::of_client),
            Commands::of::<Quote>(add_about),
        ],
        starts: &[Start {
            title: "Add document",
            href: "/documents/new",
            action: ADD,
            takes: None,
        }],
        demo: Some(Demo {
            by: "support-manager",
            make: demo::make,
        }),
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
