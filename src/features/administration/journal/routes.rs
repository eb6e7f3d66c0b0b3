//! Addresses of the journal.

use super::{
    Search,
    actions::{EXPORT, KEEP_SEARCH},
    ask::{Ask, AskCopy, ROWS, cursor},
    export::export,
    pages,
    search::NewSearch,
};
use serde_json::json;

use crate::{
    base::{Error, Result, Unit},
    data::{Page, Paging, Visit, verify_journal},
    features::{
        history::{ENTRY, VIEW, Words, told_json},
        lists::kept,
    },
    web::{RateLimit, Reply, Request, Route, Told, form::Nothing, route::Gives},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/journal", VIEW, show).rate_limited(RateLimit::Search).slow(),
        Route::post("/journal/verify", VIEW, |v, _| {
            let entries = verify_journal(v.store(), None)?;
            Ok(Reply::go("/journal").toast(format!("The chain holds: {entries} entries"), None))
        }).rate_limited(RateLimit::Work),
        Route::page("/journal/checkpoint.json", VIEW, checkpoint).rate_limited(RateLimit::Work),
        Route::post("/journal/export", EXPORT, |v, r| export_of(v, r.form()?)).rate_limited(RateLimit::Export),
        Route::post("/journal/searches", KEEP_SEARCH, keep),
        Route::post("/journal/searches/{id}/remove", KEEP_SEARCH, |v, r| {
            kept::remove::<Search>(v, r.id("id")?)?;
            Ok(Reply::go("/journal").toast("Removed", v.wrote()))
        }),
        // What Undo leads back to.
        Route::page("/searches/{id}", VIEW, |v, r| {
            let held: Search = v.find(r.id("id")?)?;
            Ok(Reply::go(format!("/journal?{}", held.query)))
        }),
        Route::api_list(
            "/journal/search",
            VIEW,
            "The journal, newest first. A page may be empty and have a next: go on with it",
            api_search,
        ).tells(ENTRY).rate_limited(RateLimit::Search)
        .slow(),
        Route::api_get("/journal/checkpoint", VIEW, "A signed checkpoint to keep elsewhere", |v, _| {
            Ok(Reply::json(json!(v.store().checkpoint(v.at)?)))
        }).tells(CHECKPOINT).rate_limited(RateLimit::Work),
        Route::api_post::<Nothing>("/journal/verify", VIEW, "Walk the whole chain", |v, _, _| {
            Ok(Reply::json(json!({ "entries": verify_journal(v.store(), None)? })))
        }).tells(Told::Object(&[("entries", Told::Number)])).rate_limited(RateLimit::Work),
        Route::api_post::<AskCopy>(
            "/journal/export",
            EXPORT,
            "A copy of the journal, oldest first; \"format\": csv or jsonl, which atrium journal verify checks",
            |v, _, asked| export_of(v, asked),
        ).rate_limited(RateLimit::Export)
        .gives(Gives::File),
        Route::api_list::<Nothing>("/journal/searches", KEEP_SEARCH, "One's own kept searches", |v, r, _| {
            let page = v.list(kept::query::<Search>(v).page(r.paging()?))?;
            Ok(Reply::page(page.map(|kept| search_json(&kept))))
        }).tells(SEARCH),
        Route::api_post::<NewSearch>(
            "/journal/searches",
            KEEP_SEARCH,
            "Keep a search under a name",
            |v, _, form| {
                let id = kept::keep::<Search>(v, form.name, form.ask.query())?;
                Ok(Reply::created(search_json(&v.find(id)?)))
            },
        ).tells(SEARCH),
        Route::api_delete::<Nothing>(
            "/journal/searches/{id}",
            KEEP_SEARCH,
            "Remove a kept search",
            |v, r, _| {
                kept::remove::<Search>(v, r.id("id")?)?;
                Ok(Reply::json(json!({ "removed": r.capture("id"), "seq": v.wrote() })))
            },
        ).tells(Told::Object(&[("removed", Told::Text), ("seq", Told::Number)])),
    ]
}

fn search_json(held: &Search) -> serde_json::Value {
    json!({ "id": held.id.to_string(), "name": held.name, "query": held.query, "version": held.version })
}

/// Before which entry a page lies: its cursor is made for what was asked.
fn before(paging: &Paging, ask: &Ask) -> Result<Option<u64>> {
    paging.number(&format!("journal?{}", ask.query()))
}

fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let paging = request.page(ROWS);
    let found = request.asked::<Ask>().attempt(|ask| {
        let before = before(&paging, &ask)?;
        let sought = visit.seek_journal(&VIEW, &ask.seek(visit)?, before, paging.limit)?;
        Ok((ask, sought))
    })?;
    match found {
        Ok((ask, sought)) => pages::page(visit, request, &request.asked(), Some((&ask, &sought))),
        Err(filled) => pages::page(visit, request, &filled, None),
    }
    .map(Into::into)
}

fn api_search(visit: &Visit, request: &Request, ask: Ask) -> Result<Reply> {
    let paging = request.paging()?;
    let before = before(&paging, &ask)?;
    let sought = visit.seek_journal(&VIEW, &ask.seek(visit)?, before, paging.limit)?;
    let words = Words::of(visit)?;
    let page = Page {
        rows: sought.found,
        next: sought.next.map(|seq| cursor(&ask, seq)),
        previous: None,
    };
    Ok(Reply::page(
        page.map(|told| told_json(visit, &told, &words)),
    ))
}

fn checkpoint(visit: &Visit, _: &Request) -> Result<Reply> {
    let checkpoint = visit.store().checkpoint(visit.at)?;
    Ok(Reply::Text {
        media_type: "application/json",
        body: serde_json::to_string(&checkpoint).map_err(Error::internal)?,
        download: Some(format!("checkpoint-{}.json", checkpoint.seq)),
    })
}

fn export_of(visit: &Visit, asked: AskCopy) -> Result<Reply> {
    let AskCopy { ask, format } = asked;
    export(visit, ask.seek(visit)?, &ask.query(), format)
}

fn keep(visit: &Visit, request: &Request) -> Result<Reply> {
    let form: NewSearch = request.form()?;
    let query = form.ask.query();
    kept::keep::<Search>(visit, form.name, query.clone())?;
    Ok(Reply::go(format!("/journal?{query}")).toast("Kept", visit.wrote()))
}

const SEARCH: Told = Told::Object(&[
    ("id", Told::Record),
    ("name", Told::Text),
    ("query", Told::Text),
    ("version", Told::Number),
]);

const CHECKPOINT: Told = Told::Object(&[
    ("seq", Told::Number),
    ("hash", Told::Text),
    ("at", Told::Counted(Unit::Milliseconds)),
    ("key", Told::Text),
    ("signature", Told::Text),
]);
