//! The portal as an app on a phone: what it is called and shown by, the worker that keeps the last state, and the page that
//! says what is kept. Nothing is kept unless its person says so, and nothing after they sign out.

use maud::html;
use serde_json::json;

use super::VIEW;
use crate::{
    base::Result,
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
        "name": house, "short_name": house.chars().take(24).collect::<String>(),
        "id": "/portal", "start_url": "/portal", "scope": "/",
        "display": "standalone", "background_color": "#fdfcfa", "theme_color": "#a8402a",
        "icons": [
            icon("app-192.png", "192x192", "any"),
            icon("app-512.png", "512x512", "any"),
            icon("app-maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            { "name": "Requests", "url": "/portal/requests" },
            { "name": "Give files", "url": "/portal/give" },
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
        h1 { "No connection" }
        p { "This page isn't kept on your device. What you opened before is, where you chose so." }
        (buttons(Button::link("Try again", "").primary()))
    };
    Page::new("No connection", body).frame(Frame::SignedOut)
}

fn page() -> Page {
    let body = html! {
        (portal::back("Home", "/portal"))
        (portal::welcome("On your phone", "Put this portal among your apps, and read what you opened last without a connection."))
        div class="stack l" data-app {
            (Section::new("Install it", html! {
                p { "In your browser's menu choose Install, or Add to home screen. Photos can then be shared with it from your camera." }
                (buttons(Button::plain("Install").primary().icon(Icon::Download).flag("hidden").flag("data-app-install")))
            }))
            (Section::new("Without a connection", html! {
                p data-app-says role="status" { "This needs scripts, which are switched off in this browser." }
                p class="dim" { "Only choose it on a device that is yours alone: whoever unlocks it could read these pages. They are gone when you sign out, and nothing can be sent from them." }
                (buttons(html! {
                    (Button::plain("Keep what I open").flag("hidden").flag("data-app-keep"))
                    (Button::plain("Keep nothing").flag("hidden").flag("data-app-forget"))
                }))
            }))
        }
    };
    Page::new("On your phone", body)
        .frame(Frame::Portal)
        .styles(&["portal"])
}
