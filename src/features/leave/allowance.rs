//! How much leave there is: of somebody, or of everybody, from a year on.

use serde::{Deserialize, Serialize};

use super::{
    actions::VIEW,
    record::{ASKED, Leave, TAKEN, year_key},
};
use crate::{
    access::Placement,
    base::{Id, Result},
    data::{BY_NUMBER, Cached, Declares, Index, Key, Kind, ReadTx, Record, Store, Visit, record},
    features::people::User,
};

/// Half days a year where nobody has said otherwise.
pub const USUAL: u32 = 40;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Allowance {
    #[serde(skip)]
    pub id: Id<Allowance>,
    #[serde(skip)]
    pub version: u64,
    /// None: of everybody who has none of their own.
    #[serde(default)]
    pub user: Option<Id<User>>,
    /// It holds from this year on, until another does.
    pub year: i16,
    pub half_days: u32,
    /// What was brought from the year before; for this year alone.
    #[serde(default)]
    pub carried: u32,
}

/// One for each person and year.
pub const OF_YEAR: Index = Index::unique(1);

/// The key of `OF_YEAR`.
pub fn allowance_key(user: Option<Id<User>>, year: i16) -> Key {
    year_key(user.unwrap_or(Id::NONE), year)
}

impl Allowance {
    fn title(&self) -> String {
        format!("Leave from {}", self.year)
    }

    fn placement(&self) -> Vec<Placement> {
        self.user
            .map(|user| Placement::Person(user.raw()))
            .into_iter()
            .collect()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(OF_YEAR, allowance_key(self.user, self.year));
    }
}

record!(Allowance, Kind::new(66, "leave-allowances", "LA"), view: VIEW);

/// All of them, in memory: balances are asked for with every request.
pub struct Allowances(pub Vec<Allowance>);

impl Cached for Allowances {
    const FROM: &'static [Kind] = &[Allowance::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Allowances> {
        Ok(Allowances(read_tx.all()?))
    }
}

impl Allowances {
    /// Half days of somebody in a year: their own latest up to it, else everybody's, with what was carried into it.
    pub fn of(&self, user: Id<User>, year: i16) -> u32 {
        let latest = |of: Option<Id<User>>| {
            let held = self.0.iter();
            held.filter(|held| held.user == of && held.year <= year)
                .max_by_key(|held| held.year)
        };
        let own = latest(Some(user));
        let yearly = own
            .or_else(|| latest(None))
            .map_or(USUAL, |held| held.half_days);
        let carried = own.filter(|held| held.year == year);
        yearly + carried.map_or(0, |held| held.carried)
    }
}

/// What somebody has of a year, in half days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    pub year: i16,
    pub allowed: i64,
    pub taken: i64,
    pub asked: i64,
}

impl Balance {
    pub fn of(visit: &Visit, user: Id<User>, year: i16) -> Result<Balance> {
        let key = || year_key(user, year);
        Ok(Balance {
            year,
            allowed: i64::from(visit.cached::<Allowances>()?.of(user, year)),
            taken: visit.tally::<Leave>(TAKEN, key())?,
            asked: visit.tally::<Leave>(ASKED, key())?,
        })
    }

    /// What is left once everything that is asked for is taken too.
    pub fn left(&self) -> i64 {
        self.allowed - self.taken - self.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_of_ones_own_holds_before_everybodys() {
        let me = Id::new(7);
        let held = |user: Option<u64>, year, half_days, carried| Allowance {
            user: user.map(Id::new),
            year,
            half_days,
            carried,
            ..Allowance::default()
        };
        let all = Allowances(vec![
            held(None, 2025, 50, 0),
            held(Some(7), 2026, 56, 4),
            held(Some(7), 2028, 60, 0),
        ]);
        for (year, wanted) in [
            (2024, USUAL),
            (2025, 50),
            (2026, 60),
            (2027, 56),
            (2029, 60),
        ] {
            assert_eq!(all.of(me, year), wanted, "{year}");
        }
        assert_eq!(all.of(Id::new(8), 2027), 50);
    }
}
