//! Bringing a sheet of records in: first what would become of each row, then each row by the deed that makes or changes one
//! by hand. A row with a number changes the record of that number, so that a sheet that went out comes in again; what a
//! row doesn't change is left alone.

use maud::{Markup, html};
use serde_json::json;

use super::{
    Rows, Seen, Typed, Wanted,
    fate::{AS_IT_IS, CHANGED, Fate, NEW, REFUSED, fate, unchangeable},
    rows::is_number,
    text_of,
};
use crate::{
    access::Action,
    base::{Error, Id, Result, text},
    data::{Entity, FileRef, Visit},
    features::form_key,
    ui::{prelude::*, table},
    web::{
        Page, RateLimit, Reply, Request, Route,
        form::{Form, Nothing},
    },
};

/// A record that rows of sheets make and change.
pub trait Imported: Entity {
    /// What makes one, and what changes one.
    type New: Form;
    type Edit: Form;
    const WANTED: Wanted;
    /// What whoever brings sheets in may do; each row asks for itself besides.
    const IMPORT: Action;

    /// # Errors
    /// Those of the deed.
    fn make(visit: &Visit, form: Self::New) -> Result<Id<Self>>;

    /// # Errors
    /// Those of the deed.
    fn change(visit: &Visit, id: Id<Self>, form: Self::Edit) -> Result<()>;

    /// By what two rows without a number would make the same one.
    fn keys(_: &Self::New) -> Vec<String> {
        Vec::new()
    }

    /// One that is the same as what a row without a number would make.
    ///
    /// # Errors
    /// When the store can't be read.
    fn there(_: &Visit, _: &Self::New) -> Result<Option<Id<Self>>> {
        Ok(None)
    }
}

/// A row and what came of it, or would come of it.
struct Outcome {
    line: u64,
    name: String,
    word: &'static str,
    number: Option<String>,
    /// What the record is called that has that number already.
    title: String,
    why: String,
}

fn read<R: Imported>(visit: &Visit, file: &FileRef) -> Result<Rows> {
    let content = text_of(visit, file, R::INFO, R::WANTED.bytes)?;
    Rows::of(visit, R::INFO, &R::WANTED, &content)
}

/// What becomes of each row; with `write`, when it is done.
fn go<R: Imported>(visit: &Visit, rows: &Rows, write: bool) -> Result<Vec<Outcome>> {
    let request = visit.in_parts();
    let typed = Typed::of(visit)?;
    let mut seen = Seen::default();
    let mut outcomes = Vec::new();
    let unchangeable = |row| unchangeable::<R>(visit, &typed, row);
    let unchangeable: Vec<_> = rows.rows.iter().map(unchangeable).collect::<Result<_>>()?;
    for (row, unchangeable) in rows.rows.iter().zip(unchangeable) {
        visit.part(request.as_deref(), row.line);
        let fate = fate::<R>(visit, &typed, row, unchangeable, &mut seen)?;
        let mut outcome = Outcome {
            line: row.line,
            name: row.name.clone(),
            word: fate.word(),
            number: None,
            title: String::new(),
            why: String::new(),
        };
        if let Fate::Change(record, _) | Fate::Same(record) = &fate {
            outcome.number = Some(record.number());
            outcome.title = record.title();
        }
        let done = match fate {
            Fate::Refused(why) => Err(why),
            Fate::New(form) if write => {
                let made = refusal(R::make(visit, *form))?;
                made.map(|id| outcome.number = Some(id.to_string()))
            }
            Fate::Change(record, form) if write => refusal(R::change(visit, record.id(), *form))?,
            Fate::New(_) | Fate::Change(..) | Fate::Same(_) => Ok(()),
        };
        if let Err(why) = done {
            outcome.word = REFUSED;
            outcome.number = None;
            outcome.why = why;
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// What keeps one row out keeps no other out; what is wrong with the house ends it all.
fn refusal<T>(done: Result<T>) -> Result<Result<T, String>> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(
            why @ (Error::Internal(_)
            | Error::Unavailable(_)
            | Error::Unproved
            | Error::Unseconded(_)),
        ) => Err(why),
        Err(why) => Ok(Err(why.to_string())),
    }
}

fn counted(outcomes: &[Outcome], word: &str) -> usize {
    outcomes.iter().filter(|row| row.word == word).count()
}

/// The pages and the operation by which sheets of a kind come in.
pub fn import_routes<R: Imported>() -> Vec<Route> {
    let at = format!("/{}/import", R::KIND.plural);
    vec![
        Route::page(&at, R::IMPORT, |_, _| Ok(form::<R>(None).into())),
        Route::post(&at, R::IMPORT, look::<R>).takes_sheets(),
        Route::post(&format!("{at}/run"), R::IMPORT, run::<R>).rate_limited(RateLimit::Work),
        Route::api_post::<Nothing>(
            &at,
            R::IMPORT,
            "Bring a CSV file in (multipart, field file): rows with a number change that record, others make one; each row with what came of it",
            |visit, request, _| {
                let upload = request
                    .upload("file")
                    .ok_or_else(|| Error::field("file", "Send a CSV file in the field file."))?;
                let rows = read::<R>(visit, &upload.file)?;
                let items = go::<R>(visit, &rows, true)?;
                let items = items.iter().map(|row| {
                    json!({ "line": row.line, "name": row.name, "what": row.word, "id": row.number, "why": row.why })
                });
                let passed_over = rows.passed_over();
                Ok(Reply::json(json!({ "items": items.collect::<Vec<_>>(), "columns_passed_over": passed_over })))
            },
        )
        .takes_sheets(),
    ]
}

/// The way to it from the list, for whoever may.
pub fn import_link<R: Imported>(visit: &Visit) -> Option<Button> {
    let at = format!("/{}/import", R::KIND.plural);
    visit
        .may_somewhere(&R::IMPORT)
        .then(|| Button::link("Import", at).icon(Icon::Upload))
}

fn title<R: Entity>() -> String {
    format!("Import {}", R::INFO.many.to_lowercase())
}

fn list<R: Entity>() -> String {
    format!("/{}", R::KIND.plural)
}

fn page<R: Entity>(title: String, body: Markup) -> Page {
    Page::new(title, body)
        .under(R::INFO.many, list::<R>())
        .styles(&["list", "chart", "extra"])
}

fn form<R: Imported>(problem: Option<&str>) -> Page {
    let written = R::INFO.fields.iter();
    let written = written.filter(|field| field.in_sheets && field.form().is_some());
    let labels: Vec<&str> = written.map(|field| field.label).collect();
    let many = R::INFO.many.to_lowercase();
    page::<R>(title::<R>(), html! {
        (Head::new(title::<R>()))
        form class="stack read" method="post" action=(format!("/{}/import", R::KIND.plural)) enctype="multipart/form-data" data-once {
            p { "A CSV file whose first line names the columns: " (labels.join(", ")) ". A row with a number such as " (R::KIND.prefix) "-12 in the column Number changes what has that number; the others are new." }
            (Input::file("file", "CSV file").required().accept(".csv,text/csv").error(problem))
            (buttons(html! { (Button::submit("Look at it first").primary()) (Button::link(format!("Back to the {many}"), list::<R>())) }))
        }
    })
    .status(if problem.is_some() { 422 } else { 200 })
}

fn look<R: Imported>(visit: &Visit, request: &Request) -> Result<Reply> {
    let Some(upload) = request.upload("file") else {
        let why = request.refused.of("file").unwrap_or("Choose a CSV file.");
        return Ok(form::<R>(Some(why)).into());
    };
    match read::<R>(visit, &upload.file) {
        Ok(rows) => {
            let outcomes = go::<R>(visit, &rows, false)?;
            Ok(preview::<R>(&rows, &outcomes, &upload.name, &upload.file).into())
        }
        Err(Error::Invalid(problems)) => Ok(form::<R>(problems.of("file")).into()),
        Err(other) => Err(other),
    }
}

fn run<R: Imported>(visit: &Visit, request: &Request) -> Result<Reply> {
    let size = request.field("size").and_then(|size| size.parse().ok());
    let file = FileRef {
        name: request.field("file").unwrap_or_default().to_owned(),
        size: size.unwrap_or(0),
    };
    let rows = read::<R>(visit, &file)?;
    let outcomes = go::<R>(visit, &rows, true)?;
    Ok(done::<R>(&outcomes).into())
}

fn stats_of(outcomes: &[Outcome]) -> Markup {
    stats([
        Stat::new("New", text::thousands(counted(outcomes, NEW))),
        Stat::new("Changed", text::thousands(counted(outcomes, CHANGED))),
        Stat::new("As they are", text::thousands(counted(outcomes, AS_IT_IS))),
        Stat::new("Refused", text::thousands(counted(outcomes, REFUSED))),
    ])
}

/// The rows that can't be brought in, each with the reason.
fn refused(outcomes: &[Outcome]) -> Markup {
    let refused = outcomes.iter().filter(|row| row.word == REFUSED);
    let rows: Vec<table::Row> = refused
        .map(|row| {
            table::Row::new()
                .number(row.line)
                .name(row.name.as_str())
                .cell(row.why.as_str())
        })
        .collect();
    html! {
        @if !rows.is_empty() {
            (Section::new("Rows that can't be brought in", Table::rows()
                .column(Column::number("Line")).column(Column::new("Row")).column(Column::new("Why"))
                .body(rows)))
        }
    }
}

/// The rows that write over what is there, each with the record as it is called now.
fn changes<R: Imported>(outcomes: &[Outcome]) -> Markup {
    let changed = outcomes.iter().filter(|row| row.word == CHANGED);
    let rows: Vec<table::Row> = changed
        .map(|row| {
            table::Row::new()
                .number(row.line)
                .name(row.number.as_deref().unwrap_or_default())
                .cell(row.title.as_str())
                .cell(row.name.as_str())
        })
        .collect();
    let many = R::INFO.many.to_lowercase();
    html! {
        @if !rows.is_empty() {
            (Section::new(format!("The {many} that change"), Table::rows()
                .column(Column::number("Line")).column(Column::new("Number")).column(Column::new(R::INFO.one)).column(Column::new("Row"))
                .body(rows)))
        }
    }
}

fn preview<R: Imported>(rows: &Rows, outcomes: &[Outcome], name: &str, file: &FileRef) -> Page {
    let writes = counted(outcomes, NEW) + counted(outcomes, CHANGED);
    let count = text::count(rows.rows.len(), "row", "rows");
    let columns = rows.columns.iter().map(|(head, field)| {
        let becomes = match field {
            Some(field) => field.label,
            None if is_number(head) => "which one it is",
            None => "passed over",
        };
        table::Row::new().name(head.as_str()).cell(becomes)
    });
    let body = html! {
        (Head::new(title::<R>()).fact(name).fact(count))
        (stats_of(outcomes))
        (Section::new("How the columns are read", Table::rows()
            .column(Column::new("Column in the file")).column(Column::new("Becomes")).body(columns)))
        (changes::<R>(outcomes))
        (refused(outcomes))
        form class="stack" method="post" action=(format!("/{}/import/run", R::KIND.plural)) data-once {
            (hidden("_key", form_key()))
            (hidden("file", &file.name)) (hidden("size", file.size))
            (buttons(html! {
                @if writes > 0 { (Button::submit(format!("Bring in {}", text::count(writes, "row", "rows"))).primary()) }
                @else { (Button::submit("Bring in").primary().disabled_because("No row of this file makes or changes anything.")) }
                (Button::link("Choose another file", format!("/{}/import", R::KIND.plural)))
            }))
        }
    };
    page::<R>(title::<R>(), body)
}

fn done<R: Imported>(outcomes: &[Outcome]) -> Page {
    let many = R::INFO.many.to_lowercase();
    let body = html! {
        (Head::new("Brought in").fact(text::count(outcomes.len(), "row", "rows")))
        (stats_of(outcomes))
        (refused(outcomes))
        (buttons(Button::link(format!("To the {many}"), list::<R>()).primary()))
    };
    page::<R>("Brought in".into(), body)
}
