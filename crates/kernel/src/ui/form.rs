//! The frame around every control: label, hint, error, and the summary above a form that came back.
//!
//! The controls themselves are in `input` (one line, many lines, dates, money, files) and `choice` (select, tick,
//! switch, radio). Each takes a name and a label; its id is its name unless told otherwise. Pages with forms link
//! the parts `form` and, for summaries and switches, `extra`.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon_small};
use crate::{
    base::language::{say, translated},
    said,
};

/// What stands around a control. Builders carry one; use it directly for a control of your own.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub(super) id: String,
    pub(super) label: Markup,
    pub(super) hint: Option<Markup>,
    pub(super) error: Option<String>,
    /// What somebody else saved here while this was typed; empty when they left it empty.
    pub(super) theirs: Option<String>,
    pub(super) optional: Option<String>,
    pub(super) bare: bool,
}

impl Field {
    /// A frame for the control with this id.
    pub fn new(id: impl Into<String>, label: impl Render) -> Self {
        Self {
            id: id.into(),
            label: label.render(),
            ..Self::default()
        }
    }

    /// A sentence under the control.
    pub fn hint(mut self, hint: impl Render) -> Self {
        self.hint = Some(hint.render());
        self
    }

    /// What is wrong, if something is.
    pub fn error(mut self, error: Option<&str>) -> Self {
        self.error = error.map(str::to_owned);
        self
    }

    /// What somebody else saved here meanwhile, if it is another value.
    pub fn theirs(mut self, theirs: Option<String>) -> Self {
        self.theirs = theirs;
        self
    }

    /// The value for `aria-describedby`: error first, then what is saved now, then hint.
    pub fn described_by(&self) -> Option<String> {
        let parts = [
            (self.error.is_some(), 'e'),
            (self.theirs.is_some(), 't'),
            (self.hint.is_some(), 'h'),
        ];
        let ids: Vec<String> = parts
            .iter()
            .filter(|(there, _)| *there)
            .map(|(_, part)| format!("{}-{part}", self.id))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Label, control, hint and error in their order.
    pub fn around(&self, control: impl Render) -> Markup {
        html! {
            div class="field" {
                label for=(self.id) { (self.title()) }
                (control)
                (self.foot())
            }
        }
    }

    /// The same for a group of controls, with a legend.
    pub fn around_group(&self, controls: impl Render) -> Markup {
        let class = if self.bare { "vh" } else { "" };
        html! {
            fieldset class="field" id=(self.id) aria-describedby=[self.described_by()] {
                legend class=[(!class.is_empty()).then_some(class)] { (self.title()) }
                (controls)
                (self.foot())
            }
        }
    }

    fn title(&self) -> Markup {
        html! { (self.label) @if let Some(word) = &self.optional { " " span class="opt" { (word) } } }
    }

    fn foot(&self) -> Markup {
        html! {
            @if let Some(error) = &self.error { p class="err" id={ (self.id) "-e" } { (icon_small(Icon::Warn)) (translated(error)) } }
            @if let Some(theirs) = &self.theirs {
                p class="theirs" id={ (self.id) "-t" } { b { (say("part-saved-now")) " " } @if theirs.is_empty() { (say("part-nothing")) } @else { (theirs) } }
            }
            @if let Some(hint) = &self.hint { small id={ (self.id) "-h" } { (hint) } }
        }
    }
}

/// A field around any control: `field("due", "Due", control, hint, error)`.
pub fn field(
    id: &str,
    label: impl Render,
    control: impl Render,
    hint: Option<&str>,
    error: Option<&str>,
) -> Markup {
    let mut frame = Field::new(id, label).error(error);
    if let Some(hint) = hint {
        frame = frame.hint(hint);
    }
    frame.around(control)
}

/// A form that posts once; `hidden` carries the token of the session and whatever else is not seen.
pub fn form(action: &str, hidden: impl Render, body: impl Render) -> Markup {
    html! { form class="stack" method="post" action=(action) data-once { (hidden) (body) } }
}

/// The same for forms with files.
pub fn form_with_files(action: &str, hidden: impl Render, body: impl Render) -> Markup {
    html! {
        form class="stack" method="post" action=(action) enctype="multipart/form-data" data-once data-drop="plain" { (hidden) (body) }
    }
}

/// A form that only asks: filters and search, by address.
pub fn form_get(action: &str, body: impl Render) -> Markup {
    html! { form class="stack" method="get" action=(action) { (body) } }
}

/// A value that travels unseen.
pub fn hidden(name: &str, value: impl std::fmt::Display) -> Markup {
    html! { input type="hidden" name=(name) value=(value.to_string()); }
}

/// Fields side by side: two, or three with `fields_three`; one under the other on a phone in the portal.
pub fn fields_two(content: impl Render) -> Markup {
    html! { div class="fields two" { (content) } }
}

/// Three fields side by side.
pub fn fields_three(content: impl Render) -> Markup {
    html! { div class="fields three" { (content) } }
}

/// Above a form that was refused: `(id of the control, what is wrong)`. Takes the focus; nothing when all is well.
pub fn error_summary(problems: &[(&str, &str)]) -> Markup {
    let title = said!("part-things-to-fix", count = problems.len());
    html! {
        @if !problems.is_empty() {
            div class="err-sum" data-tone="minium" role="alert" tabindex="-1" autofocus {
                h2 { (title) }
                ul { @for (id, text) in problems { li { a class="link" href={ "#" (id) } { (translated(text)) } } } }
            }
        }
    }
}

/// Methods every control offers; expects a member `frame: Field` and a member `attrs: Attrs`.
macro_rules! control {
    ($kind:ident) => {
        impl $kind {
            /// Its id, when the name alone is not unique on the page.
            pub fn id(mut self, id: impl Into<String>) -> Self {
                self.frame.id = id.into();
                self
            }

            /// A sentence under the control.
            pub fn hint(mut self, hint: impl maud::Render) -> Self {
                self.frame.hint = Some(hint.render());
                self
            }

            /// What is wrong with it, if something is.
            pub fn error(mut self, error: Option<&str>) -> Self {
                self.frame.error = error.map(str::to_owned);
                self
            }

            /// What somebody else saved here meanwhile, if it is another value.
            pub fn theirs(mut self, theirs: Option<String>) -> Self {
                self.frame.theirs = theirs;
                self
            }

            /// Has to be filled in.
            pub fn required(mut self) -> Self {
                self.attrs.flag("required");
                self
            }

            /// Says "optional" beside the label.
            pub fn optional(self) -> Self {
                self.note(crate::base::language::say("part-optional"))
            }

            /// A quiet remark beside the label.
            pub fn note(mut self, note: impl Into<String>) -> Self {
                self.frame.optional = Some(note.into());
                self
            }

            /// Cannot be changed now; its value is not sent.
            pub fn disabled(mut self) -> Self {
                self.attrs.flag("disabled");
                self
            }

            /// Without frame: the label is heard, not seen. For table cells and bars.
            pub fn bare(mut self) -> Self {
                self.frame.bare = true;
                self
            }

            /// Belongs to the form of this id though it stands outside.
            pub fn form(self, id: impl Into<String>) -> Self {
                self.attr("form", id)
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
    };
}
pub(super) use control;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_and_points() {
        assert_eq!(error_summary(&[]).into_string(), "");
        let two = error_summary(&[
            ("name", "Name is missing"),
            ("due", "Choose today or later"),
        ])
        .into_string();
        assert!(two.contains("Two things to fix") && two.contains("href=\"#due\""));
    }
}
