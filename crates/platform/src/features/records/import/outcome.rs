//! What became of a row.

use crate::{choices, data::Field};
use serde::{Deserialize, Serialize};

choices! {
    /// What came of a row.
    pub enum What {
        New: "new", "New";
        Changed: "changed", "Changed";
        Same: "as it is", "As it is";
        Refused: "refused", "Passed over";
    }
}

/// What came of one row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// In the file, from 1.
    pub line: u64,
    /// What the row calls it.
    #[serde(alias = "company")]
    pub name: String,
    /// Rows that older imports kept had made nothing.
    #[serde(default = "refused")]
    pub what: What,
    /// The number of the record that was made or changed.
    #[serde(default)]
    pub number: Option<String>,
    #[serde(default)]
    pub why: String,
    /// The journal's number of the deed.
    #[serde(default)]
    pub deed: Option<u64>,
}

pub fn refused() -> What {
    What::Refused
}

impl Outcome {
    /// Whether the row made and changed nothing.
    pub fn is_passed_over(&self) -> bool {
        matches!(self.what, What::Same | What::Refused)
    }
}

pub const OUTCOME: &[Field] = &[
    Field::text("name", "Row"),
    Field::number("line", "Line"),
    Field::choice::<What>("what", "What came of it"),
    Field::text("id", "Number").stored("number"),
    Field::text("why", "Why"),
    Field::number("deed", "Deed").internal(),
];
