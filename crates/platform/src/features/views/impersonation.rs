//! Whose eyes a session looks through right now: asked at every request, answered from memory. The right to it is asked
//! each time too, so that losing it, or the other rising above, ends the view on the next request.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::View;
use crate::{
    access::{Action, Actor, policy},
    base::{Moment, Result},
    data::{Cached, Impersonation, Kind, ReadTx, Record, Store},
    features::{
        authority::{Access, Standing},
        people::{Directory, Role, TRY_ROLE, User, VIEW_AS},
    },
    web::{Identity, app::Impersonated},
};

/// The views that haven't ended, by session.
struct Current(HashMap<u64, View>);

impl Cached for Current {
    const FROM: &'static [Kind] = &[View::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let all = read_tx.all::<View>()?.into_iter();
        let current = all.filter(|view| view.ended.is_none());
        Ok(Current(current.map(|view| (view.session, view)).collect()))
    }
}

/// What was opened in views since it was last written down.
#[derive(Default)]
pub struct Opened(Mutex<HashMap<u64, Vec<String>>>);

impl Opened {
    pub fn note(&self, view: u64, path: &str) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let paths = held.entry(view).or_default();
        if paths.len() < super::view::MOST && !paths.iter().any(|held| held == path) {
            paths.push(path.chars().take(200).collect());
        }
    }

    /// What was opened in this view since; it is the taker's to keep.
    pub fn take(&self, view: u64) -> Vec<String> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(&view).unwrap_or_default()
    }

    pub fn take_all(&self) -> HashMap<u64, Vec<String>> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

pub fn current(store: &Store) -> Result<Vec<View>> {
    Ok(store.cached::<Current>()?.0.values().cloned().collect())
}

/// For the doors: as whom this guest sees Atrium, if they look as somebody.
pub fn impersonate(
    store: &Arc<Store>,
    guest: &Identity,
    at: Moment,
) -> Result<Option<Impersonated>> {
    let current = store.cached::<Current>()?;
    let of_session = guest.session.and_then(|session| current.0.get(&session));
    let Some(view) = of_session.filter(|v| v.holds(at) && v.by.raw() == guest.actor.person) else {
        return Ok(None);
    };
    let Some((actor, whom)) = seen(store, &guest.actor, view)? else {
        return Ok(None);
    };
    let impersonation = Impersonation {
        view: view.id.raw(),
        by: view.by.raw(),
        whom,
        until: view.until,
    };
    Ok(Some((actor, impersonation)))
}

fn may<R: Record>(actor: &Actor, action: &Action, record: &R) -> bool {
    policy::may(actor, action, &record.placement())
}

/// As whom somebody sees Atrium in this view, while they may.
pub fn seen(store: &Store, by: &Actor, view: &View) -> Result<Option<(Arc<Actor>, String)>> {
    let names = store.cached::<Directory>()?;
    let access = store.cached::<Access>()?;
    let Some(me) = names.users.get(&by.person) else {
        return Ok(None);
    };
    let roles: Vec<Role> = names.roles.values().cloned().collect();
    let standing = Standing::of(me, &roles);
    if let Some(user) = view.user.and_then(|id| names.users.get(&id.raw())) {
        let below = standing.look_as(&Standing::of(user, &roles)).is_ok();
        let actor = access.actor(user.id).map(|(actor, _)| actor);
        return Ok(actor
            .filter(|_| below && may(by, &VIEW_AS, user))
            .map(|actor| (actor, user.name.clone())));
    }
    let Some(role) = view.role.and_then(|id| names.roles.get(&id.raw())) else {
        return Ok(None);
    };
    if role.retired || !may(by, &TRY_ROLE, role) || standing.grant(role, &roles).is_err() {
        return Ok(None);
    }
    let home = home_of(me, role, view);
    let actor = access.with_one_role(me, role, home);
    Ok(Some((Arc::new(actor), format!("the role {}", role.name))))
}

/// Where somebody with the role would belong: where the role is from, as was asked, or where the viewer is.
fn home_of(
    me: &User,
    role: &Role,
    view: &View,
) -> Vec<crate::base::Id<crate::features::people::Department>> {
    match role.department.or(view.department) {
        Some(department) => vec![department],
        None => me.departments.clone(),
    }
}
