//! Search: one box over places, deeds and records, showing only what the person may see.
//!
//! No records of its own. Action: search (everyone who works here). The palette (Ctrl K) asks `/palette`, the page
//! `/search` does the same without script. A number such as T-12 jumps; words match the beginnings of words. What the palette
//! does to the record that is open, its room says (`Feature::commands`). Where a form wants a record, its field is offered
//! some by `/pick`; what a name means there is found out when the form is read (`Request::fill_named`).

mod choose;
mod find;
mod pages;

use serde_json::json;

use crate::{
    access::Action,
    base::Result,
    data::Visit,
    features::Feature,
    web::{Form, RateLimit, Reader, Reply, Request, Route, Told, form::Optional},
};

pub use find::{Hit, find};

pub const USE: Action = Action::own("search.use", "Search");

pub fn feature() -> Feature {
    Feature {
        name: "search",
        actions: &[USE],
        routes: vec![
            Route::page("/palette", USE, palette).rate_limited(RateLimit::Search),
            Route::page("/pick", USE, choose::pick).rate_limited(RateLimit::Search),
            Route::page("/search", USE, page).rate_limited(RateLimit::Search),
            Route::api_list(
                "/search",
                USE,
                "Records whose words begin as those asked for do, after the one of that number; by kind, the newest first",
                api,
            ).tells(Told::Object(&[("id", Told::Record), ("kind", Told::Text), ("title", Told::Text), ("href", Told::Text)]))
            .rate_limited(RateLimit::Search),
        ],
        ..Feature::default()
    }
}

/// What is looked for.
struct SearchQuery {
    words: String,
}

impl Form for SearchQuery {
    fn read(f: &mut Reader) -> Self {
        SearchQuery {
            words: f.text("q", "Words", Optional, 200),
        }
    }
}

/// What was asked, cut to what any title could match.
fn asked(request: &Request) -> String {
    let text = crate::base::text::clean_line(request.query("q").unwrap_or_default());
    text.chars().take(80).collect()
}

fn palette(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked = asked(request);
    let hits = find(visit, &asked, 4)?;
    let hand = match find::at_hand(visit, request.query("at").unwrap_or_default())? {
        Some((of, title)) => Some(pages::InHand {
            name: format!("{} {title}", visit.store().schema().number(of)),
            commands: find::commands(visit, of, &asked)?,
        }),
        None => None,
    };
    let hand = hand.as_ref();
    Ok(Reply::Part(pages::palette(visit, &asked, &hits, hand)))
}

fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked = asked(request);
    let hits = find(visit, &asked, 25)?;
    Ok(pages::page(visit, &asked, &hits).into())
}

fn api(visit: &Visit, request: &Request, asked: SearchQuery) -> Result<Reply> {
    let page = find::page(visit, &asked.words, &request.paging()?)?;
    Ok(Reply::page(page.map(
        |hit| json!({ "id": hit.number, "kind": hit.plural, "title": hit.title, "href": hit.href }),
    )))
}
