//! What somebody shows beside their password, or in its place: a code they typed, or what a passkey signed. It is taken
//! once, in the transaction that it is for.

use super::{
    Credential, notices,
    passkey::{Signed, Taken, mark_of},
    totp::{totp_step, totp_step_at},
};
use crate::{
    base::{Error, Id, Moment, Result},
    data::Change,
    features::{inbox, people::User},
    web::proof::SECRET,
};

#[derive(Debug, Clone)]
pub enum Shown {
    /// A code, or a recovery code.
    Typed(String),
    /// Nothing when the signature was not right.
    Signed(Option<Signed>),
}

/// What the journal says of what was not taken; the security monitor reads it.
pub const WRONG_CODE_NOTE: &str = "Wrong code";
pub const WRONG_PASSKEY_NOTE: &str = "Wrong passkey";
pub const COPIED: &str = "A passkey's count went back";

impl Shown {
    pub fn take(
        &self,
        credential: &mut Credential,
        at: Moment,
        pepper: &[u8; 32],
    ) -> Result<Taken> {
        match self {
            Shown::Typed(typed) => Ok(match accept(credential, typed, at, pepper)? {
                true => Taken::Right,
                false => Taken::Wrong,
            }),
            Shown::Signed(Some(signed)) => Ok(credential.take(signed, at)),
            Shown::Signed(None) => Ok(Taken::Wrong),
        }
    }

    /// The mark of the passkey that signed; empty when none did.
    pub fn passkey(&self) -> String {
        match self {
            Shown::Signed(Some(signed)) => mark_of(&signed.id),
            _ => String::new(),
        }
    }

    pub fn wrong(&self) -> Error {
        match self {
            Shown::Typed(_) => Error::field(
                "code",
                "This code is not right, or was used already. Wait for the next one and type it again.",
            ),
            Shown::Signed(_) => {
                Error::conflict("This passkey was not accepted. Try it once more, or type a code.")
            }
        }
    }

    pub fn wrong_proof(&self) -> Error {
        match self {
            Shown::Typed(_) => Error::field(
                SECRET,
                "This is neither your password nor a code that holds now.",
            ),
            Shown::Signed(_) => Error::field(
                SECRET,
                "This passkey was not accepted. Try it once more, or type your password.",
            ),
        }
    }
}

/// Takes a code or a recovery code, once. The step only ever grows, but for one that a clock wrote which was ahead: it is
/// begun anew from now, and the code of then holds neither now nor when its time has come.
pub fn accept(
    credential: &mut Credential,
    typed: &str,
    at: Moment,
    pepper: &[u8; 32],
) -> Result<bool> {
    if !credential.has_factor() {
        return Ok(false);
    }
    if !credential.totp.is_empty()
        && let Some(step) = totp_step(&credential.totp, typed, at)?
    {
        return Ok(credential.take_step(step, totp_step_at(at)));
    }
    Ok(credential.use_recovery(typed, pepper))
}

/// Its person is told that somebody may have a copy of their passkey.
pub fn warn_of_copy(change: &mut Change<'_, '_>, user: Id<User>) -> Result<()> {
    inbox::warn(
        change,
        user,
        &notices::ACCOUNT,
        user.as_ref(),
        "A passkey of yours was refused because it had signed more often than it says: somebody may use a copy of it. Remove it and make a new one.",
    )
}

pub(super) const CODES: u8 = 5;
