//! Who signs, until when, and with which words: before a request is there, and until it is sent.

use maud::{Markup, html};

use crate::{
    access::Tier,
    base::Result,
    data::Visit,
    features::{
        documents::Document,
        form_key,
        people::{Directory, User},
        signatures::{
            forms::{EditRequest, MOST_SIGNERS, NewRequest},
            request::SignatureRequest,
        },
    },
    ui::prelude::*,
    web::{Filled, Form, Page},
};

/// Choices at first sight; one more for each that is taken.
const AT_FIRST: usize = 3;

/// The client's people who come into the portal, and the house's.
fn people<'n>(names: &'n Directory, document: &Document) -> (Vec<&'n User>, Vec<&'n User>) {
    let client = document.client.map(|id| id.raw());
    let of_client = |user: &&User| {
        user.tier == Tier::Client
            && !user.inactive
            && user.client.is_some()
            && user.client == client
    };
    let mut theirs: Vec<&User> = names.users.values().filter(of_client).collect();
    theirs.sort_by(|a, b| a.name.cmp(&b.name));
    (theirs, names.staff())
}

/// The fields of both forms; one that is prepared already has its last day.
pub(super) fn fields<F: Form>(
    visit: &Visit,
    document: &Document,
    form: &Filled<F>,
    prepared: bool,
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let (theirs, ours) = people(&names, document);
    let chosen: Vec<&str> = form.values("people").filter(|id| !id.is_empty()).collect();
    let rows = (chosen.len() + 1).clamp(AT_FIRST, MOST_SIGNERS);
    let choice = |n: usize| {
        let mut select = Select::new("people", format!("Signs {}", nth(n)))
            .id(match n {
                0 => "people".to_owned(),
                n => format!("people-{n}"),
            })
            .nothing("Nobody")
            .maybe_value(chosen.get(n));
        if !theirs.is_empty() {
            select = select
                .group("Of the client")
                .options(theirs.iter().map(|user| (user.id, user.name.clone())));
        }
        select = select
            .group("Of the house")
            .options(ours.iter().map(|user| (user.id, user.name.clone())));
        match n {
            0 => select.error(form.problems.of("people")),
            _ => select,
        }
    };
    Ok(html! {
        fieldset class="stack" {
            legend { "Who signs" }
            @for n in 0..rows { (choice(n)) }
            @if theirs.is_empty() && document.client.is_some() {
                p class="dim t12" { "Nobody of the client has an account in the portal yet. Open it for a contact on the client’s page." }
            }
        }
        (form.tick("in_order", "One after the other").hint("In the order above; otherwise all are asked at once."))
        (fields_two(html! {
            @let last = form.date("expires", "Last day");
            @if prepared { (last.required()) } @else { (last.optional().hint("Empty: three weeks.")) }
            (form.number("every", "Days between reminders").optional().hint("Empty: nobody is reminded."))
        }))
        (form.area("message", "Message").rows(3).optional().hint("Everybody who is asked reads it."))
    })
}

fn nth(n: usize) -> String {
    match n {
        0 => "first".into(),
        1 => "second".into(),
        2 => "third".into(),
        more => format!("as number {}", more + 1),
    }
}

pub fn new(visit: &Visit, document: &Document, form: &Filled<NewRequest>) -> Result<Page> {
    let back = format!("/documents/{}", document.id);
    let body = html! {
        (Head::new("Have it signed").fact(document.name.clone()))
        (record(html! {
            form class="stack" method="post" action="/signature-requests" data-once {
                (hidden("_key", form_key()))
                (hidden("document", document.id))
                (form.summary())
                (fields(visit, document, form, false)?)
                (buttons(html! {
                    (Button::submit("Prepare").primary())
                    (Button::link("Back", back.as_str()))
                }))
            }
        }, html! {
            (Section::new("What happens", html! {
                ol class="list" {
                    li { "You say where on the pages what stands. Nobody hears of it yet." }
                    li { "You send it. From then on it doesn’t change any more." }
                    li { "Each reads it and signs, here or in the portal." }
                    li { "With the last signature the house seals the file, and it becomes the document’s new version." }
                }
            }))
        }))
    };
    Ok(Page::new("Have it signed", body)
        .under("Documents", "/documents")
        .under(document.name.as_str(), back)
        .styles(&["form", "record", "extra", "list"])
        .status(form.status()))
}

/// The form of one that isn't sent yet, as it is.
pub fn filled(request: &SignatureRequest) -> Filled<EditRequest> {
    let mut values: Vec<(&str, String)> = vec![
        ("message", request.message.clone()),
        ("expires", request.expires.iso()),
        ("every", request.every.to_string()),
    ];
    let signers = request.signers.iter();
    values.extend(signers.map(|signer| ("people", signer.user.to_string())));
    if request.in_order {
        values.push(("in_order", "on".into()));
    }
    Filled::blank(&values)
}
