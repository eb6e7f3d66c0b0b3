//! How much of a room is unread, counted along the rows of its posts: edits, posts taken away, permissions that go and tabs
//! that read at once change nothing that would have to be kept in step.

use std::collections::BTreeSet;

use super::standing::{Involvement, Standing};
use crate::{
    access::Tier,
    base::{Error, Moment, Result},
    data::{Query, Ref, Visit},
    features::conversation::{self, Arrival, Post},
};

/// Counted up to so many: more is "99+".
pub const MOST: usize = 100;
/// Rows that are looked at for it. Where so many don't count (replies, what was taken away), there is more than anybody
/// catches up with by reading.
const FARTHEST: usize = 2_000;

/// How much of a room is unread for somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unread {
    /// Posts of others that stand there by themselves and weren't read.
    pub posts: usize,
    /// Those of others that name them, replies as well.
    pub mentions: usize,
    /// The first of them.
    pub first: Option<u64>,
}

impl Unread {
    /// How much there is, whatever of it counts: a mention in a thread is new too.
    pub fn all(&self) -> usize {
        self.posts.max(self.mentions)
    }

    /// How much of it counts for somebody.
    pub fn counted(&self, level: Involvement, muted: bool) -> usize {
        match level {
            Involvement::Nothing | Involvement::Unknown => 0,
            Involvement::All if !muted => self.all(),
            Involvement::All | Involvement::Mentions => self.mentions,
        }
    }
}

/// Who somebody is where they are named: themselves, their departments, their roles.
pub struct Names(Vec<Ref>);

impl Names {
    pub fn of(visit: &Visit) -> Result<Names> {
        conversation::names_of(visit).map(Names)
    }
}

/// Whether a post counts for somebody who reads as this tier.
fn counts(row: &Arrival, me: u64, client: bool) -> bool {
    row.there && row.by.raw() != me && (row.to_clients || !client)
}

/// What is unread of a room as its rows say it, before anybody is asked for by name.
#[derive(Default)]
struct Arrived {
    posts: usize,
    first: Option<u64>,
    /// Something of it is a reply: it counts where it names the person.
    replies: bool,
}

/// How much is unread of a room that the person sees; nothing of one that they don't see any more.
pub fn unread(visit: &Visit, names: &Names, standing: &Standing) -> Result<Unread> {
    let Some(arrived) = arrived(visit, standing)? else {
        return Ok(Unread::default());
    };
    let mentions = naming(visit, names, standing)?;
    let first = [arrived.first, mentions.first().copied()];
    Ok(Unread {
        posts: arrived.posts,
        mentions: mentions.len().min(MOST),
        first: first.into_iter().flatten().min(),
    })
}

/// How much of what is unread of a room counts for the person, as `Unread::counted` says it, by as few rows as that takes:
/// who is named where is looked for only where it can change the number.
pub fn counted(visit: &Visit, names: &Names, standing: &Standing) -> Result<usize> {
    let (level, muted) = (standing.level, standing.muted);
    if matches!(level, Involvement::Nothing | Involvement::Unknown) {
        return Ok(0);
    }
    let Some(arrived) = arrived(visit, standing)? else {
        return Ok(0);
    };
    let mut found = Unread {
        posts: arrived.posts,
        ..Unread::default()
    };
    // Whoever is named in a post that stands by itself has it among the posts already.
    let by_posts = level == Involvement::All && !muted;
    if !by_posts || (arrived.replies && arrived.posts < MOST) {
        found.mentions = naming(visit, names, standing)?.len().min(MOST);
    }
    Ok(found.counted(level, muted))
}

/// What came into a room since the person read it; none where nothing did, or where they don't see it any more.
fn arrived(visit: &Visit, standing: &Standing) -> Result<Option<Arrived>> {
    let (me, client) = (visit.actor.person, visit.actor.tier == Tier::Client);
    let (mut found, mut looked) = (Arrived::default(), 0);
    let after = Arrival::after(standing.of, standing.position);
    let posts = visit.each_row(standing.of, &after, &mut |number, row| {
        looked += 1;
        match Arrival::read(row).filter(|row| counts(row, me, client)) {
            Some(row) if row.reply => found.replies = true,
            Some(_) => {
                found.posts += 1;
                found.first.get_or_insert(number);
            }
            None => {}
        }
        found.posts < MOST && looked < FARTHEST
    });
    match posts {
        Err(Error::NotFound) => return Ok(None),
        other => other?,
    }
    if looked == FARTHEST && found.posts > 0 {
        found.posts = MOST;
    }
    Ok((looked > 0).then_some(found))
}

/// What names the person in a room since they read it.
fn naming(visit: &Visit, names: &Names, standing: &Standing) -> Result<BTreeSet<u64>> {
    let (me, client) = (visit.actor.person, visit.actor.tier == Tier::Client);
    let mut mentions = BTreeSet::new();
    for whom in &names.0 {
        let naming = Arrival::naming(*whom, standing.of, standing.position);
        let mut looked = 0;
        visit.each_row(standing.of, &naming, &mut |number, row| {
            looked += 1;
            if Arrival::read(row).is_some_and(|row| counts(&row, me, client)) {
                mentions.insert(number);
            }
            mentions.len() < MOST && looked < FARTHEST
        })?;
    }
    Ok(mentions)
}

/// How much of a thread that the person sees is unread after a reply.
pub fn in_thread(visit: &Visit, root: &Post, read: u64) -> Result<usize> {
    up_to(visit, root, read, MOST)
}

/// Whether anything of it is: it is looked through no farther than to the first.
pub fn any_in_thread(visit: &Visit, root: &Post, read: u64) -> Result<bool> {
    Ok(up_to(visit, root, read, 1)? > 0)
}

fn up_to(visit: &Visit, root: &Post, read: u64, most: usize) -> Result<usize> {
    let (me, client) = (visit.actor.person, visit.actor.tier == Tier::Client);
    let (mut found, mut looked) = (0, 0);
    let after = Arrival::replies_after(root.id, read);
    visit.each_row(root.on, &after, &mut |_, row| {
        looked += 1;
        found += usize::from(Arrival::read(row).is_some_and(|row| counts(&row, me, client)));
        found < most && looked < FARTHEST
    })?;
    Ok(found)
}

/// The last reply of a thread that the person reads, and when it was said.
pub fn last_reply(visit: &Visit, root: &Post) -> Result<Option<(u64, Moment)>> {
    let newest = Arrival::replies_after(root.id, 0).descending(true);
    Ok(newest_of(visit, root.on, &newest)?.map(|(number, row)| (number, row.at)))
}

/// The last post on a record that the person reads: its number, and what its row says.
pub fn last(visit: &Visit, of: Ref) -> Result<Option<(u64, Arrival)>> {
    newest_of(visit, of, &Arrival::after(of, 0).descending(true))
}

fn newest_of(visit: &Visit, of: Ref, newest: &Query<Post>) -> Result<Option<(u64, Arrival)>> {
    let client = visit.actor.tier == Tier::Client;
    let mut found = None;
    visit.each_row(of, newest, &mut |number, row| {
        found = Arrival::read(row)
            .filter(|row| row.to_clients || !client)
            .map(|row| (number, row));
        found.is_none()
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_is_what_somebody_wants_to_hear_of() {
        let unread = Unread {
            posts: 7,
            mentions: 2,
            first: Some(1),
        };
        for (level, muted, counted) in [
            (Involvement::All, false, 7),
            (Involvement::All, true, 2),
            (Involvement::Mentions, false, 2),
            (Involvement::Mentions, true, 2),
            (Involvement::Nothing, false, 0),
        ] {
            assert_eq!(unread.counted(level, muted), counted, "{level:?} {muted}");
        }
        let replied = Unread {
            mentions: 1,
            ..Unread::default()
        };
        assert_eq!(replied.counted(Involvement::All, false), 1, "in a thread");
        assert_eq!((replied.all(), unread.all()), (1, 7));
    }
}
