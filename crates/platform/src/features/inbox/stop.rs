//! Ending mails by the link in one of them, without signing in: a page that asks once, and the one click of mail programs
//! (RFC 8058). The link names whose mails of what; nothing else is shown or changed.

use maud::{Markup, html};

use super::{ops, preferences::DIGESTS};
use crate::{
    base::{Error, Result},
    data::Visit,
    features::mail::unsubscribe,
    ui::prelude::*,
    web::{Page, Reply, Request, reply::Frame},
};

/// What the link ends.
fn named(visit: &Visit, request: &Request) -> Result<(u64, String)> {
    unsubscribe::read(visit.store(), request.capture("token")).ok_or(Error::NotFound)
}

fn in_words(visit: &Visit, what: &str) -> Result<String> {
    if what == DIGESTS {
        return Ok("mails with what came together".into());
    }
    let types = ops::types(visit)?;
    let names: Vec<&str> = what
        .split('+')
        .filter_map(|key| types.find(key))
        .map(|of| of.name)
        .collect();
    match names.is_empty() {
        true => Err(Error::NotFound),
        false => Ok(format!("mails of: {}", names.join("; "))),
    }
}

pub fn ask(visit: &Visit, request: &Request) -> Result<Reply> {
    let (_, what) = named(visit, request)?;
    let words = in_words(visit, &what)?;
    Ok(page(
        "No more mails of this kind",
        html! {
            p { "You get no more " (words) ". They go on standing in Atrium, and other mails go on coming." }
            form class="stack" method="post" action=(request.here()) {
                (hidden("List-Unsubscribe", "One-Click"))
                (Button::submit("End these mails").primary().wide())
            }
        },
    ))
}

pub fn end(visit: &Visit, request: &Request) -> Result<Reply> {
    let (person, what) = named(visit, request)?;
    let words = in_words(visit, &what)?;
    ops::stop_mails(visit, person, &what)?;
    Ok(page(
        "Done",
        html! {
            p { "You get no more " (words) "." }
            p class="mute" { "Under Notifications on your profile you choose anew at any time." }
            (Button::link("Your choices", "/me/notifications").wide())
        },
    ))
}

fn page(title: &str, content: Markup) -> Reply {
    let body = html! { div class="stack" { h1 { (title) } (content) } };
    Page::new(title, body).frame(Frame::SignedOut).into()
}
