//! A change of more records than one deed holds, and its portions: which records they are, and what came of them.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    access::{Action, Placement},
    base::{Id, Moment, Result, percent},
    choices,
    data::{
        Declares, Entity, EntityInfo, Field, FieldKind, Index, Json, Key, Kind, PartOf, Record,
        Visit, record,
    },
    features::people::User,
    ui::{badge::Tone, icon::Icon},
};

/// One's own.
pub const VIEW: Action = Action::own("bulk_changes.view", "See the own changes of many records")
    .told("looked at a change of many records");
/// Beginning, stopping and taking back; what is done to the records asks for itself.
pub const RUN: Action =
    Action::own("bulk_changes.run", "Change many records").told("changed many records");
/// As any deed of another is taken back (`Visit::undo`): by an administrator who may do the same to the same records.
pub const LOOK_AFTER: Action = Action::write(
    "bulk_changes.look_after",
    "End and take back what others change of many records",
)
.told("looked after a change of many records")
.final_();
pub const STOP: Action = Action::system(
    "bulk_changes.stop",
    "Stop a change of many records that can't go on",
)
.told("stopped a change of many records");

choices! {
    /// How far it is.
    pub enum Progress {
        Done: "done", "Complete";
        Running: "running", "Under way";
        Cancelled: "cancelled", "Ended";
        Stopped: "stopped", "Stopped";
        TakingBack: "taking_back", "Being taken back";
        TakenBack: "taken_back", "Taken back";
    }
}

impl Progress {
    pub fn tone(self) -> Tone {
        match self {
            Progress::Running | Progress::TakingBack => Tone::Azure,
            Progress::Stopped => Tone::Danger,
            _ => Tone::Stone,
        }
    }
}

/// A record that was left as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Left {
    pub number: String,
    pub why: String,
}

/// Those that its page shows.
pub const SHOWN: usize = 200;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BulkChange {
    #[serde(skip)]
    pub id: Id<BulkChange>,
    #[serde(skip)]
    pub version: u64,
    /// The plural of the kind of records it changes.
    pub of: String,
    /// What their list was asked for.
    pub query: String,
    pub set: Vec<Kept>,
    /// The key of what is done instead of setting fields, and its words.
    #[serde(default)]
    pub deed: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub reason: String,
    pub by: Id<User>,
    pub at: Moment,
    pub state: Progress,
    /// Records that were found.
    pub found: usize,
    /// Portions there are, and how many are behind it.
    pub portions: usize,
    pub reached: usize,
    /// Records that are behind it, those of them that were changed, and those that were left as they are.
    pub passed: usize,
    pub changed: usize,
    pub refused: usize,
    /// The first of those left as they are.
    #[serde(default)]
    pub left_out: Vec<Left>,
    /// Portions that are not taken back yet, while it is.
    #[serde(default)]
    pub left: usize,
    #[serde(default)]
    pub taken_back: Option<Moment>,
    /// Who takes it back, or did.
    #[serde(default)]
    pub taken_by: Option<Id<User>>,
    /// Portions that stayed when it was taken back, because somebody went on from them.
    #[serde(default)]
    pub stayed: usize,
    /// The areas of the token it was begun by, or is taken back by; all of them where none is said.
    #[serde(default)]
    pub only: Vec<String>,
    /// Raw id of the token it was begun by: once that is revoked, nothing more of it is done.
    #[serde(default)]
    pub token: Option<u64>,
    /// Whether whoever began it had proved who they are.
    #[serde(default)]
    pub proved: bool,
    #[serde(default)]
    pub address: Option<IpAddr>,
    #[serde(default)]
    pub session: Option<u64>,
    /// Why it stopped.
    #[serde(default)]
    pub trouble: String,
}

pub const BY_TIME: Index = Index::scoped(1);
/// Those with which something is still to be done, by the kind they change.
pub const TO_DO: Index = Index::scoped(2);

impl BulkChange {
    fn title(&self) -> String {
        format!("Change of {} {}", self.found, self.of)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_TIME, Key::new().signed(self.at.0));
        if self.is_under_way() {
            to.index(TO_DO, Key::new().text(&self.of).signed(self.at.0));
        }
    }

    pub fn is_under_way(&self) -> bool {
        matches!(self.state, Progress::Running | Progress::TakingBack)
    }

    /// Whether it may be ended before its last portion.
    pub fn may_end(&self) -> bool {
        matches!(self.state, Progress::Running | Progress::Stopped)
    }

    /// Whether there is something to take back.
    pub fn may_be_taken_back(&self) -> bool {
        self.changed > 0
            && self.taken_back.is_none()
            && !matches!(self.state, Progress::TakingBack | Progress::Running)
    }

    /// Whether a program that is for these areas may know of it; those that are for all name none.
    pub fn is_within(&self, areas: &[String]) -> bool {
        let own = [BulkChange::KIND.plural, self.of.as_str()];
        areas.is_empty() || areas.iter().any(|area| own.contains(&area.as_str()))
    }

    /// Counts what came of its next portion.
    pub fn pass(&mut self, portion: &BulkPortion) {
        self.reached += 1;
        self.passed += portion.ids.len();
        self.changed += portion.changed;
        self.refused += portion.left_out.len();
        let room = SHOWN.saturating_sub(self.left_out.len());
        self.left_out
            .extend(portion.left_out.iter().take(room).cloned());
        if self.reached >= self.portions && self.state == Progress::Running {
            self.state = Progress::Done;
        }
    }
}

record!(BulkChange, Kind::new(112, "bulk-changes", "BC"), view: VIEW);

/// Some of its records, which are changed in one deed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BulkPortion {
    #[serde(skip)]
    pub id: Id<BulkPortion>,
    #[serde(skip)]
    pub version: u64,
    pub change: Id<BulkChange>,
    /// From 1.
    pub place: usize,
    /// Raw numbers.
    pub ids: Vec<u64>,
    #[serde(default)]
    pub done: bool,
    #[serde(default)]
    pub changed: usize,
    #[serde(default)]
    pub left_out: Vec<Left>,
    /// The journal's number of the deed; none where none of them could be changed.
    #[serde(default)]
    pub deed: Option<u64>,
}

/// Those of a change, in their order.
pub const BY_CHANGE: Index = Index::plain(1);

impl BulkPortion {
    pub fn key_of(change: Id<BulkChange>, place: usize) -> Key {
        Key::new().id(change).number(place as u64)
    }

    fn title(&self) -> String {
        format!("Portion {}", self.place)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.change.as_ref()))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_CHANGE, BulkPortion::key_of(self.change, self.place));
    }
}

record!(BulkPortion, Kind::new(113, "bulk-portions", "BCP"), view: VIEW, part_of: BulkPortion::part_of);

const KEPT: &[Field] = &[Field::text("field", "Field"), Field::text("value", "Value")];

const LEFT: &[Field] = &[
    Field::text("id", "Number").stored("number"),
    Field::text("why", "Why"),
];

const BULK_CHANGE: &[Field] = &[
    Field::text("of", "What it changes"),
    Field::text("query", "What was asked for"),
    Field::new("set", "Set to", FieldKind::Rows(KEPT))
        .untold()
        .about("Keys of fields, each with its value as JSON."),
    Field::text("deed", "What is done"),
    Field::text("label", "In words").unsent(),
    Field::text("reason", "Why"),
    Field::person("by", "By"),
    Field::moment("at", "At"),
    Field::choice::<Progress>("state", "State"),
    Field::number("found", "Found"),
    Field::number("passed", "Behind it"),
    Field::number("changed", "Changed"),
    Field::number("refused", "Left as they are"),
    Field::new("left_out", "Left out", FieldKind::Rows(LEFT))
        .untold()
        .about("The first two hundred of those left as they are."),
    Field::number("portions", "Portions").internal(),
    Field::number("reached", "Portions behind it").internal(),
    Field::number("left", "Portions to take back").internal(),
    Field::moment("taken_back", "Taken back"),
    Field::person("taken_by", "Taken back by"),
    Field::number("stayed", "Portions that stayed"),
    Field::new("only", "Areas", FieldKind::List(&FieldKind::Text)).internal(),
    Field::number("token", "Token").internal(),
    Field::yes_no("proved", "Proved").internal(),
    Field::text("address", "Address").internal(),
    Field::number("session", "Session").internal(),
    Field::text("trouble", "Trouble"),
    Field::new("percent", "Progress", FieldKind::Percent).worked_out(),
];

impl BulkChange {
    /// How much of it is behind it, in whole percent.
    pub fn percent(&self) -> u32 {
        let records = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        percent::bar(records(self.passed), records(self.found), 100, 0)
    }
}

impl Entity for BulkChange {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Change of many", "Changes of many", Icon::Edit, BULK_CHANGE).listed();

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        out.insert("percent", self.percent());
        Ok(())
    }
}

const PORTION: &[Field] = &[
    Field::record("change", "Change", BulkChange::KIND.plural),
    Field::number("place", "Place").internal(),
    Field::new("ids", "Records", FieldKind::List(&FieldKind::Number)).internal(),
    Field::yes_no("done", "Done").internal(),
    Field::number("changed", "Changed"),
    Field::new("left_out", "Left out", FieldKind::Rows(LEFT)).untold(),
    Field::number("deed", "Deed").internal(),
];

impl Entity for BulkPortion {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Portion of a change",
        "Portions of changes",
        Icon::Edit,
        PORTION,
    )
    .on_its_whole();
}

/// A value that a field is set to, as a record keeps it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub field: String,
    /// As JSON.
    pub value: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portion(place: usize, changed: usize, left: usize) -> BulkPortion {
        BulkPortion {
            place,
            ids: (0..(changed + left) as u64).collect(),
            changed,
            left_out: (0..left).map(|_| Left::default()).collect(),
            ..BulkPortion::default()
        }
    }

    #[test]
    fn it_is_complete_with_its_last_portion() {
        let mut change = BulkChange {
            state: Progress::Running,
            found: 1_300,
            portions: 3,
            ..BulkChange::default()
        };
        change.pass(&portion(1, 500, 0));
        change.pass(&portion(2, 250, 250));
        assert_eq!((change.state, change.percent()), (Progress::Running, 76));
        assert!(change.may_end() && !change.may_be_taken_back());
        change.pass(&portion(3, 300, 0));
        assert_eq!((change.state, change.percent()), (Progress::Done, 100));
        assert_eq!((change.changed, change.refused), (1_050, 250));
        assert_eq!(change.left_out.len(), SHOWN, "no more than its page shows");
        assert!(!change.may_end() && change.may_be_taken_back());
    }

    #[test]
    fn one_that_was_ended_stays_ended() {
        let mut change = BulkChange {
            state: Progress::Cancelled,
            found: 500,
            portions: 1,
            ..BulkChange::default()
        };
        change.pass(&portion(1, 500, 0));
        assert_eq!(change.state, Progress::Cancelled);
        assert!(change.is_within(&["leads".into()]) == (change.of == "leads"));
    }
}
