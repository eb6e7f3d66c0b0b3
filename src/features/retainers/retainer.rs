//! A retainer: what was agreed with a client for each period, and how far its periods are.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    actions::VIEW,
    carry::{Lot, Rule},
};
use crate::{
    access::Placement,
    base::{Choice, Day, Error, Id, Moment, Money, Result},
    choices,
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, record},
    features::{
        clients::Client,
        people::{Department, User},
        projects::{Matter, Project},
    },
    ui::badge::Tone,
};

choices! {
    /// How long a period is.
    pub enum Every {
        Month: "month", "Month";
        Quarter: "quarter", "Quarter";
    }
}

impl Every {
    fn months(self) -> i32 {
        match self {
            Every::Quarter => 3,
            _ => 1,
        }
    }
}

choices! {
    /// When the price of a period is billed.
    pub enum Billed {
        Advance: "advance", "In advance, when a period begins";
        Arrears: "arrears", "In arrears, when it is closed";
    }
}

choices! {
    pub enum State {
        Running: "running", "Running";
        Ended: "ended", "Ended";
    }
}

impl State {
    pub fn tone(self) -> Tone {
        match self {
            State::Running => Tone::Success,
            _ => Tone::Stone,
        }
    }
}

/// What each period has; one that is open keeps those it began with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// Minutes of a period.
    pub included: u32,
    pub price: Money,
    /// Of an hour beyond what there is; nothing bills none.
    #[serde(default)]
    pub rate: Money,
    /// Minutes that are carried into a period at most.
    #[serde(default)]
    pub cap: u32,
    /// Periods for which unused minutes live; none lets them lapse.
    #[serde(default)]
    pub life: u32,
    /// In basis points.
    #[serde(default)]
    pub tax: i64,
}

impl Terms {
    pub fn rule(&self) -> Rule {
        Rule {
            included: self.included,
            cap: self.cap,
            life: self.life,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Retainer {
    #[serde(skip)]
    pub id: Id<Retainer>,
    #[serde(skip)]
    pub version: u64,
    pub client: Id<Client>,
    /// The one that it is for; none is for all of the client's that have no agreement of their own.
    #[serde(default)]
    pub project: Option<Id<Project>>,
    pub title: String,
    /// Who looks after it, and reads its invoices over.
    pub owner: Id<User>,
    #[serde(default)]
    pub department: Id<Department>,
    /// Who leads its project.
    #[serde(default)]
    pub leads: Vec<Id<User>>,
    pub state: State,
    pub every: Every,
    #[serde(flatten)]
    pub terms: Terms,
    pub billed: Billed,
    /// The first day of its first period.
    pub begins: Day,
    /// The last day of its last period; nothing while it goes on.
    #[serde(default)]
    pub until: Option<Day>,
    /// Days of notice.
    #[serde(default)]
    pub notice: u32,
    /// Days after its end until a period is closed, so that its time can be entered.
    #[serde(default)]
    pub grace: u32,
    /// Whether the client sees their hours in the portal.
    #[serde(default)]
    pub shown: bool,
    /// How many periods were opened, and how many of them are closed.
    #[serde(default)]
    pub opened: u32,
    #[serde(default)]
    pub closed: u32,
    /// What the last closed one carries on.
    #[serde(default)]
    pub lots: Vec<Lot>,
    /// When the next period opens.
    #[serde(default)]
    pub next_at: Option<Moment>,
    pub created_at: Moment,
    pub touched: Moment,
}

pub const BY_TOUCHED: Index = Index::scoped(1);
/// Those of a client, by their numbers.
pub const OF_CLIENT: Index = Index::plain(2);
pub const STATE: Facet = Facet::carried(1);
pub const CLIENT: Facet = Facet::by(2, OF_CLIENT);
/// The next period opens.
pub const OPENS: u8 = 1;

impl Retainer {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let people = std::iter::once(self.owner).chain(self.leads.iter().copied());
        let department = Some(&self.department).filter(|id| !id.is_none());
        let mut places: Vec<Placement> = Placement::people(people).collect();
        places.extend(Placement::departments(department));
        if self.shown {
            places.push(Placement::Client(self.client.raw()));
        }
        places
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(BY_TOUCHED, Key::new().signed(self.touched.0));
        to.index(OF_CLIENT, Key::new().id(self.client));
        to.facet(STATE, Key::new().text(self.state.key()));
        to.facet(CLIENT, Key::new().id(self.client));
        to.words(&self.title);
        if let Some(at) = self.next_at {
            to.wake(at, OPENS);
        }
    }

    /// Always later than before, so that the undo of an edit is refused once it moved on.
    pub fn touch(&mut self, at: Moment) {
        self.touched = Moment(at.0.max(self.touched.0 + 1));
    }

    /// The first and the last day of a period; the first is 1.
    pub fn span(&self, number: u32) -> (Day, Day) {
        let first = |number: i64| {
            let months = i64::from(self.every.months()) * (number - 1);
            self.begins
                .plus_months(i32::try_from(months).unwrap_or(i32::MAX))
        };
        let number = i64::from(number);
        (first(number), first(number + 1) + -1)
    }

    /// The last day of the period in which a day lies; of the first for one before it.
    pub fn end_of_period(&self, day: Day) -> Day {
        let (mut number, mut last) = (1, self.span(1).1);
        while last < day && number < MOST_PERIODS {
            number += 1;
            last = self.span(number).1;
        }
        last
    }

    /// Whether there is a period of that number.
    pub fn has(&self, number: u32) -> bool {
        number <= MOST_PERIODS && self.until.is_none_or(|until| self.span(number).0 <= until)
    }

    /// Finds out when the next period opens.
    pub fn plan(&mut self, zone: &TimeZone) {
        let next = self.opened + 1;
        self.next_at = self
            .has(next)
            .then(|| Moment::at(self.span(next).0, 0, zone));
        if self.next_at.is_none() && self.closed >= self.opened {
            self.state = State::Ended;
        }
    }

    /// Whether it covers the time of a project, or of a ticket of its client, on a day: what is for one project covers that
    /// alone. Once it is over what came too late isn't its any more.
    pub fn covers(&self, matter: Matter, day: Day) -> bool {
        self.state == State::Running
            && self
                .project
                .is_none_or(|own| matter == Matter::Project(own))
            && self.begins <= day
            && self.until.is_none_or(|until| day <= until)
    }

    /// # Errors
    /// `Conflict` once it ended.
    pub fn must_run(&self) -> Result<()> {
        match self.state {
            State::Running => Ok(()),
            _ => Err(Error::conflict(
                "This retainer has ended, and stays as it is.",
            )),
        }
    }

    /// The first end of a period that keeps the notice, as of a day.
    pub fn earliest_end(&self, today: Day) -> Day {
        self.end_of_period(today + i32::try_from(self.notice).unwrap_or(0))
    }

    /// Whether two would count the same time.
    pub fn clashes(&self, other: &Retainer) -> bool {
        let over = |held: &Retainer, day: Day| held.until.is_some_and(|until| until < day);
        self.id != other.id
            && self.client == other.client
            && self.project == other.project
            && self.state == State::Running
            && other.state == State::Running
            && !over(self, other.begins)
            && !over(other, self.begins)
    }
}

/// A hundred years of months.
pub const MOST_PERIODS: u32 = 1200;

record!(Retainer, Kind::new(230, "retainers", "RET"), view: VIEW);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse(iso).unwrap()
    }

    #[test]
    fn a_period_that_begins_on_the_last_day_of_a_month_keeps_to_it() {
        let held = Retainer {
            begins: day("2027-01-31"),
            ..Retainer::default()
        };
        assert_eq!(held.span(1), (day("2027-01-31"), day("2027-02-27")));
        assert_eq!(held.span(2), (day("2027-02-28"), day("2027-03-30")));
        assert_eq!(held.span(3), (day("2027-03-31"), day("2027-04-29")));
        assert_eq!(held.end_of_period(day("2027-03-01")), day("2027-03-30"));
    }

    #[test]
    fn it_ends_with_a_period_and_after_the_notice() {
        let mut held = Retainer {
            begins: day("2027-01-01"),
            notice: 30,
            ..Retainer::default()
        };
        assert_eq!(held.earliest_end(day("2027-01-01")), day("2027-01-31"));
        assert_eq!(held.earliest_end(day("2027-01-15")), day("2027-02-28"));
        held.until = Some(day("2027-02-28"));
        assert!(held.has(2) && !held.has(3));
        held.opened = 2;
        held.plan(&TimeZone::UTC);
        assert_eq!((held.next_at, held.state), (None, State::Running));
        held.closed = 2;
        held.plan(&TimeZone::UTC);
        assert_eq!(held.state, State::Ended);
    }

    proptest! {
        /// Each day from the first on lies in exactly one period.
        #[test]
        fn periods_leave_no_day_out(begins in 18_000..24_000_i32, quarter: bool) {
            let held = Retainer {
                begins: Day(begins),
                every: if quarter { Every::Quarter } else { Every::Month },
                ..Retainer::default()
            };
            prop_assert_eq!(held.span(1).0, held.begins);
            for number in 1..60 {
                let (first, last) = held.span(number);
                prop_assert!(first <= last);
                prop_assert_eq!(held.span(number + 1).0, last + 1);
                prop_assert_eq!(held.end_of_period(first), last);
                prop_assert_eq!(held.end_of_period(last), last);
            }
        }
    }
}
