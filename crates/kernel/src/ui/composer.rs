//! Where a person writes: one form for every conversation, and who reads what is written in it. Part `thread`, script
//! `composer`. What is for the staff and what a client reads are two composers that look different, each with its own
//! draft, so that nothing is carried over from one to the other.

use maud::{Markup, Render, html};

use super::{
    button::Button,
    icon::{Icon, icon_small},
};
use crate::base::language::say;

/// Who reads what is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Readers {
    /// Nobody needs to be told.
    Everyone,
    Staff,
    /// The client of this name as well.
    Client(String),
}

impl Readers {
    fn key(&self) -> &'static str {
        match self {
            Readers::Everyone => "everyone",
            Readers::Staff => "staff",
            Readers::Client(_) => "client",
        }
    }
}

/// A conversation that is written in: its number, as scripts ask for it, and the thread.
#[derive(Clone, Debug)]
pub struct Talk {
    pub on: String,
    pub reply_to: Option<String>,
}

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
    readers: Readers,
    talk: Option<Talk>,
    note: Option<Markup>,
    send: String,
    send_icon: Option<Icon>,
    large: bool,
    draft: Option<String>,
    inline: bool,
    rows: u8,
}

impl Composer {
    /// A composer that posts to `action`; `label` says to whom, `hidden` carries what is sent with it.
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
            readers: Readers::Everyone,
            talk: None,
            note: None,
            send: say("part-send").into(),
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

    /// Files may come along: the field's name and its label.
    pub fn file(mut self, name: &'static str, label: impl Into<String>) -> Self {
        self.file = Some((name, label.into()));
        self
    }

    /// Who reads it: said above the words and by its colour.
    pub fn readers(mut self, readers: Readers) -> Self {
        self.readers = readers;
        self
    }

    /// Is of a conversation: completes names, keeps its draft on all devices, and sends without leaving the page.
    pub fn talk(mut self, talk: Talk) -> Self {
        self.talk = Some(talk);
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
        let talk = self.talk.as_ref();
        let files = self.file.as_ref().map(|_| "multipart/form-data");
        html! {
            form class="composer" method="post" action=(self.action) enctype=[files] data-once
                data-inline[self.inline] data-readers=(self.readers.key())
                data-composer[talk.is_some()] data-on=[talk.map(|talk| talk.on.as_str())]
                data-thread=[talk.and_then(|talk| talk.reply_to.as_deref())] {
                (self.hidden)
                @if let Some(draft) = &self.draft { input type="hidden" name="_draft" value=(draft); }
                @match &self.readers {
                    Readers::Everyone => {},
                    Readers::Staff => p class="readers" { (icon_small(Icon::Lock)) "Staff only. The client never sees this." },
                    Readers::Client(name) => p class="readers" { (icon_small(Icon::Eye)) (name) " reads this." },
                }
                label class="vh" for=(self.id) { (self.label) }
                textarea id=(self.id) name=(self.name) rows=(self.rows) placeholder=(self.placeholder) data-draft=[self.draft.as_deref()] required[self.file.is_none()] { "\n" (self.value) }
                @if let Some(fields) = &self.fields { div class="row" { (fields) } }
                @if self.file.is_some() { ul class="picked" data-files {} }
                footer {
                    @if let Some((name, label)) = &self.file {
                        @let id = format!("{}-{name}", self.id);
                        label class="btn sq s quiet" for=(id) title=(label) { (icon_small(Icon::Clip)) span class="vh" { (label) } }
                        input class="vh" type="file" id=(id) name=(name) multiple;
                    }
                    @for tool in &self.tools { (tool) }
                    @if talk.is_some() { button class="btn s quiet" type="button" data-enter hidden {} }
                    span class="row" { @if let Some(note) = &self.note { span class="dim t12" { (note) } } (send) }
                }
            }
        }
    }
}
