//! What a visitor of a link carries along, signed and kept nowhere: that they showed the password, and that a file was
//! counted as given to them, so that a broken download goes on and a film is read piece by piece without counting again.

use blake3::Hash;

use super::DocumentLink;
use crate::{
    base::{Moment, time},
    data::Store,
};

/// For how long a password isn't asked for again.
pub const UNLOCKED: i64 = 12 * time::HOUR;
/// For how long a file that was counted is read.
pub const FETCHED: i64 = time::HOUR;

/// A version, as people count, that may be read until then; to be seen where it is opened or to be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetch {
    pub until: Moment,
    pub number: u64,
    pub show: bool,
}

impl Fetch {
    /// When it was counted.
    pub fn counted(&self) -> Moment {
        self.until.plus(-FETCHED)
    }
}

pub struct Grants {
    key: [u8; 32],
}

impl Grants {
    pub fn of(store: &Store) -> Grants {
        Grants {
            key: blake3::derive_key("atrium 2026-11 link grant", &store.keys().pepper()),
        }
    }

    fn seal(&self, link: &DocumentLink, what: &str) -> Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for part in [&link.hash, link.password.as_deref().unwrap_or(""), what] {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize()
    }

    fn sealed(&self, link: &DocumentLink, what: String) -> String {
        format!("{what}-{}", self.seal(link, &what).to_hex())
    }

    /// What was sealed for this link, if it was.
    fn open<'t>(&self, link: &DocumentLink, text: &'t str) -> Option<&'t str> {
        let (what, seal) = text.rsplit_once('-')?;
        // Compared in a time that tells nothing.
        let fits = Hash::from_hex(seal).is_ok_and(|seal| seal == self.seal(link, what));
        fits.then_some(what)
    }

    pub fn unlocked(&self, link: &DocumentLink, until: Moment) -> String {
        self.sealed(link, format!("u{}", until.0))
    }

    pub fn is_unlocked(&self, link: &DocumentLink, text: &str, at: Moment) -> bool {
        let until = self
            .open(link, text)
            .and_then(|what| what.strip_prefix('u'));
        until
            .and_then(|until| until.parse().ok())
            .is_some_and(|until: i64| until > at.0)
    }

    pub fn fetch(&self, link: &DocumentLink, fetch: Fetch) -> String {
        let way = if fetch.show { 's' } else { 'd' };
        self.sealed(link, format!("{way}{}.{}", fetch.until.0, fetch.number))
    }

    /// What may be read, whether its time is over or not.
    pub fn fetched(&self, link: &DocumentLink, text: &str) -> Option<Fetch> {
        let what = self.open(link, text)?;
        let (show, rest) = match what.strip_prefix('s') {
            Some(rest) => (true, rest),
            None => (false, what.strip_prefix('d')?),
        };
        let (until, number) = rest.split_once('.')?;
        Some(Fetch {
            until: Moment(until.parse().ok()?),
            number: number.parse().ok()?,
            show,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(hash: &str, password: Option<&str>) -> DocumentLink {
        DocumentLink {
            hash: hash.into(),
            password: password.map(str::to_owned),
            ..DocumentLink::default()
        }
    }

    #[test]
    fn a_grant_is_for_its_link_its_version_and_its_time() {
        let grants = Grants { key: [7; 32] };
        let (one, other) = (link("aa", None), link("bb", None));
        let fetch = Fetch {
            until: Moment(500),
            number: 3,
            show: true,
        };
        let text = grants.fetch(&one, fetch);
        assert_eq!(grants.fetched(&one, &text), Some(fetch));
        assert_eq!(grants.fetched(&other, &text), None);
        assert_eq!(grants.fetched(&one, &text.replacen("500", "900", 1)), None);
        assert_eq!(grants.fetched(&one, &text.replacen(".3", ".4", 1)), None);
        assert_eq!(grants.fetched(&one, ""), None);
        let elsewhere = Grants { key: [8; 32] };
        assert_eq!(elsewhere.fetched(&one, &text), None);
    }

    #[test]
    fn whoever_showed_the_password_of_one_link_opens_no_other() {
        let grants = Grants { key: [7; 32] };
        let (one, other) = (link("aa", Some("x")), link("aa", Some("y")));
        let text = grants.unlocked(&one, Moment(500));
        assert!(grants.is_unlocked(&one, &text, Moment(499)));
        assert!(!grants.is_unlocked(&one, &text, Moment(500)));
        assert!(!grants.is_unlocked(&other, &text, Moment(1)));
        let fetch = Fetch {
            until: Moment(500),
            number: 1,
            show: false,
        };
        assert!(!grants.is_unlocked(&one, &grants.fetch(&one, fetch), Moment(1)));
    }
}
