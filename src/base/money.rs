//! Money in minor units (`i64`), rates in basis points, quantities in thousandths. No floats anywhere.
//! Rounding is half away from zero, once per line, as invoices are commonly rounded.

use std::{iter::Sum, ops};

use serde::{Deserialize, Serialize};

#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Money(pub i64);

impl Money {
    pub const ZERO: Money = Money(0);

    pub fn minor(self) -> i64 {
        self.0
    }

    /// `self * quantity`, where a quantity of 1 is 1000.
    pub fn times_thousandths(self, quantity: i64) -> Money {
        Money(divide_rounded(
            i128::from(self.0) * i128::from(quantity),
            1000,
        ))
    }

    /// The part of `self` that `basis_points` (1 % = 100) make.
    pub fn share(self, basis_points: i64) -> Money {
        Money(divide_rounded(
            i128::from(self.0) * i128::from(basis_points),
            10_000,
        ))
    }

    /// `$9,600.00`: grouped, with the currency's sign and decimals.
    pub fn show(self, currency: Currency) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}{}", currency.sign, self.plain(currency, true))
    }

    /// `9600.00`: what a form field shows and a CSV cell holds.
    pub fn input(self, currency: Currency) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}", self.plain(currency, false))
    }

    fn plain(self, currency: Currency, grouped: bool) -> String {
        let unit = 10u64.pow(currency.exponent);
        let minor = self.0.unsigned_abs();
        let whole = (minor / unit).to_string();
        let mut out = String::with_capacity(whole.len() + 8);
        for (n, digit) in whole.chars().enumerate() {
            if grouped && n > 0 && (whole.len() - n).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if currency.exponent > 0 {
            let width = currency.exponent as usize;
            out.push_str(&format!(".{:0width$}", minor % unit));
        }
        out
    }

    /// Reads what people type: `9600`, `9,600.00`, `$9 600`.
    pub fn parse(text: &str, currency: Currency) -> Option<Money> {
        let cleaned: String = text
            .trim()
            .trim_start_matches(currency.sign)
            .chars()
            .filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '\''))
            .collect();
        decimal(&cleaned, currency.exponent).map(Money)
    }
}

/// `12.5` with 3 places is 12500; `None` for anything that is not a plain decimal of that precision.
pub fn decimal(text: &str, places: u32) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !plain(whole) || !plain(fraction) {
        return None;
    }
    if fraction.len() > places as usize && fraction[places as usize..].bytes().any(|b| b != b'0') {
        return None;
    }
    let mut value: i64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    for n in 0..places as usize {
        let digit = fraction
            .as_bytes()
            .get(n)
            .map_or(0, |b| i64::from(b - b'0'));
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(if negative { -value } else { value })
}

/// The shortest decimal text for a number of thousandths: 1500 is `1.5`.
pub fn thousandths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.unsigned_abs() / 1000, value.unsigned_abs() % 1000);
    let fraction = format!("{rest:03}");
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{digits}"),
    }
}

/// A rate in basis points as a percentage: 825 is `8.25`.
pub fn percent(basis_points: i64) -> String {
    thousandths(basis_points * 10)
}

fn divide_rounded(numerator: i128, denominator: i128) -> i64 {
    let half = denominator / 2;
    let rounded = if numerator >= 0 {
        (numerator + half) / denominator
    } else {
        (numerator - half) / denominator
    };
    rounded.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

/// The house's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency {
    pub code: &'static str,
    pub sign: &'static str,
    pub exponent: u32,
}

impl Currency {
    /// The currencies a house may choose; ISO 4217 codes and exponents.
    pub const ALL: [Currency; 8] = [
        Currency::new("USD", "$", 2),
        Currency::new("EUR", "€", 2),
        Currency::new("GBP", "£", 2),
        Currency::new("CAD", "CA$", 2),
        Currency::new("AUD", "A$", 2),
        Currency::new("PKR", "Rs ", 2),
        Currency::new("INR", "₹", 2),
        Currency::new("JPY", "¥", 0),
    ];

    const fn new(code: &'static str, sign: &'static str, exponent: u32) -> Self {
        Currency {
            code,
            sign,
            exponent,
        }
    }

    pub fn by_code(code: &str) -> Option<Currency> {
        Currency::ALL.into_iter().find(|c| c.code == code)
    }
}

impl Default for Currency {
    fn default() -> Self {
        Currency::ALL[0]
    }
}

impl ops::Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}
impl ops::Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(iter: I) -> Money {
        iter.fold(Money::ZERO, ops::Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_and_reads_back() {
        let usd = Currency::default();
        assert_eq!(Money(960_000).show(usd), "$9,600.00");
        assert_eq!(Money(-5).show(usd), "-$0.05");
        assert_eq!(Money::parse("$9,600", usd), Some(Money(960_000)));
        assert_eq!(Money::parse("12.345", usd), None);
        assert_eq!(
            Money(1200).show(Currency::by_code("JPY").unwrap()),
            "¥1,200"
        );
        assert_eq!(thousandths(1500), "1.5");
        assert_eq!(percent(825), "8.25");
    }

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!(Money(1).share(5000), Money(1));
        assert_eq!(Money(-1).share(5000), Money(-1));
        assert_eq!(Money(333).times_thousandths(1500), Money(500));
    }
}
