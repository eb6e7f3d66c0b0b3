//! What people submit about drafts.

use super::{
    Verdict,
    pin::{LONGEST, PAGES, WHOLE},
};
use crate::web::form::{Form, Optional, Reader, Required};

#[derive(Debug, Clone)]
pub struct PinForm {
    /// The version that it is meant on, as people count; the newest where none is said.
    pub of: Option<i64>,
    pub page: i64,
    pub x: i64,
    pub y: i64,
    pub text: String,
    pub staff_only: bool,
}

impl Form for PinForm {
    fn read(f: &mut Reader) -> Self {
        let mut place = |name: &str, label: &str| {
            let read = f.whole(name, label, Required, 0..=WHOLE);
            read.unwrap_or(WHOLE / 2)
        };
        let (x, y) = (place("x", "From the left"), place("y", "From the top"));
        PinForm {
            of: f.whole("of", "Version", Optional, 1..=1_000_000),
            page: f.whole("page", "Page", Optional, 1..=PAGES).unwrap_or(1),
            x,
            y,
            text: f.block("text", "Comment", Required, LONGEST),
            staff_only: f.flag("staff_only", "Staff only"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct AnswerForm {
    pub text: String,
}

impl Form for AnswerForm {
    fn read(f: &mut Reader) -> Self {
        AnswerForm {
            text: f.block("text", "Answer", Required, LONGEST),
        }
    }
}

#[derive(Debug, Clone)]
pub struct DecisionForm {
    /// The version that was shown, as people count, and the hash of its file.
    pub of: i64,
    pub file: String,
    pub verdict: Verdict,
    pub words: String,
}

impl Form for DecisionForm {
    fn read(f: &mut Reader) -> Self {
        let verdict = f.choice("verdict", "Decision", Required);
        // Whoever wants changes says which.
        let need = match verdict {
            Some(Verdict::Changes) => Required,
            _ => Optional,
        };
        DecisionForm {
            of: f
                .whole("of", "Version", Required, 1..=1_000_000)
                .unwrap_or_default(),
            file: f.exact("file", "Hash of the file", Required, 200),
            verdict: verdict.unwrap_or_default(),
            words: f.block("words", "In words", need, LONGEST),
        }
    }
}

/// Which version is looked at, beside which other, and which page of it.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub version: Option<i64>,
    pub beside: Option<i64>,
    pub page: i64,
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        Asked {
            version: f.whole("version", "Version", Optional, 1..=1_000_000),
            beside: f.whole("beside", "Beside version", Optional, 1..=1_000_000),
            page: f.whole("page", "Page", Optional, 1..=PAGES).unwrap_or(1),
        }
    }
}
