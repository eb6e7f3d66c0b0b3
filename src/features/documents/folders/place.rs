//! Where something lies among the folders: those that make themselves (a client's, and within it one of each project,
//! ticket or other record) and those that people make.

use super::Folder;
use crate::{
    base::{Id, text},
    data::{Key, Ref},
    features::clients::Client,
};

/// A folder of whatever sort. No client stands for the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// One that somebody made.
    Folder(Id<Folder>),
    Client(Option<Id<Client>>),
    Subject(Option<Id<Client>>, Ref),
}

const FOLDER: u8 = 1;
const CLIENT: u8 = 2;
const SUBJECT: u8 = 3;

fn number(client: Option<Id<Client>>) -> u64 {
    client.map_or(0, Id::raw)
}

impl Place {
    /// Where something belongs that lies in no folder of people's.
    pub fn natural(client: Option<Id<Client>>, about: Option<Ref>) -> Place {
        match about {
            Some(about) => Place::Subject(client, about),
            None => Place::Client(client),
        }
    }

    /// What its rows begin with; what follows is the name.
    pub fn key(self) -> Key {
        match self {
            Place::Folder(id) => Key::new().byte(FOLDER).id(id),
            Place::Client(client) => Key::new().byte(CLIENT).number(number(client)),
            Place::Subject(client, about) => {
                Place::subjects(client).byte(about.kind).number(about.id)
            }
        }
    }

    /// What the rows of all that is about something begin with, of one client.
    pub fn subjects(client: Option<Id<Client>>) -> Key {
        Key::new().byte(SUBJECT).number(number(client))
    }

    /// A row within it, in the order of names.
    pub fn row(self, name: &str) -> Key {
        self.key().text(&text::plain(name))
    }
}
