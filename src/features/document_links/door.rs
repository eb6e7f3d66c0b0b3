//! What stands at the address of a link: the document, the password that it asks for, or that it ended.

use maud::{Markup, html};

use super::{forms::PasswordForm, mark, usage::What, visitor::Visitor};
use crate::{
    base::{
        Error, Result,
        language::{say, translated},
    },
    data::Visit,
    features::{
        documents::{Shown, extraction_of, kind_of, size},
        form_key,
    },
    said,
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, reply::Frame},
};

fn page(title: &str, body: Markup) -> Page {
    Page::new(title, body).frame(Frame::SignedOut)
}

fn at(request: &Request) -> String {
    format!("/links/{}", request.capture("token"))
}

pub fn open(visit: &Visit, request: &Request) -> Result<Reply> {
    let visitor = Visitor::of(visit, request)?;
    if visitor.must_be_open().is_err() {
        return match visitor.link.password.is_some() && visitor.unlocked {
            true => Ok(ended().into()),
            false => Err(Error::NotFound),
        };
    }
    if !visitor.unlocked {
        return Ok(locked(request, &Filled::blank(&[])).into());
    }
    visitor.note(visitor.opening(request, What::Page))?;
    shown(request, &visitor, None).map(Into::into)
}

fn ended() -> Page {
    let body = html! {
        div class="stack" {
            h1 { (say("link-this-link-has-ended")) }
            p class="mute" { (say("link-the-document-is-no-longer-given")) }
        }
    };
    page(say("link-this-link-has-ended"), body).status(410)
}

fn locked(request: &Request, form: &Filled<PasswordForm>) -> Page {
    let body = html! {
        form class="stack" method="post" action=(format!("{}/password", at(request))) data-once {
            div class="stack s" {
                h1 { (say("link-a-document-for-you")) }
                p class="mute" { (say("link-it-opens-with-the-password-that")) }
            }
            (form.banner())
            (form.password("password", say("link-password"), "off").required().autofocus())
            (Button::submit(say("link-open")).primary().wide())
        }
    };
    page(say("link-a-document-for-you"), body).status(form.status())
}

/// The document; with why it isn't given, where that was found out.
fn shown(request: &Request, visitor: &Visitor, refused: Option<String>) -> Result<Page> {
    let Visitor {
        system,
        link,
        used,
        document,
        given,
        ..
    } = visitor;
    let preview = match link.watermark {
        true => None,
        false => extraction_of(system, given)?.and_then(|held| held.preview),
    };
    let unmarkable = refused.or_else(|| visitor.unmarkable());
    let file = format!("{}/file", at(request));
    let left = link.most.map(|most| most.saturating_sub(used.fetched));
    let one = |show: bool, button: Button| {
        html! {
            form method="post" action=(file) target=[show.then_some("_blank")] {
                (hidden("_key", form_key()))
                @if show { (hidden("show", "on")) }
                (button)
            }
        }
    };
    let body = html! {
        div class="stack" {
            div class="stack s" {
                h1 { (document.name) }
                p class="mute" {
                    (kind_of(given)) ", " (size(given.file.size)) ", " (given.at.show(system.at, &system.tz))
                }
            }
            @if let Some(preview) = &preview {
                img class="fit" src=(format!("{}/preview", at(request))) alt=(said!("link-small-picture", document = document.name.as_str()))
                    width=(preview.width) height=(preview.height);
            }
            @if let Some(why) = &unmarkable {
                (Banner::warning(html! { b { (say("link-file-not-given")) } " " (translated(why)) " " (say("link-ask-for-another")) }))
            } @else { (buttons(html! {
                (one(false, Button::submit(say("link-download")).primary().icon(Icon::Download)))
                @if Shown::of(&given.media_type).is_some() { (one(true, Button::submit(say("link-look-at-it")).icon(Icon::Eye))) }
            })) }
            p class="dim t12" {
                (said!("link-ends", at = link.until.show(system.at, &system.tz)))
                @if let Some(left) = left { " " (said!("link-given-more", count = left)) }
                " " (say("link-is-seen"))
                @if link.watermark { " " (say("link-is-marked")) }
            }
        }
    };
    Ok(page(&document.name, body))
}

pub fn preview(visit: &Visit, request: &Request) -> Result<Reply> {
    let visitor = Visitor::of(visit, request)?;
    visitor.must_be_open()?;
    // A small picture is no page that could be marked.
    if !visitor.unlocked || visitor.link.watermark {
        return Err(Error::NotFound);
    }
    let held = extraction_of(&visitor.system, &visitor.given)?;
    let preview = held.and_then(|held| held.preview).ok_or(Error::NotFound)?;
    Ok(Reply::File {
        inline: true,
        file: preview.file,
        name: "preview.jpg".into(),
        media_type: preview.media_type,
        kept: false,
    })
}

pub fn unlock(visit: &Visit, request: &Request) -> Result<Reply> {
    let visitor = Visitor::of(visit, request)?;
    visitor.must_be_open()?;
    match request
        .fill::<PasswordForm>()
        .attempt(|form| visitor.unlock(visit, request, &form.password))?
    {
        Ok(cookie) => Ok(Reply::go(at(request)).cookie(cookie)),
        Err(filled) => Ok(locked(request, &filled).into()),
    }
}

/// Counts the file, and leads to where it is read without being counted again.
pub fn fetch(visit: &Visit, request: &Request) -> Result<Reply> {
    let visitor = Visitor::of(visit, request)?;
    visitor.must_be_open()?;
    if !visitor.unlocked {
        return Err(Error::NotFound);
    }
    // What can't be given isn't counted.
    if visitor.link.watermark {
        let marked = visitor.marked(&visitor.given, visitor.system.at);
        if let Err(Error::Conflict(why)) = marked {
            return Ok(shown(request, &visitor, Some(why))?.status(409).into());
        }
        marked?;
    }
    let show = request.field("show").is_some();
    let grant = visitor.fetch(request, show)?;
    Ok(Reply::go(format!("{}/file?grant={grant}", at(request))))
}

pub fn file(visit: &Visit, request: &Request) -> Result<Reply> {
    let visitor = Visitor::of(visit, request)?;
    let (version, fetch, over) = visitor.granted(request.query("grant").unwrap_or_default())?;
    if over {
        return Ok(Reply::go(at(request)));
    }
    let mark::Given {
        file,
        name,
        media_type,
    } = match visitor.link.watermark {
        true => visitor.marked(&version, fetch.counted())?,
        false => mark::Given {
            file: version.file,
            name: version.name,
            media_type: version.media_type,
        },
    };
    Ok(Reply::File {
        inline: fetch.show && Shown::of(&media_type).is_some(),
        file,
        name,
        media_type,
        kept: false,
    })
}
