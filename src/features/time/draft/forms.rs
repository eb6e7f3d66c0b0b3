//! What is submitted of a draft.

use super::super::{LogTime, week::MOST};
use crate::{
    base::Day,
    web::form::{Form, Optional, Reader},
};

/// Which week is drafted; None: this one.
#[derive(Debug, Clone, Default)]
pub struct WeekOf {
    pub week: Option<Day>,
}

impl Form for WeekOf {
    fn read(f: &mut Reader) -> Self {
        WeekOf {
            week: f.day("week", "Week", Optional),
        }
    }
}

/// Times that are logged at once: all or none.
#[derive(Debug, Clone)]
pub struct LogSeveral {
    pub week: Option<Day>,
    /// With the place of each in what was sent, for what is wrong with it.
    pub lines: Vec<(usize, LogTime)>,
}

impl Form for LogSeveral {
    fn read(f: &mut Reader) -> Self {
        let week = f.day("week", "Week", Optional);
        let last = i64::try_from(MOST).unwrap_or_default() - 1;
        let only = f.whole("only", "Only this line", Optional, 0..=last);
        f.tell("The number of one row, from 0; all of them where nothing is said.");
        let mut place = 0;
        let rows = f.rows("rows", MOST, |f| {
            let at = place;
            place += 1;
            // On the page each line is ticked; a program sends what it means.
            let ticked = f.flag("take", "Log it") || f.is_json();
            let chosen = match only {
                Some(only) => usize::try_from(only) == Ok(at),
                None => ticked,
            };
            let log = LogTime::read(f);
            chosen.then_some((at, log))
        });
        LogSeveral {
            week,
            lines: rows.into_iter().flatten().collect(),
        }
    }
}
