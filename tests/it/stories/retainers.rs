//! Hours that a client has each month: they are counted, warned of, carried on, closed and billed, each once.

use atrium::{
    base::{Day, Moment, time},
    testing::{cast::PASSWORD, client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    work::{planned, tasks, text},
    work_pages::portal_person,
};
use crate::support::steps::{done, get, page, refused};

/// A project, its client, and a task that Mei works on.
struct Work {
    project: String,
    client: String,
    task: String,
}

fn work(house: &House) -> Work {
    let project = planned(house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let first = plan.iter().find(|task| task["parent"].is_null()).unwrap();
    let parts = get(
        &mut bilal,
        &format!("/api/v1/tasks?parent={}", text(first, "id")),
    );
    let task = text(&parts["items"][0], "id").to_owned();
    let mei = house.account("team-member").id.to_string();
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{task}/assign"),
        &json!({ "assignee": mei }),
    );
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    let client = text(&held, "client").to_owned();
    Work {
        project,
        client,
        task,
    }
}

/// Two hours a month from today on, of which one is carried on for a month.
fn agreement(house: &House, work: &Work) -> Value {
    json!({
        "client": work.client, "project": work.project, "title": "Website care", "every": "month",
        "begins": house.visit().today().iso(), "included_minutes": 120, "price": "1150", "rate": "105",
        "cap_minutes": 60, "life": 1, "tax": "0", "billed": "advance", "grace": 3, "shown": true,
    })
}

fn log(house: &House, work: &Work, minutes: &str) -> String {
    let mut mei = house.api("team-member").unwrap();
    let entry = json!({ "task": work.task, "minutes": minutes, "billable": true });
    text(&done(&mut mei, "/api/v1/time-entries", &entry), "id").to_owned()
}

fn items(client: &mut Client, path: &str) -> Vec<Value> {
    get(client, path)["items"].as_array().unwrap().clone()
}

fn strike(house: &House, day: Day) {
    let at = Moment(i64::from(day.0) * time::DAY + 9 * time::HOUR);
    house.strike(at).unwrap();
}

fn day(held: &Value, field: &str) -> Day {
    Day::parse(text(held, field)).unwrap()
}

#[test]
fn a_month_is_counted_warned_of_closed_and_billed_once() {
    let house = House::with_cast().unwrap();
    let work = work(&house);
    let mut ruth = house.api("accountant").unwrap();
    let made = done(&mut ruth, "/api/v1/retainers", &agreement(&house, &work));
    let retainer = text(&made, "id").to_owned();
    let why = refused(
        &mut ruth,
        "/api/v1/retainers",
        &agreement(&house, &work),
        422,
    );
    assert!(why.contains("counts the same time"), "{why}");
    let periods_at = format!("/api/v1/retainer-periods?retainer={retainer}");
    let first = items(&mut ruth, &periods_at)[0].clone();
    let drafts_at = format!("/api/v1/invoices?client={}", work.client);
    let drafts = items(&mut ruth, &drafts_at);
    assert_eq!(drafts.len(), 1, "its price is billed in advance");
    assert_eq!(drafts[0]["totals"]["gross"], 115_000);
    assert_eq!(drafts[0]["lines"][0]["source"], "retainer");

    // It is no unbilled time, and can't be made some.
    let entry = log(&house, &work, "1:40");
    let unbilled = format!("/api/v1/clients/{}/unbilled", work.client);
    assert_eq!(items(&mut ruth, &unbilled), Vec::<Value>::new());
    let by_hour = json!({ "entries": [entry], "hour": "90" });
    let why = refused(&mut ruth, &unbilled, &by_hour, 422);
    assert!(why.contains("covered by"), "{why}");
    let period_at = format!("/api/v1/retainer-periods/{}", text(&first, "id"));
    assert_eq!(get(&mut ruth, &period_at)["used_minutes"], 100);

    // 80 percent is told once, and then 100.
    let told = |ruth: &mut Client, words: &str| {
        let all = items(ruth, "/api/v1/notifications");
        let said = all.iter().filter(|held| held.to_string().contains(words));
        said.count()
    };
    for _ in 0..2 {
        house.strike(Moment::now()).unwrap();
        assert_eq!(told(&mut ruth, "83% of the hours of Website care"), 1);
    }
    log(&house, &work, "0:50");
    house.strike(Moment::now()).unwrap();
    assert_eq!(told(&mut ruth, "125% of the hours of Website care"), 1);

    // The next opens on its day, and this one closes three days later.
    let over = day(&first, "until") + 5;
    for _ in 0..2 {
        strike(&house, over);
    }
    let periods = items(&mut ruth, &periods_at);
    assert_eq!(periods.len(), 2);
    let closed = get(&mut ruth, &period_at);
    assert!(!closed["closed_at"].is_null(), "{closed}");
    let came_to = ["used_minutes", "over_minutes", "carried_on_minutes"].map(|key| &closed[key]);
    assert_eq!(came_to, [150, 30, 0]);
    let drafts = items(&mut ruth, &drafts_at);
    assert_eq!(drafts.len(), 2);
    // What went beyond stands on the draft of the month after: half an hour.
    assert_eq!(closed["over_on"], periods[1]["price_on"]);
    let next = drafts.iter().find(|held| held["id"] == closed["over_on"]);
    assert_eq!(next.unwrap()["totals"]["gross"], 115_000 + 5_250);

    // What was counted stays.
    let mut mei = house.api("team-member").unwrap();
    let at = format!("/api/v1/time-entries/{entry}");
    let headers = [("content-type", "application/json")];
    let body = json!({ "minutes": "3:00" }).to_string();
    let changed = mei.request("PATCH", &at, &headers, body.as_bytes());
    assert_eq!(changed.status, 409, "{}", changed.text());
    assert_eq!(mei.request("DELETE", &at, &[], b"").status, 409);

    let mut browser = house.signed_in("accountant");
    let shown = page(&mut browser, &format!("/retainers/{retainer}"));
    assert!(shown.contains("Period by period"), "{shown}");
    let shown = page(
        &mut browser,
        &format!("/retainer-periods/{}", text(&first, "id")),
    );
    assert!(
        shown.contains("Closed") && shown.contains("2 h 30 m"),
        "{shown}"
    );
    assert!(page(&mut browser, "/retainers").contains("Website care"));
    let paper = browser.get(&format!("/retainer-periods/{}/pdf", text(&first, "id")));
    assert_eq!(paper.status, 200);
    let words = pdf_extract::extract_text_from_mem(&paper.body).unwrap();
    for word in ["Website care", "2 h 30 m", "Beyond"] {
        assert!(words.contains(word), "{word} in {words}");
    }
}

#[test]
fn months_without_a_server_are_each_opened_and_closed_once() {
    let house = House::with_cast().unwrap();
    let work = work(&house);
    let mut ruth = house.api("accountant").unwrap();
    let made = done(&mut ruth, "/api/v1/retainers", &agreement(&house, &work));
    let periods_at = format!("/api/v1/retainer-periods?retainer={}", text(&made, "id"));
    let today = house.visit().today();
    for _ in 0..2 {
        strike(&house, today.plus_months(2) + 5);
    }
    let periods = items(&mut ruth, &periods_at);
    let open: Vec<bool> = periods
        .iter()
        .map(|held| held["closed_at"].is_null())
        .collect();
    assert_eq!(open, [false, false, true]);
    // An hour is carried on, and no more than that.
    let carried = |at: usize| {
        (
            &periods[at]["carried_minutes"],
            &periods[at]["lapsed_minutes"],
        )
    };
    assert_eq!(carried(0), (&json!(0), &json!(60)));
    assert_eq!(carried(1), (&json!(60), &json!(120)));
    assert_eq!(periods[2]["carried_minutes"], 60);
    let drafts = items(
        &mut ruth,
        &format!("/api/v1/invoices?client={}", work.client),
    );
    assert_eq!(drafts.len(), 3);
    let nothing = format!("/api/v1/retainers/{}/bill", text(&made, "id"));
    refused(&mut ruth, &nothing, &json!({}), 409);
    // A draft that was thrown away is written again when somebody wants it.
    let gone = format!("/api/v1/invoices/{}", text(&drafts[0], "id"));
    assert_eq!(ruth.request("DELETE", &gone, &[], b"").status, 200);
    let again = done(&mut ruth, &nothing, &json!({}));
    assert_eq!(again["totals"]["gross"], 115_000);
}

#[test]
fn it_ends_with_a_period_that_is_billed_and_its_client_sees_the_hours() {
    let house = House::with_cast().unwrap();
    let work = work(&house);
    let email = portal_person(&house, &work.project);
    let mut ruth = house.api("accountant").unwrap();
    let mut form = agreement(&house, &work);
    form["billed"] = json!("arrears");
    let made = done(&mut ruth, "/api/v1/retainers", &form);
    let at = format!("/api/v1/retainers/{}", text(&made, "id"));
    let drafts_at = format!("/api/v1/invoices?client={}", work.client);
    assert_eq!(items(&mut ruth, &drafts_at).len(), 0);
    log(&house, &work, "0:30");

    let mut client = house.client();
    let signed = client.post_form("/sign-in", &[("email", &email), ("password", PASSWORD)]);
    assert_eq!(signed.status, 303);
    let shown = page(&mut client, "/portal/retainers");
    assert!(
        shown.contains("Website care") && shown.contains("30 m used"),
        "{shown}"
    );
    page(
        &mut client,
        &format!("/portal/retainers/{}", text(&made, "id")),
    );

    let mut mei = house.api("team-member").unwrap();
    refused(&mut mei, &format!("{at}/end"), &json!({}), 403);
    let ended = done(&mut ruth, &format!("{at}/end"), &json!({}));
    let until = day(&ended, "until");
    assert_eq!(until, house.visit().today().plus_months(1) + -1);
    strike(&house, until + 40);
    assert_eq!(text(&get(&mut ruth, &at), "state"), "ended");
    let drafts = items(&mut ruth, &drafts_at);
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0]["totals"]["gross"], 115_000);
    // Time from then on is billed by the hour again; what was counted isn't.
    let unbilled = format!("/api/v1/clients/{}/unbilled", work.client);
    assert_eq!(items(&mut ruth, &unbilled), Vec::<Value>::new());
    log(&house, &work, "0:10");
    assert_eq!(items(&mut ruth, &unbilled).len(), 1);
    refused(&mut ruth, &format!("{at}/end"), &json!({}), 409);
}

#[test]
fn a_period_is_billed_once_whatever_is_undone_and_again_once_it_was_credited() {
    let house = House::with_cast().unwrap();
    let work = work(&house);
    let mut ruth = house.api("accountant").unwrap();
    let made = done(&mut ruth, "/api/v1/retainers", &agreement(&house, &work));
    let bill = format!("/api/v1/retainers/{}/bill", text(&made, "id"));
    let drafts_at = format!("/api/v1/invoices?client={}", work.client);
    let first = text(&items(&mut ruth, &drafts_at)[0], "id").to_owned();
    let gone = ruth.request("DELETE", &format!("/api/v1/invoices/{first}"), &[], b"");
    assert_eq!(gone.status, 200, "{}", gone.text());
    let back = format!("/api/v1/journal/{}/undo", house.last_of("accountant"));
    let second = text(&done(&mut ruth, &bill, &json!({})), "id").to_owned();
    let again = format!("/api/v1/journal/{}/undo", house.last_of("accountant"));
    let why = refused(&mut ruth, &back, &json!({}), 409);
    assert!(why.contains("another invoice"), "{why}");

    // Without the second the first comes back; then the second doesn't.
    done(&mut ruth, &again, &json!({}));
    let redo = format!("/api/v1/journal/{}/undo", house.last_of("accountant"));
    done(&mut ruth, &back, &json!({}));
    let why = refused(&mut ruth, &redo, &json!({}), 409);
    assert!(why.contains("another invoice"), "{why}");
    assert_eq!(items(&mut ruth, &drafts_at).len(), 1);
    assert_ne!(first, second);

    // A line that is taken off is there to be billed, and so is one that a credit note took back.
    let paper = format!("/api/v1/invoices/{first}");
    refused(&mut ruth, &bill, &json!({}), 409);
    let other = json!({ "lines": [{ "title": "Hosting", "price": "10", "tax": "0" }] });
    let headers = [("content-type", "application/json")];
    let edited = ruth.request("PATCH", &paper, &headers, other.to_string().as_bytes());
    assert_eq!(edited.status, 200, "{}", edited.text());
    let third = text(&done(&mut ruth, &bill, &json!({})), "id").to_owned();
    let paper = format!("/api/v1/invoices/{third}");
    done(&mut ruth, &format!("{paper}/issue"), &json!({}));
    refused(&mut ruth, &bill, &json!({}), 409);
    let reason = json!({ "reason": "Wrong address" });
    let note = done(&mut ruth, &format!("{paper}/credit"), &reason);
    refused(&mut ruth, &bill, &json!({}), 409);
    let note = format!("/api/v1/invoices/{}/issue", text(&note, "id"));
    done(&mut ruth, &note, &json!({}));
    let fourth = done(&mut ruth, &bill, &json!({}));
    assert_eq!(fourth["totals"]["gross"], 115_000);
}

#[test]
fn a_later_end_counts_no_time_of_another_and_who_leads_the_project_sees_it() {
    let house = House::with_cast().unwrap();
    let work = work(&house);
    let mut ruth = house.api("accountant").unwrap();
    let made = done(&mut ruth, "/api/v1/retainers", &agreement(&house, &work));
    let at = format!("/api/v1/retainers/{}", text(&made, "id"));
    let ended = done(&mut ruth, &format!("{at}/end"), &json!({}));
    let undo = format!("/api/v1/journal/{}/undo", house.last_of("accountant"));
    let mut next = agreement(&house, &work);
    next["begins"] = json!((day(&ended, "until") + 1).iso());
    done(&mut ruth, "/api/v1/retainers", &next);
    let later = json!({ "until": house.visit().today().plus_months(3).iso() });
    let why = refused(&mut ruth, &format!("{at}/end"), &later, 422);
    assert!(why.contains("counts the same time"), "{why}");
    let why = refused(&mut ruth, &undo, &json!({}), 409);
    assert!(why.contains("counts the same time"), "{why}");

    // Whoever hands the project over sees what it is sold at no more.
    let mut jonas = house.api("project-manager").unwrap();
    get(&mut jonas, &at);
    let boss = house.account("management").id.to_string();
    let mut hana = house.api("department-manager").unwrap();
    let headers = [("content-type", "application/json")];
    let body = json!({ "manager": boss }).to_string();
    let project = format!("/api/v1/projects/{}", work.project);
    let handed = hana.request("PATCH", &project, &headers, body.as_bytes());
    assert_eq!(handed.status, 200, "{}", handed.text());
    assert_eq!(jonas.get(&at).status, 404);
}
