//! Entries of the journal. Pure: each adds up to nothing, in minor units of the house's currency.

use super::{
    super::{
        exchange::Exchange,
        invoice::Invoice,
        payment::{Payment, PaymentKind, PaymentWay},
    },
    BookAccounts,
};
use crate::{
    base::{Day, Id, Money},
    features::{
        clients::Client,
        quotes::{Rounding, taxes},
    },
};

/// One account of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub account: String,
    /// In the house's currency: more than nothing is debit, less is credit.
    pub amount: Money,
    /// The same in the currency of the paper.
    pub own: Money,
    /// In basis points, where it is of a rate; with its code.
    pub tax: Option<(i64, String)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Posting {
    pub day: Day,
    pub document: String,
    pub kind: &'static str,
    pub client: Id<Client>,
    pub text: String,
    /// ISO 4217; empty is the house's.
    pub currency: String,
    pub lines: Vec<Line>,
}

fn line(account: &str, exchange: &Exchange, own: Money) -> Line {
    Line {
        account: account.to_owned(),
        amount: exchange.in_house(own),
        own,
        tax: None,
    }
}

/// Puts on one more account what the others come to, so that the entry adds up to nothing.
fn balanced(mut lines: Vec<Line>, account: &str) -> Vec<Line> {
    let amount: Money = lines.iter().map(|line| line.amount).sum();
    let own: Money = lines.iter().map(|line| line.own).sum();
    if amount != Money::ZERO || own != Money::ZERO {
        let rest = Line {
            account: account.to_owned(),
            amount: Money::ZERO - amount,
            own: Money::ZERO - own,
            tax: None,
        };
        lines.insert(0, rest);
    }
    lines.retain(|line| line.amount != Money::ZERO || line.own != Money::ZERO);
    lines
}

/// An invoice or a credit note, on the day of its issue.
pub fn of_paper(paper: &Invoice, accounts: &BookAccounts) -> Option<Posting> {
    let day = paper.issued_on?;
    let sign = if paper.is_credit_note() { 1 } else { -1 };
    let mut lines = Vec::new();
    for of in taxes(&paper.plain_lines(), Rounding::PerRate) {
        let (revenue, tax, code) = accounts.of_rate(of.rate);
        let said = Some((of.rate, code.to_owned()));
        for (account, amount) in [(revenue, of.net), (tax, of.tax)] {
            lines.push(Line {
                tax: said.clone(),
                ..line(account, &paper.exchange, Money(sign * amount.0))
            });
        }
    }
    // What was more than its invoice had left stands to the client's credit.
    let surplus = Money::ZERO - paper.surplus();
    if surplus != Money::ZERO {
        lines.push(line(&accounts.credit, &paper.exchange, surplus));
    }
    Some(Posting {
        day,
        document: paper.number.clone(),
        kind: paper.paper_word(),
        client: paper.client,
        text: paper.title.clone(),
        currency: paper.currency.clone(),
        lines: balanced(lines, &accounts.receivable),
    })
}

/// What was written off of an invoice, on the day of that.
pub fn of_loss(paper: &Invoice, accounts: &BookAccounts) -> Option<Posting> {
    let day = paper
        .written_off_on
        .filter(|_| paper.written_off > Money::ZERO)?;
    let lost = line(&accounts.loss, &paper.exchange, paper.written_off);
    Some(Posting {
        day,
        document: paper.number.clone(),
        kind: "Written off",
        client: paper.client,
        text: paper.write_off_reason.clone(),
        currency: paper.currency.clone(),
        lines: balanced(vec![lost], &accounts.receivable),
    })
}

/// Money that came in, went back, or was taken from a client's credit.
pub fn of_payment(payment: &Payment, accounts: &BookAccounts) -> Posting {
    let exchange = &payment.exchange;
    let money = match payment.way {
        PaymentWay::Cash => &accounts.cash,
        _ => &accounts.bank,
    };
    let minus = |amount: Money| Money::ZERO - amount;
    let paid = line(&accounts.receivable, exchange, minus(payment.allocated()));
    let lines = match payment.kind {
        PaymentKind::Received => {
            let came = line(money, exchange, payment.amount);
            balanced(vec![paid, came], &accounts.credit)
        }
        PaymentKind::Refund => {
            let went = line(money, exchange, minus(payment.amount));
            balanced(vec![went], &accounts.credit)
        }
        PaymentKind::Credit | PaymentKind::Unknown => balanced(vec![paid], &accounts.credit),
    };
    Posting {
        day: payment.day,
        document: payment.id.to_string(),
        kind: match payment.kind {
            PaymentKind::Refund => "Refund",
            PaymentKind::Credit => "Paid from credit",
            _ => "Payment",
        },
        client: payment.client,
        text: payment.reference.clone(),
        currency: payment.currency.clone(),
        lines,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::RateAccounts, *};
    use crate::{
        base::Moment,
        features::{
            invoices::{Allocation, InvoiceLine, Paper},
            quotes,
        },
    };

    fn paper(lines: &[(i64, i64)], rate: i64, paper: Paper) -> Invoice {
        let lines = lines.iter().map(|(price, tax)| InvoiceLine {
            line: quotes::Line {
                quantity: 1000,
                price: Money(*price),
                tax: *tax,
                ..quotes::Line::default()
            },
            ..InvoiceLine::default()
        });
        Invoice {
            paper,
            number: "INV-2026-0001".into(),
            lines: lines.collect(),
            issued_on: Some(Day(20_000)),
            issued_at: Some(Moment(1)),
            exchange: Exchange {
                rate,
                to: "EUR".into(),
            },
            ..Invoice::default()
        }
    }

    fn of(lines: &[Line], account: &str) -> i64 {
        let own = lines.iter().filter(|line| line.account == account);
        own.map(|line| line.amount.0).sum()
    }

    #[test]
    fn an_invoice_and_its_payment_leave_nothing_owed() {
        let accounts = BookAccounts {
            rates: vec![RateAccounts {
                rate: 1_900,
                revenue: "8400".into(),
                tax: "1776".into(),
                code: "9".into(),
            }],
            ..BookAccounts::default()
        };
        let invoice = paper(&[(10_000, 1_900)], 0, Paper::Invoice);
        let issued = of_paper(&invoice, &accounts).unwrap();
        assert_eq!(of(&issued.lines, "1200"), 11_900);
        assert_eq!(of(&issued.lines, "8400"), -10_000);
        assert_eq!(of(&issued.lines, "1776"), -1_900);
        assert!(
            issued
                .lines
                .iter()
                .any(|line| line.tax == Some((1_900, "9".into())))
        );
        let payment = Payment {
            amount: Money(12_000),
            allocations: vec![Allocation {
                invoice: invoice.id,
                amount: Money(11_900),
            }],
            ..Payment::default()
        };
        let came = of_payment(&payment, &accounts);
        assert_eq!(of(&came.lines, "1000"), 12_000);
        assert_eq!(of(&came.lines, "1200"), -11_900);
        assert_eq!(of(&came.lines, "2300"), -100);
        let back = Payment {
            kind: PaymentKind::Refund,
            amount: Money(100),
            ..Payment::default()
        };
        let went = of_payment(&back, &accounts);
        assert_eq!(
            (of(&went.lines, "1000"), of(&went.lines, "2300")),
            (-100, 100)
        );
        // A credit note that its invoice had no room for stands to the client's credit.
        let note = paper(&[(10_000, 1_900)], 0, Paper::CreditNote);
        let taken = of_paper(&note, &accounts).unwrap();
        assert_eq!(of(&taken.lines, "2300"), -11_900);
        assert_eq!(of(&taken.lines, "1200"), 0);
    }

    proptest! {
        /// In whatever currency and at whatever rate, an entry adds up to nothing.
        #[test]
        fn every_entry_adds_up_to_nothing(
            lines in prop::collection::vec((0_i64..10_000_000, prop::sample::select(vec![0_i64, 700, 1_900])), 1..10),
            rate in prop::sample::select(vec![0_i64, 1, 920_000, 1_083_333, 150_000_000]),
            credit in prop::bool::ANY,
            credited in 0_i64..=100,
        ) {
            let kind = if credit { Paper::CreditNote } else { Paper::Invoice };
            let mut held = paper(&lines, rate, kind);
            let gross = held.totals().gross;
            held.credited = Money(gross.0 * credited / 100);
            let accounts = BookAccounts::default();
            let posting = of_paper(&held, &accounts).unwrap();
            prop_assert_eq!(posting.lines.iter().map(|line| line.amount.0).sum::<i64>(), 0);
            prop_assert_eq!(posting.lines.iter().map(|line| line.own.0).sum::<i64>(), 0);
            let payment = Payment {
                amount: gross,
                exchange: held.exchange.clone(),
                allocations: vec![Allocation { invoice: held.id, amount: held.credited }],
                ..Payment::default()
            };
            let came = of_payment(&payment, &accounts);
            prop_assert_eq!(came.lines.iter().map(|line| line.amount.0).sum::<i64>(), 0);
        }
    }
}
