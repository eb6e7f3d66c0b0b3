//! The pages of playbooks: the list, the editor, what is different between versions, and what one comes to.

mod apply;
mod editor;
mod list;
mod preview;
mod versions;

use maud::{Markup, Render, html};

use super::{
    Playbook,
    actions::{EDIT, PUBLISH, RETIRE},
    changes,
    playbook::{EDITIONS, Edition},
};
use crate::{
    base::{Choice, Result},
    data::{Key, Query, Visit},
    ui::prelude::*,
    web::{Page, form::Refused, number_link},
};

pub use apply::{apply, choose};
pub use editor::{asked, editor};
pub use list::{head, list, new};
pub use preview::{preview, shipped};
pub use versions::{differences, sheet};

/// The version that was published last.
pub fn published(visit: &Visit, book: &Playbook) -> Result<Option<Edition>> {
    let query = Query::of(book, EDITIONS, Key::new().id(book.id));
    let mut rows = visit.list::<Edition>(query.descending(true).limit(1))?.rows;
    Ok(rows.pop())
}

/// How many steps are different from the published version.
fn differences_now(visit: &Visit, book: &Playbook) -> Result<usize> {
    let before = published(visit, book)?.map(|edition| edition.outline());
    Ok(changes::between(&before.unwrap_or_default(), &book.outline()).len())
}

/// What every page of a playbook has in common.
pub fn framed(
    visit: &Visit,
    book: &Playbook,
    tab: &str,
    body: Markup,
    refused: &Refused,
) -> Result<Page> {
    let here = format!("/playbooks/{}", book.id);
    let may_publish = visit.may(&PUBLISH, book);
    let head = Head::new(book.name.as_str())
        .mark(id(book.id.to_string()))
        .mark(tag(book.category.tone(), book.category.label()))
        .mark(match (book.retired, book.number, book.changed) {
            (true, ..) => badge(Tone::Stone, "Retired"),
            (_, 0, _) => badge(Tone::Warning, "Not published yet"),
            (_, number, true) => badge(Tone::Warning, format!("Version {}, draft", number + 1)),
            (_, number, false) => badge(Tone::Success, format!("Version {number}")),
        })
        .fact(match book.origin.as_str() {
            "" => html! {},
            origin => html! { "made from " (number_link(visit, origin)) },
        })
        .actions(html! {
            @if visit.may(&EDIT, book) && !book.retired { (Button::link("Name and summary", format!("{here}/edit")).icon(Icon::Edit)) }
            @if visit.may(&RETIRE, book) {
                @if book.retired { (post_button(&format!("{here}/restore"), html! {}, Button::submit("Bring back").icon(Icon::Undo))) }
                @else { (post_button(&format!("{here}/retire"), html! {}, Button::submit("Retire"))) }
            }
            @if may_publish && book.changed && !book.retired {
                (Button::plain(format!("Publish version {}", book.number + 1)).primary().icon(Icon::Check).opens("publish"))
            }
        });
    let body = html! {
        (head)
        (tabs("Playbook", [
            Tab::new("Steps", here.as_str()).current(tab.is_empty()).count(book.steps.len() as u64),
            Tab::new("Preview", format!("{here}/preview")).current(tab == "preview"),
            Tab::new("Differences", format!("{here}/differences")).current(tab == "differences").count(differences_now(visit, book)? as u64),
            Tab::new("Sheet", format!("{here}/sheet")).current(tab == "sheet"),
            Tab::new("History", format!("{here}/history")).current(tab == "history"),
        ]))
        (refused.banner(&[]))
        (body)
        @if may_publish && book.changed { (publish_dialog(book, refused)) }
    };
    Ok(Page::new(book.name.as_str(), body)
        .under("Playbooks", "/playbooks")
        .styles(&["extra"])
        .live(format!("playbooks:{}", book.id.raw()))
        .status(refused.status()))
}

fn publish_dialog(book: &Playbook, refused: &Refused) -> Markup {
    let form = refused.form("publish");
    Dialog::new("publish", format!("Publish version {}", book.number + 1))
        .posts(
            format!("/playbooks/{}/publish", book.id),
            hidden("version", book.version),
        )
        .body(html! {
            p { "New projects are planned from it. What was planned before stays as it is." }
            (form.area("note", "What was changed").id("publish-note").rows(3).optional())
        })
        .end(
            Button::submit("Publish")
                .icon(Icon::Check)
                .primary()
                .form("publish-f"),
        )
        .render()
}
