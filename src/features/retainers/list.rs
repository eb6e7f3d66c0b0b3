//! Retainers in rows.

use maud::html;

use super::{
    actions::{CREATE, EXPORT},
    forms::RetainerQuery,
    retainer::{BY_TOUCHED, CLIENT, Retainer, STATE, State},
};
use crate::{
    access::Action,
    base::{Choice, Money, Result, time},
    data::{BY_NUMBER, Key, Query, Visit},
    features::{
        clients::Client,
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown},
    },
    ui::prelude::*,
    web::{Reply, Request},
};

impl RetainerQuery {
    /// Last changed first.
    pub fn query(&self) -> Query<Retainer> {
        let mut query = match self.by_number {
            true => Query::by(BY_NUMBER),
            false => Query::by(BY_TOUCHED).descending(true),
        };
        if !self.states.is_empty() {
            let states = self.states.iter();
            query = query.any(STATE, states.map(|held| Key::new().text(held.key())));
        }
        if !self.clients.is_empty() {
            let clients = self.clients.iter();
            query = query.any(CLIENT, clients.map(|id| Key::new().id(*id)));
        }
        query.words(&self.words)
    }
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let may_write = visit.may_somewhere(&CREATE);
    let frame = Frame {
        head: html! {
            (Head::new("Retainers").actions(html! {
                @if may_write { (Button::link("New retainer", "/retainers/new").primary().icon(Icon::Plus).key("c")) }
            }))
        },
        tabs: vec![
            ListTab::new("Running", "state=running"),
            ListTab::new("All", ""),
            ListTab::new("Ended", "state=ended"),
        ],
        find: "Find by title",
        nothing: html! {
            (Empty::first("No retainers yet", "A retainer is what a client has of your hours each month or quarter, at a price that is agreed. Its periods open, close and are billed by themselves.")
                .actions(html! { @if may_write { (Button::link("New retainer", "/retainers/new").primary()) } }))
        },
        ..Frame::default()
    };
    lists::page::<Retainer>(visit, request, frame)
}

/// `10 h a month`
pub fn included(held: &Retainer) -> String {
    format!(
        "{} a {}",
        time::minutes(i64::from(held.terms.included)),
        held.every.label().to_lowercase()
    )
}

impl Listed for Retainer {
    type Asked = RetainerQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<State>("state", "Status"),
        Filter::record::<Client>("client", "Client"),
    ];

    fn columns() -> Vec<Shown<Retainer>> {
        vec![
            Shown::<Retainer>::new("state", "Status", |_, held| {
                Ok(badge(held.state.tone(), held.state.label()))
            }),
            Shown::<Retainer>::new("client", "Client", |around, held| {
                let client: Option<Client> =
                    around.visit.follow(held, |held: &Retainer| held.client)?;
                Ok(firm(&client.map(|client| client.name).unwrap_or_default()))
            }),
            Shown::<Retainer>::new("included_minutes", "Included", |_, held| {
                Ok(html! { (included(held)) })
            }),
            Shown::<Retainer>::new("price", "Price of a period", |around, held| {
                Ok(html! { (held.terms.price.show(around.currency)) })
            })
            .number()
            .told(|around, held| Ok(held.terms.price.input(around.currency))),
            Shown::<Retainer>::new("owner", "Looked after by", |around, held| {
                Ok(who(around.names.name(held.owner)))
            }),
            Shown::<Retainer>::new("until", "Ends", |around, held| {
                Ok(html! { @if let Some(until) = held.until { (until.show(around.visit.today())) } })
            })
            .dim(),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        Ok(Named::new(
            format!("/retainers/{}", self.id),
            &self.title,
            self.id.to_string(),
        ))
    }

    fn sorted<'s>(_: &RetainerQuery, _: &'s str) -> Option<&'s str> {
        None
    }

    fn query(_: &Visit, asked: &RetainerQuery) -> Result<Option<Query<Retainer>>> {
        Ok(Some(asked.query()))
    }

    fn value(&self) -> Money {
        self.terms.price
    }
}
