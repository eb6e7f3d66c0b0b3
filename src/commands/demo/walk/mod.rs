//! One engagement, from the first contact as far as time allows: each step is done by whoever does it in the house.

mod onboarding;
mod selling;
mod talking;
mod working;

use super::stage::Teller;
use crate::{
    base::{Error, Id, Moment, Result, time},
    data::Visit,
    features::{leads::Lead, people::User, settings::Category},
};
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ends {
    BeforeTheQuote,
    AsFarAsTimeAllows,
}

pub struct Walk<'s, 'a> {
    teller: &'s mut Teller<'a>,
    at: Moment,
    now: Moment,
    category: Category,
    lead: Id<Lead>,
    closer: Id<User>,
}

impl<'s, 'a> Walk<'s, 'a> {
    /// Lets some hours pass; false when that would be in the future.
    fn later(&mut self, low: i64, high: i64) -> bool {
        let next = self
            .at
            .plus(self.teller.dice.range(low * 60, high * 60) * time::MINUTE);
        let fits = next < self.now;
        if fits {
            self.at = next;
        }
        fits
    }

    /// So that something waits in every hand today.
    fn is_recent(&self) -> bool {
        self.now.since(self.at) < 12 * time::DAY
    }

    fn visit(&mut self, user: Id<User>) -> Result<Visit> {
        self.teller.as_user(user, self.at)
    }

    fn system(&self) -> Visit {
        self.teller.system(self.at)
    }

    pub fn go(mut self, ends: Ends) -> Result<()> {
        if !self.qualify(ends).map_err(|e| stuck("qualifying", &e))? {
            return Ok(());
        }
        let quoted = self.quote().map_err(|e| stuck("quoting", &e))?;
        let Some((quote, buyer)) = quoted else {
            return Ok(());
        };
        let opened = self
            .onboard(quote, buyer)
            .map_err(|e| stuck("onboarding", &e))?;
        let Some(ticket) = opened else { return Ok(()) };
        let approved = self.approve(ticket).map_err(|e| stuck("approving", &e))?;
        let Some(project) = approved else {
            return Ok(());
        };
        self.work(project).map_err(|e| stuck("working", &e))
    }
}
/// Says in which step of an engagement the demo could not go on.
fn stuck(step: &str, why: &Error) -> Error {
    Error::internal(format!("the demo got stuck while {step}: {why}"))
}
