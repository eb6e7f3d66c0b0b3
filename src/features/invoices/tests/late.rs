//! What is paid late is charged for day by day, each day once, whatever is thrown away in between.

use jiff::tz::TimeZone;

use crate::{
    base::{Id, Moment, Money, time},
    data::Visit,
    features::{
        clients::Client,
        invoices::{
            Content, Invoice, InvoiceLine, NewInvoice, TakePayment, forms_terms::TermsForm, late,
            ops, ops_money, ops_terms,
        },
        people,
        quotes::Line,
    },
    testing::house::House,
};

fn issued(visit: &Visit, client: Id<Client>) -> Id<Invoice> {
    let line = Line {
        title: "Website".into(),
        quantity: 1000,
        price: Money(100_000),
        ..Line::default()
    };
    let form = NewInvoice {
        client: Some(client),
        project: None,
        content: Content {
            title: Some("Website".into()),
            lines: Some(vec![InvoiceLine {
                line,
                ..InvoiceLine::default()
            }]),
            note: None,
            days: Some(10),
        },
    };
    let id = ops::create(visit, form).unwrap();
    ops::issue(visit, id).unwrap();
    id
}

#[test]
fn each_day_is_charged_for_once() {
    let house = House::with_cast().unwrap();
    let now = Moment::now();
    // The last of these days is forty days on: what is stored goes forward in time.
    let at = |days: i64| {
        let then = now.plus((days + 40) * time::DAY);
        Visit::system(&house.store, then, TimeZone::UTC)
    };
    let client = at(-40)
        .act(people::ADMINISTER, |change| {
            let made = change.insert(Client {
                name: "Late & Sons".into(),
                ..Client::default()
            })?;
            change.about(made.id.as_ref());
            Ok(made.id)
        })
        .unwrap();
    // A thousandth of what is open for each day.
    let terms = TermsForm {
        days: 10,
        interest: 3_650,
        ..TermsForm::default()
    };
    ops_terms::set_terms(&at(-40), terms).unwrap();
    let invoice = issued(&at(-40), client);
    let gross = |id: Id<Invoice>| at(0).find(id).unwrap().totals().gross;

    assert!(late::charge(&at(-31), invoice).is_err(), "it isn't due");
    let first = late::charge(&at(-10), invoice).unwrap();
    assert_eq!(gross(first), Money(2_000), "twenty days of a thousand");
    assert!(late::charge(&at(-10), invoice).is_err());
    assert!(
        late::charge(&at(0), first).is_err(),
        "no interest on interest"
    );

    let paid = TakePayment {
        amount: Money(40_000),
        day: None,
        way: Default::default(),
        reference: String::new(),
        note: String::new(),
    };
    ops_money::pay(&at(-5), invoice, paid).unwrap();
    let second = late::charge(&at(0), invoice).unwrap();
    assert_eq!(
        gross(second),
        Money(400 + 360),
        "four days, then six of less"
    );
    // What is thrown away is there to be charged for again, and only that.
    ops::delete(&at(0), first).unwrap();
    let again = late::charge(&at(0), invoice).unwrap();
    assert_eq!(gross(again), Money(2_000));
    assert!(late::charge(&at(0), invoice).is_err());
}
