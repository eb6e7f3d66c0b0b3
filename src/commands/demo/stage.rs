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
    data::{Place, Store, Visit},
    features::{authority::Access, people::User, sign_in},
};

pub struct Stage<'a> {
    pub store: &'a Arc<Store>,
    pub names: Names,
    pub dice: Dice,
    pub accounts: Vec<Account>,
    by_role: HashMap<String, Vec<Id<User>>>,
    pub hash: String,
    deeds: u64,
}

impl<'a> Stage<'a> {
    pub fn new(store: &'a Arc<Store>, dice: Dice) -> Result<Stage<'a>> {
        Ok(Stage {
            store,
            names: Names::load()?,
            dice,
            accounts: Vec::new(),
            by_role: HashMap::new(),
            hash: sign_in::hash_password(cast::PASSWORD, &store.keys().pepper())?,
            deeds: 0,
        })
    }

    /// A visit of somebody in the office at a moment.
    pub fn as_user(&mut self, user: Id<User>, at: Moment) -> Result<Visit> {
        self.deeds += 1;
        if self.deeds.is_multiple_of(500) {
            self.store.settle()?;
        }
        let access = self.store.cached::<Access>()?;
        let (actor, _) = access
            .actor(user)
            .ok_or_else(|| Error::internal(format!("{user} of the demo is gone")))?;
        let place = Place {
            address: "10.20.1.5".parse().ok(),
            zone: Zone::Office,
            ..Place::server()
        };
        Ok(Visit::new(self.store.clone(), actor, place, at, TimeZone::UTC).relaxed())
    }

    pub fn any(&mut self, role: &str) -> Id<User> {
        match self.by_role.get(role) {
            Some(held) if !held.is_empty() => *self.dice.pick(held),
            _ => self.accounts[0].id,
        }
    }

    pub fn add(&mut self, account: Account) {
        self.by_role
            .entry(account.role.clone())
            .or_default()
            .push(account.id);
        self.accounts.push(account);
    }
}
