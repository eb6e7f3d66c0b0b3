//! Taking and checking snapshots: by somebody, or by the server when it is time.

use std::{sync::Arc, time::Instant};

use jiff::tz::TimeZone;

use super::{
    DOWNLOAD, Drill, Drills, KEEP, Keeper, NIGHTLY, Outcome, TAKE, VERIFY, drill::BY_TIME,
    keeper::name_of,
};
use crate::{
    access::Action,
    base::{Moment, Result, time},
    data::{List, Store, Visit, snapshot},
    features::{
        inbox::{self, Reason},
        people::Directory,
        settings::House,
    },
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
    let removed = prune(keeper, keeper.plan(&House::of(visit)?.0).keep)?;
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

/// Removes the oldest beyond `keep`, but not one that is being checked.
fn prune(keeper: &Keeper, keep: u32) -> Result<Vec<String>> {
    let in_hand = keeper.drilling();
    let mut removed = Vec::new();
    for old in keeper.list()?.found.into_iter().skip(keep as usize) {
        let name = name_of(&old.path);
        if in_hand.as_ref() == Some(&name) {
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
        .holding("it-administrator")
        .iter()
        .map(|user| user.id)
        .collect();
    visit.act(action, move |change| {
        change.allow_new();
        let drill = change.insert(drill)?;
        if drill.outcome == Outcome::Failed {
            change.note(drill.trouble.clone());
            for to in caretakers {
                inbox::notify(
                    change,
                    to,
                    Reason::Security,
                    drill.id.as_ref(),
                    format!("The restore drill of {} failed", drill.snapshot),
                )?;
            }
        }
        Ok(drill)
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

/// The newest drills, newest first.
pub fn drills(visit: &Visit, limit: usize) -> Result<Vec<Drill>> {
    let list = List::by(BY_TIME).descending(true).limit(limit);
    let page = visit.list_where::<Drill>(list, |drill| drill.outcome != Outcome::Awaited)?;
    Ok(page.rows)
}

// ── what the server does by itself ──

/// Once a minute: takes a snapshot when one is due, and drills the newest at night.
pub fn when_due(store: &Arc<Store>, at: Moment, tz: &TimeZone) -> Result<()> {
    take_due(store, at, tz)?;
    drill_due(store, at, tz).map(drop)
}

pub fn take_due(store: &Arc<Store>, at: Moment, tz: &TimeZone) -> Result<Option<Taken>> {
    let visit = Visit::system(store, at, tz.clone());
    let keeper = Keeper::needed(store)?;
    let plan = keeper.plan(&House::of(&visit)?.0);
    if plan.hours == 0 {
        return Ok(None);
    }
    let listing = keeper.list()?;
    let every = i64::from(plan.hours) * time::HOUR;
    if listing
        .found
        .first()
        .is_some_and(|newest| at.since(newest.at) < every)
    {
        return Ok(None);
    }
    for bad in &listing.unreadable {
        tracing::warn!(why = bad.why, "a snapshot can't be read");
    }
    take_as(&visit, KEEP, &keeper).map(Some)
}

/// Drills the newest snapshot when that is due; the watch begins with the first time this is asked.
pub fn drill_due(store: &Arc<Store>, at: Moment, tz: &TimeZone) -> Result<Option<Drill>> {
    let visit = Visit::system(store, at, tz.clone());
    let keeper = Keeper::needed(store)?;
    let drills = visit.cached::<Drills>()?;
    if drills.begun.is_none() {
        visit.act(NIGHTLY, |change| {
            change.allow_new();
            change.note("The restore drills begin");
            change
                .insert(Drill {
                    outcome: Outcome::Awaited,
                    at: change.at,
                    nightly: true,
                    ..Drill::default()
                })
                .map(drop)
        })?;
    }
    let (today, hour) = (visit.today(), at.hour(tz));
    let due = drills.due(&House::of(&visit)?.0, at, today, hour, |moment| {
        moment.day(tz)
    });
    match keeper.list()?.found.first() {
        Some(newest) if due => drill_as(&visit, NIGHTLY, &keeper, newest).map(Some),
        _ => Ok(None),
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

/// Does it in a thread of its own, for whoever doesn't wait: the page shows the result when it is there.
pub fn drill_in_background(visit: &Visit, name: &str) -> Result<()> {
    visit.demand(&VERIFY)?;
    Keeper::needed(visit.store())?.find(name)?;
    let (store, actor, place, tz) = (
        Arc::downgrade(visit.store()),
        visit.actor.clone(),
        visit.place.clone(),
        visit.tz.clone(),
    );
    let name = name.to_owned();
    std::thread::Builder::new()
        .name("drill".into())
        .spawn(move || {
            let Some(store) = store.upgrade() else { return };
            let visit = Visit::new(store, actor, place, Moment::now(), tz);
            if let Err(error) = drill(&visit, &name) {
                tracing::warn!(%error, "a snapshot was not checked");
            }
        })?;
    Ok(())
}
