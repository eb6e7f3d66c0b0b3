//! The own password, address and second factor.

use super::{
    super::{
        credential,
        forms::{Enrol, NewEmail, NewPassword},
        ops, pages,
        passkey::Site,
        password::Rule,
        totp,
    },
    caller::{doors, safe_next, strength},
    own::{my_credential, my_user},
    shown_me::{is_outgrown, show_me},
};
use crate::{
    access::Tier,
    base::{Error, Result, language::say},
    data::Visit,
    ui::qr::qr,
    web::{
        Filled, Reply, Request, cookie,
        form::{Form, Optional, Reader},
        proof,
        proof::{SECRET, TO},
    },
};

/// On the profile, or before anything else when another one is owed.
pub fn show_password(
    visit: &Visit,
    request: &Request,
    form: &Filled<NewPassword>,
) -> Result<Reply> {
    match is_outgrown(visit)? {
        true => Ok(pages::outgrown(form, &Rule::of(visit, &my_user(visit)?)?.in_words()).into()),
        false => show_me(visit, request, form),
    }
}

pub fn password(visit: &Visit, request: &Request) -> Result<Reply> {
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

pub fn email_page(visit: &Visit, form: &Filled<NewEmail>) -> Result<Reply> {
    let user = my_user(visit)?;
    match user.tier.is_staff() {
        true => Ok(pages::own_email(&user, form).into()),
        false => Err(Error::NotFound),
    }
}

pub fn email(visit: &Visit, request: &Request) -> Result<Reply> {
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

pub fn look(visit: &Visit, request: &Request) -> Result<Reply> {
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

pub fn factor_page(
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

pub fn show_second_factor(visit: &Visit, request: &Request) -> Result<Reply> {
    factor_page(
        visit,
        request,
        &Filled::blank(&[]),
        &totp::new_totp_secret(),
    )
}

pub fn second_factor(visit: &Visit, request: &Request) -> Result<Reply> {
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
pub fn codes_file(_: &Visit, request: &Request) -> Result<Reply> {
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

/// The password or a code, or what a passkey signed, on the way to a dangerous deed.
#[derive(Debug, Clone)]
pub struct Proof {
    pub(super) secret: String,
    pub(super) passkey: String,
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

pub fn prove(visit: &Visit, request: &Request) -> Result<Reply> {
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
