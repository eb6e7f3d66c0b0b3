//! One thing that wants one person.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Choice, Error, Id, Moment, Result, time},
    choices,
    data::{Declares, Facet, Index, Key, Kind, PlainTally, Ref, Tally, record},
    features::people::User,
    ui::icon::Icon,
};

choices! {
    /// Why somebody is told.
    pub enum Reason {
        Handover: "handover", "Handed over to you";
        Assigned: "assigned", "Assigned to you";
        Approval: "approval", "Waits for your decision";
        Decided: "decided", "Decided";
        Returned: "returned", "Returned to you";
        Review: "review", "Waits for your review";
        Client: "client", "From the client";
        Reminder: "reminder", "Reminder";
        Mention: "mention", "Mentions you";
        Security: "security", "Security";
        Shared: "shared", "Shared with you";
        Followed: "followed", "You follow it";
        Deadline: "deadline", "Deadline";
        Maintenance: "maintenance", "From the house";
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notification {
    #[serde(skip)]
    pub id: Id<Notification>,
    #[serde(skip)]
    pub version: u64,
    pub to: Id<User>,
    /// Raw id of who did it; 0 is Atrium.
    pub from: u64,
    pub reason: Reason,
    pub about: Ref,
    pub text: String,
    pub at: Moment,
    #[serde(default)]
    pub read: Option<Moment>,
    /// The key of its type; empty for what was told before there were types.
    #[serde(default)]
    pub kind: String,
    /// Why they are told, when that is another reason than the type's.
    #[serde(default)]
    pub why: String,
    /// When they were done with it.
    #[serde(default)]
    pub done: Option<Moment>,
    /// Until when it was put off.
    #[serde(default)]
    pub later: Option<Moment>,
    /// Whether it stands in no list: a newer one took its place, or its person wants none of these in the inbox.
    #[serde(default)]
    pub unlisted: bool,
    /// Whether browsers show it that have a page open.
    #[serde(default)]
    pub shown: bool,
    /// When it goes by mail, until it has gone.
    #[serde(default)]
    pub mail: Option<Moment>,
    /// Whether that mail waits for what comes together.
    #[serde(default)]
    pub digest: bool,
    /// When it goes as a text message, until it has gone.
    #[serde(default)]
    pub sms: Option<Moment>,
    /// When it is pushed to devices, until it was.
    #[serde(default)]
    pub push: Option<Moment>,
    /// For which deadline it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    /// The older ones in whose place it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead_of: Vec<Id<Notification>>,
}

/// What a warning was told for, so that it is told once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// In the unit of the record: a day's number, or milliseconds.
    pub due: i64,
    pub missed: bool,
}

impl Default for Notification {
    fn default() -> Self {
        Notification {
            id: Id::NONE,
            version: 0,
            to: Id::NONE,
            from: 0,
            reason: Reason::default(),
            about: Ref { kind: 0, id: 0 },
            text: String::new(),
            at: Moment::default(),
            read: None,
            kind: String::new(),
            why: String::new(),
            done: None,
            later: None,
            unlisted: false,
            shown: false,
            mail: None,
            digest: false,
            sms: None,
            push: None,
            deadline: None,
            instead_of: Vec::new(),
        }
    }
}

pub const BY_TIME: Index = Index::scoped(1);
/// By whether it was read; those in no list, or put off, count as read.
pub const BY_READ: Index = Index::scoped(2);
/// By what its person made of it.
pub const BY_PLACE: Index = Index::scoped(3);
/// Of one person about one record, of one type, those that are open.
pub const BY_ABOUT: Index = Index::plain(4);
/// Of one person, those that go by mail.
pub const BY_MAIL: Index = Index::plain(5);
/// Of one person about one record, of one type, by the deadline that they were warned of.
pub const BY_DEADLINE: Index = Index::scoped(6);
/// Why, for a list of one kind.
pub const REASON: Facet = Facet::carried(1);
pub const UNREAD: PlainTally = Tally::plain(1);

/// What it waits for: to go by mail, to go as a text message, to come back, to be pushed.
pub const MAIL_DUE: u8 = 1;
pub const SMS_DUE: u8 = 2;
pub const COMES_BACK: u8 = 3;
pub const PUSH_DUE: u8 = 4;

/// Where it lies in its person's inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    Open,
    Later,
    Done,
}

impl Shelf {
    pub fn key(self) -> Key {
        Key::new().byte(match self {
            Shelf::Open => 0,
            Shelf::Later => 1,
            Shelf::Done => 2,
        })
    }
}

/// Where those are filed that are open, of a person about a record.
pub fn about_key(to: Id<User>, about: Ref, kind: &str) -> Key {
    Key::new()
        .id(to)
        .byte(about.kind)
        .number(about.id)
        .text(kind)
}

impl Deadline {
    pub fn after(self, key: Key) -> Key {
        key.signed(self.due).byte(u8::from(self.missed))
    }
}

impl Reason {
    /// What stands for it in a row.
    pub fn icon(self) -> Icon {
        match self {
            Reason::Handover | Reason::Assigned => Icon::Task,
            Reason::Approval | Reason::Decided => Icon::Approve,
            Reason::Returned => Icon::Back,
            Reason::Review => Icon::Eye,
            Reason::Client => Icon::Client,
            Reason::Reminder => Icon::Hours,
            Reason::Mention => Icon::At,
            Reason::Security => Icon::Shield,
            Reason::Deadline => Icon::Calendar,
            Reason::Followed | Reason::Maintenance => Icon::Bell,
            Reason::Shared | Reason::Unknown => Icon::Link,
        }
    }
}

impl Notification {
    fn title(&self) -> String {
        self.text.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.to.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        let seen = self.read.is_some() || self.unlisted || self.later.is_some();
        to.index(BY_READ, Key::new().byte(u8::from(seen)).signed(self.at.0));
        to.facet(REASON, Key::new().text(self.reason.key()));
        if let Some(mail) = self.mail {
            to.index(BY_MAIL, Key::new().id(self.to).signed(mail.0));
            to.wake(mail, MAIL_DUE);
        }
        if let Some(sms) = self.sms {
            to.wake(sms, SMS_DUE);
        }
        if let Some(push) = self.push {
            to.wake(push, PUSH_DUE);
        }
        if let Some(of) = self.deadline {
            let key = about_key(self.to, self.about, &self.kind);
            to.index(BY_DEADLINE, of.after(key));
        }
        if self.unlisted {
            return;
        }
        to.index(BY_TIME, Key::new().signed(self.at.0));
        to.index(BY_PLACE, self.shelf().key().signed(self.at.0));
        if self.shelf() == Shelf::Open && !self.kind.is_empty() {
            to.index(BY_ABOUT, about_key(self.to, self.about, &self.kind));
        }
        if let Some(later) = self.later {
            to.wake(later, COMES_BACK);
        }
        if self.read.is_none() && self.later.is_none() {
            to.tally(UNREAD, Key::new().id(self.to), 1);
        }
    }

    pub fn shelf(&self) -> Shelf {
        match (self.done, self.later) {
            (Some(_), _) => Shelf::Done,
            (None, Some(_)) => Shelf::Later,
            (None, None) => Shelf::Open,
        }
    }

    pub fn mark_read(&mut self, at: Moment) {
        self.read.get_or_insert(at);
    }

    /// Nothing more is to be done about it.
    pub fn finish(&mut self, at: Moment) {
        self.mark_read(at);
        self.done = Some(at);
        self.later = None;
        self.stay();
    }

    /// It goes out no more: its person has seen it.
    fn stay(&mut self) {
        self.mail = None;
        self.sms = None;
        self.push = None;
    }

    /// Back among what is open.
    pub fn reopen(&mut self) {
        self.done = None;
        self.later = None;
    }

    /// Out of sight until then, and unread when it comes back.
    ///
    /// # Errors
    /// `Invalid` when that is over already or further off than a year.
    pub fn put_off(&mut self, until: Moment, at: Moment) -> Result<()> {
        if until <= at || until.since(at) > 366 * time::DAY {
            return Err(Error::field(
                "until",
                "Choose a time after now, and within a year.",
            ));
        }
        self.done = None;
        self.read = None;
        self.later = Some(until);
        self.stay();
        Ok(())
    }

    pub fn come_back(&mut self) {
        self.later = None;
        self.read = None;
    }

    /// A newer one says all that this one said.
    pub fn give_way(&mut self, at: Moment) {
        self.mark_read(at);
        self.unlisted = true;
        self.later = None;
        self.stay();
    }

    /// The newer one was taken back: it stands again where it stood, and is unread if only that one had it read.
    pub fn come_forth(&mut self, gave_way: Moment) {
        self.unlisted = false;
        if self.read == Some(gave_way) {
            self.read = None;
        }
    }
}

record!(Notification, Kind::new(9, "notifications", "N").personal().unjournaled().filing(3), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gave_way_comes_forth_as_it_was() {
        let (at, later) = (Moment(1_000), Moment(2_000));
        let mut unread = Notification::default();
        unread.give_way(later);
        assert!(unread.unlisted && unread.read.is_some());
        unread.come_forth(later);
        assert!(!unread.unlisted && unread.read.is_none());
        let mut read = Notification::default();
        read.mark_read(at);
        read.give_way(later);
        read.come_forth(later);
        assert_eq!((read.unlisted, read.read), (false, Some(at)));
    }
}
