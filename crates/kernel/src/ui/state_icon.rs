//! Shapes that carry a state: the arch that fills as work goes on, the steps of a priority.
//!
//! The shape says it, the colour repeats it, and a word stands beside it or in its label.

use maud::{Markup, PreEscaped, Render, html};

use super::{
    badge::{Badge, Tone},
    element::Element,
};
use crate::base::language::say;

/// How pressing something is: a flight of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prio {
    Urgent,
    High,
    Normal,
    Low,
}

/// Steps with a label for screen readers; `named` also prints the word.
pub fn prio(prio: Prio, named: bool) -> Markup {
    let (lit, tone, name) = match prio {
        Prio::Urgent => (4, Tone::Danger, "Urgent"),
        Prio::High => (3, Tone::Warning, "High"),
        Prio::Normal => (2, Tone::Stone, "Normal"),
        Prio::Low => (1, Tone::Stone, "Low"),
    };
    const STEPS: [&str; 4] = [
        "M2 10.4h2.4V13h-2.4z",
        "M5.2 7.8h2.4V13h-2.4z",
        "M8.4 5.2h2.4V13h-2.4z",
        "M11.6 2.6h2.4V13h-2.4z",
    ];
    let label = (!named).then(|| format!("{name} priority"));
    html! {
        span class="badge bare" data-tone=(tone.name()) {
            svg class="icon" viewBox="0 0 16 16" aria-hidden=[named.then_some("true")]
                role=[(!named).then_some("img")] aria-label=[label] stroke="none" {
                @for (at, step) in STEPS.iter().enumerate() { path d=(step) fill="currentColor" opacity=[(at >= lit).then_some(".22")] {} }
            }
            @if named { (name) }
        }
    }
}

/// What a piece of work is up to: one arch, filling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Glyph {
    Todo,
    Progress,
    Review,
    Done,
    Blocked,
    Dropped,
}

impl Glyph {
    /// All, in the order work goes.
    pub const ALL: [Glyph; 6] = [
        Glyph::Todo,
        Glyph::Progress,
        Glyph::Review,
        Glyph::Done,
        Glyph::Blocked,
        Glyph::Dropped,
    ];

    /// Its name on screen.
    pub fn label(self) -> &'static str {
        match self {
            Glyph::Todo => say("glyph-to-do"),
            Glyph::Progress => say("glyph-in-progress"),
            Glyph::Review => say("glyph-in-review"),
            Glyph::Done => say("glyph-completed"),
            Glyph::Blocked => say("glyph-blocked"),
            Glyph::Dropped => say("glyph-dropped"),
        }
    }

    /// Its colour, also that of its lane.
    pub const fn tone(self) -> Tone {
        match self {
            Glyph::Todo | Glyph::Dropped => Tone::Stone,
            Glyph::Progress => Tone::Azure,
            Glyph::Review => Tone::Murex,
            Glyph::Done => Tone::Success,
            Glyph::Blocked => Tone::Danger,
        }
    }

    /// The arch alone, hidden from screen readers because the word stands beside it.
    pub fn silent(self) -> Markup {
        let svg = Element::new("svg")
            .class("glyph")
            .attr("data-tone", self.tone())
            .attr("viewBox", "0 0 16 16");
        svg.attr("aria-hidden", "true")
            .body(PreEscaped(self.shape()))
            .render()
    }

    /// Arch and word as a badge.
    pub fn badge(self) -> Markup {
        Badge::new(self.tone(), self.label())
            .state_icon(self)
            .render()
    }

    const fn shape(self) -> &'static str {
        match self {
            Glyph::Todo => r#"<path class="o" d="M3 13.75V7.5a5 5 0 0 1 10 0v6.25z"/>"#,
            Glyph::Progress => {
                r#"<path class="o" d="M3 13.75V7.5a5 5 0 0 1 10 0v6.25z"/><path class="f" d="M5 9.3h6v2.95H5z"/>"#
            }
            Glyph::Review => {
                r#"<path class="o" d="M3 13.75V7.5a5 5 0 0 1 10 0v6.25z"/><path class="f" d="M5 6.4h6v5.85H5z"/>"#
            }
            Glyph::Done => {
                r#"<path class="f" d="M2.25 14.5v-7a5.75 5.75 0 0 1 11.5 0v7z"/><path class="k" d="m5.2 8.9 2.1 2.3 3.6-4.5"/>"#
            }
            Glyph::Blocked => {
                r#"<path class="o" d="M3 13.75V7.5a5 5 0 0 1 10 0v6.25z"/><path class="o" d="M5.5 6.2l5 5.4M10.5 6.2l-5 5.4"/>"#
            }
            Glyph::Dropped => {
                r#"<path class="o" stroke-dasharray="2 2" d="M3 13.75V7.5a5 5 0 0 1 10 0v6.25z"/><path class="o" d="M5.5 9h5"/>"#
            }
        }
    }
}

impl Render for Glyph {
    /// The arch alone with its name for screen readers.
    fn render(&self) -> Markup {
        let svg = Element::new("svg")
            .class("glyph")
            .attr("data-tone", self.tone())
            .attr("viewBox", "0 0 16 16");
        svg.attr("role", "img")
            .attr("aria-label", self.label())
            .body(PreEscaped(self.shape()))
            .render()
    }
}
