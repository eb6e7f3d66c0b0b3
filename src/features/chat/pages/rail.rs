//! The rooms at the left.

use maud::{Markup, html};

use super::super::{
    actions::CREATE,
    list::{Line, Look, Shelf},
    presence::{self, State},
    thread,
};
use crate::{
    base::{Result, text},
    data::{Ref, Visit},
    features::{
        clients::client_beside,
        people::{Directory, User},
    },
    ui::prelude::*,
};

/// Lines that are shown; all others are a page away.
const SHOWN: usize = 60;
/// So often the list is fetched again at most, whatever is said.
const CALM: u64 = 3000;

const SHELVES: [(Shelf, &str); 4] = [
    (Shelf::Favourites, "Favourites"),
    (Shelf::Unread, "Unread"),
    (Shelf::Rooms, "Rooms"),
    (Shelf::People, "People"),
];

/// What the list hears of: what is said where something lies with this person, what they did to a room themselves, and
/// rooms they come into and go out of.
pub fn topics(visit: &Visit, lines: &[Line]) -> String {
    let me = visit.actor.person;
    let mut topics = vec![
        format!("posts@person:{me}"),
        format!("person:{me}"),
        format!("rooms@person:{me}"),
    ];
    let direct = lines.iter().filter_map(|line| match &line.called.look {
        Look::Direct(people) => people.first().filter(|_| people.len() == 1),
        _ => None,
    });
    // Whether they are here.
    topics.extend(
        direct
            .take(20)
            .map(|person| format!("users:{}", person.raw())),
    );
    // What lies with others is heard of by its own name.
    let others = lines
        .iter()
        .filter(|line| matches!(line.called.look, Look::Record(_) | Look::Client));
    for line in others.take(20) {
        if let Some(topic) = posts_on(visit, line.called.of) {
            topics.push(topic);
        }
    }
    topics.join(" ")
}

/// What is said on a record.
pub fn posts_on(visit: &Visit, of: Ref) -> Option<String> {
    let info = visit.store().schema().kind(of.kind).ok()?;
    Some(format!("posts@{}:{}", info.kind.plural, of.id))
}

pub fn rail(visit: &Visit, names: &Directory, lines: &[Line], open: Option<Ref>) -> Result<Markup> {
    rail_with(visit, names, lines, (open, thread::waiting(visit)?))
}

/// The same where it is known in how many threads something waits.
pub fn rail_with(
    visit: &Visit,
    names: &Directory,
    lines: &[Line],
    (open, waiting): (Option<Ref>, usize),
) -> Result<Markup> {
    let schema = visit.store().schema();
    let shown = &lines[..lines.len().min(SHOWN)];
    Ok(html! {
        nav class="rooms" aria-label="Rooms" data-live-id="rooms" data-topics=(topics(visit, lines)) data-calm=(CALM) {
            div class="row between nowrap" {
                a class="btn s quiet" href="/chat/rooms" { (icon_small(Icon::Search)) "All rooms" }
                @if visit.may_somewhere(&CREATE) { a class="btn s" href="/chat/new" { (icon_small(Icon::Plus)) "New" } }
            }
            (super::ways::ways(waiting))
            @if lines.is_empty() {
                p { "You are in no room yet. Begin one, or write to somebody." }
            }
            @for (shelf, label) in SHELVES {
                @if shown.iter().any(|line| line.shelf() == shelf) {
                    p id=(format!("shelf-{}", label.to_lowercase())) { (label) }
                    ul aria-labelledby=(format!("shelf-{}", label.to_lowercase())) {
                        @for line in shown.iter().filter(|line| line.shelf() == shelf) {
                            li { (room(visit, names, line, (&schema.number(line.called.of), open == Some(line.called.of)))?) }
                        }
                    }
                }
            }
            @if lines.len() > SHOWN {
                p { a class="link" href="/chat/rooms" { (lines.len() - SHOWN) " more" } }
            }
        }
    })
}

fn room(
    visit: &Visit,
    names: &Directory,
    line: &Line,
    (number, open): (&str, bool),
) -> Result<Markup> {
    let loud = line.unread.mentions > 0 || matches!(line.called.look, Look::Direct(_));
    // Many projects are called alike: whose it is, or its number to whoever doesn't see the client.
    let beside = match line.called.look {
        Look::Record(_) => {
            let client = client_beside(visit, line.called.of)?;
            Some(client.unwrap_or_else(|| number.to_owned()))
        }
        _ => None,
    };
    Ok(html! {
        a href=(format!("/chat/{number}")) data-room=(number) data-unread[line.counted > 0] data-muted[line.standing.muted]
            aria-current=[open.then_some("page")] {
            (face(visit, names, line)?)
            span class="grow trunc" {
                (line.called.name)
                @if let Some(beside) = &beside { " " small { (beside) } }
            }
            @if line.called.look == Look::Client { (badge(Tone::Warning, "client")) }
            @if line.standing.muted { (icon_labelled(Icon::Minus, "muted")) }
            @if line.counted > 0 {
                span class="count" data-hot[loud] {
                    @if line.counted >= super::super::MOST { "99+" } @else { (line.counted) }
                    span class="vh" { " unread" }
                }
            }
        }
    })
}

fn face(visit: &Visit, names: &Directory, line: &Line) -> Result<Markup> {
    let Look::Direct(people) = &line.called.look else {
        return Ok(icon(line.called.icon()));
    };
    match people.as_slice() {
        [person] => {
            let state = presence::of(visit, *person)?;
            Ok(presence_face(
                names.name(*person),
                person.as_ref().id,
                state,
            ))
        }
        _ => Ok(icon(Icon::Users)),
    }
}

/// Somebody's face with what is known of where they are; scripts change it as they hear.
pub fn presence_face(name: &str, person: u64, state: State) -> Markup {
    let face = Avatar::person(name).small();
    let face = match state {
        State::Working => face.online(true),
        State::Away | State::OnLeave => face.away(),
        State::Off => face,
    };
    html! {
        span class="presence" data-presence=(person) data-state=(state.word()) {
            (face) span class="vh" { (state.label()) }
        }
    }
}

/// Who is in a room, for its head: a few faces and how many.
pub fn faces(names: &Directory, people: &[crate::base::Id<User>]) -> Markup {
    let shown: Vec<&str> = people.iter().take(5).map(|id| names.name(*id)).collect();
    html! {
        (avatars(&shown))
        span class="t12 dim" { (text::count(people.len(), "person", "people")) }
    }
}
