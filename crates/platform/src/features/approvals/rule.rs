//! The house's rules: for a kind of thing and under these conditions, who has to say yes, how many of them, and in which
//! order. Of those of a kind exactly one applies: the first whose conditions hold, else what Atrium was shipped with.

use serde::{Deserialize, Serialize};

use super::actions::VIEW_RULES;
use crate::{
    access::Placement,
    base::{Id, Money},
    choices,
    data::{BY_NUMBER, Declares, Key, Kind, record},
    features::{
        people::{Department, Role, User},
        settings::Category,
    },
};

choices! {
    /// Who is asked in a step.
    pub enum Who {
        Manager: "manager", "The manager of the department";
        Owner: "owner", "Whoever answers for what it is about";
        Lead: "lead", "Whoever leads the work";
        Duty: "duty", "Whoever decides on approvals there";
        Everywhere: "everywhere", "Whoever decides on approvals everywhere";
        Role: "role", "Whoever holds a role";
        People: "people", "These people";
        Nobody: "nobody", "Nobody: it is done at once";
    }
}

/// One step of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleStep {
    pub who: Who,
    #[serde(default)]
    pub role: Option<Id<Role>>,
    #[serde(default)]
    pub people: Vec<Id<User>>,
    /// How many of them say yes.
    pub need: u32,
}

/// A rule for one kind of thing. What a condition doesn't say holds always.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ApprovalRule {
    #[serde(skip)]
    pub id: Id<ApprovalRule>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    /// The key of an `Approvable`.
    pub kind: String,
    /// The lowest of those that apply is taken.
    pub place: u32,
    #[serde(default)]
    pub amount_from: Option<Money>,
    #[serde(default)]
    pub amount_below: Option<Money>,
    /// Minutes of work.
    #[serde(default)]
    pub minutes_from: Option<u32>,
    /// Whole percent of a discount.
    #[serde(default)]
    pub share_from: Option<i64>,
    #[serde(default)]
    pub department: Option<Id<Department>>,
    #[serde(default)]
    pub category: Option<Category>,
    /// Asked for by somebody who holds this role.
    #[serde(default)]
    pub asked_by: Option<Id<Role>>,
    pub steps: Vec<RuleStep>,
    /// Whether whoever decides needs nobody else for what they want themselves.
    #[serde(default)]
    pub by_decider: bool,
    /// Working hours until it should be decided.
    pub hours: u32,
    /// It applies to nothing more; kept for what was asked under it.
    #[serde(default)]
    pub retired: bool,
}

/// What conditions are held against.
#[derive(Debug, Clone, Default)]
pub struct Weighed {
    pub kind: String,
    pub amount: Money,
    pub minutes: u32,
    /// Hundredths of a percent.
    pub share: i64,
    pub department: Id<Department>,
    pub category: Category,
    /// The roles of whoever asks.
    pub roles: Vec<Id<Role>>,
}

impl ApprovalRule {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
    }

    /// Whether all of its conditions hold.
    pub fn holds(&self, of: &Weighed) -> bool {
        !self.retired
            && self.kind == of.kind
            && self.amount_from.is_none_or(|from| of.amount >= from)
            && self.amount_below.is_none_or(|below| of.amount < below)
            && self.minutes_from.is_none_or(|from| of.minutes >= from)
            && self.share_from.is_none_or(|from| of.share >= from * 100)
            && self.department.is_none_or(|id| of.department == id)
            && self.category.is_none_or(|held| of.category == held)
            && self.asked_by.is_none_or(|role| of.roles.contains(&role))
    }

    /// Whether it says nothing beside its kind, so that no later one ever applies.
    pub fn is_for_all(&self) -> bool {
        self.amount_from.is_none()
            && self.amount_below.is_none()
            && self.minutes_from.is_none()
            && self.share_from.is_none()
            && self.department.is_none()
            && self.category.is_none()
            && self.asked_by.is_none()
    }
}

record!(ApprovalRule, Kind::new(136, "approval-rules", "APR"), view: VIEW_RULES);

#[cfg(test)]
mod tests {
    use super::{super::rules::first_of, *};

    fn rule(place: u32, from: Option<i64>, below: Option<i64>) -> ApprovalRule {
        ApprovalRule {
            kind: "budget".into(),
            place,
            amount_from: from.map(Money),
            amount_below: below.map(Money),
            ..ApprovalRule::default()
        }
    }

    #[test]
    fn the_first_whose_conditions_hold_applies() {
        let rules = [
            rule(1, Some(100), Some(500)),
            rule(2, Some(100), None),
            rule(3, None, None),
        ];
        let applies = |amount: i64| {
            let of = Weighed {
                kind: "budget".into(),
                amount: Money(amount),
                ..Weighed::default()
            };
            first_of(&rules, &of).map(|rule| rule.place)
        };
        assert_eq!(applies(99), Some(3));
        assert_eq!(applies(100), Some(1));
        assert_eq!(applies(499), Some(1));
        assert_eq!(applies(500), Some(2));
        let other = Weighed {
            kind: "deadline".into(),
            ..Weighed::default()
        };
        assert!(first_of(&rules, &other).is_none());
        assert!(rules[2].is_for_all() && !rules[1].is_for_all());
    }

    #[test]
    fn what_is_retired_applies_to_nothing() {
        let rules = [ApprovalRule {
            retired: true,
            ..rule(1, None, None)
        }];
        let of = Weighed {
            kind: "budget".into(),
            ..Weighed::default()
        };
        assert!(first_of(&rules, &of).is_none());
    }
}
