//! What is sent with a deed on a task.

use super::super::forms::Note;
use crate::web::form::{Form, Optional, Reader};

/// The version of the task that was shown.
#[derive(Debug, Clone)]
pub struct Versioned {
    pub(super) version: Option<u64>,
}

impl Form for Versioned {
    fn read(f: &mut Reader) -> Self {
        Versioned {
            version: f.version(),
        }
    }
}

/// A reason one may leave out.
#[derive(Debug, Clone)]
pub struct Because {
    pub(super) reason: String,
}

impl Form for Because {
    fn read(f: &mut Reader) -> Self {
        Because {
            reason: f.block("reason", "Reason", Optional, 1000),
        }
    }
}

/// A remark, and the version of the task that was shown.
#[derive(Debug, Clone)]
pub struct NoteAt {
    pub(super) note: String,
    pub(super) version: Option<u64>,
}

impl Form for NoteAt {
    fn read(f: &mut Reader) -> Self {
        NoteAt {
            note: Note::read(f).note,
            version: f.version(),
        }
    }
}
