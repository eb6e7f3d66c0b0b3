//! The work of an import: begun by a person, gone on with portion by portion, here while they wait and by a job beside
//! them. Each row is a deed of its own under a name of its own, so a row that was done before a power cut is answered and
//! not repeated; the portion that says what came of them moves the import on in one deed, behind them.

use std::{
    io::Read,
    marker::PhantomData,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::tz::TimeZone;

use super::{
    Above, Alike, Choices, Import, Imported, Making, Outcome, Portion, RUN, STOP, State, What,
    choices::name_of,
    record::{BY_IMPORT, Fixed, TO_DO, each_portion},
};
use crate::{
    access::Action,
    base::{Error, Id, Moment, Result, text},
    data::{FileRef, Key, Origin, Query, Store, Visit},
    features::{
        authority::Access,
        records::{
            Row, Rows, Table, decode,
            fate::{Done, Fate, Judge, refusal, unchangeable},
            text_of,
        },
    },
    jobs::{Job, Next, Supervisor, Turn},
};

/// Rows that one deed accounts for.
const PORTION: usize = 100;
/// Rows that come in while whoever sent them waits; a job goes on with the rest.
const AT_ONCE: usize = 1_000;
/// Rows that say otherwise what no sheet changes; where there are more, a column is to be left out.
const FIXED: usize = 1_000;
/// When the job looks by itself; whoever begins an import tells it.
const LOOK: Duration = Duration::from_secs(60);

/// Why a row wasn't brought in that stood below the last.
pub const ENDED: &str = "The import was ended before this row.";

/// Held while a portion comes in: of one house, one at a time.
#[derive(Default)]
pub struct Running(Mutex<()>);

impl Running {
    fn hold(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A link that a row gave out, and is shown once.
pub struct Given {
    pub line: u64,
    pub name: String,
    pub link: String,
    pub mailed: Option<String>,
}

/// Reads a sheet that was sent for one person.
///
/// # Errors
/// With the field `file` when it can't be read.
pub fn read<'v, R: Imported>(
    visit: &'v Visit,
    file: &FileRef,
    choices: Option<&Choices>,
) -> Result<Rows<'v>> {
    let decoded = text_of(visit, file, R::INFO, R::WANTED.bytes)?;
    let chosen = choices.map_or(&[][..], |choices| choices.columns.as_slice());
    Rows::of(visit, R::INFO, R::WANTED, &decoded, chosen)
}

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
    let ended = step::<R>(visit.store(), &visit.tz, id, most, &mut given);
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

/// Tells the job of a kind that there is something to do.
pub fn poke(store: &Store, plural: &str) {
    if let Some(jobs) = store.service::<Supervisor>() {
        jobs.poke(&job_name(plural));
    }
}

fn job_name(plural: &str) -> String {
    format!("import of {plural}")
}

/// Whoever began it, as a job is them: what they may is asked anew for each portion, and is no more than what it was begun
/// by.
fn as_person(store: &Arc<Store>, tz: &TimeZone, import: &Import) -> Result<Visit> {
    let access = store.cached::<Access>()?;
    let (actor, _) = access
        .actor(import.by)
        .ok_or_else(|| Error::Forbidden("Whoever began it is not here any more.".into()))?;
    let areas: Arc<[String]> = import.only.as_slice().into();
    let covers = |action: &Action| areas.iter().any(|area| area == action.resource());
    let actor = match areas.is_empty() {
        true => actor,
        false => Arc::new(actor.narrowed(&store.schema().actions, covers)),
    };
    let origin = Origin {
        address: import.address,
        session: import.session,
        ..Origin::server()
    };
    let visit = Visit::new(store.clone(), actor, origin, Moment::now(), tz.clone());
    Ok(visit
        .proved(import.proved)
        .seconded(import.seconded)
        .within(areas))
}

/// Goes on with an import for so many rows, or until it ends.
fn step<R: Imported>(
    store: &Arc<Store>,
    tz: &TimeZone,
    id: Id<Import>,
    most: usize,
    given: &mut Vec<Given>,
) -> Result<()> {
    let running = store.service::<Running>().unwrap_or_default();
    let mut came = 0;
    let system = Visit::system(store, Moment::now(), tz.clone());
    let import: Import = system.find(id)?;
    if import.state != State::Running {
        return Ok(());
    }
    let Some(file) = &import.file else {
        return Ok(());
    };
    let reader = as_person(store, tz, &import)?;
    let choices = Choices {
        columns: import.columns.clone(),
        alike: import.alike,
    };
    let rows = read::<R>(&reader, file, Some(&choices))?.whole()?;
    let mut above = made_by(&reader, &import)?;
    while came < most {
        let _held = running.hold();
        let system = Visit::system(store, Moment::now(), tz.clone());
        let import: Import = system.find(id)?;
        if import.state != State::Running {
            break;
        }
        let visit = as_person(store, tz, &import)?;
        let first = import.reached;
        let after = rows.len().min(first + PORTION);
        let mut left = Left {
            outcomes: Vec::new(),
            above: &mut above,
            given,
        };
        let ended = bring_in::<R>(&visit.relaxed(), &rows, &import, first..after, &mut left);
        let portion = left.outcomes;
        let reached = first + portion.len();
        account(&as_person(store, tz, &import)?, id, first, reached, portion)?;
        ended?;
        came += after - first;
        if after == rows.len() {
            break;
        }
    }
    Ok(())
}

/// The records that rows of an import have made so far.
fn made_by(visit: &Visit, import: &Import) -> Result<Above> {
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
struct Left<'l> {
    outcomes: Vec<Outcome>,
    above: &'l mut Above,
    given: &'l mut Vec<Given>,
}

/// What a row's deeds are called; no request is called so.
fn called(import: &Import, what: &str) -> String {
    format!("\u{1}{} {what}", import.id)
}

const DEEDS: [(&str, Done, What); 2] = [
    ("makes", Done::Made, What::New),
    ("changes", Done::Changed, What::Changed),
];

/// The rows of a portion, each in a deed of its own. What came of those before the one that ended it stands in what is
/// left.
fn bring_in<R: Imported>(
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

/// Rows that were done and not accounted for, because what accounts for them was cut off; those between them were passed
/// over.
fn unaccounted(visit: &Visit, import: &Import) -> Result<Vec<Outcome>> {
    let Some(file) = &import.file else {
        return Ok(Vec::new());
    };
    let mut bytes = Vec::new();
    visit.store().file(file)?.read_to_end(&mut bytes)?;
    let table = Table::of(&decode(&bytes)?, usize::MAX)?;
    let (mut rows, mut done) = (Vec::new(), 0);
    for line in table.lines.iter().skip(import.reached).take(PORTION) {
        let mut outcome = Outcome {
            line: line.number,
            what: What::Refused,
            why: ENDED.into(),
            ..Outcome::default()
        };
        for (deed, _, what) in DEEDS {
            visit.part(Some(&called(import, deed)), line.number);
            let Some(seq) = visit.answered_by()? else {
                continue;
            };
            outcome.what = what;
            outcome.why = String::new();
            outcome.deed = Some(seq);
            if let Some(of) = visit.subject_of(seq)? {
                outcome.number = Some(visit.store().schema().number(of));
                outcome.name = visit.title_of(of)?.unwrap_or_default();
            }
        }
        visit.in_parts();
        rows.push(outcome);
        if rows.last().is_some_and(|row| row.deed.is_some()) {
            done = rows.len();
        }
    }
    rows.truncate(done);
    Ok(rows)
}

/// Whether somebody may end what was brought in: as they may bring such in.
fn may_end(visit: &Visit, id: Id<Import>) -> Result<Import> {
    let import: Import = visit.find(id)?;
    let schema = visit.store().schema();
    let right = schema
        .action(&import.right)
        .ok_or_else(|| Error::internal(format!("{} is no action", import.right)))?;
    visit.demand(&right)?;
    Ok(import)
}

/// Accounts for what was done before an import is ended; for whoever holds what comes in.
fn settle(visit: &Visit, import: &Import) -> Result<()> {
    if !matches!(import.state, State::Running | State::Stopped) {
        return Ok(());
    }
    let Ok(began) = as_person(visit.store(), &visit.tz, import) else {
        return Ok(());
    };
    let rows = unaccounted(&began, import)?;
    if rows.is_empty() {
        return Ok(());
    }
    account(
        &began,
        import.id,
        import.reached,
        import.reached + rows.len(),
        rows,
    )
}

/// What came of a portion, and how far the import is by it. Durable, and so is every row before it.
fn account(
    visit: &Visit,
    id: Id<Import>,
    first: usize,
    after: usize,
    rows: Vec<Outcome>,
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    visit.act(RUN, move |change| {
        let mut import = change.subject(id)?;
        if import.reached != first {
            return Ok(());
        }
        for row in &rows {
            import.count(row);
        }
        import.reached = after;
        if after >= import.rows && import.state == State::Running {
            import.state = State::Done;
        }
        change.insert(Portion {
            import: id,
            reached: after,
            rows,
            ..Portion::default()
        })?;
        change.put(&import)
    })
}

/// Brings no more rows in; those that came stay, the others are passed over.
///
/// # Errors
/// When it isn't coming in.
pub fn cancel(visit: &Visit, id: Id<Import>) -> Result<()> {
    let running = visit.store().service::<Running>().unwrap_or_default();
    let _held = running.hold();
    settle(visit, &may_end(visit, id)?)?;
    visit.act(RUN, move |change| {
        let mut import = change.subject(id)?;
        if !matches!(import.state, State::Running | State::Stopped) {
            return Err(Error::conflict("This import isn't under way any more."));
        }
        let rest = import.to_come();
        import.state = State::Cancelled;
        import.refused += rest;
        change.put(&import)
    })
}

/// Begins to take an import back: each deed of it, as far as nobody went on from it.
///
/// # Errors
/// When it is under way, was taken back, or is none that can be.
pub fn take_back(visit: &Visit, id: Id<Import>) -> Result<()> {
    let running = visit.store().service::<Running>().unwrap_or_default();
    let held = running.hold();
    settle(visit, &may_end(visit, id)?)?;
    let only = visit.areas().to_vec();
    let of = visit.act(RUN, move |change| {
        let mut import = change.subject(id)?;
        if import.state == State::TakingBack {
            return Ok(import.of.clone());
        }
        if import.taken_back.is_some() {
            return Err(Error::conflict("This import was taken back already."));
        }
        if !import.undoable {
            return Err(Error::conflict("What this import did can't be undone."));
        }
        import.refused += import.to_come();
        import.state = State::TakingBack;
        import.left = import.reached;
        if !only.is_empty() {
            import.only = only;
        }
        change.put(&import)?;
        Ok(import.of.clone())
    })?;
    drop(held);
    undo(visit.store(), &visit.tz, id, AT_ONCE)?;
    poke(visit.store(), &of);
    Ok(())
}

/// Takes so many rows of an import back, the last first.
fn undo(store: &Arc<Store>, tz: &TimeZone, id: Id<Import>, most: usize) -> Result<()> {
    let running = store.service::<Running>().unwrap_or_default();
    let mut went = 0;
    while went < most {
        let _held = running.hold();
        let system = Visit::system(store, Moment::now(), tz.clone());
        let import: Import = system.find(id)?;
        if import.state != State::TakingBack {
            return Ok(());
        }
        let visit = as_person(store, tz, &import)?;
        let last = Query::of(&import, BY_IMPORT, Portion::key_of(id, import.left));
        let last: Option<Portion> = system.first(last)?;
        let rows = last.map_or(Vec::new(), |last| last.rows);
        let softly = as_person(store, tz, &import)?.relaxed();
        let mut stayed = 0;
        for deed in rows.iter().rev().filter_map(|row| row.deed) {
            if softly.undone_by(deed)?.is_none() && refusal(softly.undo(deed))?.is_err() {
                stayed += 1;
            }
        }
        went += rows.len().max(1);
        let (left, came) = (import.left, rows.len().max(1));
        visit.act(RUN, move |change| {
            let mut import = change.subject(id)?;
            if import.left != left {
                return Ok(());
            }
            import.stayed += stayed;
            import.left = left.saturating_sub(came);
            if import.left == 0 {
                import.state = State::TakenBack;
                import.taken_back = Some(change.at);
            }
            change.put(&import)
        })?;
    }
    Ok(())
}

struct ImportJob<R> {
    name: String,
    of: PhantomData<fn() -> R>,
}

/// The job that goes on with imports of a kind: after a restart as well.
pub fn import_job<R: Imported>() -> Box<dyn Job> {
    Box::new(ImportJob::<R> {
        name: job_name(R::KIND.plural),
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
            return Ok(Next::After(LOOK));
        };
        let came = match import.state {
            State::TakingBack => undo(turn.store, turn.tz, import.id, AT_ONCE),
            _ => step::<R>(turn.store, turn.tz, import.id, AT_ONCE, &mut Vec::new()),
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
