//! Currencies of clients, credit that pays a paper as it is issued, what is charged for what is late, closed books, and what the
//! accountant takes along.

use atrium::testing::{client::Client, house::House};
use serde_json::{Value, json};

use super::{
    invoices::{accepted, at, issued, patch, taken_back},
    work::text,
};
use crate::support::steps::{done, get, page, refused};

fn statement(ruth: &mut Client, client: &str) -> Value {
    get(ruth, &format!("/api/v1/clients/{client}/statement"))
}

#[test]
fn each_currency_of_a_client_stands_by_itself() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let agree = format!("/api/v1/clients/{client}/agree");
    let dollars = issued(&mut ruth, &client, "50");
    assert_eq!(dollars["currency"], "USD");
    // A rate has to be said, and amounts have as many digits as the house's.
    assert_eq!(
        patch(&mut ruth, &agree, &json!({ "currency": "EUR" })).0,
        422
    );
    let yen = json!({ "currency": "JPY", "rate": "0.0067" });
    assert_eq!(patch(&mut ruth, &agree, &yen).0, 422);
    let euros = json!({ "currency": "EUR", "rate": "1.1" });
    let (status, held) = patch(&mut ruth, &agree, &euros);
    assert_eq!((status, &held["rate"]), (200, &json!("1.1")), "{held}");

    let paper = issued(&mut ruth, &client, "100");
    let id = text(&paper, "id").to_owned();
    assert_eq!(paper["currency"], "EUR");
    assert_eq!(paper["exchange"], json!({ "rate": 1_100_000, "to": "USD" }));
    let held = statement(&mut ruth, &client);
    let part = |held: &Value, n: usize| -> (String, i64, i64) {
        let part = &held["parts"][n];
        let amount = |name: &str| part[name].as_i64().unwrap();
        (
            text(part, "currency").to_owned(),
            amount("left"),
            amount("credit"),
        )
    };
    assert_eq!(part(&held, 0), ("USD".into(), 5_000, 0));
    assert_eq!(part(&held, 1), ("EUR".into(), 10_000, 0));
    assert_eq!(held["left"], 5_000, "nothing is added up: {held}");
    let open = get(&mut ruth, "/api/v1/invoices/open");
    let mut codes: Vec<&str> = open["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| text(each, "currency"))
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, ["EUR", "USD"]);

    // What is paid is in what the paper is in, and so is what it leaves over.
    let paid = done(
        &mut ruth,
        &format!("{}/pay", at(&id)),
        &json!({ "amount": "120" }),
    );
    assert_eq!(paid["currency"], "EUR");
    let held = statement(&mut ruth, &client);
    assert_eq!(part(&held, 1), ("EUR".into(), 0, 2_000));
    let other = at(text(&dollars, "id"));
    refused(
        &mut ruth,
        &format!("{other}/use-credit"),
        &json!({ "amount": "1" }),
        422,
    );
    refused(
        &mut ruth,
        &format!("{other}/pay"),
        &json!({ "amount": "60" }),
        409,
    );
    done(
        &mut ruth,
        &format!("{other}/pay"),
        &json!({ "amount": "50" }),
    );
    let back = done(
        &mut ruth,
        &format!("/api/v1/clients/{client}/refund"),
        &json!({ "amount": "20" }),
    );
    assert_eq!(back["currency"], "EUR");
    // What was issued keeps its rate, and is taken back in its currency.
    let dearer = json!({ "rate": "1.2" });
    assert_eq!(patch(&mut ruth, &agree, &dearer).0, 200);
    assert_eq!(get(&mut ruth, &at(&id))["exchange"]["rate"], 1_100_000);
    let house_s = json!({ "currency": "", "rate": "" });
    assert_eq!(patch(&mut ruth, &agree, &house_s).0, 200);
    let note = taken_back(&mut ruth, &id);
    assert_eq!(
        (&note["currency"], &note["exchange"]["rate"]),
        (&json!("EUR"), &json!(1_100_000))
    );
    assert_eq!(issued(&mut ruth, &client, "10")["currency"], "USD");
    let mut desk = house.signed_in("accountant");
    let shown = page(&mut desk, &format!("/clients/{client}/statement"));
    assert!(
        shown.contains("How it stands in EUR") && shown.contains("How it stands in USD"),
        "{shown}"
    );
    assert_eq!(
        desk.get(&format!("/clients/{client}/statement/pdf")).status,
        200
    );
}

#[test]
fn credit_pays_a_paper_as_it_is_issued_and_the_paper_says_so() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let first = issued(&mut ruth, &client, "100");
    let pay = format!("{}/pay", at(text(&first, "id")));
    done(&mut ruth, &pay, &json!({ "amount": "130" }));
    let draft = done(
        &mut ruth,
        "/api/v1/invoices",
        &json!({ "client": client, "title": "Hosting",
                 "lines": [{ "title": "Hosting", "price": "80", "tax": "0" }] }),
    );
    let id = text(&draft, "id").to_owned();
    let mut desk = house.signed_in("accountant");
    let shown = page(&mut desk, &format!("/invoices/{id}"));
    assert!(shown.contains("Issue, paid from credit"), "{shown}");
    let paper = done(
        &mut ruth,
        &format!("{}/issue", at(&id)),
        &json!({ "use_credit": true }),
    );
    assert_eq!(
        (&paper["prepaid"], &paper["left"], &paper["status"]),
        (&json!(3_000), &json!(5_000), &json!("partly_paid"))
    );
    assert_eq!(statement(&mut ruth, &client)["credit"], 0);
    let shown = page(&mut desk, &format!("/invoices/{id}"));
    assert!(
        shown.contains("Paid already") && shown.contains("To pay"),
        "{shown}"
    );
    // Without being asked for, credit stays.
    let second = issued(&mut ruth, &client, "5");
    assert_eq!(second["prepaid"], 0);
}

#[test]
fn money_that_a_credit_note_gave_back_is_collected_once() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let first = issued(&mut ruth, &client, "100");
    done(
        &mut ruth,
        &format!("{}/pay", at(text(&first, "id"))),
        &json!({ "amount": "100" }),
    );
    taken_back(&mut ruth, text(&first, "id"));
    let second = issued(&mut ruth, &client, "100");
    let from_credit = format!("{}/use-credit", at(text(&second, "id")));
    done(&mut ruth, &from_credit, &json!({ "amount": "100" }));
    // Once a hundred came in, and a hundred is what was invoiced in the end.
    for by in ["client", "month"] {
        let told = get(&mut ruth, &format!("/api/v1/profitability?by={by}"));
        assert_eq!(told["all"]["invoiced"], 10_000, "{by}: {told}");
        assert_eq!(told["all"]["collected"], 10_000, "{by}: {told}");
    }
}

#[test]
fn late_payment_costs_what_the_terms_say_and_nothing_before() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let paper = issued(&mut ruth, &client, "100");
    let charge = format!("{}/charge-late", at(text(&paper, "id")));
    let none = refused(&mut ruth, &charge, &json!({}), 409);
    assert!(none.contains("charge nothing"), "{none}");
    let (status, held) = patch(
        &mut ruth,
        "/api/v1/invoices/terms",
        &json!({ "interest": 900, "late_fee": 500, "late_fee_from": 2 }),
    );
    assert_eq!(status, 200, "{held}");
    assert_eq!(
        (&held["interest"], &held["late_fee"]),
        (&json!(900), &json!(500))
    );
    let early = refused(&mut ruth, &charge, &json!({}), 409);
    assert!(early.contains("that was due"), "{early}");
}

#[test]
fn a_closed_day_is_said_beside_the_day() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let yesterday = (house.visit().today() + -1).iso();
    let close = json!({ "until": yesterday });
    assert_eq!(patch(&mut ruth, "/api/v1/book-closing", &close).0, 200);
    let paper = issued(&mut ruth, &client, "100");
    let pay = format!("{}/pay", at(text(&paper, "id")));
    // Said beside the day, not above the form.
    let late = refused(
        &mut ruth,
        &pay,
        &json!({ "amount": "10", "day": yesterday }),
        422,
    );
    assert!(
        late.contains("\"day\"") && late.contains("closed up to"),
        "{late}"
    );
    done(&mut ruth, &pay, &json!({ "amount": "10" }));
}

#[test]
fn the_accountant_takes_a_balanced_journal_along() {
    let house = House::with_cast().unwrap();
    let (_, client) = accepted(&house);
    let mut ruth = house.api("accountant").unwrap();
    let accounts = json!({ "receivable": "1400", "rates": [
        { "rate": 1_900, "revenue": "8400", "tax": "1776", "code": "9" } ] });
    let (status, held) = patch(&mut ruth, "/api/v1/accounting", &accounts);
    assert_eq!(status, 200, "{held}");
    assert_eq!(held["rates"][0]["code"], "9");
    let twice = json!({ "rates": [
        { "rate": 700, "revenue": "8300", "tax": "1771" },
        { "rate": 700, "revenue": "8301", "tax": "1771" } ] });
    assert_eq!(patch(&mut ruth, "/api/v1/accounting", &twice).0, 422);

    let draft = done(
        &mut ruth,
        "/api/v1/invoices",
        &json!({ "client": client, "title": "Website",
                 "lines": [{ "title": "Website", "price": "100", "tax": "19" }] }),
    );
    let id = text(&draft, "id").to_owned();
    let paper = done(&mut ruth, &format!("{}/issue", at(&id)), &json!({}));
    done(
        &mut ruth,
        &format!("{}/pay", at(&id)),
        &json!({ "amount": "120" }),
    );
    let off = issued(&mut ruth, &client, "30");
    let off = format!("{}/write-off", at(text(&off, "id")));
    done(&mut ruth, &off, &json!({ "reason": "Not worth a letter" }));

    let today = house.visit().today().iso();
    let journal = format!("/api/v1/accounting/journal.csv?from={today}&until={today}");
    let sheet = ruth.get(&journal);
    assert_eq!(sheet.status, 200, "{}", sheet.text());
    let sheet = sheet.text();
    let cents = |cell: &str| -> i64 { cell.replace('.', "").parse().unwrap_or(0) };
    let rows: Vec<Vec<&str>> = sheet
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect())
        .collect();
    let debit: i64 = rows.iter().map(|row| cents(row[7])).sum();
    let credit: i64 = rows.iter().map(|row| cents(row[8])).sum();
    assert_eq!(
        (debit, debit),
        (credit, 11_900 + 12_000 + 3_000 + 3_000),
        "{sheet}"
    );
    let of = |account: &str| -> i64 {
        let own = rows.iter().filter(|row| row[6] == account);
        own.map(|row| cents(row[7]) - cents(row[8])).sum()
    };
    assert_eq!((of("8400"), of("1776")), (-10_000, -1_900), "{sheet}");
    assert_eq!(of("1400"), 0, "nothing is owed any more: {sheet}");
    assert_eq!(
        of("2300"),
        -100,
        "a dollar stands to the client's credit: {sheet}"
    );
    assert!(sheet.contains(text(&paper, "number")), "{sheet}");
    // A year at most, and nothing of it for whoever sees a part.
    let long = "/api/v1/accounting/journal.csv?from=2020-01-01&until=2026-01-01";
    assert_eq!(ruth.get(long).status, 422);
    let mut jonas = house.api("project-manager").unwrap();
    assert_eq!(jonas.get(&journal).status, 403);
    let mut desk = house.signed_in("accountant");
    assert!(page(&mut desk, "/accounting").contains("Download the journal"));
    // The papers of a month are the rows of what was invoiced in it: what was issued, and no draft.
    done(
        &mut ruth,
        "/api/v1/invoices",
        &json!({ "client": client, "title": "A draft" }),
    );
    let of_today = get(
        &mut ruth,
        &format!("/api/v1/invoices?from={today}&until={today}"),
    );
    assert_eq!(of_today["items"].as_array().unwrap().len(), 2, "{of_today}");
    let before = (house.visit().today() + -1).iso();
    let none = get(&mut ruth, &format!("/api/v1/invoices?until={before}"));
    assert_eq!(none["items"], json!([]));
    let sorted = format!("/api/v1/invoices?from={today}&sort=due");
    assert_eq!(ruth.get(&sorted).status, 422);
}
