//! Reads every version of every document once, one after the other, when nothing else is to be done for it: what the child
//! process finds (`extract`) becomes the version's text and preview. What was read of the same content before is taken
//! over; what a kill interrupts still waits after it, and is begun again.

use std::{io, time::Duration};

use super::{
    Document, ExtractedText, Extraction, Preview, Shown, Stage, Version,
    actions::READ_AGAIN,
    extraction::{AT_STAGE, BY_CONTENT, BY_STAGE, content_key},
};
use crate::{
    access::Action,
    base::{Error, Id, Moment, Result},
    data::{Change, Held, Query, Store, Visit},
    extract::{Failure, MOST_BYTES, Picture, Reading, Text, Tried, Walls, Worker},
    jobs::{Job, Next, Supervisor, Turn},
};

pub const READ: Action = Action::system("documents.read", "Read what stands in a document")
    .told("read what stands in a document");

const NAME: &str = "documents";
/// The largest preview that is kept.
const LARGEST_PREVIEW: u64 = 2 << 20;
/// A few of the same content are looked at for what was read of one.
const ALIKE: usize = 8;
const LOOK: Duration = Duration::from_secs(60);

pub fn job() -> Box<dyn Job> {
    Box::new(Reader)
}

/// Has those that wait read now.
pub fn hasten(store: &Store) {
    if let Some(jobs) = store.service::<Supervisor>() {
        jobs.poke(NAME);
    }
}

/// How many versions are at which stage, and what stands around the process that reads them.
pub struct Standing {
    pub waiting: i64,
    pub failed: i64,
    /// Whether there is a program to read with.
    pub reads: bool,
    pub walls: Option<(Walls, Tried)>,
    /// Whether it reads with those.
    pub closed_in: bool,
    /// One that could not be read lately, and why.
    pub trouble: Option<(Id<Document>, String)>,
}

/// For Health.
pub fn standing(visit: &Visit) -> Result<Standing> {
    let at = |stage: Stage| visit.tally::<Extraction>(AT_STAGE, stage.within());
    let worker = visit.store().service::<Worker>();
    let failed = Query::<Extraction>::by(BY_STAGE).under(Stage::Failed.within());
    let last = visit.first(failed.descending(true))?;
    let trouble = match last {
        Some(held) => Some((visit.find(held.of)?.document, held.note)),
        None => None,
    };
    Ok(Standing {
        waiting: at(Stage::Waiting)?,
        failed: at(Stage::Failed)?,
        reads: worker.is_some(),
        walls: worker.as_ref().and_then(|worker| worker.walls()),
        // Nobody is started for Health: without a look yet, nothing speaks against it.
        closed_in: worker
            .filter(|worker| worker.walls().is_some())
            .is_none_or(|worker| worker.may_read().unwrap_or(false)),
        trouble,
    })
}

struct Reader;

impl Job for Reader {
    fn name(&self) -> &str {
        NAME
    }

    /// A server that starts is there for its people first.
    fn first(&self) -> Duration {
        Duration::from_secs(2)
    }

    /// A deed may have added one.
    fn gathers(&self) -> Option<Duration> {
        Some(Duration::from_millis(300))
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        let Some(worker) = turn.store.service::<Worker>() else {
            return Ok(Next::After(LOOK));
        };
        // What can't be written down afterwards would be read again.
        if let Some(why) = turn.store.health().read_only {
            return Err(Error::Unavailable(why));
        }
        if !is_closed_in(&worker) {
            return Ok(Next::After(LOOK));
        }
        let visit = turn.visit();
        let waiting = Query::by(BY_STAGE).under(Stage::Waiting.within());
        let Some(due) = visit.first::<Extraction>(waiting)? else {
            return Ok(Next::After(LOOK));
        };
        let rest = u64::try_from(due.next.since(visit.at)).unwrap_or(0);
        if rest > 0 {
            return Ok(Next::After(Duration::from_millis(rest).min(LOOK)));
        }
        read(&visit, &due, &worker, &|| turn.stopping())?;
        Ok(match turn.stopping() {
            true => Next::After(LOOK),
            false => Next::Again,
        })
    }
}

/// Whether files may be given to it. What stands around it is told the first time.
fn is_closed_in(worker: &Worker) -> bool {
    let first = worker.walls().is_none();
    let may = worker.may_read();
    match (worker.walls(), &may) {
        (_, Err(error)) => {
            tracing::warn!(%error, "the process that reads documents can't be looked at");
        }
        (Some((walls, tried)), Ok(may)) if first && !(walls.all() && tried.is_held()) => {
            tracing::warn!(
                ?walls,
                ?tried,
                reads = may,
                "the process that reads documents is not closed in on all sides"
            );
        }
        _ => {}
    }
    may.unwrap_or(false)
}

/// What is known of a version's file by now.
enum Found {
    /// Read of the same content before.
    Known(Stage, String, Text, Option<Preview>),
    Read(Reading),
    Failed(Failure),
}

fn read(
    visit: &Visit,
    due: &Extraction,
    worker: &Worker,
    stopping: &dyn Fn() -> bool,
) -> Result<()> {
    let version = visit.find(due.of)?;
    let found = match known(visit, due, &version)? {
        Some(found) => found,
        None => match ask(visit, &version, worker, stopping) {
            Ok(reading) => Found::Read(reading),
            // Whatever it says, it may be the stopping that it says it of.
            Err(_) if stopping() => return Ok(()),
            Err(failure) => Found::Failed(failure),
        },
    };
    let (stage, note, text, preview) = match found {
        Found::Known(stage, note, text, preview) => (stage, note, text, preview),
        Found::Failed(Failure::Passing(why)) => return put_off(visit, due.id, why),
        Found::Failed(Failure::Lasting(why)) => (Stage::Failed, why, Text::default(), None),
        Found::Read(reading) => {
            let stage = match (reading.failed, reading.text.is_empty()) {
                (true, _) => Stage::Failed,
                (false, true) => Stage::Empty,
                (false, false) => Stage::Ready,
            };
            let preview = reading.picture.map(|picture| keep(visit, picture));
            (stage, reading.note, reading.text, preview.transpose()?)
        }
    };
    write(visit, due.id, move |change, held| {
        let text = put_text(change, held, text)?;
        held.preview = preview;
        held.settle(stage, note, text);
        Ok(())
    })
}

/// What was read of another version with the same content, under a name of the same kind.
fn known(visit: &Visit, due: &Extraction, version: &Version) -> Result<Option<Found>> {
    let alike = visit.duplicates_of::<Extraction>(BY_CONTENT, content_key(&due.content), ALIKE)?;
    for id in alike.into_iter().filter(|id| *id != due.id) {
        let other = visit.find(id)?;
        let as_called = ending(&visit.find(other.of)?.name) == ending(&version.name);
        let text = match other.stage {
            Stage::Ready if as_called => visit.find(other.text)?.content,
            Stage::Empty if as_called => Text::default(),
            _ => continue,
        };
        return Ok(Some(Found::Known(
            other.stage,
            other.note,
            text,
            other.preview,
        )));
    }
    Ok(None)
}

fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_ascii_lowercase()
}

fn ask(
    visit: &Visit,
    version: &Version,
    worker: &Worker,
    stopping: &dyn Fn() -> bool,
) -> Result<Reading, Failure> {
    if version.file.size > MOST_BYTES {
        return Err(Failure::Lasting(format!(
            "It is larger than {} MB: files of that size are not read.",
            MOST_BYTES >> 20
        )));
    }
    let file = || {
        let file = visit.store().file(&version.file);
        file.map_err(|error| Failure::Passing(error.to_string()))
    };
    let mut reading = worker.read(&mut file()?, &version.name, stopping)?;
    if Shown::of(&version.media_type) == Some(Shown::Pdf) && !reading.failed {
        // What can't be drawn is read all the same.
        reading.picture = match worker.first_page(&mut file()?, stopping) {
            Ok(page) => page,
            Err(failure) if stopping() => return Err(failure),
            Err(_) => None,
        };
    }
    Ok(reading)
}

fn keep(visit: &Visit, picture: Picture) -> Result<Preview> {
    let content = io::Cursor::new(picture.bytes);
    Ok(Preview {
        file: visit.store().keep(content, LARGEST_PREVIEW)?,
        media_type: "image/jpeg".into(),
        width: picture.width,
        height: picture.height,
    })
}

fn put_off(visit: &Visit, id: Id<Extraction>, why: String) -> Result<()> {
    write(visit, id, move |change, held| {
        held.put_off(why, change.at);
        Ok(())
    })
}

/// Writes down what came of one that still waits.
fn write(
    visit: &Visit,
    id: Id<Extraction>,
    rule: impl FnOnce(&mut Change<'_, '_>, &mut Held<Extraction>) -> Result<()> + Send + 'static,
) -> Result<()> {
    let now = Visit::system(visit.store(), Moment::now().max(visit.at), visit.tz.clone());
    // Softly: a power cut takes back what was found and that it was looked for, both.
    let done = now.act_softly(READ, move |change| {
        let mut held = change.subject(id)?;
        if held.is_read() {
            return Ok(());
        }
        rule(change, &mut held)?;
        change.put(&held)
    });
    match done {
        // Its version went meanwhile, and it with that.
        Err(Error::NotFound) => Ok(()),
        done => done,
    }
}

/// The words of a version, in the place of those that were found before.
fn put_text(
    change: &mut Change<'_, '_>,
    held: &Extraction,
    text: Text,
) -> Result<Id<ExtractedText>> {
    let before = match held.text.is_none() {
        true => None,
        false => Some(change.subject(held.text)?),
    };
    match (before, text.is_empty()) {
        (Some(before), true) => {
            change.delete(&before)?;
            Ok(Id::NONE)
        }
        (Some(mut before), false) => {
            before.content = text;
            change.put(&before)?;
            Ok(before.id)
        }
        (None, true) => Ok(Id::NONE),
        (None, false) => {
            let made = change.insert(ExtractedText {
                of: held.of,
                content: text,
                ..ExtractedText::default()
            })?;
            Ok(made.id)
        }
    }
}

/// Has a version that could not be read tried once more.
pub fn again(visit: &Visit, version: &Version) -> Result<()> {
    let id = Extraction::id_of(version.id);
    visit.act(READ_AGAIN, move |change| {
        let mut held = change.subject(id)?;
        let at = change.at;
        held.again(at)?;
        change.event();
        change.put(&held)
    })?;
    hasten(visit.store());
    Ok(())
}
