//! History: what the journal says of one record, for its history tab, and Undo.
//!
//! No records of its own. Action: undo. Every page that shows a record shows its history through `of`.

mod lists;

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::{
    access::{Action, Deed},
    base::{Day, Moment, Money, Result, money::Currency, text},
    data::{Entry, Record, RecordChange, Schema, Told, Visit, What},
    features::{
        Feature, limit,
        people::{Department, Directory},
        settings::House,
    },
    ui::{feed, prelude::*},
    web::{Reply, Request, Route},
};

pub const UNDO: Action = Action {
    key: "journal.undo",
    title: "Undo what was done",
    deed: Deed::Own,
    undoable: true,
    dangerous: false,
    in_hands: false,
};
pub const VIEW: Action = Action::read("journal.view", "Read the journal");

pub fn feature() -> Feature {
    Feature {
        name: "history",
        actions: &[UNDO, VIEW],
        routes: vec![
            Route::post("/undo/{seq}", UNDO, undo),
            Route::api_get("/journal", VIEW, "The journal, newest first", api_journal),
            Route::api_post::<crate::web::form::Nothing>(
                "/journal/{seq}/undo",
                UNDO,
                "Undo an entry",
                |visit, request, _| {
                    let entry = visit.undo(sequence(request)?)?;
                    Ok(Reply::json(
                        json!({ "undid": entry.seq, "seq": visit.wrote() }),
                    ))
                },
            ),
        ],
        ..Feature::default()
    }
}

fn sequence(request: &Request) -> Result<u64> {
    request
        .capture("seq")
        .parse()
        .map_err(|_| crate::base::Error::NotFound)
}

fn undo(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry = visit.undo(sequence(request)?)?;
    // At the record, or where its like are listed when it is gone.
    let at = match entry.about() {
        None => "/".into(),
        Some(of) if visit.title_of(of)?.is_some() => crate::features::address(visit, of),
        Some(of) => crate::features::list_of(visit, of),
    };
    Ok(Reply::go(at).toast(format!("Undone: {}", title(visit, &entry)), visit.wrote()))
}

fn title(visit: &Visit, entry: &Entry) -> String {
    visit
        .store()
        .schema()
        .action(&entry.action)
        .map_or(entry.action.clone(), |action| action.title.to_owned())
}

/// The history of a record the visit holds, with Undo where it would work.
pub fn of(visit: &Visit, record: &impl Record, request: &Request) -> Result<Markup> {
    let before = request.query("history").and_then(|text| text.parse().ok());
    let entries = visit.history(record, before, 25)?;
    let names = Directory::of(visit)?;
    let currency = House::of(visit)?.0.currency();
    let more = (entries.len() == 25)
        .then(|| entries.last().map(|entry| entry.seq))
        .flatten();
    Ok(html! {
        (feed::feed(entries.iter().map(|entry| row(visit, record, entry, &names, currency))))
        @if let Some(seq) = more {
            p { a class="link" href=(request.with_query("history", Some(&seq.to_string()))) { "Older" } }
        }
    })
}

fn row(
    visit: &Visit,
    record: &impl Record,
    entry: &Entry,
    names: &Directory,
    currency: Currency,
) -> feed::Entry {
    let here = entry
        .changes
        .iter()
        .filter(|change| change.of == record.as_ref());
    let mut fields: Vec<(String, String, String)> = Vec::new();
    let mut derived = false;
    for change in here {
        derived |= change.derived;
        if change.what == What::Created {
            continue;
        }
        // When something last happened is what the entry itself says.
        for field in change.fields.iter().filter(|f| {
            !matches!(
                f.name.as_str(),
                "touched" | "entered" | "hands" | "clock_of" | "passed" | "returns"
            )
        }) {
            let (before, after) = (field.before.value(), field.after.value());
            // What a department lies below is a department; elsewhere a parent is a record of its own kind.
            let called = match (change.of.kind == Department::KIND.code, field.name.as_str()) {
                (true, "parent") => "department",
                (_, name) => name,
            };
            let in_words = |value: &Value| show(visit, names, currency, called, value);
            let (before, after) = match lists::differ(&before, &after, in_words) {
                Some(both) => both,
                None => (in_words(&before), in_words(&after)),
            };
            fields.push((label(&field.name), before, after));
        }
    }
    let others: Vec<String> = entry
        .changes
        .iter()
        .filter(|change| change.of != record.as_ref() && change.what == What::Created)
        // Whom it was told is not what it made.
        .filter(|change| {
            let info = visit.store().schema().kind(change.of.kind);
            info.is_ok_and(|info| !info.kind.personal)
        })
        .filter_map(|change| {
            visit
                .title_of(change.of)
                .ok()
                .flatten()
                .map(|title| format!("{} {title}", visit.store().schema().number(change.of)))
        })
        .take(4)
        .collect();
    let deed = title(visit, entry);
    let said = entry.note.as_deref().map(quote);
    let undone = visit.undone_by(entry.seq).ok().flatten();
    let line = html! {
        strong { (deed) } " " span class="dim" { (names.name_of(entry.person)) }
        @if derived { " " (tag(Tone::Stone, "worked out by Atrium")) }
        @if undone.is_some() { " " (tag(Tone::Stone, "undone")) }
    };
    feed::Entry::by(names.name_of(entry.person), line)
        .at(entry.at.show(visit.at, &visit.tz), entry.at.rfc3339())
        .below(html! {
            @if let Some(said) = said { (said) }
            @if !fields.is_empty() {
                (feed::changes(&fields.iter().map(|(f, b, a)| (f.as_str(), b.as_str(), a.as_str())).collect::<Vec<_>>()))
            }
            @if !others.is_empty() { p class="dim t12" { "Made " (others.join(", ")) } }
            @if undone.is_none() && !derived && visit.may_undo(entry) {
                (post_button(&format!("/undo/{}", entry.seq), html! {}, Button::submit("Undo").small().quiet().icon(Icon::Undo)))
            }
        })
}

/// `valid_until` reads "Valid until".
fn label(field: &str) -> String {
    let spaced = field.replace('_', " ");
    let mut chars = spaced.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// A stored value in words. Names of fields say what numbers are, as everywhere in the records.
fn show(
    visit: &Visit,
    names: &Directory,
    currency: Currency,
    field: &str,
    value: &Value,
) -> String {
    let number = value.as_i64();
    match (field, value) {
        (_, Value::Null) => "nothing".into(),
        (_, Value::Bool(yes)) => if *yes { "yes" } else { "no" }.into(),
        (
            "owner" | "assignee" | "agent" | "closer" | "manager" | "lead" | "reviewer" | "by"
            | "support_manager" | "sales_manager" | "team_lead" | "people" | "watchers",
            _,
        ) if number.is_some() => names
            .name_of(number.and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
            .to_owned(),
        ("department" | "departments", _) if number.is_some() => number
            .and_then(|n| names.departments.get(&u64::try_from(n).ok()?))
            .map_or(value.to_string(), |d| d.name.clone()),
        ("teams" | "roles", _) if number.is_some() => number
            .and_then(|n| u64::try_from(n).ok())
            .and_then(|n| match field {
                "teams" => names.teams.get(&n).map(|team| team.name.clone()),
                _ => names.roles.get(&n).map(|role| role.name.clone()),
            })
            .unwrap_or_else(|| value.to_string()),
        ("after", _) if number.is_some() => format!("T-{value}"),
        ("value" | "budget" | "price" | "total" | "cost" | "unit", _) if number.is_some() => {
            Money(number.unwrap_or(0)).show(currency)
        }
        ("estimate" | "logged" | "minutes", _) if number.is_some() => {
            crate::base::time::minutes(number.unwrap_or(0))
        }
        ("opens" | "closes", _) if number.is_some() => {
            let minutes = number.unwrap_or(0);
            format!("{:02}:{:02}", minutes / 60, minutes % 60)
        }
        ("progress", _) if number.is_some() => format!("{value}%"),
        (_, _)
            if number.is_some_and(|n| n.abs() < 1_000_000)
                && (field.ends_with("_day")
                    || matches!(
                        field,
                        "due" | "start" | "finish" | "valid_until" | "follow_up"
                    )) =>
        {
            Day(number.unwrap_or(0) as i32).show(visit.today())
        }
        (_, _)
            if number.is_some()
                && (field == "at"
                    || field.ends_with("_at")
                    || field == "touched"
                    || field == "entered") =>
        {
            Moment(number.unwrap_or(0)).show(visit.at, &visit.tz)
        }
        (_, Value::String(held)) => text::shorten(&held.replace('_', " "), 160),
        (_, Value::Array(items)) if items.is_empty() => "nothing".into(),
        (_, Value::Array(items)) => {
            let each: Vec<String> = items
                .iter()
                .map(|item| match lists::name(item) {
                    Some(name) => name.to_owned(),
                    None => show(visit, names, currency, field, item),
                })
                .collect();
            text::shorten(&each.join(", "), 160)
        }
        (_, Value::Object(map)) => text::shorten(
            &map.iter()
                .map(|(k, v)| {
                    let words = show(visit, names, currency, k, v);
                    format!("{}: {words}", k.replace('_', " "))
                })
                .collect::<Vec<_>>()
                .join(", "),
            160,
        ),
        (_, other) => other.to_string(),
    }
}

fn api_journal(visit: &Visit, request: &Request) -> Result<Reply> {
    let before = request.query("after").and_then(|text| text.parse().ok());
    let most = limit(request);
    let entries = visit.journal(&VIEW, before, most)?;
    let next = (entries.len() == most)
        .then(|| entries.last().map(|e| e.entry.seq.to_string()))
        .flatten();
    let schema = visit.store().schema();
    let items = entries.iter().map(|told| as_json(schema, told)).collect();
    Ok(Reply::items(items, next))
}

/// An entry as programs read it, and as a copy of the journal says it.
pub fn as_json(schema: &Schema, told: &Told) -> Value {
    let entry = &told.entry;
    json!({
        "seq": entry.seq, "withheld": told.withheld, "at": entry.at.rfc3339(), "action": entry.action,
        "person": if entry.person == 0 { json!(null) } else { json!(format!("U-{}", entry.person)) },
        "address": entry.address, "note": entry.note, "undoes": entry.undoes,
        "hash": entry.hash.iter().map(|b| format!("{b:02x}")).collect::<String>(),
        "subjects": entry.subjects.iter().map(|of| schema.number(*of)).collect::<Vec<_>>(),
        "changes": entry.changes.iter().map(|change| json!({
            "record": schema.number(change.of),
            "what": match change.what { What::Created => "created", What::Edited => "edited", What::Deleted => "deleted" },
            "derived": change.derived,
            "fields": change.fields.iter().map(|f| json!({
                "name": f.name, "before": f.before.value(), "after": f.after.value() })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// The fields that a change touched, each before and after in words; empty for what was made.
pub fn in_words(visit: &Visit, change: &RecordChange) -> Result<Vec<(String, String, String)>> {
    let names = Directory::of(visit)?;
    let currency = House::of(visit)?.0.currency();
    let told = change.fields.iter().filter(|_| change.what == What::Edited);
    Ok(told
        .map(|field| {
            let (before, after) = (field.before.value(), field.after.value());
            let words = |value: &Value| show(visit, &names, currency, &field.name, value);
            let (before, after) = lists::differ(&before, &after, words)
                .unwrap_or_else(|| (words(&before), words(&after)));
            (label(&field.name), before, after)
        })
        .collect())
}
