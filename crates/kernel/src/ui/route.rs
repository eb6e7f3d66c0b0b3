//! Where something stands: the stages of the house, numbered steps, checks, a clock that runs out. Part `record`.

use maud::{Markup, Render, html};

use super::{
    badge::{Tone, id},
    element::Element,
    icon::{Icon, icon_large, icon_small},
    progress::ring,
    state_icon::Glyph,
};

/// How far a stage or step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    Done,
    Current,
    Ahead,
}

impl Reached {
    /// By position: before `current` is done, `current` is current, the rest lies ahead.
    pub fn at(index: usize, current: usize) -> Self {
        match index.cmp(&current) {
            std::cmp::Ordering::Less => Self::Done,
            std::cmp::Ordering::Equal => Self::Current,
            std::cmp::Ordering::Greater => Self::Ahead,
        }
    }

    fn mark(self, element: Element) -> Element {
        match self {
            Self::Done => element.flag("data-done", true),
            Self::Current => element.attr("aria-current", "step"),
            Self::Ahead => element,
        }
    }
}

/// All stages left to right: `(name, who and when, how far)`; `label` says where it stands ("Stage 7 of 9").
pub fn route<N: AsRef<str>, F: AsRef<str>>(label: &str, stages: &[(N, F, Reached)]) -> Markup {
    html! {
        ol class="route" aria-label=(label) {
            @for (name, fact, reached) in stages {
                (reached.mark(Element::new("li")).body(html! { b { (name.as_ref()) } span { (fact.as_ref()) } }))
            }
        }
    }
}

/// Numbered steps downwards: `(what, a quiet line, how far)`. The current one may be a link in its text.
pub fn steps(items: impl IntoIterator<Item = (Markup, Markup, Reached)>) -> Markup {
    html! {
        ol class="steps" {
            @for (at, (text, second, reached)) in items.into_iter().enumerate() {
                (reached.mark(Element::new("li")).body(html! {
                    span class="n" { @if reached == Reached::Done { (icon_small(Icon::Check)) } @else { (at + 1) } }
                    span { (text) @if !second.0.is_empty() { small { (second) } } }
                }))
            }
        }
    }
}

/// One line of a checklist.
#[derive(Clone, Debug)]
pub struct Check {
    id: String,
    text: Markup,
    note: Option<Markup>,
    end: Option<Markup>,
    done: bool,
    name: Option<String>,
    value: String,
    mark: Option<Markup>,
}

impl Check {
    /// A line; `id` is unique on the page.
    pub fn new(id: impl Into<String>, text: impl Render) -> Self {
        Self {
            id: id.into(),
            text: text.render(),
            note: None,
            end: None,
            done: false,
            name: None,
            value: "on".into(),
            mark: None,
        }
    }

    /// Ticked.
    pub fn done(mut self, done: bool) -> Self {
        self.done = done;
        self
    }

    /// Can be ticked: the name and value its form sends. Without it an arch shows whether it is done.
    pub fn sends(mut self, name: impl Into<String>, value: impl std::fmt::Display) -> Self {
        self.name = Some(name.into());
        self.value = value.to_string();
        self
    }

    /// An arch, an icon or a button in place of the tick.
    pub fn mark(mut self, mark: impl Render) -> Self {
        self.mark = Some(mark.render());
        self
    }

    /// A quiet line below.
    pub fn note(mut self, note: impl Render) -> Self {
        self.note = Some(note.render());
        self
    }

    /// What stands at the end: a bare badge, a date, a button.
    pub fn end(mut self, end: impl Render) -> Self {
        self.end = Some(end.render());
        self
    }
}

impl Render for Check {
    fn render(&self) -> Markup {
        html! {
            li {
                @match (&self.mark, &self.name) {
                    (Some(mark), _) => { (mark) span { (self.text) } }
                    (None, Some(name)) => {
                        input type="checkbox" id=(self.id) name=(name) value=(self.value) checked[self.done];
                        label for=(self.id) { (self.text) }
                    }
                    (None, None) => {
                        @if self.done { (Glyph::Done) } @else { (Glyph::Todo) }
                        span id=(self.id) { (self.text) }
                    }
                }
                span class="end" { @if let Some(end) = &self.end { (end) } }
                @if let Some(note) = &self.note { small { (note) } }
            }
        }
    }
}

/// A checklist.
pub fn checks(items: impl IntoIterator<Item = Check>) -> Markup {
    html! { ul class="checks" { @for item in items { (item) } } }
}

/// What is running out: a ring, the time left in large, what it is left for.
pub fn clock(tone: Tone, percent: u32, left: impl Render, text: impl Render) -> Markup {
    html! {
        div class="clock" data-tone=(tone.name()) { (ring(tone, percent)) div { strong { (left) } small { (text) } } }
    }
}

/// The same with an icon in place of the ring: a timer that runs, a clock that is paused.
pub fn clock_with(tone: Tone, name: Icon, time: impl Render, text: impl Render) -> Markup {
    html! {
        div class="clock" data-tone=(tone.name()) {
            span class="pip l" { (icon_large(name)) }
            div { strong { (time) } small { (text) } }
        }
    }
}

/// The running timer of the topbar: stop button, what runs, since when. `since` counts milliseconds since 1970.
pub fn timer(
    stop: &str,
    hidden: impl Render,
    number: &str,
    href: &str,
    elapsed: &str,
    since: i64,
) -> Markup {
    html! {
        form class="timer" method="post" action=(stop) {
            (hidden)
            button type="submit" aria-label={ "Stop timer on " (number) } { (icon_small(Icon::Stop)) }
            a href=(href) { (id(number)) }
            b { time data-since=(since) { (elapsed) } }
        }
    }
}

/// Asks whoever comes back to a running timer after so many minutes whether they went on meanwhile; hidden until the
/// script at `script` (`away.js`) finds that they were away, which it says in the field `ended`.
pub fn away(stop: &str, minutes: i64, since: i64, script: &str) -> Markup {
    html! {
        form class="away" method="post" action=(stop) data-away=(minutes) data-from=(since) data-script=(script) hidden {
            (super::form::hidden("ended", ""))
            span role="status" { "Nothing was touched here since " b {} ". Does the timer count that?" }
            button type="submit" { "No, stop it then" }
            button type="button" data-went-on { "Yes, I went on" }
        }
    }
}
