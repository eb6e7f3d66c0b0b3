//! People who can't get in: whoever asked for a link because they forgot their password, whoever lost their second
//! factor, and whose e-mail is another now; for those who can help them.

use maud::{Markup, html};
use serde_json::json;

use crate::{
    base::{Id, Result},
    data::{Key, Visit},
    features::{
        people::{EDIT, User},
        sign_in::{self, CHANGE_EMAIL, LinkRequest, NewEmail, RESET_FACTOR},
    },
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::api_list::<Nothing>(
            "/link-requests",
            EDIT,
            "Who asked for a link to choose a new password, of those one may hand it to",
            |visit, request, _| {
                let waiting = sign_in::open_requests(visit)?;
                let key = |(asked, _): &(LinkRequest, User)| Key::new().id(asked.id);
                let page = request
                    .paging()?
                    .page("link-requests", waiting, key, true)?;
                Ok(Reply::page(page.map(|(asked, user)| {
                    json!({
                        "id": asked.id.to_string(), "user": user.id.to_string(), "name": user.name,
                        "at": asked.at.rfc3339(), "address": asked.address, "device": asked.device,
                    })
                })))
            },
        )
        .tells(REQUEST),
        Route::api_post::<Nothing>(
            "/users/{id}/link",
            EDIT,
            "Make a single-use link with which a person chooses a new password",
            make_link,
        )
        .tells(Told::Object(&[
            ("link", Told::Text),
            ("mailed", Told::Text),
        ])),
        Route::post(
            "/users/{id}/reset-factor",
            RESET_FACTOR,
            |visit, request| {
                let id: Id<User> = request.id("id")?;
                sign_in::remove_second_factor(visit, id)?;
                Ok(Reply::go(format!("/users/{id}"))
                    .toast("Second factor removed; their sessions have ended", None))
            },
        ),
        Route::api_post::<Nothing>(
            "/users/{id}/reset-factor",
            RESET_FACTOR,
            "Remove a person's second factor, so that they set up a new one",
            |visit, request, _| {
                sign_in::remove_second_factor(visit, request.id("id")?)?;
                Ok(Reply::json(json!({ "removed": true })))
            },
        )
        .tells(Told::Object(&[("removed", Told::Flag)])),
        Route::page("/users/{id}/email", CHANGE_EMAIL, |visit, request| {
            email_page(visit, request, &Filled::blank(&[]))
        }),
        Route::post("/users/{id}/email", CHANGE_EMAIL, change_email),
        Route::api_post::<NewEmail>(
            "/users/{id}/email",
            CHANGE_EMAIL,
            "Change the e-mail a person signs in with; ends their sessions and links",
            |visit, request, form| {
                let id: Id<User> = request.id("id")?;
                sign_in::change_email(visit, id, form.version, form.email)?;
                Ok(Reply::json(json!({ "changed": true })))
            },
        )
        .tells(Told::Object(&[("changed", Told::Flag)])),
    ]
}

fn email_page(visit: &Visit, request: &Request, form: &Filled<NewEmail>) -> Result<Reply> {
    let user: User = visit.find(request.id("id")?)?;
    let here = format!("/users/{}", user.id);
    let body = html! {
        (Head::new(format!("E-mail of {}", user.name)))
        form class="stack read" method="post" action=(format!("{here}/email")) data-once {
            p class="mute" { "They sign in with " (user.email) ". Make sure it is them who ask. They are told, their sessions end, and so do links that were not used yet." }
            (form.banner())
            (form.version(user.version))
            (form.email("email", "New e-mail").required().autocomplete("off").autofocus())
            (buttons(html! { (Button::submit("Change the e-mail").primary()) (Button::link("Cancel", here.as_str())) }))
        }
    };
    Ok(Page::new("Change the e-mail", body)
        .under("People", "/users")
        .under(user.name.as_str(), here.as_str())
        .styles(&["extra"])
        .at(format!("{here}/email"))
        .status(form.status())
        .into())
}

fn change_email(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<User> = request.id("id")?;
    let tried = request
        .fill::<NewEmail>()
        .attempt(|form| sign_in::change_email(visit, id, form.version, form.email))?;
    match tried {
        Err(filled) => {
            let user: User = visit.find(id)?;
            let now = Filled::blank(&[("email", user.email.clone())]);
            email_page(visit, request, &filled.against(user.version, &now))
        }
        Ok(()) => Ok(Reply::go(format!("/users/{id}"))
            .toast("E-mail changed; their sessions have ended", None)),
    }
}

fn make_link(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let id: Id<User> = request.id("id")?;
    visit.find(id)?;
    let link = sign_in::reset_password_link(visit, id, EDIT)?;
    Ok(Reply::created(
        json!({ "link": request.link(&format!("/welcome/{link}")), "mailed": sign_in::mailed_to(visit, id) }),
    ))
}

/// Above the list of people, while somebody waits.
pub fn section(visit: &Visit) -> Result<Markup> {
    let asked = sign_in::open_requests(visit)?;
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

const REQUEST: Told = Told::Object(&[
    ("id", Told::Record),
    ("user", Told::Record),
    ("name", Told::Text),
    ("at", Told::Moment),
    ("address", Told::Text),
    ("device", Told::Text),
]);
