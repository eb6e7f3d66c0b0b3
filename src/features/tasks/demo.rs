//! What a demonstration has of tasks beside those of plans: two that come again.

use super::{
    Item, NewTask, REPEAT, TASKS_BY_STATE, Task, TaskStatus, make,
    recurring::{self, Every, OffDay, RepeatForm},
};
use crate::{
    base::Result,
    data::{Key, Query, Visit},
    features::projects::{BY_FINISH, CREATE_TASK, Project, Status},
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
    let waiting = Query::by(TASKS_BY_STATE)
        .under(Key::new().byte(TaskStatus::ToDo.code()))
        .with(REPEAT);
    let tasks = visit.list::<Task>(waiting.limit(50))?.rows;
    for task in tasks {
        let fits = task.parent.is_none() && task.series.is_none() && !task.requested;
        let project = visit.follow(&task, |task| task.project)?;
        if fits && project.is_some_and(|project| under_way(&project)) {
            recurring::repeat(visit, task.id, rule(Every::Month))?;
            break;
        }
    }
    Ok(())
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
