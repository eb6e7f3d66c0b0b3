//! The list of documents, and one document with its versions.

use maud::{Markup, html};

use super::{
    ADD, ARCHIVE, Current, Document, EDIT, VERIFY, Version,
    document::TO_VERIFY,
    forms::{ABOUT, DocumentForm, Edit, NewVersion},
    query::{DocumentQuery, Show},
    versions,
};
use crate::{
    base::{Result, text},
    data::{Query, Record, Visit},
    features::{clients::Client, form_key, history, people::Directory},
    ui::prelude::*,
    web::{Filled, Page, Request, find_here, link, pages_around},
};

/// Where staff fetch it, and where its client does.
pub fn file_link(document: &Document) -> String {
    format!("/documents/{}/file", document.id)
}

pub fn portal_link(document: &Document) -> String {
    format!("/portal/documents/{}/file", document.id)
}

/// `12 KB`, `1.4 MB`
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => {
            format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
        }
        _ => format!(
            "{}.{} GB",
            bytes / 1_000_000_000,
            bytes % 1_000_000_000 / 100_000_000
        ),
    }
}

/// The few letters that mark a kind of file, from its name.
pub fn kind_of(version: &Version) -> String {
    match version.name.rsplit_once('.') {
        Some((_, ending)) if (1..=4).contains(&ending.len()) && ending.is_ascii() => {
            ending.to_uppercase()
        }
        _ => "FILE".into(),
    }
}

fn state(document: &Document) -> Markup {
    html! {
        @if document.archived { (badge(Tone::Stone, "Archived")) }
        @else if document.verified.is_some() { (Badge::new(Tone::Success, "Verified").icon(Icon::Check)) }
        @else { (badge(Tone::Warning, "To verify")) }
    }
}

/// A link to what it is about, as far as the person may see that.
fn about(visit: &Visit, document: &Document) -> Result<Option<Markup>> {
    let Some(of) = document.about else {
        return Ok(None);
    };
    Ok(visit.title_of(of)?.map(|title| {
        let number = visit.store().schema().number(of);
        html! { a class="link nowrap" href=(visit.address(of)) title=(title) { (number) } }
    }))
}

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: DocumentQuery = request.filters();
    let page = visit.list(asked.query().page(request.page(50)))?;
    let names = Directory::of(visit)?;
    let waiting = visit.count::<Document>(&Query::by(TO_VERIFY), 1000)? as u64;
    let mut rows = Vec::new();
    for document in &Current::all(visit, page.rows.clone())? {
        let last = &document.newest;
        rows.push(
            Row::new()
                .id(format!("doc-{}", document.id.raw()))
                .name(html! {
                    span class="row nowrap" {
                        (kind(&kind_of(last)))
                        (two_line_link(&format!("/documents/{}", document.id), document.name.as_str(), html! { (document.id) " · " (size(last.file.size)) }))
                    }
                })
                .cell(html! { @if let Some(link) = about(visit, document)? { (link) } @else { span class="dim" { "-" } } })
                .cell(html! { (client_of(visit, document)?) @if document.client_sees() { " " (tag(Tone::Info, "shared")) } })
                .cell(state(document))
                .cell(who(names.name(document.owner)))
                .dim(html! { "v" (last.number) ", " (last.at.show(visit.at, &visit.tz)) }),
        );
    }
    let body = html! {
        (Head::new("Documents").actions(html! {
            @if visit.may_somewhere(&ADD) { (Button::link("Add a document", "/documents/new").primary().icon(Icon::Upload).key("n")) }
        }))
        (tabs("Show", [
            Tab::new("All", "/documents").current(asked.show == Show::All),
            Tab::new("To verify", "/documents?show=verify").current(asked.show == Show::Verify).count(waiting),
            Tab::new("Archived", "/documents?show=archived").current(asked.show == Show::Archived),
        ]))
        (bar(find_here(request, "Find by name"), html! {}))
        (answering("list", html! {
        div data-live-id="documents" {
            @if page.rows.is_empty() && !asked.words.is_empty() {
                (Empty::no_match("No document is called that", "Try a part of its name, or look among the archived."))
            } @else if page.rows.is_empty() {
                (Empty::quiet("No documents here", "Files that you add, that clients send and that tickets and projects collect come together in this list."))
            } @else {
                (Table::rows().column(Column::new("Name")).column(Column::new("About")).column(Column::new("Client"))
                    .column(Column::new("State")).column(Column::new("Owner")).column(Column::new("Last version")).body(rows))
            }
        }
        (pages_around(request, page.rows.len(), &page))
        }))
    };
    Ok(Page::new("Documents", body)
        .styles(&["list", "thread", "form"])
        .live("documents"))
}

fn client_of(visit: &Visit, document: &Document) -> Result<Markup> {
    Ok(match document.client {
        Some(id) => match visit.follow(document, |document| document.client.unwrap_or_default())? {
            Some(client) => link(visit, id.as_ref(), client.name),
            None => html! { (id) },
        },
        None => html! { span class="dim" { "-" } },
    })
}

pub fn new(form: &Filled<DocumentForm>) -> Page {
    let body = html! {
        (Head::new("Add a document"))
        form class="stack" method="post" action="/documents" enctype="multipart/form-data" data-once data-drop {
            (hidden("_key", form_key()))
            (form.banner())
            (Input::file("file", "File").required().error(form.problems.of("file")).hint("Drop it here or choose it. It is kept encrypted."))
            p role="alert" data-problem hidden {}
            progress data-progress hidden {}
            (form.text("name", "Name").optional().hint("Left empty, the file's own name is taken."))
            (fields_two(html! {
                (form.record("about", "About", &ABOUT.join(" ")).optional().hint("The ticket, project, task or quote, by its name or number."))
                (form.record("client", "Client", Client::KIND.prefix).optional().hint("The ticket's or project's when left empty."))
            }))
            (form.tick("shared_with_client", "Share it with the client").hint("They find it in their portal."))
            (form.text("note", "Note").optional())
            (buttons(html! { (Button::submit("Add the document").primary()) (Button::link("Cancel", "/documents")) }))
        }
    };
    Page::new("Add a document", body)
        .under("Documents", "/documents")
        .styles(&["form", "extra", "float"])
        .scripts(&["file-drop"])
        .status(form.status())
}

pub struct Refilled {
    pub version: Filled<NewVersion>,
    pub edit: Filled<Edit>,
}

impl Refilled {
    pub fn blank(document: &Document) -> Refilled {
        Refilled {
            version: Filled::blank(&[]),
            edit: Edit::of(document),
        }
    }
}

impl Edit {
    pub fn of(document: &Document) -> Filled<Edit> {
        let mut values = vec![("name", document.name.clone())];
        if document.shared_with_client {
            values.push(("shared_with_client", "on".into()));
        }
        Filled::blank(&values)
    }
}

pub fn show(
    visit: &Visit,
    document: &Document,
    forms: &Refilled,
    request: &Request,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let base = format!("/documents/{}", document.id);
    let versions = versions(visit, document)?;
    let last = &Current::of(visit, document.clone())?.newest;
    let may_edit = visit.may(&EDIT, document) && !document.archived;
    let actions = html! {
        (Button::link("Download", file_link(document)).icon(Icon::Download))
        @if visit.may(&ARCHIVE, document) {
            @if document.archived { (post_button(&format!("{base}/restore"), html! {}, Button::submit("Restore"))) }
            @else { (post_button(&format!("{base}/archive"), html! {}, Button::submit("Archive"))) }
        }
        @if visit.may(&VERIFY, document) && document.verified.is_none() && !document.archived {
            (post_button(&format!("{base}/verify"), html! {}, Button::submit("Verify").primary().icon(Icon::Check)))
        }
    };
    let main = html! {
        (Section::new("Versions", html! {
            ol class="list" {
                @for version in versions.iter().rev() {
                    li {
                        (kind(&kind_of(version)))
                        span class="grow duo" {
                            a class="link" href=(format!("{base}/file?version={}", version.number)) { "Version " (version.number) ": " (version.name) }
                            span class="dim t12" {
                                (names.name(version.by)) ", " (size(version.file.size))
                                @if !version.note.is_empty() { " · " (version.note) }
                            }
                        }
                        (time(version.at.show(visit.at, &visit.tz), &version.at.rfc3339()))
                    }
                }
            }
        }).small(text::count(versions.len(), "version", "versions")).live("versions"))
        @if visit.may(&ADD, document) && !document.archived {
            (Section::new("New version", html! {
                form class="stack" method="post" action=(format!("{base}/versions")) enctype="multipart/form-data" data-once data-drop {
                    (hidden("_key", form_key()))
                    (hidden("version", document.version))
                    (forms.version.banner())
                    (Input::file("file", "File").required().error(forms.version.problems.of("file")))
                    p role="alert" data-problem hidden {}
                    progress data-progress hidden {}
                    (forms.version.text("note", "What changed").optional())
                    (buttons(Button::submit("Add the version").primary()))
                }
            }).small("It has to be verified again"))
        }
        @if may_edit {
            (Section::new("Name and sharing", html! {
                form class="stack" method="post" action=(base) data-once {
                    (hidden("version", document.version))
                    (forms.edit.banner())
                    (forms.edit.text("name", "Name").id("edit-name").required())
                    @if document.client.is_some() {
                        (forms.edit.tick("shared_with_client", "Share it with the client"))
                    }
                    (buttons(Button::submit("Save")))
                }
            }))
        }
        (Section::new("History", history::of(visit, document, request)?).live("history"))
    };
    let aside = html! {
        (Section::new("Details", Facts::new()
            .fact("About", html! { @if let Some(link) = about(visit, document)? { (link) } @else { span class="dim" { "nothing" } } })
            .fact("Client", client_of(visit, document)?)
            .fact("Client sees it", if document.client_sees() { "Yes" } else { "No" })
            .fact("Owner", who(names.name(document.owner)))
            .maybe("Verified", document.verified.map(|v| html! { (names.name(v.by)) ", " (v.at.show(visit.at, &visit.tz)) }))
            .fact("Size", size(last.file.size))
            .fact("Added", document.created_at.show(visit.at, &visit.tz))).live("details"))
        (crate::features::shares::section(visit, document)?)
    };
    let body = html! {
        div data-live-id="head" {
            (Head::new(document.name.as_str()).fact(id(document.number())).fact(state(document)).actions(actions))
        }
        (record(main, aside))
    };
    let refused = forms.version.is_refused() || forms.edit.is_refused();
    Ok(Page::new(document.name.as_str(), body)
        .under("Documents", "/documents")
        .styles(&["record", "thread", "list", "form", "extra", "float"])
        .scripts(&["file-drop"])
        .live(format!("documents:{}", document.id.raw()))
        .status(if refused { 422 } else { 200 }))
}
