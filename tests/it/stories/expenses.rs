//! Expenses: written with their receipt, decided by somebody else, paid back, and billed once.

use atrium::testing::{
    client::{Client, Upload},
    house::House,
};
use serde_json::{Value, json};

use super::{approval_kinds::patch, budgets::given, work::text};
use crate::support::steps::{done, get, page, refused};

fn spent(project: &str) -> Value {
    json!({
        "title": "Stock photographs", "category": "stock", "amount": "119.00", "tax": "19",
        "project": project, "billable": true, "markup": "10",
    })
}

fn at(id: &str) -> String {
    format!("/api/v1/expenses/{id}")
}

/// Writes, submits and approves one.
fn approved(house: &House, project: &str) -> String {
    let mut mei = house.api("team-member").unwrap();
    let made = done(&mut mei, "/api/v1/expenses", &spent(project));
    let id = text(&made, "id").to_owned();
    done(&mut mei, &format!("{}/submit", at(&id)), &json!({}));
    answer(house, &id, "approve", &json!({}));
    id
}

/// Answers the question about an expense.
fn answer(house: &House, id: &str, verb: &str, body: &Value) {
    let mut boss = house.api("management").unwrap();
    let waits = get(&mut boss, "/api/v1/approvals?kind=expense&status=waiting");
    let items = waits["items"].as_array().unwrap();
    let about = items.iter().find(|held| held.to_string().contains(id));
    let about = text(about.unwrap(), "id");
    done(
        &mut boss,
        &format!("/api/v1/approvals/{about}/{verb}"),
        body,
    );
}

#[test]
fn an_expense_goes_from_its_receipt_to_the_money_back() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let mut ruth = house.api("accountant").unwrap();
    let made = done(&mut mei, "/api/v1/expenses", &spent(&project));
    let id = text(&made, "id").to_owned();
    assert_eq!(
        (&made["status"], &made["net"], &made["price"]),
        (&json!("draft"), &json!(10_000), &json!(11_000))
    );
    let receipt = |filename: &'static str, bytes: &'static [u8]| Upload {
        field: "file",
        filename,
        content_type: "application/pdf",
        bytes,
    };
    let to = format!("{}/receipt", at(&id));
    let text_file = mei.post_multipart(&to, &[], &[receipt("list.txt", b"milk\nbread\n")]);
    assert_eq!(text_file.status, 422, "{}", text_file.text());
    let put = mei.post_multipart(&to, &[], &[receipt("receipt.pdf", b"%PDF-1.4 receipt")]);
    assert_eq!(put.status, 200, "{}", put.text());
    assert_eq!(put.json()["receipt"]["name"], "receipt.pdf");
    assert_eq!(mei.get(&to).body, b"%PDF-1.4 receipt");

    done(&mut mei, &format!("{}/submit", at(&id)), &json!({}));
    let headers = [("content-type", "application/json")];
    let changed = mei.request("PATCH", &at(&id), &headers, b"{\"amount\": \"200.00\"}");
    assert_eq!(changed.status, 409, "{}", changed.text());
    // Nobody decides on their own, and others' don't concern them.
    let waits = get(
        &mut house.api("management").unwrap(),
        "/api/v1/approvals?kind=expense",
    );
    let about = text(&waits["items"][0], "id").to_owned();
    let own = format!("/api/v1/approvals/{about}/approve");
    refused(&mut mei, &own, &json!({}), 403);
    let mut sana = house.api("support-agent").unwrap();
    assert_eq!(sana.get(&at(&id)).status, 404);

    answer(
        &house,
        &id,
        "return",
        &json!({ "reason": "The receipt is unreadable" }),
    );
    let back = get(&mut mei, &at(&id));
    assert_eq!(text(&back, "status"), "returned");
    assert!(text(&back, "reason").contains("unreadable"));
    patch(&mut mei, &at(&id), &json!({ "note": "Photographed again" }));
    done(&mut mei, &format!("{}/submit", at(&id)), &json!({}));
    done(&mut mei, &format!("{}/recall", at(&id)), &json!({}));
    assert_eq!(text(&get(&mut mei, &at(&id)), "status"), "draft");
    done(&mut mei, &format!("{}/submit", at(&id)), &json!({}));
    answer(&house, &id, "approve", &json!({}));

    let pay = format!("{}/reimburse", at(&id));
    refused(&mut mei, &pay, &json!({}), 403);
    let paid = done(&mut ruth, &pay, &json!({}));
    assert_eq!(text(&paid, "status"), "reimbursed");
    refused(&mut ruth, &pay, &json!({}), 409);
    assert!(
        mei.get("/api/v1/notifications")
            .text()
            .contains("Stock photographs is reimbursed")
    );
    let sheet = ruth.get("/api/v1/expenses/export.csv");
    assert!(
        sheet.text().contains("Stock photographs"),
        "{}",
        sheet.text()
    );
}

#[test]
fn what_was_approved_counts_in_the_budget_of_its_project() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let mut hana = house.api("department-manager").unwrap();
    let to = format!("/api/v1/projects/{project}");
    patch(&mut hana, &to, &json!({ "budget_money": "220.00" }));
    assert_eq!(get(&mut hana, &to)["money_used"], 0);
    let id = approved(&house, &project);
    assert_eq!(get(&mut hana, &to)["money_used"], 50);
    // By what it costs: the net amount, without the markup.
    let mut boss = house.api("management").unwrap();
    patch(&mut boss, &to, &json!({ "budget_by": "cost" }));
    assert_eq!(get(&mut boss, &to)["money_used"], 45);
    let mut at_desk = house.signed_in("team-member");
    assert!(page(&mut at_desk, "/expenses?user=me").contains("Stock photographs"));
    assert!(page(&mut at_desk, &format!("/expenses/{id}")).contains("Approved"));
    assert!(page(&mut at_desk, "/expenses/new").contains("Receipt"));
}

#[test]
fn an_expense_says_what_is_wrong_beside_its_field() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let to = "/api/v1/expenses";
    let mut nobody = spent(&project);
    nobody["project"] = Value::Null;
    let why = refused(&mut mei, to, &nobody, 422);
    assert!(why.contains("billable"), "{why}");
    let mut nothing = spent(&project);
    nothing["amount"] = json!("0");
    let why = refused(&mut mei, to, &nothing, 422);
    assert!(why.contains("amount"), "{why}");
    let mut elsewhere = spent(&project);
    elsewhere["project"] = json!("PRJ-99999");
    let why = refused(&mut mei, to, &elsewhere, 422);
    assert!(why.contains("project"), "{why}");
    let mut late = spent(&project);
    late["day"] = json!((house.visit().today() + 3).iso());
    let why = refused(&mut mei, to, &late, 422);
    assert!(why.contains("day"), "{why}");
}

#[test]
fn an_expense_is_billed_once_and_is_free_when_its_line_goes() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let id = approved(&house, &project);
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &at(&id));
    let unbilled = format!("/api/v1/clients/{}/unbilled", text(&held, "bills"));
    let free = |ruth: &mut Client| -> usize {
        let found = get(ruth, &unbilled);
        found["expenses"].as_array().unwrap().len()
    };
    assert_eq!(free(&mut ruth), 1);
    let bill = json!({ "expenses": [id], "tax": "0" });
    let draft = done(&mut ruth, &unbilled, &bill);
    assert_eq!(draft["totals"]["gross"], 11_000);
    assert_eq!(draft["lines"][0]["source"], "expense");
    assert_eq!(free(&mut ruth), 0);
    refused(&mut ruth, &unbilled, &bill, 422);
    let paper = format!("/api/v1/invoices/{}", text(&draft, "id"));

    // Without its line it is free.
    let other = json!({ "lines": [{ "title": "Hosting", "price": "10", "tax": "0" }] });
    patch(&mut ruth, &paper, &other);
    assert_eq!(free(&mut ruth), 1);
    let draft = done(&mut ruth, &unbilled, &bill);
    let paper = format!("/api/v1/invoices/{}", text(&draft, "id"));
    done(&mut ruth, &format!("{paper}/issue"), &json!({}));
    assert_eq!(free(&mut ruth), 0);
    let reason = json!({ "reason": "Not agreed on" });
    let note = done(&mut ruth, &format!("{paper}/credit"), &reason);
    let note = format!("/api/v1/invoices/{}/issue", text(&note, "id"));
    done(&mut ruth, &note, &json!({}));
    assert_eq!(free(&mut ruth), 1, "taken back, it is there to be billed");
    let client = text(&held, "bills").to_owned();
    let shown = page(
        &mut house.signed_in("accountant"),
        &format!("/clients/{client}/unbilled"),
    );
    assert!(shown.contains("Stock photographs"), "{shown}");
}

#[test]
fn an_undo_puts_nothing_under_a_yes_that_was_given() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let mut dear = spent(&project);
    dear["amount"] = json!("1190.00");
    let id = text(&done(&mut mei, "/api/v1/expenses", &dear), "id").to_owned();
    patch(&mut mei, &at(&id), &json!({ "amount": "11.90" }));
    let cheaper = house.last_of("team-member");
    let undo = format!("/api/v1/journal/{cheaper}/undo");
    let receipt = Upload {
        field: "file",
        filename: "receipt.pdf",
        content_type: "application/pdf",
        bytes: b"%PDF-1.4 receipt",
    };
    let to = format!("{}/receipt", at(&id));
    assert_eq!(mei.post_multipart(&to, &[], &[receipt]).status, 200);
    let put = format!("/api/v1/journal/{}/undo", house.last_of("team-member"));
    done(&mut mei, &format!("{}/submit", at(&id)), &json!({}));
    let why = refused(&mut mei, &undo, &json!({}), 409);
    assert!(why.contains("submitted"), "{why}");
    answer(&house, &id, "approve", &json!({}));
    for seq in [&undo, &put] {
        let why = refused(&mut mei, seq, &json!({}), 409);
        assert!(why.contains("approved"), "{why}");
    }
    assert_eq!(get(&mut mei, &at(&id))["amount"], 1_190);
    // The day on which it went back isn't before the day on which it was spent.
    let mut ruth = house.api("accountant").unwrap();
    let before = json!({ "day": (house.visit().today() + -1).iso() });
    let pay = format!("{}/reimburse", at(&id));
    let why = refused(&mut ruth, &pay, &before, 422);
    assert!(why.contains("day"), "{why}");
}

#[test]
fn what_the_company_paid_is_owed_to_nobody() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let mut by_house = spent(&project);
    by_house["paid_by"] = json!("house");
    for n in 0..8 {
        by_house["title"] = json!(format!("Licence {n}"));
        let made = done(&mut mei, "/api/v1/expenses", &by_house);
        let id = text(&made, "id").to_owned();
        done(&mut mei, &format!("{}/submit", at(&id)), &json!({}));
        answer(&house, &id, "approve", &json!({}));
    }
    approved(&house, &project);
    let mut ruth = house.signed_in("accountant");
    let day = page(&mut ruth, "/");
    assert!(day.contains("Stock photographs"), "{day}");
    assert!(!day.contains("Licence 1"), "{day}");
    let owed = page(&mut ruth, "/expenses?status=approved&paid_by=person");
    assert!(owed.contains("Stock photographs") && !owed.contains("Licence 1"));
}

#[test]
fn a_draft_that_comes_back_bills_an_expense_as_it_is_by_then() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let id = approved(&house, &project);
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &at(&id));
    let unbilled = format!("/api/v1/clients/{}/unbilled", text(&held, "bills"));
    let bill = json!({ "expenses": [id], "tax": "0" });
    let draft = done(&mut ruth, &unbilled, &bill);
    let paper = format!("/api/v1/invoices/{}", text(&draft, "id"));
    let gone = ruth.request("DELETE", &paper, &[], b"");
    assert_eq!(gone.status, 200, "{}", gone.text());
    let back = format!("/api/v1/journal/{}/undo", house.last_of("accountant"));
    // The yes is taken back, so there is nothing to bill.
    let yes = format!("/api/v1/journal/{}/undo", house.last_of("management"));
    done(&mut house.api("management").unwrap(), &yes, &json!({}));
    let why = refused(&mut ruth, &back, &json!({}), 409);
    assert!(why.contains("changed since"), "{why}");
}
