//! What the palette does to a task that is open: the steps that need no words, and giving it to somebody.

use super::{
    ASSIGN, Task, TaskStatus as Status,
    actions::{
        ACCEPT, APPROVE, BLOCK, CANCEL, EDIT, HAND_IN, MAKE_PROJECT, REOPEN, RESTORE, RETURN,
        START, UNBLOCK,
    },
    requested, sub_project, waits,
};
use crate::{
    access::Action,
    base::Result,
    data::Visit,
    features::{
        Command,
        people::Directory,
        projects::{Project, WORK, propose},
    },
    ui::icon::Icon,
};

pub fn commands(visit: &Visit, task: &Task, _: &str) -> Result<Vec<Command>> {
    let project: Option<Project> = visit.follow(task, |task: &Task| task.project)?;
    if project.is_none_or(|project| project.must_be_open().is_err()) {
        return Ok(Vec::new());
    }
    let to = |verb: &str| format!("/tasks/{}/{verb}", task.id);
    if let Some(project) = task.stands_for {
        let open = Command::page(
            "Open its sub-project",
            Icon::Project,
            format!("/projects/{project}"),
        );
        return Ok(vec![open]);
    }
    let step = |title: &str, icon: Icon, verb: &str| {
        Command::post(title, icon, to(verb)).with("version", task.version)
    };
    let ask = |title: &str, icon: Icon, verb: &str| {
        Command::page(title, icon, format!("/tasks/{}#reason-{verb}", task.id))
    };
    let may = |action: &Action| visit.may(action, task);
    let open = task.state.is_open();
    let working = matches!(task.state, Status::ToDo | Status::InProgress) && !task.requested;
    let mine = working && task.blocked.is_none() && visit.has_in_hand(&START, task)?;
    let own = task.is_work_of(visit.actor.person);
    let mut all = Vec::new();
    if task.requested && open && may(&APPROVE) && requested::may_approve(visit, task)? {
        all.push(step("Approve subtask", Icon::Check, "approve"));
    }
    if task.state == Status::ToDo && mine && may(&START) && waits::before(visit, task)?.is_empty() {
        all.push(step("Start task", Icon::Play, "start"));
    }
    if task.state == Status::InProgress && mine && may(&HAND_IN) && task.must_be_whole().is_ok() {
        let title = match task.review_needed {
            true => "Hand in for review",
            false => "Complete task",
        };
        all.push(step(title, Icon::Next, "hand-in"));
    }
    if task.state == Status::Review && !own && may(&ACCEPT) {
        all.push(step("Accept task", Icon::Check, "accept"));
    }
    if task.state == Status::Review && may(&RETURN) {
        all.push(ask("Return task", Icon::Back, "return"));
    }
    if task.blocked.is_some() && open && may(&UNBLOCK) {
        all.push(step("Unblock task", Icon::Unlock, "unblock"));
    }
    if working && task.blocked.is_none() && may(&BLOCK) {
        all.push(ask("Block task", Icon::Ban, "block"));
    }
    if task.state == Status::Completed && may(&REOPEN) {
        all.push(ask("Reopen task", Icon::Undo, "reopen"));
    }
    if task.state == Status::Cancelled && may(&RESTORE) {
        all.push(step("Restore task", Icon::Undo, "restore"));
    }
    if open && may(&EDIT) {
        all.push(Command::page("Edit task", Icon::Edit, to("edit")));
    }
    if may(&MAKE_PROJECT) && sub_project::refused(visit, task)?.is_none() {
        let at = format!("/tasks/{}#sub-project-title", task.id);
        all.push(Command::page("Make a sub-project of it", Icon::Branch, at));
    }
    if open && !task.requested && may(&CANCEL) {
        all.push(ask("Cancel task", Icon::X, "cancel"));
    }
    if open && may(&ASSIGN) {
        all.extend(assigning(visit, task, &to("assign"))?);
    }
    Ok(all)
}

/// To each who does tasks: those who suit it first, with how many they have open. One proposal is shown at once.
fn assigning(visit: &Visit, task: &Task, to: &str) -> Result<Vec<Command>> {
    let names = Directory::of(visit)?;
    let proposed = propose(visit, &task.role)?;
    let give = |name: &str, user| {
        Command::post(format!("Assign to {name}"), Icon::Users, to).with("assignee", user)
    };
    let mut all: Vec<Command> = proposed
        .iter()
        .filter(|(user, _)| task.assignee != Some(*user))
        .map(|(user, open)| give(names.name(*user), *user).note(format!("{open} open")))
        .collect();
    let others = names.on_duty(&WORK).into_iter().filter(|user| {
        task.assignee != Some(user.id) && proposed.iter().all(|(held, _)| *held != user.id)
    });
    all.extend(others.map(|user| give(&user.name, user.id)));
    let shown = usize::from(task.assignee.is_none());
    let folded = all.split_off(shown.min(all.len()));
    all.extend(folded.into_iter().map(Command::when_asked));
    Ok(all)
}
