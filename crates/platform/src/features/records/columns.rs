//! What each column of a sheet is taken for: as its head says, or as whoever brings the sheet in says. Several columns can
//! be about one field: the parts of a name are put together, and of others the first that says anything counts.

use serde::{Deserialize, Serialize};

use super::{
    Table,
    figures::{Decided, decide},
    table::{COLUMNS, LONGEST_HEAD},
    written::Reading,
};
use crate::{
    base::{Choice, Error, Result, money::Currency, text},
    data::{Entity, Field},
    web::form::{Optional, Reader, Required},
};

/// The column that says which record a row is about.
pub const NUMBER: &str = "number";
/// What is left out.
pub const LEFT_OUT: &str = "-";

/// What somebody said a column is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub head: String,
    /// The key of a field, `NUMBER` or `LEFT_OUT`.
    pub field: String,
    #[serde(default)]
    pub reading: Option<Reading>,
}

impl Chosen {
    /// Reads what was said of the columns of a kind: `columns.0.head`, `columns.0.field`, `columns.0.reading`.
    pub fn read<R: Entity>(f: &mut Reader) -> Vec<Chosen> {
        Chosen::of(f, R::INFO.fields)
    }

    /// The same of a sheet whose rows are no records.
    pub fn of(f: &mut Reader, fields: &'static [Field]) -> Vec<Chosen> {
        let known = |key: &str| {
            key == NUMBER || key == LEFT_OUT || targets(fields).any(|field| field.key == key)
        };
        f.rows("columns", COLUMNS, |f| {
            let chosen = Chosen {
                // Spreadsheets write columns without a name behind the last.
                head: f.text("head", "Column", Optional, LONGEST_HEAD),
                field: f.text("field", "Becomes", Required, 60),
                reading: f.choice("reading", "How it is read", Optional),
            };
            if !chosen.field.is_empty() && !known(&chosen.field) {
                f.problem("field", "Becomes should be a field, number, or - for none.");
            }
            // What was said of days says nothing of amounts, when the column became another field since.
            let field = targets(fields).find(|field| field.key == chosen.field);
            let fits = |reading: &Reading| {
                field.is_some_and(|field| Reading::of(&field.kind).contains(reading))
            };
            Chosen {
                reading: chosen.reading.filter(fits),
                ..chosen
            }
        })
    }
}

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Number,
    /// By its place in `Columns::fields`.
    Field(usize),
    Nothing,
}

/// One column.
#[derive(Debug, Clone)]
pub struct Column {
    pub head: String,
    pub target: Target,
    pub decided: Decided,
    /// What was said of its figures, where its cells leave them open.
    pub reading: Option<Reading>,
}

impl Column {
    /// How its figures are read.
    pub fn reading(&self) -> Option<Reading> {
        self.decided.reading().or(self.reading)
    }
}

/// A field, and the columns that say it.
#[derive(Debug, Clone)]
pub struct Told {
    pub field: &'static Field,
    /// Of these the first that says anything counts.
    pub whole: Vec<usize>,
    /// Where none of them does, these together.
    pub parts: Vec<usize>,
}

/// The columns of a sheet.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    pub all: Vec<Column>,
    pub fields: Vec<Told>,
}

/// The fields that a column can be about.
pub fn targets(fields: &'static [Field]) -> impl Iterator<Item = &'static Field> {
    fields.iter().filter(|field| field.in_sheets)
}

impl Columns {
    /// Those of a table; what was chosen for a head holds, the others are taken as they are called.
    pub fn of(
        table: &Table,
        fields: &'static [Field],
        chosen: &[Chosen],
        currency: Currency,
    ) -> Columns {
        let guessed = guess(fields, &table.heads);
        let mut columns = Columns::default();
        for (at, head) in table.heads.iter().enumerate() {
            let chosen = chosen_for(&table.heads, at, chosen);
            let said = chosen.map(|chosen| chosen.field.as_str());
            let field = match said {
                None => guessed[at],
                Some(key) => targets(fields).find(|field| field.key == key),
            };
            let target = match (said, field) {
                (Some(NUMBER), _) => Target::Number,
                (None, None) if is_number(head) => Target::Number,
                (_, Some(field)) => Target::Field(columns.place(field)),
                (_, None) => Target::Nothing,
            };
            let house = table.separator != ';';
            let cells = || table.lines.iter().map(|line| line.cell(at));
            let decided = match field.filter(|_| target != Target::Number) {
                Some(field) => decide(&field.kind, cells(), currency, house),
                None => Decided::Nothing,
            };
            columns.all.push(Column {
                head: head.clone(),
                target,
                decided,
                reading: chosen.and_then(|chosen| chosen.reading),
            });
        }
        columns.in_order();
        columns
    }

    fn place(&mut self, field: &'static Field) -> usize {
        let held = self
            .fields
            .iter()
            .position(|told| told.field.key == field.key);
        held.unwrap_or_else(|| {
            self.fields.push(Told {
                field,
                whole: Vec::new(),
                parts: Vec::new(),
            });
            self.fields.len() - 1
        })
    }

    /// Which column of a field counts before which: what is called like the field before what is called otherwise, and
    /// parts as people write them.
    fn in_order(&mut self) {
        for (at, column) in self.all.iter().enumerate() {
            let Target::Field(place) = column.target else {
                continue;
            };
            let told = &mut self.fields[place];
            let part = told.field.part(&column.head);
            match part.is_some() && told.field.rank(&column.head).is_none() {
                true => told.parts.push(at),
                false => told.whole.push(at),
            }
        }
        for told in &mut self.fields {
            let (field, all) = (told.field, &self.all);
            told.whole
                .sort_by_key(|at| field.rank(&all[*at].head).unwrap_or(usize::MAX));
            told.parts.sort_by_key(|at| field.part(&all[*at].head));
        }
    }

    /// What each is taken for, as somebody would say it.
    pub fn chosen(&self) -> Vec<Chosen> {
        let each = self.all.iter().map(|column| Chosen {
            head: column.head.clone(),
            field: self.key(column).to_owned(),
            reading: column.reading(),
        });
        each.collect()
    }

    /// The key of the field that a column is about, `NUMBER` or `LEFT_OUT`.
    pub fn key(&self, column: &Column) -> &'static str {
        match column.target {
            Target::Number => NUMBER,
            Target::Field(place) => self.fields[place].field.key,
            Target::Nothing => LEFT_OUT,
        }
    }

    /// The column that says which record a row is about.
    pub fn number(&self) -> Option<usize> {
        self.all
            .iter()
            .position(|column| column.target == Target::Number)
    }

    pub fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|told| told.field.key == key)
    }

    /// What else is to be known of how a column counts.
    pub fn word(&self, at: usize) -> String {
        let Target::Field(place) = self.all[at].target else {
            return String::new();
        };
        let told = &self.fields[place];
        if told.field.form().is_none() {
            return "Compared, and not changed by a sheet".into();
        }
        let head = |at: usize| self.all[at].head.as_str();
        let heads = |all: &[usize]| {
            all.iter()
                .map(|at| head(*at))
                .collect::<Vec<_>>()
                .join(" + ")
        };
        if let Some(nth) = told.whole.iter().position(|held| *held == at) {
            return match (nth, told.whole.len() + told.parts.len()) {
                (_, 1) => String::new(),
                (0, _) => "Counts first".into(),
                (nth, _) => format!("Counts where {} is empty", heads(&told.whole[..nth])),
            };
        }
        let together = heads(&told.parts);
        match told.whole.is_empty() {
            true if told.parts.len() > 1 => format!("Put together: {together}"),
            true => String::new(),
            false => format!("Counts where {} is empty: {together}", heads(&told.whole)),
        }
    }
}

/// Whether the column under this head says which record a row is about.
fn is_number(head: &str) -> bool {
    text::fold(head) == NUMBER
}

/// What was chosen for the head at a place: of heads that are called alike, the first choice is the first one's.
fn chosen_for<'c>(heads: &[String], at: usize, chosen: &'c [Chosen]) -> Option<&'c Chosen> {
    let same = |head: &str| text::fold(head) == text::fold(&heads[at]);
    let nth = heads[..at].iter().filter(|head| same(head)).count();
    let mut like = chosen.iter().filter(|chosen| same(&chosen.head));
    like.nth(nth)
}

/// Refuses what was said of a column that the sheet doesn't have: it would be lost without a word.
///
/// # Errors
/// Beside its head, as it was sent.
pub fn of_columns(heads: &[String], chosen: &[Chosen]) -> Result<()> {
    for (n, said) in chosen.iter().enumerate() {
        let same = |head: &str| text::fold(head) == text::fold(&said.head);
        let before = chosen[..n].iter().filter(|other| same(&other.head)).count();
        if heads.iter().filter(|head| same(head)).nth(before).is_none() {
            let which = match before {
                0 => "no column",
                _ => "no further column",
            };
            let head = match said.head.as_str() {
                "" => "without a name".to_owned(),
                head => text::shorten(head, 60),
            };
            let why = format!("The sheet has {which} {head}. Write it as its first line does.");
            return Err(Error::field(&format!("columns.{n}.head"), why));
        }
    }
    Ok(())
}

/// How surely a head means a field; the least is the surest.
type Surety = (bool, usize, usize);

/// Each column by its head: first what is called as a field is, then by the other names of fields, the surest first. What
/// is left is about a field that has a column already, where only one is called so.
fn guess(fields: &'static [Field], heads: &[String]) -> Vec<Option<&'static Field>> {
    let mut guessed: Vec<Option<&'static Field>> = vec![None; heads.len()];
    let mut all: Vec<(Surety, usize, &'static Field)> = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        let called = targets(fields).enumerate();
        let called: Vec<(usize, usize, &'static Field)> = called
            .filter(|_| !is_number(head))
            .filter_map(|(place, field)| Some((field.rank(head)?, place, field)))
            .collect();
        let many = called.len();
        all.extend(called.into_iter().map(|(rank, place, field)| {
            // What several fields are called is the first one's that has no surer column.
            let next = if many > 1 { place } else { rank };
            ((rank != 0, many, next), at, field)
        }));
    }
    all.sort_by_key(|(surety, at, _)| (*surety, *at));
    let is =
        |held: &Option<&'static Field>, field: &Field| held.is_some_and(|f| f.key == field.key);
    for (_, at, field) in &all {
        let taken = guessed.iter().any(|held| is(held, field));
        if guessed[*at].is_none() && !taken {
            guessed[*at] = Some(*field);
        }
    }
    for (at, head) in heads.iter().enumerate() {
        if guessed[at].is_some() || is_number(head) {
            continue;
        }
        let mut called = targets(fields).filter(|field| field.rank(head).is_some());
        let mut part = targets(fields).filter(|field| field.part(head).is_some());
        guessed[at] = match (called.next(), called.next()) {
            (Some(one), None) => Some(one),
            (None, _) => part.next(),
            _ => None,
        };
    }
    guessed
}

/// The fields a sheet must have a column of, and has none; the labels of those that are missing.
pub fn missing(columns: &Columns, fields: &'static [Field], needed: &[&str]) -> Vec<&'static str> {
    let lacking = needed.iter().filter(|key| !columns.has(key));
    let label = |key: &&str| {
        fields
            .iter()
            .find(|field| field.key == *key)
            .map(|f| f.label)
    };
    lacking.filter_map(label).collect()
}

/// # Errors
/// With the field `file` when a column is missing without which nothing can be read.
pub fn must_have(columns: &Columns, missing: &[&str]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let labels = missing.join(" and ");
    let found: Vec<&str> = columns
        .all
        .iter()
        .map(|column| column.head.as_str())
        .collect();
    let found = text::shorten(&found.join(" | "), 120);
    Err(Error::field(
        "file",
        format!(
            "No column holds {}. The first line should name the columns, among them {labels}; it reads: {found}.",
            labels.to_lowercase()
        ),
    ))
}

/// The readings that can be said of a column, keys and words.
pub fn readings(field: &Field) -> Vec<(&'static str, &'static str)> {
    let all = Reading::of(&field.kind).iter();
    all.map(|reading| (reading.key(), reading.label()))
        .collect()
}

#[cfg(test)]
mod tests;
