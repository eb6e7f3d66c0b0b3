//! What is kept of a deed that came with a client's key, so that a retry is answered and not repeated. A month later
//! nobody retries any more, and it goes.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use serde::{Deserialize, Serialize};

use super::{
    Store, Visit,
    engine::{keys::KeyRing, pack, tables::Tab},
};
use crate::base::{Error, Moment, Result, time};

/// Where what was done under a client's key is kept, and what the answer is sealed under: it may be a token or a link that
/// is told once. Whoever has the house but not what the client called the request opens none.
pub(super) struct Once {
    pub at: Vec<u8>,
    seal: [u8; 32],
}

impl Once {
    /// By the person and what they called the request.
    pub fn of(keys: &KeyRing, person: u64, key: &str) -> Once {
        let mut seal = blake3::Hasher::new_keyed(&keys.answers());
        seal.update(&person.to_be_bytes());
        seal.update(key.as_bytes());
        Once {
            at: key_of(person, key),
            seal: *seal.finalize().as_bytes(),
        }
    }

    fn key(&self) -> Result<RandomizedNonceKey> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.seal).map_err(Error::internal)
    }

    fn seal(&self, answer: &[u8]) -> Result<Vec<u8>> {
        let mut sealed = answer.to_vec();
        let nonce = self
            .key()?
            .seal_in_place_append_tag(Aad::empty(), &mut sealed)
            .map_err(Error::internal)?;
        Ok([&nonce.as_ref()[..], &sealed].concat())
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        let damaged = || Error::internal("what is kept for a retry is damaged");
        let (nonce, rest) = sealed
            .split_first_chunk::<NONCE_LEN>()
            .ok_or_else(damaged)?;
        let mut rest = rest.to_vec();
        let opened = self
            .key()?
            .open_in_place(Nonce::from(nonce), Aad::empty(), &mut rest)
            .map_err(|_| damaged())?
            .len();
        rest.truncate(opened);
        Ok(rest)
    }
}

/// Bytes as MessagePack has them.
struct Bin<'a>(&'a [u8]);

impl Serialize for Bin<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(self.0)
    }
}

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

/// The field that the sealed answer lies in, beside those of `Done`; and the one that older programs left it open in.
const ANSWER: &str = "e";
const OPEN_ANSWER: &str = "r";

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

    /// With the answer, which comes as MessagePack.
    pub fn with_answer(&self, answer: &[u8], once: &Once) -> Result<Vec<u8>> {
        let head = rmp_serde::to_vec_named(self)?;
        let sealed = rmp_serde::to_vec(&Bin(&once.seal(answer)?))?;
        let mut fields = pack::fields(&head)?;
        fields.push((ANSWER, &sealed));
        pack::build(&fields)
    }
}

/// The answer that is kept, as MessagePack.
pub(super) fn answer_of(held: &[u8], once: &Once) -> Result<Vec<u8>> {
    let fields = pack::fields(held)?;
    let named = |name: &str| fields.iter().find(|(held, _)| *held == name);
    if let Some((_, sealed)) = named(ANSWER) {
        return once.open(rmp_serde::from_slice::<&[u8]>(sealed)?);
    }
    named(OPEN_ANSWER)
        .map(|(_, bytes)| bytes.to_vec())
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

    /// The key of the action that was done already under the key of this request.
    pub fn answered_action(&self) -> Result<Option<String>> {
        Ok(self.done()?.map(|done| done.action))
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

/// Where it is kept.
fn key_of(person: u64, key: &str) -> Vec<u8> {
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

    fn once(key: &str) -> Once {
        Once::of(&KeyRing::in_memory([7; 32]), 3, key)
    }

    #[test]
    fn an_answer_is_told_to_whoever_repeats_the_request_and_lies_open_nowhere() {
        let done = Done {
            seq: Some(9),
            at: Moment(5),
            action: "me.token".into(),
            asked: [3; 16],
        };
        let answer = rmp_serde::to_vec_named("atr_a text that is told once").unwrap();
        let held = done.with_answer(&answer, &once("k")).unwrap();
        assert!(!held.windows(4).any(|part| part == b"atr_"));
        assert_eq!(Done::read(&held).unwrap().seq, Some(9));
        assert_eq!(answer_of(&held, &once("k")).unwrap(), answer);
        assert!(answer_of(&held, &once("another")).is_err());
        let twice = done.with_answer(&answer, &once("k")).unwrap();
        assert_ne!(held, twice);
    }

    #[test]
    fn what_an_older_program_kept_is_answered() {
        let answer = ("LD-7".to_owned(), vec![1, 2]);
        let stored = Stored {
            s: Some(9),
            t: Moment(5),
            a: "leads.create".into(),
            q: [3; 16],
            r: answer.clone(),
        };
        let held = rmp_serde::to_vec_named(&stored).unwrap();
        let read = Done::read(&held).unwrap();
        assert_eq!((read.seq, read.action.as_str()), (Some(9), "leads.create"));
        let again: (String, Vec<u64>) =
            rmp_serde::from_slice(&answer_of(&held, &once("k")).unwrap()).unwrap();
        assert_eq!(again, answer);
    }
}
