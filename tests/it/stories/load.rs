//! How much work people have in the weeks to come, and moves that even it out.

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::work::{planned, text};
use crate::support::steps::{done, get, page, refused};

/// A task of Mei's of so many minutes, due in so many days.
fn given(by: &mut Client, house: &House, project: &str, title: &str, minutes: i64) -> String {
    let task = json!({
        "project": project, "title": title, "estimate_minutes": minutes,
        "assignee": house.account("team-member").id.to_string(),
        "due": (house.visit().today() + 20).iso(),
    });
    text(&done(by, "/api/v1/tasks", &task), "id").to_owned()
}

fn of<'a>(all: &'a Value, house: &House, role: &str) -> Option<&'a Value> {
    let id = house.account(role).id.to_string();
    let people = all["people"].as_array().unwrap();
    people.iter().find(|one| one["person"] == json!(id))
}

fn planned_minutes(person: &Value) -> i64 {
    let weeks = person["weeks"].as_array().unwrap();
    weeks
        .iter()
        .map(|week| week["planned_minutes"].as_i64().unwrap())
        .sum()
}

#[test]
fn weeks_hold_what_is_left_of_open_tasks_for_whoever_may_see_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let mut boss = house.api("management").unwrap();
    let task = given(&mut bilal, &house, &project, "Move the blog", 1201);

    // To the minute, and with twelve weeks from a Monday on.
    let all = get(&mut boss, "/api/v1/load");
    let hers = of(&all, &house, "team-member").unwrap();
    assert_eq!(planned_minutes(hers), 1201);
    assert_eq!(hers["weeks"].as_array().unwrap().len(), 12);
    assert!(of(&all, &house, "accountant").is_some());
    let web = get(&mut bilal, "/api/v1/load");
    assert!(of(&web, &house, "team-member").is_some());
    assert!(of(&web, &house, "accountant").is_none());
    let own = get(&mut mei, "/api/v1/load");
    assert_eq!(own["people"].as_array().unwrap().len(), 1);

    let id = |role: &str| house.account(role).id.to_string();
    let mine = get(
        &mut mei,
        &format!("/api/v1/users/{}/load", id("team-member")),
    );
    assert_eq!(text(&mine["tasks"][0], "task"), task);
    let other = format!("/api/v1/users/{}/load", id("team-lead"));
    assert_eq!(mei.get(&other).status, 403);

    let mut window = house.signed_in("team-lead");
    let shown = page(&mut window, "/load");
    assert!(shown.contains("heat load") && shown.contains("Mei Tanaka"));
    let shown = page(&mut window, &format!("/users/{}/load", id("team-member")));
    assert!(shown.contains("Move the blog"), "{shown}");

    // Done is done, and away is no time for work.
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{task}/cancel"),
        &json!({}),
    );
    let before = get(&mut boss, "/api/v1/load");
    let hers = of(&before, &house, "team-member").unwrap();
    assert_eq!(planned_minutes(hers), 0);
    let today = house.visit().today();
    let leave = json!({
        "user": id("team-member"), "kind": "vacation",
        "from": today.iso(), "until": (today + 20).iso(),
    });
    done(&mut boss, "/api/v1/leave/enter", &leave);
    let after = get(&mut boss, "/api/v1/load");
    let hers = of(&after, &house, "team-member").unwrap();
    assert_eq!(hers["weeks"][1]["capacity_minutes"], 0);
    assert_eq!(hers["weeks"][1]["percent"], 0);
}

#[test]
fn half_a_day_of_leave_takes_half_a_day() {
    let house = House::with_cast().unwrap();
    let mut boss = house.api("management").unwrap();
    let mut capacity = || {
        let all = get(&mut boss, "/api/v1/load");
        let hers = of(&all, &house, "team-member").unwrap();
        hers["weeks"][2]["capacity_minutes"].as_i64().unwrap()
    };
    let before = capacity();
    let today = house.visit().today();
    let tuesday = today + (15 - i32::from(today.weekday()));
    let leave = json!({
        "user": house.account("team-member").id.to_string(), "kind": "vacation",
        "from": tuesday.iso(), "half_first": true,
    });
    let mut enter = house.api("management").unwrap();
    done(&mut enter, "/api/v1/leave/enter", &leave);
    let days = before / 5;
    assert_eq!(capacity(), before - days / 2);
}

#[test]
fn moves_are_proposed_and_applied_as_they_were_shown() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    for n in 0..8 {
        given(&mut bilal, &house, &project, &format!("Page {n}"), 1500);
    }
    let held = get(&mut bilal, "/api/v1/load/proposals");
    let moves = held["moves"].as_array().unwrap();
    assert!(!moves.is_empty(), "{held}");
    let number = |field: &str| held[field].as_i64().unwrap();
    assert!(number("weeks_over") > number("weeks_over_after"), "{held}");
    let mut window = house.signed_in("team-lead");
    let shown = page(&mut window, "/load");
    assert!(shown.contains("Apply what is ticked"), "{shown}");

    let row = |one: &Value| json!({ "task": one["task"], "person": one["person"], "version": one["version"] });
    let rows = json!({ "rows": [row(&moves[0])] });
    let mut mei = house.api("team-member").unwrap();
    refused(&mut mei, "/api/v1/load/balance", &rows, 403);
    let moved = done(&mut bilal, "/api/v1/load/balance", &rows);
    assert_eq!(moved["moved"], 1);
    let at = format!("/api/v1/tasks/{}", text(&moves[0], "task"));
    assert_eq!(get(&mut bilal, &at)["assignee"], moves[0]["person"]);
    let told = mei.get("/api/v1/notifications").text();
    assert!(told.contains("to even out the load"), "{told}");

    // What was changed since it was shown isn't moved.
    let why = refused(&mut bilal, "/api/v1/load/balance", &rows, 409);
    assert!(why.contains("was changed meanwhile"), "{why}");
    let wrote = house.last_of("team-lead");
    window.post_form(&format!("/undo/{wrote}"), &[]);
    assert_eq!(get(&mut bilal, &at)["assignee"], moves[0]["from"]);
    let none = json!({ "rows": [{ "task": moves[0]["task"] }] });
    refused(&mut bilal, "/api/v1/load/balance", &none, 409);
}

#[test]
fn the_load_as_it_was_asked_for_is_kept_as_a_view() {
    let house = House::with_cast().unwrap();
    let mut boss = house.signed_in("management");
    for (list, at, query, there) in [
        (
            "load",
            "/load",
            "department=5",
            "/load?department=5&amp;saved=",
        ),
        (
            "load/figures",
            "/load/figures",
            "by=category&days=30",
            "/load/figures?by=category&amp;days=30&amp;saved=",
        ),
    ] {
        let shown = page(&mut boss, &format!("{at}?{query}"));
        assert!(shown.contains("Keep as a view"), "{shown}");
        assert!(!shown.contains("Change view"), "{shown}");
        let fields = [("list", list), ("name", "Ours"), ("query", query)];
        let kept = boss.post_form("/lists/views", &fields);
        assert_eq!(kept.status, 303, "{}", kept.text());
        let shown = page(&mut boss, at);
        assert!(shown.contains(there), "{shown}");
        let views = get(&mut house.api("management").unwrap(), "/api/v1/lists/views");
        let views = views["items"].as_array().unwrap();
        let view = views.iter().find(|view| view["list"] == list).unwrap();
        let id = text(view, "id");
        let shown = page(&mut boss, &format!("{at}?{query}&saved={id}"));
        assert!(shown.contains("Change view"), "{shown}");
        boss.post_form(&format!("/lists/views/{id}/remove"), &[]);
        assert!(!page(&mut boss, at).contains(there));
    }
    let mut api = house.api("management").unwrap();
    let lost = json!({ "list": "lode", "name": "Ours", "query": "" });
    let why = refused(&mut api, "/api/v1/lists/views", &lost, 422);
    assert!(why.contains("There is no list lode"), "{why}");
}
