//! The verbs: look as somebody, try a role, end it; and what is written down meanwhile.

use super::{
    Opened, View,
    actions::{END, KEEP},
    forms::{Trial, Why},
    impersonation::{current, seen},
    view::LASTS,
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    data::{Change, Held, Visit},
    features::{
        authority::{Access, Standing},
        people::{Directory, Role, TRY_ROLE, User, VIEW_AS},
        sign_in::Session,
    },
};

fn session_of(visit: &Visit) -> Result<u64> {
    visit.origin.session.ok_or_else(|| {
        Error::Forbidden(
            "A view belongs to a session in a browser. Sign in there; a token has none.".into(),
        )
    })
}

fn standing(change: &mut Change<'_, '_>) -> Result<(Standing, User, Vec<Role>)> {
    let roles = Directory::roles_in(change)?;
    let me = Id::new(change.actor.person);
    let me = Directory::person_in(change, me)?.ok_or(Error::SignedOut)?;
    Ok((Standing::of(&me, &roles), me, roles))
}

/// One view at a time: another one in this session ends first.
fn begin(change: &mut Change<'_, '_>, view: View) -> Result<Id<View>> {
    for mut held in change
        .on_behalf("one's own earlier view of this session ends")
        .all::<View>()?
    {
        if held.session == view.session && held.ended.is_none() {
            held.end(change.at);
            change.put(&held)?;
        }
    }
    change.note(view.reason.clone());
    let view = View {
        by: Id::new(change.actor.person),
        started: change.at,
        until: change.at.plus(LASTS),
        ..view
    };
    Ok(change.insert(view)?.id)
}

pub fn view_as(visit: &Visit, user: Id<User>, form: Why) -> Result<Id<View>> {
    let session = session_of(visit)?;
    visit.act(VIEW_AS, move |change| {
        let person = change.subject(user)?;
        let (by, _, roles) = standing(change)?;
        by.look_as(&Standing::of(&person, &roles))?;
        if person.inactive {
            return Err(Error::conflict(format!(
                "{} is inactive and sees nothing. Let them in again first.",
                person.name
            )));
        }
        begin(
            change,
            View {
                session,
                user: Some(user),
                reason: form.reason,
                ..View::default()
            },
        )
    })
}

pub fn try_role(visit: &Visit, role: Id<Role>, form: Trial) -> Result<Id<View>> {
    let session = session_of(visit)?;
    visit.act(TRY_ROLE, move |change| {
        let held = change.subject(role)?;
        if held.retired || held.tier == Tier::Client {
            return Err(Error::conflict(
                "A retired role opens nothing, and a client's role opens what is of a company: view as one of its people instead.",
            ));
        }
        let (by, _, roles) = standing(change)?;
        by.grant(&held, &roles)?;
        begin(
            change,
            View {
                session,
                role: Some(role),
                department: form.department,
                reason: form.reason,
                ..View::default()
            },
        )
    })
}

/// What was opened, for the journal's line.
fn summary(view: &View) -> String {
    match view.opened.as_slice() {
        [] => "Nothing was opened".into(),
        opened => format!(
            "Opened {}: {}",
            text::count(opened.len(), "page", "pages"),
            text::shorten(&opened.join(", "), 800)
        ),
    }
}

fn finish(change: &mut Change<'_, '_>, mut view: Held<View>, opened: Vec<String>) -> Result<()> {
    view.note(opened);
    view.end(change.at);
    change.note(summary(&view));
    if let Some(user) = view.user {
        change.about(user.as_ref());
    }
    change.put(&view)
}

fn notes(visit: &Visit, view: Id<View>) -> Vec<String> {
    let opened = visit.store().service::<Opened>();
    opened.map_or_else(Vec::new, |opened| opened.take(view.raw()))
}

/// Ends one's own view. The view that was ended, for the way back; none when there was none.
pub fn end(visit: &Visit) -> Result<Option<View>> {
    let Some(session) = visit.origin.session else {
        return Ok(None);
    };
    let held = current(visit.store())?
        .into_iter()
        .find(|view| view.session == session && view.by.raw() == visit.actor.person);
    let Some(view) = held else { return Ok(None) };
    let opened = notes(visit, view.id);
    visit.act(END, move |change| {
        change.event();
        let view = change
            .on_behalf("everybody ends their own view")
            .load(view.id)?;
        let id = view.id;
        finish(change, view, opened)?;
        Ok(Some(id))
    })?;
    Ok(Some(view))
}

/// Its time is up.
pub fn lapse(change: &mut Change<'_, '_>, view: Held<View>) -> Result<()> {
    change.event();
    finish(change, view, Vec::new())
}

const OVER: &str = "Atrium writes down what was opened, and ends what is over";

/// Every second: what was opened is written down; views that are over with their session or with the right to them are
/// ended.
pub fn tick(visit: &Visit) -> Result<()> {
    let opened = visit.store().service::<Opened>();
    let mut opened = opened.map(|opened| opened.take_all()).unwrap_or_default();
    for view in current(visit.store())? {
        let new = opened.remove(&view.id.raw()).unwrap_or_default();
        let id = view.id;
        let signed_out = visit.find::<Session>(Id::new(view.session)).is_err();
        // Whoever comes back, or is given the right again, says anew that they look.
        let access = visit.cached::<Access>()?;
        let still = match access.actor(view.by) {
            Some((by, _)) => seen(visit.store(), &by, &view)?.is_some(),
            None => false,
        };
        if signed_out || !still {
            visit.act(KEEP, move |change| {
                change.event();
                let held = change.on_behalf(OVER).load(id)?;
                match held.ended {
                    Some(_) => Ok(()),
                    None => finish(change, held, new),
                }
            })?;
        } else if !new.is_empty() {
            visit.act_softly(KEEP, move |change| {
                change.event();
                let mut held = change.on_behalf(OVER).load(id)?;
                held.note(new);
                change.put(&held)
            })?;
        }
    }
    Ok(())
}
