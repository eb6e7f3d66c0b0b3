//! The talk on a ticket: replies that the client reads, and notes that stay in the house.

use super::{
    REPLY,
    forms::ReplyForm,
    internal_ops::set_clock,
    message::{BY_TICKET, Message, TO_CLIENTS},
    ticket::Ticket,
};
use crate::{
    access::Tier,
    base::{Id, Result, text},
    data::{Change, Held, Key, Page, Paging, Query, Record, Visit},
    features::{
        clients::Client,
        documents::{self, Document, IncomingFile, NewDocument},
        inbox::{self, Reason},
        people::{Directory, User},
    },
};

/// Who of a client may come into the portal.
pub(super) fn portal_users(names: &Directory, client: Id<Client>) -> Vec<Id<User>> {
    let theirs = |user: &&User| {
        user.tier == Tier::Client && user.client == Some(client.raw()) && !user.inactive
    };
    names
        .users
        .values()
        .filter(theirs)
        .map(|user| user.id)
        .collect()
}

/// A new document about a ticket, seen by whoever sees the ticket.
pub(super) fn about(ticket: &Ticket, given: IncomingFile) -> NewDocument {
    NewDocument {
        client: Some(ticket.client),
        about: Some(ticket.as_ref()),
        ..NewDocument::of(given)
    }
}

/// Puts words on a ticket, within a deed.
pub(super) fn say(
    change: &mut Change<'_, '_>,
    ticket: &Ticket,
    words: String,
    internal: bool,
    document: Option<Id<Document>>,
) -> Result<Held<Message>> {
    let from_client = change.actor.tier == Tier::Client;
    let message = Message {
        ticket: ticket.id,
        by: Id::new(change.actor.person),
        // A client can't whisper: whatever was sent along, their words are for both sides.
        internal: internal && !from_client,
        from_client,
        text: words,
        at: change.at,
        document,
        ..Message::default()
    };
    change.insert(message)
}

/// A reply or a note, with a file when one came along. The other side is told.
pub fn reply(
    visit: &Visit,
    id: Id<Ticket>,
    form: ReplyForm,
    given: Option<IncomingFile>,
) -> Result<Id<Message>> {
    let names = Directory::of(visit)?;
    visit.act(REPLY, move |change| {
        let mut ticket = change.subject::<Ticket>(id)?;
        let from_client = change.actor.tier == Tier::Client;
        let internal = form.internal && !from_client;
        let document = match given {
            Some(given) => {
                let new = NewDocument {
                    shared: !internal,
                    ..about(&ticket, given)
                };
                Some(documents::add(change, new)?.id)
            }
            None => None,
        };
        let short = text::shorten(&form.text, 100);
        let message = say(change, &ticket, form.text, internal, document)?;
        if !internal {
            ticket.spoken(from_client, change.at);
        }
        ticket.touched = change.at;
        set_clock(change, &mut ticket)?;
        change.put(&ticket)?;
        let of = ticket.as_ref();
        match (from_client, internal) {
            (true, _) => inbox::notify(
                change,
                ticket.owner,
                Reason::Client,
                of,
                format!("{}: {short}", ticket.title),
            )?,
            (false, true) => inbox::notify(
                change,
                ticket.owner,
                Reason::Mention,
                of,
                format!("{}, note: {short}", ticket.title),
            )?,
            (false, false) => {
                for user in portal_users(&names, ticket.client) {
                    inbox::notify(
                        change,
                        user,
                        Reason::Mention,
                        of,
                        format!("An answer on {}", ticket.title),
                    )?;
                }
            }
        }
        Ok(message.id)
    })
}

/// What was said, oldest first, as far as the person may read it.
pub fn messages(visit: &Visit, ticket: &Ticket) -> Result<Vec<Message>> {
    Ok(page(visit, ticket, Paging::first(2000))?.rows)
}

pub fn page(visit: &Visit, ticket: &Ticket, paging: Paging) -> Result<Page<Message>> {
    let query = Query::of(ticket, BY_TICKET, Key::new().id(ticket.id)).page(paging);
    visit.list(match visit.actor.tier {
        Tier::Client => query.facet(TO_CLIENTS, Key::new()),
        _ => query,
    })
}
