//! The ways to several at once, and to the changes that go on in portions.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    BulkChange,
    apply::{Refusals, change_all},
    back,
    bulk_change::{BY_TIME, LOOK_AFTER, RUN, VIEW},
    declared::{ONE_DEED, SetSeveral, Several},
    deed::{meant, several},
    pages,
    pages::Whose,
    turn,
};
use crate::{
    access::Action,
    base::{Error, Result},
    data::{Query, Visit},
    features::history,
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

/// More than this are changed only when that was confirmed, on pages.
const UNASKED: usize = 25;

/// The ways to it, for whoever may do `action` at all.
pub fn several_routes<R: Several>(action: Action, summary: &'static str) -> Vec<Route> {
    let at = format!("/{}/bulk", R::KIND.plural);
    vec![
        Route::post(&at, action, change_several::<R>),
        Route::api_post::<SetSeveral<R>>(&at, action, summary, |visit, _, form| {
            let done = several(visit, form)?;
            let refused: Vec<Value> = done
                .refused
                .iter()
                .map(|(number, why)| json!({ "id": number, "why": why }))
                .collect();
            let begun = done.begun.map(|id| id.to_string());
            Ok(Reply::json(
                json!({ "changed": done.changed, "refused": refused, "bulk_change": begun }),
            ))
        })
        .tells(Told::Object(&[
            ("changed", Told::Number),
            (
                "refused",
                Told::List(&Told::Object(&[("id", Told::Record), ("why", Told::Text)])),
            ),
            ("bulk_change", Told::Record),
        ])),
    ]
}

/// The addresses of changes of records of any kind.
pub(in crate::features::records) fn own_routes() -> Vec<Route> {
    vec![
        Route::page("/bulk-changes", VIEW, |v, r| {
            pages::list(v, r).map(Into::into)
        }),
        Route::page("/bulk-changes/{id}", VIEW, |visit, request| {
            let change = one(visit, request)?;
            let history = history::of(visit, &change, request)?;
            Ok(pages::bulk_change(visit, &change, history)?.into())
        }),
        Route::post("/bulk-changes/{id}/cancel", RUN, |visit, request| {
            let id = one(visit, request)?.id;
            back::cancel(visit, id)?;
            Ok(Reply::go(format!("/bulk-changes/{id}")).toast("No more of them are changed", None))
        }),
        Route::post("/bulk-changes/{id}/take-back", RUN, |visit, request| {
            let id = one(visit, request)?.id;
            back::take_back(visit, id)?;
            Ok(Reply::go(format!("/bulk-changes/{id}")).toast("It is being taken back", None))
        }),
        Route::api_list::<Whose>(
            "/bulk-changes",
            VIEW,
            "Changes of more records than one deed holds, newest first: one's own, or those of everybody for an administrator who looks after them",
            |v, r, whose| {
                let all = Query::<BulkChange>::by(BY_TIME)
                    .descending(true)
                    .page(r.paging()?);
                let found = match whose.all {
                    true => {
                        v.demand(&LOOK_AFTER)?;
                        turn::of_others(v)?.list(all)?
                    }
                    false => v.list(all)?,
                };
                Ok(Reply::page(found.try_map(|held| v.json(&held))?))
            },
        )
        .of::<BulkChange>(),
        Route::api_get(
            "/bulk-changes/{id}",
            VIEW,
            "A change of many records: how far it is, and which were left as they are",
            again,
        )
        .of::<BulkChange>()
        .for_any_area(),
        Route::api_post::<Nothing>(
            "/bulk-changes/{id}/cancel",
            RUN,
            "Change no more of its records",
            |v, r, _| {
                back::cancel(v, one(v, r)?.id)?;
                again(v, r)
            },
        )
        .gated(|v, r| one(v, r).map(drop))
        .of::<BulkChange>()
        .for_any_area(),
        Route::api_post::<Nothing>(
            "/bulk-changes/{id}/take-back",
            RUN,
            "Take a change of many records back, as far as nobody went on from it",
            |v, r, _| {
                back::take_back(v, one(v, r)?.id)?;
                again(v, r)
            },
        )
        .gated(|v, r| one(v, r).map(drop))
        .of::<BulkChange>()
        .for_any_area(),
    ]
}

/// The change of an address; a program that is for other areas finds none.
fn one(visit: &Visit, request: &Request) -> Result<BulkChange> {
    let change = turn::known(visit, request.id("id")?)?;
    match change.is_within(visit.areas()) {
        true => Ok(change),
        false => Err(Error::NotFound),
    }
}

fn again(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(visit.json(&one(visit, request)?)?))
}

/// Comes back to the list that they were ticked in. Many are counted and asked about first, as is a deed that says why;
/// where some of all that match may not be changed, those are shown with the way to change the others.
fn change_several<R: Several>(visit: &Visit, request: &Request) -> Result<Reply> {
    let to = request.back_to(&format!("/{}", R::KIND.plural));
    let told = |why: String| Ok(Reply::go(to.as_str()).toast(why, None));
    if request.field("more").is_some() {
        return Ok(pages::all_fields::<R>(visit, request, &to, &Filled::blank(&[]))?.into());
    }
    let form = match request.form::<SetSeveral<R>>() {
        Err(Error::Invalid(_)) if request.field("all").is_some() => {
            let filled = request.fill::<SetSeveral<R>>();
            return Ok(pages::all_fields(visit, request, &to, &filled)?.into());
        }
        Err(Error::Invalid(problems)) => return told(problems.to_string()),
        form => form?,
    };
    let confirmed = request.field("confirmed").is_some();
    let ask = |count: usize, filled: &Filled<SetSeveral<R>>| {
        let asked = (to.as_str(), count, count <= ONE_DEED);
        Ok(pages::confirm(visit, request, asked, filled)?.into())
    };
    if !confirmed || form.wanted.needs_reason::<R>() {
        match meant(visit, &form).map(|keys| keys.len()) {
            Ok(count) if form.wanted.needs_reason::<R>() => {
                let filled = request.fill::<SetSeveral<R>>();
                return match confirmed {
                    true => ask(count, &filled.with_problem("reason", "Say why.")),
                    false => ask(count, &filled),
                };
            }
            Ok(count) if count > UNASKED => return ask(count, &request.fill()),
            Ok(_) => {}
            Err(Error::Invalid(problems)) => return told(problems.to_string()),
            Err(other) => return Err(other),
        }
    }
    let whole = form.matching.is_some() && !form.partly;
    match several(visit, form.clone()) {
        Ok(done) => {
            if let Some(id) = done.begun {
                let said = "They are being changed in portions";
                return Ok(Reply::go(format!("/bulk-changes/{id}")).toast(said, None));
            }
            let counted = R::INFO.counted(done.changed);
            let said = match done.refused.len() {
                0 => format!("{counted} changed"),
                left => format!("{counted} changed, {left} left as they are"),
            };
            Ok(Reply::go(to).toast(said, visit.wrote()))
        }
        Err(Error::Forbidden(_) | Error::Conflict(_)) if whole => {
            refused_some::<R>(visit, request, &to, form)
        }
        Err(Error::Invalid(problems)) if request.field("all").is_some() => {
            let mut filled = request.fill::<SetSeveral<R>>();
            filled.problems = problems;
            Ok(pages::all_fields(visit, request, &to, &filled)?.into())
        }
        Err(Error::Invalid(problems)) => told(problems.to_string()),
        Err(Error::Conflict(why) | Error::Unavailable(why)) => told(why),
        Err(other) => Err(other),
    }
}

/// Those of all that match which may not be changed.
fn refused_some<R: Several>(
    visit: &Visit,
    request: &Request,
    to: &str,
    form: SetSeveral<R>,
) -> Result<Reply> {
    let keys = meant(visit, &form)?;
    let whole = keys.len();
    let refused = Refusals::default();
    // Tried once more, and nothing of it stays.
    let trial = visit.trying();
    let tried = change_all(&trial, keys, Vec::new(), &Arc::new(form.wanted), &refused);
    let refused = refused.taken();
    if refused.is_empty() {
        tried?;
    }
    Ok(pages::refused_some::<R>(request, (to, whole), &refused).into())
}
