//! The snapshots: whether they are there, new enough, of this house, and whole. Each is asked for its end, which tells
//! one that was cut short; the newest that isn't dated ahead is read from beginning to end.

use std::path::Path;

use super::check::{Check, guarded};
use crate::{
    base::{Moment, time},
    data::{Unlock, snapshot},
    features::administration::{self, Grade},
};

/// What the house knows of its snapshots.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// When its first journal entry was written.
    pub began: Option<Moment>,
    /// The sequence of its newest.
    pub newest: u64,
    /// Milliseconds between snapshots.
    pub every: i64,
}

/// `unlock` is what opens them, where it is there; `known` what the house says, where it could be opened.
pub fn checks(
    folder: &Path,
    unlock: Option<&Unlock>,
    known: Option<Known>,
    now: Moment,
) -> Vec<Check> {
    let shown = folder.display();
    let young = known.is_none_or(|known| {
        known
            .began
            .is_none_or(|began| now.since(began) < 2 * time::DAY)
    });
    if !folder.exists() && !young {
        return vec![Check::new(
            "snapshots",
            Err(format!(
                "The folder {shown} is missing. See whether its disk is mounted, or name another as snapshots in the configuration; then take one: atrium snapshot create"
            )),
        )];
    }
    let listing = match snapshot::list(folder) {
        Ok(listing) => listing,
        Err(error) => {
            return vec![Check::new(
                "snapshots",
                Err(format!(
                    "The folder {shown} can't be read: {error}. Let Atrium's user read and write it."
                )),
            )];
        }
    };
    let mut bad: Vec<String> = listing
        .unreadable
        .iter()
        .map(|unreadable| unreadable.why.trim_end_matches('.').to_owned())
        .collect();
    if let Some(unlock) = unlock {
        let newest = listing.newest(now).map(|newest| &newest.path);
        for listed in &listing.found {
            let whole = guarded(|| match newest == Some(&listed.path) {
                true => snapshot::read_whole(&listed.path, unlock),
                false => snapshot::ends_well(&listed.path, unlock),
            });
            bad.extend(
                whole
                    .err()
                    .map(|e| e.to_string().trim_end_matches('.').to_owned()),
            );
        }
    }
    let mut checks = Vec::new();
    if let Some(first) = bad.first() {
        let more = match bad.len() {
            1 => String::new(),
            all => format!(" ({} more like it)", all - 1),
        };
        checks.push(Check::new(
            "snapshots",
            Err(format!(
                "{first}{more}. It can't be restored: remove it, or fetch its copy, and take another: atrium snapshot create"
            )),
        ));
    }
    if let Some(ahead) = listing.ahead(now) {
        checks.push(Check::new("snapshots", Err(ahead)));
    }
    let newest = listing.newest(now);
    checks.push(match (newest, known) {
        (None, _) if young => Check::advice(
            "snapshots",
            Err(format!(
                "there is none in {shown} yet; take one: atrium snapshot create"
            )),
        ),
        (None, _) => Check::new(
            "snapshots",
            Err(format!(
                "there is none in {shown}: the house has no backup. Take one: atrium snapshot create"
            )),
        ),
        (Some(newest), Some(known)) if newest.seq > known.newest => Check::new(
            "snapshots",
            Err(format!(
                "{} goes on to entry {} of the journal, and the data ends with {}: an older copy of the data was put in its place, or the snapshot is another house's. Restore it if what came after is wanted, else remove it.",
                newest.path.display(),
                newest.seq,
                known.newest
            )),
        ),
        (Some(newest), known) => {
            let every = known.map_or(time::DAY, |known| known.every);
            let old = administration::age(Some(now.since(newest.at)), every);
            let when = newest.at.rfc3339();
            match old {
                (Grade::Good, _) => Check::new("snapshots", Ok(format!("the newest is of {when}"))),
                (grade, why) => Check {
                    advice: grade == Grade::Look,
                    ..Check::new(
                        "snapshots",
                        Err(format!(
                            "the newest in {shown} is of {when}. {why} On the server: atrium snapshot create"
                        )),
                    )
                },
            }
        }
    });
    checks
}
