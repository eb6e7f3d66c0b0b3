//! Ways in: sign-in and its code, the way out, a forgotten password, set-up, and the first choice of a password.

use super::{
    super::{
        Factor,
        forms::{Code, Forgot, NewPassword, SetUp, SignIn},
        is_invited, ops,
        pages::{self, CodeWays},
        passkey::Site,
        password::Rule,
    },
    caller,
    caller::{doors, from, safe_next, strength, with_device},
};
use crate::{
    base::{Choice, Error, Result, language::say},
    data::Visit,
    features::{mail, people::Directory},
    web::{Filled, Reply, Request, Route, cookie},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::open("GET", "/sign-in", "the way in", show_sign_in).at_the_portal(),
        Route::open("POST", "/sign-in", "the way in", sign_in).at_the_portal(),
        Route::open(
            "GET",
            "/sign-in/code",
            "the second step of the way in; needs a half-done sign-in",
            show_code,
        )
        .at_the_portal(),
        Route::open(
            "POST",
            "/sign-in/code",
            "the second step of the way in; needs a half-done sign-in",
            code,
        )
        .at_the_portal(),
        Route::anyone("POST", "/sign-out", sign_out).at_the_portal(),
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
            "single-use link to choose a password; its token leaves the address at once",
            follow_link,
        )
        .at_the_portal(),
        Route::open(
            "GET",
            "/welcome",
            "choosing a password, for whoever came by such a link",
            show_welcome,
        )
        .at_the_portal(),
        Route::open(
            "POST",
            "/welcome",
            "choosing a password, for whoever came by such a link",
            welcome,
        )
        .at_the_portal(),
        Route::open(
            "POST",
            "/welcome/{token}",
            "the same in one post, to whoever holds the link; like every post of a page it says its Origin",
            welcome,
        )
        .at_the_portal(),
        Route::open(
            "GET",
            "/forgot",
            "asks for a link to choose a new password; the answer is the same for everybody",
            |_, _| Ok(pages::forgot(&Filled::blank(&[])).into()),
        )
        .at_the_portal(),
        Route::open(
            "POST",
            "/forgot",
            "asks for a link to choose a new password; the answer is the same for everybody",
            forgot,
        )
        .at_the_portal(),
    ]
}

pub(super) fn greeting(visit: &Visit) -> &'static str {
    match visit.at.hour(&visit.tz) {
        4..12 => say("door-good-morning"),
        12..18 => say("door-good-afternoon"),
        _ => say("door-good-evening"),
    }
}

fn show_sign_in(visit: &Visit, request: &Request) -> Result<Reply> {
    if Directory::of(visit)?.users.is_empty() {
        return Ok(Reply::go("/set-up"));
    }
    let next = safe_next(request.query("next").unwrap_or("/"));
    let form = Filled::<SignIn>::blank(&[]);
    let page = pages::sign_in(&form, greeting(visit), &next, Site::of(request).as_ref());
    Ok(match caller::attempt_cookie(request) {
        Some(cookie) => page.cookie(cookie).into(),
        None => page.into(),
    })
}

fn sign_in(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<SignIn>();
    let next = safe_next(filled.value("next").unwrap_or("/"));
    let doors = doors(visit)?;
    let tried =
        filled.attempt(|form| doors.sign_in(visit, &form.email, &form.password, &from(request)))?;
    match tried {
        Err(filled) => {
            let site = Site::of(request);
            Ok(pages::sign_in(&filled, greeting(visit), &next, site.as_ref()).into())
        }
        Ok(opened) => {
            let to = if opened.code_owed {
                format!("/sign-in/code?next={}", crate::web::request::percent(&next))
            } else {
                next
            };
            let reply = Reply::go(to).cookie(cookie::session(&opened.token));
            Ok(with_device(reply, opened.device))
        }
    }
}

/// What the person of the half-done sign-in can show, for the page.
pub(super) fn ways(visit: &Visit, request: &Request) -> Result<CodeWays> {
    let half = request.cookie(cookie::SESSION).unwrap_or_default();
    let site = Site::of(request);
    let held = doors(visit)?.ways_of_half(visit, half).unwrap_or_default();
    let here = |site: &Site| held.passkeys_at(site).next().is_some();
    Ok(CodeWays {
        authenticator: !held.totp.is_empty() || held.passkeys.is_empty(),
        passkey: site.filter(here),
        elsewhere: held.passkeys.first().map(|first| first.site.clone()),
    })
}

fn show_code(visit: &Visit, request: &Request) -> Result<Reply> {
    if request.cookie(cookie::SESSION).is_none() {
        return Ok(Reply::go("/sign-in"));
    }
    let next = safe_next(request.query("next").unwrap_or("/"));
    let form = Filled::<Code>::blank(&[]);
    Ok(pages::code(&form, &next, &ways(visit, request)?).into())
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
        filled.attempt(|form| doors.sign_in_code(visit, &half, &form.code, &from(request)))?;
    match tried {
        Err(filled) => Ok(pages::code(&filled, &next, &ways(visit, request)?).into()),
        Ok(opened) => {
            let reply = Reply::go(next).cookie(cookie::session(&opened.token));
            Ok(with_device(reply, opened.device))
        }
    }
}

fn sign_out(visit: &Visit, _: &Request) -> Result<Reply> {
    doors(visit)?.sign_out(visit)?;
    Ok(Reply::go("/sign-in").cookie(cookie::no_session()))
}

fn forgot(visit: &Visit, request: &Request) -> Result<Reply> {
    let doors = doors(visit)?;
    let tried = request
        .fill::<Forgot>()
        .attempt(|form| doors.ask_link(visit, &form.email, &from(request)))?;
    Ok(match tried {
        Err(filled) => pages::forgot(&filled).into(),
        Ok(()) => pages::asked_for_link(mail::is_on(visit)).into(),
    })
}

/// What the first person's password is held to, as far as they have told who they are.
fn first_rule(visit: &Visit, request: &Request) -> Rule {
    let told = |name: &str| request.field(name).unwrap_or_default();
    Rule::of_first(told("house"), told("name"), told("email")).with(visit)
}

fn show_set_up(visit: &Visit, request: &Request) -> Result<Reply> {
    if !Directory::of(visit)?.users.is_empty() {
        return Err(Error::NotFound);
    }
    let advised = [("factor", Factor::NewDevice.key().to_owned())];
    Ok(pages::set_up(
        &Filled::blank(&advised),
        &first_rule(visit, request).in_words(),
    )
    .into())
}

fn set_up(visit: &Visit, request: &Request) -> Result<Reply> {
    if !Directory::of(visit)?.users.is_empty() {
        return Err(Error::NotFound);
    }
    let rule = first_rule(visit, request);
    if let Some(reply) = strength(&rule, request) {
        return Ok(reply);
    }
    let doors = doors(visit)?;
    let filled = request.fill::<SetUp>();
    let tried = filled.attempt(|form| {
        rule.check("password", &form.password)?;
        if !doors.takes_set_up(&form.token, visit.at) {
            return Err(Error::field("token", "This is not the token on the server's console, or it is older than an hour. Start Atrium again for a new one."));
        }
        ops::set_up(&visit.unchecked_as_system("whoever follows a link is known by it"), form)
    })?;
    match tried {
        Err(filled) => Ok(pages::set_up(&filled, &rule.in_words()).into()),
        Ok(_) => {
            doors.close_set_up();
            Ok(Reply::go("/sign-in").toast("The house is set up. Sign in.", None))
        }
    }
}

/// What somebody brings who followed a link, until they have chosen a password.
const LINK: &str = "__Host-atrium-link";
const HALF_AN_HOUR: i64 = 1800;

/// Takes the token out of the address, where a history, a screen that is shared or a log would keep it.
fn follow_link(visit: &Visit, request: &Request) -> Result<Reply> {
    let token = request.capture("token");
    ops::person_of_link(
        &visit.unchecked_as_system("whoever follows a link is known by it"),
        token,
    )?;
    Ok(Reply::go("/welcome").cookie(cookie::brought(LINK, token, HALF_AN_HOUR)))
}

/// The token somebody came with; who came with none has waited too long, or used it already.
fn brought(request: &Request) -> Result<&str> {
    match request.capture("token") {
        "" => request.cookie(LINK).ok_or_else(|| {
            Error::conflict("Open the link once more, or ask for a new one: this page doesn't know any longer who you are.")
        }),
        token => Ok(token),
    }
}

/// A form whose only field is the new password; the person is known by the link.
fn show_welcome(visit: &Visit, request: &Request) -> Result<Reply> {
    let token = brought(request)?;
    let person = ops::person_of_link(
        &visit.unchecked_as_system("whoever follows a link is known by it"),
        token,
    )?;
    let rule = Rule::of(visit, &person)?.in_words();
    Ok(pages::welcome(&Filled::blank(&[]), &person, &rule).into())
}

fn welcome(visit: &Visit, request: &Request) -> Result<Reply> {
    let token = brought(request)?;
    let system = visit.unchecked_as_system("whoever follows a link is known by it");
    let person = ops::person_of_link(&system, token)?;
    let rule = Rule::of(visit, &person)?;
    if let Some(reply) = strength(&rule, request) {
        return Ok(reply);
    }
    let first = is_invited(visit, person.id)?;
    match request.fill::<NewPassword>().attempt(|form| {
        ops::choose_password(&system, token, &form.password)?;
        Ok(form.password)
    })? {
        // Whoever came without the cookie goes on with it.
        Err(filled) => Ok(
            Reply::from(pages::welcome(&filled, &person, &rule.in_words()))
                .cookie(cookie::brought(LINK, token, HALF_AN_HOUR)),
        ),
        Ok(password) if first => come_in(visit, request, &person.email, &password),
        Ok(_) => Ok(chosen()),
    }
}

fn chosen() -> Reply {
    Reply::go("/sign-in")
        .toast("Your password is saved. Sign in.", None)
        .cookie(cookie::brought(LINK, "", 0))
}

/// Whoever was invited doesn't type at once what they just chose: they come in as if they had, past the same checks. Who
/// has a second step to do does it, and whom the checks keep out finds the way in.
fn come_in(visit: &Visit, request: &Request, email: &str, password: &str) -> Result<Reply> {
    let opened = match doors(visit)?.sign_in(visit, email, password, &from(request)) {
        Ok(opened) => opened,
        Err(Error::Invalid(_) | Error::Conflict(_) | Error::Forbidden(_)) => return Ok(chosen()),
        Err(other) => return Err(other),
    };
    let to = match opened.code_owed {
        true => "/sign-in/code?next=%2F",
        false => "/",
    };
    let reply = Reply::go(to)
        .cookie(cookie::session(&opened.token))
        .cookie(cookie::brought(LINK, "", 0));
    Ok(with_device(reply, opened.device))
}
