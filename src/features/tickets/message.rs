//! What is said on a ticket: replies that the client reads, and notes for staff that no client ever sees.

use serde::{Deserialize, Serialize};

use super::{Ticket, VIEW};
use crate::{
    access::Reach,
    base::{Id, Moment, text},
    data::{Declares, Index, Key, Kind, record},
    features::{
        clients::Client,
        documents::Document,
        people::{Department, User},
    },
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Message {
    #[serde(skip)]
    pub id: Id<Message>,
    #[serde(skip)]
    pub version: u64,
    pub ticket: Id<Ticket>,
    pub client: Id<Client>,
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
    /// Whose ticket it was when it was said.
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
}

pub const BY_TICKET: Index = Index::plain(1);

impl Message {
    fn title(&self) -> String {
        text::shorten(&self.text, 60)
    }

    fn reach(&self) -> Vec<Reach> {
        let mut places = vec![Reach::Person(self.by.raw())];
        places.extend(self.departments.iter().map(|d| Reach::Department(d.raw())));
        if !self.internal {
            places.push(Reach::Client(self.client.raw()));
        }
        places
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_TICKET, Key::new().id(self.ticket).signed(self.at.0));
    }
}

record!(Message, Kind::new(26, "messages", "MSG"), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_client_reaches_a_note_for_staff() {
        let mut note = Message {
            client: Id::new(4),
            internal: true,
            ..Message::default()
        };
        assert!(!note.reach().contains(&Reach::Client(4)));
        note.internal = false;
        assert!(note.reach().contains(&Reach::Client(4)));
    }
}
