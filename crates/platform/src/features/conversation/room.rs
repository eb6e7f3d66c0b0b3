//! A record that people talk on, and how the conversation finds out about one of whatever kind.

use super::{Post, new_post, new_post::NewPost};
use crate::{
    access::{Action, Tier},
    base::{Error, Result},
    data::{Change, Held, Kind, Record, Ref, Visit},
    features::{declared, people::Directory},
    web::Upload,
};

/// A record that people talk on. Its feature registers it (`Feature::rooms`).
pub trait Room: Record {
    /// What one needs to post on one.
    const POST: Action;
    /// Which end of the conversation its page and its list begin with.
    const NEWEST_FIRST: bool = false;

    /// Whether the client who sees it reads along, but for what is said among staff.
    fn client_reads(&self) -> bool {
        false
    }

    /// Why nobody posts here any more (it is archived), if so.
    fn closed(&self) -> Option<&'static str> {
        None
    }

    /// Why this person only reads here, though they may write on such records. A rule of the room holds it in the deed.
    fn listens(&self, _visit: &Visit) -> Result<Option<&'static str>> {
        Ok(None)
    }

    /// What follows from a post, within its deed: who is told, and what becomes of the record, which is written here.
    /// Whom the post names is told by the conversation.
    fn posted(
        change: &mut Change<'_, '_>,
        on: &mut Held<Self>,
        post: &Post,
        names: &Directory,
    ) -> Result<()>;
}

/// A room without its type.
#[derive(Clone, Copy)]
pub struct RoomKind {
    pub kind: Kind,
    pub post: Action,
    pub newest_first: bool,
    pub(super) client_reads: fn(&Visit, u64) -> Result<bool>,
    pub(super) may_post: fn(&Visit, u64) -> Result<bool>,
    pub(super) closed: fn(&Visit, u64) -> Result<Option<&'static str>>,
    pub(super) write: fn(&Visit, u64, NewPost) -> Result<new_post::Written>,
}

/// A record of whatever kind that people talk on.
#[derive(Clone, Copy)]
pub struct AnyRoom {
    pub on: Ref,
    pub kind: &'static RoomKind,
}

impl AnyRoom {
    /// # Errors
    /// Not found where nobody talks on such a record, or it isn't seen.
    pub fn of(visit: &Visit, on: Ref) -> Result<AnyRoom> {
        let on = visit.store().schema().now(on);
        let kind = declared()
            .rooms
            .iter()
            .find(|room| room.kind.code == on.kind);
        let kind = kind.ok_or(Error::NotFound)?;
        if !visit.sees_ref(on)? {
            return Err(Error::NotFound);
        }
        // A client sees steps of their project; where staff talk about them isn't there for them, nor how they are called.
        if visit.actor.tier == Tier::Client && !(kind.client_reads)(visit, on.id)? {
            return Err(Error::NotFound);
        }
        Ok(AnyRoom { on, kind })
    }

    /// Where it is talked on, for this person.
    pub fn address(&self, visit: &Visit) -> String {
        address(visit, self.on)
    }

    /// Whether the client who sees it reads along, but for what is said among staff.
    pub fn client_reads(&self, visit: &Visit) -> Result<bool> {
        (self.kind.client_reads)(visit, self.on.id)
    }

    pub fn may_post(&self, visit: &Visit) -> Result<bool> {
        (self.kind.may_post)(visit, self.on.id)
    }

    /// Why nobody posts in it any more, if so.
    pub fn closed(&self, visit: &Visit) -> Result<Option<&'static str>> {
        (self.kind.closed)(visit, self.on.id)
    }

    pub fn write(&self, visit: &Visit, new: NewPost) -> Result<new_post::Written> {
        (self.kind.write)(visit, self.on.id, new)
    }
}

/// Where a record's conversation stands: on its own page, or where it says that its parts are.
pub fn address(visit: &Visit, on: Ref) -> String {
    visit.parts_address(on).unwrap_or_else(|| visit.address(on))
}

/// How files come with a post: whoever keeps files says it (`Feature::attachments`), for the conversation lies below them.
#[derive(Clone, Copy)]
pub struct Attachments {
    /// Keeps a file about a record that the deed holds; `true` where the client reads it. The raw id of what it became.
    pub add: fn(&mut Change<'_, '_>, Ref, &Upload, bool) -> Result<u64>,
    /// Puts one away whose post was taken away.
    pub put_away: fn(&mut Change<'_, '_>, u64) -> Result<()>,
    /// Shows one, for whoever may have it.
    pub show: fn(&Visit, u64) -> Result<Option<maud::Markup>>,
}

impl Attachments {
    /// # Errors
    /// Where nobody keeps files.
    pub fn of_house() -> Result<&'static Attachments> {
        let found = declared().attachments.as_ref();
        found.ok_or_else(|| Error::internal("no feature keeps files"))
    }
}
