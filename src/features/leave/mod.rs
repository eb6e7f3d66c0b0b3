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
mod allowance;
mod approval;
mod count;
mod day;
mod demo;
mod entity;
mod forms;
mod list;
mod ops;
mod pages;
mod query;
mod record;
mod routes;

use crate::{
    access::Action,
    data::KindInfo,
    features::{
        Feature, Start,
        inbox::{NoticeType, Reach, Reason},
    },
};

pub use absences::Absences;
pub use allowance::{Allowance, Allowances, Balance};
pub use forms::{AllowanceForm, Cancel, EnterForm, LeaveForm};
pub use ops::{ask, cancel, enter, set_allowance};
pub use record::{Leave, LeaveKind, Status};

pub const VIEW: Action = Action::read("leave.view", "See leave");
pub const EXPORT: Action = Action::read("leave.export", "Export leave");
pub const ASK: Action = Action::write("leave.ask", "Ask for leave")
    .told("asked for {leave}")
    .note_with("leave.view");
pub const ENTER: Action = Action::write("leave.enter", "Enter leave for somebody else")
    .told("entered {leave}")
    .note_with("leave.view");
pub const CANCEL: Action = Action::write("leave.cancel", "Cancel leave")
    .told("cancelled {leave}")
    .note_with("leave.view");
pub const ALLOW: Action = Action::write("leave.allow", "Set how much leave people have")
    .told("set how much leave there is");

pub const CANCELLED: NoticeType = NoticeType::new(
    "leave.cancelled",
    "Leave of mine that was cancelled",
    "it is your leave",
    Reason::Decided,
)
.usually(Reach::PROMPT);

pub const TAKEN_BACK: NoticeType = NoticeType::new(
    "leave.taken_back",
    "Leave of somebody I lead that they cancelled",
    "you lead them, or said yes to it",
    Reason::Decided,
)
.usually(Reach::PROMPT);

pub const ENTERED: NoticeType = NoticeType::new(
    "leave.entered",
    "Leave of mine that somebody entered",
    "it is your leave",
    Reason::Decided,
)
.usually(Reach::PROMPT);

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
