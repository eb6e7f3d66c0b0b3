//! A second person for the gravest deeds: giving somebody, or a role, as much as one has oneself or more, opening the
//! account of whoever has as much (a link, another e-mail, no second factor), downloading a snapshot, and turning this off. Where the house asks for it (Settings, Company), such a deed waits as a request until another person
//! who may do the same confirms it; then whoever asked does it, once, and so keeps what it gives (a link, a file).
//!
//! Record: `SecondRequest` (what was to be done, exactly as it was sent, and who decided). Actions: ask, decide; both are
//! everybody's own, for what counts is the right to the deed itself.
//!
//! Rules: nobody confirms what they asked for; a confirmation is for the same request by the same person, once, within a
//! day; what nobody decides within three days lapses. Deeds that ask for it say so (`Action::second_person`), or a guard
//! finds out (`Change::demand_second`), so that page, API, import and Undo can't go around it.

mod actions;
mod day;
mod forms;
mod notices;
mod ops;
mod pages;
mod request;
mod routes;

use crate::{
    data::{KindInfo, Seconding},
    features::Feature,
};

pub use actions::*;
pub use request::{Decision, SecondRequest};
pub use routes::answer;

/// What holds a deed until it was confirmed, for the schema.
pub const SECONDING: Seconding = Seconding {
    of: ops::of,
    spend: ops::spend,
};

pub fn feature() -> Feature {
    Feature {
        name: "second_person",
        notices: notices::ALL,
        kinds: vec![KindInfo::of::<SecondRequest>()],
        actions: &[VIEW, ASK, DECIDE],
        routes: routes::routes(),
        derives: vec![ops::switched],
        day: vec![day::DAY],
        ..Feature::default()
    }
}
