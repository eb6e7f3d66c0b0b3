//! People who are away, projects that are given up, and cards that are moved to another swimlane.

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::work::{planned, tasks, text};
use crate::support::steps::{done, get, page, refused};

/// Two weeks from today on of somebody, as they are entered.
fn fortnight(house: &House, role: &str) -> Value {
    let today = house.visit().today();
    json!({
        "user": house.account(role).id.to_string(), "kind": "sickness",
        "from": today.iso(), "until": (today + 13).iso(),
    })
}

#[test]
fn leave_is_entered_for_somebody_and_decided_as_if_they_had_asked() {
    let house = House::with_cast().unwrap();
    let mut rosa = house.api("hr-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let mut boss = house.api("management").unwrap();
    let form = fortnight(&house, "team-member");
    refused(&mut mei, "/api/v1/leave/enter", &form, 403);
    let own = fortnight(&house, "hr-manager");
    let why = refused(&mut rosa, "/api/v1/leave/enter", &own, 422);
    assert!(why.contains("This is you"), "{why}");

    let leave = done(&mut rosa, "/api/v1/leave/enter", &form);
    assert_eq!(text(&leave, "status"), "requested");
    let why = refused(&mut rosa, "/api/v1/leave/enter", &form, 422);
    assert!(why.contains("They are away then already"), "{why}");
    let told = mei.get("/api/v1/notifications").text();
    assert!(told.contains("is entered for you and waits"), "{told}");

    // It is theirs: they don't decide on it, and may cancel it.
    let waits = get(&mut boss, "/api/v1/approvals?kind=leave")["items"][0].clone();
    let approve = format!("/api/v1/approvals/{}/approve", text(&waits, "id"));
    refused(&mut mei, &approve, &json!({}), 403);
    let at = format!("/api/v1/leave/{}", text(&leave, "id"));
    done(&mut mei, &format!("{at}/cancel"), &json!({}));

    // Whoever decides on it decides by entering it.
    let leave = done(&mut boss, "/api/v1/leave/enter", &form);
    assert_eq!(text(&leave, "status"), "approved");
    let waiting = get(&mut boss, "/api/v1/approvals?kind=leave&status=waiting");
    assert_eq!(waiting["items"], json!([]));
}

#[test]
fn whoever_is_away_is_so_wherever_somebody_is_chosen() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut boss = house.api("management").unwrap();
    let mut lead = house.signed_in("team-lead");
    let new = format!("/tasks/new?project={project}");
    assert!(!page(&mut lead, &new).contains("Mei Tanaka, away until"));
    let form = fortnight(&house, "team-member");
    let leave = done(&mut boss, "/api/v1/leave/enter", &form);
    assert!(page(&mut lead, &new).contains("Mei Tanaka, away until"));
    let day = page(&mut lead, "/");
    assert!(day.contains("Mei Tanaka is away"), "{day}");
    // Who doesn't lead them isn't told on their day.
    let mut quinn = house.signed_in("qa-reviewer");
    assert!(!page(&mut quinn, "/").contains("Mei Tanaka is away"));

    let cancel = format!("/api/v1/leave/{}/cancel", text(&leave, "id"));
    done(&mut boss, &cancel, &json!({ "reason": "Well again" }));
    assert!(!page(&mut lead, &new).contains("Mei Tanaka, away until"));
}

fn open(client: &mut Client, project: &str) -> Vec<String> {
    let all = tasks(client, project);
    let open = all
        .iter()
        .filter(|task| ["to_do", "in_progress", "review"].contains(&text(task, "state")));
    open.map(|task| text(task, "id").to_owned()).collect()
}

#[test]
fn a_project_is_given_up_with_its_open_tasks_and_taken_up_again() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let at = format!("/api/v1/projects/{project}");
    let mut jonas = house.api("project-manager").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    let new = json!({ "project": project, "title": "Left out" });
    let left_out = text(&done(&mut jonas, "/api/v1/tasks", &new), "id").to_owned();
    let cancel_task = format!("/api/v1/tasks/{left_out}/cancel");
    done(&mut jonas, &cancel_task, &json!({}));
    let before = open(&mut jonas, &project);
    assert!(before.len() > 5);

    // What becomes of its tasks and timers is said before the click.
    let mut window = house.signed_in("project-manager");
    let shown = page(&mut window, &format!("/projects/{project}"));
    assert!(
        shown.contains("cancelled with it") && shown.contains("Timers that run on it are stopped"),
        "{shown}"
    );
    let cancel = format!("{at}/cancel");
    let reason = json!({ "reason": "The client was sold" });
    refused(&mut bilal, &cancel, &reason, 403);
    refused(&mut jonas, &cancel, &json!({}), 422);
    let told = done(&mut jonas, &cancel, &reason);
    assert_eq!(text(&told, "state"), "cancelled");
    assert_eq!(open(&mut jonas, &project), Vec::<String>::new());
    refused(&mut jonas, &cancel, &reason, 409);
    refused(&mut jonas, "/api/v1/tasks", &new, 409);
    let inbox = bilal.get("/api/v1/notifications").text();
    assert!(inbox.contains("is cancelled"), "{inbox}");

    // What was cancelled before it stays cancelled.
    let restore = format!("{at}/restore");
    done(&mut jonas, &restore, &json!({}));
    assert_eq!(open(&mut jonas, &project), before);
    refused(&mut jonas, &restore, &json!({}), 409);

    done(&mut jonas, &cancel, &reason);
    let wrote = house.last_of("project-manager");
    let undone = window.post_form(&format!("/undo/{wrote}"), &[]);
    assert_eq!(undone.status, 303, "{}", undone.text());
    assert_eq!(text(&get(&mut jonas, &at), "state"), "planned");
    assert_eq!(open(&mut jonas, &project), before);
}

fn drop_card(window: &mut Client, body: &str) -> (u16, String) {
    let head = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "application/json"),
        ("atrium-part", "move"),
    ];
    let answer = window.request("POST", "/tasks/move", &head, body.as_bytes());
    (answer.status, answer.text())
}

#[test]
fn a_card_in_another_swimlane_becomes_what_that_stands_for() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut jonas = house.api("project-manager").unwrap();
    let new = json!({ "project": project, "title": "Mend the menu" });
    let task = text(&done(&mut jonas, "/api/v1/tasks", &new), "id").to_owned();
    let at = format!("/api/v1/tasks/{task}");
    let mei = house.account("team-member").id.to_string();
    let mut window = house.signed_in("project-manager");
    let drop_in = |window: &mut Client, swim: &str, into: &str| {
        drop_card(
            window,
            &format!("id={task}&to=to_do&swim={swim}&into={into}"),
        )
    };

    let (status, said) = drop_in(&mut window, "assignee", &mei);
    assert_eq!(status, 200, "{said}");
    assert_eq!(text(&get(&mut jonas, &at), "assignee"), mei);
    let board = format!("/projects/{project}/tasks?swim=assignee");
    let shown = page(&mut window, &board);
    assert!(
        shown.contains(&format!("data-swim=\"assignee:{mei}\"")),
        "{shown}"
    );
    let wrote = house.last_of("project-manager");
    window.post_form(&format!("/undo/{wrote}"), &[]);
    assert_eq!(get(&mut jonas, &at)["assignee"], Value::Null);

    assert_eq!(drop_in(&mut window, "priority", "urgent").0, 200);
    assert_eq!(text(&get(&mut jonas, &at), "priority"), "urgent");
    let (status, said) = drop_in(&mut window, "colour", "red");
    assert_eq!(status, 422, "{said}");

    // The milestone is another of its project's.
    let held = get(&mut jonas, &at);
    let milestones = get(&mut jonas, &format!("/api/v1/milestones?project={project}"));
    let others = milestones["items"].as_array().unwrap().iter();
    let other = others
        .map(|milestone| text(milestone, "id").to_owned())
        .find(|id| *id != text(&held, "milestone"))
        .unwrap();
    assert_eq!(drop_in(&mut window, "milestone", &other).0, 200);
    assert_eq!(text(&get(&mut jonas, &at), "milestone"), other);
    let back = json!({ "milestone": text(&held, "milestone") });
    done(&mut jonas, &format!("{at}/milestone"), &back);
    assert_eq!(get(&mut jonas, &at)["milestone"], held["milestone"]);

    // A card that somebody else moved meanwhile stays.
    let body = format!("id={task}&to=review&swim=priority&into=low");
    let (status, said) = drop_card(&mut window, &body);
    assert_eq!(status, 409, "{said}");
    assert_eq!(text(&get(&mut jonas, &at), "priority"), "urgent");
}
