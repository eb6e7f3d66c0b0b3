//! A conversation as pages show it: to staff as a feed, to clients as a talk.

use maud::{Markup, html};

use super::{Channel, Post};
use crate::{
    base::Choice,
    data::{Record, Visit},
    features::people::Directory,
    ui::{portal, prelude::*},
};

/// What was said on one record, for its page.
pub struct Thread<'a> {
    pub visit: &'a Visit,
    pub names: &'a Directory,
    pub posts: &'a [Post],
    /// Draws a document that came along, by its raw id; nothing for what isn't theirs to have.
    pub file: &'a dyn Fn(u64) -> Option<Markup>,
}

impl<'a> Thread<'a> {
    pub fn new(visit: &'a Visit, names: &'a Directory, posts: &'a [Post]) -> Thread<'a> {
        Thread {
            visit,
            names,
            posts,
            file: &|_| None,
        }
    }

    pub fn files(mut self, file: &'a dyn Fn(u64) -> Option<Markup>) -> Thread<'a> {
        self.file = file;
        self
    }

    /// For staff; `client` is the name of who reads along.
    pub fn feed(&self, client: Option<&str>) -> Markup {
        feed(self.posts.iter().map(|post| self.entry(post, client)))
    }

    fn entry(&self, post: &Post, client: Option<&str>) -> FeedItem {
        let name = self.names.name(post.by);
        let line = html! {
            strong { (name) } " "
            @if let Some(channel) = post.channel { (channel.label()) }
            @else if let Some(client) = client {
                @if post.audience.is_staff_only() { "note for staff" } @else if post.from_client { "from " (client) } @else { "to " (client) }
            }
        };
        let entry = match post.channel {
            Some(channel) => FeedItem::of(icon_of(channel), line),
            None => FeedItem::by(name, line),
        };
        let entry = entry.id(post.number()).at(
            post.at.show(self.visit.at, &self.visit.tz),
            post.at.rfc3339(),
        );
        let words = paragraphs(&post.text);
        let entry = match client.is_some() && post.audience.is_staff_only() {
            true => entry.internal(words),
            false => entry.said(words),
        };
        match self.files_of(post) {
            Some(files) => entry.below(files),
            None => entry,
        }
    }

    /// For the client's own people.
    pub fn talk(&self) -> Markup {
        let own = |post: &Post| post.by.raw() == self.visit.actor.person;
        portal::says(html! {
            @for post in self.posts {
                (portal::say(
                    &post.number(),
                    (!own(post)).then(|| self.names.name(post.by)),
                    time(post.at.show(self.visit.at, &self.visit.tz), &post.at.rfc3339()),
                    paragraphs(&post.text),
                    self.files_of(post),
                ))
            }
        })
    }

    fn files_of(&self, post: &Post) -> Option<Markup> {
        let files: Vec<Markup> = post
            .files
            .iter()
            .filter_map(|id| (self.file)(*id))
            .collect();
        (!files.is_empty()).then(|| html! { @for file in files { (file) } })
    }
}

fn icon_of(channel: Channel) -> Icon {
    match channel {
        Channel::Call => Icon::Phone,
        Channel::Mail => Icon::Mail,
        Channel::Meeting => Icon::Users,
        Channel::Note | Channel::Unknown => Icon::Chat,
    }
}

/// Text with its line breaks.
pub fn paragraphs(text: &str) -> Markup {
    html! {
        @for block in text.split("\n\n") {
            p { @for (n, line) in block.lines().enumerate() { @if n > 0 { br; } (line) } }
        }
    }
}
