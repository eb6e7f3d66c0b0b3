//! When a page with a public form was made and what was consented to on it, sealed so that nobody makes one up: what is
//! sent sooner than people write, later than a day, or under other words than its sender read, isn't taken.

use blake3::Hash;

use super::PublicForm;
use crate::{
    base::{Moment, time},
    data::Store,
};

/// Sooner than this nobody has read and written it.
pub const SOONEST: i64 = 3 * time::SECOND;
/// A page is sent within this.
pub const LATEST: i64 = time::DAY;

/// Characters that stand for the words of consent.
const WORDS: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// At a person's pace.
    Well,
    TooSoon,
    /// Too late, or it was never made here.
    TooLate,
    /// The words of consent are others since.
    OtherWords,
}

fn seal(store: &Store, word: &str, what: &str) -> Hash {
    let key = blake3::derive_key("atrium 2026-11 public form", &store.keys().pepper());
    let mut hasher = blake3::Hasher::new_keyed(&key);
    for part in [word, what] {
        hasher.update(&(part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize()
}

fn short_of(consent: &str) -> String {
    let hash = blake3::hash(consent.as_bytes()).to_hex();
    hash.chars().take(WORDS).collect()
}

/// The stamp of a page of a form that is begun at a moment: that moment, something of its own (`unique`), what stands for
/// the words of consent, and the seal of all three.
pub fn make(store: &Store, form: &PublicForm, unique: &str, at: Moment) -> String {
    let what = format!("{}.{unique}.{}", at.0, short_of(&form.consent));
    let seal = seal(store, &form.word, &what);
    format!("{what}-{}", seal.to_hex())
}

/// The stamp of a page that is shown once more: whoever corrects one word of it isn't sooner than people write.
pub fn make_again(store: &Store, form: &PublicForm, unique: &str, at: Moment) -> String {
    make(store, form, unique, at.plus(-SOONEST))
}

/// How what is sent with it came.
pub fn came(store: &Store, form: &PublicForm, stamp: &str, at: Moment) -> Came {
    let sealed = stamp.rsplit_once('-').filter(|(what, held)| {
        // Compared in a time that tells nothing.
        Hash::from_hex(held).is_ok_and(|held| held == seal(store, &form.word, what))
    });
    match sealed {
        Some((what, _)) => judged(what, &form.consent, at),
        None => Came::TooLate,
    }
}

/// The same of what was sealed.
fn judged(what: &str, consent: &str, at: Moment) -> Came {
    let mut parts = what.split('.');
    let made = parts.next().and_then(|made| made.parse::<i64>().ok());
    let read = parts.nth(1);
    match made.map(|made| at.0.saturating_sub(made)) {
        Some(age) if !(0..=LATEST).contains(&age) => Came::TooLate,
        Some(_) if read != Some(short_of(consent).as_str()) => Came::OtherWords,
        Some(age) if age < SOONEST => Came::TooSoon,
        Some(_) => Came::Well,
        None => Came::TooLate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_counts_at_a_persons_pace_and_under_the_words_that_were_read() {
        let consent = "You may keep it.";
        let made = 10 * time::DAY;
        let what = format!("{made}.unique.{}", short_of(consent));
        let after = |age: i64| judged(&what, consent, Moment(made + age));
        assert_eq!(after(SOONEST - 1), Came::TooSoon);
        assert_eq!(after(SOONEST), Came::Well);
        assert_eq!(after(LATEST), Came::Well);
        assert_eq!(after(LATEST + 1), Came::TooLate);
        assert_eq!(after(-1), Came::TooLate);
        let at = Moment(made + SOONEST);
        assert_eq!(judged(&what, "You may sell it.", at), Came::OtherWords);
        for bare in ["", "x.y.z", "12", &format!("{made}.unique")] {
            assert_ne!(judged(bare, consent, at), Came::Well, "{bare}");
        }
    }
}
