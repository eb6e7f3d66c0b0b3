//! What the page of a client shows of its invoices.

use super::{
    super::{
        VIEW,
        actions::CREATE,
        invoice::{BY_CLIENT, Invoice},
        list::{badge_of, due_of},
        statement,
    },
    money::SHOWN,
};
use crate::{
    base::{Money, Result},
    data::{Key, Visit},
    features::{
        clients::{self, Client, ClientTab, SectionView, counted, table_of},
        settings::CurrentSettings,
    },
    ui::prelude::*,
};
use maud::{Markup, html};

/// Invoices of a client, and what is open, on the client's page.
pub const CLIENT_SECTION: clients::Section = clients::Section {
    tab: ClientTab::Money,
    needs: VIEW,
    count: Some(|visit, client| counted::<Invoice>(visit, client, BY_CLIENT)),
    draw: client_section,
};

fn client_section(visit: &Visit, client: &Client, view: &SectionView<'_>) -> Result<Markup> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let papers: Vec<Invoice> = visit.related(client, BY_CLIENT, Key::new().id(client.id), SHOWN)?;
    let may_write = visit.may(&CREATE, client);
    let table = table_of(
        ("Invoices", "client-invoices"),
        &["Invoice", "Status", "Due", "Total", "Left to pay"],
        &papers,
        view,
        |invoice| {
            let left = invoice.left();
            Row::new()
                .name_link(
                    &format!("/invoices/{}", invoice.id),
                    invoice.title.as_str(),
                    invoice.called(),
                )
                .cell(badge_of(invoice))
                .cell(due_of(visit, invoice))
                .number(
                    Money(invoice.signed(invoice.totals().gross.0))
                        .show(invoice.currency(currency)),
                )
                .number(
                    html! { @if left != Money::ZERO { (left.show(invoice.currency(currency))) } },
                )
        },
    );
    Ok(html! {
        (table)
        @if may_write || !papers.is_empty() {
            (buttons(html! {
                @if statement::sees_all_of(visit, client.id) { (Button::link("Statement", format!("/clients/{}/statement", client.id)).small()) }
                @if may_write {
                    (Button::link("Bill unbilled time", format!("/clients/{}/unbilled", client.id)).small())
                    (Button::link("New invoice", format!("/invoices/new?client={}", client.id)).small())
                }
            }))
        }
    })
}
