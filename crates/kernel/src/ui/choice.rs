//! Controls a person chooses with: select, tick, switch; groups of them are in `radios`.

use std::fmt::Display;

use maud::{Markup, Render, html};

use super::{
    element::{Attrs, Element, words},
    form::{Field, control},
};

/// More options than this are found among by typing, where there is script.
const IN_SIGHT: usize = 8;

/// One of several; `Select::new("source", "Source").option("yelp", "Yelp").value("yelp")`.
#[derive(Clone, Debug)]
pub struct Select {
    pub(super) frame: Field,
    pub(super) attrs: Attrs,
    name: String,
    value: Option<String>,
    groups: Vec<Group>,
}

/// A heading, if it has one, and its options as value and text.
type Group = (Option<String>, Vec<(String, String)>);

control!(Select);

impl Select {
    /// A select without options yet.
    pub fn new(name: impl Into<String>, label: impl Render) -> Self {
        let name = name.into();
        let frame = Field::new(name.clone(), label);
        Self {
            frame,
            attrs: Attrs::default(),
            name,
            value: None,
            groups: vec![(None, Vec::new())],
        }
    }

    /// First entry that stands for nothing chosen ("Nobody yet").
    pub fn nothing(self, text: impl Into<String>) -> Self {
        self.option("", text)
    }

    /// One more option.
    pub fn option(mut self, value: impl Display, text: impl Into<String>) -> Self {
        if let Some((_, options)) = self.groups.last_mut() {
            options.push((value.to_string(), text.into()));
        }
        self
    }

    /// Many options at once.
    pub fn options<V: Display, T: Into<String>>(
        mut self,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Self {
        for (value, text) in options {
            self = self.option(value, text);
        }
        self
    }

    /// Options from here on stand under a heading.
    pub fn group(mut self, heading: impl Into<String>) -> Self {
        self.groups.push((Some(heading.into()), Vec::new()));
        self
    }

    /// What is chosen.
    pub fn value(mut self, value: impl Display) -> Self {
        self.value = Some(value.to_string());
        self
    }

    /// What is chosen, if anything.
    pub fn maybe_value(mut self, value: Option<impl Display>) -> Self {
        self.value = value.map(|value| value.to_string());
        self
    }
}

impl Render for Select {
    fn render(&self) -> Markup {
        let mut frame = self.frame.clone();
        // Theirs comes as the value that is stored; people know it by its text.
        if let Some(theirs) = &mut frame.theirs {
            let mut all = self.groups.iter().flat_map(|(_, options)| options);
            if let Some((_, text)) = all.find(|(value, _)| value == theirs) {
                theirs.clone_from(text);
            }
        }
        let frame = &frame;
        let chosen = |value: &str| self.value.as_deref() == Some(value);
        let all: usize = self.groups.iter().map(|(_, options)| options.len()).sum();
        let list = |options: &[(String, String)]| {
            html! { @for (value, text) in options { option value=(value) selected[chosen(value)] { (text) } } }
        };
        let control = Element::new("select")
            .attr("id", &frame.id)
            .attr("name", &self.name)
            .maybe("aria-label", frame.bare.then(|| words(&frame.label)))
            .maybe("aria-invalid", frame.error.as_ref().map(|_| "true"))
            .maybe(
                "aria-describedby",
                if frame.bare {
                    None
                } else {
                    frame.described_by()
                },
            )
            .flag("data-find", all > IN_SIGHT)
            .attrs(&self.attrs)
            .body(html! {
                @for (heading, options) in &self.groups {
                    @match heading {
                        Some(heading) => optgroup label=(heading) { (list(options)) },
                        None => { (list(options)) }
                    }
                }
            });
        if frame.bare {
            control.render()
        } else {
            frame.around(control)
        }
    }
}

/// Yes or no: a tick, or a switch for what takes effect at once.
#[derive(Clone, Debug)]
pub struct Tick {
    name: String,
    value: String,
    label: Markup,
    hint: Option<Markup>,
    kind: &'static str,
    switch: bool,
    attrs: Attrs,
}

impl Tick {
    /// A checkbox with its text.
    pub fn new(name: impl Into<String>, label: impl Render) -> Self {
        let attrs = Attrs::default();
        let label = label.render();
        Self {
            name: name.into(),
            value: "on".into(),
            label,
            hint: None,
            kind: "checkbox",
            switch: false,
            attrs,
        }
    }

    /// A switch with its text (part `extra`).
    pub fn switch(name: impl Into<String>, label: impl Render) -> Self {
        Self {
            switch: true,
            ..Self::new(name, label)
        }
    }

    /// One of a group; see `Radios` for the whole group.
    pub fn radio(name: impl Into<String>, value: impl Display, label: impl Render) -> Self {
        Self {
            kind: "radio",
            value: value.to_string(),
            ..Self::new(name, label)
        }
    }

    /// What is sent when ticked, `on` by itself.
    pub fn value(mut self, value: impl Display) -> Self {
        self.value = value.to_string();
        self
    }

    /// Ticked or not.
    pub fn checked(mut self, checked: bool) -> Self {
        if checked {
            self.attrs.flag("checked");
        }
        self
    }

    /// A quiet second line.
    pub fn hint(mut self, hint: impl Render) -> Self {
        self.hint = Some(hint.render());
        self
    }

    pub(super) fn attrs(mut self, attrs: &Attrs) -> Self {
        self.attrs = attrs.clone();
        self
    }

    /// Has to be ticked.
    pub fn required(self) -> Self {
        self.flag("required")
    }

    /// Cannot be changed now.
    pub fn disabled(self) -> Self {
        self.flag("disabled")
    }

    /// Any other attribute.
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attrs.set(name, value);
        self
    }

    /// Any other bare attribute.
    pub fn flag(mut self, name: &'static str) -> Self {
        self.attrs.flag(name);
        self
    }
}

impl Render for Tick {
    fn render(&self) -> Markup {
        let control = Element::new("input")
            .attr("type", self.kind)
            .maybe("role", self.switch.then_some("switch"))
            .attr("name", &self.name)
            .attr("value", &self.value)
            .attrs(&self.attrs);
        html! {
            label class=(if self.switch { "switch" } else { "tick" }) {
                (control)
                @match &self.hint {
                    Some(hint) => span { (self.label) small { (hint) } },
                    None => (self.label),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_found_among() {
        let of = |count: usize| {
            let select = Select::new("person", "Person").nothing("Nobody");
            let people = (1..count).map(|n| (n, format!("Person {n}")));
            select.options(people).render().into_string()
        };
        assert!(!of(IN_SIGHT).contains("data-find"));
        assert!(of(IN_SIGHT + 1).contains(" data-find"));
    }
}
