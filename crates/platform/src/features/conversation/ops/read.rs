//! Reading what was said on a record that the visit holds.

use std::collections::BTreeMap;

use super::super::{
    AnyRoom, Post, Reaction, Revision, Room,
    post::{BY_PIN, BY_RECORD, BY_ROOM, BY_THREAD, REPLIES, TO_CLIENTS},
    reaction, revision,
};
use crate::{
    access::Tier,
    base::{Error, Id, Moment, Result, if_found},
    data::{Change, Index, Key, Page, Paging, Query, Ref, Visit},
    features::people::User,
};

/// Replies of a thread that are shown below it until somebody opens it.
const LAST_REPLIES: usize = 3;

/// What a client reads of a list is a range of its own.
fn readable(visit: &Visit, query: Query<Post>) -> Query<Post> {
    match visit.actor.tier {
        Tier::Client => query.facet(TO_CLIENTS, Key::new()),
        _ => query,
    }
}

fn under(index: Index, on: Ref) -> Query<Post> {
    Query::by(index).under(Post::key_of(on))
}

/// All that was said on a record, replies as well, page by page.
pub fn list<R: Room>(visit: &Visit, on: &R, paging: Paging) -> Result<Page<Post>> {
    let query = under(BY_RECORD, on.as_ref()).descending(R::NEWEST_FIRST);
    visit.list(readable(visit, query).page(paging))
}

/// As much of it as a page shows.
pub fn recent<R: Room>(visit: &Visit, on: &R, most: usize) -> Result<Vec<Post>> {
    Ok(list(visit, on, Paging::first(most))?.rows)
}

/// What was said last, the oldest of it first; replies as well.
pub fn latest(visit: &Visit, room: &AnyRoom, most: usize) -> Result<Vec<Post>> {
    let query = under(BY_RECORD, room.on).descending(true).limit(most);
    let mut rows = visit.list(readable(visit, query))?.rows;
    rows.reverse();
    Ok(rows)
}

/// Which part of a conversation is shown.
#[derive(Debug, Clone, Default)]
pub enum Around {
    /// The end of it.
    #[default]
    Latest,
    /// What was said before and from a post on.
    Post(Id<Post>),
    /// From a moment on.
    Moment(Moment),
}

/// A part of what stands on a record by itself (threads are below their first post), the oldest first, and whether there
/// is more before and after it.
#[derive(Debug, Clone)]
pub struct Part {
    pub posts: Vec<Post>,
    pub earlier: bool,
    pub later: bool,
}

/// A part of a conversation, at most `most` posts.
pub fn around(visit: &Visit, room: &AnyRoom, place: &Around, most: usize) -> Result<Part> {
    let whole = || readable(visit, under(BY_ROOM, room.on));
    let from = match place {
        Around::Latest => {
            let mut posts = visit.list(whole().descending(true).limit(most + 1))?.rows;
            let earlier = posts.len() > most;
            posts.truncate(most);
            posts.reverse();
            return Ok(Part {
                posts,
                earlier,
                later: false,
            });
        }
        Around::Moment(at) => *at,
        Around::Post(id) => {
            let post = visit.find(*id)?;
            let root = match post.reply_to {
                Some(root) => visit.find(root)?,
                None => post,
            };
            match root.on == room.on {
                true => root.at,
                false => return Err(Error::NotFound),
            }
        }
    };
    let key = || Key::new().signed(from.0);
    let before = whole().until(key()).descending(true);
    let mut posts = visit.list(before.limit(most / 2 + 1))?.rows;
    let earlier = posts.len() > most / 2;
    posts.truncate(most / 2);
    posts.reverse();
    let room_for = most - posts.len();
    let mut after = visit.list(whole().from(key()).limit(room_for + 1))?.rows;
    let later = after.len() > room_for;
    after.truncate(room_for);
    posts.extend(after);
    Ok(Part {
        posts,
        earlier,
        later,
    })
}

/// The replies of a thread, the oldest first, page by page.
pub fn in_thread(visit: &Visit, root: &Post, paging: Paging) -> Result<Page<Post>> {
    let query = Query::of(root, BY_THREAD, Post::thread_key(root.id));
    visit.list(readable(visit, query).page(paging))
}

/// A part of a thread, at most `most` replies: the last ones, or those up to one of them (`upto`), which is the last that is
/// shown then. A reply that has to be among them (`shows`) is.
pub fn thread_part(
    visit: &Visit,
    root: &Post,
    (upto, shows): (Option<Id<Post>>, Option<Id<Post>>),
    most: usize,
) -> Result<Part> {
    let reply = |id: Option<Id<Post>>| -> Result<Option<Post>> {
        let Some(id) = id else { return Ok(None) };
        let found: Option<Post> = if_found(visit.find(id))?;
        Ok(found.filter(|post| post.reply_to == Some(root.id)))
    };
    if let Some(upto) = reply(upto)? {
        return replies_up_to(visit, root, Some(&upto), most);
    }
    let last = replies_up_to(visit, root, None, most)?;
    match reply(shows)? {
        Some(shows) if !last.posts.iter().any(|post| post.id == shows.id) => {
            replies_up_to(visit, root, Some(&shows), most)
        }
        _ => Ok(last),
    }
}

fn replies_up_to(visit: &Visit, root: &Post, last: Option<&Post>, most: usize) -> Result<Part> {
    let whole = || {
        let all = Query::of(root, BY_THREAD, Post::thread_key(root.id));
        readable(visit, all)
    };
    let behind = |post: &Post| Key::new().signed(post.at.0).number(post.id.raw() + 1);
    let until = match last {
        Some(last) => whole().until(behind(last)),
        None => whole(),
    };
    let mut posts = visit.list(until.descending(true).limit(most + 1))?.rows;
    let earlier = posts.len() > most;
    posts.truncate(most);
    posts.reverse();
    let later = match last {
        Some(last) => visit.first(whole().from(behind(last)))?.is_some(),
        None => false,
    };
    Ok(Part {
        posts,
        earlier,
        later,
    })
}

/// How many replies of a thread this person reads, and the last of them.
pub fn replies(visit: &Visit, root: &Post) -> Result<(usize, Vec<Post>)> {
    let mut count = visit.tally::<Post>(REPLIES, Post::replies_key(root.id, true))?;
    if visit.actor.tier.is_staff() {
        count += visit.tally::<Post>(REPLIES, Post::replies_key(root.id, false))?;
    }
    let count = usize::try_from(count).unwrap_or(0);
    if count == 0 {
        return Ok((0, Vec::new()));
    }
    let query = Query::of(root, BY_THREAD, Post::thread_key(root.id)).descending(true);
    let mut last = visit.list(readable(visit, query.limit(LAST_REPLIES)))?.rows;
    last.reverse();
    Ok((count, last))
}

/// All that was said on a record, of whatever kind, page by page.
pub fn all(visit: &Visit, room: &AnyRoom, paging: Paging, newest: bool) -> Result<Page<Post>> {
    let query = under(BY_RECORD, room.on).descending(newest);
    visit.list(readable(visit, query).page(paging))
}

/// What is pinned on a record, the last pinned first.
pub fn pinned(visit: &Visit, room: &AnyRoom, paging: Paging) -> Result<Page<Post>> {
    let query = under(BY_PIN, room.on).descending(true);
    visit.list(readable(visit, query).page(paging))
}

/// Who gave which sign to a post, each sign where it was given first.
#[derive(Debug, Clone, Default)]
pub struct Reactions(pub Vec<(String, Vec<Id<User>>)>);

pub fn reactions(visit: &Visit, post: &Post) -> Result<Reactions> {
    let key = || Reaction::key_of(post.id);
    if post.removed.is_some() || visit.tally::<Reaction>(reaction::COUNT, key())? == 0 {
        return Ok(Reactions::default());
    }
    let given = visit.related::<Reaction>(post, reaction::BY_POST, key(), 500)?;
    let mut found = Reactions::default();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for one in given {
        let n = *at.entry(one.sign.clone()).or_insert(found.0.len());
        match found.0.get_mut(n) {
            Some((_, people)) => people.push(one.by),
            None => found.0.push((one.sign, vec![one.by])),
        }
    }
    Ok(found)
}

/// Each sign that was given to a post, the first first.
pub fn each_reaction(visit: &Visit, post: &Post, paging: Paging) -> Result<Page<Reaction>> {
    let query = Query::of(post, reaction::BY_POST, Reaction::key_of(post.id));
    visit.list(query.page(paging))
}

/// What a post said before it was edited, the first first.
pub fn revisions(visit: &Visit, post: &Post, paging: Paging) -> Result<Page<Revision>> {
    let query = Query::of(post, revision::BY_POST, Revision::key_of(post.id));
    visit.list(query.page(paging))
}

/// Whether anything was said on a record, for a deed that asks.
pub fn any<R: Room>(change: &mut Change<'_, '_>, on: &R) -> Result<bool> {
    Ok(change
        .unscoped("what anybody said counts, whoever asks")
        .last_child::<Post>(BY_RECORD, Post::key_of(on.as_ref()))?
        .is_some())
}
