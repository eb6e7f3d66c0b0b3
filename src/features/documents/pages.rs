//! The list of documents, and one document with its versions.

use maud::{Markup, html};

use super::{
    ADD, ARCHIVE, ASK_APPROVAL, Current, Document, EDIT, EXPORT, VERIFY, Version, approval,
    document::TO_VERIFY,
    forms::{ABOUT, DocumentForm, Edit, NewVersion},
    query::DocumentQuery,
    shown, versions,
};
use crate::{
    access::{Action, Tier},
    base::{Id, Result, if_found, text},
    data::{Query, Record, Visit},
    features::{
        approvals::{self, Approval},
        clients::Client,
        form_key, history,
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        people::Directory,
        records::{self, Editing, present},
    },
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, link},
};

/// Where staff fetch it, and where its client does.
pub fn file_link(document: &Document) -> String {
    format!("/documents/{}/file", document.id)
}

pub fn portal_link(document: &Document) -> String {
    format!("/portal/documents/{}/file", document.id)
}

/// A document that came with words, for whoever may have it: a client finds it in the portal.
pub(super) fn attached(visit: &Visit, id: u64) -> Result<Option<Markup>> {
    let Some(document) = if_found(visit.find::<Document>(Id::new(id)))? else {
        return Ok(None);
    };
    let document = Current::of(visit, document)?;
    let base = match visit.actor.tier {
        Tier::Client => "/portal/documents",
        _ => "/documents",
    };
    shown::beside_words(visit, &document, base).map(Some)
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

pub fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let waiting = Totals::counted(visit, &Query::<Document>::by(TO_VERIFY))?;
    let adds = visit.may_somewhere(&ADD);
    let add = || Button::link("Add a document", "/documents/new").primary();
    let frame = Frame {
        head: html! {
            (Head::new("Documents").actions(html! { @if adds { (add().icon(Icon::Upload).key("n")) } }))
        },
        tabs: vec![
            ListTab::new("All", ""),
            ListTab::new("To verify", "show=verify")
                .count(Some(waiting))
                .nothing(Empty::quiet(
                    "Everything is verified",
                    "What clients send and what gets a new version waits here to be looked at.",
                )),
            ListTab::new("Mine", "owner=me").nothing(Empty::quiet(
                "No document of yours",
                "What you add comes here, and what is handed over to you.",
            )),
            ListTab::new("Archived", "show=archived").nothing(Empty::quiet(
                "Nothing is archived",
                "What is put away stays here, and can be restored.",
            )),
        ],
        find: "Find by name",
        several: records::controls::<Document>(visit)?,
        nothing: html! {
            (Empty::quiet("No documents here", "Files that you add, that clients send and that tickets and projects collect come together in this list.")
                .actions(html! { @if adds { (add()) } }))
        },
        styles: vec!["thread"],
        ..Frame::default()
    };
    lists::page::<Document>(visit, request, frame)
}

impl Listed for Document {
    type Asked = DocumentQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::people("owner", "Owner"),
        Filter::words("shared", "Client sees it", || {
            vec![("yes", "Yes"), ("no", "No")]
        }),
        Filter::record::<Client>("client", "Client"),
    ];

    fn columns() -> Vec<Shown<Document>> {
        vec![
            Shown::<Document>::new("about", "About", |around, document| {
                Ok(match about(around.visit, document)? {
                    Some(link) => link,
                    None => html! { span class="dim" { "-" } },
                })
            }),
            Shown::<Document>::new("client", "Client", |around, document| {
                Ok(html! {
                    (client_of(around.visit, document)?)
                    @if document.client_sees() { " " (tag(Tone::Info, "shared")) }
                })
            }),
            Shown::<Document>::new("state", "State", |_, document| Ok(state(document))).told(
                |_, document| {
                    let said = match (document.archived, document.verified) {
                        (true, _) => "Archived",
                        (false, Some(_)) => "Verified",
                        (false, None) => "To verify",
                    };
                    Ok(said.to_owned())
                },
            ),
            Shown::<Document>::new("owner", "Owner", |around, document| {
                Ok(who(around.names.name(document.owner)))
            }),
            Shown::<Document>::new("last", "Last version", |around, document| {
                let last = Current::of(around.visit, document.clone())?.newest;
                let at = last.at.show(around.visit.at, &around.visit.tz);
                Ok(html! { "v" (last.number) ", " (at) })
            })
            .dim()
            .told(|around, document| {
                let last = Current::of(around.visit, document.clone())?.newest;
                Ok(format!("{}, {}", last.number, last.at.rfc3339()))
            })
            .sorts(&[("", Sort::Descending)]),
        ]
    }

    fn named(&self, around: &Around<'_>) -> Result<Named> {
        let last = Current::of(around.visit, self.clone())?.newest;
        let second = html! { (self.id) " · " (size(last.file.size)) };
        let named = Named::new(format!("/documents/{}", self.id), &self.name, second);
        let mark = shown::thumb(around.visit, self, &last, kind(&kind_of(&last)))?;
        Ok(named.mark(mark))
    }

    fn editing(&self, visit: &Visit, keys: &[&str]) -> Editing {
        Editing::of_fields(visit, self, keys)
    }

    fn query(visit: &Visit, asked: &DocumentQuery) -> Result<Option<Query<Document>>> {
        Ok(Some(asked.query(visit)))
    }
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
            button class="btn s" type="button" data-cancel hidden { "Stop" }
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
        .status(form.status())
}

/// What another room shows on the page of a document.
pub type DocumentSection = fn(&Visit, &Document) -> Result<Markup>;

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
    let asked = approval::about(visit, last)?;
    let waits = asked.iter().any(Approval::is_waiting);
    let actions = html! {
        (Button::link("Download", file_link(document)).icon(Icon::Download))
        @if visit.may(&ARCHIVE, document) {
            @if document.archived { (post_button(&format!("{base}/restore"), html! {}, Button::submit("Restore"))) }
            @else { (post_button(&format!("{base}/archive"), html! {}, Button::submit("Archive"))) }
        }
        @if !waits && !document.archived && visit.may(&ASK_APPROVAL, document) {
            (post_button(&format!("{base}/ask-approval"), html! {}, Button::submit("Ask for approval").icon(Icon::Approve)))
        }
        @if visit.may(&VERIFY, document) && document.verified.is_none() && !document.archived {
            (post_button(&format!("{base}/verify"), html! {}, Button::submit("Verify").primary().icon(Icon::Check)))
        }
    };
    let main = html! {
        @if let Some(preview) = shown::section(visit, document, last)? { (preview) }
        (Section::new("Versions", html! {
            ol class="list" {
                @for version in versions.iter().rev() {
                    li {
                        (shown::thumb(visit, document, version, kind(&kind_of(version)))?)
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
                    button class="btn s" type="button" data-cancel hidden { "Stop" }
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
    let others = crate::features::all().into_iter();
    let others = others.flat_map(|feature| feature.document_sections);
    let edits = Editing::of(visit, document);
    let sees = if document.client_sees() { "Yes" } else { "No" };
    let sees = edits.value("shared_with_client", sees);
    let aside = html! {
        (Section::new("Details", Facts::new()
            .fact("About", html! { @if let Some(link) = about(visit, document)? { (link) } @else { span class="dim" { "nothing" } } })
            .fact("Client", client_of(visit, document)?)
            .fact("Client sees it", sees)
            .fact("Owner", present(visit, &names, document.owner))
            .maybe("Verified", document.verified.map(|v| html! { (names.name(v.by)) ", " (v.at.show(visit.at, &visit.tz)) }))
            .maybe("Approval", asked.first().map(|newest| approvals::line(visit, newest)))
            .fact("Size", size(last.file.size))
            .fact("Text", shown::reading(visit, document, last)?)
            .fact("Added", document.created_at.show(visit.at, &visit.tz))).live("details"))
        @for section in others { (section(visit, document)?) }
        (crate::features::shares::section(visit, document)?)
    };
    let body = html! {
        div data-live-id="head" {
            (Head::new(document.name.as_str()).fact(id(document.number())).fact(state(document)).mark(edits.pen("name")).actions(actions))
        }
        (record(main, aside))
    };
    let refused = forms.version.is_refused() || forms.edit.is_refused();
    Ok(Page::new(document.name.as_str(), body)
        .under("Documents", "/documents")
        .styles(&[
            "record", "thread", "list", "form", "extra", "float", "preview",
        ])
        .live(format!("documents:{}", document.id.raw()))
        .status(if refused { 422 } else { 200 }))
}
