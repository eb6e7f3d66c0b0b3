//! What followed from one another by a click each, done with one: the same deeds, the same rules.

use atrium::testing::house::House;
use serde_json::json;

use super::{
    approval_kinds::number,
    quotes::handed_over,
    work::{planned, text},
};
use crate::support::steps::{done, get, page};

#[test]
fn a_lead_is_handed_over_with_what_was_found_out() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let made = done(
        &mut omar,
        "/api/v1/leads",
        &json!({
            "company": "Alder Creek Veterinary", "contact": "Naomi Frost", "email": "naomi@alder.example",
            "source": "yelp", "categories": ["web"], "wish": "A site with booking", "value": "6400",
        }),
    );
    let id = text(&made, "id").to_owned();
    let at = format!("/leads/{id}/hand-over");
    let mut closer = house.signed_in("sales-closer");
    let shown = page(&mut closer, &format!("/leads/{id}"));
    assert!(shown.contains("All four are a yes: hand over"), "{shown}");

    // What is left open keeps it, unless it is said to be a yes.
    let mut answers = vec![
        ("budget", "open"),
        ("authority", "open"),
        ("need", "yes"),
        ("time", "partly"),
        ("note", "The owner decides"),
        ("to", ""),
    ];
    let kept = closer.post_form(&at, &answers);
    assert!(
        kept.status == 422 && kept.text().contains("The owner decides"),
        "{} {}",
        kept.status,
        kept.text()
    );
    let held = get(&mut omar, &format!("/api/v1/leads/{id}"));
    assert_eq!(held["stage"], "new", "nothing of it was kept");
    answers.push(("all", "yes"));
    let handed = closer.post_form(&at, &answers);
    assert_eq!(handed.status, 303, "{}", handed.text());
    let held = get(&mut omar, &format!("/api/v1/leads/{id}"));
    let agent = house.account("sales-agent").id.to_string();
    assert_eq!(
        (text(&held, "stage"), text(&held, "owner")),
        ("qualified", &*agent)
    );
    assert_eq!(held["found_out"], "The owner decides");
}

#[test]
fn a_quote_is_saved_and_sent_and_says_whom_it_reaches() {
    let house = House::with_cast().unwrap();
    let lead = handed_over(&house, "Alder Creek Veterinary", "naomi@alder.example");
    let mut agent = house.signed_in("sales-agent");
    let quote = [
        ("title", "Website"),
        ("lines.0.title", "Website with a shop"),
        ("lines.0.quantity", "1"),
        ("lines.0.price", "4200"),
        ("then", "send"),
    ];
    let sent = agent.post_form(&format!("/leads/{lead}/quote"), &quote);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let at = sent.location().unwrap().to_owned();
    let shown = agent.follow(sent).text();
    assert!(
        shown.contains("nobody of Alder Creek Veterinary can see it yet"),
        "{shown}"
    );
    // Whoever is to read it is invited from here.
    assert!(shown.contains("Invite Naomi"), "{shown}");
    let mut api = house.api("sales-agent").unwrap();
    let held = get(&mut api, &format!("/api/v1{at}"));
    assert_eq!(held["status"], "sent");
}

#[test]
fn a_ticket_is_opened_in_the_hands_of_support() {
    let house = House::filled().unwrap();
    let mut priya = house.signed_in("sales-manager");
    let day = page(&mut priya, "/");
    let Some((_, rest)) = day.split_once("/tickets/new?quote=") else {
        // Every accepted quote of the demo has its ticket.
        return;
    };
    let quote = rest.split('"').next().unwrap().to_owned();
    let form = [
        ("quote", quote.as_str()),
        ("title", "Website"),
        ("category", "web"),
        ("price", "4200"),
        ("priority", "normal"),
        ("scope", "A website"),
        ("then", "hand-over"),
    ];
    let opened = priya.post_form("/tickets", &form);
    assert_eq!(opened.status, 303, "{}", opened.text());
    let shown = priya.follow(opened).text();
    assert!(shown.contains("Ticket opened and handed over"), "{shown}");
}

#[test]
fn one_lead_is_noted_and_the_next_is_open_at_once() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let mut made = Vec::new();
    for company in ["Alder Creek Veterinary", "Bramble Court Bakery"] {
        let lead = json!({
            "company": company, "contact": "Naomi Frost", "email": format!("naomi@{}.example", company.len()),
            "source": "yelp", "categories": ["web"], "wish": "A site with booking", "value": "6400",
        });
        made.push(text(&done(&mut omar, "/api/v1/leads", &lead), "id").to_owned());
    }
    let mut closer = house.signed_in("sales-closer");
    let shown = page(&mut closer, &format!("/leads/{}", made[0]));
    assert!(shown.contains("Note it, next lead"), "{shown}");
    let said = |lead: &str| {
        let at = format!("/leads/{lead}/activities");
        let form = [
            ("channel", "call"),
            ("text", "They want it before spring."),
            ("again", "tomorrow"),
            ("follow_up", ""),
            ("then", "next"),
        ];
        (at, form)
    };
    let (at, form) = said(&made[0]);
    let noted = closer.post_form(&at, &form);
    assert_eq!(noted.location(), Some(&*format!("/leads/{}", made[1])));
    let held = get(&mut omar, &format!("/api/v1/leads/{}", made[0]));
    assert_eq!(held["stage"], "contacted");
    let follow_up = text(&held, "follow_up");
    assert!(!follow_up.is_empty(), "{held}");
    // The last one leads nowhere else, and says so.
    let (at, form) = said(&made[1]);
    let noted = closer.post_form(&at, &form);
    assert_eq!(noted.location(), Some(&*format!("/leads/{}", made[1])));
    assert!(
        closer
            .follow(noted)
            .text()
            .contains("no other lead waits today")
    );
}

#[test]
fn a_task_is_handed_in_and_the_next_begun_with_one_click() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut bilal = house.api("team-lead").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let mut made = Vec::new();
    for title in ["Contact form", "Map of the shops"] {
        let task = json!({ "project": project, "title": title, "assignee": number(&house, "team-member") });
        made.push(text(&done(&mut bilal, "/api/v1/tasks", &task), "id").to_owned());
    }
    done(
        &mut mei,
        &format!("/api/v1/tasks/{}/start", made[0]),
        &json!({}),
    );
    let mut browser = house.signed_in("team-member");
    let at = format!("/tasks/{}", made[0]);
    assert!(page(&mut browser, &at).contains(", start the next"));
    let went = browser.post_form(&format!("{at}/hand-in"), &[("then", "next")]);
    assert_eq!(went.status, 303, "{}", went.text());
    let next = went.location().unwrap().to_owned();
    assert_ne!(next, at);
    let begun = get(&mut mei, &format!("/api/v1{next}"));
    assert_eq!(text(&begun, "state"), "in_progress", "{begun}");
    let before = get(&mut mei, &format!("/api/v1{at}"));
    assert_ne!(text(&before, "state"), "in_progress", "{before}");
}
