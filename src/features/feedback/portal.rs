//! How it was, asked of a client once after delivery.

use maud::html;

use super::{FeedbackForm, ops};
use crate::{
    base::{Result, language::say},
    data::Visit,
    features::projects::Project,
    said, said_html,
    ui::{portal, prelude::*},
    web::{Filled, Page, reply::Frame},
};

/// # Errors
/// When the store can't be read.
pub fn page(visit: &Visit, project: &Project, form: &Filled<FeedbackForm>) -> Result<Page> {
    let here = format!("/portal/projects/{}/feedback", project.id);
    let said = ops::of(visit, project)?;
    let asked = super::given::is_asked(project, visit.at);
    let typed = form.value("rating").and_then(|held| held.parse().ok());
    let body = html! {
        (portal::back(&project.title, &format!("/portal/projects/{}", project.id)))
        (portal::welcome(say("feedback-how-was-it"), said!("feedback-lede", project = project.title.as_str())))
        div class="stack l" data-live-id="feedback" {
            // Refused because it was said or isn't asked any more: there is no form left to say it above.
            @if said.is_some() || !asked { (form.banner()) }
            @if let Some(said) = said {
                @match said.rating {
                    Some(rating) => {
                        p { (said_html!("feedback-you-gave", rating = html! { b { (rating) } })) }
                        @if !said.words.is_empty() { blockquote { (broken(&said.words)) } }
                    }
                    None => p { (say("feedback-you-rather-didnt-say-you-can")) },
                }
                (buttons(Button::link(say("feedback-ask-us-something"), "/portal/requests")))
            } @else if !asked {
                (Empty::quiet(say("feedback-not-asked-now"), say("feedback-we-ask-once-something-is-delivered"))
                    .actions(Button::link(say("feedback-ask-us-something"), "/portal/requests")))
            } @else {
                form class="stack" method="post" action=(here) data-once {
                    (form.summary())
                    div id="rating" {
                        p { (say("feedback-from-1-not-at-all-to")) }
                        (rating("rating", say("feedback-are-you-content"), typed, say("feedback-5-is-the-best")))
                    }
                    (form.area("words", say("feedback-in-your-words")).rows(5).optional().hint(say("feedback-what-was-good-what-we-should")))
                    (buttons(html! {
                        (Button::submit(say("feedback-send")).primary().icon(Icon::Send))
                        (Button::submit(say("feedback-rather-not-say")).value("declined", "on").quiet().unchecked())
                    }))
                }
            }
        }
    };
    Ok(Page::new(say("feedback-how-was-it"), body)
        .frame(Frame::Portal)
        .styles(&["portal", "form", "extra", "empty"])
        .live("feedback")
        .status(form.status()))
}
