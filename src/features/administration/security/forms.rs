//! What is sent about an alert.

use crate::web::{
    Reader,
    form::{Form, Required},
};

/// What an alert turned out to be.
#[derive(Debug, Clone, Default)]
pub struct Closing {
    pub note: String,
    pub version: Option<u64>,
}

impl Form for Closing {
    fn read(f: &mut Reader) -> Self {
        Closing {
            note: f.block("note", "What it was", Required, 1000),
            version: f.version(),
        }
    }
}
