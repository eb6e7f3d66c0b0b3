//! Leave: when people are away, as far as somebody said yes to it, and what they have left of it.
//!
//! Records: `Leave` (from a day to a day, half ones too, of a kind), `Allowance` (days a year of a person, or of everybody,
//! from a year on, with what was carried over). Actions: see, ask, cancel, set allowances; the answer is an approval like
//! any other (`approvals`). Pages: one's own leave with the balance of the year, everybody's that one leads, one leave.
//!
//! Rules: what is taken counts in half days of work, by the department's calendar with the holidays of the house
//! (`count`), in the year that each of them is in, and is frozen with the request; what is approved and counts is taken
//! off the allowance. That somebody is away is known to everybody who works here, and why is not (`Absences`), also not to
//! whoever sees the question about it and not the leave. Leave that is entered for somebody else passes the same checks, and
//! is decided as if they had asked, by anybody but them.

mod absences;
mod actions;
mod allowance;
mod approval;
mod count;
mod day;
mod demo;
mod entity;
mod forms;
mod list;
mod notices;
mod ops;
mod pages;
mod query;
mod record;
mod routes;

use crate::{
    data::KindInfo,
    features::{Feature, Start},
};

pub use absences::Absences;
pub use actions::*;
pub use allowance::{Allowance, Allowances, Balance};
pub use forms::{AllowanceForm, Cancel, EnterForm, LeaveForm};
pub use notices::{CANCELLED, ENTERED, TAKEN_BACK};
pub use ops::{ask, cancel, enter, set_allowance};
pub use record::{Leave, LeaveKind, Status};

pub fn feature() -> Feature {
    Feature {
        name: "leave",
        notices: &[&CANCELLED, &TAKEN_BACK, &ENTERED],
        kinds: vec![
            KindInfo::entity::<Leave>().guarded(ops::is_free),
            KindInfo::entity::<Allowance>(),
        ],
        actions: &[VIEW, EXPORT, ASK, ENTER, CANCEL, ALLOW],
        approvable: &[approval::LEAVE],
        recomputes: vec![approval::IN_CONFIDENCE],
        routes: routes::routes(),
        starts: &[Start {
            title: "Ask for leave",
            href: "/leave/new",
            action: ASK,
            takes: None,
        }],
        absent: Some(|visit, user| Ok(visit.cached::<Absences>()?.until(user, visit.today()))),
        day: vec![day::DAY],
        demo_end: Some(demo::caught_up),
        ..Feature::default()
    }
}
