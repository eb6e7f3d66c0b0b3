//! What has to be completed before a task: what it comes after, what the task above comes after, and what the tasks come
//! after that stand for its project in those above. One rule, for pages and within deeds.

use super::{Task, TaskStatus};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Record, Visit},
    features::projects::Project,
};

/// More than projects stand above one another.
const LEVELS: usize = 8;
const FIRST: &str = "what comes first holds for whoever doesn't see it too";

fn is_open(task: &Task) -> bool {
    task.counts() && task.state != TaskStatus::Completed
}

/// What is still open of it, for whoever holds the task.
///
/// # Errors
/// When the store can't be read.
pub fn before(visit: &Visit, task: &Task) -> Result<Vec<Task>> {
    let mut holders = vec![task.clone()];
    holders.extend(visit.follow(task, |task: &Task| task.parent.unwrap_or_default())?);
    let mut at: Option<Project> = visit.follow(task, |task: &Task| task.project)?;
    for _ in 0..LEVELS {
        let Some(project) = at else { break };
        holders.extend(visit.follow(&project, |held: &Project| {
            held.stands_at.unwrap_or_default()
        })?);
        at = visit.follow(&project, |held: &Project| held.parent.unwrap_or_default())?;
    }
    let mut found: Vec<Task> = Vec::new();
    for held in &holders {
        found.extend(visit.follow_all(held, |task: &Task| task.after.clone())?);
    }
    found.retain(is_open);
    Ok(found)
}

/// Held where a task is begun or handed in.
///
/// # Errors
/// A conflict that names what comes first.
pub fn must_be_next(change: &mut Change<'_, '_>, task: &Task) -> Result<()> {
    let mut before: Vec<Id<Task>> = task.after.clone();
    if task.parent.is_some() {
        let above = change.load(task, |task| task.parent.unwrap_or_default())?;
        before.extend(above.after);
    }
    let mut at = Some(change.load(task, |task| task.project)?);
    for _ in 0..LEVELS {
        let Some(project) = at else { break };
        let mut all = change.unscoped(FIRST);
        if let Some(stands) = project.stands_at {
            before.extend(all.find(stands)?.map(|task| task.after).unwrap_or_default());
        }
        at = match project.parent {
            Some(parent) => all.find(parent)?,
            None => None,
        };
    }
    let mut open = Vec::new();
    for id in before {
        if let Some(other) = change.unscoped(FIRST).find(id)?
            && is_open(&other)
        {
            open.push(change.calls(&other, "a task that you don't see")?);
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    let those = if open.len() == 1 {
        "that is"
    } else {
        "those are"
    };
    Err(Error::conflict(format!(
        "{}. Start this one when {those} completed.",
        first(&open)
    )))
}

/// Tasks that are named of those that come first; the rest are counted.
const NAMED: usize = 3;

/// What comes first, in words.
pub fn first(before: &[String]) -> String {
    let comes = if before.len() == 1 { "comes" } else { "come" };
    let mut named: Vec<String> = before.iter().take(NAMED).cloned().collect();
    let more = before.len() - named.len();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    format!("First {comes} {}", text::and(&named))
}

/// The same in words, for a button that waits: titles only of what this person sees.
///
/// # Errors
/// When the store can't be read.
pub fn told(visit: &Visit, task: &Task) -> Result<Vec<String>> {
    let mut told = Vec::new();
    for held in before(visit, task)? {
        told.push(match visit.sees_ref(held.as_ref())? {
            true => format!("{} {}", held.id, held.title),
            false => "a task that you don't see".to_owned(),
        });
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn what_comes_first_is_said_in_a_sentence() {
        let words = |n: usize| -> Vec<String> { (1..=n).map(|n| format!("T-{n}")).collect() };
        assert_eq!(first(&words(1)), "First comes T-1");
        assert_eq!(first(&words(2)), "First come T-1 and T-2");
        assert_eq!(first(&words(3)), "First come T-1, T-2 and T-3");
        assert_eq!(first(&words(9)), "First come T-1, T-2, T-3 and 6 more");
    }
}
