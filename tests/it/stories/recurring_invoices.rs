//! Invoices that recur: drafted or issued on their day, each once, paused, and at an end.

use atrium::{
    base::{Day, Moment, time},
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::work::{planned, text};
use crate::support::steps::{done, get, page, refused};

fn client_of(house: &House) -> String {
    let project = planned(house, "web-wordpress");
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    text(&held, "client").to_owned()
}

fn items(client: &mut Client, path: &str) -> Vec<Value> {
    get(client, path)["items"].as_array().unwrap().clone()
}

fn strike(house: &House, day: Day) {
    let at = Moment(i64::from(day.0) * time::DAY + 9 * time::HOUR);
    house.strike(at).unwrap();
}

/// Hosting each month from tomorrow on.
fn hosting(house: &House, client: &str) -> Value {
    let tomorrow = house.visit().today() + 1;
    json!({
        "client": client, "title": "Hosting", "months": 1, "begins": tomorrow.iso(),
        "lines": [{ "title": "Hosting", "price": "49", "tax": "0" }],
    })
}

#[test]
fn each_day_makes_one_draft_however_late() {
    let house = House::with_cast().unwrap();
    let client = client_of(&house);
    let mut ruth = house.api("accountant").unwrap();
    let begins = house.visit().today() + 1;
    let empty =
        json!({ "client": client, "title": "Hosting", "months": 1, "begins": begins.iso() });
    refused(&mut ruth, "/api/v1/recurring-invoices", &empty, 422);
    let made = done(
        &mut ruth,
        "/api/v1/recurring-invoices",
        &hosting(&house, &client),
    );
    let at = format!("/api/v1/recurring-invoices/{}", text(&made, "id"));
    let next = made["next_days"].as_array().unwrap();
    assert_eq!((next.len(), &next[0]), (3, &json!(begins.iso())));
    assert_eq!(made["totals"]["gross"], 4_900);
    let drafts_at = format!("/api/v1/invoices?client={client}");
    strike(&house, begins + -1);
    assert_eq!(items(&mut ruth, &drafts_at).len(), 0);
    for _ in 0..2 {
        strike(&house, begins);
        assert_eq!(items(&mut ruth, &drafts_at).len(), 1);
    }
    // Off for two months: each that passed is billed, once.
    let later = Day::parse(next[2].as_str().unwrap()).unwrap();
    for _ in 0..2 {
        strike(&house, later);
    }
    let drafts = items(&mut ruth, &drafts_at);
    assert_eq!(drafts.len(), 3);
    assert!(drafts.iter().all(|held| held["status"] == "draft"));
    let told = ruth.get("/api/v1/notifications").text();
    assert!(told.contains("Hosting is drafted"), "{told}");

    // What passes while it is paused isn't made up for, and it ends.
    done(&mut ruth, &format!("{at}/pause"), &json!({}));
    refused(&mut ruth, &format!("{at}/pause"), &json!({}), 409);
    strike(&house, later + 70);
    assert_eq!(items(&mut ruth, &drafts_at).len(), 3);
    let resumed = done(&mut ruth, &format!("{at}/resume"), &json!({}));
    assert_eq!(resumed["paused"], false);
    done(&mut ruth, &format!("{at}/end"), &json!({}));
    strike(&house, later + 140);
    assert_eq!(items(&mut ruth, &drafts_at).len(), 3);
    refused(&mut ruth, &format!("{at}/resume"), &json!({}), 409);

    let mut browser = house.signed_in("accountant");
    assert!(page(&mut browser, "/recurring-invoices").contains("Hosting"));
    let shown = page(
        &mut browser,
        &format!("/recurring-invoices/{}", text(&made, "id")),
    );
    assert!(shown.contains("Ended"), "{shown}");
}

#[test]
fn it_issues_by_itself_and_ends_after_so_many() {
    let house = House::with_cast().unwrap();
    let client = client_of(&house);
    let mut ruth = house.api("accountant").unwrap();
    let mut form = hosting(&house, &client);
    form["issues"] = json!(true);
    form["most"] = json!(2);
    let mut mei = house.api("team-member").unwrap();
    refused(&mut mei, "/api/v1/recurring-invoices", &form, 403);
    let made = done(&mut ruth, "/api/v1/recurring-invoices", &form);
    let at = format!("/api/v1/recurring-invoices/{}", text(&made, "id"));
    assert_eq!(made["next_days"].as_array().unwrap().len(), 2);
    let begins = house.visit().today() + 1;
    for month in 0..4 {
        strike(&house, begins.plus_months(month));
    }
    let papers = items(&mut ruth, &format!("/api/v1/invoices?client={client}"));
    let mut numbers: Vec<&str> = papers.iter().map(|held| text(held, "number")).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 2, "{papers:?}");
    assert!(numbers.iter().all(|number| number.starts_with("INV-")));
    let over = get(&mut ruth, &at);
    assert_eq!((&over["ended"], &over["made"]), (&json!(true), &json!(2)));
}

#[test]
fn what_comes_late_is_drafted_and_an_undo_makes_up_for_nothing() {
    let house = House::with_cast().unwrap();
    let client = client_of(&house);
    let mut ruth = house.api("accountant").unwrap();
    let mut form = hosting(&house, &client);
    form["issues"] = json!(true);
    let made = done(&mut ruth, "/api/v1/recurring-invoices", &form);
    let at = format!("/api/v1/recurring-invoices/{}", text(&made, "id"));
    let begins = house.visit().today() + 1;
    // Off for months, or a clock that is ahead: what is issued stays for ever, so somebody looks at it first.
    for _ in 0..5 {
        strike(&house, begins.plus_months(2) + 1);
    }
    let papers_at = format!("/api/v1/invoices?client={client}");
    let papers = items(&mut ruth, &papers_at);
    let drafts = papers.iter().filter(|held| held["status"] == "draft");
    assert_eq!((papers.len(), drafts.count()), (3, 2), "{papers:?}");
    let told = ruth.get("/api/v1/notifications").text();
    assert!(told.contains("comes late"), "{told}");

    // Paused, and let go on by an Undo, as by hand: what passed meanwhile isn't made up for.
    done(&mut ruth, &format!("{at}/pause"), &json!({}));
    let undo = format!("/api/v1/journal/{}/undo", house.last_of("accountant"));
    done(&mut ruth, &undo, &json!({}));
    let goes_on = get(&mut ruth, &at);
    assert_eq!(goes_on["paused"], false);
    assert!(!goes_on["next_days"].as_array().unwrap().is_empty());
    strike(&house, begins.plus_months(2) + 2);
    assert_eq!(items(&mut ruth, &papers_at).len(), 3);
}
