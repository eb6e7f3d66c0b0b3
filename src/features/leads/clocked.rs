//! What a lead promises by a time: that somebody speaks with them.

use super::lead::{BY_TOUCHED, Lead, Source, Stage};
use crate::{
    base::{Choice, Id, Result},
    data::{Change, Key, Query},
    features::{
        clocks::{Clocked, Facts, NextDue, Standing, Target},
        people::User,
    },
};

impl Clocked for Lead {
    const TARGETS: &'static [Target] = &[Target::Lead];

    fn facts(&self) -> Facts {
        Facts {
            kind: self.source.key(),
            stage: self.stage.key(),
            priority: None,
            client: self.client.unwrap_or_default(),
            categories: self.categories.clone(),
            owner: self.owner,
            department: self.department,
        }
    }

    /// Those that came by a sheet were found, and wait for nobody.
    fn standings(&self) -> Vec<Standing> {
        if self.import.is_some() {
            return Vec::new();
        }
        let mut passed = self.passed.iter();
        let spoken = passed.find(|held| held.stage == Stage::New);
        let first = Standing::since(Target::Lead, self.created_at);
        vec![first.met(spoken.map(|held| held.at))]
    }

    fn carry(&mut self, next: Option<NextDue>) -> bool {
        let other = self.next != next;
        self.next = next;
        other
    }

    fn reassign(change: &mut Change<'_, '_>, id: Id<Self>, to: Id<User>) -> Result<bool> {
        let mut lead = change.subject::<Lead>(id)?;
        if !lead.stage.is_open() || lead.owner == to {
            return Ok(false);
        }
        lead.owner = to;
        lead.recompute(change.at);
        change.put(&lead)?;
        Ok(true)
    }

    fn kinds() -> Vec<(&'static str, &'static str)> {
        let all = Source::ALL.iter();
        all.map(|source| (source.key(), source.label())).collect()
    }

    fn under_way() -> Query<Lead> {
        Query::by(BY_TOUCHED).under(Key::new().byte(0))
    }
}
