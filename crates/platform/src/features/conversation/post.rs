//! Something said on a record.

use serde::{Deserialize, Serialize};

use super::{actions::VIEW, arrival};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, text, time},
    choices,
    data::{Declares, Facet, Index, Key, Kind, PartOf, PlainTally, Ref, Tally, record},
    features::people::User,
};

/// Letters of a post at most.
pub const LONGEST: usize = 20_000;

choices! {
    /// Who reads a post.
    pub enum Audience {
        Staff: "staff", "Staff";
        WithClient: "with_client", "Staff and the client";
    }
}

choices! {
    /// How something was said that was said elsewhere.
    pub enum Channel {
        Call: "call", "Call";
        Mail: "mail", "Mail";
        Meeting: "meeting", "Meeting";
        Chat: "chat", "Other chat";
        Note: "note", "Note";
    }
}

impl Audience {
    /// Whom words are for: a client can't whisper, and where no client reads along all is the staff's.
    pub fn of(staff_only: bool, from_client: bool, client_reads: bool) -> Audience {
        match client_reads && (from_client || !staff_only) {
            true => Audience::WithClient,
            false => Audience::Staff,
        }
    }

    /// Also what a newer Atrium calls otherwise is the staff's.
    pub fn is_staff_only(self) -> bool {
        self != Audience::WithClient
    }
}

/// What somebody did to a post, and when.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    pub by: Id<User>,
    pub at: Moment,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Post {
    #[serde(skip)]
    pub id: Id<Post>,
    #[serde(skip)]
    pub version: u64,
    pub on: Ref,
    pub audience: Audience,
    pub by: Id<User>,
    /// A client's person said it.
    #[serde(default)]
    pub from_client: bool,
    /// Nothing for what was said here.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// Markdown, with people, roles and departments by their numbers (`mention`). Empty once it was taken away. It stands
    /// here and in no journal.
    #[serde(default)]
    pub text: String,
    pub at: Moment,
    /// Raw ids of the documents that came with it; documents lie above.
    #[serde(default)]
    pub files: Vec<u64>,
    /// The first of its thread. There is one level: a reply to a reply stands in the same thread.
    #[serde(default)]
    pub reply_to: Option<Id<Post>>,
    /// Another post on the same record that it quotes.
    #[serde(default)]
    pub quote: Option<Id<Post>>,
    /// Whom and what it names: people, roles, departments, records.
    #[serde(default)]
    pub mentions: Vec<Ref>,
    /// When its text was last changed. What it said before is kept as a `Revision`.
    #[serde(default)]
    pub edited: Option<Moment>,
    /// Its words and files are gone; that there was something stays.
    #[serde(default)]
    pub removed: Option<Deed>,
    #[serde(default)]
    pub pinned: Option<Deed>,
}

impl Default for Post {
    fn default() -> Post {
        Post {
            id: Id::NONE,
            version: 0,
            on: Ref { kind: 0, id: 0 },
            audience: Audience::Staff,
            by: Id::NONE,
            from_client: false,
            channel: None,
            text: String::new(),
            at: Moment::default(),
            files: Vec::new(),
            reply_to: None,
            quote: None,
            mentions: Vec::new(),
            edited: None,
            removed: None,
            pinned: None,
        }
    }
}

/// All that was said on a record, replies as well, oldest first.
pub const BY_RECORD: Index = Index::plain(1);
/// What stands on a record by itself: threads are below their first post.
pub const BY_ROOM: Index = Index::plain(2);
/// The replies of a thread, oldest first.
pub const BY_THREAD: Index = Index::plain(3);
/// What is pinned on a record, in the order in which it was pinned.
pub const BY_PIN: Index = Index::plain(4);
/// What clients read as well.
pub const TO_CLIENTS: Facet = Facet::carried(1);
/// Replies of a thread that are there to be read.
pub const REPLIES: PlainTally = Tally::plain(1);

impl Post {
    pub fn key_of(on: Ref) -> Key {
        Key::new().byte(on.kind).number(on.id)
    }

    /// The replies of a thread.
    pub fn thread_key(root: Id<Post>) -> Key {
        Key::new().id(root)
    }

    /// How many replies of a thread clients read (`true`), or only the staff.
    pub fn replies_key(root: Id<Post>, to_clients: bool) -> Key {
        Key::new().id(root).byte(u8::from(to_clients))
    }

    fn title(&self) -> String {
        match self.removed {
            Some(_) => "a post that was taken away".into(),
            None => text::shorten(&self.text, 60),
        }
    }

    /// With whoever wrote it, who does to it what is everybody's to do to their own.
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn part_of(&self) -> Option<PartOf> {
        let part = PartOf::new(self.on).never_alone();
        Some(part.staff_only(self.audience.is_staff_only()))
    }

    fn declare(&self, to: &mut Declares) {
        arrival::declare(self, to);
        let on = Post::key_of(self.on);
        to.index(BY_RECORD, on.clone().signed(self.at.0));
        match self.reply_to {
            None => to.index(BY_ROOM, on.clone().signed(self.at.0)),
            Some(root) => {
                to.index(BY_THREAD, Post::thread_key(root).signed(self.at.0));
                if self.removed.is_none() {
                    let to_clients = !self.audience.is_staff_only();
                    to.tally(REPLIES, Post::replies_key(root, to_clients), 1);
                }
            }
        }
        if let Some(pinned) = self.pinned {
            to.index(BY_PIN, on.signed(pinned.at.0));
        }
        if !self.audience.is_staff_only() {
            to.facet(TO_CLIENTS, Key::new());
        }
    }

    // ── rules ──

    /// The first post of the thread that it stands in, or would begin.
    pub fn root(&self) -> Id<Post> {
        self.reply_to.unwrap_or(self.id)
    }

    /// Other words, by whoever wrote it, as long as the house lets them (`minutes` after it was said; nothing is for
    /// ever). What it said before is given back, to be kept.
    ///
    /// # Errors
    /// When it isn't theirs, too old, or gone.
    pub fn edit(
        &mut self,
        by: Id<User>,
        text: String,
        at: Moment,
        minutes: Option<u32>,
    ) -> Result<String> {
        self.may_be_edited(by, at, minutes)?;
        self.edited = Some(at);
        Ok(std::mem::replace(&mut self.text, text))
    }

    /// Why it can't be edited by somebody now.
    pub fn may_be_edited(&self, by: Id<User>, at: Moment, minutes: Option<u32>) -> Result<()> {
        self.must_be_there()?;
        if by != self.by {
            return Err(Error::Forbidden(
                "Only whoever wrote a post changes its words.".into(),
            ));
        }
        let over = |minutes: u32| at.since(self.at) > i64::from(minutes) * time::MINUTE;
        match minutes {
            Some(0) => Err(Error::Forbidden(
                "Posts aren't edited here. Say what is to be added in a reply.".into(),
            )),
            Some(minutes) if over(minutes) => Err(Error::Forbidden(format!(
                "A post can be edited for {}, and this one is older. Say what is to be added in a reply.",
                time::minutes(i64::from(minutes))
            ))),
            _ => Ok(()),
        }
    }

    /// Takes its words and files away. Whoever wrote it may, and whoever keeps order where it stands.
    pub fn remove(&mut self, by: Id<User>, at: Moment) -> Result<()> {
        self.must_be_there()?;
        *self = Post {
            text: String::new(),
            files: Vec::new(),
            quote: None,
            mentions: Vec::new(),
            pinned: None,
            edited: None,
            removed: Some(Deed { by, at }),
            ..self.clone()
        };
        Ok(())
    }

    pub fn must_be_there(&self) -> Result<()> {
        match self.removed {
            Some(_) => Err(Error::conflict("This post was taken away.")),
            None => Ok(()),
        }
    }
}

record!(
    Post,
    Kind::new(35, "posts", "PO").withheld(&["text"]).filing(3),
    view: VIEW,
    part_of: Post::part_of
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_never_whispers_and_never_hears_a_whisper() {
        for (staff_only, from_client, client_reads, reads) in [
            (false, false, true, true),
            (true, false, true, false),
            (false, true, true, true),
            (true, true, true, true),
            (false, false, false, false),
            (true, false, false, false),
            // Where none reads along, a client's word isn't anybody's but the staff's either.
            (false, true, false, false),
        ] {
            let audience = Audience::of(staff_only, from_client, client_reads);
            assert_eq!(!audience.is_staff_only(), reads, "{audience:?}");
        }
        assert!(Audience::Unknown.is_staff_only() && Audience::default().is_staff_only());
    }

    #[test]
    fn a_post_is_a_part_of_what_it_is_on() {
        let on = Ref { kind: 25, id: 7 };
        let post = |audience| Post {
            on,
            audience,
            ..Post::default()
        };
        let part = |audience| post(audience).part_of().unwrap();
        let with = PartOf::new(on).never_alone();
        assert_eq!(part(Audience::Staff), with.staff_only(true));
        assert_eq!(part(Audience::WithClient), with);
        assert_eq!(part(Audience::Unknown), with.staff_only(true));
    }

    #[test]
    fn whoever_wrote_a_post_changes_its_words_for_a_while() {
        let author = Id::new(3);
        let said = Post {
            by: author,
            at: Moment(0),
            text: "One".into(),
            ..Post::default()
        };
        let later = Moment(10 * time::MINUTE);
        let mut post = said.clone();
        assert_eq!(
            post.edit(author, "Two".into(), later, Some(10)).unwrap(),
            "One"
        );
        assert_eq!((post.text.as_str(), post.edited), ("Two", Some(later)));
        assert!(said.may_be_edited(author, later, None).is_ok());
        for (by, minutes) in [(author, Some(9)), (author, Some(0)), (Id::new(4), None)] {
            assert!(said.may_be_edited(by, later, minutes).is_err());
        }
        post.remove(Id::new(4), later).unwrap();
        assert!(post.text.is_empty() && post.removed.unwrap().by == Id::new(4));
        assert!(post.may_be_edited(author, later, None).is_err());
        assert!(post.remove(author, later).is_err());
    }
}
