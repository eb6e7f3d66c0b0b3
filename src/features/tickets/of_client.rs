//! The tickets of a client, on the client's page.

use maud::{Markup, html};

use super::{BY_CLIENT, Ticket};
use crate::{
    base::{Choice, Result},
    data::{Key, Visit},
    features::{clients::Client, people::Directory},
    ui::prelude::*,
};

/// Rows of the section.
const SHOWN: usize = 30;

pub fn section(visit: &Visit, client: &Client) -> Result<Markup> {
    let rows: Vec<Ticket> = visit.related(client, BY_CLIENT, Key::new().id(client.id), SHOWN)?;
    if rows.is_empty() {
        return Ok(html! {});
    }
    let names = Directory::of(visit)?;
    let table = Table::tight()
        .column(Column::new("Ticket"))
        .column(Column::new("Kind"))
        .column(Column::new("Stage"))
        .column(Column::new("In the hands of"))
        .column(Column::new("Last happened"))
        .body(rows.iter().map(|ticket| {
            Row::new()
                .id(format!("tk-{}", ticket.id.raw()))
                .name_link(
                    &format!("/tickets/{}", ticket.id),
                    ticket.title.as_str(),
                    ticket.id.to_string(),
                )
                .cell(ticket.kind.label())
                .cell(badge(ticket.stage.tone(), ticket.stage.label()))
                .cell(names.name(ticket.owner))
                .dim(ticket.touched.show(visit.at, &visit.tz))
        }));
    Ok(html! { (Section::new("Tickets", table).small(rows.len()).live("client-tickets")) })
}
