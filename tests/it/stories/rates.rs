//! Rates: the nearest holds, stays with the time it was logged with, and what an hour costs is told to few.

use atrium::testing::house::House;
use serde_json::json;

use super::work::{planned, tasks, text};
use crate::support::steps::{done, get, page, refused};

#[test]
fn the_rate_of_an_hour_is_what_it_was_when_it_was_logged() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let below = plan.iter().find(|t| t["parent"] == plan[0]["id"]).unwrap();
    let task = text(below, "id").to_owned();
    let mei_id = house.account("team-member").id.to_string();
    let assign = json!({ "assignee": mei_id });
    done(&mut bilal, &format!("/api/v1/tasks/{task}/assign"), &assign);
    let mut mei = house.api("team-member").unwrap();
    let mut boss = house.api("management").unwrap();
    let log = json!({ "task": task, "minutes": "1:00" });
    let seen = |boss: &mut _, entry: &serde_json::Value| {
        get(boss, &format!("/api/v1/time-entries/{}", text(entry, "id")))
    };

    // Nobody said anything: billed, at nothing that is known.
    let bare = done(&mut mei, "/api/v1/time-entries", &log);
    let first = seen(&mut boss, &bare);
    assert_eq!(
        (&first["rate"], &first["billable"]),
        (&json!(null), &json!(true))
    );

    let house_rate = json!({ "per_hour": "95.00", "cost_per_hour": "40.00" });
    done(&mut boss, "/api/v1/rates", &house_rate);
    let person = json!({ "person": mei_id, "cost_per_hour": "42.00" });
    done(&mut boss, "/api/v1/rates", &person);
    let of_project = json!({ "project": project, "per_hour": "110.00" });
    done(&mut boss, "/api/v1/rates", &of_project);
    let second = done(&mut mei, "/api/v1/time-entries", &log);
    let told = seen(&mut boss, &second);
    assert_eq!(
        (&told["rate"], &told["cost_rate"]),
        (&json!(11_000), &json!(4_200))
    );

    // A later word changes later time alone.
    let internal = json!({ "task": task, "per_hour": "0", "billable": "no" });
    done(&mut boss, "/api/v1/rates", &internal);
    let third = done(&mut mei, "/api/v1/time-entries", &log);
    let told = seen(&mut boss, &third);
    assert_eq!(
        (&told["rate"], &told["billable"]),
        (&json!(0), &json!(false))
    );
    let billed = json!({ "task": task, "minutes": "1:00", "billable": true });
    let fourth = done(&mut mei, "/api/v1/time-entries", &billed);
    assert_eq!(seen(&mut boss, &fourth)["billable"], true);
    assert_eq!(seen(&mut boss, &second)["rate"], 11_000);
    assert_eq!(seen(&mut boss, &bare)["rate"], json!(null));

    // Whoever works is told neither, and says neither; a project's manager isn't told what an hour costs.
    let own = get(
        &mut mei,
        &format!("/api/v1/time-entries/{}", text(&second, "id")),
    );
    assert!(own.get("rate").is_none_or(|rate| rate.is_null()), "{own}");
    assert!(
        own.get("cost_rate").is_none_or(|rate| rate.is_null()),
        "{own}"
    );
    refused(&mut mei, "/api/v1/rates", &house_rate, 403);
    assert_eq!(mei.get("/api/v1/rates").status, 403);
    let costs = json!({ "project": project, "cost_per_hour": "40.00" });
    let why = refused(&mut boss, "/api/v1/rates", &costs, 422);
    assert!(why.contains("said of people"), "{why}");
    let shown = page(&mut house.signed_in("management"), "/rates");
    assert!(
        shown.contains("Cost of an hour") && shown.contains("110"),
        "{shown}"
    );
}

#[test]
fn rates_are_told_to_whoever_sees_the_whole_house() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut boss = house.api("management").unwrap();
    let rate = json!({ "project": project, "per_hour": "113.50" });
    done(&mut boss, "/api/v1/rates", &rate);
    let mei = house.account("team-member").id.to_string();
    let cost = json!({ "person": mei, "cost_per_hour": "41.70" });
    done(&mut boss, "/api/v1/rates", &cost);
    assert!(page(&mut house.signed_in("management"), "/rates").contains("113.50"));
    // Of a department alone: none lies in one.
    let shown = page(&mut house.signed_in("project-manager"), "/rates");
    for hidden in ["113.50", "41.70", "Copperline", "Save rate"] {
        assert!(!shown.contains(hidden), "{hidden}: {shown}");
    }
}

#[test]
fn the_form_leaves_open_whether_time_is_billed() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let below = plan.iter().find(|t| t["parent"] == plan[0]["id"]).unwrap();
    let task = text(below, "id").to_owned();
    let mut boss = house.api("management").unwrap();
    let internal = json!({ "task": task, "billable": "no" });
    done(&mut boss, "/api/v1/rates", &internal);
    let mut at_desk = house.signed_in("team-lead");
    assert!(page(&mut at_desk, "/time").contains("As the rates say"));
    let mut log = |said: &str| {
        let fields = [
            ("task", task.as_str()),
            ("minutes", "0:30"),
            ("billable", said),
        ];
        let logged = at_desk.post_form("/time", &fields);
        assert_eq!(logged.status, 303, "{}", logged.text());
        let found = get(
            &mut bilal,
            &format!("/api/v1/time-entries?task={task}&sort=number"),
        );
        let items = found["items"].as_array().unwrap().clone();
        items.last().unwrap()["billable"].clone()
    };
    assert_eq!(log(""), false);
    assert_eq!(log("true"), true);
    assert_eq!(log("false"), false);
}
