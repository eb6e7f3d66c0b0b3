//! Departments and teams as the API gives them.

use serde_json::{Value, json};

use crate::{
    base::{Result, Unit},
    data::Visit,
    features::{
        department_list,
        people::{Department, Directory, Team},
        settings::CurrentSettings,
    },
    web::Told,
};

pub fn department(visit: &Visit, held: &Department) -> Result<Value> {
    let names = Directory::of(visit)?;
    let calendar = names.calendar(held.id, &CurrentSettings::of(visit)?.0.calendar());
    let deputies: Vec<Value> = held
        .deputies
        .iter()
        .map(|deputy| {
            json!({
                "person": deputy.person.to_string(), "for": deputy.of.to_string(),
                "from": deputy.from.iso(), "until": deputy.until.iso(), "running": deputy.runs(visit.at),
            })
        })
        .collect();
    Ok(json!({
        "id": held.id.to_string(), "key": held.key, "name": held.name, "summary": held.summary,
        "parent": held.parent.map(|id| id.to_string()), "manager": held.manager.map(|id| id.to_string()),
        "deputies": deputies, "retired": held.retired, "version": held.version,
        "teams": names.teams_of(held.id).map(team).collect::<Vec<_>>(),
        "hours": {
            "own": held.calendar.is_some(), "week": calendar.week, "opens": calendar.opens,
            "closes": calendar.opens + calendar.length,
            "holidays": calendar.holidays.iter().map(|day| day.iso()).collect::<Vec<_>>(),
        },
    }))
}

/// With who belongs to it and what is open, as far as whoever asks may see it.
pub fn whole(visit: &Visit, held: &Department) -> Result<Value> {
    let names = Directory::of(visit)?;
    let people = super::chart::members(&names, held.id);
    let mut body = department(visit, held)?;
    body["members"] = json!(
        people
            .iter()
            .map(|user| user.id.to_string())
            .collect::<Vec<_>>()
    );
    body["waits"] = department_list::waiting(visit, held.id)?
        .into_iter()
        .map(|held| json!({ "what": held.what, "count": held.waits.count, "for": held.waits.for_what, "page": held.waits.href }))
        .collect();
    body["open"] = department_list::open(visit, held.id)?
        .into_iter()
        .map(|open| (open.what.to_lowercase(), json!(open.count)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    Ok(body)
}

pub fn team(team: &Team) -> Value {
    json!({
        "id": team.id.to_string(), "name": team.name, "department": team.department.to_string(),
        "lead": team.lead.map(|id| id.to_string()), "retired": team.retired, "version": team.version,
    })
}

pub const TEAM: Told = Told::Object(&[
    ("id", Told::Record),
    ("name", Told::Text),
    ("department", Told::Record),
    ("lead", Told::Record),
    ("retired", Told::Flag),
    ("version", Told::Number),
]);

pub const DEPARTMENT: Told = Told::Object(&[
    ("id", Told::Record),
    ("key", Told::Text),
    ("name", Told::Text),
    ("summary", Told::Text),
    ("parent", Told::Record),
    ("manager", Told::Record),
    (
        "deputies",
        Told::List(&Told::Object(&[
            ("person", Told::Record),
            ("for", Told::Record),
            ("from", Told::Day),
            ("until", Told::Day),
            ("running", Told::Flag),
        ])),
    ),
    ("retired", Told::Flag),
    ("version", Told::Number),
    ("teams", Told::List(&TEAM)),
    (
        "hours",
        Told::Object(&[
            ("own", Told::Flag),
            ("week", Told::List(&Told::Number)),
            ("opens", Told::Counted(Unit::MinutesOfDay)),
            ("closes", Told::Counted(Unit::MinutesOfDay)),
            ("holidays", Told::List(&Told::Day)),
        ]),
    ),
    ("members", Told::List(&Told::Record)),
    (
        "waits",
        Told::List(&Told::Object(&[
            ("what", Told::Text),
            ("count", Told::Number),
            ("for", Told::Text),
            ("page", Told::Text),
        ])),
    ),
    ("open", Told::Map(&Told::Number)),
]);
