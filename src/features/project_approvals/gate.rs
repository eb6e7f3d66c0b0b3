//! What must be answered before a project is approved. Pure rules over the approval.

use crate::{
    base::{Day, Error, Problems, Result},
    features::approvals::{Approval, Feasibility},
};

/// What must be answered, each with whether it is.
pub fn gate(approval: &Approval, today: Day) -> Vec<(&'static str, bool)> {
    let dates = matches!((approval.start, approval.finish), (Some(start), Some(finish)) if start >= today && start <= finish);
    let feasible = match approval.feasibility {
        Feasibility::Feasible => true,
        Feasibility::WithConditions => !approval.conditions.is_empty(),
        _ => false,
    };
    vec![
        (
            if approval.feasibility == Feasibility::WithConditions {
                "The conditions are written down"
            } else {
                "It is feasible"
            },
            feasible,
        ),
        ("A budget of hours is set", approval.budget_minutes > 0),
        (
            "It starts today or later and finishes after it starts",
            dates,
        ),
        ("A playbook is chosen", !approval.playbook.is_empty()),
        ("A team lead is chosen", approval.team_lead.is_some()),
    ]
}

/// Every answer that is still missing, each at the field that gives it.
///
/// # Errors
/// `Invalid`, with all of them.
pub fn must_be_answered(approval: &Approval, today: Day) -> Result<()> {
    let mut problems = Problems::default();
    match approval.feasibility {
        Feasibility::Feasible => {}
        Feasibility::WithConditions if !approval.conditions.is_empty() => {}
        Feasibility::WithConditions => {
            problems.add("conditions", "Write down what it depends on.");
        }
        Feasibility::NotFeasible => problems.add(
            "feasibility",
            "It was found not feasible. Return it or reject it, or change the answer.",
        ),
        _ => problems.add("feasibility", "Say whether it is feasible."),
    }
    if approval.budget_minutes == 0 {
        problems.add("budget_minutes", "Set a budget of hours.");
    }
    match (approval.start, approval.finish) {
        (Some(start), _) if start < today => {
            problems.add("start", "This day is over. Choose today or a later one.");
        }
        (Some(_), Some(_)) => {}
        (None, _) => problems.add("start", "Say when it starts."),
        (_, None) => problems.add("promised", "Say what is promised to the client."),
    }
    if approval.playbook.is_empty() {
        problems.add("playbook", "Choose the playbook that makes the plan.");
    }
    if approval.team_lead.is_none() {
        problems.add("team_lead", "Choose a team lead.");
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(problems)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{Id, Money},
        features::approvals::Assessment,
    };

    const TODAY: Day = Day(20_000);

    fn assessed() -> Approval {
        let mut approval = Approval {
            value: Money(785_000),
            ..Approval::default()
        };
        approval
            .assess(Assessment {
                feasibility: Some(Feasibility::Feasible),
                cost: Some(Money(432_000)),
                budget_minutes: Some(6_600),
                start: Some(Some(TODAY + 1)),
                finish: Some(Some(TODAY + 14)),
                playbook: Some("web-wordpress".into()),
                team_lead: Some(Some(Id::new(4))),
                ..Assessment::default()
            })
            .unwrap();
        approval
    }

    #[test]
    fn nothing_unanswered_is_approved() {
        let why = must_be_answered(&Approval::default(), TODAY)
            .unwrap_err()
            .to_string();
        assert!(
            why.contains("feasible") && why.contains("team lead"),
            "{why}"
        );
        let mut approval = assessed();
        approval.start = Some(TODAY + -1);
        assert!(
            must_be_answered(&approval, TODAY).is_err(),
            "starts in the past"
        );
        approval = assessed();
        approval.feasibility = Feasibility::WithConditions;
        let missing: Vec<_> = gate(&approval, TODAY)
            .into_iter()
            .filter(|(_, met)| !met)
            .collect();
        assert_eq!(missing, [("The conditions are written down", false)]);
        approval.conditions = "Price the extra view first".into();
        must_be_answered(&approval, TODAY).unwrap();
        assert_eq!(approval.margin(), Some(44));
    }

    #[test]
    fn an_assessment_changes_only_what_it_names() {
        let mut approval = assessed();
        approval
            .assess(Assessment {
                budget_minutes: Some(60),
                ..Assessment::default()
            })
            .unwrap();
        assert_eq!(
            (approval.budget_minutes, approval.team_lead),
            (60, Some(Id::new(4)))
        );
        let backwards = Assessment {
            finish: Some(Some(TODAY)),
            ..Assessment::default()
        };
        assert!(approval.assess(backwards).is_err());
    }
}
