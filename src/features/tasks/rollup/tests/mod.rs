//! The roll-up held against the rules as they are told (`naive`), of tasks here and of projects within projects
//! (`projects`).

mod naive;
mod projects;

use proptest::prelude::*;

use super::*;
use crate::features::projects::{Item, Rest};

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
