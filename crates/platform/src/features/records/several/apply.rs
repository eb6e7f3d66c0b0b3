//! One deed over several: all of them, or none; which may not be changed is found out without leaving anything behind.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::{
    bulk_change::Left,
    declared::{Outcome, Several, deed_of},
    wanted::Wanted,
};
use crate::{
    access::{Action, policy},
    base::{Error, Id, Result, text},
    data::{Change, Visit},
};

/// What came of a deed over several, which a retry of it is answered.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Came {
    pub changed: usize,
    /// Those that were left out of it.
    pub left_out: Vec<Left>,
}

/// Does what is wanted to all, or to those that may be changed when the others are to be left out.
///
/// # Errors
/// With each of them that may not be changed, and why.
pub(super) fn at_once<R: Several>(
    visit: &Visit,
    keys: Vec<Id<R>>,
    wanted: Wanted,
    partly: bool,
) -> Result<Outcome> {
    let wanted = Arc::new(wanted);
    // The second attempt is called as the first was: a retry of the request is answered whichever was done.
    let request = visit.in_parts();
    let called = || {
        if request.is_some() {
            visit.part(request.as_deref(), 0);
        }
    };
    called();
    let refused = Refusals::default();
    let first = change_all(visit, keys.clone(), Vec::new(), &wanted, &refused);
    let refused = refused.taken();
    if refused.is_empty() {
        return first.map(Outcome::from);
    }
    let rest = without(keys, &refused);
    if !partly || rest.is_empty() {
        return Err(all_of(refused));
    }
    called();
    let since = Refusals::default();
    let left_out = refused.iter().map(Refusal::left).collect();
    let came = change_all(visit, rest, left_out, &wanted, &since);
    match since.taken() {
        since if since.is_empty() => came.map(Outcome::from),
        since => Err(all_of(since)),
    }
}

impl From<Came> for Outcome {
    fn from(came: Came) -> Outcome {
        let left_out = came.left_out.into_iter();
        Outcome {
            changed: came.changed,
            refused: left_out.map(|left| (left.number, left.why)).collect(),
            begun: None,
        }
    }
}

/// Those that nothing is said against.
pub(super) fn without<R: Several>(keys: Vec<Id<R>>, refused: &[Refusal]) -> Vec<Id<R>> {
    let out: BTreeSet<u64> = refused.iter().map(|refusal| refusal.id).collect();
    let mut keys = keys;
    keys.retain(|id| !out.contains(&id.raw()));
    keys
}

/// Changes them in one deed, or none of them; which may not be changed is left in `refused`. `left_out` are those that
/// were left out before, for the answer.
pub(super) fn change_all<R: Several>(
    visit: &Visit,
    keys: Vec<Id<R>>,
    left_out: Vec<Left>,
    wanted: &Arc<Wanted>,
    refused: &Refusals,
) -> Result<Came> {
    let actions = wanted.actions::<R>();
    let Some(first) = actions.first().copied() else {
        return Ok(Came::default());
    };
    let (wanted, refused) = (wanted.clone(), refused.clone());
    visit.act(first, move |change| {
        change.note(wanted.reason.as_str());
        let mut changed = Vec::new();
        let mut any = false;
        for id in keys {
            match one(change, id, &wanted, &actions[1..]) {
                Ok(record) => changed.push(record),
                Err(why) => {
                    refused.add(id.raw(), id.to_string(), why)?;
                    any = true;
                }
            }
        }
        if any {
            return Err(Error::conflict("Some of them may not be changed."));
        }
        if wanted.deed.is_none() {
            R::tell(change, &changed, &wanted.set)?;
        }
        Ok(Came {
            changed: changed.len(),
            left_out,
        })
    })
}

fn one<R: Several>(
    change: &mut Change<'_, '_>,
    id: Id<R>,
    wanted: &Wanted,
    besides: &[Action],
) -> Result<R> {
    let mut held = change.subject(id)?;
    if let Some(deed) = wanted.deed.and_then(deed_of::<R>) {
        if deed.seen && wanted.seen.get(&id.raw()) != Some(&held.version()) {
            return Err(Error::Stale);
        }
        (deed.does)(change, &mut held, &wanted.reason)?;
        return Ok(held.into_record());
    }
    let before = (*held).clone();
    for action in besides {
        let placement = change.placement(&before)?;
        if !change.allowed(action, id.as_ref(), &placement) {
            let why = policy::explain(&change.actor, action, Some(&placement));
            return Err(Error::Forbidden(why));
        }
        if let Some(refusal) = change.in_other_hands(action, &before)? {
            return Err(Error::Forbidden(refusal));
        }
    }
    *held = wanted.set.put(&before)?;
    R::settle(change, &before, &mut held)?;
    change.put(&held)?;
    Ok(held.into_record())
}

/// One that may not be changed, and why.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub id: u64,
    pub number: String,
    pub why: String,
    /// Whether it is for want of a right.
    pub forbidden: bool,
}

impl Refusal {
    pub fn left(&self) -> Left {
        Left {
            number: self.number.clone(),
            why: text::shorten(&self.why, 300),
        }
    }
}

/// Those that may not be changed. They outlive the deed that found them out and came to nothing.
#[derive(Clone, Default)]
pub(super) struct Refusals(Arc<Mutex<Vec<Refusal>>>);

impl Refusals {
    /// # Errors
    /// What isn't about this one.
    fn add(&self, id: u64, number: String, why: Error) -> Result<()> {
        let forbidden = matches!(why, Error::Forbidden(_) | Error::NotFound);
        let why = match why {
            Error::Forbidden(why) | Error::Conflict(why) => match why.contains(&number) {
                true => why,
                false => format!("{number}: {why}"),
            },
            Error::NotFound => format!("{number} is not there."),
            Error::Stale => {
                format!("{number} isn't as it was looked at. Look at what counts now first.")
            }
            Error::Invalid(problems) => format!("{number}: {problems}"),
            other => return Err(other),
        };
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.push(Refusal {
            id,
            number,
            why,
            forbidden,
        });
        Ok(())
    }

    pub fn taken(&self) -> Vec<Refusal> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// All of them as one refusal: for want of a right when it is for nothing else.
fn all_of(refused: Vec<Refusal>) -> Error {
    /// More reasons than this nobody reads.
    const SAID: usize = 5;
    let forbidden = refused.iter().all(|refusal| refusal.forbidden);
    let more = refused.len().saturating_sub(SAID);
    let words: Vec<String> = refused
        .into_iter()
        .take(SAID)
        .map(|refusal| refusal.why)
        .collect();
    let mut said = words.join(" ");
    if more > 0 {
        said.push_str(&format!(" And {more} more."));
    }
    match forbidden {
        true => Error::Forbidden(said),
        false => Error::Conflict(said),
    }
}
