//! The palette's rows and the search page.

use maud::{Markup, html};

use super::find::{self, Hit, Hits};
use crate::{
    base::text::count,
    data::{Ref, Visit},
    features::Command,
    ui::prelude::*,
    web::{Page, request::percent},
};

fn lit(title: &str, asked: &str) -> Markup {
    html! {
        @for (piece, on) in find::lit(title, asked) {
            @if on { mark { (piece) } } @else { (piece) }
        }
    }
}

fn option(icon_of: Icon, href: &str, text: Markup, dim: &str, end: Markup) -> Markup {
    html! {
        a role="option" href=(href) {
            (icon(icon_of))
            span class="grow" { (text) @if !dim.is_empty() { " " small class="dim" { (dim) } } }
            (end)
        }
    }
}

fn group(name: &str, rows: Markup) -> Markup {
    html! {
        div role="group" aria-label=(name) {
            p aria-hidden="true" { (name) }
            (rows)
        }
    }
}

fn record_option(hit: &Hit, asked: &str) -> Markup {
    option(
        hit.entity.icon,
        &hit.href,
        lit(&hit.title, asked),
        hit.entity.one,
        html! { small class="id" { (hit.number) } },
    )
}

/// The names of the groups that hits fall into, in their order.
fn groups(hits: &[&Hit]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for hit in hits {
        if !names.contains(&hit.group) {
            names.push(hit.group);
        }
    }
    names
}

/// Said where the search gave up before it had looked at everything.
const GAVE_UP: &str =
    "Too much has these words to look through all of it. Type another word or more letters.";

/// A command is a link, or a form of one button.
fn command_option(command: &Command, asked: &str) -> Markup {
    let Some(fields) = &command.post else {
        let text = lit(&command.title, asked);
        return option(command.icon, &command.to, text, &command.note, html! {});
    };
    html! {
        form role="none" method="post" action=(command.to) data-once {
            @for (name, value) in fields { (hidden(name, value)) }
            button role="option" type="submit" tabindex="-1" {
                (icon(command.icon))
                span class="grow" {
                    (lit(&command.title, asked))
                    @if !command.note.is_empty() { " " small class="dim" { (command.note) } }
                }
            }
        }
    }
}

/// The record that is open, and what can be done to it.
pub struct InHand {
    pub name: String,
    pub commands: Vec<Command>,
}

pub fn palette(visit: &Visit, asked: &str, found: &Hits, hand: Option<&InHand>) -> Markup {
    let hits = &found.hits;
    let exact: Vec<&Hit> = hits.iter().filter(|hit| hit.exact).collect();
    let rest: Vec<&Hit> = hits.iter().filter(|hit| !hit.exact).take(16).collect();
    let places = find::places(visit, asked);
    let starts = find::starts(visit, asked);
    let everything = format!("/search?q={}", percent(asked));
    let begins = find::is_to_begin(asked);
    let to_begin = html! {
        @if !starts.is_empty() {
            (group("Do", html! { @for start in &starts { (option(Icon::Plus, start.href, lit(start.title, asked), "", html! {})) } }))
        }
    };
    html! {
        @if let Some(hand) = hand.filter(|hand| !hand.commands.is_empty()) {
            div role="group" aria-label=(hand.name) data-hand {
                p aria-hidden="true" { (hand.name) }
                @for command in &hand.commands { (command_option(command, asked)) }
            }
        }
        @if !exact.is_empty() {
            (group("Jump to", html! { @for hit in &exact { (record_option(hit, asked)) } }))
        }
        // A place whose name was typed comes before records that merely contain the word.
        @if !places.is_empty() {
            (group("Places", html! {
                @for place in &places {
                    (option(place.icon, place.href, lit(place.label, asked), "", html! { kbd { "g " (place.go) } }))
                }
            }))
        }
        // Whoever types "new" means to begin something.
        @if begins { (to_begin) }
        @for name in groups(&rest) {
            (group(name, html! { @for hit in rest.iter().filter(|hit| hit.group == name) { (record_option(hit, asked)) } }))
        }
        @if !begins { (to_begin) }
        @if !asked.is_empty() {
            @let nothing = hits.is_empty() && places.is_empty() && starts.is_empty() && hand.is_none_or(|hand| hand.commands.is_empty());
            (group("More", option(
                Icon::Search,
                &everything,
                html! { "Search everything for “" (asked) "”" },
                match (found.gave_up, nothing) {
                    (true, _) => GAVE_UP,
                    (false, true) => "Nothing begins like this",
                    (false, false) => "",
                },
                html! {},
            )))
        }
    }
}

pub fn page(visit: &Visit, asked: &str, found: &Hits) -> Page {
    let hits = &found.hits;
    let refs: Vec<&Hit> = hits.iter().collect();
    let places = find::places(visit, asked);
    let body = html! {
        (Head::new("Search").fact(if asked.is_empty() { "Names and numbers of everything you may see".to_owned() } else { count(hits.len(), "result", "results") }))
        form class="bar" method="get" action="/search" role="search" {
            (find_box("q", "A name, or a number such as T-12", asked))
            (Button::submit("Search").primary())
        }
        @if asked.is_empty() {
            (Empty::first("What are you looking for?", "Type the beginning of a name: a client, a project, a ticket, a document, a person. A number such as T-12 finds that one."))
        } @else if found.gave_up {
            (Banner::info(GAVE_UP))
        } @else if hits.is_empty() {
            (Empty::no_match(html! { "Nothing begins with “" (asked) "”" }, "Check the spelling or type fewer letters. What you may not see is not found here either."))
        }
        @for name in groups(&refs) {
            @let rows: Vec<&&Hit> = refs.iter().filter(|hit| hit.group == name).collect();
            (Section::new(name, html! {
                ul class="list" {
                    @for hit in &rows {
                        li data-row {
                            (icon(hit.entity.icon))
                            span class="grow duo" {
                                a href=(hit.href) { (lit(&hit.title, asked)) }
                                span class="dim t12" { (hit.entity.one) }
                            }
                            (id(hit.number.as_str()))
                        }
                    }
                }
            }).small(rows.len()))
        }
        @if !asked.is_empty() && !places.is_empty() {
            (Section::new("Places", html! {
                ul class="list" {
                    @for place in &places { li data-row { (icon(place.icon)) a class="grow" href=(place.href) { (lit(place.label, asked)) } } }
                }
            }))
        }
    };
    Page::new("Search", body).styles(&["list", "empty"])
}

/// Rows from which a record is chosen, each with what the field then holds.
pub fn choices(visit: &Visit, rows: &[(Ref, String)], asked: &str) -> Markup {
    let schema = visit.store().schema();
    let entity = |of: &Ref| schema.kind(of.kind).ok().and_then(|info| info.entity);
    html! {
        @for (of, title) in rows {
            @let number = schema.number(*of);
            button type="button" role="option" tabindex="-1" data-value={ (number) " " (title) } {
                @if let Some(entity) = entity(of) { (icon(entity.icon)) }
                span class="grow" { (lit(title, asked)) }
                small class="id" { (number) }
            }
        }
        @if rows.is_empty() && !asked.is_empty() { p { "Nothing begins like this." } }
    }
}
