//! The API held to its own description: each operation with each field missing, of another kind, too long, at its edges
//! and in odd scripts, by somebody who may do it. What comes back is as described, and a refusal is a problem.

use std::collections::{BTreeMap, BTreeSet};

use atrium::{
    features,
    testing::client::{Client, Response},
    web::{
        form::Described,
        openapi,
        route::{Face, Gives, Route},
    },
};
use serde_json::{Map, Value, json};

use super::{
    crowd::Crowd,
    records::{Records, Subject, filled},
    writing::plausible_body,
};

/// What is put into a field.
fn odd(field: &Described) -> Vec<Value> {
    let over = field.most.map_or(5000, |most| most + 1);
    vec![
        Value::Null,
        json!({ "a": [1] }),
        json!([[], {}]),
        json!(true),
        json!(-1),
        json!(1.0e308),
        json!("NaN"),
        json!("9223372036854775808"),
        json!(""),
        json!("x".repeat(over)),
        json!("\u{0}\u{202e}\u{1f600}e\u{301}\u{feff}"),
        json!("0000-00-00T25:61:61Z"),
    ]
}

fn send(by: &mut Client, route: &Route, path: &str, body: &Map<String, Value>) -> Response {
    let json = [("content-type", "application/json")];
    let text = Value::Object(body.clone()).to_string();
    let body = if route.writes() { text.as_bytes() } else { b"" };
    let headers: &[_] = if route.writes() { &json } else { &[] };
    by.request(route.method, path, headers, body)
}

/// What an answer has that its description doesn't say.
fn untold(described: &Value, route: &Route, answer: &Response) -> Option<String> {
    let operation = &described["paths"][&route.path][route.method.to_lowercase()];
    let told = &operation["responses"][answer.status.to_string()];
    if answer.status >= 500 || !told.is_object() {
        return Some(format!(
            "{} isn't described: {}",
            answer.status,
            answer.text()
        ));
    }
    let kind = answer.header("content-type").unwrap_or_default();
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if answer.status >= 400 {
        let problem = &body;
        let whole = problem["status"] == answer.status
            && ["type", "title", "detail"]
                .iter()
                .all(|name| problem[name].is_string());
        let right = kind == "application/problem+json" && whole;
        return (!right).then(|| format!("{} is no problem: {kind} {problem}", answer.status));
    }
    let as_told = match route.gives {
        Gives::File => answer.header("content-disposition").is_some(),
        Gives::List => {
            let next = body.get("next");
            kind == "application/json"
                && body["items"].is_array()
                && next.is_some_and(|next| next.is_string() || next.is_null())
        }
        Gives::Object => {
            kind == "application/json"
                && body.is_object()
                && (route.writes() || !body["items"].is_array())
        }
    };
    if !as_told {
        return Some(format!("{} is no {:?}: {kind}", answer.status, route.gives));
    }
    let schema = &told["content"]["application/json"]["schema"];
    let names = properties(described, schema)?;
    let sent = body.as_object().into_iter().flat_map(|body| body.keys());
    let more: Vec<_> = sent.filter(|name| !names.contains(*name)).collect();
    (!more.is_empty()).then(|| format!("{more:?} are sent and not described"))
}

/// The names of what an object of this schema may hold; none where it may hold anything.
fn properties(described: &Value, schema: &Value) -> Option<BTreeSet<String>> {
    if let Some(link) = schema["$ref"].as_str() {
        return properties(described, described.pointer(link.trim_start_matches('#'))?);
    }
    let parts = ["allOf", "anyOf"]
        .iter()
        .find_map(|several| schema[several].as_array());
    if let Some(parts) = parts {
        let parts: Option<Vec<_>> = parts
            .iter()
            .map(|part| properties(described, part))
            .collect();
        return Some(parts?.into_iter().flatten().collect());
    }
    match schema.get("additionalProperties") {
        None => Some(schema["properties"].as_object()?.keys().cloned().collect()),
        Some(_) => None,
    }
}

fn path_of(records: &Records, route: &Route) -> String {
    match Subject::of(route, records) {
        Subject::Nothing => route.path.clone(),
        Subject::Words(words) => filled(route, words[0]),
        Subject::Entry => filled(route, "3"),
        // The last of them: not the one who asks, and nothing that all others hang on.
        Subject::Record(plural) => filled(route, &records.called(plural).last().unwrap().number),
    }
}

#[test]
fn the_api_answers_as_it_is_described_whatever_is_sent() {
    let sample = super::sample();
    let mut crowd = Crowd::of(|role| role == "superadmin");
    let mut routes = features::routes();
    routes.retain(|route| route.face == Face::Api);
    let api = &mut crowd.who[0].api;
    let described = api.get("/api/openapi.json").json();
    assert_eq!(described, openapi::of_routes(&routes, &features::schema()));
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut tried = 0;
    let mut check = |route: &Route, what: &str, answer: Response| {
        tried += 1;
        if let Some(fault) = untold(&described, route, &answer) {
            let at = wrong
                .entry(format!("{} {}", route.method, route.path))
                .or_default();
            at.push(format!("{what}: {fault}"));
        }
    };
    for (n, route) in routes
        .iter()
        .enumerate()
        .filter(|(_, r)| r.path != "/api/openapi.json")
    {
        let path = path_of(&crowd.records, route);
        if !route.writes() {
            for query in [
                "",
                "?limit=-1",
                "?limit=0",
                "?limit=99999999999999999999",
                "?limit=1.5&limit=a",
                "?after=nonsense",
                "?after=%00%ff",
                "?after=%F0%9F%99%82&q=%00",
                "?q=%27%22%3C&action=a&person=U-1&project=x&record=x&ticket=x&task=x",
            ] {
                check(route, query, api.get(&format!("{path}{query}")));
            }
            for bad in [
                "0",
                "-1",
                "LD-0",
                "999999",
                "18446744073709551616",
                "%00",
                "%2e%2e%2f",
                "%ff",
                "x%2Fy",
            ] {
                if route.path.contains('{') {
                    check(route, bad, api.get(&filled(route, bad)));
                }
            }
            continue;
        }
        check(route, "nothing", send(api, route, &path, &Map::new()));
        for (at, field) in route
            .fields
            .iter()
            .filter(|f| !f.name.contains(".0."))
            .enumerate()
        {
            let mut body = plausible_body(&route.fields);
            body.remove(&field.name);
            let odd = odd(field);
            for turn in 0..3 * sample.each {
                let value = &odd[(sample.seed + n + at + turn * 5) % odd.len()];
                body.insert(field.name.clone(), value.clone());
                check(
                    route,
                    &format!("{} = {value:.40}", field.name),
                    send(api, route, &path, &body),
                );
            }
        }
    }
    let lines: Vec<String> = wrong
        .iter()
        .map(|(what, where_)| format!("{what} ({}): {:.300}", where_.len(), where_[0]))
        .collect();
    assert!(
        lines.is_empty(),
        "{sample:?}, {tried}\n{}",
        lines.join("\n")
    );
    assert!(tried > 1000, "{tried}");
}
