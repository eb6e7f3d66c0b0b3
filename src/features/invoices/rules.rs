//! What may be done with an invoice when, and what becomes of its money. Nothing here asks the store or the clock.
//!
//! **Rounding.** A line is rounded once, before tax; tax is a rate's share of the sum of its lines, rounded once for each rate
//! (`quotes::taxes`). What bills or takes back a part of another paper is compared by the sums before tax of each rate, which
//! add up exactly; its tax is worked out anew, so parts of one paper may differ from the whole by one minor unit for each rate
//! and part.

use std::collections::BTreeMap;

use super::{
    invoice::{Invoice, Status},
    line::{InvoiceLine, Source},
    parties::Parties,
    payment::Allocation,
};
use crate::{
    base::{Day, Error, Id, Moment, Money, Result, money::divide_rounded},
    features::{
        people::User,
        quotes::{Line, MOST_GROSS},
    },
};

/// Sums before tax, by rate.
pub type Nets = BTreeMap<i64, Money>;

/// What a paper gets when it is issued.
pub struct Issue {
    pub number: String,
    pub currency: String,
    pub parties: Parties,
    pub by: Id<User>,
    pub on: Day,
    pub at: Moment,
    /// When it is overdue, if nobody has paid by then.
    pub overdue_at: Moment,
    pub remind_at: Option<Moment>,
}

impl Invoice {
    /// # Errors
    /// A conflict that says what to do instead.
    pub fn must_be_draft(&self) -> Result<()> {
        match self.is_issued() {
            false => Ok(()),
            true => Err(Error::conflict(format!(
                "{} was issued and stays as it is. Write a credit note for what is wrong.",
                self.number
            ))),
        }
    }

    /// # Errors
    /// Where it is a draft, a credit note, or there is nothing left on it.
    pub fn must_be_open(&self) -> Result<()> {
        if !self.is_issued() {
            return Err(Error::conflict("This is a draft. Issue it first."));
        }
        if self.is_credit_note() {
            return Err(Error::conflict(
                "A credit note isn't paid. Refund what stands to the client's credit instead.",
            ));
        }
        match self.left() > Money::ZERO {
            true => Ok(()),
            false => Err(Error::conflict(format!(
                "Nothing is left to pay on {}.",
                self.number
            ))),
        }
    }

    /// What is missing before it can be issued, in words for the button.
    pub fn unready(&self) -> Option<&'static str> {
        if self.lines.is_empty() {
            return Some("Add at least one item first.");
        }
        if self.totals().gross <= Money::ZERO {
            return Some("The total is zero. Put prices on the items first.");
        }
        if self.totals().gross.0 > MOST_GROSS {
            return Some("The total is above 10,000,000,000. Check quantities and prices.");
        }
        if nets(&self.lines, |_| true)
            .values()
            .any(|net| *net < Money::ZERO)
        {
            return Some("What is taken off is more than what is billed at one of the tax rates.");
        }
        None
    }

    /// Gives it its number and its day; from here on it stays.
    ///
    /// # Errors
    /// Where it isn't a draft, or isn't ready.
    pub fn issue(&mut self, issue: Issue) -> Result<()> {
        self.must_be_draft()?;
        if let Some(why) = self.unready() {
            return Err(Error::conflict(why));
        }
        self.number = issue.number;
        self.currency = issue.currency;
        self.parties = issue.parties;
        self.issued_on = Some(issue.on);
        self.issued_at = Some(issue.at);
        self.issued_by = Some(issue.by);
        if !self.is_credit_note() {
            self.due = Some(issue.on + self.days.max(0));
            self.overdue_at = Some(issue.overdue_at);
            self.remind_at = issue.remind_at;
        }
        self.settle(issue.at);
        Ok(())
    }

    /// Works out where it stands. Every verb that changes its money ends with it.
    pub fn settle(&mut self, at: Moment) {
        let gross = self.totals().gross;
        let left = self.left();
        self.status = if !self.is_issued() {
            Status::Draft
        } else if self.is_credit_note() {
            // Nothing is left to do about it.
            Status::Credited
        } else if left <= Money::ZERO {
            match (self.written_off > Money::ZERO, self.credited >= gross) {
                (true, _) => Status::WrittenOff,
                (_, true) => Status::Credited,
                _ => Status::Paid,
            }
        } else if self.overdue {
            Status::Overdue
        } else if left < gross {
            Status::PartlyPaid
        } else {
            Status::Issued
        };
        self.touch(at);
    }

    /// # Errors
    /// More than is left.
    pub fn pay(&mut self, amount: Money, at: Moment) -> Result<()> {
        self.must_be_open()?;
        if amount <= Money::ZERO || amount > self.left() {
            return Err(Error::conflict(format!(
                "More than what is left on {} can't be booked on it.",
                self.number
            )));
        }
        self.paid = self.paid + amount;
        self.settle(at);
        Ok(())
    }

    /// Takes a payment back.
    pub fn unpay(&mut self, amount: Money, at: Moment) {
        self.paid = self.paid - amount;
        self.settle(at);
    }

    /// What of a credit note it has room for: what is left, then what was written off, which never came in either. The rest
    /// was paid, and stands to the client's credit.
    pub fn credit(&mut self, gross: Money, at: Moment) -> Money {
        let open = Money(gross.0.min(self.left().0).max(0));
        let off = Money((gross - open).0.min(self.written_off.0).max(0));
        self.credited = self.credited + open + off;
        self.written_off = self.written_off - off;
        if off > Money::ZERO && self.written_off == Money::ZERO {
            self.written_off_on = None;
            self.write_off_reason.clear();
        }
        self.settle(at);
        open + off
    }

    /// Room that a payment left when it was taken back goes to what of a credit note found none before. It stands to the
    /// client's credit no more.
    pub fn take_up(&mut self, note: &mut Invoice, at: Moment) -> Money {
        let surplus = note.surplus();
        if surplus <= Money::ZERO || self.left() <= Money::ZERO {
            return Money::ZERO;
        }
        let taken = self.credit(surplus, at);
        note.credited = note.credited + taken;
        taken
    }

    /// # Errors
    /// Where nothing is left to write off.
    pub fn write_off(&mut self, reason: String, on: Day, at: Moment) -> Result<()> {
        self.must_be_open()?;
        self.written_off_on = Some(on);
        self.written_off = self.left();
        self.write_off_reason = reason;
        self.settle(at);
        Ok(())
    }

    /// Keeps lines under keys of their own: those that were there keep theirs, whatever else of them is edited.
    ///
    /// # Errors
    /// Beside the line that names a key which is no line's.
    pub fn take_lines(&mut self, mut lines: Vec<InvoiceLine>) -> Result<()> {
        let mut seen = Vec::new();
        for (n, line) in lines.iter_mut().enumerate() {
            let held = self.lines.iter().find(|held| held.key == line.key);
            match held {
                Some(held) if line.key != 0 && !seen.contains(&line.key) => {
                    line.source = held.source;
                }
                None if line.key != 0 => {
                    return Err(Error::field(
                        &format!("lines.{n}.key"),
                        "There is no such line. Leave the key of a new one out.",
                    ));
                }
                // A credit note takes back lines that are there, and nothing else.
                _ if self.is_credit_note() => {
                    return Err(Error::field(
                        &format!("lines.{n}.title"),
                        "A credit note takes back lines of its invoice. Change those that stand here, or remove them.",
                    ));
                }
                _ => {
                    self.next_key += 1;
                    line.key = self.next_key;
                    line.source = Source::Hand;
                }
            }
            seen.push(line.key);
        }
        self.lines = lines;
        Ok(())
    }
}

/// Sums before tax of those lines that `of` chooses, by rate.
pub fn nets(lines: &[InvoiceLine], of: impl Fn(&InvoiceLine) -> bool) -> Nets {
    let mut nets = Nets::new();
    for held in lines.iter().filter(|held| of(held)) {
        let net = nets.entry(held.line.tax).or_default();
        *net = *net + held.line.amounts().net;
    }
    nets
}

pub fn plain_nets(lines: &[Line]) -> Nets {
    let mut nets = Nets::new();
    for line in lines {
        let net = nets.entry(line.tax).or_default();
        *net = *net + line.amounts().net;
    }
    nets
}

pub fn add(to: &mut Nets, more: &Nets, sign: i64) {
    for (rate, net) in more {
        let held = to.entry(*rate).or_default();
        *held = *held + Money(sign * net.0);
    }
}

/// Whether `part` is at most `whole`, at each rate.
pub fn fits(part: &Nets, whole: &Nets) -> bool {
    part.iter()
        .all(|(rate, net)| *net <= whole.get(rate).copied().unwrap_or_default())
}

/// Gives an amount to what is open, the first due first; what is over is the second.
pub fn allocate(open: &[(Id<Invoice>, Money)], amount: Money) -> (Vec<Allocation>, Money) {
    let mut rest = amount;
    let mut given = Vec::new();
    for (invoice, left) in open {
        let part = Money(rest.0.min(left.0));
        if part <= Money::ZERO {
            continue;
        }
        given.push(Allocation {
            invoice: *invoice,
            amount: part,
        });
        rest = rest - part;
    }
    (given, rest)
}

/// Minutes as hours, in thousandths, to the nearest.
pub fn hours(minutes: i64) -> i64 {
    (minutes * 1000 + 30).div_euclid(60)
}

/// How long something is due, in the steps that reports have.
pub const AGES: [&str; 5] = [
    "Not due",
    "1 to 30 days",
    "31 to 60 days",
    "61 to 90 days",
    "Over 90 days",
];

pub fn age(due: Day, today: Day) -> usize {
    match i64::from(today.0) - i64::from(due.0) {
        ..=0 => 0,
        1..=30 => 1,
        31..=60 => 2,
        61..=90 => 3,
        _ => 4,
    }
}

/// Whether a step of the reminders came after a day and was reached by today.
pub fn is_reached(steps: &[i32], due: Day, after: Day, today: Day) -> bool {
    next_step(steps, due, after).is_some_and(|day| day <= today)
}

/// The first step of the reminders that comes after a day, in days after the due day.
pub fn next_step(steps: &[i32], due: Day, after: Day) -> Option<Day> {
    steps
        .iter()
        .map(|days| due + *days)
        .filter(|day| *day > after)
        .min()
}

/// What of payments, in their order, is the net of an invoice: each the difference of what all of them so far come to, so
/// that they add up to the net once the invoice is paid.
pub fn net_of(net: i64, gross: i64, payments: &[i64]) -> Vec<i64> {
    let (mut paid, mut told) = (0_i64, 0_i64);
    let share = |paid: i64| match gross {
        0 => 0,
        gross => divide_rounded(i128::from(paid) * i128::from(net), i128::from(gross)),
    };
    payments
        .iter()
        .map(|amount| {
            paid += amount;
            let so_far = share(paid);
            let this = so_far - told;
            told = so_far;
            this
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_collected_adds_up_to_the_net(
            payments in prop::collection::vec(1_i64..100_000, 1..8),
            tax in 0_i64..3_000,
        ) {
            let gross: i64 = payments.iter().sum();
            let net = divide_rounded(i128::from(gross) * 10_000, i128::from(10_000 + tax));
            let each = net_of(net, gross, &payments);
            prop_assert_eq!(each.iter().sum::<i64>(), net);
            prop_assert!(each.iter().zip(&payments).all(|(net, paid)| *net >= 0 && *net <= *paid + 1));
        }
    }
}
