//! Posting on a record and reading what was posted, in whatever room.

use super::post::{Audience, BY_RECORD, Channel, Post, TO_CLIENTS};
use crate::{
    access::{Action, Tier},
    base::{Id, Result},
    data::{Change, Held, Key, Page, Paging, Query, Record, Ref, Visit},
    features::people::Directory,
};

/// A record that people talk on.
pub trait Room: Record {
    /// What one needs to post on one.
    const POST: Action;
    /// Whether the client who sees it reads along, but for what is said among staff.
    const CLIENT_READS: bool = false;
    /// Which end of the conversation its page and its list begin with.
    const NEWEST_FIRST: bool = false;

    /// What follows from a post, within its deed: who is told, and what becomes of the record, which is written here.
    fn posted(
        change: &mut Change<'_, '_>,
        on: &mut Held<Self>,
        post: &Post,
        names: &Directory,
    ) -> Result<()>;
}

/// Words that are to be posted.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub text: String,
    /// Not for the client who reads along.
    pub staff_only: bool,
    pub channel: Option<Channel>,
    /// Raw ids of documents.
    pub files: Vec<u64>,
}

/// Posts on a record that the deed holds, with all that follows in its room.
pub fn post<R: Room>(
    change: &mut Change<'_, '_>,
    on: &mut Held<R>,
    draft: Draft,
    names: &Directory,
) -> Result<Id<Post>> {
    let post = say(change, on, draft)?;
    R::posted(change, on, &post, names)?;
    Ok(post.id)
}

/// Posts on a record that the deed holds or made. What follows is the deed's to say.
pub fn say<R: Room>(change: &mut Change<'_, '_>, on: &Held<R>, draft: Draft) -> Result<Held<Post>> {
    let from_client = change.actor.tier == Tier::Client;
    change.insert(Post {
        on: on.as_ref(),
        audience: Audience::of(draft.staff_only, from_client, R::CLIENT_READS),
        by: Id::new(change.actor.person),
        from_client,
        channel: draft.channel,
        text: draft.text,
        at: change.at,
        files: draft.files,
        ..Post::default()
    })
}

/// What was said on a record the visit holds, page by page, as far as the person reads it.
pub fn list<R: Room>(visit: &Visit, on: &R, paging: Paging) -> Result<Page<Post>> {
    let query = Query::of(on, BY_RECORD, Post::key_of(on.as_ref()))
        .descending(R::NEWEST_FIRST)
        .page(paging);
    visit.list(match visit.actor.tier {
        Tier::Client => query.facet(TO_CLIENTS, Key::new()),
        _ => query,
    })
}

/// As much of it as a page shows.
pub fn recent<R: Room>(visit: &Visit, on: &R, most: usize) -> Result<Vec<Post>> {
    Ok(list(visit, on, Paging::first(most))?.rows)
}

/// Whether anything was said on a record, for a deed that asks.
pub fn any<R: Room>(change: &mut Change<'_, '_>, on: &R) -> Result<bool> {
    Ok(change
        .unscoped("what anybody said counts, whoever asks")
        .last_child::<Post>(BY_RECORD, Post::key_of(on.as_ref()))?
        .is_some())
}

/// What was said on a record goes on with the one that it turns out to be.
pub(super) fn bring(change: &mut Change<'_, '_>, from: Ref, to: Ref) -> Result<()> {
    let said = change
        .on_behalf("what was said on a record goes on with the one it turns out to be")
        .children::<Post>(BY_RECORD, Post::key_of(from))?;
    for mut post in said {
        post.on = to;
        change.put(&post)?;
    }
    Ok(())
}
