//! One way to change by API: PATCH reads what GET of the same address writes. Every such address is tried with the records
//! of a year: sent back whole, field by field, with nothing in a field, and with fields that nobody knows.

use std::collections::BTreeMap;

use atrium::{
    base::Id,
    data::{Change, Record},
    features::{
        self,
        approvals::{self, Approval},
        people,
        quotes::{self, Quote},
    },
    testing::client::{Client, Response},
    web::{
        form::Described,
        route::{Face, Route},
    },
};
use serde_json::{Map, Value, json};

use super::{
    crowd::Crowd,
    records::{Records, Subject, filled, own},
    writing::plausible_body,
};

/// What can be sent and is never told.
const WRITTEN_ONLY: [(&str, &str); 5] = [
    ("/api/v1/gateways/{purpose}", "secret"),
    ("/api/v1/settings/mail", "password"),
    ("/api/v1/settings/mail/inbound", "password"),
    ("/api/v1/brand", "no_logo"),
    ("/api/v1/time-entries/{id}", "reason"),
];
/// Decides how everything after it is sent, or whether it is done at once.
const LEFT_OUT: [&str; 2] = ["demand_versions", "second_person"];
/// What waits for a yes where the house says so, counts only beside another choice, or is kept as it is read and not as it is
/// typed (the house's own currency is none of a client's): `stories::approval_kinds`, `stories::promises`, `stories::bank` and
/// `stories::money_rules` change them.
const WAITS: [(&str, &str); 8] = [
    ("/api/v1/bank-accounts/{id}", "number"),
    ("/api/v1/projects/{id}", "budget_minutes"),
    ("/api/v1/projects/{id}", "value"),
    ("/api/v1/projects/{id}", "budget_money"),
    ("/api/v1/projects/{id}", "promised"),
    ("/api/v1/projects/{id}", "scope"),
    ("/api/v1/clients/{id}/agree", "currency"),
    ("/api/v1/slas/{id}", "calendar"),
];
/// So many records of a kind are tried.
const EACH: usize = 8;

fn edits() -> Vec<Route> {
    let all = features::routes().into_iter();
    all.filter(|route| route.face == Face::Api && route.method == "PATCH")
        .collect()
}

/// The names at the top of a form: those of rows are their list's.
fn names(fields: &[Described]) -> Vec<String> {
    let mut names: Vec<String> = fields
        .iter()
        .map(|field| field.name.split('.').next().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The fields that a PATCH of that route changes.
fn changeable(route: &Route) -> Vec<String> {
    let written = |name: &String| {
        WRITTEN_ONLY
            .iter()
            .any(|(path, held)| *path == route.path && held == name)
    };
    let names = names(&route.fields).into_iter();
    names
        .filter(|name| name != "version" && !LEFT_OUT.contains(&name.as_str()) && !written(name))
        .collect()
}

/// The addresses of a route, of records from the whole of a year: the newest are often over.
fn addresses(route: &Route, records: &Records, each: usize) -> Vec<String> {
    match Subject::of(route, records) {
        Subject::Record(plural) => {
            let all: Vec<_> = records.called(plural).collect();
            let each = all.iter().rev().step_by(all.len().div_ceil(each).max(1));
            each.map(|held| filled(route, &held.number)).collect()
        }
        Subject::Words(words) => words.iter().map(|word| filled(route, word)).collect(),
        Subject::Nothing | Subject::Entry => vec![route.path.clone()],
    }
}

/// The same for whoever made what only its maker may change.
fn tried(
    route: &Route,
    records: &Records,
    own: &BTreeMap<&str, String>,
    each: usize,
) -> Vec<String> {
    match own.get(route.path.as_str()) {
        Some(number) => vec![filled(route, number)],
        None => addresses(route, records, each),
    }
}

/// A quote and an approval that can be changed: a year's are over.
fn still_open(crowd: &Crowd) -> Vec<String> {
    let make = |change: &mut Change<'_, '_>| {
        let mut quote = change.all::<Quote>()?.pop().unwrap();
        (quote.id, quote.status) = (Id::default(), quotes::Status::Draft);
        // One thing waits for one decision of a kind.
        let mut approvals = change.all::<Approval>()?;
        let of = |held: &Approval| (held.kind.clone(), held.ticket, held.subject);
        let waits: Vec<_> = approvals
            .iter()
            .filter(|held| held.is_waiting())
            .map(of)
            .collect();
        approvals.retain(|held| !waits.contains(&of(held)));
        let mut approval = approvals.pop().unwrap();
        (approval.id, approval.status) = (Id::default(), approvals::Status::Waiting);
        let (quote, approval) = (change.insert(quote)?, change.insert(approval)?);
        Ok(vec![quote.number(), approval.number()])
    };
    crowd.house.visit().act(people::ADMINISTER, make).unwrap()
}

fn patch(api: &mut Client, path: &str, body: &Value) -> Response {
    let json = [("content-type", "application/json")];
    api.request("PATCH", path, &json, body.to_string().as_bytes())
}

fn beside(answer: &Response, field: &str) -> Option<String> {
    let body = answer.json();
    let errors = body["errors"].as_array()?.iter();
    let mut of_field = errors.filter(|error| {
        let held = error["field"].as_str().unwrap_or_default();
        held == field || held.starts_with(&format!("{field}."))
    });
    of_field.next()?["message"].as_str().map(str::to_owned)
}

#[test]
fn every_field_has_one_name() {
    let routes = features::routes();
    for route in edits() {
        let twin = routes
            .iter()
            .find(|other| other.method == "GET" && other.path == route.path);
        assert!(twin.is_some(), "{} has no GET", route.path);
        assert!(
            route.fields.iter().any(|field| field.name == "version"),
            "{} takes no version",
            route.path
        );
        let Some(entity) = route.record else {
            continue;
        };
        let mut editable: Vec<&str> = entity
            .fields
            .iter()
            .filter(|field| !field.at_first)
            .filter_map(|field| field.form())
            .collect();
        editable.sort_unstable();
        assert_eq!(changeable(&route), editable, "{}", route.path);
    }
}

#[test]
fn what_was_read_goes_back_whole_and_changes_nothing() {
    let mut crowd = Crowd::of(|role| role == "superadmin");
    let open = still_open(&crowd);
    let house = &crowd.house;
    let ines = &mut crowd.who[0].api;
    let own = own(ines);
    let mut wrong = Vec::new();
    for route in edits() {
        let (mut well, mut refused) = (0, String::new());
        let mut paths = tried(&route, &crowd.records, &own, EACH);
        paths.extend(tried(&route, &crowd.records, &own, usize::MAX));
        let of = route.record.map(|entity| entity.one);
        let open = open.iter().zip(["Quote", "Approval"]);
        let open = open.filter(|(_, kind)| of == Some(*kind));
        paths.extend(open.map(|(number, _)| filled(&route, number)));
        for path in paths {
            if well >= EACH {
                break;
            }
            // What is kept as it is shipped is stored when it is saved first.
            if !route.path.contains("{id}") {
                let body = ines.get(&path).json();
                patch(ines, &path, &body);
            }
            let told = ines.get(&path);
            if told.status != 200 {
                wrong.push(format!("GET {path}: {}", told.status));
                continue;
            }
            let (told, before) = (told.json(), house.last_of("superadmin"));
            for name in changeable(&route) {
                if told.get(&name).is_none() {
                    wrong.push(format!("{path} takes {name} and doesn't tell it"));
                }
            }
            let answer = patch(ines, &path, &told);
            match answer.status {
                200 if house.last_of("superadmin") == before && answer.json() == told => well += 1,
                // Its state says no: it is sent, decided, over, or a timer.
                409 if house.last_of("superadmin") == before => refused = answer.text(),
                _ => wrong.push(format!(
                    "{path}: {} {}, {} entries",
                    answer.status,
                    answer.text(),
                    house.last_of("superadmin") - before
                )),
            }
        }
        if well == 0 {
            wrong.push(format!("{}: none goes back: {refused}", route.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Something else for a field: what another record has, another of its words, or nearly the same.
fn other(is: &Value, elsewhere: &[Value], field: Option<&Described>) -> Option<Value> {
    let words = field.map_or(&[][..], |field| field.choices.as_slice());
    let found = elsewhere
        .iter()
        .find(|value| *value != is && !value.is_null());
    if let Some(value) = found {
        return Some(value.clone());
    }
    if let Some(word) = words.iter().find(|word| is != **word && !is.is_array()) {
        return Some(json!(word));
    }
    match is {
        Value::Bool(held) => Some(json!(!held)),
        Value::Number(held) => Some(json!(held.as_i64()? + 1)),
        Value::String(held) if words.is_empty() => Some(json!(format!("{held} too").trim())),
        _ => None,
    }
}

#[test]
fn each_field_changes_to_what_was_sent() {
    let mut crowd = Crowd::of(|role| role == "superadmin");
    let ines = &mut crowd.who[0].api;
    let own = own(ines);
    let (mut changed, mut wrong) = (0, Vec::new());
    for route in edits() {
        let paths = tried(&route, &crowd.records, &own, EACH);
        let all: Vec<Value> = paths.iter().map(|path| ines.get(path).json()).collect();
        let waits = |name: &String| WAITS.contains(&(route.path.as_str(), name.as_str()));
        for name in changeable(&route).into_iter().filter(|name| !waits(name)) {
            let elsewhere: Vec<Value> = all.iter().map(|held| held[&name].clone()).collect();
            let field = route.fields.iter().find(|field| field.name == name);
            for path in &paths {
                let is = ines.get(path).json()[&name].clone();
                let Some(wanted) = other(&is, &elsewhere, field) else {
                    continue;
                };
                let sent = json!({ (name.as_str()): wanted });
                let answer = patch(ines, path, &sent);
                if answer.status >= 500 {
                    wrong.push(format!("{path} {sent}: {}", answer.text()));
                }
                if answer.status != 200 {
                    continue;
                }
                changed += 1;
                let shown = ines.get(path).json()[&name].clone();
                if !is_as_sent(&wanted, &shown) {
                    wrong.push(format!("{path} {sent} became {shown}"));
                }
                let back = patch(ines, path, &json!({ (name.as_str()): is }));
                if back.status >= 500 {
                    wrong.push(format!("{path} {name} back: {}", back.text()));
                }
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(changed > 60, "{changed} fields were changed");
}

/// Rows may tell more than was sent of them; nothing that was sent is told otherwise.
fn is_as_sent(sent: &Value, shown: &Value) -> bool {
    match (sent, shown) {
        (Value::Array(sent), Value::Array(shown)) => {
            sent.len() == shown.len() && sent.iter().zip(shown).all(|(s, h)| is_as_sent(s, h))
        }
        (Value::Object(sent), Value::Object(shown)) => sent
            .iter()
            .all(|(key, value)| shown.get(key).is_some_and(|held| is_as_sent(value, held))),
        _ => sent == shown,
    }
}

#[test]
fn nothing_empties_a_field_or_is_refused_beside_it() {
    let mut crowd = Crowd::of(|role| role == "superadmin");
    let house = &crowd.house;
    let ines = &mut crowd.who[0].api;
    let own = own(ines);
    let (mut emptied, mut wrong) = (0, Vec::new());
    for route in edits() {
        for path in tried(&route, &crowd.records, &own, EACH)
            .into_iter()
            .take(2)
        {
            for name in changeable(&route) {
                let (is, before) = (
                    ines.get(&path).json()[&name].clone(),
                    house.last_of("superadmin"),
                );
                let answer = patch(ines, &path, &json!({ (name.as_str()): null }));
                match answer.status {
                    200 => {
                        let shown = ines.get(&path).json()[&name].clone();
                        let empty = [json!(null), json!(""), json!(0), json!([])];
                        if !empty.contains(&shown) {
                            wrong.push(format!("{path} {name}: null left {shown}"));
                        }
                        emptied += 1;
                        patch(ines, &path, &json!({ (name.as_str()): is }));
                    }
                    422 if house.last_of("superadmin") == before => {
                        // A rule over several may stand beside another of them.
                        let body = answer.json();
                        let of = body["errors"][0]["field"].as_str();
                        if !of.is_some_and(|of| {
                            names(&route.fields).iter().any(|n| of.starts_with(n))
                        }) {
                            wrong.push(format!("{path} {name}: {}", answer.text()));
                        }
                    }
                    403 | 409 if house.last_of("superadmin") == before => {}
                    _ => wrong.push(format!("{path} {name}: {}", answer.text())),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(emptied > 20, "{emptied} fields were emptied");
}

#[test]
fn what_nobody_reads_is_refused_beside_its_name() {
    let mut crowd = Crowd::of(|role| role == "superadmin");
    let house = &crowd.house;
    let ines = &mut crowd.who[0].api;
    let own = own(ines);
    let mut wrong = Vec::new();
    for route in edits() {
        let Some(path) = tried(&route, &crowd.records, &own, EACH).pop() else {
            continue;
        };
        let before = house.last_of("superadmin");
        let meant = changeable(&route).into_iter().find(|name| name.len() > 3);
        let Some(meant) = meant else { continue };
        let slip = format!("{meant}x");
        let answer = patch(
            ines,
            &path,
            &json!({ (slip.as_str()): "x", "qwertzuiop": 1 }),
        );
        let said = beside(&answer, &slip).unwrap_or_default();
        let unknown = beside(&answer, "qwertzuiop").is_some();
        // Also what is told and can't be changed.
        let told = patch(ines, &path, &json!({ "id": "X-1", "created_at": 5 }));
        let refused = told.status == 422 && beside(&told, "created_at").is_some();
        if answer.status != 422
            || !said.contains(&format!("`{meant}`"))
            || !unknown
            || !refused
            || house.last_of("superadmin") != before
        {
            wrong.push(format!("{path}: {} {}", answer.text(), told.text()));
        }
    }
    let makes = features::routes().into_iter().filter(|route| {
        route.face == Face::Api && route.method == "POST" && !route.path.contains('{')
    });
    for route in makes {
        let mut body: Map<String, Value> = plausible_body(&route.fields);
        body.insert("qwertzuiop".into(), json!("x"));
        let before = house.last_of("superadmin");
        let json = [("content-type", "application/json")];
        let text = Value::Object(body).to_string();
        let answer = ines.request("POST", &route.path, &json, text.as_bytes());
        let named = answer.status != 422 || beside(&answer, "qwertzuiop").is_some();
        if answer.status < 400
            || answer.status >= 500
            || !named
            || house.last_of("superadmin") != before
        {
            wrong.push(format!(
                "{}: {} {}",
                route.path,
                answer.status,
                answer.text()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whoever_may_not_learns_nothing_of_the_fields() {
    let mut crowd = Crowd::gathered();
    let (mut refused, mut wrong) = (0, Vec::new());
    for route in edits() {
        let Some(path) = addresses(&route, &crowd.records, EACH).pop() else {
            continue;
        };
        for who in &mut crowd.who {
            let plain = patch(&mut who.api, &path, &json!({ "version": 1 })).status;
            if ![403, 404].contains(&plain) {
                continue;
            }
            let answer = patch(
                &mut who.api,
                &path,
                &json!({ "qwertzuiop": 1, "title": [] }),
            );
            if answer.status != plain || !answer.json()["errors"].is_null() {
                wrong.push(format!("{} {path}: {}", who.role, answer.text()));
            }
            refused += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(refused > 100, "{refused}");
}
