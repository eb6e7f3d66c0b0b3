//! When a project is likely done: its open work is gone through many times, with lengths as its team's finished work had
//! them beside their estimates. Where there is too little of such work, nothing is said.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::dates::{Wish, plan_of, problem_of, tasks};
use crate::{
    base::{
        Day, Error, Id, Result,
        schedule::{RUNS, simulate},
        text,
    },
    data::{Key, Visit},
    features::{
        people::{Directory, User},
        projects::{Project, TASKS_BY_ASSIGNEE, Task, TaskStatus, framed, on_task},
    },
    ui::prelude::*,
    web::{Page, form::Refused},
};

/// Finished tasks below which nothing is said.
pub const ENOUGH: usize = 12;
/// The latest finished tasks of each person that are looked at, and people.
const LATEST: usize = 40;
const PEOPLE: usize = 40;
/// What counts of a task at least and at most, in thousandths of its estimate.
const RATIOS: (i64, i64) = (200, 5000);

const HISTORY: &str =
    "how a team's estimates held is worked out over all that they finished; only the days are told";

/// What is known.
pub enum Outlook {
    /// Nothing is open.
    Done,
    /// Of so many finished tasks, which are too few.
    Thin(usize),
    Known(Forecast),
}

pub struct Forecast {
    /// Finished tasks that it is made from.
    pub from: usize,
    /// What they took in the middle, in percent of their estimates.
    pub usual: u32,
    /// As it is planned, with every estimate held.
    pub planned: Option<Day>,
    /// Over by then in half of all runs, and in 85 of 100.
    pub half: Option<Day>,
    pub likely: Option<Day>,
}

/// What finished leaf tasks of these people took, in thousandths of their estimates.
fn history(visit: &Visit, people: &BTreeSet<Id<User>>) -> Result<Vec<u32>> {
    let names = Directory::of(visit)?;
    let mut ratios = Vec::new();
    let known = people.iter().filter_map(|id| names.users.get(&id.raw()));
    for user in known.take(PEOPLE) {
        let key = Key::new().id(user.id).byte(1);
        let over: Vec<Task> =
            visit.unchecked_related(user, TASKS_BY_ASSIGNEE, key, LATEST, HISTORY)?;
        for task in over {
            let estimate = i64::from(task.estimate.unwrap_or(0));
            if task.state != TaskStatus::Completed || task.has_parts() || estimate == 0 {
                continue;
            }
            let took = on_task(visit, task.id)?;
            if took > 0 {
                let ratio = (took * 1000 / estimate).clamp(RATIOS.0, RATIOS.1);
                ratios.push(u32::try_from(ratio).unwrap_or(1000));
            }
        }
    }
    ratios.sort_unstable();
    Ok(ratios)
}

/// What is likely, by what stands today.
///
/// # Errors
/// When there is no plan, as `propose` says it.
pub fn outlook(visit: &Visit, project: &Project) -> Result<Outlook> {
    let tasks = tasks(visit, project)?;
    let open = tasks.iter().filter(|task| task.state.is_open());
    let people: BTreeSet<Id<User>> = open.clone().filter_map(|task| task.assignee).collect();
    if open.count() == 0 {
        return Ok(Outlook::Done);
    }
    let team = match people.is_empty() {
        true => project.members.iter().copied().collect(),
        false => people,
    };
    let ratios = history(visit, &team)?;
    if ratios.len() < ENOUGH {
        return Ok(Outlook::Thin(ratios.len()));
    }
    let problem = problem_of(visit, project, &tasks, &Wish::default())?;
    let plan = plan_of(&problem, &tasks)?;
    let day = u64::from(visit.today().0.unsigned_abs());
    let seed = (project.id.raw() << 20) ^ day;
    let finishes = simulate(&problem, &plan, &ratios, seed, RUNS)
        .map_err(|_| Error::conflict("These tasks wait for each other."))?;
    Ok(Outlook::Known(Forecast {
        from: ratios.len(),
        usual: ratios[ratios.len() / 2] / 10,
        planned: plan.finish,
        half: finishes.by(50),
        likely: finishes.by(85),
    }))
}

pub fn page(visit: &Visit, project: &Project) -> Result<Page> {
    let body = match outlook(visit, project) {
        Ok(outlook) => drawn(visit, project, &outlook),
        // Why nothing is said stands where the days would.
        Err(Error::Conflict(why)) => html! { (Banner::error(why)) },
        Err(error) => return Err(error),
    };
    let body = html! { div class="stack" data-live-id="forecast" data-kinds="tasks time-entries" { (body) } };
    Ok(
        framed(visit, project, "timeline", body, &Refused::default())?
            .styles(&["list", "empty", "chart", "record"]),
    )
}

fn drawn(visit: &Visit, project: &Project, outlook: &Outlook) -> Markup {
    let today = visit.today();
    let known = match outlook {
        Outlook::Done => {
            return html! { (Empty::quiet("Nothing is open", "A forecast is made of open tasks; all of these are completed.")) };
        }
        Outlook::Thin(found) => {
            return html! {
                (Empty::quiet("Too few to say", format!(
                    "From {} with an estimate and time booked. {ENOUGH} of this team are the least that a forecast is made from.",
                    text::count(*found, "finished task", "finished tasks")
                )))
            };
        }
        Outlook::Known(known) => known,
    };
    let shown = |day: Option<Day>| day.map_or("none".to_owned(), |day| day.show(today));
    let promise = match (project.promised, known.half, known.likely) {
        (Some(day), _, Some(likely)) if likely <= day => {
            badge(Tone::Success, "The promise is likely kept")
        }
        (Some(day), Some(half), _) if half <= day => {
            badge(Tone::Warning, "The promise is kept by more than half")
        }
        (Some(_), ..) => badge(Tone::Danger, "The promise is more likely missed"),
        _ => html! {},
    };
    html! {
        (stats([
            Stat::new("As planned", shown(known.planned)).note("every estimate held"),
            Stat::new("With 50% confidence", shown(known.half)),
            Stat::new("With 85% confidence", shown(known.likely)),
            Stat::new("Promised", shown(project.promised)).note(promise),
        ]))
        (fold(Icon::Help, "How these days are made", html! {
            div class="read t12" { p {
                "From " (text::count(known.from, "finished task", "finished tasks")) " of the people who have the open ones. In the middle they took "
                (known.usual) "% of their estimates. The open tasks are gone through " (RUNS) " times in the order of the plan, each time with lengths drawn from these; "
                "by the first day half of the runs were over, by the second 85 of a hundred. The same tasks and history give the same days all day long."
            } }
        }))
    }
}
