//! How far work is: pure rules from subtask to task to milestone to project, and from sub-project to the project above.
//!
//! A leaf weighs its estimate, else the mean of its estimated siblings, else 1. Its progress follows from its status.
//! Cancelled and merely requested work doesn't count. What stands above is the weighted mean of what counts below it,
//! floored, and 100 only when all of it is completed. What a task shows is a function of its own status and of what its
//! subtasks show, and of nothing else: undoing a deed below gives back exactly what was shown before.

use crate::features::projects::{
    Below, Milestone, Project, Rest, Task, TaskPart as Part, TaskStatus as Status,
};

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

/// The parts together: minutes (0 when none is estimated), progress, how many count, are completed, are started.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sum {
    pub minutes: u32,
    pub rest: Option<Rest>,
    pub progress: u8,
    pub total: u32,
    pub done: u32,
    pub started: u32,
}

/// Finer than this no weight is kept: a plan with so odd a mean is rounded below a millionth of a minute.
const FINEST: u128 = 1 << 20;

pub fn sum(parts: &[Part]) -> Sum {
    let counted: Vec<&Part> = parts.iter().filter(|part| part.counts).collect();
    // All in one unit that divides each of them, so that nothing is cut off.
    let unit = unit(&counted);
    let weight = |part: &Part| {
        let rest = part.rest.map_or(0, |rest| {
            u128::from(rest.over) * unit / u128::from(rest.of.max(1))
        });
        u128::from(part.minutes) * unit + rest
    };
    let (mut estimated, mut unestimated) = (0u128, 0u128);
    let (mut known, mut earned, mut beside) = (0u128, 0u128, 0u128);
    for part in &counted {
        let progress = u128::from(part.progress);
        match part.minutes {
            0 => {
                unestimated += 1;
                beside += progress;
            }
            _ => {
                estimated += 1;
                known += weight(part);
                earned += weight(part) * progress;
            }
        }
    }
    let all = estimated + unestimated;
    // An unestimated one weighs the mean of the others, so it has to be multiplied by their number.
    let mean = match estimated {
        0 => beside.checked_div(all),
        _ => (earned * estimated + known * beside).checked_div(known * all),
    };
    let mean = mean.unwrap_or(0).min(100) as u8;
    let done = counted
        .iter()
        .filter(|part| part.state == Status::Completed)
        .count();
    let (minutes, rest) = minutes(known * all, estimated * unit);
    Sum {
        minutes,
        rest,
        progress: if done < counted.len() {
            mean.min(99)
        } else {
            mean
        },
        total: counted.len() as u32,
        done: done as u32,
        started: counted
            .iter()
            .filter(|part| part.state.is_started())
            .count() as u32,
    }
}

/// The parts of a minute that every weight is a whole number of.
fn unit(parts: &[&Part]) -> u128 {
    let mut unit: u128 = 1;
    for rest in parts.iter().filter_map(|part| part.rest) {
        let of = u128::from(rest.of.max(1));
        unit *= of / common(unit, of);
        if unit > u128::from(u32::MAX) {
            return FINEST;
        }
    }
    unit
}

fn common(a: u128, b: u128) -> u128 {
    match b {
        0 => a,
        b => common(b, a % b),
    }
}

/// A fraction as whole minutes and what is left.
fn minutes(top: u128, bottom: u128) -> (u32, Option<Rest>) {
    if bottom == 0 {
        return (0, None);
    }
    let (whole, left) = (top / bottom, top % bottom);
    let most = common(left, bottom).max(1);
    let (over, of) = match u32::try_from(bottom / most) {
        Ok(of) => (left / most, of),
        Err(_) => (left * FINEST / bottom, FINEST as u32),
    };
    let rest = Rest {
        over: over as u32,
        of,
    };
    (
        u32::try_from(whole).unwrap_or(u32::MAX),
        (rest.over > 0).then_some(rest),
    )
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::features::projects::Item;

    /// A task with its subtasks, as one would draw it.
    #[derive(Debug, Clone)]
    struct Node {
        task: Task,
        below: Vec<Node>,
    }

    fn own() -> impl Strategy<Value = Task> {
        let status = prop_oneof![
            Just(Status::ToDo),
            Just(Status::InProgress),
            Just(Status::Review),
            Just(Status::Completed),
            Just(Status::Completed),
            Just(Status::Cancelled),
        ];
        (
            status,
            prop::option::of(1u32..600),
            prop::collection::vec(any::<bool>(), 0..4),
            prop::option::weighted(0.3, 0u8..=100),
            prop::bool::weighted(0.5),
            prop::bool::weighted(0.2),
            prop::bool::weighted(0.1),
        )
            .prop_map(
                |(status, estimate, ticks, manual, review_needed, returned, requested)| Task {
                    status,
                    estimate,
                    checklist: ticks
                        .into_iter()
                        .map(|done| Item {
                            title: String::new(),
                            done,
                        })
                        .collect(),
                    manual,
                    review_needed,
                    returned: returned.then(|| "again".into()),
                    requested,
                    ..Task::default()
                },
            )
    }

    fn tree() -> impl Strategy<Value = Node> {
        own()
            .prop_map(|task| Node {
                task,
                below: Vec::new(),
            })
            .prop_recursive(3, 24, 5, |inner| {
                (own(), prop::collection::vec(inner, 0..5))
                    .prop_map(|(task, below)| Node { task, below })
            })
    }

    /// The rules as they are told, with fractions and without care for cost.
    mod naive {
        use super::*;

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
    }

    fn settled(node: &Node) -> Task {
        let below: Vec<Part> = node
            .below
            .iter()
            .map(|kid| Part::of(&settled(kid)))
            .collect();
        let mut task = node.task.clone();
        recompute(&mut task, &below);
        task
    }

    /// A project as one would draw it: milestones of tasks, sub-projects beside them, and sub-projects at a task.
    #[derive(Debug, Clone)]
    struct Drawn {
        milestones: Vec<Vec<Node>>,
        beside: Vec<Drawn>,
        /// Each in the first milestone, at a task of this estimate.
        at_tasks: Vec<(Option<u32>, Drawn)>,
        cancelled: bool,
    }

    fn project_tree() -> impl Strategy<Value = Drawn> {
        let plan = || prop::collection::vec(prop::collection::vec(tree(), 0..3), 1..3);
        let leaf = (plan(), prop::bool::weighted(0.15)).prop_map(|(milestones, cancelled)| Drawn {
            milestones,
            beside: Vec::new(),
            at_tasks: Vec::new(),
            cancelled,
        });
        leaf.prop_recursive(3, 12, 3, move |inner| {
            let at = (prop::option::of(1u32..600), inner.clone());
            (
                plan(),
                prop::collection::vec(inner, 0..3),
                prop::collection::vec(at, 0..2),
                prop::bool::weighted(0.1),
            )
                .prop_map(|(milestones, beside, at_tasks, cancelled)| Drawn {
                    milestones,
                    beside,
                    at_tasks,
                    cancelled,
                })
        })
    }

    fn settled_tree(drawn: &Drawn) -> Project {
        let mut below = Vec::new();
        for part in &drawn.beside {
            below.push(Below::of(&settled_tree(part)));
        }
        let mut milestones = Vec::new();
        for (at, nodes) in drawn.milestones.iter().enumerate() {
            let mut parts: Vec<Part> = nodes.iter().map(|node| Part::of(&settled(node))).collect();
            for (estimate, part) in drawn.at_tasks.iter().filter(|_| at == 0) {
                let mut project = settled_tree(part);
                project.stands_at = Some(crate::base::Id::new(1));
                below.push(Below::of(&project));
                let mut task = Task {
                    estimate: *estimate,
                    ..Task::default()
                };
                stand_for(&mut task, Some(&project));
                parts.push(Part::of(&task));
            }
            let mut milestone = Milestone::default();
            settle_milestone(&mut milestone, &parts);
            milestones.push(milestone);
        }
        let mut project = Project::default();
        if drawn.cancelled {
            project.status = crate::features::projects::Status::Cancelled;
        }
        settle_project(&mut project, &milestones, &below);
        project
    }

    /// The same by the rules as they are told.
    struct Whole {
        state: Status,
        progress: f64,
        minutes: Option<f64>,
        counts: bool,
    }

    fn together(kids: Vec<naive::Seen>) -> Whole {
        let counts = !kids.is_empty();
        let done = counts && kids.iter().all(|kid| kid.state == Status::Completed);
        let begun = kids.iter().any(|kid| kid.state != Status::ToDo);
        Whole {
            state: match (done, begun) {
                (true, _) => Status::Completed,
                (false, true) => Status::InProgress,
                (false, false) => Status::ToDo,
            },
            progress: if counts { naive::mean(&kids) } else { 0.0 },
            minutes: naive::minutes(&kids),
            counts,
        }
    }

    fn look_at(drawn: &Drawn) -> Whole {
        let mut parts = Vec::new();
        for (at, nodes) in drawn.milestones.iter().enumerate() {
            let counted = nodes.iter().filter(|node| !node.task.requested);
            let mut tasks: Vec<naive::Seen> = counted
                .map(naive::look)
                .filter(|seen| seen.state != Status::Cancelled)
                .collect();
            for (estimate, part) in drawn.at_tasks.iter().filter(|_| at == 0) {
                let below = look_at(part);
                if part.cancelled {
                    continue;
                }
                tasks.push(naive::Seen {
                    state: below.state,
                    progress: below.progress,
                    minutes: below.minutes.or(estimate.map(f64::from)),
                });
            }
            let whole = together(tasks);
            parts.extend(whole.counts.then_some(whole));
        }
        for part in drawn.beside.iter().filter(|part| !part.cancelled) {
            let whole = look_at(part);
            parts.extend(whole.counts.then_some(whole));
        }
        together(
            parts
                .into_iter()
                .map(|part| naive::Seen {
                    state: part.state,
                    progress: part.progress,
                    minutes: part.minutes,
                })
                .collect(),
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_roll_up_is_the_naive_one(node in tree()) {
            let (task, naive) = (settled(&node), naive::look(&node));
            prop_assert_eq!(task.state, naive.state);
            prop_assert_eq!(f64::from(task.progress), naive.progress);
            prop_assert_eq!(f64::from(task.weight), (naive.minutes.unwrap_or(0.0) + 1e-9).floor());
            prop_assert!(task.progress < 100 || task.state == Status::Completed);
        }

        #[test]
        fn a_milestone_and_a_project_are_the_same_mean(trees in prop::collection::vec(prop::collection::vec(tree(), 0..4), 1..4)) {
            let mut milestones = Vec::new();
            let mut seen = Vec::new();
            for nodes in &trees {
                let parts: Vec<Part> = nodes.iter().map(|node| Part::of(&settled(node))).collect();
                let mut milestone = Milestone::default();
                settle_milestone(&mut milestone, &parts);
                let looked: Vec<_> = nodes.iter().filter(|n| !n.task.requested).map(naive::look).filter(|s| s.state != Status::Cancelled).collect();
                if looked.is_empty() {
                    prop_assert_eq!((milestone.progress, milestone.total), (0, 0));
                } else {
                    let progress = naive::mean(&looked);
                    prop_assert_eq!(f64::from(milestone.progress), progress);
                    let done = looked.iter().all(|s| s.state == Status::Completed);
                    let minutes = (milestone.weight > 0).then(|| {
                        f64::from(milestone.weight)
                            + milestone.weight_rest.map_or(0.0, |rest| f64::from(rest.over) / f64::from(rest.of))
                    });
                    seen.push(naive::Seen { state: if done { Status::Completed } else { Status::ToDo }, progress, minutes });
                }
                milestones.push(milestone);
            }
            let mut project = Project::default();
            settle_project(&mut project, &milestones, &[]);
            let naive = if seen.is_empty() { 0.0 } else { naive::mean(&seen) };
            prop_assert_eq!(f64::from(project.progress), naive);
            prop_assert_eq!(project.progress == 100, project.is_done());
        }

        #[test]
        fn a_sub_project_counts_above_by_its_exact_weight(
            tree in project_tree(),
        ) {
            let (project, naive) = (settled_tree(&tree), look_at(&tree));
            prop_assert_eq!(f64::from(project.progress), naive.progress);
            let minutes = f64::from(project.weight)
                + project.weight_rest.map_or(0.0, |rest| f64::from(rest.over) / f64::from(rest.of));
            prop_assert!((minutes - naive.minutes.unwrap_or(0.0)).abs() < 1e-3);
            prop_assert_eq!(project.is_done(), naive.counts && naive.state == Status::Completed);
            prop_assert_eq!(project.total > 0, naive.counts);
            prop_assert!(project.progress < 100 || project.is_done());
        }

        #[test]
        fn undoing_a_deed_below_gives_back_what_was_shown(node in tree(), other in own()) {
            let before = settled(&node);
            let mut changed = node.clone();
            if let Some(first) = changed.below.first_mut() {
                let kept = std::mem::replace(&mut first.task, other);
                let _ = settled(&changed);
                changed.below[0].task = kept;
            }
            prop_assert_eq!(settled(&changed), before);
        }
    }

    /// 10 and 15 minutes and one that nobody estimated weigh 37 and a half; beside 150 that is a fifth, and no less.
    #[test]
    fn a_mean_is_not_cut_short_on_the_way_up() {
        let part = |minutes, progress, state| Part {
            minutes,
            rest: None,
            progress,
            state,
            counts: true,
        };
        let done = |minutes| part(minutes, 100, Status::Completed);
        let below = sum(&[done(10), done(15), done(0)]);
        assert_eq!(
            (below.minutes, below.rest),
            (37, Some(Rest { over: 1, of: 2 }))
        );
        let whole = Part {
            rest: below.rest,
            ..done(below.minutes)
        };
        let above = sum(&[whole, part(150, 0, Status::ToDo)]);
        assert_eq!(above.progress, 20);
        assert_eq!(
            (above.minutes, above.rest),
            (187, Some(Rest { over: 1, of: 2 }))
        );
    }

    #[test]
    fn weights_too_odd_to_be_exact_are_still_close() {
        let parts: Vec<Part> = [4_294_967_291, 4_294_967_279, 4_294_967_231]
            .into_iter()
            .map(|of| Part {
                minutes: 60,
                rest: Some(Rest { over: of / 3, of }),
                progress: 50,
                state: Status::InProgress,
                counts: true,
            })
            .collect();
        let sum = sum(&parts);
        assert!((49..=50).contains(&sum.progress));
        assert!((180..=181).contains(&sum.minutes));
    }

    #[test]
    fn the_rules_by_example() {
        let leaf = |status, estimate| {
            let mut task = Task {
                status,
                estimate,
                ..Task::default()
            };
            recompute(&mut task, &[]);
            Part::of(&task)
        };
        let mut task = Task {
            review_needed: true,
            ..Task::default()
        };
        // 60 completed and 120 to do: a third. The unestimated one weighs their mean, 90.
        recompute(
            &mut task,
            &[
                leaf(Status::Completed, Some(60)),
                leaf(Status::ToDo, Some(120)),
                leaf(Status::Review, None),
            ],
        );
        assert_eq!(
            (task.progress, task.state, task.weight),
            (52, Status::InProgress, 270)
        );
        recompute(
            &mut task,
            &[
                leaf(Status::Completed, Some(60)),
                leaf(Status::Cancelled, Some(500)),
            ],
        );
        assert_eq!((task.progress, task.state), (99, Status::Review));
        task.status = Status::Completed;
        recompute(&mut task, &[leaf(Status::Completed, Some(60))]);
        assert_eq!((task.progress, task.state), (100, Status::Completed));
        let mut unreviewed = Task::default();
        recompute(&mut unreviewed, &[leaf(Status::Completed, None)]);
        assert_eq!(
            (unreviewed.progress, unreviewed.state),
            (100, Status::Completed)
        );
    }
}
