//! What lies in a place, drawn: folders as tiles, documents as rows or cards.

use maud::{Markup, html};

use super::super::words::{kind_of, size, state};
use super::{Place, address::address, folder::Folder, tree};
use crate::{
    base::{Id, Result, text},
    data::{Ref, Visit},
    features::{
        clients::Client,
        documents::{Current, shown, uses},
    },
    ui::prelude::*,
};

/// Documents of a folder are counted up to here.
const COUNTED: usize = 100;

/// A link that looks like a folder.
pub(super) fn tile(href: &str, sign: Icon, name: &str, small: &str) -> Markup {
    html! {
        li { a class="folder" href=(href) { (icon(sign)) span class="grow duo" { b { (name) } @if !small.is_empty() { small { (small) } } } } }
    }
}

pub(super) fn counted(visit: &Visit, place: Place) -> Result<String> {
    Ok(match tree::count(visit, place, COUNTED)? {
        COUNTED => format!("{} documents and more", COUNTED - 1),
        n => text::count(n, "document", "documents"),
    })
}

pub(super) fn folder_tiles(visit: &Visit, folders: &[Folder]) -> Result<Markup> {
    let mut drawn = Vec::new();
    for folder in folders {
        let place = Place::Folder(folder.id);
        let small = counted(visit, place)?;
        drawn.push(tile(
            &address(visit, place),
            Icon::Docs,
            &folder.name,
            &small,
        ));
    }
    Ok(html! { @for tile in &drawn { (tile) } })
}

pub(super) fn subject_tiles(
    visit: &Visit,
    client: Option<Id<Client>>,
    subjects: &[(Ref, String)],
) -> Result<Markup> {
    let schema = visit.store().schema();
    let mut drawn = Vec::new();
    for (about, title) in subjects {
        let place = Place::Subject(client, *about);
        let entity = schema.kind(about.kind)?.entity;
        let small = format!("{}, {}", schema.number(*about), counted(visit, place)?);
        let sign = entity.map_or(Icon::Docs, |entity| entity.icon);
        drawn.push(tile(&address(visit, place), sign, title, &small));
    }
    Ok(html! { @for tile in &drawn { (tile) } })
}

pub(super) fn marks(visit: &Visit, document: &Current) -> Result<Markup> {
    Ok(html! {
        @if let Some(out) = &document.out { " " (tag(Tone::Warning, if out.by.raw() == visit.actor.person { "checked out by you" } else { "checked out" })) }
        @if uses::is_news(visit, &document.document, &document.newest)? { " " (tag(Tone::Info, "changed since you looked")) }
    })
}

pub(super) fn table_of(visit: &Visit, rows: &[Current]) -> Result<Markup> {
    let mut table = Table::rows()
        .caption("Documents")
        .column(Column::new("Document"))
        .column(Column::new("State"))
        .column(Column::number("Version"))
        .column(Column::new("Changed"))
        .ticks(format!("Select all {}", rows.len()));
    for document in rows {
        let last = &document.newest;
        let mark = shown::thumb(visit, document, last, kind(&kind_of(last)))?;
        let href = format!("/documents/{}", document.id);
        let second = html! { (document.id) " · " (size(last.file.size)) (marks(visit, document)?) };
        table = table.row(
            Row::keyed(document.id.to_string(), document.name.as_str())
                .name(html! { span class="who" { (mark) (two_line_link(&href, document.name.as_str(), second)) } })
                .cell(state(document))
                .number(html! { "v" (last.number) })
                .dim(last.at.show(visit.at, &visit.tz)),
        );
    }
    Ok(html! { (table) })
}

pub(super) fn cards_of(visit: &Visit, rows: &[Current]) -> Result<Markup> {
    let mut drawn = Vec::new();
    for document in rows {
        let last = &document.newest;
        let mark = shown::thumb(visit, document, last, kind(&kind_of(last)))?;
        drawn.push(html! {
            li {
                (Tick::new("keys", html! { span class="vh" { "Select " (document.name) } }).value(document.id.to_string()))
                a class="paper" href={ "/documents/" (document.id) } { (mark) b { (document.name) } }
                small { (document.id) ", v" (last.number) (marks(visit, document)?) }
                (state(document))
            }
        });
    }
    Ok(html! { ul class="papers" { @for card in &drawn { (card) } } })
}
