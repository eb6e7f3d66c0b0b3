//! Several choices in sight: radio buttons, ticks, a rating.

use std::fmt::Display;

use maud::{Markup, Render, html};

use super::{
    choice::Tick,
    element::Attrs,
    form::{Field, control},
};

/// One of a few, all in sight.
#[derive(Clone, Debug)]
pub struct Radios {
    pub(super) frame: Field,
    pub(super) attrs: Attrs,
    name: String,
    value: Option<String>,
    options: Vec<(String, String, Option<String>)>,
    many: bool,
}

control!(Radios);

impl Radios {
    /// A group with its legend.
    pub fn new(name: impl Into<String>, legend: impl Render) -> Self {
        let name = name.into();
        let frame = Field::new(name.clone(), legend);
        Self {
            frame,
            attrs: Attrs::default(),
            name,
            value: None,
            options: Vec::new(),
            many: false,
        }
    }

    /// The same with ticks: several may be chosen; `value` is then a list with commas.
    pub fn many(name: impl Into<String>, legend: impl Render) -> Self {
        Self {
            many: true,
            ..Self::new(name, legend)
        }
    }

    /// One more option.
    pub fn option(mut self, value: impl Display, text: impl Into<String>) -> Self {
        self.options.push((value.to_string(), text.into(), None));
        self
    }

    /// One more option with a quiet second line.
    pub fn explained(
        mut self,
        value: impl Display,
        text: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        self.options
            .push((value.to_string(), text.into(), Some(hint.into())));
        self
    }

    /// What is chosen.
    pub fn value(mut self, value: impl Display) -> Self {
        self.value = Some(value.to_string());
        self
    }
}

impl Render for Radios {
    fn render(&self) -> Markup {
        let mut frame = self.frame.clone();
        if let Some(theirs) = &mut frame.theirs {
            let mut all = self.options.iter();
            if let Some((_, text, _)) = all.find(|(value, ..)| value == theirs) {
                theirs.clone_from(text);
            }
        }
        let chosen = |value: &str| match (&self.value, self.many) {
            (Some(list), true) => list.split(',').any(|one| one.trim() == value),
            (Some(one), false) => one == value,
            (None, _) => false,
        };
        frame.around_group(html! {
            @for (value, text, hint) in &self.options {
                @let tick = if self.many { Tick::new(&self.name, text).value(value) } else { Tick::radio(&self.name, value, text) };
                @let tick = tick.attrs(&self.attrs).checked(chosen(value));
                @match hint { Some(hint) => ((tick.hint(hint))), None => (tick) }
            }
        })
    }
}

/// One to five, as large targets (part `extra`).
pub fn rating(name: &str, legend: &str, value: Option<u8>, ends: &str) -> Markup {
    html! {
        fieldset class="rate" {
            legend class="vh" { (legend) }
            @for number in 1..=5u8 {
                label { input type="radio" name=(name) value=(number) checked[value == Some(number)]; span { (number) } }
            }
            span class="dim" { (ends) }
        }
    }
}
