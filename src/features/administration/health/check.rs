//! What a check found, and what it means.

use crate::choices;

choices! {
    pub enum Grade {
        Good: "good", "Good";
        Look: "look", "Look at it";
        Act: "act", "Act now";
    }
}

#[derive(Debug, Clone)]
pub struct Check {
    pub key: &'static str,
    pub name: &'static str,
    pub value: String,
    pub grade: Grade,
    /// What to do; empty when all is well.
    pub advice: String,
}

pub(super) fn check(
    key: &'static str,
    name: &'static str,
    value: impl Into<String>,
    found: (Grade, &str),
) -> Check {
    Check {
        key,
        name,
        value: value.into(),
        grade: found.0,
        advice: found.1.to_owned(),
    }
}

pub fn worst(checks: &[Check]) -> Grade {
    checks
        .iter()
        .map(|check| check.grade)
        .max()
        .unwrap_or_default()
}
