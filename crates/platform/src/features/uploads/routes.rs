//! Addresses of files that come piece by piece, for pages and programs, at either side.

use serde_json::json;

use super::{
    Begun, UploadSession,
    actions::SEND,
    ops,
    session::{BY_PERSON, PIECE},
};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Query, Record, Visit},
    web::{
        Form, Reply, Request, Route, Told,
        form::{Nothing, Reader, Required},
    },
};

const STAND: Told = Told::Object(&[
    ("id", Told::Record),
    ("name", Told::Text),
    ("size", Told::Number),
    ("received", Told::Number),
    ("piece", Told::Number),
    ("until", Told::Moment),
]);

/// Where a piece begins; the piece comes beside it.
#[derive(Debug, Clone, Default)]
struct At {
    at: u64,
}

impl Form for At {
    fn read(f: &mut Reader) -> Self {
        let at = f.whole("at", "Byte at which it begins", Required, 0..=1 << 44);
        At {
            at: at.and_then(|at| u64::try_from(at).ok()).unwrap_or(0),
        }
    }
}

/// Whether the file is theirs who send it.
fn theirs(visit: &Visit, request: &Request) -> Result<()> {
    visit.own::<UploadSession>(request.id("id")?).map(drop)
}

pub fn routes() -> Vec<Route> {
    vec![
        Route::anyone("POST", "/uploads", |v, r| begin(v, r.form()?)).at_the_portal(),
        Route::anyone("POST", "/uploads/{id}", |v, r| take(v, r, &r.form()?))
            .takes_pieces()
            .gated(theirs)
            .at_the_portal(),
        Route::anyone("POST", "/uploads/{id}/remove", discard)
            .gated(theirs)
            .at_the_portal(),
        Route::anyone("GET", "/uploads/{id}", stand).at_the_portal(),
        Route::api_post::<Begun>(
            "/uploads",
            SEND,
            "Begin a file that comes piece by piece. A form that takes files then takes it by `uploaded`",
            |v, _, form| begin(v, form),
        )
        .tells(STAND)
        .for_clients(),
        Route::api_list::<Nothing>(
            "/uploads",
            SEND,
            "One's own files that are on their way, the first to go first",
            |v, r, _| {
                let mine = Query::own(BY_PERSON, Key::new().number(v.actor.person));
                let page = v.list::<UploadSession>(mine.page(r.paging()?))?;
                Ok(Reply::page(page.map(|held| as_json(&held))))
            },
        )
        .tells(STAND)
        .private()
        .for_clients(),
        Route::api_get("/uploads/{id}", SEND, "How much of a file is there", stand)
            .tells(STAND)
            .private()
            .for_clients(),
        Route::api_post::<At>(
            "/uploads/{id}",
            SEND,
            "Send the piece of a file that begins at a byte (multipart, its bytes in `piece`)",
            |v, r, form| take(v, r, &form),
        )
        .tells(STAND)
        .takes_pieces()
        .gated(theirs)
        .for_clients(),
        Route::api_delete::<Nothing>(
            "/uploads/{id}",
            SEND,
            "Give a file up that is on its way",
            |v, r, _| discard(v, r),
        )
        .tells(Told::Object(&[("id", Told::Record)]))
        .gated(theirs)
        .for_clients(),
    ]
}

fn as_json(held: &UploadSession) -> serde_json::Value {
    json!({
        "id": held.number(), "name": held.name, "size": held.size, "received": held.received(),
        "piece": PIECE, "until": held.until.rfc3339(),
    })
}

fn begin(visit: &Visit, form: Begun) -> Result<Reply> {
    let id: Id<UploadSession> = ops::begin(visit, form)?;
    Ok(Reply::created(as_json(&visit.own(id)?)))
}

fn stand(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: UploadSession = visit.own(request.id("id")?)?;
    Ok(Reply::json(as_json(&held)))
}

fn take(visit: &Visit, request: &Request, form: &At) -> Result<Reply> {
    let piece = request.upload("piece");
    let piece = piece.ok_or_else(|| Error::field("piece", "Send the bytes of the piece."))?;
    ops::take(visit, request.id("id")?, form.at, piece)?;
    stand(visit, request)
}

fn discard(visit: &Visit, request: &Request) -> Result<Reply> {
    ops::discard(visit, request.id("id")?)?;
    Ok(Reply::json(json!({ "id": request.capture("id") })))
}
