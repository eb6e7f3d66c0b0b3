//! The one error of the product. Which to use when:
//! `NotFound` for what is missing *or invisible*; `Forbidden` for what is visible but not allowed (it names the rule);
//! `Invalid` for input that can be mended field by field; `Conflict` when the state says no, `Stale` when the record moved on;
//! `Unversioned` when a program has to say over which version it writes; `Unproved` when a dangerous deed needs its person to prove anew who they are; `Unseconded` when it needs a second person; `TooMany` for waits; `Unavailable` when the store can't write now; `Internal` for our own faults.

use std::fmt;

use super::Problems;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// No session, or one that ended.
    SignedOut,
    NotFound,
    Forbidden(String),
    Invalid(Problems),
    /// More bytes than are taken in.
    TooLarge(String),
    Conflict(String),
    /// A dangerous deed, and the last proof of who does it is too old.
    Unproved,
    /// One of the gravest deeds, by the key of its action, that another person has not confirmed yet.
    Unseconded(&'static str),
    /// The record moved on since the form showed it: look at what was saved, then save again.
    Stale,
    /// The company wants writes of programs to say over which version they are made.
    Unversioned,
    TooMany {
        wait_seconds: u64,
        why: String,
    },
    Unavailable(String),
    Internal(String),
}

/// What was looked for, or none when it isn't there. A store that can't be read is an error, and never "isn't there".
///
/// # Errors
/// Whatever else kept it from being found.
pub fn if_found<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

impl Error {
    /// A single problem with one field.
    pub fn field(name: &str, message: impl Into<String>) -> Error {
        let mut problems = Problems::default();
        problems.add(name, message);
        Error::Invalid(problems)
    }

    pub fn conflict(message: impl Into<String>) -> Error {
        Error::Conflict(message.into())
    }

    pub fn internal(what: impl fmt::Display) -> Error {
        Error::Internal(what.to_string())
    }

    pub fn status(&self) -> u16 {
        match self {
            Error::SignedOut => 401,
            Error::NotFound => 404,
            Error::Forbidden(_) | Error::Unproved | Error::Unseconded(_) => 403,
            Error::Invalid(_) => 422,
            Error::Conflict(_) | Error::Stale => 409,
            Error::TooLarge(_) => 413,
            Error::Unversioned => 428,
            Error::TooMany { .. } => 429,
            Error::Unavailable(_) => 503,
            Error::Internal(_) => 500,
        }
    }

    /// A short name that stays the same between releases; the API's problem type.
    pub fn name(&self) -> &'static str {
        match self {
            Error::SignedOut => "signed-out",
            Error::NotFound => "not-found",
            Error::Forbidden(_) => "forbidden",
            Error::Unproved => "unproved",
            Error::Unseconded(_) => "unseconded",
            Error::Invalid(_) => "invalid",
            Error::Conflict(_) => "conflict",
            Error::TooLarge(_) => "too-large",
            Error::Stale => "stale",
            Error::Unversioned => "unversioned",
            Error::TooMany { .. } => "too-many",
            Error::Unavailable(_) => "unavailable",
            Error::Internal(_) => "internal",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::SignedOut => f.write_str("You are signed out. Sign in again."),
            Error::Stale => f.write_str(
                "Somebody else saved this while you were editing. Read what they saved, then save again with the version it has now.",
            ),
            Error::Unversioned => f.write_str(
                "Programs say here over which version of a record they write. Read it, and send its ETag as If-Match.",
            ),
            Error::Unproved => f.write_str(
                "This asks for proof that it is you, at most ten minutes old. In the browser you are asked for your password or a code; this token was made for everyday deeds only (atrium token create without --everyday makes one that may).",
            ),
            Error::Unseconded(_) => f.write_str("This needs a second person, who confirms it."),
            Error::NotFound => f.write_str("There is nothing here that you may see."),
            Error::Invalid(problems) => write!(f, "{problems}"),
            Error::TooMany { why, .. } => f.write_str(why),
            Error::Forbidden(why)
            | Error::TooLarge(why)
            | Error::Conflict(why)
            | Error::Unavailable(why)
            | Error::Internal(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        Error::internal(e)
    }
}
impl From<rmp_serde::encode::Error> for Error {
    fn from(e: rmp_serde::encode::Error) -> Self {
        Error::internal(format!("encoding a record: {e}"))
    }
}
impl From<rmp_serde::decode::Error> for Error {
    fn from(e: rmp_serde::decode::Error) -> Self {
        Error::internal(format!("decoding a record: {e}"))
    }
}
