//! A pause of a clock: for how long it stood still, and why.

use serde::{Deserialize, Serialize};

use super::{Clock, PauseReason, actions::VIEW};
use crate::{
    access::Placement,
    base::{Choice, Id, Moment},
    data::{Declares, Index, Key, Kind, PartOf, Ref, record},
};

/// For how long a clock stood still, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pause {
    #[serde(skip)]
    pub id: Id<Pause>,
    #[serde(skip)]
    pub version: u64,
    pub clock: Id<Clock>,
    pub subject: Ref,
    pub reason: PauseReason,
    pub from: Moment,
    #[serde(default)]
    pub until: Option<Moment>,
}

impl Default for Pause {
    fn default() -> Self {
        Pause {
            id: Id::NONE,
            version: 0,
            clock: Id::NONE,
            subject: Ref { kind: 0, id: 0 },
            reason: PauseReason::default(),
            from: Moment::default(),
            until: None,
        }
    }
}

/// Of a clock, the newest first.
pub const OF_CLOCK: Index = Index::plain(1);
pub const BY_FROM: Index = Index::unique(2);

pub fn pause_key(clock: Id<Clock>, from: Moment) -> Key {
    Key::new().id(clock).signed(from.0)
}

impl Pause {
    fn title(&self) -> String {
        self.reason.label().to_owned()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(OF_CLOCK, Key::new().id(self.clock).latest(self.from.0));
        to.index(BY_FROM, pause_key(self.clock, self.from));
    }
    fn part(&self) -> Option<PartOf> {
        Some(PartOf::new(self.subject).staff_only(true).never_alone())
    }
}

record!(Pause, Kind::new(125, "clock-pauses", "CKP"), view: VIEW, part_of: Pause::part);
