//! Projects with milestones, sub-projects beside them and sub-projects at tasks.

use proptest::prelude::*;

use super::{naive, *};

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
}
