//! Inbox: what wants a person, made in the transaction of the deed that causes it, so nothing is sent twice or lost.
//!
//! Record: `Notification` (to one person, about one record). Actions: read, mark as read. Pages: the inbox, and
//! the news in a client's portal, with the bell counting what is unread, live. Derived changes notify nobody.

mod day;
mod entity;
mod notification;
mod pages;
mod portal;

use serde_json::json;

use crate::{
    access::{Action, Placement, Tier},
    base::{Id, Result, time},
    data::{Change, Key, KindInfo, Record, Ref, Visit},
    features::{
        Feature, mail,
        people::{Department, Directory, User, above},
    },
    ui::icon::Icon,
    web::{Count, NavItem, Reply, Request, Route, Told, form::Nothing},
};

pub use self::portal::lately;
pub use notification::{BY_READ as READ, BY_TIME, Notification, Reason};

pub const VIEW: Action = Action::own("notifications.view", "See the own inbox");
pub const MARK: Action =
    Action::own("notifications.mark", "Mark as read").told("marked news as read");

pub fn feature() -> Feature {
    Feature {
        name: "inbox",
        kinds: vec![KindInfo::entity::<Notification>()],
        actions: &[VIEW, MARK],
        routes: vec![
            Route::page("/inbox", VIEW, pages::inbox),
            Route::post("/inbox/{id}/open", MARK, open),
            Route::post("/inbox/read", MARK, read_all),
            Route::page("/portal/news", VIEW, |visit, request| {
                portal::news(visit, request).map(Into::into)
            })
            .portal(),
            Route::post("/portal/news/{id}/open", MARK, open).portal(),
            Route::post("/portal/news/read", MARK, read_all).portal(),
            Route::api_list(
                "/notifications",
                VIEW,
                "One's own notifications, newest first",
                pages::api_list,
            )
            .of::<Notification>()
            .for_clients(),
            Route::api_get(
                "/notifications/{id}",
                VIEW,
                "One of one's own notifications",
                api_one,
            )
            .of::<Notification>()
            .for_clients(),
            Route::api_post::<Nothing>(
                "/notifications/{id}/read",
                MARK,
                "Mark one of one's notifications as read",
                |visit, request, _| {
                    mark(visit, vec![request.id("id")?])?;
                    api_one(visit, request)
                },
            )
            .gated(|v, r| v.find::<Notification>(r.id("id")?).map(drop))
            .of::<Notification>()
            .for_clients(),
            Route::api_post::<Nothing>(
                "/notifications/read",
                MARK,
                "Mark all of one's notifications as read",
                |visit, _, _| {
                    let marked = mark_all(visit)?;
                    Ok(Reply::json(json!({ "marked": marked })))
                },
            )
            .tells(Told::Object(&[("marked", Told::Number)]))
            .for_clients(),
        ],
        nav: vec![NavItem {
            section: "",
            label: "Inbox",
            icon: Icon::Inbox,
            href: "/inbox",
            action: VIEW,
            go: 'i',
            count: Some(Count {
                of: unread,
                on: "me",
            }),
            hot: true,
        }],
        day: vec![day::DAY],
        ..Feature::default()
    }
}

/// Tells somebody, within the deed. Nobody is told of what they did themselves.
pub fn notify(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    reason: Reason,
    about: Ref,
    text: impl Into<String>,
) -> Result<()> {
    if to.is_none() {
        return Ok(());
    }
    let text = text.into();
    for (deputy, manager) in deputies(change, to, reason, about)? {
        tell(
            change,
            deputy,
            reason,
            about,
            format!("For {manager}: {text}"),
        )?;
    }
    tell(change, to, reason, about, text)
}

/// Tells somebody what happened to their own way in, also when it was done in their name: it may not have been them.
pub fn warn(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    about: Ref,
    text: impl Into<String>,
) -> Result<()> {
    send(change, to, Reason::Security, about, text.into())
}

fn tell(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    reason: Reason,
    about: Ref,
    text: String,
) -> Result<()> {
    match to.raw() == change.actor.person {
        true => Ok(()),
        false => send(change, to, reason, about, text),
    }
}

fn send(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    reason: Reason,
    about: Ref,
    text: String,
) -> Result<()> {
    let at = change.at;
    let from = change.actor.person;
    let told = change.on_behalf("whoever a deed concerns is told of it");
    let made = told.insert(Notification {
        to,
        from,
        reason,
        about,
        text,
        at,
        ..Notification::default()
    })?;
    match reason {
        Reason::Security => by_mail(change, &made),
        _ => Ok(()),
    }
}

/// What concerns security reaches people where they are, if the house sends mail. The mail opens nothing.
fn by_mail(change: &mut Change<'_, '_>, told: &Notification) -> Result<()> {
    let person = Directory::person_in(change, told.to)?;
    let Some(person) = person.filter(|person| !person.inactive) else {
        return Ok(());
    };
    let portal = person.tier == Tier::Client;
    let close = match portal {
        true => "You find it in your news.",
        false => "You find it in your inbox.",
    };
    let letter = mail::Draft {
        what: mail::What::Notice,
        key: told.id.to_string(),
        person: person.id.raw(),
        to: person.email,
        to_name: person.name,
        subject: "about security".into(),
        text: told.text.clone(),
        path: if portal { "/portal/news" } else { "/inbox" }.into(),
        close: close.into(),
        portal,
        until: told.at.plus(2 * time::DAY),
    };
    mail::put(change, letter).map(drop)
}

/// Who stands in for somebody in the departments in which the record lies, with the name of whom they stand in for.
fn deputies(
    change: &mut Change<'_, '_>,
    to: Id<User>,
    reason: Reason,
    about: Ref,
) -> Result<Vec<(Id<User>, String)>> {
    let mut found = Vec::new();
    if reason == Reason::Security {
        return Ok(found);
    }
    let all = Directory::departments_in(change)?;
    let running = |held: &&Department| {
        !held.retired
            && held
                .deputy_at(change.at)
                .is_some_and(|deputy| deputy.of == to)
    };
    let away: Vec<&Department> = all.iter().filter(running).collect();
    if away.is_empty() {
        return Ok(found);
    }
    let places = change.placement_of(about)?.unwrap_or_default();
    let find = |id: Id<Department>| all.iter().find(|held| held.id == id);
    let within = |top: &Department| {
        places.iter().any(|place| match place {
            Placement::Department(id) => {
                *id == top.id.raw()
                    || above(find, Id::new(*id))
                        .iter()
                        .any(|held| held.id == top.id)
            }
            _ => false,
        })
    };
    for department in away.into_iter().filter(|top| within(top)) {
        for deputy in department
            .deputies
            .iter()
            .filter(|held| held.of == to && held.runs(change.at))
        {
            if !found.iter().any(|(known, _)| *known == deputy.person) {
                found.push((deputy.person, String::new()));
            }
        }
    }
    if let Some(manager) = Directory::person_in(change, to)? {
        found
            .iter_mut()
            .for_each(|(_, name)| name.clone_from(&manager.name));
    }
    Ok(found)
}

pub fn unread(visit: &Visit) -> Result<usize> {
    let count =
        visit.tally::<Notification>(notification::UNREAD, Key::new().number(visit.actor.person))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: Notification = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

fn open(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Notification> = request.id("id")?;
    let held = visit.find(id)?;
    if held.read.is_none() {
        mark(visit, vec![id])?;
    }
    let to = match request.field("back") {
        Some(to @ ("/" | "/inbox")) => to.to_owned(),
        _ => address(visit, &held),
    };
    Ok(Reply::go(to))
}

/// Where what it is about stands, for whoever sees it still; else where it was told.
fn address(visit: &Visit, held: &Notification) -> String {
    // What concerns one's own sign-in is mended there.
    let own = User::KIND.code == held.about.kind && held.about.id == visit.actor.person;
    match held.reason == Reason::Security && own {
        true => "/me".into(),
        false if visit.sees_ref(held.about).unwrap_or(false) => visit.address(held.about),
        false => home(visit).into(),
    }
}

/// Where one's notifications stand.
fn home(visit: &Visit) -> &'static str {
    match visit.actor.tier {
        Tier::Client => "/portal/news",
        _ => "/inbox",
    }
}

fn read_all(visit: &Visit, _: &Request) -> Result<Reply> {
    mark_all(visit)?;
    Ok(Reply::go(home(visit)).toast("Marked as read", None))
}

fn mark_all(visit: &Visit) -> Result<usize> {
    let unread = pages::NotificationQuery {
        unread: true,
        reason: None,
    };
    let page = visit.list(unread.query().limit(500))?;
    let unread: Vec<Id<Notification>> = page.rows.iter().map(|held| held.id).collect();
    let marked = unread.len();
    mark(visit, unread)?;
    Ok(marked)
}

fn mark(visit: &Visit, ids: Vec<Id<Notification>>) -> Result<()> {
    visit.act_softly(MARK, move |change| {
        for id in ids {
            let mut held = change.subject(id)?;
            if held.read.is_none() {
                held.read = Some(change.at);
                change.put(&held)?;
            }
        }
        Ok(())
    })
}
