//! What an open page is told, and how it is written on the wire (server-sent events).

use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

use crate::{access::Actor, data::Ref};

/// Records that several changes told as one may name; beyond them a page fetches all it shows.
const NAMED: usize = 64;

/// What a page hears.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// What it shows changed: it fetches the regions that show it.
    Change(Arc<Change>),
    /// Something that passes (somebody writes, somebody is here): nobody misses it who doesn't hear it.
    Passing(Arc<Passing>),
    /// Everything is to be fetched anew.
    Reload,
    /// Whoever listened is out.
    Bye,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Change {
    pub seq: u64,
    /// How many changes without an entry were told, when this is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<u64>,
    /// The page's topics that are concerned.
    pub topics: BTreeSet<String>,
    /// The records that changed, when they can be named one by one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<BTreeSet<String>>,
    /// Milliseconds from within which a page chooses when to fetch, so that a hundred don't fetch at once.
    pub spread: u64,
    /// What is already here and needs no fetch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fragments: Vec<Arc<Fragment>>,
    /// Written once for everybody who hears the same.
    #[serde(skip)]
    pub wire: OnceLock<Bytes>,
}

impl Change {
    /// Two changes are told as one, unless one of them brings its fragments: those hold for its own regions only.
    pub fn merged(&self, later: &Change) -> Option<Change> {
        if !self.fragments.is_empty() || !later.fragments.is_empty() {
            return None;
        }
        let of = match (&self.of, &later.of) {
            (Some(first), Some(second)) => Some(first | second),
            _ => None,
        };
        let of = of.filter(|of| of.len() <= NAMED);
        Some(Change {
            seq: self.seq.max(later.seq),
            quiet: self.quiet.max(later.quiet),
            topics: &self.topics | &later.topics,
            of,
            spread: self.spread.max(later.spread),
            ..Change::default()
        })
    }
}

/// How a fragment comes into its region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// In place of the region.
    Replace,
    /// At the end, or the beginning, of what in the region grows (`data-grows`), unless it is there already.
    Append,
    Prepend,
}

/// HTML of (a part of) a region, rendered once for everybody of its audience by what renders the page.
#[derive(Debug, Clone, Serialize)]
pub struct Fragment {
    /// The record whose pages have the region; whoever sees it, and is of the audience, may read the fragment.
    #[serde(skip)]
    pub on: Ref,
    #[serde(skip)]
    pub audience: Audience,
    pub region: &'static str,
    pub mode: Mode,
    pub html: String,
}

/// Whom a fragment is rendered for, among those who see what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    Everybody,
    Staff,
    Clients,
    /// A page that looks different to one of them: to the author, and to everybody else.
    Only(u64),
    AllBut(u64),
}

impl Audience {
    pub fn holds(self, actor: &Actor) -> bool {
        match self {
            Audience::Everybody => true,
            Audience::Staff => actor.tier.is_staff(),
            Audience::Clients => !actor.tier.is_staff(),
            Audience::Only(person) => actor.person == person,
            Audience::AllBut(person) => actor.person != person,
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Passing {
    pub topic: String,
    pub what: &'static str,
    /// Raw id and name of whose doing it is.
    pub person: u64,
    pub name: Arc<str>,
}

impl Event {
    /// As it is sent. A change is written once, whoever hears it. Only what comes from the journal has an id, which is where a page goes on after it was cut off.
    pub fn frame(&self) -> Bytes {
        let frame = match self {
            Event::Change(change) => {
                let write = || {
                    let data = json!(change);
                    format!("id: {}\nevent: change\ndata: {data}\n\n", change.seq).into()
                };
                return change.wire.get_or_init(write).clone();
            }
            Event::Passing(passing) => format!("event: passing\ndata: {}\n\n", json!(passing)),
            Event::Reload => "event: reload\ndata: {}\n\n".to_owned(),
            Event::Bye => "event: bye\ndata: {}\n\n".to_owned(),
        };
        frame.into()
    }
}
