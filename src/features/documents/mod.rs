//! Documents: files in the vault, by what they are about, with their versions and who verified them.
//!
//! Records: `Document` (a name, what it is about, and which version counts) and its parts, each a `Version` that names a
//! file in the vault. What Atrium reads of that file by itself (`extraction`) belongs to the version: an `Extraction` says
//! how far that is, an `ExtractedText` holds the words with their places. Actions: see, add (and add a version), verify, edit, archive. Pages: the list, one document; clients fetch what is shared with them.
//!
//! Rules: a client sees a document only when it is shared or came from the client, and of what was shared no version from
//! before that, unless it was chosen (`sharing`); a new version has to be verified
//! again; nobody deletes one, an archived document stays readable, and only what is over the time of its category goes
//! (`keeping`). What was decided, said, signed or approved of a version keeps Undo from taking that version away.

mod actions;
mod api;
mod approval;
mod check_out;
mod commands;
mod compare;
mod demo;
mod document;
mod drawn;
mod entity;
mod extracted;
mod extraction;
mod folders;
mod forms;
mod in_place;
mod incoming;
mod keeping;
mod many;
mod notices;
mod of_client;
mod ops;
mod own_ops;
mod page;
mod pages;
mod posted;
mod print;
mod query;
mod reader;
mod routes;
mod several;
mod sharing;
mod shown;
mod uses;
mod version;
mod words;

use std::time::Duration;

use crate::{
    base::Id,
    data::{KindInfo, file_maintenance},
    features::{
        Commands, Demo, Feature, Start, clients::Client, conversation::Attachments, quotes::Quote,
        records,
    },
    jobs::{Handler, Rhythm, Schedule},
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use actions::*;
pub use check_out::{BreakForm, CheckOut, CheckOutForm, break_it, return_it, take_out};
pub use commands::about as add_about;
pub use document::{BY_ABOUT, BY_CLIENT, Document, Verified, about_key};
pub use drawn::{Drawn, page as drawn_page};
pub use extracted::{ExtractedText, extraction_of, text_of};
pub use extraction::{Extraction, Preview, Stage};
pub use folders::{FileForm, Folder, FolderForm, create as create_folder, file as file_into};
pub use forms::{BringBack, DocumentForm, Edit, NewVersion};
pub use incoming::{IncomingFile, NewDocument};
pub use keeping::{
    CategoryForm, DocumentCategory, Ending, HoldForm, LegalHold, add as add_category, dispose,
    hold, release,
};
pub use ops::{
    add, add_made_version, add_version, all_for_client, archive, create, for_client, put_away,
    restore, verified, verify,
};
pub use own_ops::{bring_back, edit, new_version};
pub use pages::{DocumentSection, file_link, portal_link};
pub use reader::{Standing, standing};
pub use shown::{Shown, thumb};
pub use uses::{Access, How, opened, opened_through, sweep as sweep_log};
pub use version::{Current, Version, numbered, versions};
pub use words::{kind_of, size};

pub fn feature() -> Feature {
    Feature {
        name: "documents",
        client_sections: vec![of_client::SECTION],
        kinds: vec![
            KindInfo::entity::<Document>()
                .shareable(&[EDIT, ADD])
                .guarded(document::stays_in_order),
            KindInfo::entity::<Version>().guarded(version::stays_while_held),
            KindInfo::entity::<Folder>().guarded(folders::stays_a_tree),
            KindInfo::entity::<DocumentCategory>().guarded(keeping::stays_while_used),
            KindInfo::of::<uses::DocumentUse>(),
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
        derives: vec![
            extraction::follow_versions,
            uses::follow_documents,
            sharing::versions_follow,
        ],
        recomputes: vec![sharing::SINCE_SHARED],
        notices: notices::ALL,
        wakes: vec![
            Handler::of(keeping::EXPIRES, keeping::REMIND, keeping::remind),
            Handler::of(check_out::STILL_OUT, keeping::REMIND, check_out::remind),
        ],
        schedules: vec![Schedule {
            name: "retention of documents",
            first: Duration::from_secs(14 * 60),
            rhythm: |_| Ok(Some(Rhythm::Daily(4))),
            last: |_, stored| Ok(stored),
            for_good: true,
            run: |turn| {
                let visit = turn.visit();
                keeping::dispose(&visit)?;
                uses::sweep(&visit)
            },
        }],
        actions: &[
            VIEW,
            EXPORT,
            ADD,
            VERIFY,
            EDIT,
            ASK_APPROVAL,
            ARCHIVE,
            MOVE,
            CHECK_OUT,
            CHECK_IN,
            BREAK,
            ACCESS_LOG,
            NOTE_ACCESS,
            folders::VIEW,
            folders::CREATE,
            folders::EDIT,
            folders::REMOVE,
            keeping::VIEW,
            keeping::CREATE,
            keeping::EDIT,
            keeping::REMOVE,
            keeping::HOLD,
            keeping::RELEASE,
            keeping::REMIND,
            keeping::DISPOSE,
            reader::READ,
            actions::READ_AGAIN,
            file_maintenance::SWEEP,
            file_maintenance::SCRUB,
        ],
        routes: all_routes(),
        hangs: vec![ops::bring, folders::bring],
        forgets: vec![ops::forget],
        in_use: Some(keeping::in_use),
        hung_on: Some(approval::hung_on),
        attachments: Some(Attachments {
            add: ops::attach,
            put_away: |change, id| ops::put_away(change, Id::new(id)),
            show: pages::attached,
        }),
        commands: vec![
            Commands::of::<Client>(commands::of_client),
            Commands::of::<Document>(commands::of_document),
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
        demo_after: Some(Demo {
            by: "administrator",
            make: demo::in_order,
        }),
        nav: vec![NavItem {
            section: "Work",
            label: "Documents",
            icon: Icon::Docs,
            href: "/documents",
            action: VIEW,
            go: Some('d'),
            count: None,
            hot: false,
        }],
        ..Feature::default()
    }
}

fn all_routes() -> Vec<Route> {
    let mut routes = Route::about::<Document>("/documents", routes::routes());
    routes.extend(folders::routes());
    routes.extend(keeping::routes());
    routes
}
