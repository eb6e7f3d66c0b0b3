//! The word in an address by which an answer finds back to what it answers: whose answer it may be, and on which record. It
//! is sealed under a key of the house (a keyed hash of what it says makes the stream that hides it, and is found again on
//! opening), so nobody reads or makes one, and nothing is stored. It opens nothing: whoever answers has to be who it names,
//! and to be allowed to post there when the answer comes.

use std::sync::Arc;

use data_encoding::{Encoding, Specification};

use super::InboundMailbox;
use crate::data::{Ref, Store, Visit};

/// Of the keyed hash, as much as stands in a token.
const MARK: usize = 10;

/// Whether an answer of somebody, by their raw id, about a record would be posted now, and who would read it, in a few words
/// behind the line that asks for it: rooms below know. Left with the store by `features::app`.
pub struct Answerable(pub fn(&Visit, &InboundMailbox, u64, Ref) -> Option<&'static str>);

/// Whose answer a token takes, by the raw id of the person, and on what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub person: u64,
    pub about: Ref,
}

/// The token of one person's answers on one record.
pub fn token(store: &Arc<Store>, answer: Answer) -> String {
    seal(&key(store), answer)
}

/// Whose answers a token takes; nothing for one that the house never made.
pub fn read(store: &Arc<Store>, token: &str) -> Option<Answer> {
    open(&key(store), token)
}

/// By what the mails of one record hang together for those who don't know its number.
pub fn thread(store: &Arc<Store>, about: Ref) -> String {
    let mut said = vec![about.kind];
    said.extend(about.id.to_be_bytes());
    let hash = blake3::keyed_hash(
        &blake3::derive_key("atrium 2026-11 thread", &store.keys().pepper()),
        &said,
    );
    format!("r{}", &hash.to_hex()[..20])
}

fn key(store: &Arc<Store>) -> [u8; 32] {
    blake3::derive_key("atrium 2026-11 answer by mail", &store.keys().pepper())
}

/// Letters and digits that survive whatever servers do to an address.
fn letters() -> Option<Encoding> {
    let mut spec = Specification::new();
    spec.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    spec.translate.from.push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    spec.translate.to.push_str("abcdefghijklmnopqrstuvwxyz");
    spec.encoding().ok()
}

fn mark(key: &[u8; 32], said: &[u8]) -> [u8; MARK] {
    let hash = blake3::keyed_hash(key, said);
    let mut mark = [0; MARK];
    mark.copy_from_slice(&hash.as_bytes()[..MARK]);
    mark
}

/// Hides what is said, and shows it again.
fn hidden(key: &[u8; 32], mark: &[u8; MARK], said: &[u8]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new_derive_key("atrium 2026-11 answer hidden");
    hasher.update(key).update(mark);
    let mut stream = vec![0; said.len()];
    hasher.finalize_xof().fill(&mut stream);
    said.iter()
        .zip(stream)
        .map(|(byte, hide)| byte ^ hide)
        .collect()
}

/// A number in as few bytes as it takes.
fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for place in 0..10 {
        let (byte, rest) = from.split_first()?;
        *from = rest;
        number |= u64::from(byte & 0x7f).checked_shl(7 * place)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn seal(key: &[u8; 32], answer: Answer) -> String {
    let mut said = vec![answer.about.kind];
    put(&mut said, answer.about.id);
    put(&mut said, answer.person);
    let mark = mark(key, &said);
    let mut held = hidden(key, &mark, &said);
    held.extend(mark);
    letters()
        .map(|letters| letters.encode(&held))
        .unwrap_or_default()
}

fn open(key: &[u8; 32], token: &str) -> Option<Answer> {
    let held = letters()?.decode(token.as_bytes()).ok()?;
    let (said, marked) = held.split_last_chunk::<MARK>()?;
    let said = hidden(key, marked, said);
    // Hashes compare in constant time.
    let right =
        blake3::keyed_hash(&[0; 32], &mark(key, &said)) == blake3::keyed_hash(&[0; 32], marked);
    let (kind, mut rest) = said.split_first().filter(|_| right)?;
    let (id, person) = (take(&mut rest)?, take(&mut rest)?);
    let about = Ref { kind: *kind, id };
    rest.is_empty().then_some(Answer { person, about })
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_token_says_what_it_was_made_for_and_nothing_else(
            kind in 0u8.., id in 0u64..1 << 40, person in 0u64..1 << 30, at in 0usize..60, other in "[a-z2-7]",
        ) {
            let (key, answer) = ([7; 32], Answer { person, about: Ref { kind, id } });
            let made = seal(&key, answer);
            proptest::prop_assert!(made.len() <= 40, "{}", made.len());
            proptest::prop_assert_eq!(open(&key, &made), Some(answer));
            proptest::prop_assert_eq!(open(&key, &made.to_uppercase()), Some(answer));
            proptest::prop_assert_eq!(open(&[8; 32], &made), None);
            let at = at % made.len();
            if made[at..=at] != other {
                let changed = format!("{}{other}{}", &made[..at], &made[at + 1..]);
                proptest::prop_assert_eq!(open(&key, &changed), None);
            }
        }

        #[test]
        fn what_is_no_token_is_none(text in ".{0,60}") {
            proptest::prop_assert_eq!(open(&[7; 32], &text), None);
        }
    }

    #[test]
    fn nothing_of_what_it_says_stands_in_it() {
        let of = |person| {
            seal(
                &[7; 32],
                Answer {
                    person,
                    about: Ref { kind: 25, id: 7 },
                },
            )
        };
        let (one, two) = (of(1), of(2));
        let alike = one.bytes().zip(two.bytes()).filter(|(a, b)| a == b).count();
        assert!(alike < 10, "{one} {two}");
    }
}
