//! Addresses of the threads that somebody is in, and of what they have in all rooms together.

use serde_json::{Value, json};

use super::{
    FollowForm, ReadForm,
    actions::{READ, SET, VIEW},
    pages::mine,
    thread::{self, Thread},
};
use crate::{
    base::Result,
    data::{Record, Visit},
    features::conversation::{self, Post, SCHEDULE},
    web::{Reply, Request, Route, Told, form::Nothing},
};

const THREAD: Told = Told::Object(&[
    ("post", Told::Record),
    ("room", Told::Record),
    ("replies", Told::Number),
    ("unread", Told::Number),
    ("last", Told::Moment),
    ("follows", Told::Flag),
]);

/// Whether the post of an address is there for this person.
fn there(visit: &Visit, request: &Request) -> Result<()> {
    visit.find::<Post>(request.id("id")?).map(drop)
}

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/chat/threads", VIEW, |v, r| mine::threads(v, r).map(Into::into)),
        Route::page("/chat/mentions", VIEW, |v, r| mine::mentions(v, r).map(Into::into)),
        Route::page("/chat/saved", VIEW, |v, r| mine::saved(v, r).map(Into::into)).private(),
        Route::page("/waiting", SCHEDULE, |v, _| mine::waiting(v).map(Into::into)).private(),
        Route::post("/posts/{id}/thread/read", READ, |v, r| {
            let form: ReadForm = r.form()?;
            thread::read(v, r.id("id")?, form.post)?;
            Ok(Reply::go("/chat/threads"))
        })
        .gated(there),
        Route::post("/posts/{id}/thread/follow", SET, |v, r| {
            let form: FollowForm = r.form()?;
            thread::set(v, r.id("id")?, form.follow)?;
            let told = if form.follow { "You follow this thread" } else { "You hear no more of it" };
            Ok(Reply::go("/chat/threads").toast(told, None))
        })
        .gated(there),
        Route::api_list::<Nothing>(
            "/threads",
            READ,
            "The threads that one is in, with what is unread of them: the one in which something was said last first",
            |v, r, _| {
                let page = thread::mine(v, r.paging()?)?;
                Ok(Reply::page(page.try_map(|held| as_json(v, &held))?))
            },
        )
        .tells(THREAD)
        .private(),
        Route::api_post::<ReadForm>(
            "/posts/{id}/thread/read",
            READ,
            "Say that one has read the thread of a post, up to a reply or to its end",
            |v, r, form| {
                thread::read(v, r.id("id")?, form.post)?;
                one(v, r)
            },
        )
        .tells(THREAD)
        .gated(there),
        Route::api_post::<FollowForm>(
            "/posts/{id}/thread/follow",
            SET,
            "Say whether one wants to hear of the thread of a post",
            |v, r, form| {
                thread::set(v, r.id("id")?, form.follow)?;
                one(v, r)
            },
        )
        .tells(THREAD)
        .gated(there),
    ]
}

/// The thread of a post, as the person has it.
fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let post: Post = visit.find(request.id("id")?)?;
    let root = visit.find(post.root())?;
    let held = thread::of(visit, root)?;
    Ok(Reply::json(as_json(visit, &held)?))
}

fn as_json(visit: &Visit, held: &Thread) -> Result<Value> {
    let (replies, _) = conversation::replies(visit, &held.root)?;
    Ok(json!({
        "post": held.root.number(),
        "room": visit.store().schema().number(held.root.on),
        "replies": replies,
        "unread": held.unread,
        "last": held.mine.at.rfc3339(),
        "follows": !held.mine.left,
    }))
}
