//! What the palette does about time: on a task that is open `log 1:30` books it, and the timer starts and stops; wherever
//! one is, `log 1:30 sitemap` books it on a task of one's own, or on the project of one.

use std::collections::BTreeSet;

use super::{
    LOG,
    actions::{START, STOP},
    place::categories,
    running,
};
use crate::{
    base::{Result, time},
    data::Visit,
    features::{
        Command, form_key,
        projects::{INTERNAL, Project, Task, WorkOn},
        tasks,
    },
    ui::icon::Icon,
};

/// What comes before the time in what is typed.
const LOG_WORD: &str = "log ";

pub fn commands(visit: &Visit, task: &Task, typed: &str) -> Result<Vec<Command>> {
    let back = format!("/tasks/{}", task.id);
    let mut all = Vec::new();
    let running = running(visit)?.filter(|entry| entry.task == Some(task.id));
    if running.is_some() && visit.may_somewhere(&STOP) {
        all.push(Command::post("Stop timer", Icon::Stop, "/time/stop").with("back", &back));
    } else if task.state.is_open() && !task.requested && visit.may_somewhere(&START) {
        let start = Command::post("Start timer", Icon::Hours, "/time/start");
        all.push(start.with("task", task.id).with("back", &back));
    }
    let project: Option<Project> = visit.follow(task, |task: &Task| task.project)?;
    let closed = project.is_none_or(|project| project.must_not_be_closed().is_err());
    if closed || !visit.may_somewhere(&LOG) {
        return Ok(all);
    }
    let amount = said(typed);
    match amount.and_then(|amount| Some((amount, time::parse_minutes(amount)?))) {
        Some((amount, minutes)) if minutes > 0 => {
            let log = Command::post(format!("Log {amount}"), Icon::Hours, "/time")
                .note(time::minutes(minutes))
                .with("_key", form_key())
                .with("task", task.id)
                .with("minutes", amount)
                .with("back", &back);
            all.push(log);
        }
        _ => {
            let log = Command::page("Log time", Icon::Hours, format!("{back}#minutes"));
            all.push(log.note("such as: log 1:30"));
        }
    }
    Ok(all)
}

/// The same on a project as a whole, for what is no task of its own.
pub fn on_project(visit: &Visit, project: &Project, typed: &str) -> Result<Vec<Command>> {
    let on = WorkOn::Project(project.id);
    let back = on.path();
    let mut all = Vec::new();
    let running = running(visit)?.filter(|entry| entry.on() == on);
    if running.is_some() && visit.may_somewhere(&STOP) {
        all.push(Command::post("Stop timer", Icon::Stop, "/time/stop").with("back", &back));
    }
    if project.must_not_be_closed().is_err() {
        return Ok(all);
    }
    if running.is_none() && visit.may_somewhere(&START) {
        let start = Command::post("Start timer", Icon::Hours, "/time/start");
        all.push(start.with("project", project.id).with("back", &back));
    }
    let amount = said(typed);
    let amount = amount.filter(|amount| time::parse_minutes(amount).is_some_and(|m| m > 0));
    if !visit.may_somewhere(&LOG) {
        return Ok(all);
    }
    all.push(match amount {
        Some(amount) => Command::post(format!("Log {amount}"), Icon::Hours, "/time")
            .note(time::minutes(
                time::parse_minutes(amount).unwrap_or_default(),
            ))
            .with("_key", form_key())
            .with("project", project.id)
            .with("minutes", amount)
            .with("back", &back),
        None => Command::page("Log time", Icon::Hours, back).note("such as: log 1:30"),
    });
    Ok(all)
}

/// Tasks at hand that time is offered to be booked on.
const AT_HAND: usize = 30;

/// Time on one's own tasks from wherever one is: `log 1:30 sitemap`.
pub fn anywhere(visit: &Visit, typed: &str) -> Result<Vec<Command>> {
    let amount = said(typed).and_then(|rest| rest.split_whitespace().next());
    let minutes = amount.and_then(time::parse_minutes).unwrap_or(0);
    let Some(amount) = amount.filter(|_| minutes > 0 && visit.may_somewhere(&LOG)) else {
        return Ok(Vec::new());
    };
    let log = |task: &Task| {
        Command::post(
            format!("Log {amount} on {}", task.title),
            Icon::Hours,
            "/time",
        )
        .note(task.id.to_string())
        .with("_key", form_key())
        .with("task", task.id)
        .with("minutes", amount)
        .with("back", "/time")
    };
    let mine = tasks::mine(visit, AT_HAND)?;
    let mut all: Vec<Command> = mine.iter().map(log).collect();
    // What is no task of its own, on the projects that they are of.
    let mut met = BTreeSet::new();
    for task in &mine {
        let project: Option<Project> = visit.follow(task, |task: &Task| task.project)?;
        let open = project.filter(|held| held.must_not_be_closed().is_ok());
        if let Some(project) = open.filter(|held| met.insert(held.id)) {
            let log = Command::post(
                format!("Log {amount} on {}", project.title),
                Icon::Hours,
                "/time",
            );
            all.push(
                log.note(project.id.to_string())
                    .with("_key", form_key())
                    .with("project", project.id)
                    .with("minutes", amount)
                    .with("back", "/time"),
            );
        }
    }
    for category in categories(visit)? {
        let log = Command::post(format!("Log {amount} on {category}"), Icon::Hours, "/time");
        all.push(
            log.note(INTERNAL)
                .with("_key", form_key())
                .with("category", category)
                .with("minutes", amount)
                .with("back", "/time"),
        );
    }
    Ok(all)
}

/// The time in `log 1:30`.
fn said(typed: &str) -> Option<&str> {
    let start = typed.get(..LOG_WORD.len())?;
    let rest = start
        .eq_ignore_ascii_case(LOG_WORD)
        .then(|| typed[LOG_WORD.len()..].trim())?;
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_stands_behind_the_word() {
        assert_eq!(said("log 1:30"), Some("1:30"));
        assert_eq!(said("Log  90m "), Some("90m"));
        for none in ["", "log", "log ", "login 3", "ölg 3"] {
            assert_eq!(said(none), None, "{none}");
        }
    }
}
