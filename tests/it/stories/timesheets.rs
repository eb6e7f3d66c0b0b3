//! Weeks of time: written as a grid, drafted from what somebody did, submitted, approved, and then as they are.

use atrium::{
    base::{Day, Moment, time},
    features::timesheets::{Status, Timesheet, of_week},
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    approval_kinds::patch,
    shares::as_person,
    work::{planned, tasks, text},
};
use crate::support::steps::{done, get, page, refused};

/// Two subtasks of the plan's first task, given to the team member.
fn given(house: &House) -> Vec<String> {
    let project = planned(house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let below = plan.iter().filter(|t| t["parent"] == plan[0]["id"]);
    let leaves: Vec<String> = below.map(|t| text(t, "id").to_owned()).take(2).collect();
    for leaf in &leaves {
        let mei = house.account("team-member").id.to_string();
        let at = format!("/api/v1/tasks/{leaf}/assign");
        done(&mut bilal, &at, &json!({ "assignee": mei }));
    }
    leaves
}

/// The field of today in the grid.
fn today_field(today: Day) -> &'static str {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    names[usize::from(today.weekday())]
}

/// Writes what a task has today.
fn write(client: &mut Client, today: Day, task: &str, typed: &str) -> Value {
    let row = json!({ "task": task, today_field(today): typed });
    done(
        client,
        "/api/v1/time-entries/week",
        &json!({ "rows": [row] }),
    )
}

fn minutes_today(client: &mut Client, task: &str) -> Vec<i64> {
    let found = get(client, &format!("/api/v1/time-entries?task={task}"));
    let items = found["items"].as_array().unwrap();
    items
        .iter()
        .map(|e| e["minutes"].as_i64().unwrap())
        .collect()
}

#[test]
fn a_cell_of_the_week_is_what_is_typed() {
    let house = House::with_cast().unwrap();
    let leaves = given(&house);
    let today = house.visit().today();
    let mut mei = house.api("team-member").unwrap();
    let wrote = write(&mut mei, today, &leaves[0], "9-10:30");
    assert_eq!(wrote["changed"], 1);
    assert_eq!(minutes_today(&mut mei, &leaves[0]), [90]);
    // A second entry of the day is part of the cell: what is less comes off the last.
    let log = json!({ "task": leaves[0], "minutes": "0.5" });
    done(&mut mei, "/api/v1/time-entries", &log);
    write(&mut mei, today, &leaves[0], "1h40");
    assert_eq!(minutes_today(&mut mei, &leaves[0]).iter().sum::<i64>(), 100);
    assert_eq!(minutes_today(&mut mei, &leaves[0]).len(), 2);
    write(&mut mei, today, &leaves[0], "20m");
    assert_eq!(minutes_today(&mut mei, &leaves[0]), [20]);
    assert_eq!(write(&mut mei, today, &leaves[0], "0.33")["changed"], 0);

    // What came while somebody was writing stands.
    let mut shown = ["0"; 7];
    shown[usize::from(today.weekday())] = "5";
    let late = json!({ "rows": [{ "task": leaves[0], today_field(today): "3:00", "shown": shown.join(",") }] });
    let why = refused(&mut mei, "/api/v1/time-entries/week", &late, 422);
    assert!(why.contains("became 20 m while you were writing"), "{why}");
    let long = json!({ "rows": [{ "task": leaves[1], today_field(today): "23:50" }] });
    let why = refused(&mut mei, "/api/v1/time-entries/week", &long, 422);
    assert!(why.contains("more than 24 hours"), "{why}");
    assert!(minutes_today(&mut mei, &leaves[1]).is_empty());

    // The page is the same form: refused, it keeps what was typed.
    let mut at_desk = house.signed_in("team-member");
    let name = format!("rows.0.{}", today_field(today));
    let monday = (today + -i32::from(today.weekday())).iso();
    let fields = [
        ("week", monday.as_str()),
        ("rows.0.task", &leaves[0]),
        (name.as_str(), "soon"),
    ];
    let wrong = at_desk.post_form("/time/week", &fields);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("value=\"soon\""), "{}", wrong.text());
    write(&mut mei, today, &leaves[0], "");
    assert!(minutes_today(&mut mei, &leaves[0]).is_empty());
}

/// A browser presses the first button of a form: that one saves, and none above it submits.
#[test]
fn enter_in_a_cell_saves_the_week_and_submits_nothing() {
    let house = House::with_cast().unwrap();
    given(&house);
    let shown = page(&mut house.signed_in("team-member"), "/time");
    assert!(shown.contains("Submit week"));
    let above = shown.split("Submit week").next().unwrap();
    let first = above.split("<button").find(|button| {
        let button = button.split('>').next().unwrap_or_default();
        button.contains("type=\"submit\"") && button.contains("form=\"week\"")
    });
    let first = first.and_then(|button| button.split('>').next()).unwrap();
    assert!(
        !first.contains("name=\"then\"") && first.contains("tabindex=\"-1\""),
        "{first}"
    );
}

#[test]
fn a_submitted_week_keeps_its_time_until_it_comes_back() {
    let house = House::with_cast().unwrap();
    let leaves = given(&house);
    let today = house.visit().today();
    let mut mei = house.api("team-member").unwrap();
    let mut boss = house.api("management").unwrap();
    let wrote = write(&mut mei, today, &leaves[0], "1:30");
    let entry = get(&mut mei, "/api/v1/time-entries")["items"][0].clone();
    let entry_at = format!("/api/v1/time-entries/{}", text(&entry, "id"));
    let sheet = done(&mut mei, "/api/v1/timesheets", &json!({ "note": "All in" }));
    let at = format!("/api/v1/timesheets/{}", text(&sheet, "id"));
    assert_eq!(
        (text(&sheet, "status"), sheet["minutes"].as_i64()),
        ("submitted", Some(90))
    );
    refused(&mut mei, "/api/v1/timesheets", &json!({}), 409);

    let log = json!({ "task": leaves[0], "minutes": "1:00" });
    let why = refused(&mut mei, "/api/v1/time-entries", &log, 409);
    assert!(why.contains("is submitted"), "{why}");
    let start = json!({ "task": leaves[1] });
    refused(&mut mei, "/api/v1/time-entries/start", &start, 409);
    let row = json!({ "rows": [{ "task": leaves[0], today_field(today): "2:00" }] });
    refused(&mut mei, "/api/v1/time-entries/week", &row, 409);
    let several = json!({ "rows": [{ "task": leaves[0], "minutes": "10m" }] });
    refused(&mut mei, "/api/v1/time-entries/several", &several, 409);
    let other = json!({ "minutes": 10 }).to_string();
    let json_type = [("content-type", "application/json")];
    let edited = mei.request("PATCH", &entry_at, &json_type, other.as_bytes());
    assert_eq!(edited.status, 409, "{}", edited.text());
    assert_eq!(mei.request("DELETE", &entry_at, &[], b"").status, 409);
    let undo = format!("/api/v1/journal/{}/undo", wrote["seq"]);
    refused(&mut mei, &undo, &json!({}), 409);
    assert_eq!(minutes_today(&mut mei, &leaves[0]), [90]);

    // Returned with a reason, it is written again; approved with others at once, it isn't.
    let waits = get(&mut boss, "/api/v1/approvals?kind=timesheet")["items"][0].clone();
    let id = text(&waits, "id").to_owned();
    refused(
        &mut mei,
        &format!("/api/v1/approvals/{id}/approve"),
        &json!({}),
        403,
    );
    let why = json!({ "reason": "The call of today is missing" });
    done(&mut boss, &format!("/api/v1/approvals/{id}/return"), &why);
    let back = get(&mut mei, &at);
    assert_eq!(text(&back, "status"), "returned");
    assert!(text(&back, "reason").contains("is missing"));
    let mut at_desk = house.signed_in("team-member");
    assert!(page(&mut at_desk, "/time").contains("The call of today is missing"));
    done(&mut mei, "/api/v1/time-entries", &log);
    done(&mut mei, "/api/v1/timesheets", &json!({}));
    let waits = get(&mut boss, "/api/v1/approvals?kind=timesheet")["items"][0].clone();
    let all = json!({ "verdict": "approve", "keys": [text(&waits, "id")] });
    done(&mut boss, "/api/v1/approvals/decide", &all);
    let approved = get(&mut mei, &at);
    assert_eq!(
        (text(&approved, "status"), approved["minutes"].as_i64()),
        ("approved", Some(150))
    );
    let why = refused(&mut mei, "/api/v1/time-entries", &log, 409);
    assert!(why.contains("is approved"), "{why}");
    assert!(!page(&mut at_desk, "/time").contains("Submit week"));

    let reopen = format!("{at}/reopen");
    refused(&mut mei, &reopen, &json!({ "reason": "I forgot" }), 403);
    refused(&mut boss, &reopen, &json!({}), 422);
    done(
        &mut boss,
        &reopen,
        &json!({ "reason": "One hour is missing" }),
    );
    done(&mut mei, "/api/v1/time-entries", &log);
    assert!(at_desk.get("/inbox").text().contains("One hour is missing"));
}

#[test]
fn what_nobody_answered_is_taken_back() {
    let house = House::with_cast().unwrap();
    let leaves = given(&house);
    let today = house.visit().today();
    let mut mei = house.api("team-member").unwrap();
    write(&mut mei, today, &leaves[0], "45m");
    let mut at_desk = house.signed_in("team-member");
    let monday = (today + -i32::from(today.weekday())).iso();
    let submit = [("week", monday.as_str()), ("then", "submit")];
    let sent = at_desk.post_form("/time/week", &submit);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let sheet = get(&mut mei, "/api/v1/timesheets?user=me")["items"][0].clone();
    assert_eq!(text(&sheet, "status"), "submitted");
    let back = format!("/timesheets/{}/recall", text(&sheet, "id"));
    assert!(page(&mut at_desk, "/time").contains(&back));
    // Nobody else's week: somebody without a part in it doesn't even find it.
    let mut sana = house.signed_in("support-agent");
    assert_eq!(sana.post_form(&back, &[]).status, 404);
    let taken = at_desk.post_form(&back, &[]);
    assert_eq!(taken.status, 303, "{}", taken.text());
    write(&mut mei, today, &leaves[0], "50m");
    assert_eq!(minutes_today(&mut mei, &leaves[0]), [50]);
}

#[test]
fn a_locked_period_opens_for_nobody() {
    let house = House::with_cast().unwrap();
    let leaves = given(&house);
    let today = house.visit().today();
    let mut mei = house.api("team-member").unwrap();
    write(&mut mei, today, &leaves[0], "1:30");
    let mut boss = house.api("management").unwrap();
    let lock = |day: Day| json!({ "until": day.iso() }).to_string();
    let json_type = [("content-type", "application/json")];
    let at = "/api/v1/time-lock";
    let early = boss.request("PATCH", at, &json_type, lock(today).as_bytes());
    assert_eq!(early.status, 422, "{}", early.text());
    patch(&mut boss, at, &json!({ "until": (today + -1).iso() }));
    assert_eq!(get(&mut boss, at)["until"], (today + -1).iso());
    let hers = mei.request("PATCH", at, &json_type, lock(today + -1).as_bytes());
    assert_eq!(hers.status, 403);
    write(&mut mei, today, &leaves[0], "1:40");

    // Tomorrow, today is over and may be locked.
    let tomorrow = Moment::now().plus(time::DAY);
    let by = as_person(&house, house.account("management").id, tomorrow);
    let form = atrium::features::timesheets::LockForm {
        until: Some(today),
        version: None,
    };
    atrium::features::timesheets::lock(&by, form).unwrap();
    let log = json!({ "task": leaves[0], "minutes": "1:00" });
    let why = refused(&mut mei, "/api/v1/time-entries", &log, 409);
    assert!(why.contains("is locked"), "{why}");
    assert_eq!(minutes_today(&mut mei, &leaves[0]), [100]);
}

#[test]
fn a_week_that_is_over_is_reminded_of() {
    let house = House::with_cast().unwrap();
    let leaves = given(&house);
    let today = house.visit().today();
    let mut mei = house.api("team-member").unwrap();
    write(&mut mei, today, &leaves[0], "1:30");
    let id = house.account("team-member").id;
    let held = |day: Day| -> Option<Timesheet> { of_week(&house.visit(), id, day).unwrap() };
    let begun = held(today).unwrap();
    assert_eq!((begun.status, begun.reminders), (Status::Open, 0));
    let first = begun.remind_at.unwrap();
    assert!(first.day(&house.visit().tz) > today);
    house.strike(first).unwrap();
    let mut at_desk = house.signed_in("team-member");
    let inbox = at_desk.get("/inbox").text();
    assert!(inbox.contains("submitted yet"), "{inbox}");
    assert_eq!(held(today).unwrap().reminders, 1);
    // The week that runs then has begun with it.
    assert!(held(today + 7).is_some());
    for _ in 0..2 {
        let next = held(today).unwrap().remind_at.unwrap();
        house.strike(next).unwrap();
    }
    let last = held(today).unwrap();
    assert_eq!((last.reminders, last.remind_at), (3, None));
}

#[test]
fn a_draft_says_what_somebody_did_and_only_they_see_it() {
    let house = House::with_cast().unwrap();
    let leaves = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let none = get(&mut mei, "/api/v1/time-entries/draft");
    assert_eq!(none["rows"], json!([]));
    let at = format!("/api/v1/tasks/{}", leaves[0]);
    done(&mut mei, &format!("{at}/start"), &json!({}));
    let draft = get(&mut mei, "/api/v1/time-entries/draft");
    let row = &draft["rows"][0];
    assert_eq!(
        (text(row, "task"), &row["minutes"]),
        (leaves[0].as_str(), &json!(15))
    );
    assert!(
        text(&row["facts"][0], "what").contains("Start a task"),
        "{row}"
    );
    let mut bilal = house.api("team-lead").unwrap();
    let theirs = get(&mut bilal, "/api/v1/time-entries/draft");
    let rows = theirs["rows"].as_array().unwrap();
    let started = |row: &Value| row["facts"].to_string().contains("Start a task");
    assert!(!rows.iter().any(started), "{theirs}");

    // Line by line on the page; what is logged is gone from the draft.
    let mut at_desk = house.signed_in("team-member");
    let shown = page(&mut at_desk, "/time/draft");
    assert!(shown.contains(&leaves[0]), "{shown}");
    let day = text(row, "day").to_owned();
    let fields = [
        ("rows.0.task", leaves[0].as_str()),
        ("rows.0.day", day.as_str()),
        ("rows.0.minutes", "0:15"),
        ("rows.0.note", "Began"),
        ("only", "0"),
    ];
    let logged = at_desk.post_form("/time/draft", &fields);
    assert_eq!(logged.status, 303, "{}", logged.text());
    assert_eq!(minutes_today(&mut mei, &leaves[0]), [15]);
    let after = get(&mut mei, "/api/v1/time-entries/draft");
    assert_eq!(after["rows"], json!([]));
    let nothing = at_desk.post_form("/time/draft", &fields[..4]);
    assert_eq!(nothing.status, 422, "{}", nothing.text());
}

#[test]
fn a_week_that_became_another_is_not_handed_in_by_undo() {
    let house = House::with_cast().unwrap();
    let leaves = given(&house);
    let today = house.visit().today();
    let mut mei = house.api("team-member").unwrap();
    write(&mut mei, today, &leaves[0], "45m");
    let sheet = done(&mut mei, "/api/v1/timesheets", &json!({}));
    let id = text(&sheet, "id").to_owned();
    let mut at_desk = house.signed_in("team-member");
    let taken = at_desk.post_form(&format!("/timesheets/{id}/recall"), &[]);
    assert_eq!(taken.status, 303, "{}", taken.text());
    let undo = format!("/api/v1/journal/{}/undo", house.last_of("team-member"));
    write(&mut mei, today, &leaves[0], "8:45");
    let why = refused(&mut mei, &undo, &json!({}), 409);
    assert!(why.contains("another since"), "{why}");
    let held = get(&mut mei, &format!("/api/v1/timesheets/{id}"));
    assert_eq!(text(&held, "status"), "open");
    // As it was, it may be handed in again so.
    write(&mut mei, today, &leaves[0], "45m");
    done(&mut mei, &undo, &json!({}));
    let held = get(&mut mei, &format!("/api/v1/timesheets/{id}"));
    assert_eq!(
        (text(&held, "status"), held["minutes"].as_i64()),
        ("submitted", Some(45))
    );
}

#[test]
fn a_day_has_24_hours_by_whatever_way() {
    let house = House::with_cast().unwrap();
    let leaves = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let log = |task: &str, minutes: &str| json!({ "task": task, "minutes": minutes });
    let entries = "/api/v1/time-entries";
    let first = done(&mut mei, entries, &log(&leaves[0], "13:00"));
    let why = refused(&mut mei, entries, &log(&leaves[1], "11:01"), 422);
    assert!(why.contains("more than 24 hours"), "{why}");
    let several = json!({ "rows": [log(&leaves[1], "6:00"), log(&leaves[0], "5:01")] });
    let why = refused(&mut mei, &format!("{entries}/several"), &several, 422);
    assert!(why.contains("rows.1.minutes"), "{why}");
    done(&mut mei, entries, &log(&leaves[1], "11:00"));
    let at = format!("{entries}/{}", text(&first, "id"));
    let json_type = [("content-type", "application/json")];
    let longer = json!({ "minutes": "13:01" }).to_string();
    let longer = mei.request("PATCH", &at, &json_type, longer.as_bytes());
    assert_eq!(longer.status, 422, "{}", longer.text());
    patch(
        &mut mei,
        &at,
        &json!({ "minutes": "12:00", "note": "Less" }),
    );
}

#[test]
fn who_may_change_somebody_elses_time_comes_to_it_from_its_row_and_back_to_theirs() {
    let house = House::with_cast().unwrap();
    let leaves = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let entry = done(
        &mut mei,
        "/api/v1/time-entries",
        &json!({ "task": leaves[0], "minutes": "90m" }),
    );
    let entry = text(&entry, "id").to_owned();
    let mut hana = house.signed_in("department-manager");
    let answer = hana.get(&format!("/time-entries/{entry}"));
    assert_eq!(
        answer.header("location"),
        Some(format!("/time/{entry}/edit").as_str())
    );
    let shown = page(&mut hana, &format!("/time/{entry}/edit"));
    let whose = house.account("team-member").id;
    assert!(
        shown.contains("Time of ") && shown.contains(&leaves[0]),
        "{shown}"
    );
    let held = get(&mut mei, &format!("/api/v1/time-entries/{entry}"));
    let form = [
        ("minutes", "1h"),
        ("day", text(&held, "day")),
        ("reason", "The rest was on another task"),
        ("billable", "true"),
    ];
    let saved = hana.post_form(&format!("/time/{entry}"), &form);
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(
        saved.header("location"),
        Some(format!("/time-entries?user={whose}").as_str())
    );
    // Of one's own it leads back to its week.
    let mut own = house.signed_in("team-member");
    let answer = own.get(&format!("/time-entries/{entry}"));
    assert_eq!(
        answer.header("location"),
        Some(format!("/tasks/{}", leaves[0]).as_str())
    );
    let saved = own.post_form(
        &format!("/time/{entry}"),
        &[("minutes", "2h"), ("day", text(&held, "day"))],
    );
    assert_eq!(saved.status, 303, "{}", saved.text());
    let to = saved.header("location").unwrap_or_default().to_owned();
    assert!(to.starts_with("/time?week="), "{to}");
}
