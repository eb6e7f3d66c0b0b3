//! One's own tokens for programs, on a page and in the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    super::{
        Token,
        actions::{OWN, OWN_SECRET, OWN_TOKEN},
        forms::NewToken,
        ops,
        pages::{self, Made},
        token,
    },
    caller::doors,
    own::my_user,
};
use crate::{
    access::Action,
    base::{Choice, Error, Id, Moment, Result},
    data::{Key, Visit},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::anyone("GET", "/me/tokens", |visit, _| {
            show(visit, &Filled::blank(&[("days", "90".into())]))
        }),
        Route::anyone("POST", "/me/tokens", make),
        Route::anyone("POST", "/me/tokens/{id}/revoke", |visit, request| {
            ops::revoke_own_token(visit, request.id("id")?)?;
            Ok(Reply::go("/me/tokens").toast("Token revoked", None))
        }),
        Route::api_list::<Nothing>(
            "/me/tokens",
            OWN,
            "One's own tokens, the newest first, with their last use",
            |visit, request, _| {
                let key = |held: &Token| Key::new().number(held.id.raw());
                let page = request
                    .paging()?
                    .page("own tokens", held(visit)?, key, true)?;
                let doors = doors(visit)?;
                Ok(Reply::page(
                    page.map(|held| told(&held, doors.token_used(&held))),
                ))
            },
        )
        .tells(TOKEN),
        Route::api_make::<NewToken>(
            "/me/tokens",
            OWN_TOKEN,
            "Make a token for a program; its text is given once",
            |visit, _, form| {
                let (id, text) = ops::make_own_token(visit, form)?;
                Ok(Reply::with_status(
                    201,
                    json!({ "id": id.to_string(), "token": text }),
                ))
            },
        )
        .tells(Told::Object(&[("id", Told::Record), ("token", Told::Text)])),
        Route::api_post::<Nothing>(
            "/me/tokens/{id}/revoke",
            OWN_SECRET,
            "Revoke a token of one's own",
            |visit, request, _| {
                ops::revoke_own_token(visit, request.id("id")?)?;
                Ok(Reply::json(json!({ "revoked": true })))
            },
        )
        .gated(|v, r| {
            let id: Id<Token> = r.id("id")?;
            let own = held(v)?.iter().any(|held| held.id == id);
            own.then_some(()).ok_or(Error::NotFound)
        })
        .tells(Told::Object(&[("revoked", Told::Flag)])),
    ]
}

fn held(visit: &Visit) -> Result<Vec<Token>> {
    let user = my_user(visit)?;
    if !user.tier.is_staff() {
        return Err(Error::NotFound);
    }
    let mut held = visit.own_related::<Token>(token::BY_USER, Key::new().id(user.id), 200)?;
    held.sort_by_key(|token| std::cmp::Reverse(token.id));
    Ok(held)
}

fn told(held: &Token, (used, from): (Option<Moment>, String)) -> Value {
    json!({
        "id": held.id.to_string(),
        "name": held.name,
        "access": held.access().key(),
        "only": held.only,
        "made": held.made.map(Moment::rfc3339),
        "until": held.until.rfc3339(),
        "used": used.map(Moment::rfc3339),
        "used_from": from,
    })
}

/// What `told` says.
const TOKEN: Told = Told::Object(&[
    ("id", Told::Record),
    ("name", Told::Text),
    ("access", Told::Text),
    ("only", Told::List(&Told::Text)),
    ("made", Told::Moment),
    ("until", Told::Moment),
    ("used", Told::Moment),
    ("used_from", Told::Text),
]);

fn show(visit: &Visit, form: &Filled<NewToken>) -> Result<Reply> {
    let doors = doors(visit)?;
    let words = |at: Moment| at.show(visit.at, &visit.tz);
    let made: Vec<Made> = held(visit)?
        .into_iter()
        .map(|held| {
            let (used, used_from) = doors.token_used(&held);
            Made {
                id: held.id.to_string(),
                access: held.access(),
                over: held.until <= visit.at,
                until: words(held.until),
                made: held.made.map(words),
                used: used.map(words),
                used_from,
                name: held.name,
                only: held.only,
            }
        })
        .collect();
    let actions = visit.store().schema().actions.iter();
    let areas: BTreeSet<&str> = actions
        .filter(|action| action.kind.is_granted())
        .map(Action::resource)
        .collect();
    let areas: Vec<&str> = areas.into_iter().collect();
    Ok(pages::tokens(&made, form, &areas).into())
}

fn make(visit: &Visit, request: &Request) -> Result<Reply> {
    held(visit)?;
    let filled = request.fill::<NewToken>();
    let name = filled.value("name").unwrap_or_default().to_owned();
    match filled.attempt(|form| ops::make_own_token(visit, form))? {
        Err(filled) => show(visit, &filled),
        Ok((_, text)) => Ok(pages::made(&name, &text).into()),
    }
}
