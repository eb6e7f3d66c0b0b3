//! How often a project is reported on.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::VIEW;
use crate::{
    access::Placement,
    base::{Day, Id, Moment},
    choices,
    data::{Declares, Index, Key, Kind, PartOf, record},
    features::projects::Project,
};

choices! {
    pub enum Cycle {
        Off: "off", "Not by itself";
        Weekly: "weekly", "Each week";
        Monthly: "monthly", "Each month";
    }
}

/// When the day begins on which a report is drafted.
const MORNING: i64 = 6 * 60;

impl Cycle {
    /// What a report is called that comes so often.
    pub fn name(self) -> &'static str {
        match self {
            Cycle::Weekly => "Weekly report",
            Cycle::Monthly => "Monthly report",
            Cycle::Off | Cycle::Unknown => "Progress report",
        }
    }

    /// The day of the cycle on or before this one, on which what was before is reported.
    fn day_of(self, day: Day) -> Day {
        match self {
            Cycle::Monthly => day + (1 - i32::from(day.date().day())),
            _ => day + -i32::from(day.weekday()),
        }
    }

    /// The day on which the next is drafted.
    pub fn next(self, after: Day) -> Day {
        let this = self.day_of(after);
        match self {
            Cycle::Monthly => this.plus_months(1),
            _ => this + 7,
        }
    }

    /// The first and the last day that one drafted on this day reports: the last whole week or month; without a cycle the
    /// seven days up to it.
    pub fn period(self, on: Day) -> (Day, Day) {
        match self {
            Cycle::Off | Cycle::Unknown => (on + -6, on),
            Cycle::Weekly => (self.day_of(on) + -7, self.day_of(on) + -1),
            Cycle::Monthly => (self.day_of(on).plus_months(-1), self.day_of(on) + -1),
        }
    }
}

/// One for a project, once somebody said how often.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportPlan {
    #[serde(skip)]
    pub id: Id<ReportPlan>,
    #[serde(skip)]
    pub version: u64,
    pub project: Id<Project>,
    pub cycle: Cycle,
    #[serde(default)]
    pub next_day: Option<Day>,
    #[serde(default)]
    pub next_at: Option<Moment>,
}

pub const BY_PROJECT: Index = Index::unique(1);
/// The next report is drafted.
pub const DRAFTS: u8 = 1;

impl ReportPlan {
    fn title(&self) -> String {
        "Progress reports".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(
            PartOf::new(self.project.as_ref())
                .with_lead()
                .staff_only(true),
        )
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_PROJECT, Key::new().id(self.project));
        if let Some(at) = self.next_at {
            to.wake(at, DRAFTS);
        }
    }

    /// From now on so often; what was missed before is not made up for.
    pub fn set(&mut self, cycle: Cycle, today: Day, zone: &TimeZone) {
        self.cycle = cycle;
        self.next_day = match cycle {
            Cycle::Off | Cycle::Unknown => None,
            cycle => Some(cycle.next(today)),
        };
        self.next_at = self.next_day.map(|day| Moment::at(day, MORNING, zone));
    }

    /// No more of them by itself.
    pub fn rest(&mut self) {
        self.next_day = None;
        self.next_at = None;
    }
}

record!(ReportPlan, Kind::new(173, "report-plans", "RPL"), view: VIEW, part_of: ReportPlan::part_of);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time;

    fn day(iso: &str) -> Day {
        Day::parse(iso).unwrap()
    }

    #[test]
    fn a_week_is_reported_on_monday_and_a_month_on_its_first_day() {
        let wednesday = day("2026-06-10");
        assert_eq!(Cycle::Weekly.next(wednesday), day("2026-06-15"));
        assert_eq!(Cycle::Weekly.next(day("2026-06-15")), day("2026-06-22"));
        assert_eq!(
            Cycle::Weekly.period(day("2026-06-15")),
            (day("2026-06-08"), day("2026-06-14"))
        );
        assert_eq!(Cycle::Monthly.next(wednesday), day("2026-07-01"));
        assert_eq!(
            Cycle::Monthly.period(day("2026-07-01")),
            (day("2026-06-01"), day("2026-06-30"))
        );
        // Days late it is still about the last whole week.
        assert_eq!(
            Cycle::Weekly.period(day("2026-06-18")),
            (day("2026-06-08"), day("2026-06-14"))
        );
    }

    #[test]
    fn it_comes_in_the_morning_and_not_when_it_is_off() {
        let mut plan = ReportPlan::default();
        plan.set(Cycle::Weekly, day("2026-06-10"), &TimeZone::UTC);
        let at = i64::from(day("2026-06-15").0) * time::DAY + 6 * time::HOUR;
        assert_eq!(plan.next_at, Some(Moment(at)));
        plan.set(Cycle::Off, day("2026-06-10"), &TimeZone::UTC);
        assert_eq!(plan.next_at, None);
    }
}
