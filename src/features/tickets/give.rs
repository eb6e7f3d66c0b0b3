//! Where a client gives files from their phone: what was asked for, one by one, and what they want to show beside.

use maud::html;

use super::{
    ATTACH, RAISE,
    forms::raised,
    portal::{give, wanted_from_client},
};
use crate::{
    base::Result,
    data::Visit,
    features::form_key,
    ui::{portal, prelude::*},
    web::{Page, reply::Frame},
};

/// # Errors
/// When the store can't be read.
pub fn page(visit: &Visit) -> Result<Page> {
    let wanted = wanted_from_client(visit)?;
    let main = html! {
        (Section::new("What we asked you for", html! {
            @if wanted.is_empty() {
                (Empty::quiet("Nothing is asked for", "When we need a document from you, it stands here and you are told.").plain())
            } @else {
                ul class="checks" { @for (ticket, requirement) in &wanted {
                    @let key = format!("need-{}-{}", ticket.id, requirement.key);
                    (Check::new(key.as_str(), requirement.title.as_str())
                        .end(html! { a class="link" href=(format!("/portal/requests/{}", ticket.id)) { (ticket.title) } })
                        .note(html! {
                            @if !requirement.refused.is_empty() { p { strong { "Please send it again: " } (requirement.refused) } }
                            @if visit.may(&ATTACH, ticket) { (give(ticket, requirement, &key, None)) }
                        }))
                } }
            }
        }).live("wanted"))
    };
    let aside = html! {
        @if visit.may_somewhere(&RAISE) {
            (Section::new("Something else", html! {
                form class="stack" method="post" action="/portal/requests" enctype="multipart/form-data" data-once data-drop="plain" {
                    (hidden("_key", form_key()))
                    (Select::new("kind", "Kind").options(raised()))
                    (Input::text("title", "Subject").required())
                    (Textarea::new("text", "What it is about").rows(3).required())
                    (Input::file("file", "Files").multiple().optional().flag("data-shared"))
                    (photo("photo"))
                    (buttons(Button::submit("Send it").primary().icon(Icon::Send)))
                }
            }))
        }
    };
    let body = html! {
        (portal::back("Files", "/portal/files"))
        (portal::welcome("Give us files", "From this device or its camera; what you share with the app comes here as well."))
        (portal::grid(main, aside))
    };
    Ok(Page::new("Give us files", body)
        .frame(Frame::Portal)
        .styles(&["portal", "extra", "record", "list", "form", "empty"])
        .live("tickets"))
}

/// Opens the camera of a phone; elsewhere it chooses a picture.
pub(super) fn photo(id: &str) -> Input {
    Input::file("file", "Or take a photo")
        .id(id)
        .attr("accept", "image/*")
        .attr("capture", "environment")
        .optional()
}
