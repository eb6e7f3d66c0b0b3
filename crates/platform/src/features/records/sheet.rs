//! A list as a sheet (CSV): a column for each field that says so (`Field::in_sheets`), as people type it, so that a sheet
//! can be brought in again.

use serde_json::Value;

use super::Typed;
use crate::{
    base::{Error, Result, text},
    data::{Entity, Field, Json, Visit},
};

/// What a person's sheet tells of one record.
pub struct Told<'r, R> {
    visit: &'r Visit,
    record: &'r R,
    stored: Value,
    worked_out: Json,
}

impl<'r, R: Entity> Told<'r, R> {
    /// # Errors
    /// When it can't be told.
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
    ///
    /// # Errors
    /// When the store can't be read.
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

type Tell<'v, R> = Box<dyn Fn(&R) -> Result<String> + 'v>;

/// What stands in a column.
enum Filled<'v, R> {
    Field(&'static Field),
    /// What is no field of the record: what other rooms know of it.
    Told(&'static str, Tell<'v, R>),
}

/// A sheet that is being written.
pub struct Sheet<'v, R> {
    visit: &'v Visit,
    typed: Typed<'v>,
    columns: Vec<Filled<'v, R>>,
    out: csv::Writer<Vec<u8>>,
    begun: bool,
}

impl<'v, R: Entity> Sheet<'v, R> {
    /// With a column for each field that says so.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn of(visit: &'v Visit) -> Result<Sheet<'v, R>> {
        let fields = R::INFO.fields.iter().filter(|field| field.in_sheets);
        Ok(fields.fold(Sheet::bare(visit)?, Sheet::field))
    }

    /// With the number of each record and no other column yet.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn bare(visit: &'v Visit) -> Result<Sheet<'v, R>> {
        Ok(Sheet {
            visit,
            typed: Typed::of(visit)?,
            columns: Vec::new(),
            out: csv::Writer::from_writer(Vec::new()),
            begun: false,
        })
    }

    /// A column of a field.
    pub fn field(mut self, field: &'static Field) -> Self {
        self.columns.push(Filled::Field(field));
        self
    }

    /// A column of what is no field of the record.
    pub fn column(mut self, label: &'static str, tell: impl Fn(&R) -> Result<String> + 'v) -> Self {
        self.columns.push(Filled::Told(label, Box::new(tell)));
        self
    }

    /// Goes on with a sheet that has its heads.
    pub fn going_on(mut self) -> Self {
        self.begun = true;
        self
    }

    fn begin(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let labels = self.columns.iter().map(|column| match column {
            Filled::Field(field) => field.label,
            Filled::Told(label, _) => label,
        });
        let heads = std::iter::once("Number").chain(labels);
        self.out.write_record(heads).map_err(Error::internal)
    }

    /// # Errors
    /// When the store can't be read.
    pub fn rows(&mut self, records: &[R]) -> Result<()> {
        self.begin()?;
        for record in records {
            let told = Told::of(self.visit, record)?;
            let mut row = vec![self.visit.store().schema().number(record.as_ref())];
            for column in &self.columns {
                row.push(match column {
                    Filled::Field(field) => self.typed.cell(&field.kind, told.held(field)?),
                    Filled::Told(_, tell) => tell(record)?,
                });
            }
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
