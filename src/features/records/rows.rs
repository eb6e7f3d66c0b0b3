//! A sheet (CSV) as rows of a record's form: any of the usual separators, UTF-8 with or without a mark or else
//! Windows-1252, Windows line ends, quoted commas, columns in any order and under the names that the fields know. Each
//! row is read by the form that people fill in.

use std::{collections::HashSet, io::Read};

use encoding_rs::WINDOWS_1252;

use super::Typed;
use crate::{
    base::{Error, Result, money::Currency, text},
    data::{EntityInfo, Field, FieldKind, FileRef, Visit},
    web::form::{Described, Form, Reader},
};

/// What rows before this one in the same sheet were about.
#[derive(Default)]
pub struct Seen(HashSet<String>);

impl Seen {
    /// Whether one of these was there before; remembers them all.
    pub fn again(&mut self, keys: &[String]) -> bool {
        let before = keys.iter().any(|key| self.0.contains(key));
        self.0.extend(keys.iter().cloned());
        before
    }
}

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
pub fn text_of(visit: &Visit, file: &FileRef, of: &EntityInfo, most: usize) -> Result<String> {
    if usize::try_from(file.size).map_or(true, |size| size > most) {
        return Err(too_large(of, most));
    }
    let mut bytes = Vec::new();
    visit.store().file(file)?.read_to_end(&mut bytes)?;
    decode(&bytes)
}

fn too_large(of: &EntityInfo, most: usize) -> Error {
    let size = match most >> 20 {
        0 => format!("{} KB", most >> 10),
        mb => format!("{mb} MB"),
    };
    let many = of.many.to_lowercase();
    Error::field("file", format!("A sheet of {many} has at most {size}."))
}

pub fn decode(bytes: &[u8]) -> Result<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(Error::field("file", "This file is empty. Choose another."));
    }
    if bytes.starts_with(b"PK") || bytes.contains(&0) {
        return Err(Error::field(
            "file",
            "This is not a CSV file. In the spreadsheet, choose Save as, then CSV (UTF-8).",
        ));
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(content) => content.to_owned(),
        // Old spreadsheets write Windows-1252, in which every byte is a character.
        Err(_) => WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    })
}

/// What a sheet was read as.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Column heads, each with the field that it is taken for and that a row writes.
    pub columns: Vec<(String, Option<&'static Field>)>,
    pub rows: Vec<Row>,
}

/// One row: its line in the file, and what it says.
#[derive(Debug, Clone)]
pub struct Row {
    pub line: u64,
    /// What it calls what it is about: its first needed field.
    pub name: String,
    /// The record it is about, where the sheet has numbers.
    pub number: Option<String>,
    /// What it says of each field; or why the line can't be read.
    pub said: Result<Vec<Said>, String>,
    pub(super) currency: Currency,
    pub(super) otherwise: &'static [(&'static str, &'static str)],
}

/// Reads a cell by the kind of its field: as the form of the record has it, or why it can't be read.
type ReadCell<'r> = dyn Fn(&FieldKind, &str) -> Result<Vec<String>, String> + 'r;

/// What a row says of one field.
#[derive(Debug, Clone)]
pub struct Said {
    pub field: &'static Field,
    /// As it stands in the cell, and as the form has it; or why it can't be read.
    pub cell: String,
    pub texts: Result<Vec<String>, String>,
}

impl Rows {
    /// Reads a sheet of records for one person.
    ///
    /// # Errors
    /// With the field `file` when the sheet as a whole can't be read.
    pub fn of(visit: &Visit, of: &EntityInfo, wanted: &Wanted, content: &str) -> Result<Rows> {
        if content.len() > wanted.bytes {
            return Err(too_large(of, wanted.bytes));
        }
        let typed = Typed::of(visit)?;
        let read = |kind: &FieldKind, cell: &str| typed.read(kind, cell);
        Rows::read(of.fields, wanted, content, typed.currency, &read)
    }

    pub fn read(
        fields: &'static [Field],
        wanted: &Wanted,
        content: &str,
        currency: Currency,
        read: &ReadCell<'_>,
    ) -> Result<Rows> {
        // Line ends of one kind, so that line numbers are what an editor shows.
        let content = content.replace("\r\n", "\n");
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(text::separator(&content))
            .flexible(true)
            .from_reader(content.as_bytes());
        let heads = reader
            .headers()
            .map_err(|e| Error::field("file", format!("This is not a readable CSV file: {e}.")))?
            .clone();
        let columns = columns(fields, &heads);
        must_have(fields, wanted, &columns)?;
        let number = heads.iter().position(is_number);
        let mut rows = Vec::new();
        for record in reader.records() {
            let empty = |record: &csv::StringRecord| record.iter().all(text::shows_nothing);
            if record.as_ref().is_ok_and(empty) {
                continue;
            }
            if rows.len() == wanted.rows {
                let most = wanted.rows;
                let why = format!("More than {most} rows at once don't fit. Split the file.");
                return Err(Error::field("file", why));
            }
            let (line, said) = match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    (line, Ok(record))
                }
                Err(e) => {
                    let why = format!("The line is not readable: {e}.");
                    (e.position().map_or(0, csv::Position::line), Err(why))
                }
            };
            let name = wanted.needed.first().and_then(|key| {
                let at = columns.iter().position(|(_, field)| is(*field, key))?;
                said.as_ref().ok()?.get(at)
            });
            let number = number.and_then(|at| said.as_ref().ok()?.get(at));
            rows.push(Row {
                line,
                name: text::clean_line(text::from_csv_cell(name.unwrap_or_default())),
                number: number
                    .map(|held| held.trim().to_owned())
                    .filter(|held| !held.is_empty()),
                said: said.map(|record| cells(&columns, &record, read)),
                currency,
                otherwise: wanted.otherwise,
            });
        }
        let written = |field: &&Field| field.form().is_some();
        let columns = columns.into_iter();
        let columns = columns.map(|(head, field)| (head, field.filter(written)));
        Ok(Rows {
            columns: columns.collect(),
            rows,
        })
    }

    /// The heads of the columns that no row writes.
    pub fn passed_over(&self) -> Vec<&str> {
        let columns = self.columns.iter();
        let unread = columns.filter(|(head, field)| field.is_none() && !is_number(head));
        unread.map(|(head, _)| head.as_str()).collect()
    }
}

/// Whether the column under this head says which record a row is about.
pub(super) fn is_number(head: &str) -> bool {
    text::fold(head) == "number"
}

fn is(field: Option<&Field>, key: &str) -> bool {
    field.is_some_and(|field| field.key == key)
}

/// Each field is read from the first column that is called like it.
fn columns(
    fields: &'static [Field],
    heads: &csv::StringRecord,
) -> Vec<(String, Option<&'static Field>)> {
    let mut columns: Vec<(String, Option<&'static Field>)> = Vec::new();
    for head in heads {
        let taken = |field: &Field| columns.iter().any(|(_, held)| is(*held, field.key));
        let mut shown = fields.iter().filter(|field| field.in_sheets);
        let field = shown.find(|field| field.is_called(head) && !taken(field));
        columns.push((text::clean_line(head), field));
    }
    columns
}

fn must_have(
    fields: &'static [Field],
    wanted: &Wanted,
    columns: &[(String, Option<&'static Field>)],
) -> Result<()> {
    let missing = |key: &&&str| !columns.iter().any(|(_, field)| is(*field, key));
    let label = |key: &&str| fields.iter().find(|f| f.key == *key).map(|f| f.label);
    let missing: Vec<&str> = wanted
        .needed
        .iter()
        .filter(missing)
        .filter_map(label)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let labels = missing.join(" and ");
    let found: Vec<&str> = columns.iter().map(|(head, _)| head.as_str()).collect();
    let found = text::shorten(&found.join(" | "), 120);
    Err(Error::field(
        "file",
        format!(
            "No column holds {}. The first line should name the columns, among them {labels}; it reads: {found}.",
            labels.to_lowercase()
        ),
    ))
}

fn cells(
    columns: &[(String, Option<&'static Field>)],
    record: &csv::StringRecord,
    read: &ReadCell<'_>,
) -> Vec<Said> {
    let mut said = Vec::new();
    for (at, (_, field)) in columns.iter().enumerate() {
        let Some(field) = *field else { continue };
        let cell = text::from_csv_cell(record.get(at).unwrap_or_default());
        let cell = match field.kind {
            FieldKind::LongText => text::clean_block(cell),
            _ => text::clean_line(cell),
        };
        let texts = read(&field.kind, &cell);
        let texts = match field.lenient {
            true => texts.map(|texts| leniently(&field.kind, &cell, texts)),
            false => texts,
        };
        said.push(Said { field, cell, texts });
    }
    said
}

/// Of a closed list, what is known of it.
fn leniently(kind: &FieldKind, cell: &str, mut texts: Vec<String>) -> Vec<String> {
    match kind {
        FieldKind::List(FieldKind::Choice(words)) => {
            let cell = cell.to_lowercase();
            let words = words().into_iter().map(|(key, _)| key);
            words
                .filter(|key| cell.contains(key))
                .map(str::to_owned)
                .collect()
        }
        FieldKind::Choice(words) => {
            let words = words();
            texts.retain(|text| words.iter().any(|(key, _)| key == text));
            texts
        }
        _ => texts,
    }
}

impl Row {
    /// What it says of the field of that key, as it stands in the cell.
    pub fn cell(&self, key: &str) -> &str {
        let said = self.said.as_ref().map_or(&[][..], Vec::as_slice);
        let found = said.iter().find(|said| said.field.key == key);
        found.map_or("", |said| said.cell.as_str())
    }

    /// What it says of that field, as a form has it.
    pub fn texts(&self, key: &str) -> &[String] {
        let said = self.said.as_ref().map_or(&[][..], Vec::as_slice);
        let found = said.iter().find(|said| said.field.key == key);
        found.map_or(&[], |said| said.texts.as_deref().unwrap_or_default())
    }

    /// Reads the row by a form.
    ///
    /// # Errors
    /// With what is wrong with it, in one line.
    pub fn form<F: Form>(&self) -> Result<F, String> {
        let pairs = self.pairs(&Reader::describe::<F>(), self.otherwise)?;
        self.read(pairs)
    }

    /// The same over what a record holds: what the row doesn't say keeps its value, so that rules over several fields see
    /// all of them.
    ///
    /// # Errors
    /// With what is wrong with it, in one line.
    pub fn form_over<F: Form>(&self, held: Vec<(&str, String)>) -> Result<F, String> {
        let mut pairs = self.pairs(&Reader::describe::<F>(), &[])?;
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

    /// The form's fields as the row says them; what is lenient is cut to what fits.
    fn pairs(
        &self,
        described: &[Described],
        otherwise: &[(&str, &str)],
    ) -> Result<Vec<(String, String)>, String> {
        let said = self.said.as_ref().map_err(Clone::clone)?;
        let mut pairs: Vec<(String, String)> = Vec::new();
        for Said { field, texts, .. } in said {
            let Some(name) = field.form() else { continue };
            let texts = texts.as_ref().map_err(Clone::clone)?;
            let fits = described.iter().find(|held| held.name == name);
            let most = fits.and_then(|held| held.most).filter(|_| field.lenient);
            pairs.extend(texts.iter().map(|text| {
                let text = text.chars().take(most.unwrap_or(usize::MAX)).collect();
                (name.to_owned(), text)
            }));
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
        for name in said.iter().filter_map(|said| said.field.form()) {
            if !has(&pairs, name) {
                pairs.push((name.to_owned(), String::new()));
            }
        }
        Ok(pairs)
    }

    fn why(&self, reader: &Reader) -> String {
        let said = self.said.as_ref().map_or(&[][..], Vec::as_slice);
        let each = reader.problems.iter().map(|(name, why)| {
            let of = said.iter().find(|said| said.field.form() == Some(name));
            let cell = of.map_or("", |said| said.cell.as_str());
            match cell.is_empty() || cell.chars().count() > 60 {
                true => why.to_owned(),
                false => format!("{why} It reads {cell}."),
            }
        });
        each.collect::<Vec<_>>().join(" ")
    }
}
