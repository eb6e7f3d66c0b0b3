//! A ticket of a post, in one click: support for the client of what it was said on.

use super::{TicketKind, actions::RAISE, forms::RaiseTicket, ops};
use crate::{
    base::{Error, Id, Result, text},
    data::{Ref, Visit},
    features::{
        clients::{Client, client_of},
        conversation::{self, MadeOfPost, Post},
        people::Directory,
        settings::Priority,
    },
    ui::icon::Icon,
};

pub const OF_POST: MadeOfPost = MadeOfPost {
    key: "ticket",
    title: "Make a ticket",
    icon: Icon::Ticket,
    action: RAISE,
    offered: |visit, post| Ok(of_whom(visit, post)?.is_some()),
    not_offered: NOT_OFFERED,
    make: of_post,
};

const NOT_OFFERED: &str = "A ticket is read by its client. This was said among staff, or belongs to no client whom you see. Raise the ticket with the client, in words of its own.";

/// The client whose ticket a post would become. What was said among staff stays there: a ticket's title and words are read
/// by the client.
fn of_whom(visit: &Visit, post: &Post) -> Result<Option<Id<Client>>> {
    match post.audience.is_staff_only() {
        true => Ok(None),
        false => Ok(client_of(visit, post.on)?.map(|client| client.id)),
    }
}

fn of_post(visit: &Visit, post: &Post) -> Result<Ref> {
    let client = of_whom(visit, post)?.ok_or_else(|| Error::conflict(NOT_OFFERED))?;
    let names = Directory::of(visit)?;
    let words = conversation::plain(visit, &names, post);
    let form = RaiseTicket {
        kind: TicketKind::Support,
        client: Some(client),
        title: text::shorten(words.lines().next().unwrap_or("A request"), 100),
        text: words,
        priority: Priority::Normal,
        post: Some(post.id),
    };
    Ok(ops::raise(visit, form)?.as_ref())
}
