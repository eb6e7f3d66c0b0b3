//! One's own profile: password, second factor, sessions, known devices, and the proof that it is still the same person.

use serde_json::{Value, json};

use super::{
    super::{
        Credential, Factor, OWN, OWN_EMAIL, OWN_SECRET, Policies, Session, agent,
        credential::{self, hash_token},
        forms::{Enrol, NewEmail, NewPassword},
        ops,
        pages::{self, KnownDevice, Live, Me},
        passkey::{NOT_HERE, Site},
        password::Rule,
        session, totp,
    },
    DEVICE, doors, passkeys, safe_next, strength,
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, language::say},
    data::{Key, Visit},
    features::people::User,
    said,
    ui::qr::qr,
    web::{
        Filled, Reply, Request, Route, Told, cookie,
        form::{Form, Nothing, Optional, Reader},
        proof::{self, SECRET, TO},
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

pub(super) fn my_user(visit: &Visit) -> Result<User> {
    visit.own(Id::new(visit.actor.person))
}

pub(super) fn my_credential(visit: &Visit) -> Result<Credential> {
    visit.own_by(credential::BY_USER, Key::new().number(visit.actor.person))
}

fn live(visit: &Visit, _: &Request) -> Result<Vec<Live>> {
    let user = my_user(visit)?;
    let policies = Policies::of(visit)?;
    let policy = policies.tier(user.tier);
    let doors = doors(visit)?;
    let mut held = visit.own_related::<Session>(session::BY_USER, Key::new().id(user.id), 200)?;
    held.retain(|session| doors.holds(session, policy, visit.at));
    held.sort_by_key(|session| std::cmp::Reverse(doors.last_seen(session)));
    let show = |session: Session| Live {
        id: session.id.to_string(),
        device: agent::in_words(&session.agent),
        seen: doors.last_seen(&session).show(visit.at, &visit.tz),
        since: session.started.show(visit.at, &visit.tz),
        this: visit.origin.session == Some(session.id.raw()),
        address: session.address,
    };
    Ok(held.into_iter().map(show).collect())
}

fn session_json(each: &Live) -> Value {
    json!({
        "id": each.id, "device": each.device, "address": each.address, "since": each.since, "seen": each.seen,
        "this": each.this,
    })
}

fn known(visit: &Visit, request: &Request) -> Result<Vec<KnownDevice>> {
    let credential = my_credential(visit)?;
    let here = request.cookie(DEVICE).map(hash_token);
    let mut known: Vec<KnownDevice> = credential
        .known
        .iter()
        .rev()
        .map(|device| KnownDevice {
            name: device.name.clone(),
            seen: said!(
                "me-device-seen",
                since = device.since.show(visit.at, &visit.tz),
                at = device.seen.show(visit.at, &visit.tz),
                address = device.address.as_str()
            ),
            this: here.as_ref() == Some(&device.hash),
            hash: device.hash.clone(),
        })
        .collect();
    known.extend(credential.devices.iter().rev().map(|hash| KnownDevice {
        hash: hash.clone(),
        name: say("me-browser-a-while-ago").into(),
        seen: String::new(),
        this: here.as_ref() == Some(hash),
    }));
    Ok(known)
}

fn show_me(visit: &Visit, request: &Request, form: &Filled<NewPassword>) -> Result<Reply> {
    let user = my_user(visit)?;
    let credential = my_credential(visit)?;
    let policies = Policies::of(visit)?;
    let asked = match policies.tier(user.tier).factor {
        Factor::Always => say("me-it-is-asked-for-at-every"),
        Factor::NewDevice => say("me-it-is-asked-for-when-you"),
        _ if credential.has_factor() => say("me-it-is-asked-for-at-every-2"),
        _ => say("me-nobody-has-to-have-one-here"),
    };
    let policy = policies.tier(user.tier);
    let asked = match policy.from {
        Some(from) if !policy.is_demanded(visit.at) => {
            let needed = match policy.passkeys {
                true => said!("me-passkey-from", day = from.long()),
                false => said!("me-factor-from", day = from.long()),
            };
            format!("{needed} {asked}")
        }
        _ if policy.passkeys => format!("{} {asked}", say("me-has-to-be-passkey")),
        _ => asked.to_owned(),
    };
    let passkeys = credential.passkeys.iter();
    let me = Me {
        user: &user,
        form,
        password_rule: Rule::of(visit, &user)?.in_words(),
        authenticator: !credential.totp.is_empty(),
        passkeys: passkeys.map(|held| passkeys::kept(visit, held)).collect(),
        no_passkeys: Site::of(request).is_none().then_some(NOT_HERE),
        asked,
        recovery: credential.recovery.len(),
        sessions: live(visit, request)?,
        devices: known(visit, request)?,
    };
    Ok(pages::me(&me)
        .frame(pages::frame_of(&user))
        .at("/me")
        .into())
}

fn is_outgrown(visit: &Visit) -> Result<bool> {
    let policies = Policies::of(visit)?;
    let tier = my_user(visit)?.tier;
    Ok(my_credential(visit)?.is_outgrown(policies.tier(tier)))
}

/// On the profile, or before anything else when another one is owed.
fn show_password(visit: &Visit, request: &Request, form: &Filled<NewPassword>) -> Result<Reply> {
    match is_outgrown(visit)? {
        true => Ok(pages::outgrown(form, &Rule::of(visit, &my_user(visit)?)?.in_words()).into()),
        false => show_me(visit, request, form),
    }
}

fn password(visit: &Visit, request: &Request) -> Result<Reply> {
    if let Some(reply) = strength(&Rule::of(visit, &my_user(visit)?)?, request) {
        return Ok(reply);
    }
    let filled = request.fill::<NewPassword>();
    let tried =
        filled.attempt(|form| ops::change_password(visit, &form.current, &form.password))?;
    match tried {
        Err(filled) => show_password(visit, request, &filled),
        Ok(()) => {
            Ok(Reply::go("/me").toast("Password changed. Your other sessions have ended.", None))
        }
    }
}

fn email_page(visit: &Visit, form: &Filled<NewEmail>) -> Result<Reply> {
    let user = my_user(visit)?;
    match user.tier.is_staff() {
        true => Ok(pages::own_email(&user, form).into()),
        false => Err(Error::NotFound),
    }
}

fn email(visit: &Visit, request: &Request) -> Result<Reply> {
    let tried = request
        .fill::<NewEmail>()
        .attempt(|form| ops::change_own_email(visit, form.email))?;
    match tried {
        Err(filled) => email_page(visit, &filled),
        Ok(()) => Ok(Reply::go("/me").toast(
            "You sign in with the new e-mail from now on. Your other sessions have ended.",
            None,
        )),
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
        request.field("time_zone").map(str::to_owned),
        request.field("language").map(str::to_owned),
    )?;
    if request.field("language").is_some() {
        // The page it leads to is in the language that was chosen, and so is what it says.
        return Ok(Reply::go("/me").toast("Saved. Your pages are shown as you chose.", None));
    }
    if request.field("time_zone").is_some() {
        return Ok(Reply::go("/me").toast("Your pages show times in this zone", None));
    }
    Ok(Reply::go(if visit.actor.tier == Tier::Client {
        "/portal"
    } else {
        "/"
    }))
}

fn factor_page(
    visit: &Visit,
    request: &Request,
    form: &Filled<Enrol>,
    seed: &str,
) -> Result<Reply> {
    let user = my_user(visit)?;
    let house = crate::features::settings::CurrentSettings::of(visit)?
        .0
        .name
        .clone();
    let url = totp::totp_url(seed, &user.email, &house)?;
    let has_factor = !my_credential(visit)?.totp.is_empty();
    let ask_password = has_factor || visit.demand_proof().is_err();
    let passkeys = Site::of(request).is_some();
    let code = qr(&url, say("me-qr-of-seed"))?;
    Ok(pages::second_factor(form, seed, &code, has_factor, ask_password, passkeys).into())
}

fn show_second_factor(visit: &Visit, request: &Request) -> Result<Reply> {
    factor_page(
        visit,
        request,
        &Filled::blank(&[]),
        &totp::new_totp_secret(),
    )
}

fn second_factor(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<Enrol>();
    let typed = filled.value("seed").unwrap_or_default().to_owned();
    match filled.attempt(|form| ops::enrol(visit, &form))? {
        Err(filled) if totp::is_seed(&typed) => factor_page(visit, request, &filled, &typed),
        Err(filled) => factor_page(visit, request, &filled, &totp::new_totp_secret()),
        Ok((codes, token)) => {
            Ok(Reply::from(pages::recovery_codes(&codes)).cookie(cookie::session(&token)))
        }
    }
}

/// The codes that the page shows, as a file: nothing is kept of them, so the page sends them along.
fn codes_file(_: &Visit, request: &Request) -> Result<Reply> {
    let codes: Vec<&str> = request
        .field("codes")
        .unwrap_or_default()
        .lines()
        .map(str::trim)
        .filter(|code| {
            code.len() <= 40 && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
        .take(credential::RECOVERY)
        .collect();
    Ok(Reply::Text {
        media_type: "text/plain; charset=utf-8",
        body: format!(
            "Recovery codes, each for one sign-in:\n\n{}\n",
            codes.join("\n")
        ),
        download: Some("recovery-codes.txt".into()),
    })
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

/// The password or a code, or what a passkey signed, on the way to a dangerous deed.
#[derive(Debug, Clone)]
struct Proof {
    secret: String,
    passkey: String,
}

impl Form for Proof {
    fn read(f: &mut Reader) -> Self {
        let form = Proof {
            secret: f.secret(SECRET, "Password or code", Optional),
            passkey: f.secret(proof::PASSKEY, "Passkey", Optional),
        };
        if form.secret.is_empty() && form.passkey.is_empty() {
            f.problem(SECRET, "Type your password or a code.");
        }
        form
    }
}

fn prove(visit: &Visit, request: &Request) -> Result<Reply> {
    let to = safe_next(request.field(TO).unwrap_or("/"));
    let doors = doors(visit)?;
    match request
        .fill::<Proof>()
        .attempt(|form| match form.passkey.is_empty() {
            true => doors.prove(visit, &form.secret),
            false => {
                let site = Site::of(request).ok_or(Error::NotFound)?;
                doors.prove_by_passkey(visit, &site, &form.passkey)
            }
        })? {
        // The browser posts everything once more, to where it was going.
        Ok(token) => Ok(Reply::Again {
            to,
            cookies: vec![cookie::session(&token)],
        }),
        Err(filled) => {
            let frame = pages::frame_of(&my_user(visit)?);
            let why = filled
                .problems
                .of(SECRET)
                .map(str::to_owned)
                .or(filled.general.clone());
            Ok(proof::page(request, &to, frame, why.as_deref()).into())
        }
    }
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
