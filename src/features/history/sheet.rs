//! A list as a sheet (CSV): a column for each field that says so (`Field::in_sheets`), as people type it, so that a sheet
//! can be brought in again.

use serde_json::Value;

use super::Words;
use crate::{
    base::{Day, Error, Moment, Money, Result, money, text, time},
    data::{Entity, Field, FieldKind, Paging, Query, Visit},
    features::settings::CurrentSettings,
};

/// Rows that are read at once: a long sheet holds no long snapshot.
const PORTION: usize = 500;

/// All that a query finds, first the number of each, then its fields as far as the person reads them.
///
/// # Errors
/// When the store can't be read.
pub fn sheet_of<R: Entity>(visit: &Visit, query: impl Fn() -> Query<R>) -> Result<String> {
    let cells = Cells {
        words: Words::of(visit)?,
        currency: CurrentSettings::of(visit)?.0.currency(),
    };
    let fields: Vec<&Field> = R::INFO.fields.iter().filter(|f| f.in_sheets).collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    let labels = fields.iter().map(|field| field.label);
    out.write_record(["Number"].into_iter().chain(labels))
        .map_err(Error::internal)?;
    let mut paging = Paging::first(PORTION);
    loop {
        let page = visit.list(query().page(paging))?;
        for record in &page.rows {
            let of = record.as_ref();
            let stored = serde_json::to_value(record).map_err(Error::internal)?;
            let mut row = vec![visit.store().schema().number(of)];
            for field in &fields {
                let held = stored.get(field.stored).unwrap_or(&Value::Null);
                row.push(match visit.reads(field, of)? {
                    true => text::csv_cell(&cells.say(&field.kind, held)),
                    false => String::new(),
                });
            }
            out.write_record(&row).map_err(Error::internal)?;
        }
        match page.next {
            None => break,
            Some(next) => paging = Paging::first(PORTION).after(next),
        }
    }
    let bytes = out.into_inner().map_err(Error::internal)?;
    String::from_utf8(bytes).map_err(Error::internal)
}

struct Cells<'v> {
    words: Words<'v>,
    currency: money::Currency,
}

impl Cells<'_> {
    /// A value as it is typed: whole, and without what depends on who reads it when.
    fn say(&self, kind: &FieldKind, held: &Value) -> String {
        let number = held.as_i64();
        let typed = match (kind, held) {
            (_, Value::Null) => Some(String::new()),
            (FieldKind::Text | FieldKind::LongText, Value::String(said)) => Some(said.clone()),
            (FieldKind::Money, _) => number.map(|n| Money(n).input(self.currency)),
            (FieldKind::Percent, _) => number.map(|n| n.to_string()),
            (FieldKind::Minutes, _) => number.map(time::minutes),
            (FieldKind::Day, _) => number
                .and_then(|n| i32::try_from(n).ok())
                .map(|n| Day(n).iso()),
            (FieldKind::Moment, _) => number.map(|n| Moment(n).rfc3339()),
            (FieldKind::List(each), Value::Array(items)) => {
                let items: Vec<String> = items.iter().map(|item| self.say(each, item)).collect();
                Some(items.join(", "))
            }
            // No record is told as nothing.
            (FieldKind::Record(_), _) if held.as_u64() == Some(0) => Some(String::new()),
            _ => None,
        };
        typed.unwrap_or_else(|| self.words.say(kind, held))
    }
}
