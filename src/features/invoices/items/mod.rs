//! What came of the items of a quote: the milestones that make each of them, their tasks, the time on those, and where that
//! stands on an invoice; and back from a line of an invoice to the item. Nothing of it is kept: it is read along what a milestone
//! is for (`MilestonePrice::item`). All that a quote of one item made is of that item.

mod page;
mod routes;

use super::{
    billed::{BilledTime, OF_ENTRY},
    invoice::{BY_QUOTE, Invoice},
    milestone::{self, BILLED, BilledMilestone, MilestonePrice},
};
use crate::{
    base::{Id, Result, if_found},
    data::{Key, Visit},
    features::{
        projects::{
            ENTRIES_OF_TASK, MILESTONES, Milestone, Project, SUB_PROJECTS, TASKS_OF_MILESTONE,
            Task, TimeEntry,
        },
        quotes::Quote,
        tickets::{self, Ticket},
    },
};

pub use page::{address, choices, of_price};
pub use routes::routes;

/// Projects that came of a quote, their milestones, tasks and entries, at most.
const PROJECTS: usize = 50;
const MILESTONES_EACH: usize = 200;
const TASKS_EACH: usize = 500;
const ENTRIES_EACH: usize = 500;

/// A task with its time, and what of that stands on which invoice.
pub struct Done {
    pub task: Task,
    pub entries: Vec<TimeEntry>,
    pub billed: Vec<BilledTime>,
}

impl Done {
    fn minutes(&self) -> i64 {
        self.entries
            .iter()
            .map(|held| i64::from(held.minutes))
            .sum()
    }

    fn billed_minutes(&self) -> i64 {
        self.billed.iter().map(|held| i64::from(held.minutes)).sum()
    }
}

/// A milestone with its tasks, and where it stands on an invoice itself.
pub struct Part {
    pub milestone: Milestone,
    /// The item that it makes; 0 where nobody said.
    pub item: u32,
    pub tasks: Vec<Done>,
    pub billed: Option<BilledMilestone>,
}

/// What came of a quote, as far as the person sees it.
pub struct Came {
    pub projects: Vec<Project>,
    pub parts: Vec<Part>,
    /// What bills the quote itself: all of it, a deposit, the rest.
    pub invoices: Vec<Invoice>,
}

impl Came {
    /// The parts that make an item; those that make none for 0.
    pub fn of(&self, item: u32) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.item == item)
    }

    fn tasks(&self, item: u32) -> impl Iterator<Item = &Done> {
        self.of(item).flat_map(|part| &part.tasks)
    }
}

/// # Errors
/// When the store can't be read.
pub fn came_of(visit: &Visit, quote: &Quote) -> Result<Came> {
    let projects = projects_of(visit, quote)?;
    let mut parts = Vec::new();
    for project in &projects {
        let key = || Key::new().id(project.id);
        let prices: Vec<MilestonePrice> =
            visit.related(project, milestone::OF_PROJECT, key(), MILESTONES_EACH)?;
        let all: Vec<Milestone> = visit.related(project, MILESTONES, key(), MILESTONES_EACH)?;
        for milestone in all {
            let price = prices.iter().find(|price| price.milestone == milestone.id);
            let said = price.map_or(0, |price| price.item);
            let key = Key::new().id(milestone.id);
            parts.push(Part {
                item: if quote.lines.len() == 1 { 1 } else { said },
                tasks: done_of(visit, &milestone)?,
                billed: if_found(visit.find_by::<BilledMilestone>(BILLED, key))?,
                milestone,
            });
        }
    }
    let invoices = visit.related(quote, BY_QUOTE, Key::new().id(quote.id), MILESTONES_EACH)?;
    Ok(Came {
        projects,
        parts,
        invoices,
    })
}

fn done_of(visit: &Visit, milestone: &Milestone) -> Result<Vec<Done>> {
    let key = Key::new().id(milestone.id);
    let tasks: Vec<Task> = visit.related(milestone, TASKS_OF_MILESTONE, key, TASKS_EACH)?;
    let mut found = Vec::with_capacity(tasks.len());
    for task in tasks {
        let key = Key::new().id(task.id);
        let entries: Vec<TimeEntry> = visit.related(&task, ENTRIES_OF_TASK, key, ENTRIES_EACH)?;
        let mut billed = Vec::new();
        for entry in entries.iter().filter(|entry| entry.billed) {
            let key = Key::new().id(entry.id);
            billed.extend(if_found(visit.find_by::<BilledTime>(OF_ENTRY, key))?);
        }
        found.push(Done {
            task,
            entries,
            billed,
        });
    }
    Ok(found)
}

/// The projects that came of a quote by the tickets that it was handed over with, and their parts.
fn projects_of(visit: &Visit, quote: &Quote) -> Result<Vec<Project>> {
    let opened: Vec<Ticket> = visit.unchecked_related(
        quote,
        tickets::BY_QUOTE,
        Key::new().id(quote.id),
        PROJECTS,
        "a ticket is only the way from a quote to its project",
    )?;
    let mut found: Vec<Project> = Vec::new();
    for id in opened.iter().filter_map(|ticket| ticket.project) {
        found.extend(if_found(visit.find(Id::<Project>::new(id)))?);
    }
    let mut at = 0;
    while at < found.len() && found.len() < PROJECTS {
        let above = found[at].clone();
        let key = Key::new().id(above.id);
        let below: Vec<Project> = visit.related(&above, SUB_PROJECTS, key, PROJECTS)?;
        let new = |part: &Project| !found.iter().any(|held| held.id == part.id);
        let below: Vec<Project> = below.into_iter().filter(new).collect();
        found.extend(below);
        at += 1;
    }
    Ok(found)
}
