//! A mail that arrived, and what was found about it.

use super::mail::{InboundMail, Outcome};
use crate::{
    base::{Error, Id, Result},
    data::{Ref, Visit},
    extract::ReceivedMail,
    features::mail::InboundMailbox,
    web::{Kept, Upload, keep_file, uploads::Takes},
};

/// A mail as it lies in the mailbox.
pub struct Arrived<'a> {
    pub mailbox: &'a InboundMailbox,
    pub place: &'a str,
    pub validity: u32,
    pub number: u32,
    pub whole: &'a [u8],
    /// As it was told apart, or why it can't be.
    pub read: std::result::Result<&'a ReceivedMail, &'a str>,
    /// Where it was left and is wanted after all: as what it was noted.
    pub wanted: Option<Id<InboundMail>>,
}

/// What was found out.
pub(super) struct Found {
    pub outcome: Outcome,
    pub reason: String,
    pub person: u64,
    pub about: Option<Ref>,
    /// The address from which one of ours came back, and what was said.
    pub failing: Option<(String, String)>,
}

impl Found {
    pub(super) fn new(outcome: Outcome, reason: impl Into<String>) -> Found {
        Found {
            outcome,
            reason: reason.into(),
            person: 0,
            about: None,
            failing: None,
        }
    }

    pub(super) fn left(reason: impl Into<String>) -> Found {
        Found::new(Outcome::Left, reason)
    }

    pub(super) fn by(self, person: u64) -> Found {
        Found { person, ..self }
    }

    /// What came of something that is done in somebody's name: what they may not, or what can't be, leaves the mail.
    pub(super) fn of(made: Result<Ref>, outcome: Outcome) -> Result<Found> {
        match made {
            Ok(about) => Ok(Found {
                about: Some(about),
                ..Found::new(outcome, "")
            }),
            Err(error @ (Error::Unavailable(_) | Error::Internal(_) | Error::Stale)) => Err(error),
            Err(Error::NotFound) => Ok(Found::left(
                "Whoever wrote it doesn't see what it answers, or not any more.",
            )),
            Err(error) => Ok(Found::left(error.to_string())),
        }
    }
}

/// The files of a mail as they are kept, and why others aren't.
pub(super) fn files(
    visit: &Visit,
    whole: &[u8],
    read: &ReceivedMail,
) -> Result<(Vec<Upload>, Vec<String>)> {
    let (mut given, mut refused) = (Vec::new(), Vec::new());
    for file in &read.files {
        let Some(bytes) = file.bytes(whole) else {
            refused.push(format!("{} is damaged.", file.name));
            continue;
        };
        match keep_file(visit.store(), Takes::Papers, &bytes, &file.name)? {
            Kept::File(upload) => given.push(upload),
            Kept::Refused(why) if why.contains(&file.name) => refused.push(why),
            Kept::Refused(why) => refused.push(format!("{}: {why}", file.name)),
        }
    }
    if read.more_files > 0 {
        refused.push(format!(
            "{} more came than one mail may bring.",
            read.more_files
        ));
    }
    Ok((given, refused))
}
