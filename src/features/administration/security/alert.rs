//! Something that wants a look: raised by a rule, seen by somebody, closed with a note.

use serde::{Deserialize, Serialize};

use super::{Rule, actions::VIEW};
use crate::{
    access::Placement,
    base::{Choice, Error, Id, Moment, Result, text, time},
    choices,
    data::{Declares, Facet, Index, Key, Kind, Tally, record},
    features::people::User,
};

choices! {
    pub enum Stage {
        Open: "open", "Open";
        Seen: "seen", "Seen";
        Closed: "closed", "Closed";
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Alert {
    #[serde(skip)]
    pub id: Id<Alert>,
    #[serde(skip)]
    pub version: u64,
    pub rule: Rule,
    /// What it is about, as the rule names it: an account, a network, a person's number.
    pub subject: String,
    #[serde(default)]
    pub user: Option<Id<User>>,
    pub text: String,
    pub first: Moment,
    pub last: Moment,
    /// How often within its hour.
    pub count: u64,
    #[serde(default)]
    pub stage: Stage,
    #[serde(default)]
    pub by: Option<Id<User>>,
    /// What it turned out to be.
    #[serde(default)]
    pub note: String,
}

/// One alert per rule and subject within this.
pub const HOUR: i64 = time::HOUR;

pub const BY_STAGE: Index = Index::scoped(1);
/// What `BY_STAGE` begins with for those that are closed.
pub const CLOSED: u8 = 2;
pub const BY_SUBJECT: Index = Index::plain(2);
pub const OPEN: Tally = Tally::scoped(1);
pub const RULE: Facet = Facet::carried(1);

impl Alert {
    /// Where `BY_STAGE` has those of a stage.
    pub fn at(stage: Stage) -> Key {
        Key::new().byte(match stage {
            Stage::Open => 0,
            Stage::Seen => 1,
            Stage::Closed | Stage::Unknown => CLOSED,
        })
    }

    fn title(&self) -> String {
        self.text.clone()
    }

    /// Nobody's in particular: only who looks after the whole house sees it.
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_STAGE, Alert::at(self.stage).signed(self.last.0));
        to.index(
            BY_SUBJECT,
            Alert::key_of(self.rule, &self.subject).signed(self.first.0),
        );
        to.facet(RULE, Key::new().text(self.rule.key()));
        to.words(&self.text);
        if self.stage == Stage::Open {
            to.tally(OPEN, Key::new(), 1);
        }
    }

    pub fn key_of(rule: Rule, subject: &str) -> Key {
        Key::new().text(rule.key()).text(subject)
    }

    /// Whether something of the same kind now is counted into this one.
    pub fn takes(&self, at: Moment) -> bool {
        at.since(self.first) < HOUR
    }

    pub fn again(&mut self, at: Moment, times: u64, text: &str) {
        self.count += times;
        self.last = at;
        self.text = text.to_owned();
    }

    pub fn see(&mut self, by: Id<User>) -> Result<()> {
        match self.stage {
            Stage::Open => {
                self.stage = Stage::Seen;
                self.by = Some(by);
                Ok(())
            }
            _ => Err(Error::conflict(
                "Somebody has looked at this alert already.",
            )),
        }
    }

    pub fn close(&mut self, by: Id<User>, note: &str) -> Result<()> {
        if self.stage == Stage::Closed {
            return Err(Error::conflict("This alert is closed already."));
        }
        if text::shows_nothing(note) {
            return Err(Error::field(
                "note",
                "Say what it was, so that the next one is judged quicker.",
            ));
        }
        self.stage = Stage::Closed;
        self.by = Some(by);
        self.note = note.trim().to_owned();
        Ok(())
    }
}

record!(Alert, Kind::new(51, "alerts", "AL").filing(2), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_seen_then_closed_with_a_note() {
        let mut alert = Alert::default();
        alert.see(Id::new(3)).unwrap();
        assert!(alert.see(Id::new(4)).is_err());
        assert!(alert.close(Id::new(4), "  ").is_err());
        alert
            .close(Id::new(4), "It was me, on the new laptop")
            .unwrap();
        assert!(alert.close(Id::new(4), "again").is_err());
        assert_eq!((alert.stage, alert.by), (Stage::Closed, Some(Id::new(4))));
    }

    #[test]
    fn it_is_counted_up_for_an_hour() {
        let mut alert = Alert {
            first: Moment(0),
            count: 1,
            ..Alert::default()
        };
        assert!(alert.takes(Moment(HOUR - 1)) && !alert.takes(Moment(HOUR)));
        alert.again(Moment(5), 4, "now 5");
        assert_eq!(
            (alert.count, alert.last, alert.text.as_str()),
            (5, Moment(5), "now 5")
        );
    }
}
