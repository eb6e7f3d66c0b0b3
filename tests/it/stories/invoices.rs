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

pub(super) fn patch(client: &mut Client, path: &str, body: &Value) -> (u16, Value) {
    let headers = [("content-type", "application/json")];
    let answer = client.request("PATCH", path, &headers, body.to_string().as_bytes());
    (answer.status, answer.json())
}

pub(super) fn at(id: &str) -> String {
    format!("/api/v1/invoices/{id}")
}

/// An accepted quote of $5,523.30 and its client.
pub(super) fn accepted(house: &House) -> (String, String) {
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
pub(super) fn issued(ruth: &mut Client, client: &str, price: &str) -> Value {
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
    // Whoever sees no invoices isn't told which.
    let why = why.to_string();
    assert!(
        why.contains("on an invoice") && !why.contains("IV-"),
        "{why}"
    );
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

    // Not once the time is another: what it said then would be billed.
    let gone = ruth.request("DELETE", &at(text(&draft, "id")), &[], b"");
    let seq = gone.json()["seq"].as_u64().unwrap();
    let (status, _) = patch(
        &mut mei,
        &format!("/api/v1/time-entries/{one}"),
        &json!({ "minutes": "0:45" }),
    );
    assert_eq!(status, 200);
    let undo = format!("/api/v1/journal/{seq}/undo");
    let why = refused(&mut ruth, &undo, &json!({}), 409);
    assert!(why.contains("was changed since"), "{why}");
    assert_eq!(ids(&mut ruth).len(), 2);
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
    assert_eq!(
        patch(&mut ruth, &agree, &json!({ "reminders": false })).0,
        200
    );
    house.strike(after(30)).unwrap();
    assert_eq!(held(&mut ruth, &paper)["reminders"], 1);
    assert_eq!(
        patch(&mut ruth, &agree, &json!({ "reminders": true })).0,
        200
    );
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

/// What stands to a client's credit.
fn credit_of(ruth: &mut Client, client: &str) -> i64 {
    let held = get(ruth, &format!("/api/v1/clients/{client}/statement"));
    held["credit"].as_i64().unwrap()
}

/// Takes all of an invoice back, by a credit note that is issued.
pub(super) fn taken_back(ruth: &mut Client, invoice: &str) -> Value {
    let note = done(
        ruth,
        &format!("{}/credit", at(invoice)),
        &json!({ "reason": "Not what was agreed on" }),
    );
    let issue = format!("{}/issue", at(text(&note, "id")));
    done(ruth, &issue, &json!({}))
}

#[test]
fn only_what_came_in_becomes_credit() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    // Sixty were written off: they never came in, so taking all of it back leaves forty.
    let first = issued(&mut ruth, &client, "100");
    let path = |paper: &Value, verb: &str| format!("{}/{verb}", at(text(paper, "id")));
    done(&mut ruth, &path(&first, "pay"), &json!({ "amount": "40" }));
    let why = json!({ "reason": "Gone out of business" });
    done(&mut ruth, &path(&first, "write-off"), &why);
    taken_back(&mut ruth, text(&first, "id"));
    assert_eq!(credit_of(&mut ruth, &client), 4_000);
    let held = get(&mut ruth, &at(text(&first, "id")));
    assert_eq!(
        (&held["written_off"], &held["credited"], &held["left"]),
        (&json!(0), &json!(6_000), &json!(0))
    );
    let refund = format!("/api/v1/clients/{client}/refund");
    refused(&mut ruth, &refund, &json!({ "amount": "40.01" }), 422);
    done(&mut ruth, &refund, &json!({ "amount": "40" }));

    // A payment that was booked by mistake leaves neither an invoice that was taken back nor credit.
    let second = issued(&mut ruth, &client, "50");
    let paid = done(&mut ruth, &path(&second, "pay"), &json!({ "amount": "50" }));
    let note = taken_back(&mut ruth, text(&second, "id"));
    assert_eq!(credit_of(&mut ruth, &client), 5_000);
    let back = format!("/api/v1/payments/{}/take-back", text(&paid, "id"));
    done(&mut ruth, &back, &json!({ "reason": "Another client's" }));
    let held = get(&mut ruth, &at(text(&second, "id")));
    assert_eq!(
        (&held["status"], &held["left"], &held["credited"]),
        (&json!("credited"), &json!(0), &json!(5_000))
    );
    assert_eq!(get(&mut ruth, &at(text(&note, "id")))["credited"], 5_000);
    assert_eq!(credit_of(&mut ruth, &client), 0);
    let undo = format!("/api/v1/journal/{}/undo", house.last_of("accountant"));
    done(&mut ruth, &undo, &json!({}));
    assert_eq!(credit_of(&mut ruth, &client), 5_000);
}

#[test]
fn what_was_looked_at_is_what_is_issued() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let line = json!([{ "title": "Hosting", "price": "30", "tax": "0" }]);
    let draft = done(
        &mut ruth,
        "/api/v1/invoices",
        &json!({ "client": client, "title": "Hosting", "lines": line }),
    );
    let id = text(&draft, "id").to_owned();
    let mut at_desk = house.signed_in("accountant");
    let shown = page(&mut at_desk, &format!("/invoices/{id}"));
    assert!(shown.contains("name=\"version\""), "{shown}");
    let dearer = json!({ "lines": [{ "title": "Hosting", "key": 1, "price": "300", "tax": "0" }] });
    assert_eq!(patch(&mut ruth, &at(&id), &dearer).0, 200);
    let issue = format!("{}/issue", at(&id));
    let seen = draft["version"].as_u64().unwrap();
    refused(&mut ruth, &issue, &json!({ "version": seen }), 409);
    let late = seen.to_string();
    let late = at_desk.post_form(&format!("/invoices/{id}/issue"), &[("version", &late)]);
    assert_eq!(late.status, 409, "{}", late.text());
    assert_eq!(get(&mut ruth, &at(&id))["status"], "draft");
    done(&mut ruth, &issue, &json!({}));
    // What is paid twice with one press is booked once.
    let today = house.visit().today().iso();
    let fields = [("_key", "once"), ("amount", "20"), ("day", today.as_str())];
    for _ in 0..2 {
        let paid = at_desk.post_form(&format!("/invoices/{id}/pay"), &fields);
        assert_eq!(paid.status, 303, "{}", paid.text());
    }
    assert_eq!(get(&mut ruth, &at(&id))["paid"], 2_000);
    let shown = page(&mut at_desk, &format!("/invoices/{id}"));
    assert!(shown.contains("name=\"_key\""), "{shown}");

    // What is agreed is changed over what was read of it.
    let agree = format!("/api/v1/clients/{client}/agree");
    let read = get(&mut ruth, &agree)["version"].as_u64().unwrap();
    let days = json!({ "days": 30, "version": read });
    assert_eq!(patch(&mut ruth, &agree, &days).0, 200);
    let (status, why) = patch(&mut ruth, &agree, &json!({ "days": 7, "version": read }));
    assert_eq!(status, 409, "{why}");
    let (_, held) = patch(&mut ruth, &agree, &json!({ "reference": "PO 77" }));
    assert_eq!(
        (&held["days"], &held["reference"]),
        (&json!(30), &json!("PO 77")),
        "what isn't sent stays"
    );

    // What was issued in one currency is paid and told in it.
    let mut it = house.api("it-administrator").unwrap();
    let settings = get(&mut it, "/api/v1/settings");
    let euro = json!({ "currency": "EUR", "version": settings["version"] });
    let (status, why) = patch(&mut it, "/api/v1/settings", &euro);
    assert_eq!(status, 422, "{why}");
    assert!(why.to_string().contains("issued in USD"), "{why}");
}

#[test]
fn a_part_of_what_a_client_owes_is_not_told_as_all_of_it() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut ruth = house.api("accountant").unwrap();
    let client = text(
        &get(&mut ruth, &format!("/api/v1/projects/{project}")),
        "client",
    )
    .to_owned();
    issued(&mut ruth, &client, "70");
    let draft = done(
        &mut ruth,
        "/api/v1/invoices",
        &json!({ "client": client, "project": project, "title": "Hosting",
                 "lines": [{ "title": "Hosting", "price": "30", "tax": "0" }] }),
    );
    let id = text(&draft, "id").to_owned();
    done(&mut ruth, &format!("{}/issue", at(&id)), &json!({}));
    let statement = format!("/clients/{client}/statement");
    let mut keeper = house.signed_in("accountant");
    assert!(page(&mut keeper, &format!("/invoices/{id}")).contains(&statement));
    assert!(page(&mut keeper, &statement).contains("$100.00"));

    let mut head = house.signed_in("department-manager");
    let shown = page(&mut head, &format!("/invoices/{id}"));
    assert!(
        !shown.contains(&statement) && !shown.contains("$100.00"),
        "{shown}"
    );
    for path in [statement.clone(), format!("{statement}/pdf")] {
        let status = head.get(&path).status;
        assert!([403, 404].contains(&status), "{path}: {status}");
    }
    assert!(!page(&mut head, "/invoices/open").contains(&statement));
    let mut head = house.api("department-manager").unwrap();
    for what in ["statement", "statement/pdf", "agree"] {
        let status = head.get(&format!("/api/v1/clients/{client}/{what}")).status;
        assert!([403, 404].contains(&status), "{what}: {status}");
    }
}

#[test]
fn papers_go_with_whoever_leads_their_project() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut ruth = house.api("accountant").unwrap();
    let of = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    let draft = done(
        &mut ruth,
        "/api/v1/invoices",
        &json!({ "client": of["client"], "project": project, "title": "Hosting",
                 "lines": [{ "title": "Hosting", "price": "30", "tax": "0" }] }),
    );
    let id = text(&draft, "id").to_owned();
    done(&mut ruth, &format!("{}/issue", at(&id)), &json!({}));
    let paid = done(
        &mut ruth,
        &format!("{}/pay", at(&id)),
        &json!({ "amount": "30" }),
    );
    let payment = format!("/api/v1/payments/{}", text(&paid, "id"));
    let mut jonas = house.api("project-manager").unwrap();
    assert_eq!(jonas.get(&at(&id)).status, 200);
    assert_eq!(jonas.get(&payment).status, 200);
    let mut boss = house.api("superadmin").unwrap();
    let other = json!({ "manager": house.account("team-lead").id.to_string() });
    let (status, why) = patch(&mut boss, &format!("/api/v1/projects/{project}"), &other);
    assert_eq!(status, 200, "{why}");
    assert_eq!(jonas.get(&at(&id)).status, 404, "it is another's by now");
    assert_eq!(jonas.get(&payment).status, 404);
}

#[test]
fn reminders_that_are_turned_off_remind_nobody() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let paper = issued(&mut ruth, &client, "100");
    let mut at_desk = house.signed_in("accountant");
    let off = at_desk.post_form("/invoices/terms", &[("days", "14"), ("reminders", "")]);
    assert_eq!(off.status, 303, "{}", off.text());
    let after = |days: i64| Moment::now().plus(days * time::DAY);
    for days in [19, 30, 60] {
        house.strike(after(days)).unwrap();
    }
    let held = get(&mut ruth, &at(text(&paper, "id")));
    assert_eq!(
        (&held["reminders"], &held["remind_at"]),
        (&json!(0), &json!(null))
    );
}

#[test]
fn an_hour_costs_no_more_than_a_line_may() {
    let house = House::with_cast().unwrap();
    let mut ruth = house.api("accountant").unwrap();
    let dear = json!({ "hour": "100000000.01" });
    let (status, why) = patch(&mut ruth, "/api/v1/invoices/terms", &dear);
    assert_eq!(status, 422, "{why}");
    let mut boss = house.api("management").unwrap();
    let dear = json!({ "per_hour": "100000000.01" });
    let why = refused(&mut boss, "/api/v1/rates", &dear, 422);
    assert!(why.contains("at most"), "{why}");
    done(
        &mut boss,
        "/api/v1/rates",
        &json!({ "per_hour": "100000000" }),
    );
}
