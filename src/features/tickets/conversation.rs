//! The conversation on a ticket: replies that the client reads, and notes that stay in the house.

use serde::Deserialize;

use super::{REPLY, forms::ReplyForm, internal_ops::set_clock, ticket::Ticket};
use crate::{
    access::{Action, Tier},
    base::{Id, Moment, Result, text},
    data::{Change, FormerKind, Held, Kind, Record, Visit},
    features::{
        clients::Client,
        conversation::{self, Audience, Draft, Post, Room},
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

impl Room for Ticket {
    const POST: Action = REPLY;
    const CLIENT_READS: bool = true;

    /// The other side is told, and a ticket that is only talk goes to and fro.
    fn posted(
        change: &mut Change<'_, '_>,
        ticket: &mut Held<Ticket>,
        post: &Post,
        names: &Directory,
    ) -> Result<()> {
        let internal = post.audience.is_staff_only();
        if !internal {
            ticket.spoken(post.from_client, change.at);
        }
        ticket.touched = change.at;
        set_clock(change, ticket)?;
        change.put(ticket)?;
        let of = ticket.as_ref();
        let short = text::shorten(&post.text, 100);
        let (to, why, told) = match (post.from_client, internal) {
            (true, _) => (
                vec![ticket.owner],
                Reason::Client,
                format!("{}: {short}", ticket.title),
            ),
            (false, true) => (
                vec![ticket.owner],
                Reason::Mention,
                format!("{}, note: {short}", ticket.title),
            ),
            (false, false) => (
                portal_users(names, ticket.client),
                Reason::Mention,
                format!("An answer on {}", ticket.title),
            ),
        };
        for person in to {
            inbox::notify(change, person, why, of, told.as_str())?;
        }
        Ok(())
    }
}

/// A reply or a note, with a file when one came along.
pub fn reply(
    visit: &Visit,
    id: Id<Ticket>,
    form: ReplyForm,
    given: Option<IncomingFile>,
) -> Result<Id<Post>> {
    let names = Directory::of(visit)?;
    visit.act(REPLY, move |change| {
        let mut ticket = change.subject::<Ticket>(id)?;
        let from_client = change.actor.tier == Tier::Client;
        let audience = Audience::of(form.internal, from_client, Ticket::CLIENT_READS);
        let mut files = Vec::new();
        if let Some(given) = given {
            let new = NewDocument {
                shared: !audience.is_staff_only(),
                ..about(&ticket, given)
            };
            files.push(documents::add(change, new)?.id.raw());
        }
        let draft = Draft {
            text: form.text,
            staff_only: form.internal,
            files,
            ..Draft::default()
        };
        conversation::post(change, &mut ticket, draft, &names)
    })
}

/// As it was stored while tickets kept their messages by themselves.
#[derive(Deserialize)]
struct Message {
    ticket: Id<Ticket>,
    by: Id<User>,
    internal: bool,
    #[serde(default)]
    from_client: bool,
    text: String,
    at: Moment,
    #[serde(default)]
    document: Option<Id<Document>>,
}

impl From<Message> for Post {
    fn from(old: Message) -> Post {
        Post {
            on: old.ticket.as_ref(),
            // What it said of itself decided who read it, whoever wrote it.
            audience: Audience::of(old.internal, false, true),
            by: old.by,
            from_client: old.from_client,
            text: old.text,
            at: old.at,
            files: old.document.iter().map(|id| id.raw()).collect(),
            ..Post::default()
        }
    }
}

pub(super) const MESSAGES: FormerKind =
    FormerKind::of::<Message, Post>(Kind::new(26, "messages", "MSG").filing(2));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_message_is_read_by_whom_it_was_read() {
        let post = |internal, from_client| {
            Post::from(Message {
                ticket: Id::new(7),
                by: Id::new(3),
                internal,
                from_client,
                text: "Said".into(),
                at: Moment(5),
                document: Some(Id::new(9)),
            })
        };
        for (internal, from_client) in [(false, false), (false, true), (true, false), (true, true)]
        {
            let post = post(internal, from_client);
            assert_eq!(post.audience.is_staff_only(), internal);
            assert_eq!(
                (post.on, post.files),
                (Id::<Ticket>::new(7).as_ref(), vec![9])
            );
        }
    }
}
