//! How it was, asked of a client once after delivery.

use maud::html;

use super::{FeedbackForm, ops};
use crate::{
    base::Result,
    data::Visit,
    features::projects::Project,
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
        (portal::welcome("How was it?", format!("{} is delivered. What you say goes to whoever led the work, and to who manages them.", project.title)))
        div class="stack l" data-live-id="feedback" {
            // Refused because it was said or isn't asked any more: there is no form left to say it above.
            @if said.is_some() || !asked { (form.banner()) }
            @if let Some(said) = said {
                @match said.rating {
                    Some(rating) => {
                        p { "You gave " b { (rating) " of 5" } ". Thank you." }
                        @if !said.words.is_empty() { blockquote { (broken(&said.words)) } }
                    }
                    None => p { "You rather didn't say. You can write to us at any time." },
                }
                (buttons(Button::link("Ask us something", "/portal/requests")))
            } @else if !asked {
                (Empty::quiet("Not asked now", "We ask once something is delivered. You can write to us at any time.")
                    .actions(Button::link("Ask us something", "/portal/requests")))
            } @else {
                form class="stack" method="post" action=(here) data-once {
                    (form.summary())
                    div id="rating" {
                        p { "From 1, not at all, to 5, very: are you content?" }
                        (rating("rating", "Are you content?", typed, "5 is the best"))
                    }
                    (form.area("words", "In your words").rows(5).optional().hint("What was good, what we should do better."))
                    (buttons(html! {
                        (Button::submit("Send").primary().icon(Icon::Send))
                        (Button::submit("Rather not say").value("declined", "on").quiet().unchecked())
                    }))
                }
            }
        }
    };
    Ok(Page::new("How was it?", body)
        .frame(Frame::Portal)
        .styles(&["portal", "form", "extra", "empty"])
        .live("feedback")
        .status(form.status()))
}
