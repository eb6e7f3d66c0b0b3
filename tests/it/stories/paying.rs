//! How an invoice is paid stands with it: the account, checked, and the provider's page; nothing of a card is asked for.

use atrium::testing::house::House;
use serde_json::json;

use super::approval_kinds::patch;
use crate::support::steps::get;

#[test]
fn the_account_is_checked_where_it_is_written() {
    let house = House::with_cast().unwrap();
    let mut books = house.api("administrator").unwrap();
    let refused = |books: &mut atrium::testing::client::Client, body: serde_json::Value| {
        let sent = books.request(
            "PATCH",
            "/api/v1/invoices/terms",
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        );
        assert_eq!(sent.status, 422, "{}", sent.text());
        sent.text()
    };
    let wrong = refused(&mut books, json!({ "account": "DE89370400440532013001" }));
    assert!(wrong.contains("IBAN has a digit"), "{wrong}");
    refused(&mut books, json!({ "bic": "COBADEFFX" }));
    for link in ["http://pay.example.com/{number}", "javascript:alert(1)"] {
        refused(&mut books, json!({ "pay_link": link }));
    }
    let held = patch(
        &mut books,
        "/api/v1/invoices/terms",
        &json!({
            "holder": "Keystone Design", "account": "de89 3704 0044 0532 0130 00", "bic": "cobadeffxxx",
            "pay_link": "https://pay.example.com/{number}?amount={amount}",
        }),
    );
    assert_eq!(held["account"], "DE89370400440532013000");
    assert_eq!(held["bic"], "COBADEFFXXX");
    assert_eq!(get(&mut books, "/api/v1/invoices/terms"), held);
}
