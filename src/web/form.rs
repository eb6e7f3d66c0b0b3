//! A form is one function, `read`: it validates, collects problems, and, run over nothing, describes itself
//! for the API's documentation. The same struct comes from a browser's form and from JSON.

use crate::{
    base::{
        Choice, Day, Error, Id, Moment, Money, Problems, Result, money, money::Currency, text, time,
    },
    data::Record,
    ui::{choice::Select, choice::Tick, input::Input, textarea::Textarea},
};

pub trait Form: Sized {
    fn read(fields: &mut Reader) -> Self;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
}
pub use Need::{Optional, Required};

/// One field as the API's documentation tells it.
#[derive(Debug, Clone)]
pub struct Described {
    pub name: String,
    pub label: String,
    pub kind: &'static str,
    pub required: bool,
    pub choices: Vec<&'static str>,
    pub most: Option<usize>,
}

#[derive(Debug, Default)]
pub struct Reader {
    fields: Vec<(String, String)>,
    prefix: String,
    /// The house's: how many decimals an amount has.
    pub currency: Currency,
    pub problems: Problems,
    describing: Option<Vec<Described>>,
}

impl Reader {
    pub fn over(fields: Vec<(String, String)>) -> Reader {
        Reader {
            fields,
            ..Reader::default()
        }
    }

    /// Reads amounts as the house writes them.
    pub fn in_currency(mut self, currency: Currency) -> Reader {
        self.currency = currency;
        self
    }

    /// The fields a form reads, found by letting it read.
    pub fn describe<F: Form>() -> Vec<Described> {
        let mut reader = Reader {
            describing: Some(Vec::new()),
            ..Reader::default()
        };
        F::read(&mut reader);
        reader.describing.unwrap_or_default()
    }

    fn full(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn raw(&mut self, name: &str, label: &str, kind: &'static str, need: Need) -> Option<String> {
        self.note(name, label, kind, need, &[], None);
        let full = self.full(name);
        let value = self
            .fields
            .iter()
            .find(|(held, _)| *held == full)
            .map(|(_, value)| value.clone())
            .filter(|value| !value.trim().is_empty());
        if value.is_none() && need == Required && self.describing.is_none() {
            self.problem(name, format!("{label} is missing."));
        }
        value
    }

    fn note(
        &mut self,
        name: &str,
        label: &str,
        kind: &'static str,
        need: Need,
        choices: &[&'static str],
        most: Option<usize>,
    ) {
        let full = self.full(name);
        if let Some(described) = &mut self.describing {
            described.retain(|d| d.name != full);
            described.push(Described {
                name: full,
                label: label.to_owned(),
                kind,
                required: need == Required,
                choices: choices.to_vec(),
                most,
            });
        }
    }

    pub fn problem(&mut self, name: &str, message: impl Into<String>) {
        let full = self.full(name);
        if self.problems.of(&full).is_none() {
            self.problems.add(&full, message);
        }
    }

    /// Whether the field was sent at all: for edits that change only what they name.
    pub fn has(&self, name: &str) -> bool {
        let full = self.full(name);
        self.fields.iter().any(|(held, _)| *held == full)
    }

    /// One line of text.
    pub fn text(&mut self, name: &str, label: &str, need: Need, most: usize) -> String {
        let raw = self.raw(name, label, "string", need);
        self.note(name, label, "string", need, &[], Some(most));
        let value = text::clean_line(&raw.unwrap_or_default());
        self.at_most(name, label, &value, most);
        value
    }

    /// Several lines of text.
    pub fn block(&mut self, name: &str, label: &str, need: Need, most: usize) -> String {
        let raw = self.raw(name, label, "string", need);
        self.note(name, label, "string", need, &[], Some(most));
        let value = text::clean_block(&raw.unwrap_or_default());
        self.at_most(name, label, &value, most);
        value
    }

    fn at_most(&mut self, name: &str, label: &str, value: &str, most: usize) {
        let length = value.chars().count();
        if length > most {
            self.problem(
                name,
                format!("{label} has {length} characters; {most} fit. Shorten it."),
            );
        }
    }

    /// A secret as typed: nothing is trimmed or cleaned.
    pub fn secret(&mut self, name: &str, label: &str, need: Need) -> String {
        self.raw(name, label, "password", need).unwrap_or_default()
    }

    pub fn email(&mut self, name: &str, label: &str, need: Need) -> String {
        let value = self
            .raw(name, label, "email", need)
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        if !value.is_empty() && !text::is_email(&value) {
            self.problem(name, format!("{label} should look like ann@example.org."));
        }
        value
    }

    pub fn choice<C: Choice>(&mut self, name: &str, label: &str, need: Need) -> Option<C> {
        let raw = self.raw(name, label, "string", need);
        let keys: Vec<&'static str> = C::ALL.iter().map(|c| c.key()).collect();
        self.note(name, label, "string", need, &keys, None);
        let raw = raw?;
        let found = C::from_key(raw.trim());
        if found.is_none() {
            self.problem(name, format!("{label} must be one of {}.", keys.join(", ")));
        }
        found
    }

    /// Several of a closed list, as ticked boxes send them.
    pub fn choices<C: Choice>(&mut self, name: &str, label: &str, need: Need) -> Vec<C> {
        self.note(
            name,
            label,
            "list",
            need,
            &C::ALL.iter().map(|c| c.key()).collect::<Vec<_>>(),
            None,
        );
        let full = self.full(name);
        let found: Vec<C> = self
            .fields
            .iter()
            .filter(|(held, value)| *held == full && !value.is_empty())
            .filter_map(|(_, value)| C::from_key(value))
            .collect();
        if found.is_empty() && need == Required && self.describing.is_none() {
            self.problem(name, format!("Choose at least one: {label}."));
        }
        found
    }

    /// An amount in the house's currency, typed in whole units with decimals.
    pub fn money(&mut self, name: &str, label: &str, need: Need) -> Option<Money> {
        let raw = self.raw(name, label, "money", need)?;
        let currency = self.currency;
        let value = Money::parse(&raw, currency);
        match value {
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

    /// One of the currencies a house may keep its books in.
    pub fn currency(&mut self, name: &str, label: &str, need: Need) -> Option<Currency> {
        let raw = self.raw(name, label, "string", need);
        let codes: Vec<&'static str> = Currency::ALL.iter().map(|c| c.code).collect();
        self.note(name, label, "string", need, &codes, None);
        let found = Currency::by_code(raw?.trim());
        if found.is_none() {
            self.problem(
                name,
                format!("{label} must be a currency of the list, such as USD."),
            );
        }
        found
    }

    /// A decimal with up to `places` places, as an integer of its smallest part.
    pub fn decimal(
        &mut self,
        name: &str,
        label: &str,
        need: Need,
        places: u32,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let raw = self.raw(name, label, "decimal", need)?;
        let value = money::decimal(raw.trim().trim_end_matches('%').trim(), places);
        match value.filter(|value| range.contains(value)) {
            Some(value) => Some(value),
            None => {
                let show = |n: i64| money::thousandths(n * 10i64.pow(3 - places.min(3)));
                self.problem(
                    name,
                    format!(
                        "{label} should be a number from {} to {}.",
                        show(*range.start()),
                        show(*range.end())
                    ),
                );
                None
            }
        }
    }

    pub fn whole(
        &mut self,
        name: &str,
        label: &str,
        need: Need,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let raw = self.raw(name, label, "integer", need)?;
        match raw
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

    pub fn day(&mut self, name: &str, label: &str, need: Need) -> Option<Day> {
        let raw = self.raw(name, label, "date", need)?;
        let day = Day::parse(&raw);
        if day.is_none() {
            self.problem(
                name,
                format!("{label} should be a date such as 2026-06-09."),
            );
        }
        day
    }

    pub fn moment(&mut self, name: &str, label: &str, need: Need) -> Option<Moment> {
        let raw = self.raw(name, label, "date-time", need)?;
        let moment = Moment::parse(raw.trim());
        if moment.is_none() {
            self.problem(
                name,
                format!("{label} should be a moment such as 2026-06-09T14:30:00Z."),
            );
        }
        moment
    }

    /// A duration in minutes, as people type it: `1.5`, `1:30`, `90m`.
    pub fn minutes(&mut self, name: &str, label: &str, need: Need) -> Option<i64> {
        let raw = self.raw(name, label, "duration", need)?;
        let minutes = time::parse_minutes(&raw).filter(|m| *m <= 60_000);
        if minutes.is_none() {
            self.problem(
                name,
                format!("{label} should be a time such as 1.5, 1:30 or 90m."),
            );
        }
        minutes
    }

    pub fn flag(&mut self, name: &str, label: &str) -> bool {
        self.raw(name, label, "boolean", Optional)
            .is_some_and(|value| matches!(value.trim(), "true" | "on" | "1" | "yes"))
    }

    /// Another record, by its number.
    pub fn id<R: Record>(&mut self, name: &str, label: &str, need: Need) -> Option<Id<R>> {
        let raw = self.raw(name, label, "id", need)?;
        let id = Id::parse(raw.trim());
        if id.is_none() {
            self.problem(
                name,
                format!("{label} should be a number such as {}-12.", R::KIND.prefix),
            );
        }
        id
    }

    pub fn ids<R: Record>(&mut self, name: &str, label: &str) -> Vec<Id<R>> {
        self.note(name, label, "list", Optional, &[], None);
        let full = self.full(name);
        self.fields
            .iter()
            .filter(|(held, value)| *held == full && !value.is_empty())
            .filter_map(|(_, value)| Id::parse(value))
            .collect()
    }

    /// All values of a field that may be sent several times.
    pub fn all(&mut self, name: &str, label: &str) -> Vec<String> {
        self.note(name, label, "list", Optional, &[], None);
        let full = self.full(name);
        self.fields
            .iter()
            .filter(|(held, value)| *held == full && !value.is_empty())
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// The version of the record that the form showed; a save is held against it.
    pub fn version(&mut self) -> Option<u64> {
        self.raw("version", "Version shown", "integer", Optional)
            .and_then(|value| value.trim().parse().ok())
    }

    /// Rows of a list: `line.0.title`, `line.1.title`, ... Rows that are wholly empty are passed over.
    pub fn rows<T>(
        &mut self,
        name: &str,
        most: usize,
        mut read: impl FnMut(&mut Reader) -> T,
    ) -> Vec<T> {
        if self.describing.is_some() {
            let inner = format!("{}{name}.0.", self.prefix);
            let outer = std::mem::replace(&mut self.prefix, inner);
            read(self);
            self.prefix = outer;
            return Vec::new();
        }
        let start = format!("{}{name}.", self.prefix);
        let mut numbers: Vec<usize> = self
            .fields
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .filter_map(|(held, _)| held.strip_prefix(&start)?.split_once('.')?.0.parse().ok())
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.len() > most {
            self.problem(name, format!("At most {most} rows fit."));
            numbers.truncate(most);
        }
        numbers
            .into_iter()
            .map(|n| {
                let outer = std::mem::replace(&mut self.prefix, format!("{start}{n}."));
                let row = read(self);
                self.prefix = outer;
                row
            })
            .collect()
    }
}

/// A form that nothing is read from: deeds that need no input.
#[derive(Debug, Default, Clone)]
pub struct Nothing;

impl Form for Nothing {
    fn read(_: &mut Reader) -> Self {
        Nothing
    }
}

/// A reason, required or not by the deed.
#[derive(Debug, Clone)]
pub struct Reason {
    pub reason: String,
}

impl Form for Reason {
    fn read(f: &mut Reader) -> Self {
        Reason {
            reason: f.block("reason", "Reason", Required, 1000),
        }
    }
}

/// What was submitted, read, with what is wrong with it: enough to act, or to show the same form again.
pub struct Filled<F> {
    form: F,
    fields: Vec<(String, String)>,
    pub problems: Problems,
    /// What is wrong with the whole, above the form.
    pub general: Option<String>,
}

impl<F: Form> Filled<F> {
    pub fn new(form: F, reader: Reader) -> Filled<F> {
        Filled {
            form,
            fields: reader.fields,
            problems: reader.problems,
            general: None,
        }
    }

    /// An empty form with values to start from.
    pub fn blank(values: &[(&str, String)]) -> Filled<F> {
        let mut reader = Reader::default();
        let form = F::read(&mut reader);
        Filled {
            form,
            fields: values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            problems: Problems::default(),
            general: None,
        }
    }

    pub fn into_form(self) -> Result<F> {
        if self.problems.is_empty() {
            Ok(self.form)
        } else {
            Err(Error::Invalid(self.problems))
        }
    }

    pub fn with_problem(mut self, field: &str, message: &str) -> Self {
        self.problems.add(field, message);
        self
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(held, _)| held == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(held, _)| held == name)
            .map(|(_, value)| value.as_str())
    }

    // ── controls with what was typed and what is wrong with it ──

    pub fn text(&self, name: &str, label: &str) -> Input {
        self.refill(Input::text(name, label.to_owned()), name)
    }
    pub fn email(&self, name: &str, label: &str) -> Input {
        self.refill(Input::email(name, label.to_owned()), name)
    }
    pub fn phone(&self, name: &str, label: &str) -> Input {
        self.refill(Input::phone(name, label.to_owned()), name)
    }
    pub fn date(&self, name: &str, label: &str) -> Input {
        self.refill(Input::date(name, label.to_owned()), name)
    }
    pub fn money(&self, name: &str, label: &str, sign: &str) -> Input {
        self.refill(Input::money(name, label.to_owned(), sign), name)
    }
    pub fn number(&self, name: &str, label: &str) -> Input {
        self.refill(Input::number(name, label.to_owned()), name)
    }
    pub fn password(&self, name: &str, label: &str, complete: &str) -> Input {
        Input::password(name, label.to_owned(), complete).error(self.problems.of(name))
    }
    pub fn area(&self, name: &str, label: &str) -> Textarea {
        Textarea::new(name, label.to_owned())
            .value(self.value(name).unwrap_or_default())
            .error(self.problems.of(name))
    }
    pub fn select(&self, name: &str, label: &str) -> Select {
        Select::new(name, label.to_owned())
            .maybe_value(self.value(name))
            .error(self.problems.of(name))
    }
    pub fn choice<C: Choice>(&self, name: &str, label: &str) -> Select {
        self.select(name, label)
            .options(C::ALL.iter().map(|c| (c.key(), c.label())))
    }
    pub fn tick(&self, name: &str, label: &str) -> Tick {
        Tick::new(name, label.to_owned()).checked(self.value(name).is_some())
    }

    fn refill(&self, input: Input, name: &str) -> Input {
        input
            .maybe_value(self.value(name))
            .error(self.problems.of(name))
    }
}

impl<F: Form> Filled<F> {
    /// Does the deed when the form is whole; otherwise, or when the deed finds something wrong with the input,
    /// gives the form back with everything that was typed. Other errors pass through.
    pub fn attempt<T>(self, deed: impl FnOnce(F) -> Result<T>) -> Result<Result<T, Filled<F>>>
    where
        F: Clone,
    {
        if !self.problems.is_empty() {
            return Ok(Err(self));
        }
        match deed(self.form.clone()) {
            Ok(done) => Ok(Ok(done)),
            Err(Error::Invalid(problems)) => Ok(Err(Filled { problems, ..self })),
            Err(Error::Conflict(why)) => Ok(Err(Filled {
                general: Some(why),
                ..self
            })),
            Err(other) => Err(other),
        }
    }

    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty() || self.general.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
