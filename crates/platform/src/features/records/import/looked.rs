//! What a sheet holds, looked at before anything is taken in.

use super::{
    super::{
        columns::Target,
        fate::{Done, Fate, Judge, unchangeable},
        figures::Decided,
        rows::Rows,
    },
    Above, Imported,
    choices::Choices,
    given::read,
    outcome::{Outcome, What},
    told::row_json,
};
use crate::{
    base::{Choice, Result, text},
    data::{EntityInfo, Field as Held, FileRef, Visit},
    web::Reader,
};
use serde_json::{Value, json};

/// Rows that a preview judges at most.
pub const JUDGED: usize = 10_000;

/// Different cells that are shown of a column, how much of each, and in how many rows they are looked for.
pub const SAMPLES: usize = 3;
pub const SAMPLE_LONG: usize = 40;
pub const SAMPLED: usize = 1_000;

/// A sheet that was looked at.
pub struct Looked {
    pub(super) info: &'static EntityInfo,
    pub(super) columns: Vec<ColumnLook>,
    pub(super) missing: Vec<&'static str>,
    pub(super) notes: Vec<String>,
    pub(super) choices: Choices,
    pub(super) rows: usize,
    pub(super) outcomes: Vec<Outcome>,
    /// Of rows that change a record, what it is called.
    pub(super) titles: Vec<String>,
}

/// A column, what it is taken for, and what can be said of it.
pub struct ColumnLook {
    pub(super) head: String,
    /// The first few different cells.
    pub(super) sample: Vec<String>,
    /// A field's key, `NUMBER` or `LEFT_OUT`.
    pub(super) becomes: &'static str,
    pub(super) word: String,
    /// An example of what the cells leave open.
    pub(super) open: Option<String>,
    pub(super) field: Option<&'static Held>,
    pub(super) reading: Option<&'static str>,
}

impl Looked {
    /// What would become of a sheet; with what was chosen, or as the last one with this head was taken.
    ///
    /// # Errors
    /// With the field `file` when it can't be read.
    pub fn of<R: Imported>(
        visit: &Visit,
        file: &FileRef,
        choices: Option<Choices>,
    ) -> Result<Looked> {
        let mut rows = read::<R>(visit, file, choices.as_ref())?;
        let mut choices = choices;
        if choices.is_none() {
            choices = Choices::remembered::<R>(visit, &rows.table.heads)?;
            if choices.is_some() {
                rows = read::<R>(visit, file, choices.as_ref())?;
                rows.notes
                    .push("The columns are taken as for your last sheet with this head.".into());
            }
        }
        let mut looked = Looked {
            info: R::INFO,
            columns: columns::<R>(&rows),
            missing: rows.missing.clone(),
            notes: rows.notes.clone(),
            choices: choices.unwrap_or_default(),
            rows: rows.len(),
            outcomes: Vec::new(),
            titles: Vec::new(),
        };
        if looked.missing.is_empty() {
            looked.judge::<R>(visit, &rows)?;
        }
        Ok(looked)
    }

    pub(super) fn judge<R: Imported>(&mut self, visit: &Visit, rows: &Rows<'_>) -> Result<()> {
        let mut above = Above::default();
        for row in rows.rows().take(JUDGED) {
            let fixed = unchangeable::<R>(visit, rows.typed(), &row)?;
            let judge = Judge {
                visit,
                typed: rows.typed(),
                alike: self.choices.alike,
                above: &above,
            };
            let fate = judge.fate::<R>(&row, fixed, Done::Nothing)?;
            let mut outcome = Outcome::of(&row, fate.what());
            match fate {
                Fate::Refused(why) => outcome.why = why,
                Fate::New(form) => above.push(row.line, R::facts(&form)),
                Fate::Change(record, _) | Fate::Same(record) => {
                    outcome.number = Some(record.number());
                    self.titles.push(record.title());
                    self.outcomes.push(outcome);
                    continue;
                }
            }
            self.titles.push(String::new());
            self.outcomes.push(outcome);
        }
        Ok(())
    }

    pub(super) fn count(&self, what: What) -> usize {
        self.outcomes.iter().filter(|row| row.what == what).count()
    }

    /// What is left open by the cells of a column.
    pub(super) fn open(&self) -> impl Iterator<Item = &ColumnLook> {
        let open = |column: &&ColumnLook| column.open.is_some() && column.reading.is_none();
        self.columns.iter().filter(open)
    }

    pub fn json(&self) -> Value {
        let columns = self.columns.iter().map(|column| {
            json!({
                "head": column.head,
                "sample": column.sample,
                "field": column.becomes,
                "reading": column.reading,
                "open": column.open,
                "about": column.word,
            })
        });
        let items: Vec<Value> = self.outcomes.iter().map(row_json).collect();
        json!({
            "rows": self.rows,
            "judged": self.outcomes.len(),
            "new": self.count(What::New),
            "changed": self.count(What::Changed),
            "unchanged": self.count(What::Same),
            "refused": self.count(What::Refused),
            "columns": columns.collect::<Vec<_>>(),
            "missing": self.missing,
            "notes": self.notes,
            "alike": self.choices.alike,
            "items": items,
        })
    }
}

/// What a column holds, as far as it takes to know it again.
pub fn sample(rows: &Rows<'_>, at: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in rows.table.lines.iter().take(SAMPLED) {
        let cell = text::shorten(&text::clean_line(line.cell(at)), SAMPLE_LONG);
        if !cell.is_empty() && !found.contains(&cell) {
            found.push(cell);
        }
        if found.len() == SAMPLES {
            break;
        }
    }
    found
}

pub fn columns<R: Imported>(rows: &Rows<'_>) -> Vec<ColumnLook> {
    let heard = Reader::describe::<R::New>();
    // What no form of a new one reads is changed in those that are there, and told before it would be missed.
    let unheard = |field: &Held| {
        let name = field.form();
        name.is_some_and(|name| !heard.iter().any(|held| held.name == name))
    };
    let each = rows.columns.all.iter().enumerate().map(|(at, column)| {
        let field = match column.target {
            Target::Field(place) => Some(rows.columns.fields[place].field),
            _ => None,
        };
        ColumnLook {
            head: column.head.clone(),
            sample: sample(rows, at),
            becomes: rows.columns.key(column),
            word: match field.is_some_and(unheard) {
                true => format!(
                    "Changed where a row has a number; a new {} has none",
                    R::INFO.one.to_lowercase()
                ),
                false => rows.columns.word(at),
            },
            open: match &column.decided {
                Decided::Open(cell) => Some(cell.clone()),
                _ => None,
            },
            reading: column.reading().map(Choice::key),
            field,
        }
    });
    each.collect()
}
