//! The pages of rooms: `/chat` with the rooms at the left, one room, making one, all of them, and what somebody has in all of
//! them together.

pub mod forms;
pub mod mine;
pub mod policies;
pub mod posts;
pub mod rail;
pub mod room;
pub(super) mod shown;
mod side;
mod ways;

use maud::html;

use super::list;
use crate::{base::Result, data::Visit, features::people::Directory, ui::prelude::*, web::Page};

/// Keys of a room, with what they do.
pub const KEYS: &[(&str, &str)] = &[
    ("j k", "Next and previous room"),
    ("u", "Next room with something unread"),
    ("Shift ↑ ↓", "Previous and next message"),
    ("1 to 5", "Give the message a sign"),
    ("r q", "Answer the message in its thread, quote it"),
    ("s", "Keep the message for later"),
    ("b", "Unread from this message on"),
    ("e", "Edit, pin, or make something of the message"),
    ("f", "Find in this room"),
    ("Esc", "Everything here is read"),
];

/// The rooms, and nothing open yet.
pub fn first(visit: &Visit) -> Result<Page> {
    let names = Directory::of(visit)?;
    let lines = list::lines(visit, None)?;
    let waiting = lines.iter().filter(|line| line.counted > 0).count();
    let body = html! {
        // A phone shows the rooms alone: the page is called so there too.
        h1 class="vh" { "Chat" }
        div class="chat" data-view="list" {
            (rail::rail(visit, &names, &lines, None)?)
            section class="talk middle" aria-label="Nothing open" {
                @if waiting > 0 {
                    (Empty::quiet("Choose a room", "Those with something unread stand first. Alt Shift and an arrow lead from one to the next."))
                } @else {
                    (Empty::quiet("You have read everything", "Choose a room, or begin one.")
                        .actions(Button::link("New room", "/chat/new")))
                }
            }
        }
    };
    Ok(Page::new("Chat", body)
        .styles(&["talk", "chat", "list", "extra", "empty"])
        .scripts(&["chat"])
        .keys(KEYS))
}
