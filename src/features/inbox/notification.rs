//! One thing that wants one person.

use serde::{Deserialize, Serialize};

use super::VIEW;
use crate::{
    access::Placement,
    base::{Choice, Id, Moment},
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
/// Why, for a list of one kind.
pub const REASON: Facet = Facet::carried(1);
pub const UNREAD: PlainTally = Tally::plain(1);

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
        to.index(BY_TIME, Key::new().signed(self.at.0));
        to.index(
            BY_READ,
            Key::new()
                .byte(u8::from(self.read.is_some()))
                .signed(self.at.0),
        );
        to.facet(REASON, Key::new().text(self.reason.key()));
        if self.read.is_none() {
            to.tally(UNREAD, Key::new().id(self.to), 1);
        }
    }
}

record!(Notification, Kind::new(9, "notifications", "N").personal().unjournaled().filing(2), view: VIEW);
