//! What a person's day holds, read from a few indexes, each under the person's own place: whatever their scopes are,
//! My day shows what is theirs.

use super::VIEW;
use crate::{
    base::{Id, Result, time::MINUTE},
    data::{Key, Query, Record, Visit},
    features::{
        approvals::{self, Approval},
        inbox::{self, Notification},
        leads::{self, Lead},
        people::{Directory, User},
        projects::{self, ENTRIES_OF_USER, Project, TASKS_BY_STATE, Task, TaskStatus, TimeEntry},
        tasks,
        tickets::{self, Ticket},
    },
};

/// Rows of a section; the rest is one link away.
const SHOWN: usize = 8;
/// Open tasks of one person that are looked at.
const OPEN: usize = 80;

/// A task with the names that stand below its title.
pub struct Piece {
    pub task: Task,
    pub project: String,
}

#[derive(Default)]
pub struct Tasks {
    pub overdue: Vec<Piece>,
    pub today: Vec<Piece>,
    pub next: Vec<Piece>,
    /// Those beyond what is shown under `next`.
    pub more: usize,
    /// Handed in, waiting for somebody else.
    pub in_review: usize,
}

pub struct Today {
    pub tasks: Tasks,
    pub to_review: Vec<Piece>,
    pub approvals: Vec<(Approval, String)>,
    pub follow_ups: Vec<Lead>,
    pub tickets: Vec<(Ticket, String)>,
    pub inbox: Vec<Notification>,
    pub entries: Vec<TimeEntry>,
    pub running: Option<TimeEntry>,
    pub logged: i64,
}

impl Today {
    pub fn of(visit: &Visit) -> Result<Today> {
        let names = Directory::of(visit)?;
        let me = names.users.get(&visit.actor.person);
        let entries = me.map_or(Ok(Vec::new()), |user| entries(visit, user))?;
        let running = entries
            .iter()
            .find(|entry| entry.started.is_some())
            .cloned();
        let so_far = running
            .as_ref()
            .and_then(|entry| entry.started)
            .map_or(0, |since| visit.at.since(since).max(0) / MINUTE);
        let logged = entries
            .iter()
            .filter(|e| e.started.is_none())
            .map(|e| i64::from(e.minutes))
            .sum::<i64>()
            + so_far;
        Ok(Today {
            tasks: my_tasks(visit)?,
            to_review: to_review(visit)?,
            approvals: to_approve(visit)?,
            follow_ups: follow_ups(visit)?,
            tickets: in_hand(visit)?,
            inbox: recent(visit)?,
            entries,
            running,
            logged,
        })
    }

    /// Nothing has arrived yet: a first day, or everything done.
    pub fn is_empty(&self) -> bool {
        let tasks = &self.tasks;
        tasks.overdue.is_empty()
            && tasks.today.is_empty()
            && tasks.next.is_empty()
            && self.to_review.is_empty()
            && self.approvals.is_empty()
            && self.follow_ups.is_empty()
            && self.tickets.is_empty()
            && self.inbox.is_empty()
            && self.entries.is_empty()
    }
}

/// Reads under the person's own place only, also for those whose grants reach the whole house.
fn own<R: Record>(list: Query<R>) -> Query<R> {
    list.with(VIEW)
}

fn me(visit: &Visit) -> Key {
    Key::new().number(visit.actor.person)
}

/// Adds the project's name; several tasks of one project read it once.
fn pieces(visit: &Visit, tasks: Vec<Task>) -> Result<Vec<Piece>> {
    let mut named: Vec<(Id<Project>, String)> = Vec::new();
    tasks
        .into_iter()
        .map(|task| {
            let project = match named.iter().find(|(id, _)| *id == task.project) {
                Some((_, name)) => name.clone(),
                None => {
                    let name = visit
                        .follow(&task, |task: &Task| task.project)?
                        .map(|project| project.title)
                        .unwrap_or_default();
                    named.push((task.project, name.clone()));
                    name
                }
            };
            Ok(Piece { task, project })
        })
        .collect()
}

fn my_tasks(visit: &Visit) -> Result<Tasks> {
    let today = visit.today();
    let open = tasks::mine(visit, OPEN)?;
    let (waiting, mine): (Vec<Task>, Vec<Task>) = open
        .into_iter()
        .partition(|task| task.state == TaskStatus::Review);
    let (mut overdue, mut now, mut next) = (Vec::new(), Vec::new(), Vec::new());
    for task in mine {
        match task.due {
            Some(due) if due < today => overdue.push(task),
            Some(due) if due == today => now.push(task),
            _ => next.push(task),
        }
    }
    let more = next.len().saturating_sub(SHOWN);
    next.truncate(SHOWN);
    Ok(Tasks {
        overdue: pieces(visit, overdue)?,
        today: pieces(visit, now)?,
        next: pieces(visit, next)?,
        more,
        in_review: waiting.len(),
    })
}

/// What the person may accept or return, handed in by others.
fn to_review(visit: &Visit) -> Result<Vec<Piece>> {
    if !visit.may_somewhere(&tasks::ACCEPT) {
        return Ok(Vec::new());
    }
    let list = Query::by(TASKS_BY_STATE)
        .under(Key::new().byte(TaskStatus::Review.code()))
        .with(tasks::ACCEPT)
        .limit(20);
    let me = Some(Id::new(visit.actor.person));
    let mut rows = visit.list::<Task>(list)?.rows;
    rows.retain(|task| {
        task.assignee != me && task.reviewer.is_none_or(|reviewer| Some(reviewer) == me)
    });
    rows.truncate(SHOWN);
    pieces(visit, rows)
}

fn to_approve(visit: &Visit) -> Result<Vec<(Approval, String)>> {
    if !visit.may_somewhere(&approvals::VIEW) {
        return Ok(Vec::new());
    }
    let list = own(Query::by(approvals::BY_MANAGER)
        .under(me(visit).byte(0))
        .limit(5));
    let rows = visit.list::<Approval>(list)?.rows;
    rows.into_iter()
        .map(|approval| {
            let client = visit
                .follow(&approval, |approval: &Approval| approval.client)?
                .map(|c| c.name)
                .unwrap_or_default();
            Ok((approval, client))
        })
        .collect()
}

/// Leads to be called today, then what is late, the latest first: what was to be done a year ago is not for today.
fn follow_ups(visit: &Visit) -> Result<Vec<Lead>> {
    if !visit.may_somewhere(&leads::VIEW) {
        return Ok(Vec::new());
    }
    let today = visit.today();
    let list = Query::by(leads::BY_FOLLOW_UP)
        .under(Key::new().byte(0))
        .until(Key::new().signed(i64::from(today.0) + 1))
        .facet(leads::OWNER, me(visit))
        .descending(true)
        .limit(SHOWN);
    Ok(visit.list::<Lead>(own(list))?.rows)
}

fn in_hand(visit: &Visit) -> Result<Vec<(Ticket, String)>> {
    if !visit.may_somewhere(&tickets::VIEW) {
        return Ok(Vec::new());
    }
    let list = own(Query::by(tickets::BY_HAND).under(me(visit)).limit(SHOWN));
    let rows = visit.list::<Ticket>(list)?.rows;
    rows.into_iter()
        // In production the work is the project's; the ticket only waits for its delivery.
        .filter(|ticket| ticket.stage != tickets::Stage::Production)
        .map(|ticket| {
            let client = visit
                .follow(&ticket, |ticket: &Ticket| ticket.client)?
                .map(|c| c.name)
                .unwrap_or_default();
            Ok((ticket, client))
        })
        .collect()
}

fn recent(visit: &Visit) -> Result<Vec<Notification>> {
    Ok(visit
        .list(own(Query::by(inbox::BY_TIME).descending(true).limit(5)))?
        .rows)
}

fn entries(visit: &Visit, user: &User) -> Result<Vec<TimeEntry>> {
    let day = i64::from(visit.today().0);
    let mut entries: Vec<TimeEntry> = visit.related(
        user,
        ENTRIES_OF_USER,
        Key::new().id(user.id).signed(day),
        40,
    )?;
    // A timer that runs since before midnight belongs to yesterday and still runs.
    if let Some(running) = projects::running(visit)?
        && !entries.iter().any(|entry| entry.id == running.id)
    {
        entries.push(running);
    }
    Ok(entries)
}
