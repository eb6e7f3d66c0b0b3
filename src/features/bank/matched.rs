//! What a line is matched with: one record for each payment, which holds both ends together. A payment is one line's at most. What
//! is booked of a line follows from its matches whose payment is there, so that a payment that is taken back leaves the line
//! waiting, whoever takes it back, and Undo of that finds it matched again, or is refused.

use serde::{Deserialize, Serialize};

use super::{actions::VIEW, line::BankLine};
use crate::{
    access::Placement,
    base::{Id, Moment, Money, Result},
    data::{Change, Declares, Deriving, Index, Key, Kind, Record, Ref, Visit, record},
    features::invoices::Payment,
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BankMatch {
    #[serde(skip)]
    pub id: Id<BankMatch>,
    #[serde(skip)]
    pub version: u64,
    pub line: Id<BankLine>,
    pub payment: Id<Payment>,
    /// What of the line it books.
    pub amount: Money,
    /// Whether the payment was booked with the match; else somebody had entered it before.
    pub books: bool,
    pub at: Moment,
}

pub const OF_LINE: Index = Index::plain(1);
pub const OF_PAYMENT: Index = Index::unique(2);

impl BankMatch {
    fn title(&self) -> String {
        format!("{} and {}", self.line, self.payment)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(OF_LINE, Key::new().id(self.line));
        to.index(OF_PAYMENT, Key::new().id(self.payment));
    }
}

fn of_line(visit: &Visit, line: &BankLine) -> Result<Vec<BankMatch>> {
    visit.related(line, OF_LINE, Key::new().id(line.id), 100)
}

/// The payments that a line is matched with, each with what of the line it books; those that were taken back are none.
///
/// # Errors
/// When the store can't be read.
pub fn payments(visit: &Visit, line: &BankLine) -> Result<Vec<(Payment, Money)>> {
    let mut found = Vec::new();
    for held in of_line(visit, line)? {
        let payment: Option<Payment> = visit.follow(&held, |held: &BankMatch| held.payment)?;
        found.extend(payment.map(|payment| (payment, held.amount)));
    }
    Ok(found)
}

/// Whether a payment is a line's already, from inside a deed.
///
/// # Errors
/// When the store can't be read.
pub fn is_matched(change: &mut Change<'_, '_>, payment: Id<Payment>) -> Result<bool> {
    let held = change
        .unscoped("a payment is one line's, whoever sees the line")
        .by_unique::<BankMatch>(OF_PAYMENT, Key::new().id(payment))?;
    Ok(held.is_some())
}

/// Keeps what is booked of lines true, whenever a match or a payment comes or goes.
///
/// # Errors
/// A conflict, where more than a line would be booked of it.
pub fn lines_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let mut lines: Vec<Id<BankLine>> = Vec::new();
    for of in touched {
        let line = if of.kind == BankLine::KIND.code {
            Some(Id::new(of.id))
        } else if of.kind == BankMatch::KIND.code {
            let id = Id::<BankMatch>::new(of.id);
            let held = match change.find(id)? {
                Some(held) => Some(held),
                None => change.was(id)?,
            };
            held.map(|held| held.line)
        } else if of.kind == Payment::KIND.code {
            let key = Key::new().number(of.id);
            let held = change.by_unique::<BankMatch>(OF_PAYMENT, key)?;
            held.map(|held| held.line)
        } else {
            None
        };
        lines.extend(line);
    }
    lines.sort_unstable();
    lines.dedup();
    for id in lines {
        let Some(mut line) = change.find(id)? else {
            continue;
        };
        let mut booked = Money::ZERO;
        for held in change.children::<BankMatch>(OF_LINE, Key::new().id(id))? {
            if change.find(held.payment)?.is_some() {
                booked = booked + held.amount;
            }
        }
        let was = (line.booked, line.status);
        line.settle(booked)?;
        if was != (line.booked, line.status) {
            change.put(&line)?;
        }
    }
    Ok(())
}

record!(BankMatch, Kind::new(237, "bank-matches", "BMT"), view: VIEW);
