//! Taking and checking snapshots: by somebody, or by the server when it is time.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;

use super::{
    super::notices,
    Drill, Drills, Keeper, Outcome,
    actions::{DOWNLOAD, HEAR, KEEP, NIGHTLY, TAKE, VERIFY},
    drill::BY_TIME,
    keeper::name_of,
};
use crate::{
    access::Action,
    base::{Error, Moment, Result, time},
    data::{Page, Paging, Query, Store, Visit, snapshot},
    features::{inbox, people::Directory, settings::CurrentSettings},
    jobs::{Rhythm, Schedule, Supervisor, once},
};

/// A snapshot that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    pub name: String,
    pub at: Moment,
    pub seq: u64,
    pub bytes: u64,
}

/// Takes one now. What is beyond the number that is kept goes.
pub fn take(visit: &Visit) -> Result<Taken> {
    visit.demand(&TAKE)?;
    let keeper = Keeper::needed(visit.store())?;
    take_as(visit, TAKE, &keeper)
}

fn take_as(visit: &Visit, action: Action, keeper: &Keeper) -> Result<Taken> {
    let (path, summary) = snapshot::create(visit.store(), &keeper.folder, visit.at)?;
    let taken = Taken {
        name: name_of(&path),
        at: Moment(summary.at),
        seq: summary.seq,
        bytes: summary.bytes,
    };
    let removed = thin_out(visit, &keeper.folder, keeper.keep, &path)?;
    let mut note = format!("{}, {}", taken.name, size(taken.bytes));
    if !removed.is_empty() {
        note.push_str(&format!("; removed {}", removed.join(", ")));
    }
    visit.act(action, move |change| {
        change.event();
        change.note(note);
        Ok(())
    })?;
    Ok(taken)
}

/// Removes the oldest of a folder beyond what the settings keep, or else the configuration; their names. The one that was
/// just taken stays, one that is being checked, and the last that passed a drill: those after it may all be of a damaged
/// house. What is dated into the future counts for nothing: it would look newest for ever.
pub fn thin_out(
    visit: &Visit,
    folder: &Path,
    configured: u32,
    taken: &Path,
) -> Result<Vec<String>> {
    let settings = CurrentSettings::of(visit)?;
    let keep = settings.0.snapshot_keep.unwrap_or(configured).max(1);
    let in_hand = Keeper::of(visit).and_then(|keeper| keeper.drilling());
    let drills = visit.cached::<Drills>()?;
    let listing = snapshot::list(folder)?;
    let others = listing.dated(visit.at).filter(|old| old.path != taken);
    let mut removed = Vec::new();
    for old in others.skip(keep as usize - 1) {
        let name = name_of(&old.path);
        if [&in_hand, &drills.proven].contains(&&Some(name.clone())) {
            continue;
        }
        std::fs::remove_file(&old.path)?;
        removed.push(name);
    }
    Ok(removed)
}

/// Really restores a snapshot into a private folder, checks every hash and count, and writes down what came of it.
pub fn drill(visit: &Visit, name: &str) -> Result<Drill> {
    visit.demand(&VERIFY)?;
    let keeper = Keeper::needed(visit.store())?;
    let listed = keeper.find(name)?;
    drill_as(visit, VERIFY, &keeper, &listed)
}

fn drill_as(
    visit: &Visit,
    action: Action,
    keeper: &Keeper,
    listed: &snapshot::Listed,
) -> Result<Drill> {
    let began = Instant::now();
    let tried = keeper.try_out(visit.store(), &listed.path);
    let mut drill = Drill {
        at: visit.at,
        nightly: action == NIGHTLY,
        snapshot: name_of(&listed.path),
        taken: listed.at,
        seq: listed.seq,
        bytes: listed.bytes,
        took: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
        ..Drill::default()
    };
    match tried {
        // Another one is under way: that is no finding about this snapshot.
        Err(error) if error.status() == 409 && keeper.drilling().is_some() => return Err(error),
        Err(error) => {
            drill.outcome = Outcome::Failed;
            drill.trouble = error.to_string();
        }
        Ok(drilled) => {
            drill.records = drilled.summary.tables.get("records").copied().unwrap_or(0);
            drill.files = drilled.summary.files;
            if !drilled.differences.is_empty() {
                drill.outcome = Outcome::Failed;
                drill.trouble = format!("{}.", drilled.differences.join("; "));
            }
        }
    }
    if drill.outcome == Outcome::Failed {
        tracing::error!(
            snapshot = drill.snapshot,
            trouble = drill.trouble,
            "a restore drill failed"
        );
    }
    let caretakers: Vec<_> = Directory::of(visit)?
        .on_duty(&HEAR)
        .iter()
        .map(|user| user.id)
        .collect();
    visit.act(action, move |change| {
        let drill = change.insert(drill)?;
        if drill.outcome == Outcome::Failed {
            change.note(drill.trouble.clone());
            for to in caretakers {
                inbox::notify(
                    change,
                    to,
                    &notices::DRILL,
                    drill.id.as_ref(),
                    format!("The restore drill of {} failed", drill.snapshot),
                )?;
            }
        }
        Ok(drill.into_record())
    })
}

/// Says in the journal who takes a snapshot out of the house.
pub fn download(visit: &Visit, name: &str) -> Result<snapshot::Listed> {
    let listed = Keeper::needed(visit.store())?.find(name)?;
    let note = format!("{name}, {}", size(listed.bytes));
    visit.act(DOWNLOAD, move |change| {
        change.event();
        change.note(note);
        Ok(())
    })?;
    Ok(listed)
}

/// Drills that are over, newest first.
pub fn drills(visit: &Visit, paging: Paging) -> Result<Page<Drill>> {
    let query = Query::by(BY_TIME).descending(true).page(paging);
    visit.sift(query, |drill: &Drill| drill.outcome != Outcome::Awaited)
}

// ── what the server does by itself ──

/// Snapshots, as often as the settings say after the newest that can have been taken.
pub const SNAPSHOTS: Schedule = Schedule {
    name: "snapshots",
    first: Duration::from_secs(60),
    rhythm: |visit| {
        let hours = Keeper::needed(visit.store())?
            .plan(&CurrentSettings::of(visit)?.0)
            .hours;
        Ok((hours > 0).then_some(Rhythm::Every(i64::from(hours) * time::HOUR)))
    },
    last: |visit, _| {
        let listing = Keeper::needed(visit.store())?.list()?;
        Ok(listing.newest(visit.at).map(|newest| newest.at))
    },
    for_good: false,
    run: |turn| take_now(&turn.visit()).map(drop),
};

/// The drill of every night.
pub const DRILL: Schedule = Schedule {
    name: "restore drill",
    first: Duration::from_secs(90),
    rhythm: |visit| {
        begin(visit)?;
        let drills = visit.cached::<Drills>()?;
        Ok(Some(drills.rhythm(&CurrentSettings::of(visit)?.0)))
    },
    last: |visit, _| last_nightly(visit),
    for_good: false,
    run: |turn| drill_now(&turn.visit()).map(drop),
};

fn last_nightly(visit: &Visit) -> Result<Option<Moment>> {
    let drills = visit.cached::<Drills>()?;
    Ok(drills.last_nightly.as_ref().map(|drill| drill.at))
}

fn take_now(visit: &Visit) -> Result<Taken> {
    let keeper = Keeper::needed(visit.store())?;
    let listing = keeper.list()?;
    for bad in &listing.unreadable {
        tracing::warn!(why = bad.why, "a snapshot can't be read");
    }
    if let Some(why) = listing.ahead(visit.at) {
        tracing::warn!(why, "a snapshot is dated into the future");
    }
    take_as(visit, KEEP, &keeper)
}

/// Drills the newest snapshot, when there is one.
fn drill_now(visit: &Visit) -> Result<Option<Drill>> {
    let keeper = Keeper::needed(visit.store())?;
    match keeper.list()?.newest(visit.at) {
        Some(newest) => drill_as(visit, NIGHTLY, &keeper, newest).map(Some),
        None => Ok(None),
    }
}

/// From the first time on that this is asked, the absence of a good drill is told.
fn begin(visit: &Visit) -> Result<()> {
    if visit.cached::<Drills>()?.begun.is_some() {
        return Ok(());
    }
    visit.act(NIGHTLY, |change| {
        change.note("The restore drills begin");
        change
            .insert(Drill {
                outcome: Outcome::Awaited,
                at: change.at,
                nightly: true,
                ..Drill::default()
            })
            .map(drop)
    })
}

/// What `SNAPSHOTS` does at a given time.
pub fn take_due(store: &Arc<Store>, at: Moment, tz: &TimeZone) -> Result<Option<Taken>> {
    let visit = Visit::system(store, at, tz.clone());
    match SNAPSHOTS.is_due(&visit)? {
        true => take_now(&visit).map(Some),
        false => Ok(None),
    }
}

/// What `DRILL` does at a given time.
pub fn drill_due(store: &Arc<Store>, at: Moment, tz: &TimeZone) -> Result<Option<Drill>> {
    let visit = Visit::system(store, at, tz.clone());
    match DRILL.is_due(&visit)? {
        true => drill_now(&visit),
        false => Ok(None),
    }
}

/// `12 KB`, `340 MB`, `1.2 GB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=1_048_575 => format!("{} KB", bytes.div_ceil(1024)),
        1_048_576..=1_073_741_823 => format!("{} MB", bytes >> 20),
        _ => format!("{}.{} GB", bytes >> 30, ((bytes % (1 << 30)) * 10) >> 30),
    }
}

/// Has it done beside everything else, for whoever doesn't wait: the page shows the result when it is there.
pub fn drill_in_background(visit: &Visit, name: &str) -> Result<()> {
    visit.demand(&VERIFY)?;
    Keeper::needed(visit.store())?.find(name)?;
    let jobs: Arc<Supervisor> = visit
        .store()
        .service()
        .ok_or_else(|| Error::internal("this store is not being served"))?;
    let (actor, place) = (visit.actor.clone(), visit.origin.clone());
    let name = name.to_owned();
    let check = once(format!("check of {name}"), move |turn| {
        let (store, tz) = (turn.store.clone(), turn.tz.clone());
        drill(&Visit::new(store, actor, place, Moment::now(), tz), &name).map(drop)
    });
    match jobs.add(check) {
        true => Ok(()),
        false => Err(Error::conflict("This snapshot is being checked already.")),
    }
}
