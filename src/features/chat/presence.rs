//! Who is here: at work, away from the desk, or gone. It is nobody's record: it lies in memory, open pages hear of it as
//! something that passes, and nothing of it is kept.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::actions::HERE;
use crate::{
    base::{Id, Moment, Result, time},
    data::{Store, Visit},
    features::people::{Directory, User, away_until},
    web::live::Hub,
};

/// Whoever did nothing for so long is away.
const IDLE: i64 = 5 * time::MINUTE;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Working,
    Away,
    OnLeave,
    Off,
}

impl State {
    /// As scripts know it.
    pub fn word(self) -> &'static str {
        match self {
            State::Working => "working",
            State::Away => "away",
            State::OnLeave => "leave",
            State::Off => "off",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            State::Working => "at work",
            State::Away => "away from the desk",
            State::OnLeave => "on leave",
            State::Off => "not here",
        }
    }
}

/// When each person last did something. A service of the store.
#[derive(Default)]
pub struct Presence(Mutex<HashMap<u64, Known>>);

#[derive(Debug, Clone, Copy)]
struct Known {
    active: Moment,
    told: State,
}

fn state(active: Moment, listens: bool, now: Moment) -> State {
    match (listens, now.since(active) <= IDLE) {
        (_, true) => State::Working,
        (true, false) => State::Away,
        (false, false) => State::Off,
    }
}

impl Presence {
    fn known(&self) -> MutexGuard<'_, HashMap<u64, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody did something; whether that changes what others see of them.
    fn acted(&self, person: u64, at: Moment) -> bool {
        let known = Known {
            active: at,
            told: State::Working,
        };
        let before = self.known().insert(person, known);
        before.is_none_or(|before| before.told != State::Working)
    }

    /// Those whose state is another than was told, and forgets those who are gone.
    fn moved(&self, now: Moment, listens: &dyn Fn(u64) -> bool) -> Vec<(u64, State)> {
        let mut known = self.known();
        let mut moved = Vec::new();
        for (person, held) in known.iter_mut() {
            let is = state(held.active, listens(*person), now);
            if is != held.told {
                held.told = is;
                moved.push((*person, is));
            }
        }
        known.retain(|_, held| held.told != State::Off);
        moved
    }

    fn of(&self, person: u64) -> State {
        self.known()
            .get(&person)
            .map_or(State::Off, |held| held.told)
    }
}

/// What is known of somebody now.
pub fn of(visit: &Visit, person: Id<User>) -> Result<State> {
    let store = visit.store();
    let state = match store.service::<Presence>() {
        Some(presence) => presence.of(person.raw()),
        None => State::Off,
    };
    shown(visit, person, state)
}

/// Whoever isn't here and is known to be away is on leave.
fn shown(visit: &Visit, person: Id<User>, state: State) -> Result<State> {
    let away = || -> Result<bool> {
        let names = Directory::of(visit)?;
        Ok(away_until(visit, &names, person)?.is_some())
    };
    match state {
        State::Off if away()? => Ok(State::OnLeave),
        other => Ok(other),
    }
}

/// The person did something on a page.
pub fn here(visit: &Visit) -> Result<()> {
    visit.demand(&HERE)?;
    let me = Id::<User>::new(visit.actor.person);
    let store = visit.store();
    // Whoever looks through somebody's eyes isn't them.
    if visit.impersonation().is_some() {
        return Ok(());
    }
    if let Some(presence) = store.service::<Presence>()
        && presence.acted(me.raw(), visit.at)
        && let Some(hub) = store.service::<Hub>()
    {
        hub.pass(visit, me.as_ref(), State::Working.word())?;
    }
    Ok(())
}

/// Says of those who went from their desks that they did.
pub fn sweep(store: &std::sync::Arc<Store>, visit: &Visit) -> Result<()> {
    let (Some(presence), Some(hub)) = (store.service::<Presence>(), store.service::<Hub>()) else {
        return Ok(());
    };
    let moved = presence.moved(visit.at, &|person| hub.hears(person));
    for (person, state) in moved {
        let id = Id::<User>::new(person);
        let state = shown(visit, id, state)?;
        hub.pass_of(store, id.as_ref(), state.word(), (person, ""))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_does_nothing_is_away_and_then_gone() {
        let presence = Presence::default();
        let start = Moment(1_000_000);
        assert!(presence.acted(7, start));
        assert!(!presence.acted(7, start.plus(1000)), "nothing new");
        let (open, shut) = (|_: u64| true, |_: u64| false);
        assert!(presence.moved(start.plus(IDLE), &open).is_empty());
        let late = start.plus(IDLE + 5000);
        assert_eq!(presence.moved(late, &open), [(7, State::Away)]);
        assert!(presence.moved(late, &open).is_empty(), "told once");
        assert_eq!(presence.of(7), State::Away);
        assert_eq!(presence.moved(late, &shut), [(7, State::Off)]);
        assert_eq!(presence.of(7), State::Off);
        assert!(presence.acted(7, late), "back again");
    }

    #[test]
    fn a_page_that_closes_says_nothing_until_its_person_is_gone_a_while() {
        let presence = Presence::default();
        presence.acted(7, Moment(0));
        let shut = |_: u64| false;
        assert!(presence.moved(Moment(IDLE), &shut).is_empty());
        assert_eq!(presence.moved(Moment(IDLE + 1), &shut), [(7, State::Off)]);
    }
}
