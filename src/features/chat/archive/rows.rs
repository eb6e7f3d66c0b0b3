//! What of a post goes into its row of an archive, and how it reads on the page.

use maud::{DOCTYPE, Markup, html};

use super::{DeedRow, EarlierRow, FileRow, PostRow, SignRow, remarked, write::Archive};
use crate::{
    base::{Error, Id, Moment, Result},
    data::{Paging, Record, Visit},
    features::{
        conversation::{Post, REACTIONS, Reaction, plain, revisions},
        documents::{Current, Document},
        people::User,
    },
};

/// Texts of one post before it was edited, at most.
const EARLIER: usize = 500;

impl Archive {
    pub(super) fn row(&mut self, visit: &Visit, post: &Post) -> Result<PostRow> {
        let n = u32::try_from(self.numbers.len() + 1).map_err(Error::internal)?;
        self.numbers.insert(post.id.raw(), n);
        let mut files = Vec::new();
        for id in &post.files {
            files.extend(self.file_of(visit, *id)?);
        }
        let mut signs = Vec::new();
        let key = Reaction::key_of(post.id);
        for sign in visit.related::<Reaction>(post, REACTIONS, key, 500)? {
            signs.push(SignRow {
                by: self.email(sign.by),
                sign: sign.sign,
                at: sign.at.0,
            });
        }
        let mut earlier = Vec::new();
        for held in revisions(visit, post, Paging::first(EARLIER))?.rows {
            earlier.push(EarlierRow {
                by: self.email(held.by),
                text: self.text(visit, &held.text),
                from: held.from.0,
                until: held.until.0,
            });
        }
        let mut deed = |by: Id<User>, at: Moment| DeedRow {
            by: self.email(by),
            at: at.0,
        };
        let removed = post.removed.map(|held| deed(held.by, held.at));
        let pinned = post.pinned.map(|held| deed(held.by, held.at));
        let people = post.mentions.iter().filter(|of| of.kind == User::KIND.code);
        let people: Vec<Id<User>> = people.map(|of| Id::new(of.id)).collect();
        let at = |id: Option<Id<Post>>| id.and_then(|id| self.numbers.get(&id.raw()).copied());
        let (reply_to, quote) = (at(post.reply_to), at(post.quote));
        Ok(PostRow {
            n,
            by: self.email(post.by),
            from_client: post.from_client,
            at: post.at.0,
            audience: post.audience,
            channel: post.channel,
            text: self.text(visit, &post.text),
            reply_to,
            quote,
            mentions: people.into_iter().map(|id| self.email(id)).collect(),
            edited: post.edited.map(|at| at.0),
            removed,
            pinned,
            files,
            signs,
            earlier,
        })
    }

    fn email(&mut self, id: Id<User>) -> String {
        self.people.insert(id.raw());
        let user = self.names.users.get(&id.raw());
        user.map_or_else(String::new, |user| user.email.clone())
    }

    /// People by their addresses; roles and departments, which another house hasn't, in plain words.
    fn text(&mut self, visit: &Visit, text: &str) -> String {
        let names = self.names.clone();
        let schema = visit.store().schema();
        remarked(text, |mark| {
            let of = schema.parse_number(mark)?;
            if of.kind == User::KIND.code {
                let user = names.users.get(&of.id)?;
                self.people.insert(of.id);
                return Some(format!("@{{{}}}", user.email));
            }
            let alone = Post {
                text: format!("@{{{mark}}}"),
                mentions: vec![of],
                ..Post::default()
            };
            Some(plain(visit, &names, &alone))
        })
    }

    fn file_of(&mut self, visit: &Visit, id: u64) -> Result<Option<u32>> {
        if let Some(n) = self.file_numbers.get(&id) {
            return Ok(Some(*n));
        }
        let document: Document = match visit.find(Id::new(id)) {
            Ok(document) => document,
            Err(Error::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
        let current = Current::of(visit, document)?;
        let n = u32::try_from(self.files.len() + 1).map_err(Error::internal)?;
        let newest = current.newest.clone();
        let row = FileRow {
            n,
            name: current.document.name.clone(),
            file_name: newest.name.clone(),
            media_type: newest.media_type.clone(),
            by: self.email(newest.by),
            at: newest.at.0,
            shared: current.document.client_sees(),
            path: format!("files/{n}"),
        };
        self.files.push((row, newest));
        self.file_numbers.insert(id, n);
        Ok(Some(n))
    }

    // ── to read ──

    pub(super) fn head(&self) -> Markup {
        html! {
            (DOCTYPE)
            meta charset="utf-8";
            meta name="viewport" content="width=device-width";
            title { (self.room.name) }
            style { "body{font:15px/1.5 system-ui;max-width:46rem;margin:2rem auto;padding:0 1rem}article{margin:1rem 0}time{color:#666;margin-left:.5rem}p{white-space:pre-wrap;margin:.25rem 0}.reply{margin-left:2rem}.aside{background:#fff7dd}" }
            h1 { (self.room.name) }
            p { (self.room.topic) }
        }
    }

    pub(super) fn article(&self, visit: &Visit, post: &Post) -> Markup {
        let aside = self.client_reads && post.audience.is_staff_only();
        let class = match (post.reply_to.is_some(), aside) {
            (true, true) => Some("reply aside"),
            (true, false) => Some("reply"),
            (false, true) => Some("aside"),
            (false, false) => None,
        };
        let of = |id: &u64| {
            self.file_numbers
                .get(id)
                .and_then(|n| self.files.get(*n as usize - 1))
        };
        html! {
            article class=[class] id=(post.number()) {
                b { (self.names.name(post.by)) } time { (post.at.rfc3339()) }
                @if aside { " " strong { "Staff only" } }
                @if post.removed.is_some() { p { "This post was taken away." } }
                @else { p { (plain(visit, &self.names, post)) } }
                @for (row, _) in post.files.iter().filter_map(of) { p { a href=(row.path) { (row.name) } } }
            }
        }
    }
}
