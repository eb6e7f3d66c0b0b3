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

mod calendar;
mod calendar_pages;
mod clock;
mod clocked;
mod demo;
mod entity;
mod escalate;
mod forms;
pub(super) mod holidays;
mod hours;
mod keep_up;
mod left;
mod notices;
mod ops;
mod pages;
mod pause;
mod policy;
mod policy_pages;
mod preview;
mod routes;
mod rules;
mod show;
mod target;
#[cfg(test)]
mod tests;

use crate::{
    access::Action,
    data::KindInfo,
    features::{Demo, Feature},
    jobs::Handler,
};

pub use calendar::{BusinessCalendar, OpenHours};
pub use clock::{
    BY_DUE, BY_SUBJECT, Clock, FIGURES, Hold, OF_POLICIES, OF_TARGETS, Standing, State, figure,
    policy_key, subject_key, target_key,
};
pub use clocked::{Clocked, ClockedKind, NextDue, follow_record};
pub use forms::{CalendarForm, ClockQuery, NewPolicy, PolicyForm};
pub use hours::{Promises, hours, promised};
pub use keep_up::keep_up;
pub use left::Left;
pub use ops::{
    edit_calendar, edit_policy, make_calendar, make_policy, retire_calendar, retire_policy,
};
pub use pause::{OF_CLOCK, Pause};
pub use policy::{Facts, Policy, PolicyVersion, Step};
pub use show::{clock_cell, section};
pub use target::{HoursOf, PauseReason, Restart, Target, Whom};

/// Clocks are seen with what they are of. This opens lists of them.
pub const VIEW: Action = Action::read("clocks.view", "See clocks, and what is next to be missed");
pub const VIEW_POLICIES: Action = Action::read("slas.view", "See service policies");
pub const MAKE_POLICY: Action =
    Action::write("slas.make", "Make service policies").told("made the service policy {}");
pub const EDIT_POLICY: Action =
    Action::write("slas.edit", "Change service policies").told("changed the service policy {}");
pub const RETIRE_POLICY: Action = Action::write("slas.retire", "Retire service policies")
    .told("changed whether the service policy {} is in use");
pub const VIEW_CALENDARS: Action = Action::read("calendars.view", "See business calendars");
pub const MAKE_CALENDAR: Action =
    Action::write("calendars.make", "Make business calendars").told("made the calendar {}");
pub const EDIT_CALENDAR: Action =
    Action::write("calendars.edit", "Change business calendars").told("changed the calendar {}");
pub const RETIRE_CALENDAR: Action = Action::write("calendars.retire", "Retire business calendars")
    .told("changed whether the calendar {} is in use");
/// What the server does by itself.
pub const ESCALATE: Action =
    Action::system("clocks.escalate", "Tell of promises whose time runs out")
        .told("told of a promise[ of {about}]");
pub const KEEP_UP: Action = Action::system("clocks.keep_up", "Begin the clocks of an older house")
    .told("began the clocks of what was under way");

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
        ..Feature::default()
    }
}
