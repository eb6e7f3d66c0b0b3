//! The client's room in the portal: what their people and the house say to one another. Asides among staff aren't there.

use maud::html;

use super::{
    api, list,
    pages::{
        room::{beside, part, talk},
        shown::{Asked, Shown},
    },
};
use crate::{
    base::{Error, Id, Result, if_found, language::say},
    data::{Ref, Visit},
    features::{
        clients::{self, Client},
        people::Directory,
    },
    ui::portal,
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
