//! What a demonstration has of money: how the house bills, and papers in every state.

use super::{
    books,
    forms::{BillQuote, BillTime, Gather, TakePayment},
    forms_terms::{AccountForm, TermsForm},
    from_quote, from_time,
    invoice::Part,
    milestone::{self, PriceForm},
    ops, ops_money, ops_terms,
    payment::PaymentWay,
    trade::{Bank, TradeParty},
    untaxed::Untaxed,
};
use crate::{
    base::{Id, Money, Result},
    data::{BY_NUMBER, Key, Query, Visit},
    features::{
        clients::{self, Client},
        projects::{MILESTONES, Milestone, Project},
        quotes::{self, Quote},
    },
};

/// Quotes that are billed, each in another way.
const QUOTES: usize = 6;
/// Clients whose time is looked through.
const CLIENTS: usize = 12;
/// Projects of which a milestone is billed.
const MILESTONES_OF: usize = 4;

pub fn make(visit: &Visit) -> Result<()> {
    ops_terms::set_terms(
        visit,
        TermsForm {
            days: 14,
            pay: "By transfer to Keystone Commercial Bank, account 4471 0098 213, routing 031 000 503.".into(),
            pay_link: String::new(),
            hour: Money(85_00),
            reminders: vec![3, 14, 28],
            seller: TradeParty {
                street: "18 Foundry Lane".into(),
                zip: "PA 19103".into(),
                city: "Philadelphia".into(),
                country: "US".into(),
                register: "3391204".into(),
                ..TradeParty::default()
            },
            bank: Bank {
                account: "4471 0098 213".into(),
                ..Bank::default()
            },
            untaxed: Some(Untaxed::Zero),
            ..TermsForm::default()
        },
    )?;
    let accepted = Query::by(quotes::BY_STATUS)
        .under(Key::new().byte(quotes::Status::Accepted.code()))
        .descending(true)
        .limit(QUOTES);
    for (n, quote) in visit.list::<Quote>(accepted)?.rows.iter().enumerate() {
        // One client is left of whom it isn't known yet what an electronic invoice needs.
        if n != 1 {
            ops_terms::set_account(visit, quote.client, known())?;
        }
        of_quote(visit, quote, n)?;
    }
    books::set(visit, books::BooksForm::default())?;
    milestones(visit)?;
    time(visit)
}

/// What the first milestone of some projects bills, once its client approved it.
fn milestones(visit: &Visit) -> Result<()> {
    let projects = Query::<Project>::by(BY_NUMBER).limit(MILESTONES_OF);
    for project in visit.list(projects)?.rows {
        let key = Key::new().id(project.id);
        let first: Vec<Milestone> = visit.related(&project, MILESTONES, key, 1)?;
        for held in first {
            let form = PriceForm {
                amount: Money(45_000),
                ..PriceForm::default()
            };
            milestone::set(visit, held.id, form)?;
        }
    }
    Ok(())
}

/// What programs want to know of a client.
fn known() -> AccountForm {
    AccountForm {
        reminders: true,
        party: TradeParty {
            country: "US".into(),
            ..TradeParty::default()
        },
        ..AccountForm::default()
    }
}

fn payment(amount: Money, reference: &str) -> TakePayment {
    TakePayment {
        amount,
        day: None,
        way: PaymentWay::Transfer,
        reference: reference.to_owned(),
        note: String::new(),
    }
}

fn of_quote(visit: &Visit, quote: &Quote, n: usize) -> Result<()> {
    let bill =
        |part: Part, share: i64| from_quote::create(visit, quote.id, BillQuote { part, share });
    match n {
        // A deposit that was paid, and what is left as a draft.
        0 => {
            let deposit = bill(Part::Deposit, 5_000)?;
            let number = ops::issue(visit, deposit)?;
            let gross = visit.find(deposit)?.totals().gross;
            ops_money::pay(visit, deposit, payment(gross, &number))?;
            bill(Part::Rest, 0).map(drop)
        }
        1 => bill(Part::Whole, 0).map(drop),
        // Paid in part.
        2 => {
            let whole = bill(Part::Whole, 0)?;
            let number = ops::issue(visit, whole)?;
            let gross = visit.find(whole)?.totals().gross;
            ops_money::pay(visit, whole, payment(gross.share(4_000), &number)).map(drop)
        }
        // Paid twice by mistake: the second stands to the client's credit.
        3 => {
            let whole = bill(Part::Whole, 0)?;
            let number = ops::issue(visit, whole)?;
            let gross = visit.find(whole)?.totals().gross;
            ops_money::pay(visit, whole, payment(gross + gross.share(1_000), &number)).map(drop)
        }
        // Taken back.
        4 => {
            let whole = bill(Part::Whole, 0)?;
            ops::issue(visit, whole)?;
            let note = ops::credit(visit, whole, "Billed to the wrong company.".into())?;
            ops::issue(visit, note).map(drop)
        }
        _ => {
            let whole = bill(Part::Whole, 0)?;
            ops::issue(visit, whole).map(drop)
        }
    }
}

/// A draft from time of the first client of whom any is unbilled.
fn time(visit: &Visit) -> Result<()> {
    let all = visit
        .list::<Client>(Query::by(clients::BY_NAME).limit(CLIENTS))?
        .rows;
    for client in &all {
        let found = from_time::unbilled(visit, client, None)?;
        let entries: Vec<Id<_>> = found
            .entries
            .iter()
            .take(20)
            .map(|held| held.entry.id)
            .collect();
        if entries.is_empty() {
            continue;
        }
        let form = BillTime {
            entries,
            expenses: Vec::new(),
            milestones: Vec::new(),
            gather: Gather::Task,
            hour: Some(Money(85_00)),
            tax: None,
        };
        return from_time::create(visit, client.id, form).map(drop);
    }
    Ok(())
}
