//! What other features make of a post: a task, a ticket.

use super::Post;
use crate::{
    access::Action,
    base::{Error, Result},
    data::{Ref, Visit},
    features::declared,
    ui::icon::Icon,
};

/// One thing that a feature makes of a post in one click (`Feature::made_of_posts`). Its verb notes where it came from
/// (`note_outcome`) in the same deed.
#[derive(Clone, Copy)]
pub struct MadeOfPost {
    /// As addresses and programs say it: `task`.
    pub key: &'static str,
    /// What the button says: "Make a task".
    pub title: &'static str,
    pub icon: Icon,
    /// What one has to hold somewhere for it.
    pub action: Action,
    /// Whether this can be made of it where it stands, by this person.
    pub offered: fn(&Visit, &Post) -> Result<bool>,
    /// Why it can't, where it isn't offered.
    pub not_offered: &'static str,
    pub make: fn(&Visit, &Post) -> Result<Ref>,
}

/// What this person can make of a post.
pub fn offers(visit: &Visit, post: &Post) -> Result<Vec<&'static MadeOfPost>> {
    let mut found = Vec::new();
    if post.removed.is_some() || !visit.actor.tier.is_staff() {
        return Ok(found);
    }
    for made in declared().made_of_posts.iter() {
        if visit.may_somewhere(&made.action) && (made.offered)(visit, post)? {
            found.push(made);
        }
    }
    Ok(found)
}

/// Makes what is called `key` of a post.
///
/// # Errors
/// Not found where nothing is called so, a conflict where it isn't offered; else whatever its verb says.
pub fn make(visit: &Visit, post: &Post, key: &str) -> Result<Ref> {
    post.must_be_there()?;
    let made = declared().made_of_posts.iter().find(|made| made.key == key);
    let made = made.ok_or(Error::NotFound)?;
    if !(made.offered)(visit, post)? {
        return Err(Error::conflict(made.not_offered));
    }
    (made.make)(visit, post)
}
