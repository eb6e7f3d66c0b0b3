//! Posts as programs read and write them.

use serde_json::{Value, json};

use super::{
    AnyRoom, Audience, Place, Post, Reaction, Scheduled,
    forms::{EditLater, EditPost, KeepDraft, Later, NameQuery, PostQuery, RemindForm, Say, Sign},
    made,
    mention::{self, Nameable},
    new_post::NewPost,
    offer, ops,
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, text},
    data::{Json, Visit},
    features::people::Directory,
    web::{Filled, Reply, Request, form::Nothing},
};

/// Names that are offered at once.
const OFFERED: usize = 20;
/// People of whom it is asked whether they see the record; where more are meant, another letter says whom.
const MOST_ASKED: usize = 100;

/// The record that people talk on in an address.
pub fn room(visit: &Visit, request: &Request) -> Result<AnyRoom> {
    let on = visit.store().schema().parse_number(request.capture("on"));
    AnyRoom::of(visit, on.ok_or(Error::NotFound)?)
}

/// Whether words are for the staff alone. Where the client reads along nobody leaves that open.
pub fn staff_only(visit: &Visit, room: &AnyRoom, asked: Option<Audience>) -> Result<bool> {
    if visit.actor.tier == Tier::Client {
        return Ok(false);
    }
    match (room.client_reads(visit)?, asked) {
        (true, None) => Err(Error::field(
            "audience",
            "The client reads along here. Say whether it is for them (with_client) or for the staff (staff).",
        )),
        (false, Some(Audience::WithClient)) => Err(Error::field(
            "audience",
            "No client reads along here. Leave it out, or say staff.",
        )),
        (_, asked) => Ok(asked.is_some_and(Audience::is_staff_only)),
    }
}

/// What was submitted as words to be posted, with its files.
pub fn new_post(visit: &Visit, request: &Request, room: &AnyRoom, form: Say) -> Result<NewPost> {
    let files = request.uploads.iter();
    Ok(NewPost {
        staff_only: staff_only(visit, room, form.audience)?,
        text: form.text,
        given: files.filter(|file| file.field == "file").cloned().collect(),
        reply_to: form.reply_to,
        quote: form.quote,
        ..NewPost::default()
    })
}

pub fn list(visit: &Visit, request: &Request, asked: PostQuery) -> Result<Reply> {
    let room = room(visit, request)?;
    let paging = request.paging()?;
    let page = match (asked.thread, asked.pinned) {
        (Some(root), _) => {
            let root: Post = visit.find(root)?;
            if root.on != room.on {
                return Err(Error::NotFound);
            }
            ops::in_thread(visit, &root, paging)?
        }
        (None, true) => ops::pinned(visit, &room, paging)?,
        (None, false) => ops::all(visit, &room, paging, asked.newest_first)?,
    };
    Ok(Reply::page(page.try_map(|post| visit.json(&post))?))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let post: Post = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&post)?))
}

/// What was posted, with the names of those who were named and don't see it.
fn written(visit: &Visit, id: Id<Post>, unseen: Vec<String>) -> Result<Json> {
    let mut told = visit.json(&visit.find(id)?)?;
    told.insert("unseen", json!(unseen));
    Ok(told)
}

pub fn say(visit: &Visit, request: &Request, form: Say) -> Result<Reply> {
    let room = room(visit, request)?;
    let new = new_post(visit, request, &room, form)?;
    let done = room.write(visit, new)?;
    Ok(Reply::created(written(visit, done.id, done.unseen)?))
}

pub fn to_edit(visit: &Visit, request: &Request) -> Result<Filled<EditPost>> {
    let post: Post = visit.find(request.id("id")?)?;
    ops::may_edit(visit, &post)?;
    Ok(Filled::blank(&[("text", post.text)]))
}

pub fn edit(visit: &Visit, request: &Request, form: EditPost) -> Result<()> {
    ops::edit(visit, request.id("id")?, form.text, form.version).map(drop)
}

pub fn remove(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::remove(visit, request.id("id")?)?;
    one(visit, request)
}

pub fn react(visit: &Visit, request: &Request, form: Sign) -> Result<Reply> {
    ops::react(visit, request.id("id")?, &form.sign)?;
    one(visit, request)
}

pub fn unreact(visit: &Visit, request: &Request, form: Sign) -> Result<Reply> {
    ops::unreact(visit, request.id("id")?, &form.sign)?;
    one(visit, request)
}

pub fn pin(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::pin(visit, request.id("id")?)?;
    one(visit, request)
}

pub fn unpin(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::unpin(visit, request.id("id")?)?;
    one(visit, request)
}

pub fn save(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::save(visit, request.id("id")?)?;
    one(visit, request)
}

pub fn remind(visit: &Visit, request: &Request, form: RemindForm) -> Result<Reply> {
    ops::remind(visit, request.id("id")?, form.when)?;
    one(visit, request)
}

pub fn unsave(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::unsave(visit, request.id("id")?)?;
    Ok(Reply::json(json!({ "id": request.capture("id") })))
}

pub fn saved(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let page = ops::saved(visit, request.paging()?)?;
    Ok(Reply::page(page.try_map(|held| visit.json(&held))?))
}

pub fn naming_me(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let page = ops::naming_me(visit, request.paging()?)?;
    Ok(Reply::page(page.try_map(|post| visit.json(&post))?))
}

pub fn revisions(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let post: Post = visit.find(request.id("id")?)?;
    let page = ops::revisions(visit, &post, request.paging()?)?;
    Ok(Reply::page(page.try_map(|said| visit.json(&said))?))
}

pub fn reactions(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let post: Post = visit.find(request.id("id")?)?;
    let page = ops::each_reaction(visit, &post, request.paging()?)?;
    Ok(Reply::page(
        page.try_map(|given: Reaction| visit.json(&given))?,
    ))
}

/// Makes something of a post, and says which record it is.
pub fn make(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let post: Post = visit.find(request.id("id")?)?;
    let made = made::make(visit, &post, request.capture("what"))?;
    let number = visit.store().schema().number(made);
    Ok(Reply::created(
        json!({ "made": number, "post": post.id.to_string() }),
    ))
}

// ── names ──

/// Whom one would name on a record, by the beginning of a name; those who see it first.
pub fn names(visit: &Visit, request: &Request, asked: NameQuery) -> Result<Reply> {
    let room = room(visit, request)?;
    let names = Directory::of(visit)?;
    let nameable = Nameable::by(visit, &room, &names)?;
    let typed = text::fold(&asked.q);
    // Whoever sees the record is asked of those alone whose name begins so.
    let meant = names.users.values();
    let meant = meant.filter(|user| offer::begins(&user.name, &typed));
    let seeing = mention::who_sees(visit, &room, meant.take(MOST_ASKED))?;
    let found = nameable.beginning(&typed, &seeing);
    let schema = visit.store().schema();
    let items: Vec<Value> = found
        .into_iter()
        .take(OFFERED)
        .map(|offer| {
            json!({
                "name": offer.name,
                "number": schema.number(offer.of),
                "what": offer.what,
                "sees": offer.sees,
                "typed": offer.typed(schema),
            })
        })
        .collect();
    Ok(Reply::json(json!({ "names": items })))
}

// ── drafts, and what waits ──

fn place(
    visit: &Visit,
    request: &Request,
    audience: Option<Audience>,
    reply_to: Option<Id<Post>>,
) -> Result<Place> {
    let room = room(visit, request)?;
    let staff = staff_only(visit, &room, audience)?;
    Ok(Place {
        on: room.on,
        reply_to,
        audience: Audience::of(staff, false, room.client_reads(visit)?),
    })
}

pub fn drafts(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let page = ops::drafts(visit, request.paging()?)?;
    Ok(Reply::page(page.try_map(|draft| visit.json(&draft))?))
}

/// Keeps a draft; an empty one is given up.
pub fn keep_draft(visit: &Visit, request: &Request, form: KeepDraft) -> Result<Reply> {
    let place = place(visit, request, form.audience, form.reply_to)?;
    ops::keep_draft(visit, place, form.text)?;
    let kept = ops::draft_of(visit, place)?;
    Ok(Reply::json(json!({
        "text": kept.as_ref().map(|draft| draft.text.as_str()).unwrap_or_default(),
        "at": kept.map(|draft| draft.at.rfc3339()),
    })))
}

pub fn scheduled(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let page = ops::scheduled(visit, request.paging()?)?;
    Ok(Reply::page(page.try_map(|held| visit.json(&held))?))
}

pub fn schedule(visit: &Visit, request: &Request, form: Later) -> Result<Reply> {
    let room = room(visit, request)?;
    let due = form.due.ok_or_else(|| Error::field("due", "Say when."))?;
    let new = NewPost {
        staff_only: staff_only(visit, &room, form.audience)?,
        text: form.text,
        reply_to: form.reply_to,
        quote: form.quote,
        ..NewPost::default()
    };
    let id = ops::schedule(visit, room.on, new, due)?;
    Ok(Reply::created(visit.json(&visit.own::<Scheduled>(id)?)?))
}

pub fn one_scheduled(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: Scheduled = visit.own(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

pub fn to_reschedule(visit: &Visit, request: &Request) -> Result<Filled<EditLater>> {
    let held: Scheduled = visit.own(request.id("id")?)?;
    Ok(Filled::blank(&[
        ("text", held.text),
        ("due", held.due.rfc3339()),
    ]))
}

pub fn reschedule(visit: &Visit, request: &Request, form: EditLater) -> Result<()> {
    let due = form.due.ok_or_else(|| Error::field("due", "Say when."))?;
    ops::reschedule(visit, request.id("id")?, form.text, due, form.version)
}

pub fn unschedule(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let told = one_scheduled(visit, request)?;
    ops::unschedule(visit, request.id("id")?)?;
    Ok(told)
}
