//! Shares: a single record opened to a colleague beyond what their roles reach, to be seen or edited, until a day or
//! until it is taken back.
//!
//! Record: `Share` (it lies in `data`, because the engine files the shared record under its person). Actions: see shares,
//! share a record, take a share back; Atrium removes those that are over. On every record's page: "Shared with".
//!
//! Rules (`guards`, held whatever deed or Undo writes a share): nobody shares more than they hold by their roles, what
//! was only shared with them goes no further, and a client's people are never given anything: they see their company.

mod actions;
mod forms;
mod guards;
mod notices;
mod ops;
mod pages;
mod routes;

use crate::{
    data::{KindInfo, SHARE_ENDS, Share, VIEW_SHARES as VIEW},
    features::Feature,
    jobs::Handler,
};

pub use actions::*;
pub use ops::{give, take_back};
pub use pages::section;

pub fn feature() -> Feature {
    Feature {
        name: "shares",
        notices: notices::ALL,
        kinds: vec![KindInfo::entity::<Share>().guarded(guards::share)],
        actions: &[VIEW, GIVE, TAKE_BACK, LAPSE],
        routes: routes::routes(),
        hangs: vec![ops::bring],
        wakes: vec![Handler::of(SHARE_ENDS, LAPSE, ops::lapse)],
        ..Feature::default()
    }
}
