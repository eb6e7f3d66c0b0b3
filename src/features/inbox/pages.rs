//! The inbox.

use maud::{Markup, html};
use serde_json::json;

use super::notification::{BY_READ, BY_TIME, Notification};
use crate::{
    base::{Choice, Result},
    data::{Key, List, Visit},
    features::{limit, people::Directory},
    ui::prelude::*,
    web::{Page, Reply, Request},
};

/// One's own notifications, newest first; the superadmin's reach is the house, so the person is named.
pub fn list(_: &Visit, unread: bool) -> List {
    if unread {
        List::by(BY_READ).under(Key::new().byte(0)).descending(true)
    } else {
        List::by(BY_TIME).descending(true)
    }
}

pub fn inbox(visit: &Visit, request: &Request) -> Result<Reply> {
    let unread_only = request.query("show") == Some("unread");
    let page =
        visit.list::<Notification>(list(visit, unread_only).after(request.query("after")))?;
    let names = Directory::of(visit)?;
    let unread = super::unread(visit)?;
    let body = html! {
        div data-live-id="inbox-head" {
        (Head::new("Inbox").fact(crate::base::text::count(unread, "unread", "unread")).actions(html! {
            @if unread > 0 {
                (post_button("/inbox/read", html! {}, Button::submit("Mark all as read").icon(Icon::Check)))
            }
        }))
        (tabs("Show", [
            Tab::new("All", "/inbox").current(!unread_only),
            Tab::new("Unread", "/inbox?show=unread").current(unread_only).count(unread as u64),
        ]))
        }
        div data-live-id="inbox" {
            @if page.rows.is_empty() {
                (Empty::quiet("Nothing waits for you", "What is handed over to you, assigned to you or waits for your decision arrives here."))
            } @else {
                ul class="list sec" {
                    @for held in &page.rows { (row(visit, held, &names)) }
                }
                (pager(page.rows.len(), None, page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
            }
        }
    };
    Ok(Page::new("Inbox", body)
        .styles(&["inbox", "list", "thread"])
        .live(format!("person:{}", visit.actor.person))
        .into())
}

fn row(visit: &Visit, held: &Notification, names: &Directory) -> Markup {
    let number = visit.store().schema().number(held.about);
    html! {
        li data-row data-live-id=(format!("n-{}", held.id.raw())) {
            @if held.read.is_none() { (dot(Tone::Minium)) }
            (Avatar::person(names.name_of(held.from)))
            span class="grow duo" {
                form method="post" action=(format!("/inbox/{}/open", held.id)) {
                    button type="submit" class="link" { (held.text) }
                }
                span class="dim t12" { (held.reason.label()) " · " (names.name_of(held.from)) " · " (number) }
            }
            (time(held.at.show(visit.at, &visit.tz), &held.at.rfc3339()))
        }
    }
}

pub fn api_list(visit: &Visit, request: &Request) -> Result<Reply> {
    let page = visit.list::<Notification>(
        list(visit, false)
            .limit(limit(request))
            .after(request.query("after")),
    )?;
    let schema = visit.store().schema();
    let items = page
        .rows
        .iter()
        .map(|n| {
            json!({
                "id": n.id.to_string(), "reason": n.reason.key(), "text": n.text, "about": schema.number(n.about),
                "at": n.at.rfc3339(), "read": n.read.map(|at| at.rfc3339()),
            })
        })
        .collect();
    Ok(Reply::items(items, page.next))
}
