//! A person: staff or client, without any secret.

use serde::{Deserialize, Serialize};

use super::{Department, Role, Team, VIEW};
use crate::{
    access::{Reach, Tier},
    base::{Error, Id, Result},
    data::{Declares, Index, Key, Kind, record},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct User {
    #[serde(skip)]
    pub id: Id<User>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    pub email: String,
    pub tier: Tier,
    #[serde(default)]
    pub superadmin: bool,
    #[serde(default)]
    pub inactive: bool,
    /// What they do, as the house calls it: "Team lead, Web".
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub roles: Vec<Id<Role>>,
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    #[serde(default)]
    pub teams: Vec<Id<Team>>,
    /// For the client tier: raw id of their company.
    #[serde(default)]
    pub client: Option<u64>,
    /// What work suits them: keys as playbooks have them (web, seo, qa ...).
    #[serde(default)]
    pub skills: Vec<String>,
    #[serde(default)]
    pub theme: String,
    #[serde(default)]
    pub density: String,
}

pub const BY_EMAIL: Index = Index::unique(1);
pub const BY_NAME: Index = Index::scoped(2);

impl User {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn reach(&self) -> Vec<Reach> {
        let mut places = vec![Reach::Person(self.id.raw())];
        places.extend(self.departments.iter().map(|d| Reach::Department(d.raw())));
        places.extend(self.teams.iter().map(|t| Reach::Team(t.raw())));
        places.extend(self.client.map(Reach::Client));
        places
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_EMAIL, Key::new().text(&self.email.to_lowercase()));
        to.index(
            BY_NAME,
            Key::new()
                .byte(u8::from(self.inactive))
                .text(&self.name.to_lowercase()),
        );
        to.words(&self.name);
    }

    /// Only a superadmin touches a superadmin's account.
    pub fn guard(&self, by: &crate::access::Actor) -> Result<()> {
        if self.superadmin && !by.is_system() && by.person != self.id.raw() {
            return Err(Error::Forbidden(
                "This is the superadmin's account. Only they can change it.".into(),
            ));
        }
        Ok(())
    }
}

record!(User, Kind::new(1, "users", "U"), view: VIEW);
