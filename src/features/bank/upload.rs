//! Which account a statement that is sent belongs to.

use super::{account::BankAccount, actions::IMPORT, forms::Upload};
use crate::{
    base::{Error, Result},
    data::Visit,
};

/// The account that a form names.
pub fn account_of(visit: &Visit, upload: &Upload) -> Result<BankAccount> {
    let missing = || Error::field("account", "There is no such account that you may see.");
    let found = visit.find_for(&IMPORT, upload.account.ok_or_else(missing)?);
    found.map_err(|error| match error {
        Error::NotFound => missing(),
        other => other,
    })
}
