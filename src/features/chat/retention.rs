//! Saying how long a room is kept and holding it, and what goes when its time is over: posts with all that hangs on them
//! and the files that came with them. The journal keeps that they went, and no word of them.

use super::{
    actions::{EXPIRE, HOLD, KEEP},
    forms::{DefaultsForm, HoldForm, KeepForm},
    policy::{Hold, OF, Policies, RoomDefaults, RoomPolicy},
};
use crate::{
    access::Action,
    base::{Error, Id, Moment, Result, text},
    data::{Change, Deriving, Held, Key, Query, Record, Ref, Visit},
    features::{
        self,
        conversation::{BY_RECORD, BY_THREAD, Post},
        documents::Document,
    },
};

/// Posts that one deed takes away, so that nobody who saves something waits.
const AT_ONCE: usize = 100;

/// Says how long a room is kept, and who does what in it. Whoever says it needn't be in the room.
pub fn keep(visit: &Visit, of: Ref, form: KeepForm) -> Result<()> {
    with(visit, KEEP, of, move |policy, _| {
        policy.days = form.days;
        policy.for_ever = form.for_ever && form.days.is_none();
        policy.posting = form.posting.unwrap_or(policy.posting);
        policy.inviting = form.inviting.unwrap_or(policy.inviting);
    })
}

/// Says what holds for all rooms of a type that leave it open.
pub fn rule(visit: &Visit, form: DefaultsForm) -> Result<()> {
    visit.act(KEEP, move |change| {
        let mut house = change.only::<RoomDefaults>(None)?;
        change.about(house.as_ref());
        house.groups = form.groups;
        house.direct = form.direct;
        house.departments = form.departments;
        house.inviting = form.inviting.unwrap_or(house.inviting);
        change.put(&house)
    })
}

/// Holds a room for legal reasons, or ends that.
pub fn hold(visit: &Visit, of: Ref, form: HoldForm) -> Result<()> {
    with(visit, HOLD, of, move |policy, change| {
        change.note(form.reason.clone());
        policy.hold = form.hold.then(|| Hold {
            reason: form.reason,
            by: Id::new(change.actor.person),
            at: change.at,
        });
    })
}

fn with(
    visit: &Visit,
    action: Action,
    of: Ref,
    rule: impl FnOnce(&mut RoomPolicy, &mut Change<'_, '_>) + Send + 'static,
) -> Result<()> {
    visit.act(action, move |change| {
        let held = change.by_unique::<RoomPolicy>(OF, RoomPolicy::key_of(of))?;
        let mut policy: Held<RoomPolicy> = match held {
            Some(held) => change.subject(held.id)?,
            None => change.insert(RoomPolicy {
                of,
                ..RoomPolicy::default()
            })?,
        };
        change.about(of);
        rule(&mut policy, change);
        change.put(&policy)
    })
}

/// Nothing that was said in a room that is held is taken away or moved elsewhere, whatever deed would.
pub(super) fn holds(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Post::KIND.code) {
        let id = Id::<Post>::new(of.id);
        let Some(was) = change.was(id)? else { continue };
        let goes = match change.find(id)? {
            // What is merged takes its posts to a room that nobody holds.
            Some(post) if post.on != was.on => true,
            Some(post) => post.removed.is_some() && was.removed.is_none(),
            None => true,
        };
        if !goes {
            continue;
        }
        let policy = change.by_unique::<RoomPolicy>(OF, RoomPolicy::key_of(was.on))?;
        if policy.is_some_and(|policy| policy.hold.is_some()) {
            return Err(Error::conflict(
                "This room is held for legal reasons: nothing that was said in it is taken away or moved.",
            ));
        }
    }
    Ok(())
}

/// Whether a record of whatever kind lies in a room that is held: a file that came with a post there stays beyond its own
/// time, as the post does.
pub(super) fn keeps(change: &mut Change<'_, '_>, of: Ref) -> Result<bool> {
    if of.kind != Document::KIND.code {
        return Ok(false);
    }
    let document = change.find(Id::<Document>::new(of.id))?;
    let Some(about) = document.and_then(|document| document.about) else {
        return Ok(false);
    };
    let policy = change.by_unique::<RoomPolicy>(OF, RoomPolicy::key_of(about))?;
    Ok(policy.is_some_and(|policy| policy.hold.is_some()))
}

/// Takes away what is over its time, in every room that says so. How many posts went.
pub fn expire(visit: &Visit) -> Result<usize> {
    let policies = visit.cached::<Policies>()?;
    let mut gone = 0;
    for policy in policies.all() {
        if let Some(cutoff) = policy.cutoff(&policies.house, visit.at) {
            gone += expire_room(visit, policy.of, cutoff)?;
        }
    }
    Ok(gone)
}

/// In the order in which they were said: what was taken in or merged has a higher number than what is younger.
fn expire_room(visit: &Visit, of: Ref, cutoff: Moment) -> Result<usize> {
    let (mut gone, mut from) = (0, Key::new());
    loop {
        let query = Query::<Post>::by(BY_RECORD)
            .under(Post::key_of(of))
            .from(from)
            .until(Key::new().signed(cutoff.0));
        let found = visit.list(query.limit(AT_ONCE))?.rows;
        let Some(last) = found.last() else {
            return Ok(gone);
        };
        // What stays, because its thread goes on, is passed over.
        from = Key::new().signed(last.at.0).number(last.id.raw() + 1);
        gone += take_away(visit, of, found, cutoff)?;
    }
}

/// One deed for a few posts; how many went. A thread goes with the last that was said in it.
fn take_away(visit: &Visit, of: Ref, posts: Vec<Post>, cutoff: Moment) -> Result<usize> {
    let mut going = Vec::with_capacity(posts.len());
    for post in posts {
        let query = Query::<Post>::by(BY_THREAD)
            .under(Post::thread_key(post.id))
            .descending(true);
        let last = visit.first(query)?;
        if last.is_none_or(|last| last.at < cutoff) {
            going.push(post.id);
        }
    }
    let gone = going.len();
    if going.is_empty() {
        return Ok(0);
    }
    visit.act(EXPIRE, move |change| {
        change.event();
        change.about(of);
        change.note(format!(
            "{} over their time",
            text::count(going.len(), "post", "posts")
        ));
        for id in going {
            features::forget(change, id.as_ref())?;
        }
        Ok(())
    })?;
    Ok(gone)
}
