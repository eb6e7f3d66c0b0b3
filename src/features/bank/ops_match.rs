//! Lines are matched with what they pay, one or all that are sure. Each is one deed, so that whoever confirms the same line at the
//! same time is told that it is matched, and Undo takes the payments away with the match.

use super::{
    account::BankAccount,
    actions::MATCH,
    forms::MatchLine,
    line::BankLine,
    matched::{BankMatch, is_matched},
    propose::Proposal,
    share::{Misfit, Paid, shares},
};
use crate::{
    base::{Day, Error, Id, Money, Result, money::Currency, text},
    data::{Change, Held, Visit},
    features::{
        clients::Client,
        invoices::{
            self, Allocation, Closed, Incoming, Invoice, PAY, Payment, PaymentKind, REFUND,
        },
        settings::CurrentSettings,
    },
};

/// Letters of a line's text that a payment keeps as its reference.
const REFERENCE: usize = 120;
/// Lines that one deed confirms.
pub(super) const AT_ONCE: usize = 200;

/// What a line is to be matched with.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) pays: Vec<Allocation>,
    /// Gets as much as there is room for.
    pub(super) more: Option<Id<Invoice>>,
    pub(super) client: Option<Id<Client>>,
    pub(super) payment: Option<Id<Payment>>,
    /// On which day it is booked; the line's where nothing is said.
    pub(super) day: Option<Day>,
}

impl Plan {
    pub(super) fn day(&self, line: &BankLine, today: Day) -> Day {
        self.day.unwrap_or(line.day).min(today)
    }

    pub(super) fn of(proposal: &Proposal) -> Plan {
        let pays = proposal.pays.iter().map(|(invoice, amount)| Allocation {
            invoice: invoice.id,
            amount: *amount,
        });
        Plan {
            pays: pays.collect(),
            more: None,
            client: proposal.client.as_ref().map(|client| client.id),
            payment: proposal.payment.as_ref().map(|payment| payment.id),
            day: None,
        }
    }

    pub(super) fn asked(form: &MatchLine) -> Plan {
        let pays = form.pays.iter().map(|pays| Allocation {
            invoice: pays.invoice,
            amount: pays.amount,
        });
        Plan {
            pays: pays.collect(),
            more: form.invoice,
            client: form.client,
            payment: form.payment,
            day: form.day,
        }
    }
}

/// What the house counts in, where the account is kept in it.
pub(super) fn currency_of(visit: &Visit, line: &BankLine) -> Result<Currency> {
    let house = CurrentSettings::of(visit)?.0.currency();
    let account: BankAccount = visit.find(line.account)?;
    match account.currency == house.code {
        true => Ok(house),
        false => Err(Error::conflict(format!(
            "{} is kept in {}, and this house counts in {}: nothing of it can be booked here.",
            account.name, account.currency, house.code
        ))),
    }
}

/// Matches a line with what it pays. Both together are one deed.
///
/// # Errors
/// A conflict where it doesn't wait any more; beside the field, where an invoice, a client or a payment can't be had or doesn't fit;
/// and where the person may not book payments of it.
pub fn match_line(visit: &Visit, id: Id<BankLine>, form: MatchLine) -> Result<()> {
    let line = visit.find_for(&MATCH, id)?;
    line.must_wait()?;
    let currency = currency_of(visit, &line)?;
    if form.day.is_some_and(|day| day > visit.today()) {
        return Err(Error::field(
            "day",
            "That day is still to come. Choose today or earlier.",
        ));
    }
    let plan = Plan::asked(&form);
    let day = plan.day(&line, visit.today());
    let closed = visit.cached::<Closed>()?;
    if let Some(until) = closed.0.until.filter(|until| day <= *until)
        && plan.payment.is_none()
    {
        return Err(Error::field(
            "day",
            format!(
                "The books are closed up to {}. Choose a later day to book it on.",
                until.long()
            ),
        ));
    }
    may_book(visit, &line, &plan)?;
    let version = form.version;
    visit.act(MATCH, move |change| {
        let line = change.subject_at::<BankLine>(id, version)?;
        apply(change, &line, plan, currency)
    })
}

fn missing(error: Error, field: &str, what: &str) -> Error {
    match error {
        Error::NotFound => {
            Error::field(field, format!("There is no such {what} that you may see."))
        }
        other => other,
    }
}

/// Whoever matches books, and may only what they may book by hand.
pub(super) fn may_book(visit: &Visit, line: &BankLine, plan: &Plan) -> Result<()> {
    for each in &plan.pays {
        let found = visit.find_for::<Invoice>(&PAY, each.invoice);
        found.map_err(|error| missing(error, "pays", "invoice"))?;
    }
    if let Some(id) = plan.more {
        let found = visit.find_for::<Invoice>(&PAY, id);
        found.map_err(|error| missing(error, "invoice", "invoice"))?;
    }
    if let Some(id) = plan.client {
        let action = match line.amount > Money::ZERO {
            true => PAY,
            false => REFUND,
        };
        let found = visit.find_for::<Client>(&action, id);
        found.map_err(|error| missing(error, "client", "client"))?;
    }
    if let Some(id) = plan.payment {
        let found = visit.find_for::<Payment>(&PAY, id);
        found.map_err(|error| missing(error, "payment", "payment"))?;
    }
    Ok(())
}

/// Books what is planned of a line, and holds both ends together.
pub(super) fn apply(
    change: &mut Change<'_, '_>,
    line: &Held<BankLine>,
    plan: Plan,
    currency: Currency,
) -> Result<()> {
    line.must_wait()?;
    if let Some(id) = plan.payment {
        return tie(change, line, (id, currency));
    }
    match line.amount > Money::ZERO {
        true => receive(change, line, plan, currency),
        false => refund(change, line, plan, currency),
    }
}

/// Ties a payment that somebody entered to the line.
fn tie(
    change: &mut Change<'_, '_>,
    line: &BankLine,
    (id, currency): (Id<Payment>, Currency),
) -> Result<()> {
    let payment = change.subject::<Payment>(id)?;
    let own = payment.currency(currency);
    if own.code != currency.code {
        return Err(Error::field(
            "payment",
            format!("This payment is in {}. Choose another.", own.code),
        ));
    }
    let fits = match line.amount > Money::ZERO {
        true => payment.kind == PaymentKind::Received,
        false => payment.kind == PaymentKind::Refund,
    };
    if !fits {
        return Err(Error::field(
            "payment",
            "This payment went the other way. Choose another.",
        ));
    }
    if payment.amount > line.left() {
        return Err(Error::field(
            "payment",
            "This payment is of more than what is left of the line.",
        ));
    }
    if is_matched(change, id)? {
        return Err(Error::field("payment", "This payment is another line's."));
    }
    hold(change, line, id, payment.amount, false)
}

fn hold(
    change: &mut Change<'_, '_>,
    line: &BankLine,
    payment: Id<Payment>,
    amount: Money,
    books: bool,
) -> Result<()> {
    let at = change.at;
    change.insert(BankMatch {
        line: line.id,
        payment,
        amount,
        books,
        at,
        ..BankMatch::default()
    })?;
    change.about(line.id.as_ref());
    change.about(payment.as_ref());
    Ok(())
}

/// What stood on the transfer, as a payment keeps it.
fn reference(line: &BankLine) -> String {
    let said = match line.text.as_str() {
        "" => line.end_to_end.as_str(),
        text => text,
    };
    text::shorten(said, REFERENCE - 1)
}

fn receive(
    change: &mut Change<'_, '_>,
    line: &BankLine,
    plan: Plan,
    currency: Currency,
) -> Result<()> {
    let room = line.left();
    let today = change.at.day(&change.tz);
    let day = plan.day(line, today);
    let mut pays = Vec::new();
    for each in plan.pays {
        let client = change.subject::<Invoice>(each.invoice)?.client;
        pays.push(Paid {
            client,
            invoice: each.invoice,
            amount: each.amount,
        });
    }
    if let Some(id) = plan.more {
        let invoice = change.subject::<Invoice>(id)?;
        let given: i128 = pays.iter().map(|each| i128::from(each.amount.0)).sum();
        let rest = i64::try_from(i128::from(room.0) - given).unwrap_or(0);
        let amount = Money(rest.min(invoice.left().0));
        if amount <= Money::ZERO || pays.iter().any(|each| each.invoice == id) {
            return Err(Error::field(
                "invoice",
                "Nothing is left on this invoice, or nothing of the line for it.",
            ));
        }
        pays.push(Paid {
            client: invoice.client,
            invoice: id,
            amount,
        });
    }
    let parted = shares(room, &pays, plan.client).map_err(|misfit| match misfit {
        Misfit::TooMuch(given) => Error::field(
            "pays",
            format!(
                "{} would be paid of {} that came in.",
                given.show(currency),
                room.show(currency)
            ),
        ),
        Misfit::WhoseRest(rest) => Error::field(
            "client",
            format!(
                "{} would be left. Choose to whose credit it stands.",
                rest.show(currency)
            ),
        ),
    })?;
    for share in parted {
        let amount = share.amount;
        let incoming = Incoming {
            client: share.client,
            amount,
            day,
            reference: reference(line),
            allocations: share.allocations,
        };
        let payment = invoices::book_incoming(change, currency, incoming)?;
        hold(change, line, payment, amount, true)?;
    }
    Ok(())
}

fn refund(
    change: &mut Change<'_, '_>,
    line: &BankLine,
    plan: Plan,
    currency: Currency,
) -> Result<()> {
    if !plan.pays.is_empty() || plan.more.is_some() {
        return Err(Error::field(
            "invoice",
            "What went out pays no invoice. Choose the client who got it back.",
        ));
    }
    let client = plan
        .client
        .ok_or_else(|| Error::field("client", "Choose the client who got it back."))?;
    let amount = line.left();
    let today = change.at.day(&change.tz);
    let day = plan.day(line, today);
    let went = (amount, day, reference(line));
    let payment = invoices::book_refund(change, currency, client, went)?;
    hold(change, line, payment, amount, true)
}
