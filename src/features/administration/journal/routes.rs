//! Addresses of the journal.

use super::{
    EXPORT, KEEP_SEARCH, Search,
    ask::Ask,
    export::{Format, export},
    pages,
    search::{self, NewSearch},
};
use serde_json::json;

use crate::{
    base::{Choice, Error, Result},
    data::{Visit, verify_journal},
    features::{
        history::{VIEW, as_json},
        limit,
    },
    web::{Pace, Reply, Request, Route, form::Nothing, route::Gives},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/journal", VIEW, show).paced(Pace::Search).slow(),
        Route::post("/journal/verify", VIEW, |v, _| {
            let entries = verify_journal(v.store(), None)?;
            Ok(Reply::go("/journal").toast(format!("The chain holds: {entries} entries"), None))
        }).paced(Pace::Work),
        Route::page("/journal/checkpoint.json", VIEW, checkpoint).paced(Pace::Work),
        Route::post("/journal/export", EXPORT, |v, r| export_of(v, r, &r.form()?)).paced(Pace::Export),
        Route::post("/journal/searches", KEEP_SEARCH, keep),
        Route::post("/journal/searches/{id}/remove", KEEP_SEARCH, |v, r| {
            search::remove(v, r.id("id")?)?;
            Ok(Reply::go("/journal").toast("Removed", v.wrote()))
        }),
        // What Undo leads back to.
        Route::page("/searches/{id}", VIEW, |v, r| {
            let held: Search = v.find(r.id("id")?)?;
            Ok(Reply::go(format!("/journal?{}", held.query)))
        }),
        Route::api_get(
            "/journal/search",
            VIEW,
            "The journal, newest first. A page may be empty and have a next: go on with it",
            api_search,
        ).paced(Pace::Search).asking::<Ask>()
        .slow(),
        Route::api_one("/journal/checkpoint", VIEW, "A signed checkpoint to keep elsewhere", |v, _| {
            Ok(Reply::json(json!(v.store().checkpoint(v.at)?)))
        }).paced(Pace::Work),
        Route::api_post::<Nothing>("/journal/verify", VIEW, "Walk the whole chain", |v, _, _| {
            Ok(Reply::json(json!({ "entries": verify_journal(v.store(), None)? })))
        }).paced(Pace::Work),
        Route::api_post::<Ask>(
            "/journal/export",
            EXPORT,
            "A copy of the journal, oldest first; \"format\": csv or jsonl, which atrium journal verify checks",
            |v, r, ask| export_of(v, r, &ask),
        ).paced(Pace::Export)
        .gives(Gives::File),
        Route::api_get("/journal/searches", KEEP_SEARCH, "One's own kept searches", |v, _| {
            let kept = search::own(v)?;
            Ok(Reply::items(kept.iter().map(search_json).collect(), None))
        }),
        Route::api_post::<NewSearch>(
            "/journal/searches",
            KEEP_SEARCH,
            "Keep a search under a name",
            |v, r, form| {
                let id = search::keep(v, form.name, r.form::<Ask>()?.query())?;
                Ok(Reply::created(search_json(&v.find(id)?)))
            },
        ),
        Route::api_delete::<Nothing>(
            "/journal/searches/{id}",
            KEEP_SEARCH,
            "Remove a kept search",
            |v, r, _| {
                search::remove(v, r.id("id")?)?;
                Ok(Reply::json(json!({ "removed": r.capture("id") })))
            },
        ),
    ]
}

fn search_json(held: &Search) -> serde_json::Value {
    json!({ "id": held.id.to_string(), "name": held.name, "query": held.query, "version": held.version })
}

fn before(request: &Request) -> Option<u64> {
    request.query("after").and_then(|text| text.parse().ok())
}

fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let most = limit(request);
    let found = request.asked::<Ask>().attempt(|ask| {
        let sought = visit.seek_journal(&VIEW, &ask.seek(visit)?, before(request), most)?;
        Ok((ask, sought))
    })?;
    match found {
        Ok((ask, sought)) => pages::page(visit, request, &request.asked(), Some((&ask, &sought))),
        Err(filled) => pages::page(visit, request, &filled, None),
    }
    .map(Into::into)
}

fn api_search(visit: &Visit, request: &Request) -> Result<Reply> {
    let ask = request.asked::<Ask>().into_form()?;
    let sought = visit.seek_journal(&VIEW, &ask.seek(visit)?, before(request), limit(request))?;
    let schema = visit.store().schema();
    let items = sought
        .found
        .iter()
        .map(|told| as_json(schema, told))
        .collect();
    Ok(Reply::items(items, sought.next.map(|seq| seq.to_string())))
}

fn checkpoint(visit: &Visit, _: &Request) -> Result<Reply> {
    let checkpoint = visit.store().checkpoint(visit.at)?;
    Ok(Reply::Text {
        media_type: "application/json",
        body: serde_json::to_string(&checkpoint).map_err(Error::internal)?,
        download: Some(format!("checkpoint-{}.json", checkpoint.seq)),
    })
}

fn export_of(visit: &Visit, request: &Request, ask: &Ask) -> Result<Reply> {
    let format = match request.field("format") {
        None | Some("") => Format::default(),
        Some(key) => Format::from_key(key)
            .ok_or_else(|| Error::field("format", "The format should be csv or jsonl."))?,
    };
    export(visit, ask.seek(visit)?, &ask.query(), format)
}

fn keep(visit: &Visit, request: &Request) -> Result<Reply> {
    let ask: Ask = request.form()?;
    let form: NewSearch = request.form()?;
    search::keep(visit, form.name, ask.query())?;
    Ok(Reply::go(format!("/journal?{}", ask.query())).toast("Kept", visit.wrote()))
}
