//! Making the house: its first person, and from the server's shell or the demo whoever comes with a password at once.

use super::{
    super::{Credential, Policy, SetUp, actions::SET_UP, password_hash::hash_password},
    others::insert_user,
};
use crate::{
    access::Tier,
    base::{Error, Id, Result},
    data::Visit,
    features::{
        authority::KnownPermissions,
        people::{ADMINISTER, Department, NewUser, Team, User, role},
        settings::Settings,
    },
};

/// Within these admins add a passkey, where the house asks for one from the start.
const DAYS_FOR_PASSKEYS: i32 = 14;

/// The first person, who is the superadmin, with the shipped departments and roles. Refused once somebody is there.
pub fn set_up(visit: &Visit, form: SetUp) -> Result<Id<User>> {
    let hash = hash_password(&form.password, &visit.store().keys().pepper())?;
    let shipped = role::shipped()?;
    visit.act(SET_UP, move |change| {
        change.event();
        if !change.all::<User>()?.is_empty() {
            return Err(Error::conflict("This house is set up already. Sign in."));
        }
        change.insert(Settings {
            name: form.house.clone(),
            currency: form.currency.code.into(),
            ..Settings::default()
        })?;
        if let Some(factor) = form.factor {
            change.insert(Policy {
                factor,
                ..Policy::usual(Tier::Employee)
            })?;
        }
        if form.admins_passkeys {
            change.insert(Policy {
                passkeys: true,
                from: Some(change.at.day(&jiff::tz::TimeZone::UTC) + DAYS_FOR_PASSKEYS),
                ..Policy::usual(Tier::Admin)
            })?;
        }
        for department in &shipped.department {
            let parent = match &department.parent {
                None => None,
                Some(key) => change
                    .all::<Department>()?
                    .into_iter()
                    .find(|d| d.key == *key)
                    .map(|d| d.id),
            };
            let made = change.insert(Department {
                name: department.name.clone(),
                key: department.key.clone(),
                parent,
                ..Department::default()
            })?;
            for team in &department.teams {
                change.insert(Team {
                    name: team.clone(),
                    department: made.id,
                    ..Team::default()
                })?;
            }
        }
        role::seed(change, &shipped.role)?;
        let known = KnownPermissions::all(change.actions(), &shipped.role);
        change.insert(known)?;
        let user = change.insert(User {
            name: form.name,
            email: form.email,
            tier: Tier::Admin,
            superadmin: true,
            title: "Superadmin".into(),
            ..User::default()
        })?;
        change.insert(Credential {
            user: user.id,
            password: hash,
            ..Credential::default()
        })?;
        Ok(user.id)
    })
}

/// From the server's shell and for the demo: a person with a password at once.
pub fn add_user(visit: &Visit, form: NewUser, password: &str, totp: &str) -> Result<Id<User>> {
    let hash = hash_password(password, &visit.store().keys().pepper())?;
    add_user_hashed(visit, form, hash, totp.to_owned())
}

pub fn add_user_hashed(
    visit: &Visit,
    form: NewUser,
    hash: String,
    totp: String,
) -> Result<Id<User>> {
    visit.act(ADMINISTER, move |change| {
        change.event();
        let user = insert_user(change, form)?;
        change.insert(Credential {
            user,
            password: hash,
            totp,
            ..Credential::default()
        })?;
        Ok(user)
    })
}

const SHELL: &str = "whoever holds the server's shell makes the house";

/// Who manages which department (by its key), and who leads that department's first team.
pub fn appoint(
    visit: &Visit,
    managers: Vec<(String, Id<User>)>,
    team_lead: Option<Id<User>>,
) -> Result<()> {
    visit.act(ADMINISTER, move |change| {
        change.event();
        for mut department in change.on_behalf(SHELL).all::<Department>()? {
            if let Some((_, manager)) = managers.iter().find(|(key, _)| *key == department.key) {
                department.manager = Some(*manager);
                change.put(&department)?;
            }
        }
        if let Some(lead) = team_lead {
            for team in change.find(lead)?.ok_or(Error::NotFound)?.teams {
                let mut team = change.on_behalf(SHELL).load(team)?;
                team.lead = Some(lead);
                change.put(&team)?;
            }
        }
        Ok(())
    })
}
