//! The security monitor: who is in, who knocks in vain, who is made to wait, what was refused to whom, and alerts.
//!
//! Records: `Alert` (open, seen, closed with a note) and `Habit` (from which countries somebody signs in). Actions: see
//! the monitor, handle alerts, let a blocked account or network in again; ending sessions is `people`'s.
//!
//! Rules: what goes on is judged by plain functions (`rules`); one alert per rule and subject and hour, counted up;
//! everyone who may see alerts is told once. What strangers do is counted in memory and written down in sums, so that
//! noise fills no disk: a person's refused requests once a minute, those of nobody known once an hour.

mod advice;
mod alert;
mod connections;
mod habit;
mod judge;
mod list;
mod monitor;
mod ops;
mod pages;
mod routes;
mod rules;

use crate::access::Action;

pub use alert::{Alert, BY_STAGE as ALERTS_BY_STAGE, CLOSED, Stage};
pub use habit::Habit;
pub use monitor::SecurityMonitor;
pub(super) use monitor::{count, follow};
pub(super) use ops::open_alerts;
pub use ops::{raise, told_of_glass};
pub(super) use routes::routes;
pub use rules::Rule;

pub const VIEW: Action = Action::read("alerts.view", "See the security monitor and its alerts");
pub const HANDLE: Action = Action::write("alerts.handle", "Handle security alerts")
    .told("handled {}")
    .heard_with("alerts.view");
pub const LET_IN: Action =
    Action::write("alerts.let_in", "Let a blocked account or network in again")
        .told("let a blocked account or network in again")
        .final_()
        .heard_with("alerts.view");
pub const RAISE: Action = Action::system("alerts.raise", "Raise a security alert")
    .told("raised {}")
    .heard_with("alerts.view");
pub const REFUSED: Action = Action::system("access.refuse", "Refuse requests")
    .told("refused requests[ of {users}]")
    .heard_with("journal.view");
