//! What happens by itself: those whose turn it is are reminded, and a request ends with its last day.

use super::{
    notices,
    ops::{tell_end, tell_next},
    request::{SignatureRequest, Status},
};
use crate::{
    base::Result,
    data::{Change, Held, Record},
    features::inbox,
};

pub fn remind(change: &mut Change<'_, '_>, mut request: Held<SignatureRequest>) -> Result<()> {
    let at = change.at;
    let over = request.expires_at.is_some_and(|end| end <= at);
    match over {
        true => request.remind_at = None,
        false => request.plan_reminder(at),
    }
    change.put(&request)?;
    match over {
        true => Ok(()),
        false => tell_next(change, &request),
    }
}

pub fn expire(change: &mut Change<'_, '_>, mut request: Held<SignatureRequest>) -> Result<()> {
    let at = change.at;
    request.end(Status::Expired, at);
    change.put(&request)?;
    let said = format!(
        "The time to sign {} is over: {} of {} have signed",
        request.name,
        request.signed(),
        request.signers.len()
    );
    inbox::notify(
        change,
        request.sender,
        &notices::ANSWERED,
        request.as_ref(),
        said.as_str(),
    )?;
    tell_end(change, &request, 0, &said)
}
