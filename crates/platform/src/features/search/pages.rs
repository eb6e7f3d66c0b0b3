//! The search page: what was found, grouped by record with the best of what was said beneath; what narrows it; and what
//! might be meant where nothing was found.

use maud::{Markup, html};

use super::{
    find::{self, Answer, Hit},
    language::NAMES,
    meant::called,
    narrowing::{address, chips, narrow, said, with},
    palette::lit,
    saved::SavedSearch,
};
use crate::{
    base::{Moment, Result, text::count},
    data::{
        Page as Rows, Ref, Visit,
        full_text::{Marks, Stand},
    },
    features::{clients::client_beside, form_key, people::Directory},
    ui::prelude::*,
    web::{Page, Request, reply::pages_around},
};

/// What stands beneath one record before the rest is counted.
const BENEATH: usize = 3;
/// Proposals that are looked at for a wider question.
const WIDER: usize = 60;

/// What was said or written within a record, with its place lit.
fn beneath(
    visit: &Visit,
    marks: &mut Marks,
    (hit, of): (&Hit, Ref),
    names: &Directory,
) -> Result<Markup> {
    let (text, post) = said(visit, names, of)?;
    let (place, snippet) = match marks.snippet_at(&text) {
        Some((at, snippet)) => (visit.place_in_text(of, at)?, Some(snippet)),
        None => (None, start_of(&text)),
    };
    let Some(snippet) = snippet else {
        return Ok(html! {});
    };
    let info = visit.store().schema().kind(of.kind)?;
    // What describes itself to nobody has no place of its own.
    let href = match info.entity {
        Some(_) => visit.address(of),
        None => hit.href.clone(),
    };
    Ok(html! {
        li {
            a class="spot" href=(href) {
                span class="spotwhere" {
                    @match &post {
                        Some(post) => {
                            (Avatar::person(names.name(post.by)).small())
                            b { (names.name(post.by)) }
                            (moment(visit, post.at))
                        },
                        None => {
                            (icon(hit.entity.icon))
                            @if let Some((one, _)) = called(info) { b { (one) } }
                            @if let Some(place) = &place { span { (place) } }
                        },
                    }
                }
                span class="snip" { (lit(&snippet)) }
            }
        }
    })
}

/// Where the words stand in no place that can be shown: how the text begins.
fn start_of(text: &str) -> Option<Vec<(String, bool)>> {
    let line = crate::base::text::shorten(text, 160);
    (!line.is_empty()).then(|| vec![(line, false)])
}

fn moment(visit: &Visit, at: Moment) -> Markup {
    html! { time datetime=(at.rfc3339()) { (at.show(visit.at, &visit.tz)) } }
}

fn why(visit: &Visit, asked: &str, hit: &Hit, named: bool, in_text: bool) -> Result<Markup> {
    let mut matched: Vec<String> = Vec::new();
    if hit.exact {
        matched.push("its number".into());
    }
    if named {
        matched.push("its name".into());
    }
    if in_text {
        matched.push("its text".into());
    }
    if matched.is_empty() && hit.itself && hit.beneath.is_empty() {
        matched.push(match asked.contains(':') {
            true => "what narrows the search".into(),
            false => "its number, an address or a telephone number".into(),
        });
    }
    if !hit.beneath.is_empty() {
        matched.push(count(
            hit.beneath.len(),
            "place within it",
            "places within it",
        ));
    }
    Ok(html! {
        details class="why" {
            summary { (icon_small(Icon::Help)) "Why is this here" }
            (Facts::new()
                .fact("Matched", matched.join(", "))
                .maybe("Newest of it", (hit.at.0 > 0).then(|| moment(visit, hit.at)))
                .fact("You may open it", visit.why_seen(hit.of)?))
        }
    })
}

fn found(
    visit: &Visit,
    asked: &str,
    hit: &Hit,
    marks: &mut Marks,
    names: &Directory,
) -> Result<Markup> {
    let title = marks.lit(&hit.title);
    let named = title.iter().any(|(_, lit)| *lit);
    let own = match hit.itself {
        true => visit.searched_text(hit.of)?,
        false => None,
    };
    let own = own.and_then(|text| marks.snippet(&text));
    let mut rows = Vec::new();
    for of in hit.beneath.iter().take(BENEATH) {
        rows.push(beneath(visit, marks, (hit, *of), names)?);
    }
    let more = hit.beneath.len().saturating_sub(BENEATH);
    let whose = client_beside(visit, hit.of)?;
    Ok(html! {
        li class="found" data-row {
            header {
                (icon(hit.entity.icon))
                div class="two-line grow" {
                    h2 { a href=(hit.href) { (lit(&title)) } }
                    span {
                        (hit.entity.one) ", " (hit.number)
                        @if let Some(client) = &whose { ", " (client) }
                    }
                }
            }
            @if own.is_some() || !rows.is_empty() {
                ul class="hits" {
                    @if let Some(own) = &own {
                        li { a class="spot" href=(hit.href) { span class="snip" { (lit(own)) } } }
                    }
                    @for row in &rows { (row) }
                }
            }
            div class="foundend" {
                @if more > 0 {
                    a class="link t12" href=(with(asked, &format!("in:{}", hit.number))) {
                        (count(more, "more place", "more places")) " in " (hit.number)
                    }
                }
                (why(visit, asked, hit, named, own.is_some())?)
            }
        }
    })
}

/// Wider questions that find something: without each of what narrows it, and with any of its words.
fn wider(visit: &Visit, asked: &str, answer: &Answer) -> Result<Vec<(String, String, usize)>> {
    let mut questions: Vec<(String, String)> = Vec::new();
    for operator in &answer.typed.operators {
        let name = operator.name.word();
        questions.push((format!("Without {name}:"), operator.taken_out(asked)));
    }
    let words: Vec<&str> = asked
        .split_whitespace()
        .filter(|word| !word.contains(':'))
        .collect();
    if words.len() > 1 && !asked.contains('"') {
        questions.push(("Any of the words".into(), words.join(" OR ")));
    }
    let plain = asked.replace('"', "");
    if plain != asked {
        questions.push(("The words in any order".into(), plain));
    }
    let mut found = Vec::new();
    for (label, question) in questions.into_iter().take(4) {
        if question.is_empty() {
            continue;
        }
        let n = find::counted(visit, &question, WIDER)?;
        if n > 0 {
            found.push((label, question, n));
        }
    }
    Ok(found)
}

fn nothing(visit: &Visit, asked: &str, answer: &Answer) -> Result<Markup> {
    let wider = wider(visit, asked, answer)?;
    Ok(html! {
        (Empty::no_match(
            html! { "Nothing has “" (asked) "”" },
            "Check the spelling or use fewer words. What you may not see is not found here either.",
        ))
        @if !wider.is_empty() {
            ul class="list widen" {
                @for (label, question, n) in &wider {
                    li {
                        a class="grow link" href=(address(question)) { (label) }
                        span class="dim" { (question) }
                        span class="dim num" { (count(*n, "hit", "hits")) }
                    }
                }
            }
        }
    })
}

fn help() -> Markup {
    html! {
        details class="why" {
            summary { (icon_small(Icon::Help)) "How to ask" }
            dl class="facts" {
                dt { "\"exact words\"" } dd { "in this order" }
                dt { "-word, -from:me" } dd { "without it" }
                dt { "roof OR gutter" } dd { "one of the two" }
                dt { "deliv*" } dd { "whatever begins so" }
                @for (word, _, takes) in NAMES { dt { (word) ":" } dd { (takes) } }
            }
        }
    }
}

fn kept(asked: &str, saved: &[SavedSearch]) -> Markup {
    html! {
        @if !saved.is_empty() {
            section class="facet" aria-label="Kept searches" {
                h2 { "Kept searches" }
                ul {
                    @for one in saved {
                        li {
                            a class="grow" href=(address(&one.query)) aria-current=[(one.query == asked).then_some("page")] { (icon_small(Icon::Star)) (one.name) }
                            (post_button(&format!("/search/saved/{}/remove", one.id), html! {}, Button::square_submit(Icon::X, format!("Remove {}", one.name)).small().quiet()))
                        }
                    }
                }
            }
        }
        @if !asked.is_empty() && !saved.iter().any(|one| one.query == asked) {
            form class="stack s" method="post" action="/search/saved" data-once {
                (hidden("_key", form_key()))
                (hidden("q", asked))
                (Input::text("name", "Keep this search as").required())
                (buttons(Button::submit("Keep").small().icon(Icon::Star)))
            }
        }
    }
}

/// How the index stands, where that is worth a word.
fn standing(visit: &Visit, answer: &Answer) -> Markup {
    let stand = visit.store().search_index().stand();
    html! {
        @match (&stand, answer.names_only) {
            (Stand::Making { done, of, answers, .. }, _) => {
                @let percent = done.saturating_mul(100).checked_div(*of).unwrap_or_default().min(99);
                @let meanwhile = if *answers { "Until it is done, what was written last may be missing." } else { "Until it is done, only names are looked through." };
                (Banner::info(html! { "The search index is being made anew: " (percent) " %. " (meanwhile) }))
            },
            (_, true) => (Banner::info("Only names are looked through right now.")),
            _ => {},
        }
        @for why in &answer.problems { (Banner::warning(why)) }
        @if answer.nearly { (Banner::info("Nothing has exactly these words. These have words that are nearly those.")) }
    }
}

pub struct Shown<'a> {
    pub asked: &'a str,
    pub newest: bool,
    pub hits: &'a Rows<Hit>,
    pub saved: &'a [SavedSearch],
}

pub fn page(
    visit: &Visit,
    request: &Request,
    shown: &Shown<'_>,
    answer: &mut Answer,
) -> Result<Page> {
    let asked = shown.asked;
    let names = Directory::of(visit)?;
    let places = find::places(visit, asked);
    let mut rows = Vec::new();
    for hit in &shown.hits.rows {
        rows.push(found(visit, asked, hit, &mut answer.marks, &names)?);
    }
    let fact = match (asked.is_empty(), answer.more) {
        (true, _) => "Everything you may see, by its words".to_owned(),
        (false, true) => format!("The best {} of more", count(answer.counted, "hit", "hits")),
        (false, false) => count(answer.counted, "hit", "hits"),
    };
    let none = match rows.is_empty() && !asked.is_empty() {
        true => Some(nothing(visit, asked, answer)?),
        false => None,
    };
    let order = |newest: bool| match newest {
        true => request.with_query("order", Some("newest")),
        false => request.with_query("order", None),
    };
    let (best, newest) = (order(false), order(true));
    let body = html! {
        (answering("search-head", html! {
            (Head::new("Search").fact(fact).fact("Only what you may open is searched"))
        }))
        div class="huntbox" {
            form class="bar" method="get" action="/search" role="search" data-filter {
                @if shown.newest { (hidden("order", "newest")) }
                (find_box("q", "Words, a name, or a number such as T-12", asked))
                (Button::submit("Search").primary())
            }
        }
        (answering("search", html! {
            div class="bar" { (chips(visit, asked, answer)?) (help()) }
            (standing(visit, answer))
            @if asked.is_empty() {
                (Empty::first("What are you looking for?", "Type words of a client, a project, a ticket, a document, of what was said or what stands in a file. A number such as T-12 finds that one."))
            }
            @if let Some(none) = &none { (none) }
            div class="hunt" {
                aside id="narrow" aria-label="Narrow down" {
                    (narrow(visit, asked, answer)?)
                    (kept(asked, shown.saved))
                }
                @if !rows.is_empty() {
                    section aria-label="Results" {
                        div class="bar huntbar" {
                            a class="chip only-narrow" href="#narrow" { (icon_small(Icon::Filter)) "Narrow down" }
                            (segments("Order", &[(None, "Best first", best.as_str(), !shown.newest), (None, "Newest", newest.as_str(), shown.newest)]))
                        }
                        ol { @for row in &rows { (row) } }
                        (pages_around(request, count(rows.len(), "record", "records"), shown.hits))
                    }
                }
            }
            @if !asked.is_empty() && !places.is_empty() {
                (Section::new("Places", html! {
                    ul class="list" {
                        @for place in &places { li data-row { (icon(place.icon)) a class="grow link" href=(place.href) { (place.label) } } }
                    }
                }))
            }
        }))
    };
    Ok(Page::new("Search", body).styles(&["list", "empty", "record", "search"]))
}
