//! Timers: what they measured is booked whatever the budgets say, and asked about afterwards; one that runs long is asked
//! after; one under which a budget that stops is used up is stopped.

use atrium::{
    base::{Moment, time::MINUTE},
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::{approval_kinds::patch, budgets::given, work::text};
use crate::support::steps::{done, get, page, refused};

const START: &str = "/api/v1/time-entries/start";
const STOP: &str = "/api/v1/time-entries/stop";

fn started(by: &mut Client, task: &str) -> Value {
    done(by, START, &json!({ "task": task }))
}

/// What somebody was told that holds these words.
fn told(by: &mut Client, words: &str) -> usize {
    let all = get(by, "/api/v1/notifications?limit=100").to_string();
    all.matches(words).count()
}

#[test]
fn a_timer_is_stopped_as_of_when_the_work_ended() {
    let house = House::with_cast().unwrap();
    let (_, task) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    started(&mut mei, &task);
    let early = json!({ "ended": "2020-01-01T08:00:00Z" });
    let why = refused(&mut mei, STOP, &early, 422);
    assert!(why.contains("started later"), "{why}");
    let late = json!({ "ended": "2199-01-01T08:00:00Z" });
    let why = refused(&mut mei, STOP, &late, 422);
    assert!(why.contains("still to come"), "{why}");
    let mut desk = house.signed_in("team-member");
    assert!(page(&mut desk, "/time/timer").contains("Worked until"));
    let noted = json!({ "note": "Sitemap" });
    let entry = done(&mut mei, STOP, &noted);
    assert_eq!(
        (text(&entry, "note"), &entry["minutes"]),
        ("Sitemap", &json!(1))
    );
    assert!(entry["started"].is_null());
    // Without one there is nothing to stop.
    assert_eq!(desk.get("/time/timer").status, 303);
}

#[test]
fn a_timer_that_runs_long_is_asked_after_once() {
    let house = House::with_cast().unwrap();
    let (_, task) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    started(&mut mei, &task);
    let words = "If you forgot it";
    house.strike(Moment::now().plus(7 * 60 * MINUTE)).unwrap();
    assert_eq!(told(&mut mei, words), 0);
    for hours in [9, 12] {
        house
            .strike(Moment::now().plus(hours * 60 * MINUTE))
            .unwrap();
        assert_eq!(told(&mut mei, words), 1, "after {hours} h");
    }
}

#[test]
fn a_timer_that_ran_beyond_a_budget_is_booked_and_owes_the_reason() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    patch(
        &mut hana,
        &at,
        &json!({ "budget_minutes": 60, "at_full": "ask" }),
    );
    started(&mut mei, &task);
    // Meanwhile the rest of the budget is used up by what was typed in.
    let typed = json!({ "task": task, "minutes": "60m" });
    done(&mut mei, "/api/v1/time-entries", &typed);
    let entry = done(&mut mei, STOP, &json!({}));
    assert_eq!(
        (&entry["minutes"], &entry["owes_reason"]),
        (&json!(1), &json!(true))
    );
    assert!(told(&mut bilal, "A timer ran beyond the budget") > 0);
    // The week isn't submitted without it.
    let why = refused(&mut mei, "/api/v1/timesheets", &json!({}), 409);
    assert!(why.contains("say why") || why.contains("Say it"), "{why}");
    let id = text(&entry, "id");
    let own = format!("/api/v1/time-entries/{id}");
    let mut desk = house.signed_in("team-member");
    assert!(page(&mut desk, &format!("/time/{id}/edit")).contains("ran beyond a budget"));
    let reason = "The client called twice";
    let paid = patch(&mut mei, &own, &json!({ "over_budget": reason }));
    assert_eq!(paid["owes_reason"], false);
    assert!(told(&mut bilal, reason) > 0);
    done(&mut mei, "/api/v1/timesheets", &json!({}));
}

#[test]
fn a_reason_with_the_stop_is_told_at_once_and_nothing_is_owed() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    patch(
        &mut hana,
        &at,
        &json!({ "budget_minutes": 60, "at_full": "ask" }),
    );
    started(&mut mei, &task);
    let typed = json!({ "task": task, "minutes": "60m" });
    done(&mut mei, "/api/v1/time-entries", &typed);
    let reason = "It had to be done today";
    let entry = done(&mut mei, STOP, &json!({ "over_budget": reason }));
    assert_eq!(
        (&entry["owes_reason"], text(&entry, "over_budget")),
        (&json!(false), reason)
    );
    assert!(told(&mut bilal, reason) > 0);
}

#[test]
fn a_budget_that_stops_ends_the_timer_that_uses_it_up() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    patch(
        &mut hana,
        &at,
        &json!({ "budget_minutes": 30, "at_full": "stop" }),
    );
    let entry = started(&mut mei, &task);
    let own = format!("/api/v1/time-entries/{}", text(&entry, "id"));
    house.strike(Moment::now().plus(20 * MINUTE)).unwrap();
    assert!(!get(&mut mei, &own)["started"].is_null());
    house.strike(Moment::now().plus(31 * MINUTE)).unwrap();
    let ended = get(&mut mei, &own);
    assert!(ended["started"].is_null(), "{ended}");
    assert!(ended["minutes"].as_i64().unwrap() > 0);
    assert_eq!(told(&mut mei, "so your timer is stopped"), 1);
}

#[test]
fn a_budget_that_asks_says_so_while_the_timer_runs_on() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    patch(
        &mut hana,
        &at,
        &json!({ "budget_minutes": 30, "at_full": "ask" }),
    );
    let entry = started(&mut mei, &task);
    house.strike(Moment::now().plus(31 * MINUTE)).unwrap();
    house.strike(Moment::now().plus(45 * MINUTE)).unwrap();
    assert_eq!(told(&mut mei, "used up under your timer"), 1);
    let own = format!("/api/v1/time-entries/{}", text(&entry, "id"));
    assert!(!get(&mut mei, &own)["started"].is_null());
}

#[test]
fn money_is_budgeted_per_task_by_those_who_keep_the_projects_budget() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut boss = house.api("management").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    done(
        &mut boss,
        "/api/v1/rates",
        &json!({ "per_hour": "60.00", "cost_per_hour": "40.00" }),
    );
    let at = format!("/api/v1/tasks/{task}");
    let held = patch(&mut hana, &at, &json!({ "budget_money": "90.00" }));
    assert_eq!(held["budget_money"], 9_000);
    let log = |minutes: &str| json!({ "task": task, "minutes": minutes });
    done(&mut mei, "/api/v1/time-entries", &log("60m"));
    assert_eq!(get(&mut hana, &at)["money_used"], 66);
    // What it may come to is told to few.
    let hers = get(&mut mei, &at);
    assert!(
        hers["budget_money"].is_null() && hers["money_used"].is_null(),
        "{hers}"
    );
    patch(
        &mut hana,
        &format!("/api/v1/projects/{project}"),
        &json!({ "at_full": "stop" }),
    );
    let why = refused(&mut mei, "/api/v1/time-entries", &log("31m"), 422);
    assert!(why.contains("budget of money"), "{why}");
    done(&mut mei, "/api/v1/time-entries", &log("30m"));
    let shown = page(
        &mut house.signed_in("department-manager"),
        &format!("/tasks/{task}"),
    );
    assert!(shown.contains("Money used"));
}

#[test]
fn somebody_elses_time_is_changed_with_a_reason_that_they_read() {
    let house = House::with_cast().unwrap();
    let (_, task) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let mut vera = house.api("administrator").unwrap();
    let entry = done(
        &mut mei,
        "/api/v1/time-entries",
        &json!({ "task": task, "minutes": "45m" }),
    );
    let at = format!("/api/v1/time-entries/{}", text(&entry, "id"));
    let headers = [("content-type", "application/json")];
    let bare = vera.request("PATCH", &at, &headers, b"{\"minutes\": 30}");
    assert_eq!(bare.status, 422, "{}", bare.text());
    assert!(bare.text().contains("somebody else"), "{}", bare.text());
    let reason = "The meeting was shorter";
    let changed = patch(&mut vera, &at, &json!({ "minutes": 30, "reason": reason }));
    assert_eq!(changed["minutes"], 30);
    assert_eq!(told(&mut mei, reason), 1);
    // One's own needs none.
    patch(&mut mei, &at, &json!({ "minutes": 40 }));
    let gone = vera.request("DELETE", &at, &[], b"");
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(told(&mut mei, "deleted"), 1);
}
