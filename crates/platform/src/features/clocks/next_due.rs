//! When the next promise of a record is due.

use super::{
    calendar::BusinessCalendar,
    clock::{Clock, Hold},
    target::{HoursOf, Target},
};
use crate::{
    base::{Id, Moment},
    features::people::Department,
};
use serde::{Deserialize, Serialize};

/// What is next to be missed of a record, kept in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NextDue {
    pub clock: Id<Clock>,
    pub target: Target,
    pub minutes: i64,
    pub hours: HoursOf,
    #[serde(default)]
    pub calendar: Option<Id<BusinessCalendar>>,
    pub department: Id<Department>,
    /// None while it is held up.
    #[serde(default)]
    pub due: Option<Moment>,
    #[serde(default)]
    pub held: Option<Hold>,
}

impl NextDue {
    /// Of several the one that runs out first; those that are held up come last.
    pub(super) fn of(clocks: &[Clock]) -> Option<NextDue> {
        let open = clocks.iter().filter(|clock| clock.is_open());
        let first = open.min_by_key(|clock| clock.due.unwrap_or(Moment(i64::MAX)))?;
        Some(NextDue {
            clock: first.id,
            target: first.target,
            minutes: first.minutes,
            hours: first.hours,
            calendar: first.calendar,
            department: first.department,
            due: first.due,
            held: first.held,
        })
    }
}
