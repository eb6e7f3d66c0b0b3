//! Names of people, departments and teams, which every page shows and everyone in the house may know.

use std::{collections::BTreeMap, sync::Arc};

use super::{Department, Role, Team, User, org};
use crate::{
    access::Tier,
    base::{Id, Result, calendar::WorkingCalendar},
    data::{Cached, Change, Kind, ReadTx, Record, Store, Visit},
    features::settings::{CurrentSettings, SETTINGS, Settings},
};

pub struct Directory {
    pub users: BTreeMap<u64, User>,
    pub departments: BTreeMap<u64, Department>,
    pub teams: BTreeMap<u64, Team>,
    pub roles: BTreeMap<u64, Role>,
}

impl Cached for Directory {
    const FROM: &'static [Kind] = &[User::KIND, Department::KIND, Team::KIND, Role::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        Ok(Directory {
            users: read_tx
                .all::<User>()?
                .into_iter()
                .map(|u| (u.id.raw(), u))
                .collect(),
            departments: read_tx
                .all::<Department>()?
                .into_iter()
                .map(|d| (d.id.raw(), d))
                .collect(),
            teams: read_tx
                .all::<Team>()?
                .into_iter()
                .map(|t| (t.id.raw(), t))
                .collect(),
            roles: read_tx
                .all::<Role>()?
                .into_iter()
                .map(|r| (r.id.raw(), r))
                .collect(),
        })
    }
}

impl Directory {
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

    pub fn department(&self, id: Id<Department>) -> &str {
        self.departments
            .get(&id.raw())
            .map_or("", |d| d.name.as_str())
    }

    pub fn department_by_key(&self, key: &str) -> Option<&Department> {
        self.departments.values().find(|d| d.key == key)
    }

    /// Active staff, by name.
    pub fn staff(&self) -> Vec<&User> {
        let mut staff: Vec<&User> = self
            .users
            .values()
            .filter(|user| !user.inactive && user.tier != Tier::Client)
            .collect();
        staff.sort_by(|a, b| a.name.cmp(&b.name));
        staff
    }

    /// Active staff who hold a role, by name.
    pub fn holding(&self, role: &str) -> Vec<&User> {
        let Some(id) = self
            .roles
            .values()
            .find(|r| r.key == role && !r.retired)
            .map(|r| r.id)
        else {
            return Vec::new();
        };
        let mut staff = self.staff();
        staff.retain(|user| user.roles.contains(&id));
        staff
    }

    pub fn holds(&self, user: Id<User>, role: &str) -> bool {
        self.holding(role).iter().any(|held| held.id == user)
    }

    /// The name of a role's key, for sentences.
    pub fn role_name(&self, key: &str) -> &str {
        self.roles
            .values()
            .find(|r| r.key == key)
            .map_or("", |r| r.name.as_str())
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
        let house = change
            .find::<Settings>(SETTINGS)?
            .unwrap_or_default()
            .calendar();
        let all = change.all::<Department>()?;
        let find = |id: Id<Department>| all.iter().find(|held| held.id == id);
        Ok(org::calendar(find, id, &house))
    }

    pub fn teams_of(&self, department: Id<Department>) -> impl Iterator<Item = &Team> {
        self.teams
            .values()
            .filter(move |team| team.department == department)
    }
}
