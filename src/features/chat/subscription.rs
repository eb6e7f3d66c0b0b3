//! What one person has with one room: how far they read, and how much of it they want to hear of. Pure rules.

use serde::{Deserialize, Serialize};

use super::{
    actions::READ_ALONG,
    standing::{Involvement, Standing},
};
use crate::{
    access::Placement,
    base::{Id, Moment},
    data::{Declares, Index, Key, Kind, Ref, record},
    features::{inbox::Wish, people::User},
};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Subscription {
    #[serde(skip)]
    pub id: Id<Subscription>,
    #[serde(skip)]
    pub version: u64,
    pub person: Id<User>,
    pub of: Ref,
    /// The number of the last post that they have read; all before it they have read too.
    #[serde(default)]
    pub read: u64,
    /// The first post that they marked as unread: it and what follows counts as unread, however often they look, until
    /// they say that they have read it.
    #[serde(default)]
    pub unread_from: Option<u64>,
    #[serde(default)]
    pub level: Involvement,
    /// Counted, and shown quietly.
    #[serde(default)]
    pub muted: bool,
    #[serde(default)]
    pub favourite: bool,
    /// Stands among their rooms though nothing else puts it there.
    #[serde(default)]
    pub kept: bool,
    /// When they last read.
    #[serde(default)]
    pub at: Moment,
}

impl Default for Subscription {
    fn default() -> Subscription {
        Subscription {
            id: Id::NONE,
            version: 0,
            person: Id::NONE,
            of: Ref { kind: 0, id: 0 },
            read: 0,
            unread_from: None,
            level: Involvement::All,
            muted: false,
            favourite: false,
            kept: false,
            at: Moment::default(),
        }
    }
}

/// The one of a person and a room.
pub const OF: Index = Index::unique(1);
/// All of a person, each row with what is counted of the room.
pub const BY_PERSON: Index = Index::plain(2);
/// Who reads a room and how far, for those who see it.
pub const BY_ROOM: Index = Index::plain(3);

impl Wish for Subscription {
    const OF: Index = OF;

    fn pair(person: Id<User>, of: Ref) -> Key {
        Subscription::key_of(person.raw(), of)
    }
}

impl Subscription {
    /// The key of `OF`.
    pub fn key_of(person: u64, of: Ref) -> Key {
        Key::new().number(person).byte(of.kind).number(of.id)
    }

    /// The key of `BY_ROOM`.
    pub fn room_key(of: Ref) -> Key {
        Key::new().byte(of.kind).number(of.id)
    }

    fn title(&self) -> String {
        "What somebody reads".into()
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.person.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(OF, Subscription::key_of(self.person.raw(), self.of));
        to.index_with(BY_PERSON, Key::new().id(self.person), self.row());
        let mut read = self.person.raw().to_be_bytes().to_vec();
        read.extend(self.read.to_be_bytes());
        to.index_with(BY_ROOM, Subscription::room_key(self.of), read);
    }

    /// What its row says: the room, the position, what of it counts.
    fn row(&self) -> Vec<u8> {
        let flags = [self.muted, self.favourite, self.kept];
        let mut row = vec![self.of.kind];
        row.extend(self.of.id.to_be_bytes());
        row.extend(self.position().to_be_bytes());
        row.push(level_code(self.level));
        row.extend(flags.map(u8::from));
        row
    }

    /// A row of `BY_PERSON`: where somebody stands. None when it can't be read.
    pub fn read_row(row: &[u8]) -> Option<Standing> {
        let (kind, rest) = row.split_first()?;
        let (id, rest) = rest.split_first_chunk::<8>()?;
        let (position, rest) = rest.split_first_chunk::<8>()?;
        let [level, muted, favourite, kept] = *rest else {
            return None;
        };
        Some(Standing {
            of: Ref {
                kind: *kind,
                id: u64::from_be_bytes(*id),
            },
            position: u64::from_be_bytes(*position),
            level: level_of(level),
            muted: muted != 0,
            favourite: favourite != 0,
            kept: kept != 0,
        })
    }

    /// A row of `BY_ROOM`: who, and up to which post they read.
    pub fn read_by(row: &[u8]) -> Option<(Id<User>, u64)> {
        let (person, rest) = row.split_first_chunk::<8>()?;
        let read: [u8; 8] = rest.try_into().ok()?;
        Some((
            Id::new(u64::from_be_bytes(*person)),
            u64::from_be_bytes(read),
        ))
    }

    // ── rules ──

    /// The last post that counts as read.
    pub fn position(&self) -> u64 {
        match self.unread_from {
            Some(first) => self.read.min(first.saturating_sub(1)),
            None => self.read,
        }
    }

    /// They have seen the room up to this post: their position never goes back by looking, and what they marked as unread
    /// stays so.
    pub fn seen(&mut self, post: u64, at: Moment) {
        if post > self.read {
            self.read = post;
            self.at = at;
        }
    }

    /// They say that they have read it up to this post: nothing up to there is unread any more.
    pub fn done(&mut self, post: u64, at: Moment) {
        self.seen(post, at);
        if self.unread_from.is_some_and(|first| first <= post) {
            self.unread_from = None;
        }
    }

    /// This post and what follows is unread again.
    pub fn unread(&mut self, post: u64) {
        self.unread_from = Some(post);
    }
}

fn level_code(level: Involvement) -> u8 {
    match level {
        Involvement::All => 0,
        Involvement::Mentions => 1,
        Involvement::Nothing | Involvement::Unknown => 2,
    }
}

fn level_of(code: u8) -> Involvement {
    match code {
        0 => Involvement::All,
        1 => Involvement::Mentions,
        _ => Involvement::Nothing,
    }
}

record!(Subscription, Kind::new(76, "subscriptions", "SUB").personal().unjournaled(), view: READ_ALONG);

impl Standing {
    /// In a room that somebody reads in.
    pub fn of(held: &Subscription) -> Standing {
        Standing {
            of: held.of,
            position: held.position(),
            level: held.level,
            muted: held.muted,
            favourite: held.favourite,
            kept: held.kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_never_goes_back_and_never_unmarks() {
        let mut held = Subscription::default();
        held.seen(40, Moment(1));
        held.seen(20, Moment(2));
        assert_eq!((held.position(), held.at), (40, Moment(1)));
        held.unread(30);
        assert_eq!(held.position(), 29);
        held.seen(50, Moment(3));
        assert_eq!(held.position(), 29, "it was marked");
        held.done(29, Moment(4));
        assert_eq!(held.position(), 29, "not as far as the mark");
        held.done(50, Moment(5));
        assert_eq!(held.position(), 50);
    }

    #[test]
    fn a_row_says_where_somebody_stands() {
        for level in [
            Involvement::All,
            Involvement::Mentions,
            Involvement::Nothing,
        ] {
            for kept in [false, true] {
                let held = Subscription {
                    of: Ref { kind: 75, id: 12 },
                    read: 90,
                    unread_from: Some(31),
                    level,
                    muted: true,
                    kept,
                    ..Subscription::default()
                };
                let read = Subscription::read_row(&held.row());
                assert_eq!(read, Some(Standing::of(&held)));
                assert_eq!(Standing::of(&held).position, 30);
            }
        }
        assert_eq!(Subscription::read_row(&[1, 2]), None);
    }

    #[test]
    fn what_is_marked_ahead_of_the_position_changes_nothing() {
        let mut held = Subscription {
            read: 10,
            ..Subscription::default()
        };
        held.unread(15);
        assert_eq!(held.position(), 10);
        held.unread(1);
        assert_eq!(held.position(), 0);
        held.unread(0);
        assert_eq!(held.position(), 0);
    }
}
