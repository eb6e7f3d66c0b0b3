//! One mail: to whom, what about, how often it was tried, and what came of it. Its words are here only while it waits.

use serde::{Deserialize, Serialize};

use super::{Secret, VIEW};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, text, time},
    choices,
    data::{Change, Declares, Index, Key, Kind, Tally, record},
};

choices! {
    pub enum Stage {
        Waiting: "waiting", "Waiting";
        Failed: "failed", "Failed";
        Sent: "sent", "Sent";
        Dropped: "dropped", "Not sent";
    }
}

choices! {
    /// What it is about.
    pub enum What {
        Invitation: "invitation", "Invitation";
        Link: "link", "Sign-in link";
        Forgotten: "forgotten", "Forgotten password";
        Notice: "notice", "Security";
        Checkpoint: "checkpoint", "Checkpoint";
        Backups: "backups", "Backups";
    }
}

impl What {
    /// Those whose link opens the house.
    pub const OPENING: [What; 3] = [What::Invitation, What::Link, What::Forgotten];
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OutgoingMail {
    #[serde(skip)]
    pub id: Id<OutgoingMail>,
    #[serde(skip)]
    pub version: u64,
    /// What it is about, so that the same is never sent twice.
    pub key: String,
    pub what: What,
    /// Raw id of whom it is for; 0 when it is nobody's with an account.
    pub person: u64,
    pub to: String,
    pub to_name: String,
    pub subject: String,
    /// Before the link, the link's path, and after it.
    pub text: Secret,
    #[serde(default)]
    pub path: Secret,
    #[serde(default)]
    pub close: Secret,
    /// Whether the link begins with the portal's address.
    #[serde(default)]
    pub portal: bool,
    /// The left part of its Message-ID, the same at every try.
    pub mark: String,
    pub made: Moment,
    /// Until when it is worth sending.
    pub until: Moment,
    /// From when on it was tried, and how often.
    pub since: Moment,
    #[serde(default)]
    pub tries: u32,
    pub next: Moment,
    #[serde(default)]
    pub stage: Stage,
    /// What the server said last, or why it wasn't sent.
    #[serde(default)]
    pub said: String,
    #[serde(default)]
    pub ended: Option<Moment>,
}

pub const BY_KEY: Index = Index::unique(1);
pub const BY_STAGE: Index = Index::scoped(2);
pub const BY_TIME: Index = Index::scoped(3);
pub const OF_PERSON: Index = Index::plain(4);
/// What a letter waits for: that what it says is worth nothing any more, and that nobody looks for it any more.
pub const RUNS_OUT: u8 = 1;
pub const GROWS_OLD: u8 = 2;
pub const WAITING: Tally = Tally::scoped(1);
pub const FAILED: Tally = Tally::scoped(2);

/// After this a letter that nobody took has failed.
const LONGEST: i64 = 2 * time::DAY;
const FIRST: i64 = 30 * time::SECOND;
const LAST: i64 = 4 * time::HOUR;
/// How long what is over is kept to look at.
const KEPT: i64 = 30 * time::DAY;
/// Why something wasn't sent that was over before.
pub const RAN_OUT: &str = "It ran out before it could be sent.";
/// What a server says is shown to this length.
const SAID: usize = 300;

impl OutgoingMail {
    fn title(&self) -> String {
        self.subject.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_KEY, Key::new().text(&self.key));
        let when = self.ended.unwrap_or(self.next);
        to.index(BY_STAGE, OutgoingMail::staged(self.stage).signed(when.0));
        to.index(BY_TIME, Key::new().signed(self.made.0));
        to.index(
            OF_PERSON,
            Key::new().number(self.person).signed(self.made.0),
        );
        if self.has_words() {
            to.wake(self.until, RUNS_OUT);
        }
        if let Some(ended) = self.ended {
            to.wake(ended.plus(KEPT), GROWS_OLD);
        }
        match self.stage {
            Stage::Waiting => to.tally(WAITING, Key::new(), 1),
            Stage::Failed => to.tally(FAILED, Key::new(), 1),
            _ => {}
        }
    }

    pub fn staged(stage: Stage) -> Key {
        Key::new().byte(match stage {
            Stage::Waiting => 0,
            Stage::Failed => 1,
            Stage::Sent => 2,
            Stage::Dropped | Stage::Unknown => 3,
        })
    }

    /// Whether its words are still here, so that it can be sent.
    pub fn has_words(&self) -> bool {
        !self.text.0.is_empty()
    }

    /// Whether what it says is worth nothing any more and still here.
    pub fn ran_out(&self, at: Moment) -> bool {
        self.has_words() && self.until <= at
    }

    /// What was said, without what is secret in the letter, in case a server repeats it.
    fn note(&mut self, said: &str) {
        let mut said = text::clean_line(said);
        if !self.path.0.is_empty() {
            said = said.replace(&self.path.0, "…");
        }
        self.said = text::shorten(&said, SAID);
    }

    fn end(&mut self, stage: Stage, at: Moment, said: &str) {
        self.note(said);
        self.stage = stage;
        self.ended = Some(at);
        if stage != Stage::Failed {
            self.forget();
        }
    }

    /// The words go, and with them the link.
    pub fn forget(&mut self) {
        self.text = Secret::default();
        self.path = Secret::default();
        self.close = Secret::default();
    }

    pub fn taken(&mut self, at: Moment, said: &str) {
        self.tries += 1;
        self.end(Stage::Sent, at, said);
    }

    /// It will not be sent any more.
    pub fn dropped(&mut self, at: Moment, why: &str) {
        self.end(Stage::Dropped, at, why);
    }

    /// The server refused it for good.
    pub fn refused(&mut self, at: Moment, said: &str) {
        self.tries += 1;
        self.end(Stage::Failed, at, said);
    }

    /// It didn't go this time: it waits, or was tried long enough.
    pub fn later(&mut self, at: Moment, said: &str) {
        self.tries += 1;
        if at.since(self.since) >= LONGEST {
            return self.end(Stage::Failed, at, said);
        }
        self.note(said);
        let doubled = FIRST << (self.tries - 1).min(12);
        self.next = at.plus(doubled.min(LAST));
    }

    /// Somebody wants it tried anew, at once.
    pub fn again(&mut self, at: Moment) -> Result<()> {
        if !matches!(self.stage, Stage::Waiting | Stage::Failed) {
            return Err(Error::conflict(
                "Only what waits or failed is sent again. This mail is over.",
            ));
        }
        if !self.has_words() || self.until <= at {
            return Err(Error::conflict(
                "What this mail said is gone: its link ran out. Make a new link instead.",
            ));
        }
        self.stage = Stage::Waiting;
        self.ended = None;
        (self.since, self.next, self.tries) = (at, at, 0);
        Ok(())
    }

    pub fn give_up(&mut self, at: Moment, by: &str) -> Result<()> {
        if !matches!(self.stage, Stage::Waiting | Stage::Failed) {
            return Err(Error::conflict("This mail is over already."));
        }
        self.dropped(at, &format!("Given up by {by}."));
        Ok(())
    }
}

record!(OutgoingMail, Kind::new(72, "letters", "LT").secret().filing(2), view: VIEW);

/// Held wherever a letter is written: no line break gets into a header.
pub fn guard(
    _: &mut Change<'_, '_>,
    _: Option<&OutgoingMail>,
    is: Option<&OutgoingMail>,
) -> Result<()> {
    let Some(is) = is else { return Ok(()) };
    let bad =
        |text: &str, most: usize| text.chars().any(char::is_control) || text.chars().count() > most;
    if bad(&is.subject, 200) || bad(&is.to_name, 120) || bad(&is.to, 320) {
        return Err(Error::conflict(
            "This mail would carry a line break or too much in its head, so it isn't sent.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> OutgoingMail {
        OutgoingMail {
            id: Id::NONE,
            version: 0,
            key: "k".into(),
            what: What::Link,
            person: 7,
            to: "mei@example.org".into(),
            to_name: "Mei".into(),
            subject: "A link".into(),
            text: Secret("Hello".into()),
            path: Secret("/welcome/abc".into()),
            close: Secret::default(),
            portal: false,
            mark: "m".into(),
            made: Moment(0),
            until: Moment(10 * time::DAY),
            since: Moment(0),
            tries: 0,
            next: Moment(0),
            stage: Stage::Waiting,
            said: String::new(),
            ended: None,
        }
    }

    #[test]
    fn waits_grow_and_end_after_two_days() {
        let mut held = letter();
        let mut waits = Vec::new();
        while held.stage == Stage::Waiting {
            let at = held.next;
            held.later(at, "busy");
            waits.push(held.next.since(at));
        }
        assert_eq!(&waits[..3], [FIRST, 2 * FIRST, 4 * FIRST]);
        assert!(waits.iter().all(|wait| *wait <= LAST));
        assert_eq!((held.stage, held.said.as_str()), (Stage::Failed, "busy"));
        let tries = held.tries;
        assert!((10..40).contains(&tries), "{tries}");
        assert!(held.has_words(), "somebody may send it again");
        held.again(Moment(3 * time::DAY)).unwrap();
        assert_eq!((held.stage, held.tries), (Stage::Waiting, 0));
    }

    #[test]
    fn the_link_goes_with_what_ends_and_is_in_no_reply() {
        let mut sent = letter();
        sent.taken(Moment(1), "250 ok, took /welcome/abc");
        assert!(!sent.has_words() && sent.path.0.is_empty());
        assert_eq!(sent.said, "250 ok, took …");
        assert!(sent.again(Moment(2)).is_err());
        let mut dropped = letter();
        dropped.give_up(Moment(1), "Ann").unwrap();
        assert!(!dropped.has_words() && dropped.give_up(Moment(2), "Ann").is_err());
        assert!(!format!("{:?}", letter()).contains("welcome"));
    }
}
