//! Making and changing the rules, and the list of reasons.

use super::{
    ApprovalRule, ReturnReasons,
    actions::{APPROVE, EDIT_RULES},
    forms::{ReasonsForm, RuleForm, TypedStep},
    rule::{RuleStep, Who},
};
use crate::{
    base::{Error, Id, Result},
    data::{Record, Visit},
    features::{approvables, people::Directory},
};

/// Rules that are in force at most.
const MOST: usize = 200;

/// Who is named in a rule is there; who was named before stays.
fn known(visit: &Visit, form: &RuleForm, held: Option<&ApprovalRule>) -> Result<()> {
    let kind = held.is_some_and(|rule| rule.kind == form.kind);
    if !kind && !approvables().iter().any(|known| known.key == form.kind) {
        return Err(Error::field("kind", "Choose a kind of the list."));
    }
    let names = Directory::of(visit)?;
    let staff = names.staff();
    let before: Vec<&RuleStep> = held.iter().flat_map(|rule| &rule.steps).collect();
    let department = held.and_then(|rule| rule.department);
    if let Some(id) = form.department.filter(|id| department != Some(*id))
        && !names.departments.contains_key(&id.raw())
    {
        return Err(Error::field("department", "There is no such department."));
    }
    let asked_by = held.and_then(|rule| rule.asked_by);
    if let Some(id) = form.asked_by.filter(|id| asked_by != Some(*id))
        && !names.roles.contains_key(&id.raw())
    {
        return Err(Error::field("asked_by", "There is no such role."));
    }
    for (at, step) in form.steps.iter().enumerate() {
        let is_new = |person: &&Id<_>| !before.iter().any(|held| held.people.contains(person));
        let gone = |person: &&Id<_>| !staff.iter().any(|user| user.id == **person);
        if step
            .people
            .iter()
            .filter(is_new)
            .any(|person| gone(&person))
        {
            let field = format!("steps.{at}.people");
            return Err(Error::field(&field, "Choose people who work here."));
        }
        let mut asked = step.people.iter().filter(is_new);
        let mute = asked.find_map(|id| {
            let user = names.users.get(&id.raw())?;
            (!names.may_anywhere(user, &APPROVE)).then_some(user)
        });
        if let Some(user) = mute {
            let field = format!("steps.{at}.people");
            let why = format!("No role lets {} approve anything yet.", user.name);
            return Err(Error::field(&field, why));
        }
        let role = step
            .role
            .filter(|id| !before.iter().any(|held| held.role == Some(*id)));
        if role.is_some_and(|id| !names.roles.contains_key(&id.raw())) {
            let field = format!("steps.{at}.role");
            return Err(Error::field(&field, "There is no such role."));
        }
        if step.who == Who::People && step.need as usize > step.people.len() {
            let field = format!("steps.{at}.need");
            return Err(Error::field(
                &field,
                "There aren't that many people in this step.",
            ));
        }
    }
    Ok(())
}

fn step(typed: TypedStep) -> RuleStep {
    RuleStep {
        who: typed.who,
        role: typed.role.filter(|_| typed.who == Who::Role),
        people: match typed.who {
            Who::People => typed.people,
            _ => Vec::new(),
        },
        need: match typed.who {
            // One person is asked, so one suffices.
            Who::Manager | Who::Owner | Who::Lead => 1,
            _ => typed.need,
        },
    }
}

fn fill(rule: &mut ApprovalRule, form: RuleForm) {
    rule.name = form.name;
    rule.kind = form.kind;
    rule.place = form.place;
    rule.amount_from = form.amount_from;
    rule.amount_below = form.amount_below;
    rule.minutes_from = form.minutes_from.and_then(|n| u32::try_from(n).ok());
    rule.share_from = form.share_from;
    rule.department = form.department;
    rule.category = form.category;
    rule.asked_by = form.asked_by;
    rule.steps = form.steps.into_iter().map(step).collect();
    rule.by_decider = form.by_decider;
    rule.hours = form.hours;
}

pub fn add(visit: &Visit, form: RuleForm) -> Result<Id<ApprovalRule>> {
    known(visit, &form, None)?;
    visit.act(EDIT_RULES, move |change| {
        let all = change.all::<ApprovalRule>()?;
        if all.iter().filter(|rule| !rule.retired).count() >= MOST {
            return Err(Error::conflict(format!(
                "There are {MOST} rules already. Retire some first."
            )));
        }
        let mut rule = ApprovalRule::default();
        fill(&mut rule, form);
        let made = change.insert(rule)?;
        change.about(made.as_ref());
        Ok(made.id)
    })
}

/// What waits for an answer already goes on under the rule it was asked under.
pub fn edit(visit: &Visit, id: Id<ApprovalRule>, form: RuleForm) -> Result<()> {
    known(visit, &form, Some(&visit.find(id)?))?;
    visit.act(EDIT_RULES, move |change| {
        let mut rule = change.subject_at(id, form.version)?;
        fill(&mut rule, form);
        change.put(&rule)
    })
}

/// It applies no more, or again.
pub fn retire(visit: &Visit, id: Id<ApprovalRule>, retired: bool) -> Result<()> {
    visit.act(EDIT_RULES, move |change| {
        let mut rule = change.subject::<ApprovalRule>(id)?;
        rule.retired = retired;
        change.put(&rule)
    })
}

pub fn list_reasons(visit: &Visit, form: ReasonsForm) -> Result<()> {
    visit.act(EDIT_RULES, move |change| {
        let mut held = change.only::<ReturnReasons>(form.version)?;
        held.reasons = form.reasons;
        change.put(&held)
    })
}
