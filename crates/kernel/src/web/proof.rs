//! A dangerous deed asks who it is. The page carries along what was submitted, and what is right leads on with it, so
//! that nothing typed is lost.

use maud::html;

use crate::{
    base::language::say,
    ui::prelude::*,
    web::{Page, Request, reply::Frame},
};

/// The field the proof is typed in, and the one that says where the deed goes on: not names a form could have.
pub const SECRET: &str = "_proof";
/// What a passkey signed instead.
pub const PASSKEY: &str = "_passkey";
pub const TO: &str = "_to";
/// Where the proof is posted to.
pub const PATH: &str = "/prove";

/// Asks for the password or a code before `to` goes on with the request's fields.
pub fn page(request: &Request, to: &str, frame: Frame, problem: Option<&str>) -> Page {
    let carried = request
        .fields
        .iter()
        .filter(|(name, _)| ![SECRET, PASSKEY, TO].contains(&name.as_str()));
    let body = html! {
        (Head::new(say("prove-is-it-still-you")))
        (read(stack(html! {
            p class="mute" { (say("prove-what-you-are-about-to-do")) }
            @if !request.uploads.is_empty() {
                (Banner::warning(say("prove-files-are-not-kept-on-the")))
            }
            form class="stack" method="post" action=(PATH) data-once {
                (hidden(TO, to))
                @for (name, value) in carried { (hidden(name, value)) }
                (Input::password(SECRET, say("prove-password-or-code"), "current-password").required().autofocus().error(problem))
                input type="hidden" name=(PASSKEY) value="" data-passkey-answer;
                p class="err" role="alert" data-passkey-said hidden {}
                (buttons(html! {
                    (Button::submit(say("prove-go-on")).primary())
                    // Shows when there are scripts and a passkey to use.
                    (Button::submit(say("prove-use-a-passkey")).unchecked().icon(Icon::Key).attr("data-passkey", request.origin()).flag("data-passkey-if").flag("hidden"))
                    (Button::link(say("prove-leave-it"), if frame == Frame::Portal { "/portal" } else { "/" }))
                }))
            }
        })))
    };
    Page::new(say("prove-is-it-still-you"), body)
        .frame(frame)
        .status(if problem.is_some() { 422 } else { 403 })
        .styles(&["form", "extra"])
        .scripts(&["passkey"])
}
