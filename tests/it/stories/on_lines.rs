//! Records are made on one line where they are listed: by the same rules as on their own forms, several at once, and what
//! stands beside the line is found by its name.

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::{
    in_place,
    work::{planned, tasks, text, titled},
};
use crate::support::steps::{done, get, page};

/// Posts as the script does.
fn script(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let answer = in_place::script(client, path, fields);
    (answer.status, answer.json())
}

#[test]
fn a_task_is_added_from_anywhere_to_the_project_used_last() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut lead = house.signed_in("team-lead");
    let mut reads = house.api("team-lead").unwrap();
    // Whoever has added to none chooses one, here or on the page that asks.
    let list = page(&mut lead, "/tasks?show=all&view=list");
    assert!(list.contains("action=\"/tasks/lines\"") && list.contains("data-pick=\"PRJ\""));
    let nowhere = lead.post_form("/tasks/lines", &[("text", "Book the photographer")]);
    assert_eq!(nowhere.status, 422);
    assert!(
        nowhere.text().contains("which project")
            && nowhere.text().contains("Book the photographer"),
        "{}",
        nowhere.text()
    );
    // By its name, as people call it.
    let held = get(&mut reads, &format!("/api/v1/projects/{project}"));
    let title = text(&held, "title").to_owned();
    let (status, added) = script(
        &mut lead,
        "/tasks/lines",
        &[("project", &title), ("text", "Book the photographer fri")],
    );
    assert_eq!(status, 200, "{added}");
    let plan = tasks(&mut reads, &project);
    assert!(titled(&plan, "Book the photographer")["due"].is_string());
    // From then on it stands there, and the whole form doesn't ask first.
    let named = format!("value=\"{project} {}\"", title.replace('&', "&amp;"));
    let list = page(&mut lead, "/tasks?show=all&view=list");
    assert!(list.contains(&named), "{named} stands beside the line");
    let form = page(&mut lead, "/tasks/new?text=Call+the+printer");
    assert!(form.contains(&named) && form.contains("value=\"Call the printer\""));
    let made = lead.post_form(
        "/tasks",
        &[
            ("project", &title),
            ("title", "Call the printer"),
            ("priority", "normal"),
        ],
    );
    assert_eq!(made.status, 303, "{}", made.text());
    let plan = tasks(&mut reads, &project);
    titled(&plan, "Call the printer");
}

#[test]
fn clients_and_their_contacts_are_added_on_a_line() {
    let house = House::with_cast().unwrap();
    let mut manager = house.signed_in("account-manager");
    let mut reads = house.api("account-manager").unwrap();
    assert!(page(&mut manager, "/clients").contains("action=\"/clients/lines\""));
    let lines =
        "Alder Creek Veterinary, Naomi Frost 210-555-0100 naomi@alder.example\nLuna Nail Bar";
    let (status, added) = script(&mut manager, "/clients/lines", &[("text", lines)]);
    assert_eq!(
        (status, &added["said"]),
        (200, &json!("2 clients added")),
        "{added}"
    );
    let found = get(&mut reads, "/api/v1/clients?q=Alder");
    let client = text(&found["items"][0], "id").to_owned();
    let contacts = get(&mut reads, &format!("/api/v1/clients/{client}/contacts"));
    assert_eq!(contacts["items"][0]["email"], json!("naomi@alder.example"));
    assert!(
        page(&mut manager, &format!("/clients/{client}")).contains("action=\"/contacts/lines\"")
    );
    let sent = [
        ("client", client.as_str()),
        ("text", "Omar Reyes, owner omar@alder.example"),
    ];
    let (status, added) = script(&mut manager, "/contacts/lines", &sent);
    assert_eq!(status, 200, "{added}");
    let contacts = get(&mut reads, &format!("/api/v1/clients/{client}/contacts"));
    let omar = contacts["items"].as_array().unwrap().iter();
    let omar = omar
        .clone()
        .find(|held| held["name"] == "Omar Reyes")
        .unwrap();
    assert_eq!(omar["role"], json!("owner"));
    // One deed, taken back as one.
    let seq = added["undo"].clone();
    done(
        &mut reads,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    let contacts = get(&mut reads, &format!("/api/v1/clients/{client}/contacts"));
    assert_eq!(contacts["items"].as_array().unwrap().len(), 1);
    // Who may add none has no line and no way around it.
    let mut closer = house.signed_in("sales-closer");
    assert!(!page(&mut closer, "/clients").contains("/clients/lines"));
    let answer = closer.post_form("/clients/lines", &[("text", "Somebody")]);
    assert!(matches!(answer.status, 403 | 404), "{}", answer.text());
    let answer = closer.post_form("/contacts/lines", &sent);
    assert!(matches!(answer.status, 403 | 404), "{}", answer.text());
}

#[test]
fn a_ticket_is_raised_on_a_line_for_the_client_beside_it() {
    let house = House::with_cast().unwrap();
    let mut manager = house.signed_in("account-manager");
    let mut reads = house.api("account-manager").unwrap();
    let client = done(
        &mut reads,
        "/api/v1/clients",
        &json!({ "name": "Harbor Books" }),
    );
    assert!(page(&mut manager, "/tickets").contains("action=\"/tickets/lines\""));
    let line = "The contact form fails. It answers with an error since Monday.";
    let sent = [
        ("kind", "support"),
        ("client", "Harbor Books"),
        ("text", line),
    ];
    let (status, added) = script(&mut manager, "/tickets/lines", &sent);
    assert_eq!(
        (status, &added["said"]),
        (200, &json!("1 ticket added")),
        "{added}"
    );
    let id = text(&client, "id");
    let all = get(&mut reads, &format!("/api/v1/tickets?client={id}"));
    let ticket = &all["items"][0];
    assert_eq!(ticket["title"], json!("The contact form fails"));
    let said = get(
        &mut reads,
        &format!("/api/v1/tickets/{}/replies", text(ticket, "id")),
    );
    assert_eq!(said["items"][0]["text"], json!(line));
    // Without a client the whole form says so, with what was typed; a script is told.
    let sent = [
        ("kind", "support"),
        ("client", ""),
        ("text", "The shop is slow"),
    ];
    let (status, _) = script(&mut manager, "/tickets/lines", &sent);
    assert_eq!(status, 422);
    let whole = manager.post_form("/tickets/lines", &sent);
    assert_eq!(whole.status, 422);
    assert!(
        whole.text().contains("value=\"The shop is slow\""),
        "{}",
        whole.text()
    );
}

#[test]
fn a_milestone_is_added_with_its_day() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut lead = house.signed_in("team-lead");
    let mut reads = house.api("team-lead").unwrap();
    assert!(
        page(&mut lead, &format!("/projects/{project}")).contains("action=\"/milestones/lines\"")
    );
    let day = (house.visit().today() + 30).iso();
    let line = format!("Second launch {day}");
    let sent = [
        ("project", project.as_str()),
        ("client_visible", "on"),
        ("text", &line),
    ];
    let (status, added) = script(&mut lead, "/milestones/lines", &sent);
    assert_eq!(status, 200, "{added}");
    let all = get(&mut reads, &format!("/api/v1/milestones?project={project}"));
    let made = all["items"].as_array().unwrap().iter();
    let made = made
        .clone()
        .find(|held| held["title"] == "Second launch")
        .unwrap();
    assert_eq!(
        (&made["due"], &made["client_visible"]),
        (&json!(day), &json!(true))
    );
    // Without a day it is asked for.
    let sent = [("project", project.as_str()), ("text", "Third launch")];
    let (status, why) = script(&mut lead, "/milestones/lines", &sent);
    assert_eq!(status, 422, "{why}");
}
