//! What a demonstration has of tasks beside those of plans: two that come again, and one that became a sub-project.

use super::{
    Item, NewTask, TASKS_BY_STATE, TASKS_OF_PROJECT, Task, TaskStatus,
    actions::{MAKE_PROJECT, REPEAT},
    make,
    recurring::{self, Every, OffDay, RepeatForm},
    sub_project,
};
use crate::{
    base::Result,
    data::{Key, Query, Visit},
    features::{
        Demo,
        projects::{BY_FINISH, CREATE_TASK, Project, Status},
    },
};

pub fn make(visit: &Visit) -> Result<()> {
    let open = Query::by(BY_FINISH)
        .under(Key::new().byte(0))
        .with(CREATE_TASK);
    let projects = visit.list::<Project>(open.limit(10))?.rows;
    let under_way = |project: &Project| {
        matches!(project.state, Status::Planned | Status::Active) && project.total > 0
    };
    let takes = projects.iter().find(|project| under_way(project));
    if let Some(project) = takes {
        let line = |title: &str| Item {
            title: title.into(),
            done: false,
        };
        let task = make::create(
            visit,
            NewTask {
                project: Some(project.id),
                detail: "On the staging site first, then live. Note what was updated.".into(),
                role: "web".into(),
                estimate: Some(45),
                due: Some(visit.today()),
                checklist: vec![
                    line("Backup of last night opens"),
                    line("Plugins updated on staging"),
                    line("Forms and checkout tried"),
                ],
                ..NewTask::titled("Update plugins and check the backups")
            },
        )?;
        recurring::repeat(visit, task, rule(Every::Week))?;
    }
    for project in projects.iter().rev().filter(|project| under_way(project)) {
        if sub_project_of(visit, project)? {
            break;
        }
    }
    let waiting = Query::by(TASKS_BY_STATE)
        .under(Key::new().byte(TaskStatus::ToDo.code()))
        .with(REPEAT);
    let tasks = visit.list::<Task>(waiting.limit(50))?.rows;
    for task in tasks {
        let fits = task.parent.is_none()
            && task.series.is_none()
            && task.stands_for.is_none()
            && !task.requested;
        let project = visit.follow(&task, |task| task.project)?;
        if fits && project.is_some_and(|project| under_way(&project)) {
            recurring::repeat(visit, task.id, rule(Every::Month))?;
            break;
        }
    }
    Ok(())
}

/// The largest task of a project that is broken down already becomes a sub-project of it; whether there was one.
fn sub_project_of(visit: &Visit, project: &Project) -> Result<bool> {
    let key = Key::new().id(project.id);
    let mut tasks: Vec<Task> = visit.related(project, TASKS_OF_PROJECT, key, 200)?;
    tasks.retain(|task| {
        task.parts > 1
            && task.series.is_none()
            && sub_project::refusal(task).is_none()
            && visit.may(&MAKE_PROJECT, task)
    });
    tasks.sort_by_key(|task| (std::cmp::Reverse(task.weight), task.id));
    let Some(task) = tasks.first() else {
        return Ok(false);
    };
    let form = sub_project::OfTask {
        title: String::new(),
        team_lead: None,
        version: None,
    };
    // Time of it may be billed already.
    let made = sub_project::make(visit, task.id, form);
    Ok(Demo::unless(made, "stand on an invoice")?.is_some())
}

fn rule(every: Every) -> RepeatForm {
    RepeatForm {
        every,
        interval: 1,
        weekdays: Vec::new(),
        month_day: 0,
        off_day: OffDay::Next,
        begins: None,
        until: None,
        days: 2,
    }
}
