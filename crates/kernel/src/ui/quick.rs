//! Making something on one line, at the foot of what it is added to: Enter adds it and the line is ready for the next
//! (`quick.js`). Part `edit`.

use maud::{Markup, Render, html};

use super::{
    button::Button,
    form::hidden,
    icon::{Icon, icon},
};

/// The line.
#[derive(Clone, Debug)]
pub struct QuickLine {
    action: String,
    label: String,
    hint: String,
    hidden: Markup,
    beside: Markup,
    reads: Option<String>,
    whole: Option<String>,
    value: String,
    problem: Option<String>,
}

impl QuickLine {
    /// Posts what is typed as `text` there. The label is its placeholder too: "Add a task".
    pub fn new(action: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            label: label.into(),
            hint: String::new(),
            hidden: html! {},
            beside: html! {},
            reads: None,
            whole: None,
            value: String::new(),
            problem: None,
        }
    }

    /// A value that travels unseen.
    pub fn hidden(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.hidden.0.push_str(&hidden(name, value).0);
        self
    }

    /// A control beside the words, without a frame; what it holds stays for the next line.
    pub fn beside(mut self, control: impl Render) -> Self {
        self.beside.0.push_str(&control.render().0);
        self
    }

    /// What one may write beside the words.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Where it is told how a line is read (`?text=`).
    pub fn reads(mut self, href: impl Into<String>) -> Self {
        self.reads = Some(href.into());
        self
    }

    /// The whole form, which takes what was typed along.
    pub fn whole(mut self, href: impl Into<String>) -> Self {
        self.whole = Some(href.into());
        self
    }

    /// What was typed and refused, with the reason.
    pub fn refused(mut self, value: &str, problem: Option<&str>) -> Self {
        value.clone_into(&mut self.value);
        self.problem = problem.map(str::to_owned);
        self
    }
}

impl Render for QuickLine {
    fn render(&self) -> Markup {
        let placeholder = format!("{}...", self.label);
        html! {
            form class="quick" method="post" action=(self.action) data-quick=(self.reads.as_deref().unwrap_or_default()) {
                (self.hidden)
                (icon(Icon::Plus))
                input name="text" value=(self.value) placeholder=(placeholder) aria-label=(self.label) autocomplete="off" required
                    maxlength="8000" title=[(!self.hint.is_empty()).then_some(self.hint.as_str())] aria-invalid=[self.problem.as_ref().map(|_| "true")];
                span class="chips" aria-live="polite" {}
                (self.beside)
                (Button::submit("Add").small())
                @if let Some(href) = &self.whole {
                    (Button::submit("All fields").small().quiet().attr("formaction", href.as_str()).attr("formmethod", "get").flag("formnovalidate").attr("title", "Shift and Enter"))
                }
                p class="err" hidden[self.problem.is_none()] { @if let Some(why) = &self.problem { (why) } }
            }
        }
    }
}
