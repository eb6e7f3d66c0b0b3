//! A person at a client.

use serde::{Deserialize, Serialize};

use super::{Client, actions::VIEW};
use crate::{
    access::Placement,
    base::Id,
    data::{Declares, Index, Key, Kind, PartOf, record},
    features::people::User,
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Contact {
    #[serde(skip)]
    pub id: Id<Contact>,
    #[serde(skip)]
    pub version: u64,
    pub client: Id<Client>,
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub role: String,
    /// Their account for the portal, once it was opened.
    #[serde(default)]
    pub user: Option<Id<User>>,
}

pub const BY_CLIENT: Index = Index::plain(1);

impl Contact {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.client.as_ref()))
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_CLIENT, Key::new().id(self.client));
        to.words(&self.name);
    }
}

record!(Contact, Kind::new(23, "contacts", "CN"), view: VIEW, part_of: Contact::part_of);
