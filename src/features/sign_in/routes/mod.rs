//! Ways in (`door`), one's own profile (`me`), passkeys, which are both, and tokens for programs.

mod door;
mod me;
mod passkeys;
mod tokens;

use std::sync::Arc;

use super::{LoginService, login::From};
use crate::{
    base::{Error, Result},
    data::Visit,
    web::{Reply, Request, Route, cookie},
};

/// What a browser shows to be known again.
const DEVICE: &str = "__Host-atrium-device";
const YEAR: i64 = 365 * 24 * 3600;

pub fn routes() -> Vec<Route> {
    let mut routes = door::routes();
    routes.extend(me::routes());
    routes.extend(passkeys::routes());
    routes.extend(tokens::routes());
    routes
}

fn doors(visit: &Visit) -> Result<Arc<LoginService>> {
    visit
        .store()
        .service::<LoginService>()
        .ok_or_else(|| Error::internal("this store is not being served"))
}

fn from(request: &Request) -> From<'_> {
    From {
        device: request.cookie(DEVICE),
        agent: &request.user_agent,
    }
}

fn with_device(reply: Reply, device: Option<String>) -> Reply {
    match device {
        Some(device) => reply.cookie(cookie::kept(DEVICE, &device, YEAR)),
        None => reply,
    }
}

/// Only paths of our own; anything else leads home.
fn safe_next(next: &str) -> String {
    let fine = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(|c: char| c.is_control());
    if fine && !next.starts_with("/sign-") {
        next.to_owned()
    } else {
        "/".into()
    }
}

/// How the house would take a password, while it is typed.
fn strength(rule: &super::password::Rule, request: &Request) -> Option<Reply> {
    if request.part.as_deref() != Some("strength") {
        return None;
    }
    let verdict = rule.judge(request.field("password").unwrap_or_default());
    Some(Reply::json(serde_json::json!({
        "level": verdict.level, "text": verdict.text, "fits": verdict.fits,
    })))
}
