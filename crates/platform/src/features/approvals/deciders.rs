//! Who has to say yes, step by step.

use super::{
    actions::{APPROVE, DECIDE},
    approval::Approval,
    round::Step,
    rule::{ApprovalRule, RuleStep, Who},
};
use crate::{
    base::{Error, Id, Result},
    features::people::{Department, Directory, User},
};

/// Whom a rule asks about this, without whoever asks, unless the rule lets them decide on what they want themselves.
pub fn steps(names: &Directory, approval: &Approval, rule: &ApprovalRule) -> Result<Vec<Step>> {
    let asker = approval.requested_by;
    let mut steps = Vec::new();
    // What is always asked is asked somebody, whatever the rule says.
    let nobody = [RuleStep::default()];
    let mut asked: Vec<&RuleStep> = rule.steps.iter().collect();
    asked.retain(|step| step.who != Who::Nobody);
    if asked.is_empty() {
        asked.extend(&nobody);
    }
    for of in asked {
        let (mut people, label) = people_of(names, approval, of)?;
        let nobody = people.is_empty();
        people.retain(|person| approval.by_asker || *person != asker);
        // Who would be asked asks: whoever decides there instead of them, or everywhere. A rule that names nobody who is there
        // is mended, and isn't decided by others meanwhile.
        if people.is_empty() && !nobody {
            people = on_duty(names, approval.department);
            people.retain(|person| *person != asker);
        }
        let need = of.need.max(1);
        if (people.len() as u32) < need {
            return Err(Error::conflict(format!(
                "{label}: {need} have to decide on this, and there {} beside you. Change the rule in Settings, Approvals.",
                match people.len() {
                    0 => "is nobody".to_owned(),
                    1 => "is one".to_owned(),
                    n => format!("are {n}"),
                }
            )));
        }
        steps.push(Step {
            label,
            people,
            need,
            department: of.who == Who::Manager,
        });
    }
    Ok(steps)
}

pub fn on_duty(names: &Directory, department: Id<Department>) -> Vec<Id<User>> {
    let on_duty = names.on_duty_in(&DECIDE, department);
    on_duty.iter().map(|user| user.id).collect()
}

/// The people of a step, and what they are together.
pub fn people_of(
    names: &Directory,
    approval: &Approval,
    step: &RuleStep,
) -> Result<(Vec<Id<User>>, String)> {
    let department = names.department(approval.department).to_owned();
    // Whoever couldn't answer isn't asked.
    let answers = |id: &Id<User>| {
        let user = names.users.get(&id.raw());
        user.is_some_and(|user| !user.inactive && names.may_anywhere(user, &APPROVE))
    };
    let chosen = Some(approval.manager).filter(|id| !id.is_none());
    Ok(match step.who {
        Who::Manager | Who::Nobody | Who::Unknown => {
            let one = decider(names, approval.department, chosen)?;
            (vec![one], department)
        }
        Who::Owner | Who::Lead => {
            let (named, label) = match step.who {
                Who::Owner => (approval.owner, "Who answers for it"),
                _ => (approval.team_lead, "Team lead"),
            };
            let one = match named.filter(answers) {
                Some(one) => one,
                None => decider(names, approval.department, chosen)?,
            };
            (vec![one], label.to_owned())
        }
        Who::Duty => (on_duty(names, approval.department), department),
        Who::Everywhere => {
            let bound = names.bound_on_duty(&DECIDE);
            let mut all = names.on_duty(&DECIDE);
            all.retain(|user| !bound.iter().any(|held| held.id == user.id));
            let all = all.iter().map(|user| user.id).collect();
            (all, "The house".to_owned())
        }
        Who::Role => {
            let role = step.role.and_then(|id| names.roles.get(&id.raw()));
            let of_role = |user: &&&User| role.is_some_and(|role| user.roles.contains(&role.id));
            let staff = names.staff();
            let people = staff.iter().filter(of_role).map(|user| user.id);
            let people = people.filter(answers).collect();
            let label = role.map_or_else(|| "A role".to_owned(), |role| role.name.clone());
            (people, label)
        }
        Who::People => {
            let people: Vec<Id<User>> = step.people.iter().copied().filter(answers).collect();
            let called: Vec<&str> = people.iter().map(|id| names.name(*id)).collect();
            let label = match called.is_empty() {
                true => "These people".to_owned(),
                false => called.join(", "),
            };
            (people, label)
        }
    })
}

/// Who decides in a department: the one chosen, else its manager, else whoever decides there, else whoever decides anywhere.
///
/// # Errors
/// `Invalid` beside `manager`, with what to choose.
pub fn decider(
    names: &Directory,
    department: Id<Department>,
    chosen: Option<Id<User>>,
) -> Result<Id<User>> {
    if let Some(chosen) = chosen {
        return match names.is_on_duty(chosen, &DECIDE) {
            true => Ok(chosen),
            false => Err(Error::field(
                "manager",
                "Choose somebody who decides on approvals.",
            )),
        };
    }
    let holders = names.bound_on_duty(&DECIDE);
    let appointed = names
        .departments
        .get(&department.raw())
        .and_then(|d| d.manager);
    appointed
        .filter(|id| {
            names
                .users
                .get(&id.raw())
                .is_some_and(|user| !user.inactive)
        })
        .or_else(|| {
            holders
                .iter()
                .find(|user| user.departments.contains(&department))
                .map(|user| user.id)
        })
        .or_else(|| holders.first().map(|user| user.id))
        .or_else(|| names.on_duty(&DECIDE).first().map(|user| user.id))
        .ok_or_else(|| {
            let why = "Nobody decides on approvals of a department yet. Choose who decides.";
            Error::field("manager", why)
        })
}
