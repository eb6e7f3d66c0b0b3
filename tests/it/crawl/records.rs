//! Every record of the house with where it lies, and which of them a route is about.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use atrium::{
    access::{Action, Actor, Placement},
    base::{Moment, time},
    data::{Lies, Ref, Share, Takes, Visit, testing::lies},
    testing::client::Client,
    web::route::Route,
};
use serde_json::{Value, json};

use super::{
    hands::{self, Hands},
    ties::Ties,
};

pub struct Stored {
    pub of: Ref,
    pub plural: &'static str,
    pub view: Action,
    /// Where it lies, by itself and with what it is a part of.
    pub places: Vec<Placement>,
    /// What it is a part of, and whether clients who see that don't see this.
    pub whole: Option<(Ref, bool)>,
    pub number: String,
}

impl Stored {
    /// Whether clients who see its whole don't see it.
    pub fn is_for_staff(&self) -> bool {
        self.whole.is_some_and(|(_, staff_only)| staff_only)
    }

    pub fn client(&self) -> Option<u64> {
        self.places.iter().find_map(|place| match place {
            Placement::Client(id) => Some(*id),
            _ => None,
        })
    }
}

pub struct Records {
    all: BTreeMap<Ref, Stored>,
    /// Whom which record was shared with, only to see.
    shares: Vec<(u64, Ref)>,
    ties: Ties,
    hands: HashMap<Ref, Hands>,
}

impl Records {
    pub fn of(visit: &Visit) -> Records {
        let schema = visit.store().schema();
        let mut all = BTreeMap::new();
        let mut said: HashMap<Ref, Lies> = HashMap::new();
        let mut shares = Vec::new();
        for (kind, next) in visit.next_numbers().unwrap() {
            let view = schema.kind(kind.code).unwrap().view;
            for id in kind.first..next {
                let of = Ref {
                    kind: kind.code,
                    id,
                };
                let Some(lies) = lies(visit, of).unwrap() else {
                    continue;
                };
                let whole = lies.part.map(|part| (part.whole, part.staff_only));
                said.insert(of, lies);
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
                        places: Vec::new(),
                        whole,
                        number,
                    },
                );
            }
        }
        for record in all.values_mut() {
            record.places = places(&said, record.of);
            let (engine, _) = visit
                .where_lies(&Actor::system(), record.of)
                .unwrap()
                .unwrap();
            let sorted = |places: &[Placement]| places.iter().copied().collect::<BTreeSet<_>>();
            assert_eq!(sorted(&engine), sorted(&record.places), "{}", record.number);
        }
        let ties = Ties::of(visit);
        let hands = hands::all(visit);
        Records {
            all,
            shares,
            ties,
            hands,
        }
    }

    pub fn all(&self) -> impl Iterator<Item = &Stored> {
        self.all.values()
    }

    /// What it is a part of.
    pub fn whole(&self, part: &Stored) -> Option<&Stored> {
        part.whole.and_then(|(of, _)| self.all.get(&of))
    }

    /// What it is read with beside that.
    pub fn read_with(&self, record: &Stored) -> impl Iterator<Item = &Stored> {
        let of = self.ties.with.get(&record.of).into_iter().flatten();
        of.filter_map(|of| self.all.get(of))
    }

    /// What names it on its own page.
    pub fn naming(&self, named: &Stored) -> impl Iterator<Item = &Stored> {
        let by = self.ties.named.get(&named.of).into_iter().flatten();
        by.filter_map(|of| self.all.get(of))
    }

    /// Where it is in hand, when it is something that is.
    pub fn hands(&self, of: &Stored) -> Option<&Hands> {
        self.hands.get(&of.of)
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

/// Its own places and what it takes of the wholes above it, worked out the plain way.
fn places(said: &HashMap<Ref, Lies>, of: Ref) -> Vec<Placement> {
    [said[&of].own.clone(), taken(said, of)].concat()
}

fn taken(said: &HashMap<Ref, Lies>, of: Ref) -> Vec<Placement> {
    let Some(part) = said[&of].part else {
        return Vec::new();
    };
    let Some(whole) = said.get(&part.whole) else {
        return Vec::new();
    };
    let mut all = match part.takes {
        Takes::Nothing => return Vec::new(),
        Takes::All => whole.own.clone(),
        Takes::Lead => whole.lead.clone(),
    };
    all.extend(taken(said, part.whole));
    all.retain(|place| !(part.staff_only && matches!(place, Placement::Client(_))));
    all
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

/// What is one's own, or the administrators', and what the house of the crawl has none of.
const RARE: [&str; 25] = [
    "bulk-changes",
    "time-stamps",
    "return-reasons",
    "review-rules",
    "document-links",
    "link-rules",
    "pins",
    "proof-decisions",
    "calls",
    "expenses",
    "failing-addresses",
    "inbound-mails",
    "leave",
    "leave-allowances",
    "mailboxes",
    "pushes",
    "gateways",
    "log-destinations",
    "push-devices",
    "push-settings",
    "saved-searches",
    "saved-views",
    "scheduled-posts",
    "time-lock",
    "uploads",
];

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
            ("purpose", _) => return Subject::Words(&["sms", "webhook"]),
            ("key", "shipped") => return Subject::Words(&["web-wordpress"]),
            // Whom a conversation opens to, `stories::rooms` and `stories::posts` ask.
            ("on" | "room", _) => return Subject::Words(&["nothing"]),
            ("token" | "name" | "browser" | "passkey" | "word", _) => {
                return Subject::Words(&["nothing"]);
            }
            // Whose colleague somebody is, `stories::colleagues` asks.
            ("id", "colleagues") => return Subject::Words(&["nothing"]),
            ("seq", _) => return Subject::Entry,
            ("id", "mail") => "letters",
            ("id", "time") => "time-entries",
            ("id", "requests") => "tickets",
            ("id", "second-person") => "second-requests",
            ("id", "inbox" | "news") => "notifications",
            ("id", "push") => "push-devices",
            ("id", "saved") => "saved-searches",
            ("id", "messages-out") => "calls",
            ("id", "pushes-out") => "pushes",
            ("id", "received") => "inbound-mails",
            ("id", "reports") => "progress-reports",
            ("id", "addresses") => "failing-addresses",
            ("id", "views") if before.ends_with("/lists/views") => "saved-views",
            ("id", called) => called,
            _ => panic!("{}: nobody told the crawl what {capture} is", route.path),
        };
        match records.called(plural).next() {
            Some(record) => Subject::Record(record.plural),
            None if RARE.contains(&plural) => Subject::Words(&["nothing"]),
            None => panic!("no record known for {}: {plural}", route.path),
        }
    }
}

/// What only whoever made it, or is in it, may change, by the path of its route: made by whoever tries it.
pub fn own(by: &mut Client) -> BTreeMap<&'static str, String> {
    let mut make = |path: &str, body: Value| {
        let made = by.post_json(path, &body);
        assert_eq!(made.status, 201, "{path}: {}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let due = Moment::now().plus(30 * time::DAY).rfc3339();
    let room = make("/api/v1/rooms", json!({ "name": "Ours" }));
    let said = format!("/api/v1/conversations/{room}");
    let post = make(&format!("{said}/posts"), json!({ "text": "Said" }));
    let later = json!({ "text": "Later", "due": due });
    let later = make(&format!("{said}/scheduled"), later);
    let view = json!({ "list": "leads", "name": "Ours" });
    let view = make("/api/v1/lists/views", view);
    BTreeMap::from([
        ("/api/v1/rooms/{id}", room),
        ("/api/v1/posts/{id}", post),
        ("/api/v1/scheduled-posts/{id}", later),
        ("/api/v1/lists/views/{id}", view),
    ])
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
