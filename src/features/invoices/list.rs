//! Invoices in rows: all that somebody may see.

use maud::{Markup, html};

use super::{
    actions::{CREATE, EXPORT, SET_TERMS, VIEW_PAYMENTS},
    invoice::{BY_STATUS, COUNT, GROSS, Invoice, LEFT, Paper, Status},
    query::InvoiceQuery,
};
use crate::{
    access::Action,
    base::{Choice, Money, Result},
    data::{Key, Query, Visit},
    features::{
        clients::Client,
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        projects::Project,
    },
    ui::prelude::*,
    web::{Reply, Request},
};

pub fn badge_of(invoice: &Invoice) -> Markup {
    match invoice.is_credit_note() && invoice.is_issued() {
        true => badge(Tone::Stone, Paper::CreditNote.label()),
        false => badge(invoice.status.tone(), invoice.status.label()),
    }
}

fn key(status: Status) -> Key {
    Key::new().byte(status.code())
}

fn count_of(visit: &Visit, status: Status) -> Result<Totals> {
    let query = Query::<Invoice>::by(BY_STATUS).under(key(status));
    Totals::tallied(visit, (COUNT, key(status)), &query)
}

fn tabs_of(visit: &Visit) -> Result<Vec<ListTab>> {
    let mut tabs = vec![ListTab::new("All", "")];
    for each in [
        Status::Draft,
        Status::Overdue,
        Status::PartlyPaid,
        Status::Issued,
        Status::Paid,
    ] {
        let tab = ListTab::new(each.label(), format!("status={}", each.key()));
        tabs.push(tab.count(Some(count_of(visit, each)?)));
    }
    tabs.push(ListTab::new("Credit notes", "paper=credit_note"));
    Ok(tabs)
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let may_write = visit.may_somewhere(&CREATE);
    let frame = Frame {
        head: html! {
            (Head::new("Invoices").actions(html! {
                (Button::link("Open by age", "/invoices/open"))
                @if visit.may_somewhere(&SET_TERMS) { (Button::link("Terms", "/invoices/terms").icon(Icon::Settings)) }
                @if visit.may_somewhere(&VIEW_PAYMENTS) { (Button::link("Payments", "/payments")) }
                @if may_write { (Button::link("New invoice", "/invoices/new").primary().icon(Icon::Plus).key("c")) }
            }))
        },
        tabs: tabs_of(visit)?,
        find: "Find by title or number",
        nothing: html! {
            (Empty::first("No invoices yet", "An invoice is written by hand, from a quote that was accepted, or from time that nobody has billed.")
                .actions(html! { @if may_write { (Button::link("New invoice", "/invoices/new").primary()) } }))
        },
        ..Frame::default()
    };
    lists::page::<Invoice>(visit, request, frame)
}

/// Whose invoice it is, as far as the person may know.
fn company(visit: &Visit, invoice: &Invoice) -> Result<String> {
    let client: Option<Client> = visit.follow(invoice, |invoice: &Invoice| invoice.client)?;
    Ok(client.map(|client| client.name).unwrap_or_default())
}

/// By when it is paid, and whether that is over.
pub fn due_of(visit: &Visit, invoice: &Invoice) -> Markup {
    let today = visit.today();
    let Some(due) = invoice.due else {
        return html! {};
    };
    match invoice.status {
        Status::Overdue => due_toned(Tone::Danger, due.show(today)),
        status if status.is_open() && due <= today + 3 => due_toned(Tone::Warning, due.show(today)),
        _ => html! { span class="dim" { (due.show(today)) } },
    }
}

impl Listed for Invoice {
    type Asked = InvoiceQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<Status>("status", "Status"),
        Filter::choice::<Paper>("paper", "Kind"),
        Filter::record::<Client>("client", "Client"),
        Filter::record::<Project>("project", "Project"),
        Filter::day("from", "Issued from"),
        Filter::day("until", "Issued until"),
    ];
    const SUMMED: Option<&'static str> = Some("gross");

    fn columns() -> Vec<Shown<Invoice>> {
        vec![
            Shown::<Invoice>::new("standing", "Status", |_, invoice| Ok(badge_of(invoice)))
                .told(|_, invoice| Ok(invoice.status.label().to_owned())),
            Shown::<Invoice>::new("client", "Client", |around, invoice| {
                Ok(firm(&company(around.visit, invoice)?))
            }),
            Shown::<Invoice>::new("due", "Due", |around, invoice| {
                Ok(due_of(around.visit, invoice))
            })
            .sorts(&[("due", Sort::Ascending)]),
            Shown::<Invoice>::new("gross", "Total", |around, invoice| {
                let amount = Money(invoice.signed(invoice.totals().gross.0));
                Ok(html! { (amount.show(invoice.currency(around.currency))) })
            })
            .number()
            .told(|around, invoice| {
                let amount = Money(invoice.signed(invoice.totals().gross.0));
                Ok(amount.input(invoice.currency(around.currency)))
            })
            .sorts(&[("total", Sort::Descending), ("total-up", Sort::Ascending)]),
            Shown::<Invoice>::new("left", "Left to pay", |around, invoice| {
                let left = invoice.left();
                Ok(html! { @if left != Money::ZERO { (left.show(invoice.currency(around.currency))) } })
            })
            .number()
            .told(|around, invoice| Ok(invoice.left().input(invoice.currency(around.currency)))),
            Shown::<Invoice>::new("currency", "Currency", |around, invoice| {
                Ok(html! { (invoice.currency(around.currency).code) })
            })
            .on_choice(),
            Shown::<Invoice>::new("owner", "Written by", |around, invoice| {
                Ok(who(around.names.name(invoice.owner)))
            })
            .on_choice(),
            Shown::<Invoice>::new("touched", "Last changed", |around, invoice| {
                Ok(html! { (invoice.touched.show(around.visit.at, &around.visit.tz)) })
            })
            .dim()
            .sorts(&[("", Sort::Descending)])
            .on_choice(),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        Ok(Named::new(
            format!("/invoices/{}", self.id),
            &self.title,
            self.called(),
        ))
    }

    fn sorted<'s>(asked: &InvoiceQuery, said: &'s str) -> Option<&'s str> {
        (!asked.is_of_days()).then_some(said)
    }

    fn query(_: &Visit, asked: &InvoiceQuery) -> Result<Option<Query<Invoice>>> {
        Ok(Some(asked.query()))
    }

    /// As the house counts it.
    fn value(&self) -> Money {
        let gross = self.exchange.in_house(self.totals().gross);
        Money(self.signed(gross.0))
    }

    fn totals(visit: &Visit, asked: &InvoiceQuery) -> Result<Option<Totals>> {
        if asked.is_filtered() {
            return Ok(None);
        }
        let within = match asked.statuses.as_slice() {
            [] => Status::ALL,
            statuses => statuses,
        };
        let (mut count, mut sum) = (0, 0);
        for status in within {
            let held = visit.total::<Invoice>(COUNT, key(*status))?;
            let worth = visit.total::<Invoice>(GROSS, key(*status))?;
            let (Some(held), Some(worth)) = (held, worth) else {
                return Ok(None);
            };
            count += held;
            sum += worth;
        }
        Ok(Some(Totals {
            count: u64::try_from(count).unwrap_or(0),
            value: Some(Money(sum)),
            whole: true,
        }))
    }

    fn counted(visit: &Visit, filter: &str, value: &str) -> Result<Option<Totals>> {
        match Status::from_key(value).filter(|_| filter == "status") {
            Some(status) => count_of(visit, status).map(Some),
            None => Ok(None),
        }
    }
}

/// What is left to pay in all, where a tally can answer this person.
pub fn left_in_all(visit: &Visit) -> Result<Option<Money>> {
    let mut sum = 0;
    for status in Status::OPEN {
        match visit.total::<Invoice>(LEFT, key(status))? {
            Some(left) => sum += left,
            None => return Ok(None),
        }
    }
    Ok(Some(Money(sum)))
}
