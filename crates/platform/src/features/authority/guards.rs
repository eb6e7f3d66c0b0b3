//! What is held wherever a person is written, whatever deed writes them: a form's, the API's, an import's, an undo's.
//! The rules are in `standing`; here they are given what is stored.

use super::standing::{self, Standing};
use crate::{
    access::{Action, ActionKind, Placement, RoleRules, Scope, Tier, compile, policy},
    base::{Error, Id, Result},
    data::Change,
    features::people::{Department, Directory, Role, Team, User},
};

/// Who does the deed and all roles, as they are stored now; None when Atrium does it.
fn doer(change: &mut Change<'_, '_>) -> Result<Option<(Standing, Vec<Role>)>> {
    let actor = change.actor.clone();
    if actor.is_system() {
        return Ok(None);
    }
    let roles = Directory::roles_in(change)?;
    let me = Directory::person_in(change, Id::new(actor.person))?
        .filter(|user| !user.inactive)
        .ok_or(Error::SignedOut)?;
    Ok(Some((Standing::of(&me, &roles), roles)))
}

pub fn user(change: &mut Change<'_, '_>, was: Option<&User>, is: Option<&User>) -> Result<()> {
    allowed(change, was, is)?;
    if let Some(was) = was
        && was.superadmin
        && !was.inactive
        && is.is_none_or(|is| is.inactive || !is.superadmin)
        && !change
            .all::<User>()?
            .iter()
            .any(|user| user.superadmin && !user.inactive)
    {
        return Err(Error::conflict("The last superadmin can't go."));
    }
    Ok(())
}

fn allowed(change: &mut Change<'_, '_>, was: Option<&User>, is: Option<&User>) -> Result<()> {
    if let Some(is) = is
        && was.is_none_or(|was| was.roles != is.roles || was.tier != is.tier)
    {
        standing::fits(is, &change.all::<Role>()?)?;
    }
    let actor = change.actor.clone();
    if actor.is_system() {
        return Ok(());
    }
    if was.is_some_and(|was| was.superadmin) != is.is_some_and(|is| is.superadmin) {
        return Err(Error::Forbidden(
            "Who is superadmin is decided on the server's shell.".into(),
        ));
    }
    for side in was.into_iter().chain(is) {
        if side.id.raw() != actor.person && !change.sees_required(side)? {
            return Err(Error::field("client", "There is no such client."));
        }
    }
    // The name by which somebody signs in is half a key to their account.
    if was.zip(is).is_some_and(|(was, is)| was.email != is.email) {
        change.demand_proof()?;
    }
    let roles = change.all::<Role>()?;
    // The doer as they were before the deed: the deed itself gives nobody the right to it.
    let me = match (was, change.find::<User>(Id::new(actor.person))?) {
        (Some(was), _) if was.id.raw() == actor.person => was.clone(),
        (_, Some(me)) => me,
        (_, None) => return Err(Error::SignedOut),
    };
    let by = Standing::of(&me, &roles);
    if let (Some(was), Some(is)) = (was, is)
        && was.id.raw() == actor.person
    {
        return standing::own(was, is);
    }
    if let Some(was) = was {
        by.touch(&Standing::of(was, &roles))?;
    }
    if let Some(is) = is {
        granted(change, &by, was, is, &roles)?;
    }
    // A link for whoever forgot their password goes to where the e-mail says.
    if let Some((was, is)) = was.zip(is)
        && was.email != is.email
    {
        second_for(change, was)?;
    }
    Ok(())
}

/// What of a person was changed that gives or takes rights.
fn granted(
    change: &mut Change<'_, '_>,
    by: &Standing,
    was: Option<&User>,
    is: &User,
    roles: &[Role],
) -> Result<()> {
    let none = User::default();
    let before = was.unwrap_or(&none);
    let places = change.actor.places(&change.demanded());
    // Roles and tier are what opens the house to somebody; a client's person never comes further than the portal.
    let opens = before.roles != is.roles || was.is_some_and(|was| was.tier != is.tier);
    if opens && is.tier != Tier::Client {
        change.demand_proof()?;
    }
    for id in differing(&before.roles, &is.roles) {
        if let Some(role) = roles.iter().find(|role| role.id == id) {
            if role.retired && is.roles.contains(&id) {
                return Err(Error::field(
                    "roles",
                    format!(
                        "{} is retired. Bring it back first, or choose another.",
                        role.name
                    ),
                ));
            }
            by.grant(role, roles)?;
            // What a client's person may do, no staff hold: they are let in by whoever serves the client.
            let staff = is.tier != Tier::Client;
            if staff && is.roles.contains(&id) && !places.contains(&Placement::Global) {
                delegated(change, role, roles, &places)?;
            }
        }
    }
    if was.is_none_or(|was| was.tier != is.tier) {
        by.raise_to(is.tier)?;
    }
    let departments = differing(&before.departments, &is.departments);
    for id in &departments {
        if change.find::<Department>(*id)?.is_none() && is.departments.contains(id) {
            return Err(Error::field("departments", "There is no such department."));
        }
    }
    let mut teams = Vec::new();
    for id in differing(&before.teams, &is.teams) {
        match change.find::<Team>(id)? {
            Some(team) => teams.push((id, team.department.raw())),
            None if is.teams.contains(&id) => {
                return Err(Error::field("teams", "There is no such team."));
            }
            None => {}
        }
    }
    let departments: Vec<u64> = departments.iter().map(|id| id.raw()).collect();
    standing::within(&places, &departments, teams.into_iter())?;
    if is.tier != Tier::Client && gains(before, is) && weighs(change, by, is, roles) {
        change.demand_second()?;
        let come: Vec<Id<Role>> = differing(&before.roles, &is.roles);
        if let Some(person) = change.seconded_by()
            && !could_give(change, Id::new(person), &come, is.tier)?
        {
            return Err(change.unseconded());
        }
    }
    // Somebody new must lie where the grant reaches; a client's person lies at the client, who was asked about.
    if was.is_none()
        && is.tier != Tier::Client
        && !policy::may(&change.actor, &change.demanded(), &places_of(is))
    {
        return Err(Error::field(
            "departments",
            "Choose one of your own departments or one below them.",
        ));
    }
    Ok(())
}

/// Whether somebody gets what they didn't have: a role, the admin tier, or all of it back.
fn gains(before: &User, is: &User) -> bool {
    let role = is.roles.iter().any(|id| !before.roles.contains(id));
    let tier = is.tier == Tier::Admin && before.tier != Tier::Admin;
    role || tier || (before.inactive && !is.inactive)
}

/// Whether an account is worth as much to whoever opens it as their own, or more.
fn weighs(change: &Change<'_, '_>, by: &Standing, is: &User, roles: &[Role]) -> bool {
    is.superadmin || is.tier == Tier::Admin || amount(change, by, &is.roles, roles)
}

/// Whether roles together amount to as much as somebody has, or reach over others' work where they don't: a peer could
/// confirm what they do, and whoever has more could do what they can't.
pub(super) fn amount(
    change: &Change<'_, '_>,
    by: &Standing,
    held: &[Id<Role>],
    roles: &[Role],
) -> bool {
    let level = standing::with_inherited(held, roles)
        .iter()
        .map(|role| role.level)
        .max();
    let rules: Vec<RoleRules> = roles.iter().map(Role::rules).collect();
    let ids: Vec<u64> = held.iter().map(|id| id.raw()).collect();
    let given = compile(&ids, &rules, change.actions());
    let deeds = || {
        let actions = change.actions().iter();
        actions.filter(|action| action.kind != ActionKind::Duty)
    };
    let more = |action: &Action| {
        let scope = given.scope(action);
        scope >= Scope::Department && scope > change.actor.scope(action)
    };
    let as_much = |action: &Action| given.scope(action) >= change.actor.scope(action);
    (!by.superadmin && level.is_some_and(|level| level >= by.level))
        || deeds().any(more)
        || deeds().all(as_much)
}

/// Asks for a second person where a way into somebody's account is opened that is worth as much to whoever opens it as
/// their own: a link, an account without its second factor, another e-mail.
pub fn second_for(change: &mut Change<'_, '_>, person: &User) -> Result<()> {
    let Some((by, roles)) = doer(change)? else {
        return Ok(());
    };
    let another = person.id.raw() != change.actor.person;
    match another && person.tier != Tier::Client && weighs(change, &by, person, &roles) {
        true => change.demand_second(),
        false => return Ok(()),
    }?;
    match second_standing(change, &roles)? {
        Some(second) if second.touch(&Standing::of(person, &roles)).is_err() => {
            Err(change.unseconded())
        }
        _ => Ok(()),
    }
}

/// Where whoever confirmed the deed stands; none where nobody had to.
pub(super) fn second_standing(
    change: &mut Change<'_, '_>,
    roles: &[Role],
) -> Result<Option<Standing>> {
    let Some(person) = change.seconded_by() else {
        return Ok(None);
    };
    let person = Directory::person_in(change, Id::new(person))?;
    let person = person.filter(|user| !user.inactive);
    match person {
        Some(person) => Ok(Some(Standing::of(&person, roles))),
        None => Err(change.unseconded()),
    }
}

/// Whether somebody stands as high as another does, so that they could do what that one can.
pub fn as_high(change: &mut Change<'_, '_>, person: Id<User>, other: Id<User>) -> Result<bool> {
    let roles = Directory::roles_in(change)?;
    let mut standing = |id| {
        let found = Directory::person_in(change, id)?;
        Ok::<_, Error>(found.map(|user| Standing::of(&user, &roles)))
    };
    let (by, than) = (standing(person)?, standing(other)?);
    Ok(by.zip(than).is_some_and(|(by, than)| {
        by.raise_to(than.tier).is_ok()
            && (by.superadmin || (by.level >= than.level && !than.superadmin))
    }))
}

/// Whether somebody could give, or take, these roles, and bring whoever has them into this tier.
pub fn could_give(
    change: &mut Change<'_, '_>,
    person: Id<User>,
    given: &[Id<Role>],
    tier: Tier,
) -> Result<bool> {
    let roles = Directory::roles_in(change)?;
    let Some(person) = Directory::person_in(change, person)?.filter(|user| !user.inactive) else {
        return Ok(false);
    };
    let by = Standing::of(&person, &roles);
    let mut given = roles.iter().filter(|role| given.contains(&role.id));
    Ok(by.raise_to(tier).is_ok() && given.all(|role| by.grant(role, &roles).is_ok()))
}

/// Whoever administers a part of the house gives there what they hold themselves, and no other part's roles.
fn delegated(
    change: &Change<'_, '_>,
    role: &Role,
    roles: &[Role],
    places: &[Placement],
) -> Result<()> {
    let no = |why: String| Err(Error::field("roles", why));
    if let Some(home) = role.department
        && !places.contains(&Placement::Department(home.raw()))
    {
        return no(format!(
            "{} is a role of another department. Ask whoever manages it, or an admin.",
            role.name
        ));
    }
    let rules: Vec<RoleRules> = roles.iter().map(Role::rules).collect();
    let given = compile(&[role.id.raw()], &rules, change.actions());
    for action in change.actions() {
        let scope = given.scope(action);
        if scope > standing::gives(action, change.actions(), |has| change.actor.scope(has)) {
            return no(format!(
                "{} gives more than is yours to give: {} ({}). Ask an admin to grant it.",
                role.name,
                action.title,
                scope.name()
            ));
        }
    }
    Ok(())
}

fn places_of(user: &User) -> Vec<crate::access::Placement> {
    crate::data::Record::placement(user)
}

/// What is in one list and not in the other.
fn differing<T: Copy + PartialEq>(was: &[T], is: &[T]) -> Vec<T> {
    let gone = was.iter().filter(|id| !is.contains(id));
    let come = is.iter().filter(|id| !was.contains(id));
    gone.chain(come).copied().collect()
}

/// Refuses who may not touch a person, before a deed that may turn out to change nothing.
pub fn touch(change: &mut Change<'_, '_>, person: &User) -> Result<()> {
    match doer(change)? {
        Some((by, roles)) => by.touch(&Standing::of(person, &roles)),
        None => Ok(()),
    }
}
