//! Announcements: what the house says to everybody above every page, of maintenance and of security, until each has
//! acknowledged it.
//!
//! Records: `Announcement` (what is said, from when to when, and whether clients read it too), `Acknowledgement` (that
//! somebody has read one). Actions: see them, announce, take down, acknowledge. Pages: the list with who has read each; the
//! banner above every page (`banners`, which the shell asks for). When one begins, its people are told in their inbox, and
//! open pages fetch the banner with that.

mod announcement;
mod entity;
mod forms;
mod ops;
mod pages;
mod routes;

use crate::{
    access::Action,
    data::KindInfo,
    features::{
        Demo, Feature,
        inbox::{Group, NoticeType, Reach, Reason},
    },
    jobs::Handler,
};

pub use announcement::{Acknowledgement, Announcement, Matter};
pub use pages::banners;

pub const VIEW: Action = Action::read("announcements.view", "See announcements and who read them");
pub const ANNOUNCE: Action = Action::write("announcements.make", "Announce something to everybody")
    .told("announced {announcements}");
pub const WITHDRAW: Action = Action::write("announcements.withdraw", "Take an announcement down")
    .told("took {announcements} down");
pub const ACKNOWLEDGE: Action =
    Action::own("announcements.acknowledge", "Acknowledge an announcement")
        .told("acknowledged an announcement")
        .final_();
/// What the server does by itself.
pub const BEGIN: Action =
    Action::system("announcements.begin", "Tell of announcements").told("told of {announcements}");

pub const MAINTENANCE: NoticeType = NoticeType::new(
    "house.maintenance",
    "Planned maintenance",
    "it concerns everybody who works with Atrium",
    Reason::Maintenance,
)
.group(Group::House)
.usually(Reach::APP);

pub const WARNING: NoticeType = NoticeType::new(
    "house.security",
    "Warning to everybody",
    "it concerns everybody who works with Atrium",
    Reason::Maintenance,
)
.group(Group::House)
.usually(Reach::PROMPT)
.urgent()
.waits();

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
