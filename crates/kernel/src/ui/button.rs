//! Buttons and links that look like buttons. One primary per page at most; the text names what happens.

use maud::{Markup, Render, html};

use super::{
    element::{Attrs, Element},
    icon::{Icon, icon},
};

#[derive(Clone, Debug)]
enum Kind {
    Link(String),
    Plain,
    Submit,
}

/// A button under construction; `render` happens inside `html!`.
#[derive(Clone, Debug)]
pub struct Button {
    kind: Kind,
    text: Markup,
    class: String,
    before: Option<Icon>,
    after: Option<Icon>,
    key: Option<String>,
    reason: Option<String>,
    attrs: Attrs,
}

impl Button {
    fn new(kind: Kind, text: Markup) -> Self {
        Self {
            kind,
            text,
            class: "btn".into(),
            before: None,
            after: None,
            key: None,
            reason: None,
            attrs: Attrs::default(),
        }
    }

    /// Sends the form it stands in.
    pub fn submit(text: impl Render) -> Self {
        Self::new(Kind::Submit, text.render())
    }

    /// Does nothing by itself: opens dialogs and menus, carries script.
    pub fn plain(text: impl Render) -> Self {
        Self::new(Kind::Plain, text.render())
    }

    /// Goes somewhere.
    pub fn link(text: impl Render, href: impl Into<String>) -> Self {
        Self::new(Kind::Link(href.into()), text.render())
    }

    /// An icon alone; `label` is its name and its tooltip. Quiet; `.standing()` gives it an edge.
    pub fn square(name: Icon, label: impl Into<String>) -> Self {
        Self::new(Kind::Plain, html! {}).squared(name, label)
    }

    /// An icon alone that sends the form.
    pub fn square_submit(name: Icon, label: impl Into<String>) -> Self {
        Self::new(Kind::Submit, html! {}).squared(name, label)
    }

    /// An icon alone that goes somewhere.
    pub fn square_link(name: Icon, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(Kind::Link(href.into()), html! {}).squared(name, label)
    }

    fn squared(self, name: Icon, label: impl Into<String>) -> Self {
        let label = label.into();
        self.with_class("sq")
            .quiet()
            .icon(name)
            .attr("aria-label", label.clone())
            .attr("title", label)
    }

    fn with_class(mut self, class: &str) -> Self {
        self.class.push(' ');
        self.class.push_str(class);
        self
    }

    /// The one thing this page is for.
    pub fn primary(self) -> Self {
        self.with_class("primary")
    }

    /// Without edge and ground.
    pub fn quiet(self) -> Self {
        self.with_class("quiet")
    }

    /// Takes the quiet from a square button.
    pub fn standing(mut self) -> Self {
        self.class = self.class.replace(" quiet", "");
        self
    }

    /// Removes or ends something.
    pub fn danger(self) -> Self {
        self.with_class("danger")
    }

    /// For section headers and rows.
    pub fn small(self) -> Self {
        self.with_class("s")
    }

    /// As wide as its place.
    pub fn wide(self) -> Self {
        self.with_class("wide")
    }

    /// Pushed to the end of its row.
    pub fn right(self) -> Self {
        self.with_class("right")
    }

    /// Icon before the text.
    pub fn icon(mut self, name: Icon) -> Self {
        self.before = Some(name);
        self
    }

    /// Small icon behind the text, mostly `Icon::Down`.
    pub fn icon_after(mut self, name: Icon) -> Self {
        self.after = Some(name);
        self
    }

    /// Cannot be pressed, and it is plain why.
    pub fn disabled(self) -> Self {
        self.flag("disabled")
    }

    /// Cannot be pressed, and says why: as tooltip and to screen readers. It stays focusable and does nothing.
    pub fn disabled_because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Shows that it is at work.
    pub fn busy(self) -> Self {
        self.attr("aria-busy", "true")
    }

    /// A toggle and its state.
    pub fn pressed(self, pressed: bool) -> Self {
        self.attr("aria-pressed", if pressed { "true" } else { "false" })
    }

    /// What the form carries when this button sent it.
    pub fn value(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attr("name", name).attr("value", value)
    }

    /// Sends the form of this id from outside of it.
    pub fn form(self, id: impl Into<String>) -> Self {
        self.attr("form", id)
    }

    /// Sends the form to another address.
    pub fn action(self, url: impl Into<String>) -> Self {
        self.attr("formaction", url)
    }

    /// Sends the form without checking its fields (Back, Save draft).
    pub fn unchecked(self) -> Self {
        self.flag("formnovalidate")
    }

    /// Opens the dialog of this id.
    pub fn opens(self, dialog: impl Into<String>) -> Self {
        self.attr("command", "show-modal")
            .attr("commandfor", dialog)
    }

    /// Closes the dialog of this id.
    pub fn closes(self, dialog: impl Into<String>) -> Self {
        self.attr("command", "close").attr("commandfor", dialog)
    }

    /// Opens the menu (popover) of this id.
    pub fn menu(self, popover: impl Into<String>) -> Self {
        self.attr("popovertarget", popover)
    }

    /// Shortcut on the keyboard, shown beside the text.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Opens its address in the side panel where script runs.
    pub fn in_panel(self) -> Self {
        self.flag("data-panel")
    }

    /// Its id.
    pub fn id(self, id: impl Into<String>) -> Self {
        self.attr("id", id)
    }

    /// Its name for screen readers, when the text is not enough.
    pub fn label(self, label: impl Into<String>) -> Self {
        self.attr("aria-label", label)
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

impl Render for Button {
    fn render_to(&self, out: &mut String) {
        let element = match (&self.kind, &self.reason) {
            (Kind::Link(_), Some(_)) => Element::new("a")
                .class(&self.class)
                .attr("role", "link")
                .attr("tabindex", "0"),
            (Kind::Link(href), None) => Element::new("a").class(&self.class).attr("href", href),
            (Kind::Submit, None) => Element::new("button")
                .class(&self.class)
                .attr("type", "submit"),
            _ => Element::new("button")
                .class(&self.class)
                .attr("type", "button"),
        };
        let element = match &self.reason {
            Some(reason) => element.attr("aria-disabled", "true").attr("title", reason),
            None => element
                .attrs(&self.attrs)
                .maybe("data-key", self.key.as_deref()),
        };
        element
            .body(html! {
                @if let Some(name) = self.before { (icon(name)) }
                (self.text)
                @if let Some(name) = self.after { (super::icon::icon_small(name)) }
                @if let Some(key) = &self.key { kbd { (key) } }
                @if let Some(reason) = &self.reason { span class="vh" { ": " (reason) } }
            })
            .render_to(out);
    }
}

/// A row of buttons.
pub fn buttons(content: impl Render) -> Markup {
    html! { div class="btns" { (content) } }
}

/// The row that ends a form, to the right.
pub fn buttons_end(content: impl Render) -> Markup {
    html! { footer class="btns end" { (content) } }
}

/// Two buttons that belong together (previous, next).
pub fn buttons_joined(content: impl Render) -> Markup {
    html! { div class="btns join" { (content) } }
}

/// What Enter in a field of this form does: it is sent as it is. Browsers press the first button of a form on the page,
/// so this stands before one that means more and lies above the fields.
pub fn entered(form: &str) -> Markup {
    html! { button class="vh" type="submit" form=(form) tabindex="-1" aria-hidden="true" {} }
}

/// A button that is its own form: one POST, with the hidden fields it needs (the token of the session among them).
pub fn post_button(action: &str, hidden: impl Render, button: Button) -> Markup {
    html! { form method="post" action=(action) data-once { (hidden) (button) } }
}

/// A switch between views: (text, address, current), each with an icon if it has one.
pub fn segments(label: &str, choices: &[(Option<Icon>, &str, &str, bool)]) -> Markup {
    html! {
        div class="seg" role="group" aria-label=(label) {
            @for (name, text, href, current) in choices {
                a href=(href) aria-current=[current.then_some("true")] {
                    @if let Some(name) = name { (super::icon::icon_small(*name)) }
                    (text)
                }
            }
        }
    }
}
