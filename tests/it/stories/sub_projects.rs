//! Projects that are parts of projects: made of a task and taken back, counted above by their exact weight, kept by those
//! who lead what is above, never in a circle and never left behind.

use atrium::{
    data::testing::recount,
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    approval_kinds::patch,
    budgets::given,
    phases::finished,
    work::{planned, tasks, text},
};
use crate::support::steps::{done, get, page, refused};

/// A top-level task that has subtasks, with them.
fn with_parts(plan: &[Value]) -> (Value, Vec<Value>) {
    let parts = |top: &Value| -> Vec<Value> {
        let below = plan.iter().filter(|t| t["parent"] == top["id"]);
        below.cloned().collect()
    };
    let tops = plan.iter().filter(|t| t["parent"].is_null());
    let mut found = tops.map(|top| (top.clone(), parts(top)));
    found.find(|(_, parts)| parts.len() > 1).unwrap()
}

fn made_of(by: &mut Client, task: &str) -> Value {
    done(by, &format!("/api/v1/tasks/{task}/sub-project"), &json!({}))
}

#[test]
fn a_task_becomes_a_sub_project_with_all_that_belongs_to_it_and_is_taken_back() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let (task, parts) = with_parts(&tasks(&mut bilal, &project));
    let (id, first) = (text(&task, "id"), text(&parts[0], "id"));
    let hers = json!({ "assignee": house.account("team-member").id.to_string() });
    done(&mut bilal, &format!("/api/v1/tasks/{first}/assign"), &hers);
    let time = json!({ "task": first, "minutes": "45m" });
    done(&mut mei, "/api/v1/time-entries", &time);
    let at = format!("/api/v1/projects/{project}");
    let before = get(&mut bilal, &at);
    let (task_before, part_before) = (
        get(&mut bilal, &format!("/api/v1/tasks/{id}")),
        get(&mut bilal, &format!("/api/v1/tasks/{first}")),
    );

    let made = made_of(&mut bilal, id);
    let seq = house.newest_deed();
    let sub = text(&made, "id").to_owned();
    assert_eq!(made["parent"], project.as_str());
    assert_eq!(made["stands_at"], id);
    let below = tasks(&mut bilal, &sub);
    for part in &parts {
        let there = below.iter().find(|t| t["id"] == part["id"]).unwrap();
        assert!(there["parent"].is_null());
        assert_eq!(there["estimate_minutes"], part["estimate_minutes"]);
    }
    let moved = get(&mut bilal, &format!("/api/v1/tasks/{first}"));
    assert_eq!(moved["assignee"], part_before["assignee"]);
    assert_eq!(moved["logged_minutes"], 45);
    let held = get(&mut bilal, &format!("/api/v1/projects/{sub}"));
    assert_eq!(held["logged_minutes"], 45);
    let link = get(&mut bilal, &format!("/api/v1/tasks/{id}"));
    assert_eq!(link["stands_for"], sub.as_str());
    assert_eq!(
        (&link["state"], &link["progress"]),
        (&held_state(&held), &held["progress"])
    );
    let above = get(&mut bilal, &at);
    assert_eq!(
        (&above["logged_minutes"], &above["logged_with_parts"]),
        (&json!(0), &json!(45))
    );
    assert_eq!(
        (&above["parts"], &above["parts_open"]),
        (&json!(1), &json!(1))
    );
    if below.len() == parts.len() {
        // Nothing of its own came along, so that nothing weighs otherwise than it did.
        assert_eq!(above["progress"], before["progress"]);
        assert_eq!(link["weight_minutes"], task_before["weight_minutes"]);
    }
    let listed = get(&mut bilal, &format!("{at}/sub-projects"));
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);

    // What is done of it is done there.
    for (verb, body) in [
        ("subtasks", json!({ "title": "More" })),
        ("start", json!({})),
    ] {
        let why = refused(
            &mut bilal,
            &format!("/api/v1/tasks/{id}/{verb}"),
            &body,
            409,
        );
        assert!(why.contains(&sub), "{why}");
    }
    let mut window = house.signed_in("team-lead");
    assert!(page(&mut window, &format!("/projects/{project}")).contains(&sub));
    assert!(page(&mut window, &format!("/projects/{sub}")).contains(text(&before, "title")));
    assert!(page(&mut window, &format!("/tasks/{id}")).contains(&sub));

    done(
        &mut bilal,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(bilal.get(&format!("/api/v1/projects/{sub}")).status, 404);
    let again = get(&mut bilal, &at);
    assert_eq!(again["progress"], before["progress"]);
    assert_eq!(again["logged_minutes"], 45);
    let back = get(&mut bilal, &format!("/api/v1/tasks/{first}"));
    assert_eq!(back["parent"], id);
    assert!(recount(&house.store).unwrap().problems.is_empty());
}

/// What a task shows that stands for a project.
fn held_state(project: &Value) -> Value {
    let (total, done) = (&project["tasks"], &project["tasks_completed"]);
    match (total == done, text(project, "state")) {
        (true, _) => json!("completed"),
        (false, "active") => json!("in_progress"),
        _ => json!("to_do"),
    }
}

#[test]
fn work_in_a_sub_project_shows_above_at_once() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let (task, parts) = with_parts(&tasks(&mut bilal, &project));
    let id = text(&task, "id");
    let sub = text(&made_of(&mut bilal, id), "id").to_owned();
    let mut mei = house.api("team-member").unwrap();
    let hers = json!({ "assignee": house.account("team-member").id.to_string() });
    let part = text(&parts[0], "id");
    done(&mut bilal, &format!("/api/v1/tasks/{part}/assign"), &hers);
    done(&mut mei, &format!("/api/v1/tasks/{part}/start"), &json!({}));
    let link = get(&mut bilal, &format!("/api/v1/tasks/{id}"));
    let held = get(&mut bilal, &format!("/api/v1/projects/{sub}"));
    assert_eq!(link["state"], "in_progress");
    assert_eq!(held["state"], "active");
    assert!(held["progress"].as_u64().unwrap() > 0);
    assert_eq!(link["progress"], held["progress"]);
    let above = get(&mut bilal, &format!("/api/v1/projects/{project}"));
    assert_eq!(above["state"], "active");
    assert!(recount(&house.store).unwrap().problems.is_empty());
}

#[test]
fn who_leads_what_is_above_keeps_what_is_below() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut hana = house.api("department-manager").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let others = json!({
        "title": "Shop",
        "manager": house.account("department-manager").id.to_string(),
        "team_lead": house.account("department-manager").id.to_string(),
    });
    let at = format!("/api/v1/projects/{project}/sub-projects");
    let sub = text(&done(&mut jonas, &at, &others), "id").to_owned();
    let of = format!("/api/v1/projects/{sub}");
    patch(&mut jonas, &of, &json!({ "title": "Shop and cart" }));
    assert!(
        get(&mut jonas, "/api/v1/projects")
            .to_string()
            .contains(&sub)
    );
    patch(&mut hana, &of, &json!({ "parent": null }));
    let headers = [("content-type", "application/json")];
    let alone = jonas.request("PATCH", &of, &headers, b"{\"title\": \"Mine\"}");
    assert_eq!(alone.status, 403, "{}", alone.text());
    // Nor does he take it in again: it isn't his to move.
    let to = json!({ "parent": project }).to_string();
    let back = jonas.request("PATCH", &of, &headers, to.as_bytes());
    assert_eq!(back.status, 403, "{}", back.text());
    patch(&mut hana, &of, &json!({ "parent": project }));
    patch(&mut jonas, &of, &json!({ "title": "Shop" }));
    assert!(recount(&house.store).unwrap().problems.is_empty());
}

#[test]
fn projects_stand_in_no_circle_for_one_client_and_in_few_levels() {
    let house = House::with_cast().unwrap();
    let (first, other) = (
        planned(&house, "web-wordpress"),
        planned(&house, "web-wordpress"),
    );
    let mut hana = house.api("department-manager").unwrap();
    let mut at = first.clone();
    let mut all = vec![first.clone()];
    for level in 2..=4 {
        let part = json!({ "title": format!("Level {level}") });
        let made = done(
            &mut hana,
            &format!("/api/v1/projects/{at}/sub-projects"),
            &part,
        );
        at = text(&made, "id").to_owned();
        all.push(at.clone());
    }
    let deeper = json!({ "title": "Level 5" });
    let why = refused(
        &mut hana,
        &format!("/api/v1/projects/{at}/sub-projects"),
        &deeper,
        422,
    );
    assert!(why.contains("4 levels"), "{why}");
    let headers = [("content-type", "application/json")];
    let mut moved = |what: &str, to: &str| {
        let body = json!({ "parent": to }).to_string();
        let path = format!("/api/v1/projects/{what}");
        let answer = hana.request("PATCH", &path, &headers, body.as_bytes());
        (answer.status, answer.text())
    };
    let (status, why) = moved(&first, &all[2]);
    assert_eq!(status, 422, "{why}");
    let path = format!("{first} in {} in {} in {first}", all[2], all[1]);
    assert!(why.contains(&path), "{why}");
    // Each plan was made for a client of its own.
    let (status, why) = moved(&other, &first);
    assert_eq!(status, 422, "{why}");
    assert!(why.contains("same client"), "{why}");
}

#[test]
fn nothing_under_way_is_left_below_what_is_closed() {
    let house = House::with_cast().unwrap();
    let project = finished(&house);
    let mut jonas = house.api("project-manager").unwrap();
    let at = format!("/api/v1/projects/{project}");
    let part = json!({ "title": "Shop" });
    let sub = done(&mut jonas, &format!("{at}/sub-projects"), &part);
    let sub = format!("/api/v1/projects/{}", text(&sub, "id"));
    done(&mut jonas, &format!("{at}/deliver"), &json!({}));
    let why = refused(&mut jonas, &format!("{at}/close"), &json!({}), 409);
    assert!(why.contains("sub-project"), "{why}");
    let over = json!({ "reason": "Not wanted" });
    done(&mut jonas, &format!("{sub}/cancel"), &over);
    done(&mut jonas, &format!("{at}/close"), &json!({}));
    let why = refused(&mut jonas, &format!("{sub}/restore"), &json!({}), 409);
    assert!(why.contains(&project), "{why}");
}

#[test]
fn a_budget_covers_what_is_below() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let at = format!("/api/v1/projects/{project}");
    patch(
        &mut hana,
        &at,
        &json!({ "budget_minutes": 60, "at_full": "stop" }),
    );
    let mut bilal = house.api("team-lead").unwrap();
    let above = get(&mut bilal, &format!("/api/v1/tasks/{task}"));
    made_of(&mut bilal, text(&above, "parent"));
    let log = |minutes: &str| json!({ "task": task, "minutes": minutes });
    done(&mut mei, "/api/v1/time-entries", &log("50m"));
    let held = get(&mut hana, &at);
    assert_eq!(held["budget_used"], 83);
    let why = refused(&mut mei, "/api/v1/time-entries", &log("11m"), 422);
    assert!(why.contains("budget of"), "{why}");
    done(&mut mei, "/api/v1/time-entries", &log("10m"));
}

#[test]
fn what_is_closed_takes_no_time_in_its_parts_either() {
    let house = House::with_cast().unwrap();
    let project = finished(&house);
    let mut jonas = house.api("project-manager").unwrap();
    let at = format!("/api/v1/projects/{project}");
    let day = get(&mut jonas, &at)["start"].as_str().unwrap().to_owned();
    let early = json!({ "title": "Shop", "finish": "2001-01-01" });
    let why = refused(&mut jonas, &format!("{at}/sub-projects"), &early, 422);
    assert!(why.contains("before the start"), "{day}: {why}");
    let part = json!({ "title": "Shop" });
    let sub = done(&mut jonas, &format!("{at}/sub-projects"), &part);
    let sub = text(&sub, "id").to_owned();
    let task = json!({ "project": sub, "title": "Cart" });
    let task = text(&done(&mut jonas, "/api/v1/tasks", &task), "id").to_owned();
    for verb in ["start", "hand-in"] {
        done(
            &mut jonas,
            &format!("/api/v1/tasks/{task}/{verb}"),
            &json!({}),
        );
    }
    let time = json!({ "task": task, "minutes": "15m" });
    done(&mut jonas, "/api/v1/time-entries", &time);
    done(
        &mut jonas,
        &format!("/api/v1/projects/{sub}/deliver"),
        &json!({}),
    );
    // Delivered, a part takes what was worked on it, until what it is part of is closed.
    done(&mut jonas, "/api/v1/time-entries", &time);
    done(&mut jonas, &format!("{at}/deliver"), &json!({}));
    done(&mut jonas, &format!("{at}/close"), &json!({}));
    let why = refused(&mut jonas, "/api/v1/time-entries", &time, 409);
    assert!(why.contains(&project) && why.contains("is over"), "{why}");
    // Nor does it lose a part, whatever the phase of that.
    let headers = [("content-type", "application/json")];
    let out = jonas.request(
        "PATCH",
        &format!("/api/v1/projects/{sub}"),
        &headers,
        b"{\"parent\": null}",
    );
    assert_eq!(out.status, 422, "{}", out.text());
    assert!(out.text().contains("keeps the parts"), "{}", out.text());
    let mut hana = house.api("department-manager").unwrap();
    let more = hana.request(
        "PATCH",
        &format!("/api/v1/projects/{sub}"),
        &headers,
        b"{\"budget_minutes\": 600}",
    );
    assert_eq!(more.status, 409, "{}", more.text());
}

#[test]
fn work_waits_for_what_comes_before_any_project_above() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut hana = house.api("department-manager").unwrap();
    let all = tasks(&mut hana, &project);
    let (top, parts) = with_parts(&all);
    let id = text(&top, "id").to_owned();
    // Something of the same project comes first.
    let first = json!({ "project": project, "title": "The contract" });
    let first = text(&done(&mut hana, "/api/v1/tasks", &first), "id").to_owned();
    patch(
        &mut hana,
        &format!("/api/v1/tasks/{id}"),
        &json!({ "after": [first] }),
    );
    let sub = text(&made_of(&mut hana, &id), "id").to_owned();
    // And one level further down.
    let below = done(
        &mut hana,
        &format!("/api/v1/projects/{sub}/sub-projects"),
        &json!({ "title": "Deeper" }),
    );
    let deep = json!({ "project": below["id"], "title": "Deep work" });
    let deep = text(&done(&mut hana, "/api/v1/tasks", &deep), "id").to_owned();
    let part = text(&parts[0], "id");
    for task in [part, deep.as_str()] {
        let at = format!("/api/v1/tasks/{task}/start");
        let why = refused(&mut hana, &at, &json!({}), 409);
        assert!(why.contains("First come"), "{why}");
        let shown = page(
            &mut house.signed_in("department-manager"),
            &format!("/tasks/{task}"),
        );
        assert!(
            shown.contains("First come"),
            "the page says it beside the button"
        );
    }
}

#[test]
fn what_is_below_waits_with_a_project_and_goes_on_with_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut hana = house.api("department-manager").unwrap();
    let at = |id: &str| format!("/api/v1/projects/{id}");
    let part = |by: &mut Client, of: &str, title: &str| {
        let part = json!({ "title": title });
        let made = done(by, &format!("{}/sub-projects", at(of)), &part);
        text(&made, "id").to_owned()
    };
    let shop = part(&mut hana, &project, "Shop");
    let cart = part(&mut hana, &shop, "Cart");
    let blog = part(&mut hana, &project, "Blog");
    let task = json!({ "project": cart, "title": "Count what is in it", "assignee": house.account("team-member").id.to_string() });
    let task = text(&done(&mut hana, "/api/v1/tasks", &task), "id").to_owned();
    // The blog waits for something of its own.
    done(&mut hana, &format!("{}/hold", at(&blog)), &json!({}));
    let why = json!({ "reason": "They move" });
    done(&mut hana, &format!("{}/hold", at(&project)), &why);
    let wrote = house.last_of("department-manager");
    let states = |by: &mut Client| {
        let all = [&project, &shop, &cart, &blog];
        all.map(|id| text(&get(by, &at(id)), "state").to_owned())
    };
    assert_eq!(states(&mut hana), ["on_hold"; 4]);
    let mut mei = house.api("team-member").unwrap();
    let start = format!("/api/v1/tasks/{task}/start");
    let why = refused(&mut mei, &start, &json!({}), 409);
    assert!(why.contains("on hold"), "{why}");
    // None of it goes on by itself.
    let why = refused(&mut hana, &format!("{}/resume", at(&cart)), &json!({}), 409);
    assert!(why.contains(&shop), "{why}");
    done(&mut hana, &format!("{}/resume", at(&project)), &json!({}));
    let went_on = ["planned", "planned", "planned", "on_hold"];
    assert_eq!(states(&mut hana), went_on);
    done(&mut mei, &start, &json!({}));

    // One Undo takes a hold back with all that it held.
    done(&mut hana, &format!("{}/hold", at(&shop)), &json!({}));
    let wrote_again = house.last_of("department-manager");
    assert!(wrote_again > wrote);
    done(
        &mut hana,
        &format!("/api/v1/journal/{wrote_again}/undo"),
        &json!({}),
    );
    assert_eq!(text(&get(&mut hana, &at(&cart)), "state"), "active");
    // What was held by itself below stays so when what is above goes on.
    done(&mut hana, &format!("{}/hold", at(&shop)), &json!({}));
    done(&mut hana, &format!("{}/hold", at(&project)), &json!({}));
    done(&mut hana, &format!("{}/resume", at(&project)), &json!({}));
    assert_eq!(text(&get(&mut hana, &at(&shop)), "state"), "on_hold");
    assert_eq!(text(&get(&mut hana, &at(&cart)), "state"), "on_hold");
    done(&mut hana, &format!("{}/resume", at(&shop)), &json!({}));
    assert_eq!(text(&get(&mut hana, &at(&cart)), "state"), "active");
    assert!(recount(&house.store).unwrap().problems.is_empty());
}

#[test]
fn a_playbook_made_from_a_project_has_the_work_of_its_sub_projects() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut hana = house.api("department-manager").unwrap();
    let (task, parts) = with_parts(&tasks(&mut hana, &project));
    made_of(&mut hana, text(&task, "id"));
    let at = format!("/api/v1/projects/{project}/sub-projects");
    let beside = text(&done(&mut hana, &at, &json!({ "title": "Blog" })), "id").to_owned();
    let first = json!({ "project": beside, "title": "Choose three subjects" });
    let first = text(&done(&mut hana, "/api/v1/tasks", &first), "id").to_owned();
    let then = json!({ "project": beside, "title": "Write them", "after": [first] });
    done(&mut hana, "/api/v1/tasks", &then);
    let book = json!({ "name": "The same again", "category": "web", "project": project });
    let made = done(&mut hana, "/api/v1/playbooks", &book);
    let held = get(
        &mut hana,
        &format!("/api/v1/playbooks/{}", text(&made, "id")),
    );
    let steps = held["steps"].as_array().unwrap();
    let at = |title: &str| {
        let found = steps.iter().position(|step| step["title"] == title);
        found.unwrap_or_else(|| panic!("{title}: {held}"))
    };
    for part in &parts {
        at(text(part, "title"));
    }
    // A sub-project beside the milestones stands behind them, as a milestone.
    let blog = at("Blog");
    assert_eq!(steps[blog]["level"], "milestone");
    assert!(at("Choose three subjects") > blog);
    let (subjects, write) = (
        &steps[at("Choose three subjects")],
        &steps[at("Write them")],
    );
    let after = write["after"].to_string();
    assert!(after.contains(&subjects["key"].to_string()), "{held}");
}

#[test]
fn a_project_is_judged_by_schedule_budget_scope_and_client() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let at = format!("/api/v1/projects/{project}");
    let health = |by: &mut Client| get(by, &format!("{at}/health"));
    let told = health(&mut hana);
    for side in ["scope", "client"] {
        assert_eq!(told[side]["is"], "good", "{told}");
    }
    // Half of the hours are used before anything is done.
    let hours = json!({ "budget_minutes": 600 });
    let part = done(
        &mut hana,
        &format!("{at}/sub-projects"),
        &json!({ "title": "Narrow" }),
    );
    let sub = format!("/api/v1/projects/{}", text(&part, "id"));
    patch(&mut hana, &sub, &hours);
    let work = json!({ "project": part["id"], "title": "Dig", "assignee": house.account("team-member").id.to_string() });
    let dig = done(&mut hana, "/api/v1/tasks", &work);
    done(
        &mut mei,
        "/api/v1/time-entries",
        &json!({ "task": dig["id"], "minutes": "5h" }),
    );
    let told = get(&mut hana, &format!("{sub}/health"));
    assert_eq!(told["budget"]["is"], "doubtful", "{told}");
    assert!(
        told["budget"]["because"][0]
            .as_str()
            .unwrap()
            .contains("50% of its hours"),
        "{told}"
    );
    // Somebody asks for more.
    let more = json!({ "title": "One more field", "estimate_minutes": "1:30", "reason": "They asked for it" });
    let above = get(&mut mei, &format!("/api/v1/tasks/{task}"));
    let above = text(&above, "parent");
    done(
        &mut hana,
        &format!("/api/v1/tasks/{above}/assign"),
        &json!({ "assignee": house.account("team-member").id.to_string() }),
    );
    done(&mut mei, &format!("/api/v1/tasks/{above}/request"), &more);
    let told = health(&mut hana);
    assert_eq!(told["scope"]["is"], "doubtful", "{told}");
    let mut window = house.signed_in("department-manager");
    let shown = page(&mut window, &format!("/projects/{project}"));
    assert!(
        shown.contains("1 subtask is asked for") && shown.contains("About to change"),
        "{shown}"
    );
}
