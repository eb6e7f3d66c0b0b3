//! Keys under which months of work are counted: whose, what of it, in which month. Counting happens where records
//! declare themselves, so a year of a department is read from a handful of sums however much it did.

use super::{Day, Moment};

/// Whose figures they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    Person(u64),
    Department(u64),
}

impl Whose {
    pub fn parts(self) -> (u8, u64) {
        match self {
            Whose::Person(id) => (1, id),
            Whose::Department(id) => (3, id),
        }
    }
}

/// Months since the year 0, by which sums are kept. In UTC, because a record doesn't know the house's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub i64);

impl Month {
    pub fn of(day: Day) -> Month {
        let date = day.date();
        Month(i64::from(date.year()) * 12 + i64::from(date.month()) - 1)
    }

    pub fn at(at: Moment) -> Month {
        Month::of(Day(
            i32::try_from(at.0.div_euclid(86_400_000)).unwrap_or_default()
        ))
    }

    pub fn before(self, months: i64) -> Month {
        Month(self.0 - months)
    }

    /// `Jun`
    pub fn short(self) -> String {
        const NAMES: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let at = usize::try_from(self.0.rem_euclid(12)).unwrap_or_default();
        NAMES[at].to_owned()
    }

    /// `2026-06`
    pub fn iso(self) -> String {
        format!(
            "{:04}-{:02}",
            self.0.div_euclid(12),
            self.0.rem_euclid(12) + 1
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_go_on_over_the_year() {
        let january = Month::of(Day::parse("2026-01-31").unwrap());
        assert_eq!(
            (january.iso().as_str(), january.short().as_str()),
            ("2026-01", "Jan")
        );
        assert_eq!(january.before(1).iso(), "2025-12");
        assert_eq!(Month::at(Moment(0)).iso(), "1970-01");
        assert_eq!(Month::at(Moment(-1)).iso(), "1969-12");
    }
}
