//! Budgets: what is used of them, who is warned and how often, and what becomes of time beyond them.

use atrium::{
    base::Moment,
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    approval_kinds::patch,
    work::{planned, tasks, text},
};
use crate::support::steps::{done, get, page, refused};

/// A project, and a task of it that is the team member's.
pub(super) fn given(house: &House) -> (String, String) {
    let project = planned(house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let below = plan.iter().find(|t| t["parent"] == plan[0]["id"]).unwrap();
    let task = text(below, "id").to_owned();
    let mei = json!({ "assignee": house.account("team-member").id.to_string() });
    done(&mut bilal, &format!("/api/v1/tasks/{task}/assign"), &mei);
    (project, task)
}

fn log(by: &mut Client, task: &str, minutes: &str) -> String {
    let entry = json!({ "task": task, "minutes": minutes });
    text(&done(by, "/api/v1/time-entries", &entry), "id").to_owned()
}

/// How often the lead was told of a budget, once what is due is done.
fn warned(house: &House) -> usize {
    house.strike(Moment::now()).unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    let told = get(&mut bilal, "/api/v1/notifications?limit=100").to_string();
    told.matches("of the budget of").count()
}

#[test]
fn each_threshold_is_told_once_and_anew_when_the_budget_is_raised() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    patch(&mut hana, &at, &json!({ "budget_minutes": 100 }));
    assert_eq!(warned(&house), 0);
    let entry = log(&mut mei, &task, "80m");
    let first = warned(&house);
    assert!(first > 0, "nobody was warned of 80%");
    assert_eq!(get(&mut hana, &at)["budget_used"], 80);

    // Down and up again is no news.
    let entry = format!("/api/v1/time-entries/{entry}");
    patch(&mut mei, &entry, &json!({ "minutes": 60 }));
    assert_eq!(warned(&house), first);
    patch(&mut mei, &entry, &json!({ "minutes": 85 }));
    assert_eq!(warned(&house), first);

    log(&mut mei, &task, "20m");
    let second = warned(&house);
    assert!(second > first, "nobody was warned of 100%");
    log(&mut mei, &task, "20m");
    assert_eq!(warned(&house), second);

    patch(&mut hana, &at, &json!({ "budget_minutes": 200 }));
    assert_eq!(warned(&house), second, "there is room again");
    log(&mut mei, &task, "40m");
    assert!(warned(&house) > second, "a larger budget is warned of anew");
}

#[test]
fn what_reaches_a_threshold_again_is_told_if_it_was_not_yet() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let budget = json!({ "budget_minutes": 100 });
    patch(&mut hana, &format!("/api/v1/projects/{project}"), &budget);
    let entry = log(&mut mei, &task, "90m");
    let gone = mei.request("DELETE", &format!("/api/v1/time-entries/{entry}"), &[], b"");
    assert_eq!(gone.status, 200, "{}", gone.text());
    let before = warned(&house);
    log(&mut mei, &task, "90m");
    assert!(warned(&house) > before || before > 0);
}

#[test]
fn a_task_has_a_budget_of_its_own_as_strict_as_its_projects() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut hana = house.api("department-manager").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let at = format!("/api/v1/tasks/{task}");
    let held = patch(&mut bilal, &at, &json!({ "budget_minutes": 60 }));
    assert_eq!(
        (&held["budget_minutes"], &held["budget_used"]),
        (&json!(60), &json!(0))
    );
    log(&mut mei, &task, "50m");
    assert_eq!(get(&mut mei, &at)["budget_used"], 83);
    let told = warned(&house);
    assert!(told > 0, "nobody was warned of the task's budget");
    assert_eq!(warned(&house), told);
    // Where the project only warns, more is taken.
    log(&mut mei, &task, "5m");
    let stops = json!({ "at_full": "stop" });
    patch(&mut hana, &format!("/api/v1/projects/{project}"), &stops);
    let more = json!({ "task": task, "minutes": "6m" });
    let why = refused(&mut mei, "/api/v1/time-entries", &more, 422);
    assert!(why.contains("budget of") && why.contains("Ask "), "{why}");
    log(&mut mei, &task, "5m");
    patch(&mut bilal, &at, &json!({ "budget_minutes": null }));
    log(&mut mei, &task, "6m");
}

#[test]
fn a_budget_that_stops_takes_no_more_time() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let stops = json!({ "budget_minutes": 60, "at_full": "stop" });
    patch(&mut hana, &format!("/api/v1/projects/{project}"), &stops);
    let entry = log(&mut mei, &task, "50m");
    let more = json!({ "task": task, "minutes": "11m" });
    let why = refused(&mut mei, "/api/v1/time-entries", &more, 422);
    assert!(why.contains("minutes") && why.contains("Ask "), "{why}");
    let also = json!({ "rows": [more] });
    refused(&mut mei, "/api/v1/time-entries/several", &also, 422);
    let reason = json!({ "task": task, "minutes": "11m", "over_budget": "It is late" });
    refused(&mut mei, "/api/v1/time-entries", &reason, 422);
    log(&mut mei, &task, "10m");

    // What is there may become less, and be told otherwise, but not more.
    let at = format!("/api/v1/time-entries/{entry}");
    let headers = [("content-type", "application/json")];
    let more = mei.request("PATCH", &at, &headers, b"{\"minutes\": 51}");
    assert_eq!(more.status, 422, "{}", more.text());
    patch(&mut mei, &at, &json!({ "note": "Sitemap" }));
    patch(&mut mei, &at, &json!({ "minutes": 20 }));

    // The sheet says it beside its form.
    let mut at_desk = house.signed_in("team-member");
    let form = [
        ("task", task.as_str()),
        ("minutes", "3:00"),
        ("back", "/time"),
    ];
    let answer = at_desk.post_form("/time", &form);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("for more"), "{}", answer.text());
}

#[test]
fn a_budget_that_asks_takes_time_with_a_reason() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let asks = json!({ "budget_minutes": 60, "at_full": "ask" });
    patch(&mut hana, &format!("/api/v1/projects/{project}"), &asks);
    let bare = json!({ "task": task, "minutes": "2:00" });
    let why = refused(&mut mei, "/api/v1/time-entries", &bare, 422);
    assert!(why.contains("over_budget"), "{why}");
    let reason = "The client moved the launch";
    let told = json!({ "task": task, "minutes": "2:00", "over_budget": reason });
    let entry = done(&mut mei, "/api/v1/time-entries", &told);
    assert_eq!(text(&entry, "over_budget"), reason);
    let mut bilal = house.api("team-lead").unwrap();
    assert!(
        bilal.get("/api/v1/notifications").text().contains(reason),
        "whoever leads it hears why"
    );
}

#[test]
fn a_budget_of_money_counts_rates_and_waits_for_a_yes() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut boss = house.api("management").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let rate = json!({ "per_hour": "90.00", "cost_per_hour": "40.00" });
    done(&mut boss, "/api/v1/rates", &rate);

    let asked = patch(&mut jonas, &at, &json!({ "budget_money": "180.00" }));
    assert_eq!(asked["budget_money"], 0, "waits");
    assert_eq!(
        text(&asked["waiting"][0]["changes"][0], "field"),
        "budget_money"
    );
    let approval = text(&asked["waiting"][0], "approval");
    done(
        &mut hana,
        &format!("/api/v1/approvals/{approval}/approve"),
        &json!({}),
    );
    log(&mut mei, &task, "1:00");
    let told: Value = get(&mut boss, &at);
    assert_eq!(
        (&told["budget_money"], &told["money_used"]),
        (&json!(18_000), &json!(50))
    );
    patch(&mut hana, &at, &json!({ "at_full": "stop" }));
    let more = json!({ "task": task, "minutes": "1:01" });
    let why = refused(&mut mei, "/api/v1/time-entries", &more, 422);
    assert!(why.contains("budget of money"), "{why}");
    // Measured by what it costs there is room, and what it costs is told to few.
    patch(&mut hana, &at, &json!({ "budget_by": "cost" }));
    done(&mut mei, "/api/v1/time-entries", &more);
    let told = get(&mut hana, &at);
    assert!(told["money_used"].is_null(), "{told}");
    assert_eq!(get(&mut boss, &at)["money_used"], 44);
    let shown = page(
        &mut house.signed_in("management"),
        &format!("/projects/{project}"),
    );
    assert!(shown.contains("Money used"), "{shown}");
    assert!(page(&mut house.signed_in("management"), "/projects").contains("Budget used"));
}

#[test]
fn a_budget_that_stops_is_not_gone_around() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut boss = house.api("management").unwrap();
    let mut hana = house.api("department-manager").unwrap();
    let mut jonas = house.api("project-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let rate = json!({ "per_hour": "60.00", "cost_per_hour": "40.00" });
    done(&mut boss, "/api/v1/rates", &rate);
    let stops = json!({ "budget_minutes": 60, "at_full": "stop" });
    patch(&mut hana, &at, &stops);

    // By an Undo: what others used meanwhile isn't there for it any more.
    let entry = log(&mut mei, &task, "40m");
    let gone = mei.request("DELETE", &format!("/api/v1/time-entries/{entry}"), &[], b"");
    assert_eq!(gone.status, 200, "{}", gone.text());
    let back = format!("/api/v1/journal/{}/undo", house.last_of("team-member"));
    let second = log(&mut mei, &task, "50m");
    let why = refused(&mut mei, &back, &json!({}), 409);
    assert!(why.contains("The budget of"), "{why}");
    let gone = mei.request(
        "DELETE",
        &format!("/api/v1/time-entries/{second}"),
        &[],
        b"",
    );
    assert_eq!(gone.status, 200, "{}", gone.text());
    done(&mut mei, &back, &json!({}));

    // By saying that it only warns, or counts otherwise: whoever asks for more asks for that too.
    let asked = patch(&mut jonas, &at, &json!({ "at_full": "warn" }));
    assert_eq!(asked["at_full"], "stop", "waits");
    assert_eq!(text(&asked["waiting"][0]["changes"][0], "field"), "at_full");

    // By several at once.
    let money = json!({ "budget_minutes": null, "budget_money": "50.00" });
    patch(&mut boss, &at, &money);
    let internal = json!({ "task": task, "minutes": "20m", "billable": false });
    let internal = text(&done(&mut mei, "/api/v1/time-entries", &internal), "id").to_owned();
    let billed = json!({ "keys": [internal], "billable": "yes" });
    let why = refused(&mut hana, "/api/v1/time-entries/bulk", &billed, 409);
    assert!(why.contains("budget of money"), "{why}");
}
