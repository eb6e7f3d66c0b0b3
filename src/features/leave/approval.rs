//! A leave as the engine of approvals knows it: whoever leads the person decides.

use super::{absences::Absences, allowance::Balance, count::words, record::Leave};
use crate::{
    base::{Choice, Id, Result},
    data::{Change, Record, Visit},
    features::{
        approvals::{Approvable, Approval, Effect, Fact, Status as Answer, Verdict, Who, granted},
        people::{Directory, User},
    },
};

pub const LEAVE: Approvable = Approvable {
    approve: "Approve the leave",
    mended_at: Some(|_| "/leave/new".to_owned()),
    ..Approvable::new("leave", "Leave", approved)
        .usual(&[(Who::Lead, 1)])
        .within(16)
        .evidence(evidence)
        .refused(refused)
};

fn leave_of(approval: &Approval) -> Id<Leave> {
    Id::new(approval.subject.map_or(0, |of| of.id))
}

/// The question about a leave that is yet to be made.
pub fn draft(visit: &Visit, names: &Directory, leave: &Leave) -> Result<Approval> {
    let teams = leave
        .teams
        .iter()
        .filter_map(|id| names.teams.get(&id.raw()));
    let lead: Option<Id<User>> = teams
        .filter_map(|team| team.lead)
        .find(|lead| *lead != leave.user);
    Ok(Approval {
        title: format!("{}: {}", names.name(leave.user), leave.name()),
        note: leave.note.clone(),
        department: leave.departments.first().copied().unwrap_or_default(),
        departments: leave.departments.clone(),
        team_lead: lead,
        owner: lead,
        start: Some(leave.from),
        finish: Some(leave.until),
        evidence: facts(visit, names, leave)?,
        ..Approval::default()
    })
}

/// What it comes to, what is left after it, and who else of the department is away then.
fn facts(visit: &Visit, names: &Directory, leave: &Leave) -> Result<Vec<Fact>> {
    let mut facts = vec![
        Fact::new("Kind", leave.kind.label()),
        Fact::new("Length", leave.length()),
    ];
    if leave.kind.counts() {
        for held in &leave.years {
            let balance = Balance::of(visit, leave.user, held.year)?;
            let asked = match leave.id.is_none() {
                true => i64::from(held.half_days),
                false => 0,
            };
            let name = format!("Left in {} after it", held.year);
            facts.push(Fact::new(name, words(balance.left() - asked)));
        }
    }
    let absences = visit.cached::<Absences>()?;
    let here = leave.departments.first().copied().unwrap_or_default();
    let staff = names.staff();
    let others: Vec<&str> = staff
        .iter()
        .filter(|user| user.id != leave.user && user.departments.contains(&here))
        .filter(|user| {
            let mut days = absences.of(user.id).iter();
            days.any(|(from, until)| *from <= leave.until && leave.from <= *until)
        })
        .map(|user| user.name.as_str())
        .collect();
    let others = match others.is_empty() {
        true => "nobody".to_owned(),
        false => others.join(", "),
    };
    facts.push(Fact::new("Away then as well", others));
    Ok(facts)
}

fn evidence(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    match visit.follow(approval, leave_of)? {
        Some(leave) => {
            let names = Directory::of(visit)?;
            facts(visit, &names, &leave)
        }
        None => Ok(approval.evidence.clone()),
    }
}

fn approved(change: &mut Change<'_, '_>, approval: &mut Approval) -> Result<Effect> {
    answer(change, approval, true, "")
}

/// What is taken back by whoever asked is cancelled; a no in whatever words refuses it.
fn refused(
    change: &mut Change<'_, '_>,
    approval: &Approval,
    _: Verdict,
    reason: &str,
) -> Result<Effect> {
    if approval.status == Answer::Withdrawn {
        let (by, at) = (Id::new(change.actor.person), change.at);
        let mut leave = granted(change).load(leave_of(approval))?;
        // Cancelled leave takes its question back itself.
        if leave.stands() {
            leave.cancel(by, at, reason)?;
            change.put(&leave)?;
        }
        return Ok(Effect {
            about: Some(leave.as_ref()),
            ..Effect::default()
        });
    }
    answer(change, approval, false, reason)
}

fn answer(
    change: &mut Change<'_, '_>,
    approval: &Approval,
    yes: bool,
    reason: &str,
) -> Result<Effect> {
    let (by, at) = (Id::new(change.actor.person), change.at);
    let mut leave = granted(change).load(leave_of(approval))?;
    leave.decide(yes, by, at, reason)?;
    change.put(&leave)?;
    Ok(Effect {
        about: Some(leave.as_ref()),
        ..Effect::default()
    })
}
