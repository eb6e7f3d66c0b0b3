//! A leave as the engine of approvals knows it: whoever leads the person decides.

use maud::{Markup, html};

use super::{absences::Absences, actions::VIEW, allowance::Balance, count::words, record::Leave};
use crate::{
    base::{Choice, Id, Result},
    data::{Change, Recompute, Recomputing, Record, Visit},
    features::{
        approvals::{
            Approvable, Approval, Effect, Fact, Status as Answer, Verdict, Who, granted, may_decide,
        },
        people::{Directory, User},
    },
    ui::prelude::*,
};

pub const LEAVE: Approvable = Approvable {
    approve: "Approve the leave",
    mended_at: Some(|_| "/leave/new".to_owned()),
    shown,
    confidential,
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
        title: title(names.name(leave.user), leave),
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

const LENGTH: &str = "Length";
const AWAY_TOO: &str = "Away then as well";

/// What everybody reads who sees approvals of the department: that somebody is away, and not why.
fn title(name: &str, leave: &Leave) -> String {
    format!("{name}: leave, {}", leave.days())
}

/// How long it is, and who else of the department is away then: what is kept with the question, and told to whoever sees
/// that.
fn facts(visit: &Visit, names: &Directory, leave: &Leave) -> Result<Vec<Fact>> {
    let mut facts = vec![Fact::new(LENGTH, leave.length())];
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
    facts.push(Fact::new(AWAY_TOO, others));
    Ok(facts)
}

/// Who reads of which kind it is: whoever sees the leave, whoever asked, and those who are to answer.
fn knows_why(visit: &Visit, approval: &Approval, leave: &Leave) -> bool {
    let me: Id<User> = Id::new(visit.actor.person);
    let mut steps = approval.steps.iter();
    leave.user == me
        || approval.manager == me
        || steps.any(|step| step.people.contains(&me))
        || visit.may(&VIEW, leave)
        || may_decide(visit, approval).is_ok()
}

/// Of which kind it is, what they said to it, and what is left of the year after it. It is found out for each reader and
/// kept with no question, which more people see than the leave.
fn confidential(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    let leave = visit.follow(approval, leave_of)?;
    let Some(leave) = leave.filter(|leave| knows_why(visit, approval, leave)) else {
        return Ok(Vec::new());
    };
    let mut facts = vec![Fact::new("Kind", leave.kind.label())];
    if !leave.note.is_empty() {
        facts.push(Fact::new("Note", leave.note.as_str()));
    }
    if leave.kind.counts() && leave.stands() {
        for held in &leave.years {
            let left = Balance::of(visit, leave.user, held.year)?.left();
            let name = format!("Left in {} after it", held.year);
            facts.push(Fact::new(name, words(left)));
        }
    }
    Ok(facts)
}

fn shown(visit: &Visit, approval: &Approval) -> Result<Markup> {
    let facts = confidential(visit, approval)?;
    let any = !facts.is_empty();
    let rows = facts.into_iter();
    let rows = rows.fold(Facts::new(), |rows, fact| rows.fact(fact.label, fact.value));
    Ok(html! { @if any { (Section::new("What for", rows).live("leave")) } })
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

/// What older programs kept with the question, more people read than should: it says what it says today.
pub const IN_CONFIDENCE: Recompute = Recompute {
    kind: Approval::KIND,
    rule: 1,
    run: keep_less,
};

fn keep_less(to: &mut Recomputing<'_, '_>, id: u64) -> Result<()> {
    let Some(mut approval) = to.find(Id::<Approval>::new(id))? else {
        return Ok(());
    };
    if approval.kind != LEAVE.key {
        return Ok(());
    }
    let Some(leave) = to.find(leave_of(&approval))? else {
        return Ok(());
    };
    let name = to.find(leave.user)?.map(|user| user.name);
    approval.title = title(&name.unwrap_or_default(), &leave);
    approval.note.clear();
    let kept = |label: &str| label == LENGTH || label == AWAY_TOO;
    approval.evidence.retain(|fact| kept(&fact.label));
    approval.decided_on.retain(|fact| kept(&fact.label));
    approval.since.retain(|row| kept(&row.label));
    to.put(&approval)
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
