//! A person: staff or client, without any secret.

use serde::{Deserialize, Serialize};

use super::{Department, Role, Team, actions::VIEW};
use crate::{
    access::{Placement, Tier},
    base::{Id, language::Language, text},
    data::{Declares, Index, Key, Kind, Named, record},
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
    /// Who took their access away, while they have none.
    #[serde(default)]
    pub closed_by: Option<Id<User>>,
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
    /// In which pages show times (`Europe/Berlin`); the house's where nothing is said.
    #[serde(default)]
    pub time_zone: String,
    /// In which they read the portal and are written to (`de`); what the house says, or their browser, where nothing is said.
    #[serde(default)]
    pub language: String,
}

pub const BY_EMAIL: Index = Index::unique(1);
pub const BY_NAME: Index = Index::scoped(2);

impl User {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![Placement::Person(self.id.raw())];
        places.extend(
            self.departments
                .iter()
                .map(|d| Placement::Department(d.raw())),
        );
        places.extend(self.teams.iter().map(|t| Placement::Team(t.raw())));
        places.extend(self.client.map(Placement::Client));
        places
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_EMAIL, Key::new().text(&self.email.to_lowercase()));
        to.index(
            BY_NAME,
            Key::new()
                .byte(User::shelf(self.client.is_some(), self.inactive))
                .text(&text::plain(&self.name)),
        );
        to.words(&self.name);
    }

    /// In which language a client's person is written to: theirs, or the house's. Staff read English.
    pub fn reads(&self, house: Option<Language>) -> Language {
        match self.tier {
            Tier::Client => Language::by_code(&self.language)
                .or(house)
                .unwrap_or_default(),
            _ => Language::English,
        }
    }

    /// Where the list by name keeps somebody: staff, whoever has left, the people of clients.
    pub fn shelf(of_client: bool, inactive: bool) -> u8 {
        match (inactive, of_client) {
            (false, false) => 0,
            (true, _) => 1,
            (false, true) => 2,
        }
    }

    /// A client's people are seen by whoever sees the client.
    fn requires_visible(&self) -> Option<Named> {
        self.client.map(|id| ("clients", id))
    }
}

record!(User, Kind::new(1, "users", "U").affects_access(), view: VIEW, requires_visible: User::requires_visible);
