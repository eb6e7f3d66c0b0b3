//! How much a department has open: counts out of tallies and indexes, as far as whoever asks may see it.

use crate::{
    access::Reach,
    base::{Choice, Id, Result, text},
    data::{Change, Key, Visit},
    features::{
        approvals::{self, Approval},
        leads::{self, Lead},
        people::Department,
        projects::{self, Project},
        tasks::{Task, TaskStatus},
        tickets::{self, Ticket},
    },
};

pub struct Open {
    pub what: &'static str,
    pub count: i64,
    /// Where the list of them is.
    pub href: &'static str,
}

const TASKS_OPEN: [TaskStatus; 3] = [TaskStatus::ToDo, TaskStatus::InProgress, TaskStatus::Review];

/// What lies in a department and is not finished. A kind that the person may not see is left out.
pub fn open(visit: &Visit, id: Id<Department>) -> Result<Vec<Open>> {
    let place = Reach::Department(id.raw());
    let mut found = Vec::new();
    let mut push = |what, href, counts: Vec<Option<i64>>| {
        if let Some(counts) = counts.into_iter().collect::<Option<Vec<i64>>>() {
            found.push(Open {
                what,
                count: counts.iter().sum(),
                href,
            });
        }
    };
    let byte = |code: u8| Key::new().byte(code);
    let leads: Result<Vec<_>> = leads::Stage::OPEN
        .iter()
        .map(|stage| visit.total_in::<Lead>(leads::COUNT, place, byte(stage.code())))
        .collect();
    push("Leads", "/leads", leads?);
    let tickets: Result<Vec<_>> = tickets::Stage::ALL
        .iter()
        .filter(|stage| !stage.is_over())
        .map(|stage| visit.total_in::<Ticket>(tickets::COUNT, place, byte(stage.code())))
        .collect();
    push("Tickets", "/tickets", tickets?);
    let waiting = visit.count_in::<Approval>(approvals::BY_STATUS, place, byte(0), 500)?;
    push(
        "Approvals",
        "/approvals",
        vec![waiting.and_then(|n| i64::try_from(n).ok())],
    );
    let projects: Result<Vec<_>> = projects::Status::ALL
        .iter()
        .filter(|state| state.is_open())
        .map(|state| visit.total_in::<Project>(projects::COUNT, place, byte(state.code())))
        .collect();
    push("Projects", "/projects", projects?);
    let tasks: Result<Vec<_>> = TASKS_OPEN
        .iter()
        .map(|state| visit.total_in::<Task>(projects::TASKS, place, byte(state.code())))
        .collect();
    push("Tasks", "/tasks", tasks?);
    Ok(found)
}

/// The same from inside a deed, whoever does it: what keeps a department from being retired, in words.
pub fn open_in(change: &mut Change<'_, '_>, id: Id<Department>) -> Result<Vec<String>> {
    let mut open = Vec::new();
    let mut add = |count: usize, one: &str, many: &str| {
        if count > 0 {
            open.push(text::count(count, one, many));
        }
    };
    let mut leads = 0;
    for stage in leads::Stage::OPEN {
        leads += change.lying_in::<Lead>(id, leads::BY_STAGE, Key::new().byte(stage.code()))?;
    }
    add(leads, "lead", "leads");
    let tickets = change.lying_in::<Ticket>(id, tickets::BY_TOUCHED, Key::new().byte(0))?;
    add(tickets, "ticket", "tickets");
    let approvals = change.lying_in::<Approval>(id, approvals::BY_STATUS, Key::new().byte(0))?;
    add(approvals, "approval", "approvals");
    let projects = change.lying_in::<Project>(id, projects::BY_FINISH, Key::new().byte(0))?;
    add(projects, "project", "projects");
    let mut tasks = 0;
    for state in TASKS_OPEN {
        tasks +=
            change.lying_in::<Task>(id, projects::TASKS_BY_STATE, Key::new().byte(state.code()))?;
    }
    add(tasks, "task", "tasks");
    Ok(open)
}
