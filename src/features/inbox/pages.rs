//! The inbox.

use maud::{Markup, html};

use super::notification::{BY_READ, BY_TIME, Notification, REASON, Reason};
use crate::{
    base::{Choice, Result},
    data::{Key, Query, Visit},
    features::people::Directory,
    ui::prelude::*,
    web::{Form, Page, Reader, Reply, Request, form::Optional, pages_around},
};

/// What a list of notifications may be asked for: one's own, newest first.
#[derive(Debug, Clone, Default)]
pub struct NotificationQuery {
    pub unread: bool,
    pub reason: Option<Reason>,
}

impl Form for NotificationQuery {
    fn read(f: &mut Reader) -> Self {
        NotificationQuery {
            unread: f.word("show", "Show", &["all", "unread"]) == Some("unread"),
            reason: f.choice("reason", "Reason", Optional),
        }
    }
}

impl NotificationQuery {
    pub fn query(&self) -> Query<Notification> {
        let all = match self.unread {
            true => Query::by(BY_READ).under(Key::new().byte(0)),
            false => Query::by(BY_TIME),
        };
        let all = match self.reason {
            Some(reason) => all.facet(REASON, Key::new().text(reason.key())),
            None => all,
        };
        all.descending(true)
    }
}

pub fn inbox(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked: NotificationQuery = request.filters();
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
            Tab::new("All", "/inbox").current(!asked.unread),
            Tab::new("Unread", "/inbox?show=unread").current(asked.unread).count(unread as u64),
        ]))
        (bar(kinds(request, &asked), html! {}))
        }
        div data-live-id="inbox" {
            @if page.rows.is_empty() {
                (Empty::quiet("Nothing waits for you", "What is handed over to you, assigned to you or waits for your decision arrives here."))
            } @else {
                div class="sec" {
                    @for of_day in page.rows.chunk_by(|one, next| one.at.day(&visit.tz) == next.at.day(&visit.tz)) {
                        h2 class="grp" { (of_day[0].at.day(&visit.tz).show(visit.today())) }
                        ul class="list" {
                            @for held in of_day { (row(visit, held, &names)) }
                        }
                    }
                }
                (pages_around(request, page.rows.len(), &page))
            }
        }
    };
    Ok(Page::new("Inbox", body)
        .styles(&["inbox", "list", "thread"])
        .scripts(&["inbox"])
        .live(format!("person:{}", visit.actor.person))
        .into())
}

/// The kinds as chips: the one that is shown, with its cross, or all there are.
fn kinds(request: &Request, asked: &NotificationQuery) -> Markup {
    match asked.reason {
        Some(reason) => chip_removable(
            &request.with_query("reason", None),
            "Kind",
            html! { "is " (reason.label()) },
        ),
        None => html! {
            @for reason in Reason::ALL {
                (chip_link(reason.label(), &request.with_query("reason", Some(reason.key()))))
            }
        },
    }
}

fn row(visit: &Visit, held: &Notification, names: &Directory) -> Markup {
    let number = visit.store().schema().number(held.about);
    html! {
        li data-row data-live-id=(format!("n-{}", held.id.raw())) {
            @if held.read.is_none() { (dot(Tone::Danger)) span class="vh" { "unread" } }
            (icon(held.reason.icon()))
            (Avatar::person(names.name_of(held.from)))
            span class="grow duo" {
                // A link, so that it opens wherever its reader wants it; the script says that it was read.
                a class="link" href=(super::address(visit, held)) data-read[held.read.is_none()] { (held.text) }
                span class="dim t12" { (held.reason.label()) " · " (names.name_of(held.from)) " · " (number) }
            }
            (time(held.at.show(visit.at, &visit.tz), &held.at.rfc3339()))
            @if held.read.is_none() {
                (post_button(&format!("/inbox/{}/open", held.id), hidden("back", "/inbox"),
                    Button::square_submit(Icon::Check, format!("Mark as read: {number}")).small().quiet()))
            }
        }
    }
}

pub fn api_list(visit: &Visit, request: &Request, asked: NotificationQuery) -> Result<Reply> {
    let page = visit.list(asked.query().page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|held| visit.json(&held))?))
}
