//! A sheet as rows of a record's form: what each column says of its field, typed as people type it. Each row is read by
//! the form that people fill in, and what the form refuses is refused here.

use std::{collections::HashSet, io::Read};

use super::{
    Chosen, Columns, Decoded, Table, Typed,
    columns::{Told, missing, must_have, of_columns},
    decode,
    figures::normal,
};
use crate::{
    base::{Error, Money, Result, money::Currency, text},
    data::{EntityInfo, Field, FieldKind, FileRef, Visit},
    web::form::{Form, Reader},
};

/// What a sheet of one kind of records may be, and must have.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub rows: usize,
    pub bytes: usize,
    /// The fields without whose columns nothing can be read; the first calls a row.
    pub needed: &'static [&'static str],
    /// What the form has where the sheet says nothing.
    pub otherwise: &'static [(&'static str, &'static str)],
}

/// The text of a file that was sent.
///
/// # Errors
/// With the field `file` when it is no sheet, or too large.
pub fn text_of(visit: &Visit, file: &FileRef, of: &EntityInfo, most: usize) -> Result<Decoded> {
    if usize::try_from(file.size).map_or(true, |size| size > most) {
        let size = match most >> 20 {
            0 => format!("{} KB", most >> 10),
            mb => format!("{mb} MB"),
        };
        let many = of.many.to_lowercase();
        let why = format!("A sheet of {many} has at most {size}.");
        return Err(Error::field("file", why));
    }
    let mut bytes = Vec::new();
    visit.store().file(file)?.read_to_end(&mut bytes)?;
    decode(&bytes)
}

/// What a sheet was read as.
pub struct Rows<'v> {
    pub table: Table,
    pub columns: Columns,
    /// The labels of needed fields of which there is no column.
    pub missing: Vec<&'static str>,
    /// What is to be known of how the file was read.
    pub notes: Vec<String>,
    typed: Typed<'v>,
    wanted: Wanted,
}

/// What a sheet was read as, without the person it was read for: it is put by while nobody works with it.
pub struct PutBy {
    table: Table,
    columns: Columns,
    missing: Vec<&'static str>,
    notes: Vec<String>,
    wanted: Wanted,
}

impl PutBy {
    /// The same for one person.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn rows(self, visit: &Visit) -> Result<Rows<'_>> {
        Ok(Rows {
            typed: Typed::of(visit)?,
            table: self.table,
            columns: self.columns,
            missing: self.missing,
            notes: self.notes,
            wanted: self.wanted,
        })
    }
}

/// One row: its line in the file, and what it says.
#[derive(Debug, Clone)]
pub struct Row {
    pub line: u64,
    /// What it calls what it is about: its first needed field.
    pub name: String,
    /// The record it is about, where the sheet has numbers.
    pub number: Option<String>,
    /// What it says of each field.
    pub said: Vec<Said>,
    /// What stands where there is no column any more: a comma that parted what was one cell.
    beyond: Option<String>,
    currency: Currency,
    otherwise: &'static [(&'static str, &'static str)],
}

/// What a row says of one field.
#[derive(Debug, Clone)]
pub struct Said {
    pub field: &'static Field,
    /// As it stands in the cell, and as the form has it; or why it can't be read.
    pub cell: String,
    pub texts: Result<Vec<String>, String>,
}

impl<'v> Rows<'v> {
    /// Reads a sheet of records for one person.
    ///
    /// # Errors
    /// With the field `file` when the sheet as a whole can't be read.
    pub fn of(
        visit: &'v Visit,
        of: &EntityInfo,
        wanted: Wanted,
        decoded: &Decoded,
        chosen: &[Chosen],
    ) -> Result<Rows<'v>> {
        let currency = Typed::of(visit)?.currency;
        Rows::in_currency(visit, (of, currency), wanted, decoded, chosen)
    }

    /// The same of a sheet whose amounts are in another currency than the house's.
    ///
    /// # Errors
    /// With the field `file` when the sheet as a whole can't be read.
    pub fn in_currency(
        visit: &'v Visit,
        (of, currency): (&EntityInfo, Currency),
        wanted: Wanted,
        decoded: &Decoded,
        chosen: &[Chosen],
    ) -> Result<Rows<'v>> {
        let typed = Typed::of(visit)?.in_currency(currency);
        let table = Table::of(decoded, wanted.rows)?;
        of_columns(&table.heads, chosen)?;
        let columns = Columns::of(&table, of.fields, chosen, typed.currency);
        Ok(Rows {
            missing: missing(&columns, of.fields, wanted.needed),
            notes: decoded.notes(),
            table,
            columns,
            typed,
            wanted,
        })
    }

    /// Refuses a sheet in which a column is missing without which nothing can be read.
    ///
    /// # Errors
    /// With the field `file`.
    pub fn whole(self) -> Result<Rows<'v>> {
        must_have(&self.columns, &self.missing)?;
        Ok(self)
    }

    pub fn put_by(self) -> PutBy {
        PutBy {
            table: self.table,
            columns: self.columns,
            missing: self.missing,
            notes: self.notes,
            wanted: self.wanted,
        }
    }

    pub fn typed(&self) -> &Typed<'v> {
        &self.typed
    }

    pub fn len(&self) -> usize {
        self.table.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.table.lines.is_empty()
    }

    /// The row at a place.
    pub fn row(&self, at: usize) -> Row {
        let line = &self.table.lines[at];
        let said: Vec<Said> = self
            .columns
            .fields
            .iter()
            .map(|told| self.said(told, line))
            .collect();
        let first = self.wanted.needed.first();
        let named = first.and_then(|key| said.iter().find(|said| said.field.key == *key));
        let number = self
            .columns
            .number()
            .map(|at| line.cell(at).trim().to_owned());
        Row {
            line: line.number,
            name: named.map_or(String::new(), |said| text::clean_line(&said.cell)),
            number: number.filter(|held| !held.is_empty()),
            said,
            beyond: (self.columns.all.len()..line.cells.len())
                .map(|at| text::clean_line(line.cell(at)))
                .find(|cell| !cell.is_empty()),
            currency: self.typed.currency,
            otherwise: self.wanted.otherwise,
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = Row> {
        (0..self.len()).map(|at| self.row(at))
    }

    fn said(&self, told: &Told, line: &super::table::Line) -> Said {
        let field = told.field;
        let clean = |at: usize| match field.kind {
            FieldKind::LongText => text::clean_block(line.cell(at)),
            _ => text::clean_line(line.cell(at)),
        };
        let whole = told.whole.iter().map(|at| (Some(*at), clean(*at)));
        let (from, cell) = whole
            .into_iter()
            .find(|(_, cell)| !cell.is_empty())
            .unwrap_or_else(|| {
                let parts: Vec<String> = told.parts.iter().map(|at| clean(*at)).collect();
                let parts: Vec<&str> = parts
                    .iter()
                    .map(String::as_str)
                    .filter(|p| !p.is_empty())
                    .collect();
                (None, parts.join(" "))
            });
        let reading = from.and_then(|at| self.columns.all[at].reading());
        let currency = self.typed.currency;
        let texts = normal(&field.kind, &cell, reading, currency)
            .map(|text| as_filled(&field.kind, text, currency))
            .and_then(|text| self.typed.read(&field.kind, &text));
        Said { field, cell, texts }
    }
}

/// As a filled form writes it, so that two ways to write one value are one.
fn as_filled(kind: &FieldKind, text: String, currency: Currency) -> String {
    match (kind, Money::parse(&text, currency)) {
        (FieldKind::Money, Some(money)) if !text.is_empty() => money.input(currency),
        _ => text,
    }
}

impl Row {
    /// What it says of the field of that key, as a form has it.
    pub fn texts(&self, key: &str) -> &[String] {
        let found = self.said.iter().find(|said| said.field.key == key);
        found.map_or(&[], |said| said.texts.as_deref().unwrap_or_default())
    }

    /// The same where it says only what changes.
    pub(super) fn saying(&self, said: Vec<Said>) -> Row {
        Row {
            said,
            ..self.clone()
        }
    }

    /// Reads the row by a form.
    ///
    /// # Errors
    /// With what is wrong with it, in one line.
    pub fn form<F: Form>(&self) -> Result<F, String> {
        self.read(self.pairs(self.otherwise)?)
    }

    /// The same over what a record holds: what the row doesn't say keeps its value, so that rules over several fields see
    /// all of them.
    ///
    /// # Errors
    /// With what is wrong with it, in one line.
    pub fn form_over<F: Form>(&self, held: Vec<(&str, String)>) -> Result<F, String> {
        let mut pairs = self.pairs(&[])?;
        let said: HashSet<String> = pairs.iter().map(|(name, _)| name.clone()).collect();
        let kept = held.into_iter().filter(|(name, _)| !said.contains(*name));
        pairs.extend(kept.map(|(name, text)| (name.to_owned(), text)));
        self.read(pairs)
    }

    fn read<F: Form>(&self, pairs: Vec<(String, String)>) -> Result<F, String> {
        let mut reader = Reader::over(pairs).in_currency(self.currency);
        let form = F::read(&mut reader);
        match reader.problems.is_empty() {
            true => Ok(form),
            false => Err(self.why(&reader)),
        }
    }

    /// The form's fields as the row says them.
    fn pairs(&self, otherwise: &[(&str, &str)]) -> Result<Vec<(String, String)>, String> {
        if let Some(cell) = &self.beyond {
            let cell = text::shorten(cell, 60);
            return Err(format!(
                "This row has more cells than there are columns: {cell} stands beyond the last. What holds the sign that parts cells stands in quotes."
            ));
        }
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut wrong: Vec<String> = Vec::new();
        for Said { field, texts, .. } in &self.said {
            let Some(name) = field.form() else { continue };
            match texts {
                Ok(texts) => {
                    pairs.extend(texts.iter().map(|text| (name.to_owned(), text.clone())));
                }
                Err(why) => wrong.push(format!("{}: {why}", field.label)),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong.join(" "));
        }
        let has = |pairs: &[(String, String)], name: &str| {
            let mut names = pairs.iter().map(|(held, _)| held.as_str());
            names.any(|held| held == name)
        };
        for (name, text) in otherwise {
            if !has(&pairs, name) {
                pairs.push(((*name).to_owned(), (*text).to_owned()));
            }
        }
        // Said to be nothing, which is not the same as not said.
        for name in self.said.iter().filter_map(|said| said.field.form()) {
            if !has(&pairs, name) {
                pairs.push((name.to_owned(), String::new()));
            }
        }
        Ok(pairs)
    }

    fn why(&self, reader: &Reader) -> String {
        let each = reader.problems.iter().map(|(name, why)| {
            let of = self
                .said
                .iter()
                .find(|said| said.field.form() == Some(name));
            let cell = of.map_or("", |said| said.cell.as_str());
            match cell.is_empty() || cell.chars().count() > 60 {
                true => why.to_owned(),
                false => format!("{why} It reads {cell}."),
            }
        });
        each.collect::<Vec<_>>().join(" ")
    }
}
