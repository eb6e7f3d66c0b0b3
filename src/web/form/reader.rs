//! What was sent, asked for field by field; what is wrong with it is collected on the way. `fields` has the fields.

use super::{
    Form,
    Need::{self, Optional, Required},
    Shape,
};
use crate::base::{Problems, money::Currency};

/// One field as the API's documentation tells it.
#[derive(Debug, Clone)]
pub struct Described {
    pub name: String,
    pub label: String,
    pub kind: &'static str,
    pub required: bool,
    pub choices: Vec<&'static str>,
    pub most: Option<usize>,
    /// Within which a whole number lies.
    pub range: Option<(i64, i64)>,
    /// The letters of the record that is named.
    pub prefix: Option<&'static str>,
}

#[derive(Debug, Default)]
pub struct Reader {
    pub(super) fields: Vec<(String, String)>,
    shapes: Vec<(String, Shape)>,
    prefix: String,
    /// The house's: how many decimals an amount has.
    pub currency: Currency,
    pub problems: Problems,
    pub(super) describing: Option<Vec<Described>>,
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

    /// What came as JSON is held to the kind of its field.
    pub fn shaped(mut self, shapes: Vec<(String, Shape)>) -> Reader {
        self.shapes = shapes;
        self
    }

    /// Refuses a list, an object, a number or a flag where the field is of another kind.
    pub(super) fn shape(&mut self, name: &str, label: &str, kind: &str) -> bool {
        let full = self.full(name);
        let wrong = self
            .shapes
            .iter()
            .find(|(held, shape)| *held == full && !shape.fits(kind))
            .map(|(_, shape)| shape.words());
        if let Some(words) = wrong {
            let wanted = match kind {
                "boolean" => "true or false",
                "list" => "a list of texts",
                "integer" | "decimal" | "money" | "duration" => "a number or a text",
                _ => "a text",
            };
            self.problem(name, format!("{label} should be {wanted}, not {words}."));
        }
        wrong.is_none()
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
            .filter(|value| !value.trim().is_empty());
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
                range: None,
                prefix: None,
            });
        }
    }

    /// Adds to what was just noted.
    pub(super) fn note_more(&mut self, more: impl FnOnce(&mut Described)) {
        if let Some(described) = self.describing.as_mut().and_then(|all| all.last_mut()) {
            more(described);
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

    /// All values of a field that may be sent several times.
    pub fn all(&mut self, name: &str, label: &str) -> Vec<String> {
        self.note(name, label, "list", Optional, &[], None);
        self.shape(name, label, "list");
        let full = self.full(name);
        self.fields
            .iter()
            .filter(|(held, value)| *held == full && !value.is_empty())
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
        // A row is an object of fields; anything else would be dropped without a word.
        let plain = |held: &str, value: &str| {
            let row = held == self.full(name)
                || held
                    .strip_prefix(&start)
                    .is_some_and(|rest| !rest.contains('.'));
            row && !value.trim().is_empty()
        };
        if self.fields.iter().any(|(held, value)| plain(held, value)) {
            self.problem(name, "Each row should be an object of its fields.");
        }
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
