//! What somebody has in all rooms together: the threads they are in, what names them, what they keep for later, what they
//! have begun to write and what waits to be posted.

use maud::{Markup, html};

use super::{
    super::{list, thread},
    rail,
    ways::{PARTS, Part},
};
use crate::{
    base::{Choice, Result, if_found, text},
    data::{Page as Rows, Paging, Ref, Visit},
    features::{
        clients::client_beside,
        conversation::{self, Draft, Post, Reminder, SavedPost, plain},
        form_key,
        people::Directory,
    },
    ui::prelude::*,
    web::{Page, Request, link, reply::pages_around},
};

/// Rows of a page.
const SHOWN: usize = 30;

/// A page among the others, beside the rooms.
fn page(visit: &Visit, names: &Directory, open: Part, body: Markup) -> Result<Page> {
    let lines = list::lines(visit, None)?;
    let title = PARTS.iter().find(|(part, ..)| *part == open);
    let title = title.map_or("Chat", |(_, label, _)| label);
    let waiting = thread::waiting(visit)?;
    let parts = PARTS.iter().map(|(part, label, href)| {
        let tab = Tab::new(*label, *href).current(*part == open);
        match part {
            Part::Threads if waiting > 0 => tab.count(waiting as u64),
            _ => tab,
        }
    });
    let body = html! {
        div class="chat" data-view="talk" {
            (rail::rail_with(visit, names, &lines, (None, waiting))?)
            section class="talk middle mine" aria-label=(title) {
                header {
                    a class="back" href="/chat" { (icon_labelled(Icon::Back, "All rooms")) }
                    h1 class="h-xs grow" { (title) }
                }
                div class="scroll pad" {
                    (tabs("Yours", parts))
                    (body)
                }
            }
        }
    };
    Ok(Page::new(title, body)
        .under("Chat", "/chat")
        .styles(&["talk", "chat", "thread", "list", "extra", "empty"])
        .scripts(&["chat"])
        .live("me"))
}

/// What a room is called for whoever looks.
fn room(visit: &Visit, names: &Directory, on: Ref) -> Result<String> {
    let Some(called) = list::called(visit, names, on)? else {
        return Ok(visit.store().schema().number(on));
    };
    Ok(match client_beside(visit, on)? {
        Some(client) => format!("{}, {client}", called.name),
        None => called.name,
    })
}

/// One post in a list of them, and what stands at its end.
fn row(visit: &Visit, names: &Directory, post: &Post, end: Markup) -> Result<Markup> {
    let said = match post.removed {
        Some(_) => "This was taken away.".to_owned(),
        None => text::shorten(&plain(visit, names, post), 200),
    };
    Ok(html! {
        li {
            (Avatar::person(names.name(post.by)).small())
            a class="grow" href=(format!("/posts/{}", post.id)) {
                b { (names.name(post.by)) } " "
                span class="dim t12" { "in " (room(visit, names, post.on)?) ", " (time(post.at.show(visit.at, &visit.tz), &post.at.rfc3339())) }
                div { (said) }
            }
            (end)
        }
    })
}

pub fn threads(visit: &Visit, request: &Request) -> Result<Page> {
    let names = Directory::of(visit)?;
    let found = thread::mine(visit, request.page(SHOWN))?;
    let schema = visit.store().schema();
    let mut rows = Vec::new();
    for held in &found.rows {
        let root = &held.root;
        let (count, last) = conversation::replies(visit, root)?;
        let at = format!(
            "/chat/{}?thread={1}&post={1}#{1}",
            schema.number(root.on),
            root.id
        );
        let said = match root.removed {
            Some(_) => "This was taken away.".to_owned(),
            None => text::shorten(&plain(visit, &names, root), 160),
        };
        rows.push(html! {
            li {
                (Avatar::person(names.name(root.by)).small())
                a class="grow" href=(at) {
                    b { (names.name(root.by)) } " " span class="dim t12" { "in " (room(visit, &names, root.on)?) }
                    div { (said) }
                    @if let Some(reply) = last.last() {
                        small class="dim" {
                            (text::count(count, "reply", "replies")) ", last by " (names.name(reply.by)) " "
                            (time(reply.at.show(visit.at, &visit.tz), &reply.at.rfc3339())) ": "
                            (text::shorten(&plain(visit, &names, reply), 80))
                        }
                    }
                }
                @if held.unread > 0 { span class="count" data-hot { (held.unread) span class="vh" { " unread" } } }
                (post_button(&format!("/posts/{}/thread/follow", root.id), hidden("follow", "off"),
                    Button::square_submit(Icon::X, "Hear no more of this thread").small().quiet()))
            }
        });
    }
    let body = html! {
        div data-live-id="threads" {
            @if rows.is_empty() {
                (Empty::quiet("No threads", "Threads that you begin, answer in, or are named in stand here with what you haven't read of them."))
            } @else { ul class="list" { @for row in &rows { (row) } } }
        }
        (pages_around(request, rows.len(), &found))
    };
    page(visit, &names, Part::Threads, body)
}

pub fn mentions(visit: &Visit, request: &Request) -> Result<Page> {
    let names = Directory::of(visit)?;
    let found = conversation::naming_me(visit, request.page(SHOWN))?;
    let mut rows = Vec::new();
    for post in &found.rows {
        rows.push(row(visit, &names, post, html! {})?);
    }
    let body = html! {
        div data-live-id="mentions" {
            @if rows.is_empty() {
                (Empty::quiet("Nobody named you yet", "What names you, your department or a role of yours stands here, wherever it was said."))
            } @else { ul class="list" { @for row in &rows { (row) } } }
        }
        (pages_around(request, rows.len(), &found))
    };
    page(visit, &names, Part::Mentions, body)
}

pub fn saved(visit: &Visit, request: &Request) -> Result<Page> {
    let names = Directory::of(visit)?;
    let found: Rows<SavedPost> = conversation::saved(visit, request.page(SHOWN))?;
    let mut rows = Vec::new();
    for held in &found.rows {
        let remind = held.remind.map(|at| {
            html! { span class="dim t12" { "told " (time(at.show(visit.at, &visit.tz), &at.rfc3339())) } }
        });
        let no_longer = post_button(
            &format!("/posts/{}/unsave", held.post),
            html! {},
            Button::square_submit(Icon::X, "Keep no longer")
                .small()
                .quiet(),
        );
        rows.push(match if_found(visit.find(held.post))? {
            Some(post) => {
                let end = html! { (remind.unwrap_or_default()) (reminders(held)) (no_longer) };
                row(visit, &names, &post, end)?
            }
            None => html! { li { span class="grow dim" { "A post that you no longer see" } (no_longer) } },
        });
    }
    let body = html! {
        div data-live-id="saved" {
            @if rows.is_empty() {
                (Empty::quiet("Nothing is kept", "“Keep for later” beside a post puts it here, for you alone."))
            } @else { ul class="list" { @for row in &rows { (row) } } }
        }
        (pages_around(request, rows.len(), &found))
    };
    page(visit, &names, Part::Kept, body)
}

/// Ways to be told of what is kept.
fn reminders(held: &SavedPost) -> Markup {
    let never = |when: &Reminder| *when != Reminder::Never || held.remind.is_some();
    html! {
        details class="later" {
            summary class="btn s quiet" { (icon_small(Icon::Bell)) "Remind me" }
            form class="row" method="post" action=(format!("/posts/{}/remind", held.post)) data-once {
                @for when in Reminder::ALL.iter().filter(|when| never(when)) {
                    button class="btn s" type="submit" name="when" value=(when.key()) { (when.label()) }
                }
            }
        }
    }
}

/// Where one goes on with what one has begun.
fn begun(visit: &Visit, draft: &Draft) -> String {
    let room = format!("/chat/{}", visit.store().schema().number(draft.on));
    match draft.reply_to {
        Some(root) => format!("{room}?thread={root}&post={root}"),
        None => room,
    }
}

/// Drafts and scheduled posts of the person.
pub fn waiting(visit: &Visit) -> Result<Page> {
    let names = Directory::of(visit)?;
    let drafts = conversation::drafts(visit, Paging::first(SHOWN))?.rows;
    let scheduled = conversation::scheduled(visit, Paging::first(SHOWN))?.rows;
    let unseen = || "Something you no longer see".to_owned();
    let title = |of: Ref| -> Result<String> {
        let called = list::called(visit, &names, of)?;
        Ok(called.map_or_else(unseen, |called| called.name))
    };
    let body = html! { div class="stack l" {
        (Section::new("Scheduled", html! {
            @if scheduled.is_empty() { (Empty::quiet("Nothing is scheduled", "What you schedule in a conversation waits here until its time.").plain()) }
            ul class="list" {
                @for held in &scheduled {
                    li {
                        span class="grow" {
                            (link(visit, held.on, title(held.on)?)) ": " (held.text)
                            @if let Some(why) = &held.failed { p class="error" { "Not posted: " (why) } }
                        }
                        (time(held.due.show(visit.at, &visit.tz), &held.due.rfc3339()))
                        (Button::square_link(Icon::Edit, "Other words or another time", format!("/scheduled-posts/{}/edit", held.id)).small())
                        (post_button(&format!("/scheduled-posts/{}/remove", held.id), hidden("_key", form_key()),
                            Button::square_submit(Icon::Trash, "Don't post it").small()))
                    }
                }
            }
        }).live("scheduled"))
        (Section::new("Drafts", html! {
            @if drafts.is_empty() { (Empty::quiet("No drafts", "What you begin to write and don't send is kept here, on all your devices.").plain()) }
            ul class="list" {
                @for draft in &drafts {
                    li {
                        a class="grow" href=(begun(visit, draft)) { b { (title(draft.on)?) } @if draft.reply_to.is_some() { " in a thread" } ": " (draft.text) }
                        (time(draft.at.show(visit.at, &visit.tz), &draft.at.rfc3339()))
                    }
                }
            }
        }).live("drafts"))
    } };
    page(visit, &names, Part::Waiting, body)
}
