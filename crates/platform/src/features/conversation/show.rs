//! A conversation as pages show it: what was said, and where one writes. One component for every record that people talk
//! on, for staff and for clients. What looks alike to everybody who reads it is drawn by `row`, for open pages as well.

use maud::{Markup, html};

use super::{
    AnyRoom, Around, Audience, Place, Post, Room, mention, ops,
    replies_shown::{earlier_replies, later_replies},
    row::{Look, row, row_in, sign_button},
};
use crate::{
    access::Tier,
    base::{Choice, Id, Result, if_found, language::say, text},
    data::{Paging, Visit},
    features::{form_key, people::Directory},
    said,
    ui::{composer::Talk, prelude::*},
    web::Request,
};

/// Posts that a page shows at once, threads below theirs.
const SHOWN: usize = 50;
/// Replies of the thread that is open.
const REPLIES: usize = 200;
const PINNED: usize = 10;

/// The conversation on one record, for one person.
pub struct Conversation<'a> {
    visit: &'a Visit,
    room: AnyRoom,
    names: &'a Directory,
    client_reads: bool,
    may_post: bool,
    /// What staff call the client who reads along.
    client: String,
    around: Around,
    /// The thread that is open.
    thread: Option<Id<Post>>,
    /// The last reply of it that is shown, where that isn't its end; and one that is.
    replies: (Option<Id<Post>>, Option<Id<Post>>),
    quote: Option<Id<Post>>,
    /// What is said where nothing was.
    empty: &'a str,
}

impl<'a> Conversation<'a> {
    /// What of it is shown, the address says: `?post=` what is around a post, `?thread=` a thread opened, `?quote=` a post
    /// that is to be quoted, `?upto=` the last reply of the thread that is shown.
    ///
    /// # Errors
    /// Not found where nobody talks on such a record.
    pub fn of<R: Room>(
        visit: &'a Visit,
        on: &R,
        names: &'a Directory,
        request: &Request,
    ) -> Result<Conversation<'a>> {
        Conversation::of_any(visit, AnyRoom::of(visit, on.as_ref())?, names, request)
    }

    /// The same on a record of whatever kind.
    pub fn of_any(
        visit: &'a Visit,
        room: AnyRoom,
        names: &'a Directory,
        request: &Request,
    ) -> Result<Conversation<'a>> {
        let post = |name: &str| request.query(name).and_then(Id::<Post>::parse);
        // An address that names what isn't here shows the end of the conversation.
        let here = |id: Id<Post>| -> Result<Option<Post>> {
            let found = if_found(visit.find(id))?;
            Ok(found.filter(|post: &Post| post.on == room.on))
        };
        let at = post("post").map(here).transpose()?.flatten();
        let thread = post("thread").map(here).transpose()?.flatten();
        let quote = post("quote").map(here).transpose()?.flatten();
        // A reply is shown with its thread open.
        let of_reply = at.as_ref().and_then(|post| post.reply_to);
        let thread = thread.map(|post| post.root()).or(of_reply);
        let around = at.map(|post| post.id).or(thread);
        Ok(Conversation {
            visit,
            room,
            names,
            client_reads: room.client_reads(visit)?,
            may_post: room.may_post(visit)?,
            client: "The client".into(),
            around: around.map_or(Around::Latest, Around::Post),
            thread,
            replies: (post("upto"), post("post")),
            quote: quote.map(|post| post.id),
            empty: say("talk-nothing-was-said-yet"),
        })
    }

    /// What staff call the client who reads along.
    pub fn client(mut self, name: impl Into<String>) -> Conversation<'a> {
        self.client = name.into();
        self
    }

    /// What is written answers this thread, or stands by itself.
    pub fn answering(mut self, thread: Option<Id<Post>>) -> Conversation<'a> {
        self.thread = thread;
        self
    }

    /// What is said where nothing was.
    pub fn empty(mut self, words: &'a str) -> Conversation<'a> {
        self.empty = words;
        self
    }

    /// Whether a thread is open, or a post is to be quoted: what is written then answers it.
    pub fn is_answering(&self) -> bool {
        self.thread.is_some() || self.quote.is_some()
    }

    fn to_client(&self) -> bool {
        self.visit.actor.tier == Tier::Client
    }

    fn newest_first(&self) -> bool {
        self.room.kind.newest_first
    }

    // ── what was said ──

    /// A region by itself: what was said, as far as it is shown.
    pub fn log(&self) -> Result<Markup> {
        let mut part = ops::around(self.visit, &self.room, &self.around, SHOWN)?;
        if self.newest_first() {
            part.posts.reverse();
        }
        let pinned = ops::pinned(self.visit, &self.room, Paging::first(PINNED))?.rows;
        let (first, last) = match self.newest_first() {
            true => (part.posts.last(), part.posts.first()),
            false => (part.posts.first(), part.posts.last()),
        };
        let more = |post: Option<&Post>, words: &str| {
            post.map(|post| html! { p { a class="link" href=(format!("/posts/{}", post.id)) { (words) } } })
        };
        let earlier = part
            .earlier
            .then(|| more(first, say("talk-earlier")))
            .flatten();
        let later = part.later.then(|| html! {
            (more(last, say("talk-later")).unwrap_or_default())
            p { a class="link" href=(format!("{}#talk", self.room.address(self.visit))) { (say("talk-to-the-end")) } }
        });
        let grows = !part.posts.is_empty() && !part.later;
        let (before, after) = match self.newest_first() {
            true => (later, earlier),
            false => (earlier, later),
        };
        Ok(html! {
            div class="said" id="talk" data-live-id="talk" data-kinds="posts reactions outcomes" {
                @if !pinned.is_empty() { (self.pins(&pinned)) }
                @if let Some(more) = before { (more) }
                @if part.posts.is_empty() { p class="dim" { (self.empty) } }
                @else {
                    ol class="msgs" data-grows[grows] {
                        @for post in &part.posts { (self.post(post)?) }
                    }
                }
                @if let Some(more) = after { (more) }
            }
        })
    }

    fn pins(&self, pinned: &[Post]) -> Markup {
        html! {
            details class="pins" {
                summary { (icon_small(Icon::Pin)) (said!("talk-pinned-posts", count = pinned.len())) }
                ul {
                    @for post in pinned {
                        li { a class="link" href=(format!("/posts/{}", post.id)) {
                            (text::shorten(&mention::plain(self.visit, self.names, post), 100))
                        } }
                    }
                }
            }
        }
    }

    fn post(&self, post: &Post) -> Result<Markup> {
        self.item(post, false)
    }

    /// One post with what hangs on it, and its thread; `goes_on` where it stands below another of the same person.
    pub fn item(&self, post: &Post, goes_on: bool) -> Result<Markup> {
        let (replies, last) = ops::replies(self.visit, post)?;
        let open = self.thread == Some(post.id);
        let below = html! {
            (self.signs(post)?)
            @if open { (self.open_thread(post)?) }
            @else if replies > 0 {
                a class="thread" href=(format!("/posts/{}?then=thread", post.id)) {
                    (avatars(&last.iter().map(|reply| self.names.name(reply.by)).collect::<Vec<_>>()))
                    span class="link" { (said!("talk-replies", count = replies)) }
                    @if let Some(last) = last.last() { small { (say("talk-last")) " " (time(last.at.show(self.visit.at, &self.visit.tz), &last.at.rfc3339())) } }
                }
            }
        };
        row_in(&self.look(), post, below, goes_on)
    }

    /// A reply, or the first of a thread above its replies: without the way to its thread.
    pub fn alone(&self, post: &Post) -> Result<Markup> {
        row(&self.look(), post, self.signs(post)?)
    }

    fn look(&self) -> Look<'_> {
        Look {
            visit: self.visit,
            names: self.names,
            client_reads: self.client_reads,
        }
    }

    fn signs(&self, post: &Post) -> Result<Markup> {
        let given = ops::reactions(self.visit, post)?;
        let me = Id::new(self.visit.actor.person);
        let names = |by: &[Id<_>]| {
            let names: Vec<&str> = by.iter().map(|id| self.names.name(*id)).collect();
            names.join(", ")
        };
        Ok(html! {
            @if !given.0.is_empty() {
                div class="signs" {
                    @for (sign, by) in &given.0 { (sign_button(post, sign, Some(by.len()), by.contains(&me), &names(by))) }
                }
            }
        })
    }

    fn open_thread(&self, root: &Post) -> Result<Markup> {
        let part = ops::thread_part(self.visit, root, self.replies, REPLIES)?;
        let there = self.room.address(self.visit);
        Ok(html! {
            div class="replies" id=(format!("thread-{}", root.id)) {
                (earlier_replies(&there, root, &part))
                ol class="msgs" {
                    @for reply in &part.posts { (row(&self.look(), reply, self.signs(reply)?)?) }
                }
                (later_replies(&there, root, &part))
            }
        })
    }

    // ── where one writes ──

    /// Where one writes: outside of what is drawn anew. `label` says to whom or about what.
    pub fn composer(&self, label: &str) -> Result<Markup> {
        Ok(html! { div class="stack" id=(self.by_thread("write")) { (self.composers(label)?) } })
    }

    /// An id that is the page's only one where a thread is answered beside its room.
    fn by_thread(&self, id: &str) -> String {
        match self.thread {
            Some(root) => format!("{id}-{root}"),
            None => id.to_owned(),
        }
    }

    fn composers(&self, label: &str) -> Result<Markup> {
        if !self.may_post {
            return Ok(html! {});
        }
        let root = match self.thread {
            Some(root) => Some(self.visit.find::<Post>(root)?),
            None => None,
        };
        // What was begun among staff is answered among staff.
        let among_staff = root
            .as_ref()
            .is_some_and(|root| root.audience.is_staff_only());
        let (label, root) = match &root {
            Some(root) => (say("talk-write-a-reply").to_owned(), Some(root)),
            None => (label.to_owned(), None),
        };
        if self.to_client() || !self.client_reads {
            return self.form(&label, Readers::Everyone, root);
        }
        let aside = self.form("Write a note for staff", Readers::Staff, root)?;
        if among_staff {
            return Ok(aside);
        }
        Ok(html! {
            (self.form(&label, Readers::Client(self.client.clone()), root)?)
            (fold(Icon::Lock, "Note for staff only", aside))
        })
    }

    fn form(&self, label: &str, readers: Readers, root: Option<&Post>) -> Result<Markup> {
        let audience = match readers {
            Readers::Everyone => None,
            Readers::Staff => Some(Audience::Staff),
            Readers::Client(_) => Some(Audience::WithClient),
        };
        let place = Place {
            on: self.room.on,
            reply_to: root.map(|root| root.id),
            audience: Audience::of(
                audience != Some(Audience::WithClient),
                false,
                self.client_reads,
            ),
        };
        let id = match audience {
            None => "composer",
            Some(Audience::WithClient) => "composer-client",
            Some(_) => "composer-staff",
        };
        let draft = ops::draft_of(self.visit, place)?;
        let number = self.visit.store().schema().number(self.room.on);
        let circle = audience.map_or("all", Audience::key);
        let thread = place.reply_to.map(|id| id.to_string());
        let quote = self
            .quote
            .filter(|_| audience != Some(Audience::WithClient) || self.quotable());
        let hidden_fields = html! {
            (hidden("_key", form_key()))
            @if let Some(audience) = audience { (hidden("audience", audience.key())) }
            @if let Some(thread) = &thread { (hidden("reply_to", thread)) }
            @if let Some(quote) = quote { (hidden("quote", quote)) }
        };
        let base = if self.to_client() { "client" } else { "house" };
        let key = format!(
            "{base}-{number}-{circle}-{}",
            thread.as_deref().unwrap_or("0")
        );
        let composer = Composer::new(
            format!("/conversations/{number}/posts"),
            label,
            hidden_fields,
        )
        .id(self.by_thread(id))
        .value(draft.map(|draft| draft.text).unwrap_or_default())
        .readers(readers)
        .file("file", say("talk-add-files-or-photos"))
        .talk(Talk {
            on: number,
            reply_to: thread,
        })
        .draft(key)
        .send_icon(Icon::Send)
        .inline();
        let composer = match self.to_client() {
            true => composer.large().rows(3),
            false => composer.tool(self.later(&place)),
        };
        Ok(html! {
            @if let Some(quote) = quote { p class="dim t12" { (said!("talk-quotes", post = quote.to_string())) " " a class="link" href=(self.room.address(self.visit)) { (say("talk-dont-quote")) } } }
            (composer)
        })
    }

    /// The same words at another time, by their own button.
    fn later(&self, place: &Place) -> Markup {
        let number = self.visit.store().schema().number(place.on);
        html! {
            details class="later" {
                summary class="btn s quiet" { (icon_small(Icon::Hours)) (say("talk-later")) }
                input type="date" name="day" min=(self.visit.today().iso()) aria-label="Day";
                input type="time" name="clock" aria-label="Time";
                (Button::submit("Schedule").small().action(format!("/conversations/{number}/scheduled"))
                    .attr("formenctype", "application/x-www-form-urlencoded"))
                a class="link" href="/waiting" { "What waits" }
            }
        }
    }

    /// Whether what is to be quoted may go to the client.
    fn quotable(&self) -> bool {
        let quoted = self.quote.and_then(|id| self.visit.find::<Post>(id).ok());
        quoted.is_some_and(|post| !post.audience.is_staff_only())
    }
}
