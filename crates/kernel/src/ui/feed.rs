//! What happened and what was said: history entries, quoted words, field changes, files. Part `thread`.

use maud::{Markup, Render, html};

use super::{
    avatar::Avatar,
    badge::kind,
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

/// The same where nothing is behind the name.
pub fn mentioned(name: &str, me: bool) -> Markup {
    html! { span class="mention" data-me[me] { "@" (name) } }
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

/// A file one can pick up: its kind (`PDF`, `XLS` ...), name, and a quiet line (state, size, date).
pub fn file(href: &str, file_kind: &str, name: &str, about: impl Render) -> Markup {
    html! { a class="file" href=(href) { (kind(file_kind)) span { b { (name) } small { (about) } } } }
}

/// A record that is named in a text: what it is called, and how it stands.
pub fn record_card(href: &str, name: Icon, called: impl Render, about: &str) -> Markup {
    html! {
        a class="file" href=(href) {
            (super::icon::icon(name)) span { b { (called) } @if !about.is_empty() { small { (about) } } }
        }
    }
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
