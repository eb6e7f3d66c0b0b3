//! What is said with a lead: calls, mails, meetings and notes, kept for the staff.

use serde::Deserialize;

use super::{Lead, actions::NOTE};
use crate::{
    access::Action,
    base::{Id, Moment, Result},
    data::{Change, FormerKind, Held, Kind},
    features::{
        conversation::{Audience, Channel, Post, Room},
        people::{Directory, User},
    },
};

impl Room for Lead {
    const POST: Action = NOTE;
    const NEWEST_FIRST: bool = true;

    /// Whoever was called, written to or met was talked to.
    fn posted(
        change: &mut Change<'_, '_>,
        lead: &mut Held<Lead>,
        post: &Post,
        _: &Directory,
    ) -> Result<()> {
        if post.channel != Some(Channel::Note) {
            lead.contact_made(change.at);
        }
        lead.recompute(change.at);
        change.put(lead)
    }
}

/// As it was stored while leads kept what was said by themselves.
#[derive(Deserialize)]
struct Activity {
    lead: Id<Lead>,
    by: Id<User>,
    channel: Channel,
    text: String,
    at: Moment,
}

impl From<Activity> for Post {
    fn from(old: Activity) -> Post {
        Post {
            on: old.lead.as_ref(),
            audience: Audience::Staff,
            by: old.by,
            channel: Some(old.channel),
            text: old.text,
            at: old.at,
            ..Post::default()
        }
    }
}

pub(super) const ACTIVITIES: FormerKind =
    FormerKind::of::<Activity, Post>(Kind::new(21, "activities", "AC"));
