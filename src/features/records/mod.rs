//! What is done alike with records of any kind, by the fields they describe themselves with: filling in their form, sheets
//! out and in, several at once, two that are one.
//!
//! No records and no actions of its own: each record is read, made and changed by its own deeds.

mod fate;
mod import;
mod merge;
mod rows;
mod several;
mod sheet;
mod typed;

use crate::{
    base::{Error, Problems, Result},
    data::{Entity, Visit},
    features::Feature,
    web::form::{Filled, Form, Reader},
};

pub use import::{Imported, import_link, import_routes};
pub use merge::{Bring, Merge, Merged, merge, merge_routes};
pub use rows::{Row, Rows, Seen, Wanted, decode, text_of};
pub use several::{Set, SetSeveral, Several, controls, several_routes};
pub use sheet::{Sheet, sheet_of};
pub use typed::{Typed, read};

pub fn feature() -> Feature {
    Feature {
        name: "records",
        ..Feature::default()
    }
}

/// A record's form as the record fills it in: every field that the form changes.
///
/// # Errors
/// When the record can't be told.
pub fn filled<R: Entity, F: Form>(visit: &Visit, record: &R) -> Result<Filled<F>> {
    let typed = Typed::of(visit)?;
    Ok(Filled::blank(&pairs_of(&typed, record)?))
}

/// What is wrong with a record by the rules of its form.
///
/// # Errors
/// When the record can't be told.
fn problems_of<R: Entity, F: Form>(visit: &Visit, record: &R) -> Result<Problems> {
    let typed = Typed::of(visit)?;
    let pairs = pairs_of(&typed, record)?.into_iter();
    let pairs = pairs.map(|(name, text)| (name.to_owned(), text)).collect();
    let mut reader = Reader::over(pairs).in_currency(typed.currency);
    F::read(&mut reader);
    Ok(reader.problems)
}

/// What the record says in each field that its form changes.
fn pairs_of<R: Entity>(typed: &Typed<'_>, record: &R) -> Result<Vec<(&'static str, String)>> {
    let stored = serde_json::to_value(record).map_err(Error::internal)?;
    let mut pairs = Vec::new();
    for field in R::INFO.fields.iter().filter(|field| !field.at_first) {
        if let (Some(name), Some(held)) = (field.form(), stored.get(field.stored)) {
            let texts = typed.texts(&field.kind, held);
            pairs.extend(texts.into_iter().map(|text| (name, text)));
        }
    }
    Ok(pairs)
}
