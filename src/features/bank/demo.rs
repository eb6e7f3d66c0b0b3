//! What a demonstration has of the bank: an account, and a statement whose lines are matched, wait, and one ignored.

use super::{
    account::BankAccount,
    forms::{AccountForm, MatchLine, Pays},
    line::{BankLine, OF_STATEMENT},
    ops, ops_line, ops_match,
    parse::{Format, Parsed, ParsedLine},
};
use crate::{
    base::{Id, Money, Result, if_found},
    data::{Key, Query, Visit},
    features::{
        clients::Client,
        invoices::{Invoice, OPEN_BY_LEFT, Payment, PaymentKind, PaymentQuery},
    },
};

const NUMBER: &str = "4471 0098 213";
/// Open invoices that are paid, or might be, and payments that were entered.
const OPEN: usize = 4;
const ENTERED: usize = 10;

pub fn make(visit: &Visit) -> Result<()> {
    let form = AccountForm {
        name: "Keystone Commercial Bank".into(),
        number: super::account::plain_number(NUMBER),
        currency: None,
        version: None,
    };
    let account: BankAccount = visit.find(ops::create_account(visit, form)?)?;
    let query = Query::<Invoice>::by(OPEN_BY_LEFT).limit(OPEN);
    let open = visit.list(query)?.rows;
    let lines = lines(visit, &open)?;
    let today = visit.today();
    let parsed = Parsed {
        account: account.number.clone(),
        currency: account.currency.clone(),
        name: "11".into(),
        from: lines.iter().map(|line| line.day).min(),
        until: Some(today),
        lines,
        ..Parsed::default()
    };
    let named = (Format::Camt, "statement-11.xml");
    let brought = ops::bring(visit, &account, named, parsed, None)?;
    decide(visit, brought.statement, &open)
}

/// The client of an invoice, as a transfer says it.
fn payer(visit: &Visit, invoice: &Invoice) -> Result<String> {
    let client: Option<Client> = if_found(visit.find(invoice.client))?;
    Ok(client.map(|client| client.name).unwrap_or_default())
}

fn lines(visit: &Visit, open: &[Invoice]) -> Result<Vec<ParsedLine>> {
    let today = visit.today();
    let line = |ago: i32, amount: Money, name: &str, text: &str| ParsedLine {
        day: today + -ago,
        value_day: Some(today + -ago),
        amount,
        name: name.to_owned(),
        text: text.to_owned(),
        ..ParsedLine::default()
    };
    let mut lines = vec![line(
        1,
        Money(-14_90),
        "Keystone Commercial Bank",
        "Account service charge",
    )];
    for (n, invoice) in open.iter().enumerate() {
        let name = payer(visit, invoice)?;
        let number = invoice.called();
        lines.push(match n {
            0 => line(2, invoice.left(), &name, &format!("Invoice {number}")),
            1 => line(1, invoice.left(), &name, &format!("{number} thank you")),
            2 => line(
                1,
                invoice.left().share(5_000),
                &name,
                &format!("First half {number}"),
            ),
            _ => line(0, invoice.left(), &name, "Transfer"),
        });
    }
    lines.push(line(
        0,
        Money(42_000),
        "R. Okafor",
        "Deposit, as we spoke on the phone",
    ));
    let entered = PaymentQuery {
        kinds: vec![PaymentKind::Received],
        ..PaymentQuery::default()
    };
    let entered = visit.list(entered.query().limit(ENTERED))?.rows;
    if let Some(payment) = entered.iter().find(|held| !held.reference.is_empty()) {
        lines.push(ParsedLine {
            day: payment.day,
            ..line(0, payment.amount, "", &payment.reference)
        });
    }
    for (n, line) in lines.iter_mut().enumerate() {
        line.reference = format!("KCB{:06}", 480_211 + n);
    }
    Ok(lines)
}

fn decide(
    visit: &Visit,
    statement: Id<super::statement::BankStatement>,
    open: &[Invoice],
) -> Result<()> {
    let held = visit.find(statement)?;
    let query = Query::of(&held, OF_STATEMENT, Key::new().id(statement));
    for line in visit.list::<BankLine>(query)?.rows {
        let charge = line.text.contains("charge");
        if charge {
            let reason = "Bank charges: in the books by the bank’s own statement.".to_owned();
            ops_line::ignore(visit, line.id, reason)?;
            continue;
        }
        if let Some(payment) = entered(visit, &line)? {
            let form = MatchLine {
                payment: Some(payment.id),
                ..MatchLine::default()
            };
            ops_match::match_line(visit, line.id, form)?;
            continue;
        }
        let paid = open
            .first()
            .filter(|invoice| line.text.ends_with(&invoice.called()));
        if let Some(invoice) = paid {
            let form = MatchLine {
                pays: vec![Pays {
                    invoice: invoice.id,
                    amount: line.amount,
                }],
                ..MatchLine::default()
            };
            ops_match::match_line(visit, line.id, form)?;
        }
    }
    Ok(())
}

/// The payment that a line of the demonstration was made of.
fn entered(visit: &Visit, line: &BankLine) -> Result<Option<Payment>> {
    if line.text.is_empty() || !line.name.is_empty() {
        return Ok(None);
    }
    let asked = PaymentQuery {
        kinds: vec![PaymentKind::Received],
        ..PaymentQuery::default()
    };
    let all = visit.list(asked.query().limit(ENTERED + OPEN))?.rows;
    let mut fit = all
        .into_iter()
        .filter(|held| held.amount == line.amount && held.reference == line.text);
    Ok(fit.next())
}
