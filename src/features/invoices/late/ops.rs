//! Charging for what was paid late.

use super::{
    super::{
        actions::CHARGE_LATE,
        invoice::Invoice,
        line::{InvoiceLine, Source},
        ops::{blank, keep, notes_of, terms},
        payment::{PAID_ON, Payment},
        terms::BillingTerms,
        untaxed::Untaxed,
    },
    LateCharge, OF,
    interest::{LONGEST, interest},
};
use crate::{
    base::{Day, Error, Id, Money, Result, if_found, language, money, text},
    data::{Change, Key, Visit},
    features::{
        clients::{self, Client},
        projects::Project,
        quotes::{Line, sheet::dated},
    },
    said,
};

/// Whether there may be anything to charge for of an invoice: it was due, and the house charges.
pub fn may_be_charged(invoice: &Invoice, terms: &BillingTerms, today: Day) -> bool {
    let late = invoice.due.is_some_and(|due| due < today);
    let charges = terms.interest > 0 || terms.late_fee > Money::ZERO;
    invoice.is_issued() && !invoice.is_credit_note() && late && charges && !is_charge(invoice)
}

/// Whether an invoice itself charges for another.
fn is_charge(invoice: &Invoice) -> bool {
    invoice.lines.iter().any(|line| line.source == Source::Late)
}

/// What a reminder says of what paying late costs; empty where it costs nothing. `number` is which reminder it is.
pub fn said(
    terms: &BillingTerms,
    invoice: &Invoice,
    number: u32,
    house: money::Currency,
) -> String {
    let mut words = Vec::new();
    if terms.interest > 0 {
        let rate = money::percent(terms.interest);
        words.push(said!("mail-late-interest", rate = language::number(&rate)));
    }
    if terms.late_fee > Money::ZERO && number >= terms.late_fee_from {
        let fee = invoice.exchange.of_house(terms.late_fee);
        let fee = fee.show(invoice.currency(house));
        words.push(said!("mail-late-fee", fee = fee));
    }
    words.join(" ")
}

/// What was paid, credited and written off of an invoice, with the days of that.
fn taken(change: &mut Change<'_, '_>, invoice: &Invoice) -> Result<Vec<(Day, Money)>> {
    let paid: Vec<Payment> = change
        .unscoped("interest is charged on what was open, whoever booked what was paid")
        .children(PAID_ON, Key::new().id(invoice.id))?;
    let mut all: Vec<(Day, Money)> = Vec::new();
    let mut seen: Vec<Id<Payment>> = Vec::new();
    for payment in &paid {
        // Filed once for each of its invoices.
        if seen.contains(&payment.id) {
            continue;
        }
        seen.push(payment.id);
        let of = payment.allocations.iter();
        let of = of.filter(|each| each.invoice == invoice.id);
        all.extend(of.map(|each| (payment.day, each.amount)));
    }
    for note in notes_of(change, invoice.id)? {
        if let Some(on) = note.issued_on {
            all.push((on, note.credited));
        }
    }
    if let Some(on) = invoice.written_off_on {
        all.push((on, invoice.written_off));
    }
    Ok(all)
}

/// The first days from one on that nothing charges for, up to today; what went from between two is charged for first. The first is
/// after the second where there are none.
fn open_days(charges: &[LateCharge], first: Day, today: Day) -> (Day, Day) {
    let mut from = first;
    while let Some(held) = charges
        .iter()
        .find(|held| held.from <= from && from <= held.until)
    {
        from = held.until + 1;
    }
    let later = charges.iter().filter(|held| held.from > from);
    let until = later.map(|held| held.from + -1).min();
    (from, until.unwrap_or(today).min(today))
}

/// The same of reminders: after which number, and up to which. Both are one where there are none.
fn open_reminders(charges: &[LateCharge], first: u32, sent: u32) -> (u32, u32) {
    let mut after = first;
    while let Some(held) = charges
        .iter()
        .find(|held| held.after <= after && after < held.reminders)
    {
        after = held.reminders;
    }
    let later = charges.iter().filter(|held| held.reminders > after);
    let upto = later.map(|held| held.after.max(after)).min();
    (after, upto.unwrap_or(sent).min(sent).max(after))
}

/// A draft that charges interest for the days up to today, and fees for the reminders, that nothing charges for yet.
///
/// # Errors
/// A conflict, where it wasn't due or charges itself, where the house charges nothing, and where there is nothing to charge for.
pub fn charge(visit: &Visit, id: Id<Invoice>) -> Result<Id<Invoice>> {
    let seen: Invoice = visit.find(id)?;
    let project: Option<Project> = match seen.project {
        Some(project) => if_found(visit.find(project))?,
        None => None,
    };
    visit.act(CHARGE_LATE, move |change| {
        let invoice = change.subject::<Invoice>(id)?;
        let terms = terms(change)?;
        let today = change.at.day(&change.tz);
        if terms.interest == 0 && terms.late_fee == Money::ZERO {
            return Err(Error::conflict(
                "The terms of billing charge nothing for what is paid late. Say there what is charged.",
            ));
        }
        let due = invoice.due.filter(|_| may_be_charged(&invoice, &terms, today));
        let Some(due) = due else {
            return Err(Error::conflict(
                "Only an invoice that was due is charged for, and not one that charges for another.",
            ));
        };
        let mut charges: Vec<LateCharge> = change
            .unscoped("no day is charged for twice, whoever wrote the other invoice")
            .children(OF, Key::new().id(id))?;
        charges.retain(|held| held.released.is_none());
        let first = (due + 1).max(today + -LONGEST);
        let (from, until) = open_days(&charges, first, today);
        let taken = taken(change, &invoice)?;
        let gross = invoice.totals().gross;
        let cost = interest(gross, &taken, (from, until), terms.interest);
        let first = terms.late_fee_from.max(1) - 1;
        let (after, reminders) = open_reminders(&charges, first, invoice.reminders);
        let fee = invoice.exchange.of_house(terms.late_fee);
        let fees = match fee > Money::ZERO {
            true => i64::from(reminders - after),
            false => 0,
        };
        if cost == Money::ZERO && fees == 0 {
            return Err(Error::conflict(format!(
                "Nothing is to be charged for {} by now.",
                invoice.number
            )));
        }
        let client = change.subject::<Client>(invoice.client)?;
        let mut draft = blank(change, &client, project.as_ref())?;
        // Nothing below says anything but what stands on the paper.
        let spoken = language::speak(clients::language_in(change, client.id)?);
        let number = invoice.number.as_str();
        draft.title = text::shorten(&said!("paper-paid-late", number = number), 120);
        draft.currency.clone_from(&invoice.currency);
        draft.exchange = invoice.exchange.clone();
        // A charge for a payment that is late is no price of anything.
        draft.untaxed = Some(Untaxed::Outside);
        draft.untaxed_reason.clear();
        let mut keys = Vec::new();
        let mut push = |draft: &mut Invoice, line: Line| {
            draft.next_key += 1;
            keys.push(draft.next_key);
            draft.lines.push(InvoiceLine {
                line,
                key: draft.next_key,
                source: Source::Late,
            });
        };
        if cost > Money::ZERO {
            let line = Line {
                title: said!("paper-interest-on", number = number),
                detail: said!(
                    "paper-interest-a-year",
                    rate = language::number(&money::percent(terms.interest)),
                    from = dated(from),
                    until = dated(until)
                ),
                quantity: 1000,
                price: cost,
                ..Line::default()
            };
            push(&mut draft, line);
        }
        if fees > 0 {
            let line = Line {
                title: said!("paper-reminders-of", number = number),
                quantity: fees * 1000,
                price: fee,
                ..Line::default()
            };
            push(&mut draft, line);
        }
        drop(spoken);
        let held = keep(change, draft)?;
        change.insert(LateCharge {
            of: id,
            invoice: held.id,
            lines: keys,
            from,
            until,
            after,
            reminders,
            ..LateCharge::default()
        })?;
        change.about(id.as_ref());
        Ok(held.id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charge(from: i32, until: i32, after: u32, reminders: u32) -> LateCharge {
        LateCharge {
            from: Day(from),
            until: Day(until),
            after,
            reminders,
            ..LateCharge::default()
        }
    }

    #[test]
    fn what_went_from_between_two_charges_is_charged_for_first() {
        let (first, today) = (Day(11), Day(40));
        assert_eq!(open_days(&[], first, today), (Day(11), Day(40)));
        let one = charge(11, 20, 0, 1);
        let third = charge(31, 35, 2, 3);
        let both = [one.clone(), third.clone()];
        assert_eq!(open_days(&both, first, today), (Day(21), Day(30)));
        let second = charge(21, 30, 1, 2);
        let all = [one, second, third];
        assert_eq!(open_days(&all, first, today), (Day(36), Day(40)));
        let (from, until) = open_days(&[charge(11, 40, 0, 0)], first, today);
        assert!(from > until);
        assert_eq!(open_reminders(&[], 1, 3), (1, 3));
        assert_eq!(open_reminders(&both, 0, 4), (1, 2));
        assert_eq!(open_reminders(&all, 0, 4), (3, 4));
        assert_eq!(open_reminders(&all, 0, 3), (3, 3));
    }
}
