//! One post as pages and open pages show it: what looks alike to everybody who reads it.

use maud::{Markup, html};

use super::{Channel, Post, Reading, drawn, mention, room::Attachments};
use crate::{
    base::{Choice, Result, if_found, language::say, text},
    data::Visit,
    features::{history::Words, people::Directory},
    said,
    ui::prelude::*,
};

/// Records that are shown below one post.
const CARDS: usize = 3;
/// Signs that are offered without looking for one.
const SIGNS: [&str; 5] = ["👍", "✅", "❤️", "😄", "👀"];

/// For whom a post is drawn.
pub(super) struct Look<'a> {
    pub visit: &'a Visit,
    pub names: &'a Directory,
    pub client_reads: bool,
}

/// One post, and what stands below its words.
pub(super) fn row(look: &Look<'_>, post: &Post, below: Markup) -> Result<Markup> {
    row_in(look, post, below, false)
}

/// The same; `goes_on` where it stands below another of the same person.
pub(super) fn row_in(look: &Look<'_>, post: &Post, below: Markup, goes_on: bool) -> Result<Markup> {
    let (visit, names) = (look.visit, look.names);
    let reading = Reading {
        visit,
        names,
        named: &post.mentions,
    };
    let name = names.name(post.by);
    let number = post.id.to_string();
    let aside = post.audience.is_staff_only() && look.client_reads;
    let to = |verb: &str| format!("/posts/{number}/{verb}");
    let quoted = match post.quote {
        Some(id) => if_found(visit.find::<Post>(id))?,
        None => None,
    };
    let cards = cards(look, post)?;
    let mut files = Vec::new();
    for file in &post.files {
        files.extend((Attachments::of_house()?.show)(visit, *file)?);
    }
    Ok(html! {
        li class=(if goes_on { "msg cont" } else { "msg" }) id=(number) data-live-id=(number) data-of=(format!("posts:{}", post.id.raw()))
            data-within=[elsewhere(post)] data-by=(post.by.raw()) data-aside[aside] {
            (Avatar::person(name).large())
            header {
                b { (name) }
                @if let Some(channel) = post.channel { span class="dim" { (icon_small(icon_of(channel))) (channel.label()) } }
                a class="when" href=(format!("/posts/{number}")) { (time(post.at.show(visit.at, &visit.tz), &post.at.rfc3339())) }
                @if aside { span class="tag" data-tone="ochre" { (icon_small(Icon::Lock)) "Staff only" } }
                @if post.edited.is_some() { a class="dim t12" href=(to("edit")) { (say("talk-edited")) } }
                @if post.pinned.is_some() { span class="dim" title=(say("talk-pinned")) { (icon_small(Icon::Pin)) } }
            }
            @if let Some(quoted) = &quoted {
                a class="quoted" href=(format!("/posts/{}", quoted.id)) data-live-id=(format!("{number}-quotes"))
                    data-of=(format!("posts:{}", quoted.id.raw())) data-within=[elsewhere(quoted)] {
                    b { (names.name(quoted.by)) } " " (text::shorten(&mention::plain(visit, names, quoted), 160))
                }
            }
            @match &post.removed {
                Some(deed) if deed.by == post.by => p class="dim" { (say("talk-taken-back-by-whoever-wrote-it")) },
                Some(deed) => p class="dim" { (said!("talk-taken-away-by", name = names.name(deed.by))) },
                None => div class="md" { (drawn(&reading, &post.text)) },
            }
            @for card in &cards { (card) }
            @for file in files { (file) }
            (below)
            @if post.removed.is_none() {
                div class="msgdo" {
                    @for sign in SIGNS { (sign_button(post, sign, None, false, "")) }
                    a class="btn s quiet" href=(format!("/posts/{}?then=thread", post.root())) { (icon_small(Icon::Reply)) (say("talk-reply")) }
                    a class="btn s quiet" href=(format!("/posts/{number}?then=quote")) { (say("talk-quote")) }
                    a class="btn sq s quiet" href=(to("edit")) title=(say("talk-edit-pin-and-more")) { (icon_small(Icon::More)) span class="vh" { (say("talk-edit-pin-and-more")) } }
                }
            }
        }
    })
}

/// The records that a post names, each as it stands, for whoever sees it: nothing is told of others.
fn cards(look: &Look<'_>, post: &Post) -> Result<Vec<Markup>> {
    let visit = look.visit;
    let mut found = Vec::new();
    for of in post.mentions.iter().filter(|of| **of != post.on) {
        let told = match found.len() < CARDS && post.removed.is_none() {
            true => visit.brief_of(*of)?,
            false => None,
        };
        let Some(told) = told.filter(|told| !told.info.brief.is_empty()) else {
            continue;
        };
        let words = Words::of(visit)?;
        let facts = told.facts.iter().map(|(field, held)| {
            let said = words.say(&field.kind, held);
            format!("{}: {said}", field.label)
        });
        let about = facts.collect::<Vec<_>>().join(" · ");
        let name = html! { (visit.store().schema().number(told.of)) " " (told.title) };
        found.push(record_card(
            &visit.address(told.of),
            told.info.icon,
            name,
            &about,
        ));
    }
    Ok(found)
}

/// What of a post shows elsewhere on the page too, above it or in the count of its thread.
fn elsewhere(post: &Post) -> Option<String> {
    let edited = post.edited.map_or(0, |at| at.0);
    match (&post.removed, &post.pinned) {
        (Some(_), _) => Some("gone".into()),
        (None, Some(_)) => Some(format!("pinned-{edited}")),
        (None, None) => None,
    }
}

pub(super) fn sign_button(
    post: &Post,
    sign: &str,
    count: Option<usize>,
    mine: bool,
    who: &str,
) -> Markup {
    let pressed = count.map(|_| if mine { "true" } else { "false" });
    html! {
        form method="post" action=(format!("/posts/{}/react", post.id)) data-quietly {
            (hidden("sign", sign))
            button class="sign" type="submit" aria-pressed=[pressed] title=(if who.is_empty() { sign } else { who }) {
                (sign) @if let Some(count) = count { " " (count) }
            }
        }
    }
}

fn icon_of(channel: Channel) -> Icon {
    match channel {
        Channel::Call => Icon::Phone,
        Channel::Mail => Icon::Mail,
        Channel::Meeting => Icon::Users,
        Channel::Chat | Channel::Note | Channel::Unknown => Icon::Chat,
    }
}
