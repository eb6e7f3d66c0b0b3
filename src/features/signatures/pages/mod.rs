//! Pages of signatures: preparing a request, one request, and reading and signing.

mod one;
mod place;
mod prepare;
mod reading;

pub use one::{Forms, one};
pub use place::typed as typed_places;
pub use prepare::{filled, new};
pub use reading::{Side, Signing, signing};

use maud::{Markup, html};

use crate::{
    base::{Choice, Result, language::say},
    data::Visit,
    features::{
        documents::Document,
        signatures::{
            actions::{ASK, VIEW},
            list, ops,
            request::SignatureRequest,
        },
    },
    said,
    ui::prelude::*,
};

/// What is asked about a document, on its page.
pub fn of_document(visit: &Visit, document: &Document) -> Result<Markup> {
    if !visit.may_somewhere(&VIEW) {
        return Ok(html! {});
    }
    let asked = ops::of_document(visit, document)?;
    let may = visit.may(&ASK, document) && !document.archived;
    if asked.is_empty() && !may {
        return Ok(html! {});
    }
    let body = html! {
        @if asked.is_empty() { p class="dim" { "Nobody was asked to sign it." } }
        @else { ul class="list" { @for held in &asked {
            (item_link(icon(Icon::Sign), &format!("/signature-requests/{}", held.id), format!("Version {}", held.number),
                said!("sign-signed-of", signed = held.signed(), all = held.signers.len()), badge(held.status.tone(), held.status.label())))
        } } }
    };
    let mut section = Section::new("Signatures", body).live("signatures");
    if may {
        let to = format!("/signature-requests/new?document={}", document.id);
        section = section.action(Button::link("Have it signed", to).small());
    }
    Ok(html! { (section) })
}

/// What waits for the signature of one of a client's people, for the portal's first page.
pub fn waiting_for_client(visit: &Visit) -> Result<Vec<SignatureRequest>> {
    list::waiting(visit)
}

/// What they were asked to sign, on the portal's page of files.
pub fn of_client(visit: &Visit) -> Result<Markup> {
    let asked = list::of_client(visit)?;
    Ok(html! {
        @if !asked.is_empty() {
            (Section::new(say("sign-all-of-them"), html! {
                ul class="list" { @for held in &asked {
                    (item_link(icon(Icon::Sign), &format!("/portal/signature-requests/{}", held.id), held.name.as_str(),
                        said!("sign-signed-of", signed = held.signed(), all = held.signers.len()), badge(held.status.tone(), held.status.label())))
                } }
            }))
        }
    })
}
