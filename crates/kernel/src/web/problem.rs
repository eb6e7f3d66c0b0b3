//! What went wrong, as a page for people and as problem details (RFC 9457) for programs.

use maud::{Markup, html};
use serde_json::json;

use crate::{
    base::{
        Error,
        language::{say, translated, word},
    },
    ui::prelude::*,
    web::{Page, Request, reply::Frame},
};

/// For programs in English; for a script of a page in the language of the page.
pub fn json(error: &Error) -> serde_json::Value {
    let mut body = json!({
        "type": format!("urn:atrium:problem:{}", error.name()),
        "title": word(title(error)),
        "status": error.status(),
        "detail": translated(&detail(error)),
    });
    if let Error::Invalid(problems) = error {
        body["errors"] = problems
            .iter()
            .map(|(field, message)| json!({ "field": field, "message": translated(message) }))
            .collect();
    }
    body
}

fn title(error: &Error) -> &'static str {
    match error {
        Error::SignedOut => "Sign in first",
        Error::NotFound => "There is nothing here",
        Error::Forbidden(_) => "This door is closed to you",
        Error::Unproved => "Prove that it is you",
        Error::Unseconded(_) => "This needs a second person",
        Error::Invalid(_) => "Something needs mending",
        Error::Stale => "Somebody else saved this meanwhile",
        Error::Unversioned => "Say over which version",
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

/// The page in place of the one asked for. Of an address that is closed staff may ask that it be opened; from what
/// could not be done one goes back to where one was.
pub fn page(error: &Error, frame: Frame, request: &Request) -> Page {
    let illustration = match error {
        Error::Forbidden(_) | Error::Unproved | Error::SignedOut => Illustration::Shut,
        Error::NotFound => Illustration::Lost,
        _ => Illustration::Fallen,
    };
    let home = if frame == Frame::Portal {
        "/portal"
    } else {
        "/"
    };
    let body: Markup = html! {
        (wall(illustration, word(title(error)), html! {
            p { (translated(&detail(error))) }
            (buttons(html! {
                @match &request.came_from {
                    Some(from) if request.method == "POST" && frame != Frame::SignedOut => {
                        (Button::link(say("problem-back-where-you-were"), from.as_str()).primary())
                    }
                    _ => (Button::link(if frame == Frame::SignedOut { say("problem-to-the-sign-in") } else { say("problem-back-to-start") }, home).primary()),
                }
            }))
            @if let (Error::Forbidden(_), Frame::Staff) = (error, frame) {
                form class="stack" method="post" action="/access/requests" data-once {
                    (hidden("address", &request.path))
                    (Input::text("reason", "What you need it for").optional().max_length(300))
                    (buttons(Button::submit("Request access")))
                }
            }
        }))
    };
    Page::new(word(title(error)), body)
        .frame(frame)
        .status(error.status())
        .styles(&["empty"])
}
