//! The conversation on a ticket: replies that the client reads, and notes that stay in the house.

use serde::Deserialize;

use super::{actions::REPLY, forms::ReplyForm, notices, ticket::Ticket};
use crate::{
    access::Action,
    base::{Id, Moment, Result},
    data::{Change, FormerKind, Held, Kind, Record, Visit},
    features::{
        clients::Client,
        conversation::{self, Audience, NewPost, Post, Room},
        documents::{Document, IncomingFile, NewDocument},
        inbox,
        people::{Directory, User},
    },
    web::Upload,
};

/// Who of a client may come into the portal.
pub(super) fn portal_users(names: &Directory, client: Id<Client>) -> Vec<Id<User>> {
    names.of_client(client.raw()).map(|user| user.id).collect()
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

    fn client_reads(&self) -> bool {
        true
    }

    /// The other side is told, without the words, which are gone from everywhere when they are taken away; and a ticket that is only talk goes to and fro.
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
        change.put(ticket)?;
        let of = ticket.as_ref();
        let (to, why, told) = match (post.from_client, internal) {
            (true, _) => (
                vec![ticket.owner],
                &notices::FROM_CLIENT,
                format!("{}: an answer by {}", ticket.title, names.name(post.by)),
            ),
            (false, true) => (
                vec![ticket.owner],
                &notices::NOTED,
                format!("{}: a note by {}", ticket.title, names.name(post.by)),
            ),
            (false, false) => (
                portal_users(names, ticket.client),
                &notices::ANSWERED,
                format!("An answer on {}", ticket.title),
            ),
        };
        for person in to.into_iter().filter(|person| !post.names(*person)) {
            inbox::notify(change, person, why, of, told.as_str())?;
        }
        Ok(())
    }
}

/// A reply or a note, with the files that came along.
pub fn reply(
    visit: &Visit,
    id: Id<Ticket>,
    form: ReplyForm,
    given: Vec<Upload>,
) -> Result<Id<Post>> {
    let said = NewPost {
        text: form.text,
        staff_only: form.internal,
        given,
        ..NewPost::default()
    };
    Ok(conversation::write(visit, id, said)?.id)
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
