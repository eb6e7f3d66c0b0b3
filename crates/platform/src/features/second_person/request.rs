//! A deed that waits for a second person: what was sent, by whom, and what became of it.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Choice, Id, Moment, time},
    choices,
    data::{Declares, Index, Key, Kind, record},
    features::people::User,
    ui::badge::Tone,
};

choices! {
    /// What became of it, as it is stored; what was left too long has lapsed (`SecondRequest::state`).
    pub enum Decision {
        Waiting: "waiting", "Waiting";
        Confirmed: "confirmed", "Confirmed";
        Refused: "refused", "Refused";
        Done: "done", "Done";
        Lapsed: "lapsed", "Lapsed";
    }
}

impl Decision {
    pub fn tone(self) -> Tone {
        match self {
            Decision::Waiting => Tone::Warning,
            Decision::Confirmed => Tone::Info,
            Decision::Done => Tone::Success,
            Decision::Refused | Decision::Lapsed | Decision::Unknown => Tone::Stone,
        }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SecondRequest {
    #[serde(skip)]
    pub id: Id<SecondRequest>,
    #[serde(skip)]
    pub version: u64,
    pub by: Id<User>,
    /// The key of the action.
    pub action: String,
    /// What stands for the request: nothing else is confirmed.
    pub asked: String,
    pub path: String,
    pub fields: Vec<(String, String)>,
    /// Whether files came along, which are sent again.
    pub files: bool,
    pub at: Moment,
    pub decision: Decision,
    #[serde(default)]
    pub decided_by: Option<Id<User>>,
    #[serde(default)]
    pub decided_at: Option<Moment>,
    #[serde(default)]
    pub reason: String,
    /// When it was done: several deeds of one request are done at one moment, and all of them were confirmed.
    #[serde(default)]
    pub done_at: Option<Moment>,
}

pub const BY_ASKED: Index = Index::plain(2);
pub const BY_PERSON: Index = Index::scoped(3);
pub const BY_DECISION: Index = Index::scoped(4);

/// So long it waits for somebody to decide.
pub const WAITS: i64 = 3 * time::DAY;
/// And so long a confirmed one may be done.
pub const HOLDS: i64 = time::DAY;

impl SecondRequest {
    fn title(&self) -> String {
        "A deed for a second person".into()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_PERSON, Key::new().id(self.by).signed(self.at.0));
        to.index(
            BY_DECISION,
            SecondRequest::decided_as(self.decision).signed(self.at.0),
        );
        to.index(BY_ASKED, SecondRequest::key(self.by, &self.asked));
    }

    pub fn decided_as(decision: Decision) -> Key {
        Key::new().text(decision.key())
    }

    pub fn key(by: Id<User>, asked: &str) -> Key {
        Key::new().id(by).text(asked)
    }

    /// Until when it can be decided, or done once it was confirmed.
    pub fn until(&self) -> Moment {
        match (self.decision, self.decided_at) {
            (Decision::Confirmed, Some(at)) => at.plus(HOLDS),
            _ => self.at.plus(WAITS),
        }
    }

    /// Whether it confirms what is done at a moment.
    pub fn confirms(&self, at: Moment) -> bool {
        match self.state(at) {
            Decision::Confirmed => true,
            Decision::Done => self.done_at == Some(at),
            _ => false,
        }
    }

    /// What it is at a moment.
    pub fn state(&self, at: Moment) -> Decision {
        match self.decision {
            Decision::Waiting | Decision::Confirmed if at >= self.until() => Decision::Lapsed,
            other => other,
        }
    }
}

record!(SecondRequest, Kind::new(18, "second-requests", "SP").filing(2).secret(), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lapses_when_nobody_decides_and_when_nobody_does_it() {
        let asked = SecondRequest {
            at: Moment(1_000),
            ..SecondRequest::default()
        };
        assert_eq!(asked.state(Moment(1_000)), Decision::Waiting);
        assert_eq!(asked.state(Moment(1_000 + WAITS)), Decision::Lapsed);
        let confirmed = SecondRequest {
            decision: Decision::Confirmed,
            decided_at: Some(Moment(WAITS)),
            ..asked.clone()
        };
        assert_eq!(
            confirmed.state(Moment(WAITS + HOLDS - 1)),
            Decision::Confirmed
        );
        assert_eq!(confirmed.state(Moment(WAITS + HOLDS)), Decision::Lapsed);
        let done = SecondRequest {
            decision: Decision::Done,
            ..confirmed
        };
        assert_eq!(done.state(Moment(i64::MAX / 2)), Decision::Done);
        let done = SecondRequest {
            done_at: Some(Moment(WAITS + 5)),
            ..done
        };
        assert!(done.confirms(Moment(WAITS + 5)) && !done.confirms(Moment(WAITS + 6)));
    }
}
