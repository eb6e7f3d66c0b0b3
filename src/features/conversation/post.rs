//! Something said on a record.

use serde::{Deserialize, Serialize};

use super::VIEW;
use crate::{
    access::Placement,
    base::{Id, Moment, text},
    choices,
    data::{Declares, Facet, Index, Key, Kind, PartOf, Ref, record},
    features::people::User,
};

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
    pub text: String,
    pub at: Moment,
    /// Raw ids of the documents that came with it; documents lie above.
    #[serde(default)]
    pub files: Vec<u64>,
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
        }
    }
}

/// Those on a record, oldest first.
pub const BY_RECORD: Index = Index::plain(1);
/// What clients read as well.
pub const TO_CLIENTS: Facet = Facet::carried(1);

impl Post {
    pub fn key_of(on: Ref) -> Key {
        Key::new().byte(on.kind).number(on.id)
    }

    fn title(&self) -> String {
        text::shorten(&self.text, 60)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.on).staff_only(self.audience.is_staff_only()))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_RECORD, Post::key_of(self.on).signed(self.at.0));
        if !self.audience.is_staff_only() {
            to.facet(TO_CLIENTS, Key::new());
        }
    }
}

record!(Post, Kind::new(35, "posts", "PO"), view: VIEW, part_of: Post::part_of);

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
        assert_eq!(part(Audience::Staff), PartOf::new(on).staff_only(true));
        assert_eq!(part(Audience::WithClient), PartOf::new(on));
        assert_eq!(part(Audience::Unknown), PartOf::new(on).staff_only(true));
    }
}
