//! What floats: dialog, side panel, menu. Part `float`, with `form` when a form stands inside.
//!
//! `Button::opens(id)` opens a dialog and `Button::menu(id)` a menu, both without script where the browser can.

use maud::{Markup, Render, html};

use super::{
    button::Button,
    form::hidden,
    icon::{Icon, icon},
};
use crate::{base::language::say, said_html};

/// A dialog; with an action its content is a form.
#[derive(Clone, Debug)]
pub struct Dialog {
    id: String,
    title: Markup,
    body: Markup,
    end: Markup,
    action: Option<(String, Markup)>,
    cancel: String,
    open: bool,
    light: bool,
}

impl Dialog {
    /// A dialog of this id.
    pub fn new(id: impl Into<String>, title: impl Render) -> Self {
        Self {
            id: id.into(),
            title: title.render(),
            body: html! {},
            end: html! {},
            action: None,
            cancel: say("part-cancel").into(),
            open: false,
            light: true,
        }
    }

    /// What it holds.
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = body.render();
        self
    }

    /// Makes it a form that posts there; `hidden` carries the token of the session.
    pub fn posts(mut self, action: impl Into<String>, hidden: impl Render) -> Self {
        self.action = Some((action.into(), hidden.render()));
        self
    }

    /// The buttons at its end, the one that acts last.
    pub fn end(mut self, buttons: impl Render) -> Self {
        self.end = buttons.render();
        self
    }

    /// What the button says that closes it ("Keep it").
    pub fn cancel(mut self, text: impl Into<String>) -> Self {
        self.cancel = text.into();
        self
    }

    /// Open in the page itself, for the page a dialog's link leads to without script.
    pub fn inline(mut self) -> Self {
        self.open = true;
        self
    }

    /// A click outside does not close it (long forms).
    pub fn firm(mut self) -> Self {
        self.light = false;
        self
    }
}

impl Render for Dialog {
    fn render(&self) -> Markup {
        let heading = format!("{}-h", self.id);
        let form = format!("{}-f", self.id);
        html! {
            dialog class=(if self.open { "dlg inline" } else { "dlg" }) id=(self.id) open[self.open] closedby=[self.light.then_some("any")] aria-labelledby=(heading) {
                div class="top" {
                    h2 id=(heading) { (self.title) }
                    @if !self.open { (Button::square(Icon::X, say("part-close")).small().closes(&self.id)) }
                }
                @match &self.action {
                    Some((action, hidden)) => {
                        form class="body" id=(form) method="post" action=(action) data-once { (hidden) (self.body) }
                        div class="end" {
                            @if !self.open { (Button::plain(&self.cancel).closes(&self.id)) }
                            (self.end)
                        }
                    }
                    None => {
                        div class="body" { (self.body) }
                        @if !self.end.0.is_empty() { div class="end" { (self.end) } }
                    }
                }
            }
        }
    }
}

/// A question before what cannot be undone; with `word` it must be typed first (name `confirm`).
pub fn confirm(
    id: &str,
    title: &str,
    text: &str,
    action: &str,
    token: impl Render,
    verb: &str,
    word: Option<&str>,
) -> Markup {
    let body = html! {
        p { (text) }
        @if let Some(word) = word {
            div class="field" {
                label for={ (id) "-word" } { (said_html!("part-type-to-confirm", word = html! { b { (word) } })) }
                input id={ (id) "-word" } name="confirm" autocomplete="off" required data-confirm=(word);
            }
        } @else { (hidden("confirm", "yes")) }
    };
    let act = Button::submit(verb)
        .primary()
        .danger()
        .form(format!("{id}-f"));
    Dialog::new(id, title)
        .posts(action, token)
        .body(body)
        .cancel("Keep it")
        .end(act)
        .render()
}

/// The empty side panel a shell carries once; `panel.js` fills it.
pub fn panel_frame(composer: &str) -> Markup {
    html! { dialog class="dlg panel" id="panel" closedby="any" data-script=(composer) {} }
}

/// What a request with `Atrium-Part: panel` is answered with: head, body, and what stands at the end.
/// `live` and `seq` keep it fresh; `page` is the address of the same record as a page of its own.
pub fn panel(
    live: &str,
    seq: u64,
    page: &str,
    head: impl Render,
    body: impl Render,
    end: impl Render,
) -> Markup {
    let end = end.render();
    html! {
        dialog data-live=(live) data-seq=(seq) aria-labelledby="panel-h" {
            div class="top" {
                span class="row" { (head) }
                span class="right row nowrap tight" {
                    (Button::square(Icon::Link, "Copy link").small().attr("data-copy", page))
                    (Button::square_link(Icon::Ext, "Open as page", page).small())
                    (Button::square(Icon::X, "Close").small().closes("panel"))
                }
            }
            div class="body" { (body) }
            @if !end.0.is_empty() { div class="end" { (end) } }
        }
    }
}

/// An entry of a menu.
#[derive(Clone, Debug)]
pub enum Item {
    /// A quiet heading.
    Heading(String),
    /// A line between.
    Line,
    /// Goes somewhere.
    Link {
        icon: Option<Icon>,
        text: String,
        href: String,
        key: Option<&'static str>,
    },
    /// Anything else: a form with a button, a label with a tick.
    Other(Markup),
}

impl Item {
    /// An entry that goes somewhere.
    pub fn link(name: Icon, text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link {
            icon: Some(name),
            text: text.into(),
            href: href.into(),
            key: None,
        }
    }

    /// An entry without an icon.
    pub fn plain(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link {
            icon: None,
            text: text.into(),
            href: href.into(),
            key: None,
        }
    }

    /// An entry that submits the form of this id; `danger` for what removes.
    pub fn submit(name: Icon, text: &str, form: &str, danger: bool) -> Self {
        Self::Other(
            html! { button type="submit" form=(form) class=[danger.then_some("danger")] { (icon(name)) (text) } },
        )
    }

    /// An entry that submits the surrounding form to another address with a value.
    pub fn choose(text: &str, name: &str, value: &str, action: &str) -> Self {
        Self::Other(
            html! { button type="submit" name=(name) value=(value) formaction=(action) { (text) } },
        )
    }

    /// An entry that opens the dialog of this id.
    pub fn opens(name: Icon, text: &str, dialog: &str, danger: bool) -> Self {
        Self::Other(html! {
            button type="button" command="show-modal" commandfor=(dialog) class=[danger.then_some("danger")] { (icon(name)) (text) }
        })
    }

    /// Shortcut shown at its end.
    pub fn key(mut self, shortcut: &'static str) -> Self {
        if let Self::Link { key, .. } = &mut self {
            *key = Some(shortcut);
        }
        self
    }
}

/// A menu: opened by `Button::menu(id)`, closed by Esc or a click elsewhere.
pub fn menu(id: &str, items: impl IntoIterator<Item = Item>) -> Markup {
    html! {
        div class="menu" id=(id) popover {
            @for item in items {
                @match item {
                    Item::Heading(text) => p { (text) },
                    Item::Line => { hr; }
                    Item::Link { icon: name, text, href, key } => {
                        a href=(href) data-key=[key] { @if let Some(name) = name { (icon(name)) } (text) @if let Some(key) = key { kbd { (key) } } }
                    }
                    Item::Other(content) => (content),
                }
            }
        }
    }
}
