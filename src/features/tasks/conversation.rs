//! Comments on tasks, for the staff. Who works on the task and who answers for it are told.

use serde::Deserialize;

use super::{Task, actions::COMMENT, concerned::tell, notices};
use crate::{
    access::Action,
    base::{Id, Moment, Result},
    data::{Change, FormerKind, Held, Kind},
    features::{
        conversation::{Audience, Post, Room},
        people::{Directory, User},
    },
};

impl Room for Task {
    const POST: Action = COMMENT;

    fn posted(
        change: &mut Change<'_, '_>,
        task: &mut Held<Task>,
        post: &Post,
        names: &Directory,
    ) -> Result<()> {
        // The project's page shows it too.
        change.about(task.project.as_ref());
        // Without its words, which are gone from everywhere when they are taken away.
        let told = format!("{}: a comment by {}", task.title, names.name(post.by));
        let mut people = vec![change.load(&**task, |task| task.project)?.team_lead];
        people.extend(task.assignee);
        people.extend(task.reviewer);
        people.sort_unstable();
        people.dedup();
        // Whoever is named is told so.
        people.retain(|person| !post.names(*person));
        for person in people {
            tell(
                change,
                task,
                Some(person),
                &notices::COMMENTED,
                told.clone(),
            )?;
        }
        Ok(())
    }
}

/// As it was stored while tasks kept their comments by themselves.
#[derive(Deserialize)]
struct Comment {
    task: Id<Task>,
    by: Id<User>,
    text: String,
    at: Moment,
}

impl From<Comment> for Post {
    fn from(old: Comment) -> Post {
        Post {
            on: old.task.as_ref(),
            audience: Audience::Staff,
            by: old.by,
            text: old.text,
            at: old.at,
            ..Post::default()
        }
    }
}

pub(super) const COMMENTS: FormerKind =
    FormerKind::of::<Comment, Post>(Kind::new(33, "comments", "CM"));
