//! What a playbook comes to.

use super::{
    super::outline::{Condition, Question},
    *,
};

fn step(key: u32, level: Level, title: &str) -> Step {
    Step {
        key,
        level,
        title: title.into(),
        estimate: 240,
        ..Step::default()
    }
}

fn monday() -> Day {
    Day::parse("2026-06-08").unwrap()
}

fn titles(draft: &Draft) -> Vec<&str> {
    draft.rows.iter().map(|row| row.title.as_str()).collect()
}

#[test]
fn conditions_leave_out_steps_and_what_followed_them_still_waits() {
    let booking = Condition {
        question: "Booking".into(),
        not: false,
        answer: "yes".into(),
    };
    let outline = Outline {
        steps: vec![
            step(1, Level::Milestone, "Build"),
            step(2, Level::Task, "Theme"),
            Step {
                after: vec![2],
                only_if: Some(booking.clone()),
                ..step(3, Level::Task, "Form")
            },
            Step {
                after: vec![3],
                ..step(4, Level::Task, "Test")
            },
            Step {
                only_if: Some(booking),
                ..step(5, Level::Milestone, "Training")
            },
            step(6, Level::Task, "Lesson"),
        ],
        questions: vec![Question {
            title: "Booking".into(),
            answers: vec!["no".into(), "yes".into()],
        }],
    };
    let calendar = WorkingCalendar::default();
    let usual = sketch(&outline, &Answers::new(), monday(), &calendar);
    assert_eq!(titles(&usual), ["Build", "Theme", "Test"]);
    assert_eq!(usual.rows[2].after, [1]);
    let asked = Answers::from([("Booking".to_owned(), "yes".to_owned())]);
    let all = sketch(&outline, &asked, monday(), &calendar);
    assert_eq!(titles(&all).len(), 6);
    assert_eq!(
        all.rows[3].start,
        monday() + 1,
        "half a day each, one after the other"
    );
}

#[test]
fn what_repeats_is_made_for_each_week_and_month() {
    let outline = Outline {
        steps: vec![
            Step {
                repeat: Repeat::Monthly,
                times: 2,
                ..step(1, Level::Milestone, "Content")
            },
            step(2, Level::Task, "Plan"),
            Step {
                repeat: Repeat::Weekly,
                times: 2,
                start: 1,
                after: vec![2],
                ..step(3, Level::Task, "Post")
            },
            step(4, Level::Subtask, "Write"),
        ],
        questions: Vec::new(),
    };
    let draft = sketch(
        &outline,
        &Answers::new(),
        monday(),
        &WorkingCalendar::default(),
    );
    assert_eq!(
        titles(&draft),
        [
            "Content, month 1",
            "Plan",
            "Post, week 1",
            "Write",
            "Post, week 2",
            "Write",
            "Content, month 2",
            "Plan",
            "Post, week 1",
            "Write",
            "Post, week 2",
            "Write",
        ]
    );
    assert_eq!(draft.rows[4].start, monday() + 8);
    assert_eq!(draft.rows[6].start, Day::parse("2026-07-08").unwrap());
    assert_eq!(draft.rows[8].after, [7], "of its own month");
    let mut keys: Vec<u64> = draft.rows.iter().map(|row| row.key).collect();
    keys.dedup();
    assert_eq!(keys.len(), 12);
    assert_eq!(draft.minutes(0), 240 + 240 + 240);
}
