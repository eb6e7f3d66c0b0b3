//! What is chosen for a client, published to them, asked of them, and what they answer.

use super::{super::Project, says::Answer};
use crate::{
    choices,
    web::{
        Filled,
        form::{Form, Optional, Reader, Required},
    },
};

/// What of a project its client sees.
#[derive(Debug, Clone)]
pub struct ShowsForm {
    pub tasks: bool,
    pub hours: bool,
    pub files: bool,
    pub timeline: bool,
    pub version: Option<u64>,
}

impl Form for ShowsForm {
    fn read(f: &mut Reader) -> Self {
        ShowsForm {
            tasks: f.flag("tasks", "Tasks"),
            hours: f.flag("hours", "Hours"),
            files: f.flag("files", "Files"),
            timeline: f.flag("timeline", "Timeline"),
            version: f.version(),
        }
    }
}

impl ShowsForm {
    /// What is chosen now.
    pub fn of(project: &Project) -> Filled<ShowsForm> {
        let shows = project.shows;
        let all = [
            ("tasks", shows.tasks),
            ("hours", shows.hours),
            ("files", shows.files),
            ("timeline", shows.timeline),
        ];
        let on = all.into_iter().filter(|(_, on)| *on);
        let mut values: Vec<(&str, String)> = on.map(|(name, _)| (name, "on".into())).collect();
        values.push(("version", project.version.to_string()));
        Filled::blank(&values)
    }
}

/// How far a project is, as its client reads it.
#[derive(Debug, Clone)]
pub struct ProgressForm {
    /// In percent; nothing goes back to what follows from the tasks.
    pub progress: Option<i64>,
    pub words: String,
    pub version: Option<u64>,
}

impl Form for ProgressForm {
    fn read(f: &mut Reader) -> Self {
        let form = ProgressForm {
            progress: f.whole("progress", "Progress in percent", Optional, 0..=100),
            words: f.block("words", "Words to the client", Optional, 2000),
            version: f.version(),
        };
        if form.progress.is_none() && !form.words.is_empty() {
            f.problem("progress", "Say how far it is as well.");
        }
        form
    }
}

impl ProgressForm {
    /// What is published now; nothing where the client reads what follows from the tasks.
    pub fn of(project: &Project) -> Filled<ProgressForm> {
        let mut values = vec![("version", project.version.to_string())];
        if let Some(published) = &project.published {
            values.push(("progress", published.progress.to_string()));
            values.push(("words", published.words.clone()));
        }
        Filled::blank(&values)
    }
}

/// What the client is asked to look at.
#[derive(Debug, Clone)]
pub struct AskForm {
    pub note: String,
}

impl Form for AskForm {
    fn read(f: &mut Reader) -> Self {
        AskForm {
            note: f.block("note", "What to look at", Optional, 1000),
        }
    }
}

choices! {
    /// What may be answered.
    pub enum Said {
        Approved: "approved", "We approve it";
        Changes: "changes", "We want changes";
    }
}

/// What the client says of a milestone.
#[derive(Debug, Clone)]
pub struct AnswerForm {
    pub said: Option<Said>,
    pub words: String,
}

impl AnswerForm {
    pub fn answer(&self) -> Answer {
        match self.said {
            Some(Said::Approved) => Answer::Approved,
            _ => Answer::Changes,
        }
    }
}

impl Form for AnswerForm {
    fn read(f: &mut Reader) -> Self {
        AnswerForm {
            said: f.choice("answer", "Your answer", Required),
            words: f.block("words", "In your words", Optional, 2000),
        }
    }
}
