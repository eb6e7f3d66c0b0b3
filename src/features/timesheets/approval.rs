//! A week as the engine of approvals knows it: whoever leads the person decides, one by one or several at once.

use maud::html;

use super::timesheet::{Sums, Timesheet};
use crate::{
    base::{Id, Result, time},
    data::{Change, Record, Visit},
    features::{
        approvals::{Approvable, Approval, Effect, Fact, Verdict, Who, granted},
        people::{Directory, User},
    },
};

pub const WEEK: Approvable = Approvable {
    approve: "Approve the week",
    shown: |visit, approval| match visit.follow(approval, sheet_of)? {
        Some(sheet) => super::entries::entries(visit, &sheet),
        None => Ok(html! {}),
    },
    mended_at: Some(|approval| format!("/timesheets/{}", sheet_of(approval))),
    ..Approvable::new("timesheet", "Timesheet", approved)
        .usual(&[(Who::Lead, 1)])
        .within(16)
        .evidence(evidence)
        .refused(refused)
};

fn sheet_of(approval: &Approval) -> Id<Timesheet> {
    Id::new(approval.subject.map_or(0, |of| of.id))
}

/// The question about a week of somebody. What it comes to is what a rule may look at, so that overtime can ask others.
pub fn draft(names: &Directory, sheet: &Timesheet, sums: Sums, note: &str) -> Approval {
    let department = sheet.departments.first().copied().unwrap_or_default();
    let teams = sheet
        .teams
        .iter()
        .filter_map(|id| names.teams.get(&id.raw()));
    let lead: Option<Id<User>> = teams
        .filter_map(|team| team.lead)
        .find(|lead| *lead != sheet.user);
    Approval {
        title: format!("{}: week of {}", names.name(sheet.user), sheet.week_name()),
        note: note.to_owned(),
        department,
        departments: sheet.departments.clone(),
        team_lead: lead,
        owner: lead,
        budget_minutes: sums.minutes,
        evidence: facts(sums),
        ..Approval::default()
    }
}

/// What a week comes to, in words.
pub fn facts(sums: Sums) -> Vec<Fact> {
    let words = |minutes: u32| time::minutes(i64::from(minutes));
    vec![
        Fact::new("Time", words(sums.minutes)),
        Fact::new("Billable", words(sums.billable)),
    ]
}

/// Nothing of a submitted week changes, so what it came to then is what it comes to.
fn evidence(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    let Some(sheet) = visit.follow(approval, sheet_of)? else {
        return Ok(approval.evidence.clone());
    };
    Ok(facts(Sums {
        minutes: sheet.minutes,
        billable: sheet.billable_minutes,
    }))
}

fn approved(change: &mut Change<'_, '_>, approval: &mut Approval) -> Result<Effect> {
    let (by, at) = (Id::new(change.actor.person), change.at);
    let mut sheet = granted(change).load(sheet_of(approval))?;
    sheet.approve(by, at)?;
    change.put(&sheet)?;
    Ok(Effect {
        about: Some(sheet.as_ref()),
        ..Effect::default()
    })
}

/// A no in whatever words, and taking it back, give it to whoever it is of.
fn refused(
    change: &mut Change<'_, '_>,
    approval: &Approval,
    _: Verdict,
    reason: &str,
) -> Result<Effect> {
    let (by, at) = (Id::new(change.actor.person), change.at);
    let mut sheet = granted(change).load(sheet_of(approval))?;
    sheet.give_back(by, at, reason);
    change.put(&sheet)?;
    Ok(Effect {
        about: Some(sheet.as_ref()),
        ..Effect::default()
    })
}
