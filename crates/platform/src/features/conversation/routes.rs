//! Ways to posts. Those of pages are there for whoever is signed in, on either side: what one reads is where it stands.

use super::{
    Post, Reaction, Revision, SavedPost, Scheduled,
    actions::{DISCARD, DRAFT, EDIT, PIN, REACT, READ, SAVE, SCHEDULE, TAKE_BACK, UNREACT, WRITE},
    api,
    forms::{EditLater, EditPost, KeepDraft, Later, NameQuery, PostQuery, RemindForm, Say, Sign},
    ops, pages, waiting,
};
use crate::{
    base::Result,
    data::Visit,
    web::{Reply, Request, Route, Told, form::Nothing},
};

/// Whether the post is there, and theirs to pin.
fn theirs_to_pin(visit: &Visit, request: &Request) -> Result<()> {
    visit.find_for::<Post>(&PIN, request.id("id")?).map(drop)
}

/// Whether the post of an address is there for this person.
fn there(visit: &Visit, request: &Request) -> Result<()> {
    visit.find::<Post>(request.id("id")?).map(drop)
}

fn talked_on(visit: &Visit, request: &Request) -> Result<()> {
    api::room(visit, request).map(drop)
}

fn theirs(visit: &Visit, request: &Request) -> Result<()> {
    visit.own::<Scheduled>(request.id("id")?).map(drop)
}

/// Whether the post of an address is there for this person, or they keep it and don't see it any more.
fn there_or_kept(visit: &Visit, request: &Request) -> Result<()> {
    match ops::is_saved(visit, request.id("id")?)? {
        true => Ok(()),
        false => there(visit, request),
    }
}

type Handler = fn(&Visit, &Request) -> Result<Reply>;

pub fn routes() -> Vec<Route> {
    let mut routes = pages_of();
    routes.extend(api_of_posts());
    routes.extend(api_of_conversations());
    routes.extend(api_of_waiting());
    routes
}

fn pages_of() -> Vec<Route> {
    let about = |path: &str, handler: Handler| {
        Route::anyone("POST", path, handler)
            .gated(there)
            .at_the_portal()
    };
    vec![
        Route::anyone("GET", "/posts/{id}", pages::place).at_the_portal(),
        Route::anyone("GET", "/posts/{id}/edit", |v, r| pages::one(v, r, None)).at_the_portal(),
        Route::anyone("POST", "/conversations/{on}/posts", pages::say)
            .takes_files()
            .gated(talked_on)
            .at_the_portal(),
        Route::anyone("POST", "/conversations/{on}/draft", pages::keep_draft)
            .gated(talked_on)
            .at_the_portal(),
        Route::anyone("POST", "/conversations/{on}/scheduled", waiting::schedule).gated(talked_on),
        Route::anyone("GET", "/conversations/{on}/names", |v, r| {
            api::names(v, r, r.asked::<NameQuery>().into_form()?)
        })
        .at_the_portal(),
        about("/posts/{id}/edit", pages::edit),
        about("/posts/{id}/remove", pages::remove),
        about("/posts/{id}/react", pages::react),
        Route::post("/posts/{id}/pin", PIN, pages::pin).gated(theirs_to_pin),
        Route::post("/posts/{id}/unpin", PIN, pages::unpin).gated(theirs_to_pin),
        Route::anyone("POST", "/posts/{id}/make/{what}", pages::make).gated(there),
        Route::post("/posts/{id}/save", SAVE, pages::save).gated(there),
        Route::post("/posts/{id}/remind", SAVE, pages::remind).gated(there),
        Route::post("/posts/{id}/unsave", SAVE, pages::unsave).gated(there_or_kept),
        Route::page("/scheduled-posts/{id}/edit", SCHEDULE, |v, r| {
            waiting::one(v, r, None)
        })
        .private(),
        Route::post("/scheduled-posts/{id}", SCHEDULE, waiting::reschedule).gated(theirs),
        Route::post("/scheduled-posts/{id}/remove", DISCARD, waiting::unschedule).gated(theirs),
    ]
}

fn api_of_posts() -> Vec<Route> {
    vec![
        Route::api_get(
            "/posts/{id}",
            READ,
            "Something said on a record: with a lead, on a ticket, on a task, in a room",
            api::one,
        )
        .of::<Post>()
        .for_clients(),
        Route::api_edit::<EditPost>(
            "/posts/{id}",
            EDIT,
            "Edit a post of one's own",
            api::one,
            api::to_edit,
            api::edit,
        )
        .of::<Post>()
        .gated(there)
        .for_clients(),
        Route::api_delete::<Nothing>(
            "/posts/{id}",
            TAKE_BACK,
            "Take away the words of a post: one's own, or another's by whoever may",
            api::remove,
        )
        .of::<Post>()
        .gated(there)
        .for_clients(),
        Route::api_list::<Nothing>(
            "/posts/{id}/revisions",
            READ,
            "What a post said before it was edited, the first first",
            api::revisions,
        )
        .of::<Revision>()
        .for_clients(),
        Route::api_list::<Nothing>(
            "/posts/{id}/reactions",
            READ,
            "The signs that were given to a post, the first first",
            api::reactions,
        )
        .of::<Reaction>()
        .for_clients(),
        Route::api_post::<Sign>("/posts/{id}/react", REACT, "Give a post a sign", api::react)
            .of::<Post>()
            .gated(there)
            .for_clients(),
        Route::api_post::<Sign>(
            "/posts/{id}/unreact",
            UNREACT,
            "Take one's sign back",
            api::unreact,
        )
        .of::<Post>()
        .gated(there)
        .for_clients(),
        Route::api_post::<Nothing>(
            "/posts/{id}/pin",
            PIN,
            "Pin a post where it stands",
            api::pin,
        )
        .of::<Post>()
        .gated(theirs_to_pin),
        Route::api_post::<Nothing>("/posts/{id}/unpin", PIN, "Unpin a post", api::unpin)
            .of::<Post>()
            .gated(theirs_to_pin),
        Route::api_post::<Nothing>(
            "/posts/{id}/save",
            SAVE,
            "Keep a post for later, for oneself",
            api::save,
        )
        .of::<Post>()
        .gated(there),
        Route::api_post::<RemindForm>(
            "/posts/{id}/remind",
            SAVE,
            "Be told of a post again, which one keeps from then on",
            api::remind,
        )
        .of::<Post>()
        .gated(there),
        Route::api_post::<Nothing>(
            "/posts/{id}/unsave",
            SAVE,
            "Keep it no longer; also one that one doesn't see any more",
            api::unsave,
        )
        .tells(Told::Object(&[("id", Told::Record)]))
        .gated(there_or_kept),
        Route::api_post::<Nothing>(
            "/posts/{id}/make/{what}",
            READ,
            "Make a task or a ticket of a post, where that can be made of it",
            api::make,
        )
        .tells(Told::Object(&[
            ("made", Told::Record),
            ("post", Told::Record),
        ]))
        .gated(there),
    ]
}

fn api_of_conversations() -> Vec<Route> {
    const NAME: Told = Told::Object(&[
        ("name", Told::Text),
        ("number", Told::Record),
        ("what", Told::Text),
        ("sees", Told::Flag),
        ("typed", Told::Text),
    ]);
    vec![
        Route::api_list::<PostQuery>(
            "/conversations/{on}/posts",
            READ,
            "What was said on a record, replies as well, oldest first; the replies of a thread; or what is pinned, the last pinned first",
            api::list,
        )
        .of::<Post>()
        .for_clients(),
        Route::api_post::<Say>(
            "/conversations/{on}/posts",
            WRITE,
            "Post on a record that people talk on (multipart with its files in `file`, or JSON). Sent again under its Idempotency-Key, it is answered again",
            api::say,
        )
        .of::<Post>()
        .takes_files()
        .gated(talked_on)
        .for_clients(),
        Route::api_ask::<NameQuery>(
            "/conversations/{on}/names",
            READ,
            "Whom one would name on a record, those who see it first",
            api::names,
        )
        .tells(Told::Object(&[("names", Told::List(&NAME))]))
        .for_clients(),
    ]
}

fn api_of_waiting() -> Vec<Route> {
    vec![
        Route::api_post::<KeepDraft>(
            "/conversations/{on}/draft",
            DRAFT,
            "Keep what one has begun to write; an empty one is given up",
            api::keep_draft,
        )
        .tells(Told::Object(&[("text", Told::Text), ("at", Told::Moment)]))
        .gated(talked_on)
        .for_clients(),
        Route::api_list::<Nothing>(
            "/drafts",
            READ,
            "What one has begun to write, the last touched first",
            api::drafts,
        )
        .of::<super::Draft>()
        .private()
        .for_clients(),
        Route::api_post::<Later>(
            "/conversations/{on}/scheduled",
            SCHEDULE,
            "Post something later",
            api::schedule,
        )
        .of::<Scheduled>()
        .gated(talked_on)
        .for_clients(),
        Route::api_list::<Nothing>(
            "/saved-posts",
            READ,
            "The posts that one keeps for later, the last kept first",
            api::saved,
        )
        .of::<SavedPost>()
        .private(),
        Route::api_list::<Nothing>(
            "/mentions",
            READ,
            "The posts that name one, or a role or department of one's own, the last first",
            api::naming_me,
        )
        .of::<Post>()
        .private(),
        Route::api_list::<Nothing>(
            "/scheduled-posts",
            READ,
            "What one has scheduled, the next due first",
            api::scheduled,
        )
        .of::<Scheduled>()
        .private()
        .for_clients(),
        Route::api_get(
            "/scheduled-posts/{id}",
            READ,
            "A post that one has scheduled",
            api::one_scheduled,
        )
        .of::<Scheduled>()
        .private()
        .for_clients(),
        Route::api_edit::<EditLater>(
            "/scheduled-posts/{id}",
            SCHEDULE,
            "Other words or another time for a scheduled post",
            api::one_scheduled,
            api::to_reschedule,
            api::reschedule,
        )
        .of::<Scheduled>()
        .gated(theirs)
        .for_clients(),
        Route::api_delete::<Nothing>(
            "/scheduled-posts/{id}",
            DISCARD,
            "Don't post it after all; answered with what it was",
            api::unschedule,
        )
        .of::<Scheduled>()
        .gated(theirs)
        .for_clients(),
    ]
}
