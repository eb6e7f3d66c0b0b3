//! What a quote comes to, and what may become of it.

use super::*;
use crate::base::Money;

const TODAY: Day = Day(20_000);

fn draft() -> Quote {
    Quote {
        client: Id::new(101),
        owner: Id::new(7),
        revision: 1,
        lines: vec![Line {
            title: "Website".into(),
            quantity: 1000,
            price: Money(100_000),
            ..Line::default()
        }],
        ..Quote::default()
    }
}

fn sent() -> Quote {
    let mut quote = draft();
    quote.send(true, TODAY, 14, Moment(5)).unwrap();
    quote
}

fn signed() -> Signature {
    Signature {
        name: "Naomi Frost".into(),
        ..Signature::default()
    }
}

#[test]
fn a_client_sees_only_what_was_sent() {
    let client = Placement::Client(101);
    assert!(!draft().placement().contains(&client));
    let mut quote = sent();
    assert!(quote.placement().contains(&client));
    assert!(draft().known().is_none());
    quote.title = "As sent".into();
    quote.revise(Moment(6)).unwrap();
    quote.title = "As it is being written".into();
    quote.lines.clear();
    quote.note = "Not yet".into();
    assert!(
        quote.placement().contains(&client),
        "what was sent stays readable"
    );
    let known = quote.known().unwrap();
    assert!(known.being_revised);
    assert_eq!(
        (
            known.quote.title.as_str(),
            known.quote.lines.len(),
            known.quote.note.as_str()
        ),
        ("As sent", 1, "")
    );
    assert_eq!(
        (known.quote.revision, known.quote.status),
        (1, Status::Sent)
    );
    let no = quote
        .decline(Id::new(9), "No".into(), TODAY, Moment(6))
        .unwrap_err();
    assert!(no.to_string().contains("being revised"), "{no}");
    quote.withdraw(Moment(7)).unwrap();
    let known = quote.known().unwrap();
    assert_eq!(
        (
            known.quote.title.as_str(),
            known.quote.status,
            known.being_revised
        ),
        ("As sent", Status::Withdrawn, false)
    );
}

#[test]
fn it_goes_out_whole_or_not_at_all() {
    let mut empty = Quote::default();
    assert!(empty.send(true, TODAY, 14, Moment(1)).is_err());
    let mut free = draft();
    free.lines[0].discount = 10_000;
    assert!(free.send(true, TODAY, 14, Moment(1)).is_err());
    assert!(draft().send(false, TODAY, 14, Moment(1)).is_err());
    let mut late = draft();
    late.valid_until = Some(TODAY + -1);
    assert!(late.send(true, TODAY, 14, Moment(1)).is_err());
    assert_eq!(sent().valid_until, Some(TODAY + 14));
    assert!(sent().send(true, TODAY, 14, Moment(9)).is_err());
    assert!(sent().must_be_draft().is_err());
}

#[test]
fn it_runs_out_and_then_nobody_accepts_it() {
    let mut quote = sent();
    assert_eq!(quote.standing(TODAY + 14), Status::Sent);
    assert_eq!(quote.standing(TODAY + 15), Status::Expired);
    assert!(
        quote
            .accept(Id::new(9), signed(), TODAY + 15, Moment(9))
            .is_err()
    );
    assert!(
        quote
            .decline(Id::new(9), "Late".into(), TODAY + 15, Moment(9))
            .is_err()
    );
    assert_eq!(quote.status, Status::Sent);
    quote
        .accept(Id::new(9), signed(), TODAY + 14, Moment(9))
        .unwrap();
    assert_eq!(quote.standing(TODAY + 99), Status::Accepted);
    assert!(
        quote
            .decline(Id::new(9), "No".into(), TODAY, Moment(9))
            .is_err()
    );
    assert!(quote.revise(Moment(9)).is_err() && quote.withdraw(Moment(9)).is_err());
}

#[test]
fn nobody_accepts_without_a_name_or_a_signature() {
    let mut quote = sent();
    assert!(
        quote
            .accept(Id::new(9), Signature::default(), TODAY, Moment(9))
            .is_err()
    );
    let drawn = Signature {
        path: "M1 2L3 4".into(),
        ..Signature::default()
    };
    quote.accept(Id::new(9), drawn, TODAY, Moment(9)).unwrap();
}

#[test]
fn a_revision_keeps_what_the_client_saw() {
    let mut quote = sent();
    quote
        .decline(Id::new(9), "Too dear".into(), TODAY, Moment(9))
        .unwrap();
    quote.revise(Moment(10)).unwrap();
    assert_eq!(
        (quote.revision, quote.status, quote.past.len()),
        (2, Status::Draft, 1)
    );
    assert_eq!(quote.past[0].declined, "Too dear");
    assert_eq!(quote.past[0].sent_at, Some(Moment(5)));
    assert_eq!(
        (quote.sent_at, quote.valid_until, quote.decided_by),
        (None, None, None)
    );
}

#[test]
fn what_was_given_keeps_its_tax_and_what_is_written_anew_is_rounded_per_rate() {
    let mut quote = sent();
    quote.lines = [5555, 1111]
        .map(|price| Line {
            quantity: 1000,
            price: Money(price),
            tax: 2300,
            ..Line::default()
        })
        .to_vec();
    assert_eq!(quote.totals().tax, Money(1533));
    // As one lies there that went out before.
    quote.tax_per_rate = false;
    assert_eq!(quote.totals().tax, Money(1534));
    quote.revise(Moment(9)).unwrap();
    assert_eq!(quote.totals().tax, Money(1533));
    assert_eq!(quote.past[0].totals.tax, Money(1534));
    assert_eq!(quote.known().unwrap().quote.totals().tax, Money(1534));
    quote.send(true, TODAY, 14, Moment(10)).unwrap();
    assert_eq!(quote.totals().tax, Money(1533));
}

#[test]
fn touched_always_moves_on() {
    let mut quote = draft();
    quote.touch(Moment(5));
    quote.touch(Moment(5));
    assert_eq!(quote.touched, Moment(6));
}
