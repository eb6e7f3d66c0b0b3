//! The client's room in the portal: what their people and the house say to one another. Asides among staff aren't there.

use maud::{Markup, html};

use super::{
    api, list,
    pages::{
        room::{beside, part, talk},
        shown::{Asked, Shown},
    },
};
use crate::{
    base::{Error, Id, Result, if_found, language::say, text},
    data::{Record, Ref, Visit},
    features::{
        clients::{self, Client},
        conversation::{AnyRoom, plain},
        people::Directory,
    },
    ui::{portal, prelude::*},
    web::{Page, Reply, Request, reply::Frame},
};

/// The room of the person's own company.
fn own(visit: &Visit) -> Option<Ref> {
    let client = visit.actor.client?;
    Some(Id::<Client>::new(client).as_ref())
}

/// How much the house said that the person hasn't read.
pub fn unread(visit: &Visit) -> Result<usize> {
    match own(visit).filter(|_| visit.may_somewhere(&clients::VIEW)) {
        Some(of) => Ok(if_found(list::one(visit, of))?.map_or(0, |line| line.counted)),
        None => Ok(0),
    }
}

/// There is one room: it is led to.
pub fn first(visit: &Visit, _: &Request) -> Result<Reply> {
    let of = own(visit).ok_or(Error::NotFound)?;
    let number = visit.store().schema().number(of);
    Ok(Reply::go(format!("/portal/chat/{number}")))
}

pub fn page(visit: &Visit, request: &Request) -> Result<Page> {
    let room = api::named(visit, request)?;
    if Some(room.on) != own(visit) {
        return Err(Error::NotFound);
    }
    let names = Directory::of(visit)?;
    let line = list::one(visit, room.on)?;
    let number = visit.store().schema().number(room.on);
    let base = "/portal/chat";
    let shown = Shown::of(visit, &names, (&room, &line), (&number, base), request)?;
    let asked = request.filters::<Asked>();
    if let Some(part) = part(&shown, &asked)? {
        return Ok(Page::new(say("chat-messages"), part).frame(Frame::Portal));
    }
    let beside = beside(&shown, &asked)?;
    let view = if beside.is_some() { "side" } else { "talk" };
    let body = html! {
        (portal::welcome(say("chat-messages"), say("chat-lede")))
        div class="chat one" data-view=(view) data-chat=(number) data-base=(base) {
            (talk(&shown, &asked)?)
            @if let Some(beside) = beside { (beside) }
        }
    };
    Ok(Page::new(say("chat-messages"), body)
        .frame(Frame::Portal)
        .styles(&["talk", "chat", "thread", "list", "extra", "empty"])
        .scripts(&["chat"])
        .live(format!("clients:{}", room.on.id))
        .live(format!("posts@clients:{}", room.on.id)))
}

/// What the page of a client shows of its room: that there is one, and what was said last.
pub fn section(visit: &Visit, client: &Client) -> Result<Markup> {
    let room = AnyRoom::of(visit, client.as_ref())?;
    let last = crate::features::conversation::latest(visit, &room, 3)?;
    let names = Directory::of(visit)?;
    let href = format!("/chat/{}", client.number());
    Ok(html! {
        (Section::new("Messages", html! {
            @if last.is_empty() {
                p class="dim" { "Nothing was said yet. The client's people read in their portal what is written here." }
            } @else {
                ul class="list" {
                    @for post in &last {
                        li { a class="grow" href=(format!("{href}#{}", post.number())) {
                            b { (names.name(post.by)) } " " (text::shorten(&plain(visit, &names, post), 100))
                        } span class="dim t12" { (post.at.show(visit.at, &visit.tz)) } }
                    }
                }
            }
        }).action(Button::link("Open the room", href).small().icon(Icon::Chat)).live("messages"))
    })
}
