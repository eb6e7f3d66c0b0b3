//! How a cell of a sheet may be read.

use crate::{choices, data::FieldKind};

choices! {
    /// How the numbers or the days of a column are written.
    pub enum Reading {
        Point: "point", "1,250.50: a point before the decimals";
        Comma: "comma", "1.250,50: a comma before the decimals";
        DayFirst: "day", "09/12/2026 is 9 December: the day first";
        MonthFirst: "month", "09/12/2026 is 12 September: the month first";
    }
}

impl Reading {
    /// Those that a column of that kind can have.
    pub fn of(kind: &FieldKind) -> &'static [Reading] {
        match kind {
            FieldKind::Day => &[Reading::DayFirst, Reading::MonthFirst],
            kind if is_number(kind) => &[Reading::Point, Reading::Comma],
            _ => &[],
        }
    }
}

/// What a cell says of how it is written.
#[derive(Debug, PartialEq)]
pub enum Written<T> {
    /// The same whichever way it is read.
    Plain(T),
    /// It can only be read so.
    As(Reading, T),
    /// Read in the first or in the second way.
    Open(T, T),
}

pub fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

pub fn is_number(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Money
            | FieldKind::Number
            | FieldKind::Percent
            | FieldKind::BasisPoints
            | FieldKind::Thousandths
            | FieldKind::Minutes
    )
}
