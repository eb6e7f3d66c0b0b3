//! Timesheets: a person's week of time, submitted by them and approved by whoever leads them.
//!
//! Records: `Timesheet` (one for each person and week with time in it: open, submitted, approved or returned, with what it
//! came to), `TimeLock` (the day up to which nobody's time is changed any more). Actions: see, submit, reopen, lock a
//! period; the answer itself is an approval like any other (`approvals`), one by one or several at once. Pages: the weeks
//! of everybody one leads, one week, the locked period. One's own week is the time feature's page.
//!
//! Rules: what is submitted, approved or locked keeps its time entries as they are, whatever deed it is that would change
//! them (`guard`, held over the entries themselves); whoever submitted takes it back while nobody has answered, and who may
//! reopens what was approved, with a reason; a locked period opens for nobody. A week that isn't submitted is reminded of,
//! a few times, by itself.

mod actions;
mod approval;
mod day;
mod demo;
mod entity;
mod entries;
mod forms;
mod guard;
mod list;
mod lock;
mod notices;
mod ops;
mod pages;
mod query;
mod remind;
mod routes;
mod timesheet;

use crate::{data::KindInfo, features::Feature, jobs::Handler};

pub use actions::*;
pub use forms::{LockForm, Reopen, Submit};
pub use guard::entry as guard;
pub use lock::{Locked, TimeLock};
pub use notices::{NOT_SUBMITTED, REOPENED};
pub use ops::{lock, of_week, recall, reopen, submit, waiting};
pub use pages::taken_back;
pub use query::TimesheetQuery;
pub use timesheet::{OF_USER, Status, Timesheet, monday, week_key};

pub fn feature() -> Feature {
    Feature {
        name: "timesheets",
        notices: &[&NOT_SUBMITTED, &REOPENED],
        kinds: vec![
            KindInfo::entity::<Timesheet>().guarded(ops::is_as_submitted),
            KindInfo::entity::<TimeLock>(),
        ],
        actions: &[VIEW, EXPORT, SUBMIT, REOPEN, LOCK, REMIND],
        approvable: &[approval::WEEK],
        derives: vec![remind::begin_weeks],
        wakes: vec![Handler::of(timesheet::REMIND, REMIND, remind::remind)],
        routes: routes::routes(),
        day: vec![day::DAY],
        demo_end: Some(demo::caught_up),
        ..Feature::default()
    }
}
