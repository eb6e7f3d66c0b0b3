//! What the house says: banner in the page, toast at its edge, empty room, placeholder while something loads.
//!
//! Banners need `extra`, toasts `float`, empty rooms `empty`.

use maud::{Markup, Render, html};

use super::{
    badge::Tone,
    button::Button,
    icon::{Icon, icon},
    illustration::Illustration,
};
use crate::base::language::say;

/// A sentence that stays until its reason is gone; its icon follows the tone.
#[derive(Clone, Debug)]
pub struct Banner {
    tone: Tone,
    icon: Icon,
    text: Markup,
    action: Option<Markup>,
    id: Option<String>,
}

impl Banner {
    fn new(tone: Tone, icon: Icon, text: impl Render) -> Self {
        Self {
            tone,
            icon,
            text: text.render(),
            action: None,
            id: None,
        }
    }

    /// Something to know.
    pub fn info(text: impl Render) -> Self {
        Self::new(Tone::Info, Icon::Info, text)
    }

    /// Something that went well.
    pub fn success(text: impl Render) -> Self {
        Self::new(Tone::Success, Icon::Check, text)
    }

    /// Something to mind before going on.
    pub fn warning(text: impl Render) -> Self {
        Self::new(Tone::Warning, Icon::Warn, text)
    }

    /// Something that failed or is not allowed.
    pub fn error(text: impl Render) -> Self {
        Self::new(Tone::Danger, Icon::Ban, text)
    }

    /// Another icon.
    pub fn icon(mut self, name: Icon) -> Self {
        self.icon = name;
        self
    }

    /// A small button at its end.
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }

    /// Id of its sentence, so that a disabled button can point at it.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl Render for Banner {
    fn render(&self) -> Markup {
        html! {
            div class="banner" data-tone=(self.tone.name()) {
                (icon(self.icon))
                p id=[self.id.as_deref()] { (self.text) }
                @if let Some(action) = &self.action { (action) }
            }
        }
    }
}

/// What just happened, with undo where it can be undone.
#[derive(Clone, Debug)]
pub struct Toast {
    tone: Tone,
    icon: Icon,
    text: Markup,
    second: Option<Markup>,
    undo: Option<(String, Markup, String)>,
    draft: Option<String>,
}

impl Toast {
    /// Done.
    pub fn done(text: impl Render) -> Self {
        Self {
            tone: Tone::Success,
            icon: Icon::Check,
            text: text.render(),
            second: None,
            undo: None,
            draft: None,
        }
    }

    /// Worth a look.
    pub fn warning(text: impl Render) -> Self {
        Self {
            tone: Tone::Warning,
            icon: Icon::Warn,
            ..Self::done(text)
        }
    }

    /// Not done.
    pub fn error(text: impl Render) -> Self {
        Self {
            tone: Tone::Danger,
            icon: Icon::Ban,
            ..Self::done(text)
        }
    }

    /// A quiet second line.
    pub fn second(mut self, text: impl Render) -> Self {
        self.second = Some(text.render());
        self
    }

    /// What was written is sent: the browser forgets the draft it kept.
    pub fn forgets(mut self, draft: impl Into<String>) -> Self {
        self.draft = Some(draft.into());
        self
    }

    /// A button that takes it back by posting there; `hidden` carries the token of the session.
    pub fn undo(self, action: impl Into<String>, hidden: impl Render) -> Self {
        self.action(say("part-undo"), action, hidden)
    }

    /// A button with another verb.
    pub fn action(
        mut self,
        verb: impl Into<String>,
        action: impl Into<String>,
        hidden: impl Render,
    ) -> Self {
        self.undo = Some((action.into(), hidden.render(), verb.into()));
        self
    }
}

impl Render for Toast {
    fn render(&self) -> Markup {
        html! {
            div class="toast" data-tone=(self.tone.name()) data-draft-clear=[self.draft.as_deref()] {
                (icon(self.icon))
                span { (self.text) }
                @match &self.undo {
                    Some((action, hidden, verb)) => {
                        form method="post" action=(action) data-once { (hidden) (Button::submit(verb).small()) }
                    }
                    None => (Button::square(Icon::X, say("part-dismiss")).small().flag("data-dismiss")),
                }
                @if let Some(second) = &self.second { small { (second) } }
            }
        }
    }
}

/// Where toasts stand; a shell carries it once, empty or not.
pub fn toasts(content: impl Render) -> Markup {
    html! { div class="toasts" id="toasts" role="status" aria-live="polite" { (content) } }
}

/// A room with nothing in it: what comes here, how it gets in, and the first step.
#[derive(Clone, Debug)]
pub struct Empty {
    illustration: Option<Illustration>,
    title: Markup,
    text: Markup,
    actions: Option<Markup>,
}

impl Empty {
    /// Nothing here yet.
    pub fn first(title: impl Render, text: impl Render) -> Self {
        Self {
            illustration: Some(Illustration::Amphora),
            title: title.render(),
            text: text.render(),
            actions: None,
        }
    }

    /// Nothing left to do.
    pub fn quiet(title: impl Render, text: impl Render) -> Self {
        Self {
            illustration: Some(Illustration::Pool),
            ..Self::first(title, text)
        }
    }

    /// Nothing matches what was asked.
    pub fn no_match(title: impl Render, text: impl Render) -> Self {
        Self {
            illustration: Some(Illustration::Lost),
            ..Self::first(title, text)
        }
    }

    /// Without a drawing, inside a section.
    pub fn plain(mut self) -> Self {
        self.illustration = None;
        self
    }

    /// What one can do about it.
    pub fn actions(mut self, buttons: impl Render) -> Self {
        self.actions = Some(buttons.render());
        self
    }
}

impl Render for Empty {
    fn render(&self) -> Markup {
        html! {
            div class="empty" {
                @if let Some(illustration) = self.illustration { (illustration) }
                h2 { (self.title) }
                p { (self.text) }
                @if let Some(actions) = &self.actions { div class="btns" { (actions) } }
            }
        }
    }
}

/// Lines that stand for a text to come.
pub fn loading(label: &str) -> Markup {
    html! {
        div class="stack s" aria-busy="true" role="status" aria-label=(label) {
            span class="skel w70" {} span class="skel w90" {} span class="skel w40" {}
        }
    }
}

/// A whole page that says one thing: refused, not found, broken. Parts `door` and `empty`.
pub fn wall(illustration: Illustration, title: &str, content: impl Render) -> Markup {
    html! { div class="wall" { div { (illustration) h1 { (title) } (content) } } }
}
