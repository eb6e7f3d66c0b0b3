//! Addresses of the look, and of the logo itself.

use serde_json::{Value, json};

use super::{
    HERE,
    forms::{LookForm, values},
    ops, pages,
};
use crate::{
    base::{Choice, Error, Result},
    data::Visit,
    features::settings::{Brand, EDIT, LOGO, Look, VIEW},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::open("GET", LOGO, "the door shows it to whoever comes", logo).at_the_portal(),
        Route::page(HERE, VIEW, show),
        Route::post(HERE, EDIT, save).takes_pictures(),
        // What Undo leads back to.
        Route::page("/brand/{id}", VIEW, |_, _| Ok(Reply::go(HERE))),
        Route::api_get("/brand", VIEW, "The look of the house", answer).tells(BRAND),
        Route::api_edit::<LookForm>(
            "/brand",
            EDIT,
            "Change the look of the house",
            answer,
            |v, _| Ok(Filled::blank(&values(&held(v)?))),
            |v, _, form| ops::edit(v, form, None),
        )
        .tells(BRAND),
        Route::api_post::<Nothing>(
            "/brand/logo",
            EDIT,
            "Put another logo (multipart, its file in `logo`: PNG, JPEG or WebP up to 256 KB)",
            |v, r, _| {
                let upload = r
                    .upload("logo")
                    .ok_or_else(|| Error::field("logo", "Choose a file."))?;
                ops::put_logo(v, ops::logo_of(v, upload)?)?;
                answer(v, r)
            },
        )
        .tells(BRAND)
        .takes_pictures(),
    ]
}

fn held(visit: &Visit) -> Result<Brand> {
    Ok(visit.cached::<Look>()?.0.clone())
}

/// The file, which a browser may keep: another one has another address.
fn logo(visit: &Visit, _: &Request) -> Result<Reply> {
    let logo = held(visit)?.logo.ok_or(Error::NotFound)?;
    Ok(Reply::File {
        file: logo.file,
        name: "logo".into(),
        media_type: logo.media_type,
        inline: true,
        kept: true,
    })
}

fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = held(visit)?;
    let form = Filled::blank(&values(&held));
    Ok(pages::page(visit, request, &held, &form)?.into())
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<LookForm>();
    let done = filled.attempt(|form| {
        let logo = request.upload("logo");
        let logo = logo.map(|upload| ops::logo_of(visit, upload)).transpose()?;
        ops::edit(visit, form, logo)
    })?;
    match done {
        Err(filled) => {
            let held = held(visit)?;
            let filled = filled.against(held.version, &Filled::blank(&values(&held)));
            Ok(pages::page(visit, request, &held, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(HERE).toast("Saved", visit.wrote())),
    }
}

fn answer(visit: &Visit, _: &Request) -> Result<Reply> {
    Ok(Reply::json(as_json(&held(visit)?)))
}

fn as_json(held: &Brand) -> Value {
    json!({
        "accent": held.accent.key(), "welcome": held.welcome, "foot": held.foot,
        "language": held.language.map(Choice::key),
        "logo": held.logo_address(), "version": held.version,
    })
}

const BRAND: Told = Told::Object(&[
    ("accent", Told::Text),
    ("welcome", Told::Text),
    ("foot", Told::Text),
    ("language", Told::Text),
    ("logo", Told::Text),
    ("version", Told::Number),
]);
