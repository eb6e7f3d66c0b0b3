//! Addresses of the settings.

use serde_json::{Value, json};

use super::{
    forms::{SettingsForm, values},
    ops,
    pages::{self, Part},
};
use crate::{
    base::{Choice, Error, Result, Unit},
    data::Visit,
    features::{
        history,
        settings::{EDIT, SETTINGS, Settings, VIEW},
    },
    web::{Filled, Reader, Reply, Request, Route, Told, form::Form},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/settings", VIEW, |_, _| {
            Ok(Reply::go(Part::Company.href()))
        }),
        Route::page("/settings/{part}", VIEW, show),
        Route::post("/settings/{part}", EDIT, save),
        Route::api_get("/settings", VIEW, "The settings of the house", told).tells(TOLD),
        Route::api_edit::<SettingsForm>(
            "/settings",
            EDIT,
            "Change the settings",
            told,
            |v, _| Ok(Filled::blank(&values(&v.find(SETTINGS)?))),
            |v, _, form| ops::edit(v, form),
        )
        .tells(TOLD),
    ]
}

fn told(visit: &Visit, _: &Request) -> Result<Reply> {
    Ok(Reply::json(as_json(&visit.find(SETTINGS)?)))
}

fn part(request: &Request) -> Result<Part> {
    match request.capture("part") {
        // What Undo leads back to.
        number if number == SETTINGS.to_string() => Ok(Part::Company),
        key => Part::from_key(key).ok_or(Error::NotFound),
    }
}

fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: Settings = visit.find(SETTINGS)?;
    let history = history::of(visit, &held, request)?;
    let form = Filled::blank(&values(&held));
    Ok(pages::page(visit, part(request)?, &held, &form, history)?.into())
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: Settings = visit.find(SETTINGS)?;
    let part = part(request)?;
    // A page sends its own part; the others stay as they are. The version is what the page showed, never ours.
    let mut fields = request.fields.to_vec();
    for (name, value) in values(&held) {
        if name != "version" && request.field(name).is_none() {
            fields.push((name.to_owned(), value));
        }
    }
    let mut reader = Reader::over(fields).in_currency(request.currency);
    let form = SettingsForm::read(&mut reader);
    match Filled::new(form, reader).attempt(|form| ops::edit(visit, form))? {
        Err(filled) => {
            let held: Settings = visit.find(SETTINGS)?;
            let history = history::of(visit, &held, request)?;
            let now = Filled::blank(&values(&held));
            let filled = filled.against(held.version, &now);
            Ok(pages::page(visit, part, &held, &filled, history)?.into())
        }
        Ok(()) => Ok(Reply::go(part.href()).toast("Saved", visit.wrote())),
    }
}

fn as_json(held: &Settings) -> Value {
    json!({
        "name": held.name, "address": held.address, "email": held.email, "phone": held.phone,
        "tax_number": held.tax_number, "currency": held.currency().code,
        "tax": held.tax, "quote_days": held.quote_days,
        "week": super::forms::WEEK.iter().enumerate()
            .filter(|(day, _)| held.calendar().week.iter().any(|held| usize::from(*held) == *day))
            .map(|(_, (key, _))| *key).collect::<Vec<_>>(),
        "holidays": held.holidays.iter().map(|day| day.iso()).collect::<Vec<_>>(),
        "opens": held.opens, "closes": held.closes,
        "snapshot_hours": held.snapshot_hours, "snapshot_keep": held.snapshot_keep, "drill_hour": held.drill_hour,
        "demand_versions": held.demand_versions, "second_person": held.second_person,
        "edit_minutes": held.edit_minutes,
        "languages": held.languages,
        "time_categories": held.time_categories,
        "version": held.version,
    })
}

const TOLD: Told = Told::Object(&[
    ("name", Told::Text),
    ("address", Told::Text),
    ("email", Told::Text),
    ("phone", Told::Text),
    ("tax_number", Told::Text),
    ("currency", Told::Text),
    ("tax", Told::Counted(Unit::BasisPoints)),
    ("quote_days", Told::Number),
    ("week", Told::List(&Told::Text)),
    ("holidays", Told::List(&Told::Day)),
    ("opens", Told::Counted(Unit::MinutesOfDay)),
    ("closes", Told::Counted(Unit::MinutesOfDay)),
    ("snapshot_hours", Told::Number),
    ("snapshot_keep", Told::Number),
    ("drill_hour", Told::Number),
    ("demand_versions", Told::Flag),
    ("second_person", Told::Flag),
    ("edit_minutes", Told::Number),
    ("languages", Told::List(&Told::Text)),
    ("time_categories", Told::List(&Told::Text)),
    ("version", Told::Number),
]);
