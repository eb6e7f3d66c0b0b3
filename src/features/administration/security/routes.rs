//! Addresses of the monitor and of alerts.

use serde_json::{Value, json};

use super::{
    Alert,
    actions::{HANDLE, LET_IN, VIEW},
    advice, alert_page,
    forms::Closing,
    list::{self, AlertQuery},
    monitor, ops,
    pages::{self, Live, SessionQuery},
};
use crate::{
    base::{Choice, Id, Result},
    data::{Key, Visit},
    features::{
        day, history, lists,
        people::{self, Directory},
        records,
        sign_in::{self, REVOKE, Session, VIEW_SESSIONS},
    },
    web::{
        Filled, Reader, Reply, Request, Route, Told,
        form::{Form, Nothing, Required, Shown},
    },
};

#[derive(Debug, Clone)]
pub struct LetIn {
    pub key: String,
}

impl Form for LetIn {
    fn read(f: &mut Reader) -> Self {
        LetIn {
            key: f.text("key", "Key, as the list of who waits has it", Required, 40),
        }
    }
}

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(lists::export_routes::<Alert>(
        "The alerts that a filter finds, as CSV, with the columns asked for",
    ));
    routes.extend(records::several_routes::<Alert>(
        HANDLE,
        "Say of several alerts that one looks at them, or close them with what it was",
    ));
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/security", VIEW, |v, r| pages::page(v, r).map(Into::into)),
        Route::post("/security/sessions/{id}/revoke", REVOKE, |v, r| {
            sign_in::revoke(v, r.id("id")?)?;
            Ok(Reply::go("/security?show=sessions").toast("Session ended", None))
        }),
        Route::post("/security/let-in", LET_IN, |v, r| {
            let name = ops::let_in(v, &r.form::<LetIn>()?.key)?;
            Ok(Reply::go("/security?show=waiting").toast(format!("Let in again: {name}"), None))
        }),
        Route::page("/alerts", VIEW, list::page),
        Route::page("/alerts/{id}", VIEW, |v, r| show(v, r, &Filled::blank(&[]))),
        Route::post("/alerts/{id}/see", HANDLE, |v, r| {
            ops::see(v, r.id("id")?, r.form::<Shown>()?.version)?;
            Ok(Reply::go(day::back(r, "/security".into())).toast("Seen", v.wrote()))
        }),
        Route::post("/alerts/{id}/close", HANDLE, close),
        Route::api_get(
            "/security",
            VIEW,
            "What goes on at the doors: numbers of the last 24 hours, who waits, what failed and was refused lately",
            api_security,
        ).tells(SECURITY),
        Route::api_get(
            "/security/connections",
            VIEW,
            "Who is connected now, by door and address, and what went wrong with connections",
            |v, _| Ok(Reply::json(super::connections::as_json(v))),
        ).tells(super::connections::TOLD),
        Route::api_list(
            "/security/sessions",
            VIEW_SESSIONS,
            "Open sessions, the latest used first",
            api_sessions,
        ).tells(SESSION),
        Route::api_post::<Nothing>(
            "/security/sessions/{id}/revoke",
            REVOKE,
            "End somebody's session: it holds from the next request, and open pages go within a second",
            |v, r, _| {
                let id: Id<Session> = r.id("id")?;
                sign_in::revoke(v, id)?;
                Ok(Reply::json(json!({ "ended": id.to_string() })))
            },
        ).tells(Told::Object(&[("ended", Told::Record)])),
        Route::api_post::<LetIn>(
            "/security/let-in",
            LET_IN,
            "Let a blocked account or network in again",
            |v, _, form| Ok(Reply::json(json!({ "let_in": ops::let_in(v, &form.key)? }))),
        ).tells(Told::Object(&[("let_in", Told::Text)])),
        Route::api_list(
            "/alerts",
            VIEW,
            "Alerts: open, then seen, then closed",
            api_alerts,
        ).tells(ALERT),
        Route::api_get("/alerts/{id}", VIEW, "An alert", |v, r| {
            Ok(Reply::json(as_json(&v.find(r.id("id")?)?)))
        }).tells(ALERT),
        Route::api_post::<Shown>(
            "/alerts/{id}/see",
            HANDLE,
            "Say that one looks at it",
            |v, r, form| {
                let id: Id<Alert> = r.id("id")?;
                ops::see(v, id, form.version)?;
                Ok(Reply::json(as_json(&v.find(id)?)))
            },
        ).tells(ALERT),
        Route::api_post::<Closing>(
            "/alerts/{id}/close",
            HANDLE,
            "Close it with what it was",
            |v, r, form| {
                let id: Id<Alert> = r.id("id")?;
                ops::close(v, id, form.version, form.note)?;
                Ok(Reply::json(as_json(&v.find(id)?)))
            },
        ).tells(ALERT),
    ]
}

fn show(visit: &Visit, request: &Request, form: &Filled<Closing>) -> Result<Reply> {
    let alert: Alert = visit.find(request.id("id")?)?;
    let history = history::of(visit, &alert, request)?;
    Ok(alert_page::one(visit, &alert, form, history)?.into())
}

fn close(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Alert> = request.id("id")?;
    let tried = request
        .fill::<Closing>()
        .attempt(|form| ops::close(visit, id, form.version, form.note))?;
    match tried {
        Err(filled) => show(visit, request, &filled),
        Ok(()) => Ok(Reply::go("/security").toast("Closed", visit.wrote())),
    }
}

fn as_json(alert: &Alert) -> Value {
    json!({
        "id": alert.id.to_string(), "rule": alert.rule.key(), "text": alert.text, "subject": alert.subject,
        "user": alert.user.map(|id| id.to_string()), "stage": alert.stage.key(), "count": alert.count,
        "first": alert.first.rfc3339(), "last": alert.last.rfc3339(), "note": alert.note,
        "by": alert.by.map(|id| id.to_string()), "version": alert.version,
    })
}

fn api_alerts(visit: &Visit, request: &Request, asked: AlertQuery) -> Result<Reply> {
    let page = visit.list::<Alert>(asked.query().page(request.paging()?))?;
    Ok(Reply::page(page.map(|alert| as_json(&alert))))
}

fn api_sessions(visit: &Visit, request: &Request, asked: SessionQuery) -> Result<Reply> {
    let key = |live: &Live| Key::new().signed(live.seen.0).id(live.session.id);
    let found = pages::live(visit, &asked)?;
    let page = request.paging()?.page("sessions", found, key, true)?;
    Ok(Reply::page(page.map(|live| {
        let session = &live.session;
        json!({
            "id": session.id.to_string(), "user": live.user.id.to_string(), "name": live.user.name,
            "tier": live.user.tier.name(), "device": sign_in::device_in_words(&session.agent),
            "address": session.address, "zone": pages::zone_key(live.zone),
            "started": session.started.rfc3339(), "seen": live.seen.rfc3339(), "until": session.until.rfc3339(),
        })
    })))
}

fn api_security(visit: &Visit, _: &Request) -> Result<Reply> {
    let names = Directory::of(visit)?;
    let held = monitor::of(visit.store());
    let sum = |count: fn(&monitor::Hour) -> u64| held.hours.iter().map(count).sum::<u64>();
    let waiting: Vec<Value> = pages::waiting(visit)
        .iter()
        .map(|w| json!({ "key": w.key, "name": w.name, "failures": w.failures, "until": w.until.rfc3339() }))
        .collect();
    let failed: Vec<Value> = held
        .failed
        .iter()
        .map(|f| json!({ "at": f.at.rfc3339(), "account": f.account, "address": f.address, "why": f.why }))
        .collect();
    let refused: Vec<Value> = held
        .refused
        .iter()
        .map(|r| {
            json!({
                "at": r.at.rfc3339(), "user": Id::<people::User>::new(r.person).to_string(),
                "name": names.name_of(r.person), "request": r.what, "address": r.address,
            })
        })
        .collect();
    let advice: Vec<Value> = advice::standing(visit)?
        .iter()
        .map(|advice| json!({ "key": advice.key, "text": advice.text }))
        .collect();
    Ok(Reply::json(json!({
        "advice": advice, "alerts": ops::open_alerts(visit)?, "entered": sum(|h| h.entered), "failures": sum(|h| h.failed),
        "refusals": sum(|h| h.refused), "waiting": waiting, "failed": failed, "refused": refused,
    })))
}

const ALERT: Told = Told::Object(&[
    ("id", Told::Record),
    ("rule", Told::Text),
    ("text", Told::Text),
    ("subject", Told::Text),
    ("user", Told::Record),
    ("stage", Told::Text),
    ("count", Told::Number),
    ("first", Told::Moment),
    ("last", Told::Moment),
    ("note", Told::Text),
    ("by", Told::Record),
    ("version", Told::Number),
]);

const SESSION: Told = Told::Object(&[
    ("id", Told::Record),
    ("user", Told::Record),
    ("name", Told::Text),
    ("tier", Told::Text),
    ("device", Told::Text),
    ("address", Told::Text),
    ("zone", Told::Text),
    ("started", Told::Moment),
    ("seen", Told::Moment),
    ("until", Told::Moment),
]);

const SECURITY: Told = Told::Object(&[
    (
        "advice",
        Told::List(&Told::Object(&[("key", Told::Text), ("text", Told::Text)])),
    ),
    ("alerts", Told::Number),
    ("entered", Told::Number),
    ("failures", Told::Number),
    ("refusals", Told::Number),
    (
        "waiting",
        Told::List(&Told::Object(&[
            ("key", Told::Text),
            ("name", Told::Text),
            ("failures", Told::Number),
            ("until", Told::Moment),
        ])),
    ),
    (
        "failed",
        Told::List(&Told::Object(&[
            ("at", Told::Moment),
            ("account", Told::Text),
            ("address", Told::Text),
            ("why", Told::Text),
        ])),
    ),
    (
        "refused",
        Told::List(&Told::Object(&[
            ("at", Told::Moment),
            ("user", Told::Record),
            ("name", Told::Text),
            ("request", Told::Text),
            ("address", Told::Text),
        ])),
    ),
]);
