//! Every answer that says yes, held against what the API's description says of it: all that can be read, by an
//! administrator, an employee and a client, and what deeds answer that are done.

use std::collections::BTreeSet;

use atrium::{
    features,
    web::{
        openapi,
        route::{Face, Gives, Route},
    },
};
use serde_json::Value;

use super::{
    crowd::Crowd,
    records::{Records, Subject, filled},
    writing::plausible_body,
};
use crate::stories::contract::misfits;

/// So many records of a kind are tried.
const EACH: usize = 4;

fn operations() -> Vec<Route> {
    let all = features::routes().into_iter();
    all.filter(|route| route.face == Face::Api && route.gives != Gives::File)
        .filter(|route| route.path.starts_with("/api/v1/"))
        .collect()
}

fn key(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

fn is_described(route: &Route) -> bool {
    route.record.is_some() || route.told.is_some()
}

/// Addresses of an operation, with what has to be asked.
fn addresses(route: &Route, records: &Records) -> Vec<String> {
    let asked = match route.path.as_str() {
        "/api/v1/milestones" if route.method == "GET" => {
            let all = records.called("projects").take(EACH);
            return all
                .map(|held| format!("{}?project={}", route.path, held.number))
                .collect();
        }
        "/api/v1/roles/compare" => "?a=team-member&b=team-lead",
        "/api/v1/permissions" => "?person=U-2&action=leads.view",
        "/api/v1/search" => "?q=we",
        _ => "",
    };
    match Subject::of(route, records) {
        Subject::Record(plural) => {
            let all: Vec<_> = records.called(plural).collect();
            let step = all.len().div_ceil(EACH).max(1);
            let some = all.iter().rev().step_by(step);
            some.map(|held| filled(route, &held.number)).collect()
        }
        Subject::Words(words) => words.iter().map(|word| filled(route, word)).collect(),
        Subject::Nothing | Subject::Entry => vec![format!("{}{asked}", route.path)],
    }
}

fn said<'d>(all: &'d Value, route: &Route, status: u16) -> &'d Value {
    let operation = &all["paths"][&route.path][route.method.to_lowercase()];
    &operation["responses"][status.to_string()]["content"]["application/json"]["schema"]
}

#[test]
fn every_operation_says_what_it_answers() {
    let open: Vec<String> = operations()
        .iter()
        .filter(|route| !is_described(route))
        .map(key)
        .collect();
    assert!(open.is_empty(), "not described: {open:#?}");
}

#[test]
fn every_answer_is_as_it_is_described() {
    let mut crowd = Crowd::of(|role| ["superadmin", "team-member", "client"].contains(&role));
    let all = openapi::of_routes(&features::routes(), &features::schema());
    let (mut wrong, mut held) = (Vec::new(), BTreeSet::new());
    let routes = operations();
    for who in &mut crowd.who {
        for route in routes.iter().filter(|route| route.method == "GET") {
            for path in addresses(route, &crowd.records) {
                let answer = who.api.get(&path);
                if answer.status != 200 {
                    continue;
                }
                misfits(
                    &all,
                    said(&all, route, 200),
                    &answer.json(),
                    &path,
                    &mut wrong,
                );
                held.insert(key(route));
            }
        }
    }
    // What ends the crawl's own way in, or takes long, is left to stories.
    let own = [
        "/me/",
        "/sessions/",
        "/snapshots",
        "/journal/verify",
        "/views/",
    ];
    let boss = &mut crowd.who.iter_mut().find(|who| who.role == "superadmin");
    let boss = boss.as_mut().unwrap();
    for route in routes
        .iter()
        .filter(|route| route.writes() && !own.iter().any(|part| route.path.contains(part)))
    {
        let body = Value::Object(plausible_body(&route.fields)).to_string();
        for path in addresses(route, &crowd.records) {
            let json = [("content-type", "application/json")];
            let answer = boss
                .api
                .request(route.method, &path, &json, body.as_bytes());
            if !matches!(answer.status, 200 | 201) {
                continue;
            }
            let schema = said(&all, route, answer.status);
            misfits(&all, schema, &answer.json(), &path, &mut wrong);
            held.insert(key(route));
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong.truncate(60);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(held.len() > 130, "{}: {held:#?}", held.len());
}
