//! Several approvals decided at once.

use super::{
    actions::{APPROVE, REJECT, RETURN},
    approval::Approval,
    assessment::Assessment,
    forms::{Assess, DecideAll},
    ops::{Ready, approve_in, must_be_listed, refuse_in},
    round::Verdict,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::lists,
};

/// Approvals that one deed decides on at most.
pub const AT_ONCE: usize = 100;

/// The same answer to several, all or none, in one deed.
pub fn decide_all(visit: &Visit, form: DecideAll) -> Result<usize> {
    must_be_listed(visit, &form.refuse)?;
    let keys = match form.matching.is_empty() {
        true => form.keys,
        false => lists::matching(visit, &form.matching, AT_ONCE + 1)?,
    };
    if keys.is_empty() {
        return Err(Error::field("keys", "Choose at least one."));
    }
    if keys.len() > AT_ONCE {
        return Err(Error::field(
            "keys",
            format!("At most {AT_ONCE} are decided at once."),
        ));
    }
    let action = match form.verdict {
        Verdict::Approve => APPROVE,
        Verdict::Reject => REJECT,
        Verdict::Return | Verdict::Unknown => RETURN,
    };
    let mut all = Vec::new();
    for id in keys {
        let held: Approval = visit.find(id)?;
        if form.as_of.is_some_and(|seen| held.version > seen) {
            let why = "it came or was changed since you looked. Look at it first.";
            return Err(named(id, Error::conflict(why)));
        }
        let ready = Ready::of(visit, &action, id, &Assessment::default());
        let ready = ready.map_err(|error| named(id, error))?;
        all.push((id, held.version, ready));
    }
    visit.act(action, move |change| {
        let count = all.len();
        for (id, version, ready) in all {
            let assess = Assess {
                version: Some(version),
                ..Assess::default()
            };
            let done = match form.verdict {
                Verdict::Approve => approve_in(change, id, assess, ready).map(drop),
                verdict => refuse_in(change, id, &form.refuse, verdict, ready),
            };
            done.map_err(|error| named(id, error))?;
        }
        Ok(count)
    })
}

/// Which of several it is that can't be done.
pub fn named(id: Id<Approval>, error: Error) -> Error {
    match error {
        Error::Invalid(problems) => Error::conflict(format!("{id}: {problems}")),
        Error::Conflict(why) => Error::conflict(format!("{id}: {why}")),
        other => other,
    }
}
