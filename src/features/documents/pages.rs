//! The list of documents, and the page that adds one. What stands on the page of one is in `page`.

use maud::{Markup, html};

use super::{
    Current, Document,
    actions::{ADD, EXPORT},
    document::TO_VERIFY,
    folders::{self, Folder},
    forms::{ABOUT, DocumentForm},
    keeping::{self, CATEGORIES_AT, options},
    query::DocumentQuery,
    shown, uses,
    words::{kind_of, size, state},
};
use crate::{
    access::{Action, Tier},
    base::{Id, Result, if_found},
    data::{Query, Record, Visit},
    features::{
        clients::Client,
        form_key,
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        records::{self, Editing},
    },
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, link},
};

/// Days before it expires from which on a document says so in lists.
const SOON: i32 = 30;

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

/// A link to what it is about, as far as the person may see that.
pub(super) fn about(visit: &Visit, document: &Document) -> Result<Option<Markup>> {
    let Some(of) = document.about else {
        return Ok(None);
    };
    Ok(visit.title_of(of)?.map(|title| {
        let number = visit.store().schema().number(of);
        html! { a class="link nowrap" href=(visit.address(of)) title=(title) { (number) } }
    }))
}

/// Templates lie below documents, so they are known here by the name of their action only.
fn templates(visit: &Visit) -> bool {
    let view = visit.store().schema().action("document_templates.view");
    view.is_some_and(|view| visit.may_somewhere(&view))
}

pub fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let waiting = Totals::counted(visit, &Query::<Document>::by(TO_VERIFY))?;
    let adds = visit.may_somewhere(&ADD);
    let add = || Button::link("Add a document", "/documents/new").primary();
    let frame = Frame {
        head: html! {
            (Head::new("Documents").actions(html! {
                @if templates(visit) { (Button::link("Templates", "/document-templates").quiet()) }
                @if visit.may_somewhere(&keeping::EDIT) { (Button::link("Categories", CATEGORIES_AT).quiet()) }
                @if adds { (add().icon(Icon::Upload).key("n")) }
            }))
        },
        tabs: vec![
            ListTab::new("All", ""),
            ListTab::new("To verify", "show=verify")
                .count(Some(waiting))
                .nothing(Empty::quiet(
                    "Everything is verified",
                    "What clients send and what gets a new version waits here to be looked at.",
                )),
            ListTab::new("Checked out by me", "out=me").nothing(Empty::quiet(
                "You have nothing out",
                "What you check out stands here until you return it; nobody else adds a version meanwhile.",
            )),
            ListTab::new("Expiring", "show=expiring").nothing(Empty::quiet(
                "Nothing expires",
                "Documents with a day on which they expire stand here, the next first.",
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
        switch: folders::switch(visit, false),
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
    const BOUND: bool = true;
    const FILTERS: &'static [Filter] = &[
        Filter::people("owner", "Owner"),
        Filter::words("shared", "Client sees it", || {
            vec![("yes", "Yes"), ("no", "No")]
        }),
        Filter::record::<Client>("client", "Client"),
        Filter::few("category", "Category", |around| {
            options(around.visit).unwrap_or_default()
        }),
        Filter::words("held", "Legal hold", || {
            vec![("yes", "Held"), ("no", "Not held")]
        }),
        Filter::people("out", "Checked out by"),
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
        let second = html! {
            (self.id) " · " (size(last.file.size))
            @if let Some(out) = &self.out { " " (tag(Tone::Warning, html! { "out with " (around.names.name(out.by)) })) }
            @if let Some(day) = self.expires.filter(|day| *day < around.visit.today() + SOON) {
                " " (tag(Tone::Danger, html! { (if day < around.visit.today() { "expired " } else { "expires " }) (day.show(around.visit.today())) }))
            }
            @if uses::is_news(around.visit, self, &last)? { " " (tag(Tone::Info, "changed since you looked")) }
        };
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

pub(super) fn client_of(visit: &Visit, document: &Document) -> Result<Markup> {
    Ok(match document.client {
        Some(id) => match visit.follow(document, |document| document.client.unwrap_or_default())? {
            Some(client) => link(visit, id.as_ref(), client.name),
            None => html! { (id) },
        },
        None => html! { span class="dim" { "-" } },
    })
}

/// Where files are dropped, pasted, chosen or photographed, several and whole folders too, with how far they are.
pub(super) fn dropped_here(problem: Option<&str>, id: &str) -> Markup {
    html! {
        (Input::file("file", "Files").id(id.to_owned()).required().multiple().error(problem).hint("Drop files or whole folders here, paste them or choose them. They are kept encrypted."))
        div class="row" data-more hidden {
            label class="btn small" { (icon(Icon::Upload)) "Take a photo" input class="vh" type="file" accept="image/*" capture="environment" data-adds; }
            label class="btn small" { (icon(Icon::Docs)) "Add a folder" input class="vh" type="file" webkitdirectory data-adds; }
        }
        ul class="picked" data-files {}
        p role="alert" data-problem hidden {}
        progress data-progress hidden {}
        button class="btn s" type="button" data-cancel hidden { "Stop" }
    }
}

pub fn new(form: &Filled<DocumentForm>) -> Page {
    let body = html! {
        (Head::new("Add a document"))
        form class="stack" method="post" action="/documents" enctype="multipart/form-data" data-once data-drop {
            (hidden("_key", form_key()))
            (form.banner())
            (dropped_here(form.problems.of("file"), "file"))
            (form.text("name", "Name").optional().hint("Left empty, the file's own name is taken. Several files keep their own."))
            (fields_two(html! {
                (form.record("about", "About", &ABOUT.join(" ")).optional().hint("The ticket, project, task or quote, by its name or number."))
                (form.record("client", "Client", Client::KIND.prefix).optional().hint("The ticket's or project's when left empty."))
            }))
            @if form.value("folder").is_some_and(|folder| !folder.is_empty()) {
                (form.record("folder", "Folder", Folder::KIND.prefix).optional())
            }
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
pub struct DocumentSection(pub fn(&Visit, &Document) -> Result<Markup>);
