//! One mail: to whom and what about. Its words are here only while it waits.

use serde::{Deserialize, Serialize};

use super::{Secret, actions::VIEW};
use crate::{
    access::Placement,
    base::{Error, Id, Result, language::Language, time},
    choices,
    data::{Change, Declares, Index, Key, Kind, Ref, record},
    jobs::outbox::{Backoff, Delivery, Outgoing, outgoing},
};

choices! {
    /// What it is about.
    pub enum What {
        Invitation: "invitation", "Invitation";
        Link: "link", "Sign-in link";
        Forgotten: "forgotten", "Forgotten password";
        Notice: "notice", "Security";
        Checkpoint: "checkpoint", "Checkpoint";
        Backups: "backups", "Backups";
        News: "news", "News";
        Digest: "digest", "Digest";
        Invoice: "invoice", "Invoice";
    }
}

impl What {
    /// Those whose link opens the house.
    pub const OPENING: [What; 3] = [What::Invitation, What::Link, What::Forgotten];
}

/// What a mail tells of in lines of their own, and how such mails are stopped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub lines: Vec<Line>,
    /// The record that its mails hang together by, by its number; empty when it is of several.
    #[serde(default)]
    pub thread: String,
    /// The record itself, on which an answer to this mail is posted; nothing when it is of several.
    #[serde(default)]
    pub about: Option<Ref>,
    /// What one click ends mails of, without anybody signing in (`unsubscribe`); empty where nothing does.
    #[serde(default)]
    pub stop: String,
}

/// One thing that is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub text: Secret,
    /// Why its reader is told.
    pub why: Secret,
    /// The path of what it is about.
    pub path: Secret,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OutgoingMail {
    #[serde(skip)]
    pub id: Id<OutgoingMail>,
    #[serde(skip)]
    pub version: u64,
    #[serde(flatten)]
    pub delivery: Delivery,
    pub what: What,
    /// Raw id of whom it is for; 0 when it is nobody's with an account.
    pub person: u64,
    pub to: String,
    pub to_name: String,
    /// What stands in the list of mails that left: of nothing that only its reader may know.
    pub subject: String,
    /// What stands at its head instead, as long as it waits; empty where that is the subject.
    #[serde(default)]
    pub headline: Secret,
    /// Before the link, the link's path, and after it.
    pub text: Secret,
    #[serde(default)]
    pub path: Secret,
    #[serde(default)]
    pub close: Secret,
    /// Whether the link begins with the portal's address.
    #[serde(default)]
    pub portal: bool,
    /// In which language it was written.
    #[serde(default, skip_serializing_if = "Language::is_english")]
    pub language: Language,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

pub const BY_TIME: Index = Index::scoped(3);
pub const OF_PERSON: Index = Index::plain(4);
/// By what stands in its Message-ID, for whoever answers or reports.
pub const BY_MARK: Index = Index::unique(5);

impl OutgoingMail {
    fn title(&self) -> String {
        self.subject.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        self.declare_delivery(to);
        let made = self.delivery.made.0;
        to.index(BY_TIME, Key::new().signed(made));
        to.index(BY_MARK, Key::new().text(&self.delivery.mark));
        to.index(OF_PERSON, Key::new().number(self.person).signed(made));
    }
}

outgoing!(
    OutgoingMail,
    called: "mail",
    gone: "What this mail said is gone: its link ran out. Make a new link instead.",
    tries: Backoff {
        first: 30 * time::SECOND,
        longest: 4 * time::HOUR,
        gives_up: 2 * time::DAY,
    },
    says: text, path, close, headline, notice; hides: path, headline
);

impl OutgoingMail {
    /// What stands at its head.
    pub fn head(&self) -> &str {
        match self.headline.0.as_str() {
            "" => &self.subject,
            headline => headline,
        }
    }
}

record!(OutgoingMail, Kind::new(72, "letters", "LT").secret().filing(3), view: VIEW);

/// Held wherever a letter is written: no line break gets into a header.
pub fn guard(
    _: &mut Change<'_, '_>,
    _: Option<&OutgoingMail>,
    is: Option<&OutgoingMail>,
) -> Result<()> {
    let Some(is) = is else { return Ok(()) };
    let bad =
        |text: &str, most: usize| text.chars().any(char::is_control) || text.chars().count() > most;
    if bad(&is.subject, 200)
        || bad(&is.headline.0, 200)
        || bad(&is.to_name, 120)
        || bad(&is.to, 320)
    {
        return Err(Error::conflict(
            "This mail would carry a line break or too much in its head, so it isn't sent.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Moment, jobs::outbox::Stage};

    fn letter() -> OutgoingMail {
        OutgoingMail {
            id: Id::NONE,
            version: 0,
            delivery: Delivery::new("k", Moment(0), Moment(10 * time::DAY)),
            what: What::Link,
            person: 7,
            to: "mei@example.org".into(),
            to_name: "Mei".into(),
            subject: "A link".into(),
            headline: Secret::default(),
            text: Secret("Hello".into()),
            path: Secret("/welcome/abc".into()),
            close: Secret::default(),
            language: Language::English,
            portal: false,
            notice: None,
        }
    }

    #[test]
    fn waits_grow_and_end_after_two_days() {
        let Backoff { first, longest, .. } = OutgoingMail::BACKOFF;
        let mut held = letter();
        let mut waits = Vec::new();
        while held.delivery.stage == Stage::Waiting {
            let at = held.delivery.next;
            held.later(at, "busy");
            waits.push(held.delivery.next.since(at));
        }
        assert_eq!(&waits[..3], [first, 2 * first, 4 * first]);
        assert!(waits.iter().all(|wait| *wait <= longest));
        let said = held.delivery.said.as_str();
        assert_eq!((held.delivery.stage, said), (Stage::Failed, "busy"));
        let tries = held.delivery.tries;
        assert!((10..40).contains(&tries), "{tries}");
        assert!(held.has_content(), "somebody may send it again");
        held.again(Moment(3 * time::DAY)).unwrap();
        let delivery = &held.delivery;
        assert_eq!((delivery.stage, delivery.tries), (Stage::Waiting, 0));
    }

    #[test]
    fn the_link_goes_with_what_ends_and_is_in_no_reply() {
        let mut sent = letter();
        sent.taken(Moment(1), "250 ok, took /welcome/abc");
        assert!(!sent.has_content() && sent.path.0.is_empty());
        assert_eq!(sent.delivery.said, "250 ok, took …");
        assert!(sent.again(Moment(2)).is_err());
        let mut news = letter();
        news.headline = Secret("Juniper: Rework the offer".into());
        assert_eq!(news.head(), "Juniper: Rework the offer");
        news.taken(Moment(1), "250 took <Juniper: Rework the offer>");
        assert_eq!((news.head(), news.title().as_str()), ("A link", "A link"));
        assert_eq!(news.delivery.said, "250 took <…>");
        let mut dropped = letter();
        dropped.give_up(Moment(1), "Ann").unwrap();
        assert!(!dropped.has_content() && dropped.give_up(Moment(2), "Ann").is_err());
        assert!(!format!("{:?}", letter()).contains("welcome"));
    }

    /// As letters were stored before their way was a thing of its own: the same fields beside the others.
    #[test]
    fn a_letter_is_stored_flat() {
        let mut held = letter();
        held.refused(Moment(5), "550 no");
        let bytes = rmp_serde::to_vec_named(&held).unwrap();
        let fields: std::collections::BTreeMap<String, serde::de::IgnoredAny> =
            rmp_serde::from_slice(&bytes).unwrap();
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "close", "ended", "headline", "key", "made", "mark", "next", "path", "person",
                "portal", "said", "since", "stage", "subject", "text", "to", "to_name", "tries",
                "until", "what",
            ]
        );
        let read: OutgoingMail = rmp_serde::from_slice(&bytes).unwrap();
        assert_eq!(read.delivery, held.delivery);
        assert_eq!((read.path.0, read.what), (held.path.0, held.what));
    }
}
