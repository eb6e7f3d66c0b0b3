//! Posting on a record, in whatever room. What one does to a post is in `deeds`, what waits in `later`.

mod deeds;
mod later;
mod read;
mod saved;

use std::sync::Arc;

use super::{
    AnyRoom, Attachments, Draft, Outcome, Post, Reaction, Revision, Room, Scheduled,
    mention::{self, Nameable},
    new_post::must_be_quotable,
    notices,
    post::{Audience, BY_RECORD},
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, if_found, text},
    data::{Change, Held, Index, Key, Record, Ref, Visit},
    features::{
        inbox,
        people::{Directory, User},
    },
};

pub use super::new_post::{NewPost, Written};
pub use deeds::{
    edit, may_edit, may_pin, may_remove, note_outcome, origin, outcomes, pin, react, remove, unpin,
    unreact,
};
pub use later::{
    FILES_AT_ONCE, draft_of, drafts, keep_draft, post_due, reschedule, schedule, scheduled,
    unschedule,
};
pub use read::{
    Around, Part, Reactions, all, any, around, each_reaction, in_thread, latest, list, pinned,
    reactions, recent, replies, revisions, thread_part,
};
pub use saved::{is_saved, names_of, naming_me, remind, remind_due, save, saved, unsave};

/// Words with all that is found out about them before the deed.
pub struct Ready {
    new: NewPost,
    mentions: Vec<Ref>,
    told: Vec<Id<User>>,
    unseen: Vec<String>,
    names: Arc<Directory>,
}

/// Finds out whom the words name and who of them sees what they are said on, which the deed then tells.
pub fn ready(visit: &Visit, on: Ref, mut new: NewPost) -> Result<Ready> {
    let names = Directory::of(visit)?;
    let room = AnyRoom::of(visit, on)?;
    let nameable = Nameable::by(visit, &room, &names)?;
    let (resolved, mentions) = mention::resolve(visit, &new.text, &nameable)?;
    new.text = resolved;
    let from_client = visit.actor.tier == Tier::Client;
    let staff_only = new.staff_only || answers_among_staff(visit, on, new.reply_to)?;
    let audience = Audience::of(staff_only, from_client, room.client_reads(visit)?);
    let told = mention::told(visit, &room, audience.is_staff_only(), &mentions, &names)?;
    Ok(Ready {
        new,
        mentions,
        told: told.people,
        unseen: told.unseen,
        names,
    })
}

/// Whether what is answered was begun among staff; then so is the answer.
fn answers_among_staff(visit: &Visit, on: Ref, to: Option<Id<Post>>) -> Result<bool> {
    let Some(to) = to else { return Ok(false) };
    // What isn't there is refused by the deed, beside its field.
    let Some(post) = if_found(visit.find(to))?.filter(|post: &Post| post.on == on) else {
        return Ok(false);
    };
    let root = match post.reply_to {
        Some(root) => if_found(visit.find(root))?,
        None => Some(post),
    };
    Ok(root.is_some_and(|root: Post| root.audience.is_staff_only()))
}

/// Posts on a record that one may post on.
pub fn write<R: Room>(visit: &Visit, id: Id<R>, new: NewPost) -> Result<Written> {
    let ready = ready(visit, id.as_ref(), new)?;
    let unseen = ready.unseen.clone();
    let id = visit.act(R::POST, move |change| {
        let mut on = change.subject::<R>(id)?;
        post(change, &mut on, ready)
    })?;
    Ok(Written { id, unseen })
}

/// Posts on a record that the deed holds, with all that follows in its room.
pub fn post<R: Room>(
    change: &mut Change<'_, '_>,
    on: &mut Held<R>,
    ready: Ready,
) -> Result<Id<Post>> {
    if let Some(why) = on.closed() {
        return Err(Error::conflict(why));
    }
    let post = said(change, on, ready.new, ready.mentions)?;
    let hears = |person: &Id<User>| !post.audience.is_staff_only() || ready.names.is_staff(*person);
    for person in ready.told.into_iter().filter(hears) {
        let told = format!("You are named in {}", on.title());
        inbox::notify(change, person, &notices::NAMED, post.as_ref(), told)?;
    }
    R::posted(change, on, &post, &ready.names)?;
    Ok(post.id)
}

/// Posts on a record that the deed holds or made. What follows is the deed's to say, and nobody is named.
pub fn say<R: Room>(change: &mut Change<'_, '_>, on: &Held<R>, new: NewPost) -> Result<Held<Post>> {
    said(change, on, new, Vec::new())
}

fn said<R: Room>(
    change: &mut Change<'_, '_>,
    on: &Held<R>,
    new: NewPost,
    mentions: Vec<Ref>,
) -> Result<Held<Post>> {
    if text::shows_nothing(&new.text) && new.given.is_empty() && new.files.is_empty() {
        return Err(Error::field("text", "Say something, or attach a file."));
    }
    let root = match new.reply_to {
        Some(to) => Some(root_of(change, on.as_ref(), to)?),
        None => None,
    };
    let from_client = change.actor.tier == Tier::Client;
    // What was begun among staff is answered among staff.
    let staff_only = new.staff_only || root.as_ref().is_some_and(|r| r.audience.is_staff_only());
    let audience = Audience::of(staff_only, from_client, on.client_reads());
    if let Some(quoted) = new.quote {
        must_be_quotable(change, on.as_ref(), quoted, audience)?;
    }
    let mut files = new.files;
    for given in &new.given {
        let add = Attachments::of_house()?.add;
        files.push(add(change, on.as_ref(), given, !audience.is_staff_only())?);
    }
    change.insert(Post {
        on: on.as_ref(),
        audience,
        by: Id::new(change.actor.person),
        from_client,
        channel: new.channel,
        text: new.text,
        at: change.at,
        files,
        reply_to: root.map(|root| root.id),
        quote: new.quote,
        mentions,
        ..Post::default()
    })
}

/// The first post of the thread that a post stands in, or begins by being answered.
fn root_of(change: &mut Change<'_, '_>, on: Ref, to: Id<Post>) -> Result<Post> {
    let gone = || Error::field("reply_to", "What this answers isn't here.");
    let to = change.find(to)?.filter(|post| post.on == on);
    let to = to.ok_or_else(gone)?;
    match to.reply_to {
        None => Ok(to),
        Some(root) => change.find(root)?.ok_or_else(gone),
    }
}

/// What was said on a record goes on with the one that it turns out to be, with all that hangs on it.
pub(super) fn bring(change: &mut Change<'_, '_>, from: Ref, to: Ref) -> Result<()> {
    let said = moved::<Post>(change, BY_RECORD, Post::key_of(from), |post| post.on = to)?;
    for post in said {
        let key = || Key::new().id(post);
        moved::<Reaction>(change, super::reaction::BY_POST, key(), |held| held.on = to)?;
        moved::<Revision>(change, super::revision::BY_POST, key(), |held| held.on = to)?;
        moved::<Outcome>(change, super::outcome::BY_POST, key(), |held| held.on = to)?;
    }
    let key = || Post::key_of(from);
    moved::<Scheduled>(change, super::scheduled::BY_RECORD, key(), |held| {
        held.on = to
    })?;
    moved::<Draft>(change, super::draft::BY_RECORD, key(), |held| held.on = to)?;
    Ok(())
}

/// Brings over what is filed under a key. Which they were.
fn moved<R: Record>(
    change: &mut Change<'_, '_>,
    index: Index,
    key: Key,
    bring: impl Fn(&mut R),
) -> Result<Vec<Id<R>>> {
    let found = change
        .on_behalf("what was said on a record goes on with the one it turns out to be")
        .children::<R>(index, key)?;
    let mut ids = Vec::with_capacity(found.len());
    for mut held in found {
        bring(&mut held);
        change.put(&held)?;
        ids.push(held.id());
    }
    Ok(ids)
}
