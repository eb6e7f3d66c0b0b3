//! The vocabulary of the demo, and a generator of numbers that gives the same agency for the same seed.

use serde::Deserialize;

use crate::base::{Error, Result};

#[derive(Debug, Deserialize)]
pub struct Names {
    pub mail_domains: Vec<String>,
    pub first_names: Vec<String>,
    pub last_names: Vec<String>,
    pub business_words: Vec<String>,
    pub lead_notes: Vec<String>,
    pub comments: Vec<String>,
    pub client_messages: Vec<String>,
    pub lost_reasons: Vec<String>,
    pub cities: Vec<City>,
    pub trade: Vec<Trade>,
    pub risk: Vec<Risk>,
    pub quote_lines: Vec<QuoteLine>,
}

#[derive(Debug, Deserialize)]
pub struct City {
    pub city: String,
    pub state: String,
}

#[derive(Debug, Deserialize)]
pub struct Trade {
    pub suffixes: Vec<String>,
    pub categories: Vec<String>,
    pub needs: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Risk {
    pub risk: String,
    pub mitigation: String,
}

#[derive(Debug, Deserialize)]
pub struct QuoteLine {
    pub category: String,
    pub title: String,
    pub min: i64,
    pub max: i64,
}

impl Names {
    pub fn load() -> Result<Names> {
        toml::from_str(include_str!("../../../config/demo-names.toml")).map_err(Error::internal)
    }

    pub fn person(&self, dice: &mut Dice) -> String {
        format!(
            "{} {}",
            dice.pick(&self.first_names),
            dice.pick(&self.last_names)
        )
    }
}

/// SplitMix64: small, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def0)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` up to, not including, `high`.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low).max(1) as u64) as i64
    }

    /// True in so many cases of a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[(self.next() % from.len().max(1) as u64) as usize]
    }

    /// A TOTP seed in Base32.
    pub fn seed32(&mut self) -> String {
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        (0..32).map(|_| char::from(*self.pick(letters))).collect()
    }
}
