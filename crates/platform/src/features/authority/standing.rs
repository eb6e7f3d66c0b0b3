//! Where people stand to one another: whom somebody may touch and what they may grant. Pure rules.
//!
//! One touches only who stands below: with a lower highest role and in a tier not above one's own. Administrators, who
//! may do everything anyway, may touch one another; a superadmin is touched by a superadmin alone. What is granted
//! stands at or below one's own roles and lies within what one's grant reaches. Nobody changes what they are themselves.

use crate::{
    access::{Action, ActionKind, Placement, Scope, Tier},
    base::{Error, Id, Result},
    features::people::{Directory, Role, Team, User},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub person: u64,
    pub superadmin: bool,
    pub tier: Tier,
    /// Of the highest role held, with what roles inherit.
    pub level: u8,
    /// Holds a role that grants everything in the house.
    pub everything: bool,
}

fn rank(tier: Tier) -> u8 {
    match tier {
        Tier::Client => 0,
        Tier::Employee => 1,
        Tier::Admin => 2,
    }
}

/// The roles with everything they inherit; unknown and retired ones are left out.
pub fn with_inherited<'r>(held: &[Id<Role>], roles: &'r [Role]) -> Vec<&'r Role> {
    let mut found: Vec<&Role> = Vec::new();
    let mut open = held.to_vec();
    while let Some(id) = open.pop() {
        if let Some(role) = roles.iter().find(|role| role.id == id && !role.retired)
            && !found.iter().any(|held| held.id == id)
        {
            open.extend(&role.inherits);
            found.push(role);
        }
    }
    found
}

pub fn level_of(role: &Role, roles: &[Role]) -> u8 {
    let all = with_inherited(&[role.id], roles);
    all.iter().map(|role| role.level).max().unwrap_or(0)
}

impl Standing {
    pub fn of(user: &User, roles: &[Role]) -> Standing {
        let held = with_inherited(&user.roles, roles);
        Standing {
            person: user.id.raw(),
            superadmin: user.superadmin,
            tier: user.tier,
            level: held.iter().map(|role| role.level).max().unwrap_or(0),
            everything: held
                .iter()
                .any(|role| role.grants.contains(&("*".into(), Scope::All))),
        }
    }

    /// Whether they may change somebody else's account, or how that person comes in.
    pub fn touch(&self, other: &Standing) -> Result<()> {
        let no = |why: &str| Err(Error::Forbidden(why.into()));
        if self.person == other.person || self.superadmin {
            return Ok(());
        }
        if other.superadmin {
            return no("This is the superadmin's account. Only they can change it.");
        }
        if rank(other.tier) > rank(self.tier) {
            return no("They are an admin, so only admins can change their account.");
        }
        if self.everything && other.level <= self.level {
            return Ok(());
        }
        if other.level >= self.level {
            return no(
                "Their roles don't stand below yours, so you can't change their account. Ask somebody who stands above both of you.",
            );
        }
        Ok(())
    }

    /// Whether they may look through somebody's eyes: strictly from above, and never a superadmin's.
    pub fn look_as(&self, other: &Standing) -> Result<()> {
        let no = |why: &str| Err(Error::Forbidden(why.into()));
        if self.person == other.person {
            return no("This is you: you see what you see.");
        }
        if other.superadmin {
            return no("Nobody looks through the superadmin's eyes.");
        }
        if self.superadmin {
            return Ok(());
        }
        if rank(other.tier) > rank(self.tier) || other.level >= self.level {
            return no("Their roles don't stand below yours, so you can't view as them.");
        }
        Ok(())
    }

    /// Whether they may grant a role, or take it.
    pub fn grant(&self, role: &Role, roles: &[Role]) -> Result<()> {
        if self.superadmin || level_of(role, roles) <= self.level {
            return Ok(());
        }
        Err(Error::field(
            "roles",
            format!(
                "{} stands above your own roles, so you can't grant or take it.",
                role.name
            ),
        ))
    }

    /// Whether they may put somebody into a tier.
    pub fn raise_to(&self, tier: Tier) -> Result<()> {
        if self.superadmin || rank(tier) <= rank(self.tier) {
            Ok(())
        } else {
            Err(Error::field("tier", "Only admins make admins."))
        }
    }
}

/// How far somebody gives an action: as far as they have it. A duty opens nothing and brings work, so it is given as far as
/// the giver does anything of its resource, or is on duty there, themselves.
pub fn gives(action: &Action, actions: &[Action], has: impl Fn(&Action) -> Scope) -> Scope {
    let beside = |other: &&Action| match action.kind {
        ActionKind::Duty => other.resource() == action.resource(),
        _ => *other == action,
    };
    let scopes = actions.iter().filter(beside).map(has);
    scopes.max().unwrap_or_default()
}

/// What a page shows buttons by.
impl Directory {
    /// Whether a person may change another's account: what a page shows buttons by.
    pub fn touch(&self, by: u64, other: &User) -> Result<()> {
        let roles = self.all_roles();
        let me = self.users.get(&by).ok_or(Error::NotFound)?;
        Standing::of(me, &roles).touch(&Standing::of(other, &roles))
    }

    /// Whether a person may see Atrium through another's eyes, if their roles give it.
    pub fn look_as(&self, by: u64, other: &User) -> bool {
        let roles = self.all_roles();
        self.users.get(&by).is_some_and(|me| {
            let of = Standing::of(other, &roles);
            !other.inactive && Standing::of(me, &roles).look_as(&of).is_ok()
        })
    }

    /// The roles a person may grant.
    pub fn grantable(&self, by: u64) -> Vec<&Role> {
        let roles = self.all_roles();
        let Some(me) = self.users.get(&by) else {
            return Vec::new();
        };
        let me = Standing::of(me, &roles);
        self.roles
            .values()
            .filter(|role| !role.retired && me.grant(role, &roles).is_ok())
            .collect()
    }

    fn all_roles(&self) -> Vec<Role> {
        self.roles.values().cloned().collect()
    }
}

/// Whether a person's roles are for their tier: what an admin's role opens asks for an admin's sign-in.
pub fn fits(user: &User, roles: &[Role]) -> Result<()> {
    for id in &user.roles {
        let Some(role) = roles.iter().find(|role| role.id == *id) else {
            return Err(Error::field("roles", "There is no such role."));
        };
        let all = with_inherited(&[*id], roles);
        let of_client = |tier: Tier| tier == Tier::Client;
        if all
            .iter()
            .any(|r| of_client(r.tier) != of_client(user.tier))
        {
            return Err(Error::field(
                "roles",
                format!("{} is a role for the {} tier.", role.name, role.tier.name()),
            ));
        }
        if user.tier != Tier::Admin && all.iter().any(|r| r.tier == Tier::Admin) {
            return Err(Error::field(
                "roles",
                format!(
                    "{} asks for the admin tier, with its second factor.",
                    role.name
                ),
            ));
        }
    }
    Ok(())
}

/// What nobody changes of themselves. A superadmin's reach is the whole house, so where they belong gives them nothing.
pub fn own(was: &User, is: &User) -> Result<()> {
    let no = |field: &str, what: &str| {
        Err(Error::field(
            field,
            format!("Nobody changes their own {what}. Ask an admin."),
        ))
    };
    if was.roles != is.roles {
        return no("roles", "roles");
    }
    if was.tier != is.tier || was.client != is.client {
        return no("tier", "tier");
    }
    if !was.superadmin && was.departments != is.departments {
        return no("departments", "departments");
    }
    if !was.superadmin && was.teams != is.teams {
        return no("teams", "teams");
    }
    Ok(())
}

/// Whether somebody whose grant opens `places` may put a person into these departments and teams, or take them out.
pub fn within(
    places: &[Placement],
    departments: &[u64],
    teams: impl Iterator<Item = (Id<Team>, u64)>,
) -> Result<()> {
    let has = |place: Placement| places.contains(&Placement::Global) || places.contains(&place);
    if departments
        .iter()
        .any(|id| !has(Placement::Department(*id)))
    {
        return Err(Error::field(
            "departments",
            "You may only choose your own departments and those below them.",
        ));
    }
    for (team, department) in teams {
        if !has(Placement::Team(team.raw())) && !has(Placement::Department(department)) {
            return Err(Error::field(
                "teams",
                "You may only choose teams of your own departments.",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
