//! What holds of `room`.

use super::*;

fn project() -> Project {
    Project {
        title: "Website".into(),
        budget_minutes: 600,
        budget_money: Money(100_000),
        ..Project::default()
    }
}

fn full(project: &Project, used: Used, adds: Adds) -> Option<String> {
    Budget::of_project(project, used).full(adds)
}

fn minutes(minutes: i64) -> Adds {
    Adds {
        minutes,
        ..Adds::default()
    }
}

#[test]
fn there_is_room_up_to_the_budget_and_not_a_minute_more() {
    let used = Used {
        minutes: 540,
        ..Used::default()
    };
    assert_eq!(full(&project(), used, minutes(60)), None);
    let why = full(&project(), used, minutes(61)).unwrap();
    assert!(why.contains("is 10 h, 9 h of it are logged"), "{why}");
    // What is beyond it already, and adds nothing, stays as it is.
    let beyond = Used {
        minutes: 700,
        ..Used::default()
    };
    assert_eq!(full(&project(), beyond, minutes(0)), None);
    let less = minutes(30).beyond(minutes(90));
    assert_eq!(full(&project(), beyond, less), None);
}

#[test]
fn what_is_brought_back_is_held_against_what_was_there_without_it() {
    let used = Used {
        minutes: 601,
        ..Used::default()
    };
    let both = minutes(1).and(minutes(30));
    let held = |used| {
        Budget::of_project(&project(), used)
            .without(both)
            .full(both)
    };
    assert!(held(used).is_some());
    let fits = Used {
        minutes: 600,
        ..used
    };
    assert_eq!(held(fits), None);
}

#[test]
fn money_counts_as_the_project_says() {
    let used = Used {
        price: 60 * 99_000,
        cost: 60 * 20_000,
        expenses_price: 1_000,
        expenses_cost: 900,
        ..Used::default()
    };
    let dear = Adds {
        price: 60,
        cost: 30,
        ..Adds::default()
    };
    assert_eq!(used.price(), Money(100_000));
    assert!(full(&project(), used, dear).is_some());
    let by_cost = Project {
        budget_by: BudgetBy::Cost,
        ..project()
    };
    assert_eq!(used.money(&by_cost), Money(20_900));
    assert_eq!(full(&by_cost, used, dear), None);
}

#[test]
fn the_money_of_a_task_is_held_by_the_measure_of_its_project() {
    let task = Task {
        title: "Cart".into(),
        budget_money: Money(1_000),
        ..Task::default()
    };
    let used = Used {
        minutes: 9_000,
        price: 60 * 1_000,
        cost: 60 * 400,
        ..Used::default()
    };
    let more = Adds {
        minutes: 1,
        price: 60,
        cost: 60,
    };
    let by = |budget_by| Project {
        budget_by,
        ..project()
    };
    let of = |budget_by| Budget::of_task(&task, &by(budget_by), used).full(more);
    assert!(of(BudgetBy::Price).unwrap().contains("money of Cart"));
    assert_eq!(of(BudgetBy::Cost), None, "hours have no budget here");
}

#[test]
fn a_timer_runs_until_the_first_of_hours_and_money_is_used_up() {
    let used = Used {
        minutes: 540,
        price: 60 * 99_000,
        ..Used::default()
    };
    // 60 an hour leave 1,000 minor units for a thousand minutes; hours leave sixty.
    let slow = Adds {
        minutes: 1,
        price: 60,
        cost: 0,
    };
    let dear = Adds {
        price: 6_000,
        ..slow
    };
    let takes = |minute| Budget::of_project(&project(), used).takes(minute);
    assert_eq!((takes(slow), takes(dear)), (Some(60), Some(10)));
    let endless = Project::default();
    assert_eq!(Budget::of_project(&endless, used).takes(dear), None);
    let over = Used {
        minutes: 700,
        ..Used::default()
    };
    assert_eq!(Budget::of_project(&project(), over).takes(slow), Some(-100));
}
