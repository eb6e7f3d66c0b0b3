//! Every address that shows something, asked by everybody for records near and far: who may come in is let in, who may
//! not is told why, what is invisible isn't there, no answer holds a word of what its reader may not see, and nothing is
//! changed by looking.

use std::collections::BTreeMap;

use atrium::{
    access::{Action, Tier, policy},
    base::Moment,
    data::{Origin, Visit},
    features,
    testing::client::Response,
    web::route::{Demand, Face, Gives, Route},
};
use jiff::tz::TimeZone;

use super::{
    crowd::{Crowd, Part, Who},
    marks::{told_of, worth_of},
    offers::Offers,
    records::{Records, Stored, Subject, filled},
    rule::{Due, Sample},
};

/// Addresses that show little until they are asked for something: what is asked, and of which record.
const ASKED: [(&str, &str, &str); 15] = [
    ("/api/v1/milestones", "project=", "projects"),
    ("/approvals/new", "ticket=", "tickets"),
    ("/shares/new", "record=", "leads"),
    ("/signature-requests/new", "document=", "documents"),
    ("/api/v1/shares", "record=", "tasks"),
    ("/roles/compare", "a=", "roles"),
    ("/api/v1/roles/compare", "b=team-lead&a=", "roles"),
    ("/api/v1/permissions", "action=leads.view&person=", "users"),
    ("/permissions", "action=leads.view&person=", "users"),
    ("/search", "q=zq", ""),
    ("/palette", "q=zq", ""),
    ("/pick", "of=CL+TK+PRJ+T+QT+LD&q=zq", ""),
    ("/api/v1/search", "q=zq", ""),
    ("/journal", "record=LD-1001", ""),
    ("/users", "shelf=clients", ""),
];

/// Answered in words of their own: who stands above is touched by nobody below, whatever a role says of reach, and what a
/// client owes in all, what milestones bill and what the books say is told to nobody who sees only some of the papers.
const BY_STANDING: [&str; 16] = [
    "/accounting",
    "/accounting/journal.csv",
    "/api/v1/accounting/journal.csv",
    "/api/v1/milestones/{id}/price",
    "/milestones/{id}/price",
    "/projects/{id}/billing",
    "/quotes/{id}/items",
    "/api/v1/quotes/{id}/items",
    "/clients/{id}/statement",
    "/clients/{id}/statement/pdf",
    "/api/v1/clients/{id}/agree",
    "/api/v1/clients/{id}/statement",
    "/api/v1/clients/{id}/statement/pdf",
    "/users/{id}/leave",
    "/users/{id}/move",
    "/users/{id}/view-as",
];

fn due(who: &Who, records: &Records, route: &Route, about: Option<&Stored>) -> Due {
    match route.path.as_str() {
        // The house is set up; devices are the staff's.
        "/set-up" => return Due::Missing,
        "/me/devices" | "/me/tokens" if who.tier == Tier::Client => return Due::Missing,
        _ => {}
    }
    who.rights.due(records, route, about)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

fn told(answer: &Response) -> String {
    let mut all = answer.text();
    for (name, value) in &answer.headers {
        all.push_str(&format!("\n{name}: {value}"));
    }
    all
}

/// Whether a refusal says what decided it, and to whom one can turn.
fn explains(
    who: &Who,
    route: &Route,
    action: &Action,
    about: Option<&Stored>,
    answer: &Response,
) -> Option<String> {
    let text = answer.text();
    let places = about.map(|record| record.places.as_slice());
    let why = policy::explain(&who.actor, action, places);
    if route.face == Face::Api {
        let told = answer.json();
        let right = told["detail"] == why.as_str()
            && answer.header("content-type") == Some("application/problem+json");
        return (!right).then(|| format!("the problem doesn't say: {why}"));
    }
    if !text.contains(&escaped(&why)) {
        return Some(format!("the page doesn't say: {why}"));
    }
    let asks = text.contains("action=\"/access/requests\"");
    (!asks && who.tier != Tier::Client).then(|| "no way to ask for access".to_owned())
}

fn faults(
    who: &Who,
    records: &Records,
    route: &Route,
    about: Option<&Stored>,
    answer: &Response,
) -> Vec<String> {
    let mut faults = Vec::new();
    let due = due(who, records, route, about);
    let standing = BY_STANDING.contains(&route.path.as_str());
    let fits = match due {
        // What is typed into a field is told there.
        Due::Missing if answer.path.contains('?') => matches!(answer.status, 404 | 422),
        Due::Missing => answer.status == 404,
        Due::Forbidden => answer.status == 403,
        // What is asked for already leads to where it is.
        Due::InOtherHands if route.path == "/approvals/new" => matches!(answer.status, 303 | 403),
        Due::InOtherHands => answer.status == 403,
        // One explains only what lies in one's reach, and is told so in the field.
        Due::In if route.path.ends_with("/permissions") => matches!(answer.status, 200 | 422),
        // Of these there is none to ask for; a page that Undo leads back to goes on to its list.
        Due::In if answer.path.contains("/nothing") => {
            matches!(answer.status, 200 | 303 | 404 | 409)
        }
        // A page may lead elsewhere, or say that the state of things says no.
        Due::In if MAY_BE_MISSING.contains(&route.path.as_str()) => {
            matches!(answer.status, 200 | 303 | 404)
        }
        // Which playbook is asked in its address: `stories::playbooks` asks.
        Due::In if route.path == "/api/v1/projects/{id}/playbook" => {
            matches!(answer.status, 200 | 409 | 422)
        }
        Due::In => matches!(answer.status, 200 | 303 | 409) || standing && answer.status == 403,
        Due::PartOf => matches!(answer.status, 200 | 303 | 404 | 403),
    };
    if !fits {
        faults.push(format!("{} instead of {due:?}", answer.status));
    }
    if let (Due::Forbidden, 403, Demand::Action(action)) = (&due, answer.status, &route.demand) {
        let about = about.filter(|_| who.rights.may_somewhere(records, action));
        faults.extend(explains(who, route, action, about, answer));
    }
    let hands = |text: &str| text.contains("in other hands") || text.contains("in the hands of");
    if (due, answer.status) == (Due::InOtherHands, 403) && !hands(&answer.text()) {
        faults.push("the page doesn't say in whose hands it is".to_owned());
    }
    let (named, read) = told_of(&told(answer));
    for (all, inner) in [(named, false), (read, true)] {
        for of in all {
            let fine = records.get(of).is_some_and(|record| match inner {
                true => who.rights.reads(records, record),
                false => who.rights.hears(records, record),
            });
            if !fine {
                faults.push(format!(
                    "{} of {} {}",
                    if inner { "tells" } else { "names" },
                    of.kind,
                    of.id
                ));
            }
        }
    }
    faults.extend(tells_worth(who, records, &answer.text()));
    faults
}

/// Who may do any of these to a project reads what it is worth, wherever that stands.
const READ_WORTH: [&str; 3] = [
    "projects.edit",
    "projects.change_scope",
    "projects.see_value",
];

/// Whether a text says what a project is worth to somebody who doesn't read that of it.
fn tells_worth(who: &Who, records: &Records, text: &str) -> Option<String> {
    let reads = |project: &Stored| {
        let may = |key| who.rights.may(records, &Action::read(key, ""), project);
        // What is asked about it is weighed by whoever reads the question.
        let mut asked = records
            .naming(project)
            .filter(|by| by.plural == "approvals");
        READ_WORTH.into_iter().any(may) || asked.any(|by| who.rights.reads(records, by))
    };
    let told = worth_of(text).into_iter();
    let mut projects = told.filter_map(|id| {
        let mut all = records.called("projects");
        all.find(|project| project.of.id == id)
    });
    let of = projects.find(|project| !reads(project))?;
    Some(format!("says what {} is worth", of.number))
}

/// Where there is something for some only, whatever they may: a house with a logo, people with passkeys, staff who change
/// their own e-mail, files of which there is a picture.
const MAY_BE_MISSING: [&str; 12] = [
    "/logo",
    "/prove",
    "/me/email",
    "/me/passkeys/{passkey}",
    "/documents/{id}/preview",
    "/api/v1/documents/{id}/preview",
    "/documents/{id}/page",
    "/documents/{id}/print",
    "/documents/{id}/proof/page",
    "/portal/documents/{id}/proof/page",
    "/signature-requests/{id}/page",
    "/portal/signature-requests/{id}/page",
];

/// What to ask at a route, and which record that is about.
fn asks<'r>(
    who: &Who,
    records: &'r Records,
    route: &Route,
    sample: Sample,
) -> Vec<(String, Option<&'r Stored>)> {
    let chosen = |plural| who.rights.chosen(records, plural, sample).into_iter();
    let mut asks: Vec<(String, Option<&Stored>)> = match Subject::of(route, records) {
        Subject::Nothing => vec![(route.path.clone(), None)],
        Subject::Words(words) => words.iter().map(|w| (filled(route, w), None)).collect(),
        Subject::Entry => vec![(filled(route, "1"), None)],
        Subject::Record(plural) => chosen(plural)
            .map(|record| (filled(route, &record.number), Some(record)))
            .collect(),
    };
    if route.face == Face::Api && route.gives == Gives::List && !route.path.contains('{') {
        asks = vec![(format!("{}?limit=200", route.path), None)];
    }
    if let Some((path, query, plural)) = ASKED.iter().find(|(path, ..)| *path == route.path) {
        asks = match *plural {
            "" => vec![(format!("{path}?{query}"), None)],
            plural => chosen(plural)
                .map(|of| (format!("{path}?{query}{}", of.number), Some(of)))
                .collect(),
        };
    }
    asks
}

#[test]
fn every_door_answers_sales_and_support_as_the_rule_says() {
    doors_answer(Part::SalesAndSupport);
}

#[test]
fn every_door_answers_production_as_the_rule_says() {
    doors_answer(Part::Production);
}

#[test]
fn every_door_answers_the_office_as_the_rule_says() {
    doors_answer(Part::Office);
}

#[test]
fn every_door_answers_everybody_else_as_the_rule_says() {
    doors_answer(Part::EverybodyElse);
}

/// With every number there is, below the doors: whoever is shown a record may see it, by the plain rule as well.
#[test]
fn nobody_sees_a_record_that_the_rule_keeps_from_them() {
    let crowd = Crowd::gathered();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for who in &crowd.who {
        let visit = Visit::new(
            crowd.house.store.clone(),
            who.actor.clone(),
            Origin::server(),
            Moment::now(),
            TimeZone::UTC,
        );
        for record in crowd.records.all() {
            if visit.sees_ref(record.of).unwrap() {
                seen += 1;
                if !who.rights.reads(&crowd.records, record) {
                    wrong.push(format!("{} sees {}", who.role, record.number));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 1_000, "{seen}");
}

fn doors_answer(part: Part) {
    let sample = super::sample();
    let mut crowd = Crowd::of(|role| part.holds(role));
    assert!(crowd.who.len() >= 4, "{}", crowd.who.len());
    crowd.mark_worth();
    let before = crowd.house.newest_deed();
    let mut routes = features::routes();
    routes.retain(|route| !route.writes());
    let offers = Offers::new(features::routes());
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut asked = 0;
    for who in &mut crowd.who {
        for (n, route) in routes.iter().enumerate() {
            for (path, about) in asks(who, &crowd.records, route, sample.at(n)) {
                let api = route.face == Face::Api;
                let by = if api { &mut who.api } else { &mut who.page };
                let answer = by.get(&path);
                asked += 1;
                let mut faults = faults(who, &crowd.records, route, about, &answer);
                if route.face != Face::Api && answer.status == 200 {
                    faults.extend(offers.refused(who, &crowd.records, &answer));
                }
                for fault in faults {
                    let kind: String = fault.chars().take_while(|c| !c.is_ascii_digit()).collect();
                    let at = wrong.entry(format!("{} {kind}", route.path)).or_default();
                    at.push(format!("{} {path}: {fault}", who.role));
                }
            }
        }
    }
    let lines: Vec<String> = wrong
        .iter()
        .map(|(what, where_)| format!("{what} ({}): {}", where_.len(), where_[0]))
        .collect();
    assert!(lines.is_empty(), "{sample:?}\n{}", lines.join("\n"));
    assert!(asked > 180 * crowd.who.len(), "{asked}");
    nothing_was_changed(&crowd, before);
}

/// Looking writes nothing, but for what is written about who took something along.
fn nothing_was_changed(crowd: &Crowd, before: u64) {
    let entries = crowd
        .house
        .visit()
        .journal(&features::history::VIEW, None, 500)
        .unwrap();
    let since: Vec<String> = entries
        .iter()
        .filter(|told| told.entry.seq > before && told.entry.person != 0)
        .map(|told| told.entry.action.clone())
        .collect();
    assert!(since.is_empty(), "{since:?}");
}
