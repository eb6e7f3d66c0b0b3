//! One's own profile: password, second factor, sessions, known devices, and the proof that it is still the same person.

use serde_json::json;

use super::{
    super::{
        Session,
        actions::{OWN, OWN_EMAIL, OWN_SECRET},
        forms::{NewEmail, NewPassword},
        ops,
        pages::{self, KnownDevice, Live},
    },
    factors::{
        codes_file, email, email_page, look, password, prove, second_factor, show_password,
        show_second_factor,
    },
    own::{my_credential, my_user},
    shown_me::{is_outgrown, known, live, session_json, show_me},
};
use crate::{
    base::{Id, Result},
    data::{Key, Visit},
    web::{
        Filled, Reply, Request, Route, Told, cookie,
        form::Nothing,
        proof::{self},
    },
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::anyone("GET", "/me", |visit, request| {
            show_me(visit, request, &Filled::blank(&[]))
        })
        .at_the_portal(),
        Route::anyone("GET", "/me/password", |visit, request| {
            match is_outgrown(visit)? {
                true => show_password(visit, request, &Filled::blank(&[])),
                false => Ok(Reply::go("/me")),
            }
        })
        .at_the_portal(),
        Route::anyone("POST", "/me/password", password).at_the_portal(),
        Route::anyone("GET", "/me/email", |visit, _| {
            email_page(visit, &Filled::blank(&[]))
        }),
        Route::anyone("POST", "/me/email", email),
        Route::anyone("POST", "/me/look", look).at_the_portal(),
        Route::anyone("GET", "/me/second-factor", show_second_factor).at_the_portal(),
        Route::anyone("POST", "/me/second-factor", second_factor).at_the_portal(),
        Route::anyone("POST", "/me/recovery-codes", |visit, _| {
            let codes = ops::new_recovery_codes(visit)?;
            Ok(pages::recovery_codes(&codes).into())
        })
        .at_the_portal(),
        Route::anyone("POST", "/me/recovery-codes/file", codes_file).at_the_portal(),
        Route::anyone("POST", "/me/browsers/{browser}/forget", |visit, request| {
            ops::forget_device(visit, request.capture("browser"))?;
            Ok(Reply::go("/me").toast("Device forgotten", None))
        })
        .at_the_portal(),
        Route::anyone("POST", "/sessions/{id}/end", end_session).at_the_portal(),
        Route::anyone("POST", "/sessions/end-others", |visit, _| {
            ops::end_others(visit)?;
            Ok(Reply::go("/me").toast("All other sessions have ended", None))
        })
        .at_the_portal(),
        Route::anyone("POST", proof::PATH, prove).at_the_portal(),
        Route::api_get("/me", OWN, "Who the token is for", api_me).tells(ME).for_clients(),
        Route::api_get(
            "/me/second-factor",
            OWN,
            "Which second factors one has, and how many recovery codes are left. They are set up and renewed at a browser only",
            |visit, _| {
                let held = my_credential(visit)?;
                Ok(Reply::json(json!({
                    "authenticator": !held.totp.is_empty(), "passkeys": held.passkeys.len(),
                    "recovery_codes_left": held.recovery.len(),
                })))
            },
        ).tells(Told::Object(&[("authenticator", Told::Flag), ("passkeys", Told::Number), ("recovery_codes_left", Told::Number)]))
        .for_clients(),
        Route::api_list::<Nothing>(
            "/me/sessions",
            OWN,
            "Where one is signed in",
            |visit, request, _| {
                let key = |each: &Live| {
                    Key::new().number(Id::<Session>::parse(&each.id).map_or(0, Id::raw))
                };
                let page =
                    request
                        .paging()?
                        .page("own sessions", live(visit, request)?, key, true)?;
                Ok(Reply::page(page.map(|each| session_json(&each))))
            },
        ).tells(SESSION)
        .for_clients(),
        Route::api_list::<Nothing>(
            "/me/browsers",
            OWN,
            "Devices that know one",
            |visit, request, _| {
                let key = |each: &KnownDevice| Key::new().text(&each.hash);
                let page =
                    request
                        .paging()?
                        .page("own browsers", known(visit, request)?, key, false)?;
                Ok(Reply::page(
                    page.map(|each| json!({ "id": each.hash, "name": each.name })),
                ))
            },
        ).tells(Told::Object(&[("id", Told::Text), ("name", Told::Text)]))
        .for_clients(),
        Route::api_post::<Nothing>(
            "/me/browsers/{browser}/forget",
            OWN_SECRET,
            "Forget a device and end its sessions",
            |visit, request, _| {
                ops::forget_device(visit, request.capture("browser"))?;
                Ok(Reply::json(json!({ "forgotten": true })))
            },
        ).tells(Told::Object(&[("forgotten", Told::Flag)]))
        .for_clients(),
        Route::api_post::<NewPassword>(
            "/me/password",
            OWN_SECRET,
            "Change one's own password; ends one's sessions",
            |visit, _, form| {
                ops::change_password(visit, &form.current, &form.password)?;
                Ok(Reply::json(json!({ "changed": true })))
            },
        ).tells(CHANGED)
        .for_clients(),
        Route::api_post::<NewEmail>(
            "/me/email",
            OWN_EMAIL,
            "Change the e-mail one signs in with; ends one's other sessions",
            |visit, _, form| {
                ops::change_own_email(visit, form.email)?;
                Ok(Reply::json(json!({ "changed": true })))
            },
        ).tells(CHANGED),
        Route::api_post::<Nothing>(
            "/sessions/{id}/end",
            OWN_SECRET,
            "End one's own session, or another's with the permission for it",
            |visit, request, _| {
                ops::revoke(visit, request.id("id")?)?;
                Ok(Reply::json(json!({ "ended": true })))
            },
        ).tells(ENDED)
        .gated(|visit, request| ops::may_end(visit, request.id("id")?).map(drop))
        .for_clients(),
        Route::api_post::<Nothing>(
            "/sessions/end-others",
            OWN_SECRET,
            "End all of one's own sessions",
            |visit, _, _| {
                ops::end_others(visit)?;
                Ok(Reply::json(json!({ "ended": true })))
            },
        ).tells(ENDED)
        .for_clients(),
    ]
}

fn end_session(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Session> = request.id("id")?;
    let own = visit.origin.session == Some(id.raw());
    ops::revoke(visit, id)?;
    if own {
        return Ok(Reply::go("/sign-in").cookie(cookie::no_session()));
    }
    Ok(Reply::go("/me").toast("Session ended", None))
}

fn api_me(visit: &Visit, _: &Request) -> Result<Reply> {
    let user = my_user(visit)?;
    Ok(Reply::json(json!({
        "id": user.id.to_string(), "name": user.name, "email": user.email, "tier": user.tier.name(),
        "roles": visit.actor.roles.iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
    })))
}

const ME: Told = Told::Object(&[
    ("id", Told::Record),
    ("name", Told::Text),
    ("email", Told::Text),
    ("tier", Told::Text),
    ("roles", Told::List(&Told::Text)),
]);

const SESSION: Told = Told::Object(&[
    ("id", Told::Record),
    ("device", Told::Text),
    ("address", Told::Text),
    ("since", Told::Text),
    ("seen", Told::Text),
    ("this", Told::Flag),
]);

const CHANGED: Told = Told::Object(&[("changed", Told::Flag)]);
const ENDED: Told = Told::Object(&[("ended", Told::Flag)]);
