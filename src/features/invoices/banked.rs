//! Money that a statement of the bank shows, booked by the room that reads statements: as a part of its own deed, under the
//! rules that hold for payments entered by hand.

use super::{
    account,
    forms::TakePayment,
    invoice::Invoice,
    ops_money::{begun, book, house_of, must_be_in, placed, taken_back, tell},
    payment::{Allocation, Payment, PaymentKind, PaymentWay},
};
use crate::{
    base::{Day, Error, Id, Money, Result, money::Currency},
    data::{Change, Held},
    features::clients::{self, Client},
};

/// What came in from one client, and what of it each invoice gets. The rest stands to the client's credit.
#[derive(Debug, Clone, Default)]
pub struct Incoming {
    pub client: Id<Client>,
    pub amount: Money,
    pub day: Day,
    /// What stood on the transfer.
    pub reference: String,
    pub allocations: Vec<Allocation>,
}

fn transfer(amount: Money, day: Day, reference: String) -> TakePayment {
    TakePayment {
        amount,
        day: Some(day),
        way: PaymentWay::Transfer,
        reference,
        note: String::new(),
    }
}

/// Books what came in. `currency` is what the house counts in.
///
/// # Errors
/// Where an invoice is another client's or in another currency, or has less left than it would get, and where it would get
/// more than came in.
pub fn book_incoming(
    change: &mut Change<'_, '_>,
    currency: Currency,
    incoming: Incoming,
) -> Result<Id<Payment>> {
    let client = change.subject::<Client>(incoming.client)?.id;
    let given: Money = incoming.allocations.iter().map(|each| each.amount).sum();
    if incoming.amount <= Money::ZERO || given > incoming.amount {
        return Err(Error::conflict("More would be booked than came in."));
    }
    let form = transfer(incoming.amount, incoming.day, incoming.reference);
    let mut payment = begun(change, client, (form, currency));
    let at = change.at;
    for each in &incoming.allocations {
        let mut invoice = change.subject::<Invoice>(each.invoice)?;
        if invoice.client != client {
            return Err(Error::conflict(format!(
                "{} is another client's.",
                invoice.called()
            )));
        }
        must_be_in(currency, &invoice)?;
        invoice.pay(each.amount, at)?;
        change.put(&invoice)?;
        let told = each.amount.show(invoice.currency(currency));
        let told = format!("{told} came in for {}", invoice.called());
        tell(change, &invoice, told)?;
        payment = placed(payment, &invoice);
    }
    payment.allocations = incoming.allocations;
    clients::touch(change, client, None)?;
    book(change, payment)
}

/// Books what went back to a client, of what stands to their credit in that currency. `reference` is what stood on the transfer.
///
/// # Errors
/// A conflict where there isn't so much.
pub fn book_refund(
    change: &mut Change<'_, '_>,
    currency: Currency,
    client: Id<Client>,
    (amount, day, reference): (Money, Day, String),
) -> Result<Id<Payment>> {
    let client = change.subject::<Client>(client)?.id;
    let house = house_of(change)?;
    let credit = account::of(change, client)?.credit_of(currency, house);
    if amount <= Money::ZERO || amount > credit {
        return Err(Error::conflict(
            "There isn't so much to the client's credit. Take an invoice back by a credit note first.",
        ));
    }
    let payment = Payment {
        kind: PaymentKind::Refund,
        ..begun(change, client, (transfer(amount, day, reference), currency))
    };
    book(change, payment)
}

/// Takes a payment away again: its invoices are open as they were before it.
///
/// # Errors
/// A conflict where its surplus was spent since.
pub fn unbook(change: &mut Change<'_, '_>, payment: &Held<Payment>) -> Result<()> {
    change.about(payment.id.as_ref());
    taken_back(change, payment)
}
