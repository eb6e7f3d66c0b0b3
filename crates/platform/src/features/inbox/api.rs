//! What programs are told of notifications and choices.

use serde_json::json;

use super::{
    Notification, choices,
    choices_form::{self, ChoicesForm, MAILS, RHYTHMS},
    follow::{BY_SINCE, Follow},
    ops::{self, Deed},
    query::NotificationQuery,
};
use crate::{
    base::{Id, Result},
    data::{Key, Query, Visit},
    web::{Reply, Request, Told},
};

pub fn list(visit: &Visit, request: &Request, asked: NotificationQuery) -> Result<Reply> {
    let page = visit.list(asked.query().page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|held| visit.json(&held))?))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: Notification = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

/// Does it with the one in the path, and tells what became of it.
pub fn deal(visit: &Visit, request: &Request, deed: Deed) -> Result<Reply> {
    let id: Id<Notification> = request.id("id")?;
    ops::deal(visit, vec![id], deed)?;
    one(visit, request)
}

pub fn preferences(visit: &Visit, _: &Request) -> Result<Reply> {
    let held = ops::preferences(visit)?;
    let rows = choices::rows(visit, &held)?;
    Ok(Reply::json(choices_form::as_json(&held, &rows)))
}

/// Saves what a form says of how one is told.
pub fn prefer(visit: &Visit, form: ChoicesForm) -> Result<()> {
    let types = ops::types(visit)?;
    let mut usual = std::collections::HashMap::new();
    for of in &types.0 {
        usual.insert(of.key, ops::usual(visit, of)?);
    }
    ops::prefer(visit, form.version, move |held| {
        let default = |of: &super::NoticeType| {
            let known = usual.get(of.key).copied();
            known.unwrap_or_else(|| of.default_for(false))
        };
        form.apply(held, &types, &default)
    })
}

pub fn types(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = ops::preferences(visit)?;
    let rows = choices::rows(visit, &held)?;
    let key = |row: &choices_form::Row| Key::new().text(row.of.key);
    let page = request.paging()?.page("notice types", rows, key, false)?;
    Ok(Reply::page(page.map(|row| choices_form::type_json(&row))))
}

pub fn follows(visit: &Visit, request: &Request) -> Result<Reply> {
    let list = Query::<Follow>::by(BY_SINCE).descending(true);
    let page = visit.list(list.page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|held| visit.json(&held))?))
}

/// What browsers show that have a page open: unread, and newer than what they showed last.
pub fn fresh(visit: &Visit, request: &Request) -> Result<Reply> {
    const LOOKED_AT: usize = 10;
    visit.demand(&super::actions::VIEW)?;
    let after: u64 = request
        .query("after")
        .and_then(|text| text.parse().ok())
        .unwrap_or(u64::MAX);
    let list = Query::by(super::BY_TIME).descending(true).limit(LOOKED_AT);
    let told = visit.list::<Notification>(list)?.rows;
    let newest = told.iter().map(|held| held.id.raw()).max().unwrap_or(0);
    let shown = told.iter().filter(|held| {
        held.shown && held.read.is_none() && held.later.is_none() && held.id.raw() > after
    });
    let shown = shown.map(|held| {
        json!({
            "id": held.id.raw(), "text": held.text, "why": held.why,
            "to": format!("{}/{}", super::shown::home(visit), held.id),
        })
    });
    let shown: Vec<_> = shown.collect();
    Ok(Reply::json(json!({ "newest": newest, "items": shown })))
}

const CHOICE: Told = Told::Object(&[
    ("of", Told::Text),
    ("app", Told::Flag),
    ("mail", Told::Word(MAILS)),
    ("browser", Told::Flag),
    ("push", Told::Flag),
    ("sms", Told::Flag),
]);

pub const PREFERENCES: Told = Told::Object(&[
    ("choices", Told::List(&CHOICE)),
    ("zone", Told::Text),
    ("quiet", Told::Flag),
    ("quiet_from", Told::Text),
    ("quiet_to", Told::Text),
    ("quiet_days", Told::List(&Told::Text)),
    ("urgent_through", Told::Flag),
    ("digest", Told::Word(RHYTHMS)),
    ("digest_at", Told::Text),
    ("digest_day", Told::Text),
    ("skip_read", Told::Flag),
    ("phone", Told::Text),
    ("version", Told::Number),
]);

const REACH: Told = Told::Object(&[
    ("app", Told::Flag),
    ("mail", Told::Word(MAILS)),
    ("browser", Told::Flag),
    ("push", Told::Flag),
    ("sms", Told::Flag),
]);

pub const TYPE: Told = Told::Object(&[
    ("key", Told::Text),
    ("name", Told::Text),
    ("because", Told::Text),
    ("group", Told::Text),
    ("locked", Told::Flag),
    ("urgent", Told::Flag),
    ("default", REACH),
    ("now", REACH),
]);
