//! Pages that are old: whatever says which version of a record it was filled in over is refused once that has moved on,
//! and changes nothing.

use atrium::{
    features,
    web::route::{Face, Route},
};
use serde_json::{Map, Value, json};

use super::{
    crowd::Crowd,
    records::{Subject, filled, own},
    writing::plausible_body,
};

/// What is sent beside the version: an edit keeps what is not sent, a deed wants its fields.
fn body(route: &Route) -> Map<String, Value> {
    if route.method == "PATCH" {
        return Map::new();
    }
    let mut body = plausible_body(&route.fields);
    // These take no plausible word: a playbook that is there, a day with its name, a question with its answers; `own` would
    // want a week, and a payment stands instead of what a line pays.
    for name in [
        "playbook",
        "holidays",
        "own",
        "week",
        "questions",
        "payment",
    ] {
        body.remove(name);
    }
    for (name, time) in [("opens", "09:00"), ("closes", "17:00")] {
        if let Some(held) = body.get_mut(name) {
            *held = json!(time);
        }
    }
    body
}

/// Deeds that make something: the version among their fields is of nothing yet.
fn makes(route: &Route) -> bool {
    let path = route.path.as_str();
    route.method == "POST"
        && (!path.contains('{')
            || ["/teams", "/versions"]
                .iter()
                .any(|end| path.ends_with(end)))
}

#[test]
fn no_page_that_is_old_writes_over_what_is_new() {
    let mut crowd = Crowd::of(|role| role == "superadmin");
    let house = &crowd.house;
    let ines = &mut crowd.who[0].api;
    let own = own(ines);
    let (mut tried, mut wrong) = (0, Vec::new());
    for route in features::routes() {
        let asks = route.fields.iter().any(|field| field.name == "version");
        // A preview says what would be, over whatever is there.
        let looks = route.path.ends_with("/preview");
        // What a plausible body can't name: `stories::playbooks` sends an old version of them.
        let named = ["/sheet", "/steps/{step}"]
            .iter()
            .any(|end| route.path.ends_with(end));
        if named {
            continue;
        }
        if route.face != Face::Api || !asks || makes(&route) || looks {
            continue;
        }
        let mine = own.get(route.path.as_str()).map(String::as_str);
        let of = match (mine, Subject::of(&route, &crowd.records)) {
            (Some(number), _) => number,
            (_, Subject::Record(plural)) => &crowd.records.called(plural).last().unwrap().number,
            // There is none of it in the house.
            (_, Subject::Words(["nothing"])) => continue,
            (_, Subject::Words(words)) => words[0],
            (_, Subject::Nothing | Subject::Entry) => "",
        };
        let path = filled(&route, of);
        let at = path.find(of).map_or(path.len(), |start| start + of.len());
        let record = if of.is_empty() { &path } else { &path[..at] };
        let held = ines.get(record).json()["version"].as_u64();
        let shown = match held {
            Some(version) if version > 0 => version - 1,
            _ => 7,
        };
        let mut body = body(&route);
        body.insert("version".into(), json!(shown));
        // None of the other one's: which there are isn't described.
        body.remove("take");
        // Nor is any reason of the house's list.
        body.remove("why");
        // Where a task goes is said by one of two fields.
        if route.path.ends_with("/milestone") {
            body.remove("project");
        }
        let before = house.last_of("superadmin");
        let text = Value::Object(body).to_string();
        let headers = [("content-type", "application/json")];
        let answer = ines.request(route.method, &path, &headers, text.as_bytes());
        if answer.status != 409 || house.last_of("superadmin") != before {
            wrong.push(format!(
                "{} {path}: {held:?} {} {}",
                route.method,
                answer.status,
                answer.text()
            ));
        }
        tried += 1;
    }
    assert!(wrong.is_empty(), "{tried} tried\n{}", wrong.join("\n"));
    assert!(tried > 30, "{tried}");
}
