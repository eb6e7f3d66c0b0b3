//! Who may do what, worked out once more from nothing but the stored roles and where a record lies: the slow and plain
//! way, without the policy, the compiled grants or an index.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use atrium::{
    access::{Action, ActionKind, Placement, Scope, Tier},
    data::Visit,
    features::people::{Directory, Role, User},
    web::route::{Demand, Route},
};

use super::{
    crowd::SECONDED,
    hands::{Widened, only_for_hands},
    records::{Records, Stored},
};

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

/// What is said, and hangs on it; what is promised of a record. Seen through that alone.
const SAID: [&str; 6] = [
    "posts",
    "reactions",
    "revisions",
    "outcomes",
    "clocks",
    "clock-pauses",
];

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
        match action.kind {
            ActionKind::System => Scope::None,
            ActionKind::Own => Scope::Own,
            _ => self.granted(action.key),
        }
    }

    /// How far their roles reach for an action of that key.
    fn granted(&self, key: &str) -> Scope {
        if self.everything {
            return Scope::All;
        }
        let of = |role: &Role| {
            let (resource, _) = key.split_once('.').unwrap();
            let said = |pattern: &str| {
                let found = role.grants.iter().find(|(held, _)| held == pattern);
                found.map(|(_, scope)| *scope)
            };
            said(key)
                .or_else(|| said(&format!("{resource}.*")))
                .or_else(|| said("*"))
                .unwrap_or(Scope::None)
        };
        self.roles.iter().map(of).max().unwrap_or(Scope::None)
    }

    /// Whether there is anything they may do this to.
    pub fn may_somewhere(&self, records: &Records, action: &Action) -> bool {
        self.scope(action) != Scope::None
            || records
                .shared_with(self.person)
                .any(|of| of.view == *action)
    }

    fn reaches(&self, scope: Scope, places: &[Placement]) -> bool {
        places.iter().any(|place| match (self.tier, *place) {
            _ if scope == Scope::None => false,
            (_, Placement::Person(id)) => id == self.person,
            (Tier::Client, Placement::Client(id)) => self.client == Some(id),
            (Tier::Client, _) => false,
            (_, Placement::Team(id)) => scope >= Scope::Team && self.teams.contains(&id),
            (_, Placement::Department(id)) => {
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
        self.reaches(self.scope(action), &record.places) || shared()
    }

    /// Whether it is theirs to go on with, when it is something that is in somebody's hands.
    fn holds(&self, records: &Records, action: &Action, record: &Stored) -> bool {
        let Some(hands) = records.hands(record) else {
            return true;
        };
        let of_department = hands
            .department
            .is_some_and(|id| self.departments.contains(&id));
        let house = |scope: Scope| scope == Scope::All && self.tier != Tier::Client;
        let widened = match hands.widened_by {
            Widened::ByTheDeed => {
                let scope = self.scope(action);
                of_department && scope >= Scope::Department || house(scope)
            }
            Widened::ByDepartment(key) => of_department || house(self.granted(key)),
            Widened::By(key) => self.reaches(self.granted(key), &record.places),
        };
        hands.free || hands.people.contains(&self.person) || widened
    }

    /// Whether they may know that it is there: by itself or with its whole. A client's people also lie behind the client. Roles are known to whoever
    /// sees roles at all, because one inherits from another; a device to the one who has it.
    pub fn sees(&self, records: &Records, record: &Stored) -> bool {
        let own = record.places.contains(&Placement::Person(self.person));
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
            _ => {
                (self.may(records, &record.view, record) || with_whole())
                    && !self.is_kept_from(records, record)
                    && behind()
            }
        }
    }

    /// What is said is seen where it is said, and what lies in a room by whoever is in it, with all that hangs on that.
    fn is_kept_from(&self, records: &Records, record: &Stored) -> bool {
        let Some(whole) = records.whole(record) else {
            return false;
        };
        let said = SAID.contains(&record.plural);
        match said || whole.view.kind == ActionKind::Own {
            true => {
                let mut shared = records.shared_with(self.person);
                !self.sees(records, whole) && !shared.any(|of| of.of == record.of)
            }
            false => self.is_kept_from(records, whole),
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
            // Whoever is signed in comes as far as they see what was said; the rest is their own.
            _ => {
                return match about.filter(|record| SAID.contains(&record.plural)) {
                    Some(record) if self.sees(records, record) => Due::In,
                    Some(record) if self.reads(records, record) => Due::PartOf,
                    Some(_) => Due::Missing,
                    None => Due::In,
                };
            }
        };
        // A contact is edited as what belongs to its client; how a department performs is shown to each for their own;
        // whoever makes a role or a share starts from whatever they see, and so does who fills in a template.
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
            // Whoever asked sees it, and whoever could do the same; nobody decides their own.
            "second-requests" => {
                return match self.nearness(record) {
                    Near::Own if route.writes() => Due::Forbidden,
                    Near::Own => Due::In,
                    _ if self.tier.is_staff() && self.granted(SECONDED) == Scope::All => Due::In,
                    _ => Due::Missing,
                };
            }
            "contacts" => records.whole(record).unwrap_or(record),
            _ => record,
        };
        let everyones = match route.path.rsplit('/').next().unwrap_or_default() {
            "performance" => self.nearness(record) == Near::Department,
            last => {
                matches!(last, "permissions" | "copy" | "shares" | "fill")
                    || route.path == "/shares/new"
            }
        };
        match self.sees(records, held) {
            true if everyones || *action == record.view => Due::In,
            true if self.may(records, action, held) => match only_for_hands(held.plural, action) {
                true if !self.holds(records, action, held) => Due::InOtherHands,
                _ => Due::In,
            },
            // Whose sessions and devices there are is nobody else's business.
            _ if action.kind == ActionKind::Own => match self.nearness(record) {
                Near::Own => Due::In,
                _ if matches!(record.plural, "sessions" | "posts")
                    && self.sees(records, record) =>
                {
                    Due::In
                }
                _ => Due::Missing,
            },
            true if record.plural == "roles" && action.kind == ActionKind::Read => Due::In,
            true => Due::Forbidden,
            false if self.reads(records, record) => Due::PartOf,
            false => Due::Missing,
        }
    }

    /// Records of each sort that the rule could tell apart, others with every seed: how they lie, whether they are
    /// seen, and in whose hands they are. Whoever samples by less misses what only a rare sort shows.
    pub fn chosen<'r>(
        &self,
        records: &'r Records,
        plural: &str,
        sample: Sample,
    ) -> Vec<&'r Stored> {
        let mut shelves: BTreeMap<_, Vec<&Stored>> = BTreeMap::new();
        for record in records.called(plural) {
            let seen = self.sees(records, record);
            let sort = (self.lies(record), seen, self.hand(records, record));
            shelves.entry(sort).or_default().push(record);
        }
        let pick = |held: Vec<&'r Stored>| {
            let taken = sample.each.min(held.len());
            (0..taken).map(move |n| held[(sample.seed + n) % held.len()])
        };
        shelves.into_values().flat_map(pick).collect()
    }

    /// How it is in hand, from where they stand.
    fn hand(&self, records: &Records, record: &Stored) -> Option<Hand> {
        let hands = records.hands(record)?;
        let of_department = hands
            .department
            .is_some_and(|id| self.departments.contains(&id));
        Some(if hands.people.contains(&self.person) {
            Hand::Own
        } else if hands.free {
            Hand::Free
        } else if of_department {
            Hand::Department
        } else {
            Hand::Other
        })
    }

    /// How near a record lies to them.
    pub fn nearness(&self, record: &Stored) -> Near {
        self.lies(record).pop_first().unwrap_or(Near::Elsewhere)
    }

    /// Each way in which it lies near them, nearest first.
    fn lies(&self, record: &Stored) -> BTreeSet<Near> {
        let near = |place: &Placement| match *place {
            Placement::Person(id) if id == self.person => Some(Near::Own),
            Placement::Team(id) if self.teams.contains(&id) => Some(Near::Team),
            Placement::Department(id) if self.departments.contains(&id) => Some(Near::Department),
            Placement::Client(id) if self.client == Some(id) => Some(Near::OwnCompany),
            Placement::Client(_) => Some(Near::OtherClient),
            _ => None,
        };
        record.places.iter().filter_map(near).collect()
    }
}

/// What an answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    Missing,
    Forbidden,
    /// Theirs to do, but not with this one: it is in others' hands.
    InOtherHands,
    In,
    /// By itself out of sight, but a part of what they see.
    PartOf,
}

/// Which records of each sort are taken: as many as `each`, from the one that `seed` names on.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    pub seed: usize,
    pub each: usize,
}

impl Sample {
    /// Another one for each place that it is taken in.
    pub fn at(self, place: usize) -> Sample {
        Sample {
            seed: self.seed + place,
            ..self
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hand {
    Own,
    Department,
    Free,
    Other,
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
