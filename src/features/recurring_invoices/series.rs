//! An invoice that recurs: what each begins with, by which rule, and when the next is made.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Day, Error, Id, Moment, Result, recurrence::Rule},
    data::{BY_NUMBER, Declares, Index, Key, Kind, record},
    features::{
        clients::Client,
        invoices::{Invoice, InvoiceLine},
        people::{Department, User},
        projects::Project,
    },
    ui::badge::Tone,
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RecurringInvoice {
    #[serde(skip)]
    pub id: Id<RecurringInvoice>,
    #[serde(skip)]
    pub version: u64,
    pub client: Id<Client>,
    #[serde(default)]
    pub project: Option<Id<Project>>,
    pub title: String,
    #[serde(default)]
    pub lines: Vec<InvoiceLine>,
    #[serde(default)]
    pub next_key: u32,
    #[serde(default)]
    pub note: String,
    /// Days to pay; as was agreed with the client, else the house's.
    #[serde(default)]
    pub days: Option<i32>,
    /// Who reads its drafts over.
    pub owner: Id<User>,
    #[serde(default)]
    pub department: Id<Department>,
    #[serde(default)]
    pub leads: Vec<Id<User>>,
    /// By months, on a day of them.
    pub rule: Rule,
    /// So many are made, and no more.
    #[serde(default)]
    pub most: Option<u32>,
    /// Whether each is issued when it is made.
    #[serde(default)]
    pub issues: bool,
    #[serde(default)]
    pub paused: bool,
    #[serde(default)]
    pub ended: bool,
    /// The last day that one was made for, or that was passed over.
    #[serde(default)]
    pub last_day: Option<Day>,
    #[serde(default)]
    pub next_day: Option<Day>,
    #[serde(default)]
    pub next_at: Option<Moment>,
    #[serde(default)]
    pub made: u32,
    #[serde(default)]
    pub last_invoice: Option<Id<Invoice>>,
    /// Made, and to be issued since.
    #[serde(default)]
    pub to_issue: Vec<Id<Invoice>>,
    #[serde(default)]
    pub issue_at: Option<Moment>,
    pub created_at: Moment,
    pub touched: Moment,
}

/// Those that go on, the next first; then those that rest.
pub const BY_NEXT: Index = Index::scoped(1);
pub const OF_CLIENT: Index = Index::plain(2);
/// The next is made; what was made is issued.
pub const MAKES: u8 = 1;
pub const ISSUES: u8 = 2;

impl RecurringInvoice {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let people = std::iter::once(self.owner).chain(self.leads.iter().copied());
        let department = Some(&self.department).filter(|id| !id.is_none());
        Placement::people(people)
            .chain(Placement::departments(department))
            .collect()
    }

    fn declare(&self, to: &mut Declares) {
        let next = i64::from(self.next_day.map_or(i32::MAX, |day| day.0));
        let rests = u8::from(self.next_day.is_none());
        to.index(BY_NUMBER, Key::new());
        to.index(BY_NEXT, Key::new().byte(rests).signed(next));
        to.index(OF_CLIENT, Key::new().id(self.client).byte(rests));
        to.words(&self.title);
        if let Some(at) = self.next_at {
            to.wake(at, MAKES);
        }
        if let Some(at) = self.issue_at {
            to.wake(at, ISSUES);
        }
    }

    /// Always later than before, so that the undo of an edit is refused once it moved on.
    pub fn touch(&mut self, at: Moment) {
        self.touched = Moment(at.0.max(self.touched.0 + 1));
    }

    pub fn standing(&self) -> (Tone, &'static str) {
        match (self.ended, self.paused) {
            (true, _) => (Tone::Stone, "Ended"),
            (_, true) => (Tone::Warning, "Paused"),
            _ => (Tone::Success, "Goes on"),
        }
    }

    fn is_full(&self, made: u32) -> bool {
        self.most.is_some_and(|most| made >= most)
    }

    /// The days of the next ones, at most so many.
    pub fn next_days(&self, count: usize) -> Vec<Day> {
        let (mut last, mut days) = (self.last_day, Vec::new());
        while days.len() < count && !self.ended && !self.is_full(self.made + days.len() as u32) {
            let Some(day) = self.rule.next_named(last) else {
                break;
            };
            days.push(day);
            last = Some(day);
        }
        days
    }

    /// Finds out which is next; it ends where none is.
    pub fn plan(&mut self, zone: &TimeZone) {
        let next = self.next_days(1).first().copied();
        self.ended |= next.is_none();
        self.next_day = next.filter(|_| !self.paused);
        self.next_at = self.next_day.map(|day| Moment::at(day, 0, zone));
    }

    /// Takes the one that is due; the next is planned.
    pub fn take(&mut self, today: Day, zone: &TimeZone) -> Option<Day> {
        let due = self.next_day.filter(|day| *day <= today);
        if due.is_some() {
            self.made += 1;
            self.last_day = due;
        }
        self.plan(zone);
        due
    }

    /// Goes on: what was due meanwhile is not made up for.
    pub fn resume(&mut self, today: Day, zone: &TimeZone) {
        self.paused = false;
        let yesterday = today + -1;
        self.last_day = Some(self.last_day.map_or(yesterday, |last| last.max(yesterday)));
        self.plan(zone);
    }

    /// By another rule: what was made stays made, and nothing comes before today.
    pub fn change_rule(&mut self, rule: Rule, today: Day, zone: &TimeZone) {
        if self.rule != rule {
            self.rule = rule;
            let yesterday = today + -1;
            self.last_day = Some(self.last_day.map_or(yesterday, |last| last.max(yesterday)));
        }
        self.plan(zone);
    }

    /// # Errors
    /// `Conflict` once it ended.
    pub fn must_go_on(&self) -> Result<()> {
        match self.ended {
            false => Ok(()),
            true => Err(Error::conflict(
                "This invoice doesn't recur any more. Set up another.",
            )),
        }
    }

    /// "every 3 months on day 5"
    pub fn words(&self) -> String {
        self.rule.words()
    }
}

record!(RecurringInvoice, Kind::new(233, "recurring-invoices", "RIN"), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::recurrence::Every;

    fn day(iso: &str) -> Day {
        Day::parse(iso).unwrap()
    }

    fn monthly() -> RecurringInvoice {
        let mut held = RecurringInvoice {
            rule: Rule {
                every: Every::Month,
                interval: 1,
                month_day: 31,
                begins: day("2027-01-10"),
                ..Rule::default()
            },
            ..RecurringInvoice::default()
        };
        held.plan(&TimeZone::UTC);
        held
    }

    #[test]
    fn each_day_is_taken_once_however_late() {
        let mut held = monthly();
        let days: Vec<String> = held.next_days(3).iter().map(|day| day.iso()).collect();
        assert_eq!(days, ["2027-01-31", "2027-02-28", "2027-03-31"]);
        let today = day("2027-03-02");
        assert_eq!(held.take(today, &TimeZone::UTC), Some(day("2027-01-31")));
        assert_eq!(held.take(today, &TimeZone::UTC), Some(day("2027-02-28")));
        assert_eq!(held.take(today, &TimeZone::UTC), None);
        assert_eq!((held.made, held.next_day), (2, Some(day("2027-03-31"))));
    }

    #[test]
    fn it_ends_after_so_many_and_on_a_day() {
        let mut held = RecurringInvoice {
            most: Some(2),
            ..monthly()
        };
        assert_eq!(held.next_days(3).len(), 2);
        let late = day("2027-12-31");
        held.take(late, &TimeZone::UTC);
        held.take(late, &TimeZone::UTC);
        assert!(held.ended && held.next_day.is_none() && held.next_at.is_none());
        let mut held = monthly();
        held.rule.until = Some(day("2027-02-27"));
        assert_eq!(held.next_days(3), [day("2027-01-31")]);
    }

    #[test]
    fn what_passed_while_it_was_paused_is_not_made() {
        let mut held = monthly();
        held.paused = true;
        held.plan(&TimeZone::UTC);
        assert_eq!((held.next_day, held.ended), (None, false));
        held.resume(day("2027-03-31"), &TimeZone::UTC);
        assert_eq!(held.next_day, Some(day("2027-03-31")));
    }
}
