//! What recurs, as it is typed: the rule, and what each of its tasks begins with.

use super::RecurringTask;
use crate::{
    base::{
        Choice, Day, Id, in_order,
        recurrence::{Every, OffDay, Rule, WEEK},
    },
    features::{people::User, projects::Project},
    web::{
        Filled,
        form::{Form, Need, Optional, Reader, Required},
    },
};

/// A rule, as a form has it.
#[derive(Debug, Clone)]
pub struct RepeatForm {
    pub every: Every,
    pub interval: u32,
    pub weekdays: Vec<u8>,
    pub month_day: u8,
    pub off_day: OffDay,
    /// The first day; the day after the task's start, or today, where it isn't said.
    pub begins: Option<Day>,
    pub until: Option<Day>,
    pub days: u32,
}

impl Form for RepeatForm {
    fn read(f: &mut Reader) -> Self {
        RepeatForm::read_as(f, Optional)
    }
}

impl RepeatForm {
    /// What is usual holds where a new rule doesn't say it; one that is edited says all of it.
    fn read_as(f: &mut Reader, need: Need) -> Self {
        let small = |value: Option<i64>, usual: u32| {
            let value = value.and_then(|value| u32::try_from(value).ok());
            value.unwrap_or(usual)
        };
        let keys = f.words("weekdays", "Days of the week", &WEEK.map(|(key, _)| key));
        let weekdays = (0_u8..).zip(WEEK);
        let weekdays = weekdays.filter(|(_, (key, _))| keys.contains(key));
        let form = RepeatForm {
            every: f.choice("every", "Every", Required).unwrap_or_default(),
            interval: small(f.whole("interval", "So many", need, 1..=60), 1),
            weekdays: weekdays.map(|(day, _)| day).collect(),
            month_day: u8::try_from(small(
                f.whole("month_day", "Day of the month", Optional, 1..=31),
                0,
            ))
            .unwrap_or(0),
            off_day: f
                .choice("off_day", "On a day off", need)
                .unwrap_or_default(),
            begins: f.day("begins", "First on", need),
            until: f.day("until", "Until", Optional),
            days: small(f.whole("days", "Working days given", need, 1..=250), 1),
        };
        f.in_order(in_order::UNTIL, form.begins, form.until);
        form
    }
}

impl RepeatForm {
    pub fn rule(&self, usual: Day) -> Rule {
        Rule {
            every: self.every,
            interval: self.interval,
            weekdays: match self.every {
                Every::Week => self.weekdays.clone(),
                _ => Vec::new(),
            },
            month_day: match self.every {
                Every::Month => self.month_day,
                _ => 0,
            },
            off_day: self.off_day,
            begins: self.begins.unwrap_or(usual),
            until: self.until,
        }
    }
}

/// What recurs, edited: what its next tasks begin with, and the rule.
#[derive(Debug, Clone)]
pub struct EditRecurring {
    pub title: String,
    pub detail: String,
    pub assignee: Option<Id<User>>,
    pub estimate: Option<i64>,
    pub repeat: RepeatForm,
    pub version: Option<u64>,
}

impl Form for EditRecurring {
    fn read(f: &mut Reader) -> Self {
        EditRecurring {
            title: f.text("title", "Title", Required, 160),
            detail: f.block("detail", "What has to be done", Optional, 8000),
            assignee: f.id("assignee", "Assignee", Optional),
            estimate: f.minutes("estimate_minutes", "Estimate", Optional),
            repeat: RepeatForm::read_as(f, Required),
            version: f.version(),
        }
    }
}

impl EditRecurring {
    pub fn of(held: &RecurringTask) -> Filled<EditRecurring> {
        let mut values = vec![
            ("title", held.title.clone()),
            ("detail", held.detail.clone()),
            ("every", held.rule.every.key().to_owned()),
            ("interval", held.rule.interval.to_string()),
            ("off_day", held.rule.off_day.key().to_owned()),
            ("begins", held.rule.begins.iso()),
            ("days", held.days.to_string()),
            ("version", held.version.to_string()),
        ];
        let days = held.rule.weekdays.iter();
        let days = days.filter_map(|day| WEEK.get(usize::from(*day)));
        values.extend(days.map(|(key, _)| ("weekdays", (*key).to_owned())));
        if held.rule.month_day > 0 {
            values.push(("month_day", held.rule.month_day.to_string()));
        }
        values.extend(held.rule.until.map(|day| ("until", day.iso())));
        values.extend(held.assignee.map(|id| ("assignee", id.to_string())));
        values.extend(
            held.estimate
                .map(|minutes| ("estimate_minutes", format!("{minutes}m"))),
        );
        Filled::blank(&values)
    }
}

/// What a list of them may be asked for.
pub struct RecurringQuery {
    pub project: Option<Id<Project>>,
}

impl Form for RecurringQuery {
    fn read(f: &mut Reader) -> Self {
        RecurringQuery {
            project: f.id("project", "Project", Optional),
        }
    }
}
