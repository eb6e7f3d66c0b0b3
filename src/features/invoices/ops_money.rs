//! The verbs of money: what came in, what stands to a client's credit, what goes back; and the house's terms.

use super::{
    PAY, REFUND, SET_ACCOUNT, SET_TERMS, TAKE_BACK, account,
    forms::{AccountForm, TakePayment, TermsForm, UseCredit},
    invoice::{CREDITS, Invoice, OPEN_OF},
    notices,
    payment::{Allocation, Payment, PaymentKind},
    rules::allocate,
    terms::BillingTerms,
    trade::TradeParty,
};
use crate::{
    base::{Error, Id, Money, Result, money::Currency},
    data::{Change, Held, Key, Record, Visit},
    features::{
        clients::{self, Client},
        inbox,
        people::{Department, User},
        settings::CurrentSettings,
    },
};

/// Where a payment lies: with whoever sees the invoices it is for. Asked for each of them.
pub(super) fn placed(mut payment: Payment, invoice: &Invoice) -> Payment {
    payment.department = invoice.department;
    for lead in &invoice.leads {
        if !payment.leads.contains(lead) {
            payment.leads.push(*lead);
        }
    }
    payment
}

pub(super) fn book(change: &mut Change<'_, '_>, payment: Payment) -> Result<Id<Payment>> {
    account::add(change, payment.client, payment.to_credit())?;
    let client = payment.client;
    let held = change.insert(payment)?;
    change.about(held.as_ref());
    change.about(client.as_ref());
    Ok(held.id)
}

pub(super) fn begun(change: &Change<'_, '_>, client: Id<Client>, form: TakePayment) -> Payment {
    let department = change.actor.departments.first().copied();
    Payment {
        client,
        amount: form.amount,
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
    match form.day {
        Some(day) if day > visit.today() => Err(Error::field(
            "day",
            "That day is still to come. Choose today or earlier.",
        )),
        _ => Ok(()),
    }
}

/// Papers of a time when the house counted in another currency aren't paid with what it counts in today.
pub(super) fn must_be_in(currency: Currency, invoice: &Invoice) -> Result<()> {
    match invoice.currency(currency).code == currency.code {
        true => Ok(()),
        false => Err(Error::conflict(format!(
            "{} is in {}, and this house counts in {} by now. Take it back by a credit note and bill it anew.",
            invoice.called(),
            invoice.currency,
            currency.code
        ))),
    }
}

/// What came in for an invoice. More than is left stands to the client's credit.
///
/// # Errors
/// Where nothing is left on it, and where it is in another currency.
pub fn pay(visit: &Visit, id: Id<Invoice>, form: TakePayment) -> Result<Id<Payment>> {
    must_have_been(visit, &form)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    visit.act(PAY, move |change| {
        let mut invoice = change.subject::<Invoice>(id)?;
        invoice.must_be_open()?;
        must_be_in(currency, &invoice)?;
        let taken = Money(form.amount.0.min(invoice.left().0));
        let at = change.at;
        invoice.pay(taken, at)?;
        change.put(&invoice)?;
        let payment = Payment {
            allocations: vec![Allocation {
                invoice: id,
                amount: taken,
            }],
            ..placed(begun(change, invoice.client, form), &invoice)
        };
        let text = format!(
            "{} came in for {}",
            payment.amount.show(invoice.currency(currency)),
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
        let mut payment = begun(change, client, form);
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
    let currency = CurrentSettings::of(visit)?.0.currency();
    visit.act(PAY, move |change| {
        let mut invoice = change.subject::<Invoice>(id)?;
        invoice.must_be_open()?;
        must_be_in(currency, &invoice)?;
        let credit = account::of(change, invoice.client)?.credit;
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
        let form = TakePayment {
            amount,
            day: None,
            way: Default::default(),
            reference: String::new(),
            note: String::new(),
        };
        let payment = Payment {
            kind: PaymentKind::Credit,
            allocations: vec![Allocation {
                invoice: id,
                amount,
            }],
            ..placed(begun(change, invoice.client, form), &invoice)
        };
        book(change, payment)
    })
}

/// Back to a client, of what stands to their credit. What was paid on an invoice is taken back by a credit note first.
///
/// # Errors
/// Where there isn't so much.
pub fn refund(visit: &Visit, client: Id<Client>, form: TakePayment) -> Result<Id<Payment>> {
    must_have_been(visit, &form)?;
    visit.act(REFUND, move |change| {
        let client = change.subject::<Client>(client)?;
        let credit = account::of(change, client.id)?.credit;
        if form.amount > credit {
            return Err(Error::field(
                "amount",
                "There isn't so much to the client's credit. Take an invoice back by a credit note first.",
            ));
        }
        let payment = Payment {
            kind: PaymentKind::Refund,
            ..begun(change, client.id, form)
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
    account::add(change, payment.client, credit)?;
    change.about(payment.client.as_ref());
    change.delete(payment)
}

/// What the house agreed with a client.
///
/// # Errors
/// Where the person may not, and where somebody saved in between.
pub fn set_account(visit: &Visit, client: Id<Client>, form: AccountForm) -> Result<()> {
    visit.act(SET_ACCOUNT, move |change| {
        let client = change.subject::<Client>(client)?;
        let there = account::held(change, client.id)?.map_or(0, |held| held.version);
        if form.version.is_some_and(|shown| shown != there) {
            return Err(Error::Stale);
        }
        // As it is where nothing was agreed on: nothing has to be kept of it.
        let usual = form.days.is_none()
            && form.reminders
            && form.email.is_empty()
            && form.reference.is_empty()
            && form.party == TradeParty::default()
            && form.untaxed.is_none()
            && form.untaxed_reason.is_empty();
        if there == 0 && usual {
            return Ok(());
        }
        let mut held = account::of(change, client.id)?;
        held.days = form.days;
        held.no_reminders = !form.reminders;
        held.email = form.email;
        held.reference = form.reference;
        held.party = form.party;
        held.untaxed = form.untaxed;
        held.untaxed_reason = form.untaxed_reason;
        change.put(&held)
    })
}

/// How the house bills.
///
/// # Errors
/// Where somebody saved in between.
pub fn set_terms(visit: &Visit, form: TermsForm) -> Result<()> {
    visit.act(SET_TERMS, move |change| {
        let mut held = change.only::<BillingTerms>(form.version)?;
        // Where clients' money goes isn't changed by whoever finds a browser open.
        if held.bank != form.bank || held.pay_link != form.pay_link {
            change.demand_proof()?;
        }
        held.days = form.days;
        held.pay = form.pay;
        held.pay_link = form.pay_link;
        held.hour = form.hour;
        held.reminders = form.reminders;
        held.seller = form.seller;
        held.bank = form.bank;
        held.untaxed = form.untaxed;
        held.untaxed_reason = form.untaxed_reason;
        change.put(&held)
    })
}

/// Whoever keeps the house's money.
pub(super) fn keepers(change: &mut Change<'_, '_>) -> Result<Vec<Id<User>>> {
    crate::features::people::Directory::having_duty_in(change, &super::HEAR_OVERDUE)
}
