//! A week of somebody's time, as far as it is submitted and approved. The entries themselves are the time feature's.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Choice, Day, Error, Id, Moment, Result, time},
    choices,
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, record},
    features::people::{Department, Team, User},
    ui::badge::Tone,
};

choices! {
    pub enum Status {
        Open: "open", "Open";
        Submitted: "submitted", "Submitted";
        Approved: "approved", "Approved";
        Returned: "returned", "Returned";
    }
}

impl Status {
    pub fn tone(self) -> Tone {
        match self {
            Status::Submitted => Tone::Murex,
            Status::Approved => Tone::Success,
            Status::Returned => Tone::Warning,
            Status::Open | Status::Unknown => Tone::Stone,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timesheet {
    #[serde(skip)]
    pub id: Id<Timesheet>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    /// Its Monday.
    pub week: Day,
    pub status: Status,
    /// What it came to when it was submitted; 0 while it is open.
    #[serde(default)]
    pub minutes: u32,
    #[serde(default)]
    pub billable_minutes: u32,
    /// What the person wanted whoever decides to know.
    #[serde(default)]
    pub note: String,
    /// Why it came back or was reopened.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub submitted_at: Option<Moment>,
    #[serde(default)]
    pub decided_at: Option<Moment>,
    #[serde(default)]
    pub decided_by: Option<Id<User>>,
    /// When the person is reminded to submit it; None when they aren't any more.
    #[serde(default)]
    pub remind_at: Option<Moment>,
    /// How often they were.
    #[serde(default)]
    pub reminders: u8,
    /// Where the person belonged, so that their leads see it.
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    #[serde(default)]
    pub teams: Vec<Id<Team>>,
}

/// By their weeks.
pub const BY_WEEK: Index = Index::scoped(1);
/// One for each person and week.
pub const OF_USER: Index = Index::unique(2);
pub const STATUS: Facet = Facet::carried(1);
pub const USER: Facet = Facet::carried(2);

/// The key of `OF_USER`.
pub fn week_key(user: Id<User>, week: Day) -> Key {
    Key::new().id(user).signed(i64::from(week.0))
}

/// The Monday of the week that a day is in.
pub fn monday(day: Day) -> Day {
    day + -i32::from(day.weekday())
}

/// What a week comes to, in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    pub minutes: u32,
    pub billable: u32,
}

impl Timesheet {
    /// A week that somebody begins, with where they belong.
    pub fn begun(person: &User, week: Day) -> Timesheet {
        Timesheet {
            user: person.id,
            week,
            departments: person.departments.clone(),
            teams: person.teams.clone(),
            ..Timesheet::default()
        }
    }

    /// `8 June 2026`
    pub fn week_name(&self) -> String {
        self.week.date().strftime("%-d %B %Y").to_string()
    }

    fn title(&self) -> String {
        format!("Week of {}", self.week_name())
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![Placement::Person(self.user.raw())];
        places.extend(Placement::departments(&self.departments));
        places.extend(self.teams.iter().map(|t| Placement::Team(t.raw())));
        places
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(BY_WEEK, Key::new().signed(i64::from(self.week.0)));
        to.index(OF_USER, week_key(self.user, self.week));
        to.facet(STATUS, Key::new().text(self.status.key()));
        to.facet(USER, Key::new().id(self.user));
        if let Some(at) = self.remind_at.filter(|_| self.is_open()) {
            to.wake(at, REMIND);
        }
    }

    /// Whether its time is still written.
    pub fn is_open(&self) -> bool {
        matches!(
            self.status,
            Status::Open | Status::Returned | Status::Unknown
        )
    }

    /// # Errors
    /// A conflict while it waits for an answer or has one, with what to do.
    pub fn must_be_open(&self) -> Result<()> {
        let week = self.week_name();
        match self.status {
            Status::Submitted => Err(Error::conflict(format!(
                "The week of {week} is submitted. Take it back first, or have it returned, to change its time."
            ))),
            Status::Approved => Err(Error::conflict(format!(
                "The week of {week} is approved. Have it reopened to change its time."
            ))),
            _ => Ok(()),
        }
    }

    pub fn submit(&mut self, sums: Sums, note: String, at: Moment) -> Result<()> {
        match self.status {
            Status::Submitted => return Err(Error::conflict("This week is submitted already.")),
            Status::Approved => return Err(Error::conflict("This week is approved already.")),
            _ => {}
        }
        self.status = Status::Submitted;
        self.minutes = sums.minutes;
        self.billable_minutes = sums.billable;
        self.note = note;
        self.reason.clear();
        self.submitted_at = Some(at);
        self.decided_at = None;
        self.decided_by = None;
        self.remind_at = None;
        Ok(())
    }

    pub fn approve(&mut self, by: Id<User>, at: Moment) -> Result<()> {
        if self.status != Status::Submitted {
            return Err(Error::conflict(
                "This week isn't submitted any more. Return the request.",
            ));
        }
        self.status = Status::Approved;
        self.decided_at = Some(at);
        self.decided_by = Some(by);
        Ok(())
    }

    /// Back to whoever it is of: returned with a reason, or taken back by themselves.
    pub fn give_back(&mut self, by: Id<User>, at: Moment, reason: &str) {
        let own = by == self.user;
        self.status = match own {
            true => Status::Open,
            false => Status::Returned,
        };
        self.open_again(by, at);
        self.reason = match own {
            true => String::new(),
            false => reason.to_owned(),
        };
    }

    pub fn reopen(&mut self, by: Id<User>, at: Moment, reason: &str) -> Result<()> {
        if self.status != Status::Approved {
            return Err(Error::conflict("Only a week that is approved is reopened."));
        }
        self.status = Status::Open;
        self.open_again(by, at);
        self.reason = reason.to_owned();
        Ok(())
    }

    fn open_again(&mut self, by: Id<User>, at: Moment) {
        self.minutes = 0;
        self.billable_minutes = 0;
        self.submitted_at = None;
        self.decided_at = Some(at);
        self.decided_by = Some(by);
        self.reminders = 0;
        self.remind_at = Some(at.plus(AFTER_RETURN));
    }
}

record!(Timesheet, Kind::new(63, "timesheets", "TS"), view: VIEW);

/// What a timesheet waits for: that its person is reminded of it.
pub const REMIND: u8 = 1;

/// What came back is reminded of after that time.
pub const AFTER_RETURN: i64 = 2 * time::DAY;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_goes_its_way_and_no_other() {
        let (me, lead) = (Id::new(7), Id::new(8));
        let mut sheet = Timesheet {
            user: me,
            ..Timesheet::default()
        };
        let sums = Sums {
            minutes: 90,
            billable: 60,
        };
        assert!(sheet.approve(lead, Moment(1)).is_err());
        sheet.submit(sums, String::new(), Moment(1)).unwrap();
        assert!(sheet.must_be_open().is_err());
        assert!(sheet.submit(sums, String::new(), Moment(2)).is_err());
        sheet.give_back(lead, Moment(3), "Friday is missing");
        assert_eq!(sheet.status, Status::Returned);
        assert_eq!(
            (sheet.minutes, sheet.reason.as_str()),
            (0, "Friday is missing")
        );
        sheet.submit(sums, String::new(), Moment(4)).unwrap();
        sheet.give_back(me, Moment(5), "Taken back");
        assert_eq!((sheet.status, sheet.reason.as_str()), (Status::Open, ""));
        sheet.submit(sums, String::new(), Moment(6)).unwrap();
        sheet.approve(lead, Moment(7)).unwrap();
        assert!(sheet.must_be_open().is_err());
        sheet.reopen(lead, Moment(8), "One entry is wrong").unwrap();
        assert!(sheet.must_be_open().is_ok());
        assert!(sheet.reopen(lead, Moment(9), "again").is_err());
    }

    #[test]
    fn a_week_begins_on_its_monday() {
        let tuesday = Day::parse("2026-06-09").unwrap();
        for day in -1..6 {
            assert_eq!(monday(tuesday + day).iso(), "2026-06-08");
        }
        assert_eq!(monday(tuesday + 6).iso(), "2026-06-15");
    }
}
