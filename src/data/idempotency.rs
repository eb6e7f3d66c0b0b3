//! What is kept of a deed that came with a client's key, so that a retry is answered and not repeated. A month later
//! nobody retries any more, and it goes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Store, Visit,
    engine::{pack, tables::Tab},
};
use crate::base::{Error, Moment, Result, time};

/// All of it but the answer, which is of whatever type the deed answers with.
#[derive(Serialize, Deserialize)]
pub(super) struct Done {
    #[serde(rename = "s")]
    pub seq: Option<u64>,
    #[serde(rename = "t")]
    pub at: Moment,
    #[serde(rename = "a")]
    pub action: String,
    #[serde(rename = "q", default)]
    pub asked: [u8; 16],
}

/// The field that the answer lies in, beside those of `Done`.
const ANSWER: &str = "r";

impl Done {
    pub fn read(held: &[u8]) -> Result<Done> {
        Ok(rmp_serde::from_slice(held)?)
    }

    /// What a request is told that came under the key of another one.
    pub fn of_another() -> Error {
        Error::conflict(
            "This idempotency key was used for another request. Send a new one with each.",
        )
    }

    /// With the answer as MessagePack.
    pub fn with_answer(&self, answer: &[u8]) -> Result<Vec<u8>> {
        let head = rmp_serde::to_vec_named(self)?;
        let mut fields = pack::fields(&head)?;
        fields.push((ANSWER, answer));
        pack::build(&fields)
    }
}

/// The answer that is kept, as MessagePack.
pub(super) fn answer_of(held: &[u8]) -> Result<&[u8]> {
    let fields = pack::fields(held)?;
    let answer = fields.into_iter().find(|(name, _)| *name == ANSWER);
    answer
        .map(|(_, bytes)| bytes)
        .ok_or_else(|| Error::internal("what is kept for a retry has no answer"))
}

impl Visit {
    pub fn with_key(self, key: Option<String>) -> Visit {
        *self.key.borrow_mut() = key;
        self
    }

    /// What this request is called, for a request that is several deeds: each is a part of it from then on.
    pub fn in_parts(&self) -> Option<String> {
        self.key.borrow_mut().take()
    }

    /// The next deed is one part of a request; a retry gets the first answer for each part by itself.
    pub fn part(&self, request: Option<&str>, number: u64) {
        *self.key.borrow_mut() = request.map(|request| format!("{request} {number}"));
    }

    /// The fingerprint of the whole request that the key stands for.
    pub fn asking(mut self, asked: [u8; 16]) -> Visit {
        self.asked = asked;
        self
    }

    /// Whether what was answered is what an earlier request under the same key was answered.
    pub fn replayed(&self) -> bool {
        self.replayed.get()
    }

    /// What was done already under the key of this request.
    fn done(&self) -> Result<Option<Done>> {
        let Some(key) = &*self.key.borrow() else {
            return Ok(None);
        };
        let key = key_of(self.actor.person, key);
        let held = self.read_tx()?.get(Tab::Idempotency, &key)?;
        held.as_deref().map(Done::read).transpose()
    }

    /// Whether a deed was done already under the key of this request, so that it is answered and not done once more.
    pub fn was_answered(&self) -> Result<bool> {
        Ok(self.done()?.is_some())
    }

    /// The journal's number of what was done already under the key of this request, where it was done and wrote something.
    pub fn answered_by(&self) -> Result<Option<u64>> {
        Ok(self.done()?.and_then(|done| done.seq))
    }

    /// Whether it was this very request.
    pub fn asks_again(&self) -> Result<bool> {
        Ok(self.done()?.is_some_and(|done| done.asked == self.asked))
    }

    /// The journal sequence of what this very request did the first time.
    pub(super) fn did_before(&self) -> Result<Option<u64>> {
        let done = self.done()?.filter(|done| done.asked == self.asked);
        Ok(done.and_then(|done| done.seq))
    }

    /// Takes a retry as answered, without its deed. Whether it is one; what else comes under its key is refused.
    pub fn answer_again(&self) -> Result<bool> {
        let Some(done) = self.done()? else {
            return Ok(false);
        };
        if done.asked != self.asked {
            return Err(Done::of_another());
        }
        self.key.borrow_mut().take();
        self.replayed.set(true);
        if done.seq.is_some() {
            self.wrote.set(done.seq);
        }
        Ok(true)
    }
}

/// Where it is kept: by the person and what they called the request.
pub(super) fn key_of(person: u64, key: &str) -> Vec<u8> {
    let mut bytes = person.to_be_bytes().to_vec();
    bytes.extend(blake3::hash(key.as_bytes()).as_bytes());
    bytes
}

/// How long a retry is answered.
pub const KEPT: i64 = 30 * time::DAY;
/// How many go in one turn of the writer.
const AT_ONCE: usize = 500;

/// Takes away the answers that nobody asks for any more. How many went.
pub fn forget(store: &Arc<Store>, at: Moment) -> Result<usize> {
    let mut old: Vec<Vec<u8>> = Vec::new();
    store
        .read_tx()?
        .scan(Tab::Idempotency, &[], &mut |key, value| {
            let done = Done::read(value)?;
            if at.since(done.at) >= KEPT {
                old.push(key.to_vec());
            }
            Ok(true)
        })?;
    for part in old.chunks(AT_ONCE) {
        let part = part.to_vec();
        store.submit(
            Box::new(move |tx| {
                for key in &part {
                    tx.set(Tab::Idempotency, key, None)?;
                }
                Ok(Box::new(()))
            }),
            true,
        )?;
    }
    Ok(old.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What houses hold: one map, in which the answer is a field like the others.
    #[derive(Serialize, Deserialize)]
    struct Stored {
        s: Option<u64>,
        t: Moment,
        a: String,
        q: [u8; 16],
        r: (String, Vec<u64>),
    }

    #[test]
    fn it_is_kept_as_it_always_was() {
        let answer = ("LD-7".to_owned(), vec![1, 2]);
        let done = Done {
            seq: Some(9),
            at: Moment(5),
            action: "leads.create".into(),
            asked: [3; 16],
        };
        let bytes = rmp_serde::to_vec_named(&answer).unwrap();
        let held = done.with_answer(&bytes).unwrap();
        let stored = Stored {
            s: Some(9),
            t: Moment(5),
            a: "leads.create".into(),
            q: [3; 16],
            r: answer.clone(),
        };
        assert_eq!(held, rmp_serde::to_vec_named(&stored).unwrap());
        let read = Done::read(&held).unwrap();
        assert_eq!((read.seq, read.action.as_str()), (Some(9), "leads.create"));
        let again: (String, Vec<u64>) = rmp_serde::from_slice(answer_of(&held).unwrap()).unwrap();
        assert_eq!(again, answer);
    }
}
