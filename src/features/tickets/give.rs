//! Where a client gives files from their phone: what was asked for, one by one, and what they want to show beside.

use maud::html;

use super::{
    actions::{ATTACH, RAISE},
    forms::raised,
    portal::{give, photo, wanted_from_client},
};
use crate::{
    base::{Result, language::say},
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
        (Section::new(say("give-what-we-asked-you-for"), html! {
            @if wanted.is_empty() {
                (Empty::quiet(say("give-nothing-is-asked-for"), say("give-when-we-need-a-document-from")).plain())
            } @else {
                ul class="checks" { @for (ticket, requirement) in &wanted {
                    @let key = format!("need-{}-{}", ticket.id, requirement.key);
                    (Check::new(key.as_str(), requirement.title.as_str())
                        .end(html! { a class="link" href=(format!("/portal/requests/{}", ticket.id)) { (ticket.title) } })
                        .note(html! {
                            @if !requirement.refused.is_empty() { p { strong { (say("request-send-again")) " " } (requirement.refused) } }
                            @if visit.may(&ATTACH, ticket) { (give(ticket, requirement, &key, None)) }
                        }))
                } }
            }
        }).live("wanted"))
    };
    let aside = html! {
        @if visit.may_somewhere(&RAISE) {
            (Section::new(say("give-something-else"), html! {
                form class="stack" method="post" action="/portal/requests" enctype="multipart/form-data" data-once data-drop="plain" {
                    (hidden("_key", form_key()))
                    (Select::new("kind", say("give-kind")).options(raised()))
                    (Input::text("title", say("give-subject")).required())
                    (Textarea::new("text", say("give-what-it-is-about")).rows(3).required())
                    (Input::file("file", say("give-files")).multiple().optional().flag("data-shared"))
                    (photo("photo"))
                    (buttons(Button::submit(say("give-send-it")).primary().icon(Icon::Send)))
                }
            }))
        }
    };
    let body = html! {
        (portal::back(say("give-files"), "/portal/files"))
        (portal::welcome(say("give-give-us-files"), say("give-from-this-device-or-its-camera")))
        (portal::grid(main, aside))
    };
    Ok(Page::new(say("give-give-us-files"), body)
        .frame(Frame::Portal)
        .styles(&["portal", "extra", "record", "list", "form", "empty"])
        .live("tickets"))
}
