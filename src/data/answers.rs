//! What is kept of a deed that came with a client's key, so that a retry is answered and not repeated. A month later
//! nobody retries any more, and it goes.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Store, engine::tables::Tab};
use crate::base::{Moment, Result, time};

#[derive(Serialize, Deserialize)]
pub(super) struct Done<T> {
    #[serde(rename = "s")]
    pub seq: Option<u64>,
    #[serde(rename = "t")]
    pub at: Moment,
    #[serde(rename = "a")]
    pub action: String,
    #[serde(rename = "q", default)]
    pub asked: [u8; 16],
    #[serde(rename = "r")]
    pub answer: T,
}

/// The same without its answer, whatever type that is of.
pub(super) type Heading = Done<serde::de::IgnoredAny>;

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
    store.snap()?.scan(Tab::Once, &[], &mut |key, value| {
        let done: Heading = rmp_serde::from_slice(value)?;
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
                    tx.set(Tab::Once, key, None)?;
                }
                Ok(Box::new(()))
            }),
            true,
        )?;
    }
    Ok(old.len())
}
