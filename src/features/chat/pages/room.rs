//! A room: its rooms at the left, what is said in the middle, the thread or the details at the right. On a phone one at a
//! time, by what the address asks for.

use maud::{Markup, html};

use super::{
    super::{
        ChatRoom, Circle, Policies,
        list::{self, Line, Look},
        order, unread,
        window::{Place, Window},
    },
    shown::{Asked, Shown},
};
use super::{posts, rail, side};
use crate::{
    access::Tier,
    base::{Error, Id, Result, language::say},
    data::{Record, Visit},
    features::{
        clients::client_beside,
        conversation::{AnyRoom, Conversation, Post, plain},
        people::Directory,
    },
    said,
    ui::prelude::*,
    web::{Page, Request},
};

impl<'a> Shown<'a> {
    pub fn of(
        visit: &'a Visit,
        names: &'a Directory,
        (room, line): (&'a AnyRoom, &'a Line),
        (number, base): (&'a str, &'a str),
        request: &'a Request,
    ) -> Result<Shown<'a>> {
        let talk = Conversation::of_any(visit, *room, names, request)?
            .client(client_of(line))
            .answering(None);
        Ok(Shown {
            visit,
            names,
            room,
            line,
            number,
            base,
            talk,
            request,
        })
    }

    /// Whether a client reads what is written here, which the staff mustn't overlook.
    fn goes_to_client(&self) -> Result<bool> {
        Ok(!self.to_client() && self.room.client_reads(self.visit)?)
    }

    /// Where one answers a thread.
    pub fn answer(&self, thread: Id<Post>) -> Result<Markup> {
        Conversation::of_any(self.visit, *self.room, self.names, self.request)?
            .client(client_of(self.line))
            .answering(Some(thread))
            .composer(say("chat-write-a-reply"))
    }

    /// A post's words without marks.
    pub fn plain(&self, post: &Post) -> String {
        plain(self.visit, self.names, post)
    }

    pub fn href(&self) -> String {
        format!("{}/{}", self.base, self.number)
    }

    /// Whether a client looks at their own room: it is their team's to them, and nothing in it tells of the staff's asides.
    fn to_client(&self) -> bool {
        self.visit.actor.tier == Tier::Client
    }

    fn plural(&self) -> &'static str {
        self.room.kind.kind.plural
    }
}

/// What the client is called who reads in a room: on a ticket or a task its title isn't theirs.
fn client_of(line: &Line) -> &str {
    match line.called.look {
        Look::Client => line.called.name.as_str(),
        _ => "The client",
    }
}

/// A post on this room that the address names.
fn post_of(visit: &Visit, room: &AnyRoom, id: Option<Id<Post>>) -> Result<Option<Post>> {
    let Some(id) = id else { return Ok(None) };
    let post = visit.find(id)?;
    if post.on != room.on {
        return Err(Error::NotFound);
    }
    // Replies are below the first post of their thread.
    match post.reply_to {
        Some(root) => visit.find(root).map(Some),
        None => Ok(Some(post)),
    }
}

/// The stretch that is asked for.
pub fn window(visit: &Visit, room: &AnyRoom, asked: &Asked) -> Result<Window> {
    let [at, before, after] = [asked.post, asked.before, asked.after];
    let at = post_of(visit, room, at)?;
    let (before, after) = (post_of(visit, room, before)?, post_of(visit, room, after)?);
    let place = match (&at, &before, &after, asked.day) {
        (Some(post), ..) => Place::Around(post),
        (None, Some(post), ..) => Place::Before(post),
        (None, None, Some(post), _) => Place::After(post),
        (None, None, None, Some(day)) => Place::From(day),
        (None, None, None, None) => Place::Newest,
    };
    Window::of(visit, room.on, &place)
}

pub fn page(
    visit: &Visit,
    request: &Request,
    room: &AnyRoom,
    asked: &Asked,
    refused: Option<&str>,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let number = visit.store().schema().number(room.on);
    if request.regions.is_some() {
        let line = list::one(visit, room.on)?;
        let shown = Shown::of(visit, &names, (room, &line), (&number, "/chat"), request)?;
        if let Some(part) = part(&shown, asked)? {
            return Ok(Page::new(line.called.name.as_str(), part));
        }
    }
    let lines = list::lines(visit, Some(room.on))?;
    let line = lines
        .iter()
        .find(|line| line.called.of == room.on)
        .ok_or(Error::NotFound)?;
    let shown = Shown::of(visit, &names, (room, line), (&number, "/chat"), request)?;
    let side = match (asked.thread, &asked.find) {
        (None, None) if asked.details => Some(details(&shown, refused)?),
        _ => beside(&shown, asked)?,
    };
    let view = if side.is_some() { "side" } else { "talk" };
    let body = html! {
        div class="chat" data-view=(view) data-chat=(number) {
            (rail::rail(visit, &names, &lines, Some(room.on))?)
            (talk(&shown, asked)?)
            @if let Some(side) = side { (side) }
        }
    };
    let page = Page::new(line.called.name.as_str(), body)
        .under("Chat", "/chat")
        .styles(&["talk", "chat", "thread", "list", "extra", "empty", "form"])
        .scripts(&["chat"])
        .keys(super::KEYS)
        .live(format!("{}:{}", shown.plural(), room.on.id));
    Ok(match rail::posts_on(visit, room.on) {
        Some(topic) => page.live(topic),
        None => page,
    })
}

/// What the address asks for beside the posts: a thread, or what has some words.
pub fn beside(shown: &Shown<'_>, asked: &Asked) -> Result<Option<Markup>> {
    match (asked.thread, &asked.find) {
        (Some(thread), _) => posts::thread(shown, thread, asked).map(Some),
        (None, Some(typed)) => posts::finding(shown, typed).map(Some),
        (None, None) => Ok(None),
    }
}

/// What a script asks for of a room without the rooms beside it: a stretch that is scrolled to, posts that were edited or
/// got a reply, what is new at its end. None when it asks for more.
pub fn part(shown: &Shown<'_>, asked: &Asked) -> Result<Option<Markup>> {
    let Some(regions) = &shown.request.regions else {
        return Ok(None);
    };
    if let Some(numbers) = regions.only("PO-") {
        return posts::alone(shown, &numbers).map(Some);
    }
    if regions.within(&["stretch"]) {
        let window = window(shown.visit, shown.room, asked)?;
        let log = log(shown, &window)?;
        return Ok(Some(html! { div data-live-id="stretch" { (log) } }));
    }
    match regions.within(&["talk", "readby", "room-head"]) {
        true => talk(shown, asked).map(Some),
        false => Ok(None),
    }
}

fn details(shown: &Shown<'_>, refused: Option<&str>) -> Result<Markup> {
    Ok(html! {
        aside class="talk side" aria-label=(say("chat-details")) data-live-id="side" {
            header {
                h2 class="grow" { (say("chat-details")) }
                (Button::square_link(Icon::X, say("chat-close-the-details"), shown.href()))
            }
            div class="scroll" {
                @if let Some(why) = refused { (Banner::error(why)) }
                (side::details(shown.visit, shown.names, shown.room, shown.line)?)
            }
        }
    })
}

/// The middle: head, posts, where one writes.
pub fn talk(shown: &Shown<'_>, asked: &Asked) -> Result<Markup> {
    let window = window(shown.visit, shown.room, asked)?;
    let called = &shown.line.called;
    let client = shown.goes_to_client()?;
    let name = match shown.to_client() {
        true => say("chat-you-and-your-team"),
        false => called.name.as_str(),
    };
    Ok(html! {
        section class="talk middle" aria-label=(name) data-client[client] {
            (head(shown)?)
            (log(shown, &window)?)
            footer {
                p class="typing t12 dim" data-typing aria-live="polite" {}
                @if shown.room.may_post(shown.visit)? { (shown.talk.composer(&label(shown))?) }
                @else { p class="dim t12" { (closed(shown)?) } }
            }
        }
    })
}

/// To whom it goes what is written.
fn label(shown: &Shown<'_>) -> String {
    match shown.to_client() {
        true => say("chat-message-to-team").into(),
        false => format!("Message to {}", shown.line.called.name),
    }
}

/// Why nobody writes here, or this person doesn't.
fn closed(shown: &Shown<'_>) -> Result<String> {
    if let Some(why) = shown.room.closed(shown.visit)? {
        return Ok(why.into());
    }
    let policies = shown.visit.cached::<Policies>()?;
    Ok(match policies.posting(shown.room.on) {
        Circle::Owners => order::NOT_YOURS.into(),
        _ => say("chat-you-read-along-here-and-dont").into(),
    })
}

fn to_day(href: &str) -> Markup {
    html! {
        (Button::square(Icon::Calendar, say("chat-go-to-a-day")).small().quiet().menu("jump"))
        div class="menu" id="jump" popover {
            // The day that was asked for is what one sees first of the stretch around it.
            form class="jump" method="get" action=(format!("{href}#day")) data-jump {
                label for="jump-day" { (say("chat-go-to-a-day")) }
                input type="date" id="jump-day" name="day";
                (Button::submit(say("chat-go")).small())
            }
        }
    }
}

fn to_find(href: &str) -> Markup {
    html! { (Button::square_link(Icon::Search, say("chat-find-in-this-room"), format!("{href}?find=")).key("f")) }
}

/// What the client sees above their room: the page has its name already.
fn head_for_client(shown: &Shown<'_>) -> Markup {
    html! {
        header data-live-id="room-head" {
            (icon(Icon::Chat))
            h2 class="h-xs grow" { (say("chat-you-and-your-team")) }
            (to_day(&shown.href()))
            (to_find(&shown.href()))
        }
    }
}

fn head(shown: &Shown<'_>) -> Result<Markup> {
    if shown.to_client() {
        return Ok(head_for_client(shown));
    }
    let (line, href) = (shown.line, shown.href());
    let called = &line.called;
    let client = shown.goes_to_client()?;
    let members: Vec<_> = match shown.room.on.kind == ChatRoom::KIND.code {
        true => {
            let room: ChatRoom = shown.visit.find(Id::new(shown.room.on.id))?;
            room.people().collect()
        }
        false => Vec::new(),
    };
    let kinds = format!("{} subscriptions", shown.plural());
    let whose = client_beside(shown.visit, shown.room.on)?;
    Ok(html! {
        header data-live-id="room-head" data-kinds=(kinds) {
            a class="back" href=(shown.base) { (icon_labelled(Icon::Back, "All rooms")) }
            (icon(called.icon()))
            div class="grow" {
                h1 class="h-xs" { (called.name) @if client { " " (badge(Tone::Warning, "the client reads here")) } }
                p class="t12 dim trunc" {
                    @if client { (client_of(line)) " reads all of it but asides among staff." } @else { (called.about) @if let Some(whose) = &whose { ", " (whose) } }
                }
            }
            @if !members.is_empty() { (rail::faces(shown.names, &members)) }
            (to_day(&href))
            (to_find(&href))
            (Button::square_link(Icon::Settings, say("chat-details"), format!("{href}?details=on")))
        }
    })
}

/// Posts with the ways to those before and after them.
pub fn log(shown: &Shown<'_>, window: &Window) -> Result<Markup> {
    let unread = shown.line.unread;
    let (href, here) = (shown.href(), !window.newer);
    let older = window.posts.first().filter(|_| window.older);
    let newer = window.posts.last().filter(|_| window.newer);
    let above = unread.first.filter(|first| {
        let reached = window.posts.first().map_or(u64::MAX, |post| post.id.raw());
        window.older && *first < reached
    });
    // What is looked at from elsewhere than its end isn't gone on with by what comes: there each post is a region.
    let region = here.then_some("talk");
    Ok(html! {
        div class="log" tabindex="0" role="log" aria-label=(say("chat-messages")) data-log data-at-end[here]
            data-live-id=[region] data-kinds="posts reactions outcomes" data-last=[last(shown)?] {
            div class="inside" {
                @if let Some(first) = above {
                    a class="btn s jump-new" href=(format!("{href}?post=PO-{first}#new")) { (icon_small(Icon::Up)) (said!("chat-new-since", count = unread.all())) }
                }
                @if let Some(post) = older {
                    a class="more" rel="prev" data-older href=(format!("{href}?before={}", post.number())) { (say("chat-older")) }
                }
                @if window.posts.is_empty() { (empty(shown)) }
                (posts::list(shown, window)?)
                @if let Some(post) = newer {
                    a class="more" rel="next" data-newer href=(format!("{href}?after={}", post.number())) { (say("chat-newer")) }
                    a class="btn s to-end" href=(href) { (icon_small(Icon::Down)) (say("chat-to-the-newest")) }
                }
            }
        }
    })
}

/// The last post there is, for scripts that say how far somebody read.
fn last(shown: &Shown<'_>) -> Result<Option<String>> {
    let last = unread::last(shown.visit, shown.room.on)?;
    Ok(last.map(|(number, _)| format!("PO-{number}")))
}

fn empty(shown: &Shown<'_>) -> Markup {
    let called = &shown.line.called;
    html! {
        (Empty::quiet(say("chat-nothing-was-said-here-yet"), match called.look {
            _ if shown.to_client() => say("chat-what-you-write-here-reaches-the"),
            Look::Client => "What you write reaches the client's people in their portal, unless you say that it is for staff.",
            Look::Direct(_) => "What you write here is between you.",
            _ => "Say what this room is for, or ask something.",
        }))
    }
}
