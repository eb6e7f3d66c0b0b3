//! What open pages are sent of a new post, so that they needn't fetch it: the row that the page would draw. Where it looks
//! different to each reader (it names somebody or a record, brings files, quotes, or stands in a thread), they fetch it.

use super::{AnyRoom, Post, Reading, drawn, row};
use crate::{
    base::{Id, Result},
    data::{JournalEntry, Record, Ref, Visit},
    features::people::Directory,
    ui::markdown::{NoWords, markdown},
    web::live::{Audience, Fragment, Mode, Source},
};

pub const NEW_POST: Source = Source {
    kind: Post::KIND,
    render,
};

/// Whether everybody who reads it is shown the same: nothing is drawn of its words that a reader who knows nothing
/// wouldn't be shown. `reading` is by somebody who sees everything.
fn looks_alike(reading: &Reading<'_>, post: &Post) -> bool {
    let plain = post.reply_to.is_none() && post.quote.is_none() && post.removed.is_none();
    let words = || drawn(reading, &post.text).0 == markdown(&post.text, &NoWords).0;
    plain && post.files.is_empty() && words()
}

fn render(visit: &Visit, _: &JournalEntry, of: Ref) -> Result<Vec<Fragment>> {
    let post: Post = visit.find(Id::new(of.id))?;
    let names = Directory::of(visit)?;
    let reading = Reading {
        visit,
        names: &names,
        named: &post.mentions,
    };
    if !looks_alike(&reading, &post) {
        return Ok(Vec::new());
    }
    let room = AnyRoom::of(visit, post.on)?;
    let client_reads = room.client_reads(visit)?;
    let mode = match room.kind.newest_first {
        true => Mode::Prepend,
        false => Mode::Append,
    };
    let look = row::Look {
        visit,
        names: &names,
        client_reads,
    };
    let audience = match post.audience.is_staff_only() {
        true => Audience::Staff,
        false => Audience::Everybody,
    };
    Ok(vec![Fragment {
        on: post.on,
        audience,
        region: "talk",
        mode,
        html: row::row(&look, &post, maud::html! {})?.into_string(),
    }])
}
