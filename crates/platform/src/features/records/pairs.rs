//! What a record says in each field that its form changes.

use super::typed::Typed;
use crate::{
    base::{Error, Problems, Result},
    data::{Entity, Visit},
    web::form::{Form, Reader},
};

/// What is wrong with a record by the rules of its form.
///
/// # Errors
/// When the record can't be told.
pub fn problems_of<R: Entity, F: Form>(visit: &Visit, record: &R) -> Result<Problems> {
    let typed = Typed::of(visit)?;
    let pairs = pairs_of(&typed, record, false)?.into_iter();
    let pairs = pairs.map(|(name, text)| (name.to_owned(), text)).collect();
    let mut reader = Reader::over(pairs).in_currency(typed.currency);
    F::read(&mut reader);
    Ok(reader.problems)
}

/// What the record says in each field that its form changes; `all` adds those that only the form that makes one reads.
pub fn pairs_of<R: Entity>(
    typed: &Typed<'_>,
    record: &R,
    all: bool,
) -> Result<Vec<(&'static str, String)>> {
    let stored = serde_json::to_value(record).map_err(Error::internal)?;
    let mut pairs = Vec::new();
    for field in R::INFO.fields.iter().filter(|field| all || !field.at_first) {
        if let (Some(name), Some(held)) = (field.form(), stored.get(field.stored)) {
            let texts = typed.texts(&field.kind, held);
            pairs.extend(texts.into_iter().map(|text| (name, text)));
        }
    }
    Ok(pairs)
}
