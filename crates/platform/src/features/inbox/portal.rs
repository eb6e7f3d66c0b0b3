//! What a client's people are told, in their portal: the same notifications, without the house's inner words.

use maud::{Markup, html};

use super::{Notification, query::NotificationQuery};
use crate::{
    base::{
        Result,
        language::{say, translated},
    },
    data::Visit,
    features::settings::CurrentSettings,
    said,
    ui::{portal, prelude::*},
    web::{Page, Request, reply::Frame},
};

pub fn news(visit: &Visit, request: &Request) -> Result<Page> {
    let asked = NotificationQuery::default();
    let page = visit.list(asked.query().page(request.page(50)))?;
    let unread = super::shown::unread(visit)?;
    let house = CurrentSettings::of(visit)?.0.name.clone();
    let older = page
        .next
        .as_deref()
        .map(|next| request.with_query("after", Some(next)));
    let body = html! {
        (portal::welcome(say("news-news"), said!("news-lede", house = house)))
        @if unread > 0 {
            div class="mt" { (post_button("/portal/news/read", html! {}, Button::submit(say("news-mark-all-as-read")).icon(Icon::Check))) }
        }
        div class="sec mt" data-live-id="news" {
            @if page.rows.is_empty() {
                (Empty::quiet(say("news-no-news-yet"), say("news-when-a-quote-is-ready-an")))
            } @else {
                ul class="list" { @for held in &page.rows { (row(visit, held)) } }
            }
        }
        @if let Some(older) = older { p { a class="link" href=(older) { (say("news-older")) } } }
    };
    Ok(Page::new(say("news-news"), body)
        .frame(Frame::Portal)
        .live(format!("person:{}", visit.actor.person)))
}

/// The newest of it, for the portal's first page; empty before anything was told.
pub fn lately(visit: &Visit) -> Result<Markup> {
    /// More than these are read with the other news.
    const FEW: usize = 4;
    let list = NotificationQuery::default().query().limit(FEW);
    let told = visit.list(list)?.rows;
    Ok(html! {
        div data-live-id="lately" {
            @if !told.is_empty() {
                (Section::new(say("news-what-happened-lately"), html! {
                    ul class="list" { @for held in &told { (row(visit, held)) } }
                }).action(Button::link(say("news-all-news"), "/portal/news").small().quiet()))
            }
        }
    })
}

fn row(visit: &Visit, held: &Notification) -> Markup {
    html! {
        li data-row {
            @if held.read.is_none() { (dot(Tone::Danger)) }
            // A post, because opening it marks it as read.
            form class="grow" method="post" action=(format!("/portal/news/{}/open", held.id)) {
                button type="submit" class="link" { (translated(&held.text)) }
            }
            (time(held.at.show(visit.at, &visit.tz), &held.at.rfc3339()))
        }
    }
}
