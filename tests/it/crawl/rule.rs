//! Who may do what, worked out once more from nothing but the stored roles and where a record lies: the slow and plain
//! way, without the policy, the compiled grants or an index.

use std::collections::{BTreeMap, HashMap, HashSet};

use atrium::{
    access::{Action, Deed, Reach, Scope, Tier},
    data::Visit,
    features::people::{Directory, Role, User},
    web::route::{Demand, Route},
};

use super::records::{Records, Stored};

/// What somebody may do.
pub struct Rights {
    person: u64,
    tier: Tier,
    client: Option<u64>,
    teams: Vec<u64>,
    departments: Vec<u64>,
    everything: bool,
    roles: Vec<Role>,
}

impl Rights {
    pub fn of(visit: &Visit, user: &User) -> Rights {
        let names = Directory::of(visit).unwrap();
        let mut roles: HashMap<u64, Role> = HashMap::new();
        let mut open: Vec<u64> = user.roles.iter().map(|id| id.raw()).collect();
        while let Some(id) = open.pop() {
            let role = names.roles.values().find(|role| role.id.raw() == id);
            if let Some(role) = role.filter(|role| !role.retired)
                && roles.insert(id, role.clone()).is_none()
            {
                open.extend(role.inherits.iter().map(|id| id.raw()));
            }
        }
        let mut departments: HashSet<u64> = user.departments.iter().map(|id| id.raw()).collect();
        // As often as there are departments: the tree can't be deeper.
        for _ in 0..names.departments.len() {
            for department in names.departments.values() {
                if department
                    .parent
                    .is_some_and(|above| departments.contains(&above.raw()))
                {
                    departments.insert(department.id.raw());
                }
            }
        }
        Rights {
            person: user.id.raw(),
            tier: user.tier,
            client: user.client,
            teams: user.teams.iter().map(|id| id.raw()).collect(),
            departments: departments.into_iter().collect(),
            everything: user.superadmin,
            roles: roles.into_values().collect(),
        }
    }

    pub fn scope(&self, action: &Action) -> Scope {
        match action.deed {
            Deed::System => Scope::None,
            Deed::Own => Scope::Own,
            _ if self.everything => Scope::All,
            _ => {
                let of = |role: &Role| {
                    let (resource, _) = action.key.split_once('.').unwrap();
                    let said = |pattern: &str| {
                        let found = role.grants.iter().find(|(held, _)| held == pattern);
                        found.map(|(_, scope)| *scope)
                    };
                    said(action.key)
                        .or_else(|| said(&format!("{resource}.*")))
                        .or_else(|| said("*"))
                        .unwrap_or(Scope::None)
                };
                self.roles.iter().map(of).max().unwrap_or(Scope::None)
            }
        }
    }

    /// Whether there is anything they may do this to.
    pub fn may_somewhere(&self, records: &Records, action: &Action) -> bool {
        self.scope(action) != Scope::None
            || records
                .shared_with(self.person)
                .any(|of| of.view == *action)
    }

    fn reaches(&self, action: &Action, places: &[Reach]) -> bool {
        let scope = self.scope(action);
        places.iter().any(|place| match (self.tier, *place) {
            _ if scope == Scope::None => false,
            (_, Reach::Person(id)) => id == self.person,
            (Tier::Client, Reach::Client(id)) => self.client == Some(id),
            (Tier::Client, _) => false,
            (_, Reach::Team(id)) => scope >= Scope::Team && self.teams.contains(&id),
            (_, Reach::Department(id)) => {
                scope >= Scope::Department && self.departments.contains(&id)
            }
            _ => false,
        }) || scope == Scope::All && self.tier != Tier::Client
    }

    pub fn may(&self, records: &Records, action: &Action, record: &Stored) -> bool {
        let shared = || {
            let mut held = records.shared_with(self.person);
            record.view == *action && held.any(|of| of.of == record.of)
        };
        self.reaches(action, &record.places) || shared()
    }

    /// Whether they may know that it is there: by itself or with its whole. A client's people also lie behind the client. Roles are known to whoever
    /// sees roles at all, because one inherits from another; a device to the one who has it.
    pub fn sees(&self, records: &Records, record: &Stored) -> bool {
        let own = record.places.contains(&Reach::Person(self.person));
        let behind = || match (record.plural, record.client()) {
            ("users", Some(client)) => self.sees(records, records.one("clients", client)),
            _ => true,
        };
        let whole = records.whole(record);
        let with_whole = || whole.is_some_and(|whole| self.sees(records, whole));
        match record.plural {
            "roles" => self.scope(&record.view) != Scope::None,
            "devices" if own => true,
            _ if !self.tier.is_staff() && record.is_for_staff() => false,
            _ => (self.may(records, &record.view, record) || with_whole()) && behind(),
        }
    }

    /// Whether what is written in it may reach them.
    pub fn reads(&self, records: &Records, record: &Stored) -> bool {
        let mut with = records.read_with(record);
        self.sees(records, record) || with.any(|other| self.reads(records, other))
    }

    /// Whether they may be told what it is called: by what names it, or because a client's person did something to what
    /// they see. Whoever reads the journal or the sessions learns who it was.
    pub fn hears(&self, records: &Records, record: &Stored) -> bool {
        let names = |by: &Stored| self.reads(records, by);
        let open = self.tier.is_staff() || !record.is_for_staff();
        let person = || match (record.plural, record.client()) {
            ("users", Some(client)) => {
                let company = records.one("clients", client);
                let of_theirs = |r: &&Stored| r.client() == Some(client) && r.plural != "users";
                self.person == record.of.id
                    || self.scope(&Action::read("journal.view", "")) == Scope::All
                    || records.all().filter(of_theirs).any(names)
                    || records.naming(company).any(names)
            }
            _ => false,
        };
        self.reads(records, record) || open && records.naming(record).any(names) || person()
    }

    /// What somebody who asks for this about that is to be told.
    pub fn due(&self, records: &Records, route: &Route, about: Option<&Stored>) -> Due {
        if !route.admits(self.tier) {
            return Due::Missing;
        }
        let action = match &route.demand {
            Demand::Action(action) if self.may_somewhere(records, action) => action,
            Demand::Action(_) => return Due::Forbidden,
            _ => return Due::In,
        };
        // A contact is edited as what belongs to its client; how a department performs is shown to each for their own;
        // whoever makes a role or a share starts from whatever they see.
        let Some(record) = about else { return Due::In };
        let held = match record.plural {
            // Both sides may take a share back, and whoever may of the record that is shared.
            "shares" if route.writes() => {
                let of = records.whole(record);
                let may = self.nearness(record) == Near::Own
                    || of.is_some_and(|of| self.may(records, action, of));
                return match of.filter(|of| self.sees(records, of)) {
                    _ if may => Due::In,
                    Some(_) => Due::Forbidden,
                    None => Due::Missing,
                };
            }
            "contacts" => records.whole(record).unwrap_or(record),
            _ => record,
        };
        let everyones = match route.path.rsplit('/').next().unwrap_or_default() {
            "performance" => self.nearness(record) == Near::Department,
            last => {
                matches!(last, "permissions" | "copy" | "shares") || route.path == "/shares/new"
            }
        };
        match self.sees(records, held) {
            true if everyones || *action == record.view || self.may(records, action, held) => {
                Due::In
            }
            // Whose sessions and devices there are is nobody else's business.
            _ if action.deed == Deed::Own => match self.nearness(record) {
                Near::Own => Due::In,
                _ if record.plural == "sessions" && self.sees(records, record) => Due::In,
                _ => Due::Missing,
            },
            true if record.plural == "roles" && action.deed == Deed::Read => Due::In,
            true => Due::Forbidden,
            false if self.reads(records, record) => Due::PartOf,
            false => Due::Missing,
        }
    }

    /// One record from each distance, seen and unseen; others with every seed.
    pub fn chosen<'r>(&self, records: &'r Records, plural: &str, seed: usize) -> Vec<&'r Stored> {
        let mut shelves: BTreeMap<(Near, bool), Vec<&Stored>> = BTreeMap::new();
        for record in records.called(plural) {
            let at = (self.nearness(record), self.sees(records, record));
            shelves.entry(at).or_default().push(record);
        }
        let pick = |held: Vec<&'r Stored>| held[seed % held.len()];
        shelves.into_values().map(pick).collect()
    }

    /// How near a record lies to them, nearest first.
    pub fn nearness(&self, record: &Stored) -> Near {
        let lies = |near: &dyn Fn(Reach) -> bool| record.places.iter().any(|place| near(*place));
        if lies(&|place| place == Reach::Person(self.person)) {
            Near::Own
        } else if lies(&|place| matches!(place, Reach::Team(id) if self.teams.contains(&id))) {
            Near::Team
        } else if lies(
            &|place| matches!(place, Reach::Department(id) if self.departments.contains(&id)),
        ) {
            Near::Department
        } else if lies(&|place| matches!(place, Reach::Client(id) if self.client == Some(id))) {
            Near::OwnCompany
        } else if record.client().is_some() {
            Near::OtherClient
        } else {
            Near::Elsewhere
        }
    }
}

/// What an answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    Missing,
    Forbidden,
    In,
    /// By itself out of sight, but a part of what they see.
    PartOf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    Own,
    Team,
    Department,
    OwnCompany,
    OtherClient,
    Elsewhere,
}
