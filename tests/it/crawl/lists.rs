//! Every list of the API walked to its end by people of several roles: in small pages it is what it is in large ones, in
//! the same order, with nothing twice; the pages lead back; and of what is listed by itself it has every record that its
//! reader may see, found by looking at each. What can't be read in its address is refused beside its name.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use atrium::{
    access::policy,
    base::{Id, Moment},
    data::{Origin, Record, Ref, Visit},
    features::{self, inbox::Notification},
    testing::client::{Client, Response},
    web::route::{Face, Gives, Route},
};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::{
    crowd::{Crowd, Who},
    records::{Records, Stored, Subject, filled},
};

/// Lists of a kind that have not every record of it: what a choice is made from, or what is another's to ask for.
const APART: [&str; 8] = [
    "clocks",
    "departments",
    "drills",
    "link-requests",
    "milestones",
    "offices",
    "policies",
    "roles",
];

/// What has to be asked beside nothing, so that together a list has every record of its kind.
const ASKED: [(&str, &str); 3] = [
    ("leads", "show=closed"),
    ("documents", "archived=true"),
    ("approvals", "status=decided"),
];

/// The lists that have every record of a kind, by its plural. What is seen only with what it is a part of is listed there.
fn whole_lists() -> Vec<&'static str> {
    let listed: BTreeSet<String> = features::routes()
        .into_iter()
        .filter(|route| route.face == Face::Api && route.gives == Gives::List)
        .map(|route| route.path)
        .collect();
    let kinds = features::schema();
    let plurals = kinds.kinds().map(|info| info.kind.plural);
    let whole = plurals
        .filter(|plural| listed.contains(&format!("/api/v1/{plural}")) && !APART.contains(plural));
    let whole: Vec<&str> = whole.collect();
    assert!(whole.len() >= 15, "{whole:?}");
    whole
}

/// Long, or looked up at a pace: walked in larger pages.
fn is_long(path: &str) -> bool {
    path.starts_with("/api/v1/journal") && !path.contains("searches") || path.ends_with("/search")
}

/// Walked one way.
fn is_journal(path: &str) -> bool {
    path.starts_with("/api/v1/journal") && !path.contains("searches") || path.ends_with("/history")
}

struct Walked {
    items: Vec<Value>,
    /// What led to each page.
    cursors: Vec<Option<String>>,
}

/// Asks as often as it takes: a client may look at so many pages a minute, and the walk looks at more.
fn patiently(api: &mut Client, address: &str) -> Response {
    loop {
        let answer = api.get(address);
        match answer
            .header("retry-after")
            .and_then(|wait| wait.parse().ok())
        {
            Some(wait) if answer.status == 429 => std::thread::sleep(Duration::from_secs(wait)),
            _ => return answer,
        }
    }
}

fn get(api: &mut Client, path: &str, query: &[&str]) -> Value {
    let query: Vec<&str> = query
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    let address = format!("{path}?{}", query.join("&"));
    let answer = patiently(api, &address);
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()
}

fn walk(api: &mut Client, path: &str, asked: &str, limit: usize) -> Walked {
    let limited = format!("limit={limit}");
    let mut walked = Walked {
        items: Vec::new(),
        cursors: Vec::new(),
    };
    let mut after: Option<String> = None;
    for _ in 0..5_000 {
        let cursor = after.as_deref().map(|at| format!("after={at}"));
        let page = get(
            api,
            path,
            &[asked, &limited, cursor.as_deref().unwrap_or_default()],
        );
        let items = page["items"].as_array().unwrap();
        walked.cursors.push(after);
        assert!(items.len() <= limit, "{path}?{asked}: {} rows", items.len());
        after = page["next"].as_str().map(str::to_owned);
        let short = after.is_some() && items.len() < limit;
        assert!(
            !short || path.ends_with("/journal/search"),
            "{path}?{asked}: a short page"
        );
        walked.items.extend(items.iter().map(|item| {
            let mut item = item.clone();
            // The token of this very walk is used on the way.
            if let Some(fields) = item.as_object_mut().filter(|_| path.ends_with("/tokens")) {
                fields.remove("used");
            }
            item
        }));
        if after.is_none() {
            return walked;
        }
    }
    panic!("{path}?{asked} never ends");
}

/// The list in large pages and in small ones. Once more when it was another one meanwhile: what the house does by itself
/// is listed too.
fn both_ways(api: &mut Client, path: &str, asked: &str) -> (usize, Walked, Walked) {
    let mut tries = 0;
    loop {
        let whole = walk(api, path, asked, 200);
        let small = match whole.items.len() {
            _ if is_long(path) => 90,
            0..60 => 2,
            _ => 40,
        };
        let mut parts = walk(api, path, asked, small);
        if is_journal(path) {
            // It grows, at its beginning.
            let grown = parts.items.len().saturating_sub(whole.items.len());
            parts.items.drain(..grown);
        }
        tries += 1;
        if parts.items == whole.items || tries == 3 {
            return (small, whole, parts);
        }
    }
}

/// From the last page to the first by `before`.
fn walk_back(api: &mut Client, path: &str, asked: &str, limit: usize, walked: &Walked) {
    let limited = format!("limit={limit}");
    let Some(Some(last)) = walked.cursors.last() else {
        return;
    };
    let page = get(api, path, &[asked, &limited, &format!("after={last}")]);
    let mut items: Vec<Value> = page["items"].as_array().unwrap().clone();
    let mut before = page["previous"].as_str().map(str::to_owned);
    assert!(before.is_some(), "{path}?{asked}: no way back");
    while let Some(at) = before {
        let page = get(api, path, &[asked, &limited, &format!("before={at}")]);
        items.splice(0..0, page["items"].as_array().unwrap().iter().cloned());
        assert!(page["next"].is_string(), "{path}?{asked}: no way on");
        before = page["previous"].as_str().map(str::to_owned);
    }
    assert_eq!(items, walked.items, "{path}?{asked} backwards");
}

/// Addresses of a list that this person is let into, with what has to be asked.
fn addresses(who: &mut Who, records: &Records, route: &Route) -> Vec<(String, String)> {
    let plain = |query: String| vec![(route.path.clone(), query)];
    let all = match (route.path.as_str(), Subject::of(route, records)) {
        ("/api/v1/milestones", _) => records
            .called("projects")
            .map(|held| (route.path.clone(), format!("project={}", held.number)))
            .collect(),
        ("/api/v1/search", _) => plain("q=zq".into()),
        (_, Subject::Record(plural)) => records
            .called(plural)
            .map(|held| (filled(route, &held.number), String::new()))
            .collect(),
        _ => plain(String::new()),
    };
    let mut open = Vec::new();
    for (path, asked) in all {
        if patiently(&mut who.api, &format!("{path}?{asked}")).status == 200 {
            open.push((path, asked));
        }
        if open.len() == 3 {
            break;
        }
    }
    open
}

fn refused(api: &mut Client, path: &str, asked: &str, query: &str, name: &str) {
    let asked = match asked {
        "" => String::new(),
        asked => format!("{asked}&"),
    };
    let address = format!("{path}?{asked}{query}");
    let answer = patiently(api, &address);
    assert_eq!(answer.status, 422, "{address}: {}", answer.text());
    let errors = answer.json()["errors"].clone();
    let told = errors
        .as_array()
        .unwrap()
        .iter()
        .any(|error| error["field"] == name);
    assert!(told, "{address}: {errors}");
}

#[test]
fn every_list_of_the_api_is_complete_page_by_page() {
    let seen = complete_for(&["superadmin"]);
    let paged = seen.values().filter(|rows| **rows > 2).count();
    assert!(paged > 22, "{paged} lists have more than a page: {seen:?}");
}

#[test]
fn every_list_of_the_api_is_complete_for_who_only_looks() {
    complete_for(&["auditor"]);
}

#[test]
fn every_list_of_the_api_is_complete_for_who_leads_a_department() {
    complete_for(&["department-manager"]);
}

#[test]
fn every_list_of_the_api_is_complete_for_who_sells() {
    complete_for(&["sales-closer"]);
}

#[test]
fn every_list_of_the_api_is_complete_for_who_works_on_tasks() {
    complete_for(&["team-member"]);
}

#[test]
fn every_list_of_the_api_is_complete_for_a_clients_people() {
    complete_for(&["client"]);
}

/// Whose list of leads lends the others a cursor.
const LENDER: &str = "sales-closer";

/// How many rows each list has at most.
fn complete_for(roles: &[&str]) -> BTreeMap<String, usize> {
    let mut crowd = Crowd::of(|role| roles.contains(&role) || role == LENDER);
    let mut routes = features::routes();
    routes.retain(|route| route.face == Face::Api && route.gives == Gives::List && !route.writes());
    // What would be promised now is another answer with each moment; `stories::promises` asks for a moment.
    routes.retain(|route| !route.path.ends_with("/sla-preview"));
    assert!(routes.len() > 30, "{}", routes.len());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let foreign = {
        let mut all = crowd.who.iter_mut();
        let lender = all.find(|who| who.role == LENDER).unwrap();
        let page = get(
            &mut lender.api,
            "/api/v1/leads",
            &["limit=1", "sort=score-up"],
        );
        page["next"].as_str().unwrap().to_owned()
    };
    crowd.who.retain(|who| roles.contains(&who.role.as_str()));
    for who in &mut crowd.who {
        for route in &routes {
            for (path, asked) in addresses(who, &crowd.records, route) {
                let api = &mut who.api;
                let (small, whole, parts) = both_ways(api, &path, &asked);
                assert_eq!(
                    parts.items.len(),
                    whole.items.len(),
                    "{} {path}?{asked}",
                    who.role
                );
                assert!(
                    parts.items == whole.items,
                    "{} {path}?{asked}: another order",
                    who.role
                );
                let single: BTreeSet<String> = whole.items.iter().map(Value::to_string).collect();
                assert_eq!(
                    single.len(),
                    whole.items.len(),
                    "{} {path}: something twice",
                    who.role
                );
                let few = whole.items.len() < 60;
                if !is_journal(&path) && few {
                    walk_back(api, &path, &asked, small, &parts);
                }
                let count = seen.entry(route.path.clone()).or_default();
                *count = (*count).max(whole.items.len());
                for (query, name) in [
                    ("after=garbage", "after"),
                    ("before=garbage", "before"),
                    ("limit=0", "limit"),
                    ("nonsense=1", "nonsense"),
                ] {
                    refused(api, &path, &asked, query, name);
                }
                refused(api, &path, &asked, &format!("after={foreign}"), "after");
            }
        }
        has_all_it_should(who, &crowd.house.visit(), &crowd.records);
    }
    seen
}

fn has_all_it_should(who: &mut Who, house: &Visit, records: &Records) {
    let visit = Visit::new(
        house.store().clone(),
        who.actor.clone(),
        Origin::server(),
        Moment::now(),
        TimeZone::UTC,
    );
    for plural in whole_lists() {
        let path = format!("/api/v1/{plural}");
        if patiently(&mut who.api, &path).status != 200 {
            continue;
        }
        let mut got: BTreeSet<String> = BTreeSet::new();
        let more = ASKED.iter().filter(|(of, _)| *of == plural);
        for asked in std::iter::once("").chain(more.map(|(_, asked)| *asked)) {
            for item in walk(&mut who.api, &path, asked, 200).items {
                let id = item["id"].as_str();
                got.insert(id.unwrap_or_else(|| panic!("{path}: {item}")).to_owned());
            }
        }
        let sees = |of| visit.title_of(of).unwrap().is_some();
        // One that a later one stands for is in no list.
        let stands = |of: Ref| match of.kind == Notification::KIND.code {
            true => !visit.find::<Notification>(Id::new(of.id)).unwrap().unlisted,
            false => true,
        };
        let want: BTreeSet<String> = records
            .called(plural)
            .filter(|record| sees(record.of) && is_listed(who, records, record))
            .filter(|record| stands(record.of))
            .map(|record| record.number.clone())
            .collect();
        // What the house made meanwhile isn't known here.
        let known: BTreeSet<&str> = records.called(plural).map(|r| r.number.as_str()).collect();
        got.retain(|number| known.contains(number.as_str()));
        assert_eq!(got, want, "{} {path}", who.role);
    }
}

/// Whether it lies where the person's lists are read from, by itself or with what was shared with them.
fn is_listed(who: &Who, records: &Records, record: &Stored) -> bool {
    let shared = |of| {
        records
            .shared_with(who.actor.person)
            .any(|held| held.of == of)
    };
    let mut above = Some(record);
    while let Some(held) = above {
        if shared(held.of) {
            return true;
        }
        above = records.whole(held);
    }
    record.whole.is_none() || policy::may(&who.actor, &record.view, &record.places)
}
