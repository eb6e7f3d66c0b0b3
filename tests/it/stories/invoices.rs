//! Money: a quote is billed in parts, time is billed once, what was issued stays, and what is paid adds up to the cent.

use atrium::{
    base::{Moment, time},
    testing::{client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    quotes::{handed_over, in_the_portal, lines},
    work::{planned, tasks, text},
};
use crate::support::steps::{done, get, page, refused};

const EMAIL: &str = "naomi@alder.example";

fn patch(client: &mut Client, path: &str, body: &Value) -> (u16, Value) {
    let headers = [("content-type", "application/json")];
    let answer = client.request("PATCH", path, &headers, body.to_string().as_bytes());
    (answer.status, answer.json())
}

fn at(id: &str) -> String {
    format!("/api/v1/invoices/{id}")
}

/// An accepted quote of $5,523.30 and its client.
fn accepted(house: &House) -> (String, String) {
    let lead = handed_over(house, "Alder Creek Veterinary", EMAIL);
    let mut agent = house.api("sales-agent").unwrap();
    let quote = done(
        &mut agent,
        "/api/v1/quotes",
        &json!({ "lead": lead, "title": "Website and Google presence", "lines": lines() }),
    );
    let (id, client) = (
        text(&quote, "id").to_owned(),
        text(&quote, "client").to_owned(),
    );
    done(&mut agent, &format!("/api/v1/quotes/{id}/send"), &json!({}));
    let mut manager = house.api("sales-manager").unwrap();
    done(
        &mut manager,
        &format!("/api/v1/quotes/{id}/accept"),
        &json!({ "name": "Naomi Frost", "way": "phone", "note": "On Monday" }),
    );
    (id, client)
}

/// An invoice by hand over so many cents, issued.
fn issued(ruth: &mut Client, client: &str, price: &str) -> Value {
    let draft = done(
        ruth,
        "/api/v1/invoices",
        &json!({ "client": client, "title": "Hosting", "days": 14,
                 "lines": [{ "title": "Hosting", "price": price, "tax": "0" }] }),
    );
    done(
        ruth,
        &format!("{}/issue", at(text(&draft, "id"))),
        &json!({}),
    )
}

#[test]
fn a_quote_is_billed_in_parts_and_nothing_of_it_twice() {
    let house = House::with_cast().unwrap();
    let (quote, _) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let bill = format!("/api/v1/quotes/{quote}/invoice");
    let year = house.visit().today().date().year();

    let deposit = done(
        &mut ruth,
        &bill,
        &json!({ "part": "deposit", "share": "40" }),
    );
    assert_eq!(
        (&deposit["number"], &deposit["status"]),
        (&json!(""), &json!("draft"))
    );
    // A line for each rate, so that each is taxed as it was agreed on: 40% of 4,787.20 and of 680.00.
    assert_eq!(deposit["totals"]["net"], 218_688);
    refused(&mut ruth, &bill, &json!({ "part": "whole" }), 409);
    refused(
        &mut ruth,
        &bill,
        &json!({ "part": "deposit", "share": "61" }),
        422,
    );
    let id = text(&deposit, "id").to_owned();
    let (status, _) = patch(
        &mut ruth,
        &at(&id),
        &json!({ "lines": [{ "title": "All of it", "key": 1, "price": "9000", "tax": "0" }] }),
    );
    assert_eq!(status, 422, "more than was agreed on");

    let paper = done(&mut ruth, &format!("{}/issue", at(&id)), &json!({}));
    assert_eq!(paper["number"], format!("INV-{year}-0001"));
    let (status, why) = patch(&mut ruth, &at(&id), &json!({ "title": "Another" }));
    assert_eq!(status, 409, "{why}");
    refused(&mut ruth, &format!("{}/issue", at(&id)), &json!({}), 409);
    let gone = ruth.request("DELETE", &at(&id), &[], b"");
    assert_eq!(gone.status, 409, "{}", gone.text());

    let rest = done(&mut ruth, &bill, &json!({ "part": "rest" }));
    assert_eq!(rest["totals"]["net"], 546_720 - 218_688);
    refused(&mut ruth, &bill, &json!({ "part": "rest" }), 409);
    // A draft that can't be issued takes no number.
    let empty = done(
        &mut ruth,
        "/api/v1/invoices",
        &json!({ "client": text(&rest, "client"), "title": "Nothing yet" }),
    );
    refused(
        &mut ruth,
        &format!("{}/issue", at(text(&empty, "id"))),
        &json!({}),
        409,
    );
    let second = done(
        &mut ruth,
        &format!("{}/issue", at(text(&rest, "id"))),
        &json!({}),
    );
    assert_eq!(second["number"], format!("INV-{year}-0002"));
    // What is taken back is there to be billed again.
    let note = done(
        &mut ruth,
        &format!("{}/credit", at(text(&rest, "id"))),
        &json!({ "reason": "The wrong address" }),
    );
    let note = done(
        &mut ruth,
        &format!("{}/issue", at(text(&note, "id"))),
        &json!({}),
    );
    assert_eq!(note["number"], format!("CRN-{year}-0001"));
    assert_eq!(get(&mut ruth, &at(text(&rest, "id")))["status"], "credited");
    let again = done(&mut ruth, &bill, &json!({ "part": "rest" }));
    assert_eq!(again["totals"]["net"], 546_720 - 218_688);
}

#[test]
fn time_is_billed_once_and_is_free_when_its_line_goes() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
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
    let mut mei = house.api("team-member").unwrap();
    let log = |mei: &mut Client, minutes: &str| -> String {
        let entry = json!({ "task": task, "minutes": minutes, "billable": true });
        text(&done(mei, "/api/v1/time-entries", &entry), "id").to_owned()
    };
    let (one, two) = (log(&mut mei, "1:30"), log(&mut mei, "0:20"));

    let mut ruth = house.api("accountant").unwrap();
    let client = text(
        &get(&mut ruth, &format!("/api/v1/projects/{project}")),
        "client",
    )
    .to_owned();
    let unbilled = format!("/api/v1/clients/{client}/unbilled");
    let ids = |ruth: &mut Client| -> Vec<String> {
        let found = get(ruth, &unbilled);
        let items = found["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| text(item, "id").to_owned())
            .collect()
    };
    assert_eq!(ids(&mut ruth), [one.clone(), two.clone()]);
    let draft = done(
        &mut ruth,
        &unbilled,
        &json!({ "entries": [one, two], "gather": "entry", "hour": "90", "tax": "0" }),
    );
    // An hour and a half, and a third of an hour to the nearest thousandth.
    assert_eq!(draft["totals"]["gross"], 13_500 + 2_997);
    assert!(ids(&mut ruth).is_empty());
    let twice = json!({ "entries": [one], "hour": "90" });
    refused(&mut ruth, &unbilled, &twice, 422);

    // What stands on an invoice stays as it was billed, whoever's it is.
    let (status, why) = patch(
        &mut mei,
        &format!("/api/v1/time-entries/{one}"),
        &json!({ "minutes": "9:00" }),
    );
    assert_eq!(status, 409, "{why}");
    let (status, _) = patch(
        &mut mei,
        &format!("/api/v1/time-entries/{one}"),
        &json!({ "note": "Agenda" }),
    );
    assert_eq!(status, 200, "what doesn't matter for it may change");
    let gone = mei.request("DELETE", &format!("/api/v1/time-entries/{one}"), &[], b"");
    assert_eq!(gone.status, 409, "{}", gone.text());

    // The second line goes: its time is free again. The first is edited, and keeps what it is bound to.
    let id = text(&draft, "id").to_owned();
    let kept = json!({ "title": "Design", "key": draft["lines"][0]["key"], "quantity": "1.5", "unit": "h", "price": "100", "tax": "0" });
    let (status, edited) = patch(&mut ruth, &at(&id), &json!({ "lines": [kept] }));
    assert_eq!(
        (status, &edited["lines"][0]["source"]),
        (200, &json!("time"))
    );
    assert_eq!(ids(&mut ruth), std::slice::from_ref(&two));

    done(&mut ruth, &format!("{}/issue", at(&id)), &json!({}));
    assert_eq!(ids(&mut ruth), std::slice::from_ref(&two));
    let note = done(
        &mut ruth,
        &format!("{}/credit", at(&id)),
        &json!({ "reason": "Not agreed on" }),
    );
    assert_eq!(
        ids(&mut ruth),
        std::slice::from_ref(&two),
        "a draft takes nothing back"
    );
    done(
        &mut ruth,
        &format!("{}/issue", at(text(&note, "id"))),
        &json!({}),
    );
    assert_eq!(ids(&mut ruth), [one.clone(), two.clone()]);

    // Thrown away, all of it is free, and Undo binds it again.
    let draft = done(
        &mut ruth,
        &unbilled,
        &json!({ "entries": [one, two], "hour": "90" }),
    );
    let gone = ruth.request("DELETE", &at(text(&draft, "id")), &[], b"");
    assert_eq!((gone.status, ids(&mut ruth).len()), (200, 2));
    let seq = gone.json()["seq"].as_u64().unwrap();
    done(
        &mut ruth,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert!(ids(&mut ruth).is_empty());
}

#[test]
fn what_is_paid_adds_up_to_the_cent() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let first = issued(&mut ruth, &client, "100");
    let second = issued(&mut ruth, &client, "50");
    let third = issued(&mut ruth, &client, "30");
    let state = |ruth: &mut Client, paper: &Value| -> (String, i64) {
        let held = get(ruth, &at(text(paper, "id")));
        (
            text(&held, "status").to_owned(),
            held["left"].as_i64().unwrap(),
        )
    };
    let path = |paper: &Value, verb: &str| format!("{}/{verb}", at(text(paper, "id")));
    let statement = |ruth: &mut Client| get(ruth, &format!("/api/v1/clients/{client}/statement"));

    done(
        &mut ruth,
        &path(&first, "pay"),
        &json!({ "amount": "40", "reference": "T-1" }),
    );
    assert_eq!(state(&mut ruth, &first), ("partly_paid".into(), 6_000));
    // Twenty more than is left stand to the client's credit.
    let over = done(&mut ruth, &path(&first, "pay"), &json!({ "amount": "80" }));
    assert_eq!(state(&mut ruth, &first), ("paid".into(), 0));
    assert_eq!(statement(&mut ruth)["credit"], 2_000);
    refused(
        &mut ruth,
        &path(&first, "pay"),
        &json!({ "amount": "1" }),
        409,
    );

    done(
        &mut ruth,
        &path(&second, "use-credit"),
        &json!({ "amount": "15" }),
    );
    assert_eq!(state(&mut ruth, &second), ("partly_paid".into(), 3_500));
    refused(
        &mut ruth,
        &path(&second, "use-credit"),
        &json!({ "amount": "6" }),
        422,
    );
    // Its surplus was used, so it can't be taken back as if nothing had happened.
    let over = format!("/api/v1/payments/{}/take-back", text(&over, "id"));
    refused(&mut ruth, &over, &json!({ "reason": "Booked twice" }), 409);
    let refund = format!("/api/v1/clients/{client}/refund");
    refused(&mut ruth, &refund, &json!({ "amount": "5.01" }), 422);
    done(&mut ruth, &refund, &json!({ "amount": "5" }));
    assert_eq!(statement(&mut ruth)["credit"], 0);

    // What comes in pays what was due first; what is over is the client's.
    done(
        &mut ruth,
        &format!("/api/v1/clients/{client}/receive"),
        &json!({ "amount": "45" }),
    );
    assert_eq!(state(&mut ruth, &second).0, "paid");
    assert_eq!(state(&mut ruth, &third), ("partly_paid".into(), 2_000));
    let open = get(&mut ruth, "/api/v1/invoices/open");
    assert_eq!(open["items"][0]["left"], 2_000);
    assert_eq!(open["items"][0]["ages"], json!([2_000, 0, 0, 0, 0]));

    done(
        &mut ruth,
        &path(&third, "write-off"),
        &json!({ "reason": "Not worth a letter" }),
    );
    assert_eq!(state(&mut ruth, &third), ("written_off".into(), 0));
    let held = statement(&mut ruth);
    assert_eq!((&held["left"], &held["credit"]), (&json!(0), &json!(0)));
    let rows = held["rows"].as_array().unwrap();
    let sum: i64 = rows.iter().map(|row| row["amount"].as_i64().unwrap()).sum();
    assert_eq!(sum + held["before"].as_i64().unwrap(), 0, "{held}");
    // A credit note over what was paid leaves credit.
    let note = done(
        &mut ruth,
        &path(&first, "credit"),
        &json!({ "reason": "Goodwill" }),
    );
    let lower = json!({ "lines": [{ "title": "Hosting", "key": 1, "price": "10", "tax": "0" }] });
    assert_eq!(patch(&mut ruth, &at(text(&note, "id")), &lower).0, 200);
    done(&mut ruth, &path(&note, "issue"), &json!({}));
    assert_eq!(statement(&mut ruth)["credit"], 1_000);
    assert_eq!(state(&mut ruth, &first).0, "paid");
}

#[test]
fn money_is_seen_by_whoever_may_and_by_its_client() {
    let house = House::with_config(|_| {}).unwrap();
    // The company of the house's own client, before any other.
    let mut keeper = house.api("superadmin").unwrap();
    let other = json!({ "name": "Delgado" });
    assert_eq!(
        text(&done(&mut keeper, "/api/v1/clients", &other), "id"),
        "CL-101"
    );
    let (quote, client) = accepted(&house);
    let mut agent = house.api("sales-agent").unwrap();
    let mut naomi = in_the_portal(&house, &mut agent, &client, EMAIL);
    let mut ruth = house.api("accountant").unwrap();
    let terms = json!({ "pay": "By transfer to account 4471" });
    assert_eq!(patch(&mut ruth, "/api/v1/invoices/terms", &terms).0, 200);
    let draft = done(
        &mut ruth,
        &format!("/api/v1/quotes/{quote}/invoice"),
        &json!({ "part": "whole" }),
    );
    let id = text(&draft, "id").to_owned();
    let here = format!("/portal/invoices/{id}");
    assert_eq!(
        naomi.get(&here).status,
        404,
        "a draft is nobody's but the house's"
    );
    assert_eq!(naomi.get(&format!("{here}/pdf")).status, 404);
    let paper = done(&mut ruth, &format!("{}/issue", at(&id)), &json!({}));
    let number = text(&paper, "number").to_owned();

    let seen = page(&mut naomi, &here);
    for word in [number.as_str(), "$5,523.30", "account 4471", "Website"] {
        assert!(seen.contains(word), "{word}");
    }
    assert!(
        !seen.contains("Ruth") && !seen.contains("Written by"),
        "nothing internal"
    );
    assert!(page(&mut naomi, "/portal/invoices").contains(&number));
    assert!(page(&mut naomi, "/portal").contains(&number));
    let file = naomi.get(&format!("{here}/pdf"));
    assert_eq!(
        (file.status, file.header("content-type")),
        (200, Some("application/pdf"))
    );
    assert!(file.body.starts_with(b"%PDF"));
    let staff = house
        .signed_in("accountant")
        .get(&format!("/invoices/{id}/pdf"));
    assert_eq!(staff.body, file.body, "both keep the same file");

    // Another company's people, and whoever has no business with money.
    let mut others = house.sign_in(house.portal_client(), "client");
    for path in [here.clone(), format!("{here}/pdf")] {
        assert_eq!(others.get(&path).status, 404, "{path}");
    }
    assert_eq!(naomi.get(&format!("/invoices/{id}")).status, 404);
    let refused_to = agent.get(&at(&id)).status;
    assert!([403, 404].contains(&refused_to), "{refused_to}");
    let mut lead = house.api("project-manager").unwrap();
    assert_eq!(lead.get(&at(&id)).status, 404, "no project of theirs");
    refused(
        &mut agent,
        &format!("{}/pay", at(&id)),
        &json!({ "amount": "1" }),
        refused_to,
    );

    // Whoever leads the project that an invoice bills sees it.
    let project = planned(&house, "web-wordpress");
    let of = text(
        &get(&mut ruth, &format!("/api/v1/projects/{project}")),
        "client",
    )
    .to_owned();
    let theirs = done(
        &mut ruth,
        "/api/v1/invoices",
        &json!({ "client": of, "project": project, "title": "Hosting",
                 "lines": [{ "title": "Hosting", "price": "30" }] }),
    );
    assert_eq!(lead.get(&at(text(&theirs, "id"))).status, 200);
    refused(
        &mut lead,
        &format!("{}/issue", at(text(&theirs, "id"))),
        &json!({}),
        403,
    );

    // Mail is off in this house: that is said, and nothing is promised.
    let why = refused(&mut ruth, &format!("{}/send", at(&id)), &json!({}), 409);
    assert!(why.contains("Mail is off"), "{why}");
}

#[test]
fn what_is_due_is_overdue_by_itself_and_reminds_in_steps() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let paper = issued(&mut ruth, &client, "100");
    let paid = issued(&mut ruth, &client, "70");
    done(
        &mut ruth,
        &format!("{}/pay", at(text(&paid, "id"))),
        &json!({ "amount": "70" }),
    );
    let after = |days: i64| Moment::now().plus(days * time::DAY);
    house.strike(after(13)).unwrap();
    let held = |ruth: &mut Client, paper: &Value| get(ruth, &at(text(paper, "id")));
    assert_eq!(
        held(&mut ruth, &paper)["status"],
        "issued",
        "it may be paid until the day it is due"
    );
    house.strike(after(16)).unwrap();
    assert_eq!(held(&mut ruth, &paper)["status"], "overdue");
    assert_eq!(held(&mut ruth, &paid)["status"], "paid");
    assert!(
        ruth.get("/api/v1/notifications")
            .text()
            .contains("is overdue")
    );
    assert_eq!(held(&mut ruth, &paper)["reminders"], 0);
    house.strike(after(19)).unwrap();
    assert_eq!(held(&mut ruth, &paper)["reminders"], 1);
    // Whoever isn't reminded isn't, and is again from the next step on.
    let agree = format!("/api/v1/clients/{client}/agree");
    done(&mut ruth, &agree, &json!({ "reminders": false }));
    house.strike(after(30)).unwrap();
    assert_eq!(held(&mut ruth, &paper)["reminders"], 1);
    done(&mut ruth, &agree, &json!({ "reminders": true }));
    house.strike(after(44)).unwrap();
    assert_eq!(held(&mut ruth, &paper)["reminders"], 2);
    // Paid, it rests.
    done(
        &mut ruth,
        &format!("{}/pay", at(text(&paper, "id"))),
        &json!({ "amount": "100" }),
    );
    house.strike(after(90)).unwrap();
    let last = held(&mut ruth, &paper);
    assert_eq!(
        (&last["status"], &last["reminders"]),
        (&json!("paid"), &json!(2))
    );
}
