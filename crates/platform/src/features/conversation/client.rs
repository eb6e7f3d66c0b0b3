//! The conversation that a client has by itself, which is what the portal shows.

use super::{Post, Room, notices};
use crate::{
    access::Action,
    base::{Result, time},
    data::{Change, Held, Record},
    features::{
        clients::{self, Client},
        inbox,
        people::Directory,
    },
};

impl Room for Client {
    const POST: Action = clients::TALK;

    fn client_reads(&self) -> bool {
        true
    }

    /// Whoever keeps the relation is told of what the client says, and the client's people of what the house says: without
    /// the words, which are gone from everywhere when they are taken away. Whom the post names is told by the conversation.
    fn posted(
        change: &mut Change<'_, '_>,
        client: &mut Held<Client>,
        post: &Post,
        names: &Directory,
    ) -> Result<()> {
        let of = client.as_ref();
        let by = names.name(post.by);
        let (to, why, told) = match (post.from_client, post.audience.is_staff_only()) {
            (true, _) => (
                vec![client.owner],
                &notices::FROM_CLIENT,
                format!("{}: a message by {by}", client.name),
            ),
            (false, false) => (
                clients::portal_users(change, client.id)?,
                &notices::TO_CLIENT,
                format!("A message from {by}"),
            ),
            (false, true) => (Vec::new(), &notices::TO_CLIENT, String::new()),
        };
        for person in to.into_iter().filter(|person| !post.names(*person)) {
            inbox::notify(change, person, why, of, told.as_str())?;
        }
        // Once a day is enough to say that they aren't silent: whoever edits the client is in nobody's way.
        match change.at.since(client.touched) > time::DAY {
            true => {
                client.touched = change.at;
                change.put(client)
            }
            false => Ok(()),
        }
    }
}
