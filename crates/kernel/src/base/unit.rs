//! In what a whole number counts. What JSON carries as a number, coming or going, is in the unit of its field.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Cents, where the currency has two decimals.
    MinorUnits,
    /// 1.5 is 1500.
    Thousandths,
    /// Hundredths of a percent: 8.25 % is 825.
    BasisPoints,
    Percent,
    Minutes,
    /// From midnight on.
    MinutesOfDay,
    Milliseconds,
    Bytes,
}

impl Unit {
    /// As `x-unit` of the API's description says it.
    pub fn key(self) -> &'static str {
        match self {
            Unit::MinorUnits => "minor-units",
            Unit::Thousandths => "thousandths",
            Unit::BasisPoints => "basis-points",
            Unit::Percent => "percent",
            Unit::Minutes => "minutes",
            Unit::MinutesOfDay => "minutes-of-day",
            Unit::Milliseconds => "milliseconds",
            Unit::Bytes => "bytes",
        }
    }

    /// The same for people.
    pub fn words(self) -> &'static str {
        match self {
            Unit::MinorUnits => "Minor units (cents) of the settings' currency.",
            Unit::Thousandths => "Thousandths: 1500 is 1.5.",
            Unit::BasisPoints => "Hundredths of a percent: 825 is 8.25 %.",
            Unit::Percent => "Percent.",
            Unit::Minutes => "Minutes.",
            Unit::MinutesOfDay => "Minutes of the day: 540 is 09:00.",
            Unit::Milliseconds => "Milliseconds.",
            Unit::Bytes => "Bytes.",
        }
    }
}
