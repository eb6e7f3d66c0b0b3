//! The verbs of money: what came in, what stands to a client's credit, what goes back.

use super::{
    account::{self, ClientAccount},
    actions::{PAY, REFUND, TAKE_BACK},
    closing::Closed,
    forms::{TakePayment, UseCredit},
    invoice::{CREDITS, Invoice, OPEN_OF},
    notices,
    payment::{Allocation, Payment, PaymentKind},
    rules::allocate,
};
use crate::data::Record;
use crate::{
    base::{Error, Id, Money, Result, money::Currency},
    data::{Change, Held, Key, Visit},
    features::{
        clients::{self, Client},
        inbox,
        people::{Department, User},
        settings::{CurrentSettings, Settings},
    },
};

/// Where a payment lies: with whoever sees the invoices it is for. Asked for each of them.
pub(super) fn placed(mut payment: Payment, invoice: &Invoice) -> Payment {
    payment.department = invoice.department;
    if payment.currency == invoice.currency {
        payment.exchange.clone_from(&invoice.exchange);
    }
    for lead in &invoice.leads {
        if !payment.leads.contains(lead) {
            payment.leads.push(*lead);
        }
    }
    payment
}

pub(super) fn book(change: &mut Change<'_, '_>, payment: Payment) -> Result<Id<Payment>> {
    let credit = (payment.to_credit(), payment.currency.as_str());
    account::add(change, payment.client, credit)?;
    let client = payment.client;
    let held = change.insert(payment)?;
    change.about(held.as_ref());
    change.about(client.as_ref());
    Ok(held.id)
}

/// `currency` is what the money is in.
pub(super) fn begun(
    change: &Change<'_, '_>,
    client: Id<Client>,
    (form, currency): (TakePayment, Currency),
) -> Payment {
    let department = change.actor.departments.first().copied();
    Payment {
        client,
        amount: form.amount,
        currency: currency.code.to_owned(),
        day: form.day.unwrap_or(change.at.day(&change.tz)),
        way: form.way,
        reference: form.reference,
        note: form.note,
        by: Id::new(change.actor.person),
        department: department.map(Id::<Department>::new).unwrap_or_default(),
        at: change.at,
        ..Payment::default()
    }
}

fn must_have_been(visit: &Visit, form: &TakePayment) -> Result<()> {
    let Some(day) = form.day else { return Ok(()) };
    if day > visit.today() {
        return Err(Error::field(
            "day",
            "That day is still to come. Choose today or earlier.",
        ));
    }
    // The guard refuses it as well, whoever writes it; here it stands beside the field.
    let closed = visit.cached::<Closed>()?;
    match closed.0.until.filter(|until| day <= *until) {
        None => Ok(()),
        Some(until) => Err(Error::field(
            "day",
            format!(
                "The books are closed up to {}. Choose a later day.",
                until.long()
            ),
        )),
    }
}

/// What money for a paper is in: what the paper is in. What is typed has as many digits behind the point as the house's currency.
fn currency_for(house: Currency, currency: Currency) -> Result<Currency> {
    match currency.exponent == house.exponent {
        true => Ok(currency),
        false => Err(Error::conflict(format!(
            "Amounts in {} have other digits behind the point than those in {}, which this house counts in. Take it back by a credit note and bill it anew.",
            currency.code, house.code
        ))),
    }
}

/// What came in in the house's currency pays nothing that is in another.
pub(super) fn must_be_in(currency: Currency, invoice: &Invoice) -> Result<()> {
    match invoice.currency(currency).code == currency.code {
        true => Ok(()),
        false => Err(Error::conflict(format!(
            "{} is in {}, and what came in is in {}. Record its payment on it.",
            invoice.called(),
            invoice.currency,
            currency.code
        ))),
    }
}

/// What came in for an invoice. More than is left stands to the client's credit.
///
/// # Errors
/// Where nothing is left on it.
pub fn pay(visit: &Visit, id: Id<Invoice>, form: TakePayment) -> Result<Id<Payment>> {
    must_have_been(visit, &form)?;
    let house = CurrentSettings::of(visit)?.0.currency();
    visit.act(PAY, move |change| {
        let mut invoice = change.subject::<Invoice>(id)?;
        invoice.must_be_open()?;
        let currency = currency_for(house, invoice.currency(house))?;
        let taken = Money(form.amount.0.min(invoice.left().0));
        let at = change.at;
        invoice.pay(taken, at)?;
        change.put(&invoice)?;
        let payment = Payment {
            allocations: vec![Allocation {
                invoice: id,
                amount: taken,
            }],
            ..placed(begun(change, invoice.client, (form, currency)), &invoice)
        };
        let text = format!(
            "{} came in for {}",
            payment.amount.show(currency),
            invoice.called()
        );
        tell(change, &invoice, text)?;
        book(change, payment)
    })
}

/// Whoever wrote an invoice hears that it was paid.
pub(super) fn tell(change: &mut Change<'_, '_>, invoice: &Invoice, text: String) -> Result<()> {
    clients::touch(change, invoice.client, None)?;
    inbox::notify(
        change,
        invoice.owner,
        &notices::PAID,
        invoice.as_ref(),
        text,
    )
}

/// What came in from a client: it pays what is open, the first due first, and the rest stands to their credit.
///
/// # Errors
/// Where the person may not book for this client, or for one of the invoices it would pay.
pub fn receive(visit: &Visit, client: Id<Client>, form: TakePayment) -> Result<Id<Payment>> {
    must_have_been(visit, &form)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    visit.act(PAY, move |change| {
        let held = change.subject::<Client>(client)?;
        let mut open: Vec<Invoice> = change
            .unscoped("what comes in pays what was due first, whoever wrote it")
            .children(OPEN_OF, Key::new().id(held.id))?;
        open.retain(|invoice| must_be_in(currency, invoice).is_ok());
        let left: Vec<(Id<Invoice>, Money)> = open
            .iter()
            .map(|invoice| (invoice.id, invoice.left()))
            .collect();
        let mut payment = begun(change, client, (form, currency));
        let (allocations, _) = allocate(&left, payment.amount);
        let at = change.at;
        for each in &allocations {
            let mut invoice = change.subject::<Invoice>(each.invoice)?;
            invoice.pay(each.amount, at)?;
            change.put(&invoice)?;
            payment = placed(payment, &invoice);
        }
        payment.allocations = allocations;
        clients::touch(change, client, None)?;
        book(change, payment)
    })
}

/// Pays an invoice of what stands to its client's credit.
///
/// # Errors
/// Where there is no credit, or not so much.
pub fn use_credit(visit: &Visit, id: Id<Invoice>, form: UseCredit) -> Result<Id<Payment>> {
    let house = CurrentSettings::of(visit)?.0.currency();
    visit.act(PAY, move |change| {
        let mut invoice = change.subject::<Invoice>(id)?;
        invoice.must_be_open()?;
        let currency = currency_for(house, invoice.currency(house))?;
        let credit = account::of(change, invoice.client)?.credit_of(currency, house);
        let room = Money(credit.0.min(invoice.left().0));
        let amount = form.amount.unwrap_or(room);
        if amount <= Money::ZERO || amount > room {
            return Err(Error::field(
                "amount",
                "There isn't so much to the client's credit, or not so much is left to pay.",
            ));
        }
        let at = change.at;
        invoice.pay(amount, at)?;
        change.put(&invoice)?;
        let payment = from_credit(change, &invoice, (amount, currency));
        book(change, payment)
    })
}

/// What the client's credit pays of an invoice.
fn from_credit(
    change: &Change<'_, '_>,
    invoice: &Held<Invoice>,
    (amount, currency): (Money, Currency),
) -> Payment {
    let form = TakePayment {
        amount,
        day: None,
        way: Default::default(),
        reference: String::new(),
        note: String::new(),
    };
    Payment {
        kind: PaymentKind::Credit,
        allocations: vec![Allocation {
            invoice: invoice.id,
            amount,
        }],
        ..placed(begun(change, invoice.client, (form, currency)), invoice)
    }
}

/// Pays an invoice that is being issued of what stands to its client's credit, and says so on it; the payment is to be booked once it is
/// stored. None where there is no credit in its currency.
///
/// # Errors
/// Where nothing is left on it.
pub(super) fn prepay(
    change: &mut Change<'_, '_>,
    invoice: &mut Held<Invoice>,
    account: Option<&ClientAccount>,
) -> Result<Option<Payment>> {
    let house = house_of(change)?;
    let currency = invoice.currency(house);
    let credit = account.map_or(Money::ZERO, |held| held.credit_of(currency, house));
    let amount = Money(credit.0.min(invoice.left().0));
    if amount <= Money::ZERO {
        return Ok(None);
    }
    let at = change.at;
    invoice.prepaid = amount;
    invoice.pay(amount, at)?;
    Ok(Some(from_credit(change, invoice, (amount, currency))))
}

/// Back to a client, of what stands to their credit. What was paid on an invoice is taken back by a credit note first.
///
/// # Errors
/// Where there isn't so much.
pub fn refund(visit: &Visit, client: Id<Client>, form: TakePayment) -> Result<Id<Payment>> {
    must_have_been(visit, &form)?;
    let house = CurrentSettings::of(visit)?.0.currency();
    visit.act(REFUND, move |change| {
        let client = change.subject::<Client>(client)?;
        let account = account::of(change, client.id)?;
        let currency = currency_for(house, account.credit_currency(house))?;
        let credit = account.credit;
        if form.amount > credit {
            return Err(Error::field(
                "amount",
                "There isn't so much to the client's credit. Take an invoice back by a credit note first.",
            ));
        }
        let exchange = account.exchange(house);
        let exchange = exchange.filter(|(agreed, _)| agreed.code == currency.code);
        let payment = Payment {
            kind: PaymentKind::Refund,
            exchange: exchange.map(|(_, held)| held).unwrap_or_default(),
            ..begun(change, client.id, (form, currency))
        };
        book(change, payment)
    })
}

/// Takes a payment back that was booked by mistake: its invoices are open again, as far as no credit note takes them back.
///
/// # Errors
/// Where its surplus was spent since.
pub fn take_back(visit: &Visit, id: Id<Payment>, reason: String) -> Result<()> {
    visit.act(TAKE_BACK, move |change| {
        change.note(reason);
        let payment = change.subject::<Payment>(id)?;
        taken_back(change, &payment)
    })
}

/// The same inside a deed of another room that holds the payment.
pub(super) fn taken_back(change: &mut Change<'_, '_>, payment: &Held<Payment>) -> Result<()> {
    let at = change.at;
    let mut credit = Money::ZERO - payment.to_credit();
    for each in payment.allocations.clone() {
        let mut invoice = change
            .on_behalf("what a payment paid is open again without it")
            .load(each.invoice)?;
        invoice.unpay(each.amount, at);
        let notes = change
            .on_behalf("what a credit note took back of a payment is nobody's without it")
            .children::<Invoice>(CREDITS, Key::new().id(each.invoice))?;
        for mut note in notes {
            let taken = invoice.take_up(&mut note, at);
            if taken > Money::ZERO {
                credit = credit - taken;
                change.put(&note)?;
                change.about(note.id.as_ref());
            }
        }
        change.put(&invoice)?;
        change.about(each.invoice.as_ref());
    }
    account::add(change, payment.client, (credit, &payment.currency))?;
    change.about(payment.client.as_ref());
    change.delete(payment)
}

/// Whoever keeps the house's money.
pub(super) fn keepers(change: &mut Change<'_, '_>) -> Result<Vec<Id<User>>> {
    crate::features::people::Directory::having_duty_in(change, &super::actions::HEAR_OVERDUE)
}

/// What the house counts in, from inside a deed.
pub(super) fn house_of(change: &mut Change<'_, '_>) -> Result<Currency> {
    Ok(match change.cached::<CurrentSettings>() {
        Some(house) => house.0.currency(),
        None => change
            .all::<Settings>()?
            .pop()
            .unwrap_or_default()
            .currency(),
    })
}
