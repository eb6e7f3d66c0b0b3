//! Passkeys: coming in with one, showing one anew, and one's own. The address that an answer is posted to gives, asked
//! for its `challenge`, what a browser is to sign.

use serde_json::{Value, json};

use super::{
    super::{
        actions::{OWN, OWN_SECRET},
        forms::{Answered, NewPasskey, PasskeyName},
        ops,
        pages::{self, Kept},
        passkey::{Passkey, Site},
    },
    caller::{ATTEMPT, doors, from, safe_next, with_device},
};
use crate::{
    base::{Error, Result},
    data::{Key, Visit},
    web::{Filled, Reply, Request, Route, Told, cookie, form::Nothing, proof},
};

const SECOND_STEP: &str = "the second step of the way in; needs a half-done sign-in";

pub fn routes() -> Vec<Route> {
    vec![
        Route::open("GET", "/sign-in/passkey", "the way in", ask_to_sign_in).at_the_portal(),
        Route::open("POST", "/sign-in/passkey", "the way in", sign_in).at_the_portal(),
        Route::open(
            "GET",
            "/sign-in/code/passkey",
            SECOND_STEP,
            ask_in_place_of_code,
        )
        .at_the_portal(),
        Route::open("POST", "/sign-in/code/passkey", SECOND_STEP, code).at_the_portal(),
        // Whose passkeys there are is their own affair, whoever looks through their eyes.
        Route::anyone("GET", proof::PATH, |visit, request| {
            Ok(Reply::json(ops::ask_for_proof(visit, &here(request)?)?))
        })
        .as_oneself()
        .at_the_portal(),
        Route::anyone("GET", "/me/second-factor/passkey", new).at_the_portal(),
        Route::anyone("POST", "/me/second-factor/passkey", add).at_the_portal(),
        Route::anyone("GET", "/me/passkeys/{passkey}", |visit, request| {
            one(visit, request, None)
        })
        .at_the_portal(),
        Route::anyone("POST", "/me/passkeys/{passkey}/rename", rename).at_the_portal(),
        Route::anyone("POST", "/me/passkeys/{passkey}/remove", |visit, request| {
            ops::remove_passkey(visit, request.capture("passkey"))?;
            Ok(Reply::go("/me").toast("Passkey removed", None))
        })
        .at_the_portal(),
        Route::api_list::<Nothing>(
            "/me/passkeys",
            OWN,
            "One's own passkeys",
            |visit, request, _| {
                let held = super::own::my_credential(visit)?.passkeys;
                let held: Vec<_> = (0..).zip(held).collect();
                let key = |(at, _): &(u64, _)| Key::new().number(*at);
                let page = request.paging()?.page("own passkeys", held, key, false)?;
                Ok(Reply::page(page.map(|(_, held)| as_json(&held))))
            },
        )
        .tells(PASSKEY)
        .for_clients(),
        Route::api_post::<PasskeyName>(
            "/me/passkeys/{passkey}/rename",
            OWN_SECRET,
            "Call a passkey of one's own something else",
            |visit, request, PasskeyName(name)| {
                ops::rename_passkey(visit, request.capture("passkey"), &name)?;
                Ok(Reply::json(json!({ "renamed": true })))
            },
        )
        .tells(Told::Object(&[("renamed", Told::Flag)]))
        .for_clients(),
        Route::api_post::<Nothing>(
            "/me/passkeys/{passkey}/remove",
            OWN_SECRET,
            "Remove a passkey of one's own and end what it opened",
            |visit, request, _| {
                ops::remove_passkey(visit, request.capture("passkey"))?;
                Ok(Reply::json(json!({ "removed": true })))
            },
        )
        .tells(Told::Object(&[("removed", Told::Flag)]))
        .for_clients(),
    ]
}

fn as_json(held: &Passkey) -> Value {
    json!({
        "id": held.mark(), "name": held.name, "site": held.site, "added": held.since.rfc3339(),
        "used": held.used.map(|at| at.rfc3339()), "signed": held.counter, "synced": held.synced,
    })
}

fn here(request: &Request) -> Result<Site> {
    Site::of(request).ok_or(Error::NotFound)
}

fn wants_challenge(request: &Request) -> bool {
    request.part.as_deref() == Some("challenge")
}

fn attempt(request: &Request) -> Result<&str> {
    request.cookie(ATTEMPT).ok_or_else(|| {
        Error::conflict("This page is too old, or the browser keeps no cookies. Load it again.")
    })
}

fn ask_to_sign_in(visit: &Visit, request: &Request) -> Result<Reply> {
    if !wants_challenge(request) {
        return Ok(Reply::go("/sign-in"));
    }
    let (site, attempt) = (here(request)?, attempt(request)?);
    Ok(Reply::json(
        doors(visit)?.ask_to_sign_in(visit, &site, attempt)?,
    ))
}

fn sign_in(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<Answered>();
    let next = safe_next(filled.value("next").unwrap_or("/"));
    let doors = doors(visit)?;
    let tried = filled.attempt(|Answered(answer)| {
        let with = (attempt(request)?, answer.as_str());
        doors.sign_in_passkey(visit, &here(request)?, with, &from(request))
    })?;
    match tried {
        Err(filled) => {
            let site = Site::of(request);
            let page = pages::sign_in(&filled, super::door::greeting(visit), &next, site.as_ref());
            Ok(page.at("/sign-in").into())
        }
        Ok(opened) => {
            let reply = Reply::go(next).cookie(cookie::session(&opened.token));
            Ok(with_device(reply, opened.device))
        }
    }
}

fn half(request: &Request) -> &str {
    request.cookie(cookie::SESSION).unwrap_or_default()
}

fn ask_in_place_of_code(visit: &Visit, request: &Request) -> Result<Reply> {
    if !wants_challenge(request) {
        return Ok(Reply::go("/sign-in/code"));
    }
    let asked = doors(visit)?.ask_in_place_of_code(visit, &here(request)?, half(request))?;
    Ok(Reply::json(asked))
}

fn code(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<Answered>();
    let next = safe_next(filled.value("next").unwrap_or("/"));
    let doors = doors(visit)?;
    let tried = filled.attempt(|Answered(answer)| {
        let shown = (&here(request)?, answer.as_str());
        doors.sign_in_code_passkey(visit, half(request), shown, &from(request))
    })?;
    match tried {
        Err(filled) => {
            let ways = super::door::ways(visit, request)?;
            Ok(pages::code(&filled, &next, &ways)
                .at("/sign-in/code")
                .into())
        }
        Ok(opened) => {
            let reply = Reply::go(next).cookie(cookie::session(&opened.token));
            Ok(with_device(reply, opened.device))
        }
    }
}

fn new_page(visit: &Visit, request: &Request, form: &Filled<NewPasskey>) -> Result<Reply> {
    let held = super::own::my_credential(visit)?;
    let site = Site::of(request);
    Ok(pages::new_passkey(form, site.as_ref(), held.has_factor()).into())
}

fn blank(request: &Request) -> Filled<NewPasskey> {
    let device = crate::features::sign_in::device_in_words(&request.user_agent);
    Filled::blank(&[("name", device)])
}

fn new(visit: &Visit, request: &Request) -> Result<Reply> {
    if wants_challenge(request) {
        return Ok(Reply::json(ops::ask_for_new(visit, &here(request)?)?));
    }
    visit.demand_proof()?;
    new_page(visit, request, &blank(request))
}

fn add(visit: &Visit, request: &Request) -> Result<Reply> {
    visit.demand_proof()?;
    // From the page that asks who it is, on the way to this one.
    if request.field("name").is_none() {
        return new_page(visit, request, &blank(request));
    }
    let filled = request.fill::<NewPasskey>();
    match filled.attempt(|form| ops::add_passkey(visit, &here(request)?, &form))? {
        Err(filled) => new_page(visit, request, &filled),
        Ok(added) => {
            let reply = match added.codes.is_empty() {
                true => Reply::go("/me").toast("Passkey added", None),
                false => pages::recovery_codes(&added.codes).into(),
            };
            Ok(reply.cookie(cookie::session(&added.token)))
        }
    }
}

/// One of one's own, in words.
pub fn kept(visit: &Visit, held: &Passkey) -> Kept {
    Kept {
        mark: held.mark(),
        name: held.name.clone(),
        site: held.site.clone(),
        since: held.since.show(visit.at, &visit.tz),
        used: held.used.map(|at| at.show(visit.at, &visit.tz)),
        counter: held.counter,
        keeping: held.keeping(),
    }
}

fn one(visit: &Visit, request: &Request, refused: Option<&Filled<PasskeyName>>) -> Result<Reply> {
    let credential = super::own::my_credential(visit)?;
    let held = credential
        .passkey(request.capture("passkey"))
        .ok_or(Error::NotFound)?;
    let blank = Filled::blank(&[("name", held.name.clone())]);
    let page = pages::passkey(&kept(visit, held), refused.unwrap_or(&blank));
    let user = super::own::my_user(visit)?;
    Ok(page.frame(pages::frame_of(&user)).into())
}

fn rename(visit: &Visit, request: &Request) -> Result<Reply> {
    let mark = request.capture("passkey");
    let filled = request.fill::<PasskeyName>();
    match filled.attempt(|PasskeyName(name)| ops::rename_passkey(visit, mark, &name))? {
        Err(filled) => one(visit, request, Some(&filled)),
        Ok(()) => Ok(Reply::go("/me").toast("Passkey renamed", None)),
    }
}

const PASSKEY: Told = Told::Object(&[
    ("id", Told::Text),
    ("name", Told::Text),
    ("site", Told::Text),
    ("added", Told::Moment),
    ("used", Told::Moment),
    ("signed", Told::Number),
    ("synced", Told::Flag),
]);
