//! What the palette does about time: on a task, a project or a ticket that is open `log 1:30` books it, and the timer starts and stops; wherever
//! one is, `log 1:30 sitemap` books it on a task of one's own, on the project of one, or on a ticket in one's hands.

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
        tickets::{self, Ticket},
    },
    ui::icon::Icon,
};

/// What comes before the time in what is typed.
const LOG_WORD: &str = "log ";

pub fn commands(visit: &Visit, task: &Task, typed: &str) -> Result<Vec<Command>> {
    let project: Option<Project> = visit.follow(task, |task: &Task| task.project)?;
    let takes_time = project.is_some_and(|project| project.must_not_be_closed().is_ok());
    let goes_on = task.state.is_open() && !task.requested;
    on(visit, &WorkOn::Task(task.id), (goes_on, takes_time), typed)
}

/// The same on a project as a whole, for what is no task of its own.
pub fn on_project(visit: &Visit, project: &Project, typed: &str) -> Result<Vec<Command>> {
    let goes_on = project.must_not_be_closed().is_ok();
    on(
        visit,
        &WorkOn::Project(project.id),
        (goes_on, goes_on),
        typed,
    )
}

/// The same on a ticket; what was done before it was closed is logged still.
pub fn on_ticket(visit: &Visit, ticket: &Ticket, typed: &str) -> Result<Vec<Command>> {
    let goes_on = !ticket.stage.is_over();
    on(visit, &WorkOn::Ticket(ticket.id), (goes_on, true), typed)
}

/// The timer and the log of work: whether it goes on, and whether it takes time.
fn on(
    visit: &Visit,
    on: &WorkOn,
    (goes_on, takes_time): (bool, bool),
    typed: &str,
) -> Result<Vec<Command>> {
    let back = on.path();
    let mut all = Vec::new();
    let running = running(visit)?.filter(|entry| entry.on() == *on);
    if running.is_some() && visit.may_somewhere(&STOP) {
        all.push(Command::post("Stop timer", Icon::Stop, "/time/stop").with("back", &back));
    } else if goes_on && visit.may_somewhere(&START) {
        let start = Command::post("Start timer", Icon::Hours, "/time/start");
        all.push(start.with(on.word(), on).with("back", &back));
    }
    if !takes_time || !visit.may_somewhere(&LOG) {
        return Ok(all);
    }
    let amount = said(typed).and_then(|amount| Some((amount, time::parse_minutes(amount)?)));
    all.push(match amount.filter(|(_, minutes)| *minutes > 0) {
        Some((amount, minutes)) => Command::post(format!("Log {amount}"), Icon::Hours, "/time")
            .note(time::minutes(minutes))
            .with("_key", form_key())
            .with(on.word(), on)
            .with("minutes", amount)
            .with("back", &back),
        None => Command::page("Log time", Icon::Hours, format!("{back}#minutes"))
            .note("such as: log 1:30"),
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
    if visit.may_somewhere(&tickets::VIEW) {
        for ticket in visit.list(tickets::my_hands(visit).limit(AT_HAND))?.rows {
            let title = format!("Log {amount} on {}", ticket.title);
            all.push(
                Command::post(title, Icon::Hours, "/time")
                    .note(ticket.id.to_string())
                    .with("_key", form_key())
                    .with("ticket", ticket.id)
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
