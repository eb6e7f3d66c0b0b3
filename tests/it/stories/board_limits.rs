//! The columns of a project's board hold as many tasks as its project says: one more is told, or has to wait.

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::work::{planned, tasks, text};
use crate::support::steps::{done, page, refused};

/// Three tasks that anybody may start.
fn begun(by: &mut Client, project: &str) -> Vec<String> {
    let one = |title: &str| {
        let task = json!({ "project": project, "title": title });
        text(&done(by, "/api/v1/tasks", &task), "id").to_owned()
    };
    ["One", "Two", "Three"].map(one).to_vec()
}

fn start(by: &mut Client, task: &str) -> Value {
    done(by, &format!("/api/v1/tasks/{task}/start"), &json!({}))
}

#[test]
fn one_more_is_told_or_has_to_wait() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let at = format!("/api/v1/projects/{project}");
    let mut jonas = house.api("project-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let three = begun(&mut jonas, &project);
    let limits = json!({ "in_progress": 1, "passing": "warn" });
    refused(&mut mei, &format!("{at}/limits"), &limits, 403);
    let told = done(&mut jonas, &format!("{at}/limits"), &limits);
    assert_eq!(told["limits"]["in_progress"], 1);
    start(&mut jonas, &three[0]);
    let mut bilal = house.api("team-lead").unwrap();
    assert!(
        !bilal
            .get("/api/v1/notifications")
            .text()
            .contains("at most")
    );

    // One more goes, whoever drags it reads it, and whoever leads the team is told.
    let mut browser = house.signed_in("project-manager");
    let body = format!("id={}&to=in_progress", three[1]);
    let moved = browser.request(
        "POST",
        "/tasks/move",
        &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/json"),
            ("atrium-part", "move"),
        ],
        body.as_bytes(),
    );
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(moved.json()["said"], "In progress holds 2 of at most 1");
    let told = bilal.get("/api/v1/notifications").text();
    assert!(told.contains("In progress holds 2 of at most 1"), "{told}");
    let shown = page(&mut browser, &format!("/projects/{project}/tasks"));
    assert!(shown.contains("2 of at most 1"), "{shown}");

    // With the other setting it waits, by whatever way, until one goes on.
    let limits = json!({ "in_progress": 2, "passing": "stop" });
    done(&mut jonas, &format!("{at}/limits"), &limits);
    let last = format!("/api/v1/tasks/{}/start", three[2]);
    let why = refused(&mut jonas, &last, &json!({}), 409);
    assert!(why.contains("holds 3 of at most 2"), "{why}");
    done(
        &mut jonas,
        &format!("/api/v1/tasks/{}/cancel", three[0]),
        &json!({}),
    );
    start(&mut jonas, &three[2]);
    let all = tasks(&mut jonas, &project);
    let going = all
        .iter()
        .filter(|task| task["state"] == "in_progress" && task["parent"].is_null());
    assert_eq!(going.count(), 2);
}

#[test]
fn a_board_is_cut_into_swimlanes() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut jonas = house.api("project-manager").unwrap();
    let three = begun(&mut jonas, &project);
    start(&mut jonas, &three[0]);
    let mut browser = house.signed_in("project-manager");
    let at = format!("/projects/{project}/tasks");
    for (swim, heading) in [
        ("assignee", "aria-label=\"Jonas Weber\""),
        ("priority", "aria-label=\"Normal\""),
        ("place", "class=\"swim\""),
    ] {
        let shown = page(&mut browser, &format!("{at}?swim={swim}"));
        assert!(shown.contains(heading), "{swim}: {shown}");
        assert!(shown.contains(&format!("card-{}", three[0])), "{swim}");
    }
    let shown = page(&mut browser, "/tasks?show=all&swim=assignee");
    assert!(shown.contains("class=\"swim\""), "{shown}");
}
