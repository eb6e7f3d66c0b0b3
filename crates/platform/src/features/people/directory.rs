//! Names of people, departments and teams, which every page shows and everyone in the house may know.

use std::{collections::BTreeMap, sync::Arc};

use super::{Department, Role, Team, User, duty::Duties, org};
use crate::{
    access::{Action, RoleRules, Scope, Tier, compile},
    base::{Day, Id, Moment, Result, calendar::WorkingCalendar},
    data::{Cached, Change, Kind, ReadTx, Record, Store, Visit},
    features::settings::{CurrentSettings, SETTINGS, Settings},
};

/// The last day on which somebody isn't here, when they aren't today: what one room knows of it.
pub type AbsentUntil = fn(&Visit, Id<User>) -> Result<Option<Day>>;

/// The last day on which somebody is away: another stands in for them, or a room knows that they aren't here, which is
/// no matter of clients.
///
/// # Errors
/// When the store can't be read.
pub fn away_until(visit: &Visit, names: &Directory, user: Id<User>) -> Result<Option<Day>> {
    let mut until = names.away_until(user, visit.at);
    if visit.actor.tier != Tier::Client {
        for absent in crate::features::absences() {
            until = until.max(absent(visit, user)?);
        }
    }
    Ok(until)
}

pub struct Directory {
    pub users: BTreeMap<u64, User>,
    pub departments: BTreeMap<u64, Department>,
    pub teams: BTreeMap<u64, Team>,
    pub roles: BTreeMap<u64, Role>,
    pub(super) duties: Duties,
}

impl Cached for Directory {
    const FROM: &'static [Kind] = &[User::KIND, Department::KIND, Team::KIND, Role::KIND];

    fn build(read_tx: &ReadTx, store: &Store) -> Result<Self> {
        fn by_id<R: Record>(records: Vec<R>) -> BTreeMap<u64, R> {
            records.into_iter().map(|r| (r.id().raw(), r)).collect()
        }
        Ok(Directory::new(
            by_id(read_tx.all()?),
            by_id(read_tx.all()?),
            by_id(read_tx.all()?),
            by_id(read_tx.all()?),
            &store.schema().actions,
        ))
    }
}

fn is_active_staff(user: &User) -> bool {
    !user.inactive && user.tier != Tier::Client
}

/// Active staff among people, by name.
fn staff(users: &BTreeMap<u64, User>) -> Vec<&User> {
    let mut staff: Vec<&User> = users
        .values()
        .filter(|user| is_active_staff(user))
        .collect();
    staff.sort_by(|a, b| a.name.cmp(&b.name));
    staff
}

const KNOWN: &str = "who is who and belongs where is known in the whole house";

impl Directory {
    pub(super) fn new(
        users: BTreeMap<u64, User>,
        departments: BTreeMap<u64, Department>,
        teams: BTreeMap<u64, Team>,
        roles: BTreeMap<u64, Role>,
        actions: &[Action],
    ) -> Directory {
        let duties = Duties::of(&staff(&users), &roles, actions);
        Directory {
            users,
            departments,
            teams,
            roles,
            duties,
        }
    }

    pub fn of(visit: &Visit) -> Result<Arc<Directory>> {
        visit.cached()
    }

    pub fn name(&self, user: Id<User>) -> &str {
        self.name_of(user.raw())
    }

    pub fn name_of(&self, user: u64) -> &str {
        match user {
            0 => "Atrium",
            id => self
                .users
                .get(&id)
                .map_or("Somebody", |user| user.name.as_str()),
        }
    }

    /// What somebody's roles are called: "Client admin", "Team Lead, QA Reviewer".
    pub fn role_names(&self, user: &User) -> String {
        let held = user.roles.iter().filter_map(|id| self.roles.get(&id.raw()));
        let held: Vec<&str> = held.map(|role| role.name.as_str()).collect();
        held.join(", ")
    }

    pub fn department(&self, id: Id<Department>) -> &str {
        self.departments
            .get(&id.raw())
            .map_or("", |d| d.name.as_str())
    }

    pub fn department_by_key(&self, key: &str) -> Option<&Department> {
        self.departments.values().find(|d| d.key == key)
    }

    /// Whether somebody works here.
    pub fn is_staff(&self, user: Id<User>) -> bool {
        self.users.get(&user.raw()).is_some_and(is_active_staff)
    }

    /// Active staff, by name.
    pub fn staff(&self) -> Vec<&User> {
        staff(&self.users)
    }

    /// The last day on which somebody is away, while somebody else stands in for them.
    pub fn away_until(&self, user: Id<User>, at: Moment) -> Option<Day> {
        let deputies = self.departments.values().flat_map(|held| &held.deputies);
        let standing = deputies.filter(|deputy| deputy.of == user && deputy.runs(at));
        standing.map(|deputy| deputy.until).max()
    }

    /// Departments that are worked in, by name.
    pub fn open_departments(&self) -> Vec<&Department> {
        let mut open: Vec<&Department> = self.departments.values().filter(|d| !d.retired).collect();
        open.sort_by(|a, b| a.name.cmp(&b.name));
        open
    }

    /// When a department works.
    pub fn calendar(&self, id: Id<Department>, house: &WorkingCalendar) -> WorkingCalendar {
        org::calendar(|id| self.departments.get(&id.raw()), id, house)
    }

    /// The calendar by which a department's clocks run and its plans are made.
    pub fn calendar_of(visit: &Visit, id: Id<Department>) -> Result<WorkingCalendar> {
        let house = CurrentSettings::of(visit)?.0.calendar();
        Ok(Directory::of(visit)?.calendar(id, &house))
    }

    /// The same from inside a deed.
    pub fn calendar_in(change: &mut Change<'_, '_>, id: Id<Department>) -> Result<WorkingCalendar> {
        let settings = change.unscoped(KNOWN).find::<Settings>(SETTINGS)?;
        let house = settings.unwrap_or_default().calendar();
        let all = Directory::departments_in(change)?;
        let find = |id: Id<Department>| all.iter().find(|held| held.id == id);
        Ok(org::calendar(find, id, &house))
    }

    /// The departments as a deed finds them.
    pub fn departments_in(change: &mut Change<'_, '_>) -> Result<Vec<Department>> {
        match change.cached::<Directory>() {
            Some(known) => Ok(known.departments.values().cloned().collect()),
            None => change.unscoped(KNOWN).all(),
        }
    }

    pub fn people_in(change: &mut Change<'_, '_>) -> Result<Vec<User>> {
        change.unscoped(KNOWN).all()
    }

    pub fn teams_in(change: &mut Change<'_, '_>) -> Result<Vec<Team>> {
        match change.cached::<Directory>() {
            Some(known) => Ok(known.teams.values().cloned().collect()),
            None => change.unscoped(KNOWN).all(),
        }
    }

    pub fn roles_in(change: &mut Change<'_, '_>) -> Result<Vec<Role>> {
        match change.cached::<Directory>() {
            Some(known) => Ok(known.roles.values().cloned().collect()),
            None => change.unscoped(KNOWN).all(),
        }
    }

    /// Who somebody is, as a deed finds them; None when there is nobody of that number.
    pub fn person_in(change: &mut Change<'_, '_>, id: Id<User>) -> Result<Option<User>> {
        change.unscoped(KNOWN).find(id)
    }

    /// Whether somebody has a duty, however far it reaches, as a deed finds it.
    pub fn has_duty_in(change: &mut Change<'_, '_>, person: &User, duty: &Action) -> Result<bool> {
        if let Some(known) = change.cached::<Directory>()
            && known.is_staff(person.id)
        {
            return Ok(known.is_on_duty(person.id, duty));
        }
        Directory::may_anywhere_in(change, person, duty)
    }

    /// Whether somebody's roles let them do this, wherever, as a deed finds them.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn may_anywhere_in(
        change: &mut Change<'_, '_>,
        person: &User,
        action: &Action,
    ) -> Result<bool> {
        let rules: Vec<RoleRules> = Directory::roles_in(change)?
            .iter()
            .map(Role::rules)
            .collect();
        let held: Vec<u64> = person.roles.iter().map(|id| id.raw()).collect();
        Ok(compile(&held, &rules, &[*action]).scope(action) != Scope::None)
    }

    /// Active staff who have a duty, wherever it reaches, as a deed finds them.
    pub fn having_duty_in(change: &mut Change<'_, '_>, duty: &Action) -> Result<Vec<Id<User>>> {
        let rules: Vec<RoleRules> = Directory::roles_in(change)?
            .iter()
            .map(Role::rules)
            .collect();
        let has = |user: &User| {
            let held: Vec<u64> = user.roles.iter().map(|id| id.raw()).collect();
            compile(&held, &rules, &[*duty]).scope(duty) != Scope::None
        };
        let people = Directory::people_in(change)?;
        let staff = people
            .iter()
            .filter(|user| !user.inactive && user.tier != Tier::Client);
        Ok(staff.filter(|user| has(user)).map(|user| user.id).collect())
    }

    /// Whether somebody's roles let them do this, wherever.
    pub fn may_anywhere(&self, user: &User, action: &Action) -> bool {
        let rules: Vec<RoleRules> = self.roles.values().map(Role::rules).collect();
        let held: Vec<u64> = user.roles.iter().map(|id| id.raw()).collect();
        user.superadmin || compile(&held, &rules, &[*action]).scope(action) != Scope::None
    }

    /// Whoever of a client, by its raw id, comes into the portal.
    pub fn of_client(&self, client: u64) -> impl Iterator<Item = &User> {
        let theirs = move |user: &&User| {
            user.tier == Tier::Client && !user.inactive && user.client == Some(client)
        };
        self.users.values().filter(theirs)
    }

    pub fn teams_of(&self, department: Id<Department>) -> impl Iterator<Item = &Team> {
        self.teams
            .values()
            .filter(move |team| team.department == department)
    }
}

// ── who is on duty ──

impl Directory {
    fn having(&self, duty: &Action) -> impl Iterator<Item = (&User, Scope)> {
        let held = self.duties.having(duty).iter();
        held.filter_map(|(id, scope)| Some((self.users.get(&id.raw())?, *scope)))
    }

    /// Active staff who have a duty, wherever it reaches, by name.
    pub fn on_duty(&self, duty: &Action) -> Vec<&User> {
        self.having(duty).map(|(user, _)| user).collect()
    }

    pub fn is_on_duty(&self, user: Id<User>, duty: &Action) -> bool {
        self.having(duty).any(|(held, _)| held.id == user)
    }

    /// Those whose duty reaches into a department: it is the whole house's, or they belong there or, when it reaches over
    /// departments, above it.
    pub fn on_duty_in(&self, duty: &Action, department: Id<Department>) -> Vec<&User> {
        let find = |id: Id<Department>| self.departments.get(&id.raw());
        let above = org::above(find, department);
        let reaches = |user: &User, scope: Scope| match scope {
            Scope::None => false,
            Scope::All => true,
            _ if user.departments.contains(&department) => true,
            Scope::Department => above.iter().any(|d| user.departments.contains(&d.id)),
            Scope::Own | Scope::Team => false,
        };
        let held = self.having(duty);
        held.filter(|(user, scope)| reaches(user, *scope))
            .map(|(user, _)| user)
            .collect()
    }

    /// Those whose duty is bound to departments instead of reaching over the whole house.
    pub fn bound_on_duty(&self, duty: &Action) -> Vec<&User> {
        let bound = self.having(duty).filter(|(_, scope)| *scope != Scope::All);
        bound.map(|(user, _)| user).collect()
    }

    /// The roles that bring a duty by themselves, as a sentence names them: "Sales Agent", "Support Agent or Night Desk".
    pub fn roles_on(&self, duty: &Action) -> Option<String> {
        let roles = self.bringing(duty);
        (!roles.is_empty()).then(|| roles.join(" or "))
    }

    /// The same as what somebody holds: "the role Sales Agent", "one of the roles Support Agent, Night Desk".
    pub fn a_role_on(&self, duty: &Action) -> Option<String> {
        match self.bringing(duty).as_slice() {
            [] => None,
            [role] => Some(format!("the role {role}")),
            roles => Some(format!("one of the roles {}", roles.join(", "))),
        }
    }

    /// The names of the roles that bring a duty by themselves.
    fn bringing(&self, duty: &Action) -> Vec<&str> {
        let brings = |role: &&Role| {
            let named = |(key, scope): &(String, Scope)| key == duty.key && *scope != Scope::None;
            !role.retired && role.grants.iter().any(named)
        };
        let roles = self.roles.values().filter(brings);
        roles.map(|role| role.name.as_str()).collect()
    }

    /// What somebody is told who needs one of them and finds nobody.
    pub fn nobody_on(&self, duty: &Action) -> String {
        match self.a_role_on(duty) {
            Some(role) => format!("Nobody holds {role} yet."),
            None => format!("No role grants \u{201c}{}\u{201d} yet.", duty.title),
        }
    }
}

#[cfg(test)]
mod tests;
