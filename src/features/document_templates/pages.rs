//! The templates, one of them, and one as it is filled.

use maud::{Markup, html};

use super::{
    DocumentTemplate, FillForm, TemplateForm,
    actions::{CREATE, EDIT, REMOVE},
    blanks::BLANKS,
    forms::ABOUT,
};
use crate::{
    base::{Choice, Result, language::Language},
    data::{BY_NUMBER, Query, Record, Visit},
    features::{documents, form_key, history},
    ui::prelude::*,
    web::{Filled, Page, Request},
};

pub const HERE: &str = "/document-templates";
/// Templates that are shown.
const SHOWN: usize = 200;

fn fields(form: &Filled<TemplateForm>) -> Markup {
    html! {
        (form.text("name", "Name").required())
        (form.choice::<Language>("language", "Language").hint("In which it is written: days and sums are filled in as it writes them."))
        (form.area("body", "Text").rows(18).required().hint("A line that begins with # is a heading. Words in braces, such as {client}, are filled when a document is made of it."))
    }
}

fn blanks() -> Markup {
    html! {
        (Section::new("Blanks", html! {
            ul class="list tight" { @for (name, said) in BLANKS { li { code { "{" (name) "}" } " " span class="dim t12" { (said) } } } }
        }))
    }
}

/// All of them; with what they are filled from where that is known.
pub fn list(visit: &Visit, about: Option<&str>, form: &Filled<TemplateForm>) -> Result<Page> {
    let all = visit.list(Query::<DocumentTemplate>::by(BY_NUMBER).limit(SHOWN))?;
    let fills = visit.may_somewhere(&documents::ADD);
    let asked = about.map(|about| format!("?about={about}"));
    let asked = asked.unwrap_or_default();
    let rows = all.rows.iter().map(|held| {
        let at = format!("{HERE}/{}", held.id);
        Row::new()
            .cell(two_line(
                html! { a class="link" href=(at) { (held.name) } },
                held.number(),
            ))
            .dim(held.touched.show(visit.at, &visit.tz))
            .cell(html! {
                @if fills { a class="btn small" href={ (at) "/fill" (asked) } aria-label={ "Write a document from " (held.name) } { "Write one" } }
            })
    });
    let rows: Vec<Row> = rows.collect();
    let body = html! {
        (Head::new("Templates of documents").fact(match about {
            Some(about) => format!("Filled from {about}"),
            None => "Filled from a client, a quote or a project".into(),
        }))
        (record(html! {
            div data-live-id="templates" {
                @if rows.is_empty() {
                    (Empty::quiet("No templates yet", "Write down once what an agreement, a brief or a hand-over says; names, days and sums are filled in from the record.").plain())
                } @else {
                    div class="scroll" {
                        (Table::rows()
                            .caption("Templates")
                            .column(Column::new("Template"))
                            .column(Column::new("Changed"))
                            .column(Column::unseen("Write a document"))
                            .body(rows))
                    }
                }
            }
            @if visit.may_somewhere(&CREATE) {
                (Section::new("New template", html! {
                    form class="stack" method="post" action=(HERE) data-once {
                        (hidden("_key", form_key()))
                        (form.summary())
                        (fields(form))
                        (buttons(Button::submit("Make the template").primary()))
                    }
                }))
            }
        }, html! { @if visit.may_somewhere(&CREATE) { (blanks()) } }))
    };
    Ok(Page::new("Templates of documents", body)
        .under("Documents", "/documents")
        .styles(&["record", "list", "empty", "extra", "form"])
        .live("document-templates")
        .status(form.status()))
}

/// A form filled in as the template is.
pub fn as_it_is(held: &DocumentTemplate) -> Filled<TemplateForm> {
    Filled::blank(&[
        ("name", held.name.clone()),
        ("body", held.body.clone()),
        ("language", held.language.key().to_owned()),
    ])
}

/// One template, to be changed or removed.
pub fn one(
    visit: &Visit,
    held: &DocumentTemplate,
    form: &Filled<TemplateForm>,
    request: &Request,
) -> Result<Page> {
    let at = format!("{HERE}/{}", held.id);
    let body = html! {
        (Head::new(held.name.as_str()).fact(id(held.number())).actions(html! {
            @if visit.may_somewhere(&documents::ADD) { (Button::link("Write one", format!("{at}/fill")).primary().icon(Icon::Docs)) }
        }))
        (record(html! {
            @if visit.may_somewhere(&EDIT) {
                form class="stack" method="post" action=(at) data-once {
                    (form.version(held.version))
                    (form.summary())
                    (fields(form))
                    (buttons(html! { (Button::submit("Save").primary()) (Button::link("Back", HERE)) }))
                }
            } @else {
                p { (broken(&held.body)) }
            }
            (Section::new("History", history::of(visit, held, request)?).live("history"))
        }, html! {
            (blanks())
            @if visit.may_somewhere(&REMOVE) {
                (Section::new("Remove", html! {
                    p class="dim" { "Documents that were made of it stay." }
                    (post_button(&format!("{at}/remove"), html! {}, Button::submit("Remove the template").danger()))
                }))
            }
        }))
    };
    Ok(Page::new(held.name.as_str(), body)
        .under("Documents", "/documents")
        .under("Templates", HERE)
        .styles(&["record", "list", "extra", "form", "thread"])
        .live("document-templates")
        .at(at)
        .status(form.status()))
}

/// A template as it is filled, before it becomes a document.
pub fn filling(held: &DocumentTemplate, form: &Filled<FillForm>, open: &[&'static str]) -> Page {
    let at = format!("{HERE}/{}/fill", held.id);
    let known = form.value("body").is_some_and(|body| !body.is_empty());
    let body = html! {
        (Head::new(html! { "Write: " (held.name) }))
        @if !known {
            form class="stack read" method="get" action=(at) {
                (form.banner())
                (form.record("about", "About", &ABOUT.join(" ")).required().hint("The client, quote or project that it is filled from, by name or number."))
                (buttons(html! { (Button::submit("Fill it").primary()) (Button::link("Back", HERE)) }))
            }
        } @else {
            @if !open.is_empty() {
                (Banner::warning(html! { "Nothing is known for: " (open.join(", ")) ". A line stands there; write it in, or leave it to be written by hand." }))
            }
            form class="stack" method="post" action=(at) data-once {
                (hidden("_key", form_key()))
                (hidden("about", form.value("about").unwrap_or_default()))
                (form.summary())
                (form.text("name", "Name").optional().hint("Left empty, the template’s own name."))
                (form.area("body", "Text").rows(24).hint("As it will be printed."))
                (form.tick("shared_with_client", "Share it with the client").hint("They find it in their portal."))
                (buttons(html! { (Button::submit("Make the PDF").primary()) (Button::link("Back", HERE)) }))
            }
        }
    };
    Page::new(format!("Write: {}", held.name), body)
        .under("Documents", "/documents")
        .under("Templates", HERE)
        .under(held.name.as_str(), format!("{HERE}/{}", held.id))
        .styles(&["form", "extra", "float"])
        .status(form.status())
        .at(at)
}
