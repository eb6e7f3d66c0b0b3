//! Requests for signatures in rows.

use maud::html;

use super::{
    actions::{EDIT_TIME_STAMPS, EXPORT, VIEW},
    query::RequestQuery,
    request::{BY_MOVED, BY_TURN, SignatureRequest, Status},
};
use crate::{
    access::Action,
    base::{Choice, Id, Result},
    data::{Key, Query, Visit},
    features::{
        clients::Client,
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown},
        people::User,
    },
    ui::prelude::*,
    web::{Page, Reply, Request},
};

/// What waits for this person's signature, the first that ends first.
pub fn waiting(visit: &Visit) -> Result<Vec<SignatureRequest>> {
    if !visit.may_somewhere(&VIEW) {
        return Ok(Vec::new());
    }
    let me = Id::<User>::new(visit.actor.person);
    visit.own_related(BY_TURN, Key::new().id(me), 20)
}

/// What one of a client's people was asked to sign, the last moved first.
pub fn of_client(visit: &Visit) -> Result<Vec<SignatureRequest>> {
    if !visit.may_somewhere(&VIEW) {
        return Ok(Vec::new());
    }
    Ok(visit.list(Query::by(BY_MOVED).limit(50))?.rows)
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let mine = waiting(visit)?;
    let frame = Frame {
        head: html! {
            (Head::new("Signatures").actions(html! {
                @if visit.may_somewhere(&EDIT_TIME_STAMPS) { (Button::link("Time stamps", "/time-stamps").icon(Icon::Shield)) }
                (Button::link("Check a file", "/verify").icon(Icon::Shield))
                (Button::link("Choose a document", "/documents").primary().icon(Icon::Docs))
            }))
            @if !mine.is_empty() {
                (Section::new("Waits for your signature", html! {
                    ul class="list" { @for held in &mine {
                        (item_link(icon(Icon::Sign), &format!("/signature-requests/{}/sign", held.id), held.name.as_str(),
                            html! { "until " (held.expires.show(visit.today())) },
                            Button::link("Read and sign", format!("/signature-requests/{}/sign", held.id)).small()))
                    } }
                }).live("to-sign"))
            }
        },
        tabs: vec![
            ListTab::new("All", ""),
            ListTab::new("Open", "status=open").nothing(Empty::quiet(
                "Nobody is asked for a signature",
                "What you send out to be signed waits here until everybody has.",
            )),
            ListTab::new("Sealed", "status=sealed").nothing(Empty::quiet(
                "Nothing is sealed yet",
                "What everybody has signed comes here.",
            )),
            ListTab::new("Mine", "sender=me").nothing(Empty::quiet(
                "You asked for no signature",
                "Open a document and choose “Have it signed”.",
            )),
        ],
        nothing: html! {
            (Empty::quiet("No document is to be signed", "Open a document that is a PDF and choose “Have it signed”: people of the client and of the house read it and sign it one after the other or all at once.")
                .actions(Button::link("Documents", "/documents")))
        },
        ..Frame::default()
    };
    lists::page::<SignatureRequest>(visit, request, frame)
}

impl Listed for SignatureRequest {
    type Asked = RequestQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Status>("status", "State"),
        Filter::people("sender", "Asked by"),
        Filter::record::<Client>("client", "Client"),
    ];

    fn columns() -> Vec<Shown<SignatureRequest>> {
        vec![
            Shown::<SignatureRequest>::new("status", "State", |_, held| {
                Ok(badge(held.status.tone(), held.status.label()))
            }),
            Shown::<SignatureRequest>::new("signers", "Signed", |_, held| {
                Ok(html! { (held.signed()) " of " (held.signers.len()) })
            })
            .told(|_, held| Ok(format!("{} of {}", held.signed(), held.signers.len()))),
            Shown::<SignatureRequest>::new("expires", "Last day", |around, held| {
                Ok(html! { (held.expires.show(around.visit.today())) })
            }),
            Shown::<SignatureRequest>::new("sender", "Asked by", |around, held| {
                Ok(who(around.names.name(held.sender)))
            }),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        Ok(Named::new(
            format!("/signature-requests/{}", self.id),
            &self.name,
            html! { (self.id) " · version " (self.number) },
        ))
    }

    fn query(visit: &Visit, asked: &RequestQuery) -> Result<Option<Query<SignatureRequest>>> {
        Ok(Some(asked.query(visit)))
    }
}

/// Names what is read, so that open pages hear of it.
pub fn live(page: Page, request: &SignatureRequest) -> Page {
    page.live(format!("signature-requests:{}", request.id.raw()))
}
