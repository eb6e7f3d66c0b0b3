//! A client is told how their project goes: a report drafted from facts, read over, published, and each week by itself.

use atrium::{
    base::{Day, Moment, time},
    testing::{cast::PASSWORD, house::House},
};
use serde_json::json;

use super::{
    approval_kinds::patch,
    work::{planned, tasks, text},
    work_pages::portal_person,
};
use crate::support::steps::{done, get, page, refused};

/// A project with one visible task that is done, one late, one to come, and one that is the house's own.
fn project(house: &House) -> String {
    let project = planned(house, "web-wordpress");
    let mut jonas = house.api("project-manager").unwrap();
    let today = house.visit().today();
    let mut add = |title: &str, due: Day, seen: bool| {
        let task = done(
            &mut jonas,
            "/api/v1/tasks",
            &json!({ "project": project, "title": title, "due": due.iso(), "client_visible": seen }),
        );
        text(&task, "id").to_owned()
    };
    let finished = add("First drafts", today, true);
    add("Photos of the shop", today + -2, true);
    add("Opening page", today + 3, true);
    let hidden = add("Clean the staging server", today, false);
    for task in [finished, hidden] {
        done(
            &mut jonas,
            &format!("/api/v1/tasks/{task}/hand-in"),
            &json!({}),
        );
    }
    project
}

#[test]
fn a_report_is_drafted_from_facts_and_published_as_it_was_read() {
    let house = House::with_cast().unwrap();
    let project = project(&house);
    let email = portal_person(&house, &project);
    let mut client = house.client();
    let signed = client.post_form("/sign-in", &[("email", &email), ("password", PASSWORD)]);
    assert_eq!(signed.status, 303);
    let mut jonas = house.api("project-manager").unwrap();
    let report = done(
        &mut jonas,
        &format!("/api/v1/projects/{project}/reports"),
        &json!({}),
    );
    assert!(text(&report, "done").contains("First drafts"), "{report}");
    assert!(text(&report, "done").contains("1 more step"), "{report}");
    assert!(!text(&report, "done").contains("staging"), "{report}");
    assert!(text(&report, "late").contains("Photos of the shop"));
    assert!(text(&report, "next").contains("Opening page"));
    let number = text(&report, "id").to_owned();
    let at = format!("/api/v1/progress-reports/{number}");

    // It is the house's until it is published.
    let portal = format!("/portal/reports/{number}");
    assert_eq!(client.get(&portal).status, 404);
    let mut mei = house.api("team-member").unwrap();
    assert_eq!(mei.get(&at).status, 403);
    let changed = patch(
        &mut jonas,
        &at,
        &json!({ "needs": "The logo as a file", "show_hours": false }),
    );
    assert_eq!(text(&changed, "late"), text(&report, "late"));
    let stale = json!({ "version": report["version"] });
    refused(&mut jonas, &format!("{at}/publish"), &stale, 409);
    done(&mut jonas, &format!("{at}/publish"), &json!({}));
    let shown = page(&mut client, &portal);
    assert!(shown.contains("The logo as a file") && shown.contains("What we need from you"));
    assert!(
        !shown.contains("Since the last report"),
        "hours are the house's"
    );
    let shown = page(&mut client, "/portal/reports");
    assert!(shown.contains("Copperline website"), "{shown}");
    // They are told, and it waits in the outbox or went.
    let told = page(&mut client, "/portal/news");
    assert!(told.contains("Copperline website"), "{told}");
    let late = jonas.request(
        "PATCH",
        &at,
        &[("content-type", "application/json")],
        json!({ "needs": "Nothing" }).to_string().as_bytes(),
    );
    assert_eq!(late.status, 409, "{}", late.text());
    let mut browser = house.signed_in("project-manager");
    for path in [
        format!("/projects/{project}/reports"),
        format!("/progress-reports/{number}"),
    ] {
        let shown = page(&mut browser, &path);
        assert!(shown.contains("Published"), "{path}: {shown}");
    }
}

#[test]
fn each_week_one_is_drafted_once() {
    let house = House::with_cast().unwrap();
    let project = project(&house);
    let mut jonas = house.api("project-manager").unwrap();
    let cycle = done(
        &mut jonas,
        &format!("/api/v1/projects/{project}/report-cycle"),
        &json!({ "cycle": "weekly" }),
    );
    let next = Day::parse(text(&cycle, "next")).unwrap();
    assert_eq!(next.weekday(), 0);
    let reports = |jonas: &mut _| {
        let path = format!("/api/v1/progress-reports?project={project}");
        get(jonas, &path)["items"].as_array().unwrap().clone()
    };
    let strike = |day: Day| {
        let at = Moment(i64::from(day.0) * time::DAY + 9 * time::HOUR);
        house.strike(at).unwrap();
    };
    strike(next + -1);
    assert!(reports(&mut jonas).is_empty());
    for _ in 0..2 {
        strike(next);
    }
    let first = reports(&mut jonas);
    assert_eq!(first.len(), 1);
    assert_eq!(text(&first[0], "last"), (next + -1).iso());
    let told = jonas.get("/api/v1/notifications").text();
    assert!(told.contains("is drafted: read it over"), "{told}");
    // Off for a month, the last week is drafted and no other.
    strike(next + 30);
    let all = reports(&mut jonas);
    assert_eq!(all.len(), 2);
    assert_eq!(text(&all[0], "first"), (next + 21).iso());
    done(
        &mut jonas,
        &format!("/api/v1/projects/{project}/report-cycle"),
        &json!({ "cycle": "off" }),
    );
    strike(next + 60);
    assert_eq!(reports(&mut jonas).len(), 2);
    assert!(!tasks(&mut jonas, &project).is_empty());
}

#[test]
fn what_the_client_has_stays_and_each_hour_is_told_once() {
    let house = House::with_cast().unwrap();
    let project = project(&house);
    let mut jonas = house.api("project-manager").unwrap();
    let plan = tasks(&mut jonas, &project);
    let task = text(&plan[0], "id").to_owned();
    let mut bilal = house.api("team-lead").unwrap();
    let log = json!({ "task": task, "minutes": "2:00" });
    done(&mut bilal, "/api/v1/time-entries", &log);
    let reports = format!("/api/v1/projects/{project}/reports");
    let first = done(&mut jonas, &reports, &json!({}));
    assert_eq!(first["minutes"], 120);
    // Nobody has read it yet: drafted anew it is the same one, with the same hours.
    let again = done(&mut jonas, &reports, &json!({}));
    assert_eq!(
        (&again["id"], &again["minutes"]),
        (&first["id"], &json!(120))
    );
    let at = format!("/api/v1/progress-reports/{}", text(&first, "id"));
    patch(&mut jonas, &at, &json!({ "needs": "The logo as a file" }));
    let edited = house.last_of("project-manager");
    done(&mut jonas, &format!("{at}/publish"), &json!({}));
    let undo = format!("/api/v1/journal/{edited}/undo");
    let why = refused(&mut jonas, &undo, &json!({}), 409);
    assert!(why.contains("has read this report"), "{why}");
    assert_eq!(get(&mut jonas, &at)["needs"], "The logo as a file");
    let next = done(&mut jonas, &reports, &json!({}));
    assert_ne!(next["id"], first["id"]);
    assert_eq!(
        (&next["minutes"], &next["minutes_in_all"]),
        (&json!(0), &json!(120))
    );
}
