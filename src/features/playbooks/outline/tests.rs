//! A tree of three levels, whatever is done to it.

use proptest::prelude::*;

use super::*;

fn step(key: u32, level: Level, after: &[u32]) -> Step {
    Step {
        key,
        level,
        title: format!("step {key}"),
        after: after.to_vec(),
        estimate: 60,
        ..Step::default()
    }
}

fn outline() -> Outline {
    Outline {
        steps: vec![
            step(1, Level::Milestone, &[]),
            step(2, Level::Task, &[]),
            step(3, Level::Subtask, &[]),
            step(4, Level::Task, &[2]),
            step(5, Level::Milestone, &[]),
            step(6, Level::Task, &[4]),
        ],
        questions: Vec::new(),
    }
}

fn keys(outline: &Outline) -> Vec<u32> {
    outline.steps.iter().map(|step| step.key).collect()
}

#[test]
fn a_step_moves_with_what_stands_below_it() {
    let mut plan = outline();
    assert!(plan.shift(1, Move::Down).unwrap());
    assert_eq!(keys(&plan), [1, 4, 2, 3, 5, 6]);
    assert!(plan.shift(2, Move::Down).unwrap());
    assert_eq!(keys(&plan), [1, 4, 5, 2, 3, 6], "into the next milestone");
    assert!(plan.shift(3, Move::Up).unwrap());
    assert!(plan.shift(4, Move::Before(Some(1))).unwrap());
    assert_eq!(keys(&plan)[..1], [5]);
    assert!(!outline().shift(0, Move::Up).unwrap());
    assert!(
        outline().shift(1, Move::Before(Some(1))).is_err(),
        "a task above all milestones"
    );
}

#[test]
fn a_step_becomes_part_of_what_stands_above() {
    let mut plan = outline();
    assert!(plan.shift(3, Move::In).unwrap());
    assert_eq!(plan.steps[3].level, Level::Subtask);
    assert!(!plan.shift(3, Move::In).unwrap(), "a subtask has no parts");
    assert!(plan.shift(3, Move::Out).unwrap());
    assert!(!plan.shift(0, Move::In).unwrap());
}

#[test]
fn steps_are_added_where_they_belong() {
    let mut plan = outline();
    let key = plan.add(step(0, Level::Subtask, &[]), Some(2)).unwrap();
    assert_eq!((key, keys(&plan)), (7, vec![1, 2, 3, 7, 4, 5, 6]));
    let key = plan.add(step(0, Level::Task, &[]), Some(7)).unwrap();
    assert_eq!(keys(&plan)[4], key, "behind the task that was chosen");
    plan.add(step(0, Level::Milestone, &[]), None).unwrap();
    assert!(plan.add(step(0, Level::Subtask, &[]), None).is_err());
    assert!(
        Outline::default()
            .add(step(0, Level::Task, &[]), None)
            .is_err()
    );
}

#[test]
fn what_is_taken_out_is_waited_for_by_nobody() {
    let mut plan = outline();
    plan.remove(1);
    assert_eq!(keys(&plan), [1, 4, 5, 6]);
    assert!(plan.steps[1].after.is_empty());
    plan.check().unwrap();
}

#[test]
fn circles_are_refused_with_their_path() {
    let mut plan = outline();
    plan.steps[1].after = vec![6];
    let why = plan.check().unwrap_err().to_string();
    assert!(
        why.contains(
            "step 2 would wait for itself: step 2, after step 6, after step 4, after step 2"
        ),
        "{why}"
    );
    let mut plan = outline();
    plan.steps[2].after = vec![2];
    assert!(plan.check().is_err());
}

#[test]
fn repetitions_and_parts_are_counted() {
    let mut plan = outline();
    plan.steps[2].estimate = 90;
    plan.steps[1].repeat = Repeat::Weekly;
    plan.steps[1].times = 4;
    assert_eq!(plan.minutes(0), 4 * 90 + 60);
}

proptest! {
    /// However steps are moved about, they stay a tree of three levels and none is lost.
    #[test]
    fn a_tree_stays_a_tree(moves in prop::collection::vec((0usize..6, 0u8..5, 0u32..7), 0..30)) {
        let mut plan = outline();
        for (at, how, key) in moves {
            let how = match how {
                0 => Move::Up,
                1 => Move::Down,
                2 => Move::In,
                3 => Move::Out,
                _ => Move::Before((key > 0).then_some(key)),
            };
            let _ = plan.shift(at, how);
            let mut all = keys(&plan);
            all.sort_unstable();
            prop_assert_eq!(all, vec![1, 2, 3, 4, 5, 6]);
            let mut last: Option<u8> = None;
            for step in &plan.steps {
                let depth = step.level.depth();
                prop_assert!(last.map_or(depth == 0, |last| depth <= last + 1));
                last = Some(depth);
            }
        }
    }
}

#[test]
fn what_repeats_without_a_bound_is_refused() {
    let often = |times: u32, step: Step| Step {
        repeat: Repeat::Weekly,
        times,
        ..step
    };
    let plan = |milestone: u32, task: u32| Outline {
        steps: vec![
            often(milestone, step(1, Level::Milestone, &[])),
            often(task, step(2, Level::Task, &[])),
            step(3, Level::Subtask, &[]),
            step(4, Level::Task, &[2]),
        ],
        questions: Vec::new(),
    };
    assert_eq!(plan(12, 4).rows(), 12 * (1 + 4 * 2 + 1));
    plan(12, 4).check().unwrap();
    plan(60, 4).check().unwrap();
    let why = plan(60, 5).check().unwrap_err().to_string();
    assert!(why.contains("comes to 720 steps"), "{why}");
    assert_eq!(plan(u32::MAX, u32::MAX).rows(), usize::MAX);
}
