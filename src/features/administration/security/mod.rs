//! The security monitor: who is in, who knocks in vain, who is made to wait, what was refused to whom, and alerts.
//!
//! Records: `Alert` (open, seen, closed with a note), `Habit` (from which countries somebody signs in) and `Opener` (a key
//! that opens the data). Actions: see the monitor, handle alerts, let a blocked account or network in again; ending
//! sessions is `people`'s.
//!
//! Rules: what goes on is judged by plain functions (`rules`); one alert per rule and subject and hour, counted up;
//! everyone who may see alerts is told once. What strangers do is counted in memory and written down in sums, so that
//! noise fills no disk: a person's refused requests once a minute, those of nobody known once an hour.

mod actions;
mod advice;
mod alert;
mod alert_page;
mod by_day;
mod connections;
mod failed;
mod forms;
mod habit;
mod judge;
mod list;
mod monitor;
mod openers;
mod ops;
mod pages;
mod routes;
mod rules;

pub use actions::*;
pub use alert::{Alert, BY_STAGE as ALERTS_BY_STAGE, CLOSED, Stage};
pub use habit::Habit;
pub use monitor::SecurityMonitor;
pub(super) use monitor::{count, follow};
pub(super) use openers::job as openers;
pub use openers::{Opener, watch_openers};
pub(super) use ops::open_alerts;
pub use ops::{raise, told_of_glass};
pub(super) use routes::routes;
pub use rules::Rule;
