//! What is kept and how safe it is: the journal, its snapshots, the files in the vault.

use super::{
    super::backups::{Drills, Keeper, Outcome},
    check::{Check, Grade, check},
};
use crate::{
    base::{Moment, Result, time},
    data::{Visit, file_maintenance},
    features::settings::CurrentSettings,
};

pub(super) fn on_journal(visit: &Visit) -> Result<Vec<Check>> {
    let newest = visit.store().newest();
    let behind = newest.saturating_sub(visit.store().durable());
    let mut out = vec![check(
        "journal",
        "Journal",
        match behind {
            0 => format!("entry {newest}"),
            n => format!("entry {newest}, the last {n} not on the disk yet"),
        },
        (Grade::Good, ""),
    )];
    if let Some(keeper) = Keeper::of(visit) {
        let seq = keeper
            .list()
            .ok()
            .and_then(|listing| listing.newest(visit.at).map(|newest| newest.seq));
        out.push(check(
            "checkpoint",
            "Last signed checkpoint",
            seq.map_or("none yet".to_owned(), |seq| format!("entry {seq}, in the newest snapshot")),
            match seq {
                Some(_) => (Grade::Good, ""),
                None => (Grade::Look, "A checkpoint leaves with every snapshot: take one, and keep it on another machine."),
            },
        ));
    }
    Ok(out)
}

pub(super) fn on_snapshots(visit: &Visit) -> Result<Vec<Check>> {
    let Some(keeper) = Keeper::of(visit) else {
        return Ok(Vec::new());
    };
    let listing = match keeper.list() {
        Ok(listing) => listing,
        // What can't be listed is no reason to say nothing of the rest.
        Err(error) => {
            let why = format!("{error} Let Atrium's user read and write the folder.");
            let known = (Grade::Act, why.as_str());
            return Ok(vec![check("snapshot", "Last snapshot", "not known", known)]);
        }
    };
    let newest = listing.newest(visit.at).map(|newest| newest.at);
    let every = i64::from(keeper.plan(&CurrentSettings::of(visit)?.0).hours.max(24)) * time::HOUR;
    let shown =
        |at: Option<Moment>| at.map_or("none yet".into(), |at| at.show(visit.at, &visit.tz));
    let mut out = vec![check(
        "snapshot",
        "Last snapshot",
        shown(newest),
        age(newest.map(|at| visit.at.since(at)), every),
    )];
    if let Some(bad) = listing.unreadable.first() {
        out.push(check(
            "unreadable",
            "Unreadable snapshots",
            listing.unreadable.len().to_string(),
            (Grade::Look, "Remove what can't be read, or fetch its copy."),
        ));
        if let Some(last) = out.last_mut() {
            last.advice = format!("{} {}", bad.why, last.advice);
        }
    }
    let drills = visit.cached::<Drills>()?;
    let mut drill = check(
        "drill",
        "Last restore drill",
        match &drills.last {
            Some(drill) if drill.outcome == Outcome::Good => {
                format!("passed {}", shown(Some(drill.at)))
            }
            Some(drill) => format!("failed {}", shown(Some(drill.at))),
            None => "none yet".into(),
        },
        match &drills.last {
            Some(drill) if drill.outcome == Outcome::Good => (Grade::Good, ""),
            Some(_) => (
                Grade::Act,
                "Take a snapshot and check it on the page Backups.",
            ),
            None => (
                Grade::Look,
                "It comes by itself in the night; or check a snapshot on the page Backups.",
            ),
        },
    );
    if let Some(alarm) = drills.alarm(visit.at) {
        drill.grade = Grade::Act;
        drill.advice = alarm;
    }
    out.push(drill);
    Ok(out)
}

/// How old the newest snapshot may be, against how often one is taken.
pub fn age(age: Option<i64>, every: i64) -> (Grade, &'static str) {
    match age {
        None => (Grade::Act, "Take one now on the page Backups."),
        Some(age) if age > 2 * every => (
            Grade::Act,
            "Snapshots aren't taken any more: look at the log of the server, and take one now on the page Backups.",
        ),
        Some(age) if age > every + time::HOUR => (
            Grade::Look,
            "The next one is late. Look at the log of the server.",
        ),
        Some(_) => (Grade::Good, ""),
    }
}

pub(super) fn on_files(visit: &Visit) -> Result<Vec<Check>> {
    let (swept, scrubbed) = file_maintenance::last(visit.store())?;
    let shown =
        |at: Option<Moment>| at.map_or("not yet".into(), |at: Moment| at.show(visit.at, &visit.tz));
    let late = |at: Option<Moment>, most: i64| match at {
        Some(at) if visit.at.since(at) > most => (
            Grade::Look,
            "It should have run again. Run atrium doctor on the server.",
        ),
        _ => (Grade::Good, ""),
    };
    let damaged = visit.store().health().damaged;
    Ok(vec![
        check(
            "sweep",
            "Files last swept",
            shown(swept),
            late(swept, 3 * time::DAY),
        ),
        check(
            "scrub",
            "Files last read through",
            shown(scrubbed),
            late(scrubbed, 15 * time::DAY),
        ),
        check(
            "damaged",
            "Damaged files",
            damaged.len().to_string(),
            match damaged.len() {
                0 => (Grade::Good, ""),
                _ => (
                    Grade::Act,
                    "Bring them back from a snapshot, then run atrium doctor. Damaged files are not handed out.",
                ),
            },
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_may_be_so_old() {
        assert_eq!(age(None, time::DAY).0, Grade::Act);
        assert_eq!(age(Some(time::DAY), time::DAY).0, Grade::Good);
        assert_eq!(age(Some(26 * time::HOUR), time::DAY).0, Grade::Look);
        assert_eq!(age(Some(3 * time::DAY), time::DAY).0, Grade::Act);
    }
}
