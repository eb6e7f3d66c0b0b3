//! What is done alike with records of any kind, by the fields they describe themselves with: filling in their form, sheets
//! out and in, several at once, two that are one.
//!
//! Records: `Import` (a sheet that came in, every row accounted for) and the portions of its rows. Each record of another
//! room is read, made and changed by its own deeds.
//!
//! A sheet comes in through `decode` (bytes as text), `table` (text as cells), `columns` (which column is what), `figures`
//! (numbers and days as they are written), `rows` (the form of each row), `fate` (what becomes of it) and `import`.

mod columns;
mod decode;
mod fate;
mod figures;
mod import;
mod merge;
mod rows;
mod several;
mod sheet;
mod table;
mod typed;

use crate::{
    base::{Error, Problems, Result},
    data::{Entity, KindInfo, Visit},
    features::Feature,
    web::form::{Filled, Form, Reader},
};

pub use columns::{Chosen, Columns};
pub use decode::{Decoded, decode};
pub use figures::Reading;
pub use import::{
    Bearer, Facts, Import, Imported, Made, Making, Mark, Portion, Running, State, import_job,
    import_link, import_routes,
};
pub use merge::{Bring, Merge, Merged, merge, merge_routes};
pub use rows::{Row, Rows, Wanted, text_of};
pub use several::{Set, SetSeveral, Several, controls, several_routes};
pub use sheet::{Sheet, sheet_of};
pub use table::Table;
pub use typed::{Typed, read};

pub fn feature() -> Feature {
    Feature {
        name: "records",
        kinds: vec![KindInfo::entity::<Import>(), KindInfo::entity::<Portion>()],
        actions: &[import::VIEW, import::RUN, import::STOP],
        routes: import::own_routes(),
        reshapes: vec![import::EARLIER],
        ..Feature::default()
    }
}

/// A record's form as the record fills it in: every field that the form changes.
///
/// # Errors
/// When the record can't be told.
pub fn filled<R: Entity, F: Form>(visit: &Visit, record: &R) -> Result<Filled<F>> {
    let typed = Typed::of(visit)?;
    Ok(Filled::blank(&pairs_of(&typed, record, false)?))
}

/// What is wrong with a record by the rules of its form.
///
/// # Errors
/// When the record can't be told.
fn problems_of<R: Entity, F: Form>(visit: &Visit, record: &R) -> Result<Problems> {
    let typed = Typed::of(visit)?;
    let pairs = pairs_of(&typed, record, false)?.into_iter();
    let pairs = pairs.map(|(name, text)| (name.to_owned(), text)).collect();
    let mut reader = Reader::over(pairs).in_currency(typed.currency);
    F::read(&mut reader);
    Ok(reader.problems)
}

/// What the record says in each field that its form changes; `all` adds those that only the form that makes one reads.
fn pairs_of<R: Entity>(
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
