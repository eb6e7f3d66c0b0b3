//! From the rows of a plan to records: milestones, tasks, subtasks, checklists, dependencies and dates, in the deed that
//! wants them. What is derived is filled in as the roll-up will find it, so that undoing the deed at once finds everything
//! unchanged.

use super::{
    layout::{Answers, Draft, Row, sketch},
    outline::Level,
    published::Published,
};
use crate::{
    base::{Day, Id, Money, Result, calendar::WorkingCalendar, text},
    data::{Change, Held, Key, Record},
    features::{
        approvals::granted,
        clients::Client,
        inbox,
        people::{Department, Directory, User},
        projects::{self, Item, MILESTONES, Milestone, Project, Task, TaskStatus as Status},
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
    pub playbook: &'a Published,
    pub calendar: WorkingCalendar,
}

const APPROVED: &str = "what was approved becomes a project with its plan";

/// For approvals, within their deed: makes the project with its plan, lets the departments that do its tasks see the
/// client, and tells the team lead. Tasks are assigned to nobody yet.
pub fn plan_from(change: &mut Change<'_, '_>, plan: Plan<'_>) -> Result<Held<Project>> {
    let draft = sketch(
        &plan.playbook.outline,
        &Answers::new(),
        plan.start,
        &plan.calendar,
    );
    let start = plan.calendar.on_or_after(plan.start);
    let working = Working::in_change(change, plan.department)?;
    let mut departments = plan.departments.clone();
    departments.push(plan.department);
    departments.extend(working.of_rows(&draft));
    departments.sort_unstable();
    departments.dedup();
    departments.retain(|d| !d.is_none());
    let tasks = draft
        .rows
        .iter()
        .filter(|row| row.level == Level::Task)
        .count();
    let new = Project {
        title: plan.title,
        client: plan.client,
        ticket: plan.ticket,
        category: plan.category,
        budget_minutes: plan.budget_minutes,
        value: plan.value,
        start,
        finish: draft.finish().unwrap_or(start),
        promised: plan.promised,
        manager: plan.manager,
        team_lead: plan.team_lead,
        department: plan.department,
        departments: departments.clone(),
        playbook: plan.playbook.key.clone(),
        total: u32::try_from(tasks).unwrap_or(0),
        created_at: Some(change.at),
        ..Project::default()
    };
    let project = granted(change).insert(new)?;
    build(change, &project, &draft, &working, &[], APPROVED)?;
    let mut client = show_client(change, plan.client, &departments, APPROVED)?;
    client.touched = change.at;
    change.put(&client)?;
    change.about(project.as_ref());
    let tasks = text::count(tasks, "task", "tasks");
    inbox::notify(
        change,
        project.team_lead,
        &projects::notices::HANDED_OVER,
        project.as_ref(),
        format!(
            "{} is planned: {tasks} wait to be broken down and assigned",
            project.title
        ),
    )?;
    Ok(project)
}

/// The departments that do its tasks see the client.
pub fn show_client(
    change: &mut Change<'_, '_>,
    client: Id<Client>,
    departments: &[Id<Department>],
    why: &'static str,
) -> Result<Held<Client>> {
    let mut client = change.on_behalf(why).load(client)?;
    for department in departments.iter().filter(|held| !held.is_none()) {
        client.join(*department);
    }
    Ok(client)
}

/// Which department does the work of a role.
pub struct Working {
    departments: Vec<Department>,
    usual: Id<Department>,
}

impl Working {
    pub fn in_change(change: &mut Change<'_, '_>, usual: Id<Department>) -> Result<Working> {
        Ok(Working {
            departments: Directory::departments_in(change)?,
            usual,
        })
    }

    fn of(&self, role: &str) -> Id<Department> {
        let mut all = self.departments.iter();
        all.find(|held| held.key == role)
            .map_or(self.usual, |held| held.id)
    }

    /// Those that the rows of a plan are done by.
    pub fn of_rows(&self, draft: &Draft) -> Vec<Id<Department>> {
        let roles = draft
            .rows
            .iter()
            .filter(|row| row.level != Level::Milestone);
        let mut all: Vec<Id<Department>> = roles.map(|row| self.of(&row.role)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Makes the records of a plan behind what a project has. `people` are those that rows name by their place.
pub fn build(
    change: &mut Change<'_, '_>,
    project: &Project,
    draft: &Draft,
    working: &Working,
    people: &[Id<User>],
    why: &'static str,
) -> Result<Vec<Id<Task>>> {
    let last = change
        .children::<Milestone>(MILESTONES, Key::new().id(project.id))?
        .last()
        .map_or(0, |milestone| milestone.position);
    let mut made: Vec<Option<Id<Task>>> = vec![None; draft.rows.len()];
    let mut milestone = Id::<Milestone>::NONE;
    let (mut position, mut place) = (last, 0);
    for (at, row) in draft.rows.iter().enumerate() {
        if row.level == Level::Milestone {
            position += 1;
            place = position * 10_000;
            let parts = draft.parts(at);
            let new = Milestone {
                project: project.id,
                title: row.title.clone(),
                position,
                start: row.start,
                due: row.due,
                client_visible: row.client_visible,
                weight: draft.minutes(at),
                total: parts.len() as u32,
                ..Milestone::default()
            };
            milestone = change.on_behalf(why).insert(new)?.id;
            continue;
        }
        let parts = draft.parts(at).len() as u32;
        place = match row.level {
            Level::Task => (place / 100 + 1) * 100,
            _ => place + 1,
        };
        let new = Task {
            project: project.id,
            milestone,
            parent: row.parent.and_then(|above| made[above]),
            position: place,
            estimate: Some(match parts {
                0 => row.minutes,
                _ => draft.minutes(at),
            }),
            weight: draft.minutes(at),
            parts,
            assignee: row.person.and_then(|person| people.get(person)).copied(),
            after: before(draft, at)
                .filter_map(|before| made[before])
                .collect(),
            ..task(row, working, change.actor.person)
        };
        made[at] = Some(change.on_behalf(why).insert(new)?.id);
    }
    // What comes before may stand further down.
    for at in 0..draft.rows.len() {
        let later = before(draft, at).any(|before| before > at);
        if let Some(id) = made[at].filter(|_| later) {
            let mut task = change.on_behalf(why).load(id)?;
            task.after = before(draft, at)
                .filter_map(|before| made[before])
                .collect();
            change.put(&task)?;
        }
    }
    Ok(made.into_iter().flatten().collect())
}

/// The tasks that a task waits for: what is said of a milestone is said of its tasks.
fn before(draft: &Draft, at: usize) -> impl Iterator<Item = usize> {
    let row = &draft.rows[at];
    let of_milestone = row.parent.filter(|_| row.level == Level::Task);
    let of_milestone = of_milestone.map(|above| &draft.rows[above].after);
    let all = row.after.iter().chain(of_milestone.into_iter().flatten());
    let all = all.flat_map(|before| match draft.rows[*before].level {
        Level::Milestone => draft.parts(*before),
        _ => vec![*before],
    });
    let mut all: Vec<usize> = all.collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter()
}

/// What is said of a task in its row alone.
fn task(row: &Row, working: &Working, by: u64) -> Task {
    let items = row.checklist.iter().map(|title| Item {
        title: title.clone(),
        done: false,
    });
    Task {
        title: row.title.clone(),
        detail: row.detail.clone(),
        role: row.role.clone(),
        department: working.of(&row.role),
        start: Some(row.start),
        due: Some(row.due),
        lag: row.lag,
        days: row.days,
        // No plan of dates draws a later week nearer, nor moves a day that somebody chose in the preview.
        not_before: row.is_again().then(|| row.not_before.min(row.start)),
        pinned: row.pinned.is_some(),
        base_start: Some(row.start),
        base_due: Some(row.due),
        priority: row.priority,
        status: Status::ToDo,
        state: Status::ToDo,
        review_needed: row.review,
        client_visible: row.client_visible && row.level == Level::Task,
        checklist: items.collect(),
        created_by: by,
        ..Task::default()
    }
}
