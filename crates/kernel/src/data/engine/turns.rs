//! Stories told side by side whose deeds go to the writer in rounds: each teller brings one deed, all of a round are
//! done in one transaction, in the tellers' order, and then each goes on with its answer.
//!
//! A round begins when every teller has brought its deed, and nobody reads while one is played. So what is told is the
//! same every time, however the machine runs the threads; what a transaction costs is shared by all of a round, and what
//! tellers read and work out in between runs on every core.
//!
//! All visits of a teller read through one view, which goes with its next deed. A view that somebody kept over rounds
//! would keep every page that they free from being used again, and the file would grow by all of them.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::Rc,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use super::{
    store::{Store, stopping},
    writer::{Answer, Run},
};
use crate::{base::Result, data::ReadTx};

thread_local! {
    /// What the teller that this thread is reads until its next deed.
    static VIEW: RefCell<Option<Rc<ReadTx>>> = const { RefCell::new(None) };
}

/// Rounds between two that are waited for until they are on the disk.
const SETTLED: u64 = 20;

struct Turns {
    store: Arc<Store>,
    round: Mutex<Round>,
    played: Condvar,
}

#[derive(Default)]
struct Round {
    /// Who still tells.
    tellers: usize,
    brought: BTreeMap<usize, Run>,
    answers: BTreeMap<usize, Result<Answer>>,
    number: u64,
}

/// The place of one teller; gone when it has told everything.
pub struct Turn {
    turns: Arc<Turns>,
    place: usize,
}

impl Turn {
    /// Places for so many tellers, in the order of their turns. Nothing is done before each of them brought a deed or
    /// gave its place up: every place must be used by a thread of its own.
    pub fn places(store: &Arc<Store>, tellers: usize) -> Vec<Arc<Turn>> {
        let turns = Arc::new(Turns {
            store: store.clone(),
            round: Mutex::new(Round {
                tellers,
                ..Round::default()
            }),
            played: Condvar::new(),
        });
        (0..tellers)
            .map(|place| {
                Arc::new(Turn {
                    turns: turns.clone(),
                    place,
                })
            })
            .collect()
    }

    pub(super) fn store(&self) -> &Arc<Store> {
        &self.turns.store
    }

    pub(in crate::data) fn view(&self) -> Result<Rc<ReadTx>> {
        VIEW.with_borrow_mut(|view| match view {
            Some(view) => Ok(view.clone()),
            None => Ok(view.insert(Rc::new(self.store().read_tx()?)).clone()),
        })
    }

    pub(in crate::data) fn submit(&self, run: Run) -> Result<Answer> {
        VIEW.take();
        let mut round = self.turns.lock();
        round.brought.insert(self.place, run);
        let mut round = self.turns.play_when_whole(round);
        loop {
            if let Some(answer) = round.answers.remove(&self.place) {
                return answer;
            }
            round = self
                .turns
                .played
                .wait(round)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        VIEW.take();
        let mut round = self.turns.lock();
        round.tellers -= 1;
        // The others may have waited for this one alone.
        drop(self.turns.play_when_whole(round));
    }
}

impl Turns {
    fn lock(&self) -> MutexGuard<'_, Round> {
        self.round.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn play_when_whole<'r>(&'r self, mut round: MutexGuard<'r, Round>) -> MutexGuard<'r, Round> {
        if round.brought.is_empty() || round.brought.len() < round.tellers {
            return round;
        }
        let (places, runs): (Vec<usize>, Vec<Run>) =
            std::mem::take(&mut round.brought).into_iter().unzip();
        round.number += 1;
        let soft = !round.number.is_multiple_of(SETTLED);
        // Everybody else waits for this round.
        let answers = self.store.submit_all(runs, soft);
        round.answers.extend(places.into_iter().zip(answers));
        self.played.notify_all();
        round
    }
}

impl Store {
    /// Queues commands one behind the other, which the writer then takes together, and waits for all of them.
    fn submit_all(&self, runs: Vec<Run>, soft: bool) -> Vec<Result<Answer>> {
        let waits: Vec<_> = runs.into_iter().map(|run| self.queued(run, soft)).collect();
        waits
            .into_iter()
            .map(|wait| wait?.recv().unwrap_or_else(|_| Err(stopping())))
            .collect()
    }
}
