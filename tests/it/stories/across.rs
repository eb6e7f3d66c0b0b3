//! Tasks that are moved and copied, within a project and across: what goes along, what stays, and whom it is refused.

use atrium::{data::testing::recount, testing::house::House};
use serde_json::{Value, json};

use super::{
    budgets::given,
    work::{planned, tasks, text},
};
use crate::support::steps::{done, get, page, refused};

/// A sub-project of a project, with the milestone that it begins with.
fn part_of(house: &House, project: &str) -> (String, String) {
    let mut hana = house.api("department-manager").unwrap();
    let at = format!("/api/v1/projects/{project}/sub-projects");
    let made = done(&mut hana, &at, &json!({ "title": "Shop" }));
    let sub = text(&made, "id").to_owned();
    let all = get(&mut hana, &format!("/api/v1/milestones?project={sub}"));
    let milestone = text(&all["items"][0], "id").to_owned();
    (sub, milestone)
}

/// The task above a subtask that somebody works on, with that.
fn above(house: &House) -> (String, String, String) {
    let (project, task) = given(house);
    let mut hana = house.api("department-manager").unwrap();
    let held = get(&mut hana, &format!("/api/v1/tasks/{task}"));
    (project, text(&held, "parent").to_owned(), task)
}

#[test]
fn a_task_is_moved_to_another_project_of_its_client_with_its_time() {
    let house = House::with_cast().unwrap();
    let (project, top, task) = above(&house);
    let (sub, milestone) = part_of(&house, &project);
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    done(
        &mut mei,
        "/api/v1/time-entries",
        &json!({ "task": task, "minutes": "45m" }),
    );
    let to = json!({ "milestone": milestone });
    let moved = done(&mut hana, &format!("/api/v1/tasks/{top}/milestone"), &to);
    let seq = house.last_of("department-manager");
    assert_eq!(moved["project"], sub.as_str());
    let part = get(&mut hana, &format!("/api/v1/tasks/{task}"));
    assert_eq!(
        (&part["project"], &part["logged_minutes"]),
        (&json!(sub), &json!(45))
    );
    let logged = |of: &str, by: &mut _| -> Value {
        get(by, &format!("/api/v1/projects/{of}"))["logged_minutes"].clone()
    };
    assert_eq!(logged(&sub, &mut hana), 45);
    assert_eq!(logged(&project, &mut hana), 0);
    let left = tasks(&mut hana, &project);
    assert!(
        left.iter()
            .all(|other| !other["after"].to_string().contains(&top))
    );
    done(
        &mut hana,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(logged(&project, &mut hana), 45);
    assert!(recount(&house.store).unwrap().problems.is_empty());
}

#[test]
fn a_task_stays_with_its_client_and_in_projects_that_take_no_work_none_comes() {
    let house = House::with_cast().unwrap();
    let (project, top, task) = above(&house);
    // Each plan is made for a client of its own.
    let other = planned(&house, "web-wordpress");
    let mut hana = house.api("department-manager").unwrap();
    let there = get(&mut hana, &format!("/api/v1/milestones?project={other}"));
    let to = json!({ "milestone": there["items"][0]["id"] });
    let why = refused(
        &mut hana,
        &format!("/api/v1/tasks/{top}/milestone"),
        &to,
        422,
    );
    assert!(why.contains("its client"), "{why}");
    let (sub, milestone) = part_of(&house, &project);
    let to = json!({ "milestone": milestone });
    let why = refused(
        &mut hana,
        &format!("/api/v1/tasks/{task}/milestone"),
        &to,
        422,
    );
    assert!(why.contains("milestone of its task"), "{why}");
    done(
        &mut hana,
        &format!("/api/v1/projects/{sub}/hold"),
        &json!({}),
    );
    let why = refused(
        &mut hana,
        &format!("/api/v1/tasks/{top}/milestone"),
        &to,
        409,
    );
    assert!(why.contains("on hold"), "{why}");
}

#[test]
fn a_copy_begins_anew_wherever_its_maker_may_add_tasks() {
    let house = House::with_cast().unwrap();
    let (_, top, task) = above(&house);
    let other = planned(&house, "web-wordpress");
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    done(&mut mei, &format!("/api/v1/tasks/{task}/start"), &json!({}));
    let there = get(&mut hana, &format!("/api/v1/milestones?project={other}"));
    let form = json!({ "milestone": there["items"][0]["id"], "title": "The same again" });
    let made = done(&mut hana, &format!("/api/v1/tasks/{top}/copy"), &form);
    assert_eq!(
        (text(&made, "title"), text(&made, "state")),
        ("The same again", "to_do")
    );
    assert_eq!(made["project"], other.as_str());
    let id = text(&made, "id");
    let below = |of: &str, all: &[Value]| all.iter().filter(|t| t["parent"] == of).count();
    let source = text(&get(&mut hana, &format!("/api/v1/tasks/{top}")), "project").to_owned();
    let (from, to) = (tasks(&mut hana, &source), tasks(&mut hana, &other));
    assert_eq!(below(id, &to), below(&top, &from));
    assert!(
        to.iter()
            .filter(|t| t["parent"] == id)
            .all(|t| t["assignee"].is_null())
    );
    // One click takes the whole copy back.
    let seq = house.last_of("department-manager");
    done(
        &mut hana,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(hana.get(&format!("/api/v1/tasks/{id}")).status, 404);
    // Whoever may add no tasks copies none.
    refused(
        &mut mei,
        &format!("/api/v1/tasks/{task}/copy"),
        &json!({}),
        403,
    );
    assert!(recount(&house.store).unwrap().problems.is_empty());
}

#[test]
fn what_is_done_again_and_again_becomes_a_playbook_of_its_own() {
    let house = House::with_cast().unwrap();
    let (project, top, task) = above(&house);
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let time = json!({ "task": task, "minutes": "35m" });
    done(&mut mei, "/api/v1/time-entries", &time);
    let form = json!({ "name": "The same again", "category": "web", "task": top });
    let made = done(&mut hana, "/api/v1/playbooks", &form);
    let book = get(
        &mut hana,
        &format!("/api/v1/playbooks/{}", text(&made, "id")),
    );
    let steps = book["steps"].as_array().unwrap();
    let plan = tasks(&mut hana, &project);
    let parts = plan.iter().filter(|t| t["parent"] == top.as_str()).count();
    assert_eq!(steps.len(), 2 + parts, "{book}");
    let worked = get(&mut hana, &format!("/api/v1/tasks/{task}"));
    let step = steps.iter().find(|step| step["title"] == worked["title"]);
    assert_eq!(step.unwrap()["estimate_minutes"], 35);
    let both = json!({ "name": "Both", "category": "web", "task": top, "project": project });
    refused(&mut hana, "/api/v1/playbooks", &both, 422);
}

#[test]
fn a_page_offers_where_else_a_task_may_stand_and_a_project_is_named_as_people_call_it() {
    let house = House::with_cast().unwrap();
    let (project, top, _) = above(&house);
    let (sub, milestone) = part_of(&house, &project);
    let mut window = house.signed_in("department-manager");
    let mut hana = house.api("department-manager").unwrap();
    let shown = page(&mut window, &format!("/tasks/{top}"));
    let own = get(&mut hana, &format!("/api/v1/milestones?project={project}"));
    let others = own["items"].as_array().unwrap().iter();
    let held = get(&mut hana, &format!("/api/v1/tasks/{top}"));
    for other in others.filter(|other| other["id"] != held["milestone"]) {
        let option = format!("value=\"{}\"", text(other, "id"));
        assert!(
            shown.matches(&option).count() >= 2,
            "to move, to copy: {shown}"
        );
    }
    // Into another project: there where its work goes on.
    let answer = window.post_form(
        &format!("/tasks/{top}/copy"),
        &[("project", &format!("{sub} Shop"))],
    );
    assert_eq!(answer.status, 303, "{}", answer.text());
    let moved = done(
        &mut hana,
        &format!("/api/v1/tasks/{top}/milestone"),
        &json!({ "project": sub }),
    );
    assert_eq!(
        (text(&moved, "project"), text(&moved, "milestone")),
        (sub.as_str(), milestone.as_str())
    );
    let there = tasks(&mut hana, &sub);
    let tops = there.iter().filter(|task| task["parent"].is_null());
    assert_eq!(
        tops.filter(|task| task["title"] == held["title"]).count(),
        2
    );
    let at = format!("/api/v1/tasks/{top}/milestone");
    let why = refused(&mut hana, &at, &json!({}), 422);
    assert!(why.contains("Choose a milestone"), "{why}");
    let both = json!({ "project": project, "milestone": milestone });
    let why = refused(&mut hana, &at, &both, 422);
    assert!(why.contains("another project"), "{why}");
}

#[test]
fn a_circle_of_tasks_is_refused_with_its_path() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut hana = house.api("department-manager").unwrap();
    let mut add = |title: &str, after: &[&String]| {
        let form = json!({ "project": project, "title": title, "after": after });
        text(&done(&mut hana, "/api/v1/tasks", &form), "id").to_owned()
    };
    let dig = add("Dig", &[]);
    let plant = add("Plant", &[&dig]);
    let water = add("Water", &[&plant]);
    let headers = [("content-type", "application/json")];
    let body = json!({ "after": [water] }).to_string();
    let at = format!("/api/v1/tasks/{dig}");
    let answer = hana.request("PATCH", &at, &headers, body.as_bytes());
    assert_eq!(answer.status, 422, "{}", answer.text());
    let path =
        format!("Dig ({dig}), after Water ({water}), after Plant ({plant}), after Dig ({dig})");
    assert!(answer.text().contains(&path), "{}", answer.text());
}
