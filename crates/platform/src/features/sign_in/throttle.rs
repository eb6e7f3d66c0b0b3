//! Waits that grow with wrong passwords and codes. A try is counted before it is looked at and uncounted when it was
//! right, so that a hundred at once are no cheaper than one after the other.
//!
//! A known device has a count of its own: a stranger's noise never keeps a person out of their own account. Strangers
//! share a count per account however many addresses they come from, and one per network however many accounts they try;
//! the network's is short, and shorter in the office, where one person's noise must not keep the others out.

use std::{collections::HashMap, net::IpAddr};

use crate::base::{Moment, time};

#[derive(Default)]
pub struct Throttle {
    counts: HashMap<String, Count>,
    /// When somebody knocked last, by the clock as it was then.
    newest: Moment,
}

#[derive(Clone, Copy)]
struct Count {
    failures: i64,
    last: Moment,
    /// Until when whoever knocks so waits.
    until: i64,
}

/// How many tries are free, how long a wait gets, and how soon one failure is forgiven.
#[derive(Clone, Copy)]
struct Rule {
    free: i64,
    longest: i64,
    forgiven: i64,
}

const PERSON: Rule = Rule {
    free: 4,
    longest: 15 * time::MINUTE,
    forgiven: 30 * time::MINUTE,
};
/// Somebody at their own device who mistypes waits little: it can't be guessed from elsewhere.
const DEVICE: Rule = Rule {
    longest: time::MINUTE,
    ..PERSON
};
const STRANGERS: Rule = Rule { free: 20, ..PERSON };
const NETWORK: Rule = Rule {
    free: 20,
    longest: time::MINUTE,
    forgiven: 30 * time::SECOND,
};
const OFFICE: Rule = Rule {
    free: 100,
    longest: 5 * time::SECOND,
    forgiven: 5 * time::SECOND,
};
/// How many counts are held at most; beyond it the least guilty are forgotten.
const HELD: usize = 50_000;

/// Somebody at the door: what they claim to be and from where.
pub enum Knock<'a> {
    Password {
        account: &'a str,
        address: Option<IpAddr>,
        office: bool,
        /// The device's hash, when it signed in to this account before.
        known_device: Option<&'a str>,
    },
    /// A passkey without a password: it can't be guessed, so only the network counts, for the work that it makes.
    Passkey {
        address: Option<IpAddr>,
        office: bool,
    },
    /// Somebody asks for a link: anybody may, so only the network counts.
    Ask { address: Option<IpAddr> },
    /// A code after the right password.
    Code {
        user: u64,
        known_device: Option<&'a str>,
    },
}

impl Knock<'_> {
    fn counts(&self) -> Vec<(String, Rule)> {
        match self {
            // Who knows somebody's password must not keep them from their own device with wrong codes.
            Knock::Code { user, known_device } => {
                let device = known_device.unwrap_or_default();
                vec![(format!("code|{user}|{device}"), PERSON)]
            }
            Knock::Ask { address } => {
                let network = address.map(network).unwrap_or_default();
                vec![(format!("|ask {network}"), NETWORK)]
            }
            Knock::Passkey { address, office } => {
                let network = address.map(network).unwrap_or_default();
                let shared = if *office { OFFICE } else { NETWORK };
                vec![(format!("|{network}"), shared)]
            }
            Knock::Password {
                account,
                known_device: Some(device),
                ..
            } => vec![(format!("{account}|device {device}"), DEVICE)],
            Knock::Password {
                account,
                address,
                office,
                known_device: None,
            } => {
                let network = address.map(network).unwrap_or_default();
                let shared = if *office { OFFICE } else { NETWORK };
                vec![
                    (format!("{account}|{network}"), PERSON),
                    (format!("{account}|"), STRANGERS),
                    (format!("|{network}"), shared),
                ]
            }
        }
    }
}

impl Count {
    fn at(self, rule: Rule, now: Moment) -> i64 {
        (self.failures - now.since(self.last).max(0) / rule.forgiven).max(0)
    }

    fn until(self, rule: Rule) -> i64 {
        match self.failures - rule.free {
            ..=0 => 0,
            over => self.last.0 + (time::SECOND << over.min(10)).min(rule.longest),
        }
    }
}

impl Throttle {
    /// Lets a try in and counts it as a wrong one until `right` says otherwise; or the seconds still to wait.
    pub fn enter(&mut self, knock: &Knock<'_>, now: Moment) -> Result<(), u64> {
        let counts = knock.counts();
        self.set_right(now);
        let until = counts
            .iter()
            .filter_map(|(key, rule)| Some(self.counts.get(key)?.until(*rule)))
            .max()
            .unwrap_or(0);
        if until > now.0 {
            return Err(u64::try_from((until - now.0 + 999) / 1000).unwrap_or(1));
        }
        self.make_room(now);
        for (key, rule) in counts {
            let count = self.counts.entry(key).or_insert(Count {
                failures: 0,
                last: now,
                until: 0,
            });
            count.failures = count.at(rule, now) + 1;
            count.last = now;
            count.until = count.until(rule);
        }
        Ok(())
    }

    /// Who has to wait now, the longest first, under names that say nothing secret.
    pub fn waiting(&self, now: Moment) -> Vec<Waiting> {
        let held = self.counts.iter().filter(|(_, count)| count.until > now.0);
        let mut waiting: Vec<Waiting> = held
            .map(|(key, count)| Waiting {
                key: name_of(key),
                name: in_words(key),
                failures: count.failures,
                until: Moment(count.until),
            })
            .collect();
        waiting.sort_by_key(|held| std::cmp::Reverse(held.until));
        waiting.truncate(500);
        waiting
    }

    pub fn forgive(&mut self, key: &str) {
        self.counts.retain(|held, _| name_of(held) != key);
    }

    /// It was right: what this person got wrong before is forgotten, and the network gets its try back.
    pub fn right(&mut self, knock: &Knock<'_>) {
        for (key, _) in knock.counts() {
            if !key.starts_with('|') {
                self.counts.remove(&key);
            } else if let Some(count) = self.counts.get_mut(&key) {
                count.failures -= 1;
            }
        }
    }

    /// After the clock was set back nobody waits longer than they would have: what was counted later than now was just now.
    fn set_right(&mut self, now: Moment) {
        if self.newest.since(now) > time::CORRECTED {
            for count in self.counts.values_mut() {
                let ahead = count.last.since(now).max(0);
                count.last = count.last.plus(-ahead);
                count.until -= ahead;
            }
            self.newest = now;
        }
        self.newest = self.newest.max(now);
    }

    fn make_room(&mut self, now: Moment) {
        if self.counts.len() < HELD {
            return;
        }
        self.counts
            .retain(|_, c| now.since(c.last) < 6 * time::HOUR);
        let mut least = 1;
        while self.counts.len() > HELD / 2 {
            self.counts.retain(|_, count| count.failures > least);
            least *= 2;
        }
    }
}

/// Somebody who is made to wait.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub key: String,
    pub name: String,
    pub failures: i64,
    pub until: Moment,
}

fn name_of(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex()[..16].to_owned()
}

fn in_words(key: &str) -> String {
    match key.split_once('|') {
        Some(("code", user)) => {
            let user = user.split('|').next().unwrap_or_default();
            format!("Codes of U-{user}")
        }
        Some(("", network)) => format!("The network {network}"),
        Some((account, "")) => format!("Strangers at {account}"),
        Some((account, device)) if device.starts_with("device ") => {
            format!("{account} at a known device")
        }
        Some((account, network)) => format!("{account} from the network {network}"),
        None => key.to_owned(),
    }
}

/// A /24 or a /48: what one person usually has to themselves.
pub fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knock<'a>(account: &'a str, address: &str, known_device: Option<&'a str>) -> Knock<'a> {
        Knock::Password {
            account,
            address: address.parse().ok(),
            office: false,
            known_device,
        }
    }

    const START: Moment = Moment(1_000_000);

    #[test]
    fn a_thousand_wrong_passwords_a_minute_from_fifty_networks_get_few_guesses() {
        let mut throttle = Throttle::default();
        let mut guesses = 0;
        for n in 0..10_000 {
            let now = START.plus(n * 60);
            let from = format!("203.0.{}.9", n % 50);
            guesses += i64::from(throttle.enter(&knock("ann", &from, None), now).is_ok());
            // Ann signs in at her own device now and then.
            if n % 500 == 0 {
                let ann = knock("ann", "192.0.2.1", Some("d1"));
                assert_eq!(throttle.enter(&ann, now), Ok(()), "after {n}");
                throttle.right(&ann);
            }
        }
        assert!(guesses <= 100, "{guesses} guesses");
    }

    #[test]
    fn many_at_once_are_counted_before_they_are_looked_at() {
        let mut throttle = Throttle::default();
        let let_in = (0..150)
            .filter(|_| {
                throttle
                    .enter(&knock("ann", "203.0.113.9", None), START)
                    .is_ok()
            })
            .count();
        assert!(let_in <= 6, "{let_in} let in");
    }

    #[test]
    fn waits_grow_and_end_and_a_right_password_forgets() {
        let mut throttle = Throttle::default();
        let ann = knock("ann", "203.0.113.9", None);
        let (mut now, mut last) = (START, 0);
        for _ in 0..10 {
            match throttle.enter(&ann, now) {
                Ok(()) => {}
                Err(wait) => {
                    assert!(wait >= last);
                    last = wait;
                    now = now.plus(i64::try_from(wait).unwrap() * time::SECOND);
                    throttle.enter(&ann, now).unwrap();
                }
            }
        }
        assert!(last >= 16, "{last}");
        now = now.plus(PERSON.longest);
        throttle.enter(&ann, now).unwrap();
        throttle.right(&ann);
        assert_eq!(throttle.enter(&ann, now), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nobody_wait_longer() {
        let mut throttle = Throttle::default();
        let ann = knock("ann", "203.0.113.9", None);
        let ahead = START.plus(time::DAY);
        while throttle.enter(&ann, ahead).is_ok() {}
        let wait = throttle.enter(&ann, START).unwrap_err();
        assert!((1..=20).contains(&wait), "{wait}");
        let over = START.plus(i64::try_from(wait).unwrap() * time::SECOND);
        assert_eq!(throttle.enter(&ann, over), Ok(()));
    }

    #[test]
    fn one_persons_noise_in_the_office_costs_the_others_seconds() {
        let mut throttle = Throttle::default();
        let office = |account: &'static str| Knock::Password {
            account,
            address: "10.0.0.9".parse().ok(),
            office: true,
            known_device: None,
        };
        let mut now = START;
        for _ in 0..5_000 {
            let _ = throttle.enter(&office("ann"), now);
            let _ = throttle.enter(&office("bob"), now);
            now = now.plus(100);
        }
        assert!(throttle.enter(&office("eve"), now).err().unwrap_or(0) <= 5);
    }

    #[test]
    fn codes_are_counted_wherever_they_come_from() {
        let mut throttle = Throttle::default();
        let let_in = (0..1_000)
            .filter(|n| {
                throttle
                    .enter(
                        &Knock::Code {
                            user: 7,
                            known_device: None,
                        },
                        START.plus(n * 600),
                    )
                    .is_ok()
            })
            .count();
        assert!(let_in <= 16, "{let_in} codes tried in ten minutes");
    }

    #[test]
    fn memory_stays_bounded() {
        let mut throttle = Throttle::default();
        for n in 0..60_000 {
            let account = format!("a{n}");
            let from = format!("{}.{}.{}.1", n / 65_536 + 1, n / 256 % 256, n % 256);
            let _ = throttle.enter(&knock(&account, &from, None), START);
        }
        assert!(throttle.counts.len() <= HELD + 3);
    }
}
