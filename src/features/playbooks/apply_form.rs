//! What is sent to apply a playbook.

use super::outline::MOST_ROWS;
use crate::{
    base::{Day, Id, in_order},
    features::people::User,
    web::form::{Form, Optional, Reader, Required},
};

/// A task of the preview, as somebody left it.
#[derive(Debug, Clone, Default)]
pub struct ApplyRow {
    pub key: u64,
    pub person: Option<Id<User>>,
    pub start: Option<Day>,
    pub due: Option<Day>,
    /// The days that were proposed: a day that is another one holds.
    pub was: Option<Day>,
    pub was_due: Option<Day>,
    pub was_person: Option<Id<User>>,
    /// Its days hold, since an earlier look.
    pub hold: bool,
    /// Its person does all its subtasks, since an earlier look.
    pub whole: bool,
}

impl ApplyRow {
    /// Whether something of it is another than was shown: what follows from that wants to be seen first.
    pub fn is_changed(&self) -> bool {
        let moved = self.start != self.was || self.due != self.was_due;
        self.was.is_some() && (moved || self.person != self.was_person)
    }

    /// Whether its person was chosen for all of it, rather than left as proposed.
    pub fn is_given(&self) -> bool {
        self.whole || self.person != self.was_person
    }
}

/// A playbook on a project: what is answered, from when on, and what of the preview was changed.
#[derive(Debug, Clone, Default)]
pub struct Apply {
    pub playbook: String,
    /// The version that was shown.
    pub number: Option<u32>,
    pub start: Option<Day>,
    pub answers: Vec<(String, String)>,
    pub rows: Vec<ApplyRow>,
    /// Shows it again with what was changed, instead of making it.
    pub again: bool,
}

impl Form for Apply {
    fn read(f: &mut Reader) -> Self {
        let number = f.whole(
            "number",
            "Version of the playbook",
            Optional,
            0..=i64::from(u32::MAX),
        );
        Apply {
            playbook: f.text("playbook", "Playbook", Optional, 60),
            number: number.and_then(|number| u32::try_from(number).ok()),
            start: f.day("start", "First day", Optional),
            answers: f.rows("answers", 20, |f| {
                let question = f.text("question", "Question", Required, 120);
                (question, f.text("answer", "Answer", Required, 60))
            }),
            rows: f.rows("rows", MOST_ROWS, |f| {
                let key = f.whole("key", "Row of the preview", Required, 0..=i64::MAX);
                let row = ApplyRow {
                    key: key.and_then(|key| u64::try_from(key).ok()).unwrap_or(0),
                    person: f.id("person", "Person", Optional),
                    start: f.day("start", "Start", Optional),
                    due: f.day("due", "Due", Optional),
                    was: f.day("was", "Start as proposed", Optional),
                    was_due: f.day("was_due", "Due as proposed", Optional),
                    was_person: f.id("was_person", "Person as proposed", Optional),
                    hold: f.flag("hold", "Its days hold"),
                    whole: f.flag("whole", "Its person does all its subtasks"),
                };
                f.in_order(in_order::DUE, row.start, row.due);
                row
            }),
            again: f.flag("again", "Show it again"),
        }
    }
}
