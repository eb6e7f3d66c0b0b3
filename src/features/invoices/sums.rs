//! What was invoiced and what of it came in, before tax, as invoices add it up while they change: so that a report over all
//! of them reads no paper. Each sum is of one currency; nobody adds up two.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    VIEW,
    actions::VIEW_PAYMENTS,
    invoice::Invoice,
    payment::{BY_DAY, PAID_ON, Payment},
    rules::net_of,
};
use crate::{
    access::Placement,
    base::{Day, Id, Money, Month, Result, if_found},
    data::{Declares, Key, PlainTally, Query, Tally, Visit},
};

/// What was issued, before tax and less what was taken back, and what of it came in: by currency, project and client; and the
/// first of them by the month of issue and currency.
const BILLED_ON: PlainTally = Tally::plain(6);
const COLLECTED_ON: PlainTally = Tally::plain(7);
const BILLED_IN: PlainTally = Tally::plain(8);
/// What credit notes left to clients' credit of what had been paid, by the month of issue and currency; below nothing.
const RETURNED_IN: PlainTally = Tally::plain(9);

/// What a paper adds to the sums, once it is issued.
pub(super) fn declare(paper: &Invoice, to: &mut Declares) {
    let Some(on) = paper.issued_on else {
        return;
    };
    let net = in_house(paper, paper.totals().net.0);
    let currency = counted_in(paper);
    let project = paper.project.unwrap_or_default();
    let place = || Key::new().text(currency).id(project).id(paper.client);
    let month = || Key::new().signed(Month::of(on).0).text(currency);
    // What a credit note leaves to the client's credit isn't collected any more: it goes back, or pays another paper.
    let collected = match paper.is_credit_note() {
        true => {
            let left = -share_of(paper, paper.surplus().0);
            to.tally(RETURNED_IN, month(), left);
            left
        }
        false => share_of(paper, paper.paid.0),
    };
    to.tally(BILLED_ON, place(), paper.signed(net));
    to.tally(COLLECTED_ON, place(), collected);
    to.tally(BILLED_IN, month(), paper.signed(net));
}

/// In which currency a paper is counted: in the house's, where it keeps what its own was worth.
fn counted_in(paper: &Invoice) -> &str {
    match paper.exchange.is_other() {
        true => &paper.exchange.to,
        false => &paper.currency,
    }
}

fn in_house(paper: &Invoice, amount: i64) -> i64 {
    paper.exchange.in_house(Money(amount)).0
}

/// What of an amount on a paper is before tax, as it is counted.
fn share_of(paper: &Invoice, amount: i64) -> i64 {
    in_house(paper, nets_of(paper, &[amount]).iter().sum())
}

/// What of payments on a paper, in their order, is its net.
fn nets_of(paper: &Invoice, payments: &[i64]) -> Vec<i64> {
    let totals = paper.totals();
    net_of(totals.net.0, totals.gross.0, payments)
}

/// Payments of the months that are asked over.
const MOST: usize = 1_000_000;

/// What was invoiced of a project and a client, and what of it came in; minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfPlace {
    /// ISO 4217; empty of papers that were issued before they named it.
    pub currency: String,
    /// Raw numbers; no project is 0.
    pub project: u64,
    pub client: u64,
    pub invoiced: i64,
    pub collected: i64,
}

/// Text that ends with a zero byte, and what comes after it.
fn text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    let text = String::from_utf8(bytes.get(..end)?.to_vec()).ok()?;
    Some((text, bytes.get(end + 1..)?))
}

fn place(bytes: &[u8]) -> Option<(String, u64, u64)> {
    let (currency, rest) = text(bytes)?;
    let (project, client) = rest.split_first_chunk::<8>()?;
    let client = u64::from_be_bytes(client.try_into().ok()?);
    Some((currency, u64::from_be_bytes(*project), client))
}

/// Sums of everything that was issued, by project and client; none for whoever doesn't see all of it.
///
/// # Errors
/// When the store can't be read.
pub fn by_place(visit: &Visit) -> Result<Vec<OfPlace>> {
    let mut found: BTreeMap<(String, u64, u64), (i64, i64)> = BTreeMap::new();
    let read = |tally| visit.sums_of_all::<Invoice>(tally, &Key::new());
    for (key, sum) in read(BILLED_ON)?.unwrap_or_default() {
        if let Some(of) = place(&key) {
            found.entry(of).or_default().0 = sum;
        }
    }
    for (key, sum) in read(COLLECTED_ON)?.unwrap_or_default() {
        if let Some(of) = place(&key) {
            found.entry(of).or_default().1 = sum;
        }
    }
    let sums = found.into_iter();
    Ok(sums
        .map(
            |((currency, project, client), (invoiced, collected))| OfPlace {
                currency,
                project,
                client,
                invoiced,
                collected,
            },
        )
        .collect())
}

/// What was invoiced in these months, by currency and the month of issue.
///
/// # Errors
/// When the store can't be read.
pub fn by_month(visit: &Visit, months: &[Month]) -> Result<Vec<(String, Month, i64)>> {
    let mut found = Vec::new();
    for month in months {
        let key = Key::new().signed(month.0);
        let kept = visit.sums_of_all::<Invoice>(BILLED_IN, &key)?;
        for (rest, sum) in kept.unwrap_or_default() {
            found.extend(text(&rest).map(|(currency, _)| (currency, *month, sum)));
        }
    }
    Ok(found)
}

/// What of invoices came in in these months, before tax, by currency and the month of the payment: only the payments of
/// these months are read, and what they paid.
///
/// # Errors
/// When the store can't be read.
pub fn came_in(visit: &Visit, months: &[Month]) -> Result<Vec<(String, Month, i64)>> {
    let everywhere = |action| visit.actor.places(action).contains(&Placement::Global);
    let (Some(first), Some(last)) = (months.iter().min(), months.iter().max()) else {
        return Ok(Vec::new());
    };
    if !everywhere(&VIEW) || !everywhere(&VIEW_PAYMENTS) {
        return Ok(Vec::new());
    }
    let day = |month: Month| Day::parse(&format!("{}-01", month.iso())).unwrap_or_default();
    let key = |day: Day| Key::new().signed(i64::from(day.0));
    let within = Query::<Payment>::by(BY_DAY)
        .from(key(day(*first)))
        .until(key(day(Month(last.0 + 1))));
    let payments = visit.list(within.limit(MOST))?.rows;
    let paid: BTreeSet<Id<Invoice>> = payments
        .iter()
        .flat_map(|payment| payment.allocations.iter().map(|each| each.invoice))
        .collect();
    let mut found = Vec::new();
    for id in paid {
        let Some(invoice) = if_found(visit.find(id))? else {
            continue;
        };
        let mut all: Vec<Payment> =
            visit.related(&invoice, PAID_ON, Key::new().id(id), usize::MAX)?;
        all.sort_by_key(|payment| (payment.day, payment.id));
        all.dedup_by_key(|payment| payment.id);
        let each: Vec<(Month, i64)> = all
            .iter()
            .flat_map(|payment| {
                let of = payment.allocations.iter().filter(|each| each.invoice == id);
                of.map(|each| (Month::of(payment.day), each.amount.0))
            })
            .collect();
        let amounts: Vec<i64> = each.iter().map(|(_, amount)| *amount).collect();
        for ((month, _), net) in each.iter().zip(nets_of(&invoice, &amounts)) {
            if months.contains(month) {
                let net = in_house(&invoice, net);
                found.push((counted_in(&invoice).to_owned(), *month, net));
            }
        }
    }
    for month in months {
        let key = Key::new().signed(month.0);
        let kept = visit.sums_of_all::<Invoice>(RETURNED_IN, &key)?;
        for (rest, sum) in kept.unwrap_or_default() {
            found.extend(text(&rest).map(|(currency, _)| (currency, *month, sum)));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let mut bytes = b"USD\0".to_vec();
        bytes.extend(7_u64.to_be_bytes());
        bytes.extend(9_u64.to_be_bytes());
        assert_eq!(place(&bytes), Some(("USD".into(), 7, 9)));
        assert_eq!(place(&bytes[..12]), None);
        assert_eq!(text(b"EUR\0"), Some(("EUR".into(), &b""[..])));
    }
}
