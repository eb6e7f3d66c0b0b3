//! What stands beside the posts of a room: what it is, who is in it, what counts of it, what is pinned, its files.

use maud::{Markup, html};

use super::super::{
    ChatRoom, Circle, Policies, RoomType,
    actions::{ARCHIVE, EDIT, EXPORT, HOLD, INVITE, KEEP, LEAVE, REMOVE, VIEW_POLICIES},
    list::{Called, Line, Look},
    order, presence,
    standing::Involvement,
};
use super::rail::presence_face;
use crate::{
    base::{Choice, Id, Result, text},
    data::{Paging, Query, Record, Ref, Visit},
    features::{
        conversation::{AnyRoom, Post, pinned, plain},
        documents::{self, BY_ABOUT, Current, Document, about_key},
        form_key,
        people::{Directory, User},
        projects::Project,
        records::away,
    },
    ui::prelude::*,
};

/// Files that are shown at once.
const FILES: usize = 30;
/// Pinned posts that are shown at once.
const PINS: usize = 30;
/// Members that are shown at once.
const PEOPLE: usize = 200;

pub fn details(visit: &Visit, names: &Directory, room: &AnyRoom, line: &Line) -> Result<Markup> {
    let held: Option<ChatRoom> = match room.on.kind == ChatRoom::KIND.code {
        true => Some(visit.find(Id::new(room.on.id))?),
        false => None,
    };
    let number = visit.store().schema().number(room.on);
    Ok(html! {
        div class="stack pad" {
            (about(visit, names, &line.called, held.as_ref()))
            (choices(&number, line))
            @if let Some(held) = &held { (members(visit, names, held)?) }
            (kept(visit, room, &number)?)
            (pins(visit, names, room, &number)?)
            (files(visit, room.on)?)
            (export(visit, room.on, &number))
        }
    })
}

fn about(visit: &Visit, names: &Directory, called: &Called, held: Option<&ChatRoom>) -> Markup {
    html! {
        (Section::new("About", html! {
            @if !called.about.is_empty() { p { (called.about) } }
            @match held {
                Some(room) => {
                    @if let Some(project) = room.project { p class="dim" { "For " (crate::web::link(visit, project.as_ref(), project.to_string())) } }
                    @if !room.by.is_none() { p class="dim t12" { "Made by " (names.name(room.by)) ", " (room.since.show(visit.at, &visit.tz)) } }
                    (deeds(visit, room))
                }
                None => { p { a class="link" href=(visit.address(called.of)) { "Open the record" } } }
            }
            @if called.look == Look::Client {
                (Banner::warning("The client's people read what is said here, but for asides among staff."))
            }
        }).inner())
    }
}

fn deeds(visit: &Visit, room: &ChatRoom) -> Markup {
    let at = format!("/rooms/{}", room.number());
    let group = room.how == RoomType::Group;
    html! {
        div class="row" {
            @if room.how != RoomType::Direct && room.archived.is_none() && visit.may(&EDIT, room) {
                (Button::link("Change", format!("{at}/edit")).small().icon(Icon::Edit))
            }
            @if group && visit.may(&ARCHIVE, room) {
                @if room.archived.is_none() { (post_button(&format!("{at}/archive"), html! {}, Button::submit("Archive").small())) }
                @else { (post_button(&format!("{at}/restore"), html! {}, Button::submit("Take out of the archive").small())) }
            }
            @if group && visit.may(&LEAVE, room) {
                (post_button(&format!("{at}/leave"), html! {}, Button::submit("Leave").small().quiet()))
            }
        }
    }
}

/// What of the room counts for whoever looks: one form each, which works without script.
fn choices(number: &str, line: &Line) -> Markup {
    let to = format!("/chat/{number}/settings");
    let standing = &line.standing;
    let flip = |name: &'static str, is: bool, on: &str, off: &str| {
        let value = if is { "off" } else { "on" };
        post_button(
            &to,
            hidden(name, value),
            Button::submit(if is { off } else { on }).small().quiet(),
        )
    };
    html! {
        (Section::new("For you", html! {
            form class="row" method="post" action=(to) data-once {
                (Select::new("level", "What counts as unread").maybe_value(Some(standing.level.key()))
                    .options(Involvement::ALL.iter().map(|level| (level.key(), level.label()))))
                (Button::submit("Save").small())
            }
            div class="row mt1" {
                (flip("favourite", standing.favourite, "Add to favourites", "Take out of favourites"))
                (flip("muted", standing.muted, "Mute", "Unmute"))
                @if !matches!(line.called.look, Look::Direct(_) | Look::Group | Look::Department) {
                    (flip("kept", standing.kept, "Keep among my rooms", "Put away"))
                }
            }
        }).inner())
    }
}

/// How long it is kept, for whoever is in it; and for whoever says so.
fn kept(visit: &Visit, room: &AnyRoom, number: &str) -> Result<Markup> {
    let policies = visit.cached::<Policies>()?;
    let policy = policies.of(room.on);
    let (may_keep, may_hold) = (visit.may_somewhere(&KEEP), visit.may_somewhere(&HOLD));
    let words = policies.words(room.on);
    let all = policy.filter(|policy| policy.how.is_some() && visit.may(&VIEW_POLICIES, *policy));
    if words.is_none() && !may_keep && !may_hold {
        return Ok(html! {});
    }
    let held = policy.is_some_and(|policy| policy.hold.is_some());
    let days = policy.and_then(|policy| policy.days);
    Ok(html! {
        (Section::new("How long it is kept", html! {
            p { @match &words { Some(words) => { (words) }, None => "for ever" } "." }
            @if let Some(policy) = all { p class="mt1" { a class="link" href=(format!("/room-policies/{}", policy.number())) { "All that holds for this room" } } }
            @else if may_keep {
                form class="row mt1" method="post" action=(format!("/chat/{number}/keep")) data-once {
                    (Input::number("days", "Days").maybe_value(days.map(|days| days.to_string()).as_deref()).optional())
                    (Button::submit("Save").small())
                }
            }
            @if may_hold && all.is_none() {
                form class="row mt1" method="post" action=(format!("/chat/{number}/hold")) data-once {
                    @if !held { (hidden("hold", "on")) }
                    (Input::text("reason", "Reason").required())
                    (Button::submit(if held { "End the legal hold" } else { "Hold for legal reasons" }).small())
                }
            }
        }).inner())
    })
}

/// What the room can be written out with, for whoever may.
fn export(visit: &Visit, of: Ref, number: &str) -> Markup {
    let to = format!("/chat/{number}/export");
    html! {
        @if visit.may_somewhere(&EXPORT) {
            (post_button(&to, html! {}, Button::submit("Write it out as an archive").small().icon(Icon::Download)))
            @if of.kind == Project::KIND.code {
                (post_button(&to, hidden("all", "on"), Button::submit("Write out all rooms of the project").small().icon(Icon::Download)))
            }
        }
    }
}

fn members(visit: &Visit, names: &Directory, room: &ChatRoom) -> Result<Markup> {
    let at = format!("/rooms/{}", room.number());
    let may_remove = room.how == RoomType::Group && visit.may(&REMOVE, room);
    let asks = visit.cached::<Policies>()?.inviting(room.as_ref()) != Circle::Owners;
    let may_invite = room.how == RoomType::Group
        && room.archived.is_none()
        && visit.may(&INVITE, room)
        && (asks || order::owns(visit, room)?);
    let me = Id::<User>::new(visit.actor.person);
    let mut rows = Vec::new();
    for person in room.people().take(PEOPLE) {
        let state = presence::of(visit, person)?;
        rows.push((person, names.name(person), state));
    }
    rows.sort_by(|a, b| a.1.cmp(b.1));
    let others = names
        .staff()
        .into_iter()
        .filter(|user| !room.has(user.id))
        .map(|user| (user.id.to_string(), user.name.as_str(), user.title.as_str()));
    Ok(html! {
        (Section::new("Members", html! {
            ul class="list" {
                @for (person, name, state) in &rows {
                    li {
                        (presence_face(name, person.raw(), *state))
                        span class="grow" {
                            (name)
                            @if let Some(away) = away(visit, names, *person) { " " span class="dim t12 nowrap" { (away) } }
                        }
                        @if may_remove && *person != me {
                            (post_button(&format!("{at}/remove"), hidden("person", person.to_string()),
                                Button::square_submit(Icon::X, format!("Take {name} out of the room")).small().quiet()))
                        }
                    }
                }
            }
            @if may_invite {
                (fold(Icon::Plus, "Ask others in", html! {
                    form class="stack" method="post" action=(format!("{at}/invite")) data-once {
                        (hidden("_key", form_key()))
                        (super::forms::who(others, &[], None))
                        (buttons(Button::submit("Ask them in").small()))
                    }
                }))
            }
        }).small(text::count(room.members.len(), "person", "people")).inner().live("members"))
    })
}

fn pins(visit: &Visit, names: &Directory, room: &AnyRoom, number: &str) -> Result<Markup> {
    let pinned: Vec<Post> = pinned(visit, room, Paging::first(PINS))?.rows;
    Ok(html! {
        @if !pinned.is_empty() {
            (Section::new("Pinned", html! {
                ul class="list" {
                    @for post in &pinned {
                        li { a class="grow" href=(format!("/chat/{number}?post={}#{}", post.number(), post.number())) {
                            b { (names.name(post.by)) } " " (text::shorten(&plain(visit, names, post), 100))
                        } }
                    }
                }
            }).inner())
        }
    })
}

/// The files about the record, the last first.
fn files(visit: &Visit, on: Ref) -> Result<Markup> {
    let query = Query::by(BY_ABOUT).under(about_key(on)).limit(FILES);
    let found: Vec<Document> = visit.list(query)?.rows;
    let files = Current::all(visit, found)?;
    Ok(html! {
        @if !files.is_empty() {
            (Section::new("Files", html! {
                div class="stack s" {
                    @for held in &files {
                        (file(&documents::file_link(held), &documents::kind_of(&held.newest), &held.name, documents::size(held.newest.file.size)))
                    }
                }
            }).inner())
        }
    })
}
