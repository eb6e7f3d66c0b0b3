//! What an entry of the journal is to open pages: the topics it concerns, and what of it may be told to whom.

use std::collections::{BTreeSet, HashMap};

use super::Topic;
use crate::{
    access::{Actor, Placement, policy},
    base::Moment,
    data::{JournalEntry, Lately, Quiet, Reached, Ref, Schema, What, lately::Places},
};

/// More changed records than this are not named one by one: a page that shows them is fetched whole.
const NAMED: usize = 12;

pub(super) struct News {
    pub seq: u64,
    /// How many changes without an entry there were up to this one, if it is one.
    pub quiet: Option<u64>,
    /// What it concerns, of what is listened to.
    pub topics: Vec<Topic>,
    changed: BTreeSet<Ref>,
    touched: BTreeSet<Ref>,
}

impl News {
    /// `heard` says whether anybody listens to a topic.
    pub fn of(
        schema: &Schema,
        entry: &JournalEntry,
        places: &Places,
        heard: &mut dyn FnMut(&Topic) -> bool,
    ) -> News {
        let changed: BTreeSet<Ref> = entry.changes.iter().map(|change| change.of).collect();
        let touched: BTreeSet<Ref> = entry.subjects.iter().chain(&changed).copied().collect();
        News {
            seq: entry.seq,
            quiet: None,
            topics: concerned(schema, &touched, places, heard),
            changed,
            touched,
        }
    }

    /// What a deed changed without an entry, told when everybody was told as much as `reached` says.
    pub fn quiet(
        schema: &Schema,
        quiet: &Quiet,
        reached: Reached,
        heard: &mut dyn FnMut(&Topic) -> bool,
    ) -> News {
        let changed: BTreeSet<Ref> = quiet.iter().map(|(of, _)| *of).collect();
        let lay =
            |(of, places): &(Ref, Vec<Placement>)| (*of, Some(places.iter().copied().collect()));
        let places: Places = quiet.iter().map(lay).collect();
        News {
            seq: reached.seq,
            quiet: Some(reached.quiet),
            topics: concerned(schema, &changed, &places, heard),
            touched: changed.clone(),
            changed,
        }
    }
}

/// The topics, of those that are heard, that records concern which lay at these places.
fn concerned(
    schema: &Schema,
    touched: &BTreeSet<Ref>,
    places: &Places,
    heard: &mut dyn FnMut(&Topic) -> bool,
) -> Vec<Topic> {
    let kinds: BTreeSet<u8> = touched.iter().map(|of| of.kind).collect();
    let mut topics = BTreeSet::new();
    let mut add = |topic: Topic| {
        if heard(&topic) {
            topics.insert(topic);
        }
    };
    for kind in &kinds {
        add(Topic::Kind(*kind));
        for of in touched {
            add(Topic::About(*kind, *of));
        }
    }
    for of in touched {
        add(Topic::Record(*of));
    }
    for (of, places) in places {
        let personal = schema.kind(of.kind).is_ok_and(|info| info.kind.personal);
        for place in places.iter().flatten() {
            add(Topic::Lying(of.kind, *place));
            if let (true, Placement::Person(id)) = (personal, place) {
                add(Topic::Person(*id));
            }
        }
    }
    topics.into_iter().collect()
}

/// Whether it decides who comes in or who may what.
pub(super) fn doors(schema: &Schema, entry: &JournalEntry) -> bool {
    entry.changes.iter().any(|change| {
        schema.kind(change.of.kind).is_ok_and(|info| {
            // A new session is nobody's end.
            info.kind.affects_access && !(info.kind.secret && change.what == What::Created)
        })
    })
}

/// What of one entry a person may hear, asked once for all their pages.
pub(super) struct Hearing<'a> {
    news: &'a News,
    lately: &'a Lately,
    actor: &'a Actor,
    at: Moment,
    seen: HashMap<Ref, bool>,
}

impl<'a> Hearing<'a> {
    pub fn new(news: &'a News, lately: &'a Lately, actor: &'a Actor, at: Moment) -> Hearing<'a> {
        Hearing {
            news,
            lately,
            actor,
            at,
            seen: HashMap::new(),
        }
    }

    pub fn sees(&mut self, of: Ref) -> bool {
        if let Some(seen) = self.seen.get(&of) {
            return *seen;
        }
        let seen = self.lately.sees(self.actor, self.at, of).unwrap_or(false);
        self.seen.insert(of, seen);
        seen
    }

    /// Whether they may hear that there is news of a topic. A client hears that there is news of a kind only when it is
    /// news of something they see: when another client's ticket moves is nobody else's business.
    pub fn may(&mut self, topic: Topic) -> bool {
        match topic {
            Topic::Person(id) => id == self.actor.person,
            Topic::Record(of) => self.sees(of),
            Topic::About(kind, of) => self.sees(of) && self.may_of_kind(kind),
            Topic::Kind(kind) | Topic::Lying(kind, _) => self.may_of_kind(kind),
        }
    }

    /// Staff who may see some of a kind hear of all of it, for what is gone shows in a list too. Else it takes news of
    /// something they see: parts such as posts open with their whole, whatever a role may see of the kind.
    fn may_of_kind(&mut self, kind: u8) -> bool {
        let (schema, news) = (self.lately.schema(), self.news);
        let opens = schema.kind(kind).is_ok_and(|info| {
            policy::may_somewhere(self.actor, &info.view)
                || self.actor.shared.opens(&info.view, self.at)
        });
        let mut touched = news.touched.iter().filter(|of| of.kind == kind);
        (opens && self.actor.tier.is_staff()) || touched.any(|of| self.sees(*of))
    }

    /// The records that changed, when the person sees each of them: a page that shows each in a region of its own needs
    /// to fetch no more. What is addressed to others shows nowhere on their pages. None when there is more to it than
    /// they may be told.
    pub fn named(&mut self) -> Option<BTreeSet<Ref>> {
        let mut named = BTreeSet::new();
        for of in &self.news.changed {
            match self.sees(*of) {
                true => drop(named.insert(*of)),
                false if self.is_personal(*of) => {}
                false => return None,
            }
        }
        (!named.is_empty() && named.len() <= NAMED).then_some(named)
    }

    fn is_personal(&self, of: Ref) -> bool {
        let kind = self.lately.schema().kind(of.kind);
        kind.is_ok_and(|info| info.kind.personal)
    }
}
