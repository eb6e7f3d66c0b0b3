//! How many there are of what is asked for, and what they come to: as it is counted, or by a look that goes so far.

use super::listed::{Adds, Listed};
use crate::{
    base::{Money, Result, money::Currency, time},
    data::{Key, Page, Paging, Query, Record, Tally, Visit},
};

/// How many there are, and what they come to; `whole` when nothing was left uncounted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Totals {
    pub count: u64,
    pub value: Option<Money>,
    pub whole: bool,
}

/// Rows that are counted where nothing counted them before.
const COUNTED: usize = 1_000;
/// Rows whose amounts are read to be added up.
const ADDED: usize = 500;

impl Totals {
    /// So many, all of them counted.
    pub fn all(count: u64) -> Totals {
        Totals {
            count,
            value: None,
            whole: true,
        }
    }

    /// How many a query finds, counted as far as it goes where nothing counted them before.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn counted<R: Record>(visit: &Visit, query: &Query<R>) -> Result<Totals> {
        let count = visit.count(query, COUNTED)?;
        Ok(Totals {
            whole: count < COUNTED,
            ..Totals::all(count as u64)
        })
    }

    /// The same for what a tally counts, where it can answer this person.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn tallied<R: Record>(
        visit: &Visit,
        (tally, key): (Tally, Key),
        query: &Query<R>,
    ) -> Result<Totals> {
        match visit.total::<R>(tally, key)? {
            Some(count) => Ok(Totals::all(u64::try_from(count).unwrap_or(0))),
            None => Totals::counted(visit, query),
        }
    }

    /// What is asked for comes to this: as it is counted, or by one look at no more than so many.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn of<R: Listed>(visit: &Visit, asked: &R::Asked, page: &Page<R>) -> Result<Totals> {
        let whole = page.next.is_none() && page.previous.is_none();
        if whole {
            return Ok(Totals::over(&page.rows, true));
        }
        if let Some(totals) = R::totals(visit, asked)? {
            return Ok(totals);
        }
        let count = R::count(visit, asked, COUNTED)?;
        if R::SUMMED.is_none() || count > ADDED {
            return Ok(Totals {
                count: count as u64,
                value: None,
                whole: count < COUNTED,
            });
        }
        let all = R::page(visit, asked, Paging::first(ADDED))?;
        Ok(Totals::over(&all.rows, true))
    }

    fn over<R: Listed>(rows: &[R], whole: bool) -> Totals {
        let sum = || Money(rows.iter().map(|row| row.value().0).sum());
        Totals {
            count: rows.len() as u64,
            value: R::SUMMED.map(|_| sum()),
            whole,
        }
    }

    /// What they come to, in words; nothing where it wasn't added up.
    pub fn sum<R: Listed>(&self, currency: Currency) -> Option<String> {
        let sum = self.value.map(|value| match R::ADDS {
            Adds::Money => value.show(currency),
            Adds::Minutes => time::minutes(value.0),
        })?;
        Some(match R::SUM_SAYS {
            "" => sum,
            says => format!("{sum} {says}"),
        })
    }

    /// "312", or "1,000 and more" where counting stopped.
    pub fn said(&self) -> String {
        let count = crate::base::text::thousands(usize::try_from(self.count).unwrap_or(usize::MAX));
        match self.whole {
            true => count,
            false => format!("{count} and more"),
        }
    }
}
