//! The rules of the house, and which of them holds for what is asked.

use super::{
    approvable,
    approvable::Approvable,
    rule::{ApprovalRule, RuleStep, Weighed},
};
use crate::{
    base::Result,
    data::{Cached, Change, Kind, ReadTx, Record, Store},
};
use std::sync::Arc;

/// What a kind is decided by where no rule of the house applies.
pub fn usual(kind: &Approvable) -> ApprovalRule {
    ApprovalRule {
        name: "As shipped".into(),
        kind: kind.key.into(),
        steps: kind
            .usual
            .iter()
            .map(|(who, need)| RuleStep {
                who: *who,
                need: *need,
                ..RuleStep::default()
            })
            .collect(),
        by_decider: kind.by_decider,
        hours: kind.hours,
        ..ApprovalRule::default()
    }
}

/// All rules that apply to something, in their order.
pub struct Rules(pub Vec<ApprovalRule>);

impl Cached for Rules {
    const FROM: &'static [Kind] = &[ApprovalRule::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Rules> {
        Ok(Rules::of(read_tx.all()?))
    }
}

impl Rules {
    pub fn of(mut all: Vec<ApprovalRule>) -> Rules {
        all.retain(|rule| !rule.retired);
        all.sort_by_key(|rule| (rule.place, rule.id));
        Rules(all)
    }

    /// Those that apply, as a deed finds them.
    pub fn within(change: &mut Change<'_, '_>) -> Result<Arc<Rules>> {
        match change.cached::<Rules>() {
            Some(known) => Ok(known),
            None => {
                let mut all = change.unscoped("the house's rules hold for whoever asks");
                Ok(Arc::new(Rules::of(all.all()?)))
            }
        }
    }

    /// The one that applies.
    ///
    /// # Errors
    /// When the kind is unknown.
    pub fn for_one(&self, of: &Weighed) -> Result<ApprovalRule> {
        match first_of(&self.0, of) {
            Some(rule) => Ok(rule.clone()),
            None => approvable::of_key(&of.kind).map(usual),
        }
    }
}

pub fn first_of<'r>(rules: &'r [ApprovalRule], of: &Weighed) -> Option<&'r ApprovalRule> {
    rules.iter().find(|rule| rule.holds(of))
}
