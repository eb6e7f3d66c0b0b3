//! A list as a sheet (CSV): a column for each field that says so (`Field::in_sheets`), as people type it, so that a sheet
//! can be brought in again.

use serde_json::Value;

use super::Typed;
use crate::{
    base::{Error, Result, text},
    data::{Entity, Field, Json, Page, Paging, Visit},
};

/// Rows that are read at once: a long sheet holds no long snapshot.
const PORTION: usize = 500;

/// All pages of a list, first the number of each record, then its fields as far as the person reads them.
///
/// # Errors
/// When the store can't be read.
pub fn sheet_of<R: Entity>(
    visit: &Visit,
    list: impl Fn(Paging) -> Result<Page<R>>,
) -> Result<String> {
    let mut sheet = Sheet::of(visit)?;
    let mut paging = Paging::first(PORTION);
    loop {
        let page = list(paging)?;
        sheet.rows(&page.rows)?;
        match page.next {
            None => return sheet.done(),
            Some(next) => paging = Paging::first(PORTION).after(next),
        }
    }
}

/// What a person's sheet tells of one record.
pub(super) struct Told<'r, R> {
    visit: &'r Visit,
    record: &'r R,
    stored: Value,
    worked_out: Json,
}

impl<'r, R: Entity> Told<'r, R> {
    pub fn of(visit: &'r Visit, record: &'r R) -> Result<Told<'r, R>> {
        let mut worked_out = Json::default();
        let mut fields = R::INFO.fields.iter();
        if fields.any(|field| field.in_sheets && field.stored.is_empty()) {
            record.work_out(visit, &mut worked_out)?;
        }
        Ok(Told {
            visit,
            record,
            stored: serde_json::to_value(record).map_err(Error::internal)?,
            worked_out,
        })
    }

    /// What it holds in a field, as far as the person reads it.
    pub fn held(&self, field: &Field) -> Result<&Value> {
        let held = match field.stored {
            "" => self.worked_out.get(field.key),
            name => self.stored.get(name),
        };
        Ok(match self.visit.reads(field, self.record.as_ref())? {
            true => held.unwrap_or(&Value::Null),
            false => &Value::Null,
        })
    }
}

type Tell<'v, R> = Box<dyn Fn(&R) -> String + 'v>;

/// A sheet that is being written.
pub struct Sheet<'v, R> {
    visit: &'v Visit,
    typed: Typed<'v>,
    fields: Vec<&'static Field>,
    more: Vec<(&'static str, Tell<'v, R>)>,
    out: csv::Writer<Vec<u8>>,
    begun: bool,
}

impl<'v, R: Entity> Sheet<'v, R> {
    /// # Errors
    /// When the store can't be read.
    pub fn of(visit: &'v Visit) -> Result<Sheet<'v, R>> {
        Ok(Sheet {
            visit,
            typed: Typed::of(visit)?,
            fields: R::INFO.fields.iter().filter(|f| f.in_sheets).collect(),
            more: Vec::new(),
            out: csv::Writer::from_writer(Vec::new()),
            begun: false,
        })
    }

    /// A column of what is no field of the record: what other rooms know of it.
    pub fn column(mut self, label: &'static str, tell: impl Fn(&R) -> String + 'v) -> Self {
        self.more.push((label, Box::new(tell)));
        self
    }

    fn begin(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let labels = self.fields.iter().map(|field| field.label);
        let more = self.more.iter().map(|(label, _)| *label);
        let heads = std::iter::once("Number").chain(labels).chain(more);
        self.out.write_record(heads).map_err(Error::internal)
    }

    /// # Errors
    /// When the store can't be read.
    pub fn rows(&mut self, records: &[R]) -> Result<()> {
        self.begin()?;
        for record in records {
            let told = Told::of(self.visit, record)?;
            let mut row = vec![self.visit.store().schema().number(record.as_ref())];
            for field in &self.fields {
                row.push(self.typed.cell(&field.kind, told.held(field)?));
            }
            row.extend(self.more.iter().map(|(_, tell)| tell(record)));
            self.out
                .write_record(row.iter().map(|cell| text::csv_cell(cell)))
                .map_err(Error::internal)?;
        }
        Ok(())
    }

    /// # Errors
    /// When it can't be written.
    pub fn done(mut self) -> Result<String> {
        self.begin()?;
        let bytes = self.out.into_inner().map_err(Error::internal)?;
        String::from_utf8(bytes).map_err(Error::internal)
    }
}
