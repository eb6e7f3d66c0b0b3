//! A project is given up, and what is open of it with it; taken up again, it has those tasks again.

use std::collections::{BTreeMap, BTreeSet};

use super::{notices, requested::SUBTASK};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Held, Key, Record, Visit},
    features::{
        approvals::{Answer, settle},
        day, inbox,
        people::User,
        projects::{
            self, CANCEL, CRITICAL, GiveUp, Project, RESTORE, Remark, TASKS_OF_PROJECT, Task,
        },
    },
    web::{Form, Reply, Request, Route, form::Refused},
};

const WITH_IT: &str = "a project is cancelled and comes back with its open tasks";
/// Tasks that end in one deed.
const MOST: usize = 5000;

fn tasks(change: &mut Change<'_, '_>, id: Id<Project>) -> Result<Vec<Held<Task>>> {
    let key = Key::new().id(id);
    let tasks: Vec<Held<Task>> = change.on_behalf(WITH_IT).children(TASKS_OF_PROJECT, key)?;
    match tasks.len() > MOST {
        true => Err(Error::conflict(format!(
            "It has more than {MOST} tasks. Cancel them in portions first."
        ))),
        false => Ok(tasks),
    }
}

/// Given up, with the reason: open tasks are cancelled with it, timers on them stop (`derive`), and what waits for a yes
/// about it is answered with no.
///
/// # Errors
/// For a project that was delivered, or is over.
pub fn cancel(visit: &Visit, id: Id<Project>, form: GiveUp) -> Result<()> {
    visit.act(CANCEL, move |change| {
        change.note(form.reason.clone());
        let mut project = change.subject::<Project>(id)?;
        project.cancel()?;
        let answer = Answer::No(&form.reason);
        for kind in CRITICAL {
            settle(change, kind, project.as_ref(), &answer)?;
        }
        let mut whose: BTreeMap<Id<User>, usize> = BTreeMap::new();
        for mut task in tasks(change, id)? {
            if !task.state.is_open() {
                continue;
            }
            task.cancel()?;
            // What was only asked for is asked for anew.
            task.cancelled_with = !task.requested;
            change.put(&task)?;
            if task.requested {
                settle(change, &SUBTASK, task.as_ref(), &answer)?;
            }
            if let Some(person) = task.assignee {
                *whose.entry(person).or_default() += 1;
            }
        }
        change.put(&project)?;
        tell(change, &project, whose, "is cancelled", "end with it")
    })
}

/// Taken up again as what it was, with the tasks that were cancelled with it.
///
/// # Errors
/// For one that isn't cancelled.
pub fn restore(visit: &Visit, id: Id<Project>, form: Remark) -> Result<()> {
    visit.act(RESTORE, move |change| {
        change.note(form.reason.clone());
        let mut project = change.subject::<Project>(id)?;
        project.restore()?;
        change.put(&project)?;
        let tasks = tasks(change, id)?;
        let mut stays: BTreeSet<Id<Task>> = tasks
            .iter()
            .filter(|task| !task.state.is_open() && !task.cancelled_with)
            .map(|task| task.id)
            .collect();
        // What was cancelled with a task that stays cancelled stays so too.
        loop {
            let held = |task: &&Held<Task>| task.parent.is_some_and(|above| stays.contains(&above));
            let below: Vec<Id<Task>> = tasks.iter().filter(held).map(|task| task.id).collect();
            let before = stays.len();
            stays.extend(below);
            if stays.len() == before {
                break;
            }
        }
        let mut whose: BTreeMap<Id<User>, usize> = BTreeMap::new();
        for mut task in tasks {
            if !task.cancelled_with || stays.contains(&task.id) {
                continue;
            }
            task.restore()?;
            change.put(&task)?;
            if let Some(person) = task.assignee {
                *whose.entry(person).or_default() += 1;
            }
        }
        tell(
            change,
            &project,
            whose,
            "is taken up again",
            "are open again",
        )
    })
}

/// Each person once: whoever keeps it, and whose work it was.
fn tell(
    change: &mut Change<'_, '_>,
    project: &Project,
    mut whose: BTreeMap<Id<User>, usize>,
    what: &str,
    with: &str,
) -> Result<()> {
    for keeper in [project.manager, project.team_lead] {
        whose.entry(keeper).or_default();
    }
    for (person, tasks) in whose {
        let told = match tasks {
            0 => format!("{} {what}", project.title),
            tasks => format!(
                "{} {what}; {} of yours {with}",
                project.title,
                text::count(tasks, "task", "tasks")
            ),
        };
        let of = match tasks {
            0 => &projects::notices::CHANGED,
            _ => &notices::DECIDED,
        };
        inbox::notify(change, person, of, project.as_ref(), told)?;
    }
    Ok(())
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::post("/projects/{id}/cancel", CANCEL, |v, r| {
            done::<GiveUp>(v, r, "Cancelled", cancel)
        }),
        Route::post("/projects/{id}/restore", RESTORE, |v, r| {
            done::<Remark>(v, r, "Taken up again", restore)
        }),
        Route::api_post::<GiveUp>(
            "/projects/{id}/cancel",
            CANCEL,
            "Cancel a project, with its open tasks",
            |v, r, form| {
                cancel(v, r.id("id")?, form)?;
                one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<Remark>(
            "/projects/{id}/restore",
            RESTORE,
            "Take a cancelled project up again, with the tasks that were cancelled with it",
            |v, r, form| {
                restore(v, r.id("id")?, form)?;
                one(v, r)
            },
        )
        .of::<Project>(),
    ]
}

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let project: Project = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&project)?))
}

fn done<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    said: &str,
    deed: fn(&Visit, Id<Project>, F) -> Result<()>,
) -> Result<Reply> {
    let id: Id<Project> = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Ok(()) => {
            let to = day::back(request, format!("/projects/{id}"));
            Ok(Reply::go(to).toast(said, visit.wrote()))
        }
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            projects::overview(visit, &visit.find(id)?, request, &refused).map(Into::into)
        }
    }
}
