//! From a playbook to a whole plan in one deed: milestones, tasks, subtasks, checklists, dependencies and dates.

use super::{
    Milestone, Playbook, Project,
    playbook::Piece,
    task::{Item, OPEN, Status, Task},
};
use crate::{
    base::{Day, Id, Money, Result, calendar::WorkingCalendar, text},
    data::{Change, Held, Key, Record, Visit},
    features::{
        clients::Client,
        inbox::{self, Reason},
        people::{Department, Directory, User},
        settings::Category,
    },
};

/// What an approval says about the project that begins.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    pub title: String,
    pub client: Id<Client>,
    /// Raw id of the ticket.
    pub ticket: Option<u64>,
    pub category: Category,
    pub department: Id<Department>,
    pub departments: Vec<Id<Department>>,
    pub manager: Id<User>,
    pub team_lead: Id<User>,
    pub budget_minutes: u32,
    pub value: Money,
    pub start: Day,
    /// What the client is promised.
    pub promised: Option<Day>,
    pub playbook: &'a Playbook,
    pub calendar: WorkingCalendar,
}

const APPROVED: &str = "what was approved becomes a project with its plan";

/// For approvals, within their deed: makes the project with its plan, lets the departments that do its tasks see the
/// client, and tells the team lead. Tasks are assigned to nobody yet. What is derived is filled in as the roll-up will
/// find it, so that undoing the deed at once finds everything unchanged.
pub fn plan_from(change: &mut Change<'_, '_>, plan: Plan<'_>) -> Result<Held<Project>> {
    let all = Directory::departments_in(change)?;
    let of_role = |role: &str| all.iter().find(|d| d.key == role).map(|d| d.id);
    let mut departments = plan.departments.clone();
    departments.push(plan.department);
    departments.extend(
        plan.playbook
            .milestones
            .iter()
            .flat_map(|p| &p.tasks)
            .filter_map(|task| of_role(&task.role)),
    );
    departments.sort_unstable();
    departments.dedup();
    departments.retain(|d| !d.is_none());
    let new = Project {
        title: plan.title.clone(),
        client: plan.client,
        ticket: plan.ticket,
        category: plan.category,
        budget_minutes: plan.budget_minutes,
        value: plan.value,
        start: plan.calendar.on_or_after(plan.start),
        finish: plan
            .calendar
            .step(plan.start, plan.playbook.days.saturating_sub(1)),
        promised: plan.promised,
        manager: plan.manager,
        team_lead: plan.team_lead,
        department: plan.department,
        departments: departments.clone(),
        playbook: plan.playbook.key.clone(),
        total: u32::try_from(plan.playbook.tasks()).unwrap_or(0),
        created_at: Some(change.at),
        ..Project::default()
    };
    let mut project = change.on_behalf(APPROVED).insert(new)?;
    let mut made: Vec<(&str, Id<Task>)> = Vec::new();
    for (at, part) in plan.playbook.milestones.iter().enumerate() {
        let begins = part.tasks.iter().map(|task| task.start).min().unwrap_or(0);
        let new = Milestone {
            project: project.id,
            title: part.title.clone(),
            position: at as u32 + 1,
            start: plan.calendar.step(plan.start, begins),
            due: plan.calendar.step(plan.start, part.due),
            client_visible: true,
            weight: part.tasks.iter().map(Piece::minutes).sum(),
            total: part.tasks.len() as u32,
            ..Milestone::default()
        };
        let milestone = change.on_behalf(APPROVED).insert(new)?;
        project.finish = project.finish.max(milestone.due);
        for (n, piece) in part.tasks.iter().enumerate() {
            let place = (at as u32 + 1) * 10_000 + (n as u32 + 1) * 100;
            let department = of_role(&piece.role).unwrap_or(plan.department);
            let after = piece
                .after
                .iter()
                .filter_map(|name| {
                    made.iter()
                        .find(|(title, _)| title == name)
                        .map(|(_, id)| *id)
                })
                .collect();
            let new = Task {
                client_visible: true,
                review_needed: piece.review,
                estimate: Some(piece.estimate),
                weight: piece.minutes(),
                parts: piece.subtasks.len() as u32,
                checklist: piece
                    .checklist
                    .iter()
                    .map(|title| Item {
                        title: title.clone(),
                        done: false,
                    })
                    .collect(),
                after,
                ..blank(
                    change, &project, &milestone, &plan, piece, department, place,
                )
            };
            let task = change.on_behalf(APPROVED).insert(new)?;
            made.push((&piece.title, task.id));
            for (s, step) in piece.subtasks.iter().enumerate() {
                let new = Task {
                    title: step.title.clone(),
                    parent: Some(task.id),
                    estimate: Some(step.estimate),
                    weight: step.estimate,
                    ..blank(
                        change,
                        &project,
                        &milestone,
                        &plan,
                        piece,
                        department,
                        place + s as u32 + 1,
                    )
                };
                change.on_behalf(APPROVED).insert(new)?;
            }
        }
    }
    change.put(&project)?;
    let mut client = change.on_behalf(APPROVED).load(plan.client)?;
    for department in departments {
        client.join(department);
    }
    client.touched = change.at;
    change.put(&client)?;
    change.about(project.as_ref());
    let tasks = text::count(plan.playbook.tasks(), "task", "tasks");
    inbox::notify(
        change,
        project.team_lead,
        Reason::Handover,
        project.as_ref(),
        format!(
            "{} is planned: {tasks} wait to be broken down and assigned",
            project.title
        ),
    )?;
    Ok(project)
}

fn blank(
    change: &Change<'_, '_>,
    project: &Project,
    milestone: &Milestone,
    plan: &Plan<'_>,
    piece: &Piece,
    department: Id<Department>,
    position: u32,
) -> Task {
    Task {
        project: project.id,
        milestone: milestone.id,
        position,
        title: piece.title.clone(),
        role: piece.role.clone(),
        department,
        start: Some(plan.calendar.step(plan.start, piece.start)),
        due: Some(plan.calendar.step(plan.start, piece.due)),
        priority: piece.priority,
        status: Status::ToDo,
        state: Status::ToDo,
        created_by: change.actor.person,
        ..Task::default()
    }
}

/// Who suits work of a role, the least loaded first, each with their open tasks: people with the skill,
/// or, where nobody has it, the people of the department of that name.
pub fn propose(visit: &Visit, role: &str) -> Result<Vec<(Id<User>, i64)>> {
    let names = Directory::of(visit)?;
    let staff = names.staff();
    let mut fitting: Vec<Id<User>> = staff
        .iter()
        .filter(|u| u.skills.iter().any(|skill| skill == role))
        .map(|u| u.id)
        .collect();
    if fitting.is_empty()
        && let Some(department) = names.department_by_key(role)
    {
        fitting = staff
            .iter()
            .filter(|u| u.departments.contains(&department.id))
            .map(|u| u.id)
            .collect();
    }
    let mut loaded = fitting
        .into_iter()
        .map(|user| Ok((user, visit.tally::<Task>(OPEN, Key::new().id(user))?)))
        .collect::<Result<Vec<_>>>()?;
    loaded.sort_by_key(|(user, open)| (*open, *user));
    Ok(loaded)
}
