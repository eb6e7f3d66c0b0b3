//! Inbox: what wants a person, made in the transaction of the deed that causes it, so nothing is sent twice or lost.
//!
//! Record: `Notification` (to one person, about one record). Actions: read, mark as read. Page: the inbox, with the
//! bell in the lintel counting what is unread, live. Derived changes notify nobody.

mod notification;
mod pages;

use crate::{
    access::Action,
    base::{Id, Result},
    data::{Change, Key, KindInfo, Ref, Visit},
    features::{Feature, people::User},
    ui::icon::Icon,
    web::{NavItem, Reply, Request, Route},
};

pub use notification::{BY_TIME, Notification, Reason};

pub const VIEW: Action = Action::own("notifications.view", "See the own inbox");
pub const MARK: Action = Action::own("notifications.mark", "Mark as read");

pub fn feature() -> Feature {
    Feature {
        name: "inbox",
        kinds: vec![KindInfo::of::<Notification>()],
        actions: &[VIEW, MARK],
        routes: vec![
            Route::page("/inbox", VIEW, pages::inbox),
            Route::post("/inbox/{id}/open", MARK, open),
            Route::post("/inbox/read", MARK, read_all),
            Route::api_get(
                "/notifications",
                VIEW,
                "One's own notifications, newest first",
                pages::api_list,
            ),
        ],
        nav: vec![NavItem {
            section: "",
            label: "Inbox",
            icon: Icon::Inbox,
            href: "/inbox",
            action: VIEW,
            go: 'i',
            count: Some(unread),
            hot: true,
        }],
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
    if to.is_none() || to.raw() == change.actor.person {
        return Ok(());
    }
    let at = change.at;
    let from = change.actor.person;
    change
        .insert(Notification {
            to,
            from,
            reason,
            about,
            text: text.into(),
            at,
            ..Notification::default()
        })
        .map(drop)
}

pub fn unread(visit: &Visit) -> Result<usize> {
    let count =
        visit.tally::<Notification>(notification::UNREAD, Key::new().number(visit.actor.person))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

fn open(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Notification> = request.id("id")?;
    let held = visit.find(id)?;
    if held.read.is_none() {
        mark(visit, vec![id])?;
    }
    Ok(Reply::go(crate::features::address(visit, held.about)))
}

fn read_all(visit: &Visit, _: &Request) -> Result<Reply> {
    let page = visit.list::<Notification>(pages::list(visit, true).limit(500))?;
    mark(visit, page.rows.iter().map(|n| n.id).collect())?;
    Ok(Reply::go("/inbox").toast("Marked as read", None))
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
