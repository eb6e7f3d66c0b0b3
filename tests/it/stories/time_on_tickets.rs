//! Time on a ticket: logged, timed and written into the week as time on a task is, billed with its client, counted by an
//! agreement that is for all of a client, and nothing that the client sees.

use atrium::testing::{cast::PASSWORD, client::Client, house::House};
use serde_json::{Value, json};

use super::{
    approval_kinds::patch,
    budgets::given,
    work::text,
    work_pages::{portal_person, strangers_client},
};
use crate::support::steps::{done, get, page, refused};

const LOG: &str = "/api/v1/time-entries";
const RAISE: &str = "/api/v1/tickets/raise";

/// A project of a client with a request of theirs, which an account manager keeps.
struct Given {
    project: String,
    client: String,
    ticket: String,
}

fn asked(house: &House) -> Given {
    let (project, _) = given(house);
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    let client = text(&held, "client").to_owned();
    let mut amira = house.api("account-manager").unwrap();
    let raise = json!({
        "kind": "support", "client": client, "title": "The form sends nothing", "text": "Since Monday.",
    });
    let ticket = text(&done(&mut amira, RAISE, &raise), "id").to_owned();
    Given {
        project,
        client,
        ticket,
    }
}

fn minutes_of(by: &mut Client, query: &str) -> Vec<i64> {
    let found = get(by, &format!("{LOG}?{query}"));
    let items = found["items"].as_array().unwrap();
    items
        .iter()
        .map(|entry| entry["minutes"].as_i64().unwrap())
        .collect()
}

fn log(by: &mut Client, ticket: &str, minutes: &str) -> Value {
    let entry =
        json!({ "ticket": ticket, "minutes": minutes, "note": "Looked into it", "billable": true });
    done(by, LOG, &entry)
}

#[test]
fn time_on_a_ticket_is_logged_changed_and_listed() {
    let house = House::with_cast().unwrap();
    let of = asked(&house);
    let mut amira = house.api("account-manager").unwrap();
    let both = json!({ "ticket": of.ticket, "project": of.project, "minutes": "1:00" });
    let why = refused(&mut amira, LOG, &both, 422);
    assert!(why.contains("Leave all but one of them out"), "{why}");
    let unknown = json!({ "ticket": "TK-999999", "minutes": "1:00" });
    let why = refused(&mut amira, LOG, &unknown, 422);
    assert!(why.contains("There is no such ticket"), "{why}");

    let entry = log(&mut amira, &of.ticket, "0:40");
    assert!(
        entry["task"].is_null() && entry["project"].is_null(),
        "{entry}"
    );
    assert_eq!(
        (text(&entry, "ticket"), text(&entry, "client")),
        (of.ticket.as_str(), of.client.as_str())
    );
    done(
        &mut amira,
        LOG,
        &json!({ "category": "Training", "minutes": "0:10" }),
    );
    assert_eq!(
        minutes_of(&mut amira, &format!("ticket={}", of.ticket)),
        [40]
    );
    assert_eq!(minutes_of(&mut amira, "category=training"), [10]);
    assert!(minutes_of(&mut amira, "category=Meetings").is_empty());
    let at = format!("{LOG}/{}", text(&entry, "id"));
    patch(&mut amira, &at, &json!({ "minutes": 50 }));
    let mut desk = house.signed_in("account-manager");
    let shown = desk.get(&format!("/time-entries/{}", text(&entry, "id")));
    assert_eq!(
        shown.location(),
        Some(format!("/tickets/{}", of.ticket).as_str())
    );
    let shown = page(&mut desk, &format!("/time-entries?ticket={}", of.ticket));
    assert!(shown.contains("The form sends nothing"), "{shown}");
    assert_eq!(amira.request("DELETE", &at, &[], b"").status, 200);
    assert!(minutes_of(&mut amira, &format!("ticket={}", of.ticket)).is_empty());
    // A page takes it in its one box, and says beside it what is wrong.
    let boxed = |desk: &mut Client, on: &str| {
        let sent = [("on", on), ("minutes", "0:20"), ("note", "By hand")];
        desk.post_form("/time", &sent)
    };
    assert_eq!(boxed(&mut desk, &of.ticket).location(), Some("/time"));
    assert_eq!(
        minutes_of(&mut amira, &format!("ticket={}", of.ticket)),
        [20]
    );
    for (on, why) in [
        ("TK-999999", "There is no such ticket"),
        ("the form", "from the list"),
    ] {
        let wrong = boxed(&mut desk, on);
        assert_eq!(wrong.status, 422);
        let shown = wrong.text();
        assert!(shown.contains(why) && shown.contains(on), "{on}: {shown}");
    }
    assert_eq!(boxed(&mut desk, "").status, 422);
    // Who doesn't see the ticket has no time on it, nor asks for it.
    let mut mei = house.api("team-member").unwrap();
    let entry = json!({ "ticket": of.ticket, "minutes": "1:00" });
    refused(&mut mei, LOG, &entry, 422);
    assert_eq!(mei.get(&format!("{LOG}?ticket={}", of.ticket)).status, 404);
}

#[test]
fn a_ticket_s_page_logs_and_times_it_and_keeps_what_is_refused() {
    let house = House::with_cast().unwrap();
    let of = asked(&house);
    let at = format!("/tickets/{}", of.ticket);
    let mut desk = house.signed_in("account-manager");
    let shown = page(&mut desk, &at);
    assert!(
        shown.contains("Log time on the ticket") && shown.contains("Start timer"),
        "{shown}"
    );
    let fields = |minutes: &'static str| {
        [
            ("ticket", of.ticket.clone()),
            ("minutes", minutes.to_owned()),
            ("note", "Looked into it".to_owned()),
            ("back", at.clone()),
        ]
    };
    let sent = |desk: &mut Client, minutes: &'static str| {
        let fields = fields(minutes);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        desk.post_form("/time", &fields)
    };
    let wrong = sent(&mut desk, "soon");
    assert_eq!(wrong.status, 422);
    let shown = wrong.text();
    assert!(
        shown.contains("value=\"soon\"") && shown.contains("Looked into it"),
        "{shown}"
    );
    assert_eq!(sent(&mut desk, "45m").location(), Some(at.as_str()));
    assert!(page(&mut desk, &at).contains("Looked into it"));

    let start = [("ticket", of.ticket.as_str()), ("back", at.as_str())];
    assert_eq!(
        desk.post_form("/time/start", &start).location(),
        Some(at.as_str())
    );
    let shown = page(&mut desk, &at);
    assert!(
        shown.contains("/time/stop") && shown.contains("running"),
        "{shown}"
    );
    // It ends with the ticket, which takes what was done until then, and no timer any more.
    let mut amira = house.api("account-manager").unwrap();
    let mut sana = house.api("support-manager").unwrap();
    let close = format!("/api/v1/tickets/{}/close", of.ticket);
    done(&mut sana, &close, &json!({}));
    let mut all = minutes_of(&mut amira, &format!("ticket={}", of.ticket));
    all.sort_unstable();
    assert_eq!(all, [1, 45]);
    let why = refused(
        &mut amira,
        &format!("{LOG}/start"),
        &json!({ "ticket": of.ticket }),
        409,
    );
    assert!(why.contains("This ticket is closed"), "{why}");
    log(&mut amira, &of.ticket, "0:05");
    let path = format!("/palette?q=log+1:30&at={at}");
    let offered = desk
        .request("GET", &path, &[("atrium-part", "palette")], b"")
        .text();
    assert!(
        offered.contains("value=\"1:30\"") && offered.contains(&format!("value=\"{}\"", of.ticket)),
        "{offered}"
    );
}

#[test]
fn no_time_is_before_a_ticket_or_after_it() {
    let house = House::with_cast().unwrap();
    let of = asked(&house);
    let today = house.visit().today();
    let mut amira = house.api("account-manager").unwrap();
    let before = json!({ "ticket": of.ticket, "minutes": "1:00", "day": (today + -400).iso() });
    let why = refused(&mut amira, LOG, &before, 422);
    assert!(why.contains("The ticket was opened on"), "{why}");
}

#[test]
fn a_row_of_the_week_is_a_ticket_and_what_was_done_on_it_is_drafted() {
    let house = House::with_cast().unwrap();
    let of = asked(&house);
    let today = house.visit().today();
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let day = names[usize::from(today.weekday())];
    let mut amira = house.api("account-manager").unwrap();
    // What was done on it today, before any of it is written.
    let drafted = get(&mut amira, &format!("{LOG}/draft"));
    let rows = drafted["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| text(row, "ticket") == of.ticket);
    assert!(row.is_some_and(|row| row["task"].is_null()), "{drafted}");
    let week = format!("{LOG}/week");
    let rows = json!({ "rows": [{ "ticket": of.ticket, (day): "1:15" }] });
    assert_eq!(done(&mut amira, &week, &rows)["changed"], 1);
    assert_eq!(done(&mut amira, &week, &rows)["changed"], 0);
    assert_eq!(
        minutes_of(&mut amira, &format!("ticket={}", of.ticket)),
        [75]
    );
    let mut desk = house.signed_in("account-manager");
    let shown = page(&mut desk, "/time");
    let field = format!("value=\"{}\"", of.ticket);
    assert!(
        shown.contains(".ticket\"") && shown.contains(&field),
        "{shown}"
    );
    let sent = desk.post_form("/time/week", &[("add", of.ticket.as_str())]);
    let to = sent.location().unwrap().to_owned();
    assert!(to.ends_with(&format!("&ticket={}", of.ticket)), "{to}");
    assert!(page(&mut desk, &to).contains("The form sends nothing"));
    assert!(page(&mut desk, "/time/draft").contains("Draft of the week"));
    let sheet = done(&mut amira, "/api/v1/timesheets", &json!({}));
    let more = json!({ "ticket": of.ticket, "minutes": "0:10" });
    refused(&mut amira, LOG, &more, 409);
    let at = format!("/timesheets/{}", text(&sheet, "id"));
    assert!(page(&mut desk, &at).contains("The form sends nothing"));
}

#[test]
fn what_was_worked_on_a_ticket_is_billed_once() {
    let house = House::with_cast().unwrap();
    let of = asked(&house);
    let mut amira = house.api("account-manager").unwrap();
    let entry = text(&log(&mut amira, &of.ticket, "1:30"), "id").to_owned();
    let mut ruth = house.api("accountant").unwrap();
    let unbilled = format!("/api/v1/clients/{}/unbilled", of.client);
    let found = get(&mut ruth, &unbilled);
    let items = found["items"].as_array().unwrap();
    let row = items.iter().find(|row| text(row, "id") == entry).unwrap();
    assert_eq!(text(row, "ticket"), of.ticket);
    assert_eq!(text(row, "title"), "The form sends nothing");
    // What is asked for of one project leaves it out.
    let only = get(&mut ruth, &format!("{unbilled}?project={}", of.project));
    let items = only["items"].as_array().unwrap();
    assert!(items.iter().all(|row| text(row, "id") != entry), "{only}");
    let mut desk = house.signed_in("accountant");
    let shown = page(&mut desk, &format!("/clients/{}/unbilled", of.client));
    assert!(shown.contains("The form sends nothing"), "{shown}");
    let bill = json!({ "entries": [entry], "gather": "task", "hour": "90", "tax": "0" });
    let draft = done(&mut ruth, &unbilled, &bill);
    assert_eq!(draft["totals"]["gross"], 13_500);
    assert_eq!(text(&draft["lines"][0], "title"), "The form sends nothing");
    refused(&mut ruth, &unbilled, &bill, 422);
    // It stays as it was billed.
    let at = format!("{LOG}/{entry}");
    let json = [("content-type", "application/json")];
    assert_eq!(
        amira
            .request("PATCH", &at, &json, b"{\"minutes\": 5}")
            .status,
        409
    );
    let shown = page(&mut desk, &format!("/invoices/{}", text(&draft, "id")));
    assert!(shown.contains("What its lines bill"), "{shown}");
    // Another client is not billed for it.
    let other = strangers(&house);
    let why = refused(
        &mut ruth,
        &format!("/api/v1/clients/{other}/unbilled"),
        &bill,
        422,
    );
    assert!(why.contains("is no time of this client"), "{why}");
}

fn strangers(house: &House) -> String {
    let mut amira = house.api("account-manager").unwrap();
    let made = done(
        &mut amira,
        "/api/v1/clients",
        &json!({ "name": "Pinecrest Dental" }),
    );
    text(&made, "id").to_owned()
}

#[test]
fn an_agreement_for_all_of_a_client_counts_its_tickets() {
    let house = House::with_cast().unwrap();
    let of = asked(&house);
    let mut ruth = house.api("accountant").unwrap();
    let agreed = |project: Value, title: &str| {
        json!({
            "client": of.client, "project": project, "title": title, "every": "month",
            "begins": house.visit().today().iso(), "included_minutes": 120, "price": "1150", "rate": "105",
            "cap_minutes": 60, "life": 1, "tax": "0", "billed": "advance", "grace": 3, "shown": true,
        })
    };
    let one = done(
        &mut ruth,
        "/api/v1/retainers",
        &agreed(json!(of.project), "Website care"),
    );
    let all = done(
        &mut ruth,
        "/api/v1/retainers",
        &agreed(Value::Null, "Support"),
    );
    let mut amira = house.api("account-manager").unwrap();
    let entry = text(&log(&mut amira, &of.ticket, "1:40"), "id").to_owned();
    let mut used = |made: &Value| {
        let periods = format!("/api/v1/retainer-periods?retainer={}", text(made, "id"));
        let first = get(&mut ruth, &periods)["items"][0].clone();
        let at = format!("/api/v1/retainer-periods/{}", text(&first, "id"));
        get(&mut ruth, &at)["used_minutes"].as_i64().unwrap()
    };
    assert_eq!((used(&one), used(&all)), (0, 100));
    // So nobody bills it by the hour.
    let unbilled = format!("/api/v1/clients/{}/unbilled", of.client);
    let found = get(&mut ruth, &unbilled);
    let items = found["items"].as_array().unwrap();
    assert!(items.iter().all(|row| text(row, "id") != entry), "{found}");
    let bill = json!({ "entries": [entry], "hour": "90" });
    let why = refused(&mut ruth, &unbilled, &bill, 422);
    assert!(why.contains("is covered by"), "{why}");
}

#[test]
fn a_client_sees_no_time_on_their_request_and_logs_none() {
    let house = House::with_cast().unwrap();
    let of = asked(&house);
    let mut amira = house.api("account-manager").unwrap();
    let entry = text(&log(&mut amira, &of.ticket, "1:30"), "id").to_owned();
    let email = portal_person(&house, &of.project);
    let mut wade = house.client();
    let fields = [("email", email.as_str()), ("password", PASSWORD)];
    assert_eq!(wade.post_form("/sign-in", &fields).status, 303);
    let shown = page(&mut wade, &format!("/portal/requests/{}", of.ticket));
    assert!(!shown.contains("Looked into it"), "{shown}");
    for mut client in [wade, strangers_client(&house)] {
        let status = client.get(&format!("/time-entries/{entry}")).status;
        assert!([303, 403, 404].contains(&status), "{status}");
        client.post_form("/time", &[("ticket", &of.ticket), ("minutes", "1:00")]);
        client.post_form("/time/start", &[("ticket", &of.ticket)]);
    }
    assert_eq!(
        minutes_of(&mut amira, &format!("ticket={}", of.ticket)),
        [90]
    );
}
