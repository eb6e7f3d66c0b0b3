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

mod approval;
mod day;
mod demo;
mod entity;
mod forms;
mod guard;
mod list;
mod lock;
mod ops;
mod pages;
mod query;
mod remind;
mod routes;
mod timesheet;

use crate::{
    access::Action,
    data::KindInfo,
    features::{
        Feature,
        inbox::{NoticeType, Reach, Reason},
    },
    jobs::Handler,
};

pub use forms::{LockForm, Reopen, Submit};
pub use guard::entry as guard;
pub use lock::{Locked, TimeLock};
pub use ops::{lock, of_week, recall, reopen, submit, waiting};
pub use pages::taken_back;
pub use query::TimesheetQuery;
pub use timesheet::{OF_USER, Status, Timesheet, monday, week_key};

pub const VIEW: Action = Action::read("timesheets.view", "See timesheets");
pub const EXPORT: Action = Action::read("timesheets.export", "Export timesheets");
pub const SUBMIT: Action =
    Action::write("timesheets.submit", "Submit a week of time").told("submitted {timesheets}");
pub const REOPEN: Action = Action::write("timesheets.reopen", "Reopen a week that was approved")
    .told("reopened {timesheets}");
pub const LOCK: Action = Action::write("timesheets.lock", "Lock the time of a period")
    .told("changed the locked period of time");
/// What the server does by itself.
pub const REMIND: Action = Action::system("timesheets.remind", "Remind of weeks to submit")
    .told("reminded of {timesheets}");

pub const NOT_SUBMITTED: NoticeType = NoticeType::new(
    "timesheets.not_submitted",
    "Week of mine that isn't submitted",
    "the week is over and its time is yours",
    Reason::Deadline,
)
.usually(Reach::PROMPT)
.replaces();

pub const REOPENED: NoticeType = NoticeType::new(
    "timesheets.reopened",
    "Week of mine that was reopened",
    "its time is yours",
    Reason::Returned,
)
.usually(Reach::PROMPT);

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
        wakes: vec![Handler::of(remind::REMIND, REMIND, remind::remind)],
        routes: routes::routes(),
        day: vec![day::DAY],
        demo_end: Some(demo::caught_up),
        ..Feature::default()
    }
}
