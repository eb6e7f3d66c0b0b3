//! Every address that changes something, tried by everybody who may not, with nothing, something plausible and something
//! hostile in the form: whoever may not is told so before the form is looked at, and nothing of anybody's is changed.

use std::{collections::BTreeMap, sync::OnceLock};

use atrium::{
    base::{Day, Moment},
    features,
    testing::client::{Response, encode_form},
    web::{
        form::Described,
        route::{Face, Route},
    },
};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::{
    crowd::{Crowd, Part, Who},
    marks::told_of,
    records::{Records, Stored, Subject, filled},
    rule::{Due, Sample},
};

/// Fields that many forms have, aimed at others' things, and what has broken other houses.
const HOSTILE: [(&str, &str); 14] = [
    ("id", "1"),
    ("user", "U-1"),
    ("owner", "U-1"),
    ("to", "U-1"),
    ("assignee", "U-1"),
    ("client", "CL-101"),
    ("roles", "R-1"),
    ("tier", "admin"),
    ("superadmin", "true"),
    (
        "title",
        "\u{202e}<script>alert(1)</script>{{7*7}}' OR 1=1 --",
    ),
    ("reason", "%00\r\nSet-Cookie: a=b"),
    ("version", "18446744073709551616"),
    ("amount", "-1e309"),
    ("__proto__", "x"),
];

/// A Monday some weeks ahead, the same for all that is tried.
fn ahead() -> Day {
    static AHEAD: OnceLock<Day> = OnceLock::new();
    *AHEAD.get_or_init(|| {
        let month = Moment::now().day(&TimeZone::UTC) + 35;
        // Day 4 was a Monday.
        month + (4 - month.0).rem_euclid(7)
    })
}

fn plausible(field: &Described) -> Value {
    let first = || field.choices.first().copied();
    match field.kind {
        "boolean" => json!(true),
        "integer" => json!(1),
        "list" => json!([first().unwrap_or("1")]),
        "date" => json!(ahead().iso()),
        "date-time" => json!(format!("{}T09:00:00Z", ahead().iso())),
        "email" => json!("somebody@example.com"),
        "money" | "decimal" | "discount" | "duration" => json!("1"),
        "clock" => json!("09:00"),
        "id" => json!("1"),
        _ => json!(first().unwrap_or("Something")),
    }
}

/// Something in each field.
pub fn plausible_body(fields: &[Described]) -> Map<String, Value> {
    let flat = fields.iter().filter(|field| !field.name.contains(".0."));
    flat.map(|field| (field.name.clone(), plausible(field)))
        .collect()
}

/// What the operation of the same deed reads: a page's form has the same fields.
fn fields_of<'r>(routes: &'r [Route], route: &Route) -> &'r [Described] {
    let path = route.path.strip_prefix("/api/v1").unwrap_or(&route.path);
    let twin = format!("/api/v1{path}");
    let found = routes.iter().find(|other| {
        other.path == twin && (other.method == route.method || route.face != Face::Api)
    });
    found.map_or(&[], |other| other.fields.as_slice())
}

fn body(routes: &[Route], route: &Route, turn: usize) -> Map<String, Value> {
    match turn % 3 {
        0 => Map::new(),
        1 => plausible_body(fields_of(routes, route)),
        _ => HOSTILE
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect(),
    }
}

fn send(who: &mut Who, route: &Route, path: &str, body: &Map<String, Value>) -> Response {
    if route.face == Face::Api {
        let text = Value::Object(body.clone()).to_string();
        let json = [("content-type", "application/json")];
        return who.api.request(route.method, path, &json, text.as_bytes());
    }
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let pairs: Vec<(String, String)> = body.iter().map(|(n, v)| (n.clone(), text(v))).collect();
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    who.page
        .request(route.method, path, &form, encode_form(&pairs).as_bytes())
}

/// Whether it may be tried: only what must be refused.
fn refused<'r>(
    who: &Who,
    records: &'r Records,
    route: &Route,
    sample: Sample,
) -> Vec<(String, Due, Option<&'r Stored>)> {
    let whole = who.rights.due(records, route, None);
    let plural = match Subject::of(route, records) {
        Subject::Record(plural) if whole == Due::In => plural,
        Subject::Record(plural) => {
            let any = records.called(plural).next().unwrap();
            return vec![(filled(route, &any.number), whole, None)];
        }
        _ if whole == Due::In => return Vec::new(),
        _ => return vec![(filled(route, "1"), whole, None)],
    };
    let mut tried = Vec::new();
    for record in who.rights.chosen(records, plural, sample) {
        let due = who.rights.due(records, route, Some(record));
        if matches!(due, Due::Missing | Due::Forbidden | Due::InOtherHands) {
            tried.push((filled(route, &record.number), due, Some(record)));
        }
    }
    tried
}

#[test]
fn sales_and_support_change_only_what_is_theirs_on_pages() {
    nothing_of_others_is_changed(Part::SalesAndSupport, Doors::Pages);
}

#[test]
fn sales_and_support_change_only_what_is_theirs_through_the_api() {
    nothing_of_others_is_changed(Part::SalesAndSupport, Doors::Api);
}

#[test]
fn production_changes_only_what_is_its_own_on_pages() {
    nothing_of_others_is_changed(Part::Production, Doors::Pages);
}

#[test]
fn production_changes_only_what_is_its_own_through_the_api() {
    nothing_of_others_is_changed(Part::Production, Doors::Api);
}

#[test]
fn the_office_changes_only_what_is_its_own_on_pages() {
    nothing_of_others_is_changed(Part::Office, Doors::Pages);
}

#[test]
fn the_office_changes_only_what_is_its_own_through_the_api() {
    nothing_of_others_is_changed(Part::Office, Doors::Api);
}

#[test]
fn everybody_else_changes_only_what_is_theirs_on_pages() {
    nothing_of_others_is_changed(Part::EverybodyElse, Doors::Pages);
}

#[test]
fn everybody_else_changes_only_what_is_theirs_through_the_api() {
    nothing_of_others_is_changed(Part::EverybodyElse, Doors::Api);
}

/// Tried apart, so that no test takes long.
#[derive(Clone, Copy, PartialEq)]
enum Doors {
    Pages,
    Api,
}

impl Doors {
    fn hold(self, route: &Route) -> bool {
        (route.face == Face::Api) == (self == Doors::Api)
    }
}

fn nothing_of_others_is_changed(part: Part, doors: Doors) {
    let sample = super::sample();
    let mut crowd = Crowd::of(|role| part.holds(role));
    let routes = features::routes();
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut tried = 0;
    let mut newest = crowd.house.newest_deed();
    for who in &mut crowd.who {
        for (n, route) in routes
            .iter()
            .enumerate()
            .filter(|(_, route)| route.writes() && doors.hold(route))
        {
            for (path, due, about) in refused(who, &crowd.records, route, sample.at(n)) {
                tried += 1;
                let turn = sample.seed + n + tried;
                let answer = send(who, route, &path, &body(&routes, route, turn));
                let mut faults = Vec::new();
                let fits = match due {
                    Due::Missing => answer.status == 404,
                    // The verb asks for it, after the form was read and the version held against it.
                    Due::InOtherHands => matches!(answer.status, 403 | 409 | 422),
                    _ => answer.status == 403,
                };
                if !fits {
                    faults.push(format!("{} instead of {due:?} ({turn})", answer.status));
                }
                let (named, read) = told_of(&answer.text());
                let hidden = about
                    .filter(|_| due == Due::Missing)
                    .map(|record| record.of);
                if named.iter().chain(&read).any(|of| Some(*of) == hidden) {
                    faults.push("tells of it".to_owned());
                }
                if crowd.house.newest_deed() != newest {
                    let visit = crowd.house.visit();
                    let since = visit.journal(&features::history::VIEW, None, 20).unwrap();
                    let mut since = since.iter().filter(|told| told.entry.seq > newest);
                    if let Some(told) = since.find(|told| told.entry.person != 0) {
                        faults.push(format!("did {}", told.entry.action));
                    }
                    newest = crowd.house.newest_deed();
                }
                for fault in faults {
                    let kind: String = fault.split('(').next().unwrap_or_default().into();
                    let at = wrong
                        .entry(format!("{} {} {kind}", route.method, route.path))
                        .or_default();
                    at.push(format!("{} {path}: {fault}", who.role));
                }
            }
        }
    }
    let lines: Vec<String> = wrong
        .iter()
        .map(|(what, where_)| format!("{what} ({}): {}", where_.len(), where_[0]))
        .collect();
    assert!(
        lines.is_empty(),
        "{sample:?}, {tried}\n{}",
        lines.join("\n")
    );
    assert!(tried > 50 * crowd.who.len(), "{tried}");
}
