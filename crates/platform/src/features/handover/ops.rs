//! The verbs: what somebody holds, who should take it, leaving the house, moving on to another department.

use std::collections::BTreeMap;

use super::{
    forms::{Leave, MoveOn},
    holding::{counted, kind_of, kinds},
    notices,
};
use crate::{
    access::{Tier, policy},
    base::{Error, Id, Result},
    data::{Change, Visit},
    features::{
        authority::Access,
        declared, inbox,
        people::{self, DEACTIVATE, Department, Directory, EDIT, Held, Holds, Team, User},
        sign_in,
    },
};

/// Everything somebody holds, in the order of the groups.
pub(super) fn held(change: &mut Change<'_, '_>, id: Id<User>) -> Result<Vec<Held>> {
    let mut found = Vec::new();
    for kind in kinds().iter() {
        found.extend((kind.find)(change, id)?);
    }
    Ok(found)
}

/// What there is to hand over, with a proposal for each piece.
pub struct Plan {
    pub held: Vec<Held>,
    pub proposed: Vec<Option<Id<User>>>,
}

/// What somebody holds, read where it will be written, so that nothing slips in between.
pub fn held_by(visit: &Visit, id: Id<User>) -> Result<Vec<Held>> {
    visit.act(DEACTIVATE, move |change| {
        change.subject(id)?;
        held(change, id)
    })
}

/// The same for somebody who leaves one department: what lies there.
fn held_in(visit: &Visit, id: Id<User>, from: Option<Id<Department>>) -> Result<Vec<Held>> {
    visit.act(EDIT, move |change| {
        change.subject(id)?;
        Ok(within(held(change, id)?, from))
    })
}

/// What is left with the department that is left.
fn within(held: Vec<Held>, from: Option<Id<Department>>) -> Vec<Held> {
    let Some(from) = from else {
        return Vec::new();
    };
    let left = |held: &Held| held.left_with == from;
    held.into_iter().filter(left).collect()
}

pub fn plan(visit: &Visit, user: &User, from: Option<Option<Id<Department>>>) -> Result<Plan> {
    let held = match from {
        None => held_by(visit, user.id)?,
        Some(from) => held_in(visit, user.id, from)?,
    };
    let names = Directory::of(visit)?;
    let access = visit.cached::<Access>()?;
    let mut known: BTreeMap<(u8, u64), Option<Id<User>>> = BTreeMap::new();
    let mut proposed = Vec::new();
    for held in &held {
        let kind = kind_of(held)?;
        let at = known.entry((kind.code, held.department.raw()));
        proposed.push(*at.or_insert_with(|| propose(&names, &access, user, kind, held)));
    }
    Ok(Plan { held, proposed })
}

fn may_take(access: &Access, person: Id<User>, kind: &Holds) -> bool {
    access.actor(person).is_some_and(|(actor, user)| {
        user.tier.is_staff() && policy::may_somewhere(&actor, &kind.view)
    })
}

/// Who would take it: somebody of the same role and department, else who manages there or above, else of the same role.
fn propose(
    names: &Directory,
    access: &Access,
    leaver: &User,
    kind: &Holds,
    held: &Held,
) -> Option<Id<User>> {
    let staff = names.staff();
    let fits = |id: Id<User>| id != leaver.id && may_take(access, id, kind);
    let shares = |user: &&&User| user.roles.iter().any(|role| leaver.roles.contains(role));
    let beside = staff
        .iter()
        .filter(|user| user.departments.contains(&held.department))
        .find(|user| fits(user.id) && shares(user));
    let find = |id: Id<Department>| names.departments.get(&id.raw());
    let managers = find(held.department)
        .into_iter()
        .chain(people::above(find, held.department))
        .filter_map(|department| department.manager)
        .find(|id| fits(*id) && staff.iter().any(|user| user.id == *id));
    let of_department = staff
        .iter()
        .filter(|user| user.departments.contains(&held.department))
        .find(|user| fits(user.id));
    let alike = staff.iter().find(|user| fits(user.id) && shares(user));
    let beside = beside.map(|user| user.id);
    match kind.is_post {
        true => managers.or(beside),
        false => beside.or(managers),
    }
    .or(of_department.map(|user| user.id))
    .or(alike.map(|user| user.id))
}

/// Refuses who can't take a piece: not there any more, the leaver, or without the right to see it.
fn takers(visit: &Visit, leaver: Id<User>, form: &Leave, held: &[Held]) -> Result<()> {
    let names = Directory::of(visit)?;
    let access = visit.cached::<Access>()?;
    let mut missing = Vec::new();
    for piece in held {
        let kind = kind_of(piece)?;
        let Some(to) = form.taker(piece, kind) else {
            missing.push(piece.clone());
            continue;
        };
        let field = match form.give.is_empty() {
            true => "to",
            false => kind.plural,
        };
        if to == leaver || !names.is_staff(to) {
            return Err(Error::field(field, "Choose somebody else who works here."));
        }
        if !may_take(&access, to, kind) {
            return Err(Error::field(
                field,
                format!(
                    "{} may not see {}, so they would be lost there. Choose somebody whose role opens them.",
                    names.name(to),
                    kind.label.to_lowercase()
                ),
            ));
        }
    }
    let Some(first) = missing.first() else {
        return Ok(());
    };
    Err(Error::field(
        kind_of(first)?.plural,
        format!(
            "{} would be left without an owner. Choose who takes them.",
            counted(&missing)
        ),
    ))
}

/// Gives every piece to whoever takes it, and tells them once for each group.
fn hand_over(
    change: &mut Change<'_, '_>,
    leaver: &User,
    form: &Leave,
    held: &[Held],
) -> Result<()> {
    let mut told: BTreeMap<(Id<User>, u8), Vec<&Held>> = BTreeMap::new();
    for piece in held {
        let kind = kind_of(piece)?;
        let to = form.taker(piece, kind).ok_or_else(|| {
            Error::conflict(format!(
                "{} came to {} meanwhile. Look again at what they hold.",
                piece.number, leaver.name
            ))
        })?;
        (kind.pass)(change, piece.of.id, leaver.id, to)?;
        told.entry((to, kind.place)).or_default().push(piece);
    }
    for ((to, _), pieces) in told {
        let Some(first) = pieces.first() else {
            continue;
        };
        let numbers: Vec<&str> = pieces
            .iter()
            .take(5)
            .map(|piece| piece.number.as_str())
            .collect();
        let more = match pieces.len() > 5 {
            true => " and more",
            false => "",
        };
        let words = format!(
            "{} of {} yours now: {}{more}",
            kind_of(first)?.entity.counted(pieces.len()),
            leaver.name,
            numbers.join(", ")
        );
        let words = words.replacen(
            " yours",
            if pieces.len() == 1 {
                " is yours"
            } else {
                " are yours"
            },
            1,
        );
        inbox::notify(change, to, &notices::TAKEN_OVER, first.of, words)?;
    }
    Ok(())
}

/// Closes the door to somebody at once, after everything they hold has changed hands: one command, all or nothing.
pub fn deactivate(visit: &Visit, id: Id<User>, form: Leave) -> Result<()> {
    deactivate_all(visit, vec![id], form)
}

/// Whether whoever asks may send somebody away at all, before it is asked who takes what.
pub(super) fn may_go(visit: &Visit, user: &User) -> Result<()> {
    if user.id.raw() == visit.actor.person {
        return Err(Error::conflict(
            "You can't deactivate yourself. Ask somebody who stands above you.",
        ));
    }
    match visit.actor.is_system() {
        true => Ok(()),
        false => Directory::of(visit)?.touch(visit.actor.person, user),
    }
}

/// The same for several at once, with one Undo.
pub fn deactivate_all(visit: &Visit, ids: Vec<Id<User>>, form: Leave) -> Result<()> {
    for id in &ids {
        let leaver: User = visit.find(*id)?;
        may_go(visit, &leaver)?;
        if let Some(to) = form.to.filter(|to| ids.contains(to)) {
            let names = Directory::of(visit)?;
            let why = format!(
                "{} leaves as well. Choose somebody who stays.",
                names.name(to)
            );
            return Err(Error::field("to", why));
        }
        takers(visit, leaver.id, &form, &held_by(visit, *id)?)?;
    }
    visit.act(DEACTIVATE, move |change| {
        change.note(form.reason.clone());
        for id in ids {
            let user = sign_in::leaving(change, id)?;
            let held = held(change, id)?;
            hand_over(change, &user, &form, &held)?;
            for end in &declared().ends_with {
                end(change, id)?;
            }
            sign_in::close_door(change, id)?;
        }
        Ok(())
    })
}

/// Lets somebody in again. What they had is others' now and stays theirs.
pub fn reactivate(visit: &Visit, id: Id<User>) -> Result<()> {
    sign_in::reactivate(visit, id)
}

/// From one department to another, with the open work of the one they leave going to who stays there.
pub fn move_on(visit: &Visit, id: Id<User>, form: MoveOn) -> Result<()> {
    let Some(into) = form.into else {
        return Err(Error::field("into", "Choose a department."));
    };
    if form.from == Some(into) {
        return Err(Error::field(
            "into",
            "They are there already. Choose another department.",
        ));
    }
    if visit.find(id)?.tier == Tier::Client {
        return Err(Error::field(
            "into",
            "People of clients belong to no department.",
        ));
    }
    let target = Directory::of(visit)?
        .departments
        .get(&into.raw())
        .filter(|held| !held.retired)
        .cloned()
        .ok_or_else(|| Error::field("into", "There is no such department."))?;
    takers(visit, id, &form.hand, &held_in(visit, id, form.from)?)?;
    visit.act(EDIT, move |change| {
        change.note(form.hand.reason.clone());
        let user = change.subject(id)?;
        sign_in::may_touch(change, &user)?;
        let held = within(held(change, id)?, form.from);
        hand_over(change, &user, &form.hand, &held)?;
        let mut user = change.subject(id)?;
        if let Some(from) = form.from {
            user.departments.retain(|held| *held != from);
            let teams = Directory::teams_in(change)?;
            let elsewhere =
                |id: &Id<Team>| teams.iter().any(|t| t.id == *id && t.department != from);
            user.teams.retain(elsewhere);
            change.about(from.as_ref());
        }
        if !user.departments.contains(&into) {
            user.departments.push(into);
        }
        change.about(into.as_ref());
        change.put(&user)?;
        let words = format!("You belong to {} now", target.name);
        inbox::notify(change, id, &notices::CHANGED, into.as_ref(), words)
    })
}
