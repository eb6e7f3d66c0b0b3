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

mod certificate;
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
mod query;
mod request;
mod routes;
pub mod seal;
mod sign;
mod signer;
mod time_stamps;
mod verify;

use crate::{
    access::Action,
    data::KindInfo,
    features::{Command, Commands, Demo, Feature, documents::Document},
    jobs::Handler,
    ui::icon::Icon,
    web::NavItem,
};

pub use field::{FieldKind, Placed};
pub use forms::{Check, Content, EditRequest, NewRequest, Places, Sign};
pub use how::How;
pub use of_quotes::{AcceptedQuote, prepare as prepare_quote};
pub use ops::{cancel, edit, place, prepare, seal_key, send};
pub use pages::{of_client, waiting_for_client};
pub use request::{SealedFile, SignatureRequest, Status};
pub use sign::{decline, sign};
pub use signer::{Signer, State};
pub use verify::{Verdict, check};

pub const VIEW: Action = Action::read("signatures.view", "See requests for signatures");
pub const EXPORT: Action = Action::read("signatures.export", "Export requests for signatures");
pub const ASK: Action = Action::write("signatures.ask", "Prepare a request for signatures")
    .told("prepared {signature-requests}");
pub const SEND: Action = Action::write("signatures.send", "Send a request for signatures")
    .told("sent {signature-requests} to be signed")
    .final_();
pub const CANCEL: Action = Action::write("signatures.cancel", "Cancel a request for signatures")
    .told("cancelled {signature-requests}")
    .final_();
pub const SIGN: Action = Action::write("signatures.sign", "Sign what one is asked to sign")
    .told("signed for {signature-requests}")
    .final_();
pub const DECLINE: Action = Action::write("signatures.decline", "Decline to sign")
    .told("declined {signature-requests}")
    .final_();
pub const REMIND: Action = Action::system("signatures.remind", "Remind those who have not signed")
    .told("reminded of {signature-requests}");
pub const EXPIRE: Action = Action::system(
    "signatures.expire",
    "End a request for signatures that is over",
)
.told("ended {signature-requests}, whose last day is over");

/// What everybody agrees to who signs; it stands on the certificate.
pub const CONSENT: &str = "I have read the document and agree to sign it electronically. My typed name or my drawing is my signature.";

pub fn feature() -> Feature {
    Feature {
        name: "signatures",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<SignatureRequest>().guarded(request::stays_as_sent),
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
            time_stamps::VIEW,
            time_stamps::EDIT,
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
        document_sections: vec![pages::of_document],
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
