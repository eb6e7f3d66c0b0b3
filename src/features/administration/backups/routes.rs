//! Addresses of the backups.

use serde_json::{Value, json};

use super::{
    Drill, Keeper,
    actions::{DOWNLOAD, TAKE, VERIFY, VIEW},
    keeper::name_of,
    ops, pages,
};
use crate::{
    base::{Choice, Result, Unit},
    data::{Key, Visit, snapshot::Listed},
    web::{RateLimit, Reply, Request, Route, Told, form::Nothing, route::Gives},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/backups", VIEW, |v, _| pages::page(v).map(Into::into)).slow(),
        Route::post("/backups", TAKE, |v, _| {
            let taken = ops::take(v)?;
            Ok(Reply::go("/backups")
                .toast(format!("Snapshot taken: {}", ops::size(taken.bytes)), None))
        })
        .rate_limited(RateLimit::Work),
        Route::post("/backups/{name}/verify", VERIFY, |v, r| {
            ops::drill_in_background(v, r.capture("name"))?;
            Ok(Reply::go("/backups").toast(
                "The snapshot is being checked; the result appears here",
                None,
            ))
        })
        .rate_limited(RateLimit::Work),
        Route::post("/backups/{name}/download", DOWNLOAD, download).rate_limited(RateLimit::Export),
        // What a link to a drill leads to.
        Route::page("/drills/{id}", VIEW, |v, r| {
            v.find::<Drill>(r.id("id")?)?;
            Ok(Reply::go("/backups"))
        }),
        Route::api_list::<Nothing>("/snapshots", VIEW, "Snapshots, newest first", |v, r, _| {
            let found = Keeper::needed(v.store())?.list()?.found;
            let key = |listed: &Listed| Key::new().signed(listed.at.0).number(listed.seq);
            let page = r.paging()?.page("snapshots", found, key, true)?;
            Ok(Reply::page(page.map(|listed| as_json(&listed))))
        })
        .tells(SNAPSHOT)
        .slow(),
        Route::api_post::<Nothing>("/snapshots", TAKE, "Take a snapshot", |v, _, _| {
            let taken = ops::take(v)?;
            Ok(Reply::created(json!({
                "id": taken.name, "at": taken.at.rfc3339(), "seq": taken.seq, "bytes": taken.bytes,
            })))
        })
        .tells(SNAPSHOT)
        .rate_limited(RateLimit::Work),
        Route::api_post::<Nothing>(
            "/snapshots/{name}/verify",
            VERIFY,
            "Restore a snapshot in a private folder and check it whole; answers when it is done",
            |v, r, _| Ok(Reply::json(drill_json(&ops::drill(v, r.capture("name"))?))),
        )
        .tells(DRILL)
        .rate_limited(RateLimit::Work),
        Route::api_post::<Nothing>(
            "/snapshots/{name}/download",
            DOWNLOAD,
            "Download a snapshot, encrypted as it is kept",
            |v, r, _| download(v, r),
        )
        .rate_limited(RateLimit::Export)
        .gives(Gives::File),
        Route::api_list::<Nothing>(
            "/drills",
            VIEW,
            "Restore drills, newest first",
            |v, r, _| {
                let page = ops::drills(v, r.paging()?)?;
                Ok(Reply::page(page.map(|drill| drill_json(&drill))))
            },
        )
        .tells(DRILL),
    ]
}

fn as_json(listed: &Listed) -> Value {
    json!({
        "id": name_of(&listed.path), "at": listed.at.rfc3339(), "seq": listed.seq, "bytes": listed.bytes,
    })
}

fn drill_json(drill: &Drill) -> Value {
    json!({
        "id": drill.id.to_string(), "outcome": drill.outcome.key(), "at": drill.at.rfc3339(), "nightly": drill.nightly,
        "snapshot": drill.snapshot, "taken": drill.taken.rfc3339(), "seq": drill.seq, "records": drill.records,
        "files": drill.files, "bytes": drill.bytes, "took": drill.took, "trouble": drill.trouble, "version": drill.version,
    })
}

fn download(visit: &Visit, request: &Request) -> Result<Reply> {
    let name = request.capture("name");
    let listed = ops::download(visit, name)?;
    Ok(Reply::Stream {
        reader: Box::new(std::fs::File::open(&listed.path)?),
        size: Some(listed.bytes),
        name: name.to_owned(),
        media_type: "application/octet-stream",
    })
}

const SNAPSHOT: Told = Told::Object(&[
    ("id", Told::Text),
    ("at", Told::Moment),
    ("seq", Told::Number),
    ("bytes", Told::Counted(Unit::Bytes)),
]);

const DRILL: Told = Told::Object(&[
    ("id", Told::Record),
    ("outcome", Told::Text),
    ("at", Told::Moment),
    ("nightly", Told::Flag),
    ("snapshot", Told::Text),
    ("taken", Told::Moment),
    ("seq", Told::Number),
    ("records", Told::Number),
    ("files", Told::Number),
    ("bytes", Told::Counted(Unit::Bytes)),
    ("took", Told::Number),
    ("trouble", Told::Text),
    ("version", Told::Number),
]);
