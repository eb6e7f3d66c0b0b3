//! What was sent, asked for field by field; what is wrong with it is collected on the way. `fields` has the fields.

use std::collections::BTreeSet;

use super::{
    Form,
    Need::{self, Optional, Required},
    Pairs, Shape,
};
use crate::base::{Day, Problems, Unit, in_order::End, money::Currency, text};

/// One field as the API's documentation tells it.
#[derive(Debug, Clone)]
pub struct Described {
    pub name: String,
    pub label: String,
    pub kind: &'static str,
    pub required: bool,
    pub choices: Vec<&'static str>,
    pub most: Option<usize>,
    /// In what a number counts.
    pub unit: Option<Unit>,
    /// Within which a whole number lies.
    pub range: Option<(i64, i64)>,
    /// The letters of the records that may be named.
    pub prefixes: Vec<&'static str>,
    /// What else is to be known of it.
    pub about: &'static str,
}

#[derive(Debug, Default)]
pub struct Reader {
    pub(super) fields: Pairs,
    shapes: Vec<(String, Shape)>,
    json: bool,
    /// The full names of all fields that were asked for.
    read: BTreeSet<String>,
    /// Those of them that may be sent several times.
    lists: BTreeSet<String>,
    prefix: String,
    /// The house's: how many decimals an amount has.
    pub currency: Currency,
    pub problems: Problems,
    pub(super) describing: Option<Vec<Described>>,
}

impl Reader {
    pub fn over(fields: Vec<(String, String)>) -> Reader {
        Reader::over_pairs(fields.into())
    }

    pub(in crate::web) fn over_pairs(fields: Pairs) -> Reader {
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

    /// What came as JSON is held to the kind of its field.
    pub fn shaped(mut self, shapes: Vec<(String, Shape)>) -> Reader {
        self.shapes = shapes;
        self
    }

    /// Says whether it came as JSON at all.
    pub fn of_json(mut self, json: bool) -> Reader {
        self.json = json;
        self
    }

    /// Refuses a list, an object, a number or a flag where the field is of another kind.
    pub(super) fn shape(&mut self, name: &str, label: &str, kind: &str) -> bool {
        let full = self.full(name);
        self.read.insert(full.clone());
        if kind == "list" {
            self.lists.insert(full.clone());
        }
        let wrong = self
            .shapes
            .iter()
            .find(|(held, shape)| *held == full && !shape.fits(kind))
            .map(|(_, shape)| shape.words());
        if let Some(words) = wrong {
            let wanted = match kind {
                "boolean" => "true or false",
                "list" => "a list of texts",
                "integer" | "decimal" | "discount" | "money" | "duration" | "clock" => {
                    "a number or a text"
                }
                _ => "a text",
            };
            self.problem(name, format!("{label} should be {wanted}, not {words}."));
        }
        wrong.is_none()
    }

    /// What was asked for so far; rows are named by their list and by each field (`lines`, `lines.0.title`).
    pub fn asked_for(&self) -> &BTreeSet<String> {
        &self.read
    }

    /// Of what was asked for, what may be sent several times.
    pub fn lists(&self) -> &BTreeSet<String> {
        &self.lists
    }

    /// Whether JSON sent it as a number, which counts in the field's unit.
    pub(super) fn is_number(&self, name: &str) -> bool {
        let full = self.full(name);
        let number = |(held, shape): &(String, Shape)| *shape == Shape::Number && *held == full;
        self.shapes.iter().any(number)
    }

    /// Whether JSON said that there is nothing.
    fn is_null(&self, name: &str) -> bool {
        let full = self.full(name);
        let null = |(held, shape): &(String, Shape)| *shape == Shape::Null && *held == full;
        self.shapes.iter().any(null)
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

    pub(super) fn full(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    pub(super) fn raw(
        &mut self,
        name: &str,
        label: &str,
        kind: &'static str,
        need: Need,
    ) -> Option<String> {
        self.note(name, label, kind, need, &[], None);
        if !self.shape(name, label, kind) {
            return None;
        }
        let full = self.full(name);
        let value = self
            .fields
            .iter()
            .find(|(held, _)| *held == full)
            .map(|(_, value)| value.clone())
            .filter(|value| !text::shows_nothing(value));
        if value.is_none() && need == Required && self.describing.is_none() {
            self.problem(name, format!("{label} is missing."));
        }
        value
    }

    pub(super) fn note(
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
                unit: None,
                range: None,
                prefixes: Vec::new(),
                about: "",
            });
        }
    }

    /// Adds to what was just noted.
    pub(super) fn note_more(&mut self, more: impl FnOnce(&mut Described)) {
        if let Some(described) = self.describing.as_mut().and_then(|all| all.last_mut()) {
            more(described);
        }
    }

    /// Says to programs what else is to be known of the field that was just read.
    pub fn tell(&mut self, about: &'static str) {
        self.note_more(|described| described.about = about);
    }

    pub fn problem(&mut self, name: &str, message: impl Into<String>) {
        let full = self.full(name);
        if self.problems.of(&full).is_none() {
            self.problems.add(&full, message);
        }
    }

    /// Adds problems by their full names, beside those that are there.
    /// Says beside an end that it lies before its beginning.
    pub fn in_order(&mut self, end: End, start: Option<Day>, said: Option<Day>) {
        if end.is_before(start, said) {
            self.problem(end.field, end.why);
        }
    }

    pub fn add_problems(&mut self, more: &Problems) {
        for (name, why) in more.iter() {
            if self.problems.of(name).is_none() {
                self.problems.add(name, why);
            }
        }
    }

    /// Whether the field was sent at all, by itself or as rows: for edits that change only what they name.
    pub fn has(&self, name: &str) -> bool {
        let full = self.full(name);
        let below = format!("{full}.");
        self.fields
            .iter()
            .any(|(held, _)| *held == full || held.starts_with(&below))
    }

    /// Whether a program sent it as JSON, which has no rows to spare.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// For what has a usual value where nothing is said; null is none.
    pub fn usual(&self, name: &str) -> Need {
        match self.is_null(name) {
            true => Required,
            false => Optional,
        }
    }

    /// Whether anything was sent in it.
    pub fn is_filled(&self, name: &str) -> bool {
        let full = self.full(name);
        let filled =
            |(held, value): &(String, String)| *held == full && !text::shows_nothing(value);
        self.fields.iter().any(filled)
    }

    /// Required when it was sent: for what may be left out, but not emptied.
    pub fn need(&self, name: &str) -> Need {
        match self.has(name) {
            true => Required,
            false => Optional,
        }
    }

    /// All values of a field that may be sent several times.
    pub fn all(&mut self, name: &str, label: &str) -> Vec<String> {
        self.note(name, label, "list", Optional, &[], None);
        self.shape(name, label, "list");
        let full = self.full(name);
        self.fields
            .iter()
            .filter(|(held, value)| *held == full && !text::shows_nothing(value))
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// The version of the record that the form showed; a save is held against it.
    pub fn version(&mut self) -> Option<u64> {
        let raw = self.raw("version", "Version shown", "integer", Optional);
        self.note_more(|d| d.range = Some((0, i64::MAX)));
        let version = raw?.trim().parse().ok();
        if version.is_none() {
            self.problem("version", "Version shown should be a whole number.");
        }
        version
    }

    /// Rows of a list: `lines.0.title`, `lines.1.title`, ... Those that a page leaves wholly empty are passed over; what a
    /// program sends as a row is one.
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
        self.read.insert(self.full(name));
        let start = format!("{}{name}.", self.prefix);
        // A row is an object of fields; anything else would be dropped without a word.
        let plain = |held: &str, value: &str| {
            let row = held == self.full(name)
                || held
                    .strip_prefix(&start)
                    .is_some_and(|rest| !rest.contains('.'));
            row && !text::shows_nothing(value)
        };
        if self.fields.iter().any(|(held, value)| plain(held, value)) {
            self.problem(name, "Each row should be an object of its fields.");
        }
        let mut numbers: Vec<usize> = self
            .fields
            .iter()
            .filter(|(_, value)| !text::shows_nothing(value))
            .filter_map(|(held, _)| held.strip_prefix(&start)?.split_once('.')?.0.parse().ok())
            .collect();
        let objects = self
            .shapes
            .iter()
            .filter(|(_, shape)| *shape == Shape::Object);
        numbers.extend(
            objects.filter_map(|(held, _)| held.strip_prefix(&start)?.parse::<usize>().ok()),
        );
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
