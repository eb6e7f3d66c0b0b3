//! Signatures: one version of a document is read and signed by people of the client and of the house, and sealed.
//!
//! Records: `SignatureRequest` (a file with its hash, who signs in which order, where on its pages what stands, and what each
//! gave) and `SealKey` (what the house seals with; secret). Actions: see, prepare, send and cancel requests; sign and decline,
//! which are theirs who are asked; Atrium reminds, and ends what is over its last day. Pages: the list, one request with the
//! places on its pages, reading and signing (for staff and in the portal), and the check of a file, which is open to all.
//!
//! Rules: what was sent doesn't change, by a guard that holds Undo too; each signs in turn and once, with a typed name and, if they like, a drawing; how it was
//! known who they are is kept with it. With the last signature the file is sealed (`seal`), and nothing takes a seal back.
//! A quote that is signed is accepted with the last signature, in the same deed (`of_quotes`).
//! What somebody gave is read, drawn and added to by the process that can do nothing else (`extract`).

mod accepted_quote;
mod actions;
mod certificate;
mod consent;
mod day;
mod demo;
mod due;
mod entity;
mod field;
mod forms;
mod how;
mod kept;
mod list;
mod notices;
mod of_quotes;
mod ops;
mod pages;
mod pictures;
mod posted;
mod query;
mod request;
mod routes;
pub mod seal;
mod sealing;
mod sign;
mod signer;
mod stays;
mod time_stamps;
mod verify;

use crate::{
    data::KindInfo,
    features::{
        Command, Commands, Declaration, Demo, Feature,
        documents::{Document, DocumentSection},
    },
    jobs::Handler,
    ui::icon::Icon,
    web::NavItem,
};

pub use accepted_quote::AcceptedQuote;
pub use actions::*;
pub use consent::CONSENT;
pub use field::{FieldKind, Placed};
pub use forms::{Check, Content, EditRequest, NewRequest, Places, Sign};
pub use how::How;
pub use of_quotes::prepare as prepare_quote;
pub use ops::{cancel, edit, place, prepare, send};
pub use pages::{of_client, waiting_for_client};
pub use request::{SealedFile, SignatureRequest, Status};
pub use sealing::seal_key;
pub use sign::{decline, sign};
pub use signer::{Signer, State};
pub use verify::{Verdict, check};

pub fn feature() -> Feature {
    Feature {
        name: "signatures",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<SignatureRequest>().guarded(stays::stays_as_sent),
            KindInfo::of::<seal::SealKey>(),
            KindInfo::entity::<time_stamps::TimeStamps>(),
        ],
        actions: &[
            VIEW,
            EXPORT,
            ASK,
            SEND,
            CANCEL,
            SIGN,
            DECLINE,
            REMIND,
            EXPIRE,
            VIEW_TIME_STAMPS,
            EDIT_TIME_STAMPS,
        ],
        routes: routes::routes()
            .into_iter()
            .chain(time_stamps::routes())
            .collect(),
        wakes: vec![
            Handler::of(request::REMINDS, REMIND, due::remind),
            Handler::of(request::EXPIRES, EXPIRE, due::expire),
        ],
        derives: vec![of_quotes::follow_quotes],
        forgets: vec![kept::forget],
        in_use: Some(kept::in_use),
        hung_on: Some(kept::hung_on),
        declares: vec![Declaration::of(DocumentSection(pages::of_document))],
        day: vec![day::DAY],
        commands: vec![Commands::of::<Document>(|visit, document, _| {
            let may = visit.may(&ASK, document) && !document.archived;
            let ask = || {
                Command::page(
                    "Have it signed",
                    Icon::Sign,
                    format!("/signature-requests/new?document={}", document.id),
                )
            };
            Ok(Vec::from_iter(may.then(ask)))
        })],
        nav: vec![NavItem {
            section: "Work",
            label: "Signatures",
            icon: Icon::Sign,
            href: "/signature-requests",
            action: VIEW,
            go: None,
            count: None,
            hot: false,
        }],
        demo_after: Some(Demo {
            by: "support-manager",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
