//! What was sent to be signed stays as it was sent.

use super::{
    field::Placed,
    request::{SignatureRequest, Status},
};
use crate::{
    base::{Error, Result},
    data::Change,
};

/// Whether two are of one paper, to be signed by the same people at the same places: all that was sent.
pub fn is_same_paper(was: &SignatureRequest, is: &SignatureRequest) -> bool {
    fn known(of: &SignatureRequest) -> impl PartialEq {
        let ids = (
            of.document,
            of.of,
            of.number,
            of.client,
            of.sender,
            of.quote,
        );
        (
            ids,
            of.in_order,
            of.expires,
            of.every,
            of.sent_at,
            of.expires_at,
        )
    }
    let words = (&was.name, &was.message, &was.hash, &was.file, &was.pages)
        == (&is.name, &is.message, &is.hash, &is.file, &is.pages);
    let mut signers = was.signers.iter().zip(&is.signers);
    let mut fields = was.fields.iter().zip(&is.fields);
    known(was) == known(is)
        && words
        && was.signers.len() == is.signers.len()
        && was.fields.len() == is.fields.len()
        // Whoever gave something gave that.
        && signers.all(|(was, is)| {
            (was.user, &was.name, was.client) == (is.user, &is.name, is.client)
                && (was.is_waiting() || was == is)
        })
        && fields.all(|(was, is)| {
            let said = match was.text.is_empty() {
                true => &is.text,
                false => &was.text,
            };
            let so_far = Placed {
                text: said.clone(),
                ..was.clone()
            };
            so_far == *is
        })
}

/// Held over every request, whatever deed writes it, Undo as well: what was sent doesn't change, what ended stays as it
/// ended, and neither is taken away but with its document.
pub fn stays_as_sent(
    change: &mut Change<'_, '_>,
    was: Option<&SignatureRequest>,
    is: Option<&SignatureRequest>,
) -> Result<()> {
    let Some(was) = was.filter(|was| was.status != Status::Draft) else {
        return Ok(());
    };
    let stays = match is {
        Some(is) => was.status == Status::Open && is_same_paper(was, is),
        None => change.actor.is_system(),
    };
    match stays {
        true => Ok(()),
        false => Err(Error::conflict(
            "This request was sent. What is signed doesn't change any more: cancel it and make another.",
        )),
    }
}
