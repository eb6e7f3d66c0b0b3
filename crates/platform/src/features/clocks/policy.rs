//! A service policy: for what it promises which time, by which hours, and what happens while that runs out. Each change of
//! what it promises is a version, and an open clock keeps the one that it began with.

use serde::{Deserialize, Serialize};

use super::{
    BusinessCalendar,
    actions::VIEW_POLICIES,
    target::{HoursOf, PauseReason, Restart, Target, Whom},
};
use crate::{
    access::Placement,
    base::{Id, Moment, time::MINUTE},
    data::{Declares, Index, Key, Kind, PartOf, record},
    features::{
        clients::Client,
        people::{Department, User},
        settings::{Category, Priority},
    },
};

/// What is done when so much of the time is over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Of the promised time; more than 100 lies behind its end.
    pub percent: u32,
    pub tell: Vec<Whom>,
    /// Whose hands it comes into.
    #[serde(default)]
    pub reassign: Option<Whom>,
}

/// What a version of a policy promises.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Working time.
    pub minutes: i64,
    pub hours: HoursOf,
    pub calendar: Option<Id<BusinessCalendar>>,
    /// In the order of their percent.
    pub ladder: Vec<Step>,
    pub restarts: Vec<Restart>,
    /// What its clocks stand still for.
    pub pauses: Vec<PauseReason>,
}

impl Terms {
    /// Milliseconds of working time.
    pub fn millis(&self) -> i64 {
        self.minutes * MINUTE
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    #[serde(skip)]
    pub id: Id<Policy>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    pub target: Target,
    /// Holds for whatever no other policy of the target holds for.
    #[serde(default)]
    pub standard: bool,
    /// Of several that hold the one with the smallest is meant.
    #[serde(default)]
    pub order: i64,
    // What it holds for; nothing named is anything.
    #[serde(default)]
    pub kinds: Vec<String>,
    #[serde(default)]
    pub stages: Vec<String>,
    #[serde(default)]
    pub priorities: Vec<Priority>,
    #[serde(default)]
    pub clients: Vec<Id<Client>>,
    #[serde(default)]
    pub categories: Vec<Category>,
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    // What it promises.
    pub minutes: i64,
    #[serde(default)]
    pub hours: HoursOf,
    #[serde(default)]
    pub calendar: Option<Id<BusinessCalendar>>,
    #[serde(default)]
    pub ladder: Vec<Step>,
    #[serde(default)]
    pub restarts: Vec<Restart>,
    #[serde(default)]
    pub pauses: Vec<PauseReason>,
    /// How often that changed; the version of that number says what it was.
    pub number: u32,
    #[serde(default)]
    pub retired: bool,
}

pub const BY_TARGET: Index = Index::scoped(1);
/// The standard one of a target.
pub const STANDARD: Index = Index::unique(2);

/// What a clock is about, as policies ask it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub kind: &'static str,
    pub stage: &'static str,
    pub priority: Option<Priority>,
    pub client: Id<Client>,
    pub categories: Vec<Category>,
    /// In whose hands it is, and where they belong.
    pub owner: Id<User>,
    pub department: Id<Department>,
}

impl Policy {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        let target = || Key::new().byte(self.target.code());
        let last = u8::from(self.standard);
        let retired = Key::new().byte(u8::from(self.retired));
        to.index(
            BY_TARGET,
            retired
                .byte(self.target.code())
                .byte(last)
                .signed(self.order),
        );
        if self.standard {
            to.index(STANDARD, target());
        }
    }

    pub fn terms(&self) -> Terms {
        Terms {
            minutes: self.minutes,
            hours: self.hours,
            calendar: self.calendar,
            ladder: self.ladder.clone(),
            restarts: self.restarts.clone(),
            pauses: self.pauses.clone(),
        }
    }

    /// Whether it holds for something; the standard one for anything.
    pub fn holds(&self, facts: &Facts) -> bool {
        fn names<T: PartialEq>(named: &[T], held: &T) -> bool {
            named.is_empty() || named.contains(held)
        }
        let categories = self.categories.is_empty()
            || facts
                .categories
                .iter()
                .any(|held| self.categories.contains(held));
        names(&self.kinds, &facts.kind.to_owned())
            && names(&self.stages, &facts.stage.to_owned())
            && (self.priorities.is_empty()
                || facts
                    .priority
                    .is_some_and(|held| self.priorities.contains(&held)))
            && names(&self.clients, &facts.client)
            && names(&self.departments, &facts.department)
            && categories
    }

    /// How much it asks of what it holds for: nothing is what a standard one asks.
    pub fn asks(&self) -> usize {
        [
            !self.kinds.is_empty(),
            !self.stages.is_empty(),
            !self.priorities.is_empty(),
            !self.clients.is_empty(),
            !self.categories.is_empty(),
            !self.departments.is_empty(),
        ]
        .into_iter()
        .filter(|asked| *asked)
        .count()
    }
}

/// The policy that something is promised by: of those that hold the first in their order, at last the standard one.
pub fn choose<'p>(
    policies: impl IntoIterator<Item = &'p Policy>,
    target: Target,
    facts: &Facts,
) -> Option<&'p Policy> {
    let holding = policies
        .into_iter()
        .filter(|held| held.target == target && !held.retired && held.holds(facts));
    holding.min_by_key(|held| (held.standard, held.order, held.id))
}

record!(Policy, Kind::new(122, "slas", "SLA"), view: VIEW_POLICIES);

/// What a policy promised from a change to the next.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PolicyVersion {
    #[serde(skip)]
    pub id: Id<PolicyVersion>,
    #[serde(skip)]
    pub version: u64,
    pub policy: Id<Policy>,
    pub number: u32,
    pub minutes: i64,
    #[serde(default)]
    pub hours: HoursOf,
    #[serde(default)]
    pub calendar: Option<Id<BusinessCalendar>>,
    #[serde(default)]
    pub ladder: Vec<Step>,
    #[serde(default)]
    pub restarts: Vec<Restart>,
    #[serde(default)]
    pub pauses: Vec<PauseReason>,
    pub by: Id<User>,
    pub at: Moment,
}

/// Of a policy, the newest first.
pub const OF_POLICY: Index = Index::plain(1);
pub const BY_VERSION: Index = Index::unique(2);

pub fn version_key(policy: Id<Policy>, number: u32) -> Key {
    Key::new().id(policy).number(u64::from(number))
}

impl PolicyVersion {
    pub fn of(policy: &Policy, by: Id<User>, at: Moment) -> PolicyVersion {
        PolicyVersion {
            policy: policy.id,
            number: policy.number,
            minutes: policy.minutes,
            hours: policy.hours,
            calendar: policy.calendar,
            ladder: policy.ladder.clone(),
            restarts: policy.restarts.clone(),
            pauses: policy.pauses.clone(),
            by,
            at,
            ..PolicyVersion::default()
        }
    }

    pub fn terms(&self) -> Terms {
        Terms {
            minutes: self.minutes,
            hours: self.hours,
            calendar: self.calendar,
            ladder: self.ladder.clone(),
            restarts: self.restarts.clone(),
            pauses: self.pauses.clone(),
        }
    }

    fn title(&self) -> String {
        format!("Version {}", self.number)
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        let newest = Key::new().id(self.policy).signed(-i64::from(self.number));
        to.index(OF_POLICY, newest);
        to.index(BY_VERSION, version_key(self.policy, self.number));
    }
    fn part(&self) -> Option<PartOf> {
        Some(PartOf::new(self.policy.as_ref()))
    }
}

record!(PolicyVersion, Kind::new(123, "sla-versions", "SLV"), view: VIEW_POLICIES, part_of: PolicyVersion::part);

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(id: u64, over: Policy) -> Policy {
        Policy {
            id: Id::new(id),
            ..over
        }
    }

    #[test]
    fn the_first_that_holds_is_meant_and_at_last_the_standard_one() {
        let all = [
            policy(
                1,
                Policy {
                    standard: true,
                    ..Policy::default()
                },
            ),
            policy(
                2,
                Policy {
                    order: 2,
                    priorities: vec![Priority::High, Priority::Urgent],
                    ..Policy::default()
                },
            ),
            policy(
                3,
                Policy {
                    order: 1,
                    clients: vec![Id::new(7)],
                    priorities: vec![Priority::Urgent],
                    ..Policy::default()
                },
            ),
            policy(
                4,
                Policy {
                    order: 0,
                    retired: true,
                    ..Policy::default()
                },
            ),
        ];
        let chosen = |priority, client| {
            let facts = Facts {
                priority: Some(priority),
                client: Id::new(client),
                ..Facts::default()
            };
            choose(&all, Target::FirstResponse, &facts).map(|held| held.id.raw())
        };
        assert_eq!(chosen(Priority::Normal, 7), Some(1));
        assert_eq!(chosen(Priority::High, 7), Some(2));
        assert_eq!(chosen(Priority::Urgent, 7), Some(3));
        assert_eq!(chosen(Priority::Urgent, 8), Some(2));
        let facts = Facts::default();
        assert!(choose(&all, Target::Approval, &facts).is_none());
    }

    #[test]
    fn every_category_of_a_thing_counts() {
        let held = Policy {
            categories: vec![Category::Seo],
            ..Policy::default()
        };
        let facts = |categories: &[Category]| Facts {
            categories: categories.to_vec(),
            ..Facts::default()
        };
        assert!(held.holds(&facts(&[Category::Web, Category::Seo])));
        assert!(!held.holds(&facts(&[Category::Web])) && !held.holds(&facts(&[])));
    }
}
