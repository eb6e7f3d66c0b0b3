//! One thing that the house says to everybody above every page, and who has acknowledged it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::actions::{ACKNOWLEDGE, VIEW};
use crate::{
    access::{Placement, Tier},
    base::{Error, Id, Moment, Result, time},
    choices,
    data::{
        Cached, Declares, Index, Key, Kind, PlainTally, ReadTx, Record, Store, Tally, Visit, record,
    },
    features::people::User,
};

choices! {
    pub enum Matter {
        Maintenance: "maintenance", "Maintenance";
        Security: "security", "Security";
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Announcement {
    #[serde(skip)]
    pub id: Id<Announcement>,
    #[serde(skip)]
    pub version: u64,
    pub matter: Matter,
    pub text: String,
    /// From when to when it stands above every page.
    pub from: Moment,
    pub until: Moment,
    /// Whether the people of clients read it in their portal too.
    #[serde(default)]
    pub to_clients: bool,
    pub by: Id<User>,
    pub made: Moment,
    /// Whether its people were told in their inbox.
    #[serde(default)]
    pub told: bool,
    /// When it was taken down before its time.
    #[serde(default)]
    pub withdrawn: Option<Moment>,
}

pub const BY_UNTIL: Index = Index::scoped(1);
/// It begins: those whom it concerns are told.
pub const BEGINS: u8 = 1;

impl Announcement {
    fn title(&self) -> String {
        crate::base::text::shorten(&self.text, 80)
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_UNTIL, Key::new().signed(self.until.0));
        if !self.told && self.withdrawn.is_none() {
            to.wake(self.from, BEGINS);
        }
    }

    pub fn stands(&self, at: Moment) -> bool {
        self.withdrawn.is_none() && self.from <= at && at < self.until
    }

    pub fn is_for(&self, tier: Tier) -> bool {
        self.to_clients || tier.is_staff()
    }

    /// # Errors
    /// `Invalid` when it would never be seen, or for more than half a year.
    pub fn check(&self, at: Moment) -> Result<()> {
        let wrong = match (self.until <= at, self.until <= self.from) {
            (true, _) => "That is over already. Choose a later end.",
            (_, true) => "It ends before it begins. Choose a later end.",
            _ if self.until.since(self.from) > 183 * time::DAY => {
                "It may stand for half a year at most. Choose an earlier end."
            }
            _ => return Ok(()),
        };
        Err(Error::field("until", wrong))
    }

    /// # Errors
    /// `Conflict` when it doesn't stand and won't.
    pub fn withdraw(&mut self, at: Moment) -> Result<()> {
        if self.withdrawn.is_some() || self.until <= at {
            return Err(Error::conflict("This announcement is over already."));
        }
        self.withdrawn = Some(at);
        Ok(())
    }
}

record!(Announcement, Kind::new(102, "announcements", "AN"), view: VIEW);

/// That somebody has read one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Acknowledgement {
    #[serde(skip)]
    pub id: Id<Acknowledgement>,
    #[serde(skip)]
    pub version: u64,
    pub announcement: Id<Announcement>,
    pub person: Id<User>,
    pub at: Moment,
}

pub const BY_PAIR: Index = Index::unique(1);
/// Of one announcement, each with its person.
pub const OF_ANNOUNCEMENT: Index = Index::plain(2);
pub const ACKNOWLEDGED: PlainTally = Tally::plain(1);

pub fn pair(announcement: Id<Announcement>, person: Id<User>) -> Key {
    Key::new().id(announcement).id(person)
}

impl Acknowledgement {
    fn title(&self) -> String {
        "An announcement was read".into()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.person.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_PAIR, pair(self.announcement, self.person));
        to.index(
            OF_ANNOUNCEMENT,
            Key::new().id(self.announcement).id(self.person),
        );
        to.tally(ACKNOWLEDGED, Key::new().id(self.announcement), 1);
    }
}

record!(Acknowledgement, Kind::new(103, "acknowledgements", "AK").personal(), view: ACKNOWLEDGE);

/// What may stand above pages, in memory: everybody reads it, whatever their roles show them.
pub struct Standing(Vec<Announcement>);

impl Cached for Standing {
    const FROM: &'static [Kind] = &[Announcement::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let mut held = read_tx.all::<Announcement>()?;
        held.retain(|held| held.withdrawn.is_none());
        Ok(Standing(held))
    }
}

impl Standing {
    pub fn of(visit: &Visit) -> Result<Arc<Standing>> {
        visit.cached()
    }

    /// Those that stand now and are for this person.
    pub fn now<'a>(&'a self, visit: &'a Visit) -> impl Iterator<Item = &'a Announcement> {
        let (at, tier) = (visit.at, visit.actor.tier);
        self.0
            .iter()
            .filter(move |held| held.stands(at) && held.is_for(tier))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_from_its_beginning_to_its_end_or_until_it_is_taken_down() {
        let mut held = Announcement {
            from: Moment(100),
            until: Moment(200),
            ..Announcement::default()
        };
        let stands = |held: &Announcement| [99, 100, 199, 200].map(|at| held.stands(Moment(at)));
        assert_eq!(stands(&held), [false, true, true, false]);
        assert!(held.check(Moment(150)).is_ok() && held.check(Moment(200)).is_err());
        held.withdraw(Moment(150)).unwrap();
        assert_eq!(stands(&held), [false; 4]);
        assert!(held.withdraw(Moment(160)).is_err());
        assert!(held.is_for(Tier::Employee) && !held.is_for(Tier::Client));
    }
}
