//! What holds of every invoice: held against sums that are worked out another way, as decimals written out digit by digit.

mod checker;
mod electronic;
mod late;
mod paperwork;

use proptest::prelude::*;

use self::paperwork::Paperwork;
use super::{
    invoice::{Invoice, Paper, Part, Status},
    line::{InvoiceLine, Source},
    parties::Parties,
    parts::{billed_of_quote, lines_of_quote, must_not_credit_more, taken_back},
    rules::{
        Issue, Nets, add, age, allocate, fits, hours, is_reached, nets, next_step, plain_nets,
    },
};
use crate::{
    base::{Day, Id, Moment, Money},
    features::quotes::{Line, Rounding, taxes, totals},
};

/// The net of a line in minor units of two decimals, on paper.
fn net_on_paper(line: &Line) -> i64 {
    let quantity = Paperwork::of(line.quantity, 3);
    let whole = quantity.times(&Paperwork::of(line.price.0, 2)).rounded(2);
    let off = Paperwork::of(whole, 2)
        .times(&Paperwork::of(line.discount, 4))
        .rounded(2);
    let off = (off + line.discount_amount.0).min(whole.max(0));
    whole - off
}

fn gross_on_paper(lines: &[Line]) -> i64 {
    let mut rates: Vec<i64> = lines.iter().map(|line| line.tax).collect();
    rates.sort_unstable();
    rates.dedup();
    let of_rate = |rate: i64| -> i64 {
        let lines = lines.iter().filter(|line| line.tax == rate);
        let net: i64 = lines.map(net_on_paper).sum();
        let tax = Paperwork::of(net, 2)
            .times(&Paperwork::of(rate, 4))
            .rounded(2);
        net + tax
    };
    rates.into_iter().map(of_rate).sum()
}

fn any_line() -> impl Strategy<Value = Line> {
    let rates = prop_oneof![Just(0i64), Just(700), Just(825), Just(1900), 0..=10_000i64];
    (
        1..500_000i64,
        1..5_000_000i64,
        0..=10_000i64,
        rates,
        prop::option::weighted(0.2, 0..500i64),
    )
        .prop_map(|(quantity, price, discount, tax, amount)| Line {
            title: "Line".into(),
            quantity,
            price: Money(price),
            discount: if amount.is_some() { 0 } else { discount },
            discount_amount: Money(amount.unwrap_or(0)),
            tax,
            ..Line::default()
        })
}

fn keyed(lines: Vec<Line>, source: Source) -> Vec<InvoiceLine> {
    let lines = lines.into_iter().zip(1..);
    lines
        .map(|(line, key)| InvoiceLine { line, key, source })
        .collect()
}

fn issue(number: &str) -> Issue {
    Issue {
        number: number.into(),
        currency: "USD".into(),
        parties: Parties::default(),
        by: Id::new(7),
        on: Day(20_000),
        at: Moment(1),
        overdue_at: Moment(2),
        remind_at: None,
    }
}

fn issued(lines: Vec<InvoiceLine>) -> Invoice {
    let mut invoice = Invoice {
        lines,
        days: 14,
        ..Invoice::default()
    };
    invoice.issue(issue("INV-2026-0001")).unwrap();
    invoice
}

fn one(price: i64) -> Invoice {
    let line = Line {
        title: "Website".into(),
        quantity: 1000,
        price: Money(price),
        ..Line::default()
    };
    issued(keyed(vec![line], Source::Hand))
}

proptest! {
    #[test]
    fn what_an_invoice_comes_to_is_what_paper_says(lines in prop::collection::vec(any_line(), 0..30)) {
        let invoice = Invoice { lines: keyed(lines.clone(), Source::Hand), ..Invoice::default() };
        prop_assert_eq!(invoice.totals().gross.0, gross_on_paper(&lines));
        // Negative lines mirror positive ones to the cent.
        let mirrored: Vec<Line> = lines
            .iter()
            .filter(|line| line.discount_amount == Money::ZERO)
            .map(|line| Line { quantity: -line.quantity, ..line.clone() })
            .collect();
        let back: Vec<Line> = mirrored.iter().map(|line| Line { quantity: -line.quantity, ..line.clone() }).collect();
        let (there, here) = (totals(&mirrored, Rounding::PerRate), totals(&back, Rounding::PerRate));
        prop_assert_eq!(there.net.0, -here.net.0);
        prop_assert_eq!(there.gross.0, -here.gross.0);
    }

    #[test]
    fn parts_of_a_quote_add_up_to_the_quote(
        lines in prop::collection::vec(any_line(), 1..12),
        first in 1..6_000i64,
        second in 1..6_000i64,
    ) {
        let whole = plain_nets(&lines);
        let mut papers = Vec::new();
        for share in [first, second] {
            let billed = billed_of_quote(&papers);
            if let Ok(deposit) = lines_of_quote(&lines, "QT-1", Part::Deposit, share, &billed) {
                papers.push(Invoice { lines: keyed(deposit, Source::Quote), ..Invoice::default() });
            }
            prop_assert!(fits(&billed_of_quote(&papers), &whole), "never more than was agreed on");
        }
        let billed = billed_of_quote(&papers);
        match lines_of_quote(&lines, "QT-1", Part::Rest, 0, &billed) {
            Ok(rest) => {
                papers.push(Invoice { lines: keyed(rest, Source::Quote), ..Invoice::default() });
                let all = billed_of_quote(&papers);
                for (rate, net) in &whole {
                    prop_assert_eq!(all.get(rate).copied().unwrap_or_default(), *net);
                }
                // Tax is rounded once for each rate and paper: it is off by less than one unit for each.
                let tax: i64 = papers.iter().map(|paper| paper.totals().tax.0).sum();
                let once = totals(&lines, Rounding::PerRate).tax.0;
                let most = (papers.len() * taxes(&lines, Rounding::PerRate).len()) as i64;
                prop_assert!((tax - once).abs() <= most, "{} {}", tax, once);
                prop_assert!(lines_of_quote(&lines, "QT-1", Part::Rest, 0, &all).is_err());
            }
            Err(_) => prop_assert!(whole.iter().all(|(rate, net)| billed.get(rate).copied().unwrap_or_default() >= *net)),
        }
        if billed.values().any(|net| *net > Money::ZERO) {
            prop_assert!(lines_of_quote(&lines, "QT-1", Part::Whole, 0, &billed).is_err());
        }
    }

    #[test]
    fn no_cent_is_lost_between_invoices_and_credit(
        lefts in prop::collection::vec(0..1_000_000i64, 0..12),
        amount in 1..5_000_000i64,
    ) {
        let open: Vec<(Id<Invoice>, Money)> = lefts
            .iter()
            .enumerate()
            .map(|(n, left)| (Id::new(n as u64 + 1), Money(*left)))
            .collect();
        let (given, rest) = allocate(&open, Money(amount));
        let sum: i64 = given.iter().map(|each| each.amount.0).sum();
        prop_assert_eq!(sum + rest.0, amount);
        prop_assert!(rest.0 >= 0);
        prop_assert_eq!(rest.0, (amount - lefts.iter().sum::<i64>()).max(0));
        for each in &given {
            let left = open.iter().find(|(id, _)| *id == each.invoice).unwrap().1;
            prop_assert!(each.amount > Money::ZERO && each.amount <= left);
        }
        // The first due is paid whole before the next gets anything.
        for pair in given.windows(2) {
            let left = open.iter().find(|(id, _)| *id == pair[0].invoice).unwrap().1;
            prop_assert_eq!(pair[0].amount, left);
        }
    }

    #[test]
    fn whatever_happens_to_an_invoice_its_money_adds_up(
        price in 1..1_000_000i64,
        steps in prop::collection::vec((0..5u8, 1..600_000i64), 0..12),
    ) {
        let mut invoice = one(price);
        let gross = invoice.totals().gross;
        let mut payments = Vec::new();
        let mut notes: Vec<Invoice> = Vec::new();
        for (what, amount) in steps {
            let amount = Money(amount);
            let left = invoice.left();
            match what {
                0 => match invoice.pay(amount, Moment(3)) {
                    Ok(()) => payments.push(amount),
                    Err(_) => prop_assert!(amount > left),
                },
                1 => {
                    let before: Money = notes.iter().map(|note| note.totals().gross).sum();
                    let amount = Money(amount.0.min((gross - before).0));
                    if amount > Money::ZERO {
                        let room = left + invoice.written_off;
                        let mut note = one(amount.0);
                        note.paper = Paper::CreditNote;
                        note.credited = invoice.credit(amount, Moment(3));
                        prop_assert_eq!(note.credited.0, amount.0.min(room.0));
                        notes.push(note);
                    }
                }
                2 => {
                    if let Some(back) = payments.pop() {
                        invoice.unpay(back, Moment(3));
                        for note in &mut notes {
                            invoice.take_up(note, Moment(3));
                        }
                    }
                }
                3 => {
                    let off = invoice.write_off("Gone".into(), Day(1), Moment(3));
                    prop_assert_eq!(off.is_ok(), left > Money::ZERO);
                }
                _ => {
                    invoice.overdue = true;
                    invoice.settle(Moment(3));
                }
            }
            prop_assert_eq!(invoice.paid + invoice.credited + invoice.written_off + invoice.left(), gross);
            prop_assert!(invoice.left() >= Money::ZERO && invoice.written_off >= Money::ZERO);
            prop_assert_eq!(invoice.status.is_open(), invoice.left() > Money::ZERO);
            prop_assert_eq!(invoice.written_off_on.is_some(), invoice.written_off > Money::ZERO);
            // What stands to the client's credit came in, and nothing is owed beside it.
            let surplus: Money = notes.iter().map(Invoice::surplus).sum();
            prop_assert!(surplus <= invoice.paid, "{:?} of {:?}", surplus, invoice.paid);
            if surplus > Money::ZERO {
                prop_assert_eq!(invoice.left() + invoice.written_off, Money::ZERO);
            }
        }
    }

    #[test]
    fn credit_notes_take_back_each_line_once(parts in prop::collection::vec(1..1000i64, 1..6)) {
        let line = Line { quantity: 1000, price: Money(100_000), tax: 1900, ..Line::default() };
        let invoice = issued(keyed(vec![line.clone()], Source::Time));
        let mut notes: Vec<Invoice> = Vec::new();
        for part in parts {
            let lines = vec![InvoiceLine {
                line: Line { quantity: part, ..line.clone() },
                key: 1,
                source: Source::Time,
            }];
            let mut note = Invoice { paper: Paper::CreditNote, lines, ..Invoice::default() };
            let before: i64 = notes.iter().map(|note| note.totals().net.0).sum();
            let fits = before + note.totals().net.0 <= invoice.totals().net.0;
            prop_assert_eq!(must_not_credit_more(&invoice, &notes, &note).is_ok(), fits);
            if fits {
                note.issue(issue("CRN-2026-0001")).unwrap();
                notes.push(note);
            }
        }
        let all: i64 = notes.iter().map(|note| note.totals().net.0).sum();
        let over = if all == invoice.totals().net.0 { vec![1] } else { Vec::new() };
        prop_assert_eq!(taken_back(&invoice, &notes), over);
    }

    #[test]
    fn hours_are_minutes_to_the_nearest_thousandth(minutes in 0..100_000i64) {
        let exact = minutes * 1000;
        prop_assert!((hours(minutes) * 60 - exact).abs() <= 30);
    }
}

#[test]
fn a_draft_has_no_number_and_an_issued_one_stays() {
    let mut draft = Invoice {
        days: 14,
        ..Invoice::default()
    };
    assert_eq!(draft.unready(), Some("Add at least one item first."));
    assert!(draft.issue(issue("INV-2026-0001")).is_err() && draft.number.is_empty());
    let invoice = one(10_000);
    assert_eq!(
        (invoice.status, invoice.due),
        (Status::Issued, Some(Day(20_014)))
    );
    assert!(invoice.must_be_draft().is_err());
    assert!(invoice.clone().issue(issue("INV-2026-0002")).is_err());
}

#[test]
fn lines_keep_their_keys_and_new_ones_get_their_own() {
    let mut draft = Invoice::default();
    let line = |title: &str, key: u32| InvoiceLine {
        line: Line {
            title: title.into(),
            ..Line::default()
        },
        key,
        ..InvoiceLine::default()
    };
    draft.take_lines(vec![line("A", 0), line("B", 0)]).unwrap();
    draft.lines[1].source = Source::Time;
    // Edited, moved to the front, and joined by another: what it was bound to goes with it.
    draft
        .take_lines(vec![line("B, renamed", 2), line("C", 0)])
        .unwrap();
    let held: Vec<(u32, Source)> = draft
        .lines
        .iter()
        .map(|held| (held.key, held.source))
        .collect();
    assert_eq!(held, [(2, Source::Time), (3, Source::Hand)]);
    assert!(draft.take_lines(vec![line("A", 1)]).is_err(), "it is gone");
    // A row that was copied is another line.
    draft
        .take_lines(vec![line("B", 2), line("B again", 2)])
        .unwrap();
    assert_eq!(draft.lines[1].key, 4);
    let mut note = Invoice {
        paper: Paper::CreditNote,
        lines: draft.lines.clone(),
        ..Invoice::default()
    };
    assert!(note.take_lines(vec![line("Something else", 0)]).is_err());
}

#[test]
fn a_line_is_taken_back_at_the_tax_it_was_billed_at() {
    let line = |tax: i64, price: i64| Line {
        title: "Website".into(),
        quantity: 1000,
        price: Money(price),
        tax,
        ..Line::default()
    };
    let invoice = issued(keyed(
        vec![line(1900, 10_000), line(700, 10_000)],
        Source::Hand,
    ));
    let note = |tax: i64| Invoice {
        paper: Paper::CreditNote,
        lines: keyed(vec![line(tax, 5_000)], Source::Hand),
        ..Invoice::default()
    };
    assert!(must_not_credit_more(&invoice, &[], &note(1900)).is_ok());
    let why = must_not_credit_more(&invoice, &[], &note(700)).unwrap_err();
    assert!(why.to_string().contains("19% tax"), "{why}");
}

#[test]
fn steps_that_are_gone_remind_nobody() {
    let due = Day(100);
    assert!(is_reached(&[3, 14], due, due, Day(103)));
    assert!(!is_reached(&[3, 14], due, Day(103), Day(113)));
    assert!(is_reached(&[3, 14], due, Day(103), Day(120)));
    // Turned off, or put later, since it was put down for that day.
    assert!(!is_reached(&[], due, due, Day(103)));
    assert!(!is_reached(&[10], due, due, Day(103)));
}

#[test]
fn what_is_open_ages_and_is_reminded_of_step_by_step() {
    let due = Day(100);
    let ages: Vec<usize> = [100, 101, 130, 131, 161, 191]
        .iter()
        .map(|day| age(due, Day(*day)))
        .collect();
    assert_eq!(ages, [0, 1, 1, 2, 3, 4]);
    let steps = [3, 14, 28];
    assert_eq!(next_step(&steps, due, due), Some(Day(103)));
    // Steps that passed while the house was off are one.
    assert_eq!(next_step(&steps, due, Day(120)), Some(Day(128)));
    assert_eq!(next_step(&steps, due, Day(128)), None);
    assert_eq!(next_step(&[], due, due), None);
}

#[test]
fn a_paid_invoice_that_is_taken_back_leaves_credit() {
    let mut invoice = one(10_000);
    invoice.pay(Money(10_000), Moment(2)).unwrap();
    assert_eq!(invoice.status, Status::Paid);
    assert_eq!(
        invoice.credit(Money(4_000), Moment(3)),
        Money::ZERO,
        "all of it is the client's"
    );
    assert!(invoice.pay(Money(1), Moment(4)).is_err());
    let mut other = one(10_000);
    assert_eq!(other.credit(Money(10_000), Moment(2)), Money(10_000));
    assert_eq!(other.status, Status::Credited);
    let mut third = one(10_000);
    third.pay(Money(2_500), Moment(2)).unwrap();
    assert_eq!(third.status, Status::PartlyPaid);
    third
        .write_off("Gone out of business".into(), Day(1), Moment(3))
        .unwrap();
    assert_eq!(
        (third.status, third.written_off),
        (Status::WrittenOff, Money(7_500))
    );
}

#[test]
fn sums_by_rate_compare_as_they_should() {
    let nets_of = |pairs: &[(i64, i64)]| -> Nets {
        pairs
            .iter()
            .map(|(rate, net)| (*rate, Money(*net)))
            .collect()
    };
    let mut sum = nets_of(&[(0, 100)]);
    add(&mut sum, &nets_of(&[(0, 30), (825, 5)]), -1);
    assert_eq!(sum, nets_of(&[(0, 70), (825, -5)]));
    assert!(fits(&sum, &nets_of(&[(0, 70)])));
    assert!(!fits(&nets_of(&[(1900, 1)]), &nets_of(&[(0, 70)])));
    assert!(nets(&[], |_| true).is_empty());
}
