//! Parts of the client's rooms: larger type, fewer things, thumb-reachable. Part `portal` (and `old`).

use maud::{Markup, Render, html};

use super::{
    avatar::Avatar,
    icon::{Icon, pip_large},
    progress::progress_bar,
    state_icon::Glyph,
    table::two_line_link,
};
use crate::base::language;

/// The opening of a portal page: the heading and one sentence that says how things stand.
pub fn welcome(title: impl Render, lede: impl Render) -> Markup {
    html! { h1 { (title) } p class="lede" { (lede) } }
}

/// The way back above a heading.
pub fn back(text: &str, href: &str) -> Markup {
    html! { p class="dim" { a class="link" href=(href) { (text) } } }
}

/// What matters and what stands beside it; one under the other on a phone.
pub fn grid(main: impl Render, aside: impl Render) -> Markup {
    html! { div class="grid" { div class="stack l" { (main) } aside class="stack l" { (aside) } } }
}

/// One thing that waits for the client: icon, link, until when, and a small button.
pub fn need(
    name: Icon,
    href: &str,
    title: impl Render,
    until: impl Render,
    button: impl Render,
) -> Markup {
    html! { li { (pip_large(name)) span class="grow" { (two_line_link(href, title, until)) } (button) } }
}

/// A person of the house: face, name, what they do for the client.
pub fn contact(name: &str, does: &str) -> Markup {
    html! { li { (Avatar::person(name).large()) span class="grow two-line" { span { (name) } span { (does) } } } }
}

/// A part of the work as the client sees it.
#[derive(Clone, Debug)]
pub struct PartStep {
    name: String,
    percent: u32,
    note: Markup,
    items: Vec<(Glyph, Markup, Option<Markup>)>,
}

impl PartStep {
    /// A part with how much of it is done and a date or badge at the end of its line.
    pub fn new(name: impl Into<String>, percent: u32, note: impl Render) -> Self {
        Self {
            name: name.into(),
            percent,
            note: note.render(),
            items: Vec::new(),
        }
    }

    /// One thing in it: state, name, a quiet remark.
    pub fn item(mut self, state: Glyph, name: impl Render, remark: Option<&str>) -> Self {
        self.items
            .push((state, name.render(), remark.map(|text| html! { (text) })));
        self
    }
}

impl Render for PartStep {
    fn render(&self) -> Markup {
        html! {
            li class="mstep" data-done[self.percent >= 100] {
                div class="row between nowrap" { h3 { (self.name) } span class="dim" { (self.note) } }
                (progress_bar(self.percent, format!("{}%", self.percent), &self.name))
                @if !self.items.is_empty() {
                    ul class="todo" {
                        @for (state, name, remark) in &self.items {
                            li { (state) span class="grow" { (name) } @if let Some(remark) = remark { span class="dim" { (remark) } } }
                        }
                    }
                }
            }
        }
    }
}

/// All parts of the work, one under the other.
pub fn part_steps(parts: impl IntoIterator<Item = PartStep>) -> Markup {
    html! { ol class="msteps" { @for part in parts { (part) } } }
}

/// Words in a talk between client and house, under an id; `person` is `None` for the client's own.
pub fn say(
    id: &str,
    person: Option<&str>,
    time: impl Render,
    words: impl Render,
    below: Option<Markup>,
) -> Markup {
    html! {
        li class="say" id=(id) data-mine[person.is_none()] {
            header class="row nowrap" {
                @if let Some(name) = person { (Avatar::person(name)) b { (name) } } @else { b { (language::say("part-you")) } }
                span class="dim" { (time) }
            }
            div { (words) }
            @if let Some(below) = below { (below) }
        }
    }
}

/// A talk, oldest first.
pub fn says(words: impl Render) -> Markup {
    html! { ol class="says" { (words) } }
}
