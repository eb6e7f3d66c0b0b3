//! The order in which posts came, and what each row of it says: what is counted of a room is counted from here, and no post
//! is read for it. A number is given when a post is stored, so nothing ever comes in before what was there already.

use super::Post;
use crate::{
    base::{Id, Moment},
    data::{Declares, Index, Key, Query, Ref},
    features::people::User,
};

/// All that was said on a record, by number.
pub const BY_ARRIVAL: Index = Index::plain(20);
/// What names somebody on a record, by number.
pub const BY_NAMED: Index = Index::plain(21);
/// The replies of a thread, by number.
pub const BY_REPLY: Index = Index::plain(22);
/// What names somebody wherever it was said, by number.
pub const BY_WHOM: Index = Index::plain(23);

const THERE: u8 = 1;
const TO_CLIENTS: u8 = 2;
const REPLY: u8 = 4;

/// What a row says of its post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    pub by: Id<User>,
    pub at: Moment,
    /// It wasn't taken away.
    pub there: bool,
    pub to_clients: bool,
    /// It stands in a thread, and not on the record by itself.
    pub reply: bool,
}

impl Arrival {
    pub fn of(post: &Post) -> Arrival {
        Arrival {
            by: post.by,
            at: post.at,
            there: post.removed.is_none(),
            to_clients: !post.audience.is_staff_only(),
            reply: post.reply_to.is_some(),
        }
    }

    fn bytes(self) -> Vec<u8> {
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let flags =
            flag(self.there, THERE) | flag(self.to_clients, TO_CLIENTS) | flag(self.reply, REPLY);
        let mut bytes = vec![flags];
        bytes.extend(self.by.raw().to_be_bytes());
        bytes.extend(self.at.0.to_be_bytes());
        bytes
    }

    /// What a row of `BY_ARRIVAL` or `BY_NAMED` says; none when it can't be read.
    pub fn read(row: &[u8]) -> Option<Arrival> {
        let (flags, rest) = row.split_first()?;
        let (by, at) = rest.split_first_chunk::<8>()?;
        let at: [u8; 8] = at.try_into().ok()?;
        Some(Arrival {
            by: Id::new(u64::from_be_bytes(*by)),
            at: Moment(i64::from_be_bytes(at)),
            there: flags & THERE != 0,
            to_clients: flags & TO_CLIENTS != 0,
            reply: flags & REPLY != 0,
        })
    }

    /// What was said on a record after the post of this number.
    pub fn after(on: Ref, number: u64) -> Query<Post> {
        Query::by(BY_ARRIVAL)
            .under(Post::key_of(on))
            .from(Key::new().number(number.saturating_add(1)))
    }

    /// The replies of a thread after the post of this number.
    pub fn replies_after(root: Id<Post>, number: u64) -> Query<Post> {
        Query::by(BY_REPLY)
            .under(Post::thread_key(root))
            .from(Key::new().number(number.saturating_add(1)))
    }

    /// The same of what names somebody (a person, a role, a department).
    pub fn naming(whom: Ref, on: Ref, number: u64) -> Query<Post> {
        Query::by(BY_NAMED)
            .under(named_key(whom, on))
            .from(Key::new().number(number.saturating_add(1)))
    }
}

pub(super) fn whom_key(whom: Ref) -> Key {
    Key::new().byte(whom.kind).number(whom.id)
}

fn named_key(whom: Ref, on: Ref) -> Key {
    whom_key(whom).byte(on.kind).number(on.id)
}

/// The rows of a post.
pub(super) fn declare(post: &Post, to: &mut Declares) {
    let row = Arrival::of(post).bytes();
    to.index_with(BY_ARRIVAL, Post::key_of(post.on), row.clone());
    if let Some(root) = post.reply_to {
        to.index_with(BY_REPLY, Post::thread_key(root), row.clone());
    }
    for whom in &post.mentions {
        to.index(BY_WHOM, whom_key(*whom));
        to.index_with(BY_NAMED, named_key(*whom, post.on), row.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_its_post_is() {
        for (there, to_clients, reply) in [
            (true, true, false),
            (false, false, true),
            (true, false, true),
        ] {
            let row = Arrival {
                by: Id::new(712),
                at: Moment(1_765_000_000_123),
                there,
                to_clients,
                reply,
            };
            assert_eq!(Arrival::read(&row.bytes()), Some(row));
        }
        assert_eq!(Arrival::read(&[]), None);
        assert_eq!(Arrival::read(&[1, 2, 3]), None);
    }
}
