//! Who stands at the door: from where, with which device, and where they want to.

use super::super::{login::LoginService, opening::From};
use crate::{
    base::{Error, Result},
    data::Visit,
    web::{Reply, Request, cookie},
};
use std::sync::Arc;

/// What a browser shows to be known again.
pub const DEVICE: &str = "__Host-atrium-device";

pub fn doors(visit: &Visit) -> Result<Arc<LoginService>> {
    visit
        .store()
        .service::<LoginService>()
        .ok_or_else(|| Error::internal("this store is not being served"))
}

pub fn from(request: &Request) -> From<'_> {
    From {
        device: request.cookie(DEVICE),
        agent: &request.user_agent,
    }
}

pub fn with_device(reply: Reply, device: Option<String>) -> Reply {
    match device {
        Some(device) => reply.cookie(cookie::kept(DEVICE, &device, YEAR)),
        None => reply,
    }
}

/// Only paths of our own; anything else leads home.
pub fn safe_next(next: &str) -> String {
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
pub fn strength(rule: &super::super::password::Rule, request: &Request) -> Option<Reply> {
    if request.part.as_deref() != Some("strength") {
        return None;
    }
    let verdict = rule.judge(request.field("password").unwrap_or_default());
    Some(Reply::json(serde_json::json!({
        "level": verdict.level, "text": verdict.text, "fits": verdict.fits,
    })))
}

/// What the sign-in page's browser is known by from then on, when it isn't yet.
pub fn attempt_cookie(request: &Request) -> Option<String> {
    match request.cookie(ATTEMPT) {
        Some(held) if held.len() == 64 => None,
        _ => Some(cookie::kept(
            ATTEMPT,
            &super::super::token::new_token(),
            DAY,
        )),
    }
}

pub const YEAR: i64 = 365 * 24 * 3600;

/// What a browser at the door is known by until it comes in, so that it alone can answer what it was asked.
pub const ATTEMPT: &str = "__Host-atrium-attempt";
pub const DAY: i64 = 24 * 3600;
