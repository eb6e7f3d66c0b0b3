//! Addresses of shares.

use serde_json::{Value, json};

use super::{
    VIEW,
    actions::{GIVE, TAKE_BACK},
    forms::NewShare,
    ops, pages,
};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Share, Visit},
    web::{
        Filled, Form, Reader, Reply, Request, Route, Told,
        form::{Nothing, Optional},
    },
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/shares", VIEW, |v, r| pages::list(v, r).map(Into::into)),
        Route::page("/shares/new", GIVE, |v, r| {
            let of = ops::record_of(v, r.query("record").unwrap_or_default())
                .map_err(|_| Error::NotFound)?;
            Ok(pages::new(v, of, &Filled::blank(&[]))?.into())
        }),
        Route::post("/shares", GIVE, give),
        // What Undo leads back to.
        Route::page("/shares/{id}", VIEW, |v, r| {
            let share: Share = v.find(r.id("id")?)?;
            Ok(Reply::go(v.address(share.of)))
        }),
        Route::post("/shares/{id}/take-back", TAKE_BACK, |v, r| {
            let of = ops::take_back(v, r.id("id")?)?;
            let back = match v.title_of(of)? {
                Some(_) => v.address(of),
                None => "/shares".into(),
            };
            Ok(Reply::go(back).toast("Taken back", v.wrote()))
        }),
        Route::api_list(
            "/shares",
            VIEW,
            "What was shared with one and by one, or with whom a record is shared",
            api_shares,
        ).tells(SHARE),
        Route::api_post::<NewShare>(
            "/shares",
            GIVE,
            "Share a record with a colleague, to see or to edit, until a day or until it is taken back",
            |v, _, form| {
                let record = form.record.clone();
                let id = ops::give(v, form)?;
                let of = ops::record_of(v, &record)?;
                let made = v.shares_of(of)?.into_iter().find(|share| share.id == id);
                Ok(Reply::created(
                    made.map_or(Value::Null, |share| as_json(v, &share)),
                ))
            },
        ).tells(SHARE),
        Route::api_post::<Nothing>(
            "/shares/{id}/take-back",
            TAKE_BACK,
            "Take a share back",
            |v, r, _| {
                let id: Id<Share> = r.id("id")?;
                ops::take_back(v, id)?;
                Ok(Reply::json(json!({ "taken_back": id.to_string() })))
            },
        ).tells(Told::Object(&[("taken_back", Told::Record)]))
        .gated(|v, r| ops::may_take_back(v, r.id("id")?)),
    ]
}

fn give(visit: &Visit, request: &Request) -> Result<Reply> {
    let of = ops::record_of(visit, request.field("record").unwrap_or_default())
        .map_err(|_| Error::NotFound)?;
    match request
        .fill::<NewShare>()
        .attempt(|form| ops::give(visit, form))?
    {
        Err(filled) => Ok(pages::new(visit, of, &filled)?.into()),
        Ok(_) => Ok(Reply::go(visit.address(of)).toast("Shared", visit.wrote())),
    }
}

fn as_json(visit: &Visit, share: &Share) -> Value {
    json!({
        "id": share.id.to_string(), "record": visit.store().schema().number(share.of),
        "person": format!("U-{}", share.to), "by": format!("U-{}", share.by), "edit": share.edit,
        "until": share.until.map(|day| day.iso()), "version": share.version,
    })
}

/// Of which record the shares are asked for.
struct ShareQuery {
    record: String,
}

impl Form for ShareQuery {
    fn read(f: &mut Reader) -> Self {
        ShareQuery {
            record: f.text("record", "Record, such as LD-1042", Optional, 40),
        }
    }
}

fn api_shares(visit: &Visit, request: &Request, asked: ShareQuery) -> Result<Reply> {
    let paging = request.paging()?;
    let page = match asked.record.as_str() {
        "" => super::ops::holding(visit, paging)?,
        number => {
            let of = ops::record_of(visit, number)?;
            let mut shares = visit.shares_of(of)?;
            shares.retain(|share| share.holds(visit.at));
            let key = |share: &Share| Key::new().id(share.id);
            paging.page(&format!("shares of {of:?}"), shares, key, false)?
        }
    };
    Ok(Reply::page(page.map(|share| as_json(visit, &share))))
}

const SHARE: Told = Told::Object(&[
    ("id", Told::Record),
    ("record", Told::Record),
    ("person", Told::Record),
    ("by", Told::Record),
    ("edit", Told::Flag),
    ("until", Told::Day),
    ("version", Told::Number),
]);
