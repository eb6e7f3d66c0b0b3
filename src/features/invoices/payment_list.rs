//! Payments in rows, the newest day first.

use maud::html;

use super::{
    actions::{CLOSE, EXPORT, EXPORT_PAYMENTS},
    payment::{Payment, PaymentKind},
    query::PaymentQuery,
};
use crate::{
    access::Action,
    base::{Choice, Money, Result},
    data::{Query, Visit},
    features::{
        clients::Client,
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown},
    },
    ui::prelude::*,
    web::{Reply, Request},
};

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let frame = Frame {
        head: html! { (Head::new("Payments").actions(html! {
            @if visit.may_somewhere(&CLOSE) { (Button::link("Closed books", "/book-closing").icon(Icon::Lock)) }
            @if visit.may_somewhere(&EXPORT) && visit.may_somewhere(&EXPORT_PAYMENTS) { (Button::link("Accounting", "/accounting")) }
            (Button::link("Invoices", "/invoices").icon(Icon::Invoice))
        })) },
        tabs: vec![
            ListTab::new("All", ""),
            ListTab::new("Received", "kind=received"),
            ListTab::new("From credit", "kind=credit"),
            ListTab::new("Refunds", "kind=refund"),
        ],
        find: "Find by reference",
        nothing: html! {
            (Empty::first("No payments yet", "A payment is recorded on its invoice, or on the statement of the client."))
        },
        ..Frame::default()
    };
    lists::page::<Payment>(visit, request, frame)
}

impl Listed for Payment {
    type Asked = PaymentQuery;
    const EXPORT: Action = EXPORT_PAYMENTS;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<PaymentKind>("kind", "Kind"),
        Filter::record::<Client>("client", "Client"),
        Filter::day("from", "From"),
        Filter::day("until", "Until"),
    ];
    const SUMMED: Option<&'static str> = Some("amount");

    fn columns() -> Vec<Shown<Payment>> {
        vec![
            Shown::<Payment>::new("day", "Day", |around, payment| {
                Ok(html! { (payment.day.show(around.visit.today())) })
            }),
            Shown::<Payment>::new("client", "Client", |around, payment| {
                let client: Option<Client> = around
                    .visit
                    .follow(payment, |payment: &Payment| payment.client)?;
                Ok(firm(&client.map(|client| client.name).unwrap_or_default()))
            }),
            Shown::<Payment>::new("way", "How", |_, payment| {
                Ok(html! { (payment.way.label()) })
            }),
            Shown::<Payment>::new("amount", "Amount", |around, payment| {
                Ok(html! { (payment.amount.show(payment.currency(around.currency))) })
            })
            .number()
            .told(|around, payment| Ok(payment.amount.input(payment.currency(around.currency)))),
            Shown::<Payment>::new("currency", "Currency", |around, payment| {
                Ok(html! { (payment.currency(around.currency).code) })
            })
            .on_choice(),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        let title = match self.reference.as_str() {
            "" => self.kind.label(),
            reference => reference,
        };
        Ok(Named::new(
            format!("/payments/{}", self.id),
            title,
            self.id.to_string(),
        ))
    }

    fn sorted<'s>(_: &PaymentQuery, _: &'s str) -> Option<&'s str> {
        None
    }

    fn query(_: &Visit, asked: &PaymentQuery) -> Result<Option<Query<Payment>>> {
        Ok(Some(asked.query()))
    }

    /// As the house counts it.
    fn value(&self) -> Money {
        let amount = self.exchange.in_house(self.amount);
        match self.kind {
            PaymentKind::Received => amount,
            PaymentKind::Refund => Money::ZERO - amount,
            _ => Money::ZERO,
        }
    }
}
