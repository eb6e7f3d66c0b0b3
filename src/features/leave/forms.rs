//! What people may submit about leave.

use super::record::LeaveKind;
use crate::{
    base::{Day, Id, Unit},
    features::people::User,
    web::form::{Form, Optional, Reader, Required},
};

/// The longest that is asked for at once, in days.
const LONGEST: i32 = 366;

#[derive(Debug, Clone, Default)]
pub struct LeaveForm {
    pub kind: LeaveKind,
    pub from: Option<Day>,
    /// None: the first day alone.
    pub until: Option<Day>,
    pub half_first: bool,
    pub half_last: bool,
    pub note: String,
}

impl Form for LeaveForm {
    fn read(f: &mut Reader) -> Self {
        let form = LeaveForm {
            kind: f.choice("kind", "Kind", Required).unwrap_or_default(),
            from: f.day("from", "First day", Required),
            until: f.day("until", "Last day", Optional),
            half_first: f.flag("half_first", "The first day begins at noon"),
            half_last: f.flag("half_last", "The last day ends at noon"),
            note: f.text("note", "What they should know", Optional, 500),
        };
        if let (Some(from), Some(until)) = (form.from, form.until) {
            if until < from {
                f.problem("until", "The last day lies before the first.");
            } else if until - from >= LONGEST {
                f.problem("until", "A year is the most that is asked for at once.");
            }
        }
        form
    }
}

/// Leave of somebody else.
#[derive(Debug, Clone, Default)]
pub struct EnterForm {
    pub user: Option<Id<User>>,
    pub leave: LeaveForm,
}

impl Form for EnterForm {
    fn read(f: &mut Reader) -> Self {
        EnterForm {
            user: f.id("user", "Person", Required),
            leave: LeaveForm::read(f),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Cancel {
    pub reason: String,
    pub version: Option<u64>,
}

impl Form for Cancel {
    fn read(f: &mut Reader) -> Self {
        Cancel {
            reason: f.text("reason", "Reason", Optional, 500),
            version: f.version(),
        }
    }
}

/// Days a year, of somebody or of everybody.
#[derive(Debug, Clone)]
pub struct AllowanceForm {
    pub user: Option<Id<User>>,
    pub year: i16,
    /// Half days.
    pub half_days: u32,
    pub carried: u32,
}

impl Form for AllowanceForm {
    fn read(f: &mut Reader) -> Self {
        let user = f.id("user", "Person", Optional);
        f.tell("Everybody who has none of their own, where nobody is named.");
        let year = f.whole("year", "From the year", Required, 2000..=2200);
        let mut halves = |name: &str, label: &str, need| {
            let typed = f.decimal(name, label, need, Unit::Thousandths, 0..=366_000)?;
            if typed % 500 != 0 {
                f.problem(name, "Half days are the smallest part: 25 or 25.5.");
            }
            u32::try_from(typed / 500).ok()
        };
        let half_days = halves("days", "Days a year", Required);
        let carried = halves("carried", "Carried over", Optional);
        AllowanceForm {
            user,
            year: year
                .and_then(|year| i16::try_from(year).ok())
                .unwrap_or_default(),
            half_days: half_days.unwrap_or_default(),
            carried: carried.unwrap_or_default(),
        }
    }
}
