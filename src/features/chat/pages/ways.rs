//! The parts of the chat that are one's own, at the top of the rail.

use crate::ui::prelude::*;
use maud::{Markup, html};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Threads,
    Mentions,
    Kept,
    Waiting,
}

pub const PARTS: [(Part, &str, &str); 4] = [
    (Part::Threads, "Threads", "/chat/threads"),
    (Part::Mentions, "Mentions", "/chat/mentions"),
    (Part::Kept, "Kept for later", "/chat/saved"),
    (Part::Waiting, "Drafts and scheduled", "/waiting"),
];

/// Ways to them, above the rooms.
pub fn ways(waiting: usize) -> Markup {
    let icon_of = |part: Part| match part {
        Part::Threads => Icon::Reply,
        Part::Mentions => Icon::At,
        Part::Kept => Icon::Star,
        Part::Waiting => Icon::Edit,
    };
    html! {
        ul {
            @for (part, label, href) in PARTS {
                li { a href=(href) data-unread[part == Part::Threads && waiting > 0] {
                    (icon(icon_of(part))) span class="grow trunc" { (label) }
                    @if part == Part::Threads && waiting > 0 { span class="count" { (waiting) span class="vh" { " with something unread" } } }
                } }
            }
        }
    }
}
