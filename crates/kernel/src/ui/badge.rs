//! Small marks: badge, tag, count, due date, score, stage.
//!
//! Colour never speaks alone: every mark carries its text or a label.

use std::sync::LazyLock;

use maud::{Markup, Render, html};

use super::{
    icon::{Icon, icon, icon_small},
    state_icon::Glyph,
};

/// The eight hues of the house, one lightness recipe for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// To do, draft, archived.
    #[default]
    Stone,
    /// In progress, sent.
    Azure,
    /// In review, waiting for somebody.
    Murex,
    /// Done, approved, paid.
    Success,
    /// At risk, due soon.
    Warning,
    /// Late, blocked, wrong.
    Danger,
    /// Selected, internal, information.
    Info,
    /// An extra hue for categories.
    Clay,
}

impl Tone {
    /// All of them, in the order of the palette.
    pub const ALL: [Tone; 8] = [
        Tone::Stone,
        Tone::Azure,
        Tone::Murex,
        Tone::Success,
        Tone::Warning,
        Tone::Danger,
        Tone::Info,
        Tone::Clay,
    ];

    /// The value of `data-tone`.
    pub const fn name(self) -> &'static str {
        match self {
            Tone::Stone => "stone",
            Tone::Azure => "azure",
            Tone::Murex => "murex",
            Tone::Success => "laurel",
            Tone::Warning => "ochre",
            Tone::Danger => "minium",
            Tone::Info => "pool",
            Tone::Clay => "clay",
        }
    }

    /// The tone of this name, for colours kept in settings.
    pub fn named(name: &str) -> Option<Tone> {
        Tone::ALL.into_iter().find(|tone| tone.name() == name)
    }
}

impl AsRef<str> for Tone {
    fn as_ref(&self) -> &str {
        self.name()
    }
}

/// A state in a word or two.
#[derive(Clone, Debug)]
pub struct Badge {
    tone: Tone,
    text: Markup,
    icon: Option<Markup>,
    class: &'static str,
}

impl Badge {
    /// A washed badge.
    pub fn new(tone: Tone, text: impl Render) -> Self {
        Self {
            tone,
            text: text.render(),
            icon: None,
            class: "badge",
        }
    }

    /// With an icon in front.
    pub fn icon(mut self, name: Icon) -> Self {
        self.icon = Some(icon(name));
        self
    }

    /// With a state arch in front.
    pub fn state_icon(mut self, state_icon: Glyph) -> Self {
        self.icon = Some(state_icon.silent());
        self
    }

    /// Outlined instead of washed.
    pub fn line(mut self) -> Self {
        self.class = "badge line";
        self
    }

    /// Text in its colour only, for dense lists.
    pub fn bare(mut self) -> Self {
        self.class = "badge bare";
        self
    }
}

impl Render for Badge {
    fn render(&self) -> Markup {
        // What is as it should be is said in plain text: colour is for exceptions.
        if self.tone == Tone::Success {
            return html! { span class="badge bare" { @if let Some(icon) = &self.icon { (icon) } (self.text) } };
        }
        html! { span class=(self.class) data-tone=(self.tone.name()) { @if let Some(icon) = &self.icon { (icon) } (self.text) } }
    }
}

/// A plain badge; for icon, line and bare use `Badge`.
pub fn badge(tone: Tone, text: impl Render) -> Markup {
    Badge::new(tone, text).render()
}

/// A category: a small square of colour and its name.
pub fn tag(tone: Tone, text: impl Render) -> Markup {
    html! { span class="tag" data-tone=(tone.name()) { (text) } }
}

/// How many.
pub fn count(number: impl std::fmt::Display) -> Markup {
    html! { span class="count" { (number.to_string()) } }
}

/// How many that want you now; `label` says of what ("4 new").
pub fn count_hot(number: impl std::fmt::Display, label: &str) -> Markup {
    html! { span class="count" data-hot aria-label=(label) { (number.to_string()) } }
}

/// A dot of colour beside a text that says the same.
pub fn dot(tone: Tone) -> Markup {
    html! { span class="dot" data-tone=(tone.name()) {} }
}

/// The number people say aloud: PRJ-214.
pub fn id(text: impl Render) -> Markup {
    html! { span class="id" { (text) } }
}

/// A date nobody has to worry about.
pub fn due(text: impl Render) -> Markup {
    html! { span class="due" { (text) } }
}

/// A date that is near (ochre) or past (minium).
pub fn due_toned(tone: Tone, text: impl Render) -> Markup {
    html! { span class="due" data-tone=(tone.name()) { (text) } }
}

/// A score of 100: from 75 laurel, from 50 ochre, below stone.
pub fn score(points: u32) -> Markup {
    let tone = if points >= 75 {
        Tone::Success
    } else if points >= 50 {
        Tone::Warning
    } else {
        Tone::Stone
    };
    html! { span class="score" data-tone=(tone.name()) title={ "Score " (points) " of 100" } { (points) } }
}

/// Where something stands in a row of small arches: `step` of `of` are lit (step counts from 1).
pub fn stage(step: usize, of: usize, name: impl Render) -> Markup {
    // Every row of a list has one, so they are drawn once.
    static DRAWN: LazyLock<[[Markup; 10]; 10]> = LazyLock::new(|| {
        std::array::from_fn(|of| std::array::from_fn(|step| row_of_arches(step, of)))
    });
    let drawn = DRAWN.get(of).and_then(|row| row.get(step));
    html! {
        span class="stage" {
            @match drawn { Some(drawn) => (drawn), None => (row_of_arches(step, of)) }
            (name)
        }
    }
}

fn row_of_arches(step: usize, of: usize) -> Markup {
    // Each arch is 3.5 wide and stands 4.5 after the one before: counted in tenths, written with one decimal.
    let tenths = |n: usize| format!("{}.{}", n / 10, n % 10);
    html! {
        svg viewBox={ "0 0 " (tenths((of * 45).saturating_sub(5))) " 11" } aria-hidden="true" {
            @for (on, from, to) in [(true, 0, step.min(of)), (false, step.min(of), of)] {
                @if from < to {
                    path class=[on.then_some("on")] d=(arches(from, to)) {}
                }
            }
        }
    }
}

fn arches(from: usize, to: usize) -> String {
    use std::fmt::Write;
    let mut path = String::with_capacity(44 * (to - from));
    for at in from..to {
        let left = at * 45;
        // Writing to a String can't fail.
        let _ = write!(
            path,
            "M{}.{} 11V4a1.75 1.75 0 0 1 3.5 0v7z",
            left / 10,
            left % 10
        );
    }
    path
}

/// A change against before: "+18%".
pub fn delta(tone: Tone, text: impl Render) -> Markup {
    html! { span class="delta" data-tone=(tone.name()) { (text) } }
}

/// A file kind as a small sheet: PDF, XLS, PNG.
pub fn kind(name: &str) -> Markup {
    let tone = match name {
        "PDF" => Tone::Danger,
        "DOC" => Tone::Azure,
        "XLS" | "CSV" => Tone::Success,
        "PNG" | "JPG" | "SVG" | "GIF" | "WEBP" => Tone::Murex,
        "FIG" | "PPT" => Tone::Clay,
        "MP4" | "MP3" => Tone::Warning,
        _ => Tone::Stone,
    };
    html! { span class="type" data-tone=(tone.name()) aria-hidden="true" { (name) } }
}

/// A key on the keyboard.
pub fn key(name: &str) -> Markup {
    html! { kbd { (name) } }
}

/// A due date with the calendar icon, as in page heads.
pub fn due_marked(tone: Tone, text: impl Render) -> Markup {
    html! { span class="due" data-tone=(tone.name()) { (icon_small(Icon::Calendar)) (text) } }
}
