//! Lists answer: they are searched, filtered and sorted by address, on their pages and in the API alike, keep every row
//! whatever the order, and say what all of them come to.

use std::collections::BTreeSet;

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::{nine_stages::to_a_sent_quote, quotes::handed_over, work::text};
use crate::support::steps::{done, get, page};

fn items(client: &mut Client, path: &str) -> Vec<Value> {
    get(client, path)["items"].as_array().unwrap().clone()
}

fn ids(items: &[Value]) -> BTreeSet<&str> {
    items.iter().map(|item| text(item, "id")).collect()
}

/// Three drafts of one agent, by title and price.
fn quotes(house: &House) {
    for (company, title, price) in [
        ("Alder & Co", "Alder website", "1200.00"),
        ("Birch Dental", "Birch campaign", "300.00"),
        ("Cedar Law", "Cedar website", "700.00"),
    ] {
        let email = format!("{}@example.org", title.replace(' ', "."));
        let lead = handed_over(house, company, &email);
        let quote = json!({
            "lead": lead, "title": title,
            "lines": [{ "title": "Work", "quantity": "1", "price": price, "tax": "0" }],
        });
        done(
            &mut house.api("sales-agent").unwrap(),
            "/api/v1/quotes",
            &quote,
        );
    }
}

#[test]
fn quotes_are_found_sorted_and_summed() {
    let house = House::with_cast().unwrap();
    quotes(&house);
    let mut agent = house.api("sales-agent").unwrap();
    let all = items(&mut agent, "/api/v1/quotes");
    assert_eq!(all.len(), 3);
    let titles = |items: &[Value]| -> Vec<String> {
        items.iter().map(|q| text(q, "title").to_owned()).collect()
    };
    let down = items(&mut agent, "/api/v1/quotes?sort=value");
    assert_eq!(
        titles(&down),
        ["Alder website", "Cedar website", "Birch campaign"]
    );
    let up = items(&mut agent, "/api/v1/quotes?sort=value-up&status=draft");
    assert_eq!(
        titles(&up),
        ["Birch campaign", "Cedar website", "Alder website"]
    );
    // Sorting keeps every row, also those that never run out.
    let valid = items(&mut agent, "/api/v1/quotes?sort=valid-until");
    assert_eq!(ids(&valid), ids(&all));
    let sites = items(&mut agent, "/api/v1/quotes?q=website&owner=me");
    assert_eq!(sites.len(), 2);
    assert!(items(&mut agent, "/api/v1/quotes?q=website&status=sent").is_empty());
    let refused = agent.get("/api/v1/quotes?sort=value&status=expired");
    assert_eq!(refused.status, 422, "{}", refused.text());

    let mut hers = house.signed_in("sales-agent");
    let shown = page(&mut hers, "/quotes");
    assert!(
        shown.contains("<tfoot>") && shown.contains("$2,200.00"),
        "{shown}"
    );
    assert!(shown.contains("data-filter") && shown.contains("data-list=\"list\""));
    let found = page(&mut hers, "/quotes?q=website");
    assert!(found.contains("Alder website") && !found.contains("Birch campaign"));
    assert!(found.contains("$1,900.00"), "{found}");
    assert!(page(&mut hers, "/quotes?q=zebra").contains("No quote fits"));
}

#[test]
fn a_client_finds_nothing_by_what_is_being_written() {
    let house = House::with_cast().unwrap();
    let (_, mut rosa) = to_a_sent_quote(&house);
    assert_eq!(items(&mut rosa, "/api/v1/quotes").len(), 1);
    for asked in [
        "quotes?q=website",
        "quotes?owner=me",
        "quotes?sort=value",
        "quotes?sort=valid-until",
        "tickets?owner=me",
        "tickets?sort=due",
        "projects?team_lead=me",
    ] {
        let answer = rosa.get(&format!("/api/v1/{asked}"));
        assert_eq!(answer.status, 422, "{asked}: {}", answer.text());
    }
}

#[test]
fn tickets_show_what_is_due_first_and_lose_none() {
    let house = House::with_cast().unwrap();
    let mut keeper = house.api("account-manager").unwrap();
    let made = done(
        &mut keeper,
        "/api/v1/clients",
        &json!({ "name": "Alder & Co" }),
    );
    let client = text(&made, "id").to_owned();
    for (kind, title) in [
        ("support", "Form is down"),
        ("complaint", "Nobody called back"),
        ("change", "Another picture"),
    ] {
        let ticket = json!({ "kind": kind, "client": client, "title": title, "text": "Please." });
        done(&mut keeper, "/api/v1/tickets/raise", &ticket);
    }
    let all = items(&mut keeper, "/api/v1/tickets");
    let due = items(&mut keeper, "/api/v1/tickets?sort=due");
    assert_eq!((due.len(), ids(&due)), (3, ids(&all)));
    let moment = |ticket: &Value| match ticket["due"].as_str() {
        Some(moment) => (0, moment.to_owned()),
        None => (1, String::new()),
    };
    let order: Vec<(u8, String)> = due.iter().map(moment).collect();
    assert!(order.is_sorted(), "{order:?}");
    let found = items(
        &mut keeper,
        "/api/v1/tickets?sort=due&q=called&show=under-way",
    );
    assert_eq!(text(&found[0], "title"), "Nobody called back");
    assert_eq!(found.len(), 1);
    let mut hers = house.signed_in("account-manager");
    let shown = page(&mut hers, &format!("/tickets?q=picture&client={client}"));
    assert!(shown.contains("Another picture") && !shown.contains("Form is down"));
}

#[test]
fn projects_are_found_by_word_service_and_lead() {
    let house = House::with_cast().unwrap();
    let project = super::work::planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    for (asked, found) in [
        ("q=copperline", true),
        ("q=zebra", false),
        ("category=web", true),
        ("category=seo", false),
        ("team_lead=me", true),
        ("team_lead=me&state=closed", false),
    ] {
        let rows = items(&mut bilal, &format!("/api/v1/projects?{asked}"));
        assert_eq!(!rows.is_empty(), found, "{asked}");
        let shown = page(
            &mut house.signed_in("team-lead"),
            &format!("/projects?{asked}"),
        );
        assert_eq!(
            shown.contains(&format!("/projects/{project}\"")),
            found,
            "{asked}"
        );
    }
}
