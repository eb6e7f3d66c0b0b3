//! Every kind of property is changed where it is shown: lists of records and of lines, texts that are one of a list, what
//! belongs to a part; and whoever is to be chosen is shown with their hours.

use atrium::testing::house::House;
use serde_json::json;

use super::{
    in_place::script,
    quotes::handed_over,
    work::{planned, tasks, text, titled},
};
use crate::support::steps::{done, get, page, refused};

#[test]
fn what_comes_before_and_the_checklist_are_changed_on_the_task() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut lead = house.signed_in("team-lead");
    let mut reads = house.api("team-lead").unwrap();
    let titles = ["First piece", "Second piece"];
    for title in titles {
        let sent = [("project", project.as_str()), ("text", title)];
        assert_eq!(script(&mut lead, "/tasks/lines", &sent).status, 200);
    }
    let plan = tasks(&mut reads, &project);
    let [first, second] = titles.map(|title| text(titled(&plan, title), "id").to_owned());
    let (at, api) = (
        format!("/tasks/{second}"),
        format!("/api/v1/tasks/{second}"),
    );
    let seen = page(&mut lead, &at);
    for field in ["after", "checklist", "role"] {
        let offered = match field {
            "checklist" => format!("action=\"{at}/items\""),
            _ => format!("{at}/change?field={field}"),
        };
        assert!(seen.contains(&offered), "{field} isn't offered");
    }
    // Found by its name, kept by its number, let go of by leaving it out.
    let editor = page(&mut lead, &format!("{at}/change?field=after"));
    assert!(editor.contains("data-pick=\"T\""), "{editor}");
    let change = format!("{at}/change");
    let sent = [
        ("field", "after"),
        ("_was", ""),
        ("after", "First piece"),
        ("after", ""),
    ];
    let saved = script(&mut lead, &change, &sent);
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(get(&mut reads, &api)["after"], json!([first]));
    let editor = page(&mut lead, &format!("{at}/change?field=after"));
    assert!(editor.contains(&format!("value=\"{first}\"")) && editor.contains("First piece"));
    let sent = [
        ("field", "after"),
        ("_was", first.as_str()),
        ("after", "no such piece"),
    ];
    let refused = script(&mut lead, &change, &sent);
    assert_eq!(refused.status, 422, "{}", refused.text());
    let sent = [("field", "after"), ("_was", first.as_str()), ("after", "")];
    assert_eq!(script(&mut lead, &change, &sent).status, 200);
    assert_eq!(get(&mut reads, &api)["after"], json!([]));
    // Lines are added one by one, and changed as a text.
    let added = script(
        &mut lead,
        &format!("{at}/items"),
        &[("text", "Ask for the logo\nDraw it")],
    );
    assert_eq!(added.status, 200, "{}", added.text());
    assert_eq!(added.json()["said"], "2 lines added");
    let lines = "Ask for the logo\n[x] Draw it twice";
    let was = "Ask for the logo\nDraw it";
    let sent = [("field", "checklist"), ("_was", was), ("checklist", lines)];
    let saved = script(&mut lead, &change, &sent);
    assert_eq!(saved.status, 200, "{}", saved.text());
    let held = get(&mut reads, &api)["checklist"].clone();
    assert_eq!(
        (&held[0]["title"], &held[1]["title"], &held[1]["done"]),
        (
            &json!("Ask for the logo"),
            &json!("Draw it twice"),
            &json!(true)
        )
    );
    let seq = saved.json()["undo"].clone();
    done(
        &mut reads,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(
        get(&mut reads, &api)["checklist"][1]["title"],
        json!("Draw it")
    );
    // A skill is one of a list.
    let editor = page(&mut lead, &format!("{at}/change?field=role"));
    assert!(
        editor.contains("<select") && editor.contains("value=\"seo\""),
        "{editor}"
    );
    // Whoever may not edit the task adds no lines.
    let mut member = house.signed_in("team-member");
    let answer = member.post_form(&format!("{at}/items"), &[("text", "Mine")]);
    assert!(matches!(answer.status, 403 | 404), "{}", answer.text());
}

#[test]
fn whoever_is_to_be_chosen_is_shown_with_their_hours() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut lead = house.signed_in("team-lead");
    let mut reads = house.api("team-lead").unwrap();
    let member = house.account("team-member");
    let first = member.name.split(' ').next().unwrap().to_owned();
    let line = format!("Prepare the pages @{} today 3h", first.to_lowercase());
    let sent = [("project", project.as_str()), ("text", line.as_str())];
    let added = script(&mut lead, "/tasks/lines", &sent);
    assert_eq!(added.status, 200, "{}", added.text());
    let plan = tasks(&mut reads, &project);
    let id = text(titled(&plan, "Prepare the pages"), "id").to_owned();
    let editor = page(&mut lead, &format!("/tasks/{id}/give?field=assignee"));
    assert!(
        editor.contains("Hours due this week and the next"),
        "{editor}"
    );
    assert!(
        editor.contains(" + ") && editor.contains(" h</span>"),
        "{editor}"
    );
    // The weekend is marked in the calendar of its day.
    let editor = page(&mut lead, &format!("/tasks/{id}/change?field=due"));
    assert!(editor.contains("day off"), "{editor}");
}

#[test]
fn a_contact_is_changed_where_it_stands() {
    let house = House::with_cast().unwrap();
    let mut manager = house.signed_in("account-manager");
    let mut reads = house.api("account-manager").unwrap();
    let client = done(
        &mut reads,
        "/api/v1/clients",
        &json!({ "name": "Harbor Books", "contact": "Ada Moss", "email": "ada@harbor.example" }),
    );
    let at = format!("/clients/{}", text(&client, "id"));
    let contacts = get(&mut reads, &format!("/api/v1{at}/contacts"));
    let contact = text(&contacts["items"][0], "id").to_owned();
    let change = format!("/contacts/{contact}/change");
    let seen = page(&mut manager, &at);
    for field in ["phone", "email", "role"] {
        assert!(seen.contains(&format!("{change}?field={field}")), "{field}");
    }
    let sent = [("field", "phone"), ("_was", ""), ("phone", "210-555-0100")];
    let saved = script(&mut manager, &change, &sent);
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(
        get(&mut reads, &format!("/api/v1/contacts/{contact}"))["phone"],
        json!("210-555-0100")
    );
    // Whoever only sees the client is offered nothing.
    let mut agent = house.signed_in("accountant");
    assert!(!page(&mut agent, &at).contains(&change));
    let answer = agent.post_form(&change, &sent);
    assert!(matches!(answer.status, 403 | 404), "{}", answer.text());
}

#[test]
fn a_ticket_is_given_to_another_hand_where_it_stands() {
    let house = House::with_cast().unwrap();
    let mut keeper = house.api("account-manager").unwrap();
    let client = done(
        &mut keeper,
        "/api/v1/clients",
        &json!({ "name": "Alder & Co" }),
    );
    let ticket = done(
        &mut keeper,
        "/api/v1/tickets/raise",
        &json!({ "kind": "support", "client": client["id"], "title": "Form is down", "text": "Please." }),
    );
    let (at, agent) = (
        format!("/tickets/{}", text(&ticket, "id")),
        house.account("support-agent").id.to_string(),
    );
    let mut boss = house.signed_in("superadmin");
    for place in [at.as_str(), "/tickets"] {
        let shown = page(&mut boss, place);
        assert!(shown.contains(&format!("{at}/give?field=owner")), "{place}");
    }
    let editor = page(&mut boss, &format!("{at}/give?field=owner"));
    assert!(
        editor.contains("Support agents") && editor.contains("0 in hand"),
        "{editor}"
    );
    let give = |client: &mut _, to: &str| {
        script(
            client,
            &format!("{at}/give"),
            &[("field", "owner"), ("owner", to)],
        )
    };
    let before = get(&mut keeper, &format!("/api/v1{at}"))["owner"].clone();
    let given = give(&mut boss, &agent);
    assert_eq!(given.status, 200, "{}", given.text());
    let undo = given.json()["undo"].clone();
    let mut reads = house.api("superadmin").unwrap();
    let held = get(&mut reads, &format!("/api/v1{at}"));
    assert_eq!(held["owner"], json!(agent));
    let editor = page(&mut boss, &format!("{at}/give?field=owner"));
    assert!(editor.contains("1 in hand"), "{editor}");
    // Nobody who doesn't work here, and nobody but those who may.
    let nobody = give(&mut boss, "U-99999");
    assert_eq!(nobody.status, 422, "{}", nobody.text());
    let member = give(&mut house.signed_in("team-member"), &agent);
    assert!(matches!(member.status, 403 | 404), "{}", member.text());
    done(
        &mut reads,
        &format!("/api/v1/journal/{undo}/undo"),
        &json!({}),
    );
    let back = get(&mut reads, &format!("/api/v1{at}"));
    assert_eq!(back["owner"], before);
}

#[test]
fn a_quote_is_given_to_somebody_else_until_it_is_over() {
    let house = House::with_cast().unwrap();
    let mut agent = house.api("sales-agent").unwrap();
    let lead = handed_over(&house, "Alder & Co", "website@example.org");
    let quote = done(
        &mut agent,
        "/api/v1/quotes",
        &json!({
            "lead": lead, "title": "Website",
            "lines": [{ "title": "Work", "quantity": "1", "price": "100.00", "tax": "0" }],
        }),
    );
    let at = format!("/quotes/{}", text(&quote, "id"));
    let manager = house.account("sales-manager").id.to_string();
    let mut boss = house.signed_in("superadmin");
    let shown = page(&mut boss, &at);
    assert!(shown.contains(&format!("{at}/give?field=owner")), "{shown}");
    let give = |client: &mut _, to: &str| {
        script(
            client,
            &format!("{at}/give"),
            &[("field", "owner"), ("owner", to)],
        )
    };
    let given = give(&mut boss, &manager);
    assert_eq!(given.status, 200, "{}", given.text());
    let mut reads = house.api("superadmin").unwrap();
    let held = get(&mut reads, &format!("/api/v1{at}"));
    assert_eq!(held["owner"], json!(manager));
    assert_eq!(give(&mut boss, "U-99999").status, 422);
    // They are told.
    let told = get(
        &mut house.api("sales-manager").unwrap(),
        "/api/v1/notifications",
    );
    assert!(told.to_string().contains("Website is yours now"), "{told}");
    done(
        &mut reads,
        "/api/v1/quotes/bulk",
        &json!({ "keys": [quote["id"]], "deed": "withdraw", "reason": "Too late" }),
    );
    let shown = page(&mut boss, &at);
    assert!(!shown.contains("give?field=owner"), "{shown}");
    let other = house.account("sales-agent").id.to_string();
    assert_eq!(give(&mut boss, &other).status, 422);
    let back = json!({ "keys": [quote["id"]], "owner": other });
    let _ = refused(&mut reads, "/api/v1/quotes/bulk", &back, 409);
}
