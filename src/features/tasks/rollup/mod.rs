//! How far work is: pure rules from subtask to task to milestone to project, and from sub-project to the project above.
//!
//! A leaf weighs its estimate, else the mean of its estimated siblings, else 1. Its progress follows from its status.
//! Cancelled and merely requested work doesn't count. What stands above is the weighted mean of what counts below it,
//! floored, and 100 only when all of it is completed. What a task shows is a function of its own status and of what its
//! subtasks show, and of nothing else: undoing a deed below gives back exactly what was shown before.

mod sum;
#[cfg(test)]
mod tests;

use crate::features::projects::{
    Below, Milestone, Project, Task, TaskPart as Part, TaskStatus as Status,
};

pub use sum::{Sum, sum};

/// A milestone as its project sees it.
fn part_of(milestone: &Milestone) -> Part {
    Part {
        minutes: milestone.weight,
        rest: milestone.weight_rest,
        progress: milestone.progress,
        state: if milestone.is_done() {
            Status::Completed
        } else {
            Status::ToDo
        },
        // A milestone in which nothing counts has nothing to be done.
        counts: milestone.total > 0,
    }
}

/// What a task shows, given its subtasks.
pub fn recompute(task: &mut Task, subtasks: &[Part]) {
    let below = sum(subtasks);
    (task.parts, task.parts_done) = (below.total, below.done);
    if below.total == 0 {
        task.state = task.status;
        task.progress = leaf_progress(task);
        (task.weight, task.weight_rest) = (task.estimate.unwrap_or(0), None);
        return;
    }
    task.state = shown(task, &below);
    task.progress = if task.state == Status::Completed {
        below.progress
    } else {
        below.progress.min(99)
    };
    (task.weight, task.weight_rest) = match below.minutes {
        0 => (task.estimate.unwrap_or(0), None),
        minutes => (minutes, below.rest),
    };
}

fn shown(task: &Task, below: &Sum) -> Status {
    match task.status {
        Status::Cancelled | Status::Unknown => Status::Cancelled,
        own if below.done == below.total => match own {
            Status::Completed => Status::Completed,
            _ if !task.review_needed => Status::Completed,
            _ if task.returned.is_some() => Status::InProgress,
            _ => Status::Review,
        },
        _ if below.started > 0 => Status::InProgress,
        // It was finished before somebody added a part to it.
        Status::Review | Status::Completed => Status::InProgress,
        own => own,
    }
}

fn leaf_progress(task: &Task) -> u8 {
    let said = task.manual.map(|percent| percent.min(99));
    match task.status {
        Status::ToDo | Status::Cancelled | Status::Unknown => 0,
        Status::InProgress => said.unwrap_or_else(|| {
            let ticked = (task.ticked() * 100)
                .checked_div(task.checklist.len())
                .unwrap_or(0);
            ticked.clamp(10, 99) as u8
        }),
        Status::Review => said.unwrap_or(0).max(90),
        Status::Completed => 100,
    }
}

/// What a milestone shows, given its top-level tasks.
pub fn settle_milestone(milestone: &mut Milestone, tasks: &[Part]) {
    let below = sum(tasks);
    (milestone.weight, milestone.weight_rest) = (below.minutes, below.rest);
    milestone.progress = below.progress;
    (milestone.total, milestone.done, milestone.started) = (below.total, below.done, below.started);
}

/// What a task shows that stands for a sub-project: what that shows, by its exact weight. What it is of its own says only
/// that it was cancelled, and what it weighs while nothing of the sub-project counts.
pub fn stand_for(task: &mut Task, project: Option<&Project>) {
    (task.parts, task.parts_done) = (0, 0);
    let below = project.map(Project::as_task);
    let gone = below.is_none() || project.is_some_and(Project::is_given_up);
    task.state = match below {
        _ if gone || !task.status.is_open() => Status::Cancelled,
        Some(below) if below.counts => below.state,
        _ => Status::ToDo,
    };
    let counted = below.filter(|below| below.counts && task.state != Status::Cancelled);
    task.progress = counted.map_or(0, |below| below.progress);
    (task.weight, task.weight_rest) = match counted {
        Some(below) if below.minutes > 0 => (below.minutes, below.rest),
        _ => (task.estimate.unwrap_or(0), None),
    };
}

/// What a project shows, given its milestones and its sub-projects.
pub fn settle_project(project: &mut Project, milestones: &[Milestone], below: &[Below]) {
    let mut parts: Vec<Part> = milestones.iter().map(part_of).collect();
    parts.extend(below.iter().map(|below| below.part));
    let whole = sum(&parts);
    project.progress = whole.progress;
    (project.weight, project.weight_rest) = (whole.minutes, whole.rest);
    let of_milestones = milestones.iter().map(|m| (m.total, m.done, m.started));
    let counted = below.iter().filter(|below| below.part.counts);
    let of_projects = counted.map(|below| (below.total, below.done, below.started));
    let add = |a: (u32, u32, u32), b: (u32, u32, u32)| {
        (
            a.0.saturating_add(b.0),
            a.1.saturating_add(b.1),
            a.2.saturating_add(b.2),
        )
    };
    (project.total, project.done, project.started) =
        of_milestones.chain(of_projects).fold((0, 0, 0), add);
    let under_way = below.iter().filter(|below| below.under_way).count();
    (project.parts, project.parts_open) = (
        u32::try_from(below.len()).unwrap_or(u32::MAX),
        u32::try_from(under_way).unwrap_or(u32::MAX),
    );
    project.state = Project::shown(project.status, project.started > 0);
}
