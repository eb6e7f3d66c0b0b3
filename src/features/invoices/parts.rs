//! Papers that bill or take back a part of another: what of a quote is billed, and what of an invoice is taken back. Pure.

use super::{
    invoice::{Invoice, Part},
    line::{InvoiceLine, Source},
    rules::{Nets, add, fits, nets, plain_nets},
};
use crate::{
    base::{
        Error, Money, Result,
        language::{number, say},
        money,
    },
    features::quotes::Line,
    said,
};

/// What papers bill of a quote, by rate: drafts too, so that nobody begins to bill it twice; less what was taken back.
pub fn billed_of_quote(papers: &[Invoice]) -> Nets {
    let mut billed = Nets::new();
    for paper in papers {
        let quoted = nets(&paper.lines, |line| line.source == Source::Quote);
        match paper.is_credit_note() {
            true if !paper.is_issued() => {}
            credit => add(&mut billed, &quoted, if credit { -1 } else { 1 }),
        }
    }
    billed
}

/// The lines that bill a part of a quote. `billed` is what was billed before; `share` what a deposit takes, in hundredths of
/// a percent of the whole. They are in the language that is spoken.
///
/// # Errors
/// Where more would be billed than was agreed on.
pub fn lines_of_quote(
    quote: &[Line],
    called: &str,
    part: Part,
    share: i64,
    billed: &Nets,
) -> Result<Vec<Line>> {
    let whole = plain_nets(quote);
    let anything = billed.values().any(|net| *net > Money::ZERO);
    match part {
        Part::Whole if anything => Err(Error::conflict(format!(
            "A part of {called} is billed already. Bill what is left instead."
        ))),
        Part::Whole => Ok(quote.to_vec()),
        Part::Deposit => {
            if !(1..=10_000).contains(&share) {
                return Err(Error::field(
                    "share",
                    "A deposit is between 0.01% and 100% of the quote.",
                ));
            }
            let mut after = billed.clone();
            let mut lines = Vec::new();
            for (rate, net) in &whole {
                let price = net.share(share);
                if price == Money::ZERO {
                    continue;
                }
                add(&mut after, &Nets::from([(*rate, price)]), 1);
                lines.push(Line {
                    title: said!("paper-deposit-of", percent = number(&money::percent(share))),
                    detail: said!(
                        "paper-deposit-on",
                        quote = called,
                        part = of_rate(*rate, whole.len())
                    ),
                    quantity: 1000,
                    price,
                    tax: *rate,
                    ..Line::default()
                });
            }
            match fits(&after, &whole) && !lines.is_empty() {
                true => Ok(lines),
                false => Err(Error::field(
                    "share",
                    format!("That is more than what is left to bill of {called}."),
                )),
            }
        }
        Part::Rest | Part::Unknown => {
            let mut left = whole.clone();
            add(&mut left, billed, -1);
            if left.values().all(|net| *net <= Money::ZERO) {
                return Err(Error::conflict(format!(
                    "All of {called} is billed already."
                )));
            }
            let mut lines = quote.to_vec();
            for (rate, net) in billed.iter().filter(|(_, net)| **net > Money::ZERO) {
                lines.push(Line {
                    title: say("paper-billed-before").into(),
                    detail: of_rate(*rate, whole.len()),
                    quantity: -1000,
                    price: *net,
                    tax: *rate,
                    ..Line::default()
                });
            }
            Ok(lines)
        }
    }
}

fn of_rate(rate: i64, rates: usize) -> String {
    match (rate, rates) {
        (_, 1) => say("paper-before-tax").into(),
        (0, _) => say("paper-of-what-isnt-taxed").into(),
        (rate, _) => said!("paper-before-tax-at", rate = number(&money::percent(rate))),
    }
}

/// What of the lines of an invoice credit notes have taken back, by key: lines that are taken back whole are over.
pub fn taken_back(invoice: &Invoice, notes: &[Invoice]) -> Vec<u32> {
    let over = |line: &&InvoiceLine| {
        let taken = notes.iter().flat_map(|note| &note.lines);
        let mut taken = taken.filter(|held| held.key == line.key).peekable();
        let any = taken.peek().is_some();
        let sum: Money = taken.map(|held| held.line.amounts().net).sum();
        any && sum.0.abs() >= line.line.amounts().net.0.abs()
    };
    invoice
        .lines
        .iter()
        .filter(over)
        .map(|line| line.key)
        .collect()
}

/// # Errors
/// Where credit notes would take back more than the invoice says, at one of its rates or of one of its lines.
pub fn must_not_credit_more(invoice: &Invoice, notes: &[Invoice], note: &Invoice) -> Result<()> {
    let mut taken = nets(&note.lines, |_| true);
    for held in notes {
        add(&mut taken, &nets(&held.lines, |_| true), 1);
    }
    if !fits(&taken, &nets(&invoice.lines, |_| true)) {
        return Err(Error::conflict(format!(
            "That takes back more than {} says. Lower what stands on the credit note.",
            invoice.number
        )));
    }
    for line in &note.lines {
        let of = |held: &&InvoiceLine| held.key == line.key;
        let Some(held) = invoice.lines.iter().find(of) else {
            return Err(Error::conflict(
                "A credit note takes back lines of its invoice.",
            ));
        };
        if line.line.tax != held.line.tax {
            return Err(Error::conflict(format!(
                "{} was billed at {}% tax, and is taken back at that.",
                line.line.title,
                money::percent(held.line.tax)
            )));
        }
        let before = notes.iter().flat_map(|note| &note.lines).filter(of);
        let all =
            before.map(|line| line.line.amounts().net).sum::<Money>() + line.line.amounts().net;
        if all.0.abs() > held.line.amounts().net.0.abs() {
            return Err(Error::conflict(format!(
                "{} is taken back for more than it was billed.",
                line.line.title
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::language::{Language, in_language};

    #[test]
    fn a_deposit_and_what_is_left_are_said_in_the_language_that_is_spoken() {
        let line = |tax: i64| Line {
            title: "Work".into(),
            quantity: 1000,
            price: Money(10_000),
            tax,
            ..Line::default()
        };
        let quote = [line(0), line(1900)];
        let said = |language: Language, part: Part, billed: &Nets| -> Vec<String> {
            let lines = in_language(language, || {
                lines_of_quote(&quote, "QT-594", part, 2_550, billed)
            });
            let lines = lines.unwrap().into_iter();
            let words = lines.map(|line| format!("{}: {}", line.title, line.detail));
            words.collect()
        };
        let none = Nets::new();
        assert_eq!(
            said(Language::English, Part::Deposit, &none),
            [
                "Deposit of 25.5%: On QT-594, of what isn't taxed",
                "Deposit of 25.5%: On QT-594, before tax, of what is taxed at 19%"
            ]
        );
        assert_eq!(
            said(Language::German, Part::Deposit, &none),
            [
                "Anzahlung von 25,5 %: Auf QT-594, Teil ohne Steuer",
                "Anzahlung von 25,5 %: Auf QT-594, vor Steuern, zum Steuersatz von 19 %"
            ]
        );
        let billed = Nets::from([(1900, Money(2_550))]);
        assert_eq!(
            said(Language::German, Part::Rest, &billed)[2],
            "Bereits berechnet: vor Steuern, zum Steuersatz von 19 %"
        );
    }
}
