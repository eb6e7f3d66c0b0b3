//! What people may submit about invoices that recur.

use super::series::RecurringInvoice;
use crate::{
    base::{
        Day, Id,
        recurrence::{Every, OffDay, Rule},
    },
    features::{clients::Client, invoices::Content, projects::Project},
    web::form::{Form, Optional, Reader, Required},
};

/// Months between two, and how many are made at most.
const LONGEST: i64 = 60;
const MOST: i64 = 1200;

/// When they come.
#[derive(Debug, Clone, Default)]
pub struct When {
    /// So many months lie between two.
    pub months: u32,
    /// None: the day of the first.
    pub month_day: Option<u8>,
    pub begins: Option<Day>,
    pub until: Option<Day>,
    pub most: Option<u32>,
    pub issues: bool,
}

impl When {
    fn read(f: &mut Reader) -> When {
        let months = f.whole("months", "Months between two", Required, 1..=LONGEST);
        f.tell("1 is monthly, 3 quarterly, 12 yearly.");
        let month_day = f.whole("month_day", "Day of the month", Optional, 1..=31);
        f.tell("The last day of a month that is shorter.");
        let begins = f.day("begins", "First on", Required);
        let until = f.day("until", "Until", Optional);
        let most = f.whole("most", "So many in all", Optional, 1..=MOST);
        if let (Some(begins), Some(until)) = (begins, until)
            && until < begins
        {
            f.problem("until", "It ends before it begins. Choose a later day.");
        }
        When {
            months: months.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
            month_day: month_day.and_then(|day| u8::try_from(day).ok()),
            begins,
            until,
            most: most.and_then(|n| u32::try_from(n).ok()),
            issues: f.flag("issues", "Issue each when it is made"),
        }
    }

    pub fn rule(&self, today: Day) -> Rule {
        Rule {
            every: Every::Month,
            interval: self.months,
            weekdays: Vec::new(),
            month_day: self.month_day.unwrap_or(0),
            off_day: OffDay::Next,
            begins: self.begins.unwrap_or(today),
            until: self.until,
        }
    }
}

#[derive(Debug, Clone)]
pub struct NewRecurring {
    pub client: Option<Id<Client>>,
    pub project: Option<Id<Project>>,
    pub when: When,
    pub content: Content,
}

impl Form for NewRecurring {
    fn read(f: &mut Reader) -> Self {
        NewRecurring {
            client: f.id("client", "Client", Required),
            project: f.id("project", "Project", Optional),
            when: When::read(f),
            content: Content::read(f, true),
        }
    }
}

#[derive(Debug, Clone)]
pub struct EditRecurring {
    pub when: When,
    pub content: Content,
    pub version: Option<u64>,
}

impl Form for EditRecurring {
    fn read(f: &mut Reader) -> Self {
        EditRecurring {
            when: When::read(f),
            content: Content::read(f, true),
            version: f.version(),
        }
    }
}

impl When {
    /// As the fields of a form.
    pub fn values(held: &RecurringInvoice) -> Vec<(String, String)> {
        let mut values = vec![
            ("months".to_owned(), held.rule.interval.to_string()),
            ("begins".into(), held.rule.begins.iso()),
        ];
        if held.rule.month_day > 0 {
            values.push(("month_day".into(), held.rule.month_day.to_string()));
        }
        values.extend(held.rule.until.map(|day| ("until".into(), day.iso())));
        values.extend(held.most.map(|most| ("most".into(), most.to_string())));
        if held.issues {
            values.push(("issues".into(), "true".into()));
        }
        values
    }
}

/// What a list of them may be asked for.
#[derive(Debug, Clone, Default)]
pub struct RecurringQuery {
    pub client: Option<Id<Client>>,
}

impl Form for RecurringQuery {
    fn read(f: &mut Reader) -> Self {
        RecurringQuery {
            client: f.id("client", "Client", Optional),
        }
    }
}
