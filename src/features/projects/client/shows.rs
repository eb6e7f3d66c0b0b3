//! What of a project its client sees, and the progress that was published to them.

use serde::{Deserialize, Serialize};

use super::super::{Project, Status};
use crate::{
    base::{Id, Moment},
    data::Field,
    features::people::User,
};

/// Parts of a project that a client is shown or not. What is promised (its name, state, progress and finish) always is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shows {
    /// The steps of what is being worked on, as far as each of them is for the client.
    pub tasks: bool,
    /// How much time was logged, of how much.
    pub hours: bool,
    /// Documents of it that were shared.
    pub files: bool,
    /// From when to when each milestone goes.
    pub timeline: bool,
}

impl Default for Shows {
    fn default() -> Self {
        Shows {
            tasks: true,
            hours: false,
            files: true,
            timeline: true,
        }
    }
}

impl Shows {
    pub(in crate::features::projects) const FIELDS: &'static [Field] = &[
        Field::yes_no("tasks", "Tasks"),
        Field::yes_no("hours", "Hours"),
        Field::yes_no("files", "Files"),
        Field::yes_no("timeline", "Timeline"),
    ];
}

/// What whoever leads a project says of how far it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// In percent.
    pub progress: u8,
    pub words: String,
    pub at: Moment,
    pub by: Id<User>,
}

impl Published {
    pub(in crate::features::projects) const FIELDS: &'static [Field] = &[
        Field::new("progress", "Progress", crate::data::FieldKind::Percent),
        Field::long("words", "Words"),
        Field::moment("at", "At"),
        Field::person("by", "By"),
    ];
}

impl Project {
    /// How far the client reads that it is, in percent: what was published, until everything is done.
    pub fn told_progress(&self) -> u8 {
        match (&self.published, self.state) {
            (_, Status::Delivered | Status::Closed | Status::Maintenance) => self.progress,
            (Some(published), _) => published.progress,
            (None, _) => self.progress,
        }
    }

    /// What was said with it; nothing once it is delivered.
    pub fn told_words(&self) -> &str {
        match (&self.published, self.state) {
            (_, Status::Delivered | Status::Closed | Status::Maintenance) | (None, _) => "",
            (Some(published), _) => &published.words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_published_is_read_until_everything_is_done() {
        let mut project = Project {
            state: Status::Active,
            progress: 71,
            ..Project::default()
        };
        assert_eq!((project.told_progress(), project.told_words()), (71, ""));
        project.published = Some(Published {
            progress: 60,
            words: "The shop is next".into(),
            ..Published::default()
        });
        assert_eq!(project.told_progress(), 60);
        assert_eq!(project.told_words(), "The shop is next");
        project.state = Status::Delivered;
        project.progress = 100;
        assert_eq!((project.told_progress(), project.told_words()), (100, ""));
    }

    #[test]
    fn a_project_of_before_shows_what_it_showed() {
        let shows: Shows = Project::default().shows;
        assert!(shows.tasks && shows.files && shows.timeline && !shows.hours);
    }
}
