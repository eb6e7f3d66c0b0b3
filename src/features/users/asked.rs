//! People who can't get in: whoever asked for a link because they forgot their password, and whoever lost their second
//! factor, for those who can help them.

use maud::{Markup, html};
use serde_json::json;

use crate::{
    base::{Id, Result},
    data::Visit,
    features::people::{self, EDIT, RESET_FACTOR, User},
    ui::prelude::*,
    web::{Reply, Request, Route, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::api_get(
            "/link-requests",
            EDIT,
            "Who asked for a link to choose a new password, of those one may hand it to",
            |visit, _| {
                let items = people::open_requests(visit)?
                    .iter()
                    .map(|(asked, user)| {
                        json!({
                            "id": asked.id.to_string(), "user": user.id.to_string(), "name": user.name,
                            "at": asked.at.rfc3339(), "address": asked.address, "device": asked.device,
                        })
                    })
                    .collect();
                Ok(Reply::items(items, None))
            },
        ),
        Route::api_post::<Nothing>(
            "/users/{id}/link",
            EDIT,
            "Make a single-use link with which a person chooses a new password",
            make_link,
        ),
        Route::post(
            "/users/{id}/reset-factor",
            RESET_FACTOR,
            |visit, request| {
                let id: Id<User> = request.id("id")?;
                people::remove_second_factor(visit, id)?;
                Ok(Reply::go(format!("/users/{id}"))
                    .toast("Second factor removed; their sessions have ended", None))
            },
        ),
        Route::api_post::<Nothing>(
            "/users/{id}/reset-factor",
            RESET_FACTOR,
            "Remove a person's second factor, so that they set up a new one",
            |visit, request, _| {
                people::remove_second_factor(visit, request.id("id")?)?;
                Ok(Reply::json(json!({ "removed": true })))
            },
        ),
    ]
}

fn make_link(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let id: Id<User> = request.id("id")?;
    visit.find(id)?;
    let link = people::reset_password_link(visit, id, EDIT)?;
    Ok(Reply::created(
        json!({ "link": request.link(&format!("/welcome/{link}")), "mailed": people::mailed_to(visit, id) }),
    ))
}

/// Above the list of people, while somebody waits.
pub fn section(visit: &Visit) -> Result<Markup> {
    let asked = people::open_requests(visit)?;
    if asked.is_empty() {
        return Ok(html! {});
    }
    Ok(html! {
        (Section::new("Ask for a link", html! {
            ul class="list" {
                @for (request, user) in &asked {
                    li {
                        (Avatar::person(user.name.as_str()))
                        span class="grow duo" {
                            a href=(format!("/users/{}", user.id)) { (user.name) }
                            span class="dim t12" { (request.at.show(visit.at, &visit.tz)) " · " (request.device) " · " (request.address) }
                        }
                        (post_button(&format!("/users/{}/link", user.id), html! {}, Button::submit("Make the link").small().icon(Icon::Key)))
                    }
                }
            }
        }).small("They forgot their password. Make sure it is them, by phone or in person, before you hand it over.").live("asked"))
    })
}
