//! A period of a retainer: opened on its first day, closed some days after its last with what it came to.

use serde::{Deserialize, Serialize};

use super::{
    actions::VIEW,
    retainer::{Retainer, Terms},
};
use crate::{
    access::Placement,
    base::{Day, Error, Id, Moment, Result, language},
    data::{BY_NUMBER, Declares, Index, Key, Kind, PartOf, record},
    features::{invoices::Invoice, quotes::sheet::dated},
    said,
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Period {
    #[serde(skip)]
    pub id: Id<Period>,
    #[serde(skip)]
    pub version: u64,
    pub retainer: Id<Retainer>,
    /// The first is 1.
    pub number: u32,
    pub from: Day,
    pub until: Day,
    /// As they were when it was opened.
    #[serde(flatten)]
    pub terms: Terms,
    pub closes_at: Moment,
    #[serde(default)]
    pub closed_at: Option<Moment>,
    // What it came to, in minutes; nothing while it is open.
    #[serde(default)]
    pub carried_in: u32,
    #[serde(default)]
    pub used: u32,
    #[serde(default)]
    pub over: u32,
    #[serde(default)]
    pub lapsed: u32,
    #[serde(default)]
    pub carried_on: u32,
    /// Where its price and what was beyond it are billed.
    #[serde(default)]
    pub price_on: Option<Id<Invoice>>,
    #[serde(default)]
    pub over_on: Option<Id<Invoice>>,
    /// The keys of the lines there; nothing of what was billed before they were kept.
    #[serde(default)]
    pub price_line: Option<u32>,
    #[serde(default)]
    pub over_line: Option<u32>,
    /// The share of its hours, in percent, of which its people were warned.
    #[serde(default)]
    pub warned: u32,
    /// When its hours are looked at, because time of it was written.
    #[serde(default)]
    pub look_at: Option<Moment>,
}

/// By their numbers.
pub const OF_RETAINER: Index = Index::plain(1);
/// The same of those that are open.
pub const OPEN_OF: Index = Index::plain(2);
/// What an invoice bills of any of them.
pub const ON_INVOICE: Index = Index::plain(3);
pub const CLOSES: u8 = 1;
pub const LOOKS: u8 = 2;

impl Period {
    fn title(&self) -> String {
        self.name()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.retainer.as_ref()))
    }

    fn declare(&self, to: &mut Declares) {
        let key = || Key::new().id(self.retainer).number(u64::from(self.number));
        to.index(BY_NUMBER, Key::new());
        to.index(OF_RETAINER, key());
        for (on, _) in self.billed_on() {
            to.index(ON_INVOICE, Key::new().id(on));
        }
        if self.is_open() {
            to.index(OPEN_OF, key());
            to.wake(self.closes_at, CLOSES);
            if let Some(at) = self.look_at {
                to.wake(at, LOOKS);
            }
        }
    }

    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    /// The invoices and lines that bill its price and what was beyond it.
    pub fn billed_on(&self) -> impl Iterator<Item = (Id<Invoice>, Option<u32>)> {
        let price = self.price_on.map(|on| (on, self.price_line));
        let over = self.over_on.map(|on| (on, self.over_line));
        price.into_iter().chain(over)
    }

    /// `June 2026` where it is that month, or its days.
    pub fn name(&self) -> String {
        let (first, last) = (self.from.date(), self.until.date());
        let whole = first.day() == 1 && last.day() == last.days_in_month();
        match whole && (first.year(), first.month()) == (last.year(), last.month()) {
            true => language::month(first),
            false => said!(
                "project-from-to",
                from = dated(self.from),
                until = dated(self.until)
            ),
        }
    }

    /// All there was, once it is closed.
    pub fn available(&self) -> u32 {
        self.terms.included.saturating_add(self.carried_in)
    }

    /// # Errors
    /// `Conflict` once it is closed, and before it is over.
    pub fn must_close(&self, today: Day) -> Result<()> {
        if !self.is_open() {
            return Err(Error::conflict("This period is closed already."));
        }
        match self.until < today {
            true => Ok(()),
            false => Err(Error::conflict(format!(
                "This period goes on until {}. It is closed after that.",
                dated(self.until)
            ))),
        }
    }
}

record!(Period, Kind::new(231, "retainer-periods", "RTP").filing(2), view: VIEW, part_of: Period::part_of);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_called_by_its_name() {
        let of = |from: &str, until: &str| Period {
            from: Day::parse(from).unwrap(),
            until: Day::parse(until).unwrap(),
            ..Period::default()
        };
        assert_eq!(of("2026-02-01", "2026-02-28").name(), "February 2026");
        let other = of("2026-02-10", "2026-03-09").name();
        assert_eq!(other, "10 February 2026 to 9 March 2026");
        let quarter = of("2026-01-01", "2026-03-31").name();
        assert_eq!(quarter, "1 January 2026 to 31 March 2026");
    }
}
