//! Addresses of web push: the switch, one's own devices, and the worker that shows what arrives.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::{
    actions::{EDIT, OWN, VIEW},
    crypto, ops,
    records::{PushDevice, PushSettings, SETTINGS},
    sender::house_key,
};
use crate::{
    base::{Error, Id, Result, if_found},
    data::{Key, Visit},
    features::mail::Secret,
    web::{
        Filled, Form, Reader, Reply, Request, Route, Told,
        form::{Nothing, Optional, Required},
    },
};

/// Where the switch stands among the settings.
const HERE: &str = "/settings/gateways";

pub fn routes() -> Vec<Route> {
    vec![
        Route::open(
            "GET",
            "/push-worker.js",
            "a script without anything of the house in it, which browsers fetch by themselves",
            |_, _| {
                Ok(Reply::Text {
                    media_type: "text/javascript; charset=utf-8",
                    body: include_str!("../../../../../assets/js/push-worker.js").into(),
                    download: None,
                })
            },
        )
        .at_the_portal(),
        Route::post("/settings/push", EDIT, |v, r| {
            let form = r.form::<Switch>()?;
            ops::switch(v, form.on, form.version)?;
            let said = if form.on {
                "Web push is on"
            } else {
                "Web push is off"
            };
            Ok(Reply::go(HERE).toast(said, v.wrote()))
        }),
        // What Undo leads back to.
        Route::page("/push-settings/{id}", VIEW, |_, _| Ok(Reply::go(HERE))),
        Route::anyone("POST", "/me/push", |v, r| {
            ops::add(v, r.form::<NewDevice>()?.device()?)?;
            Ok(Reply::json(json!({ "added": true })))
        })
        .at_the_portal(),
        Route::anyone("POST", "/me/push/{id}/remove", |v, r| {
            ops::remove(v, r.id("id")?)?;
            Ok(Reply::go("/me/notifications")
                .toast("The device takes no pushed messages any more", None))
        })
        .at_the_portal(),
        Route::api_get(
            "/push",
            VIEW,
            "Whether web push is on, and the house's public key",
            answer,
        )
        .tells(SWITCH),
        Route::api_edit::<Switch>(
            "/push",
            EDIT,
            "Switch web push on or off",
            answer,
            |v, _| {
                let held = settings(v)?;
                let mut values = vec![("version", held.version.to_string())];
                values.extend(held.on.then(|| ("on", "true".to_owned())));
                Ok(Filled::blank(&values))
            },
            |v, _, form| ops::switch(v, form.on, form.version),
        )
        .tells(SWITCH),
        Route::api_list::<Nothing>(
            "/me/push",
            OWN,
            "One's devices that take pushed messages",
            |v, r, _| {
                let key = |held: &PushDevice| Key::new().id(held.id);
                let page = r
                    .paging()?
                    .page("push devices", ops::devices(v)?, key, false)?;
                Ok(Reply::page(page.map(|held| as_json(&held))))
            },
        )
        .tells(DEVICE)
        .for_clients(),
        Route::api_make::<NewDevice>(
            "/me/push",
            OWN,
            "Open a device for pushed messages, as its browser's subscription says",
            |v, _, form| {
                ops::add(v, form.device()?)?;
                Ok(Reply::created(json!({ "added": true })))
            },
        )
        .tells(Told::Object(&[("added", Told::Flag)]))
        .for_clients(),
        Route::api_post::<Nothing>(
            "/me/push/{id}/remove",
            OWN,
            "Close a device for pushed messages",
            |v, r, _| {
                ops::remove(v, r.id("id")?)?;
                Ok(Reply::json(json!({ "removed": true })))
            },
        )
        .tells(Told::Object(&[("removed", Told::Flag)]))
        .gated(|v, r| v.own::<PushDevice>(r.id("id")?).map(drop))
        .for_clients(),
    ]
}

fn settings(visit: &Visit) -> Result<PushSettings> {
    Ok(if_found(visit.find(SETTINGS))?.unwrap_or_default())
}

fn answer(visit: &Visit, _: &Request) -> Result<Reply> {
    let held = settings(visit)?;
    let key = crypto::public_of(&house_key(visit.store())?)?;
    Ok(Reply::json(json!({
        "on": held.on, "key": BASE64URL_NOPAD.encode(&key), "version": held.version,
    })))
}

fn as_json(held: &PushDevice) -> Value {
    json!({ "id": held.id.to_string(), "name": held.name, "since": held.since.rfc3339() })
}

const SWITCH: Told = Told::Object(&[
    ("on", Told::Flag),
    ("key", Told::Text),
    ("version", Told::Number),
]);

const DEVICE: Told = Told::Object(&[
    ("id", Told::Record),
    ("name", Told::Text),
    ("since", Told::Moment),
]);

#[derive(Debug, Clone)]
pub struct Switch {
    pub on: bool,
    pub version: Option<u64>,
}

impl Form for Switch {
    fn read(f: &mut Reader) -> Self {
        Switch {
            on: f.flag("on", "On"),
            version: f.version(),
        }
    }
}

/// A subscription as browsers give it.
#[derive(Debug, Clone)]
pub struct NewDevice {
    pub name: String,
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
}

impl Form for NewDevice {
    fn read(f: &mut Reader) -> Self {
        NewDevice {
            name: f.text("name", "Name", Optional, 80),
            endpoint: f.text("endpoint", "Address", Required, 1_000),
            p256dh: f.text("p256dh", "Public key", Required, 120),
            auth: f.text("auth", "Shared secret", Required, 60),
        }
    }
}

impl NewDevice {
    fn device(self) -> Result<PushDevice> {
        let bytes = |name: &str, text: &str| {
            let bare = text.trim_end_matches('=');
            BASE64URL_NOPAD
                .decode(bare.as_bytes())
                .map_err(|_| Error::field(name, "This should be base64url, as browsers write it."))
        };
        Ok(PushDevice {
            id: Id::NONE,
            public: bytes("p256dh", &self.p256dh)?,
            shared: bytes("auth", &self.auth)?,
            name: match self.name.as_str() {
                "" => "A browser".into(),
                name => name.to_owned(),
            },
            endpoint: Secret(self.endpoint),
            ..PushDevice::default()
        })
    }
}

/// The house's public key, for pages.
pub fn public_key(visit: &Visit) -> Result<String> {
    let key = crypto::public_of(&house_key(visit.store())?)?;
    Ok(BASE64URL_NOPAD.encode(&key))
}
