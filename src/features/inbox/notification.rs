//! One thing that wants one person.

use serde::{Deserialize, Serialize};

use super::VIEW;
use crate::{
    access::Placement,
    base::{Id, Moment},
    choices,
    data::{Declares, Index, Key, Kind, PlainTally, Ref, Tally, record},
    features::people::User,
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
        }
    }
}

pub const BY_TIME: Index = Index::scoped(1);
pub const BY_READ: Index = Index::scoped(2);
pub const UNREAD: PlainTally = Tally::plain(1);

impl Notification {
    fn title(&self) -> String {
        self.text.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.to.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_TIME, Key::new().signed(self.at.0));
        to.index(
            BY_READ,
            Key::new()
                .byte(u8::from(self.read.is_some()))
                .signed(self.at.0),
        );
        if self.read.is_none() {
            to.tally(UNREAD, Key::new().id(self.to), 1);
        }
    }
}

record!(Notification, Kind::new(9, "notifications", "N").personal().unjournaled(), view: VIEW);
