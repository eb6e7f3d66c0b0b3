//! What one does to posts at a page: posting, and a page for one post with all that can be done to it.

use maud::{Markup, html};
use serde_json::json;

use super::{
    AnyRoom, Audience, Place, Post, api,
    forms::{EditPost, KeepDraft, RemindForm, Say, Sign},
    made, mention,
    mention::{Nameable, Reading, drawn},
    ops,
    post::LONGEST,
    room,
};
use crate::{
    access::Tier,
    base::{Choice, Id, Result, language},
    data::{Paging, Visit},
    features::{form_key, people::Directory},
    ui::prelude::*,
    web::{Filled, Form, Page, Reply, Request, link, reply::Frame},
};

/// Earlier texts that a page shows.
const SHOWN: usize = 50;

/// Where a post stands, with what is around it.
pub fn address(visit: &Visit, post: &Post) -> String {
    format!("{}?post={1}#{1}", room::address(visit, post.on), post.id)
}

fn found(visit: &Visit, request: &Request) -> Result<Post> {
    visit.find(request.id("id")?)
}

/// A post's own address leads to its place; `?then=thread` opens its thread there, `?then=quote` has it quoted.
pub fn place(visit: &Visit, request: &Request) -> Result<Reply> {
    let post = found(visit, request)?;
    let there = room::address(visit, post.on);
    Ok(Reply::go(match request.query("then") {
        Some("thread") => format!("{there}?thread={1}&post={0}#{0}", post.id, post.root()),
        Some("quote") => format!("{there}?quote={}#write", post.id),
        _ => address(visit, &post),
    }))
}

/// Back to where it was done, with what is told; or no more than that it is done, for scripts.
fn done(visit: &Visit, request: &Request, post: &Post, word: &str) -> Reply {
    match request.accepts_json {
        true => Reply::json(json!({ "id": post.id.to_string() })),
        false => Reply::go(address(visit, post)).toast(word, None),
    }
}

fn warning(unseen: &[String]) -> Option<String> {
    (!unseen.is_empty()).then(|| {
        format!(
            "Posted. {} can't see this, so nobody told them.",
            unseen.join(", ")
        )
    })
}

/// Posts what a composer sends. What was begun there is no draft any more.
pub fn say(visit: &Visit, request: &Request) -> Result<Reply> {
    let room = api::room(visit, request)?;
    let post = |form: Say| {
        let (audience, reply_to) = (form.audience, form.reply_to);
        let new = api::new_post(visit, request, &room, form)?;
        let place = place_of(visit, &room, audience, reply_to)?;
        let written = room.write(visit, new)?;
        let wrote = visit.wrote();
        if ops::draft_of(visit, place)?.is_some() {
            ops::keep_draft(visit, place, String::new())?;
        }
        Ok((written, wrote))
    };
    if request.accepts_json {
        let (written, _) = post(request.form()?)?;
        let told = warning(&written.unseen);
        let body = json!({ "id": written.id.to_string(), "told": told });
        return Ok(Reply::created(body));
    }
    match request.fill::<Say>().attempt(post)? {
        Ok((written, wrote)) => {
            let told = warning(&written.unseen);
            let to = format!("{}?post={1}#{1}", room.address(visit), written.id);
            Ok(Reply::go(to).toast(told.as_deref().unwrap_or("Posted"), wrote))
        }
        Err(filled) => Ok(again(visit, &room, &filled, "posts").into()),
    }
}

/// What was refused, to be mended: with all that was typed, and for the same readers. It is sent again to where it was
/// sent, `posts` or `scheduled`.
pub(super) fn again<F: Form>(visit: &Visit, room: &AnyRoom, filled: &Filled<F>, to: &str) -> Page {
    let number = visit.store().schema().number(room.on);
    let readers = match filled.value("audience").and_then(Audience::from_key) {
        Some(audience) if audience.is_staff_only() => Readers::Staff,
        Some(_) => Readers::Client("The client".into()),
        None => Readers::Everyone,
    };
    let kept = html! {
        (hidden("_key", form_key()))
        @for name in ["audience", "reply_to", "quote"] {
            @if let Some(value) = filled.value(name) { (hidden(name, value)) }
        }
    };
    let composer = Composer::new(
        format!("/conversations/{number}/{to}"),
        language::say("post-message"),
        kept,
    )
    .id("text")
    .value(filled.value("text").unwrap_or_default())
    .readers(readers);
    let (title, composer) = match to {
        "scheduled" => (
            "Not scheduled",
            composer.fields(when(visit, filled)).send("Schedule"),
        ),
        _ => {
            let composer = composer.file("file", language::say("post-add-files-or-photos"));
            (
                language::say("post-not-posted"),
                composer.send_icon(Icon::Send),
            )
        }
    };
    let body = html! {
        (Head::new(title))
        (filled.summary())
        (composer)
        p { a class="link" href=(room.address(visit)) { (language::say("post-back")) } }
    };
    let page = Page::new(title, body).styles(&["thread", "form", "extra"]);
    framed(visit, page)
        .status(filled.status())
        .at(room.address(visit))
}

/// When it is to be posted.
fn when<F: Form>(visit: &Visit, filled: &Filled<F>) -> Markup {
    let clock = Input::time("clock", "Time")
        .value(filled.value("clock").unwrap_or_default())
        .error(filled.problems.of("clock"));
    html! { (filled.date("day", "Day").min(visit.today().iso())) (clock) }
}

/// In the frame of whoever it is for.
pub(super) fn framed(visit: &Visit, page: Page) -> Page {
    match visit.actor.tier {
        Tier::Client => page.frame(Frame::Portal).styles(&["portal"]),
        _ => page,
    }
}

pub(super) fn place_of(
    visit: &Visit,
    room: &AnyRoom,
    audience: Option<Audience>,
    reply_to: Option<Id<Post>>,
) -> Result<Place> {
    let staff = api::staff_only(visit, room, audience)?;
    Ok(Place {
        on: room.on,
        reply_to,
        audience: Audience::of(staff, false, room.client_reads(visit)?),
    })
}

pub fn keep_draft(visit: &Visit, request: &Request) -> Result<Reply> {
    let room = api::room(visit, request)?;
    let form = request.form::<KeepDraft>()?;
    let place = place_of(visit, &room, form.audience, form.reply_to)?;
    ops::keep_draft(visit, place, form.text)?;
    Ok(Reply::empty())
}

pub fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let post = found(visit, request)?;
    let filled = request.fill::<EditPost>();
    match filled.attempt(|form| ops::edit(visit, post.id, form.text, form.version))? {
        Ok(unseen) => {
            let told = warning(&unseen);
            Ok(done(
                visit,
                request,
                &post,
                told.as_deref().unwrap_or("Saved"),
            ))
        }
        Err(filled) => one(visit, request, Some(filled)),
    }
}

pub fn remove(visit: &Visit, request: &Request) -> Result<Reply> {
    let post = found(visit, request)?;
    ops::remove(visit, post.id)?;
    Ok(done(visit, request, &post, "Taken away"))
}

/// Gives a sign, or takes back the one that was given.
pub fn react(visit: &Visit, request: &Request) -> Result<Reply> {
    let post = found(visit, request)?;
    let sign = request.form::<Sign>()?.sign;
    let me = Id::new(visit.actor.person);
    let given = ops::reactions(visit, &post)?;
    let mine = |(held, by): &(String, Vec<_>)| *held == sign && by.contains(&me);
    match given.0.iter().any(mine) {
        true => ops::unreact(visit, post.id, &sign)?,
        false => ops::react(visit, post.id, &sign)?,
    }
    Ok(done(visit, request, &post, "Noted"))
}

pub fn pin(visit: &Visit, request: &Request) -> Result<Reply> {
    let post = found(visit, request)?;
    ops::pin(visit, post.id)?;
    Ok(done(visit, request, &post, "Pinned"))
}

pub fn unpin(visit: &Visit, request: &Request) -> Result<Reply> {
    let post = found(visit, request)?;
    ops::unpin(visit, post.id)?;
    Ok(done(visit, request, &post, "Unpinned"))
}

pub fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let post = found(visit, request)?;
    ops::save(visit, post.id)?;
    Ok(match request.accepts_json {
        true => Reply::json(json!({ "id": post.id.to_string(), "told": "Kept for later" })),
        false => done(visit, request, &post, "Kept for later"),
    })
}

pub fn remind(visit: &Visit, request: &Request) -> Result<Reply> {
    let when = request.form::<RemindForm>()?.when;
    ops::remind(visit, found(visit, request)?.id, when)?;
    Ok(Reply::go("/chat/saved").toast("Noted", None))
}

/// Also one that the person doesn't see any more.
pub fn unsave(visit: &Visit, request: &Request) -> Result<Reply> {
    ops::unsave(visit, request.id("id")?)?;
    Ok(match request.accepts_json {
        true => Reply::json(json!({ "told": "Kept no longer" })),
        false => Reply::go("/chat/saved").toast("Kept no longer", None),
    })
}

pub fn make(visit: &Visit, request: &Request) -> Result<Reply> {
    let post = found(visit, request)?;
    let made = made::make(visit, &post, request.capture("what"))?;
    let number = visit.store().schema().number(made);
    Ok(Reply::go(visit.address(made)).toast(format!("Made {number}"), visit.wrote()))
}

// ── one post ──

/// A post with all that this person can do to it.
pub fn one(visit: &Visit, request: &Request, refused: Option<Filled<EditPost>>) -> Result<Reply> {
    let post = found(visit, request)?;
    let names = Directory::of(visit)?;
    let room = AnyRoom::of(visit, post.on)?;
    let title = visit.title_of(post.on)?.unwrap_or_default();
    let status = refused.as_ref().map_or(200, Filled::status);
    let nameable = Nameable::by(visit, &room, &names)?;
    let filled = match refused {
        Some(filled) => filled,
        None => Filled::blank(&[("text", mention::as_typed(visit, &post.text, &nameable))]),
    };
    let back = address(visit, &post);
    let reading = Reading {
        visit,
        names: &names,
        named: &post.mentions,
    };
    let body = html! {
        (Head::new(language::say("post-a-post")).fact(names.name(post.by)).fact(time(post.at.show(visit.at, &visit.tz), &post.at.rfc3339()))
            .fact(link(visit, post.on, title.as_str())))
        @if post.removed.is_some() { p class="dim" { (language::say("post-its-words-were-taken-away")) } }
        @else { div class="md quote" { (drawn(&reading, &post.text)) } }
        @if ops::may_edit(visit, &post).is_ok() { (edit_form(&post, &filled)) }
        @if post.removed.is_none() { (deeds(visit, &post)?) }
        (earlier(visit, &post, &names)?)
        p { a class="link" href=(back) { (language::say("post-back-to-where-it-stands")) } }
    };
    let page = Page::new(language::say("post-a-post"), body)
        .styles(&["thread", "form", "record", "extra"]);
    let page = framed(visit, page).status(status);
    Ok(match status {
        200 => page.into(),
        _ => page.at(format!("/posts/{}/edit", post.id)).into(),
    })
}

fn edit_form(post: &Post, filled: &Filled<EditPost>) -> Markup {
    html! {
        form class="stack" method="post" action=(format!("/posts/{}/edit", post.id)) data-once {
            (hidden("version", post.version)) (hidden("_key", form_key()))
            (filled.banner())
            (filled.area("text", language::say("post-its-words")).rows(6).max_length(LONGEST))
            (buttons(Button::submit(language::say("post-save")).primary()))
        }
    }
}

fn deeds(visit: &Visit, post: &Post) -> Result<Markup> {
    let to = |verb: &str| format!("/posts/{}/{verb}", post.id);
    let key = || hidden("_key", form_key());
    let offers = made::offers(visit, post)?;
    let made = ops::outcomes(visit, post)?;
    Ok(html! {
        div class="btns" {
            @for offer in offers {
                (post_button(&to(&format!("make/{}", offer.key)), key(), Button::submit(offer.title).icon(offer.icon)))
            }
            @if ops::may_pin(visit, post) {
                @if post.pinned.is_some() { (post_button(&to("unpin"), key(), Button::submit(language::say("post-unpin")).icon(Icon::Pin))) }
                @else { (post_button(&to("pin"), key(), Button::submit(language::say("post-pin")).icon(Icon::Pin))) }
            }
            @if visit.actor.tier.is_staff() {
                @if ops::is_saved(visit, post.id)? { (post_button(&to("unsave"), html! {}, Button::submit("Keep no longer").icon(Icon::Star))) }
                @else { (post_button(&to("save"), html! {}, Button::submit("Keep for later").icon(Icon::Star))) }
            }
            @if ops::may_remove(visit, post) {
                (post_button(&to("remove"), key(), Button::submit(language::say("post-take-it-away")).danger().icon(Icon::Trash)))
            }
        }
        @if ops::may_remove(visit, post) { p class="dim t12" { (language::say("post-what-is-taken-away-is-gone")) } }
        @if visit.actor.tier.is_staff() && !made.is_empty() {
            p { "Made of it: " @for of in made { (link(visit, of, visit.store().schema().number(of))) " " } }
        }
    })
}

fn earlier(visit: &Visit, post: &Post, names: &Directory) -> Result<Markup> {
    let said = ops::revisions(visit, post, Paging::first(SHOWN))?.rows;
    Ok(html! {
        @if !said.is_empty() {
            (Section::new(language::say("post-what-it-said-before"), html! {
                @for said in &said {
                    p class="dim t12" { (language::say("post-until")) " " (time(said.until.show(visit.at, &visit.tz), &said.until.rfc3339())) }
                    div class="md quote" { (drawn(&Reading { visit, names, named: &said.mentions }, &said.text)) }
                }
            }))
        }
    })
}
