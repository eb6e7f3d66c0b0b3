//! The documents of a client, on the client's page.

use maud::{Markup, html};

use super::{BY_CLIENT, Document, actions::VIEW, pages::about, words::state};
use crate::{
    base::Result,
    data::{Key, Visit},
    features::clients::{Client, ClientTab, Section, SectionView, counted, table_of},
    ui::prelude::{Button, Row, Tone, buttons, tag},
};

/// Rows of the section; the list has all.
const SHOWN: usize = 100;

pub const SECTION: Section = Section {
    tab: ClientTab::Documents,
    needs: VIEW,
    count: Some(|visit, client| counted::<Document>(visit, client, BY_CLIENT)),
    draw: section,
};

fn section(visit: &Visit, client: &Client, view: &SectionView<'_>) -> Result<Markup> {
    let rows: Vec<Document> = visit.related(client, BY_CLIENT, Key::new().id(client.id), SHOWN)?;
    let mut abouts = Vec::with_capacity(rows.len());
    for document in &rows {
        abouts.push((document.id, about(visit, document)?));
    }
    let about_of = |document: &Document| {
        let found = abouts.iter().find(|(id, _)| *id == document.id);
        found.and_then(|(_, about)| about.clone())
    };
    let table = table_of(
        ("Documents", "client-documents"),
        &["Document", "About", "State", "Last happened"],
        &rows,
        view,
        |document| {
            Row::new()
                .id(format!("doc-{}", document.id.raw()))
                .name_link(
                    &format!("/documents/{}", document.id),
                    document.name.as_str(),
                    document.id.to_string(),
                )
                .cell(about_of(document).unwrap_or_default())
                .cell(html! {
                    (state(document))
                    @if document.client_sees() { " " (tag(Tone::Info, "shared")) }
                })
                .dim(document.touched.show(visit.at, &visit.tz))
        },
    );
    Ok(html! {
        (table)
        @if view.whole {
            (buttons(Button::link("Find among them", format!("/documents?client={}", client.id)).small()))
        }
    })
}
