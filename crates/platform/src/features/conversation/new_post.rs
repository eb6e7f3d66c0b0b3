//! What is written, before it is a post.

use super::post::{Audience, Channel, Post};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Ref},
    web::Upload,
};
use serde::{Deserialize, Serialize};

/// Words that are to be posted.
#[derive(Debug, Clone, Default)]
pub struct NewPost {
    /// As it was typed.
    pub text: String,
    /// Not for the client who reads along.
    pub staff_only: bool,
    pub channel: Option<Channel>,
    /// Raw ids of documents that are there already.
    pub files: Vec<u64>,
    /// Files that are to be kept with it.
    pub given: Vec<Upload>,
    /// A post of the thread that it belongs to.
    pub reply_to: Option<Id<Post>>,
    pub quote: Option<Id<Post>>,
}

/// What was posted, and the names of those who were named and don't see it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Written {
    pub id: Id<Post>,
    pub unseen: Vec<String>,
}

pub fn must_be_quotable(
    change: &mut Change<'_, '_>,
    on: Ref,
    quoted: Id<Post>,
    audience: Audience,
) -> Result<()> {
    let quoted = change.find(quoted)?.filter(|post| post.on == on);
    match quoted {
        None => Err(Error::field("quote", "What this quotes isn't here.")),
        Some(quoted) if quoted.audience.is_staff_only() && !audience.is_staff_only() => {
            Err(Error::field(
                "quote",
                "That was said among staff. It isn't quoted to the client.",
            ))
        }
        Some(quoted) => quoted.must_be_there(),
    }
}
