//! A person (or a job, an import, a token) at a place at a time. Whoever reads or writes does it through one.

use std::{
    cell::{Cell, OnceCell, RefCell},
    net::IpAddr,
    rc::Rc,
    sync::Arc,
};

use jiff::tz::TimeZone;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Cached, Change, ReadTx, Record, Ref, Store, Turn,
    cache::Memory,
    engine::{
        tables::Tab,
        writer::{Answer, Tx},
    },
    idempotency::{self, Done, Once},
    record::decode,
    whole::Wholes,
};
use crate::{
    access::{Action, Actor, Country, Listener, Placement, Zone, policy},
    base::{Day, Error, Moment, Result},
};

/// Where a visit comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    pub address: Option<IpAddr>,
    pub zone: Zone,
    /// Raw id of the session, for the journal.
    pub session: Option<u64>,
    /// The country of the address, when the house knows one.
    pub country: Option<Country>,
    /// The listener it came by.
    pub listener: Listener,
    /// Serial number of the device certificate that the connection proved to hold, whether it still counts or not.
    pub device: Option<Arc<str>>,
}

impl Origin {
    pub fn server() -> Origin {
        Origin {
            address: None,
            zone: Zone::Server,
            session: None,
            country: None,
            listener: Listener::Staff,
            device: None,
        }
    }
}

/// Somebody who sees through another's eyes: what they read is read as the other, and nothing is written.
#[derive(Debug, Clone)]
pub struct Impersonation {
    /// Raw id of the record that says so.
    pub view: u64,
    /// Raw id of who really looks.
    pub by: u64,
    /// As whom: "Mei Tanaka", "the role Team Lead".
    pub whom: String,
    pub until: Moment,
}

/// How far a store is: the newest sequence of its journal, and what was changed without one (`Store::quiet`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reached {
    pub seq: u64,
    pub quiet: u64,
}

impl Reached {
    pub fn of(store: &Store) -> Reached {
        Reached {
            seq: store.newest(),
            quiet: store.quiet(),
        }
    }
}

type Work = dyn FnOnce(&mut Change<'_, '_>) -> Result<Answer> + Send;

/// A deed without its types: what it does, and how what it answers is kept for a retry.
struct Deed {
    run: Box<Work>,
    write: fn(&Answer) -> Result<Vec<u8>>,
    read: fn(&[u8]) -> Result<Answer>,
}

fn another_type() -> Error {
    Error::internal("the writer answered with another type")
}

pub struct Visit {
    pub(super) store: Arc<Store>,
    pub actor: Arc<Actor>,
    pub origin: Origin,
    pub at: Moment,
    pub tz: TimeZone,
    /// What the client called this request, so that a retry is answered and not repeated.
    pub(super) key: RefCell<Option<String>>,
    /// What was asked, in short: another request under the same key is refused instead of answered.
    pub(super) asked: [u8; 16],
    /// A record, with the version that what is asked was made over: with another, nothing is done.
    expected: Option<(Ref, u64)>,
    /// Whether the answer is that of an earlier request under the same key.
    pub(super) replayed: Cell<bool>,
    /// What it reads, and how far the journal was before that was opened, and what is changed without it.
    read_tx: RefCell<OnceCell<(Reached, Rc<ReadTx>)>>,
    pub(super) wholes: RefCell<Wholes>,
    pub(super) wrote: Cell<Option<u64>>,
    relaxed: bool,
    /// Nothing of its deeds stays.
    trying: bool,
    /// Whether another person has confirmed what all of its deeds belong to.
    seconded: bool,
    /// The areas that it was narrowed to, as actions name them; all of them where none is said.
    areas: Arc<[String]>,
    /// Raw id of the token that it came by.
    token: Option<u64>,
    /// The place among tellers that its deeds wait for.
    turn: Option<Arc<Turn>>,
    /// Whether whoever this is proved it lately; what comes from the web says so for itself.
    proved: bool,
    impersonation: Option<Arc<Impersonation>>,
}

impl Impersonation {
    pub fn refusal(&self) -> Error {
        Error::Forbidden(format!(
            "You look as {}, and whoever looks changes nothing and takes nothing along. End the view, then do it as yourself.",
            self.whom
        ))
    }
}

impl Visit {
    pub fn new(
        store: Arc<Store>,
        actor: Arc<Actor>,
        origin: Origin,
        at: Moment,
        tz: TimeZone,
    ) -> Visit {
        Visit {
            store,
            actor,
            origin,
            at,
            tz,
            key: RefCell::default(),
            asked: [0; 16],
            expected: None,
            replayed: Cell::default(),
            read_tx: RefCell::default(),
            wholes: RefCell::default(),
            wrote: Cell::default(),
            relaxed: false,
            trying: false,
            seconded: false,
            areas: Arc::default(),
            token: None,
            turn: None,
            proved: true,
            impersonation: None,
        }
    }

    /// Atrium itself: schedules, the command line, sign-in before anyone is known.
    pub fn system(store: &Arc<Store>, at: Moment, tz: TimeZone) -> Visit {
        Visit::new(
            store.clone(),
            Arc::new(Actor::system()),
            Origin::server(),
            at,
            tz,
        )
    }

    /// The same at the place of whoever comes.
    pub fn from_origin(mut self, origin: Origin) -> Visit {
        self.origin = origin;
        self
    }

    /// Atrium itself, at this visit's place: whatever is read or done through it, nobody asks whether this person may.
    /// The reason says what makes it right; every use stands in the list that `tests/it/guards/authority.rs` keeps. For
    /// whoever only looks, it only looks.
    pub fn unchecked_as_system(&self, _reason: &'static str) -> Visit {
        let system = Arc::new(Actor::system());
        let origin = self.origin.clone();
        Visit::new(self.store.clone(), system, origin, self.at, self.tz.clone())
            .impersonating(self.impersonation.clone())
    }

    /// Sees through somebody's eyes; from here on nothing can be written.
    pub fn impersonating(mut self, impersonation: Option<Arc<Impersonation>>) -> Visit {
        self.impersonation = impersonation;
        self
    }

    pub fn impersonation(&self) -> Option<&Arc<Impersonation>> {
        self.impersonation.as_ref()
    }

    /// Deeds of this visit are done only while the record has that version: `Stale` otherwise.
    pub fn expecting(mut self, expected: Option<(Ref, u64)>) -> Visit {
        self.expected = expected;
        self
    }

    /// For filling a house with a demo: deeds don't wait for an fsync each. `Store::settle` makes them durable.
    pub fn relaxed(mut self) -> Visit {
        self.relaxed = true;
        self
    }

    /// The same to find out what deeds would amount to: each is done as far as it goes, and nothing of it stays, which is
    /// a conflict where nothing else refuses it. Nobody has confirmed anything for it.
    pub fn trying(&self) -> Visit {
        let (actor, origin) = (self.actor.clone(), self.origin.clone());
        let visit = Visit::new(self.store.clone(), actor, origin, self.at, self.tz.clone());
        Visit {
            relaxed: true,
            trying: true,
            proved: self.proved,
            impersonation: self.impersonation.clone(),
            ..visit
        }
    }

    /// The same for the parts of something that another person has confirmed as a whole.
    pub fn seconded(mut self, seconded: bool) -> Visit {
        self.seconded = seconded;
        self
    }

    /// The same by a program that is for some areas only; its actor is narrowed to them.
    pub fn within(mut self, areas: Arc<[String]>) -> Visit {
        self.areas = areas;
        self
    }

    /// The areas it was narrowed to; none where it is for all.
    pub fn areas(&self) -> &[String] {
        &self.areas
    }

    /// The same by a program with a token of this raw id.
    pub fn by_token(mut self, token: Option<u64>) -> Visit {
        self.token = token;
        self
    }

    /// Raw id of the token that it came by; none where it came by a session.
    pub fn token(&self) -> Option<u64> {
        self.token
    }

    /// The same among others who tell at once: its deeds are done when their turn comes.
    pub fn taking_turns(mut self, turn: &Arc<Turn>) -> Visit {
        self.turn = Some(turn.clone());
        self
    }

    /// Whether dangerous deeds may be done without asking anew who it is.
    pub fn proved(mut self, proved: bool) -> Visit {
        self.proved = proved;
        self
    }

    pub fn is_proved(&self) -> bool {
        self.proved
    }

    /// Refuses what asks for fresh proof of who does it.
    pub fn demand_proof(&self) -> Result<()> {
        match self.proved {
            true => Ok(()),
            false => Err(Error::Unproved),
        }
    }

    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    pub fn today(&self) -> Day {
        self.at.day(&self.tz)
    }

    /// The journal sequence of the last deed of this visit, for the Undo it offers.
    pub fn wrote(&self) -> Option<u64> {
        self.wrote.get()
    }

    pub(super) fn read_tx(&self) -> Result<Rc<ReadTx>> {
        if let Some(turn) = &self.turn {
            return turn.view();
        }
        let cell = self.read_tx.borrow();
        if let Some((_, read_tx)) = cell.get() {
            return Ok(read_tx.clone());
        }
        // Read first: what is committed in between is in the snapshot, and told once more.
        let reached = Reached::of(&self.store);
        let read_tx = Rc::new(self.store.read_tx()?);
        let _ = cell.set((reached, read_tx.clone()));
        Ok(read_tx)
    }

    /// Up to where whatever this visit reads has seen everything: what a page goes on hearing from.
    pub fn reached(&self) -> Reached {
        let cell = self.read_tx.borrow();
        cell.get()
            .map_or_else(|| Reached::of(&self.store), |(reached, _)| *reached)
    }

    pub fn cached<C: Cached>(&self) -> Result<Arc<C>> {
        self.store.cached()
    }

    // ── may ──

    pub fn may_somewhere(&self, action: &Action) -> bool {
        policy::may_somewhere(&self.actor, action) || self.actor.shared.opens(action, self.at)
    }

    /// Whether the person may do this to a record; whether they may see it, also by what it is a part of.
    pub fn may<R: Record>(&self, action: &Action, record: &R) -> bool {
        if *action == R::VIEW {
            return self.sees(record).unwrap_or(false);
        }
        // Where nothing can be read, nothing is allowed.
        let placement = self.placement(record).unwrap_or_default();
        self.allowed(action, record.as_ref(), &placement)
            && self.has_in_hand(action, record).unwrap_or(false)
    }

    /// Why, or why not, in a sentence.
    pub fn why<R: Record>(&self, action: &Action, record: &R) -> String {
        let placement = self.placement(record).unwrap_or_default();
        if self.allowed(action, record.as_ref(), &placement)
            && let Ok(Some(refusal)) = self.in_other_hands(action, record)
        {
            return refusal;
        }
        if !policy::may(&self.actor, action, &placement)
            && let Some(words) = self.shared_words(action, record.as_ref())
        {
            return format!("It was shared with you {words}.");
        }
        policy::explain(&self.actor, action, Some(&placement))
    }

    /// Whether the person may do this to a record that lies here, or was shared with them.
    pub(super) fn allowed(&self, action: &Action, of: Ref, placement: &[Placement]) -> bool {
        policy::may(&self.actor, action, placement) || self.shared_words(action, of).is_some()
    }

    fn shared_words(&self, action: &Action, of: Ref) -> Option<&str> {
        let shared = &self.actor.shared;
        let given = shared.covers(action, of.kind, of.id, self.at)?;
        Some(given.words.as_ref())
    }

    pub fn demand(&self, action: &Action) -> Result<()> {
        if self.may_somewhere(action) {
            Ok(())
        } else {
            Err(Error::Forbidden(policy::explain(&self.actor, action, None)))
        }
    }

    /// The same of a record that one holds.
    pub fn demand_on<R: Record>(&self, action: &Action, record: &R) -> Result<()> {
        match self.may(action, record) {
            true => Ok(()),
            false => Err(Error::Forbidden(self.why(action, record))),
        }
    }

    // ── writing ──

    /// Does a deed: checks that the person may do it at all, runs it as one unit of work on the writer,
    /// and returns when it is on disk. With a client key, a retry gets the first answer.
    pub fn act<T, F>(&self, action: Action, deed: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnOnce(&mut Change<'_, '_>) -> Result<T> + Send + 'static,
    {
        self.perform(action, self.relaxed, deed)
    }

    /// Like `act`, for what may be lost in a power cut without harm (a read marker): it rides on others' fsync.
    pub fn act_softly<T, F>(&self, action: Action, deed: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnOnce(&mut Change<'_, '_>) -> Result<T> + Send + 'static,
    {
        self.perform(action, true, deed)
    }

    /// The part that is made anew for every deed there is: kept thin, because there are hundreds.
    fn perform<T, F>(&self, action: Action, soft: bool, deed: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnOnce(&mut Change<'_, '_>) -> Result<T> + Send + 'static,
    {
        let deed = Deed {
            run: Box::new(move |change| Ok(Box::new(deed(change)?))),
            write: |answer| match answer.downcast_ref::<T>() {
                Some(answer) => Ok(rmp_serde::to_vec_named(answer)?),
                None => Err(another_type()),
            },
            read: |bytes| Ok(Box::new(rmp_serde::from_slice::<T>(bytes)?)),
        };
        let answer = self.perform_any(action, soft, deed)?;
        answer
            .downcast::<T>()
            .map(|answer| *answer)
            .map_err(|_| another_type())
    }

    fn perform_any(&self, action: Action, soft: bool, deed: Deed) -> Result<Answer> {
        if let Some(impersonation) = &self.impersonation {
            return Err(impersonation.refusal());
        }
        self.demand(&action)?;
        if action.dangerous {
            self.demand_proof()?;
        }
        let (proved, seconded, trying) = (self.proved, self.seconded, self.trying);
        let store = &self.store;
        let memory = Memory::of(store);
        let (actor, origin, at) = (self.actor.clone(), self.origin.clone(), self.at);
        let tz = self.tz.clone();
        let once = self
            .key
            .borrow_mut()
            .take()
            .map(|key| Once::of(store.keys(), actor.person, &key));
        let (asked, expected) = (self.asked, self.expected);
        let schema = store.schema.clone();
        let run = move |tx: &mut Tx<'_>| -> Result<Answer> {
            if let Some(once) = &once
                && let Some(held) = tx.get(Tab::Idempotency, &once.at)?
            {
                // Another action's answer is of another type: whose it is comes first.
                let of = Done::read(&held)?;
                if of.action != action.key || of.asked != asked {
                    return Err(Done::of_another());
                }
                let answer = (deed.read)(&idempotency::answer_of(&held, once)?)?;
                return Ok(Box::new((answer, of.seq, true)));
            }
            let mut change = Change::new(tx, (&schema, memory), actor, (at, tz), origin, action);
            change.proved = proved;
            change.seconded = seconded;
            change.expected = expected;
            change.asked = asked;
            if action.second_person {
                change.demand_second()?;
            }
            let answer = (deed.run)(&mut change)?;
            let seq = change.finish()?;
            if trying {
                return Err(Error::conflict("This was tried, and nothing of it stays."));
            }
            if let Some(once) = &once {
                let done = Done {
                    seq,
                    at,
                    action: action.key.to_owned(),
                    asked,
                };
                let bytes = done.with_answer(&(deed.write)(&answer)?, once)?;
                tx.set(Tab::Idempotency, &once.at, Some(&bytes))?;
            }
            Ok(Box::new((answer, seq, false)))
        };
        let answer = match &self.turn {
            Some(turn) => turn.submit(Box::new(run)),
            None => self.store.submit(Box::new(run), soft),
        };
        // Also after a refusal: what is shown then is what the refusal was about.
        *self.read_tx.borrow_mut() = OnceCell::new();
        *self.wholes.borrow_mut() = Wholes::default();
        let (answer, seq, replayed) = *answer?
            .downcast::<(Answer, Option<u64>, bool)>()
            .map_err(|_| another_type())?;
        self.replayed.set(replayed);
        if seq.is_some() {
            self.wrote.set(seq);
        }
        Ok(answer)
    }

    /// Decodes a record that a cache already holds as bytes; for tests of evolution.
    pub fn decode_record<R: Record>(id: u64, bytes: &[u8]) -> Result<R> {
        decode(id, bytes)
    }
}
