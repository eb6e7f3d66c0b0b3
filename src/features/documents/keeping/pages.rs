//! The categories, and what a document's page says of how long it is kept.

use maud::{Markup, html};

use super::{
    Categories, CategoryForm, DocumentCategory, Ending,
    actions::{CREATE, EDIT, HOLD, RELEASE, REMOVE},
    category::MONTHS,
};
use crate::{
    base::{Choice, Result},
    data::{Record, Visit},
    features::{documents::Document, form_key, people::Directory},
    ui::prelude::*,
    web::{Filled, Page},
};

pub const CATEGORIES_AT: &str = "/document-categories";

/// Categories as a form offers them: number and name with how long they are kept.
pub fn options(visit: &Visit) -> Result<Vec<(String, String)>> {
    let known = visit.cached::<Categories>()?;
    let each = known.0.iter();
    let each = each.map(|held| {
        (
            held.id.to_string(),
            format!("{}, {}", held.name, held.words()),
        )
    });
    Ok(each.collect())
}

fn fields(form: &Filled<CategoryForm>) -> Markup {
    html! {
        (form.text("name", "Name").required())
        (form.number("keep_months", "Kept for months").optional().min(MONTHS.start()).max(MONTHS.end()).hint("From the newest version on, or from the day on which the document expires. Empty: for ever."))
        (form.choice::<Ending>("ending", "Then").hint("Whoever has a document is told two weeks before it is deleted. What is held or checked out stays."))
    }
}

/// All categories, with a form for one more.
pub fn list(visit: &Visit, form: &Filled<CategoryForm>) -> Result<Page> {
    let known = visit.cached::<Categories>()?;
    let may_edit = visit.may_somewhere(&EDIT);
    let rows = known.0.iter().map(|held| {
        let name = match may_edit {
            true => html! { a class="link" href={ (CATEGORIES_AT) "/" (held.id) } { (held.name) } },
            false => html! { (held.name) },
        };
        let term = match held.keep_months {
            Some(_) => held.ending.label(),
            None => "",
        };
        Row::new()
            .cell(two_line(name, held.number()))
            .cell(held.words())
            .cell(term)
            .cell(html! {
                a class="link" href={ "/documents?category=" (held.id) } { "Its documents" }
            })
    });
    let rows: Vec<Row> = rows.collect();
    let body = html! {
        (Head::new("Categories of documents").fact("How long they are kept, and what happens then"))
        (record(html! {
            div data-live-id="categories" {
                @if rows.is_empty() {
                    (Empty::quiet("No categories yet", "Without one a document is kept until somebody archives it. Make one for what the law or a contract wants kept for so long.").plain())
                } @else {
                    div class="scroll" {
                        (Table::rows()
                            .caption("Categories")
                            .column(Column::new("Category"))
                            .column(Column::new("Kept"))
                            .column(Column::new("Then"))
                            .column(Column::unseen("Its documents"))
                            .body(rows))
                    }
                }
            }
        }, html! {
            @if visit.may_somewhere(&CREATE) {
                (Section::new("New category", html! {
                    form class="stack" method="post" action=(CATEGORIES_AT) data-once {
                        (hidden("_key", form_key()))
                        (form.summary())
                        (fields(form))
                        (buttons(Button::submit("Make the category").primary()))
                    }
                }))
            }
        }))
    };
    Ok(Page::new("Categories of documents", body)
        .under("Documents", "/documents")
        .styles(&["record", "list", "empty", "extra", "form"])
        .live("document-categories")
        .status(form.status()))
}

/// A form filled in as the category is.
pub fn as_it_is(held: &DocumentCategory) -> Filled<CategoryForm> {
    let mut values = vec![
        ("name", held.name.clone()),
        ("ending", held.ending.key().to_owned()),
    ];
    values.extend(
        held.keep_months
            .map(|months| ("keep_months", months.to_string())),
    );
    Filled::blank(&values)
}

/// One category, to be changed or removed.
pub fn one(visit: &Visit, held: &DocumentCategory, form: &Filled<CategoryForm>) -> Page {
    let at = format!("{CATEGORIES_AT}/{}", held.id);
    let body = html! {
        (Head::new(held.name.as_str()).fact(id(held.number())).fact(held.words()))
        (record(html! {
            @if visit.may_somewhere(&EDIT) {
                form class="stack" method="post" action=(at) data-once {
                    (form.version(held.version))
                    (form.summary())
                    (fields(form))
                    (buttons(html! {
                        (Button::submit("Save").primary())
                        (Button::link("Back", CATEGORIES_AT))
                    }))
                }
            }
        }, html! {
            @if visit.may_somewhere(&REMOVE) {
                (Section::new("Remove", html! {
                    p class="dim" { "Only a category that no document has is removed." }
                    (post_button(&format!("{at}/remove"), html! {}, Button::submit("Remove the category").danger()))
                }))
            }
        }))
    };
    Page::new(held.name.as_str(), body)
        .under("Documents", "/documents")
        .under("Categories", CATEGORIES_AT)
        .styles(&["record", "list", "extra", "form"])
        .live("document-categories")
        .status(form.status())
}

/// How long a document is kept, whether it is held, and what this person may do about that.
pub fn section(visit: &Visit, document: &Document) -> Result<Markup> {
    let known = visit.cached::<Categories>()?;
    let names = Directory::of(visit)?;
    let category = document.category.and_then(|id| known.get(id));
    let until = category.and_then(|held| {
        let months = i32::try_from(held.keep_months?).ok()?;
        Some(document.kept_since().day(&visit.tz).plus_months(months))
    });
    let today = visit.today();
    let goes = category.is_some_and(|held| held.ending == Ending::Delete)
        && until.is_some_and(|until| until <= today);
    let base = format!("/documents/{}", document.id);
    let expired = document.expires.is_some_and(|day| day < today);
    let facts = Facts::new()
        .maybe(
            "Category",
            category.map(|held| format!("{}, {}", held.name, held.words())),
        )
        .maybe(
            "Kept until",
            until
                .filter(|_| document.hold.is_none())
                .map(|day| day.show(today)),
        )
        .maybe(
            "Expires",
            document.expires.map(|day| {
                html! { (day.show(today)) @if expired { " " (badge(Tone::Danger, "expired")) } }
            }),
        )
        .maybe(
            "Is deleted",
            document
                .goes_at
                // The category may say otherwise since its owner was told.
                .filter(|_| goes)
                .map(|at| due_marked(Tone::Danger, at.day(&visit.tz).show(today))),
        );
    let said = document.category.is_some() || document.expires.is_some();
    Ok(html! {
        div data-live-id="keeping" {
            @if said || document.hold.is_some() || visit.may(&HOLD, document) {
                (Section::new("Keeping", html! {
                    @if said { (facts) }
                    @if let Some(held) = &document.hold {
                        p { (Badge::new(Tone::Warning, "Legal hold").icon(Icon::Lock)) " " (names.name(held.by)) ", " (held.at.show(visit.at, &visit.tz)) }
                        p class="dim" { (held.reason) }
                        @if visit.may(&RELEASE, document) {
                            (fold(Icon::Unlock, "End the hold", reason_form(&format!("{base}/release"), Button::submit("End the hold").danger())))
                        }
                    } @else if visit.may(&HOLD, document) {
                        (fold(Icon::Lock, "Hold for legal reasons", reason_form(&format!("{base}/hold"), Button::submit("Hold it"))))
                    }
                }))
            }
        }
    })
}

fn reason_form(action: &str, button: Button) -> Markup {
    html! {
        form class="stack" method="post" action=(action) data-once {
            (Input::text("reason", "Reason").required())
            (buttons(button))
        }
    }
}
