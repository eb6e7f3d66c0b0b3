//! What else is asked of who comes in, beside password, code and zone: the door they came by, and whatever features
//! that know more (countries, devices) have service to the store. Asked at sign-in and again at every request, so that a
//! change holds from the next one on.

use crate::{access::Tier, base::Result, data::Visit, features::people::User};

/// Given by a feature through `store.provide(Arc::new(Checks(..)))`. `system` is Atrium itself at the visitor's place.
pub trait Check: Send + Sync {
    /// Whether this person may come in from there. What is refused is not told apart from a wrong password.
    fn lets_in(&self, system: &Visit, user: &User) -> Result<bool>;

    /// What everybody at that place is told when refused, whoever they say they are: a hint that gives no account away.
    fn hint(&self, _system: &Visit) -> Result<Option<&'static str>> {
        Ok(None)
    }

    /// Raw id of what this person's connection proves beside the password, when it counts as their second factor.
    fn factor(&self, _system: &Visit, _user: &User) -> Result<Option<u64>> {
        Ok(None)
    }

    /// Whether what stood in for a code at sign-in is still there.
    fn holds(&self, _system: &Visit, _user: &User, _factor: u64) -> Result<bool> {
        Ok(true)
    }
}

#[derive(Default)]
pub struct Checks(pub Vec<Box<dyn Check>>);

fn ask<T>(system: &Visit, question: impl Fn(&dyn Check) -> Result<Option<T>>) -> Result<Option<T>> {
    let Some(checks) = system.store().service::<Checks>() else {
        return Ok(None);
    };
    for check in &checks.0 {
        if let Some(answer) = question(check.as_ref())? {
            return Ok(Some(answer));
        }
    }
    Ok(None)
}

/// Whether this person may come in by that door, from there.
pub fn lets_in(system: &Visit, user: &User) -> Result<bool> {
    if !system.origin.listener.admits(user.tier) {
        return Ok(false);
    }
    let refused = ask(system, |check| {
        Ok((!check.lets_in(system, user)?).then_some(()))
    })?;
    Ok(refused.is_none())
}

pub fn hint(system: &Visit) -> Result<Option<&'static str>> {
    ask(system, |check| check.hint(system))
}

/// What stands in for a code, if anything does. Clients have codes and passkeys only.
pub fn factor(system: &Visit, user: &User) -> Result<Option<u64>> {
    match user.tier {
        Tier::Client => Ok(None),
        _ => ask(system, |check| check.factor(system, user)),
    }
}

pub fn holds(system: &Visit, user: &User, factor: Option<u64>) -> Result<bool> {
    let Some(factor) = factor else {
        return Ok(true);
    };
    let lost = ask(system, |check| {
        Ok((!check.holds(system, user, factor)?).then_some(()))
    })?;
    Ok(lost.is_none())
}
