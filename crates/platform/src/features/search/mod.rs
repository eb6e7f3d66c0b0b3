//! Search: one box over places, deeds, records, what was said and what stands in files, showing only what the person may see.
//!
//! Record: `SavedSearch` (one's own, kept). Actions: search (everyone who works here), keep a search for oneself. The palette
//! (Ctrl K) asks `/palette` while one types, the page `/search` answers all of it. A number such as T-12 jumps; words are looked
//! for in the index (`data/full_text`) as `language` takes them apart and `meant` understands them here; `indexer` keeps the
//! index as the store is. While no index answers, the beginnings of names are looked through in the store. What the palette
//! does to the record that is open, its room says (`Feature::commands`). Where a form wants a record, its field is offered
//! some by `/pick`; what a name means there is found out when the form is read (`Request::fill_named`).

mod actions;
mod choose;
mod days;
mod find;
mod indexer;
mod language;
mod meant;
mod narrowing;
mod pages;
mod palette;
mod saved;

use serde_json::json;

use crate::{
    base::{Error, Result, text::clean_line},
    data::{Key, KindInfo, Page, Paging, Visit},
    features::{Demo, Feature, lists::kept, people::Directory},
    jobs,
    web::{
        Form, RateLimit, Reader, Reply, Request, Route, Told,
        form::{Nothing, Optional},
    },
};

pub use actions::*;
use find::Hit;
pub use find::look;
pub use indexer::make_at_once;
pub use language::{Typed, read};
pub use saved::SavedSearch;

/// Proposals of the index that a page looks at: what is counted is counted among these.
const PAGE: usize = 400;
/// Those that a program walks to, page by page; what has more is asked for more exactly.
const DEEPEST: usize = 64 * PAGE;
/// Those of the palette, which answers while one types.
const PALETTE: usize = 60;
/// Records of a page.
const ROWS: usize = 20;

const SAVED: Told = Told::Object(&[
    ("id", Told::Record),
    ("name", Told::Text),
    ("query", Told::Text),
    ("version", Told::Number),
]);

const FOUND: Told = Told::Object(&[
    ("id", Told::Record),
    ("kind", Told::Text),
    ("title", Told::Text),
    ("href", Told::Text),
    ("text", Told::Text),
    ("place", Told::Text),
    ("within", Told::List(&Told::Record)),
]);

pub fn feature() -> Feature {
    Feature {
        name: "search",
        kinds: vec![KindInfo::entity::<SavedSearch>()],
        actions: &[USE, saved::KEEP],
        demo: Some(Demo {
            by: "department-manager",
            make: saved::demonstrate,
        }),
        jobs: vec![|| jobs::exporter(indexer::Indexer::default())],
        routes: vec![
            Route::page("/palette", USE, palette).rate_limited(RateLimit::Search),
            Route::page("/pick", USE, choose::pick).rate_limited(RateLimit::Search),
            Route::page("/search", USE, page).rate_limited(RateLimit::Search).slow(),
            Route::post("/search/saved", saved::KEEP, keep),
            Route::post("/search/saved/{id}/remove", saved::KEEP, |v, r| {
                kept::remove::<SavedSearch>(v, r.id("id")?)?;
                Ok(Reply::go("/search").toast("Removed", v.wrote()))
            }),
            // What Undo leads back to.
            Route::page("/saved-searches/{id}", USE, |v, r| {
                let held: SavedSearch = v.find(r.id("id")?)?;
                Ok(Reply::go(format!("/search?q={}", crate::web::request::percent(&held.query))))
            }),
            Route::api_list(
                "/search",
                USE,
                "Records that have these words, or in which something with them was said or written, the best first. \
                 Words, \"a phrase\", -not, OR, and from: in: has: before: after: is: kind: client: department:",
                api,
            )
            .tells(FOUND)
            .rate_limited(RateLimit::Search)
            .slow(),
            Route::api_list::<Nothing>(
                "/search/saved",
                saved::KEEP,
                "One's own kept searches",
                |v, r, _| {
                    let page = v.list(kept::query::<SavedSearch>(v).page(r.paging()?))?;
                    Ok(Reply::page(page.map(|held| saved_json(&held))))
                },
            )
            .tells(SAVED),
            Route::api_post::<saved::NewSearch>(
                "/search/saved",
                saved::KEEP,
                "Keep a search under a name",
                |v, _, form| {
                    let id = kept::keep::<SavedSearch>(v, form.name, form.query)?;
                    Ok(Reply::created(saved_json(&v.find(id)?)))
                },
            )
            .tells(SAVED),
            Route::api_delete::<Nothing>(
                "/search/saved/{id}",
                saved::KEEP,
                "Remove a kept search",
                |v, r, _| {
                    kept::remove::<SavedSearch>(v, r.id("id")?)?;
                    Ok(Reply::json(json!({ "removed": r.capture("id"), "seq": v.wrote() })))
                },
            )
            .tells(Told::Object(&[("removed", Told::Text), ("seq", Told::Number)]))
            .gated(|v, r| v.find::<SavedSearch>(r.id("id")?).map(drop)),
        ],
        ..Feature::default()
    }
}

fn saved_json(held: &SavedSearch) -> serde_json::Value {
    json!({ "id": held.id.to_string(), "name": held.name, "query": held.query, "version": held.version })
}
/// Rows that the palette does something to at most.
const TICKED: usize = 500;

/// What is looked for.
struct SearchQuery {
    words: String,
    newest: bool,
}

impl Form for SearchQuery {
    fn read(f: &mut Reader) -> Self {
        SearchQuery {
            words: f.text("q", "Words", Optional, 200),
            newest: f.word("order", "Order", &["best", "newest"]) == Some("newest"),
        }
    }
}

/// What was asked, cut to what a box takes.
fn asked(request: &Request) -> String {
    let text = clean_line(request.query("q").unwrap_or_default());
    text.chars().take(200).collect()
}

fn palette(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked = asked(request);
    let mut found = look(visit, &asked, false, PALETTE)?;
    // Those that were asked for by number stand first.
    let exact = found.hits.iter().filter(|hit| hit.exact).count();
    let hits = std::mem::take(&mut found.hits).into_iter();
    let hits = hits.take(exact + palette::SHOWN);
    found.hits = hits.map(|hit| hit.titled(visit)).collect::<Result<_>>()?;
    let at = request.query("at").unwrap_or_default();
    let ticked: Vec<&str> = request.queries("keys").take(TICKED).collect();
    if let Some((name, commands)) = find::commands_for(visit, at, &ticked, &asked)? {
        let hand = palette::InHand { name, commands };
        let part = palette::palette(visit, &asked, &mut found, Some(&hand))?;
        return Ok(Reply::Part(part));
    }
    let hand = match find::at_hand(visit, at)? {
        Some((of, title)) => Some(palette::InHand {
            name: format!("{} {title}", visit.store().schema().number(of)),
            commands: find::commands(visit, of, &asked)?,
        }),
        None => None,
    };
    let part = palette::palette(visit, &asked, &mut found, hand.as_ref())?;
    Ok(Reply::Part(part))
}

/// A page of hits, in their order.
fn rows(
    visit: &Visit,
    (asked, newest): (&str, bool),
    hits: Vec<Hit>,
    paging: &Paging,
) -> Result<Page<Hit>> {
    let numbered: Vec<(u64, Hit)> = (0..).zip(hits).collect();
    let list = format!("search {newest} {asked}");
    let page = paging.page(&list, numbered, |(at, _)| Key::new().number(*at), false)?;
    page.try_map(|(_, hit)| hit.titled(visit))
}

fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked = asked(request);
    let newest = request.query("order") == Some("newest");
    let mut answer = look(visit, &asked, newest, PAGE)?;
    let hits = std::mem::take(&mut answer.hits);
    let hits = rows(visit, (&asked, newest), hits, &request.page(ROWS))?;
    let saved = match visit.may_somewhere(&saved::KEEP) {
        true => kept::own(visit)?,
        false => Vec::new(),
    };
    let shown = pages::Shown {
        asked: &asked,
        newest,
        hits: &hits,
        saved: &saved,
    };
    Ok(pages::page(visit, request, &shown, &mut answer)?.into())
}

fn keep(visit: &Visit, request: &Request) -> Result<Reply> {
    let form: saved::NewSearch = request.form()?;
    let to = format!("/search?q={}", crate::web::request::percent(&form.query));
    kept::keep::<SavedSearch>(visit, form.name, form.query)?;
    Ok(Reply::go(to).toast("Kept", visit.wrote()))
}

/// What stands around the words in a record, or in the best of what was said in it, and where in it that is ("page 3").
fn text_of(
    visit: &Visit,
    hit: &Hit,
    marks: &mut crate::data::full_text::Marks,
) -> Result<(Option<String>, Option<String>)> {
    let names = Directory::of(visit)?;
    let own = hit.itself.then_some(hit.of);
    for of in own.into_iter().chain(hit.beneath.first().copied()) {
        let (text, _) = narrowing::said(visit, &names, of)?;
        if let Some((at, pieces)) = marks.snippet_at(&text) {
            let text = pieces.into_iter().map(|(piece, _)| piece).collect();
            return Ok((Some(text), visit.place_in_text(of, at)?));
        }
    }
    Ok((None, None))
}

fn api(visit: &Visit, request: &Request, asked: SearchQuery) -> Result<Reply> {
    let words = clean_line(&asked.words);
    let mut most = PAGE;
    // What is ranked further down follows what is known by then, so more is looked at once a page comes to its end.
    let (mut answer, page) = loop {
        let mut answer = look(visit, words.as_str(), asked.newest, most)?;
        if let Some(why) = answer.problems.first() {
            return Err(Error::field("q", why.clone()));
        }
        let hits = std::mem::take(&mut answer.hits);
        let page = rows(
            visit,
            (&asked.words, asked.newest),
            hits,
            &request.paging()?,
        )?;
        if page.next.is_some() || !answer.more_records || answer.names_only {
            break (answer, page);
        }
        most *= 4;
        if most > DEEPEST {
            return Err(Error::field(
                "q",
                "Too much has these words to be listed to its end. Ask for rarer ones, or for a kind, a time or a person beside them.",
            ));
        }
    };
    let schema = visit.store().schema();
    let page = page.try_map(|hit| {
        let within: Vec<String> = hit.beneath.iter().map(|of| schema.number(*of)).collect();
        let (text, place) = text_of(visit, &hit, &mut answer.marks)?;
        Ok(json!({
            "id": hit.number, "kind": hit.plural, "title": hit.title, "href": hit.href,
            "text": text, "place": place, "within": within,
        }))
    })?;
    Ok(Reply::page(page))
}
