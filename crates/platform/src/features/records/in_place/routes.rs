//! The editor of one field of a record, and saving it. `?field=value` names the field; the calendar of a day shows another
//! month with `?month=2026-07`.

use serde_json::json;

use super::{
    InPlace, Way, editor, field_of, is_picked, name_of,
    write::{Outcome, Typed},
};
use crate::{
    base::{Error, Id, Result},
    data::{Field, Visit},
    web::{Reply, Request, Route},
};

/// Somebody saved the record each time it was read anew: then they are told.
const TRIES: usize = 3;

/// The ways to it, for each form of the record.
pub fn in_place_routes<R: InPlace>() -> Vec<Route> {
    let mut routes = Vec::new();
    for way in R::ways() {
        let at = format!("/{}/{{id}}/{}", R::KIND.plural, way.verb);
        let action = way.action;
        routes.push(Route::page(&at, way.action, show::<R>));
        routes.push(
            Route::post(&at, way.action, save::<R>).gated(move |visit, request| {
                visit.demand_on(&action, &visit.find::<R>(request.id("id")?)?)
            }),
        );
    }
    routes
}

/// The way that an address is about.
fn way_of<R: InPlace>(request: &Request) -> Result<Way<R>> {
    let verb = request.path.rsplit('/').next().unwrap_or_default();
    let mut ways = R::ways().into_iter();
    ways.find(|way| way.verb == verb).ok_or(Error::NotFound)
}

fn show<R: InPlace>(visit: &Visit, request: &Request) -> Result<Reply> {
    let way = way_of::<R>(request)?;
    let record: R = visit.find_for(&way.action, request.id("id")?)?;
    let Some(key) = request.query("field") else {
        return editor::choices(visit, &record, &way).map(Into::into);
    };
    let ways = [way];
    let (way, field) = field_of(&ways, key).ok_or(Error::NotFound)?;
    if !record.takes_changes(visit) || !record.takes(visit, field.key) {
        return Err(stands(field));
    }
    let current = way.form.current(visit, &record)?;
    editor::page(visit, request, &record, way, field, &current, &current).map(Into::into)
}

fn save<R: InPlace>(visit: &Visit, request: &Request) -> Result<Reply> {
    let ways = [way_of::<R>(request)?];
    let id: Id<R> = request.id("id")?;
    let key = request.field("field").unwrap_or_default();
    let unknown = || Error::field("field", "Say which field to change.");
    let (way, field) = field_of(&ways, key).ok_or_else(unknown)?;
    let name = name_of(field);
    // A day of the calendar is a button, and counts before what is typed.
    let values = match request.field("_day") {
        Some(day) => vec![day.to_owned()],
        None => request.fields_named(name).map(str::to_owned).collect(),
    };
    let was: Vec<String> = request.fields_named("_was").map(str::to_owned).collect();
    let typed = Typed {
        named: is_picked(field),
        values,
        was: (!was.is_empty()).then_some(was),
    };
    for _ in 0..TRIES {
        let record: R = visit.find(id)?;
        if !record.takes(visit, field.key) {
            return Err(stands(field));
        }
        match way.form.write(visit, request, &record, name, &typed)? {
            Outcome::Saved => return saved::<R>(visit, request, id, field.label),
            Outcome::Late => {}
            Outcome::Refused(refused) => {
                let record: R = visit.find(id)?;
                let current = way.form.current(visit, &record)?;
                return editor::page(visit, request, &record, way, field, &current, &refused)
                    .map(Into::into);
            }
        }
    }
    Err(Error::conflict(
        "Others are changing this record right now. Save again in a moment.",
    ))
}

/// Of a record that holds the field and doesn't take another value for it, as it is by now.
fn stands(field: &Field) -> Error {
    Error::conflict(format!(
        "{} can't be changed by now. Open the record to see how it stands.",
        field.label
    ))
}

/// A script stays where it is and says it with Undo; without one, the page that shows the record does.
fn saved<R: InPlace>(visit: &Visit, request: &Request, id: Id<R>, label: &str) -> Result<Reply> {
    let said = format!("{label} saved");
    if request.accepts_json && request.part.is_some() {
        return Ok(Reply::json(json!({ "said": said, "undo": visit.wrote() })));
    }
    // Whoever gives it away may not see it any more.
    let to = match visit.sees_ref(id.as_ref())? {
        true => visit.address(id.as_ref()),
        false => format!("/{}", R::KIND.plural),
    };
    Ok(Reply::go(to).toast(said, visit.wrote()))
}
