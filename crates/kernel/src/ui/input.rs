//! Controls a person types into: one line, many lines, dates, numbers, money, codes, files.

use maud::{Markup, Render, html};

use super::{
    element::{Attrs, Element, words},
    form::{Field, control},
    icon::{Icon, icon},
};

/// A one-line control: `Input::text("company", "Company").value(..).required().error(..)`.
#[derive(Clone, Debug)]
pub struct Input {
    pub(super) frame: Field,
    pub(super) attrs: Attrs,
    name: String,
    kind: &'static str,
    class: String,
    value: Option<String>,
    before: Option<Markup>,
    after: Option<Markup>,
    choices: Vec<String>,
    /// The letters of the kinds of records that it chooses from.
    picks: Option<String>,
}

control!(Input);

impl Input {
    fn new(kind: &'static str, name: impl Into<String>, label: impl Render) -> Self {
        let name = name.into();
        Self {
            frame: Field::new(name.clone(), label),
            attrs: Attrs::default(),
            name,
            kind,
            class: String::new(),
            value: None,
            before: None,
            after: None,
            choices: Vec::new(),
            picks: None,
        }
    }

    pub(super) fn picking(mut self, prefixes: String) -> Self {
        self.picks = Some(prefixes);
        self
    }

    /// Any text.
    pub fn text(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("text", name, label)
    }

    /// An email address.
    pub fn email(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("email", name, label)
    }

    /// A password; `complete` is `current-password` or `new-password`.
    pub fn password(name: impl Into<String>, label: impl Render, complete: &str) -> Self {
        Self::new("password", name, label).attr("autocomplete", complete)
    }

    /// A telephone number.
    pub fn phone(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("tel", name, label)
    }

    /// A web address.
    pub fn web(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("url", name, label)
    }

    /// A search field with its glass.
    pub fn search(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("search", name, label).icon(Icon::Search)
    }

    /// A day, as `2026-06-09`.
    pub fn date(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("date", name, label)
    }

    /// A time of day, as `15:30`.
    pub fn time(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("time", name, label)
    }

    /// Day and time without a zone.
    pub fn date_time(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("datetime-local", name, label)
    }

    /// A month, as `2026-06`.
    pub fn month(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("month", name, label)
    }

    /// A number people type with comma or point; the server reads it.
    pub fn number(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("text", name, label).attr("inputmode", "decimal")
    }

    /// A whole number with arrows.
    pub fn whole(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("number", name, label).attr("inputmode", "numeric")
    }

    /// An amount with the sign of its currency in front.
    pub fn money(name: impl Into<String>, label: impl Render, sign: &str) -> Self {
        Self::number(name, label).affix(sign)
    }

    /// A one-time code of six digits.
    pub fn code(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("text", name, label)
            .class("otp")
            .attr("inputmode", "numeric")
            .attr("autocomplete", "one-time-code")
            .attr("pattern", "[0-9]{6}")
            .attr("maxlength", "6")
    }

    /// A file; `.multiple()` for several. The form needs `form_with_files`.
    pub fn file(name: impl Into<String>, label: impl Render) -> Self {
        Self::new("file", name, label)
    }

    /// What it holds now.
    pub fn value(mut self, value: impl std::fmt::Display) -> Self {
        self.value = Some(value.to_string());
        self
    }

    /// What it holds now, if anything.
    pub fn maybe_value(mut self, value: Option<impl std::fmt::Display>) -> Self {
        self.value = value.map(|value| value.to_string());
        self
    }

    /// An example, never the only explanation.
    pub fn placeholder(self, text: impl Into<String>) -> Self {
        self.attr("placeholder", text)
    }

    /// Shown but not to be changed; its value is sent.
    pub fn readonly(self) -> Self {
        self.flag("readonly")
    }

    /// Where typing starts when the page opens.
    pub fn autofocus(self) -> Self {
        self.flag("autofocus")
    }

    /// What the browser may fill in.
    pub fn autocomplete(self, what: impl Into<String>) -> Self {
        self.attr("autocomplete", what)
    }

    /// Lowest value (numbers, dates).
    pub fn min(self, value: impl std::fmt::Display) -> Self {
        self.attr("min", value.to_string())
    }

    /// Highest value (numbers, dates).
    pub fn max(self, value: impl std::fmt::Display) -> Self {
        self.attr("max", value.to_string())
    }

    /// Step between values.
    pub fn step(self, value: impl std::fmt::Display) -> Self {
        self.attr("step", value.to_string())
    }

    /// Most letters it takes.
    pub fn max_length(self, letters: usize) -> Self {
        self.attr("maxlength", letters.to_string())
    }

    /// The shape it must have.
    pub fn pattern(self, pattern: impl Into<String>) -> Self {
        self.attr("pattern", pattern)
    }

    /// Several files.
    pub fn multiple(self) -> Self {
        self.flag("multiple")
    }

    /// Kinds of files it takes.
    pub fn accept(self, kinds: impl Into<String>) -> Self {
        self.attr("accept", kinds)
    }

    /// A sign in front, inside the control.
    pub fn affix(mut self, sign: impl Render) -> Self {
        self.before = Some(html! { span { (sign) } });
        self
    }

    /// An icon in front, inside the control.
    pub fn icon(mut self, name: Icon) -> Self {
        self.before = Some(icon(name));
        self
    }

    /// A small button or `kbd` at the end, inside the control.
    pub fn ending(mut self, content: impl Render) -> Self {
        self.after = Some(content.render());
        self
    }

    /// Suggestions; anything else may be typed too.
    pub fn suggestions(mut self, choices: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.choices = choices.into_iter().map(Into::into).collect();
        self
    }

    /// Numbers to the right edge.
    pub fn to_right(self) -> Self {
        self.class("num")
    }

    /// An extra class (`mono`, `bareinput`).
    pub fn class(mut self, class: &str) -> Self {
        if !self.class.is_empty() {
            self.class.push(' ');
        }
        self.class.push_str(class);
        self
    }
}

impl Render for Input {
    fn render(&self) -> Markup {
        let frame = &self.frame;
        let list = (!self.choices.is_empty()).then(|| format!("{}-list", frame.id));
        let control = Element::new("input")
            .class(&self.class)
            .attr("id", &frame.id)
            .attr("name", &self.name)
            .attr("type", self.kind)
            .maybe("value", self.value.as_deref())
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
            .maybe("list", list.as_deref())
            .attrs(&self.attrs);
        let control = html! {
            @if self.before.is_some() || self.after.is_some() {
                div class="affix" {
                    @if let Some(before) = &self.before { (before) }
                    (control)
                    @if let Some(after) = &self.after { (after) }
                }
            } @else if let Some(prefixes) = &self.picks {
                div class="picker" data-pick=(prefixes) { (control) }
            } @else { (control) }
            @if let Some(list) = &list { datalist id=(list) { @for choice in &self.choices { option value=(choice) {} } } }
        };
        if frame.bare {
            control
        } else {
            frame.around(control)
        }
    }
}
