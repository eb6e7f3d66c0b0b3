//! The tickets of a client, on the client's page.

use maud::Markup;

use super::{BY_CLIENT, Ticket, actions::VIEW};
use crate::{
    base::{Choice, Result},
    data::{Key, Visit},
    features::{
        clients::{Client, ClientTab, Section, SectionView, counted, table_of},
        people::Directory,
    },
    ui::prelude::*,
};

/// Rows of the section.
const SHOWN: usize = 100;

pub const SECTION: Section = Section {
    tab: ClientTab::Tickets,
    needs: VIEW,
    count: Some(|visit, client| counted::<Ticket>(visit, client, BY_CLIENT)),
    draw: section,
};

fn section(visit: &Visit, client: &Client, view: &SectionView<'_>) -> Result<Markup> {
    let rows: Vec<Ticket> = visit.related(client, BY_CLIENT, Key::new().id(client.id), SHOWN)?;
    let names = Directory::of(visit)?;
    Ok(table_of(
        ("Tickets", "client-tickets"),
        &[
            "Ticket",
            "Kind",
            "Stage",
            "In the hands of",
            "Last happened",
        ],
        &rows,
        view,
        |ticket| {
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
        },
    ))
}
