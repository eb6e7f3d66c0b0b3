//! How it is known who somebody is who signs: by what they showed when they came in.

use crate::{
    base::{Id, Result, if_found},
    choices,
    data::Visit,
    features::sign_in::Session,
};

choices! {
    pub enum How {
        Password: "password", "Password";
        Code: "code", "Password and a code";
        Passkey: "passkey", "Passkey";
        Device: "device", "Password and the certificate of their device";
        Token: "token", "Access token of theirs";
        /// Nobody came in: the house made it for a demonstration.
        House: "house", "By the house";
    }
}

impl How {
    pub fn of(visit: &Visit) -> Result<How> {
        if visit.token().is_some() {
            return Ok(How::Token);
        }
        let Some(id) = visit.origin.session else {
            return Ok(How::House);
        };
        let session = if_found(visit.own(Id::<Session>::new(id)))?;
        Ok(match session {
            Some(held) if !held.passkey.is_empty() => How::Passkey,
            Some(held) if held.by_code == Some(true) => How::Code,
            Some(held) if held.factor.is_some() => How::Device,
            _ => How::Password,
        })
    }
}
