//! Every record of the house with where it lies, and which of them a route is about.

use std::collections::BTreeMap;

use atrium::{
    access::{Action, Actor, Reach},
    data::{Ref, Share, Visit},
    web::route::Route,
};

use super::ties::Ties;

pub struct Stored {
    pub of: Ref,
    pub plural: &'static str,
    pub view: Action,
    pub places: Vec<Reach>,
    pub number: String,
}

impl Stored {
    pub fn client(&self) -> Option<u64> {
        self.places.iter().find_map(|place| match place {
            Reach::Client(id) => Some(*id),
            _ => None,
        })
    }
}

pub struct Records {
    all: BTreeMap<Ref, Stored>,
    /// Whom which record was shared with, only to see.
    shares: Vec<(u64, Ref)>,
    ties: Ties,
}

impl Records {
    pub fn of(visit: &Visit) -> Records {
        let schema = visit.store().schema();
        let mut all = BTreeMap::new();
        let mut shares = Vec::new();
        for (kind, next) in visit.next_numbers().unwrap() {
            let view = schema.kind(kind.code).unwrap().view;
            for id in kind.first..next {
                let of = Ref {
                    kind: kind.code,
                    id,
                };
                let Some((places, _)) = visit.where_lies(&Actor::system(), of).unwrap() else {
                    continue;
                };
                if kind.plural == "shares" {
                    let share: Share = visit.find(atrium::base::Id::new(id)).unwrap();
                    assert!(!share.edit && share.until.is_none());
                    shares.push((share.to, share.of));
                }
                let number = schema.number(of);
                let plural = kind.plural;
                all.insert(
                    of,
                    Stored {
                        of,
                        plural,
                        view,
                        places,
                        number,
                    },
                );
            }
        }
        let ties = Ties::of(visit);
        Records { all, shares, ties }
    }

    pub fn all(&self) -> impl Iterator<Item = &Stored> {
        self.all.values()
    }

    /// What it is a part of.
    pub fn wholes(&self, part: &Stored) -> impl Iterator<Item = &Stored> {
        let of = self.ties.wholes.get(&part.of).into_iter().flatten();
        of.filter_map(|of| self.all.get(of))
    }

    /// What names it on its own page.
    pub fn naming(&self, named: &Stored) -> impl Iterator<Item = &Stored> {
        let by = self.ties.named.get(&named.of).into_iter().flatten();
        by.filter_map(|of| self.all.get(of))
    }

    pub fn is_for_client(&self, part: &Stored) -> bool {
        self.ties.for_client.contains(&part.of)
    }

    pub fn get(&self, of: Ref) -> Option<&Stored> {
        self.all.get(&of)
    }

    pub fn one(&self, plural: &str, id: u64) -> &Stored {
        let mut all = self.called(plural);
        all.find(|record| record.of.id == id).unwrap()
    }

    pub fn called<'r>(&'r self, plural: &str) -> impl Iterator<Item = &'r Stored> {
        self.all
            .values()
            .filter(move |record| record.plural == plural)
    }

    pub fn shared_with(&self, person: u64) -> impl Iterator<Item = &Stored> {
        let theirs = self.shares.iter().filter(move |(to, _)| *to == person);
        theirs.filter_map(|(_, of)| self.all.get(of))
    }
}

/// What stands in a route's path.
pub enum Subject {
    Nothing,
    /// Records called so.
    Record(&'static str),
    /// Words that are no record's number.
    Words(&'static [&'static str]),
    /// An entry of the journal.
    Entry,
}

impl Subject {
    /// Fails for a route about something that nobody told the crawl of.
    pub fn of(route: &Route, records: &Records) -> Subject {
        let path = route.path.strip_prefix("/api/v1").unwrap_or(&route.path);
        let Some((before, rest)) = path.split_once("/{") else {
            return Subject::Nothing;
        };
        let name = before.rsplit('/').next().unwrap_or_default();
        let capture = rest.split('}').next().unwrap_or_default();
        let plural = match (capture, name) {
            ("tier", _) => return Subject::Words(&["admin", "employee", "client"]),
            ("part", _) => return Subject::Words(&["company", "SET-1"]),
            ("token" | "name" | "browser" | "passkey", _) => return Subject::Words(&["nothing"]),
            ("seq", _) => return Subject::Entry,
            ("id", "mail") => "letters",
            ("id", "time") => "time-entries",
            ("id", "requests") => "tickets",
            ("id", "inbox" | "news") => "notifications",
            ("id", called) => called,
            _ => panic!("{}: nobody told the crawl what {capture} is", route.path),
        };
        match records.called(plural).next() {
            Some(record) => Subject::Record(record.plural),
            None => panic!("no record known for {}: {plural}", route.path),
        }
    }
}

/// The path with that in its capture.
pub fn filled(route: &Route, with: &str) -> String {
    match (route.path.find('{'), route.path.find('}')) {
        (Some(from), Some(to)) => {
            format!("{}{with}{}", &route.path[..from], &route.path[to + 1..])
        }
        _ => route.path.clone(),
    }
}
