//! Bringing in the rows of one portion.

use super::{
    super::{
        fate::{Done, Fate, Judge, refusal},
        rows::Rows,
    },
    Above, Imported, Making,
    given::Given,
    outcome::{Outcome, What},
    portion::each_portion,
    record::{Alike, Import},
    running::{DEEDS, called},
};
use crate::{base::Result, data::Visit};

/// The records that rows of an import have made so far.
pub fn made_by(visit: &Visit, import: &Import) -> Result<Above> {
    let mut above = Above::default();
    let schema = visit.store().schema();
    each_portion(visit, import, |portion| {
        for row in portion.rows.iter().filter(|row| row.what == What::New) {
            let number = row.number.as_deref();
            if let Some(of) = number.and_then(|number| schema.parse_number(number)) {
                above.made(of.id, row.line);
            }
        }
        true
    })?;
    Ok(above)
}

/// What rows that come in leave behind.
pub struct Left<'l> {
    pub(super) outcomes: Vec<Outcome>,
    pub(super) above: &'l mut Above,
    pub(super) given: &'l mut Vec<Given>,
}

/// The rows of a portion, each in a deed of its own. What came of those before the one that ended it stands in what is
/// left.
pub fn bring_in<R: Imported>(
    visit: &Visit,
    rows: &Rows<'_>,
    import: &Import,
    which: std::ops::Range<usize>,
    left: &mut Left<'_>,
) -> Result<()> {
    let making = Making {
        import: import.id,
        despite: import.alike != Alike::PassOver,
    };
    for at in which {
        let row = rows.row(at);
        let mut done = Done::Nothing;
        for (what, had, _) in DEEDS {
            visit.part(Some(&called(import, what)), row.line);
            if visit.was_answered()? {
                done = had;
            }
        }
        let fixed = import.fixed.iter().find(|fixed| fixed.line == row.line);
        let fixed = fixed.map(|fixed| fixed.why.clone());
        // What stood above in the sheet is there by now.
        let judge = Judge {
            visit,
            typed: rows.typed(),
            alike: import.alike,
            above: left.above,
        };
        let fate = judge.fate::<R>(&row, fixed, done)?;
        let mut outcome = Outcome::of(&row, fate.what());
        let came = match fate {
            Fate::Refused(why) => Err(why),
            Fate::Same(record) => {
                outcome.why = format!("{} says so already.", record.number());
                outcome.number = Some(record.number());
                Ok(())
            }
            Fate::Change(record, form) => {
                visit.part(Some(&called(import, "changes")), row.line);
                outcome.number = Some(record.number());
                refusal(R::change(visit, record.id(), *form))?
            }
            Fate::New(form) => {
                visit.part(Some(&called(import, "makes")), row.line);
                refusal(R::make(visit, *form, &making))?.map(|made| {
                    outcome.number = Some(made.id.to_string());
                    left.above.made(made.id.raw(), row.line);
                    left.given.extend(made.link.map(|(link, mailed)| Given {
                        line: row.line,
                        name: row.name.clone(),
                        link,
                        mailed,
                    }));
                })
            }
        };
        match came {
            Err(why) => {
                outcome.what = What::Refused;
                outcome.number = None;
                outcome.why = why;
            }
            Ok(()) if !outcome.is_passed_over() => outcome.deed = visit.wrote(),
            Ok(()) => {}
        }
        // The name of a deed that wasn't done is nobody's.
        visit.in_parts();
        left.outcomes.push(outcome);
    }
    Ok(())
}
