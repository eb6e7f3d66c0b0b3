//! Health: how the house stands, each fact with a word (good, look at it, act now) and what to do about it.

mod actions;
mod beside;
mod check;
mod checks;
mod kept;
mod machine;
mod metrics;
mod pages;
mod reading;

use maud::{Markup, html};
use serde_json::json;

use crate::{
    base::{Choice, Result},
    data::{Store, Visit},
    jobs::{Status, Supervisor},
    ui::prelude::*,
    web::{Proxies, RateLimit, Reply, Request, Route, Told, form::Nothing, route::Gives},
};

pub use actions::*;
pub use beside::grade_of;
pub use check::{Check, Grade, worst};
pub use checks::{certificate, checks, disk_of};
pub use kept::age;
pub use machine::room;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/health", VIEW, |v, _| pages::page(v).map(Into::into)).slow(),
        Route::post("/health/search", REBUILD, |v, _| {
            rebuild_search(v)?;
            Ok(Reply::go("/health").toast("The search index is being made anew", None))
        })
        .rate_limited(RateLimit::Work),
        Route::api_post::<Nothing>(
            "/health/search",
            REBUILD,
            "Have the search index made anew; people go on finding meanwhile",
            |v, _, _| {
                rebuild_search(v)?;
                Ok(Reply::json(json!({ "seq": v.wrote() })))
            },
        )
        .tells(Told::Object(&[("seq", Told::Number)]))
        .rate_limited(RateLimit::Work),
        Route::api_get(
            "/health",
            VIEW,
            "How the house stands, and what to do about it",
            api_health,
        )
        .tells(HEALTH)
        .slow(),
        Route::api_get(
            "/metrics",
            VIEW,
            "The health as numbers, in the text format of Prometheus",
            metrics::metrics,
        )
        .gives(Gives::File)
        .slow(),
    ]
}

/// Who keeps the index does it when it runs next, which is now.
fn rebuild_search(visit: &Visit) -> Result<()> {
    visit.act(REBUILD, |change| {
        change.event();
        Ok(())
    })?;
    want_search_anew(visit.store());
    Ok(())
}

/// The same for the command line, over a store that is served.
pub fn want_search_anew(store: &Store) {
    store.search_index().want("somebody asked for it");
    if let Some(jobs) = store.service::<Supervisor>() {
        jobs.poke("search");
    }
}

/// The red line on every page of those who see the health, while a proxy stands in front that isn't set up: everybody who
/// comes by it may look as if they were in the office.
pub fn alarm(visit: &Visit) -> Markup {
    let seen = match visit.may_somewhere(&VIEW) {
        true => visit.store().service::<Proxies>(),
        false => None,
    };
    let seen = seen.and_then(|proxies| proxies.seen(visit.at));
    html! {
        @if let Some(seen) = seen {
            (Banner::error(seen.to_string()).action(Button::link("Look at the health", "/health").small()))
        }
    }
}

fn api_health(visit: &Visit, _: &Request) -> Result<Reply> {
    let found = checks(visit)?;
    let rows: Vec<_> = found
        .iter()
        .map(|check| {
            json!({
                "id": check.key, "name": check.name, "value": check.value, "grade": check.grade.key(),
                "advice": check.advice,
            })
        })
        .collect();
    let jobs = visit.store().service::<Supervisor>();
    let jobs: Vec<_> = jobs
        .iter()
        .flat_map(|all| all.status())
        .map(job_json)
        .collect();
    Ok(Reply::json(json!({
        "grade": worst(&found).key(), "version": env!("CARGO_PKG_VERSION"), "checks": rows, "jobs": jobs,
    })))
}

fn job_json(job: Status) -> serde_json::Value {
    let (failed, why) = job.last_error.clone().unzip();
    json!({
        "id": job.name, "state": job.stand, "grade": grade_of(&job).key(),
        "running_since": job.running_since.map(|at| at.rfc3339()), "last_run": job.last_run.map(|at| at.rfc3339()),
        "took_ms": job.took, "runs": job.runs, "failures": job.failures, "failures_in_a_row": job.in_a_row,
        "last_failure": failed.map(|at| at.rfc3339()), "last_error": why, "trouble": job.trouble, "lag": job.lag,
    })
}

const HEALTH: Told = Told::Object(&[
    ("grade", Told::Text),
    ("version", Told::Text),
    (
        "checks",
        Told::List(&Told::Object(&[
            ("id", Told::Text),
            ("name", Told::Text),
            ("value", Told::Text),
            ("grade", Told::Text),
            ("advice", Told::Text),
        ])),
    ),
    (
        "jobs",
        Told::List(&Told::Object(&[
            ("id", Told::Text),
            ("state", Told::Text),
            ("grade", Told::Text),
            ("running_since", Told::Moment),
            ("last_run", Told::Moment),
            ("took_ms", Told::Number),
            ("runs", Told::Number),
            ("failures", Told::Number),
            ("failures_in_a_row", Told::Number),
            ("last_failure", Told::Moment),
            ("last_error", Told::Text),
            ("trouble", Told::Text),
            ("lag", Told::Number),
        ])),
    ),
]);
