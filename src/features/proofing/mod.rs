//! Proofing: what is said on a picture or on a page of a PDF, where it is meant, until the client says yes to one file.
//!
//! Records: `Pin` (a place on one version, what is said of it, and the answers), `Decision` (the client's word on one
//! version, bound to the hash of its bytes). Actions: comment, settle, decide. Pages: the proof of a document, for staff and
//! in the portal.
//!
//! Rules: a pin stays with the version that it was put on, under a number that the document gives once; a version that isn't
//! the newest takes no new ones. What staff say among themselves no client sees. The client's people decide, over the version
//! that they were shown, and only while that is the newest; with a newer one the word is void, and is said to be. A word
//! isn't undone: who thinks again decides again, and both are told.

mod actions;
mod decision;
mod demo;
mod entity;
mod forms;
mod kept_back;
mod notices;
mod ops;
mod pages;
mod pin;
mod routes;
mod sheet;
mod told;

use crate::{
    data::KindInfo,
    features::{
        Declaration, Demo, Feature,
        documents::{Document, DocumentSection},
    },
    web::Route,
};

pub use actions::*;
pub use decision::{Decision, Verdict};
pub use forms::{DecisionForm, PinForm};
pub use ops::{answer, decide, is_shown, pin, settle};
pub use pages::beside;
pub use pin::Pin;

pub fn feature() -> Feature {
    Feature {
        name: "proofing",
        notices: notices::ALL,
        kinds: vec![KindInfo::entity::<Pin>(), KindInfo::entity::<Decision>()],
        actions: &[COMMENT, SETTLE, DECIDE],
        routes: Route::about::<Document>("/documents", routes::routes()),
        declares: vec![Declaration::of(DocumentSection(beside))],
        derives: vec![kept_back::pins_follow],
        recomputes: vec![kept_back::WITH_VERSIONS],
        forgets: vec![ops::forget],
        hung_on: Some(ops::hung_on),
        demo_after: Some(Demo {
            by: "support-manager",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
