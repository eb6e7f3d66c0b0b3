//! The anomaly rules: plain functions over what happened, without clock, store or network.

use std::collections::{HashMap, VecDeque};

use super::habit::Stay;
use crate::{
    base::{Moment, text, time},
    choices,
};

choices! {
    pub enum Rule {
        Account: "account", "Many wrong passwords for one account";
        Network: "network", "Many wrong passwords from one network";
        NewDevice: "new-device", "Sign-in from a new device";
        NewCountry: "new-country", "Sign-in from a new country";
        Travel: "travel", "Impossible travel";
        Refused: "refused", "Many refused requests";
        Export: "export", "Much taken out";
        Superadmin: "superadmin", "Sign-in to the superadmin's account";
        BreakGlass: "break-glass", "The glass was broken";
        Passkey: "passkey", "A passkey that may have been copied";
        Openers: "openers", "Who can open the data has changed";
    }
}

/// What happened, as far as a rule asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A wrong password or code.
    Failed {
        account: String,
        network: String,
    },
    Entered(Box<Entered>),
    Refused {
        user: u64,
        name: String,
        times: u64,
    },
    Took {
        user: u64,
        name: String,
        whole: bool,
    },
    /// A passkey had signed more often than it said.
    Copied {
        user: u64,
        name: String,
    },
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entered {
    pub user: u64,
    pub name: String,
    pub superadmin: bool,
    pub staff: bool,
    pub address: String,
    pub new_device: bool,
    pub device: String,
    pub stay: Option<Stay>,
    /// Where they signed in before: every country, and the last time.
    pub countries: Vec<String>,
    pub before: Option<Stay>,
}

/// What a rule found. Of the same rule and subject within the hour, the alert is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub rule: Rule,
    pub subject: String,
    pub user: Option<u64>,
    pub text: String,
    /// How many things more it counts than the last finding of the same.
    pub times: u64,
}

/// So many within so long are too many.
#[derive(Debug, Clone, Copy)]
struct Limit {
    most: usize,
    within: i64,
}

const ACCOUNT: Limit = Limit {
    most: 10,
    within: 10 * time::MINUTE,
};
const NETWORK: Limit = Limit {
    most: 30,
    within: 10 * time::MINUTE,
};
const REFUSED: Limit = Limit {
    most: 20,
    within: 10 * time::MINUTE,
};
/// Whole lists and copies.
const EXPORTS: Limit = Limit {
    most: 10,
    within: time::HOUR,
};
/// Single files.
const FILES: Limit = Limit {
    most: 100,
    within: time::HOUR,
};
/// Faster than this nobody travels, and below so far addresses are not that exact.
const KM_PER_HOUR: f64 = 900.0;
const NEAR_KM: f64 = 300.0;

/// Subjects that are remembered at most; noise beyond it makes the oldest forgotten.
const REMEMBERED: usize = 20_000;

/// What happened lately, by what and to whom.
#[derive(Debug, Default)]
pub struct Lately(HashMap<(Rule, String), VecDeque<Moment>>);

impl Lately {
    /// Counts `times` more; how many there are when that is too many.
    fn count(
        &mut self,
        rule: Rule,
        subject: &str,
        at: Moment,
        times: u64,
        limit: Limit,
    ) -> Option<usize> {
        if self.0.len() >= REMEMBERED {
            self.0
                .retain(|_, held| held.back().is_some_and(|last| at.since(*last) < time::HOUR));
            if self.0.len() >= REMEMBERED {
                self.0.clear();
            }
        }
        let held = self.0.entry((rule, subject.to_owned())).or_default();
        for _ in 0..times.min(limit.most as u64 * 4) {
            held.push_back(at);
        }
        while held.len() > limit.most * 4
            || held
                .front()
                .is_some_and(|first| at.since(*first) > limit.within)
        {
            held.pop_front();
        }
        (held.len() >= limit.most).then_some(held.len())
    }

    pub fn judge(&mut self, at: Moment, fact: &Fact) -> Vec<Finding> {
        match fact {
            Fact::Failed { account, network } => self.failed(at, account, network),
            Fact::Entered(entered) => entered.judge(),
            Fact::Refused { user, name, times } => {
                let subject = format!("user {user}");
                let many = self.count(Rule::Refused, &subject, at, *times, REFUSED);
                many.map(|many| Finding {
                    rule: Rule::Refused,
                    subject,
                    user: Some(*user),
                    text: format!("{name} was refused {many} times within ten minutes: either they lack a role for their work, or somebody tries doors"),
                    times: *times,
                })
                .into_iter()
                .collect()
            }
            Fact::Copied { user, name } => vec![Finding {
                rule: Rule::Passkey,
                subject: format!("user {user}"),
                user: Some(*user),
                text: format!(
                    "A passkey of {name} was refused because its count went back: somebody may use a copy of it"
                ),
                times: 1,
            }],
            Fact::Took { user, name, whole } => {
                let (what, limit) = match whole {
                    true => ("lists and copies", EXPORTS),
                    false => ("files", FILES),
                };
                let subject = format!("user {user}");
                let key = format!("{subject} {what}");
                let many = self.count(Rule::Export, &key, at, 1, limit);
                many.map(|many| Finding {
                    rule: Rule::Export,
                    subject,
                    user: Some(*user),
                    text: format!("{name} took out {many} {what} within an hour"),
                    times: 1,
                })
                .into_iter()
                .collect()
            }
        }
    }

    fn failed(&mut self, at: Moment, account: &str, network: &str) -> Vec<Finding> {
        let mut found = Vec::new();
        if let Some(many) = self.count(Rule::Account, account, at, 1, ACCOUNT) {
            found.push(Finding {
                rule: Rule::Account,
                subject: format!("account {account}"),
                user: None,
                text: format!(
                    "{many} wrong passwords for {} within ten minutes",
                    text::shorten(account, 80)
                ),
                times: 1,
            });
        }
        if let Some(many) = self.count(Rule::Network, network, at, 1, NETWORK) {
            found.push(Finding {
                rule: Rule::Network,
                subject: format!("network {network}"),
                user: None,
                text: format!(
                    "{many} wrong passwords from the network {network} within ten minutes"
                ),
                times: 1,
            });
        }
        found
    }
}

impl Entered {
    fn finding(&self, rule: Rule, text: String) -> Finding {
        Finding {
            rule,
            subject: format!("user {}", self.user),
            user: Some(self.user),
            text,
            times: 1,
        }
    }

    fn judge(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let (name, from) = (&self.name, &self.address);
        if self.superadmin {
            found.push(self.finding(
                Rule::Superadmin,
                format!("{name} signed in to the superadmin's account, from {from}"),
            ));
        }
        // What a client signs in with is their own affair; they are told themselves.
        if self.new_device && self.staff {
            let device = &self.device;
            found.push(self.finding(
                Rule::NewDevice,
                format!("{name} signed in from a new device: {device}, from {from}"),
            ));
        }
        if let Some(stay) = &self.stay {
            if !self.countries.is_empty() && !self.countries.contains(&stay.country) {
                found.push(self.finding(
                    Rule::NewCountry,
                    format!(
                        "{name} signed in from {}, and until now only from {}",
                        stay.country,
                        self.countries.join(", ")
                    ),
                ));
            }
            if let Some(before) = &self.before
                && let Some((km, hours)) = impossible(before, stay)
            {
                found.push(self.finding(
                    Rule::Travel,
                    format!(
                        "{name} signed in {km:.0} km from where they were {} before: {} and {}",
                        time::minutes((hours * 60.0) as i64),
                        before.country,
                        stay.country
                    ),
                ));
            }
        }
        found
    }
}

/// The way in km and the hours between, when nobody travels that fast.
pub fn impossible(before: &Stay, now: &Stay) -> Option<(f64, f64)> {
    let km = distance(before.spot?, now.spot?);
    let hours = (now.at.since(before.at).max(0) as f64) / (time::HOUR as f64);
    (km > NEAR_KM && km > hours * KM_PER_HOUR).then_some((km, hours))
}

/// Along the surface, by the haversine.
fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let h = half(b.0 - a.0) + lat_a.cos() * lat_b.cos() * half(b.1 - a.1);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests;
