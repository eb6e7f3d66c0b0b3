//! A subtask that a member asked for, as the engine of approvals knows it. It may be answered there and at the task's own
//! door; either answers both.

use super::{concerned::about, notices};
use crate::{
    base::{Error, Id, Result, time},
    data::{Change, Record, Visit},
    features::{
        approvals::{
            self, Approvable, Approval, Asking, Effect, Fact, Status, Verdict, Who, granted,
        },
        inbox,
        people::User,
        projects::{Project, Task},
    },
};

pub const SUBTASK: Approvable = Approvable {
    approve: "Approve subtask",
    own_day: true,
    ..Approvable::new("subtask", "Subtask request", approved)
        .usual(&[(Who::Lead, 1)])
        .by_decider()
        .evidence(evidence)
        .refused(refused)
};

fn task_of(approval: &Approval) -> Id<Task> {
    Id::new(approval.subject.map_or(0, |of| of.id))
}

fn facts(task: &Task, above: &str) -> Vec<Fact> {
    let mut facts = vec![Fact::new("Subtask of", above)];
    let estimate = task
        .estimate
        .map(|minutes| time::minutes(i64::from(minutes)));
    facts.extend(estimate.map(|estimate| Fact::new("Estimate", estimate)));
    facts.extend(task.due.map(|due| Fact::new("Due", due.iso())));
    facts
}

/// The question about a subtask that is yet to be made below `above`; None where its person decides.
pub fn asking(
    visit: &Visit,
    project: &Project,
    title: &str,
    reason: &str,
    estimate: Option<u32>,
) -> Result<Option<Asking>> {
    let draft = Approval {
        client: project.client.raw(),
        title: format!("Subtask: {title}"),
        note: reason.to_owned(),
        category: project.category,
        department: project.department,
        team_lead: Some(project.team_lead),
        owner: Some(project.manager),
        budget_minutes: estimate.unwrap_or(0),
        ..Approval::default()
    };
    let asking = Asking::of(visit, &SUBTASK, draft)?;
    Ok((!asking.free).then_some(asking))
}

/// The same about one that is there and came back without anything that waits for an answer.
pub fn asking_anew(visit: &Visit, task: &Task) -> Result<Option<Asking>> {
    let project = visit.follow(task, |task| task.project)?;
    let project = project.ok_or(Error::NotFound)?;
    asking(visit, &project, &task.title, &task.detail, task.estimate)
}

/// Whether somebody's yes to it counts: they are asked, or would need nobody where nothing waits for an answer.
pub fn may_approve(visit: &Visit, task: &Task) -> Result<bool> {
    let waits = approvals::waiting_about(visit, task)?;
    match waits.iter().find(|held| held.kind == SUBTASK.key) {
        Some(approval) => approvals::may_answer(visit, approval),
        None => Ok(asking_anew(visit, task).is_ok_and(|asking| asking.is_none())),
    }
}

/// Puts it, now that there is the task. `told` is who hears of the task itself.
pub fn file(
    change: &mut Change<'_, '_>,
    mut asking: Asking,
    task: &Task,
    above: &str,
    told: Option<Id<User>>,
) -> Result<()> {
    asking.approval.subject = Some(task.as_ref());
    asking.approval.evidence = facts(task, above);
    asking.told.extend(told);
    asking.file(change).map(drop)
}

fn evidence(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    match visit.follow(approval, task_of)? {
        Some(task) => known(visit, &task),
        None => Ok(Vec::new()),
    }
}

/// How it stands.
pub fn known(visit: &Visit, task: &Task) -> Result<Vec<Fact>> {
    let above = visit.follow(task, |task: &Task| task.parent.unwrap_or_default())?;
    Ok(facts(task, above.as_ref().map_or("", |above| &above.title)))
}

/// It counts from now on.
fn approved(change: &mut Change<'_, '_>, approval: &mut Approval) -> Result<Effect> {
    let mut task = granted(change).load(task_of(approval))?;
    let project = change.load(&*task, |task| task.project)?;
    project.must_be_open()?;
    if !task.state.is_open() {
        return Err(Error::conflict(
            "This subtask was cancelled meanwhile. Reject the request.",
        ));
    }
    task.approve()?;
    about(change, &task);
    change.put(&task)?;
    let assignee = task.assignee.filter(|id| *id != approval.requested_by);
    if let Some(person) = assignee {
        let told = format!("{} is yours", task.title);
        inbox::notify(change, person, &notices::ASSIGNED, task.as_ref(), told)?;
    }
    Ok(Effect {
        about: Some(task.as_ref()),
        ..Effect::default()
    })
}

/// What is returned waits for whoever asked; what is rejected or taken back is cancelled.
fn refused(
    change: &mut Change<'_, '_>,
    approval: &Approval,
    verdict: Verdict,
    _: &str,
) -> Result<Effect> {
    let mut task = granted(change).load(task_of(approval))?;
    let over = verdict == Verdict::Reject || approval.status == Status::Withdrawn;
    if over && task.requested && task.state.is_open() {
        task.cancel()?;
        about(change, &task);
        change.put(&task)?;
    }
    Ok(Effect {
        about: Some(task.as_ref()),
        ..Effect::default()
    })
}
