//! The addresses of imports: those of each kind, by which sheets of it come in, and those of an import itself.

use serde_json::{Value, json};

use super::{
    Choices, Import, Imported, RUN, VIEW,
    choices::{Said, Sent},
    end::{cancel, take_back},
    given::Given,
    looked::Looked,
    outcome::Outcome,
    pages::{self},
    passed_over,
    portion::{outcomes, outcomes_of},
    record::BY_TIME,
    run::{begin, go_on},
    told::{ROW, row_json},
};
use crate::{
    base::{Error, Result, text},
    data::{FileRef, Json, Query, Visit},
    features::history,
    ui::prelude::{Button, Icon},
    web::{RateLimit, Reply, Request, Route, Told, form::Nothing, route::Gives},
};

/// Rows that an answer holds at most.
const TOLD: usize = 1_000;

/// The pages and the operations by which sheets of a kind come in.
pub fn import_routes<R: Imported>() -> Vec<Route> {
    let at = format!("/{}/import", R::KIND.plural);
    vec![
        Route::page(&at, R::IMPORT, |_, _| Ok(pages::form::<R>(None).into())),
        Route::post(&at, R::IMPORT, look::<R>).takes_sheets(),
        Route::post(&format!("{at}/look"), R::IMPORT, look_again::<R>).rate_limited(RateLimit::Work),
        Route::post(&format!("{at}/run"), R::IMPORT, run::<R>).rate_limited(RateLimit::Work),
        Route::api_post::<Said<R>>(
            &format!("{at}/preview"),
            R::IMPORT,
            "What would become of each row of a CSV file (multipart, field file), without doing it: how its columns are read, what is unclear, what each row would make; of a very long sheet the first ten thousand rows (judged)",
            |visit, request, said| {
                let looked = Looked::of::<R>(visit, &sent(request)?.0, Some(said.choices))?;
                Ok(Reply::json(looked.json()))
            },
        )
        .tells(LOOKED)
        .takes_sheets(),
        Route::api_post::<Said<R>>(
            &at,
            R::IMPORT,
            "Bring a CSV file in (multipart, field file): rows with a number change that record, others make one. A long sheet goes on by itself; the import says how far it is",
            |visit, request, said| {
                let (file, name) = sent(request)?;
                let id = begin::<R>(visit, &file, &name, said.choices)?;
                let given = go_on::<R>(visit, id)?;
                let mut told = told(visit, &visit.find(id)?)?;
                told.insert("links", links(request, &given));
                Ok(Reply::created(told))
            },
        )
        .of::<Import>()
        .takes_sheets(),
    ]
}

/// The addresses of imports of any kind.
pub fn own_routes() -> Vec<Route> {
    vec![
        Route::page("/imports/{id}", VIEW, |visit, request| {
            let import = one(visit, request)?;
            let history = history::of(visit, &import, request)?;
            Ok(pages::import(visit, &import, history)?.into())
        }),
        Route::page("/imports/{id}/passed-over.csv", VIEW, passed_over_sheet)
            .rate_limited(RateLimit::Export)
            .slow(),
        Route::post("/imports/{id}/cancel", RUN, |visit, request| {
            let id = one(visit, request)?.id;
            cancel(visit, id)?;
            Ok(Reply::go(format!("/imports/{id}")).toast("No more rows come in", None))
        }),
        Route::post("/imports/{id}/take-back", RUN, |visit, request| {
            let id = one(visit, request)?.id;
            take_back(visit, id)?;
            let import: Import = visit.find(id)?;
            Ok(Reply::go(format!("/imports/{id}")).toast(pages::taken_back(&import), None))
        }),
        Route::api_list::<Nothing>("/imports", VIEW, "The own imports, newest first", |v, r, _| {
            let all = Query::<Import>::by(BY_TIME).descending(true).page(r.paging()?);
            Ok(Reply::page(v.list(all)?.try_map(|import| v.json(&import))?))
        })
        .of::<Import>(),
        Route::api_get(
            "/imports/{id}",
            VIEW,
            "An import, every row accounted for: how far it is, and the first thousand rows passed over",
            |v, r| Ok(Reply::json(told(v, &one(v, r)?)?)),
        )
        .of::<Import>()
        .for_any_area(),
        Route::api_list::<Nothing>(
            "/imports/{id}/rows",
            VIEW,
            "What came of each row of an import, in the order of the sheet",
            rows,
        )
        .tells(ROW)
        .for_any_area(),
        Route::api_get(
            "/imports/{id}/passed-over.csv",
            VIEW,
            "The rows that made and changed nothing, with all their columns, their line and why",
            passed_over_sheet,
        )
        .gives(Gives::File)
        .rate_limited(RateLimit::Export)
        .for_any_area()
        .slow(),
        Route::api_post::<Nothing>(
            "/imports/{id}/cancel",
            RUN,
            "Bring no more rows of an import in",
            |v, r, _| {
                let id = one(v, r)?.id;
                cancel(v, id)?;
                Ok(Reply::json(told(v, &v.find(id)?)?))
            },
        )
        .gated(|v, r| one(v, r).map(drop))
        .of::<Import>()
        .for_any_area(),
        Route::api_post::<Nothing>(
            "/imports/{id}/take-back",
            RUN,
            "Take an import back, as far as nobody went on from it",
            |v, r, _| {
                let id = one(v, r)?.id;
                take_back(v, id)?;
                Ok(Reply::json(told(v, &v.find(id)?)?))
            },
        )
        .gated(|v, r| one(v, r).map(drop))
        .of::<Import>()
        .for_any_area(),
    ]
}

/// The way to it from the list, for whoever may.
pub fn import_link<R: Imported>(visit: &Visit) -> Option<Button> {
    let at = format!("/{}/import", R::KIND.plural);
    visit
        .may_somewhere(&R::IMPORT)
        .then(|| Button::link("Import", at).icon(Icon::Upload))
}

/// The file of a request, and what it is called.
fn sent(request: &Request) -> Result<(FileRef, String)> {
    match request.upload("file") {
        Some(upload) => Ok((upload.file.clone(), upload.name.clone())),
        None => Err(Error::field("file", "Send a CSV file in the field file.")),
    }
}

/// The import of an address; a program that is for other areas finds none.
fn one(visit: &Visit, request: &Request) -> Result<Import> {
    let import: Import = visit.find(request.id("id")?)?;
    match import.is_within(visit.areas()) {
        true => Ok(import),
        false => Err(Error::NotFound),
    }
}

/// An import, with the rows that were passed over.
fn told(visit: &Visit, import: &Import) -> Result<Json> {
    let mut body = visit.json(import)?;
    let passed = outcomes(visit, import, Outcome::is_passed_over, TOLD)?;
    body.insert(
        "passed_over",
        passed.iter().map(row_json).collect::<Vec<_>>(),
    );
    Ok(body)
}

/// What a sheet that was looked at says.
const LOOKED: Told = Told::Object(&[
    ("rows", Told::Number),
    ("judged", Told::Number),
    ("new", Told::Number),
    ("changed", Told::Number),
    ("unchanged", Told::Number),
    ("refused", Told::Number),
    (
        "columns",
        Told::List(&Told::Object(&[
            ("head", Told::Text),
            ("sample", Told::List(&Told::Text)),
            ("field", Told::Text),
            ("reading", Told::Text),
            ("open", Told::Text),
            ("about", Told::Text),
        ])),
    ),
    ("missing", Told::List(&Told::Text)),
    ("notes", Told::List(&Told::Text)),
    ("alike", Told::Text),
    ("items", Told::List(&ROW)),
]);

fn links(request: &Request, given: &[Given]) -> Vec<Value> {
    let each = given.iter().map(|given| {
        let link = request.link(&format!("/welcome/{}", given.link));
        json!({ "line": given.line, "name": given.name, "link": link, "mailed": given.mailed })
    });
    each.collect()
}

fn rows(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let import = one(visit, request)?;
    let list = format!("rows of {}", import.id);
    let page = request
        .paging()?
        .counted(&list, import.accounted(), |which| {
            outcomes_of(visit, &import, which)
        })?;
    Ok(Reply::page(page.map(|row| row_json(&row))))
}

fn passed_over_sheet(visit: &Visit, request: &Request) -> Result<Reply> {
    let import = one(visit, request)?;
    let sheet = passed_over::sheet(visit, &import)?;
    Ok(Reply::sheet(request, "passed-over.csv", sheet))
}

fn look<R: Imported>(visit: &Visit, request: &Request) -> Result<Reply> {
    let Some(upload) = request.upload("file") else {
        let why = request.refused.of("file").unwrap_or("Choose a CSV file.");
        return Ok(pages::form::<R>(Some(why)).into());
    };
    looked::<R>(visit, &upload.file, &upload.name, None)
}

fn look_again<R: Imported>(visit: &Visit, request: &Request) -> Result<Reply> {
    let sent: Sent<R> = request.form()?;
    looked::<R>(visit, &sent.file, &sent.name, Some(sent.choices))
}

fn looked<R: Imported>(
    visit: &Visit,
    file: &FileRef,
    name: &str,
    choices: Option<Choices>,
) -> Result<Reply> {
    match Looked::of::<R>(visit, file, choices) {
        Ok(looked) => Ok(pages::preview::<R>(&looked, name, file).into()),
        Err(Error::Invalid(problems)) => Ok(pages::form::<R>(problems.of("file")).into()),
        Err(other) => Err(other),
    }
}

fn run<R: Imported>(visit: &Visit, request: &Request) -> Result<Reply> {
    if R::PROVED {
        visit.demand_proof()?;
    }
    let sent: Sent<R> = request.form()?;
    let begun = begin::<R>(visit, &sent.file, &sent.name, sent.choices.clone());
    let id = match begun {
        Ok(id) => id,
        // Where a column is missing the preview says which, with what was chosen.
        Err(Error::Invalid(_)) => {
            return looked::<R>(visit, &sent.file, &sent.name, Some(sent.choices));
        }
        Err(other) => return Err(other),
    };
    let given = go_on::<R>(visit, id)?;
    let import: Import = visit.find(id)?;
    if !given.is_empty() {
        return Ok(pages::given(request, &import, &given).into());
    }
    let said = match import.to_come() {
        0 => format!(
            "{} brought in",
            R::INFO.counted(import.added + import.updated)
        ),
        more => format!("{} are coming in", text::count(more, "row", "rows")),
    };
    Ok(Reply::go(format!("/imports/{id}")).toast(said, None))
}
