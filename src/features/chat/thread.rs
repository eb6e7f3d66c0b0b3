//! Threads that somebody is in, and how far they read each: whoever began one, answered in it or was named there. What is
//! said in a thread isn't counted in its room, so it is counted here.

use serde::{Deserialize, Serialize};

use super::{actions::READ_ALONG, notices, unread};
use crate::{
    access::{Placement, Tier},
    base::{Id, Moment, Result, if_found, time},
    data::{
        Change, Declares, Deriving, Index, Key, Kind, Page, Paging, Query, Record, Ref, Visit,
        record,
    },
    features::{
        conversation::Post,
        inbox,
        people::{Directory, User},
    },
};

/// Threads with something unread that are looked at for one person.
const MOST: usize = 200;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ThreadSubscription {
    #[serde(skip)]
    pub id: Id<ThreadSubscription>,
    #[serde(skip)]
    pub version: u64,
    pub person: Id<User>,
    /// The first post of the thread.
    pub root: Id<Post>,
    /// The number of the last reply that they have read.
    #[serde(default)]
    pub read: u64,
    /// The number of the last reply that there was, and when that was.
    #[serde(default)]
    pub last: u64,
    #[serde(default)]
    pub at: Moment,
    /// They want to hear no more of it, until they are named in it or answer again.
    #[serde(default)]
    pub left: bool,
}

impl Default for ThreadSubscription {
    fn default() -> ThreadSubscription {
        ThreadSubscription {
            id: Id::NONE,
            version: 0,
            person: Id::NONE,
            root: Id::NONE,
            read: 0,
            last: 0,
            at: Moment::default(),
            left: false,
        }
    }
}

/// The one of a person and a thread.
pub const OF: Index = Index::unique(1);
/// A person's, where something was said last at the end.
pub const BY_PERSON: Index = Index::plain(2);
/// Those of a person in which there may be something unread, each row with where they stand.
pub const UNREAD: Index = Index::plain(3);
/// Whoever is in a thread.
pub const BY_ROOT: Index = Index::plain(4);

impl ThreadSubscription {
    pub fn key_of(person: Id<User>, root: Id<Post>) -> Key {
        Key::new().id(person).id(root)
    }

    fn title(&self) -> String {
        format!("the thread of {}", self.root)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.person.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(OF, ThreadSubscription::key_of(self.person, self.root));
        to.index(BY_ROOT, Key::new().id(self.root));
        if self.left {
            return;
        }
        let person = || Key::new().id(self.person);
        to.index(BY_PERSON, person().signed(self.at.0));
        if self.last > self.read {
            let mut row = self.root.raw().to_be_bytes().to_vec();
            row.extend(self.read.to_be_bytes());
            to.index_with(UNREAD, person(), row);
        }
    }

    /// A row of `UNREAD`: the thread, and up to which reply they read. None when it can't be read.
    fn read_row(row: &[u8]) -> Option<(Id<Post>, u64)> {
        let (root, read) = row.split_first_chunk::<8>()?;
        let read: [u8; 8] = read.try_into().ok()?;
        Some((Id::new(u64::from_be_bytes(*root)), u64::from_be_bytes(read)))
    }

    // ── rules ──

    /// Something was said in it.
    fn said(&mut self, reply: &Post, named: bool) {
        let own = reply.by == self.person;
        self.last = self.last.max(reply.id.raw());
        self.at = self.at.max(reply.at);
        self.left &= !(own || named);
        if own {
            self.seen(reply.id.raw());
        }
    }

    /// They have read it up to this reply; never back.
    fn seen(&mut self, reply: u64) {
        self.read = self.read.max(reply);
    }
}

record!(ThreadSubscription, Kind::new(78, "thread-subscriptions", "TSB").personal().unjournaled(), view: READ_ALONG);

// ── who is in one ──

/// What was said longer ago than this when it comes in was taken in, and is nothing new.
const LONG_AGO: i64 = time::DAY;

/// Whoever began a thread, answers in it or is named there is in it from then on.
pub(super) fn follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Post::KIND.code) {
        let id = Id::<Post>::new(of.id);
        let Some(reply) = change.find(id)? else {
            continue;
        };
        let Some(root) = reply.reply_to else { continue };
        if change.was(id)?.is_none()
            && let Some(root) = change.find(root)?
        {
            joined(change, &root, &reply)?;
        }
    }
    Ok(())
}

fn joined(change: &mut Deriving<'_, '_, '_>, root: &Post, reply: &Post) -> Result<()> {
    let old = change.at.since(reply.at) > LONG_AGO;
    let named = |person: Id<User>| reply.names(person);
    let people = reply
        .mentions
        .iter()
        .filter(|of| of.kind == User::KIND.code);
    let mut coming: Vec<Id<User>> = people.map(|of| Id::new(of.id)).collect();
    coming.extend([root.by, reply.by]);
    coming.sort_unstable();
    coming.dedup();
    let held: Vec<ThreadSubscription> = change.children(BY_ROOT, Key::new().id(root.id))?;
    for mut mine in held {
        coming.retain(|person| *person != mine.person);
        mine.said(reply, named(mine.person));
        if old {
            mine.seen(reply.id.raw());
        }
        change.put(&mine)?;
    }
    for person in coming {
        let works =
            Directory::person_in(change, person)?.is_some_and(|user| user.tier != Tier::Client);
        if !works {
            continue;
        }
        let mut mine = ThreadSubscription {
            person,
            root: root.id,
            // What was said before they came is nothing new to them.
            read: reply.id.raw().saturating_sub(1),
            ..ThreadSubscription::default()
        };
        mine.said(reply, true);
        if old {
            mine.seen(reply.id.raw());
        }
        change.insert(mine)?;
    }
    Ok(())
}

/// What goes with a post whose time is over.
pub(super) fn forget(change: &mut Change<'_, '_>, of: Ref) -> Result<()> {
    if of.kind != Post::KIND.code {
        return Ok(());
    }
    let held = change.children::<ThreadSubscription>(BY_ROOT, Key::new().number(of.id))?;
    for held in held {
        let held = change.subject(held.id)?;
        change.forget(&held)?;
    }
    Ok(())
}

// ── reading ──

/// A thread as one person has it.
pub struct Thread {
    pub root: Post,
    pub mine: ThreadSubscription,
    pub unread: usize,
}

/// What the person has with a thread; none where they aren't in it.
pub fn held(visit: &Visit, root: Id<Post>) -> Result<Option<ThreadSubscription>> {
    let key = ThreadSubscription::key_of(Id::new(visit.actor.person), root);
    if_found(visit.own_by(OF, key))
}

/// A thread that the person sees, whether they are in it or not.
pub fn of(visit: &Visit, root: Post) -> Result<Thread> {
    let mine = held(visit, root.id)?;
    let mine = mine.unwrap_or_else(|| ThreadSubscription {
        root: root.id,
        at: root.at,
        left: true,
        ..ThreadSubscription::default()
    });
    let unread = match mine.last > mine.read {
        true => unread::in_thread(visit, &root, mine.read)?,
        false => 0,
    };
    Ok(Thread { root, mine, unread })
}

/// Threads that the person is in and still sees, the one in which something was said last first.
pub fn mine(visit: &Visit, paging: Paging) -> Result<Page<Thread>> {
    let me = Key::new().number(visit.actor.person);
    let query = Query::own(BY_PERSON, me).descending(true).page(paging);
    let page: Page<ThreadSubscription> = visit.list(query)?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for mine in page.rows {
        if let Some(root) = if_found(visit.find(mine.root))? {
            rows.push(of(visit, root)?);
        }
    }
    Ok(Page {
        rows,
        next: page.next,
        previous: page.previous,
    })
}

/// In how many of their threads something is unread.
pub fn waiting(visit: &Visit) -> Result<usize> {
    let mut held = Vec::new();
    visit.each_own_row::<ThreadSubscription>(UNREAD, &mut |_, row| {
        held.extend(ThreadSubscription::read_row(row));
        held.len() < MOST
    })?;
    let mut waiting = 0;
    for (root, read) in held {
        if let Some(root) = if_found(visit.find(root))?
            && unread::any_in_thread(visit, &root, read)?
        {
            waiting += 1;
        }
    }
    Ok(waiting)
}

// ── verbs ──

/// The person has seen a thread up to a reply, or to its end. Nothing where they aren't in it.
pub fn read(visit: &Visit, post: Id<Post>, to: Option<Id<Post>>) -> Result<()> {
    let post = visit.find(post)?;
    let Some(mine) = held(visit, post.root())? else {
        return Ok(());
    };
    inbox::saw(visit, &notices::ANSWERED, post.root().as_ref())?;
    let to = to.map_or(mine.last, |post| post.raw().min(mine.last));
    if to <= mine.read {
        return Ok(());
    }
    let id = mine.id;
    visit.act_softly(super::actions::READ, move |change| {
        let mut mine = change.subject(id)?;
        mine.seen(to);
        change.put(&mine)
    })
}

/// Says whether the person wants to hear of a thread: they come into it, or go out of it.
pub fn set(visit: &Visit, post: Id<Post>, follows: bool) -> Result<()> {
    // A thread has the number of its first post.
    let root = visit.find(post)?.root();
    let last = unread::last_reply(visit, &visit.find(root)?)?;
    visit.act_softly(super::actions::SET, move |change| {
        let person = Id::new(change.actor.person);
        let key = ThreadSubscription::key_of(person, root);
        let (last, at) = last.unwrap_or((0, change.at));
        match change.by_unique::<ThreadSubscription>(OF, key)? {
            Some(held) => {
                let mut held = change.subject(held.id)?;
                held.left = !follows;
                change.put(&held)
            }
            None if !follows => Ok(()),
            None => {
                change.insert(ThreadSubscription {
                    person,
                    root,
                    read: last,
                    last,
                    at,
                    ..ThreadSubscription::default()
                })?;
                Ok(())
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(id: u64, by: u64) -> Post {
        Post {
            id: Id::new(id),
            by: Id::new(by),
            at: Moment(id as i64 * 1000),
            reply_to: Some(Id::new(1)),
            ..Post::default()
        }
    }

    #[test]
    fn ones_own_words_are_read_and_others_are_not() {
        let mut mine = ThreadSubscription {
            person: Id::new(7),
            ..ThreadSubscription::default()
        };
        mine.said(&reply(5, 8), false);
        assert_eq!((mine.read, mine.last), (0, 5));
        mine.said(&reply(6, 7), false);
        assert_eq!((mine.read, mine.last), (6, 6));
        mine.seen(2);
        assert_eq!(mine.read, 6, "never back");
    }

    #[test]
    fn whoever_left_comes_back_by_a_word() {
        for (by, named, back) in [(8, false, false), (8, true, true), (7, false, true)] {
            let mut mine = ThreadSubscription {
                person: Id::new(7),
                left: true,
                ..ThreadSubscription::default()
            };
            mine.said(&reply(5, by), named);
            assert_eq!(!mine.left, back, "{by} {named}");
        }
    }

    #[test]
    fn a_row_says_where_somebody_stands() {
        let mut row = 12u64.to_be_bytes().to_vec();
        row.extend(90u64.to_be_bytes());
        let read = ThreadSubscription::read_row(&row);
        assert_eq!(read, Some((Id::new(12), 90)));
        assert_eq!(ThreadSubscription::read_row(&row[..9]), None);
    }
}
