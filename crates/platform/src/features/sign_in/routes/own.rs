//! The way in of whoever asks.

use super::super::credential::{self, Credential};
use crate::{
    base::{Id, Result},
    data::{Key, Visit},
    features::people::User,
};

pub(super) fn my_user(visit: &Visit) -> Result<User> {
    visit.own(Id::new(visit.actor.person))
}

pub(super) fn my_credential(visit: &Visit) -> Result<Credential> {
    visit.own_by(credential::BY_USER, Key::new().number(visit.actor.person))
}
