//! What becomes of a row of a sheet: a record that isn't there yet, a change of one that is, or nothing, with the reason.

use super::{Imported, Row, Seen, Typed, pairs_of, rows::Said, sheet::Told};
use crate::{
    base::{Error, Id, Result, text},
    data::Visit,
};

/// What becomes of a row.
pub(super) enum Fate<R: Imported> {
    New(Box<R::New>),
    Change(Box<R>, Box<R::Edit>),
    /// It is so already.
    Same(Box<R>),
    Refused(String),
}

impl<R: Imported> Fate<R> {
    pub fn word(&self) -> &'static str {
        match self {
            Fate::New(_) => NEW,
            Fate::Change(..) => CHANGED,
            Fate::Same(_) => AS_IT_IS,
            Fate::Refused(_) => REFUSED,
        }
    }
}

pub(super) const NEW: &str = "new";
pub(super) const CHANGED: &str = "changed";
pub(super) const AS_IT_IS: &str = "as it is";
pub(super) const REFUSED: &str = "refused";

/// The record that a row with a number is about; or why it is about none.
fn about<R: Imported>(visit: &Visit, number: &str) -> Result<Result<R, String>> {
    let one = R::INFO.one.to_lowercase();
    let schema = visit.store().schema();
    let found = schema.parse_number(number);
    let Some(found) = found.filter(|of| of.kind == R::KIND.code && of.id > 0) else {
        // Digits alone may be anybody's: other programs number their rows too.
        return Ok(Err(format!(
            "Write the number as {}-12, or none for a new {one}. It reads {number}.",
            R::KIND.prefix
        )));
    };
    match visit.find(Id::new(found.id)) {
        Ok(record) => Ok(Ok(record)),
        Err(Error::NotFound) => Ok(Err(format!("There is no {one} {number}."))),
        Err(other) => Err(other),
    }
}

/// What a row says otherwise than the record holds it.
fn differing<'s, R: Imported>(
    visit: &Visit,
    typed: &Typed<'_>,
    row: &'s Row,
    record: &R,
) -> Result<Vec<&'s Said>> {
    let told = Told::of(visit, record)?;
    let mut differing = Vec::new();
    for said in row.said.iter().flatten() {
        let (kind, held) = (&said.field.kind, told.held(said.field)?);
        let same = text::clean_block(&typed.cell(kind, held)) == said.cell
            || said.texts.as_ref() == Ok(&typed.texts(kind, held));
        if !same {
            differing.push(said);
        }
    }
    Ok(differing)
}

/// Whether a row of a sheet changes the field of a record that is there.
fn is_changed(said: &Said) -> bool {
    said.field.form().is_some() && !said.field.at_first
}

/// Why a row can't be brought in that says otherwise what no sheet changes. Asked of all rows before the first is
/// written: what follows in one record from a change of another is nobody's word.
pub(super) fn unchangeable<R: Imported>(
    visit: &Visit,
    typed: &Typed<'_>,
    row: &Row,
) -> Result<Option<String>> {
    let Some(number) = &row.number else {
        return Ok(None);
    };
    let Ok(record) = about::<R>(visit, number)? else {
        return Ok(None);
    };
    let differing = differing(visit, typed, row, &record)?;
    let held = differing.into_iter().find(|said| !is_changed(said));
    Ok(held.map(|said| format!("{} isn't changed by a sheet.", said.field.label)))
}

/// A retry finds what was done the first time: what was answered then is answered again.
pub(super) fn fate<R: Imported>(
    visit: &Visit,
    typed: &Typed<'_>,
    row: &Row,
    unchangeable: Option<String>,
    seen: &mut Seen,
) -> Result<Fate<R>> {
    let answered = visit.was_answered()?;
    let Some(number) = &row.number else {
        return fate_of_new(visit, row, seen, answered);
    };
    let record = match about::<R>(visit, number)? {
        Ok(record) => record,
        Err(why) => return Ok(Fate::Refused(why)),
    };
    if let Some(why) = unchangeable.filter(|_| !answered) {
        return Ok(Fate::Refused(why));
    }
    let differing = differing(visit, typed, row, &record)?.into_iter();
    let changed: Vec<Said> = differing.filter(|said| is_changed(said)).cloned().collect();
    if changed.is_empty() && !answered {
        return Ok(Fate::Same(Box::new(record)));
    }
    let mut held = pairs_of(typed, &record)?;
    held.push(("version", record.version().to_string()));
    let changes = Row {
        said: Ok(changed),
        ..row.clone()
    };
    Ok(match changes.form_over::<R::Edit>(held) {
        Err(why) => Fate::Refused(why),
        Ok(form) => Fate::Change(Box::new(record), Box::new(form)),
    })
}

fn fate_of_new<R: Imported>(
    visit: &Visit,
    row: &Row,
    seen: &mut Seen,
    answered: bool,
) -> Result<Fate<R>> {
    let form = match row.form::<R::New>() {
        Ok(form) => form,
        Err(why) => return Ok(Fate::Refused(why)),
    };
    let again = seen.again(&R::keys(&form));
    if !answered {
        if let Some(id) = R::there(visit, &form)? {
            return Ok(Fate::Refused(format!("{id} is the same already.")));
        }
        if again {
            let one = R::INFO.one.to_lowercase();
            let why = format!("The same {one} stands above in this file.");
            return Ok(Fate::Refused(why));
        }
    }
    Ok(Fate::New(Box::new(form)))
}
