//! The link that ends mails of a kind. It says by itself whose mails of what, under a key of the house, so that nobody has to
//! sign in for it and nothing is stored. It ends mails and opens nothing.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;

use crate::data::Store;

/// Of the keyed hash, as much as stands in the link.
const MARK: usize = 16;
/// More doesn't stand in a link.
const MOST: usize = 400;

/// The path of the link: whose mails, by the raw id of the person, and of what.
pub fn path(store: &Arc<Store>, person: u64, what: &str) -> String {
    format!("/unsubscribe/{}", token(&key(store), person, what))
}

/// Whose mails of what a link ends; None for one that the house never made.
pub fn read(store: &Arc<Store>, token: &str) -> Option<(u64, String)> {
    open(&key(store), token)
}

fn key(store: &Arc<Store>) -> [u8; 32] {
    blake3::derive_key("atrium 2026-11 unsubscribe", &store.keys().pepper())
}

fn mark(key: &[u8; 32], said: &[u8]) -> [u8; MARK] {
    let hash = blake3::keyed_hash(key, said);
    let mut mark = [0; MARK];
    mark.copy_from_slice(&hash.as_bytes()[..MARK]);
    mark
}

fn token(key: &[u8; 32], person: u64, what: &str) -> String {
    let mut said = person.to_be_bytes().to_vec();
    said.extend(what.bytes().take(MOST));
    let mark = mark(key, &said);
    said.extend(mark);
    BASE64URL_NOPAD.encode(&said)
}

fn open(key: &[u8; 32], token: &str) -> Option<(u64, String)> {
    let held = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
    let (said, marked) = held.split_at_checked(held.len().checked_sub(MARK)?)?;
    // Hashes compare in constant time.
    let right =
        blake3::keyed_hash(&[0; 32], &mark(key, said)) == blake3::keyed_hash(&[0; 32], marked);
    let (person, what) = said.split_first_chunk::<8>().filter(|_| right)?;
    let what = std::str::from_utf8(what).ok()?;
    Some((u64::from_be_bytes(*person), what.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_link_says_what_it_was_made_for_and_nothing_else(person in 0u64.., what in "[a-z_.+]{0,60}", at in 0usize..200, bit in 0u8..8) {
            let key = [7; 32];
            let made = token(&key, person, &what);
            proptest::prop_assert_eq!(open(&key, &made), Some((person, what.clone())));
            proptest::prop_assert_eq!(open(&[8; 32], &made), None);
            let mut bytes = BASE64URL_NOPAD.decode(made.as_bytes()).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            proptest::prop_assert_eq!(open(&key, &BASE64URL_NOPAD.encode(&bytes)), None);
        }
    }

    #[test]
    fn what_is_no_link_is_none() {
        for bad in ["", "x", "AAAA", "not base64!", &"A".repeat(22)] {
            assert_eq!(open(&[7; 32], bad), None, "{bad}");
        }
    }
}
