//! Once a day: documents that are over the time of their category are archived, or go for good two weeks after their
//! owner was told.

use super::{Categories, DocumentCategory, Ending, actions::DISPOSE};
use crate::{
    base::{Id, Moment, Result, text, time},
    data::{Change, Held, Key, Query, Record, Ref, Visit},
    features::{
        self,
        documents::{
            Document, Version, approval,
            document::BY_CATEGORY,
            notices,
            version::{BY_DOCUMENT, of_document},
        },
        inbox,
    },
};

/// Documents that one deed deals with, so that nobody who saves something waits.
const AT_ONCE: usize = 50;
/// Between the word to its owner and the end.
const WARNED: i64 = 14 * time::DAY;
/// A word that is older than so long past the end it named counts no more: something came in between.
const COUNTS: i64 = 30 * time::DAY;

/// What is to be done about a document that is over its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Archive,
    /// Its owner is told.
    Warn,
    Delete,
    /// Its owner was told, and the time isn't up.
    Wait,
}

fn step(ending: Ending, document: &Document, at: Moment) -> Step {
    match (ending, document.goes_at) {
        (Ending::Archive | Ending::Unknown, _) if document.archived => Step::Wait,
        (Ending::Archive | Ending::Unknown, _) => Step::Archive,
        (Ending::Delete, Some(goes)) if goes > at => Step::Wait,
        (Ending::Delete, Some(goes)) if at.since(goes) < COUNTS => Step::Delete,
        (Ending::Delete, _) => Step::Warn,
    }
}

/// Deals with what is over its time now. How many were archived or deleted.
pub fn dispose(visit: &Visit) -> Result<usize> {
    let mut gone = 0;
    let known = visit.cached::<Categories>()?;
    for category in &known.0 {
        if let Some(months) = category.keep_months {
            let months = i32::try_from(months).unwrap_or(i32::MAX);
            let day = visit.today().plus_months(months.saturating_neg());
            gone += dispose_of(visit, category, Moment::at(day, 0, &visit.tz))?;
        }
    }
    Ok(gone)
}

fn dispose_of(visit: &Visit, category: &DocumentCategory, cutoff: Moment) -> Result<usize> {
    let mut gone = 0;
    for archived in [0, 1] {
        let mut from = Key::new();
        loop {
            let under = Key::new().id(category.id).byte(archived);
            let query = Query::<Document>::by(BY_CATEGORY)
                .under(under)
                .from(from)
                .until(Key::new().signed(cutoff.0));
            let found = visit.list(query.limit(AT_ONCE))?.rows;
            let Some(last) = found.last() else { break };
            // What waits is passed over.
            from = Key::new()
                .signed(last.kept_since().0)
                .number(last.id.raw() + 1);
            let due = |held: &&Document| step(category.ending, held, visit.at) != Step::Wait;
            let due: Vec<Id<Document>> = found.iter().filter(due).map(|held| held.id).collect();
            gone += deal_with(visit, category, cutoff, due)?;
        }
    }
    Ok(gone)
}

/// A version to which somebody is to say yes stays; a document does with it, and while it is held, out, asked for by a ticket,
/// or has a time of its own that isn't over.
pub fn in_use(change: &mut Change<'_, '_>, of: Ref) -> Result<bool> {
    if of.kind == Version::KIND.code {
        let version = change.find(Id::<Version>::new(of.id))?;
        return match version {
            Some(version) => approval::waits_for(change, &version),
            None => Ok(false),
        };
    }
    if of.kind != Document::KIND.code {
        return Ok(false);
    }
    let Some(document) = change.find(Id::<Document>::new(of.id))? else {
        return Ok(false);
    };
    // What came with words of a chat goes with them, but for what was given a time of its own.
    let own_time = document.category.is_some() && document.goes_at.is_none();
    if own_time || !document.may_run_out() {
        return Ok(true);
    }
    for version in change.children::<Version>(BY_DOCUMENT, of_document(document.id))? {
        if approval::waits_for(change, &version)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One deed for a few; how many were archived or deleted. Each is looked at once more: somebody may have come in between.
fn deal_with(
    visit: &Visit,
    category: &DocumentCategory,
    cutoff: Moment,
    due: Vec<Id<Document>>,
) -> Result<usize> {
    if due.is_empty() {
        return Ok(0);
    }
    let category = category.clone();
    visit.act(DISPOSE, move |change| {
        let (mut gone, mut warned) = (0, 0);
        for id in due {
            let Some(document) = change.find(id)? else {
                continue;
            };
            let is_over = document.category == Some(category.id) && document.kept_since() <= cutoff;
            let step = match is_over && document.may_run_out() {
                true => step(category.ending, &document, change.at),
                false => Step::Wait,
            };
            match step {
                Step::Archive if !features::in_use(change, document.newest.as_ref())? => {
                    let mut document = change.subject(id)?;
                    document.archive(change.at)?;
                    change.put(&document)?;
                    gone += 1;
                }
                Step::Warn => {
                    let document = change.subject(id)?;
                    warn(change, document, &category)?;
                    warned += 1;
                }
                Step::Delete if features::forget(change, id.as_ref())? => gone += 1,
                // What somebody works on has its turn later.
                Step::Archive | Step::Delete | Step::Wait => {}
            }
        }
        if gone + warned > 0 {
            let count = text::count(gone, "document", "documents");
            let words = category.words();
            change.event();
            change.note(format!(
                "{}, {words}: {count} over their time",
                category.name
            ));
        }
        Ok(gone)
    })
}

/// Its owner is told when it goes.
fn warn(
    change: &mut Change<'_, '_>,
    mut document: Held<Document>,
    category: &DocumentCategory,
) -> Result<()> {
    let goes = change.at.plus(WARNED);
    document.goes_at = Some(goes);
    change.put(&document)?;
    let day = goes.day(&change.tz).long();
    let text = format!(
        "{} is deleted on {day}: its category is {}. Give it another category or hold it if it has to stay.",
        document.name,
        category.words()
    );
    let of = Record::as_ref(&*document);
    inbox::notify(change, document.owner, &notices::RUNS_OUT, of, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_deleted_before_its_owner_was_told() {
        let at = Moment(100 * time::DAY);
        let mut document = Document::default();
        assert_eq!(step(Ending::Archive, &document, at), Step::Archive);
        assert_eq!(step(Ending::Delete, &document, at), Step::Warn);
        document.goes_at = Some(at.plus(1));
        assert_eq!(step(Ending::Delete, &document, at), Step::Wait);
        document.goes_at = Some(at);
        assert_eq!(step(Ending::Delete, &document, at), Step::Delete);
        document.goes_at = Some(at.plus(-COUNTS));
        assert_eq!(step(Ending::Delete, &document, at), Step::Warn);
        document.archived = true;
        assert_eq!(step(Ending::Archive, &document, at), Step::Wait);
    }
}
