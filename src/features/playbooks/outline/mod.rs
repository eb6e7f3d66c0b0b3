//! What a playbook says: steps in their order, each a milestone, a task of the milestone above it or a subtask of the task
//! above it. A step keeps its key over all versions, so that two of them can be held against each other.

mod moves;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    base::{Error, Result, circle::leads_to},
    choices,
    features::projects::Priority,
};

/// Steps that a playbook has at most.
pub const MOST: usize = 300;
/// Milestones, tasks and subtasks that it comes to at most, each as often as it repeats.
pub const MOST_ROWS: usize = 600;

choices! {
    pub enum Level {
        Milestone: "milestone", "Milestone";
        Task: "task", "Task";
        Subtask: "subtask", "Subtask";
    }
}

impl Level {
    pub fn depth(self) -> u8 {
        match self {
            Level::Milestone | Level::Unknown => 0,
            Level::Task => 1,
            Level::Subtask => 2,
        }
    }

    fn at(depth: u8) -> Level {
        match depth {
            0 => Level::Milestone,
            1 => Level::Task,
            _ => Level::Subtask,
        }
    }
}

choices! {
    pub enum Repeat {
        Once: "once", "Once";
        Weekly: "weekly", "Every week";
        Monthly: "monthly", "Every month";
    }
}

/// Only where a question is answered so.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    pub question: String,
    /// Where the answer is another.
    #[serde(default)]
    pub not: bool,
    pub answer: String,
}

/// What is asked when the playbook is applied. Nobody's word is the first answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub title: String,
    pub answers: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub key: u32,
    pub level: Level,
    pub title: String,
    #[serde(default)]
    pub detail: String,
    /// Whose work it is: the key of a department.
    #[serde(default)]
    pub role: String,
    /// What whoever does it has to know, beside what the department does.
    #[serde(default)]
    pub skill: String,
    /// Minutes; with subtasks, theirs count.
    #[serde(default)]
    pub estimate: u32,
    /// The first working day of the project on which it may begin; the project's first is 0.
    #[serde(default)]
    pub start: u32,
    /// Working days that it is given, from its first to its last: more than its estimate where it waits for somebody.
    #[serde(default)]
    pub days: u32,
    /// Keys of steps that are over before it begins.
    #[serde(default)]
    pub after: Vec<u32>,
    /// Working days between those and its begin.
    #[serde(default)]
    pub lag: u32,
    #[serde(default)]
    pub priority: Priority,
    #[serde(default)]
    pub review: bool,
    #[serde(default)]
    pub client_visible: bool,
    #[serde(default)]
    pub checklist: Vec<String>,
    /// What the client is asked for.
    #[serde(default)]
    pub documents: Vec<String>,
    #[serde(default)]
    pub repeat: Repeat,
    /// How often, when it repeats.
    #[serde(default)]
    pub times: u32,
    #[serde(default)]
    pub only_if: Option<Condition>,
}

/// How a step is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
    /// Part of what stands above it.
    In,
    Out,
    /// Before a step of that key; None is the end.
    Before(Option<u32>),
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    pub steps: Vec<Step>,
    pub questions: Vec<Question>,
}

impl Outline {
    pub fn place(&self, key: u32) -> Option<usize> {
        self.steps.iter().position(|step| step.key == key)
    }

    pub fn step(&self, key: u32) -> Option<&Step> {
        self.steps.iter().find(|step| step.key == key)
    }

    /// A step with all that stands below it.
    pub fn block(&self, at: usize) -> std::ops::Range<usize> {
        let depth = self.steps[at].level.depth();
        let below = self.steps[at + 1..]
            .iter()
            .take_while(|step| step.level.depth() > depth);
        at..at + 1 + below.count()
    }

    /// The step that it is part of.
    pub fn above(&self, at: usize) -> Option<usize> {
        let depth = self.steps[at].level.depth();
        (0..at)
            .rev()
            .find(|other| self.steps[*other].level.depth() < depth)
    }

    pub fn parts(&self, at: usize) -> impl Iterator<Item = usize> {
        let depth = self.steps[at].level.depth() + 1;
        self.block(at)
            .filter(move |other| self.steps[*other].level.depth() == depth)
    }

    /// Minutes of a step with its parts, each as often as it is done.
    pub fn minutes(&self, at: usize) -> u32 {
        let parts = self.parts(at).map(|part| self.minutes(part));
        let parts = parts.fold(0, u32::saturating_add);
        let own = match parts {
            0 => self.steps[at].estimate,
            sum => sum,
        };
        own.saturating_mul(self.steps[at].often())
    }

    pub fn count(&self, level: Level) -> usize {
        self.steps.iter().filter(|step| step.level == level).count()
    }

    /// What it comes to when every step is made, each as often as it and what it is part of repeat.
    pub fn rows(&self) -> usize {
        let times = |at: usize| match self.steps[at].level {
            Level::Subtask | Level::Unknown => 1,
            Level::Milestone | Level::Task => self.steps[at].often() as usize,
        };
        let of = |at: usize| {
            let above = std::iter::successors(Some(at), |at| self.above(*at));
            above.map(times).fold(1, usize::saturating_mul)
        };
        (0..self.steps.len()).map(of).fold(0, usize::saturating_add)
    }

    pub fn next_key(&self) -> u32 {
        self.steps.iter().map(|step| step.key).max().unwrap_or(0) + 1
    }

    /// Whether it can be applied.
    ///
    /// # Errors
    /// With what is wrong, naming the step.
    pub fn check(&self) -> Result<()> {
        let mut keys = BTreeSet::new();
        let mut last = None;
        if self.steps.len() > MOST {
            return Err(Error::conflict(format!(
                "At most {MOST} steps fit into a playbook."
            )));
        }
        for (at, step) in self.steps.iter().enumerate() {
            let wrong = |why: &str| Err(Error::conflict(format!("{}: {why}", step.title)));
            if step.title.is_empty() {
                return Err(Error::conflict(format!("Step {} has no title.", at + 1)));
            }
            if !keys.insert(step.key) {
                return wrong("another step has the same key.");
            }
            let depth = step.level.depth();
            if last.map_or(depth > 0, |before: u8| depth > before + 1) {
                return wrong(match depth {
                    1 => "a task stands below a milestone. Add one above it.",
                    _ => "a subtask stands below a task. Add one above it.",
                });
            }
            last = Some(depth);
            if let Some(only_if) = &step.only_if {
                match self.questions.iter().find(|q| q.title == only_if.question) {
                    None => return wrong("its condition asks what no question asks."),
                    Some(q) if !q.answers.contains(&only_if.answer) => {
                        return wrong("its condition names an answer that there is not.");
                    }
                    Some(_) => {}
                }
            }
            for key in &step.after {
                let Some(other) = self.place(*key) else {
                    return wrong("it comes after a step that is not there.");
                };
                if self.block(at).contains(&other) || self.block(other).contains(&at) {
                    return wrong(
                        "it can't come after a step that it is part of, or after its own part.",
                    );
                }
            }
        }
        let rows = self.rows();
        if rows > MOST_ROWS {
            return Err(Error::conflict(format!(
                "With all its repetitions it comes to {rows} steps; at most {MOST_ROWS} fit. Repeat less, or split it."
            )));
        }
        self.no_circle()
    }

    /// What the whole waits for, its parts wait for, and whoever waits for it waits for its parts.
    fn no_circle(&self) -> Result<()> {
        let waits: BTreeMap<usize, Vec<usize>> = (0..self.steps.len())
            .map(|at| {
                let above = std::iter::successors(Some(at), |at| self.above(*at));
                let after = above.flat_map(|at| self.steps[at].after.iter());
                let before = after.filter_map(|key| self.place(*key));
                (at, before.flat_map(|at| self.block(at)).collect())
            })
            .collect();
        for (at, step) in self.steps.iter().enumerate() {
            let next = |at: usize| Ok(waits.get(&at).cloned().unwrap_or_default());
            if leads_to(waits[&at].iter().copied(), &[at], next)? {
                let path = self.path(at, &waits);
                return Err(Error::conflict(format!(
                    "{} would wait for itself: {}.",
                    step.title,
                    path.join(", after ")
                )));
            }
        }
        Ok(())
    }

    /// The titles on the shortest way from a step back to itself.
    fn path(&self, from: usize, waits: &BTreeMap<usize, Vec<usize>>) -> Vec<&str> {
        let mut came: BTreeMap<usize, usize> = BTreeMap::new();
        let mut open = std::collections::VecDeque::from([from]);
        while let Some(at) = open.pop_front() {
            for next in waits.get(&at).into_iter().flatten() {
                if *next == from {
                    let back = std::iter::successors(Some(at), |at| came.get(at).copied());
                    let mut titles: Vec<&str> =
                        back.map(|at| self.steps[at].title.as_str()).collect();
                    titles.reverse();
                    titles.push(&self.steps[from].title);
                    return titles;
                }
                if !came.contains_key(next) {
                    came.insert(*next, at);
                    open.push_back(*next);
                }
            }
        }
        Vec::new()
    }
}

impl Step {
    /// How often it is done.
    pub fn often(&self) -> u32 {
        match self.repeat {
            Repeat::Once | Repeat::Unknown => 1,
            Repeat::Weekly | Repeat::Monthly => self.times.max(1),
        }
    }
}
