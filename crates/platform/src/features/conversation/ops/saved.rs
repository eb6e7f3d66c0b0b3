//! Keeping a post for later, and what one keeps and is named in.

use super::super::{
    Post, SavedPost,
    actions::SAVE,
    arrival::{BY_WHOM, whom_key},
    notices,
    saved::{BY_PERSON, ONCE, Reminder},
};
use crate::{
    base::{Error, Id, Result, if_found},
    data::{Change, Held, Key, Page, Paging, Query, Ref, Visit},
    features::{
        inbox,
        people::{Department, Directory, User},
    },
};

fn me(visit: &Visit) -> Id<User> {
    Id::new(visit.actor.person)
}

/// Keeps a post that the person reads, once.
pub fn save(visit: &Visit, id: Id<Post>) -> Result<()> {
    visit.find(id)?.must_be_there()?;
    visit.act_softly(SAVE, move |change| {
        let by = Id::new(change.actor.person);
        let key = SavedPost::once_key(by, id);
        if change.by_unique::<SavedPost>(ONCE, key)?.is_none() {
            let at = change.at;
            change.insert(SavedPost {
                id: Id::NONE,
                version: 0,
                by,
                post: id,
                at,
                remind: None,
            })?;
        }
        Ok(())
    })
}

/// Keeps it no longer; also one that the person doesn't see any more.
pub fn unsave(visit: &Visit, id: Id<Post>) -> Result<()> {
    visit.act_softly(SAVE, move |change| {
        let key = SavedPost::once_key(Id::new(change.actor.person), id);
        match change.by_unique::<SavedPost>(ONCE, key)? {
            Some(held) => {
                let held = change.subject(held.id)?;
                change.delete(&held)
            }
            None => Ok(()),
        }
    })
}

/// Says when the person wants to be told of a post, which they keep from then on.
pub fn remind(visit: &Visit, id: Id<Post>, when: Reminder) -> Result<()> {
    save(visit, id)?;
    let due = when.due(visit.at, &visit.tz);
    visit.act_softly(SAVE, move |change| {
        let key = SavedPost::once_key(Id::new(change.actor.person), id);
        let held = change.by_unique::<SavedPost>(ONCE, key)?;
        let mut held = change.subject(held.ok_or(Error::NotFound)?.id)?;
        held.remind = due;
        change.put(&held)
    })
}

/// Tells whoever wanted to be told of a post.
pub fn remind_due(change: &mut Change<'_, '_>, mut held: Held<SavedPost>) -> Result<()> {
    held.remind = None;
    change.put(&held)?;
    let told = "You wanted to come back to a post";
    inbox::notify(
        change,
        held.by,
        &notices::COME_BACK,
        held.post.as_ref(),
        told,
    )
}

/// Whether the person keeps a post; nothing for whoever looks through their eyes.
pub fn is_saved(visit: &Visit, post: Id<Post>) -> Result<bool> {
    if visit.actor.looked_through {
        return Ok(false);
    }
    let key = SavedPost::once_key(me(visit), post);
    Ok(if_found(visit.own_by::<SavedPost>(ONCE, key))?.is_some())
}

/// All that the person keeps, the last kept first.
pub fn saved(visit: &Visit, paging: Paging) -> Result<Page<SavedPost>> {
    let query = Query::own(BY_PERSON, SavedPost::key_of(me(visit))).descending(true);
    visit.list(query.page(paging))
}

/// Who somebody is where they are named: themselves, their departments, their roles.
pub fn names_of(visit: &Visit) -> Result<Vec<Ref>> {
    let me = me(visit);
    let mut names = vec![me.as_ref()];
    let departments = visit.actor.departments.iter();
    names.extend(departments.map(|id| Id::<Department>::new(*id).as_ref()));
    let directory = Directory::of(visit)?;
    if let Some(user) = directory.users.get(&me.raw()) {
        names.extend(user.roles.iter().map(|role| role.as_ref()));
    }
    Ok(names)
}

/// The posts that name the person, or a role or department of theirs, as far as they see them, the last first.
pub fn naming_me(visit: &Visit, paging: Paging) -> Result<Page<Post>> {
    let keys: Vec<Key> = names_of(visit)?.into_iter().map(whom_key).collect();
    let query = Query::by(BY_WHOM).under_any(keys).descending(true);
    let mut page = visit.list::<Post>(query.page(paging))?;
    // What names them twice stands in two ranges, side by side.
    page.rows.dedup_by_key(|post| post.id);
    Ok(page)
}
