//! What happened and what was said: history entries, quoted words, field changes, the composer, files. Part `thread`.

use maud::{Markup, Render, html};

use super::{
    avatar::Avatar,
    badge::kind,
    button::Button,
    icon::{Icon, icon_small, pip},
};

/// One entry of a history.
#[derive(Clone, Debug)]
pub struct FeedItem {
    mark: Markup,
    text: Markup,
    time: Option<(String, String)>,
    said: Vec<(Markup, bool)>,
    id: Option<String>,
    after: Option<Markup>,
}

impl FeedItem {
    fn new(mark: Markup, text: impl Render) -> Self {
        Self {
            mark,
            text: text.render(),
            time: None,
            said: Vec::new(),
            id: None,
            after: None,
        }
    }

    /// Something a person did or said: their face, then what ("<b>Mei</b> commented").
    pub fn by(person: &str, text: impl Render) -> Self {
        Self::new(Avatar::person(person).render(), text)
    }

    /// Something that happened: an icon, then what.
    pub fn of(name: Icon, text: impl Render) -> Self {
        Self::new(pip(name), text)
    }

    /// When, in words and as a machine reads it.
    pub fn at(mut self, words: impl Into<String>, machine: impl Into<String>) -> Self {
        self.time = Some((words.into(), machine.into()));
        self
    }

    /// The words themselves.
    pub fn said(mut self, words: impl Render) -> Self {
        self.said.push((words.render(), false));
        self
    }

    /// Words only staff may read.
    pub fn internal(mut self, words: impl Render) -> Self {
        self.said.push((words.render(), true));
        self
    }

    /// Anything below: files, field changes, buttons.
    pub fn below(mut self, content: impl Render) -> Self {
        self.after = Some(content.render());
        self
    }

    /// Its id, for links and live updates.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl Render for FeedItem {
    fn render(&self) -> Markup {
        html! {
            li id=[self.id.as_deref()] {
                (self.mark)
                p { (self.text) @if let Some((words, machine)) = &self.time { " " time datetime=(machine) { (words) } } }
                @for (words, internal) in &self.said {
                    div class=(if *internal { "quote internal" } else { "quote" }) { (words) }
                }
                @if let Some(after) = &self.after { div class="mt1" { (after) } }
            }
        }
    }
}

/// A history, newest or oldest first as the page decides.
pub fn feed(entries: impl IntoIterator<Item = FeedItem>) -> Markup {
    html! { ol class="feed" { @for entry in entries { (entry) } } }
}

/// A history by days: what each is called, and its entries with the time of day.
pub fn feed_by_day(days: impl IntoIterator<Item = (String, Vec<FeedItem>)>) -> Markup {
    html! {
        @for (day, entries) in days {
            p class="feedday" { (day) }
            (feed(entries))
        }
    }
}

/// What an entry folds away.
pub fn feed_more(summary: &str, content: impl Render) -> Markup {
    html! { details class="feedmore" { summary { (summary) (icon_small(Icon::Down)) } (content) } }
}

/// Words of a person outside of a history.
pub fn quote(words: impl Render) -> Markup {
    html! { div class="quote" { (words) } }
}

/// Words only staff may read.
pub fn quote_internal(words: impl Render) -> Markup {
    html! { div class="quote internal" { (words) } }
}

/// A person named in a text; `me` lights it up.
pub fn mention(href: &str, name: &str, me: bool) -> Markup {
    html! { a class="mention" href=(href) data-me[me] { "@" (name) } }
}

/// A moment: words for people, `datetime` for machines; relative where script runs.
pub fn time(words: impl Render, machine: &str) -> Markup {
    html! { time datetime=(machine) { (words) } }
}

/// A moment shown relative to now ("1 h 30 m left") once script runs; `words` until then.
pub fn time_left(words: impl Render, machine: &str) -> Markup {
    html! { time datetime=(machine) data-rel="left" { (words) } }
}

/// What changed in a record: `(field, before, after)`.
pub fn changes<S: AsRef<str>>(fields: &[(S, S, S)]) -> Markup {
    html! {
        dl class="facts" {
            @for (name, before, after) in fields {
                dt { (name.as_ref()) }
                dd {
                    @if !before.as_ref().is_empty() { del { (before.as_ref()) } " " }
                    @if after.as_ref().is_empty() { span class="dim" { "emptied" } } @else { (after.as_ref()) }
                }
            }
        }
    }
}

/// Where a person writes.
#[derive(Clone, Debug)]
pub struct Composer {
    action: String,
    hidden: Markup,
    label: String,
    placeholder: String,
    name: &'static str,
    value: String,
    id: String,
    tools: Vec<Markup>,
    fields: Option<Markup>,
    file: Option<(&'static str, String)>,
    internal: Option<(&'static str, String)>,
    note: Option<Markup>,
    send: String,
    send_icon: Option<Icon>,
    large: bool,
    draft: Option<String>,
    inline: bool,
    rows: u8,
}

impl Composer {
    /// A composer that posts to `action`; `label` says to whom, `hidden` carries the token of the session.
    pub fn new(action: impl Into<String>, label: impl Into<String>, hidden: impl Render) -> Self {
        let label = label.into();
        Self {
            action: action.into(),
            hidden: hidden.render(),
            placeholder: label.clone(),
            label,
            name: "text",
            value: String::new(),
            id: "composer".into(),
            tools: Vec::new(),
            fields: None,
            file: None,
            internal: None,
            note: None,
            send: "Send".into(),
            send_icon: None,
            large: false,
            draft: None,
            inline: false,
            rows: 2,
        }
    }

    /// What the empty field says.
    pub fn placeholder(mut self, text: impl Into<String>) -> Self {
        self.placeholder = text.into();
        self
    }

    /// The field's name, `text` by itself.
    pub fn name(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// What it holds already.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The field's id when a page has two.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// How many rows it starts with.
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    /// A small quiet button in its foot; may be called again.
    pub fn tool(mut self, tool: impl Render) -> Self {
        self.tools.push(tool.render());
        self
    }

    /// What else is said with the words: fields in a row below them.
    pub fn fields(mut self, fields: impl Render) -> Self {
        self.fields = Some(fields.render());
        self
    }

    /// A file may come along: the field's name and its label.
    pub fn file(mut self, name: &'static str, label: impl Into<String>) -> Self {
        self.file = Some((name, label.into()));
        self
    }

    /// A switch for words only staff may read (part `extra`): its name and its text.
    pub fn internal_switch(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.internal = Some((name, text.into()));
        self
    }

    /// A quiet remark beside the send button.
    pub fn note(mut self, note: impl Render) -> Self {
        self.note = Some(note.render());
        self
    }

    /// What the button says.
    pub fn send(mut self, text: impl Into<String>) -> Self {
        self.send = text.into();
        self
    }

    /// Its icon, mostly `Icon::Send`.
    pub fn send_icon(mut self, name: Icon) -> Self {
        self.send_icon = Some(name);
        self
    }

    /// With a button of full size, for the client's rooms.
    pub fn large(mut self) -> Self {
        self.large = true;
        self
    }

    /// Keeps what is typed in this browser under this key until it is sent.
    pub fn draft(mut self, key: impl Into<String>) -> Self {
        self.draft = Some(key.into());
        self
    }

    /// Posts without leaving the side panel it stands in.
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }
}

impl Render for Composer {
    fn render(&self) -> Markup {
        let mut send = Button::submit(&self.send).primary();
        if !self.large {
            send = send.small();
        }
        if let Some(name) = self.send_icon {
            send = send.icon(name);
        }
        html! {
            form class="composer" method="post" action=(self.action) enctype=[self.file.as_ref().map(|_| "multipart/form-data")] data-once data-inline[self.inline] {
                (self.hidden)
                @if let Some(draft) = &self.draft { input type="hidden" name="_draft" value=(draft); }
                label class="vh" for=(self.id) { (self.label) }
                textarea id=(self.id) name=(self.name) rows=(self.rows) placeholder=(self.placeholder) data-draft=[self.draft.as_deref()] required { "\n" (self.value) }
                @if let Some(fields) = &self.fields { div class="row" { (fields) } }
                @if let Some((name, label)) = &self.file {
                    @let id = format!("{}-{name}", self.id);
                    footer { label class="vh" for=(id) { (label) } input type="file" id=(id) name=(name); }
                }
                footer {
                    @for tool in &self.tools { (tool) }
                    @if let Some((name, text)) = &self.internal {
                        label class="switch t12" { input type="checkbox" role="switch" name=(name) value="on"; (text) }
                    }
                    span class="row" { @if let Some(note) = &self.note { span class="dim t12" { (note) } } (send) }
                }
            }
        }
    }
}

/// A file one can pick up: its kind (`PDF`, `XLS` ...), name, and a quiet line (state, size, date).
pub fn file(href: &str, file_kind: &str, name: &str, about: impl Render) -> Markup {
    html! { a class="file" href=(href) { (kind(file_kind)) span { b { (name) } small { (about) } } } }
}

/// A fold with a summary line: history, how numbers are made.
pub fn fold(name: Icon, summary: impl Render, content: impl Render) -> Markup {
    fold_open(false, name, summary, content)
}

/// The same, standing open when something in it has to be mended.
pub fn fold_open(open: bool, name: Icon, summary: impl Render, content: impl Render) -> Markup {
    html! {
        details class="how" open[open] data-refused[open] { summary { (super::icon::icon_small(name)) (summary) } (content) }
    }
}
