//! What the verbs of the demo are run with: the store, the dice, and whoever is in the house by now.

use std::{collections::HashMap, sync::Arc};

use jiff::tz::TimeZone;

use super::{
    cast::{self, Account},
    names::{Dice, Names},
};
use crate::{
    access::Zone,
    base::{Error, Id, Moment, Result},
    data::{FileRef, Origin, Store, Turn, Visit},
    features::{authority::Access, people::User, sign_in},
};

/// Who is in the house, and what stories are made of: the same for all that are told at once.
pub struct Stage {
    pub store: Arc<Store>,
    pub names: Names,
    pub hash: String,
    pub accounts: Vec<Account>,
    by_role: HashMap<String, Vec<Id<User>>>,
}

impl Stage {
    pub fn new(store: &Arc<Store>) -> Result<Stage> {
        Ok(Stage {
            store: store.clone(),
            names: Names::load()?,
            hash: sign_in::hash_password(cast::PASSWORD, &store.keys().pepper())?,
            accounts: Vec::new(),
            by_role: HashMap::new(),
        })
    }

    pub fn add(&mut self, account: Account) {
        self.by_role
            .entry(account.role.clone())
            .or_default()
            .push(account.id);
        self.accounts.push(account);
    }

    /// Somebody of a role in the office, before the stories begin or after them.
    pub fn at(&self, role: &str, at: Moment) -> Result<Visit> {
        let held = self.by_role.get(role).and_then(|held| held.first());
        let somebody = held.copied().unwrap_or(self.accounts[0].id);
        Ok(visit_of(&self.store, somebody, at)?.relaxed())
    }
}

pub fn visit_of(store: &Arc<Store>, user: Id<User>, at: Moment) -> Result<Visit> {
    let access = store.cached::<Access>()?;
    let (actor, _) = access
        .actor(user)
        .ok_or_else(|| Error::internal(format!("{user} of the demo is gone")))?;
    let place = Origin {
        address: "10.20.1.5".parse().ok(),
        zone: Zone::Office,
        ..Origin::server()
    };
    Ok(Visit::new(store.clone(), actor, place, at, TimeZone::UTC))
}

/// Who tells one story: with dice of its own, so that it is the same whatever is told beside it.
pub struct Teller<'a> {
    pub stage: &'a Stage,
    pub dice: Dice,
    turn: &'a Arc<Turn>,
    /// Who got a way in by this story.
    pub joined: Vec<Account>,
}

impl<'a> Teller<'a> {
    pub fn new(stage: &'a Stage, dice: Dice, turn: &'a Arc<Turn>) -> Teller<'a> {
        Teller {
            stage,
            dice,
            turn,
            joined: Vec::new(),
        }
    }

    /// A visit of somebody in the office at a moment.
    pub fn as_user(&self, user: Id<User>, at: Moment) -> Result<Visit> {
        Ok(visit_of(&self.stage.store, user, at)?.taking_turns(self.turn))
    }

    pub fn system(&self, at: Moment) -> Visit {
        Visit::system(&self.stage.store, at, TimeZone::UTC).taking_turns(self.turn)
    }

    pub fn keep(&self, content: &[u8]) -> Result<FileRef> {
        self.turn.keep(content)
    }

    pub fn any(&mut self, role: &str) -> Id<User> {
        match self.stage.by_role.get(role) {
            Some(held) if !held.is_empty() => *self.dice.pick(held),
            _ => self.stage.accounts[0].id,
        }
    }
}
