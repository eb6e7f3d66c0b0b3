//! A leave: when somebody is away, of which kind, and whether somebody said yes to it.

use serde::{Deserialize, Serialize};

use super::{
    actions::VIEW,
    count::{Span, words},
};
use crate::{
    access::Placement,
    base::{Choice, Day, Error, Id, Moment, Result},
    choices,
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, PlainTally, Tally, record},
    features::people::{Department, Team, User},
    ui::badge::Tone,
};

choices! {
    pub enum LeaveKind {
        Vacation: "vacation", "Vacation";
        Sickness: "sickness", "Sickness";
        Parental: "parental", "Parental leave";
        Training: "training", "Training";
        TimeOff: "time_off", "Time off for overtime";
        Unpaid: "unpaid", "Unpaid leave";
        Other: "other", "Other leave";
    }
}

impl LeaveKind {
    /// Whether it is taken off the year's allowance.
    pub fn counts(self) -> bool {
        self == LeaveKind::Vacation
    }
}

choices! {
    pub enum Status {
        Requested: "requested", "Requested";
        Approved: "approved", "Approved";
        Refused: "refused", "Refused";
        Cancelled: "cancelled", "Cancelled";
    }
}

impl Status {
    pub fn tone(self) -> Tone {
        match self {
            Status::Requested => Tone::Murex,
            Status::Approved => Tone::Success,
            Status::Refused => Tone::Danger,
            Status::Cancelled | Status::Unknown => Tone::Stone,
        }
    }
}

/// Half days of work in one year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InYear {
    pub year: i16,
    pub half_days: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Leave {
    #[serde(skip)]
    pub id: Id<Leave>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    pub kind: LeaveKind,
    pub from: Day,
    /// The last day of it.
    pub until: Day,
    #[serde(default)]
    pub half_first: bool,
    #[serde(default)]
    pub half_last: bool,
    /// What it came to when it was asked for.
    #[serde(default)]
    pub years: Vec<InYear>,
    pub status: Status,
    #[serde(default)]
    pub note: String,
    /// Why it was refused or cancelled.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub asked_at: Moment,
    #[serde(default)]
    pub decided_at: Option<Moment>,
    #[serde(default)]
    pub decided_by: Option<Id<User>>,
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    #[serde(default)]
    pub teams: Vec<Id<Team>>,
}

/// By their first days.
pub const BY_FROM: Index = Index::scoped(1);
pub const OF_USER: Index = Index::plain(2);
pub const STATUS: Facet = Facet::carried(1);
pub const USER: Facet = Facet::carried(2);
pub const KIND: Facet = Facet::carried(3);
/// Half days that count, by person and year: approved, and asked for.
pub const TAKEN: PlainTally = Tally::plain(1);
pub const ASKED: PlainTally = Tally::plain(2);

pub fn year_key(user: Id<User>, year: i16) -> Key {
    Key::new().id(user).signed(i64::from(year))
}

impl Leave {
    fn title(&self) -> String {
        match self.from == self.until {
            true => format!("{} on {}", self.kind.label(), self.days()),
            false => format!("{}, {}", self.kind.label(), self.days()),
        }
    }

    /// `3 June 2026 to 10 June 2026`: what whoever plans may know of it.
    pub fn days(&self) -> String {
        let day = |day: Day| day.date().strftime("%-d %B %Y").to_string();
        match self.from == self.until {
            true => day(self.from),
            false => format!("{} to {}", day(self.from), day(self.until)),
        }
    }

    pub fn name(&self) -> String {
        self.title()
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![Placement::Person(self.user.raw())];
        places.extend(Placement::departments(&self.departments));
        places.extend(self.teams.iter().map(|t| Placement::Team(t.raw())));
        places
    }

    fn declare(&self, to: &mut Declares) {
        let from = i64::from(self.from.0);
        to.index(BY_NUMBER, Key::new());
        to.index(BY_FROM, Key::new().signed(from));
        to.index(OF_USER, Key::new().id(self.user).signed(-from));
        to.facet(STATUS, Key::new().text(self.status.key()));
        to.facet(USER, Key::new().id(self.user));
        to.facet(KIND, Key::new().text(self.kind.key()));
        let tally = match self.status {
            Status::Approved => TAKEN,
            Status::Requested => ASKED,
            _ => return,
        };
        if self.kind.counts() {
            for held in &self.years {
                let halves = i64::from(held.half_days);
                to.tally(tally, year_key(self.user, held.year), halves);
            }
        }
    }

    pub fn span(&self) -> Span {
        Span {
            from: self.from,
            until: self.until,
            half_first: self.half_first,
            half_last: self.half_last,
        }
    }

    pub fn half_days(&self) -> u32 {
        self.years.iter().map(|held| held.half_days).sum()
    }

    /// `2.5 days`
    pub fn length(&self) -> String {
        words(i64::from(self.half_days()))
    }

    /// Whether it is to be, or may still be.
    pub fn stands(&self) -> bool {
        matches!(self.status, Status::Requested | Status::Approved)
    }

    pub fn decide(&mut self, yes: bool, by: Id<User>, at: Moment, reason: &str) -> Result<()> {
        if self.status != Status::Requested {
            return Err(Error::conflict(
                "This leave doesn't wait for an answer any more. Return the request.",
            ));
        }
        self.status = match yes {
            true => Status::Approved,
            false => Status::Refused,
        };
        self.settled(by, at, reason);
        Ok(())
    }

    pub fn cancel(&mut self, by: Id<User>, at: Moment, reason: &str) -> Result<()> {
        if !self.stands() {
            return Err(Error::conflict(
                "This leave is refused or cancelled already.",
            ));
        }
        self.status = Status::Cancelled;
        self.settled(by, at, reason);
        Ok(())
    }

    fn settled(&mut self, by: Id<User>, at: Moment, reason: &str) {
        self.decided_at = Some(at);
        self.decided_by = Some(by);
        self.reason = reason.to_owned();
    }
}

record!(Leave, Kind::new(65, "leave", "LV"), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_stands_until_it_is_cancelled() {
        let (by, at) = (Id::new(2), Moment(1));
        let mut leave = Leave::default();
        leave.decide(true, by, at, "").unwrap();
        assert!(leave.decide(false, by, at, "no").is_err());
        leave.cancel(by, at, "The project comes first").unwrap();
        assert!(!leave.stands() && leave.cancel(by, at, "").is_err());
    }
}
