//! A person (or Atrium itself) with everything granted to them, compiled once and kept until access changes.

use std::{collections::HashMap, sync::Arc};

use super::{Action, ActionKind, Placement, Scope, Shared, Tier};

#[derive(Debug, Clone, PartialEq)]
pub struct Grant {
    pub scope: Scope,
    /// The role that granted it, for explanations.
    pub role: Arc<str>,
}

#[derive(Debug, Clone, Default, PartialEq)]
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

/// What somebody is given for a while in a department whose manager is away.
#[derive(Debug, Clone, PartialEq)]
pub struct StandIn {
    /// The department's name and its manager's, for explanations and the journal.
    pub department: Arc<str>,
    pub manager: Arc<str>,
    /// That department and all below it: the whole reach, whatever the manager's roles open elsewhere.
    pub departments: Vec<u64>,
    pub grants: Grants,
}

impl StandIn {
    /// Only what reaches over the department is handed on; what is the manager's own stays theirs.
    fn opens(&self, action: &Action) -> bool {
        self.grants.scope(action) >= Scope::Department
    }
}

#[derive(Debug, Clone, PartialEq)]
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
    /// For whom they stand in right now.
    pub stands_in: Vec<StandIn>,
    /// Single records that were shared with them.
    pub shared: Shared,
    /// Somebody else looks through their eyes, to whom what is confidential isn't shown.
    pub looked_through: bool,
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
            stands_in: Vec::new(),
            shared: Shared::default(),
            looked_through: false,
        }
    }

    /// The same person with no more of what they may than is said: what somebody else was trusted with in their name. A
    /// superadmin has then what they were left, and no other privilege.
    pub fn narrowed(&self, actions: &[Action], keeps: impl Fn(&Action) -> bool) -> Actor {
        let left = |scope: &dyn Fn(&Action) -> Scope, of: &Grants| {
            let mut grants = Grants::default();
            for action in actions.iter().filter(|a| a.kind.is_granted() && keeps(a)) {
                let scope = scope(action);
                let role = of.of(action).map(|grant| grant.role.clone());
                if scope != Scope::None {
                    let role = role.unwrap_or_else(|| "superadmin".into());
                    grants.raise(action.key, Grant { scope, role });
                }
            }
            grants
        };
        let stands_in = self.stands_in.iter().map(|held| StandIn {
            grants: left(&|action| held.grants.scope(action), &held.grants),
            ..held.clone()
        });
        Actor {
            superadmin: false,
            grants: left(&|action| self.own_scope(action), &self.grants),
            stands_in: stands_in.collect(),
            shared: self.shared.narrowed(&keeps),
            ..self.clone()
        }
    }

    pub fn is_system(&self) -> bool {
        self.person == 0
    }

    /// How far an action reaches for this person, with what they are given as somebody's deputy.
    pub fn scope(&self, action: &Action) -> Scope {
        let own = self.own_scope(action);
        match self.standing_in(action).next() {
            Some(_) => own.max(Scope::Department),
            None => own,
        }
    }

    /// The deputyships that open an action to them.
    fn standing_in<'a>(&'a self, action: &'a Action) -> impl Iterator<Item = &'a StandIn> {
        let grantable =
            matches!(action.kind, ActionKind::Read | ActionKind::Write) && self.tier.is_staff();
        self.stands_in
            .iter()
            .filter(move |held| grantable && held.opens(action))
    }

    /// As whose deputy they may do this to a record that lies in these places, when it isn't theirs to do anyway.
    pub fn as_deputy<'a>(
        &'a self,
        action: &'a Action,
        record: &[Placement],
    ) -> Option<&'a StandIn> {
        if self.reaches_by_own(action, record) {
            return None;
        }
        self.standing_in(action).find(|held| {
            let lies = |id: &u64| record.contains(&Placement::Department(*id));
            held.departments.iter().any(lies)
        })
    }

    /// Whether a department is theirs or below theirs, or they stand in for its manager.
    pub fn is_of(&self, department: u64) -> bool {
        let stands = |held: &StandIn| held.departments.contains(&department);
        self.departments_below.contains(&department) || self.stands_in.iter().any(stands)
    }

    /// What their own roles give. The superadmin passes every check and is journaled like everyone.
    fn own_scope(&self, action: &Action) -> Scope {
        match action.kind {
            _ if self.is_system() => Scope::All,
            ActionKind::System => Scope::None,
            ActionKind::Own => Scope::Own,
            ActionKind::Duty => self.grants.scope(action),
            ActionKind::Read | ActionKind::Write if self.superadmin => Scope::All,
            ActionKind::Read | ActionKind::Write => self.grants.scope(action),
        }
    }

    /// The places an action opens to this person: what lists are read from, and what a record is held against.
    pub fn places(&self, action: &Action) -> Vec<Placement> {
        let mut places = self.own_places(action);
        if !places.contains(&Placement::Global) {
            for held in self.standing_in(action) {
                let more = held.departments.iter().map(|id| Placement::Department(*id));
                let more: Vec<Placement> = more.filter(|place| !places.contains(place)).collect();
                places.extend(more);
            }
        }
        places
    }

    /// Whether an action reaches a record that lies in these places.
    pub fn reaches(&self, action: &Action, record: &[Placement]) -> bool {
        self.reaches_by_own(action, record)
            || self.standing_in(action).any(|held| {
                let mut lies = record.iter();
                lies.any(
                |place| matches!(place, Placement::Department(id) if held.departments.contains(id)),
            )
            })
    }

    fn reaches_by_own(&self, action: &Action, record: &[Placement]) -> bool {
        self.any_own_place(action, &mut |place| {
            place == Placement::Global || record.contains(&place)
        })
    }

    fn own_places(&self, action: &Action) -> Vec<Placement> {
        let mut places = Vec::new();
        self.any_own_place(action, &mut |place| {
            places.push(place);
            false
        });
        places
    }

    /// Whether one of the places that their own roles open is such a one.
    fn any_own_place(&self, action: &Action, such: &mut dyn FnMut(Placement) -> bool) -> bool {
        let scope = self.own_scope(action);
        if scope == Scope::None {
            return false;
        }
        if let (Tier::Client, Some(client)) = (self.tier, self.client) {
            // Whatever a role says, a client never reaches beyond the own company.
            return such(Placement::Client(client)) || such(Placement::Person(self.person));
        }
        if scope == Scope::All && self.tier != Tier::Client {
            return such(Placement::Global);
        }
        let mut teams = self.teams.iter();
        let mut departments = self.departments_below.iter();
        such(Placement::Person(self.person))
            || (scope >= Scope::Team && teams.any(|id| such(Placement::Team(*id))))
            || (scope >= Scope::Department
                && departments.any(|id| such(Placement::Department(*id))))
    }
}
