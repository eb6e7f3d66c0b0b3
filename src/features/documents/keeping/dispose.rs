//! Once a day: documents that are over the time of their category are archived, or go for good two weeks after their
//! owner was told.

use super::{Categories, DISPOSE, DocumentCategory, Ending};
use crate::{
    base::{Id, Moment, Result, text, time},
    data::{Key, Query, Record, Visit},
    features::{
        self,
        approvals::Approval,
        documents::{Document, approval, document::BY_CATEGORY, notices, versions},
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
            let mut steps = Vec::with_capacity(found.len());
            for held in &found {
                let step = match step(category.ending, held, visit.at) {
                    Step::Delete if is_asked_for(visit, held)? => Step::Wait,
                    step => step,
                };
                steps.push((held.id, step));
            }
            gone += deal_with(visit, category, steps)?;
        }
    }
    Ok(gone)
}

/// Whether somebody is to say yes to a version of it yet.
fn is_asked_for(visit: &Visit, document: &Document) -> Result<bool> {
    for version in versions(visit, document)? {
        if approval::about(visit, &version)?
            .iter()
            .any(Approval::is_waiting)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One deed for a few; how many were archived or deleted.
fn deal_with(
    visit: &Visit,
    category: &DocumentCategory,
    mut steps: Vec<(Id<Document>, Step)>,
) -> Result<usize> {
    steps.retain(|(_, step)| *step != Step::Wait);
    if steps.is_empty() {
        return Ok(0);
    }
    let words = category.words();
    let name = category.name.clone();
    visit.act(DISPOSE, move |change| {
        change.event();
        let mut gone = 0;
        for (id, step) in steps {
            let mut document = change.subject(id)?;
            // Somebody may have come in between.
            if !document.may_run_out() {
                continue;
            }
            let at = change.at;
            match step {
                Step::Archive => {
                    document.archive(at)?;
                    change.put(&document)?;
                    gone += 1;
                }
                Step::Warn => {
                    let goes = at.plus(WARNED);
                    document.goes_at = Some(goes);
                    change.put(&document)?;
                    let day = goes.day(&change.tz).long();
                    let text = format!(
                        "{} is deleted on {day}: its category is {words}. Give it another category or hold it if it has to stay.",
                        document.name
                    );
                    let of = Record::as_ref(&*document);
                    inbox::notify(change, document.owner, &notices::RUNS_OUT, of, text)?;
                }
                Step::Delete => {
                    features::forget(change, id.as_ref())?;
                    gone += 1;
                }
                Step::Wait => {}
            }
        }
        let count = text::count(gone, "document", "documents");
        change.note(format!("{name}, {words}: {count} over their time"));
        Ok(gone)
    })
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
