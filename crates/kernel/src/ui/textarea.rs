//! Text of several lines.

use maud::{Markup, Render, html};

use super::{
    element::{Attrs, Element, words},
    form::{Field, control},
};

/// Text of several lines; grows while one types.
#[derive(Clone, Debug)]
pub struct Textarea {
    pub(super) frame: Field,
    pub(super) attrs: Attrs,
    name: String,
    value: String,
    rows: usize,
}

control!(Textarea);

impl Textarea {
    /// Three rows unless told otherwise.
    pub fn new(name: impl Into<String>, label: impl Render) -> Self {
        let name = name.into();
        let frame = Field::new(name.clone(), label);
        Self {
            frame,
            attrs: Attrs::default(),
            name,
            value: String::new(),
            rows: 3,
        }
    }

    /// What it holds now.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// How many rows it starts with.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// An example, never the only explanation.
    pub fn placeholder(self, text: impl Into<String>) -> Self {
        self.attr("placeholder", text)
    }

    /// Most letters it takes.
    pub fn max_length(self, letters: usize) -> Self {
        self.attr("maxlength", letters.to_string())
    }
}

impl Render for Textarea {
    fn render(&self) -> Markup {
        let frame = &self.frame;
        let control = Element::new("textarea")
            .attr("id", &frame.id)
            .attr("name", &self.name)
            .attr("rows", self.rows.to_string())
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
            .attrs(&self.attrs)
            // A first line break is dropped by the parser; one more keeps text that starts with one.
            .body(html! { "\n" (self.value) });
        if frame.bare {
            control.render()
        } else {
            frame.around(control)
        }
    }
}
