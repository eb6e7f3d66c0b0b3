//! Where an answer by mail is posted, and who reads it there.

use crate::{
    access::Tier,
    base::{Id, Result},
    data::{Record, Ref, Visit},
    features::{
        authority,
        conversation::{AnyRoom, Post},
        mail::InboundMailbox,
    },
};

/// A place for an answer, as its person sees it.
pub struct Place {
    pub room: AnyRoom,
    /// The post that it answers, where that stands in a thread.
    pub reply_to: Option<Id<Post>>,
    /// What answers something that the client doesn't read, or no post at all, is for staff.
    pub staff_only: bool,
}

impl Place {
    /// # Errors
    /// Not found where nobody talks on it, or its person doesn't see it.
    pub fn of(theirs: &Visit, about: Ref) -> Result<Place> {
        if about.kind != Post::KIND.code {
            return Ok(Place {
                room: AnyRoom::of(theirs, about)?,
                reply_to: None,
                staff_only: theirs.actor.tier != Tier::Client,
            });
        }
        let post: Post = theirs.find(Id::new(about.id))?;
        post.must_be_there()?;
        Ok(Place {
            room: AnyRoom::of(theirs, post.on)?,
            reply_to: post.reply_to.map(|_| post.id),
            staff_only: post.audience.is_staff_only(),
        })
    }

    /// Who reads an answer here, for whoever is about to write one; a client knows.
    fn readers(&self, theirs: &Visit) -> Result<&'static str> {
        Ok(match (theirs.actor.tier, self.room.client_reads(theirs)?) {
            (Tier::Client, _) | (_, false) => "",
            (_, true) if self.staff_only => " (only staff reads it)",
            (_, true) => " (the client reads it)",
        })
    }
}

/// Whether an answer of somebody would be posted now, and who would read it, to be said in the mail that they answer.
pub fn is_answerable(
    visit: &Visit,
    mailbox: &InboundMailbox,
    person: u64,
    about: Ref,
) -> Option<&'static str> {
    let theirs = authority::eyes_of(visit, Id::new(person)).ok()??;
    let place = Place::of(&theirs, about).ok()?;
    let may = mailbox.takes(theirs.actor.tier) && place.room.may_post(&theirs).ok()?;
    may.then(|| place.readers(&theirs).ok()).flatten()
}
