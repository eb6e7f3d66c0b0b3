//! One request as whoever sent it looks at it.

use maud::html;

use super::{
    place::editor,
    prepare::{fields, filled},
    reading::{picture, signers},
    typed_places,
};
use crate::{
    base::{Choice, Error, Moment, Result},
    data::Visit,
    features::{
        history,
        people::Directory,
        signatures::{
            actions::{ASK, CANCEL, SEND},
            forms::{EditRequest, Places},
            list::live,
            request::{SignatureRequest, Status},
        },
    },
    ui::prelude::*,
    web::{Filled, Page, Request, form::Reason, link},
};

/// What was typed into the forms of its page.
pub struct Forms {
    pub edit: Filled<EditRequest>,
    pub places: Filled<Places>,
    pub cancel: Filled<Reason>,
    pub send: Option<Error>,
}

impl Forms {
    pub fn blank(request: &SignatureRequest) -> Forms {
        Forms {
            edit: filled(request),
            places: typed_places(request),
            cancel: Filled::blank(&[]),
            send: None,
        }
    }

    fn status(&self) -> u16 {
        let forms = [
            self.edit.status(),
            self.places.status(),
            self.cancel.status(),
        ];
        let sent = self.send.as_ref().map_or(200, Error::status);
        forms.into_iter().chain([sent]).max().unwrap_or(200)
    }
}

pub fn one(
    visit: &Visit,
    request: &SignatureRequest,
    asked: &Request,
    forms: &Forms,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let base = format!("/signature-requests/{}", request.id);
    let draft = request.status == Status::Draft && visit.may(&ASK, request);
    let mine = request
        .must_be_turn_of(visit.actor.person, visit.at)
        .is_ok();
    let at = |at: Moment| at.show(visit.at, &visit.tz);
    let actions = html! {
        @if mine { (Button::link("Read and sign", format!("{base}/sign")).primary().icon(Icon::Sign)) }
        @if request.sealed.is_some() { (Button::link("Signed file", format!("{base}/file?sealed=on")).icon(Icon::Download)) }
        (Button::link("What is signed", format!("{base}/file")).icon(Icon::Download))
        @if request.status == Status::Draft && visit.may(&SEND, request) {
            (post_button(&format!("{base}/send"), hidden("version", request.version), Button::submit("Send").primary().icon(Icon::Send)))
        }
    };
    let document = link(visit, request.document.as_ref(), request.name.as_str());
    let facts = Facts::new()
        .fact(
            "State",
            badge(request.status.tone(), request.status.label()),
        )
        .fact("Document", document)
        .fact("Version", request.number.to_string())
        .fact("Asked by", who(names.name(request.sender)))
        .maybe("Sent", request.sent_at.map(at))
        .fact("Last day", request.expires.show(visit.today()))
        .fact(
            "Reminders",
            match request.every {
                0 => "none".to_owned(),
                1 => "every day".to_owned(),
                days => format!("every {days} days"),
            },
        )
        .maybe("Ended", request.ended_at.map(at))
        .maybe(
            "Because",
            (!request.reason.is_empty()).then_some(&request.reason),
        )
        .fact(
            "SHA-256 of what is signed",
            html! { span class="mono hash t12" { (request.hash) } },
        );
    let may_cancel =
        matches!(request.status, Status::Draft | Status::Open) && visit.may(&CANCEL, request);
    let owner = visit.follow(request, |request| request.document)?;
    let main = html! {
        @if let Some(why) = &forms.send { (Banner::error(why.to_string())) }
        @if matches!(request.status, Status::Draft | Status::Open) && owner.as_ref().is_some_and(|document| document.newest != request.of) {
            (Banner::warning(html! { "A newer version of the document counts by now. What is signed here is version " (request.number) "." }))
        }
        @if draft {
            @if request.signers.is_empty() { (Banner::info("Say below who signs, then send it.")) }
            (editor(request, &forms.places, &base))
        } @else {
            div class="signpages" {
                @for number in 1..=request.pages.len() { (picture(request, &base, number)) }
            }
        }
    };
    let aside = html! {
        div class="stack l" data-live-id="request-facts" {
            (facts)
            (Section::new("Who signs", html! {
                @if request.signers.is_empty() { p class="dim" { "Nobody yet." } } @else { (signers(visit, request)) }
            }).small(if request.in_order { "One after the other" } else { "All at once" }))
            @if let Some(sealed) = &request.sealed {
                (Section::new("Seal", html! {
                    (Facts::new()
                        .fact("Sealed", at(sealed.at))
                        .fact("Time stamp", match &sealed.stamped {
                            Some(stamped) => format!("{}, {}", stamped.by, at(stamped.at)),
                            None => "None: the time is our clock’s".to_owned(),
                        })
                        .fact("SHA-256", html! { span class="mono hash t12" { (sealed.hash) } })
                        .fact("Certificate", html! { span class="mono hash t12" { (sealed.certificate) } }))
                    p class="mute t12" { "A seal can’t be taken back. If something is wrong, add a new version and have that signed. Whoever has the file can check it at " a class="link" href="/verify" { "/verify" } "." }
                }))
            }
        }
        @if let Some(document) = owner.filter(|_| draft) {
            (Section::new("Who, until when", html! {
                form class="stack" method="post" action=(base) data-once {
                    (forms.edit.version(request.version))
                    (forms.edit.summary())
                    (fields(visit, &document, &forms.edit, true)?)
                    (buttons(Button::submit("Save")))
                }
            }))
        }
        @if may_cancel {
            (Section::new("Cancel", html! {
                form class="stack" method="post" action=(format!("{base}/cancel")) data-once {
                    (forms.cancel.summary())
                    (forms.cancel.text("reason", "Reason").id("cancel-reason").required().hint("Those who were asked are told."))
                    (buttons(Button::submit("Cancel the request").danger()))
                }
            }).small("It can’t be taken back"))
        }
        (Section::new("History", history::of(visit, request, asked)?).live("history"))
    };
    let body = html! {
        (Head::new(request.name.as_str()).fact(format!("{}, to be signed", request.id)).actions(actions))
        (record(main, aside))
    };
    Ok(live(Page::new(request.name.as_str(), body), request)
        .under("Signatures", "/signature-requests")
        .at(base)
        .styles(&["form", "record", "extra", "list", "thread", "sign"])
        .scripts(&["sign-place"])
        .status(forms.status()))
}
