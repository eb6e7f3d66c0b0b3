//! One HTML element with attributes decided at run time; the builders of this folder are made of it.
//!
//! Names are literals from our own code, values are escaped. Inside `html!` it is used like any other value.

use maud::{Markup, PreEscaped, Render};

/// An element under construction.
#[derive(Clone, Debug)]
pub struct Element {
    name: &'static str,
    head: String,
    body: Option<String>,
}

impl Element {
    /// An element without content (`input`) until `body` gives it some.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            head: format!("<{name}"),
            body: None,
        }
    }

    /// `name="value"`, escaped.
    pub fn attr(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.head.push(' ');
        self.head.push_str(name);
        self.head.push_str("=\"");
        value.as_ref().render_to(&mut self.head);
        self.head.push('"');
        self
    }

    /// The attribute only when there is a value.
    pub fn maybe(self, name: &'static str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// A bare attribute (`required`) when it holds.
    pub fn flag(mut self, name: &'static str, holds: bool) -> Self {
        if holds {
            self.head.push(' ');
            self.head.push_str(name);
        }
        self
    }

    /// `class`, left out when empty.
    pub fn class(self, class: impl AsRef<str>) -> Self {
        if class.as_ref().is_empty() {
            self
        } else {
            self.attr("class", class)
        }
    }

    /// All of a list collected by a builder.
    pub fn attrs(mut self, list: &Attrs) -> Self {
        for (name, value) in &list.0 {
            self = match value {
                Some(value) => self.attr(name, value),
                None => self.flag(name, true),
            };
        }
        self
    }

    /// Content; text is escaped, markup is not.
    pub fn body(mut self, content: impl Render) -> Self {
        content.render_to(self.body.get_or_insert_default());
        self
    }
}

impl Render for Element {
    fn render_to(&self, out: &mut String) {
        out.push_str(&self.head);
        out.push('>');
        if let Some(body) = &self.body {
            out.push_str(body);
            out.push_str("</");
            out.push_str(self.name);
            out.push('>');
        }
    }
}

/// Extra attributes a builder carries: `data-*`, `command`, `popovertarget`.
#[derive(Clone, Debug, Default)]
pub struct Attrs(Vec<(&'static str, Option<String>)>);

impl Attrs {
    /// Adds `name="value"`.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        let value = Some(value.into());
        match self.0.iter_mut().find(|(held, _)| *held == name) {
            Some(held) => held.1 = value,
            None => self.0.push((name, value)),
        }
    }

    /// Adds a bare attribute.
    pub fn flag(&mut self, name: &'static str) {
        self.0.push((name, None));
    }
}

/// Several parts, one after the other, as one piece of markup.
pub fn join(parts: impl IntoIterator<Item = impl Render>) -> Markup {
    let mut out = String::new();
    for part in parts {
        part.render_to(&mut out);
    }
    PreEscaped(out)
}

/// The words of a piece of markup, for attributes: tags dropped, entities read back.
pub fn words(markup: &Markup) -> String {
    let mut out = String::with_capacity(markup.0.len());
    let mut inside = false;
    for letter in markup.0.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(letter),
            _ => {}
        }
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_gives_back_its_words() {
        assert_eq!(
            words(&PreEscaped("A &amp; <b class=\"x\">B</b> &lt;3".into())),
            "A & B <3"
        );
    }

    #[test]
    fn values_and_text_are_escaped() {
        let element = Element::new("a")
            .attr("href", "/x?a=1&b=\"2\"")
            .flag("hidden", false)
            .body("<b>");
        assert_eq!(
            element.render().into_string(),
            "<a href=\"/x?a=1&amp;b=&quot;2&quot;\">&lt;b&gt;</a>"
        );
    }
}
