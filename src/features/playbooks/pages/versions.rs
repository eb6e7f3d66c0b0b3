//! What is different between two versions, the versions there are, and the sheet.

use maud::html;

use super::{
    super::{
        Playbook,
        actions::EDIT,
        changes::{self, Became},
        forms::Sheet,
        playbook::{EDITIONS, Edition},
    },
    framed,
};
use crate::{
    base::Result,
    data::{Key, Query, Visit},
    features::people::Directory,
    ui::prelude::*,
    web::{Filled, Page, Request, form::Refused},
};

/// Of a version against the one before, or of the playbook as it is against the published one.
pub fn differences(visit: &Visit, book: &Playbook, request: &Request) -> Result<Page> {
    let query = Query::of(book, EDITIONS, Key::new().id(book.id));
    let editions = visit
        .list::<Edition>(query.descending(true).limit(50))?
        .rows;
    let names = Directory::of(visit)?;
    let asked: Option<u32> = request
        .query("version")
        .and_then(|number| number.parse().ok());
    let of = |number: u32| editions.iter().find(|edition| edition.number == number);
    let (after, before, title) = match asked.and_then(of) {
        Some(edition) => {
            let before = edition.number.checked_sub(1).and_then(of);
            let title = format!(
                "Version {} against {}",
                edition.number,
                edition.number.saturating_sub(1)
            );
            (edition.outline(), before.map(Edition::outline), title)
        }
        None => (
            book.outline(),
            of(book.number).map(Edition::outline),
            match book.number {
                0 => "Not published yet".to_owned(),
                number => format!("As it stands against version {number}"),
            },
        ),
    };
    let all = changes::between(&before.unwrap_or_default(), &after);
    let here = format!("/playbooks/{}/differences", book.id);
    let main = html! {
        (Section::new(title, html! {
            @if all.is_empty() { p class="dim" { "Nothing is different." } }
            @for difference in &all {
                div class="difference" {
                    p class="med" {
                        (difference.title) " "
                        @match &difference.became {
                            Became::Added => (badge(Tone::Success, "new")),
                            Became::Removed => (badge(Tone::Danger, "removed")),
                            Became::Moved => (badge(Tone::Info, "moved")),
                            Became::Changed(_) => (badge(Tone::Warning, "changed")),
                        }
                    }
                    @if let Became::Changed(fields) = &difference.became {
                        (diff(&fields.iter().map(|(name, old, new)| {
                            let said = |value: &str| (!value.is_empty()).then(|| format!("{name}: {value}"));
                            (said(old), said(new))
                        }).collect::<Vec<_>>()))
                    }
                }
            }
        }))
    };
    let aside = html! {
        (Section::new("Versions", html! {
            ul class="list" {
                li { a href=(here) { "As it stands" } }
                @for edition in &editions {
                    li {
                        a class="grow" href=(format!("{here}?version={}", edition.number)) { "Version " (edition.number) }
                        span class="dim t12" { (names.name_of(edition.by)) ", " (edition.at.day(&visit.tz).show(visit.today())) }
                        @if !edition.note.is_empty() { p class="t12" { (edition.note) } }
                    }
                }
            }
        }))
    };
    let body = html! { (record(main, aside)) };
    Ok(
        framed(visit, book, "differences", body, &Refused::default())?
            .styles(&["record", "list", "outline"]),
    )
}

/// The whole playbook as a sheet: to take away, and to bring in again.
pub fn sheet(visit: &Visit, book: &Playbook, form: &Filled<Sheet>) -> Result<Page> {
    let here = format!("/playbooks/{}/sheet", book.id);
    let body = html! {
        (bar(Button::link("Download as CSV", format!("{here}.csv")).icon(Icon::Download), html! {}))
        @if visit.may(&EDIT, book) && !book.retired {
            form class="stack read" method="post" action=(here) data-once {
                (form.summary())
                (hidden("version", book.version))
                (form.area("sheet", "Sheet").rows(14).required()
                    .hint("Paste all rows with the line of titles, out of a spreadsheet or a CSV file. They take the place of every step. Steps that keep their number, or their title, stay the same step."))
                (buttons(Button::submit("Bring in").primary()))
            }
        }
    };
    Ok(framed(visit, book, "sheet", body, &Refused::default())?.status(form.status()))
}
