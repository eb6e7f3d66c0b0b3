//! A company the house works for.

use serde::{Deserialize, Serialize};

use super::{actions::VIEW, alike};
use crate::{
    access::Placement,
    base::{Choice, Id, Moment, text},
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, record},
    features::{
        people::{Department, User},
        settings::Category,
    },
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Client {
    #[serde(skip)]
    pub id: Id<Client>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    /// Who keeps the relation.
    pub owner: Id<User>,
    /// Departments that work with them; it grows as work begins.
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    #[serde(default)]
    pub categories: Vec<Category>,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub website: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub note: String,
    pub since: Moment,
    /// When something last happened with them.
    pub touched: Moment,
}

pub const BY_NAME: Index = Index::scoped(1);
pub const BY_TOUCHED: Index = Index::scoped(2);
/// By name, with what else two of one name are told apart by.
pub const ALIKE: Index = Index::plain(3);
pub const SERVICE: Facet = Facet::new(1);
pub const OWNER: Facet = Facet::carried(2);

impl Client {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![
            Placement::Client(self.id.raw()),
            Placement::Person(self.owner.raw()),
        ];
        places.extend(
            self.departments
                .iter()
                .map(|d| Placement::Department(d.raw())),
        );
        places
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(BY_NAME, Key::new().text(&text::plain(&self.name)));
        to.index(BY_TOUCHED, Key::new().signed(self.touched.0));
        let facts = alike::facts(&self.name, &self.phone, &self.address);
        to.index_with(
            ALIKE,
            Key::new().text(&self.name.to_lowercase()),
            facts.filed(),
        );
        to.facet(OWNER, Key::new().id(self.owner));
        for category in &self.categories {
            to.facet(SERVICE, Key::new().text(category.key()));
        }
        to.words(&self.name);
    }

    /// Lets a department see them, when it begins to work for them.
    pub fn join(&mut self, department: Id<Department>) {
        if !department.is_none() && !self.departments.contains(&department) {
            self.departments.push(department);
        }
    }
}

record!(Client, Kind::new(22, "clients", "CL").starting_at(101).filing(5), view: VIEW);
