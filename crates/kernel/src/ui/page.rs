//! What a page is put together from: head, sections, columns, crumbs. All in `core` and `house`.

use maud::{Markup, Render, html};

/// The head of a page: a place's name, one line of facts, actions to the right.
#[derive(Clone, Debug)]
pub struct Head {
    title: Markup,
    meta: Vec<Markup>,
    actions: Option<Markup>,
    mark: Option<Markup>,
    id: Option<String>,
}

impl Head {
    /// The one h1 of the page.
    pub fn new(title: impl Render) -> Self {
        Self {
            title: title.render(),
            meta: Vec::new(),
            actions: None,
            mark: None,
            id: None,
        }
    }

    /// One more fact in the line below; text or marks.
    pub fn fact(mut self, fact: impl Render) -> Self {
        self.meta.push(html! { span { (fact) } });
        self
    }

    /// One more mark in the line below, as it is (badge, tag, id, link).
    pub fn mark(mut self, mark: impl Render) -> Self {
        self.meta.push(mark.render());
        self
    }

    /// Buttons to the right, the primary one last but for "More".
    pub fn actions(mut self, buttons: impl Render) -> Self {
        self.actions = Some(buttons.render());
        self
    }

    /// A large face or square before the title.
    pub fn avatar(mut self, avatar: impl Render) -> Self {
        self.mark = Some(avatar.render());
        self
    }

    /// Id of the heading (`panel-h` in a side panel).
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl Render for Head {
    fn render(&self) -> Markup {
        let words = html! {
            div {
                h1 id=[self.id.as_deref()] { (self.title) }
                @if !self.meta.is_empty() { p class="meta" { @for fact in &self.meta { (fact) } } }
            }
        };
        html! {
            header class="head" {
                @match &self.mark {
                    Some(mark) => div class="row nowrap wide" { (mark) (words) },
                    None => (words),
                }
                @if let Some(actions) = &self.actions { div class="btns" { (actions) } }
            }
        }
    }
}

/// A section: heading with a remark and an action, then its content.
#[derive(Clone, Debug)]
pub struct Section {
    title: Markup,
    small: Option<Markup>,
    action: Option<Markup>,
    body: Markup,
    id: Option<String>,
    live: Option<String>,
    level: u8,
}

impl Section {
    /// A section with a second-level heading.
    pub fn new(title: impl Render, body: impl Render) -> Self {
        let (title, body) = (title.render(), body.render());
        Self {
            title,
            small: None,
            action: None,
            body,
            id: None,
            live: None,
            level: 2,
        }
    }

    /// A quiet remark beside the heading ("5 of 6").
    pub fn small(mut self, text: impl Render) -> Self {
        self.small = Some(text.render());
        self
    }

    /// What one can do here; small quiet buttons.
    pub fn action(mut self, action: impl Render) -> Self {
        self.action = Some(action.render());
        self
    }

    /// Several buttons in the header.
    pub fn actions(self, buttons: impl Render) -> Self {
        self.action(html! { div class="btns" { (buttons) } })
    }

    /// Its id, for links into the page.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// A region live updates may replace; the name is unique on the page.
    pub fn live(mut self, name: impl Into<String>) -> Self {
        self.live = Some(name.into());
        self
    }

    /// A third-level heading.
    pub fn inner(mut self) -> Self {
        self.level = 3;
        self
    }
}

impl Render for Section {
    fn render(&self) -> Markup {
        let words =
            html! { (self.title) @if let Some(small) = &self.small { " " small { (small) } } };
        html! {
            section class="sec" id=[self.id.as_deref()] data-live-id=[self.live.as_deref()] {
                header {
                    @if self.level == 3 { h3 { (words) } } @else { h2 { (words) } }
                    @if let Some(action) = &self.action { (action) }
                }
                (self.body)
            }
        }
    }
}

/// A record page: what matters to the left, what is running out and who is who in the aside.
pub fn record(main: impl Render, aside: impl Render) -> Markup {
    html! { div class="record" { div class="stack l" { (main) } aside class="stack l" { (aside) } } }
}

/// The crumbs of the topbar: `(name, address)`, the last one is the page itself.
pub fn crumbs<S: AsRef<str>>(places: &[(S, S)]) -> Markup {
    html! {
        nav class="crumbs" aria-label="Breadcrumb" {
            @for (at, (name, href)) in places.iter().enumerate() {
                @if at + 1 == places.len() { span aria-current="page" { (name.as_ref()) } }
                @else { span { a href=(href.as_ref()) { (name.as_ref()) } } }
            }
        }
    }
}

/// One under the other, with working distance.
pub fn stack(content: impl Render) -> Markup {
    html! { div class="stack" { (content) } }
}

/// One under the other, far apart: sections.
pub fn stack_wide(content: impl Render) -> Markup {
    html! { div class="stack l" { (content) } }
}

/// One under the other, close.
pub fn stack_close(content: impl Render) -> Markup {
    html! { div class="stack s" { (content) } }
}

/// Side by side, wrapping.
pub fn row(content: impl Render) -> Markup {
    html! { div class="row" { (content) } }
}

/// At both ends of a line.
pub fn between(content: impl Render) -> Markup {
    html! { div class="row between" { (content) } }
}

/// Two columns of the same width.
pub fn halves(content: impl Render) -> Markup {
    html! { div class="grid-2" { (content) } }
}

/// Three columns of the same width.
pub fn thirds(content: impl Render) -> Markup {
    html! { div class="grid-3" { (content) } }
}

/// Two columns of sections in a report.
pub fn dashboard(content: impl Render) -> Markup {
    html! { div class="grid-dash" { (content) } }
}

/// A wide column and a narrow one.
pub fn wide_narrow(wide: impl Render, narrow: impl Render) -> Markup {
    html! { div class="wide-narrow" { div class="stack l" { (wide) } div class="stack l" { (narrow) } } }
}

/// A box one can pick up: an approval, a note.
pub fn boxed(content: impl Render) -> Markup {
    html! { div class="box stack s" { (content) } }
}

/// Running text at reading width.
pub fn read(content: impl Render) -> Markup {
    html! { div class="read" { (content) } }
}

/// A quiet, small remark.
pub fn remark(text: impl Render) -> Markup {
    html! { p class="dim t12" { (text) } }
}
