//! The form as everybody finds it, and what is answered to whoever sends it.

use maud::{Markup, html};

use super::{
    form::{BY_WORD, PublicForm},
    forms::Sent,
    ops,
    stamp::{self, Came},
};
use crate::{
    access::Listener,
    base::{Error, Result, if_found, language::say},
    data::{Key, Visit},
    features::form_key,
    ui::prelude::*,
    web::{Filled, Hosts, Page, Reply, Request, reply::Frame},
};

const EVERYBODY: &str = "a public form is everybody's to send";

fn page(title: &str, body: Markup) -> Page {
    Page::new(title, body).frame(Frame::SignedOut)
}

/// The form of an address, at the portal's own door where it has one.
///
/// # Errors
/// `NotFound` where there is none, or it is closed.
fn of(visit: &Visit, request: &Request) -> Result<(Visit, PublicForm)> {
    let hosts = visit.store().service::<Hosts>();
    let apart = hosts.is_some_and(|hosts| hosts.has_own(Listener::Portal));
    if apart && visit.origin.listener != Listener::Portal {
        return Err(Error::NotFound);
    }
    let system = visit.unchecked_as_system(EVERYBODY);
    let key = Key::new().text(request.capture("word"));
    let held: Option<PublicForm> = if_found(system.find_by(BY_WORD, key))?;
    let held = held.filter(|held| held.open).ok_or(Error::NotFound)?;
    Ok((system, held))
}

/// # Errors
/// `NotFound` where there is none.
pub fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let (_, held) = of(visit, request)?;
    let stamp = stamp::make(visit.store(), &held, &form_key(), visit.at);
    Ok(shown(&held, &Filled::blank(&[]), stamp, true).into())
}

/// `same_words`: whether what was agreed to are the words that stand here now.
fn shown(held: &PublicForm, form: &Filled<Sent>, stamp: String, same_words: bool) -> Page {
    let agreed = same_words && form.value("agreed").is_some_and(|held| !held.is_empty());
    let body = html! {
        form class="stack" method="post" action=(format!("/forms/{}", held.word)) data-once {
            div class="stack s" {
                h1 { (held.name) }
                @if !held.intro.is_empty() { p class="mute" { (broken(&held.intro)) } }
            }
            (form.banner())
            (hidden("stamp", stamp))
            (form.text("name", say("form-your-name")).required().autocomplete("name"))
            (form.email("email", say("form-your-e-mail")).required().autocomplete("email"))
            (form.text("company", say("form-company")).optional().autocomplete("organization"))
            (form.phone("phone", say("form-phone")).optional().autocomplete("tel"))
            (form.area("text", say("form-what-it-is-about")).rows(6).required())
            // Nobody sees, reaches or fills it but a program; its name is none that browsers know an answer to.
            div class="vh" aria-hidden="true" {
                label for="topic2" { (say("form-leave-this-empty")) }
                input type="text" id="topic2" name="topic2" tabindex="-1" autocomplete="off";
            }
            (Field::new("agreed", say("form-consent")).error(form.problems.of("agreed")).around_group(html! {
                (Tick::new("agreed", broken(&held.consent)).checked(agreed).required())
            }))
            (Button::submit(say("form-send")).primary().wide().icon(Icon::Send))
        }
    };
    page(&held.name, body).status(form.status())
}

/// Takes what was sent. Whatever isn't a person's is answered like a person's, and kept nowhere.
///
/// # Errors
/// `NotFound` where there is none.
pub fn send(visit: &Visit, request: &Request) -> Result<Reply> {
    let (system, held) = of(visit, request)?;
    let filled = request.fill::<Sent>();
    let sent = filled.read().clone();
    let came = stamp::came(visit.store(), &held, &sent.stamp, visit.at);
    if !sent.trap.is_empty() || came == Came::TooSoon {
        return Ok(thanks(&held).into());
    }
    let tried = filled.attempt(|sent| match came {
        Came::TooLate => Err(Error::conflict(
            "This page was open for too long. Look it over and send it again.",
        )),
        Came::OtherWords => Err(Error::conflict(
            "What you agree to was changed while this page was open. Read it again, and send it if you agree.",
        )),
        Came::Well | Came::TooSoon => ops::receive(&system, &held, sent),
    })?;
    match tried {
        Ok(()) => Ok(thanks(&held).into()),
        // Nothing of this page was kept, so it may be sent itself.
        Err(filled) if came == Came::Well => Ok(shown(&held, &filled, sent.stamp, true).into()),
        Err(filled) => {
            let stamp = stamp::make_again(visit.store(), &held, &form_key(), visit.at);
            Ok(shown(&held, &filled, stamp, came != Came::OtherWords).into())
        }
    }
}

fn thanks(held: &PublicForm) -> Page {
    let body = html! {
        div class="stack" {
            h1 { (say("form-thank-you")) }
            p { @if held.thanks.is_empty() { (say("form-we-have-it-and-write-to")) } @else { (broken(&held.thanks)) } }
        }
    };
    page(say("form-thank-you"), body)
}
