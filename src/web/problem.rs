//! What went wrong, as a page for people and as problem details (RFC 9457) for programs.

use maud::{Markup, html};
use serde_json::json;

use crate::{
    base::Error,
    ui::prelude::*,
    web::{Page, reply::Frame},
};

pub fn json(error: &Error) -> serde_json::Value {
    let mut body = json!({
        "type": format!("urn:atrium:problem:{}", error.name()),
        "title": title(error),
        "status": error.status(),
        "detail": detail(error),
    });
    if let Error::Invalid(problems) = error {
        body["errors"] = problems
            .iter()
            .map(|(field, message)| json!({ "field": field, "message": message }))
            .collect();
    }
    body
}

fn title(error: &Error) -> &'static str {
    match error {
        Error::SignedOut => "Sign in first",
        Error::NotFound => "There is nothing here",
        Error::Forbidden(_) => "This door is closed to you",
        Error::Invalid(_) => "Something needs mending",
        Error::Stale => "Somebody else saved this meanwhile",
        Error::Conflict(_) => "That can't be done now",
        Error::TooLarge(_) => "This is too large",
        Error::TooMany { .. } => "Too many at once",
        Error::Unavailable(_) => "Saving is not possible right now",
        Error::Internal(_) => "Something broke on our side",
    }
}

/// People and programs hear what they can act on; our own faults go to the log.
fn detail(error: &Error) -> String {
    match error {
        Error::Internal(_) => {
            "Nothing was changed. Try again; if it happens once more, tell IT when it happened."
                .into()
        }
        other => other.to_string(),
    }
}

pub fn page(error: &Error, frame: Frame) -> Page {
    let scene = match error {
        Error::Forbidden(_) | Error::SignedOut => Scene::Shut,
        Error::NotFound => Scene::Lost,
        _ => Scene::Fallen,
    };
    let home = if frame == Frame::Portal {
        "/portal"
    } else {
        "/"
    };
    let body: Markup = html! {
        (wall(scene, title(error), html! {
            p { (detail(error)) }
            (buttons(html! {
                (Button::link(if frame == Frame::Door { "To the sign-in" } else { "Back to the start" }, home).primary())
            }))
        }))
    };
    Page::new(title(error), body)
        .frame(frame)
        .status(error.status())
        .styles(&["empty"])
}
