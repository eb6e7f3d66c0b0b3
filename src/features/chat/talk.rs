//! The conversation that a project has by itself, which is for the staff.

use crate::{
    access::Action,
    base::Result,
    data::{Change, Held},
    features::{
        conversation::{Post, Room},
        people::Directory,
        projects::{self, Project},
    },
};

impl Room for Project {
    const POST: Action = projects::TALK;

    fn closed(&self) -> Option<&'static str> {
        let closed = self.must_not_be_closed().is_err();
        closed.then_some("This project is closed. Reopen it to write here.")
    }

    /// Its people find the room among theirs; whom the post names is told by the conversation.
    fn posted(
        _: &mut Change<'_, '_>,
        _: &mut Held<Project>,
        _: &Post,
        _: &Directory,
    ) -> Result<()> {
        Ok(())
    }
}
