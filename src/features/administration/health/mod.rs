//! Health: how the house stands, each fact with a word (good, look at it, act now) and what to do about it.

mod checks;
mod machine;
mod pages;

use serde_json::json;

use crate::{
    access::Action,
    base::{Choice, Result},
    data::Visit,
    web::{Reply, Request, Route},
};

pub use checks::{Check, Grade, checks, worst};
pub use machine::room;

pub const VIEW: Action = Action::read("health.view", "See the health of the house");

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/health", VIEW, |v, _| pages::page(v).map(Into::into)).slow(),
        Route::api_one(
            "/health",
            VIEW,
            "How the house stands, and what to do about it",
            api_health,
        )
        .slow(),
    ]
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
    Ok(Reply::json(json!({
        "grade": worst(&found).key(), "version": env!("CARGO_PKG_VERSION"), "checks": rows,
    })))
}
