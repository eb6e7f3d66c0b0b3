//! Every kind of record describes itself: whatever is ever stored of one is a field of it, of the kind it says it is.

use std::collections::BTreeSet;

use atrium::{
    access::{Action, ActionKind},
    data::{EntityInfo, Field, FieldKind, Visit, What},
    features,
    testing::house::House,
    web::route::{Face, Route},
};
use serde_json::Value;

/// What of a stored value isn't as its field says.
fn misfits(kind: &FieldKind, held: &Value, at: &str, wrong: &mut BTreeSet<String>) {
    let fits = match (kind, held) {
        (_, Value::Null) => true,
        (FieldKind::Text | FieldKind::LongText, held) => held.is_string(),
        (FieldKind::YesNo, held) => held.is_boolean(),
        (FieldKind::Choice(words), held) => {
            let key = held.as_str().unwrap_or_default();
            words().iter().any(|(word, _)| *word == key)
        }
        (FieldKind::List(each), held) => {
            for item in held.as_array().into_iter().flatten() {
                misfits(each, item, at, wrong);
            }
            held.is_array()
        }
        (FieldKind::Object(fields), held) => {
            unknown(fields, held, at, wrong);
            held.is_object()
        }
        (FieldKind::Rows(fields), held) => {
            for row in held.as_array().into_iter().flatten() {
                unknown(fields, row, at, wrong);
            }
            held.is_array()
        }
        (FieldKind::File | FieldKind::AnyRecord, held) => held.is_object(),
        (FieldKind::Other(_), _) => true,
        (_, held) => held.is_number(),
    };
    if !fits {
        wrong.insert(format!("{at} is not of its kind: {held}"));
    }
}

fn unknown(fields: &[Field], held: &Value, at: &str, wrong: &mut BTreeSet<String>) {
    for (name, value) in held.as_object().into_iter().flatten() {
        let at = format!("{at}.{name}");
        match fields.iter().find(|field| field.stored == name) {
            Some(field) => misfits(&field.kind, value, &at, wrong),
            None => {
                wrong.insert(format!("{at} is no field"));
            }
        }
    }
}

#[test]
fn whatever_is_stored_is_a_field_of_its_record() {
    let house = House::filled().unwrap();
    let schema = features::schema();
    let (mut wrong, mut seen, mut after) = (BTreeSet::new(), BTreeSet::new(), 0);
    loop {
        let entries = house.store.entries_after(after, 500).unwrap();
        let Some(last) = entries.last() else { break };
        after = last.seq;
        for change in entries.iter().flat_map(|entry| &entry.changes) {
            let info = schema.kind(change.of.kind).unwrap();
            let name = info.kind.plural;
            let Some(entity) = info.entity else {
                assert!(info.kind.secret, "{name} doesn't describe itself");
                assert!(change.fields.is_empty(), "{name} is told");
                continue;
            };
            if change.what == What::Created {
                seen.insert(name);
            }
            for held in &change.fields {
                let at = format!("{name}.{}", held.name);
                match entity.stored(&held.name) {
                    None => {
                        wrong.insert(format!("{at} is no field"));
                    }
                    Some(field) => {
                        for told in [held.before(), held.after()].into_iter().flatten() {
                            misfits(&field.kind, &told, &at, &mut wrong);
                        }
                    }
                }
            }
        }
    }
    assert!(seen.len() >= 20, "{seen:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Links to records of any kind lead to the page below its name. The crawl sees the links of what happens to be told; here
/// every kind either has that page or says that it has none.
#[test]
fn every_kind_that_has_a_page_has_it_where_links_lead() {
    let (schema, routes) = (features::schema(), features::routes());
    let mut missing = Vec::new();
    for code in 0..=u8::MAX {
        let Ok(info) = schema.kind(code) else {
            continue;
        };
        let entity = info.entity;
        if !entity.is_some_and(|entity| entity.has_page && !entity.on_its_whole) {
            continue;
        }
        let below = format!("/{}/{{", info.kind.plural);
        let is_its_page = |route: &Route| {
            let rest = route.path.strip_prefix(below.as_str());
            let whole = rest.and_then(|rest| rest.strip_suffix('}'));
            route.face != Face::Api
                && !route.writes()
                && whole.is_some_and(|name| !name.contains('/'))
        };
        if !routes.iter().any(is_its_page) {
            missing.push(info.kind.plural);
        }
    }
    assert!(missing.is_empty(), "no page of {missing:?}");
}

/// The keys of a list of fields, those of its rows and objects as well.
fn keys(fields: &[Field], at: &str, wrong: &mut Vec<String>) {
    for (n, field) in fields.iter().enumerate() {
        let name = format!("{at}.{}", field.key);
        let twin = |other: &Field| {
            other.key == field.key || !field.stored.is_empty() && other.stored == field.stored
        };
        if fields[..n].iter().any(twin) {
            wrong.push(format!("{name} is there twice"));
        }
        if field.label.is_empty() {
            wrong.push(format!("{name} has no label"));
        }
        match &field.kind {
            FieldKind::Object(inner) | FieldKind::Rows(inner) => keys(inner, &name, wrong),
            FieldKind::Record(plural) => names_a_kind(plural, &name, wrong),
            FieldKind::List(FieldKind::Record(plural)) => names_a_kind(plural, &name, wrong),
            _ => {}
        }
    }
}

fn names_a_kind(plural: &str, at: &str, wrong: &mut Vec<String>) {
    if !features::schema()
        .kinds()
        .any(|info| info.kind.plural == plural)
    {
        wrong.push(format!("{at}: there are no {plural}"));
    }
}

#[test]
fn every_description_is_whole() {
    let mut wrong = Vec::new();
    for info in features::schema().kinds() {
        let Some(entity) = info.entity else { continue };
        let EntityInfo { one, many, .. } = entity;
        assert!(!one.is_empty() && !many.is_empty(), "{}", info.kind.plural);
        keys(entity.fields, info.kind.plural, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_page_and_list_that_is_named_is_there() {
    let house = House::with_cast().unwrap();
    let routes = features::routes();
    let is_page = |path: &str| {
        let held = |route: &&atrium::web::route::Route| route.method == "GET" && route.path == path;
        routes.iter().any(|route| held(&route))
    };
    let visit: Visit = house.visit();
    for info in features::schema().kinds() {
        let Some(entity) = info.entity else { continue };
        let of = atrium::data::Ref {
            kind: info.kind.code,
            id: 1,
        };
        let plural = info.kind.plural;
        if entity.listed {
            assert!(is_page(&visit.list_of(of)), "{plural} are listed nowhere");
        }
        if entity.found.is_some() {
            assert!(
                is_page(&format!("/{plural}/{{id}}")),
                "{plural} have no page"
            );
        }
        if let Some(below) = entity.portal {
            assert!(
                is_page(&format!("{below}/{{id}}")),
                "{below} shows nobody anything"
            );
        }
    }
}

/// They open what is one's own, and write nothing.
const ONLY_OPEN: [&str; 6] = [
    "home.view",
    "imports.view",
    "notifications.view",
    "rooms.view",
    "saved_views.view",
    "search.use",
];

#[test]
fn every_deed_is_told_in_a_sentence() {
    let schema = features::schema();
    let plurals: BTreeSet<&str> = schema.kinds().map(|info| info.kind.plural).collect();
    let journaled = |action: &&Action| {
        let writes = !matches!(action.kind, ActionKind::Read | ActionKind::Duty);
        writes && !ONLY_OPEN.contains(&action.key)
    };
    let mut wrong = Vec::new();
    for action in schema.actions.iter().filter(journaled) {
        for told in [Some(action.told), action.told_back].into_iter().flatten() {
            let begins = |c: char| c.is_ascii_lowercase() || c == '{';
            if !told.starts_with(begins) || told.ends_with(['.', ' ']) {
                wrong.push(format!("{}: \"{told}\" isn't told", action.key));
            }
            for rest in told.split('{').skip(1) {
                let name = rest.split('}').next().unwrap_or_default();
                let known = match name {
                    "about" | "deed" => true,
                    "" => plurals.contains(action.resource()),
                    plural => plurals.contains(plural),
                };
                if !known {
                    wrong.push(format!("{}: there is no {{{name}}}", action.key));
                }
            }
            let count = |c: char| told.matches(c).count();
            if count('{') != count('}') || count('[') != count(']') {
                wrong.push(format!("{}: \"{told}\" is not closed", action.key));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
