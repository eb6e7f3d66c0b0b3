//! Clocks: what is promised by a time, to clients and among colleagues, and what happens while that time runs out.
//!
//! Records: `Policy` (for what it promises which working time, by whose hours, and the ladder of whom it tells) with a
//! `PolicyVersion` for each change of it, `BusinessCalendar`, and of each record that promises something `Clock` with its
//! `Pause`s: parts of it, seen by the staff who see it. Actions: see, make, change and retire policies and calendars;
//! nobody starts or stops a clock. Pages: policies and calendars with a preview, what is next to be missed, and the clocks
//! of a record on its page (`section`).
//!
//! **Whose clocks.** A kind of record says how its promises stand (`Clocked`): since when, whether met, what holds them up.
//! Its feature registers it (`Feature::clocked`), and at the end of every deed its clocks follow it. So no verb touches a
//! clock, and what Undo takes back leaves none. A record shows what is next to be missed of it by what it carries
//! (`NextDue`, `Left`).
//!
//! **By which policy.** Of those whose conditions hold, the first in their order; at last the standard one of the target.
//! An open clock keeps the version that it began with, unless a rule of the policy says that it begins anew. Working time
//! is counted by `base::BusinessHours`, and nowhere else. Days off that are entered later give running clocks more time;
//! no change of a calendar takes any.
//!
//! **The ladder.** The next step is a wake of the clock, so that each is done once, in order, in a deed of its own, also
//! after days of being off. What was missed stays missed, whenever it is met.

mod actions;
mod calendar;
mod calendar_pages;
mod clock;
mod clocked;
mod demo;
mod entity;
mod escalate;
mod forms;
pub mod holidays;
mod hours;
mod keep_up;
mod kinds;
mod lacking;
mod left;
mod next_due;
mod notices;
mod ops;
mod pages;
mod pause;
mod policy;
mod policy_pages;
mod preview;
mod reports;
mod routes;
mod rules;
mod show;
mod target;
#[cfg(test)]
mod tests;

use crate::{
    data::KindInfo,
    features::{Demo, Feature},
    jobs::Handler,
};

pub use actions::*;
pub use calendar::{BusinessCalendar, OpenHours};
pub use clock::{
    BY_DUE, BY_SUBJECT, Clock, FIGURES, Hold, OF_POLICIES, OF_TARGETS, Standing, State, figure,
    policy_key, subject_key, target_key,
};
pub use clocked::{Clocked, follow_record};
pub use forms::{CalendarForm, ClockQuery, NewPolicy, PolicyForm};
pub use hours::{Promises, hours, promised};
pub use keep_up::keep_up;
pub use kinds::ClockedKind;
pub use left::Left;
pub use next_due::NextDue;
pub use ops::{
    edit_calendar, edit_policy, make_calendar, make_policy, retire_calendar, retire_policy,
};
pub use pause::{OF_CLOCK, Pause};
pub use policy::{Facts, Policy, PolicyVersion, Step};
pub use show::{clock_cell, section};
pub use target::{HoursOf, PauseReason, Restart, Target, Whom};

pub fn feature() -> Feature {
    Feature {
        name: "clocks",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<BusinessCalendar>(),
            KindInfo::entity::<Policy>(),
            KindInfo::entity::<PolicyVersion>(),
            KindInfo::entity::<Clock>(),
            KindInfo::entity::<Pause>(),
        ],
        actions: &[
            VIEW,
            VIEW_POLICIES,
            MAKE_POLICY,
            EDIT_POLICY,
            RETIRE_POLICY,
            VIEW_CALENDARS,
            MAKE_CALENDAR,
            EDIT_CALENDAR,
            RETIRE_CALENDAR,
            ESCALATE,
            KEEP_UP,
        ],
        derives: vec![keep_up::at_first],
        wakes: vec![Handler::of(clock::STRIKES, ESCALATE, escalate::strike)],
        routes: routes::routes(),
        demo: Some(Demo {
            by: "administrator",
            make: demo::demonstrate,
        }),
        reports: vec![reports::REPORTS],
        ..Feature::default()
    }
}
