//! Views: an administrator sees Atrium through somebody else's eyes, or as a role would show it, to help and to check.
//!
//! Record: `View` (who looked as whom, why, from when to when, and what they opened). Actions: view as another person,
//! try as a role, see who looked as whom; ending one's own view is everyone's.
//!
//! Rules: only as people who stand below, never as a superadmin; strictly read-only (`Visit::looking` refuses every deed
//! below the routes, dispatch refuses exports and what is about the other's way in); journaled at the start and the end
//! with what was opened; it ends with the session, after half an hour, or when the right to it goes.

mod actions;
mod entity;
mod forms;
mod impersonation;
mod ops;
mod pages;
mod routes;
mod view;

use std::time::Duration;

use crate::{
    data::KindInfo,
    features::{
        Feature,
        people::{TRY_ROLE, VIEW_AS},
    },
    jobs::{Handler, every},
};

pub use actions::*;
pub use impersonation::{Opened, impersonate};
pub use view::{BY_TIME, View};

const SECOND: Duration = Duration::from_secs(1);

pub fn feature() -> Feature {
    Feature {
        name: "views",
        kinds: vec![KindInfo::entity::<View>()],
        actions: &[VIEW_AS, TRY_ROLE, VIEW, END, KEEP],
        routes: routes::routes(),
        wakes: vec![Handler::of(view::TIME_IS_UP, KEEP, ops::lapse)],
        jobs: vec![|| every("views", SECOND, |turn| ops::tick(&turn.visit()))],
        ..Feature::default()
    }
}
