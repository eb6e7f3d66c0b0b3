//! Retainers: hours that a client has each month or quarter at a price that was agreed. Their periods open, are warned of,
//! close and are billed by themselves.
//!
//! Records: `Retainer` (what is agreed, and what is carried on), `Period` (what it began with, and what it came to), and
//! `CountedTime` (which time was counted in which period that is closed). Actions: see, agree, change, end; close a period,
//! bill what is open. Pages: the list, one with the hours of now, a period with its statement; in the portal the hours.
//!
//! Rules: billable time of the projects counts in the period of its day, or in the first that is open where that one is closed
//! by then; it is no unbilled time, and stands on no invoice by the hour (`covers`). Hours that end first are used first,
//! exact in minutes (`carry`). Each period is billed once, and what goes beyond it with the next invoice (`bill`), for Undo too
//! (`keeps`); what a credit note took back, or was taken off a draft, is billed again by hand. What was counted stays. A
//! period keeps the terms with which it was opened.

mod actions;
mod bill;
mod carry;
mod counted;
mod covers;
mod demo;
mod entity;
mod form_pages;
mod forms;
mod holding;
mod keeps;
mod list;
mod notices;
mod ops;
mod pages;
mod paper;
mod period;
mod portal;
mod report;
mod retainer;
mod routes;
mod turn;
mod usage;

use crate::{
    data::KindInfo,
    features::{Declaration, Demo, Feature, Start, people::Holds},
    jobs::Handler,
    ui::icon::Icon,
    web::NavItem,
};

pub use actions::*;
pub use counted::CountedTime;
pub use forms::{EditRetainer, EndRetainer, NewRetainer};
pub use ops::{bill, close, create, edit, end};
pub use period::Period;
pub use retainer::Retainer;

pub fn feature() -> Feature {
    Feature {
        name: "retainers",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<Retainer>(),
            KindInfo::entity::<Period>(),
            KindInfo::entity::<CountedTime>(),
        ],
        actions: &[
            VIEW, EXPORT, CREATE, EDIT, END, CLOSE, BILL, OPEN_DUE, CLOSE_DUE, LOOK,
        ],
        routes: routes::routes(),
        starts: &[Start {
            title: "New retainer",
            href: "/retainers/new",
            action: CREATE,
            takes: Some("title"),
        }],
        nav: vec![NavItem {
            section: "Clients",
            label: "Retainers",
            icon: Icon::Hours,
            href: "/retainers",
            action: VIEW,
            go: None,
            count: None,
            hot: false,
        }],
        portal_nav: vec![NavItem {
            section: "",
            label: "Hours",
            icon: Icon::Hours,
            href: "/portal/retainers",
            action: VIEW,
            go: Some('j'),
            count: None,
            hot: false,
        }],
        derives: vec![covers::derive, keeps::derive, counted::entries_know],
        recomputes: vec![counted::ENTRIES_KNOW],
        held: vec![Holds::of::<Retainer>()],
        declares: vec![Declaration::of(covers::COVERING)],
        wakes: vec![
            Handler::of(retainer::OPENS, OPEN_DUE, turn::open_next),
            Handler::after_reading(period::CLOSES, CLOSE_DUE, turn::read_close, turn::close_due),
            Handler::after_reading(period::LOOKS, LOOK, turn::read_look, turn::look),
        ],
        client_sections: vec![pages::CLIENT_SECTION],
        demo_after: Some(Demo {
            by: "accountant",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
