//! The inbox.

use maud::{Markup, html};

use super::notification::{BY_READ, BY_TIME, Notification};
use crate::{
    base::{Choice, Result},
    data::{Key, Query, Visit},
    features::people::Directory,
    ui::prelude::*,
    web::{Form, Page, Reader, Reply, Request, pages_around},
};

/// What a list of notifications may be asked for: one's own, newest first.
#[derive(Debug, Clone, Default)]
pub struct NotificationQuery {
    pub unread: bool,
}

impl Form for NotificationQuery {
    fn read(f: &mut Reader) -> Self {
        NotificationQuery {
            unread: f.word("show", "Show", &["all", "unread"]) == Some("unread"),
        }
    }
}

impl NotificationQuery {
    pub fn query(&self) -> Query<Notification> {
        match self.unread {
            true => Query::by(BY_READ).under(Key::new().byte(0)),
            false => Query::by(BY_TIME),
        }
        .descending(true)
    }
}

pub fn inbox(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked: NotificationQuery = request.filters();
    let unread_only = asked.unread;
    let page = visit.list(asked.query().page(request.page(50)))?;
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
                (pages_around(request, page.rows.len(), &page))
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
            @if held.read.is_none() { (dot(Tone::Danger)) }
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

pub fn api_list(visit: &Visit, request: &Request, asked: NotificationQuery) -> Result<Reply> {
    let page = visit.list(asked.query().page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|held| visit.json(&held))?))
}
