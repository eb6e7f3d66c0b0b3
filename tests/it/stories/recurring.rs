//! Work that comes again: made recurring on a task, made by its rule while nobody looks, left out, changed and ended.

use atrium::{
    base::{Day, Moment, time},
    testing::house::House,
};
use serde_json::{Value, json};

use super::{
    approval_kinds::patch,
    work::{planned, tasks, text},
};
use crate::support::steps::{done, get, page, refused};

fn made(tasks: &[Value], title: &str) -> Vec<String> {
    let found = tasks.iter().filter(|task| task["title"] == title);
    let mut days: Vec<String> = found
        .map(|task| task["start"].as_str().unwrap_or_default().to_owned())
        .collect();
    days.sort();
    days
}

#[test]
fn the_next_is_made_once_by_its_rule() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    // A Monday that is yet to come, so that the days of the rule are known.
    let today = house.visit().today();
    let monday = today + (7 - i32::from(today.weekday()));
    let begun = done(
        &mut bilal,
        "/api/v1/tasks",
        &json!({ "project": project, "title": "Weekly report", "start": monday.iso(), "due": monday.iso(),
            "assignee": house.account("team-member").id.to_string(), "checklist": [{ "title": "Send it", "done": true }] }),
    );
    let task = text(&begun, "id").to_owned();
    let rule = json!({ "every": "week", "weekdays": ["mon"], "days": 3 });
    refused(
        &mut mei,
        &format!("/api/v1/tasks/{task}/repeat"),
        &rule,
        403,
    );
    let series = done(&mut bilal, &format!("/api/v1/tasks/{task}/repeat"), &rule);
    assert_eq!(text(&series, "says"), "every week on Monday");
    assert_eq!(text(&series, "next"), (monday + 7).iso());
    let at = format!("/api/v1/recurring-tasks/{}", text(&series, "id"));
    refused(
        &mut bilal,
        &format!("/api/v1/tasks/{task}/repeat"),
        &rule,
        409,
    );

    let strike = |day: Day| {
        let at = Moment(i64::from(day.0) * time::DAY + 9 * time::HOUR);
        house.strike(at).unwrap();
    };
    strike(monday + 6);
    assert_eq!(made(&tasks(&mut bilal, &project), "Weekly report").len(), 1);
    // Off for more than two weeks: the latest is made, once, whoever looks again.
    for _ in 0..2 {
        strike(monday + 23);
    }
    let all = tasks(&mut bilal, &project);
    assert_eq!(
        made(&all, "Weekly report"),
        [monday.iso(), (monday + 21).iso()]
    );
    let second = all
        .iter()
        .find(|task| task["start"] == (monday + 21).iso().as_str())
        .unwrap();
    assert_eq!(
        text(second, "due"),
        (monday + 23).iso(),
        "three working days"
    );
    assert_eq!(second["checklist"][0]["done"], false);
    assert_eq!(second["series"], series["id"]);
    let told = mei.get("/api/v1/notifications").text();
    assert!(told.contains("Weekly report is yours again"), "{told}");

    // The next one is left out, and that is taken back.
    let skipped = done(&mut bilal, &format!("{at}/skip"), &json!({}));
    assert_eq!(text(&skipped, "next"), (monday + 35).iso());
    let seq = house.last_of("team-lead");
    done(
        &mut bilal,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(text(&get(&mut bilal, &at), "next"), (monday + 28).iso());

    // It is shown on the task, and ends there.
    let mut browser = house.signed_in("team-lead");
    let shown = page(&mut browser, &format!("/tasks/{task}"));
    assert!(shown.contains("every week on Monday"), "{shown}");
    assert!(shown.contains("Leave out the next"), "{shown}");
    let shown = page(&mut browser, "/recurring-tasks");
    assert!(shown.contains("Weekly report"), "{shown}");
    let changed = patch(&mut bilal, &at, &json!({ "title": "Report of the week" }));
    assert_eq!(text(&changed, "next"), (monday + 28).iso());
    done(&mut bilal, &format!("{at}/end"), &json!({}));
    strike(monday + 60);
    let all = tasks(&mut bilal, &project);
    assert_eq!(made(&all, "Report of the week").len(), 0);
    refused(&mut bilal, &format!("{at}/skip"), &json!({}), 409);
}

#[test]
fn what_recurs_rests_with_its_project() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let today = house.visit().today();
    let begun = done(
        &mut bilal,
        "/api/v1/tasks",
        &json!({ "project": project, "title": "Backup", "start": today.iso(), "due": today.iso() }),
    );
    let repeat = format!("/api/v1/tasks/{}/repeat", text(&begun, "id"));
    let beside = refused(
        &mut bilal,
        &repeat,
        &json!({ "every": "day", "begins": today.iso(), "until": (today + -1).iso() }),
        422,
    );
    assert!(beside.contains("until"), "{beside}");
    let series = done(
        &mut bilal,
        &repeat,
        &json!({ "every": "day", "off_day": "skip" }),
    );
    done(
        &mut jonas,
        &format!("/api/v1/projects/{project}/hold"),
        &json!({}),
    );
    let later = Moment::now().plus(10 * time::DAY);
    house.strike(later).unwrap();
    assert_eq!(made(&tasks(&mut bilal, &project), "Backup").len(), 1);
    let at = format!("/api/v1/recurring-tasks/{}", text(&series, "id"));
    let next = Day::parse(text(&get(&mut bilal, &at), "next")).unwrap();
    assert!(next > today + 9, "the days of the hold are over");
    assert!(next.weekday() < 5);
    done(
        &mut jonas,
        &format!("/api/v1/projects/{project}/resume"),
        &json!({}),
    );
    house.strike(later.plus(5 * time::DAY)).unwrap();
    assert_eq!(made(&tasks(&mut bilal, &project), "Backup").len(), 2);
}

#[test]
fn a_demonstration_has_work_that_comes_again_and_reports() {
    let house = House::filled().unwrap();
    let mut ines = house.signed_in("superadmin");
    let shown = page(&mut ines, "/recurring-tasks");
    assert!(
        shown.contains("Update plugins and check the backups"),
        "{shown}"
    );
    let mut ines = house.api("superadmin").unwrap();
    let reports = get(&mut ines, "/api/v1/progress-reports");
    let published = |report: &Value| report["standing"] == "published";
    let items = reports["items"].as_array().unwrap();
    assert!(items.iter().any(published), "{reports}");
}

#[test]
fn what_recurs_goes_on_when_who_does_it_has_left() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let today = house.visit().today();
    let monday = today + (7 - i32::from(today.weekday()));
    let mei = house.account("team-member").id;
    let begun = done(
        &mut bilal,
        "/api/v1/tasks",
        &json!({ "project": project, "title": "Weekly report", "start": monday.iso(), "due": monday.iso(),
            "assignee": mei.to_string() }),
    );
    let repeat = format!("/api/v1/tasks/{}/repeat", text(&begun, "id"));
    let rule = json!({ "every": "week", "weekdays": ["mon"] });
    let series = done(&mut bilal, &repeat, &rule);
    let at = format!("/api/v1/recurring-tasks/{}", text(&series, "id"));
    // Whoever leaves hands it over with the rest.
    let mut rosa = house.signed_in("hr-manager");
    let leave = page(&mut rosa, &format!("/users/{mei}/leave"));
    assert!(leave.contains("Tasks that recur"), "{leave}");
    let to = house.account("team-lead").id.to_string();
    let gone = rosa.post_form(&format!("/users/{mei}/deactivate"), &[("to", to.as_str())]);
    assert_eq!(gone.status, 303, "{}", gone.text());
    assert_eq!(text(&get(&mut bilal, &at), "assignee"), to);
    let strike = |day: Day| {
        let at = Moment(i64::from(day.0) * time::DAY + 9 * time::HOUR);
        house.strike(at).unwrap();
    };
    strike(monday + 8);
    let all = tasks(&mut bilal, &project);
    let next = all.iter().find(|task| {
        task["title"] == "Weekly report" && task["start"] == (monday + 7).iso().as_str()
    });
    assert_eq!(next.map(|task| text(task, "assignee")), Some(to.as_str()));
}
