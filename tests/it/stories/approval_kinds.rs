//! One engine for whatever waits for a yes: each kind from the question to what follows.

use atrium::{
    data::testing::recount,
    features::projects::{self, Project, Status},
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::work::{planned, tasks, text, titled};
use crate::support::steps::{done, get, page, refused};

pub(super) fn patch(by: &mut Client, path: &str, body: &Value) -> Value {
    let headers = [("content-type", "application/json")];
    let answer = by.request("PATCH", path, &headers, body.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

pub(super) fn number(house: &House, role: &str) -> String {
    house.account(role).id.to_string()
}

/// What waits for an answer about a project, asked for by an edit of its budget.
pub(super) fn asked(by: &mut Client, project: &str, minutes: i64) -> String {
    let told = patch(
        by,
        &format!("/api/v1/projects/{project}"),
        &json!({ "budget_minutes": minutes }),
    );
    text(&told["waiting"][0], "approval").to_owned()
}

pub(super) fn budget(by: &mut Client, project: &str) -> i64 {
    get(by, &format!("/api/v1/projects/{project}"))["budget_minutes"]
        .as_i64()
        .unwrap()
}

#[test]
fn a_budget_waits_for_a_yes_and_is_changed_by_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let at = format!("/api/v1/projects/{project}");
    let mut jonas = house.api("project-manager").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let told = patch(
        &mut jonas,
        &at,
        &json!({ "title": "Copperline, larger", "budget_minutes": 7200 }),
    );
    assert_eq!(text(&told, "title"), "Copperline, larger", "not critical");
    assert_eq!(told["budget_minutes"], 6000, "waits");
    let change = &told["waiting"][0]["changes"][0];
    assert_eq!(
        (text(change, "before"), text(change, "after")),
        ("100 h", "120 h")
    );
    let id = text(&told["waiting"][0], "approval").to_owned();
    let path = format!("/api/v1/approvals/{id}");
    assert!(
        page(
            &mut house.signed_in("project-manager"),
            &format!("/projects/{project}")
        )
        .contains(&id)
    );

    // Nobody decides on what they asked for, nobody else who isn't asked, and one thing waits at a time.
    let own = refused(&mut jonas, &format!("{path}/approve"), &json!({}), 403);
    assert!(
        own.contains("Hana") || own.contains("somebody else"),
        "{own}"
    );
    let mut mei = house.api("team-member").unwrap();
    let strange = mei.post_json(&format!("{path}/approve"), &json!({}));
    assert!([403, 404].contains(&strange.status), "{}", strange.text());
    let again = jonas.request(
        "PATCH",
        &at,
        &[("content-type", "application/json")],
        json!({ "budget_minutes": 8000 }).to_string().as_bytes(),
    );
    assert_eq!(again.status, 409, "{}", again.text());

    let shown = get(&mut hana, &path);
    assert_eq!(
        (text(&shown, "kind"), text(&shown, "status")),
        ("budget", "waiting")
    );
    let known = |list: &Value, label: &str| {
        let rows = list.as_array().unwrap();
        let found = rows.iter().find(|row| row["label"] == label);
        found.map(|row| row["value"].as_str().unwrap().to_owned())
    };
    assert_eq!(
        known(&shown["evidence"], "Budget of hours").as_deref(),
        Some("100 h")
    );
    assert!(
        page(
            &mut house.signed_in("department-manager"),
            &format!("/approvals/{id}")
        )
        .contains("120 h")
    );
    let yes = done(
        &mut hana,
        &format!("{path}/approve"),
        &json!({ "conditions": "Last time" }),
    );
    assert_eq!(text(&yes, "status"), "approved");
    assert_eq!(budget(&mut jonas, &project), 7200);
    refused(&mut hana, &format!("{path}/approve"), &json!({}), 409);
    refused(
        &mut hana,
        &format!("{path}/reject"),
        &json!({ "reason": "No" }),
        409,
    );
    // What it was made on stays as it was, beside what is today.
    let kept = get(&mut hana, &path);
    assert_eq!(
        known(&kept["decided_on"], "Budget of hours").as_deref(),
        Some("100 h")
    );
    assert_eq!(
        known(&kept["today"], "Budget of hours").as_deref(),
        Some("120 h")
    );
    assert!(
        get(&mut jonas, "/api/v1/notifications")
            .to_string()
            .contains("is approved")
    );

    // One Undo takes back the yes and what it did.
    let seq = house.last_of("department-manager");
    done(
        &mut hana,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(budget(&mut jonas, &project), 6000);
    assert_eq!(text(&get(&mut hana, &path), "status"), "waiting");
    assert!(recount(&house.store).unwrap().problems.is_empty());
}

#[test]
fn a_return_names_its_reason_and_what_is_another_since() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut jonas = house.api("project-manager").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let first = asked(&mut jonas, &project, 7200);
    let path = format!("/api/v1/approvals/{first}");
    let silent = hana.post_json(&format!("{path}/return"), &json!({}));
    assert_eq!(silent.status, 422, "{}", silent.text());
    let unknown = json!({ "why": "Because" });
    assert_eq!(
        hana.post_json(&format!("{path}/return"), &unknown).status,
        422
    );
    let listed = json!({ "why": "Scope is unclear", "reason": "Which pages?" });
    let told = done(&mut hana, &format!("{path}/return"), &listed);
    assert_eq!(text(&told["decision"], "why"), "Scope is unclear");
    assert_eq!(budget(&mut jonas, &project), 6000);
    let mut window = house.signed_in("project-manager");
    assert!(page(&mut window, "/inbox").contains("Scope is unclear"));

    // Meanwhile somebody who decides everywhere changes it; asked again, that is told.
    let mut ines = house.api("superadmin").unwrap();
    patch(
        &mut ines,
        &format!("/api/v1/projects/{project}"),
        &json!({ "budget_minutes": 6600 }),
    );
    assert_eq!(
        budget(&mut jonas, &project),
        6600,
        "whoever decides needs nobody"
    );
    let second = asked(&mut jonas, &project, 7200);
    let shown = get(&mut hana, &format!("/api/v1/approvals/{second}"));
    assert_eq!(text(&shown, "again_of"), first);
    let since = shown["since"].as_array().unwrap();
    let hours = since
        .iter()
        .find(|row| row["label"] == "Budget of hours")
        .unwrap();
    assert_eq!(
        (text(hours, "before"), text(hours, "after")),
        ("100 h", "110 h")
    );

    // What was changed since it was asked isn't written over.
    patch(
        &mut ines,
        &format!("/api/v1/projects/{project}"),
        &json!({ "budget_minutes": 9000 }),
    );
    let late = refused(
        &mut hana,
        &format!("/api/v1/approvals/{second}/approve"),
        &json!({}),
        409,
    );
    assert!(late.contains("was changed since"), "{late}");
    assert_eq!(budget(&mut jonas, &project), 9000);
    // Whoever asked takes it back; nobody else does.
    let back = format!("/api/v1/approvals/{second}/withdraw");
    refused(&mut hana, &back, &json!({}), 403);
    assert_eq!(
        text(&done(&mut jonas, &back, &json!({})), "status"),
        "withdrawn"
    );
}

#[test]
fn one_of_a_kind_waits_whatever_is_taken_back() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut jonas = house.api("project-manager").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let first = asked(&mut jonas, &project, 7200);
    let why = json!({ "reason": "Look once more" });
    let path = format!("/api/v1/approvals/{first}/return");
    done(&mut hana, &path, &why);
    let returned = house.last_of("department-manager");
    let second = asked(&mut jonas, &project, 7300);
    let undo = format!("/api/v1/journal/{returned}/undo");
    let refusal = refused(&mut hana, &undo, &json!({}), 409);
    assert!(refusal.contains(&second), "{refusal}");
    let path = format!("/api/v1/approvals/{second}/withdraw");
    done(&mut jonas, &path, &json!({}));
    done(&mut hana, &undo, &json!({}));
    let held = get(&mut hana, &format!("/api/v1/approvals/{first}"));
    assert_eq!(text(&held, "status"), "waiting");
}

#[test]
fn evidence_is_read_by_whoever_asked_decides_or_looks_after_decisions() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut jonas = house.api("project-manager").unwrap();
    let id = asked(&mut jonas, &project, 7200);
    let at = format!("/api/v1/approvals/{id}");
    for role in ["project-manager", "department-manager", "auditor"] {
        let told = get(&mut house.api(role).unwrap(), &at);
        assert!(!told["evidence"].as_array().unwrap().is_empty(), "{role}");
    }
    let told = house.api("accountant").unwrap().get(&at);
    assert_eq!(told.status, 200, "{}", told.text());
    assert!(told.json().get("evidence").is_none_or(Value::is_null));
    let shown = page(
        &mut house.signed_in("accountant"),
        &format!("/approvals/{id}"),
    );
    assert!(!shown.contains("as it was, beside today"), "{shown}");
}

#[test]
fn what_is_asked_again_is_asked_over_what_is_there() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut jonas = house.api("project-manager").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let mut ines = house.api("superadmin").unwrap();
    let mut returned = |jonas: &mut Client, asked_for: i64, becomes: i64| {
        let id = asked(jonas, &project, asked_for);
        let at = format!("/api/v1/projects/{project}");
        patch(&mut ines, &at, &json!({ "budget_minutes": becomes }));
        let path = format!("/api/v1/approvals/{id}");
        let why = json!({ "reason": "Look once more" });
        done(&mut hana, &format!("{path}/return"), &why);
        format!("{path}/ask-again")
    };
    let again = returned(&mut jonas, 7200, 6600);
    let id = text(
        &done(&mut jonas, &again, &json!({ "note": "Looked" })),
        "id",
    )
    .to_owned();
    let mut boss = house.api("management").unwrap();
    let path = format!("/api/v1/approvals/{id}/approve");
    done(&mut boss, &path, &json!({}));
    assert_eq!(budget(&mut jonas, &project), 7200);
    let there = returned(&mut jonas, 8000, 8000);
    let why = refused(&mut jonas, &there, &json!({ "note": "And now?" }), 409);
    assert!(why.contains("already"), "{why}");
}

#[test]
fn a_closed_project_takes_updates_with_a_yes() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let id = atrium::base::Id::<Project>::parse(&project).unwrap();
    house
        .visit()
        .act(projects::EDIT, move |change| {
            let mut held = change.subject::<Project>(id)?;
            held.status = Status::Closed;
            change.put(&held)
        })
        .unwrap();
    let at = format!("/api/v1/projects/{project}");
    let mut amira = house.api("account-manager").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let reason = json!({ "reason": "New opening hours" });
    let told = done(&mut amira, &format!("{at}/reopen"), &reason);
    assert_eq!(text(&told, "status"), "closed");
    let asked = text(&told["waiting"][0], "approval").to_owned();
    refused(
        &mut amira,
        &format!("/api/v1/approvals/{asked}/approve"),
        &json!({}),
        403,
    );
    let shown = get(&mut jonas, &format!("/api/v1/approvals/{asked}"));
    assert_eq!(
        (text(&shown, "kind"), text(&shown, "note")),
        ("closed_update", "New opening hours")
    );
    done(
        &mut jonas,
        &format!("/api/v1/approvals/{asked}/approve"),
        &json!({}),
    );
    assert_eq!(text(&get(&mut amira, &at), "status"), "closed_pending");
}

#[test]
fn a_subtask_is_answered_at_either_door() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let plan = tasks(&mut bilal, &project);
    let draft = text(titled(&plan, "Draft sitemap and page goals"), "id").to_owned();
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{draft}/assign"),
        &json!({ "assignee": number(&house, "team-member") }),
    );
    let ask = |mei: &mut Client, title: &str| {
        let body = json!({ "title": title, "estimate_minutes": "1:30", "reason": "Old links" });
        let made = done(mei, &format!("/api/v1/tasks/{draft}/request"), &body);
        let task = text(&made, "id").to_owned();
        let list = get(mei, "/api/v1/approvals");
        let items = list["items"].as_array().unwrap();
        let found = items.iter().find(|held| held["subject"] == task.as_str());
        (task.clone(), text(found.unwrap(), "id").to_owned())
    };
    let (task, approval) = ask(&mut mei, "Redirects");
    refused(
        &mut mei,
        &format!("/api/v1/approvals/{approval}/approve"),
        &json!({}),
        403,
    );
    done(
        &mut bilal,
        &format!("/api/v1/approvals/{approval}/approve"),
        &json!({}),
    );
    let counts = get(&mut bilal, &format!("/api/v1/tasks/{task}"));
    assert_eq!(counts["requested"], false);
    refused(
        &mut bilal,
        &format!("/api/v1/tasks/{task}/approve"),
        &json!({}),
        409,
    );

    let (task, approval) = ask(&mut mei, "Forms");
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{task}/approve"),
        &json!({}),
    );
    let settled = get(&mut bilal, &format!("/api/v1/approvals/{approval}"));
    assert_eq!(text(&settled, "status"), "approved");
    let (task, approval) = ask(&mut mei, "Sounds");
    done(
        &mut bilal,
        &format!("/api/v1/approvals/{approval}/reject"),
        &json!({ "reason": "Not agreed" }),
    );
    let gone = get(&mut bilal, &format!("/api/v1/tasks/{task}"));
    assert_eq!(text(&gone, "state"), "cancelled");
    // Whoever brings it back and would be asked needs nobody: it counts.
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{task}/restore"),
        &json!({}),
    );
    let back = get(&mut bilal, &format!("/api/v1/tasks/{task}"));
    assert_eq!(back["requested"], false);
    // Nobody answers what they asked for themselves, whatever else they may do with tasks.
    let mut jonas = house.api("project-manager").unwrap();
    let (task, _) = ask(&mut jonas, "Icons");
    let own = refused(
        &mut jonas,
        &format!("/api/v1/tasks/{task}/approve"),
        &json!({}),
        403,
    );
    assert!(own.contains("somebody else"), "{own}");
    let (_, approval) = ask(&mut mei, "Colours");
    done(
        &mut bilal,
        &format!("/api/v1/approvals/{approval}/return"),
        &json!({ "reason": "Which ones?" }),
    );
    let again = done(
        &mut mei,
        &format!("/api/v1/approvals/{approval}/ask-again"),
        &json!({ "note": "The dark ones" }),
    );
    assert_eq!(
        (text(&again, "status"), text(&again, "again_of")),
        ("waiting", approval.as_str())
    );
    assert!(recount(&house.store).unwrap().problems.is_empty());
}

#[test]
fn a_scope_is_always_asked_for() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let at = format!("/api/v1/projects/{project}/change-scope");
    assert_eq!(bilal.post_json(&at, &json!({})).status, 422);
    let asked = done(
        &mut bilal,
        &at,
        &json!({ "scope": "A shop beside the pages", "budget_minutes": 9000 }),
    );
    assert_eq!(text(&asked, "kind"), "scope");
    let id = text(&asked, "id");
    done(
        &mut hana,
        &format!("/api/v1/approvals/{id}/approve"),
        &json!({}),
    );
    assert_eq!(budget(&mut hana, &project), 9000);
    // It overwrites nothing, so that a page which is older than the project asks as well.
    let mut browser = house.signed_in("team-lead");
    let answer = browser.post_form(
        &format!("/projects/{project}/change-scope"),
        &[
            ("scope", "A blog"),
            ("budget_minutes", "200"),
            ("version", "1"),
        ],
    );
    assert_eq!(answer.status, 303, "{}", answer.text());
}
