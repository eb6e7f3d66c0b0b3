//! A rate: what an hour is billed at and what it costs, of what and from when on.

use serde::{Deserialize, Serialize};

use super::VIEW;
use crate::{
    access::Placement,
    base::{Choice, Day, Id, Money, Result},
    choices,
    data::{BY_NUMBER, Cached, Declares, Index, Key, Kind, ReadTx, Record, Store, record},
};

choices! {
    /// What a rate is of, the nearest to the work first.
    pub enum Of {
        Task: "task", "A task";
        Project: "project", "A project";
        Client: "client", "A client";
        Person: "person", "A person";
        House: "house", "Everything else";
    }
}

impl Of {
    /// The nearest is 0.
    pub fn distance(self) -> usize {
        Of::ALL
            .iter()
            .position(|of| *of == self)
            .unwrap_or(Of::ALL.len())
    }

    /// Whether it is said what its hours cost.
    pub fn has_costs(self) -> bool {
        matches!(self, Of::Person | Of::House)
    }
}

choices! {
    /// Whether such work is billed.
    pub enum Billed {
        Open: "open", "As the next further says";
        Yes: "yes", "Billable";
        No: "no", "Not billable";
    }
}

impl Billed {
    pub fn said(self) -> Option<bool> {
        match self {
            Billed::Yes => Some(true),
            Billed::No => Some(false),
            Billed::Open | Billed::Unknown => None,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    #[serde(skip)]
    pub id: Id<Rate>,
    #[serde(skip)]
    pub version: u64,
    pub of: Of,
    /// Raw id of that; 0 for the house.
    #[serde(default)]
    pub subject: u64,
    /// What it is called, as it was when the rate was set.
    #[serde(default)]
    pub name: String,
    /// It holds from this day on, until another does.
    pub from: Day,
    #[serde(default)]
    pub per_hour: Option<Money>,
    #[serde(default)]
    pub cost_per_hour: Option<Money>,
    #[serde(default)]
    pub billable: Billed,
}

/// One of a thing for each day.
pub const OF_DAY: Index = Index::unique(1);

pub fn day_key(of: Of, subject: u64, from: Day) -> Key {
    let of = u8::try_from(of.distance()).unwrap_or(u8::MAX);
    Key::new()
        .byte(of)
        .number(subject)
        .signed(i64::from(from.0))
}

impl Rate {
    fn title(&self) -> String {
        match self.name.is_empty() {
            true => self.of.label().to_owned(),
            false => self.name.clone(),
        }
    }

    pub fn called(&self) -> String {
        self.title()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(OF_DAY, day_key(self.of, self.subject, self.from));
    }
}

record!(Rate, Kind::new(67, "rates", "RAT"), view: VIEW);

/// All of them, in memory: every entry asks for them when it is made.
pub struct Rates(pub Vec<Rate>);

impl Cached for Rates {
    const FROM: &'static [Kind] = &[Rate::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Rates> {
        Ok(Rates(read_tx.all()?))
    }
}
