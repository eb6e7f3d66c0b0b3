//! What is held wherever a role or a department is written, whatever deed writes it, Undo as well: a role is a way to
//! rights, so whoever writes one gives at most what they hold themselves, and never to themselves.

use super::{
    guards::{amount, second_standing},
    standing::{self, Standing, level_of, with_inherited},
};
use crate::{
    access::{Action, ActionKind, Placement, RoleRules, Tier, compile},
    base::{Error, Id, Result},
    data::Change,
    features::people::{Department, Role, User},
};

fn no<T>(why: impl Into<String>) -> Result<T> {
    Err(Error::Forbidden(why.into()))
}

pub fn role(change: &mut Change<'_, '_>, was: Option<&Role>, is: Option<&Role>) -> Result<()> {
    let now = change.all::<Role>()?;
    if let Some(is) = is {
        whole(is, &now)?;
    }
    if was.is_some() {
        holders_fit(change, was, is, &now)?;
    }
    let actor = change.actor.clone();
    if actor.is_system() {
        return Ok(());
    }
    // As the roles were before the deed: the deed itself gives nobody the right to it.
    let mut before = Vec::with_capacity(now.len());
    for role in &now {
        before.extend(change.was(role.id)?);
    }
    if let Some(was) = was
        && is.is_none()
    {
        before.push(was.clone());
    }
    let me = change
        .find::<User>(Id::new(actor.person))?
        .filter(|user| !user.inactive)
        .ok_or(Error::SignedOut)?;
    let by = Standing::of(&me, &before);
    if !actor.superadmin {
        one_may(change, (&me, &by), was, is, &before, &now)?;
    }
    // Whoever holds it has it at once, and whoever is given it next.
    match is {
        Some(is) if rises(change, is, &before, &now) && amount(change, &by, &[is.id], &now) => {
            change.demand_second()?;
            match second_standing(change, &before)? {
                Some(second)
                    if second.raise_to(is.tier).is_err() || second.grant(is, &now).is_err() =>
                {
                    Err(change.unseconded())
                }
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Whether whoever isn't superadmin may write it.
fn one_may(
    change: &Change<'_, '_>,
    (me, by): (&User, &Standing),
    was: Option<&Role>,
    is: Option<&Role>,
    before: &[Role],
    now: &[Role],
) -> Result<()> {
    if let Some(was) = was
        && (me.roles.contains(&was.id)
            || with_inherited(&me.roles, before)
                .iter()
                .any(|held| held.id == was.id))
    {
        return no(format!(
            "You hold {} yourself, so somebody who stands above you changes it.",
            was.name
        ));
    }
    standing_of(by, was, is, before, now)?;
    its_place(change, was, is)?;
    gains(change, me, is, before, now)
}

/// Whether a role gains anything: a deed or a further reach, a level, the admin tier.
fn rises(change: &Change<'_, '_>, is: &Role, before: &[Role], now: &[Role]) -> bool {
    let rules = |roles: &[Role]| roles.iter().map(Role::rules).collect::<Vec<RoleRules>>();
    let compiled = |roles: &[Role]| compile(&[is.id.raw()], &rules(roles), change.actions());
    let (old, new) = (compiled(before), compiled(now));
    let of = |roles: &[Role]| {
        let held = with_inherited(&[is.id], roles);
        let level = held.iter().map(|role| role.level).max();
        (level, held.iter().any(|role| role.tier == Tier::Admin))
    };
    let ((low, plain), (high, admin)) = (of(before), of(now));
    high > low
        || (admin && !plain)
        || change
            .actions()
            .iter()
            .any(|action| new.scope(action) > old.scope(action))
}

/// Whether a role makes sense by itself, whoever writes it.
fn whole(is: &Role, roles: &[Role]) -> Result<()> {
    if is.level > 100 {
        return Err(Error::field("level", "A level is 0 to 100."));
    }
    for id in &is.inherits {
        let Some(above) = roles.iter().find(|role| role.id == *id) else {
            return Err(Error::field("inherits", "There is no such role."));
        };
        if with_inherited(&[*id], roles).iter().any(|r| r.id == is.id) {
            return Err(Error::field(
                "inherits",
                format!("{} inherits from this role itself.", above.name),
            ));
        }
        if (above.tier == Tier::Client) != (is.tier == Tier::Client) {
            return Err(Error::field(
                "inherits",
                format!(
                    "{} is a role for the {} tier.",
                    above.name,
                    above.tier.name()
                ),
            ));
        }
    }
    if is.tier != Tier::Admin
        && with_inherited(&[is.id], roles)
            .iter()
            .any(|r| r.tier == Tier::Admin)
    {
        return Err(Error::field(
            "tier",
            "It inherits from a role for admins, so it asks for the admin tier itself.",
        ));
    }
    Ok(())
}

/// A role is not moved into another tier, or above it, under those who hold it.
fn holders_fit(
    change: &mut Change<'_, '_>,
    was: Option<&Role>,
    is: Option<&Role>,
    now: &[Role],
) -> Result<()> {
    let (Some(was), Some(is)) = (was, is) else {
        return Ok(());
    };
    if was.tier == is.tier && was.inherits == is.inherits && was.retired == is.retired {
        return Ok(());
    }
    for user in change.all::<User>()? {
        let holds = with_inherited(&user.roles, now)
            .iter()
            .any(|r| r.id == is.id);
        if holds && !user.inactive && standing::fits(&user, now).is_err() {
            return Err(Error::field(
                "tier",
                format!(
                    "{} has this role and is in the {} tier, which would no longer fit.",
                    user.name,
                    user.tier.name()
                ),
            ));
        }
    }
    Ok(())
}

/// Nothing above one's own level, and nothing that stands beside oneself is brought below.
fn standing_of(
    by: &Standing,
    was: Option<&Role>,
    is: Option<&Role>,
    before: &[Role],
    now: &[Role],
) -> Result<()> {
    let high = |role: Option<&Role>, roles: &[Role]| {
        role.map_or(0, |role| level_of(role, roles).max(role.level))
    };
    let (old, new) = (high(was, before), high(is, now));
    if old > by.level {
        return no("This role stands above your own, so you can't change it.");
    }
    if new > by.level {
        return Err(Error::field(
            "level",
            format!(
                "This would stand at {new}, above your own roles at {}. Choose a lower level, or inherit from another role.",
                by.level
            ),
        ));
    }
    let falls = new < old || is.is_none_or(|is| is.retired);
    if was.is_some_and(|was| !was.retired) && falls && old == by.level && !by.everything {
        return no("This role stands as high as your own, so you can't bring it down.");
    }
    if let Some(is) = is {
        by.raise_to(is.tier)?;
    }
    Ok(())
}

/// A delegated author stays in their own departments.
fn its_place(change: &Change<'_, '_>, was: Option<&Role>, is: Option<&Role>) -> Result<()> {
    let places = change.actor.places(&change.demanded());
    if places.contains(&Placement::Global) {
        return Ok(());
    }
    for role in was.into_iter().chain(is) {
        let inside = role
            .department
            .is_some_and(|id| places.contains(&Placement::Department(id.raw())));
        if !inside {
            return Err(Error::field(
                "department",
                "Choose one of your own departments or one below them: you make and change roles only there.",
            ));
        }
    }
    Ok(())
}

/// What the role grants now and didn't before must be the author's own to give.
fn gains(
    change: &Change<'_, '_>,
    me: &User,
    is: Option<&Role>,
    before: &[Role],
    now: &[Role],
) -> Result<()> {
    let Some(is) = is else { return Ok(()) };
    let everything = |roles: &[Role]| {
        with_inherited(&[is.id], roles)
            .iter()
            .any(|role| role.is_everything())
    };
    if everything(now) {
        return no("A role that grants everything is made and changed by the superadmin alone.");
    }
    let rules = |roles: &[Role]| roles.iter().map(Role::rules).collect::<Vec<RoleRules>>();
    let (before, now) = (rules(before), rules(now));
    let actions = change.actions();
    let held: Vec<u64> = me.roles.iter().map(|id| id.raw()).collect();
    // Whoever may do everything gives each duty without being there for it.
    let givable: Vec<Action> = actions
        .iter()
        .map(|action| match action.kind {
            ActionKind::Duty => Action::write(action.key, action.title),
            _ => *action,
        })
        .collect();
    let mine = compile(&held, &before, &givable);
    let old = compile(&[is.id.raw()], &before, actions);
    let new = compile(&[is.id.raw()], &now, actions);
    for action in actions {
        let scope = new.scope(action);
        if scope > old.scope(action)
            && scope > standing::gives(action, &givable, |has| mine.scope(has))
        {
            return Err(Error::field(
                "grant",
                format!(
                    "You can't grant what you don't hold yourself: {} ({}).",
                    action.title,
                    scope.name()
                ),
            ));
        }
    }
    Ok(())
}

pub fn department(
    change: &mut Change<'_, '_>,
    was: Option<&Department>,
    is: Option<&Department>,
) -> Result<()> {
    let Some(is) = is else { return Ok(()) };
    let all = change.all::<Department>()?;
    let mut above = is.parent;
    for _ in 0..=all.len() {
        match above {
            Some(id) if id == is.id => {
                return Err(Error::field(
                    "parent",
                    "A department can't lie below itself.",
                ));
            }
            Some(id) => above = all.iter().find(|d| d.id == id).and_then(|d| d.parent),
            None => break,
        }
    }
    if let Some(id) = is.parent
        && !all.iter().any(|d| d.id == id)
    {
        return Err(Error::field("parent", "There is no such department."));
    }
    let actor = change.actor.clone();
    if actor.is_system() || actor.superadmin {
        return Ok(());
    }
    let moved = was.is_none_or(|was| was.parent != is.parent);
    let manages = was.and_then(|was| was.manager) != is.manager;
    if manages && is.manager.is_some_and(|id| id.raw() == actor.person) {
        return no("Nobody makes themselves the manager of a department. Ask an admin.");
    }
    let within = |id: u64| actor.departments_below.contains(&id);
    if was.is_some()
        && moved
        && is.parent.is_some_and(|id| within(id.raw()))
        && !within(is.id.raw())
    {
        return no(
            "This would put the department below one of yours and so widen what you may do yourself. Ask somebody who stands above you.",
        );
    }
    let places = actor.places(&change.demanded());
    let open = |id: u64| {
        places.contains(&Placement::Global) || places.contains(&Placement::Department(id))
    };
    let parents = [was.and_then(|was| was.parent), is.parent];
    if moved
        && (!places.contains(&Placement::Global) && is.parent.is_none()
            || parents.into_iter().flatten().any(|id| !open(id.raw())))
    {
        return Err(Error::field(
            "parent",
            "You may only choose your own departments and those below them.",
        ));
    }
    Ok(())
}
