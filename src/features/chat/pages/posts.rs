//! Posts as a room shows them: by days, with a line where the unread ones begin, and the thread beside them. Each is drawn
//! by the conversation.

use maud::{Markup, html};

use super::super::{
    ChatRoom, finding,
    log::{self, Entry},
    reading, thread as threads,
    window::{self, Window},
};
use super::shown::{Asked, Shown};
use crate::{
    base::{Day, Error, Id, Result, if_found, language::say, text},
    data::Record,
    features::conversation::{Post, earlier_replies, later_replies, replies, thread_part},
    ui::prelude::*,
};

/// Replies that are shown beside a room.
const REPLIES: usize = 200;
/// Members of a room in which it is told who read what.
const SMALL: usize = 12;

/// The posts of a stretch. Without any there is nothing that could grow.
pub fn list(shown: &Shown<'_>, window: &Window) -> Result<Markup> {
    let unread = shown.line.unread.first;
    let mut sought = shown.request.query("day").and_then(Day::parse);
    let mut items = Vec::with_capacity(window.posts.len());
    for entry in log::entries(&window.posts, unread, &shown.visit.tz) {
        // What begins the day that is looked for, or the next one on which something was said.
        let is_sought = sought.is_some_and(|day| entry.day.is_some_and(|begins| begins >= day));
        items.push(item(shown, &entry, is_sought)?);
        if is_sought {
            sought = None;
        }
    }
    let readers = match window.posts.last().filter(|_| !window.newer) {
        Some(last) => read_by(shown, last)?,
        None => None,
    };
    Ok(html! {
        @if !items.is_empty() { ol class="msgs" data-grows { @for item in items { (item) } } }
        @if let Some((topics, names)) = readers {
            p class="readby" data-live-id="readby" data-topics=(topics) data-calm="2000" {
                @if !names.is_empty() { (avatars(&names)) span { "read by " (names.join(", ")) } }
            }
        }
    })
}

fn item(shown: &Shown<'_>, entry: &Entry<'_>, is_sought: bool) -> Result<Markup> {
    let post = shown.talk.item(entry.post, entry.goes_on)?;
    Ok(html! {
        @if let Some(day) = entry.day {
            li class="day" id=[is_sought.then_some("day")] data-day=(day.iso()) { time datetime=(day.iso()) { (day.show(shown.visit.today())) } }
        }
        @if entry.new { li class="day" id="new" data-new { span { (say("chat-new")) } } }
        (post)
    })
}

/// The posts that a script asks for by their numbers, each a region of its own: one was edited, or got a reply.
pub fn alone(shown: &Shown<'_>, numbers: &[&str]) -> Result<Markup> {
    let mut items = Vec::new();
    for number in numbers.iter().filter_map(|number| number.parse().ok()) {
        let post = if_found(shown.visit.find(Id::<Post>::new(number)))?;
        let Some(post) = post.filter(|post| post.on == shown.room.on) else {
            continue;
        };
        if post.reply_to.is_some() {
            items.push(shown.talk.alone(&post)?);
            continue;
        }
        let before = window::before(shown.visit, &post)?;
        let mut entry = log::entry(before.as_ref(), &post, &shown.visit.tz);
        entry.goes_on &= shown.line.unread.first != Some(post.id.raw());
        items.push(shown.talk.item(&post, entry.goes_on)?);
    }
    Ok(html! { ol class="msgs" { @for item in items { (item) } } })
}

/// A thread at the right; where one writes then answers it.
pub fn thread(shown: &Shown<'_>, id: Id<Post>, asked: &Asked) -> Result<Markup> {
    let post = shown.visit.find(id)?;
    let root = match post.reply_to {
        Some(root) => shown.visit.find(root)?,
        None => post,
    };
    if root.on != shown.room.on {
        return Err(Error::NotFound);
    }
    let part = thread_part(shown.visit, &root, (asked.upto, asked.post), REPLIES)?;
    let (count, _) = replies(shown.visit, &root)?;
    let there = shown.href();
    let mut items = Vec::new();
    for reply in &part.posts {
        items.push(shown.talk.alone(reply)?);
    }
    let answer = shown.answer(root.id)?;
    let mine = threads::held(shown.visit, root.id)?;
    let follows = mine.is_some_and(|mine| !mine.left);
    let follow = match shown.visit.actor.tier.is_staff() {
        true => post_button(
            &format!("/posts/{}/thread/follow", root.id),
            hidden("follow", if follows { "off" } else { "on" }),
            Button::submit(if follows {
                say("chat-unfollow")
            } else {
                say("chat-follow")
            })
            .small()
            .quiet(),
        ),
        false => html! {},
    };
    Ok(html! {
        aside class="talk threadpane side" aria-label=(say("chat-thread")) data-thread=(root.id) {
            header {
                h2 class="grow" { (say("chat-thread")) }
                (follow)
                (Button::square_link(Icon::X, say("chat-close-the-thread"), shown.href()))
            }
            div class="log" tabindex="0" role="log" aria-label=(say("chat-replies")) data-live-id="thread" data-kinds="posts reactions outcomes" {
                div class="inside" {
                    blockquote class="quoted" { b { (shown.names.name(root.by)) } " " (text::shorten(&shown.plain(&root), 400)) }
                    p class="day" { span { (text::count(count, "reply", "replies")) } }
                    (earlier_replies(&there, &root, &part))
                    ol class="msgs" { @for item in items { (item) } }
                    (later_replies(&there, &root, &part))
                }
            }
            footer { (answer) }
        }
    })
}

/// What of the room has the words that are looked for, each with the way to where it stands.
pub fn finding(shown: &Shown<'_>, typed: &str) -> Result<Markup> {
    let (visit, href) = (shown.visit, shown.href());
    let answer = finding::find(visit, shown.names, shown.room, typed)?;
    // A reply is shown in its thread.
    let to = |post: &Post| match post.reply_to {
        Some(root) => format!("{href}?thread={root}&post={0}#{0}", post.id),
        None => {
            let find = crate::web::request::percent(typed);
            format!("{href}?find={find}&post={0}#{0}", post.id)
        }
    };
    Ok(html! {
        aside class="talk side" aria-label=(say("chat-find-in-this-room")) {
            header {
                h2 class="grow" { (say("chat-find-in-this-room")) }
                (Button::square_link(Icon::X, say("chat-close-the-search"), href.as_str()))
            }
            div class="scroll pad" {
                (find_form(&href, std::iter::empty(), "find", say("chat-words-that-were-said-here"), typed))
                @match &answer {
                    None => (Banner::warning(say("chat-the-search-is-being-made-ready"))),
                    Some(_) if typed.is_empty() => p class="dim t12 mt1" { (say("chat-all-of-the-words-in-quotation")) },
                    Some(answer) if answer.found.is_empty() => p class="dim mt1" { (say("chat-nothing-that-was-said-here-has")) },
                    Some(answer) => {
                        @if answer.nearly { p class="dim t12 mt1" { (say("chat-nothing-has-exactly-these-words-these")) } }
                        ul class="list mt1" {
                            @for found in &answer.found {
                                li { a class="grow" href=(to(&found.post)) {
                                    b { (shown.names.name(found.post.by)) } " "
                                    span class="dim t12" { (time(found.post.at.show(visit.at, &visit.tz), &found.post.at.rfc3339())) }
                                    div { @for (piece, on) in &found.text { @if *on { mark { (piece) } } @else { (piece) } } }
                                } }
                            }
                        }
                        @if answer.more { p class="dim t12" { (say("chat-there-is-more-another-word-narrows")) } }
                    },
                }
            }
        }
    })
}

/// Who has read the last post, where few are in the room, and the topics that say when that is to be asked again.
fn read_by(shown: &Shown<'_>, last: &Post) -> Result<Option<(String, Vec<String>)>> {
    if shown.room.on.kind != ChatRoom::KIND.code {
        return Ok(None);
    }
    let room: ChatRoom = shown.visit.find(Id::new(shown.room.on.id))?;
    if room.members.len() > SMALL {
        return Ok(None);
    }
    let me = shown.visit.actor.person;
    let topics: Vec<String> = room
        .people()
        .map(|person| format!("subscriptions@person:{}", person.raw()))
        .collect();
    let readers = reading::readers(shown.visit, shown.room.on)?;
    let read = readers.into_iter().filter(|(person, to)| {
        *to >= last.id.raw() && person.raw() != me && *person != last.by && room.has(*person)
    });
    let names = read.map(|(person, _)| shown.names.name(person).to_owned());
    Ok(Some((topics.join(" "), names.collect())))
}
