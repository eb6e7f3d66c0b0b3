//! The playbooks there are, and a new one.

use maud::html;

use super::super::{
    Library, Playbook,
    actions::CREATE,
    forms::{EditPlaybook, NewPlaybook},
    playbook::BY_NAME,
    shipped::shipped,
};
use crate::{
    base::{Choice, Result, text, time},
    data::{Key, Query, Record, Visit},
    features::{form_key, projects::Project, settings::Category},
    ui::prelude::*,
    web::{Filled, Page, Request},
};

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let retired = request.query("show") == Some("retired");
    let query = Query::<Playbook>::by(BY_NAME).under(Key::new().byte(u8::from(retired)));
    let page = visit.list(query.page(request.page(100)))?;
    let library = Library::of(visit)?;
    let own = page.rows.iter().map(|book| {
        let published = library
            .by_key(&book.key)
            .filter(|held| held.id == Some(book.id));
        Row::new()
            .id(format!("pb-{}", book.id.raw()))
            .name_link(
                &format!("/playbooks/{}", book.id),
                book.name.as_str(),
                book.summary.as_str(),
            )
            .cell(tag(book.category.tone(), book.category.label()))
            .cell(match (book.number, book.changed) {
                (0, _) => badge(Tone::Warning, "Not published yet"),
                (number, true) => {
                    html! { "Version " (number) " " (badge(Tone::Warning, "changed since")) }
                }
                (number, false) => html! { "Version " (number) },
            })
            .number(text::thousands(book.steps.len()))
            .number(published.map_or(String::new(), |held| {
                format!("{} h", time::hours(i64::from(held.minutes())))
            }))
            .number(published.map_or(String::new(), |held| held.days.to_string()))
    });
    let stands = |key: &str| library.by_key(key).is_some_and(|held| held.id.is_none());
    let books = shipped()
        .iter()
        .filter(|book| !retired && stands(&book.key));
    let come = books.map(|book| {
        Row::new()
            .id(format!("shipped-{}", book.key))
            .name_link(
                &format!("/playbooks/shipped/{}", book.key),
                book.name.as_str(),
                book.summary.as_str(),
            )
            .cell(tag(book.category.tone(), book.category.label()))
            .dim("Comes with Atrium")
            .number(text::thousands(book.outline.steps.len()))
            .number(format!("{} h", time::hours(i64::from(book.minutes()))))
            .number(book.days)
    });
    let rows: Vec<Row> = own.chain(come).collect();
    let body = html! {
        (Head::new("Playbooks").actions(html! {
            @if visit.may_somewhere(&CREATE) { (Button::link("New playbook", "/playbooks/new").primary().icon(Icon::Plus).key("n")) }
        }))
        (tabs("Show", [Tab::new("In use", "/playbooks").current(!retired), Tab::new("Retired", "/playbooks?show=retired").current(retired)]))
        div data-live-id="rows" {
            @if rows.is_empty() {
                (Empty::quiet("No playbook here", "A playbook says how a kind of work is usually done. It turns into the plan of a project in one click."))
            } @else {
                (Table::rows()
                    .columns([Column::new("Playbook"), Column::new("Service"), Column::new("Version"), Column::number("Steps"), Column::number("Hours"), Column::number("Days")])
                    .body(rows))
            }
        }
        (pager(text::count(page.rows.len(), "playbook of your own", "playbooks of your own"), None, page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
    };
    Ok(Page::new("Playbooks", body)
        .styles(&["list", "empty"])
        .live("playbooks"))
}

pub fn new(visit: &Visit, form: &Filled<NewPlaybook>) -> Result<Page> {
    let library = Library::of(visit)?;
    let named = |name: &str| form.value(name).filter(|named| !named.is_empty());
    let (project, task) = (named("project"), named("task"));
    let books = library
        .all()
        .iter()
        .map(|book| (book.key.as_str(), book.called()));
    let body = html! {
        (Head::new("New playbook"))
        form class="stack read" method="post" action="/playbooks" data-once {
            (form.summary())
            (hidden("_key", form_key()))
            @if let Some(project) = project {
                (hidden("project", project))
                p class="mute" { "It is made from " (project) ": its milestones, tasks and subtasks, with the time they took." }
            }
            @if let Some(task) = task {
                (hidden("task", task))
                p class="mute" { "It is made from " (task) " with its subtasks and checklists and the time they took. Applied to a project, it adds them to its plan." }
            }
            (form.text("name", "Name").required().autofocus())
            (form.choice::<Category>("category", "Service"))
            (form.area("summary", "Summary").rows(3).optional())
            @if project.is_none() && task.is_none() {
                (form.record("project", "Made from the project", Project::KIND.prefix).optional().hint("Its milestones, tasks and subtasks, with the time that they took."))
                (form.select("from", "Begin with").nothing("Nothing").options(books).hint("One that comes with Atrium becomes yours: your version takes its place when you publish it."))
            }
            (buttons(html! { (Button::submit("Make playbook").primary()) (Button::link("Leave it", "/playbooks")) }))
        }
    };
    Ok(Page::new("New playbook", body)
        .under("Playbooks", "/playbooks")
        .styles(&["extra"])
        .status(form.status()))
}

/// What a playbook is called, to be changed.
pub fn head(book: &Playbook, form: &Filled<EditPlaybook>) -> Page {
    let here = format!("/playbooks/{}", book.id);
    let body = html! {
        (Head::new(format!("Edit {}", book.name)))
        form class="stack read" method="post" action=(here) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (form.text("name", "Name").required())
            (form.choice::<Category>("category", "Service"))
            (form.area("summary", "Summary").rows(3).optional())
            (buttons(html! { (Button::submit("Save playbook").primary()) (Button::link("Keep it as it is", here.as_str())) }))
        }
    };
    Page::new(format!("Edit {}", book.name), body)
        .under("Playbooks", "/playbooks")
        .under(book.name.as_str(), here)
        .styles(&["extra"])
        .status(form.status())
}
