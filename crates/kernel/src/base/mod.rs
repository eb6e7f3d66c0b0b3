//! Words everyone shares and no I/O: ids, money, time, calendar, text, errors, problems.
//! Nothing here may read the clock, the disk or the network.

pub mod business_hours;
pub mod calendar;
pub mod choice;
pub mod circle;
pub mod day_said;
pub mod decode;
pub mod der;
pub mod diff;
pub mod error;
pub mod figure;
pub mod id;
pub mod in_order;
pub mod language;
pub mod money;
pub mod percent;
pub mod problems;
pub mod recurrence;
pub mod schedule;
pub mod text;
pub mod time;
pub mod unit;

pub use business_hours::BusinessHours;
pub use choice::Choice;
pub use error::{Error, Result, if_found};
pub use figure::{Month, Whose};
pub use id::Id;
pub use money::Money;
pub use problems::Problems;
pub use time::{Day, Moment};
pub use unit::Unit;
