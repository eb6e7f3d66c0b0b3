//! Announcements: what the house says to everybody above every page, of maintenance and of security, until each has
//! acknowledged it.
//!
//! Records: `Announcement` (what is said, from when to when, and whether clients read it too), `Acknowledgement` (that
//! somebody has read one). Actions: see them, announce, take down, acknowledge. Pages: the list with who has read each; the
//! banner above every page (`banners`, which the shell asks for). When one begins, its people are told in their inbox, and
//! open pages fetch the banner with that.

mod actions;
mod announcement;
mod entity;
mod forms;
mod notices;
mod ops;
mod pages;
mod routes;

use crate::{
    data::KindInfo,
    features::{Demo, Feature},
    jobs::Handler,
};

pub use actions::*;
pub use announcement::{Acknowledgement, Announcement, Matter};
pub use notices::{MAINTENANCE, WARNING};
pub use pages::banners;

pub fn feature() -> Feature {
    Feature {
        name: "announcements",
        notices: &[&MAINTENANCE, &WARNING],
        kinds: vec![
            KindInfo::entity::<Announcement>(),
            KindInfo::entity::<Acknowledgement>(),
        ],
        actions: &[VIEW, ANNOUNCE, WITHDRAW, ACKNOWLEDGE, BEGIN],
        wakes: vec![Handler::of(announcement::BEGINS, BEGIN, ops::begin)],
        routes: routes::routes(),
        demo: Some(Demo {
            by: "it-administrator",
            make: ops::demonstrate,
        }),
        ..Feature::default()
    }
}
