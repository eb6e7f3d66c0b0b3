//! How much of what people are sending lies in memory at once: in all, and for each sender. Whoever is known is counted by
//! themselves; whoever isn't, by the network they come from, and all of them together have a room of their own, so that
//! strangers with half-sent bodies take nothing from the people who work here.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::base::{Error, Result};

/// All in bytes.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// One form or JSON of somebody known, and of a stranger: signing in takes a few hundred bytes, a passkey a few thousand.
    pub body: usize,
    pub stranger_body: usize,
    /// What one person, and one network of strangers, may have under way.
    pub person: usize,
    pub network: usize,
    /// What all people, and all strangers, may have under way.
    pub people: usize,
    pub strangers: usize,
}

impl Default for BodyLimits {
    fn default() -> BodyLimits {
        BodyLimits {
            body: 4 << 20,
            stranger_body: 64 << 10,
            person: 32 << 20,
            network: 1 << 20,
            people: 256 << 20,
            strangers: 32 << 20,
        }
    }
}

/// Who sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    Person(u64),
    Stranger(u64),
}

impl Sender {
    /// Somebody nobody knows, by their network.
    pub fn stranger(from: Option<IpAddr>) -> Sender {
        Sender::Stranger(from.map_or(0, network))
    }
}

/// An address as one number: IPv4 as it is, IPv6 by the 64 bits that somebody is given as a whole.
pub fn network(address: IpAddr) -> u64 {
    match address.to_canonical() {
        IpAddr::V4(address) => u64::from(u32::from(address)),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            [a, b, c, d]
                .into_iter()
                .fold(0, |held, part| held << 16 | u64::from(part))
        }
    }
}

#[derive(Default)]
struct Held {
    people: usize,
    strangers: usize,
    by_sender: HashMap<Sender, usize>,
}

pub struct BodyBudget {
    limits: BodyLimits,
    held: Mutex<Held>,
}

impl BodyBudget {
    pub fn new(limits: BodyLimits) -> BodyBudget {
        BodyBudget {
            limits,
            held: Mutex::default(),
        }
    }

    /// Room for one request's body; nothing is taken yet.
    pub fn portion(self: &Arc<Self>, sender: Sender) -> Portion {
        Portion {
            of: self.clone(),
            sender,
            bytes: 0,
            beside: 0,
        }
    }

    /// Bytes that strangers have under way, and that people have.
    pub fn under_way(&self) -> (usize, usize) {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        (held.strangers, held.people)
    }
}

/// What one request has taken of the room; given back when dropped.
pub struct Portion {
    of: Arc<BodyBudget>,
    sender: Sender,
    bytes: usize,
    /// Of them, what isn't kept of the body.
    beside: usize,
}

impl Portion {
    /// How long one form or JSON of this sender may be, in bytes.
    pub fn longest(&self) -> usize {
        match self.sender {
            Sender::Person(_) => self.of.limits.body,
            Sender::Stranger(_) => self.of.limits.stranger_body,
        }
    }

    pub fn is_strangers(&self) -> bool {
        matches!(self.sender, Sender::Stranger(_))
    }

    /// Takes room for so many bytes more.
    ///
    /// # Errors
    /// `TooLarge` when it is more than one body may be; `TooMany` when this sender, or all of their sort, have as much under
    /// way as they may.
    pub fn take(&mut self, bytes: usize) -> Result<()> {
        let longest = self.longest();
        if self.bytes - self.beside + bytes > longest {
            return Err(too_large(longest));
        }
        self.hold(bytes)
    }

    /// Takes room for what lies in memory only while the body is read, and is none of what was sent.
    ///
    /// # Errors
    /// `TooMany` as for `take`.
    pub fn take_beside(&mut self, bytes: usize) -> Result<()> {
        self.hold(bytes)?;
        self.beside += bytes;
        Ok(())
    }

    fn hold(&mut self, bytes: usize) -> Result<()> {
        if bytes == 0 {
            return Ok(());
        }
        let limits = &self.of.limits;
        let mut held = self.of.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (of_all, most_of_all, most) = match self.sender {
            Sender::Person(_) => (held.people, limits.people, limits.person),
            Sender::Stranger(_) => (held.strangers, limits.strangers, limits.network),
        };
        let of_sender = held.by_sender.get(&self.sender).copied().unwrap_or(0);
        if of_sender + bytes > most || of_all + bytes > most_of_all {
            return Err(Error::TooMany {
                wait_seconds: 15,
                why: "More is being sent at this moment than is taken in at once. Try again in a few seconds."
                    .into(),
            });
        }
        *held.by_sender.entry(self.sender).or_default() += bytes;
        match self.sender {
            Sender::Person(_) => held.people += bytes,
            Sender::Stranger(_) => held.strangers += bytes,
        }
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Portion {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut held = self.of.held.lock().unwrap_or_else(PoisonError::into_inner);
        match self.sender {
            Sender::Person(_) => held.people -= self.bytes,
            Sender::Stranger(_) => held.strangers -= self.bytes,
        }
        if let Some(left) = held.by_sender.get_mut(&self.sender) {
            *left -= self.bytes;
            if *left == 0 {
                held.by_sender.remove(&self.sender);
            }
        }
    }
}

pub fn too_large(longest: usize) -> Error {
    let most = match longest >> 20 {
        0 => format!("{} KB", longest >> 10),
        mb => format!("{mb} MB"),
    };
    Error::TooLarge(format!("What was sent is too large: {most} is the most."))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SMALL: BodyLimits = BodyLimits {
        body: 40,
        stranger_body: 10,
        person: 60,
        network: 15,
        people: 100,
        strangers: 40,
    };

    #[test]
    fn an_address_stands_for_its_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.2"), of("192.0.2.1"));
    }

    #[test]
    fn what_reading_takes_counts_for_the_sender_and_not_for_the_body() {
        let budget = Arc::new(BodyBudget::new(SMALL));
        let mut portion = budget.portion(Sender::Person(1));
        portion.take_beside(15).unwrap();
        portion.take(40).unwrap();
        assert!(matches!(portion.take(1), Err(Error::TooLarge(_))));
        let mut more = budget.portion(Sender::Person(1));
        assert!(matches!(more.take_beside(6), Err(Error::TooMany { .. })));
        drop(portion);
        assert_eq!(budget.under_way(), (0, 0));
    }

    #[test]
    fn strangers_take_nothing_from_people() {
        let budget = Arc::new(BodyBudget::new(SMALL));
        let mut held: Vec<Portion> = (0..4)
            .map(|n| {
                let mut portion = budget.portion(Sender::Stranger(n));
                portion.take(10).unwrap();
                portion
            })
            .collect();
        let full = budget.portion(Sender::Stranger(9)).take(1).unwrap_err();
        assert!(matches!(full, Error::TooMany { .. }));
        budget.portion(Sender::Person(1)).take(40).unwrap();
        held.pop();
        budget.portion(Sender::Stranger(9)).take(10).unwrap();
    }

    proptest! {
        #[test]
        fn nobody_has_more_than_their_share_and_all_of_it_comes_back(
            steps in prop::collection::vec((0..6u64, any::<bool>(), 0..30usize, any::<bool>()), 0..80)
        ) {
            let budget = Arc::new(BodyBudget::new(SMALL));
            let mut open: Vec<Portion> = Vec::new();
            for (who, known, bytes, close) in steps {
                if close && !open.is_empty() {
                    open.swap_remove(bytes % open.len());
                    continue;
                }
                let sender = if known { Sender::Person(who) } else { Sender::Stranger(who) };
                let mut portion = budget.portion(sender);
                let _ = portion.take(bytes);
                open.push(portion);
                let of = |sender| open.iter().filter(|p| p.sender == sender).map(|p| p.bytes).sum::<usize>();
                prop_assert!(of(Sender::Person(who)) <= SMALL.person);
                prop_assert!(of(Sender::Stranger(who)) <= SMALL.network);
                let (strangers, people) = budget.under_way();
                prop_assert!(strangers <= SMALL.strangers && people <= SMALL.people);
                let sum = |known: bool| open.iter().filter(|p| p.is_strangers() != known).map(|p| p.bytes).sum::<usize>();
                prop_assert_eq!((strangers, people), (sum(false), sum(true)));
            }
            open.clear();
            prop_assert_eq!(budget.under_way(), (0, 0));
            prop_assert!(budget.held.lock().unwrap().by_sender.is_empty());
        }
    }
}
