//! One change of several records, whether it is one deed or portions.

use super::{
    apply,
    declared::{AT_ALL, ONE_DEED, Outcome, SetSeveral, Several},
    portions,
};
use crate::{
    base::{Error, Id, Result, text},
    data::Visit,
};

/// Does what is wanted to several records.
///
/// # Errors
/// With each of them that may not be changed, and why; then none is, unless those are to be left out.
pub fn several<R: Several>(visit: &Visit, form: SetSeveral<R>) -> Result<Outcome> {
    form.wanted.check::<R>(visit)?;
    let keys = meant(visit, &form)?;
    if keys.len() > ONE_DEED {
        let query = form.matching.unwrap_or_default();
        return Ok(Outcome {
            begun: Some(portions::begin(visit, query, keys, form.wanted)?),
            ..Outcome::default()
        });
    }
    let partly = form.partly;
    apply::at_once(visit, keys, form.wanted, partly)
}

/// Those that are meant.
pub fn meant<R: Several>(visit: &Visit, form: &SetSeveral<R>) -> Result<Vec<Id<R>>> {
    let Some(query) = &form.matching else {
        return Ok(form.keys.clone());
    };
    let found = R::matching(visit, query, AT_ALL + 1)?;
    match found.len() {
        0 => Err(Error::field("matching", "Nothing matches any more.")),
        count if count > AT_ALL => {
            let many = R::INFO.many.to_lowercase();
            let most = text::thousands(AT_ALL);
            let why = format!("More than {most} {many} match. Narrow the list first.");
            Err(Error::field("matching", why))
        }
        _ => Ok(found),
    }
}
