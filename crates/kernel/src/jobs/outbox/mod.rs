//! What leaves the house: put into a box by the deed that causes it, and sent after the commit by a job of its own.
//!
//! A thing to be sent is a record (`Outgoing`) with a `Delivery` in it, filed under a key that says what it is about: no
//! deed without it, none of it without its deed, and the same is never put twice. A `Channel` says how things of one
//! record go out (mail; messages, calls to other houses' servers); the sender does the rest: what is due goes in the order
//! in which it is due, waits grow after each try, what nobody takes for long has failed and somebody may send it again,
//! and while the way itself is closed nothing else is tried.
//!
//! **Exactly once, as far as the other side allows.** Only what an fsync has covered is sent, so that no power cut takes
//! back what the world was told. What came of it is written down after the other side answered, and nothing else goes
//! before it is; a kill in between has it sent once more under the same mark (`Delivery::mark`), by which the other side
//! knows it again.

mod delivery;
mod rest;

use std::time::Duration;

pub use delivery::outgoing;
pub use delivery::{Backoff, Delivery, GROWS_OLD, Outgoing, RAN_OUT, RUNS_OUT, Stage, UNDONE};
pub use rest::Rest;

use super::{
    Handler, Supervisor,
    job::{Job, Next, Turn},
};
use crate::{
    access::Action,
    base::{Error, Id, Moment, Result},
    data::{Change, Held, Key, KindInfo, Query, Record, Store, Visit},
};

/// What the other side made of one thing, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Sent(String),
    /// It won't have this, now or later.
    Refused(String),
    /// It will not have it now.
    Later(String),
    /// Nothing goes this way at all: nobody answers, or it isn't who it should be.
    Unreachable(String),
}

/// One way out of the house.
pub trait Channel: Send + 'static {
    /// What Health calls its job; one of its kind.
    const NAME: &'static str;
    /// The system's deed that writes down what came of it.
    const ACTION: Action;
    type Item: Outgoing;

    /// Whether things may go at all now, and by which version of the settings: a way that was found closed is tried
    /// anew at once when these are others.
    fn ready(&mut self, visit: &Visit) -> Result<Option<u64>>;

    /// Sends one thing, over what is open from the one before.
    ///
    /// # Errors
    /// What is wrong in the house and not with the other side: the thing waits as it is, and the job has failed.
    fn send(&mut self, visit: &Visit, item: &Self::Item) -> Result<Outcome>;

    /// Nothing more goes this time.
    fn close(&mut self) {}
}

/// A kind that leaves the house: what still waits goes back with the deed that put it.
pub fn kind<R: Outgoing>() -> KindInfo {
    KindInfo::of::<R>().undone(|change, id| {
        let made =
            change.on_behalf("what leaves the house goes back with the deed that it tells of");
        match made.find::<R>(Id::new(id))? {
            Some(mut held) if held.delivery().stage == Stage::Waiting => {
                held.dropped(change.at, UNDONE);
                change.put(&held)
            }
            _ => Ok(()),
        }
    })
}

/// Whether something was put under a key, whatever became of it.
pub fn holds<R: Outgoing>(change: &mut Change<'_, '_>, key: &str) -> Result<bool> {
    let key = Key::new().text(key);
    let mut all = change.unscoped("the same is put once, whoever causes it");
    Ok(all.by_unique::<R>(R::BY_KEY, key)?.is_some())
}

/// Puts something into the box within the deed that causes it, unless it was put before; whether it is new there.
pub fn put<R: Outgoing>(change: &mut Change<'_, '_>, item: R) -> Result<bool> {
    if holds::<R>(change, &item.delivery().key)? {
        return Ok(false);
    }
    let made = change.on_behalf("what leaves the house is put by the deed that it tells of");
    made.insert(item).map(|_| true)
}

/// Has something sent at once that waits or failed: somebody wants it.
pub fn again<C: Channel>(visit: &Visit, action: Action, id: Id<C::Item>) -> Result<()> {
    visit.act(action, move |change| {
        let mut held = change.subject(id)?;
        held.again(change.at)?;
        change.put(&held)
    })?;
    hasten::<C>(visit.store());
    Ok(())
}

/// Has something not sent any more; `by` is whose name stands there.
pub fn give_up<R: Outgoing>(visit: &Visit, action: Action, id: Id<R>, by: String) -> Result<()> {
    visit.act(action, move |change| {
        let mut held = change.subject(id)?;
        held.give_up(change.at, &by)?;
        change.put(&held)
    })
}

/// Has what is due tried now, also while the way rests.
pub fn hasten<C: Channel>(store: &Store) {
    if let Some(jobs) = store.service::<Supervisor>() {
        jobs.poke(C::NAME);
    }
}

/// What a channel's record waits for beside being sent.
pub fn handlers<R: Outgoing>(action: Action) -> Vec<Handler> {
    vec![
        Handler::of(RUNS_OUT, action, |change, mut held: Held<R>| {
            change.event();
            let at = change.at;
            held.run_out(at);
            change.put(&held)
        }),
        Handler::of(GROWS_OLD, action, |change, held: Held<R>| {
            change.event();
            change.delete(&held)
        }),
    ]
}

/// Things that go in one round, over one connection.
const ROUND: usize = 50;
/// The machine's clock may be set meanwhile.
const LOOK: Duration = Duration::from_secs(30);

/// What one round found of the way.
enum Way {
    /// Nothing was tried.
    Untried,
    /// The other side answered.
    Open,
    /// Nothing goes, and why.
    Closed(String),
}

pub struct Sender<C: Channel> {
    channel: C,
    rest: Rest,
    /// What came of the last thing that was sent, until it is written down.
    unsettled: Option<(Id<C::Item>, Outcome)>,
}

/// The job that sends what is due on a channel.
pub fn outbox<C: Channel>(channel: C) -> Box<dyn Job> {
    Box::new(Sender::new(channel))
}

impl<C: Channel> Sender<C> {
    pub fn new(channel: C) -> Sender<C> {
        Sender {
            channel,
            rest: Rest::default(),
            unsettled: None,
        }
    }

    /// Sends what is due by the visit's time, and says when it wants to go on. `stopping` is asked between two things.
    ///
    /// # Errors
    /// When the store takes nothing, or the channel can't say what came of it.
    pub fn round(&mut self, visit: &Visit, stopping: &dyn Fn() -> bool) -> Result<Next> {
        // What can't be written down afterwards would be sent again.
        if let Some(why) = visit.store().health().read_only {
            return Err(Error::Unavailable(why));
        }
        self.settle(visit)?;
        let Some(settings) = self.channel.ready(visit)? else {
            self.rest = Rest::default();
            return Ok(Next::After(LOOK));
        };
        self.rest.is_about(settings);
        if self.rest.lasts(visit.at) {
            return Ok(Next::After(until(self.rest.until, visit.at)));
        }
        let list = Query::by(C::Item::BY_STAGE).under(Delivery::staged(Stage::Waiting));
        let waiting = visit.list::<C::Item>(list.limit(ROUND))?.rows;
        let full = waiting.len() == ROUND;
        let is_due = |held: &&C::Item| held.delivery().is_due(C::Item::BACKOFF, visit.at);
        let ids: Vec<Id<C::Item>> = waiting.iter().filter(is_due).map(Record::id).collect();
        let rest = waiting.iter().filter(|held| !is_due(held));
        let later = rest.map(|held| held.delivery().next).min();
        let way = self.send_all(visit, &ids, stopping);
        self.channel.close();
        match way? {
            Way::Untried => {}
            Way::Open => self.rest = Rest::of(settings),
            Way::Closed(why) => {
                self.rest.grow(visit.at, why);
                return Ok(Next::After(until(self.rest.until, visit.at)));
            }
        }
        Ok(match later {
            None if full && !stopping() => Next::Again,
            None => Next::After(LOOK),
            Some(at) => Next::After(until(at, visit.at)),
        })
    }

    /// One after the other.
    fn send_all(
        &mut self,
        visit: &Visit,
        ids: &[Id<C::Item>],
        stopping: &dyn Fn() -> bool,
    ) -> Result<Way> {
        let mut way = Way::Untried;
        for id in ids {
            if stopping() {
                break;
            }
            let Some(item) = fresh(visit, *id)? else {
                continue;
            };
            if item.delivery().until <= visit.at {
                write_down::<C>(visit, *id, |item, at| item.run_out(at))?;
                continue;
            }
            let outcome = self.channel.send(visit, &item)?;
            self.unsettled = Some((*id, outcome.clone()));
            way = match outcome {
                Outcome::Sent(_) | Outcome::Later(_) => Way::Open,
                Outcome::Refused(said) => {
                    tracing::warn!(channel = C::NAME, item = %id, said, "what was sent was refused");
                    Way::Open
                }
                Outcome::Unreachable(said) => {
                    tracing::warn!(channel = C::NAME, said, "nothing can be sent");
                    Way::Closed(said)
                }
            };
            self.settle(visit)?;
            if matches!(way, Way::Closed(_)) {
                break;
            }
        }
        Ok(way)
    }

    /// Writes down what came of what was sent. It is kept until that works.
    fn settle(&mut self, visit: &Visit) -> Result<()> {
        let Some((id, outcome)) = self.unsettled.clone() else {
            return Ok(());
        };
        match write_down::<C>(visit, id, move |item, at| item.settle(outcome, at)) {
            // Nobody looks for it any more when it is gone.
            Ok(()) | Err(Error::NotFound) => {
                self.unsettled = None;
                Ok(())
            }
            Err(e) => Err(e),
        }
    }
}

/// One that still waits, as an fsync has covered it: somebody may have taken it back since the round began.
fn fresh<R: Outgoing>(visit: &Visit, id: Id<R>) -> Result<Option<R>> {
    let read = || {
        let now = Visit::system(visit.store(), visit.at, visit.tz.clone());
        now.find(id).ok()
    };
    let waits = |held: &R| held.delivery().stage == Stage::Waiting;
    let Some(held) = read().filter(waits) else {
        return Ok(None);
    };
    if held.version() <= visit.store().durable() {
        return Ok(Some(held));
    }
    visit.store().settle()?;
    Ok(read().filter(waits))
}

/// Writes down what became of one.
fn write_down<C: Channel>(
    visit: &Visit,
    id: Id<C::Item>,
    rule: impl FnOnce(&mut C::Item, Moment) + Send + 'static,
) -> Result<()> {
    let now = Visit::system(visit.store(), Moment::now().max(visit.at), visit.tz.clone());
    now.act(C::ACTION, move |change| {
        let mut held = change.subject(id)?;
        let at = change.at;
        rule(&mut held, at);
        change.put(&held)
    })
}

fn until(at: Moment, now: Moment) -> Duration {
    Duration::from_millis(u64::try_from(at.since(now)).unwrap_or(0)).min(LOOK)
}

impl<C: Channel> Job for Sender<C> {
    fn name(&self) -> &str {
        C::NAME
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        self.round(&turn.visit(), &|| turn.stopping())
    }

    /// A server that starts is there for its people first.
    fn first(&self) -> Duration {
        Duration::from_secs(1)
    }

    /// A deed may have put something.
    fn gathers(&self) -> Option<Duration> {
        Some(Duration::from_millis(250))
    }

    fn poked(&mut self) {
        self.rest = Rest::default();
    }

    fn trouble(&self) -> Option<String> {
        self.rest.why.clone()
    }

    fn recover(&mut self) {
        self.channel.close();
    }
}
