//! The work of an import: begun by a person, gone on with portion by portion, here while they wait and by a job beside
//! them. Each row is a deed of its own under a name of its own, so a row that was done before a power cut is answered and
//! not repeated; the portion that says what came of them moves the import on in one deed, behind them.

use std::{marker::PhantomData, sync::Arc, time::Duration};

use jiff::tz::TimeZone;

use super::{
    Above, Alike, Choices, Import, Imported, Making, RUN, STOP, State,
    bring_in::{Left, bring_in, made_by},
    choices::name_of,
    end::undo,
    given::{Given, read},
    outcome::{Outcome, What},
    record::{Fixed, TO_DO},
    running::{AT_ONCE, PORTION, Running, account, accounting, as_person, job_name, poke},
};
use crate::{
    base::{Error, Id, Moment, Result, text},
    data::{FileRef, Key, Query, Store, Visit},
    features::records::{
        PutBy, Row, Rows,
        fate::{Done, Fate, Judge, unchangeable},
    },
    jobs::{Job, Next, Turn},
};

/// Rows that say otherwise what no sheet changes; where there are more, a column is to be left out.
const FIXED: usize = 1_000;
/// When the job looks by itself; whoever begins an import tells it.
const LOOK: Duration = Duration::from_secs(60);

/// Begins an import; its rows come in when it is gone on with.
///
/// # Errors
/// With the field `file` when the sheet can't be read or lacks a column.
pub fn begin<R: Imported>(
    visit: &Visit,
    file: &FileRef,
    name: &str,
    choices: Choices,
) -> Result<Id<Import>> {
    visit.demand(&R::IMPORT)?;
    if R::PROVED {
        visit.demand_proof()?;
    }
    let rows = read::<R>(visit, file, Some(&choices))?.whole()?;
    if rows.is_empty() {
        return Err(Error::field(
            "file",
            "This file has no rows below its first line.",
        ));
    }
    let mut fixed = Vec::new();
    if rows.columns.number().is_some() {
        for row in rows.rows() {
            if let Some(why) = unchangeable::<R>(visit, rows.typed(), &row)? {
                if fixed.len() == FIXED {
                    let most = text::thousands(FIXED);
                    let why = format!(
                        "More than {most} rows say otherwise what no sheet changes, in line {}: {why} Leave that column out.",
                        row.line
                    );
                    return Err(Error::field("file", why));
                }
                fixed.push(Fixed {
                    line: row.line,
                    why,
                });
            }
        }
    }
    let weighs = R::PROVED && weighs::<R>(visit, &rows, choices.alike)?;
    let import = Import {
        right: R::IMPORT.key.to_owned(),
        only: visit.areas().to_vec(),
        token: visit.token(),
        proved: visit.is_proved(),
        seconded: weighs,
        address: visit.origin.address,
        session: visit.origin.session,
        name: text::shorten(name, 120),
        of: R::KIND.plural.to_owned(),
        by: Id::new(visit.actor.person),
        at: visit.at,
        state: State::Running,
        rows: rows.len(),
        columns: rows.columns.chosen(),
        alike: choices.alike,
        fixed,
        file: Some(file.clone()),
        undoable: R::UNDOABLE,
        ..Import::default()
    };
    let head = name_of::<R>(visit.actor.person, &rows.table.heads);
    // A retry of the same request finds the import that was begun.
    visit.act(RUN, move |change| {
        if weighs {
            change.demand_second_for(&R::IMPORT)?;
        }
        if !choices.columns.is_empty() {
            choices.remember(change, &head)?;
        }
        Ok(change.insert(import)?.id)
    })
}

/// Whether rows are deeds that need a second person, which their guards find out: each is tried, and nothing of it stays.
fn weighs<R: Imported>(visit: &Visit, rows: &Rows<'_>, alike: Alike) -> Result<bool> {
    let trying = visit.trying();
    let making = Making {
        import: Id::default(),
        despite: true,
    };
    let judge = Judge {
        visit,
        typed: rows.typed(),
        alike,
        above: &Above::default(),
    };
    for row in rows.rows() {
        let tried = match judge.fate::<R>(&row, None, Done::Nothing)? {
            Fate::New(form) => R::make(&trying, *form, &making).map(drop),
            Fate::Change(record, form) => R::change(&trying, record.id(), *form),
            Fate::Same(_) | Fate::Refused(_) => continue,
        };
        match tried {
            Err(Error::Unseconded(_)) => return Ok(true),
            Err(why @ (Error::Internal(_) | Error::Unavailable(_))) => return Err(why),
            _ => {}
        }
    }
    Ok(false)
}

/// Goes on with an import while whoever waits for it waits; the job does the rest. The links that its rows gave out are
/// answered whatever ended it, for they are given once.
///
/// # Errors
/// What is wrong with the house. What is wrong with a row is told with the row.
pub fn go_on<R: Imported>(visit: &Visit, id: Id<Import>) -> Result<Vec<Given>> {
    let most = if R::PROVED { usize::MAX } else { AT_ONCE };
    let mut given = Vec::new();
    let ended = step::<R>(visit.store(), &visit.tz, id, most, &mut given, &mut None);
    poke(visit.store(), R::KIND.plural);
    match ended {
        Err(why) if given.is_empty() => Err(why),
        Err(why) => {
            tracing::error!(import = %id, %why, "an import left off");
            Ok(given)
        }
        Ok(()) => Ok(given),
    }
}

/// A sheet in the middle of which it was left off, with what its rows have made up to there.
struct LeftOff {
    of: Id<Import>,
    sheet: PutBy,
    above: Above,
    reached: usize,
}

/// Goes on with an import for so many rows, or until it ends; from where it was left off, if that was here.
fn step<R: Imported>(
    store: &Arc<Store>,
    tz: &TimeZone,
    id: Id<Import>,
    most: usize,
    given: &mut Vec<Given>,
    left_off: &mut Option<LeftOff>,
) -> Result<()> {
    let running = store.service::<Running>().unwrap_or_default();
    let before = left_off.take().filter(|held| held.of == id);
    let system = Visit::system(store, Moment::now(), tz.clone());
    let import: Import = system.find(id)?;
    if import.state != State::Running {
        return Ok(());
    }
    let Some(file) = &import.file else {
        return Ok(());
    };
    let reader = as_person(store, tz, &import)?;
    let (rows, mut above, mut reached) = match before {
        Some(held) => (held.sheet.rows(&reader)?, held.above, held.reached),
        None => {
            let choices = Choices {
                columns: import.columns.clone(),
                alike: import.alike,
            };
            let rows = read::<R>(&reader, file, Some(&choices))?.whole()?;
            (rows, made_by(&reader, &import)?, import.reached)
        }
    };
    let mut came = 0;
    while came < most {
        let _held = running.hold();
        let system = Visit::system(store, Moment::now(), tz.clone());
        let import: Import = system.find(id)?;
        if import.state != State::Running {
            return Ok(());
        }
        let visit = as_person(store, tz, &import)?;
        if import.reached != reached {
            // Whoever began it went on with it meanwhile.
            above = made_by(&visit, &import)?;
        }
        let first = import.reached;
        let after = rows.len().min(first + PORTION);
        let mut left = Left {
            outcomes: Vec::new(),
            above: &mut above,
            given,
        };
        let ended = bring_in::<R>(&visit.relaxed(), &rows, &import, first..after, &mut left);
        let portion = left.outcomes;
        reached = first + portion.len();
        account(
            &accounting(store, tz, &import)?,
            id,
            first,
            reached,
            portion,
        )?;
        ended?;
        came += after - first;
        if after == rows.len() {
            return Ok(());
        }
    }
    *left_off = Some(LeftOff {
        of: id,
        sheet: rows.put_by(),
        above,
        reached,
    });
    Ok(())
}

struct ImportJob<R> {
    name: String,
    /// The sheet that the last turn left off in: a long one is read once, and not every thousand rows.
    left_off: Option<LeftOff>,
    of: PhantomData<fn() -> R>,
}

/// The job that goes on with imports of a kind: after a restart as well.
pub fn import_job<R: Imported>() -> Box<dyn Job> {
    Box::new(ImportJob::<R> {
        name: job_name(R::KIND.plural),
        left_off: None,
        of: PhantomData,
    })
}

impl<R: Imported> Job for ImportJob<R> {
    fn name(&self) -> &str {
        &self.name
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        let visit = turn.visit();
        let key = Key::new().text(R::KIND.plural);
        let Some(import) = visit.first(Query::<Import>::by(TO_DO).under(key))? else {
            self.left_off = None;
            return Ok(Next::After(LOOK));
        };
        let came = match import.state {
            State::TakingBack => undo(turn.store, turn.tz, import.id, AT_ONCE),
            _ => {
                let (given, before) = (&mut Vec::new(), &mut self.left_off);
                step::<R>(turn.store, turn.tz, import.id, AT_ONCE, given, before)
            }
        };
        match came {
            Ok(()) => {}
            Err(why @ (Error::Internal(_) | Error::Unavailable(_))) => return Err(why),
            // It could go on for ever like this, and hold up all that come after it.
            Err(why) => {
                let why = why.to_string();
                turn.visit().act(STOP, move |change| {
                    let mut held = change.subject(import.id)?;
                    held.state = State::Stopped;
                    held.trouble = text::shorten(&why, 300);
                    change.put(&held)
                })?;
            }
        }
        Ok(Next::Again)
    }

    fn recover(&mut self) {
        self.left_off = None;
    }
}

impl Outcome {
    pub fn of(row: &Row, what: What) -> Outcome {
        Outcome {
            line: row.line,
            name: text::shorten(&row.name, 120),
            what,
            ..Outcome::default()
        }
    }
}
