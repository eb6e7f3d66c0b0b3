//! What came of a restore drill, and what that means for how well one may sleep.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Id, Moment, Result, time},
    choices,
    data::{Cached, Declares, Index, Key, Kind, ReadTx, Record, Store, record},
    features::settings::Settings,
    jobs::Rhythm,
};

choices! {
    pub enum Outcome {
        Good: "good", "Passed";
        Failed: "failed", "Failed";
        /// The house began to be watched; nothing was drilled yet.
        Awaited: "awaited", "Not yet";
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Drill {
    #[serde(skip)]
    pub id: Id<Drill>,
    #[serde(skip)]
    pub version: u64,
    pub outcome: Outcome,
    pub at: Moment,
    /// By the server itself, at night.
    #[serde(default)]
    pub nightly: bool,
    /// The snapshot's file name, when it was taken, and the journal entry it goes up to.
    #[serde(default)]
    pub snapshot: String,
    #[serde(default)]
    pub taken: Moment,
    #[serde(default)]
    pub seq: u64,
    #[serde(default)]
    pub records: u64,
    #[serde(default)]
    pub files: u64,
    #[serde(default)]
    pub bytes: u64,
    /// Milliseconds it took to restore and check.
    #[serde(default)]
    pub took: i64,
    /// What was wrong.
    #[serde(default)]
    pub trouble: String,
}

pub const BY_TIME: Index = Index::scoped(1);

/// How long a good drill lets one sleep.
pub const GOOD_FOR: i64 = 2 * time::DAY;
/// After a failed one the next comes sooner than tomorrow.
const AGAIN: i64 = 4 * time::HOUR;

impl Drill {
    fn title(&self) -> String {
        format!("Restore drill: {}", self.snapshot)
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_TIME, Key::new().signed(self.at.0));
    }
}

record!(Drill, Kind::new(40, "drills", "DRL"), view: VIEW);

/// The drills so far, as far as anything depends on them; in memory, because every page of an admin asks.
#[derive(Debug, Default)]
pub struct Drills {
    pub begun: Option<Moment>,
    pub last: Option<Drill>,
    pub last_nightly: Option<Drill>,
    pub last_good: Option<Moment>,
    /// The snapshot that passed last: the newest that is known to bring the house back.
    pub proven: Option<String>,
}

impl Cached for Drills {
    const FROM: &'static [Kind] = &[Drill::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        Ok(Drills::over(read_tx.all::<Drill>()?))
    }
}

impl Drills {
    fn over(all: Vec<Drill>) -> Drills {
        let mut out = Drills::default();
        for drill in all {
            match drill.outcome {
                Outcome::Awaited => {
                    out.begun.get_or_insert(drill.at);
                    continue;
                }
                Outcome::Good => {
                    out.last_good = Some(drill.at);
                    out.proven = Some(drill.snapshot.clone());
                }
                Outcome::Failed | Outcome::Unknown => {}
            }
            if drill.nightly {
                out.last_nightly = Some(drill.clone());
            }
            out.last = Some(drill);
        }
        out
    }

    /// What is to be told in red, if anything.
    pub fn alarm(&self, at: Moment) -> Option<String> {
        let since = self.last_good.or(self.begun)?;
        if at.since(since) < GOOD_FOR {
            return None;
        }
        let hours = at.since(since) / time::HOUR;
        let why = match &self.last {
            Some(drill) if drill.outcome == Outcome::Failed => {
                format!(" The last one failed: {}", drill.trouble)
            }
            _ => String::new(),
        };
        Some(match self.last_good {
            Some(_) => format!(
                "No snapshot has passed a restore drill for {hours} hours, so nobody knows whether what is kept can be restored.{why}"
            ),
            None => format!(
                "No snapshot has ever passed a restore drill, {hours} hours after this house began to be watched.{why}"
            ),
        })
    }

    /// When the next one is made by itself: every day from the set hour on, and sooner again after one that failed.
    pub fn rhythm(&self, settings: &Settings) -> Rhythm {
        match &self.last_nightly {
            Some(last) if last.outcome == Outcome::Failed => Rhythm::Every(AGAIN),
            _ => Rhythm::Daily(i8::try_from(settings.drill_hour).unwrap_or(0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    const START: Moment = Moment(1_700_000_000_000);

    fn drill(outcome: Outcome, at: Moment) -> Drill {
        Drill {
            outcome,
            at,
            nightly: true,
            trouble: "a hash".into(),
            ..Drill::default()
        }
    }

    #[test]
    fn two_days_without_a_good_drill_are_told() {
        let young = Drills::over(vec![drill(Outcome::Awaited, START)]);
        assert_eq!(young.alarm(START.plus(47 * time::HOUR)), None);
        assert!(young.alarm(START.plus(48 * time::HOUR)).is_some());
        let well = Drills::over(vec![
            drill(Outcome::Awaited, START),
            drill(Outcome::Good, START.plus(40 * time::HOUR)),
        ]);
        assert_eq!(well.alarm(START.plus(87 * time::HOUR)), None);
        let failed = Drills::over(vec![
            drill(Outcome::Good, START),
            drill(Outcome::Failed, START.plus(47 * time::HOUR)),
        ]);
        let told = failed.alarm(START.plus(49 * time::HOUR)).unwrap();
        assert!(
            told.contains("a hash") && told.contains("49 hours"),
            "{told}"
        );
        assert_eq!(Drills::default().alarm(START), None);
    }

    #[test]
    fn a_drill_is_made_once_a_night_and_sooner_after_a_failure() {
        let settings = Settings::default();
        let due = |drills: &Drills, at: Moment| {
            let last = drills.last_nightly.as_ref().map(|drill| drill.at);
            drills.rhythm(&settings).due(last, at, &TimeZone::UTC) <= at
        };
        let night = Moment::parse("2026-06-09T03:10:00Z").unwrap();
        assert!(due(&Drills::default(), night));
        assert!(!due(&Drills::default(), night.plus(-time::HOUR)));
        let done = Drills::over(vec![drill(Outcome::Good, night)]);
        assert!(!due(&done, night.plus(20 * time::HOUR)));
        assert!(due(&done, night.plus(24 * time::HOUR)));
        let failed = Drills::over(vec![drill(Outcome::Failed, night)]);
        assert!(!due(&failed, night.plus(time::HOUR)));
        assert!(due(&failed, night.plus(4 * time::HOUR)));
    }
}
