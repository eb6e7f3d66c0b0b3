//! What a plan takes tasks for, and which of them are critical.

use super::*;

fn monday() -> Day {
    Day::parse("2026-06-08").unwrap()
}

fn task(id: u64, start: i32, due: i32, after: &[u64]) -> Task {
    Task {
        id: Id::new(id),
        start: Some(monday() + start),
        due: Some(monday() + due),
        after: after.iter().map(|id| Id::new(*id)).collect(),
        ..Task::default()
    }
}

#[test]
fn what_moves_the_end_is_critical() {
    let tasks = [
        task(1, 0, 2, &[]),
        task(2, 2, 4, &[1]),
        task(3, 0, 1, &[]),
        task(4, 7, 8, &[2, 3]),
    ];
    let found = critical(&tasks, &WorkingCalendar::default());
    let ids: Vec<u64> = found.iter().map(|id| id.raw()).collect();
    assert_eq!(
        ids,
        [1, 2, 4],
        "what begins on Monday follows Friday at once"
    );
}

#[test]
fn what_is_over_or_held_keeps_its_days() {
    let calendar = WorkingCalendar::default();
    let wish = Wish::default();
    let done = Task {
        state: TaskStatus::Completed,
        ..task(1, -7, -5, &[])
    };
    let work = work_of(&done, None, monday(), &calendar, &wish);
    assert_eq!(work.pin, Some(Pin::Dates(monday() + -7, monday() + -5)));
    let work = work_of(&done, Some(monday() + -6), monday(), &calendar, &wish);
    assert_eq!(work.pin, Some(Pin::Dates(monday() + -7, monday() + -6)));
    // Done before it was due, it holds nothing up until then.
    for (start, due) in [(-4, 11), (3, 11)] {
        let early = Task {
            state: TaskStatus::Completed,
            ..task(1, start, due, &[])
        };
        let next = Task {
            estimate: Some(60),
            ..task(2, 14, 14, &[1])
        };
        let plan = schedule::plan(&Problem {
            from: monday(),
            calendar: calendar.clone(),
            people: Vec::new(),
            work: [early, next]
                .iter()
                .map(|task| work_of(task, None, monday(), &calendar, &wish))
                .collect(),
        });
        assert_eq!(plan.unwrap().placed[1].start, monday());
    }
    for (estimate, days) in [(None, 0), (Some(30), 7), (Some(30), 0)] {
        let begun = Task {
            state: TaskStatus::InProgress,
            estimate,
            days,
            ..task(4, -3, 9, &[])
        };
        let plan = schedule::plan(&Problem {
            from: monday(),
            calendar: calendar.clone(),
            people: Vec::new(),
            work: vec![work_of(&begun, None, monday(), &calendar, &wish)],
        });
        let due = match (estimate, days) {
            (Some(_), 0) => 0,
            _ => 9,
        };
        assert_eq!(plan.unwrap().placed[0].end, monday() + due);
    }
    let held = Task {
        pinned: true,
        ..task(2, 1, 2, &[])
    };
    let work = work_of(&held, None, monday(), &calendar, &wish);
    assert_eq!((work.pin, work.days), (Some(Pin::Start(monday() + 1)), 2));
    let wish = Wish {
        moves: vec![(Id::new(3), monday() + 9)],
        ..Wish::default()
    };
    let moved = work_of(&task(3, 1, 2, &[]), None, monday(), &calendar, &wish);
    assert_eq!(moved.pin, Some(Pin::Start(monday() + 9)));
}
