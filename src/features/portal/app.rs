//! The portal as an app on a phone: what it is called and shown by, the worker that keeps the last state, and the page that
//! says what is kept. Nothing is kept unless its person says so, and nothing after they sign out.

use maud::html;
use serde_json::json;

use super::actions::VIEW;
use crate::{
    base::{
        Result,
        language::{self, say},
    },
    data::Visit,
    features::settings::CurrentSettings,
    ui::{portal, prelude::*},
    web::{Page, Reply, Route, assets, reply::Frame},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::open(
            "GET",
            "/portal/app.webmanifest",
            "what the portal is called and shown by as an app; it holds the house's name and nothing else",
            |visit, _| manifest(visit),
        )
        .at_the_portal(),
        Route::open(
            "GET",
            "/portal-worker.js",
            "a script without anything of the house in it, which browsers fetch by themselves",
            |_, _| {
                Ok(Reply::Text {
                    media_type: "text/javascript; charset=utf-8",
                    body: include_str!("../../../assets/js/portal-worker.js").into(),
                    download: None,
                })
            },
        )
        .at_the_portal(),
        Route::open(
            "GET",
            "/portal/offline",
            "what stands where a page would, without a connection; it holds the house's name and nothing else",
            |_, _| Ok(offline().into()),
        )
        .at_the_portal(),
        Route::page("/portal/app", VIEW, |_, _| Ok(page().into())).portal(),
    ]
}

fn manifest(visit: &Visit) -> Result<Reply> {
    let house = CurrentSettings::of(visit)?.0.name.clone();
    let icon = |file: &str, size: &str, purpose: &str| {
        json!({
            "src": assets::url(&format!("icons/{file}")), "sizes": size, "type": "image/png",
            "purpose": purpose,
        })
    };
    let body = json!({
        "name": house, "lang": language::current().code(), "short_name": house.chars().take(24).collect::<String>(),
        "id": "/portal", "start_url": "/portal", "scope": "/",
        "display": "standalone", "background_color": "#fdfcfa", "theme_color": "#a8402a",
        "icons": [
            icon("app-192.png", "192x192", "any"),
            icon("app-512.png", "512x512", "any"),
            icon("app-maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            { "name": say("app-requests"), "url": "/portal/requests" },
            { "name": say("app-give-files"), "url": "/portal/give" },
        ],
        "share_target": {
            "action": "/portal/give", "method": "POST", "enctype": "multipart/form-data",
            "params": { "files": [{ "name": "file", "accept": ["image/*", "application/pdf"] }] },
        },
    });
    Ok(Reply::Text {
        media_type: "application/manifest+json",
        body: body.to_string(),
        download: None,
    })
}

/// Stands at the address of whatever was wanted, which is asked for again.
fn offline() -> Page {
    let body = html! {
        h1 { (say("app-no-connection")) }
        p { (say("app-this-page-isnt-kept-on-your")) }
        (buttons(Button::link(say("app-try-again"), "").primary()))
    };
    Page::new(say("app-no-connection"), body).frame(Frame::SignedOut)
}

fn page() -> Page {
    let body = html! {
        (portal::back(say("app-home"), "/portal"))
        (portal::welcome(say("app-on-your-phone"), say("app-put-this-portal-among-your-apps")))
        div class="stack l" data-app data-keeps=(say("app-keeps")) data-keeps-not=(say("app-keeps-not")) data-unable=(say("app-unable")) {
            (Section::new(say("app-install-it"), html! {
                p { (say("app-in-your-browsers-menu-choose-install")) }
                (buttons(Button::plain(say("app-install")).primary().icon(Icon::Download).flag("hidden").flag("data-app-install")))
            }))
            (Section::new(say("app-without-a-connection"), html! {
                p data-app-says role="status" { (say("app-this-needs-scripts-which-are-switched")) }
                p class="dim" { (say("app-only-choose-it-on-a-device")) }
                (buttons(html! {
                    (Button::plain(say("app-keep-what-i-open")).flag("hidden").flag("data-app-keep"))
                    (Button::plain(say("app-keep-nothing")).flag("hidden").flag("data-app-forget"))
                }))
            }))
        }
    };
    Page::new(say("app-on-your-phone"), body)
        .frame(Frame::Portal)
        .styles(&["portal"])
}
