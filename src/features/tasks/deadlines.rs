//! Deadlines of tasks, told the day before and when they are missed. Each is told once, whenever the house was off: what was
//! told for which deadline stands with the notice itself.

use super::{TASKS_BY_STATE, Task, TaskStatus, actions::WARN, notices};
use crate::{
    base::{Day, Result},
    data::{Key, Query, Record, Visit},
    features::{
        inbox::{self, Deadline, Warning},
        projects::Project,
    },
};

/// From this hour of the day on.
const HOUR: i8 = 7;
/// What was missed longer ago was told, or is nobody's news.
const BACK: i32 = 3;
/// Of each state, as many as one look takes.
const MOST: usize = 500;

/// Tells whom a deadline concerns that is near or was missed.
pub fn look(visit: &Visit) -> Result<()> {
    if visit.at.hour(&visit.tz) < HOUR {
        return Ok(());
    }
    let mut warnings = Vec::new();
    for state in [TaskStatus::ToDo, TaskStatus::InProgress, TaskStatus::Review] {
        for task in due(visit, state)? {
            warnings.extend(of_task(visit, &task)?);
        }
    }
    inbox::warn_of(visit, WARN, warnings)
}

fn due(visit: &Visit, state: TaskStatus) -> Result<Vec<Task>> {
    let day = |day: Day| Key::new().signed(i64::from(day.0));
    let today = visit.today();
    let list = Query::by(TASKS_BY_STATE)
        .under(Key::new().byte(state.code()))
        .from(day(today + -BACK))
        .until(day(today + 2));
    Ok(visit.list(list.limit(MOST))?.rows)
}

fn of_task(visit: &Visit, task: &Task) -> Result<Vec<Warning>> {
    let today = visit.today();
    let (Some(due), false) = (task.due, task.requested) else {
        return Ok(Vec::new());
    };
    let warning = |to, of, text| Warning {
        to,
        of,
        about: task.as_ref(),
        text,
        deadline: Deadline {
            due: i64::from(due.0),
            missed: due < today,
        },
    };
    let mut found = Vec::new();
    if due < today {
        let text = format!("{} was due on {}", task.title, due.long());
        found.extend(
            task.assignee
                .map(|to| warning(to, &notices::DEADLINE, text.clone())),
        );
        let project: Project = visit.find(task.project)?;
        if task.assignee != Some(project.team_lead) {
            found.push(warning(project.team_lead, &notices::LATE, text));
        }
    } else if task.state != TaskStatus::Review {
        let when = if due == today { "today" } else { "tomorrow" };
        let text = format!("{} is due {when}", task.title);
        found.extend(
            task.assignee
                .map(|to| warning(to, &notices::DEADLINE, text)),
        );
    }
    Ok(found)
}
