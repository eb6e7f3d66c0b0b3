//! A person (or Atrium itself) with everything granted to them, compiled once and kept until access changes.

use std::{collections::HashMap, sync::Arc};

use super::{Action, Deed, Reach, Scope, Shared, Tier};

#[derive(Debug, Clone)]
pub struct Grant {
    pub scope: Scope,
    /// The role that granted it, for explanations.
    pub role: Arc<str>,
}

#[derive(Debug, Clone, Default)]
pub struct Grants(HashMap<&'static str, Grant>);

impl Grants {
    pub fn of(&self, action: &Action) -> Option<&Grant> {
        self.0.get(action.key)
    }

    pub fn scope(&self, action: &Action) -> Scope {
        self.of(action).map_or(Scope::None, |grant| grant.scope)
    }

    pub fn raise(&mut self, key: &'static str, grant: Grant) {
        match self.0.get(key) {
            Some(held) if held.scope >= grant.scope => {}
            _ => {
                self.0.insert(key, grant);
            }
        }
    }
}

#[derive(Debug, Clone)]
pub struct Actor {
    /// The raw id of the user; 0 is Atrium itself.
    pub person: u64,
    pub name: Arc<str>,
    pub tier: Tier,
    pub superadmin: bool,
    /// Names of the roles held, for the menu and for explanations.
    pub roles: Vec<Arc<str>>,
    pub teams: Vec<u64>,
    /// The person's departments.
    pub departments: Vec<u64>,
    /// Those and everything below them.
    pub departments_below: Vec<u64>,
    /// For the client tier: the company they belong to.
    pub client: Option<u64>,
    pub grants: Grants,
    /// Single records that were shared with them.
    pub shared: Shared,
}

impl Actor {
    /// Atrium itself: schedules, the command line, the first set-up. Journaled like everyone.
    pub fn system() -> Actor {
        Actor {
            person: 0,
            name: "Atrium".into(),
            tier: Tier::Admin,
            superadmin: true,
            roles: Vec::new(),
            teams: Vec::new(),
            departments: Vec::new(),
            departments_below: Vec::new(),
            client: None,
            grants: Grants::default(),
            shared: Shared::default(),
        }
    }

    pub fn is_system(&self) -> bool {
        self.person == 0
    }

    /// How far an action reaches for this person. The superadmin passes every check and is journaled like everyone.
    pub fn scope(&self, action: &Action) -> Scope {
        match action.deed {
            _ if self.is_system() => Scope::All,
            Deed::System => Scope::None,
            Deed::Own => Scope::Own,
            Deed::Read | Deed::Write if self.superadmin => Scope::All,
            Deed::Read | Deed::Write => self.grants.scope(action),
        }
    }

    /// The places an action opens to this person: what lists are read from, and what a record is held against.
    pub fn places(&self, action: &Action) -> Vec<Reach> {
        let scope = self.scope(action);
        let mut places = Vec::new();
        if scope == Scope::None {
            return places;
        }
        if let (Tier::Client, Some(client)) = (self.tier, self.client) {
            // Whatever a role says, a client never reaches beyond the own company.
            return vec![Reach::Client(client), Reach::Person(self.person)];
        }
        if scope == Scope::All && self.tier != Tier::Client {
            return vec![Reach::House];
        }
        places.push(Reach::Person(self.person));
        if scope >= Scope::Team {
            places.extend(self.teams.iter().map(|id| Reach::Team(*id)));
        }
        if scope >= Scope::Department {
            places.extend(
                self.departments_below
                    .iter()
                    .map(|id| Reach::Department(*id)),
            );
        }
        places
    }
}
