//! Public numbers without gaps, as law or people need them: invoice 42 of 2026.
//!
//! A record's id is for machines: it is there from the first draft on, and a draft that is thrown away leaves a hole. A
//! paper gets its public number at the moment it is issued, in the transaction that issues it: a deed that fails gives
//! its number back, one that is done has it for ever.
//!
//! What was issued is never taken back, because somebody outside holds it: a deed that gives a number must be final, so
//! that Undo isn't offered for it. A wrong invoice is answered by another paper, with a number of its own.

use super::{Change, Visit, engine::tables::Tab};
use crate::base::{Day, Error, Result};

/// Where numbers are counted: each kind of paper has a series for each year, and each begins at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Series {
    /// What its numbers begin with, for ever: `INV`. Letters only.
    pub key: &'static str,
    /// The year in which it is issued, as the house's calendar has it.
    pub year: u16,
}

impl Series {
    /// The series of what is issued on a day.
    pub fn on(key: &'static str, day: Day) -> Series {
        Series {
            key,
            year: u16::try_from(day.date().year()).unwrap_or_default(),
        }
    }

    /// A number of it as it stands on paper: `INV-2026-0042`. Ten thousand and more are written out.
    pub fn write(self, number: u64) -> String {
        format!("{}-{}-{number:04}", self.key, self.year)
    }

    fn meta_key(self) -> Vec<u8> {
        let mut key = b"series ".to_vec();
        key.extend(self.key.as_bytes());
        // No key is the beginning of another with its year.
        key.push(0);
        key.extend(self.year.to_be_bytes());
        key
    }
}

fn read(held: Option<Vec<u8>>) -> Result<u64> {
    match held.map(<[u8; 8]>::try_from) {
        None => Ok(0),
        Some(Ok(bytes)) => Ok(u64::from_be_bytes(bytes)),
        Some(Err(_)) => Err(Error::internal("the count of a series can't be read")),
    }
}

impl Change<'_, '_> {
    /// The next number of a series, from 1 on: one more than the last that was given, whoever asks and however many at
    /// once. Refused within a deed that could be undone.
    pub fn next_number(&mut self, series: Series) -> Result<u64> {
        let action = self.demanded();
        if action.undoable {
            return Err(Error::internal(format!(
                "{} gives a number of {} and could be undone: it must be final",
                action.key, series.key
            )));
        }
        let key = series.meta_key();
        let next = read(self.tx.get(Tab::Meta, &key)?)? + 1;
        self.tx.set(Tab::Meta, &key, Some(&next.to_be_bytes()))?;
        Ok(next)
    }
}

impl Visit {
    /// The last number of a series that was given; 0 before the first.
    pub fn last_number(&self, series: Series) -> Result<u64> {
        read(self.read_tx()?.get(Tab::Meta, &series.meta_key())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_so_that_it_sorts_and_is_read_aloud() {
        let series = Series {
            key: "INV",
            year: 2026,
        };
        assert_eq!(series.write(42), "INV-2026-0042");
        assert_eq!(series.write(10_000), "INV-2026-10000");
        let last = Day::from_date(jiff::civil::date(2026, 12, 31));
        assert_eq!(Series::on("INV", last), series);
        assert_eq!(Series::on("INV", last + 1).year, 2027);
    }
}
