//! The page of one document: what it shows, its versions, who has it out, how long it is kept, who opened it.

use maud::{Markup, html};

use super::{
    Current, Document, DocumentSection, Version,
    actions::{ACCESS_LOG, ADD, ARCHIVE, ASK_APPROVAL, EDIT, VERIFY},
    approval, check_out, file_link,
    folders::of_document,
    forms::{Edit, NewVersion},
    keeping,
    pages::{about, client_of},
    print, shown, uses, versions,
    words::{kind_of, size, state},
};
use crate::{
    base::{Choice, Result, text},
    data::{Record, Visit},
    features::{
        approvals::{self, Approval},
        form_key, history,
        people::Directory,
        records::{Editing, present},
    },
    ui::prelude::*,
    web::{Filled, Page, Request, form::Refused},
};

/// Lines of the log that the page shows.
const LINES: usize = 5;

/// The forms of the page, as they came back.
pub struct Refilled {
    pub version: Filled<NewVersion>,
    pub edit: Filled<Edit>,
    /// One of the small ones.
    pub refused: Refused,
}

impl Refilled {
    pub fn blank(document: &Document) -> Refilled {
        Refilled {
            version: Filled::blank(&[]),
            edit: Edit::of(document),
            refused: Refused::default(),
        }
    }

    fn status(&self) -> u16 {
        let refused =
            self.version.is_refused() || self.edit.is_refused() || self.refused.anything();
        if refused { 422 } else { 200 }
    }
}

impl Edit {
    pub fn of(document: &Document) -> Filled<Edit> {
        let mut values = vec![
            ("name", document.name.clone()),
            ("description", document.description.clone()),
        ];
        if document.shared_with_client {
            values.push(("shared_with_client", "on".into()));
        }
        values.extend(document.category.map(|id| ("category", id.to_string())));
        values.extend(document.expires.map(|day| ("expires", day.iso())));
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
    let all = versions(visit, document)?;
    let last = &Current::of(visit, document.clone())?.newest;
    let seen = uses::seen(visit, document)?;
    let asked = approval::about(visit, last)?;
    let waits = asked.iter().any(Approval::is_waiting);
    let news = seen.filter(|seen| *seen < last.number);
    let main = html! {
        (forms.refused.banner(&[]))
        // Their forms aren't shown any more.
        @if document.archived { (forms.edit.banner()) (forms.version.banner()) }
        @if let Some(seen) = news { (news_since(document, last, seen)) }
        @if let Some(preview) = shown::section(visit, document, last)? { (preview) }
        (list_of(visit, document, &all, seen)?)
        @if visit.may(&ADD, document) && !document.archived { (new_version(visit, document, forms)) }
        @if visit.may(&EDIT, document) && !document.archived { (edit_form(visit, document, forms)?) }
        (Section::new("History", history::of(visit, document, request)?).live("history"))
    };
    let edits = Editing::of(visit, document);
    let sees = if document.client_sees() { "Yes" } else { "No" };
    let sees = edits.value("shared_with_client", sees);
    let description = match document.description.as_str() {
        "" => html! { span class="dim" { "none" } },
        words => html! { (words) },
    };
    let description = edits.value("description", description);
    let others = crate::features::declared().each::<DocumentSection>();
    let aside = html! {
        (Section::new("Details", Facts::new()
            .fact("About", html! { @if let Some(link) = about(visit, document)? { (link) } @else { span class="dim" { "nothing" } } })
            .fact("Client", client_of(visit, document)?)
            .fact("Client sees it", sees)
            .fact("Description", description)
            .fact("Owner", present(visit, &names, document.owner))
            .maybe("Verified", document.verified.map(|v| html! { (names.name(v.by)) ", " (v.at.show(visit.at, &visit.tz)) }))
            .maybe("Approval", asked.first().map(|newest| approvals::line(visit, newest)))
            .fact("Size", size(last.file.size))
            .fact("Text", shown::reading(visit, document, last)?)
            .fact("Viruses", if last.scanned { "Scanned when it came in, nothing found" } else { "Not scanned" })
            .fact("Added", document.created_at.show(visit.at, &visit.tz))).live("details"))
        (of_document(visit, document)?)
        (check_out::section(visit, document)?)
        (keeping::section(visit, document)?)
        @if visit.may(&ACCESS_LOG, document) { (opened_lately(visit, document, &names)?) }
        @for section in others { ((section.0)(visit, document)?) }
        (crate::features::shares::section(visit, document)?)
    };
    let body = html! {
        div data-live-id="head" {
            (Head::new(document.name.as_str()).fact(id(document.number())).fact(state(document)).mark(edits.pen("name")).actions(actions(visit, document, last, waits)))
        }
        (record(main, aside))
    };
    Ok(Page::new(document.name.as_str(), body)
        .under("Documents", "/documents")
        .styles(&[
            "record", "thread", "list", "form", "extra", "float", "preview",
        ])
        .live(format!("documents:{}", document.id.raw()))
        .at(format!("/documents/{}", document.id))
        .status(forms.status()))
}

fn actions(visit: &Visit, document: &Document, last: &Version, waits: bool) -> Markup {
    let base = format!("/documents/{}", document.id);
    html! {
        (Button::link("Download", file_link(document)).icon(Icon::Download))
        @if print::is_printed(last) { (Button::link("Print", format!("{base}/print")).icon(Icon::Print)) }
        @if visit.may(&ARCHIVE, document) {
            @if document.archived { (post_button(&format!("{base}/restore"), html! {}, Button::submit("Restore"))) }
            @else { (post_button(&format!("{base}/archive"), html! {}, Button::submit("Archive"))) }
        }
        @if !waits && !document.archived && visit.may(&ASK_APPROVAL, document) {
            (post_button(&format!("{base}/ask-approval"), html! {}, Button::submit("Ask for approval").icon(Icon::Approve)))
        }
        @if visit.may(&VERIFY, document) && document.verified.is_none() && !document.archived {
            (post_button(&format!("{base}/verify"), hidden("version", document.version), Button::submit("Verify").primary().icon(Icon::Check)))
        }
    }
}

/// What came since this person looked.
fn news_since(document: &Document, last: &Version, seen: u64) -> Markup {
    let compare = format!(
        "/documents/{}/compare?from={seen}&to={}",
        document.id, last.number
    );
    html! {
        (Banner::info(format!("You last saw version {seen}; version {} counts now.", last.number))
            .action(Button::link("What changed", compare).small()))
    }
}

fn list_of(
    visit: &Visit,
    document: &Document,
    all: &[Version],
    seen: Option<u64>,
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let base = format!("/documents/{}", document.id);
    let newest = all.last().map_or(0, |version| version.number);
    let may_add = visit.may(&ADD, document) && !document.archived;
    let may_show = visit.may(&EDIT, document) && !document.archived;
    let starts = document.starts_at(newest);
    let shared = document.shared_with_client && !document.from_client;
    let mut rows = Vec::with_capacity(all.len());
    for version in all.iter().rev() {
        let number = version.number;
        rows.push(html! {
            li {
                (shown::thumb(visit, document, version, kind(&kind_of(version)))?)
                span class="grow duo" {
                    span {
                        a class="link" href=(format!("{base}/file?version={number}")) { "Version " (number) ": " (version.name) }
                        @if seen.is_some_and(|seen| seen < number) { " " (tag(Tone::Info, "new")) }
                        @if shared && version.kept_back { " " (tag(Tone::Stone, "not shown to the client")) }
                    }
                    span class="dim t12" {
                        (names.name(version.by)) ", " (size(version.file.size))
                        @if !version.note.is_empty() { " · " (version.note) }
                    }
                }
                @if number > 1 {
                    a class="btn s quiet" href=(format!("{base}/compare?from={}&to={number}", number - 1)) aria-label=(format!("Compare version {} with the one before it", number)) { "Compare" }
                }
                @if shared && may_show && version.kept_back {
                    (post_button(&format!("{base}/show-from"), html! { (hidden("number", number)) (hidden("version", document.version)) },
                        Button::submit("Show").small().quiet().label(format!("Show the client version {number} and all after it"))))
                }
                @if may_add && number != newest {
                    (post_button(&format!("{base}/bring-back"), html! { (hidden("number", number)) (hidden("version", document.version)) },
                        Button::submit("Bring back").small().quiet().label(format!("Bring version {number} back as a new one"))))
                }
                (time(version.at.show(visit.at, &visit.tz), &version.at.rfc3339()))
            }
        });
    }
    let section = Section::new(
        "Versions",
        html! {
            ol class="list" { @for row in &rows { (row) } }
            @if shared {
                p class="dim t12 mt" {
                    @match starts {
                        Some(from) => { "The client sees version " (from) " and what comes after it. What was there before it was shared stays here." }
                        None => { "The client sees all versions." }
                    }
                }
            }
        },
    );
    let section = section.small(text::count(all.len(), "version", "versions"));
    let section = match all.len() {
        0 | 1 => section,
        _ => section.action(html! {
            a class="btn small quiet" href={ (base) "/compare?from=1&to=" (newest) } { "Compare first and newest" }
        }),
    };
    Ok(html! { (section.live("versions")) })
}

fn new_version(visit: &Visit, document: &Document, forms: &Refilled) -> Markup {
    let base = format!("/documents/{}", document.id);
    let mine = document.is_out_with(visit.actor.person);
    if document.out.is_some() && !mine {
        return html! {};
    }
    html! {
        (Section::new("New version", html! {
            form class="stack" method="post" action=(format!("{base}/versions")) enctype="multipart/form-data" data-once data-drop {
                (hidden("_key", form_key()))
                (hidden("version", document.version))
                (forms.version.banner())
                (Input::file("file", "File").required().error(forms.version.problems.of("file")))
                p role="alert" data-problem hidden {}
                progress data-progress hidden {}
                button class="btn s" type="button" data-cancel hidden { "Stop" }
                @let note = forms.version.text("note", "What changed").optional();
                @if document.client_sees() { (note.hint("The client reads it as well.")) } @else { (note) }
                @if mine { (forms.version.tick("keep", "Keep it checked out").hint("Otherwise adding the version returns it.")) }
                (buttons(Button::submit("Add the version").primary()))
            }
        }).small("It has to be verified again"))
    }
}

fn edit_form(visit: &Visit, document: &Document, forms: &Refilled) -> Result<Markup> {
    let categories = keeping::options(visit)?;
    Ok(html! {
        (Section::new("Name, sharing and keeping", html! {
            form class="stack" method="post" action=(format!("/documents/{}", document.id)) data-once {
                (hidden("version", document.version))
                (forms.edit.banner())
                (forms.edit.text("name", "Name").id("edit-name").required())
                (forms.edit.area("description", "Description").id("edit-description").optional().rows(2).hint("What it shows or is for. It is found by these words, a picture too."))
                @if document.client.is_some() {
                    (forms.edit.tick("shared_with_client", "Share it with the client").hint("They see the version that counts now and what comes after it, and none from before."))
                }
                (fields_two(html! {
                    (forms.edit.select("category", "Category").nothing("None: kept until somebody archives it").options(categories))
                    (forms.edit.date("expires", "Expires").optional().hint("Its owner is reminded a month and a week before, and on the day."))
                }))
                (buttons(Button::submit("Save")))
            }
        }))
    })
}

/// The last that was done with it.
fn opened_lately(visit: &Visit, document: &Document, names: &Directory) -> Result<Markup> {
    let log = uses::log(visit, document)?;
    let lines = log.iter().take(LINES).map(|held| {
        html! {
            li {
                span class="grow duo" {
                    span { (who_of(names, held)) }
                    span class="dim t12" { (held.how.label()) ", v" (held.version) }
                }
                (time(held.at.show(visit.at, &visit.tz), &held.at.rfc3339()))
            }
        }
    });
    let lines: Vec<Markup> = lines.collect();
    Ok(html! {
        (Section::new("Opened", html! {
            @if lines.is_empty() { p class="dim" { "Nobody opened it yet." } }
            @else { ul class="list tight" { @for line in &lines { (line) } } }
        }).action(html! { a class="btn small quiet" href=(format!("/documents/{}/access", document.id)) { "All" } }))
    })
}

/// Whoever it was, in words.
fn who_of(names: &Directory, access: &uses::Access) -> String {
    match (access.person, access.through.as_str()) {
        (0, "") => "Somebody unknown".into(),
        (0, through) => through.to_owned(),
        (person, "") => names.name_of(person).to_owned(),
        (person, through) => format!("{}, by {through}", names.name_of(person)),
    }
}

/// Everything that is noted of who opened it.
pub fn access_log(visit: &Visit, document: &Document) -> Result<Page> {
    let log = uses::log(visit, document)?;
    let names = Directory::of(visit)?;
    let rows = log.iter().map(|held| {
        Row::new()
            .cell(time(held.at.show(visit.at, &visit.tz), &held.at.rfc3339()))
            .cell(who_of(&names, held))
            .cell(held.how.label())
            .number(html! { "v" (held.version) })
            .dim(if held.from.is_empty() {
                "this machine"
            } else {
                held.from.as_str()
            })
    });
    let rows: Vec<Row> = rows.collect();
    let body = html! {
        (Head::new("Who opened it").fact(id(document.number())).fact(document.name.as_str()))
        @if rows.is_empty() {
            (Empty::quiet("Nobody opened it yet", "Whoever reads its page, looks at its file or downloads it stands here from then on."))
        } @else {
            div class="scroll" {
                (Table::rows()
                    .caption("Who opened it")
                    .column(Column::new("When"))
                    .column(Column::new("Who"))
                    .column(Column::new("What"))
                    .column(Column::number("Version"))
                    .column(Column::new("From"))
                    .body(rows))
            }
            p class="dim t12" { "The last of a year, and the same within a quarter of an hour once. Small pictures in lists are not noted, and what a browser prints of a file that it opened itself isn’t seen here." }
        }
    };
    Ok(Page::new("Who opened it", body)
        .under("Documents", "/documents")
        .under(
            document.name.as_str(),
            format!("/documents/{}", document.id),
        )
        .styles(&["list", "empty", "extra"]))
}
