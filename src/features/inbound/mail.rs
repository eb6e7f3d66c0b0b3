//! One mail that was looked at in the mailbox, and what became of it. By its Message-ID it is known again.

use serde::{Deserialize, Serialize};

use crate::{
    access::Placement,
    base::{Id, Moment, time},
    choices,
    data::{Declares, Index, Key, Kind, Ref, Tally, record},
    features::mail::VIEW,
};

choices! {
    pub enum Outcome {
        Left: "left", "Left in the mailbox";
        Posted: "posted", "Posted";
        Made: "made", "Ticket or lead";
        Bounced: "bounced", "Came back";
        Dropped: "dropped", "Written by a program";
    }
}

impl Outcome {
    /// Whether a mail is done with, and says so in the mailbox.
    pub fn is_done(self) -> bool {
        !matches!(self, Outcome::Left | Outcome::Unknown)
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct InboundMail {
    #[serde(skip)]
    pub id: Id<InboundMail>,
    #[serde(skip)]
    pub version: u64,
    /// A hash of its Message-ID, or of the whole where it has none.
    pub key: String,
    pub at: Moment,
    pub from: String,
    pub subject: String,
    pub outcome: Outcome,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Raw id of the person who wrote it, where that is known; 0 else.
    #[serde(default)]
    pub person: u64,
    /// What it became, or what it is about.
    #[serde(default)]
    pub about: Option<Ref>,
    /// Where it lies: whose mailbox and which folder, the folder's validity and its number there.
    #[serde(default)]
    pub place: String,
    pub validity: u32,
    pub number: u32,
    /// Whether somebody wants that it is taken in after all.
    #[serde(default)]
    pub again: bool,
    /// Whether the mailbox knows that it is done with.
    #[serde(default)]
    pub marked: bool,
}

pub const BY_KEY: Index = Index::unique(1);
pub const BY_OUTCOME: Index = Index::scoped(2);
/// What is done with and isn't marked so in the mailbox.
pub const UNMARKED: Index = Index::scoped(3);
/// What somebody posted by mail, by when.
pub const OF_PERSON: Index = Index::scoped(4);
/// What was left and is wanted after all.
pub const AGAIN: Index = Index::scoped(5);
/// What somebody outside wrote that something was made of, by when.
pub const OF_SENDER: Index = Index::scoped(6);
pub const LEFT: Tally = Tally::scoped(1);
/// How long a mail that became something is known again, and how long any other is listed.
const KEPT: i64 = 180 * time::DAY;
const LISTED: i64 = 30 * time::DAY;
pub const GROWS_OLD: u8 = 1;

impl InboundMail {
    fn title(&self) -> String {
        "A mail that came in".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_KEY, Key::new().text(&self.key));
        to.index(BY_OUTCOME, outcome_key(self.outcome).signed(self.at.0));
        if self.outcome.is_done() && !self.marked {
            to.index(UNMARKED, Key::new().number(u64::from(self.number)));
        }
        if self.again {
            to.index(AGAIN, Key::new().number(u64::from(self.number)));
        }
        if self.outcome == Outcome::Posted {
            to.index(OF_PERSON, Key::new().number(self.person).signed(self.at.0));
        }
        if self.outcome == Outcome::Made {
            to.index(OF_SENDER, sender_key(&self.from).signed(self.at.0));
        }
        if self.outcome == Outcome::Left {
            to.tally(LEFT, Key::new(), 1);
        }
        let kept = match self.outcome {
            Outcome::Posted | Outcome::Made => KEPT,
            _ => LISTED,
        };
        to.wake(self.at.plus(kept), GROWS_OLD);
    }
}

record!(InboundMail, Kind::new(153, "inbound-mails", "IM").filing(1).secret(), view: VIEW);

pub fn outcome_key(outcome: Outcome) -> Key {
    Key::new().byte(match outcome {
        Outcome::Left => 0,
        Outcome::Posted => 1,
        Outcome::Made => 2,
        Outcome::Bounced => 3,
        Outcome::Dropped | Outcome::Unknown => 4,
    })
}

/// A sender's address, however it is written and long.
pub fn sender_key(address: &str) -> Key {
    let hash = blake3::hash(address.to_lowercase().as_bytes());
    Key::new().text(hash.to_hex().as_str())
}

/// By what a mail is known again.
pub fn key_of(message_id: &str, whole: &[u8]) -> String {
    let hash = match message_id {
        "" => blake3::hash(whole),
        id => blake3::hash(id.as_bytes()),
    };
    hash.to_hex().to_string()
}
