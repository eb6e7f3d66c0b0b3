//! Ways in, and one's own profile.

use std::sync::Arc;

use serde_json::json;

use super::{
    Credential, Directory, Doors, OWN, Session, User, credential,
    forms::{Code, Enrol, NewPassword, SetUp, SignIn},
    ops, pages, session,
};
use crate::{
    access::Tier,
    base::{Error, Id, Result},
    data::{Key, Visit},
    web::{Filled, Reader, Reply, Request, Route, cookie, form::Form, reply::Frame},
};

const DEVICE: &str = "__Host-atrium-device";
const YEAR: i64 = 365 * 24 * 3600;

fn doors(visit: &Visit) -> Result<Arc<Doors>> {
    visit
        .store()
        .lent::<Doors>()
        .ok_or_else(|| Error::internal("this store is not being served"))
}

pub fn routes() -> Vec<Route> {
    vec![
        Route::open("GET", "/sign-in", "the way in", show_sign_in),
        Route::open("POST", "/sign-in", "the way in", sign_in),
        Route::open(
            "GET",
            "/sign-in/code",
            "the second step of the way in; needs a half-done sign-in",
            show_code,
        ),
        Route::open(
            "POST",
            "/sign-in/code",
            "the second step of the way in; needs a half-done sign-in",
            code,
        ),
        Route::anyone("POST", "/sign-out", sign_out),
        Route::open(
            "GET",
            "/set-up",
            "open only while the house is empty, with the console's token",
            show_set_up,
        ),
        Route::open(
            "POST",
            "/set-up",
            "open only while the house is empty, with the console's token",
            set_up,
        ),
        Route::open(
            "GET",
            "/welcome/{token}",
            "single-use link to choose a password",
            show_welcome,
        ),
        Route::open(
            "POST",
            "/welcome/{token}",
            "single-use link to choose a password",
            welcome,
        ),
        Route::anyone("GET", "/me", me),
        Route::anyone("POST", "/me/password", password),
        Route::anyone("POST", "/me/look", look),
        Route::anyone("GET", "/me/second-factor", show_second_factor),
        Route::anyone("POST", "/me/second-factor", second_factor),
        Route::anyone("POST", "/sessions/{id}/end", end_session),
        Route::api_get("/me", OWN, "Who the token is for", api_me),
    ]
}

/// Only paths of our own; anything else leads home.
fn safe_next(next: &str) -> String {
    let fine = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(|c: char| c.is_control());
    if fine && !next.starts_with("/sign-") {
        next.to_owned()
    } else {
        "/".into()
    }
}

fn greeting(visit: &Visit) -> &'static str {
    match visit.at.hour(&visit.tz) {
        4..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    }
}

fn show_sign_in(visit: &Visit, request: &Request) -> Result<Reply> {
    if Directory::of(visit)?.users.is_empty() {
        return Ok(Reply::go("/set-up"));
    }
    let next = safe_next(request.query("next").unwrap_or("/"));
    Ok(pages::sign_in(&Filled::blank(&[]), greeting(visit), &next).into())
}

fn sign_in(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<SignIn>();
    let next = safe_next(filled.value("next").unwrap_or("/"));
    let doors = doors(visit)?;
    let tried = filled.attempt(|form| {
        doors.sign_in(
            visit,
            &form.email,
            &form.password,
            request.cookie(DEVICE),
            &request.user_agent,
        )
    })?;
    match tried {
        Err(filled) => Ok(pages::sign_in(&filled, greeting(visit), &next).into()),
        Ok(opened) => {
            let to = if opened.code_owed {
                format!("/sign-in/code?next={}", crate::web::request::percent(&next))
            } else {
                next
            };
            let mut reply = Reply::go(to).cookie(cookie::session(&opened.token));
            if let Some(device) = opened.device {
                reply = reply.cookie(cookie::kept(DEVICE, &device, YEAR));
            }
            Ok(reply)
        }
    }
}

fn show_code(_: &Visit, request: &Request) -> Result<Reply> {
    if request.cookie(cookie::SESSION).is_none() {
        return Ok(Reply::go("/sign-in"));
    }
    let next = safe_next(request.query("next").unwrap_or("/"));
    Ok(pages::code(&Filled::blank(&[]), &next).into())
}

fn code(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<Code>();
    let next = safe_next(filled.value("next").unwrap_or("/"));
    let doors = doors(visit)?;
    let half = request
        .cookie(cookie::SESSION)
        .unwrap_or_default()
        .to_owned();
    let tried =
        filled.attempt(|form| doors.sign_in_code(visit, &half, &form.code, &request.user_agent))?;
    match tried {
        Err(filled) => Ok(pages::code(&filled, &next).into()),
        Ok(opened) => {
            let reply = Reply::go(next).cookie(cookie::session(&opened.token));
            Ok(match opened.device {
                Some(device) => reply.cookie(cookie::kept(DEVICE, &device, YEAR)),
                None => reply,
            })
        }
    }
}

fn sign_out(visit: &Visit, _: &Request) -> Result<Reply> {
    doors(visit)?.sign_out(visit)?;
    Ok(Reply::go("/sign-in").cookie(cookie::no_session()))
}

fn show_set_up(visit: &Visit, _: &Request) -> Result<Reply> {
    if !Directory::of(visit)?.users.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(pages::set_up(&Filled::blank(&[])).into())
}

fn set_up(visit: &Visit, request: &Request) -> Result<Reply> {
    if !Directory::of(visit)?.users.is_empty() {
        return Err(Error::NotFound);
    }
    let doors = doors(visit)?;
    let filled = request.fill::<SetUp>();
    let tried = filled.attempt(|form| {
        if !doors.takes_set_up(&form.token, visit.at) {
            return Err(Error::field("token", "This is not the token on the server's console, or it is older than an hour. Start Atrium again for a new one."));
        }
        ops::set_up(&visit.system_at(visit.place.clone()), form)
    })?;
    match tried {
        Err(filled) => Ok(pages::set_up(&filled).into()),
        Ok(_) => {
            doors.close_set_up();
            Ok(Reply::go("/sign-in").toast("The house is set up. Sign in.", None))
        }
    }
}

/// A form whose only field is the new password; the person is known by the link.
fn show_welcome(visit: &Visit, request: &Request) -> Result<Reply> {
    let token = request.capture("token");
    let person = ops::person_of_link(&visit.system_at(visit.place.clone()), token)?;
    Ok(pages::welcome(&Filled::blank(&[]), &person, token).into())
}

fn welcome(visit: &Visit, request: &Request) -> Result<Reply> {
    let token = request.capture("token");
    let system = visit.system_at(visit.place.clone());
    let person = ops::person_of_link(&system, token)?;
    let mut reader = Reader::over(request.fields.clone());
    let form = NewPassword::read(&mut reader);
    super::forms::strong(
        &mut reader,
        "password",
        &form.password,
        &[&person.name, &person.email],
    );
    match Filled::new(form, reader)
        .attempt(|form| ops::choose_password(&system, token, &form.password))?
    {
        Err(filled) => Ok(pages::welcome(&filled, &person, token).into()),
        Ok(_) => Ok(Reply::go("/sign-in").toast("Your password is saved. Sign in.", None)),
    }
}

fn my_user(visit: &Visit) -> Result<User> {
    visit
        .system_at(visit.place.clone())
        .find(Id::new(visit.actor.person))
}

fn my_credential(visit: &Visit) -> Result<Credential> {
    let system = visit.system_at(visit.place.clone());
    system.find_by(credential::BY_USER, Key::new().number(visit.actor.person))
}

fn me(visit: &Visit, _: &Request) -> Result<Reply> {
    show_me(visit, &Filled::blank(&[]))
}

fn show_me(visit: &Visit, form: &Filled<NewPassword>) -> Result<Reply> {
    let user = my_user(visit)?;
    let doors = doors(visit)?;
    let system = visit.system_at(visit.place.clone());
    let sessions: Vec<(Session, String)> = system
        .related::<Session>(&user, session::BY_USER, Key::new().id(user.id), 50)?
        .into_iter()
        .filter(|session| !session.half && session.until > visit.at)
        .map(|session| {
            let seen = doors.last_seen(&session).show(visit.at, &visit.tz);
            (session, seen)
        })
        .collect();
    let has_factor = !my_credential(visit)?.totp.is_empty();
    let frame = if user.tier == Tier::Client {
        Frame::Portal
    } else {
        Frame::House
    };
    Ok(pages::me(visit, &user, form, &sessions, has_factor)
        .frame(frame)
        .into())
}

fn password(visit: &Visit, request: &Request) -> Result<Reply> {
    // One's credential is found through Atrium: nobody may read even the own hash.
    let filled = request.fill::<NewPassword>();
    let tried =
        filled.attempt(|form| ops::change_password(visit, &form.current, &form.password))?;
    match tried {
        Err(filled) => show_me(visit, &filled),
        Ok(()) => {
            Ok(Reply::go("/me").toast("Password changed. Your other sessions have ended.", None))
        }
    }
}

fn look(visit: &Visit, request: &Request) -> Result<Reply> {
    let one_of = |name: &str, values: &[&str]| {
        request
            .field(name)
            .filter(|v| values.contains(v))
            .map(str::to_owned)
    };
    ops::change_look(
        visit,
        one_of("theme", &["", "light", "dark"]),
        one_of("density", &["", "compact"]),
    )?;
    Ok(Reply::go(if visit.actor.tier == Tier::Client {
        "/portal"
    } else {
        "/"
    }))
}

fn qr(url: &str) -> Result<String> {
    let code = qrcode::QrCode::new(url).map_err(Error::internal)?;
    let svg = code
        .render::<qrcode::render::svg::Color<'_>>()
        .min_dimensions(180, 180)
        .quiet_zone(true)
        .build();
    Ok(svg
        .split_once("?>")
        .map_or(svg.clone(), |(_, rest)| rest.to_owned()))
}

fn factor_page(visit: &Visit, form: &Filled<Enrol>, seed: &str) -> Result<Reply> {
    let user = my_user(visit)?;
    let house = super::House::of(visit)?.0.name.clone();
    let url = credential::totp_url(seed, &user.email, &house)?;
    let has_factor = !my_credential(visit)?.totp.is_empty();
    Ok(pages::second_factor(form, seed, &qr(&url)?, has_factor).into())
}

fn show_second_factor(visit: &Visit, _: &Request) -> Result<Reply> {
    factor_page(visit, &Filled::blank(&[]), &credential::new_totp_secret())
}

fn second_factor(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<Enrol>();
    let typed = filled.value("seed").unwrap_or_default().to_owned();
    match filled.attempt(|form| ops::enrol(visit, &form))? {
        Err(filled) if credential::is_seed(&typed) => factor_page(visit, &filled, &typed),
        Err(filled) => factor_page(visit, &filled, &credential::new_totp_secret()),
        Ok(codes) => Ok(pages::recovery_codes(&codes).into()),
    }
}

fn end_session(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Session> = request.id("id")?;
    let own = visit.place.session == Some(id.raw());
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
