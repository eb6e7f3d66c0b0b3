//! Ways to the replies that aren't shown yet.

use super::{ops::Part, post::Post};
use crate::base::language::say;
use maud::{Markup, html};

/// The way to the replies before those that are shown.
pub fn earlier_replies(there: &str, root: &Post, part: &Part) -> Markup {
    let first = part.posts.first().filter(|_| part.earlier);
    html! {
        @if let Some(first) = first {
            // The first that is shown is the last of the part before it, so that nothing is missed between them.
            p { a class="link" href=(format!("{there}?thread={0}&upto={1}#thread-{0}", root.id, first.id)) { (say("talk-earlier-replies")) } }
        }
    }
}

/// The way to the end of a thread, where it isn't shown.
pub fn later_replies(there: &str, root: &Post, part: &Part) -> Markup {
    html! {
        @if part.later { p { a class="link" href=(format!("{there}?thread={0}#thread-{0}", root.id)) { (say("talk-to-the-newest-replies")) } } }
    }
}

/// Text with its line breaks.
pub fn paragraphs(text: &str) -> Markup {
    html! {
        @for block in text.split("\n\n") {
            p { @for (n, line) in block.lines().enumerate() { @if n > 0 { br; } (line) } }
        }
    }
}
