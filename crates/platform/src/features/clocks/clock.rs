//! A clock: one promise about one record, from the moment that it was made until it is kept or nobody waits for it any
//! more. What it reads of the record (`Standing`) moves it; how much of its time is over, it knows from the working time
//! between moments, so that nothing is counted while nobody looks. Its rules are pure (`rules`).

use serde::{Deserialize, Serialize};

use super::{
    BusinessCalendar,
    actions::VIEW,
    policy::{Policy, PolicyVersion},
    target::{HoursOf, PauseReason, Target},
};
use crate::{
    access::Placement,
    base::{Choice, Id, Moment, Month, Whose},
    data::{Declares, Facet, Index, Key, Kind, PartOf, PlainTally, Ref, Tally, record},
    features::{
        people::{Department, User},
        settings::Priority,
    },
};

/// Why something stands still, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub reason: PauseReason,
    pub since: Moment,
}

/// How one promise about a record stands, as the record says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub target: Target,
    /// When it began: with the target, which promise of the record this is. Another beginning is another promise.
    pub begun: Moment,
    /// When it was kept.
    pub met: Option<Moment>,
    /// What holds it up; a policy says which reasons count.
    pub held: Option<Hold>,
    /// Working time that the record itself promises, whatever its policy says.
    pub minutes: Option<i64>,
}

impl Standing {
    /// One that runs.
    pub fn since(target: Target, begun: Moment) -> Standing {
        Standing {
            target,
            begun,
            met: None,
            held: None,
            minutes: None,
        }
    }

    /// Promised by the record itself within so many minutes of working time, where it says any.
    pub fn within(mut self, minutes: Option<i64>) -> Standing {
        self.minutes = minutes;
        self
    }

    pub fn met(mut self, at: Option<Moment>) -> Standing {
        self.met = at;
        self
    }

    pub fn held(mut self, held: Option<Hold>) -> Standing {
        self.held = held;
        self
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    #[serde(skip)]
    pub id: Id<Clock>,
    #[serde(skip)]
    pub version: u64,
    pub subject: Ref,
    pub target: Target,
    pub begun: Moment,
    /// By which it was promised, and the version of it.
    pub policy: Id<Policy>,
    pub terms: Id<PolicyVersion>,
    /// Promised working time.
    pub minutes: i64,
    pub hours: HoursOf,
    #[serde(default)]
    pub calendar: Option<Id<BusinessCalendar>>,
    /// Since when it runs, with working time in milliseconds that was over before.
    pub since: Moment,
    #[serde(default, rename = "spent_ms")]
    pub spent: i64,
    #[serde(default)]
    pub held: Option<Hold>,
    /// Until when; while it is held up nobody knows.
    #[serde(default)]
    pub due: Option<Moment>,
    #[serde(default)]
    pub met: Option<Moment>,
    /// Its time was over before it was met; that stays.
    #[serde(default)]
    pub missed: Option<Moment>,
    /// Nobody waits for it any more.
    #[serde(default)]
    pub ended: Option<Moment>,
    /// Steps of the ladder that were done, and when something is next.
    #[serde(default)]
    pub steps: u32,
    #[serde(default)]
    pub next: Option<Moment>,
    // Whose it is.
    pub owner: Id<User>,
    pub department: Id<Department>,
    #[serde(default)]
    pub priority: Option<Priority>,
    /// In whose hands it was when it was met or missed.
    #[serde(default)]
    pub counted: Option<(Id<User>, Id<Department>)>,
}

impl Default for Clock {
    fn default() -> Self {
        Clock {
            id: Id::NONE,
            version: 0,
            subject: Ref { kind: 0, id: 0 },
            target: Target::default(),
            begun: Moment::default(),
            policy: Id::NONE,
            terms: Id::NONE,
            minutes: 0,
            hours: HoursOf::default(),
            calendar: None,
            since: Moment::default(),
            spent: 0,
            held: None,
            due: None,
            met: None,
            missed: None,
            ended: None,
            steps: 0,
            next: None,
            owner: Id::NONE,
            department: Id::NONE,
            priority: None,
            counted: None,
        }
    }
}

/// What is next to be missed: those that run, by when they are due.
pub const BY_DUE: Index = Index::scoped(1);
/// Of a record, those that nobody is done with.
pub const OPEN: Index = Index::plain(2);
/// Of a record, those that began last first.
pub const BY_SUBJECT: Index = Index::plain(3);
/// The one of a record, a target and a beginning.
pub const BY_BEGUN: Index = Index::unique(4);
/// Those that were begun last come first.
pub const BY_TIME: Index = Index::scoped(5);
pub const TARGET: Facet = Facet::carried(1);
pub const OWNER: Facet = Facet::carried(2);
pub const STATE: Facet = Facet::carried(3);
pub const POLICY: Facet = Facet::carried(4);
/// Months of departments and people: promises that were kept, and that weren't.
pub const FIGURES: PlainTally = Tally::plain(1);
/// The same of policies, and of targets.
pub const OF_POLICIES: PlainTally = Tally::plain(2);
pub const OF_TARGETS: PlainTally = Tally::plain(3);

/// A step of the ladder is due, or the end of its time is over.
pub const STRIKES: u8 = 1;

/// What is counted.
pub mod figure {
    pub const KEPT: u8 = 0;
    pub const MISSED: u8 = 1;
}

crate::choices! {
    pub enum State {
        Running: "running", "Running";
        Paused: "paused", "Paused";
        Met: "met", "Met";
        Missed: "missed", "Missed";
        Ended: "ended", "Ended";
    }
}

pub fn subject_key(subject: Ref) -> Key {
    Key::new().byte(subject.kind).number(subject.id)
}

pub fn begun_key(subject: Ref, target: Target, begun: Moment) -> Key {
    subject_key(subject).byte(target.code()).signed(begun.0)
}

impl Clock {
    fn title(&self) -> String {
        self.target.label().to_owned()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        let subject = || subject_key(self.subject);
        if let Some(due) = self.due.filter(|_| self.is_running()) {
            to.index(BY_DUE, Key::new().signed(due.0));
        }
        if self.is_open() {
            to.index(OPEN, subject());
        }
        to.index(BY_SUBJECT, subject().latest(self.begun.0));
        to.index(BY_BEGUN, begun_key(self.subject, self.target, self.begun));
        to.index(BY_TIME, Key::new().latest(self.begun.0));
        to.facet(TARGET, Key::new().text(self.target.key()));
        to.facet(OWNER, Key::new().id(self.owner));
        to.facet(STATE, Key::new().text(self.state().key()));
        to.facet(POLICY, Key::new().id(self.policy));
        if let Some(next) = self.next {
            to.wake(next, STRIKES);
        }
        let Some((what, at)) = self.outcome() else {
            return;
        };
        let month = Month::at(at);
        if let Some((owner, department)) = self.counted {
            let whose = [
                Whose::Person(owner.raw()),
                Whose::Department(department.raw()),
            ];
            to.figure(FIGURES, whose, (what, month), 1);
        }
        to.tally(OF_POLICIES, policy_key(self.policy, what, month), 1);
        to.tally(OF_TARGETS, target_key(self.target, what, month), 1);
    }

    fn part(&self) -> Option<PartOf> {
        Some(PartOf::new(self.subject).staff_only(true).never_alone())
    }

    /// Nobody is done with it.
    pub fn is_open(&self) -> bool {
        self.met.is_none() && self.ended.is_none()
    }

    pub fn is_running(&self) -> bool {
        self.is_open() && self.held.is_none()
    }

    pub fn state(&self) -> State {
        match self {
            _ if self.missed.is_some() => State::Missed,
            _ if self.met.is_some() => State::Met,
            _ if self.ended.is_some() => State::Ended,
            _ if self.held.is_some() => State::Paused,
            _ => State::Running,
        }
    }

    pub(super) fn outcome(&self) -> Option<(u8, Moment)> {
        let missed = self.missed.map(|at| (figure::MISSED, at));
        missed.or(self.met.map(|at| (figure::KEPT, at)))
    }
}

pub fn policy_key(policy: Id<Policy>, what: u8, month: Month) -> Key {
    Key::new().id(policy).byte(what).signed(month.0)
}

pub fn target_key(target: Target, what: u8, month: Month) -> Key {
    Key::new().byte(target.code()).byte(what).signed(month.0)
}

record!(Clock, Kind::new(124, "clocks", "CK"), view: VIEW, part_of: Clock::part);
