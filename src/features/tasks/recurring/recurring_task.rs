//! What recurs: how each of its tasks begins, by which rule, and when the next is made.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{
    access::Placement,
    base::{
        Day, Error, Id, Moment, Result,
        calendar::WorkingCalendar,
        recurrence::{OffDay, Rule, Turn},
    },
    data::{Declares, Index, Key, Kind, PartOf, record},
    features::{
        people::{Department, User},
        projects::{Item, Milestone, Priority, Project, Task, VIEW_TASKS},
    },
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RecurringTask {
    #[serde(skip)]
    pub id: Id<RecurringTask>,
    #[serde(skip)]
    pub version: u64,
    pub project: Id<Project>,
    pub milestone: Id<Milestone>,
    pub title: String,
    #[serde(default)]
    pub detail: String,
    #[serde(default)]
    pub role: String,
    pub department: Id<Department>,
    #[serde(default)]
    pub assignee: Option<Id<User>>,
    #[serde(default)]
    pub reviewer: Option<Id<User>>,
    /// Minutes.
    #[serde(default)]
    pub estimate: Option<u32>,
    pub priority: Priority,
    #[serde(default)]
    pub review_needed: bool,
    #[serde(default)]
    pub client_visible: bool,
    #[serde(default)]
    pub checklist: Vec<Item>,
    /// Working days from the start of each to the day it is due; 1 is the same day.
    pub days: u32,
    pub rule: Rule,
    /// The last time that was made or left out.
    #[serde(default)]
    pub last_named: Option<Day>,
    #[serde(default)]
    pub last_day: Option<Day>,
    /// The next one, and when it is made.
    #[serde(default)]
    pub next_named: Option<Day>,
    #[serde(default)]
    pub next_day: Option<Day>,
    #[serde(default)]
    pub next_at: Option<Moment>,
    /// How many were made by it.
    #[serde(default)]
    pub made: u32,
    #[serde(default)]
    pub last_task: Option<Id<Task>>,
    #[serde(default)]
    pub ended: bool,
    pub created_by: u64,
}

pub const BY_PROJECT: Index = Index::plain(1);
/// Those that go on, the next first; then those that ended.
pub const BY_NEXT: Index = Index::scoped(2);
/// The next of it is made.
pub const MAKES: u8 = 1;

impl RecurringTask {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        Placement::people(self.assignee)
            .chain(Placement::departments(
                Some(&self.department).filter(|id| !id.is_none()),
            ))
            .collect()
    }

    fn part_of(&self) -> Option<PartOf> {
        let project = PartOf::new(self.project.as_ref()).with_lead();
        Some(project.staff_only(true))
    }

    fn declare(&self, to: &mut Declares) {
        let next = i64::from(self.next_day.map_or(i32::MAX, |day| day.0));
        let over = u8::from(self.is_over());
        to.index(
            BY_PROJECT,
            Key::new().id(self.project).byte(over).signed(next),
        );
        to.index(BY_NEXT, Key::new().byte(over).signed(next));
        to.words(&self.title);
        if let Some(at) = self.next_at.filter(|_| !self.ended) {
            to.wake(at, MAKES);
        }
    }

    /// Nothing more comes of it.
    pub fn is_over(&self) -> bool {
        self.ended || self.next_day.is_none()
    }

    fn last(&self) -> Option<Turn> {
        let (named, day) = self.last_named.zip(self.last_day)?;
        Some(Turn { named, day })
    }

    pub fn next(&self) -> Option<Turn> {
        let (named, day) = self.next_named.zip(self.next_day)?;
        Some(Turn { named, day })
    }

    /// Finds out anew which one is next, after the last.
    pub fn plan(&mut self, calendar: &WorkingCalendar, zone: &TimeZone) {
        let next = self.rule.next(self.last(), calendar);
        self.next_named = next.map(|turn| turn.named);
        self.next_day = next.map(|turn| turn.day);
        self.next_at = next.map(|turn| Moment::at(turn.day, 0, zone));
    }

    /// By another rule: what was made stays made, and nothing comes before today.
    pub fn change_rule(
        &mut self,
        rule: Rule,
        today: Day,
        calendar: &WorkingCalendar,
        zone: &TimeZone,
    ) {
        if self.rule == rule {
            return;
        }
        self.rule = rule;
        let yesterday = today + -1;
        // One that was made for later than that isn't made again.
        let done = self.last_day.map_or(yesterday, |day| day.max(yesterday));
        self.last_named = Some(done);
        self.last_day = Some(done);
        self.plan(calendar, zone);
    }

    /// Takes the one that is due by today, the latest where several are: whoever was away for days isn't given a pile of the
    /// same. How many were passed over comes with it. The next is planned.
    pub fn take(
        &mut self,
        today: Day,
        calendar: &WorkingCalendar,
        zone: &TimeZone,
    ) -> Option<(Turn, u32)> {
        let mut taken: Option<(Turn, u32)> = None;
        while let Some(turn) = self.next().filter(|turn| turn.day <= today) {
            taken = Some((turn, taken.map_or(0, |(_, passed)| passed + 1)));
            self.step(turn, calendar, zone);
        }
        if taken.is_none() {
            // The house's zone was changed meanwhile: its day begins at another moment.
            self.plan(calendar, zone);
        }
        taken
    }

    fn step(&mut self, turn: Turn, calendar: &WorkingCalendar, zone: &TimeZone) {
        self.last_named = Some(turn.named);
        self.last_day = Some(turn.day);
        self.plan(calendar, zone);
    }

    /// Leaves the next one out; which it was.
    ///
    /// # Errors
    /// `Conflict` when nothing comes any more.
    pub fn skip(&mut self, calendar: &WorkingCalendar, zone: &TimeZone) -> Result<Day> {
        self.must_go_on()?;
        let turn = self.next().ok_or_else(over)?;
        self.step(turn, calendar, zone);
        Ok(turn.day)
    }

    /// # Errors
    /// `Conflict` when it ended already.
    pub fn end(&mut self) -> Result<()> {
        self.must_go_on()?;
        self.ended = true;
        Ok(())
    }

    pub fn must_go_on(&self) -> Result<()> {
        match self.is_over() {
            true => Err(over()),
            false => Ok(()),
        }
    }

    /// The day on which one begins, by the calendar of today: a holiday may have been added since it was planned. None where
    /// it is left out then.
    pub fn begins(&self, turn: Turn, calendar: &WorkingCalendar) -> Option<Day> {
        match self.rule.off_day {
            OffDay::Skip => Some(turn.day).filter(|day| calendar.is_working(*day)),
            _ => Some(calendar.on_or_after(turn.day)),
        }
    }

    /// The days of one: from its start so many working days.
    pub fn due(&self, start: Day, calendar: &WorkingCalendar) -> Day {
        calendar.step(start, self.days.saturating_sub(1))
    }
}

fn over() -> Error {
    Error::conflict("This doesn't recur any more.")
}

record!(RecurringTask, Kind::new(170, "recurring-tasks", "REC").filing(2), view: VIEW_TASKS, part_of: RecurringTask::part_of);

#[cfg(test)]
mod tests {
    use super::*;

    /// Each Monday from 7 June 2027 on.
    fn weekly() -> RecurringTask {
        let mut held = RecurringTask {
            days: 2,
            rule: Rule {
                interval: 1,
                begins: Day::parse("2027-06-07").unwrap(),
                ..Rule::default()
            },
            ..RecurringTask::default()
        };
        held.plan(&WorkingCalendar::default(), &TimeZone::UTC);
        held
    }

    fn next(held: &RecurringTask) -> String {
        held.next_day.map(Day::iso).unwrap_or_default()
    }

    #[test]
    fn each_is_taken_once_also_after_days_off() {
        let (calendar, zone) = (WorkingCalendar::default(), TimeZone::UTC);
        let mut held = weekly();
        let monday = Day::parse("2027-06-07").unwrap();
        assert_eq!(held.take(monday + -1, &calendar, &zone), None);
        let (turn, passed) = held.take(monday, &calendar, &zone).unwrap();
        assert_eq!((turn.day, passed), (monday, 0));
        assert_eq!(held.take(monday, &calendar, &zone), None);
        // Three weeks without a server: one is made, and two are passed over.
        let (turn, passed) = held.take(monday + 22, &calendar, &zone).unwrap();
        assert_eq!((turn.day, passed), (monday + 21, 2));
        assert_eq!(next(&held), (monday + 28).iso());
        assert_eq!(held.due(monday + 4, &calendar), monday + 7);
        // Made a holiday since.
        let holiday = WorkingCalendar {
            holidays: vec![turn.day],
            ..WorkingCalendar::default()
        };
        assert_eq!(held.begins(turn, &holiday), Some(turn.day + 1));
        held.rule.off_day = OffDay::Skip;
        assert_eq!(held.begins(turn, &holiday), None);
    }

    #[test]
    fn one_is_left_out_and_then_it_ends() {
        let (calendar, zone) = (WorkingCalendar::default(), TimeZone::UTC);
        let mut held = weekly();
        held.skip(&calendar, &zone).unwrap();
        assert_eq!(next(&held), "2027-06-14");
        held.end().unwrap();
        assert!(held.skip(&calendar, &zone).is_err());
        assert!(held.end().is_err());
    }

    #[test]
    fn another_rule_makes_nothing_twice() {
        let (calendar, zone) = (WorkingCalendar::default(), TimeZone::UTC);
        let mut held = weekly();
        let monday = Day::parse("2027-06-07").unwrap();
        held.take(monday, &calendar, &zone).unwrap();
        let daily = Rule {
            every: crate::base::recurrence::Every::Day,
            ..held.rule.clone()
        };
        held.change_rule(daily, monday, &calendar, &zone);
        assert_eq!(next(&held), "2027-06-08");
    }
}
