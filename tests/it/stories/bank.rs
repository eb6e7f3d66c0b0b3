//! The bank: a statement comes in once, its lines are matched with what they pay, once, and what is matched is taken back.

use atrium::testing::{
    client::{Client, Upload},
    house::House,
};
use serde_json::{Value, json};

use super::work::{planned, text};
use crate::support::steps::{done, get, page, refused};

const IBAN: &str = "DE89370400440532013000";

/// A client with two invoices that are issued, over these cents.
struct Scene {
    house: House,
    ruth: Client,
    client: String,
    account: String,
    /// Their ids and numbers.
    invoices: Vec<(String, String)>,
}

fn issued(ruth: &mut Client, client: &str, price: &str) -> (String, String) {
    let draft = done(
        ruth,
        "/api/v1/invoices",
        &json!({ "client": client, "title": "Hosting", "days": 14,
                 "lines": [{ "title": "Hosting", "price": price, "tax": "0" }] }),
    );
    let id = text(&draft, "id").to_owned();
    let paper = done(ruth, &format!("/api/v1/invoices/{id}/issue"), &json!({}));
    (id, text(&paper, "number").to_owned())
}

fn scene(prices: &[&str]) -> Scene {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    let client = text(&held, "client").to_owned();
    let account = done(
        &mut ruth,
        "/api/v1/bank-accounts",
        &json!({ "name": "Main account", "number": "DE89 3704 0044 0532 0130 00" }),
    );
    assert_eq!(account["number"], IBAN);
    let invoices = prices
        .iter()
        .map(|price| issued(&mut ruth, &client, price))
        .collect();
    Scene {
        account: text(&account, "id").to_owned(),
        house,
        ruth,
        client,
        invoices,
    }
}

/// An entry of a camt.053: amount, reference, words.
fn entry(amount: &str, reference: &str, words: &str) -> String {
    let (way, amount) = match amount.strip_prefix('-') {
        Some(out) => ("DBIT", out),
        None => ("CRDT", amount),
    };
    format!(
        "<Ntry><Amt Ccy=\"USD\">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )
}

fn camt(entries: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Id>11</Id><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>USD</Ccy></Acct>{}</Stmt></BkToCstmrStmt></Document>",
        entries.concat()
    )
}

fn sent(
    who: &mut Client,
    path: &str,
    fields: &[(&str, &str)],
    name: &'static str,
    content: &str,
) -> (u16, Value) {
    let file = Upload {
        field: "file",
        filename: name,
        content_type: "application/octet-stream",
        bytes: content.as_bytes(),
    };
    let answer = who.post_multipart(path, fields, &[file]);
    (answer.status, answer.json())
}

impl Scene {
    fn upload(&mut self, name: &'static str, content: &str) -> (u16, Value) {
        let account = self.account.clone();
        let fields = [("account", account.as_str())];
        let at = "/api/v1/bank-statements";
        sent(&mut self.ruth, at, &fields, name, content)
    }

    fn lines(&mut self, asked: &str) -> Vec<Value> {
        let at = format!("/api/v1/bank-lines?{asked}");
        get(&mut self.ruth, &at)["items"]
            .as_array()
            .unwrap()
            .clone()
    }

    /// The line whose words these are.
    fn line(&mut self, words: &str) -> Value {
        let all = self.lines("limit=100");
        let held = all.iter().find(|line| line["text"] == words);
        held.unwrap_or_else(|| panic!("{words}: {all:?}")).clone()
    }

    fn deed(&mut self, line: &Value, verb: &str, body: &Value) -> Value {
        let at = format!("/api/v1/bank-lines/{}/{verb}", text(line, "id"));
        done(&mut self.ruth, &at, body)
    }

    fn invoice(&mut self, n: usize) -> Value {
        let at = format!("/api/v1/invoices/{}", self.invoices[n].0);
        get(&mut self.ruth, &at)
    }
}

#[test]
fn what_is_sure_is_confirmed_in_one_deed_and_undone() {
    let mut scene = scene(&["100", "250"]);
    let (first, second) = (scene.invoices[0].1.clone(), scene.invoices[1].1.clone());
    let file = camt(&[
        entry("100.00", "A1", &format!("Invoice {first}")),
        entry("200.00", "A2", &format!("part of {second}")),
        entry("-9.90", "A3", "Charges"),
    ]);
    let (status, statement) = scene.upload("november.xml", &file);
    assert_eq!(status, 201, "{statement}");
    assert_eq!(
        (&statement["lines"], &statement["waiting"]),
        (&json!(3), &json!(3))
    );
    let at = format!("/api/v1/bank-statements/{}", text(&statement, "id"));

    // Again, and one that overlaps.
    let (status, again) = scene.upload("again.xml", &file);
    assert_eq!((status, &again["id"]), (200, &statement["id"]));
    let more = camt(&[
        entry("200.00", "A2", &format!("part of {second}")),
        entry("75.00", "A4", "Who is it"),
    ]);
    let (status, more) = scene.upload("more.xml", &more);
    assert_eq!(
        (status, &more["lines"], &more["known"]),
        (201, &json!(1), &json!(1))
    );
    assert_eq!(scene.lines("limit=100").len(), 4);

    let line = scene.line(&format!("Invoice {first}"));
    let proposal = format!("/api/v1/bank-lines/{}/proposal", text(&line, "id"));
    let proposed = get(&mut scene.ruth, &proposal);
    assert_eq!(proposed["certainty"], "number_and_amount");
    assert_eq!(proposed["pays"][0]["amount"], 10_000);
    let part = scene.line(&format!("part of {second}"));
    let proposal = format!("/api/v1/bank-lines/{}/proposal", text(&part, "id"));
    assert_eq!(get(&mut scene.ruth, &proposal)["certainty"], "number");

    // A page shows the lines, and the day of whoever matches counts them.
    let mut browser = scene.house.signed_in("accountant");
    let shown = page(
        &mut browser,
        &format!("/bank-statements/{}", text(&statement, "id")),
    );
    assert!(shown.contains("Confirm all that are sure (1)"), "{shown}");
    assert!(page(&mut browser, "/").contains("Bank lines to match"));
    page(&mut browser, "/bank-lines?status=waiting");
    page(&mut browser, &format!("/bank-lines/{}", text(&part, "id")));

    let sure = format!("{at}/match-sure");
    let after = done(&mut scene.ruth, &sure, &json!({}));
    assert_eq!(
        (&after["matched"], &after["waiting"]),
        (&json!(1), &json!(2))
    );
    refused(&mut scene.ruth, &sure, &json!({}), 409);
    let paid = scene.invoice(0);
    assert_eq!(
        (&paid["status"], &paid["left"]),
        (&json!("paid"), &json!(0))
    );
    let line = scene.line(&format!("Invoice {first}"));
    let payment = line["payments"][0].as_str().unwrap().to_owned();
    let shown = page(&mut browser, &format!("/payments/{payment}"));
    assert!(
        shown.contains(text(&line, "id")) || shown.contains("Bank line"),
        "{shown}"
    );
    let pays = json!({ "pays": [{ "invoice": scene.invoices[0].0, "amount": 10_000 }] });
    let twice = format!("/api/v1/bank-lines/{}/match", text(&line, "id"));
    refused(&mut scene.ruth, &twice, &pays, 409);

    // Undo takes the payment away with the match.
    let undo = format!("/api/v1/journal/{}/undo", scene.house.last_of("accountant"));
    done(&mut scene.ruth, &undo, &json!({}));
    assert_eq!(scene.invoice(0)["status"], "issued");
    assert_eq!(scene.line(&format!("Invoice {first}"))["status"], "waiting");
    let gone = scene.ruth.get(&format!("/api/v1/payments/{payment}"));
    assert_eq!(gone.status, 404);

    // Nobody else sees or touches it.
    let mut mei = scene.house.api("team-member").unwrap();
    assert_eq!(mei.get("/api/v1/bank-lines").status, 403);
}

#[test]
fn a_line_pays_several_in_part_and_the_rest_is_credit() {
    let mut scene = scene(&["100", "250", "40"]);
    let (client, invoices) = (scene.client.clone(), scene.invoices.clone());
    let file = camt(&[
        entry("400.00", "B1", "for all of it"),
        entry("30.00", "B2", "by hand"),
        entry("-10.00", "B3", "back to you"),
        entry("5.00", "B4", "a stranger"),
    ]);
    scene.upload("november.xml", &file);
    let whole = scene.line("for all of it");
    let at = format!("/api/v1/bank-lines/{}/match", text(&whole, "id"));
    let pays = |first: i64, second: i64| {
        json!({ "pays": [
            { "invoice": invoices[0].0, "amount": first },
            { "invoice": invoices[1].0, "amount": second },
        ] })
    };
    refused(&mut scene.ruth, &at, &pays(10_000, 30_001), 422);
    refused(&mut scene.ruth, &at, &pays(10_000, 25_001), 409);
    refused(&mut scene.ruth, &at, &json!({}), 422);
    let matched = scene.deed(&whole, "match", &pays(10_000, 20_000));
    assert_eq!(
        (&matched["status"], &matched["booked"]),
        (&json!("matched"), &json!(40_000))
    );
    assert_eq!(scene.invoice(1)["left"], 5_000);
    let agree = format!("/api/v1/clients/{client}/agree");
    assert_eq!(get(&mut scene.ruth, &agree)["credit"], 10_000);

    // What went out is taken from the credit; more than there is isn't.
    let back = scene.line("back to you");
    scene.deed(&back, "match", &json!({ "client": client }));
    assert_eq!(get(&mut scene.ruth, &agree)["credit"], 9_000);
    // Its credit was spent in part since, so the match can't be taken back.
    let release = format!("/api/v1/bank-lines/{}/release", text(&whole, "id"));
    refused(&mut scene.ruth, &release, &json!({}), 409);
    let back = scene.deed(&back, "release", &json!({}));
    assert_eq!(back["status"], "waiting");
    assert_eq!(get(&mut scene.ruth, &agree)["credit"], 10_000);
    let whole = scene.deed(&whole, "release", &json!({}));
    assert_eq!(
        (&whole["status"], &whole["payments"]),
        (&json!("waiting"), &json!([]))
    );
    assert_eq!(scene.invoice(0)["left"], 10_000);

    // What was entered by hand is held together with its line, and booked once.
    let pay = format!("/api/v1/invoices/{}/pay", invoices[2].0);
    let entered = done(&mut scene.ruth, &pay, &json!({ "amount": 3_000 }));
    let line = scene.line("by hand");
    let tied = scene.deed(&line, "match", &json!({ "payment": entered["id"] }));
    assert_eq!(
        (&tied["status"], &tied["payments"][0]),
        (&json!("matched"), &entered["id"])
    );
    assert_eq!(scene.invoice(2)["paid"], 3_000);
    let other = scene.line("a stranger");
    let at = format!("/api/v1/bank-lines/{}/match", text(&other, "id"));
    refused(
        &mut scene.ruth,
        &at,
        &json!({ "payment": entered["id"] }),
        422,
    );
    // A payment that is taken back leaves its line waiting; Undo finds it matched.
    let take_back = format!("/api/v1/payments/{}/take-back", text(&entered, "id"));
    done(&mut scene.ruth, &take_back, &json!({ "reason": "Wrong" }));
    assert_eq!(scene.line("by hand")["status"], "waiting");
    let undo = format!("/api/v1/journal/{}/undo", scene.house.last_of("accountant"));
    done(&mut scene.ruth, &undo, &json!({}));
    assert_eq!(scene.line("by hand")["status"], "matched");

    // Ignored with a reason, and let wait again.
    refused(
        &mut scene.ruth,
        &at.replace("/match", "/ignore"),
        &json!({}),
        422,
    );
    let ignored = scene.deed(&other, "ignore", &json!({ "reason": "Nobody knows" }));
    assert_eq!(ignored["status"], "ignored");
    assert_eq!(scene.lines("status=ignored").len(), 1);
    refused(&mut scene.ruth, &at, &json!({ "client": client }), 409);
    assert_eq!(scene.deed(&other, "wait", &json!({}))["status"], "waiting");
}

#[test]
fn closed_books_stay_closed() {
    let mut scene = scene(&["100"]);
    let first = scene.invoices[0].clone();
    let file = camt(&[entry("100.00", "C1", &format!("Invoice {}", first.1))]);
    let (_, statement) = scene.upload("november.xml", &file);
    let line = scene.line(&format!("Invoice {}", first.1));
    let today = scene.house.visit().today();
    let headers = [("content-type", "application/json")];
    let body = json!({ "until": (today + -1).iso() }).to_string();
    let closed = scene
        .ruth
        .request("PATCH", "/api/v1/book-closing", &headers, body.as_bytes());
    assert_eq!(closed.status, 200, "{}", closed.text());
    let pays = json!({ "pays": [{ "invoice": first.0, "amount": 10_000 }] });
    let at = format!("/api/v1/bank-lines/{}/match", text(&line, "id"));
    if text(&line, "day") < today.iso().as_str() {
        let why = refused(&mut scene.ruth, &at, &pays, 422);
        assert!(why.contains("closed"), "{why}");
        let sure = format!(
            "/api/v1/bank-statements/{}/match-sure",
            text(&statement, "id")
        );
        refused(&mut scene.ruth, &sure, &json!({}), 409);
    }
    let mut later = pays.clone();
    later["day"] = json!(today.iso());
    assert_eq!(done(&mut scene.ruth, &at, &later)["status"], "matched");
}

#[test]
fn a_sheet_is_asked_about_and_remembered() {
    let mut scene = scene(&[]);
    let account = scene.account.clone();
    let sheet = "Owner;Alder\n\nBuchungstag;Empfänger;Zweck;Betrag\n03/04/2026;Ada;One;1.250,50\n05/04/2026;Ben;Two;-20,00\n";
    let fields = [("account", account.as_str())];
    let (status, looked) = sent(
        &mut scene.ruth,
        "/api/v1/bank-statements/preview",
        &fields,
        "april.csv",
        sheet,
    );
    assert_eq!(status, 200, "{looked}");
    assert!(looked["columns"][0]["open"].is_string(), "{looked}");
    let (status, why) = scene.upload("april.csv", sheet);
    assert_eq!(status, 422, "{why}");
    let said = [
        ("account", account.as_str()),
        ("columns.0.head", "Buchungstag"),
        ("columns.0.field", "day"),
        ("columns.0.reading", "day"),
        ("columns.1.head", "Empfänger"),
        ("columns.1.field", "name"),
        ("columns.2.head", "Zweck"),
        ("columns.2.field", "text"),
        ("columns.3.head", "Betrag"),
        ("columns.3.field", "amount"),
    ];
    let (status, made) = sent(
        &mut scene.ruth,
        "/api/v1/bank-statements",
        &said,
        "april.csv",
        sheet,
    );
    assert_eq!((status, &made["lines"]), (201, &json!(2)), "{made}");
    let line = scene.line("One");
    assert_eq!(
        (&line["day"], &line["amount"]),
        (&json!("2026-04-03"), &json!(125_050))
    );
    // The next sheet with this head is read as this one was.
    let next = sheet.replace("One", "Three");
    let (status, made) = scene.upload("may.csv", &next);
    assert_eq!((status, &made["known"]), (201, &json!(1)), "{made}");
    // What isn't what its name says, and what hides names of its own, comes nowhere.
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bbbb\">]><Document>&b;</Document>";
    let (status, _) = scene.upload("bomb.xml", bomb);
    assert_eq!(status, 422);
    let other = camt(&[entry("1.00", "X", "x")]).replace(IBAN, "GB29NWBK60161331926819");
    let (status, why) = scene.upload("other.xml", &other);
    assert_eq!(status, 422, "{why}");
    let wrong = json!({ "name": "Slip", "number": "DE89370400440532013001" });
    refused(&mut scene.ruth, "/api/v1/bank-accounts", &wrong, 422);
}
