//! Fields that hold a number: as people write it, or, as a number of JSON, counted in the unit that answers carry.

use super::{Need, Reader};
use crate::base::{Money, Unit, money, time};

/// A thousand hours.
const MOST_MINUTES: i64 = 60_000;
/// What a number of JSON can say exactly, whatever reads it, and so what any amount is at most.
const MOST_MONEY: i64 = 1 << 53;

/// What is taken off a price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Discount {
    /// In basis points.
    Share(i64),
    Amount(Money),
}

impl Reader {
    /// An amount in the house's currency, typed in whole units with decimals; a number of JSON counts minor units.
    pub fn money(&mut self, name: &str, label: &str, need: Need) -> Option<Money> {
        let raw = self.raw(name, label, "money", need);
        self.counts_in(Unit::MinorUnits);
        let raw = raw?;
        if self.is_number(name) {
            return self
                .counted(name, label, &raw, Unit::MinorUnits, 0..=MOST_MONEY)
                .map(Money);
        }
        let currency = self.currency;
        let value = Money::parse(&raw, currency);
        match value {
            Some(value) if value.0 > MOST_MONEY => {
                let most = Money(MOST_MONEY).show(currency);
                self.problem(name, format!("{label} should be at most {most}."));
                None
            }
            Some(value) if value.0 >= 0 => Some(value),
            _ => {
                let example = Money::example(currency);
                let code = currency.code;
                self.problem(
                    name,
                    match currency.exponent {
                        2 => format!("{label} should be an amount such as {example}."),
                        0 => format!(
                            "{label} should be an amount such as {example}; {code} has no decimals."
                        ),
                        n => format!(
                            "{label} should be an amount such as {example}; {code} has {n} decimals."
                        ),
                    },
                );
                None
            }
        }
    }

    /// A decimal as people write it, with as many places as its unit has: thousandths or basis points. A number of JSON
    /// counts in that unit.
    pub fn decimal(
        &mut self,
        name: &str,
        label: &str,
        need: Need,
        unit: Unit,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let raw = self.raw(name, label, "decimal", need);
        self.counts_in(unit);
        let raw = raw?;
        if self.is_number(name) {
            return self.counted(name, label, &raw, unit, range);
        }
        let (places, how_many) = match unit {
            Unit::BasisPoints => (2, "two"),
            _ => (3, "three"),
        };
        let value = money::decimal(raw.trim().trim_end_matches('%').trim(), places);
        match value.filter(|value| range.contains(value)) {
            Some(value) => Some(value),
            None => {
                let show = |n: i64| money::thousandths(n * 10i64.pow(3 - places));
                self.problem(
                    name,
                    format!(
                        "{label} should be a number from {} to {}, with at most {how_many} decimals.",
                        show(*range.start()),
                        show(*range.end())
                    ),
                );
                None
            }
        }
    }

    /// What is taken off: a share in percent, typed with its sign or bare, or an amount with the sign or the code of the
    /// house's currency. A number of JSON counts basis points.
    pub fn discount(&mut self, name: &str, label: &str, need: Need) -> Option<Discount> {
        let most = 0..=10_000;
        let raw = self.raw(name, label, "discount", need);
        self.counts_in(Unit::BasisPoints);
        let raw = raw?;
        if self.is_number(name) {
            let share = self.counted(name, label, &raw, Unit::BasisPoints, most);
            return share.map(Discount::Share);
        }
        let typed = raw.trim();
        let bare = typed.trim_end_matches('%').trim();
        let is_share = typed.ends_with('%') || bare.chars().all(|c| matches!(c, '0'..='9' | '.'));
        let read = match is_share {
            true => money::decimal(bare, 2)
                .filter(|share| most.contains(share))
                .map(Discount::Share),
            false => Money::parse(typed, self.currency)
                .filter(|amount| amount.0 >= 0)
                .map(Discount::Amount),
        };
        if read.is_none() {
            let amount = Money(5 * 10i64.pow(self.currency.exponent)).show(self.currency);
            self.problem(
                name,
                format!(
                    "{label} should be a share from 0 to 100 % with at most two decimals, such as 5 %, or an amount such as {amount}."
                ),
            );
        }
        read
    }

    pub fn whole(
        &mut self,
        name: &str,
        label: &str,
        need: Need,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let raw = self.raw(name, label, "integer", need);
        self.note_more(|d| d.range = Some((*range.start(), *range.end())));
        match raw?
            .trim()
            .parse()
            .ok()
            .filter(|value| range.contains(value))
        {
            Some(value) => Some(value),
            None => {
                self.problem(
                    name,
                    format!(
                        "{label} should be a whole number from {} to {}.",
                        range.start(),
                        range.end()
                    ),
                );
                None
            }
        }
    }

    /// A duration in minutes, as people type it: `1.5` (hours), `1:30`, `90m`, `9-11:15`. A number of JSON counts minutes.
    pub fn minutes(&mut self, name: &str, label: &str, need: Need) -> Option<i64> {
        let raw = self.raw(name, label, "duration", need);
        self.counts_in(Unit::Minutes);
        let raw = raw?;
        if self.is_number(name) {
            return self.counted(name, label, &raw, Unit::Minutes, 0..=MOST_MINUTES);
        }
        let minutes = time::parse_minutes(&raw).filter(|m| *m <= MOST_MINUTES);
        if minutes.is_none() {
            self.problem(
                name,
                format!("{label} should be a time such as 1.5, 1:30, 90m or 9-11:15."),
            );
        }
        minutes
    }

    /// `09:00`, in minutes of the day.
    pub fn clock(&mut self, name: &str, label: &str, need: Need) -> Option<i64> {
        let raw = self.raw(name, label, "clock", need);
        self.counts_in(Unit::MinutesOfDay);
        let raw = raw?;
        if self.is_number(name) {
            return self.counted(name, label, &raw, Unit::MinutesOfDay, 0..=24 * 60);
        }
        let read = raw.trim().split_once(':').and_then(|(hours, minutes)| {
            let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
            let fits = (0..=24).contains(&hours) && (0..60).contains(&minutes);
            Some(hours * 60 + minutes).filter(|all| fits && *all <= 24 * 60)
        });
        if read.is_none() {
            self.problem(name, format!("{label} should be a time such as 09:00."));
        }
        read
    }

    fn counts_in(&mut self, unit: Unit) {
        self.note_more(|described| described.unit = Some(unit));
    }

    /// A number of JSON, which counts in the unit that answers carry.
    fn counted(
        &mut self,
        name: &str,
        label: &str,
        raw: &str,
        unit: Unit,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let count = raw.parse().ok().filter(|count| range.contains(count));
        if count.is_none() {
            let (least, most) = (range.start(), range.end());
            self.problem(
                name,
                format!(
                    "{label} as a number should be whole and from {least} to {most}. {} As a text it is read as people write it.",
                    unit.words()
                ),
            );
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::money::Currency,
        web::form::{Optional, Required},
    };

    #[test]
    fn a_number_counts_in_its_unit_and_a_text_is_read_as_people_write() {
        let read = |json: serde_json::Value| {
            let mut request = crate::web::Request::default();
            let size = json.to_string().len();
            request.take_json(json, size).unwrap();
            let mut reader = Reader::over(request.fields.to_vec()).shaped(request.shapes);
            let held = (
                reader.money("price", "Price", Optional),
                reader.minutes("minutes", "Time", Optional),
                reader.decimal(
                    "quantity",
                    "Quantity",
                    Optional,
                    Unit::Thousandths,
                    0..=9000,
                ),
                reader.decimal("tax", "Tax", Optional, Unit::BasisPoints, 0..=10_000),
                reader.clock("opens", "Opens", Optional),
            );
            let problems = reader.problems.iter().map(|(field, _)| field.to_owned());
            (held, problems.collect::<Vec<_>>())
        };
        let all = (
            Some(Money(1250)),
            Some(70),
            Some(1500),
            Some(825),
            Some(540),
        );
        let counted = serde_json::json!({"price": 1250, "minutes": 70, "quantity": 1500, "tax": 825, "opens": 540});
        assert_eq!(read(counted), (all, vec![]));
        let written = serde_json::json!({"price": "12.50", "minutes": "1:10", "quantity": "1.5", "tax": "8.25", "opens": "09:00"});
        assert_eq!(read(written), (all, vec![]));
        let wrong = serde_json::json!({"price": 12.5, "minutes": 1.5, "quantity": 9001, "tax": -1, "opens": 1441});
        assert_eq!(read(wrong).1.len(), 5);
        let nothing = serde_json::json!({"price": null, "minutes": null, "quantity": null, "tax": null, "opens": null});
        assert_eq!(read(nothing), ((None, None, None, None, None), vec![]));
    }

    #[test]
    fn amounts_follow_the_house() {
        let read = |code: &str, typed: &str| {
            let fields = vec![("price".to_owned(), typed.to_owned())];
            let currency = Currency::by_code(code).unwrap();
            let mut reader = Reader::over(fields).in_currency(currency);
            let value = reader.money("price", "Price", Required);
            (value, reader.problems.of("price").map(str::to_owned))
        };
        assert_eq!(read("USD", "12.50").0, Some(Money(1250)));
        assert_eq!(read("JPY", "1250").0, Some(Money(1250)));
        assert_eq!(read("KWD", "1.250").0, Some(Money(1250)));
        let (most, too_much) = ("90071992547409.92", "90071992547409.93");
        assert_eq!(read("USD", most).0, Some(Money(MOST_MONEY)));
        let (none, why) = read("USD", too_much);
        assert!(none.is_none() && why.is_some_and(|why| why.contains("at most")));
        let refused = |code, typed, why| {
            let (value, problem) = read(code, typed);
            assert_eq!(value, None, "{typed} {code}");
            assert_eq!(problem.as_deref(), Some(why));
        };
        refused(
            "JPY",
            "12.50",
            "Price should be an amount such as 1,250; JPY has no decimals.",
        );
        refused(
            "KWD",
            "1.2505",
            "Price should be an amount such as 1,250.000; KWD has 3 decimals.",
        );
        refused(
            "USD",
            "12.505",
            "Price should be an amount such as 1,250.00.",
        );
        refused("USD", "-1", "Price should be an amount such as 1,250.00.");
    }
}
