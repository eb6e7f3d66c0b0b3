//! Where people belong: departments in a tree, teams inside them.

use serde::{Deserialize, Serialize};

use super::{User, VIEW_DEPARTMENTS};
use crate::{
    access::Reach,
    base::Id,
    data::{Declares, Kind, record},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Department {
    #[serde(skip)]
    pub id: Id<Department>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    /// As configuration and playbooks name it: web, seo, support ...
    pub key: String,
    #[serde(default)]
    pub parent: Option<Id<Department>>,
    #[serde(default)]
    pub manager: Option<Id<User>>,
}

impl Department {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn reach(&self) -> Vec<Reach> {
        vec![Reach::Department(self.id.raw())]
    }
    fn declare(&self, _: &mut Declares) {}
}

record!(Department, Kind::new(6, "departments", "D"), view: VIEW_DEPARTMENTS);

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Team {
    #[serde(skip)]
    pub id: Id<Team>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    pub department: Id<Department>,
    #[serde(default)]
    pub lead: Option<Id<User>>,
}

impl Team {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn reach(&self) -> Vec<Reach> {
        vec![
            Reach::Team(self.id.raw()),
            Reach::Department(self.department.raw()),
        ]
    }
    fn declare(&self, _: &mut Declares) {}
}

record!(Team, Kind::new(7, "teams", "TM"), view: VIEW_DEPARTMENTS);
