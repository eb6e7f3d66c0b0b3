//! What goes for good with a post whose time is over: its words, what they were before, its signs, its files.

use super::{
    Outcome, Post, Reaction, Revision, SavedPost, outcome::BY_POST as OUTCOMES,
    reaction::BY_POST as SIGNS, revision::BY_POST as REVISIONS, saved::BY_POST as SAVED,
};
use crate::{
    base::{Id, Result},
    data::{Change, Index, Key, Record, Ref},
    features,
};

/// Nothing for what is no post.
pub fn forget(change: &mut Change<'_, '_>, of: Ref) -> Result<()> {
    if of.kind != Post::KIND.code {
        return Ok(());
    }
    let post = change.subject(Id::<Post>::new(of.id))?;
    all::<Reaction>(change, SIGNS, Reaction::key_of(post.id))?;
    all::<Revision>(change, REVISIONS, Revision::key_of(post.id))?;
    all::<Outcome>(change, OUTCOMES, Outcome::key_of(post.id))?;
    all::<SavedPost>(change, SAVED, SavedPost::post_key(post.id))?;
    let mut kinds = change.schema().kinds();
    let documents = kinds.find(|info| info.kind.plural == "documents");
    if let Some(kind) = documents.map(|info| info.kind.code) {
        for id in &post.files {
            features::forget(change, Ref { kind, id: *id })?;
        }
    }
    change.forget(&post)
}

fn all<R: Record>(change: &mut Change<'_, '_>, index: Index, key: Key) -> Result<()> {
    for held in change.children::<R>(index, key)? {
        let held = change.subject(held.id())?;
        change.forget(&held)?;
    }
    Ok(())
}
