//! Whoever is in a thread is told that somebody answers there: once, until they look, and not where they mute the room, were
//! named in the answer, or look at it already. A follower of the journal does it, so that nothing is lost and nobody who
//! writes waits for it.

use super::{
    Subscription, notices,
    standing::Involvement,
    subscription,
    thread::{BY_ROOT, ThreadSubscription},
};
use crate::{
    access::Action,
    base::{Id, Result, if_found},
    data::{Change, JournalEntry, Key, Query, Record, Ref, Visit, What},
    features::{
        authority::eyes_of,
        conversation::Post,
        followed::is_told,
        inbox,
        people::{Directory, User},
    },
    jobs::{self, Follower},
};

pub const TELL: Action = Action::system("threads.tell", "Tell who is in a thread of answers")
    .told("told who is in a thread");

/// People of one thread who are told at most.
const MOST: usize = 200;

pub struct Tell;

/// That somebody is to be told of an answer.
pub struct Told {
    to: Id<User>,
    mine: Id<ThreadSubscription>,
    answer: u64,
    about: Ref,
    text: String,
}

impl Follower for Tell {
    const NAME: &'static str = "answers in threads";
    const ACTION: Action = TELL;
    // What was said before there was this is nobody's news.
    const FROM: jobs::From = jobs::From::Now;
    type Found = Vec<Told>;

    fn read(&mut self, visit: &Visit, entries: &[JournalEntry]) -> Result<Option<Vec<Told>>> {
        let mut told = Vec::new();
        for entry in entries.iter().filter(|entry| entry.person != 0) {
            let made = entry.changes.iter();
            let made = made.filter(|change| change.what == What::Created);
            for change in made.filter(|change| change.of.kind == Post::KIND.code) {
                if let Some(post) = if_found(visit.find::<Post>(Id::new(change.of.id)))? {
                    answered(visit, entry, &post, &mut told)?;
                }
            }
        }
        Ok((!told.is_empty()).then_some(told))
    }

    fn write(found: &Vec<Told>, change: &mut Change<'_, '_>) -> Result<()> {
        for told in found {
            let mine = change.find(told.mine)?;
            if mine.is_some_and(|mine| !mine.left && mine.read < told.answer) {
                let of = &notices::ANSWERED;
                inbox::notify(change, told.to, of, told.about, told.text.as_str())?;
            }
        }
        Ok(())
    }
}

fn answered(visit: &Visit, entry: &JournalEntry, post: &Post, told: &mut Vec<Told>) -> Result<()> {
    let Some(root) = post.reply_to.filter(|_| post.by.raw() == entry.person) else {
        return Ok(());
    };
    let query = Query::<ThreadSubscription>::by(BY_ROOT).under(Key::new().id(root));
    let names = Directory::of(visit)?;
    for mine in visit.list(query.limit(MOST))?.rows {
        let to = mine.person;
        let apart = mine.left || to == post.by || post.names(to);
        if apart || !hears(visit, to, post.on)? || is_told(visit, entry, to)? {
            continue;
        }
        let theirs = eyes_of(visit, to)?;
        let sees = |theirs: Visit| theirs.sees_ref(post.as_ref());
        if theirs.map(sees).transpose()?.unwrap_or(false) {
            told.push(Told {
                to,
                mine: mine.id,
                answer: post.id.raw(),
                about: root.as_ref(),
                text: format!(
                    "{} answered in a thread that you are in",
                    names.name(post.by)
                ),
            });
        }
    }
    Ok(())
}

/// Whether somebody wants to hear of all that is said in a room.
fn hears(visit: &Visit, person: Id<User>, on: Ref) -> Result<bool> {
    let key = Subscription::key_of(person.raw(), on);
    let held = if_found(visit.find_by::<Subscription>(subscription::OF, key))?;
    Ok(held.is_none_or(|held| held.level == Involvement::All && !held.muted))
}
