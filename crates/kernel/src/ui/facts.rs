//! Facts about a record: pairs in an aside, properties in four columns, a strip of numbers.
//!
//! `facts` is in `core`, `props` needs `record`, `stats` needs `chart`.

use maud::{Markup, Render, html};

use super::badge::{Tone, delta};

/// A phone number that is called with a click; what can't be dialled stays text.
pub fn call(number: &str) -> Markup {
    let plus = if number.trim_start().starts_with('+') {
        "+"
    } else {
        ""
    };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    html! {
        @if digits.len() < 3 { (number) } @else { a class="link" href=(format!("tel:{plus}{digits}")) { (number) } }
    }
}

/// An address that is written to with a click.
pub fn mail_to(address: &str) -> Markup {
    html! {
        @if address.contains('@') { a class="link" href=(format!("mailto:{address}")) { (address) } } @else { (address) }
    }
}

/// Pairs of a quiet name and a value; empty values are left out with `maybe`.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pairs: Vec<(Markup, Markup)>,
    class: &'static str,
}

impl Facts {
    /// A list of pairs for an aside or a box.
    pub fn new() -> Self {
        Self {
            pairs: Vec::new(),
            class: "facts",
        }
    }

    /// Properties in four columns, under the head of a record (part `record`).
    pub fn props() -> Self {
        Self {
            pairs: Vec::new(),
            class: "props",
        }
    }

    /// One more pair.
    pub fn fact(mut self, name: impl Render, value: impl Render) -> Self {
        self.pairs.push((name.render(), value.render()));
        self
    }

    /// One more pair when there is a value.
    pub fn maybe(self, name: impl Render, value: Option<impl Render>) -> Self {
        match value {
            Some(value) => self.fact(name, value),
            None => self,
        }
    }

    /// The value that matters most.
    pub fn strong(self, name: impl Render, value: impl Render) -> Self {
        self.fact(name, html! { span class="med" { (value) } })
    }
}

impl Render for Facts {
    fn render(&self) -> Markup {
        let grouped = self.class == "props";
        html! {
            dl class=(self.class) {
                @for (name, value) in &self.pairs {
                    @if grouped { div { dt { (name) } dd { (value) } } } @else { dt { (name) } dd { (value) } }
                }
            }
        }
    }
}

/// One number of a strip.
#[derive(Clone, Debug)]
pub struct Stat {
    name: Markup,
    value: Markup,
    change: Option<(Tone, Markup)>,
    note: Option<Markup>,
    trend: Option<Markup>,
    href: Option<String>,
}

impl Stat {
    /// Its name and its value.
    pub fn new(name: impl Render, value: impl Render) -> Self {
        Self {
            name: name.render(),
            value: value.render(),
            change: None,
            note: None,
            trend: None,
            href: None,
        }
    }

    /// How it went until now, as a line the size of a word; what it shows is said in the note.
    pub fn trend(mut self, line: impl Render) -> Self {
        self.trend = Some(line.render());
        self
    }

    /// Against before: "+18%" in laurel, "+14 m" in minium.
    pub fn change(mut self, tone: Tone, text: impl Render) -> Self {
        self.change = Some((tone, text.render()));
        self
    }

    /// A quiet remark.
    pub fn note(mut self, text: impl Render) -> Self {
        self.note = Some(text.render());
        self
    }

    /// Where the rows behind it are.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

impl Render for Stat {
    fn render(&self) -> Markup {
        html! {
            div class="stat" {
                span { (self.name) }
                strong { @match &self.href { Some(href) => a href=(href) { (self.value) }, None => (self.value) } }
                small {
                    @if let Some((tone, text)) = &self.change { (delta(*tone, text)) " " }
                    @if let Some(note) = &self.note { (note) }
                }
                @if let Some(trend) = &self.trend { (trend) }
            }
        }
    }
}

/// A strip of numbers above a report.
pub fn stats(numbers: impl IntoIterator<Item = Stat>) -> Markup {
    html! { div class="stats mb2" { @for number in numbers { (number) } } }
}
