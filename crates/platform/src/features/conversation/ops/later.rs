//! What waits: drafts, and what is posted later.

use super::super::{
    AnyRoom, Audience, Draft, Scheduled,
    actions::{DISCARD, DRAFT, POST_DUE, SCHEDULE},
    draft::{self, Place},
    new_post::{NewPost, must_be_quotable},
    notices, scheduled as waits,
};
use crate::{
    access::Tier,
    base::{Error, Id, Moment, Result, if_found, text, time},
    data::{Change, Held, Page, Paging, Query, Record, Ref, Visit},
    features::{authority::Access, inbox, people::User},
};

/// Why nothing is scheduled with files.
pub const FILES_AT_ONCE: &str =
    "Files go with a post at once. Send them now, or schedule the words alone.";

/// How far ahead a post can be scheduled.
const FARTHEST: i64 = 366 * time::DAY;

fn me(visit: &Visit) -> Id<User> {
    Id::new(visit.actor.person)
}

// ── drafts ──

/// Keeps what somebody has begun to write; empty is given up. The last word of whichever device counts.
pub fn keep_draft(visit: &Visit, place: Place, typed: String) -> Result<()> {
    AnyRoom::of(visit, place.on)?;
    let place = place_for(visit, place);
    visit.act_softly(DRAFT, move |change| {
        let (by, at) = (Id::new(change.actor.person), change.at);
        let key = Draft::once_key(by, &place);
        let held = change.by_unique::<Draft>(draft::ONCE, key)?;
        match held {
            Some(held) if held.text == typed => Ok(()),
            Some(held) => {
                let mut held = change.subject(held.id)?;
                (held.text, held.at) = (typed, at);
                change.put(&held)
            }
            None if text::shows_nothing(&typed) => Ok(()),
            None => {
                change.insert(Draft {
                    id: Id::NONE,
                    version: 0,
                    by,
                    on: place.on,
                    reply_to: place.reply_to,
                    audience: place.audience,
                    text: typed,
                    at,
                })?;
                Ok(())
            }
        }
    })
}

/// A client has one circle of readers.
fn place_for(visit: &Visit, place: Place) -> Place {
    match visit.actor.tier {
        Tier::Client => Place {
            audience: Audience::WithClient,
            ..place
        },
        _ => place,
    }
}

/// What the person has begun to write there; nothing for whoever looks through their eyes.
pub fn draft_of(visit: &Visit, place: Place) -> Result<Option<Draft>> {
    if visit.actor.looked_through {
        return Ok(None);
    }
    let key = Draft::once_key(me(visit), &place_for(visit, place));
    let found = if_found(visit.own_by::<Draft>(draft::ONCE, key))?;
    Ok(found.filter(|draft| !draft.text.is_empty()))
}

/// All that they have begun to write, the last touched first.
pub fn drafts(visit: &Visit, paging: Paging) -> Result<Page<Draft>> {
    let query = Query::own(draft::BY_PERSON, Draft::key_of(me(visit))).descending(true);
    visit.list(query.page(paging))
}

// ── later ──

/// Posts it when it is due, if one may then.
pub fn schedule(visit: &Visit, on: Ref, new: NewPost, due: Moment) -> Result<Id<Scheduled>> {
    let room = AnyRoom::of(visit, on)?;
    if !room.may_post(visit)? {
        return Err(Error::Forbidden("You may not post here.".into()));
    }
    if text::shows_nothing(&new.text) {
        return Err(Error::field("text", "Say something."));
    }
    if !new.given.is_empty() || !new.files.is_empty() {
        return Err(Error::field("file", FILES_AT_ONCE));
    }
    must_be_ahead(due, visit.at)?;
    let from_client = visit.actor.tier == Tier::Client;
    let audience = Audience::of(new.staff_only, from_client, room.client_reads(visit)?);
    visit.act(SCHEDULE, move |change| {
        let (by, at) = (Id::new(change.actor.person), change.at);
        if let Some(quoted) = new.quote {
            must_be_quotable(change, on, quoted, audience)?;
        }
        let made = change.insert(Scheduled {
            id: Id::NONE,
            version: 0,
            by,
            on,
            reply_to: new.reply_to,
            quote: new.quote,
            audience,
            text: new.text,
            at,
            due,
            failed: None,
        })?;
        Ok(made.id)
    })
}

fn must_be_ahead(due: Moment, at: Moment) -> Result<()> {
    match due.since(at) {
        ahead if ahead <= 0 => Err(Error::field("due", "Say a time that is still to come.")),
        ahead if ahead > FARTHEST => Err(Error::field("due", "That is more than a year away.")),
        _ => Ok(()),
    }
}

/// One's own that waits.
fn waiting(change: &mut Change<'_, '_>, id: Id<Scheduled>) -> Result<Held<Scheduled>> {
    let held = change.subject::<Scheduled>(id)?;
    match held.by.raw() == change.actor.person {
        true => Ok(held),
        false => Err(Error::NotFound),
    }
}

/// Other words, or another time.
pub fn reschedule(
    visit: &Visit,
    id: Id<Scheduled>,
    typed: String,
    due: Moment,
    version: Option<u64>,
) -> Result<()> {
    if text::shows_nothing(&typed) {
        return Err(Error::field("text", "Say something."));
    }
    must_be_ahead(due, visit.at)?;
    visit.act(SCHEDULE, move |change| {
        let mut held = waiting(change, id)?;
        if version.is_some_and(|version| version != held.version) {
            return Err(Error::Stale);
        }
        held.text = typed;
        held.due = due;
        held.failed = None;
        change.put(&held)
    })
}

/// It is not posted after all.
pub fn unschedule(visit: &Visit, id: Id<Scheduled>) -> Result<()> {
    visit.act(DISCARD, move |change| {
        let held = waiting(change, id)?;
        change.forget(&held)
    })
}

/// What the person has waiting, the next due first.
pub fn scheduled(visit: &Visit, paging: Paging) -> Result<Page<Scheduled>> {
    let query = Query::own(waits::BY_PERSON, Scheduled::key_of(me(visit)));
    visit.list(query.page(paging))
}

/// Posts what is due as whoever wrote it, with what they may now. It is posted under a name of its own, so that a kill
/// between the post and its end repeats nothing.
pub fn post_due(visit: &Visit, id: Id<Scheduled>) -> Result<()> {
    let held: Scheduled = visit.find(id)?;
    let why = match post_as(visit, &held) {
        Ok(()) => None,
        Err(error @ (Error::Unavailable(_) | Error::Internal(_))) => return Err(error),
        Err(error) => Some(error.to_string()),
    };
    visit.act_softly(POST_DUE, move |change| {
        let mut held = change.subject::<Scheduled>(id)?;
        match why {
            None => change.forget(&held),
            Some(why) => {
                held.failed = Some(why);
                change.put(&held)?;
                let told = "What you had scheduled wasn't posted";
                inbox::notify(change, held.by, &notices::NOT_POSTED, held.as_ref(), told)
            }
        }
    })
}

fn post_as(visit: &Visit, held: &Scheduled) -> Result<()> {
    let access = visit.cached::<Access>()?;
    let (actor, _) = access
        .actor_at(held.by, visit.at)
        .ok_or_else(|| Error::Forbidden("Whoever wrote it is no longer here.".into()))?;
    let (store, origin) = (visit.store().clone(), visit.origin.clone());
    let theirs = Visit::new(store, actor, origin, visit.at, visit.tz.clone())
        .with_key(Some(format!("scheduled {}", held.id)));
    let room = AnyRoom::of(&theirs, held.on)?;
    let new = NewPost {
        text: held.text.clone(),
        staff_only: held.audience.is_staff_only(),
        reply_to: held.reply_to,
        quote: held.quote,
        ..NewPost::default()
    };
    room.write(&theirs, new).map(drop)
}
