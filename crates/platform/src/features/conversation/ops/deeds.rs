//! What one does to a post: other words, taking it away, a sign, a pin, something made of it.

use std::collections::BTreeSet;

use super::super::{
    Attachments, Outcome, Post, Reaction, Revision,
    actions::{EDIT, PIN, REACT, REMOVE, TAKE_BACK, UNREACT},
    mention::{self, Nameable},
    notices, outcome, reaction, revision,
};
use crate::{
    access::Action,
    base::{Error, Id, Result, if_found, text},
    data::{Change, Held, Record, Ref, Visit},
    features::{
        conversation::{AnyRoom, post::Deed},
        inbox,
        people::{Directory, User},
        settings::CurrentSettings,
    },
};

/// For how many minutes posts are edited in this house; nothing is for ever.
fn minutes(visit: &Visit) -> Result<Option<u32>> {
    Ok(CurrentSettings::of(visit)?.0.edit_minutes)
}

/// A post that the person reads where it stands: what is done to it is about that.
fn standing(change: &mut Change<'_, '_>, id: Id<Post>) -> Result<Post> {
    let post = change.find(id)?.ok_or(Error::NotFound)?;
    match change.sees_ref(post.on)? {
        true => change.about(post.on),
        false => return Err(Error::NotFound),
    }
    Ok(post)
}

/// One that the deed changes.
fn held(change: &mut Change<'_, '_>, id: Id<Post>) -> Result<Held<Post>> {
    standing(change, id)?;
    change.subject(id)
}

fn me(visit: &Visit) -> Id<User> {
    Id::new(visit.actor.person)
}

/// Why somebody can't edit a post now; nothing where they can.
pub fn may_edit(visit: &Visit, post: &Post) -> Result<()> {
    post.may_be_edited(me(visit), visit.at, minutes(visit)?)
}

/// Other words for a post of one's own. Who is named first by them is told.
pub fn edit(
    visit: &Visit,
    id: Id<Post>,
    typed: String,
    version: Option<u64>,
) -> Result<Vec<String>> {
    let minutes = minutes(visit)?;
    let post: Post = visit.find(id)?;
    if text::shows_nothing(&typed) && post.files.is_empty() {
        return Err(Error::field(
            "text",
            "Say something, or take the post away.",
        ));
    }
    let room = AnyRoom::of(visit, post.on)?;
    // Other words are new words: they are said where something may be said.
    if let Some(why) = room.closed(visit)? {
        return Err(Error::conflict(why));
    }
    if !room.may_post(visit)? {
        return Err(Error::Forbidden("Only others write here now.".into()));
    }
    let names = Directory::of(visit)?;
    let nameable = Nameable::by(visit, &room, &names)?;
    let (words, mentions) = mention::resolve(visit, &typed, &nameable)?;
    let fresh: Vec<Ref> = mentions
        .iter()
        .filter(|named| !post.mentions.contains(named))
        .copied()
        .collect();
    let told = mention::told(visit, &room, post.audience.is_staff_only(), &fresh, &names)?;
    let title = visit.title_of(post.on)?.unwrap_or_default();
    visit.act(EDIT, move |change| {
        let mut post = held(change, id)?;
        if version.is_some_and(|version| version != post.version) {
            return Err(Error::Stale);
        }
        if post.text == words {
            return Ok(());
        }
        let from = post.edited.unwrap_or(post.at);
        let by = Id::new(change.actor.person);
        let at = change.at;
        let before = post.edit(by, words, at, minutes)?;
        let named = std::mem::replace(&mut post.mentions, mentions);
        change.put(&post)?;
        change.insert(Revision {
            id: Id::NONE,
            version: 0,
            post: id,
            on: post.on,
            audience: post.audience,
            by,
            text: before,
            mentions: named,
            from,
            until: at,
        })?;
        for person in told.people {
            let told = format!("You are named in {title}");
            inbox::notify(change, person, &notices::NAMED, post.as_ref(), told)?;
        }
        Ok(())
    })?;
    Ok(told.unseen)
}

/// Which deed takes a post away for this person, if any does.
fn removing(visit: &Visit, post: &Post) -> Option<Action> {
    match post.by == me(visit) {
        _ if post.removed.is_some() => None,
        true => Some(TAKE_BACK),
        false => visit.may(&REMOVE, post).then_some(REMOVE),
    }
}

pub fn may_remove(visit: &Visit, post: &Post) -> bool {
    removing(visit, post).is_some()
}

/// Takes a post away: its words, what they were before, and its files. A mark stays where it stood.
pub fn remove(visit: &Visit, id: Id<Post>) -> Result<()> {
    let post: Post = visit.find(id)?;
    post.must_be_there()?;
    let action =
        removing(visit, &post).ok_or_else(|| Error::Forbidden(visit.why(&REMOVE, &post)))?;
    visit.act(action, move |change| {
        let mut post = held(change, id)?;
        let files = post.files.clone();
        let (by, at) = (Id::new(change.actor.person), change.at);
        post.remove(by, at)?;
        change.put(&post)?;
        for said in change.children::<Revision>(revision::BY_POST, Revision::key_of(id))? {
            let said = change.subject(said.id)?;
            change.delete(&said)?;
        }
        for file in files {
            (Attachments::of_house()?.put_away)(change, file)?;
        }
        Ok(())
    })
}

/// Gives a post a sign, once.
pub fn react(visit: &Visit, id: Id<Post>, typed: &str) -> Result<()> {
    let sign = Reaction::sign(typed)?;
    visit.act(REACT, move |change| {
        let post = standing(change, id)?;
        post.must_be_there()?;
        let by = Id::new(change.actor.person);
        let key = Reaction::once_key(id, by, &sign);
        if change.by_unique::<Reaction>(reaction::ONCE, key)?.is_some() {
            return Ok(());
        }
        must_have_room(change, id, by, &sign)?;
        let at = change.at;
        change.insert(Reaction {
            id: Id::NONE,
            version: 0,
            post: id,
            on: post.on,
            audience: post.audience,
            by,
            sign,
            at,
        })?;
        Ok(())
    })
}

/// Whether one more sign of somebody fits on a post.
fn must_have_room(
    change: &mut Change<'_, '_>,
    id: Id<Post>,
    by: Id<User>,
    sign: &str,
) -> Result<()> {
    let given = change.children::<Reaction>(reaction::BY_POST, Reaction::key_of(id))?;
    let own = given.iter().filter(|held| held.by == by).count();
    if own >= reaction::MOST_OF_ONE {
        return Err(Error::field(
            "sign",
            format!(
                "You gave {} signs to this post already. Take one back first.",
                reaction::MOST_OF_ONE
            ),
        ));
    }
    let different: BTreeSet<&str> = given.iter().map(|held| held.sign.as_str()).collect();
    match different.contains(sign) || different.len() < reaction::MOST_DIFFERENT {
        true => Ok(()),
        false => Err(Error::field(
            "sign",
            "This post has as many different signs as it can show. Give one of those.",
        )),
    }
}

/// Takes one's own sign back.
pub fn unreact(visit: &Visit, id: Id<Post>, typed: &str) -> Result<()> {
    let sign = Reaction::sign(typed)?;
    visit.act(UNREACT, move |change| {
        standing(change, id)?;
        let key = Reaction::once_key(id, Id::new(change.actor.person), &sign);
        let Some(given) = change.by_unique::<Reaction>(reaction::ONCE, key)? else {
            return Ok(());
        };
        let held = change.subject(given.id)?;
        change.delete(&held)
    })
}

pub fn may_pin(visit: &Visit, post: &Post) -> bool {
    post.removed.is_none() && visit.may(&PIN, post)
}

/// Pins a post where it stands, for everybody who reads it.
pub fn pin(visit: &Visit, id: Id<Post>) -> Result<()> {
    pinned(visit, id, true)
}

pub fn unpin(visit: &Visit, id: Id<Post>) -> Result<()> {
    pinned(visit, id, false)
}

fn pinned(visit: &Visit, id: Id<Post>, yes: bool) -> Result<()> {
    visit.act(PIN, move |change| {
        let mut post = held(change, id)?;
        post.must_be_there()?;
        let (by, at) = (Id::new(change.actor.person), change.at);
        match (post.pinned, yes) {
            (None, true) => post.pinned = Some(Deed { by, at }),
            (Some(_), false) => post.pinned = None,
            _ => return Ok(()),
        }
        change.put(&post)
    })
}

// ── what is made of it ──

/// Notes within the deed that made it that this was made of a post which the person reads.
pub fn note_outcome(change: &mut Change<'_, '_>, id: Id<Post>, made: Ref) -> Result<()> {
    let post = standing(change, id)?;
    post.must_be_there()?;
    let (by, at) = (Id::new(change.actor.person), change.at);
    change.insert(Outcome {
        id: Id::NONE,
        version: 0,
        post: id,
        on: post.on,
        audience: post.audience,
        made,
        by,
        at,
    })?;
    Ok(())
}

/// What was made of a post.
pub fn outcomes(visit: &Visit, post: &Post) -> Result<Vec<Ref>> {
    let made = visit.related::<Outcome>(post, outcome::BY_POST, Outcome::key_of(post.id), 20)?;
    Ok(made.into_iter().map(|outcome| outcome.made).collect())
}

/// The post that a record was made of, for whoever reads it.
pub fn origin(visit: &Visit, made: Ref) -> Result<Option<Post>> {
    let found = visit.find_by::<Outcome>(outcome::BY_MADE, Outcome::made_key(made));
    match if_found(found)? {
        Some(outcome) => if_found(visit.find(outcome.post)),
        None => Ok(None),
    }
}
