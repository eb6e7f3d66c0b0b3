//! My day as the API gives it.

use serde_json::{Value, json};

use super::today;
use crate::{
    base::{Result, Unit},
    data::Visit,
    features::day::{Line, Part, Workday},
    ui::badge::Tone,
    web::{Reply, Request, Told},
};

fn line(visit: &Visit, line: &Line) -> Value {
    let tone = line.when.as_ref().map(|(tone, _)| *tone);
    json!({
        "record": line.number(visit), "title": line.title, "why": line.why, "page": line.href,
        "when": line.when.as_ref().map(|(_, words)| words), "late": tone == Some(Tone::Danger),
        "due": line.at.as_ref().map(|(due, _)| due.rfc3339()), "deeds": line.deeds().collect::<Vec<_>>(),
    })
}

fn lines(visit: &Visit, day: &Workday, part: Part) -> Vec<Value> {
    day.of(part).map(|each| line(visit, each)).collect()
}

pub fn day(visit: &Visit, _: &Request) -> Result<Reply> {
    let day = today::of(visit)?;
    let of = |part| lines(visit, &day, part);
    let hours = day.hours.as_ref();
    let running = hours.and_then(|hours| hours.running.as_ref());
    let number = |of| visit.store().schema().number(of);
    Ok(Reply::json(json!({
        "date": visit.today().iso(),
        "now": of(Part::Now), "today": of(Part::Today), "next": of(Part::Next),
        "waiting": of(Part::Waiting), "news": of(Part::News),
        "numbers": day.numbers.iter().map(|number| json!({
            "name": number.name, "value": number.value, "page": number.href,
            "change": number.change.as_ref().map(|(_, words)| words), "note": number.note,
            "months": number.trend })).collect::<Vec<_>>(),
        "logged_minutes": hours.map_or(0, |hours| hours.logged),
        "running": running.map(|running| json!({
            "id": number(running.entry), "task": number(running.on), "since": running.since.rfc3339() })),
    })))
}

const LINES: Told = Told::List(&Told::Object(&[
    ("record", Told::Record),
    ("title", Told::Text),
    ("why", Told::Text),
    ("page", Told::Text),
    ("when", Told::Text),
    ("late", Told::Flag),
    ("due", Told::Moment),
    ("deeds", Told::List(&Told::Text)),
]));

pub const DAY: Told = Told::Object(&[
    ("date", Told::Day),
    ("now", LINES),
    ("today", LINES),
    ("next", LINES),
    ("waiting", LINES),
    ("news", LINES),
    (
        "numbers",
        Told::List(&Told::Object(&[
            ("name", Told::Text),
            ("value", Told::Text),
            ("page", Told::Text),
            ("change", Told::Text),
            ("note", Told::Text),
            ("months", Told::List(&Told::Number)),
        ])),
    ),
    ("logged_minutes", Told::Counted(Unit::Minutes)),
    (
        "running",
        Told::Object(&[
            ("id", Told::Record),
            ("task", Told::Record),
            ("since", Told::Moment),
        ]),
    ),
]);
