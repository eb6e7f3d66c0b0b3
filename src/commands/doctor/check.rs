//! One thing that the doctor looked at.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Error, Result},
    features::{administration, administration::Grade},
};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Check {
    pub(super) name: String,
    /// Err says what is wrong and what to do.
    pub(super) result: Result<String, String>,
    /// Worth a look, but nothing is broken.
    pub(super) advice: bool,
}

impl Check {
    pub(super) fn new(name: &str, result: Result<String, String>) -> Check {
        Check {
            name: name.into(),
            result,
            advice: false,
        }
    }

    pub(super) fn advice(name: &str, result: Result<String, String>) -> Check {
        Check {
            advice: true,
            ..Check::new(name, result)
        }
    }

    /// What the health says of the same.
    pub(super) fn of_health(name: &str, found: administration::Check) -> Check {
        let said = match found.value.as_str() {
            "" => found.advice,
            value => format!("{value}. {}", found.advice),
        };
        match found.grade {
            Grade::Good => Check::new(name, Ok(found.value)),
            Grade::Look => Check::advice(name, Err(said)),
            Grade::Act | Grade::Unknown => Check::new(name, Err(said)),
        }
    }
}

/// A database that is damaged may make what reads it panic: that is an answer too.
pub fn guarded<T>(look: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| {
        Err(Error::Unavailable(
            "The database is damaged: reading it broke off. Stop Atrium and restore the newest snapshot (atrium snapshot restore).".into(),
        ))
    })
}
