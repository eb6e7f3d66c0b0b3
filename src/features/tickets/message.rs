//! What is said on a ticket: replies that the client reads, and notes for staff that no client ever sees.

use serde::{Deserialize, Serialize};

use super::{Ticket, VIEW};
use crate::{
    access::Placement,
    base::{Id, Moment, text},
    data::{Declares, Facet, Index, Key, Kind, PartOf, record},
    features::{documents::Document, people::User},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Message {
    #[serde(skip)]
    pub id: Id<Message>,
    #[serde(skip)]
    pub version: u64,
    pub ticket: Id<Ticket>,
    pub by: Id<User>,
    /// A note for staff only.
    pub internal: bool,
    /// The client said it.
    #[serde(default)]
    pub from_client: bool,
    pub text: String,
    pub at: Moment,
    #[serde(default)]
    pub document: Option<Id<Document>>,
}

pub const BY_TICKET: Index = Index::plain(1);
/// What the client reads as well.
pub const TO_CLIENTS: Facet = Facet::carried(1);

impl Message {
    fn title(&self) -> String {
        text::shorten(&self.text, 60)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.ticket.as_ref()).staff_only(self.internal))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_TICKET, Key::new().id(self.ticket).signed(self.at.0));
        if !self.internal {
            to.facet(TO_CLIENTS, Key::new());
        }
    }
}

record!(Message, Kind::new(26, "messages", "MSG").filing(2), view: VIEW, part_of: Message::part_of);
