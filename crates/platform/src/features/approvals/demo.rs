//! What a demonstration has of rules: large budgets take the house's word after the department's.

use super::{
    forms::{RuleForm, TypedStep},
    rule::Who,
    rule_ops,
};
use crate::{base::Result, data::Visit};

pub fn make(visit: &Visit) -> Result<()> {
    let step = |who: Who| TypedStep {
        who,
        role: None,
        people: Vec::new(),
        need: 1,
    };
    let form = RuleForm {
        name: "Large budgets".into(),
        kind: "budget".into(),
        place: 10,
        amount_from: None,
        amount_below: None,
        minutes_from: Some(40 * 60),
        share_from: None,
        department: None,
        category: None,
        asked_by: None,
        steps: vec![step(Who::Manager), step(Who::Everywhere)],
        by_decider: false,
        hours: 16,
        version: None,
    };
    rule_ops::add(visit, form).map(drop)
}
