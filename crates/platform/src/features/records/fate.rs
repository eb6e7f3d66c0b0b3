//! What becomes of a row of a sheet: a record that isn't there yet, a change of one that is, or nothing, with the reason.

use super::{
    Imported, Row, Typed,
    import::{Above, Alike, Of, What},
    pairs::pairs_of,
    rows::Said,
    sheet::Told,
};
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
    pub fn what(&self) -> What {
        match self {
            Fate::New(_) => What::New,
            Fate::Change(..) => What::Changed,
            Fate::Same(_) => What::Same,
            Fate::Refused(_) => What::Refused,
        }
    }
}

/// What was done for a row already, before the import was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Nothing,
    Made,
    Changed,
}

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
    for said in &row.said {
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

/// How rows are judged.
pub(super) struct Judge<'j, 't> {
    pub visit: &'j Visit,
    pub typed: &'j Typed<'t>,
    pub alike: Alike,
    /// The rows that stand above in the same file.
    pub above: &'j Above,
}

impl Judge<'_, '_> {
    /// What becomes of a row; what was done for it already stays what it was.
    pub fn fate<R: Imported>(
        &self,
        row: &Row,
        unchangeable: Option<String>,
        done: Done,
    ) -> Result<Fate<R>> {
        let Some(number) = &row.number else {
            return self.fate_of_new(row, done);
        };
        let record = match about::<R>(self.visit, number)? {
            Ok(record) => record,
            Err(why) => return Ok(Fate::Refused(why)),
        };
        if let Some(why) = unchangeable.filter(|_| done == Done::Nothing) {
            return Ok(Fate::Refused(why));
        }
        self.change(row, record, done, |_| true)
    }

    /// The change that a row makes of a record that is there.
    fn change<R: Imported>(
        &self,
        row: &Row,
        record: R,
        done: Done,
        takes: fn(&Said) -> bool,
    ) -> Result<Fate<R>> {
        let differing = differing(self.visit, self.typed, row, &record)?.into_iter();
        let changed = differing.filter(|said| is_changed(said) && takes(said));
        let changed: Vec<Said> = changed.cloned().collect();
        if changed.is_empty() && done == Done::Nothing {
            return Ok(Fate::Same(Box::new(record)));
        }
        let mut held = pairs_of(self.typed, &record, true)?;
        held.push(("version", record.version().to_string()));
        Ok(match row.saying(changed).form_over::<R::Edit>(held) {
            Err(why) => Fate::Refused(why),
            Ok(form) => Fate::Change(Box::new(record), Box::new(form)),
        })
    }

    fn fate_of_new<R: Imported>(&self, row: &Row, done: Done) -> Result<Fate<R>> {
        let form = match row.form::<R::New>() {
            Ok(form) => form,
            Err(why) => return Ok(Fate::Refused(why)),
        };
        if done == Done::Made {
            return Ok(Fate::New(Box::new(form)));
        }
        if let Some(like) = self.above.like::<R>(self.visit, &R::facts(&form))? {
            let branch = like.but.is_some();
            let words = like.words();
            match (self.alike, &like.of) {
                (Alike::AddAll, _) => {}
                (Alike::AddBranches, _) if branch => {}
                (Alike::Update, Of::Record { id, .. }) if !branch || done == Done::Changed => {
                    return match self.visit.find(*id) {
                        Ok(record) => self.change(row, record, done, |said| !said.cell.is_empty()),
                        Err(Error::NotFound) => Ok(Fate::Refused(words)),
                        Err(other) => Err(other),
                    };
                }
                _ => return Ok(Fate::Refused(words)),
            }
        }
        Ok(match refusal(R::check(self.visit, &form))? {
            Err(why) => Fate::Refused(why),
            Ok(()) => Fate::New(Box::new(form)),
        })
    }
}

/// What keeps one row out keeps no other out; what is wrong with the house ends it all.
pub(super) fn refusal<T>(done: Result<T>) -> Result<Result<T, String>> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(why @ (Error::Internal(_) | Error::Unavailable(_) | Error::Unproved)) => Err(why),
        Err(Error::NotFound) => Ok(Err(
            "A record that it names by number is not there, or not yours to see.".into(),
        )),
        Err(why) => Ok(Err(why.to_string())),
    }
}
