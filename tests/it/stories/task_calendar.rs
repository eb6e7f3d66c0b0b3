//! Tasks on the days on which they are due: found, filtered, and dropped on another day.

use atrium::testing::house::House;
use serde_json::{Value, json};

use super::work::{planned, text};
use crate::support::steps::{done, get, page};

#[test]
fn a_task_stands_on_its_day_and_is_moved_to_another() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let today = house.visit().today();
    let (start, due) = (today + 400, today + 402);
    let made = done(
        &mut bilal,
        "/api/v1/tasks",
        &json!({ "project": project, "title": "Paint the gate", "start": start.iso(), "due": due.iso(), "priority": "high" }),
    );
    let task = text(&made, "id").to_owned();
    let mut lead = house.signed_in("team-lead");
    let month = format!("/tasks?show=all&view=calendar&on={}", due.iso());
    let shown = page(&mut lead, &month);
    assert!(shown.contains("Paint the gate"), "{shown}");
    assert!(shown.contains(&format!("data-key=\"{}\"", due.iso())));
    // The filters of the list, and its kept views.
    let shown = page(&mut lead, &format!("{month}&priority=low"));
    assert!(!shown.contains("Paint the gate"), "{shown}");
    let view = json!({ "list": "tasks", "name": "What presses", "query": "show=all&view=list&priority=high" });
    done(&mut bilal, "/api/v1/lists/views", &view);
    let shown = page(&mut lead, &month);
    assert!(shown.contains("What presses"), "{shown}");
    assert!(shown.contains("priority=high&amp;view=calendar"), "{shown}");
    let shown = page(&mut lead, &format!("{month}&span=week"));
    assert!(shown.contains("data-span=\"week\"") && shown.contains("Paint the gate"));
    let shown = page(
        &mut lead,
        &format!("/tasks?show=all&view=calendar&on={}", (due + 70).iso()),
    );
    assert!(shown.contains("Nothing is due on these days"), "{shown}");

    // Dropped on another day it keeps its length, and that is taken back.
    let to = due + 3;
    let moved = lead.request(
        "POST",
        "/tasks/reschedule",
        &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/json"),
            ("atrium-part", "move"),
        ],
        format!("id={task}&to={}&version={}", to.iso(), made["version"]).as_bytes(),
    );
    assert_eq!(moved.status, 200, "{}", moved.text());
    let at = format!("/api/v1/tasks/{task}");
    let now = get(&mut bilal, &at);
    assert_eq!(text(&now, "due"), to.iso());
    assert_eq!(text(&now, "start"), (start + 3).iso());
    let seq = moved.json()["undo"].as_u64().unwrap();
    done(
        &mut bilal,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(text(&get(&mut bilal, &at), "due"), due.iso());
    // What somebody else changed meanwhile isn't overwritten.
    let late = lead.request(
        "POST",
        "/tasks/reschedule",
        &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/json"),
            ("atrium-part", "move"),
        ],
        format!("id={task}&to={}&version={}", to.iso(), made["version"]).as_bytes(),
    );
    assert_eq!(late.status, 409, "{}", late.text());
}

#[test]
fn a_list_is_asked_for_days() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let today = house.visit().today();
    for (title, ahead) in [("First", 400), ("Second", 401), ("Third", 410)] {
        let task = json!({ "project": project, "title": title, "due": (today + ahead).iso() });
        done(&mut bilal, "/api/v1/tasks", &task);
    }
    let mut asked = |query: String| -> Vec<String> {
        let found: Value = get(&mut bilal, &format!("/api/v1/tasks?{query}"));
        let items = found["items"].as_array().unwrap().iter();
        items.map(|task| text(task, "title").to_owned()).collect()
    };
    let (from, to) = ((today + 400).iso(), (today + 401).iso());
    assert_eq!(
        asked(format!("due_from={from}&due_to={to}")),
        ["First", "Second"]
    );
    assert_eq!(
        asked(format!("project={project}&due_from={to}")),
        ["Second", "Third"]
    );
    assert!(asked(format!("due_from={from}&due_to={to}&state=review")).is_empty());
    assert!(asked(format!("due_from={from}&due_to={to}&show=mine")).is_empty());
}

#[test]
fn tasks_stand_over_weeks_by_project_and_by_person_and_looks_are_kept_as_views() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let today = house.visit().today();
    let mei = house.account("team-member");
    let made = done(
        &mut bilal,
        "/api/v1/tasks",
        &json!({ "project": project, "title": "Paint the gate", "start": today.iso(), "due": (today + 2).iso(), "priority": "high", "assignee": mei.id.to_string() }),
    );
    let task = text(&made, "id").to_owned();
    let mut lead = house.signed_in("team-lead");
    let of_all = "/tasks?show=all&view=timeline";
    let shown = page(&mut lead, of_all);
    assert!(
        shown.contains("Paint the gate") && shown.contains("class=\"bar\""),
        "{shown}"
    );
    assert!(shown.contains(&format!("/projects/{project}/timeline")));
    let by_person = page(&mut lead, &format!("{of_all}&by=person"));
    assert!(
        by_person.contains(&format!("assignee={}", mei.id)),
        "{by_person}"
    );
    let shown = page(&mut lead, &format!("{of_all}&priority=low"));
    assert!(!shown.contains("Paint the gate"), "{shown}");
    let later = format!("{of_all}&on={}", (today + 200).iso());
    assert!(!page(&mut lead, &later).contains("Paint the gate"));

    // A project has its own, narrowed in the same way.
    let own = format!("/projects/{project}/timeline");
    let answer = lead.get(&format!("{of_all}&project={project}&priority=high"));
    assert_eq!(
        answer.header("location"),
        Some(format!("{own}?show=all&priority=high").as_str())
    );
    let shown = page(&mut lead, &format!("{own}?priority=high"));
    assert!(shown.contains("Paint the gate"), "{shown}");
    let shown = page(&mut lead, &format!("{own}?priority=low"));
    assert!(!shown.contains("Paint the gate"), "{shown}");
    let shown = page(&mut lead, &format!("{own}?by=person&assignee={}", mei.id));
    assert!(shown.contains("Paint the gate"), "{shown}");

    // Each look keeps what it shows, and finds what was kept.
    let query = format!("show=all&by=person&priority=high&view=timeline&project={project}");
    let view = json!({ "list": "tasks", "name": "Hot for Mei", "query": query });
    let view = done(&mut bilal, "/api/v1/lists/views", &view);
    let answer = lead.get(&format!("/tasks?{query}&saved={}", text(&view, "id")));
    let to = answer.header("location").unwrap_or_default().to_owned();
    assert!(to.starts_with(&own) && to.contains("by=person"), "{to}");
    assert!(page(&mut lead, &to).contains("Paint the gate"));
    for look in [
        "show=all&view=timeline",
        "show=all&view=calendar",
        "show=all",
    ] {
        let shown = page(&mut lead, &format!("/tasks?{look}"));
        assert!(
            shown.contains("Hot for Mei") && shown.contains("Keep as a view"),
            "{look}"
        );
    }
    let other = planned(&house, "web-wordpress");
    let shown = page(&mut lead, &format!("/projects/{other}/timeline"));
    assert!(
        shown.contains(&format!("/projects/{other}/timeline?show=all")),
        "{shown}"
    );
    assert!(page(&mut lead, &format!("/tasks/{task}")).contains("Paint the gate"));
}
