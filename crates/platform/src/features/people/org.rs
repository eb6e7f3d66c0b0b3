//! Where people belong: departments in a tree, teams inside them. Who manages them, who stands in while the manager is
//! away, and when they work. Pure rules; the deeds and pages are in `departments`.

use serde::{Deserialize, Serialize};

use super::{User, actions::VIEW_DEPARTMENTS};
use crate::{
    access::Placement,
    base::{Day, Error, Id, Moment, Result, calendar::WorkingCalendar},
    data::{Declares, Kind, record},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Department {
    #[serde(skip)]
    pub id: Id<Department>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    /// As configuration and playbooks name it: web, seo, support ...
    pub key: String,
    /// What it does, in a line.
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub parent: Option<Id<Department>>,
    #[serde(default)]
    pub manager: Option<Id<User>>,
    #[serde(default)]
    pub deputies: Vec<Deputy>,
    /// Its own working hours; without, those of the department above, at last the house's.
    #[serde(default)]
    pub calendar: Option<Hours>,
    /// Nobody belongs to it any more; kept for what it did.
    #[serde(default)]
    pub retired: bool,
}

/// What a department waits for: that somebody begins or ceases to stand in.
pub const DEPUTIES_CHANGE: u8 = 1;

/// Somebody who stands in for a manager who is away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputy {
    /// Name and days, for the history.
    pub label: String,
    pub person: Id<User>,
    /// The manager they stand in for; it ends when somebody else manages.
    pub of: Id<User>,
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// The same as moments in the house's zone: the end is the first that is over.
    pub from_at: Moment,
    pub until_at: Moment,
    /// Whether it was told that it begins.
    #[serde(default)]
    pub begun: bool,
}

impl Deputy {
    pub fn runs(&self, at: Moment) -> bool {
        self.from_at <= at && at < self.until_at
    }

    /// When something is to be told of it.
    fn next(&self) -> Moment {
        match self.begun {
            true => self.until_at,
            false => self.from_at.min(self.until_at),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    pub day: Day,
    #[serde(default)]
    pub name: String,
}

/// A department's own working hours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Monday is 0.
    pub week: Vec<u8>,
    /// Minutes of the day.
    pub opens: i64,
    pub closes: i64,
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// Whether the house's holidays are holidays here as well.
    #[serde(default)]
    pub with_house: bool,
}

impl Hours {
    pub fn calendar(&self, house: &WorkingCalendar) -> WorkingCalendar {
        let mut holidays: Vec<Day> = self.holidays.iter().map(|holiday| holiday.day).collect();
        if self.with_house {
            holidays.extend(&house.holidays);
        }
        holidays.sort_unstable();
        holidays.dedup();
        WorkingCalendar {
            week: self.week.clone(),
            holidays,
            opens: self.opens,
            length: self.closes - self.opens,
        }
    }
}

impl Department {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Department(self.id.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        let next = self.deputies.iter().map(Deputy::next).min();
        if let Some(next) = next {
            to.wake(next, DEPUTIES_CHANGE);
        }
    }

    /// Somebody stands in for the manager from a day to a day, both included.
    pub fn depute(&mut self, deputy: Deputy, at: Moment) -> Result<()> {
        let Some(manager) = self.manager else {
            return Err(Error::field(
                "person",
                format!(
                    "{} has no manager to stand in for. Appoint one first.",
                    self.name
                ),
            ));
        };
        if deputy.person == manager {
            return Err(Error::field(
                "person",
                "The manager can't stand in for themselves.",
            ));
        }
        if deputy.until < deputy.from {
            return Err(Error::field(
                "until",
                "The last day lies before the first. Choose a later one.",
            ));
        }
        if deputy.until_at <= at {
            return Err(Error::field(
                "until",
                "These days are over. Choose today or later.",
            ));
        }
        let overlaps = |held: &&Deputy| {
            held.person == deputy.person && held.from <= deputy.until && deputy.from <= held.until
        };
        if let Some(held) = self.deputies.iter().find(overlaps) {
            return Err(Error::field(
                "from",
                format!(
                    "They stand in on some of these days already: {}.",
                    held.label
                ),
            ));
        }
        self.deputies.push(Deputy {
            of: manager,
            ..deputy
        });
        self.deputies.sort_by_key(|held| (held.from, held.person));
        Ok(())
    }

    /// Whoever manages next has deputies of their own choice.
    pub fn appoint(&mut self, manager: Option<Id<User>>) {
        if self.manager != manager {
            self.manager = manager;
            self.deputies.clear();
        }
    }

    pub fn deputy_at(&self, at: Moment) -> Option<&Deputy> {
        self.deputies
            .iter()
            .find(|held| Some(held.of) == self.manager && held.runs(at))
    }
}

record!(Department, Kind::new(6, "departments", "D").affects_access().filing(2), view: VIEW_DEPARTMENTS);

/// The departments above one, the nearest first; ends even where the tree had a circle.
pub fn above<'d>(
    find: impl Fn(Id<Department>) -> Option<&'d Department>,
    id: Id<Department>,
) -> Vec<&'d Department> {
    let mut path: Vec<&Department> = Vec::new();
    let mut next = find(id).and_then(|held| held.parent);
    while let Some(held) = next.and_then(&find) {
        if held.id == id || path.iter().any(|known| known.id == held.id) {
            break;
        }
        path.push(held);
        next = held.parent;
    }
    path
}

/// When a department works: by its own hours, those of the nearest above it that has some, or the house's.
pub fn calendar<'d>(
    find: impl Fn(Id<Department>) -> Option<&'d Department>,
    id: Id<Department>,
    house: &WorkingCalendar,
) -> WorkingCalendar {
    let own = find(id).into_iter().chain(above(&find, id));
    own.filter_map(|held| held.calendar.as_ref())
        .next()
        .map_or_else(|| house.clone(), |hours| hours.calendar(house))
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Team {
    #[serde(skip)]
    pub id: Id<Team>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    pub department: Id<Department>,
    #[serde(default)]
    pub lead: Option<Id<User>>,
    #[serde(default)]
    pub retired: bool,
}

impl Team {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![
            Placement::Team(self.id.raw()),
            Placement::Department(self.department.raw()),
        ]
    }
    fn declare(&self, _: &mut Declares) {}
}

record!(Team, Kind::new(7, "teams", "TM").affects_access(), view: VIEW_DEPARTMENTS);

#[cfg(test)]
mod tests {
    use super::*;

    fn managed() -> Department {
        Department {
            id: Id::new(3),
            name: "Web".into(),
            manager: Some(Id::new(1)),
            ..Department::default()
        }
    }

    fn deputy(person: u64, from: i32, until: i32) -> Deputy {
        Deputy {
            person: Id::new(person),
            from: Day(from),
            until: Day(until),
            from_at: Moment(i64::from(from)),
            until_at: Moment(i64::from(until) + 1),
            ..Deputy::default()
        }
    }

    #[test]
    fn a_deputyship_runs_from_its_first_day_to_its_last() {
        let mut web = managed();
        web.depute(deputy(2, 10, 12), Moment(5)).unwrap();
        for (at, runs) in [(9, false), (10, true), (12, true), (13, false)] {
            assert_eq!(web.deputy_at(Moment(at)).is_some(), runs, "{at}");
        }
        // Overlapping with the same person, over already, the wrong way round, the manager, nobody's.
        for wrong in [
            deputy(2, 12, 14),
            deputy(4, 1, 3),
            deputy(4, 14, 13),
            deputy(1, 10, 12),
        ] {
            assert!(web.depute(wrong, Moment(5)).is_err());
        }
        web.depute(deputy(4, 12, 14), Moment(5)).unwrap();
        web.appoint(Some(Id::new(9)));
        assert!(web.deputies.is_empty());
        web.appoint(None);
        assert!(web.depute(deputy(2, 10, 12), Moment(5)).is_err());
    }

    #[test]
    fn hours_come_from_the_nearest_that_has_some() {
        let house = WorkingCalendar {
            holidays: vec![Day(100)],
            ..WorkingCalendar::default()
        };
        let hours = |opens, with_house| {
            Some(Hours {
                week: vec![6],
                opens,
                closes: opens + 60,
                holidays: vec![Holiday {
                    day: Day(7),
                    name: String::new(),
                }],
                with_house,
            })
        };
        let of = |id: u64, parent: Option<u64>, calendar| Department {
            id: Id::new(id),
            parent: parent.map(Id::new),
            calendar,
            ..Department::default()
        };
        let all = [
            of(1, None, hours(600, true)),
            of(2, Some(1), None),
            of(3, Some(2), hours(300, false)),
            of(4, None, None),
            // A circle, which can't be made, doesn't hang anybody.
            of(5, Some(6), None),
            of(6, Some(5), None),
        ];
        let find = |id: Id<Department>| all.iter().find(|held| held.id == id);
        let read = |id: u64| calendar(find, Id::new(id), &house);
        assert_eq!(read(2).opens, 600);
        assert_eq!(read(2).holidays, [Day(7), Day(100)]);
        assert_eq!(read(3).opens, 300);
        assert_eq!(read(3).holidays, [Day(7)]);
        assert_eq!(read(4).opens, house.opens);
        assert_eq!(read(5).opens, house.opens);
        assert_eq!(read(99).opens, house.opens);
    }
}
