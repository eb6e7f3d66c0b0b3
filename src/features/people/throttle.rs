//! Waits that grow with wrong passwords: per account and network, per network, and apart from both per known device,
//! so that a stranger's noise never keeps a person out of their own account.

use std::{collections::HashMap, net::IpAddr};

use crate::base::{Moment, time};

#[derive(Default)]
pub struct Throttle {
    counts: HashMap<String, Count>,
}

#[derive(Clone, Copy)]
struct Count {
    failures: u32,
    last: Moment,
}

/// After this many failures the waits begin.
const FREE: u32 = 4;
const FREE_PER_NETWORK: u32 = 20;
const LONGEST: i64 = 15 * time::MINUTE;
const FORGET: i64 = 6 * time::HOUR;

pub struct Knock<'a> {
    pub account: &'a str,
    pub address: Option<IpAddr>,
    /// The device's hash, when it signed in to this account before.
    pub known_device: Option<&'a str>,
}

impl Throttle {
    /// Seconds still to wait before this knock is listened to; 0 is now.
    pub fn wait(&self, knock: &Knock<'_>, now: Moment) -> u64 {
        let until = keys(knock)
            .into_iter()
            .filter_map(|(key, free)| {
                let count = self.counts.get(&key)?;
                Some(count.last.0 + pause(count.failures, free))
            })
            .max()
            .unwrap_or(0);
        u64::try_from((until - now.0 + 999) / 1000).unwrap_or(0)
    }

    pub fn failed(&mut self, knock: &Knock<'_>, now: Moment) {
        if self.counts.len() > 50_000 {
            self.counts
                .retain(|_, count| now.since(count.last) < FORGET);
        }
        for (key, _) in keys(knock) {
            let count = self.counts.entry(key).or_insert(Count {
                failures: 0,
                last: now,
            });
            if now.since(count.last) > FORGET {
                count.failures = 0;
            }
            count.failures += 1;
            count.last = now;
        }
    }

    pub fn succeeded(&mut self, knock: &Knock<'_>) {
        for (key, _) in keys(knock).into_iter().take(1) {
            self.counts.remove(&key);
        }
    }
}

fn pause(failures: u32, free: u32) -> i64 {
    match failures.checked_sub(free) {
        None | Some(0) => 0,
        Some(over) => (time::SECOND << over.min(10)).min(LONGEST),
    }
}

fn keys(knock: &Knock<'_>) -> Vec<(String, u32)> {
    if let Some(device) = knock.known_device {
        return vec![(format!("{}|device {device}", knock.account), FREE)];
    }
    let network = knock.address.map(network).unwrap_or_default();
    vec![
        (format!("{}|{network}", knock.account), FREE),
        (format!("|{network}"), FREE_PER_NETWORK),
    ]
}

/// A /24 or a /48: what one person usually has to themselves.
fn network(address: IpAddr) -> String {
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

    #[test]
    fn a_strangers_noise_does_not_reach_a_known_device() {
        let mut throttle = Throttle::default();
        let now = Moment(1_000_000);
        let stranger = Knock {
            account: "ann@example.org",
            address: "203.0.113.9".parse().ok(),
            known_device: None,
        };
        for _ in 0..50 {
            throttle.failed(&stranger, now);
        }
        assert!(throttle.wait(&stranger, now) > 60);
        let ann = Knock {
            known_device: Some("d1"),
            ..stranger
        };
        assert_eq!(throttle.wait(&ann, now), 0);
    }

    #[test]
    fn waits_grow_and_end() {
        let mut throttle = Throttle::default();
        let knock = Knock {
            account: "ann@example.org",
            address: "203.0.113.9".parse().ok(),
            known_device: None,
        };
        let now = Moment(1_000_000);
        let mut last = 0;
        for n in 0..12 {
            throttle.failed(&knock, now);
            let wait = throttle.wait(&knock, now);
            assert!(wait >= last, "after {n}");
            last = wait;
        }
        assert!(last >= 200);
        assert_eq!(throttle.wait(&knock, now.plus(LONGEST)), 0);
    }
}
