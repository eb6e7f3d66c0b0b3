//! Who listens to what. A page is a listener with its topics and a mailbox; all pages of one session at one place share
//! an ear, so that who it is and what they may is asked once for all of them and kept until something decides it anew.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::{
    Topic,
    event::{Change, Event, Fragment, Passing},
    mailbox::Mailbox,
    news::{Hearing, News},
};
use crate::{
    access::Actor,
    base::{Moment, Result},
    data::{Lately, Reached, Ref, Schema},
};

/// Open pages that one person may have. A browser gives up those that nobody looks at for long.
pub(super) const MOST_PAGES: usize = 128;
/// And that one session may have: a browser with more tabs keeps its oldest as they are.
pub(super) const MOST_OF_SESSION: usize = 64;

/// Milliseconds in which changes share one fetch, and how much longer that takes as more pages have to fetch.
const GATHER: u64 = 50;
const GATHER_MORE: u64 = 1000;

/// What stands for a session at a place.
pub(super) type Key = [u8; 32];
/// Asks who it is now; none when they are out.
pub(super) type Enter = Arc<dyn Fn() -> Result<Option<Arc<Actor>>> + Send + Sync>;

struct Listener {
    topics: Vec<Topic>,
    mailbox: Arc<Mailbox>,
    ear: Key,
}

struct Ear {
    enter: Enter,
    /// Who they were, with everything granted to them, when that was last asked.
    who: Arc<Actor>,
    pages: BTreeSet<u64>,
}

#[derive(Default)]
pub(super) struct Registry {
    next: u64,
    listeners: HashMap<u64, Listener>,
    ears: HashMap<Key, Ear>,
    by_topic: HashMap<Topic, HashSet<u64>>,
    /// Up to where everybody was told.
    pub position: Reached,
}

impl Registry {
    pub fn is_empty(&self) -> bool {
        self.listeners.is_empty()
    }

    pub fn pages_of(&self, person: u64) -> usize {
        let ears = self.ears.values();
        ears.filter(|ear| ear.who.person == person)
            .map(|ear| ear.pages.len())
            .sum()
    }

    pub fn pages_with(&self, key: &Key) -> usize {
        self.ears.get(key).map_or(0, |ear| ear.pages.len())
    }

    pub fn add(
        &mut self,
        (key, who, enter): (Key, Arc<Actor>, Enter),
        topics: Vec<Topic>,
    ) -> (u64, Arc<Mailbox>) {
        self.next += 1;
        let (id, mailbox) = (self.next, Arc::new(Mailbox::default()));
        for topic in &topics {
            self.by_topic.entry(*topic).or_default().insert(id);
        }
        self.settle(&key, Ok(Some(who.clone())));
        let ear = self.ears.entry(key).or_insert_with(|| Ear {
            enter,
            who,
            pages: BTreeSet::new(),
        });
        ear.pages.insert(id);
        let listener = Listener {
            topics,
            mailbox: mailbox.clone(),
            ear: key,
        };
        self.listeners.insert(id, listener);
        (id, mailbox)
    }

    pub fn remove(&mut self, id: u64) {
        let Some(listener) = self.listeners.remove(&id) else {
            return;
        };
        for topic in &listener.topics {
            if let Some(held) = self.by_topic.get_mut(topic) {
                held.remove(&id);
                if held.is_empty() {
                    self.by_topic.remove(topic);
                }
            }
        }
        if let Some(ear) = self.ears.get_mut(&listener.ear) {
            ear.pages.remove(&id);
            if ear.pages.is_empty() {
                self.ears.remove(&listener.ear);
            }
        }
    }

    /// Everybody who is to be asked who they are.
    pub fn ears(&self) -> Vec<(Key, Enter)> {
        let ears = self.ears.iter();
        ears.map(|(key, ear)| (*key, ear.enter.clone())).collect()
    }

    /// Takes in who it is now. Whoever may more or less than before fetches their pages anew; whoever is out is told so
    /// and hears nothing more. Where nobody can tell, the stream ends, and the page asks for itself.
    pub fn settle(&mut self, key: &Key, who: Result<Option<Arc<Actor>>>) {
        let Some(ear) = self.ears.get_mut(key) else {
            return;
        };
        let pages: Vec<u64> = ear.pages.iter().copied().collect();
        let last = match &who {
            Ok(_) => Some(Event::Bye),
            Err(_) => None,
        };
        match who.ok().flatten() {
            Some(is) => {
                let same = Arc::ptr_eq(&ear.who, &is) || ear.who == is;
                ear.who = is;
                if !same {
                    self.tell_each(&pages, &Event::Reload);
                }
            }
            None => {
                for id in pages {
                    if let Some(listener) = self.listeners.get(&id) {
                        listener.mailbox.close(last.clone());
                    }
                    self.remove(id);
                }
            }
        }
    }

    fn tell_each(&self, pages: &[u64], event: &Event) {
        for listener in pages.iter().filter_map(|id| self.listeners.get(id)) {
            listener.mailbox.put(event.clone());
        }
    }

    pub fn reload_all(&self) {
        for listener in self.listeners.values() {
            listener.mailbox.put(Event::Reload);
        }
    }

    /// Nobody will be told anything any more.
    pub fn end(&mut self) {
        for listener in self.listeners.values() {
            listener.mailbox.close(Some(Event::Bye));
        }
        *self = Registry {
            next: self.next,
            position: self.position,
            ..Registry::default()
        };
    }

    pub fn listens(&self, topic: &Topic) -> bool {
        self.by_topic.contains_key(topic)
    }

    /// The kinds of which somebody listens to what lies in some place.
    pub fn lying(&self) -> HashSet<u8> {
        let topics = self.by_topic.keys();
        topics
            .filter_map(|topic| match topic {
                Topic::Lying(kind, _) => Some(*kind),
                _ => None,
            })
            .collect()
    }

    /// Tells an entry to whom it concerns and who may hear of it: asked once per person, written once for all who hear
    /// the same.
    pub fn tell(&self, news: &News, lately: &Lately, fragments: &[Arc<Fragment>]) {
        let mut concerned: BTreeMap<u64, Vec<Topic>> = BTreeMap::new();
        for topic in &news.topics {
            for id in self.by_topic.get(topic).into_iter().flatten() {
                concerned.entry(*id).or_default().push(*topic);
            }
        }
        let spread = GATHER + (concerned.len() as u64).min(GATHER_MORE);
        let at = Moment::now();
        let mut hearings: HashMap<*const Actor, Hearing<'_>> = HashMap::new();
        let mut told: HashMap<(Vec<Topic>, bool, Vec<usize>), Arc<Change>> = HashMap::new();
        for (id, topics) in concerned {
            let Some((listener, ear)) = self.listening(id) else {
                continue;
            };
            let hearing = hearings
                .entry(Arc::as_ptr(&ear.who))
                .or_insert_with(|| Hearing::new(news, lately, &ear.who, at));
            let heard: Vec<Topic> = topics.into_iter().filter(|t| hearing.may(*t)).collect();
            if heard.is_empty() {
                continue;
            }
            let named = hearing.named();
            let read: Vec<usize> = (0..fragments.len())
                .filter(|n| {
                    let fragment = &fragments[*n];
                    heard.contains(&Topic::Record(fragment.on)) && fragment.audience.holds(&ear.who)
                })
                .collect();
            let key = (heard, named.is_some(), read);
            let change = told.entry(key).or_insert_with_key(|(heard, _, read)| {
                let schema = lately.schema();
                Arc::new(Change {
                    seq: news.seq,
                    quiet: news.quiet,
                    topics: shown(schema, heard.iter().copied()),
                    of: named.map(|of| shown(schema, of.into_iter().map(Topic::Record))),
                    spread,
                    fragments: read.iter().map(|n| fragments[*n].clone()).collect(),
                    ..Change::default()
                })
            });
            listener.mailbox.put(Event::Change(change.clone()));
        }
    }

    fn listening(&self, id: u64) -> Option<(&Listener, &Ear)> {
        let listener = self.listeners.get(&id)?;
        Some((listener, self.ears.get(&listener.ear)?))
    }

    /// What one page missed, told as one.
    pub fn missed(&self, id: u64, news: &[News], lately: &Lately) -> Option<Event> {
        let (_, ear) = self.listening(id)?;
        let mut missed: Option<Change> = None;
        for news in news {
            let mut hearing = Hearing::new(news, lately, &ear.who, Moment::now());
            let topics = news.topics.iter().copied();
            let heard: Vec<Topic> = topics.filter(|topic| hearing.may(*topic)).collect();
            if heard.is_empty() {
                continue;
            }
            let change = Change {
                seq: news.seq,
                quiet: news.quiet,
                topics: shown(lately.schema(), heard.into_iter()),
                spread: GATHER,
                ..Change::default()
            };
            missed = Some(match missed {
                Some(earlier) => earlier.merged(&change).unwrap_or(change),
                None => change,
            });
        }
        missed.map(|change| Event::Change(Arc::new(change)))
    }

    /// Tells what passes to everybody else who sees the record and looks at it.
    pub fn pass(&self, of: Ref, passing: &Arc<Passing>, lately: &Lately) {
        let at = Moment::now();
        let mut asked: HashMap<*const Actor, bool> = HashMap::new();
        for id in self.by_topic.get(&Topic::Record(of)).into_iter().flatten() {
            let Some((listener, ear)) = self.listening(*id) else {
                continue;
            };
            let sees = asked.entry(Arc::as_ptr(&ear.who)).or_insert_with(|| {
                ear.who.person != passing.person && lately.sees(&ear.who, at, of).unwrap_or(false)
            });
            if *sees {
                listener.mailbox.put(Event::Passing(passing.clone()));
            }
        }
    }
}

fn shown(schema: &Schema, topics: impl Iterator<Item = Topic>) -> BTreeSet<String> {
    topics.map(|topic| topic.show(schema).to_string()).collect()
}
