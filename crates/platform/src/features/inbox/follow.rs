//! What somebody wants to hear of a record: all that is done to it, or none of it.

use serde::{Deserialize, Serialize};

use super::{actions::FOLLOW, notice_type::NoticeType};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result},
    choices,
    data::{Change, Declares, Facet, Held, Index, Key, Kind, Query, Record, Ref, Visit, record},
    features::people::User,
};

choices! {
    pub enum Hears {
        Follows: "follows", "Followed";
        Muted: "muted", "Muted";
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Follow {
    #[serde(skip)]
    pub id: Id<Follow>,
    #[serde(skip)]
    pub version: u64,
    pub person: Id<User>,
    pub of: Ref,
    pub hears: Hears,
    /// When it ends by itself.
    #[serde(default)]
    pub until: Option<Moment>,
    pub since: Moment,
}

pub const BY_PAIR: Index = Index::unique(1);
/// Those who follow a record.
pub const OF_RECORD: Index = Index::scoped(2);
pub const BY_SINCE: Index = Index::scoped(3);
pub const HEARS: Facet = Facet::carried(1);
/// Following or muting ends.
pub const ENDS: u8 = 1;

fn pair(person: Id<User>, of: Ref) -> Key {
    Key::new().id(person).byte(of.kind).number(of.id)
}

fn of_record(of: Ref) -> Key {
    Key::new().byte(of.kind).number(of.id)
}

impl Follow {
    fn title(&self) -> String {
        self.hears_of().into()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.person.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_PAIR, pair(self.person, self.of));
        if self.hears == Hears::Follows {
            to.index(OF_RECORD, of_record(self.of));
        }
        to.index(BY_SINCE, Key::new().signed(self.since.0));
        to.facet(HEARS, Key::new().byte(u8::from(self.hears == Hears::Muted)));
        if let Some(until) = self.until {
            to.wake(until, ENDS);
        }
    }

    fn hears_of(&self) -> &'static str {
        match self.hears {
            Hears::Muted => "A muted record",
            _ => "A followed record",
        }
    }

    fn holds(&self, at: Moment) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

record!(Follow, Kind::new(101, "follows", "FL").personal(), view: FOLLOW);

/// Whether somebody wants to hear nothing of a type about a record: they muted it, and nobody waits for them.
pub fn is_muted(
    change: &mut Change<'_, '_>,
    person: Id<User>,
    of: &NoticeType,
    about: Ref,
) -> Result<bool> {
    if of.waits || of.reason == super::Reason::Mention {
        return Ok(false);
    }
    let at = change.at;
    let held = wish::<Follow>(change, person, about)?;
    Ok(held.is_some_and(|held| held.hears == Hears::Muted && held.holds(at)))
}

/// What somebody says of what they want to hear of a record: theirs alone, and asked by whatever tells them.
pub trait Wish: Record {
    /// The one of a person and a record.
    const OF: Index;

    /// Its key.
    fn pair(person: Id<User>, of: Ref) -> Key;
}

impl Wish for Follow {
    const OF: Index = BY_PAIR;

    fn pair(person: Id<User>, of: Ref) -> Key {
        pair(person, of)
    }
}

/// What somebody said that they want to hear of a record, if they said anything.
pub fn wish<W: Wish>(change: &mut Change<'_, '_>, person: Id<User>, of: Ref) -> Result<Option<W>> {
    change
        .unscoped("what somebody wants to hear is asked by whatever tells them")
        .by_unique(W::OF, W::pair(person, of))
}

/// Who follows a record now; for Atrium's own visits, which see everybody's.
pub fn followers_of(visit: &Visit, of: Ref) -> Result<Vec<Id<User>>> {
    let list = Query::<Follow>::by(OF_RECORD).under(of_record(of));
    let held = visit.list(list.limit(MOST))?.rows;
    let held = held.into_iter().filter(|held| held.holds(visit.at));
    Ok(held.map(|held| held.person).collect())
}

/// More followers of one record are not told.
const MOST: usize = 200;

/// What one hears of a record, if one has said so.
pub fn of(visit: &Visit, about: Ref) -> Result<Option<Follow>> {
    let me = Id::new(visit.actor.person);
    match visit.own_by::<Follow>(BY_PAIR, pair(me, about)) {
        Ok(held) => Ok(Some(held).filter(|held| held.holds(visit.at))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Says what one wants to hear of a record that one sees; None is what one hears by oneself.
pub fn hear(visit: &Visit, about: Ref, hears: Option<Hears>, until: Option<Moment>) -> Result<()> {
    if visit.title_of(about)?.is_none() {
        return Err(Error::NotFound);
    }
    if until.is_some_and(|until| until <= visit.at) {
        return Err(Error::field(
            "until",
            "That is over already. Choose a later day.",
        ));
    }
    let me = Id::new(visit.actor.person);
    let before = visit.own_by::<Follow>(BY_PAIR, pair(me, about)).ok();
    visit.act(FOLLOW, move |change| {
        let held = before.map(|held| change.subject(held.id)).transpose()?;
        match (held, hears) {
            (None, None) => Ok(()),
            (Some(held), None) => change.delete(&held),
            (Some(mut held), Some(hears)) => {
                held.hears = hears;
                held.until = until;
                change.put(&held)
            }
            (None, Some(hears)) => {
                let since = change.at;
                change
                    .insert(Follow {
                        id: Id::NONE,
                        version: 0,
                        person: me,
                        of: about,
                        hears,
                        until,
                        since,
                    })
                    .map(drop)
            }
        }
    })
}

/// What was said for a while is over.
pub fn end(change: &mut Change<'_, '_>, held: Held<Follow>) -> Result<()> {
    change.event();
    change.delete(&held)
}
