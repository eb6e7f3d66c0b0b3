//! Money in minor units (`i64`), rates in basis points, quantities in thousandths. No floats anywhere.
//! Rounding is half away from zero, once per line, as invoices are commonly rounded.

use std::{iter::Sum, ops};

use serde::{Deserialize, Serialize};

use super::language::{self, Language};

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
    /// On pages that are read in German `9.600,00 $`.
    pub fn show(self, currency: Currency) -> String {
        if language::current() == Language::German {
            return language::german_money(self, currency, &self.plain(currency, true));
        }
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

    /// Reads what people type: `9600`, `9,600.00`, `$9 600`. What has more decimals than the currency is not rounded,
    /// and `9,60`, `1.000,00` or `1.250` (a thousand, where a point parts them) are not guessed at: they are no amounts.
    pub fn parse(text: &str, currency: Currency) -> Option<Money> {
        let text = text.trim();
        let text = text.strip_prefix(currency.sign.trim()).unwrap_or(text);
        let text = text.strip_prefix(currency.code).unwrap_or(text).trim();
        if currency.exponent < 3 && may_be_thousands(text) {
            return None;
        }
        decimal(&ungrouped(text)?, currency.exponent).map(Money)
    }

    /// An amount as it is typed in this currency, for hints: `1,250.00`.
    pub fn example(currency: Currency) -> String {
        Money(1250 * 10i64.pow(currency.exponent)).plain(currency, true)
    }
}

/// `1.250`, which is a thousand in half of the world.
fn may_be_thousands(text: &str) -> bool {
    let parts = text.trim_start_matches('-').split_once('.');
    parts.is_some_and(|(whole, fraction)| {
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        fraction.len() == 3
            && (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && digits(whole)
            && digits(fraction)
    })
}

/// Takes the marks between thousands out, if that is what they are: `9,600`, `9 600`, `1,00,000`.
fn ungrouped(text: &str) -> Option<String> {
    let mark = |c: char| matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let groups: Vec<&str> = whole.split(mark).collect();
    if let [first, middle @ .., last] = groups.as_slice() {
        let fits = !first.trim_start_matches('-').is_empty()
            && middle.iter().all(|group| matches!(group.len(), 2 | 3))
            && last.len() == 3;
        if !fits {
            return None;
        }
    }
    let mut out = groups.concat();
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    Some(out)
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

/// To the nearest whole, halves away from zero; `denominator` is more than nothing.
pub fn divide_rounded(numerator: i128, denominator: i128) -> i64 {
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
    pub name: &'static str,
    pub sign: &'static str,
    pub exponent: u32,
}

impl Currency {
    /// The currencies a house may choose, the usual ones first; ISO 4217 codes and exponents.
    pub const ALL: [Currency; 49] = [
        Currency::new("USD", "US dollar", "$", 2),
        Currency::new("EUR", "Euro", "€", 2),
        Currency::new("GBP", "Pound sterling", "£", 2),
        Currency::new("CAD", "Canadian dollar", "CA$", 2),
        Currency::new("AUD", "Australian dollar", "A$", 2),
        Currency::new("PKR", "Pakistani rupee", "Rs ", 2),
        Currency::new("INR", "Indian rupee", "₹", 2),
        Currency::new("JPY", "Japanese yen", "¥", 0),
        Currency::new("AED", "UAE dirham", "AED ", 2),
        Currency::new("ARS", "Argentine peso", "AR$", 2),
        Currency::new("BDT", "Bangladeshi taka", "৳", 2),
        Currency::new("BHD", "Bahraini dinar", "BD ", 3),
        Currency::new("BRL", "Brazilian real", "R$", 2),
        Currency::new("CHF", "Swiss franc", "CHF ", 2),
        Currency::new("CLP", "Chilean peso", "CLP ", 0),
        Currency::new("CNY", "Chinese yuan", "CN¥", 2),
        Currency::new("COP", "Colombian peso", "COP ", 2),
        Currency::new("CZK", "Czech koruna", "Kč ", 2),
        Currency::new("DKK", "Danish krone", "DKK ", 2),
        Currency::new("EGP", "Egyptian pound", "E£", 2),
        Currency::new("HKD", "Hong Kong dollar", "HK$", 2),
        Currency::new("HUF", "Hungarian forint", "Ft ", 2),
        Currency::new("IDR", "Indonesian rupiah", "Rp ", 2),
        Currency::new("ILS", "Israeli shekel", "₪", 2),
        Currency::new("ISK", "Icelandic króna", "ISK ", 0),
        Currency::new("JOD", "Jordanian dinar", "JD ", 3),
        Currency::new("KES", "Kenyan shilling", "KSh ", 2),
        Currency::new("KRW", "South Korean won", "₩", 0),
        Currency::new("KWD", "Kuwaiti dinar", "KD ", 3),
        Currency::new("LKR", "Sri Lankan rupee", "LKR ", 2),
        Currency::new("MXN", "Mexican peso", "MX$", 2),
        Currency::new("MYR", "Malaysian ringgit", "RM ", 2),
        Currency::new("NGN", "Nigerian naira", "₦", 2),
        Currency::new("NOK", "Norwegian krone", "NOK ", 2),
        Currency::new("NZD", "New Zealand dollar", "NZ$", 2),
        Currency::new("OMR", "Omani rial", "OMR ", 3),
        Currency::new("PHP", "Philippine peso", "₱", 2),
        Currency::new("PLN", "Polish zloty", "zł ", 2),
        Currency::new("QAR", "Qatari riyal", "QR ", 2),
        Currency::new("RON", "Romanian leu", "lei ", 2),
        Currency::new("SAR", "Saudi riyal", "SAR ", 2),
        Currency::new("SEK", "Swedish krona", "SEK ", 2),
        Currency::new("SGD", "Singapore dollar", "S$", 2),
        Currency::new("THB", "Thai baht", "฿", 2),
        Currency::new("TND", "Tunisian dinar", "DT ", 3),
        Currency::new("TRY", "Turkish lira", "₺", 2),
        Currency::new("UAH", "Ukrainian hryvnia", "₴", 2),
        Currency::new("VND", "Vietnamese dong", "₫", 0),
        Currency::new("ZAR", "South African rand", "R ", 2),
    ];

    const fn new(
        code: &'static str,
        name: &'static str,
        sign: &'static str,
        exponent: u32,
    ) -> Self {
        Currency {
            code,
            name,
            sign,
            exponent,
        }
    }

    /// What a list to choose from shows: the code and `USD, US dollar`.
    pub fn choices() -> impl Iterator<Item = (&'static str, String)> {
        Currency::ALL
            .into_iter()
            .map(|c| (c.code, format!("{}, {}", c.code, c.name)))
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
    fn amounts_have_the_decimals_of_their_currency() {
        let of = |code| Currency::by_code(code).unwrap();
        for (code, text, minor) in [
            ("JPY", "1250", 1250),
            ("JPY", "¥1,250", 1250),
            ("JPY", "1250.00", 1250),
            ("KWD", "1.5", 1500),
            ("KWD", "KD 1,250.125", 1_250_125),
            ("KWD", "KWD 0.005", 5),
            ("USD", "$9 600.5", 960_050),
            ("USD", "1250.000", 125_000),
            ("USD", "0.500", 50),
            ("INR", "1,00,000", 10_000_000),
            ("PKR", "Rs 12", 1200),
            ("PKR", "Rs12", 1200),
        ] {
            assert_eq!(
                Money::parse(text, of(code)),
                Some(Money(minor)),
                "{text} {code}"
            );
        }
        for (code, text) in [
            ("JPY", "1250.5"),
            ("JPY", "0.01"),
            ("KWD", "1.2345"),
            ("USD", "1.234"),
            ("USD", "1.250"),
            ("USD", "-1.000"),
            ("JPY", "1.000"),
            ("USD", "9,60"),
            ("USD", "1.000,00"),
            ("USD", "1,2345"),
            ("USD", ",500"),
            ("USD", "$"),
            ("USD", "€5"),
            ("USD", "99999999999999999999"),
        ] {
            assert_eq!(Money::parse(text, of(code)), None, "{text} {code}");
        }
        assert_eq!(Money::example(of("JPY")), "1,250");
        assert_eq!(Money::example(of("KWD")), "1,250.000");
    }

    #[test]
    fn what_is_shown_reads_back_in_every_currency() {
        let mut seen = std::collections::BTreeSet::new();
        for currency in Currency::ALL {
            assert!(
                seen.insert(currency.code),
                "{} is there twice",
                currency.code
            );
            for minor in [0, 1, 99, 100, 999, 1000, 123_456, 1_234_567_890] {
                let money = Money(minor);
                for text in [money.show(currency), money.input(currency)] {
                    assert_eq!(Money::parse(&text, currency), Some(money), "{text}");
                }
            }
            assert_eq!(
                Money::parse(&Money(-5).input(currency), currency),
                Some(Money(-5))
            );
        }
    }

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!(Money(1).share(5000), Money(1));
        assert_eq!(Money(-1).share(5000), Money(-1));
        assert_eq!(Money(333).times_thousandths(1500), Money(500));
    }
}
