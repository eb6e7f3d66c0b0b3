//! The rules as they are told, with fractions and without care for cost.

use super::{Node, Status, Task};

pub struct Seen {
    pub state: Status,
    pub progress: f64,
    pub minutes: Option<f64>,
}

pub fn look(node: &Node) -> Seen {
    let kids: Vec<Seen> = node
        .below
        .iter()
        .filter(|kid| !kid.task.requested)
        .map(look)
        .collect();
    let kids: Vec<Seen> = kids
        .into_iter()
        .filter(|kid| kid.state != Status::Cancelled)
        .collect();
    let task = &node.task;
    if kids.is_empty() {
        let state = task.status;
        return Seen {
            state,
            progress: leaf(task),
            minutes: task.estimate.map(f64::from),
        };
    }
    let all_done = kids.iter().all(|kid| kid.state == Status::Completed);
    let none_begun = kids.iter().all(|kid| kid.state == Status::ToDo);
    let state = if task.status == Status::Cancelled {
        Status::Cancelled
    } else if all_done && (task.status == Status::Completed || !task.review_needed) {
        Status::Completed
    } else if all_done && task.returned.is_none() {
        Status::Review
    } else if none_begun && task.status == Status::ToDo {
        Status::ToDo
    } else {
        Status::InProgress
    };
    let mean = mean(&kids);
    let progress = if state == Status::Completed {
        mean
    } else {
        mean.min(99.0)
    };
    let minutes = minutes(&kids).or(task.estimate.map(f64::from));
    Seen {
        state,
        progress,
        minutes,
    }
}

fn leaf(task: &Task) -> f64 {
    let said = task.manual.map(|m| f64::from(m).min(99.0));
    match task.status {
        Status::InProgress => said.unwrap_or_else(|| {
            let done = task.checklist.iter().filter(|i| i.done).count() as f64;
            let all = task.checklist.len() as f64;
            if all == 0.0 {
                10.0
            } else {
                (100.0 * done / all + 1e-9).floor().clamp(10.0, 99.0)
            }
        }),
        Status::Review => said.unwrap_or(90.0).max(90.0),
        Status::Completed => 100.0,
        _ => 0.0,
    }
}

fn weights(kids: &[Seen]) -> Vec<f64> {
    let known: Vec<f64> = kids.iter().filter_map(|kid| kid.minutes).collect();
    let usual = if known.is_empty() {
        1.0
    } else {
        known.iter().sum::<f64>() / known.len() as f64
    };
    kids.iter()
        .map(|kid| kid.minutes.unwrap_or(usual))
        .collect()
}

pub fn mean(kids: &[Seen]) -> f64 {
    let weights = weights(kids);
    let earned: f64 = kids
        .iter()
        .zip(&weights)
        .map(|(kid, w)| kid.progress * w)
        .sum();
    let mean = (earned / weights.iter().sum::<f64>() + 1e-9).floor();
    if kids.iter().all(|kid| kid.state == Status::Completed) {
        mean
    } else {
        mean.min(99.0)
    }
}

pub fn minutes(kids: &[Seen]) -> Option<f64> {
    kids.iter()
        .any(|kid| kid.minutes.is_some())
        .then(|| weights(kids).iter().sum::<f64>())
}
