//! What one does at a page to what waits: scheduling, other words or another time, and not posting it after all.

use maud::html;

use super::{
    Place, Scheduled, api,
    forms::{Later, LaterHere},
    ops,
    pages::{again, framed, place_of},
    post::LONGEST,
};
use crate::{
    base::{Error, Moment, Result, time},
    data::{Record, Visit},
    features::form_key,
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, link},
};

/// Where all that waits stands.
const ALL: &str = "/waiting";

/// When it is to be posted, as it was typed here: on a day, at a time of the house.
fn due(visit: &Visit, form: &LaterHere) -> Option<Moment> {
    let (day, clock) = form.day.zip(form.clock)?;
    Some(Moment::at(day, clock, &visit.tz))
}

pub fn schedule(visit: &Visit, request: &Request) -> Result<Reply> {
    let room = api::room(visit, request)?;
    let filled = request.fill::<LaterHere>();
    let scheduled = filled.attempt(|form| {
        let later = Later {
            due: due(visit, &form),
            text: form.text,
            audience: form.audience,
            reply_to: form.reply_to,
            quote: form.quote,
        };
        must_be_words_alone(request)?;
        let place: Place = place_of(visit, &room, later.audience, later.reply_to)?;
        api::schedule(visit, request, later).map_err(at_the_day)?;
        if ops::draft_of(visit, place)?.is_some() {
            ops::keep_draft(visit, place, String::new())?;
        }
        Ok(())
    })?;
    match scheduled {
        Ok(()) => Ok(Reply::go(ALL).toast("Scheduled", None)),
        Err(filled) => Ok(again(visit, &room, &filled, "scheduled").into()),
    }
}

/// A file that was chosen where one writes isn't sent with words for later: that is said, rather than that it is lost.
fn must_be_words_alone(request: &Request) -> Result<()> {
    let chosen = request.fields_named("file").any(|name| !name.is_empty());
    match chosen || !request.uploads.is_empty() {
        true => Err(Error::field("file", ops::FILES_AT_ONCE)),
        false => Ok(()),
    }
}

/// What is wrong with the moment is said beside the day: here it is typed as a day and a time.
fn at_the_day(error: Error) -> Error {
    match &error {
        Error::Invalid(problems) => match problems.of("due") {
            Some(why) => Error::field("day", why.to_owned()),
            None => error,
        },
        _ => error,
    }
}

/// One that waits, to be changed.
pub fn one(visit: &Visit, request: &Request, refused: Option<Filled<LaterHere>>) -> Result<Reply> {
    let held: Scheduled = visit.own(request.id("id")?)?;
    let here = format!("/scheduled-posts/{}", held.number());
    let as_it_is = || {
        Filled::<LaterHere>::blank(&[
            ("text", held.text.clone()),
            ("day", held.due.day(&visit.tz).iso()),
            ("clock", time::of_day(held.due.minute_of_day(&visit.tz))),
        ])
    };
    let form = refused.unwrap_or_else(as_it_is);
    let title = visit.title_of(held.on)?;
    let clock = Input::time("clock", "Time")
        .value(form.value("clock").unwrap_or_default())
        .error(form.problems.of("clock"));
    let body = html! {
        (Head::new("A scheduled post"))
        @if let Some(title) = title { p { "For " (link(visit, held.on, title)) } }
        @if let Some(why) = &held.failed { (Banner::error(format!("It wasn't posted: {why}"))) }
        form class="stack read" method="post" action=(here) data-once {
            (form.summary())
            (hidden("_key", form_key())) (hidden("version", held.version))
            (form.area("text", "Message").rows(6).max_length(LONGEST))
            div class="row" { (form.date("day", "Day").min(visit.today().iso())) (clock) }
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep it as it is", ALL)) }))
        }
    };
    let page = Page::new("A scheduled post", body)
        .under("Drafts and scheduled", ALL)
        .styles(&["thread", "form", "extra"]);
    let (status, page) = (form.status(), framed(visit, page));
    Ok(page.status(status).at(format!("{here}/edit")).into())
}

pub fn reschedule(visit: &Visit, request: &Request) -> Result<Reply> {
    let id = request.id::<Scheduled>("id")?;
    let version = request.field("version").and_then(|held| held.parse().ok());
    let changed = request.fill::<LaterHere>().attempt(|form| {
        let due = due(visit, &form).ok_or_else(|| Error::field("day", "Say when."))?;
        ops::reschedule(visit, id, form.text, due, version).map_err(at_the_day)
    })?;
    match changed {
        Ok(()) => Ok(Reply::go(ALL).toast("Saved", visit.wrote())),
        Err(filled) => one(visit, request, Some(filled)),
    }
}

pub fn unschedule(visit: &Visit, request: &Request) -> Result<Reply> {
    ops::unschedule(visit, request.id::<Scheduled>("id")?)?;
    Ok(Reply::go(ALL).toast("It is not posted", None))
}
