//! The palette's rows, and those of a field that a record is chosen for.

use maud::{Markup, html};

use super::find::{self, Answer, Hit};
use crate::{
    base::Result,
    data::{
        Ref, Visit,
        full_text::{Ask, Clause, Lit, Marks, languages},
    },
    features::{Command, clients::client_beside},
    ui::prelude::*,
    web::request::percent,
};

/// A text with what was looked for lit.
pub fn lit(pieces: &[Lit]) -> Markup {
    html! {
        @for (piece, on) in pieces {
            @if *on { mark { (piece) } } @else { (piece) }
        }
    }
}

/// The beginnings of words that were typed, in names that no index has.
fn begun(asked: &str) -> Marks {
    let word = |text: &str| {
        vec![Clause::Word {
            text: text.to_owned(),
            begins: true,
        }]
    };
    let ask = Ask {
        all: asked.split_whitespace().map(word).collect(),
        ..Ask::default()
    };
    Marks::of(&ask, false, &languages(&[]))
}

/// Names of places and commands, lit as far as they were typed.
struct Names(Marks);

impl Names {
    fn lit(&mut self, name: &str) -> Markup {
        lit(&self.0.lit(name))
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

/// Records that are shown beside those that were asked for by number.
pub const SHOWN: usize = 16;

fn group(name: &str, rows: Markup) -> Markup {
    html! {
        div role="group" aria-label=(name) {
            p aria-hidden="true" { (name) }
            (rows)
        }
    }
}

fn record_option(visit: &Visit, hit: &Hit, marks: &mut Marks) -> Result<Markup> {
    let said = match (hit.itself, hit.beneath.len()) {
        (_, 0) => String::new(),
        (true, n) => format!(" · {n} within"),
        (false, n) => format!(" · said within, {n}"),
    };
    let whose = client_beside(visit, hit.of)?;
    let whose = whose.map_or_else(String::new, |client| format!(", {client}"));
    Ok(option(
        hit.entity.icon,
        &hit.href,
        lit(&marks.lit(&hit.title)),
        &format!("{}{whose}{said}", hit.entity.one),
        html! { small class="id" { (hit.number) } },
    ))
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

/// A command is a link, or a form of one button.
fn command_option(command: &Command, names: &mut Names) -> Markup {
    let Some(fields) = &command.post else {
        let text = names.lit(&command.title);
        return option(command.icon, &command.to, text, &command.note, html! {});
    };
    html! {
        form role="none" method="post" action=(command.to) data-once {
            @for (name, value) in fields { (hidden(name, value)) }
            button role="option" type="submit" tabindex="-1" {
                (icon(command.icon))
                span class="grow" {
                    (names.lit(&command.title))
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

pub fn palette(
    visit: &Visit,
    asked: &str,
    found: &mut Answer,
    hand: Option<&InHand>,
) -> Result<Markup> {
    let hits = &found.hits;
    let marks = &mut found.marks;
    let mut names = Names(begun(asked));
    let exact: Vec<&Hit> = hits.iter().filter(|hit| hit.exact).collect();
    let rest: Vec<&Hit> = hits.iter().filter(|hit| !hit.exact).take(SHOWN).collect();
    let places = find::places(visit, asked);
    let starts = find::starts(visit, asked);
    let everything = format!("/search?q={}", percent(asked));
    let titled = find::titled_starts(visit, asked);
    let anywhere = find::anywhere(visit, asked)?;
    let begins = find::is_to_begin(asked) || !anywhere.is_empty();
    let to_do = !(starts.is_empty() && titled.is_empty() && anywhere.is_empty());
    let to_begin = html! {
        @if to_do {
            (group("Do", html! {
                @for command in &anywhere { (command_option(command, &mut names)) }
                @for (title, href) in &titled { (option(Icon::Plus, href, names.lit(title), "", html! {})) }
                @for start in &starts { (option(Icon::Plus, start.href, names.lit(start.title), "", html! {})) } }))
        }
    };
    Ok(html! {
        @if let Some(hand) = hand.filter(|hand| !hand.commands.is_empty()) {
            div role="group" aria-label=(hand.name) data-hand {
                p aria-hidden="true" { (hand.name) }
                @for command in &hand.commands { (command_option(command, &mut names)) }
            }
        }
        @if !exact.is_empty() {
            (group("Jump to", html! { @for hit in &exact { (record_option(visit, hit, marks)?) } }))
        }
        // A place whose name was typed comes before records that merely contain the word.
        @if !places.is_empty() {
            (group("Places", html! {
                @for place in &places {
                    (option(place.icon, place.href, names.lit(place.label), "", html! { @if let Some(go) = place.go { kbd { "g " (go) } } }))
                }
            }))
        }
        // Whoever types "new" or "log 1:30" means to do something.
        @if begins { (to_begin) }
        @for name in groups(&rest) {
            (group(name, html! { @for hit in rest.iter().filter(|hit| hit.group == name) { (record_option(visit, hit, marks)?) } }))
        }
        @if !begins { (to_begin) }
        @if !asked.is_empty() {
            @let nothing = hits.is_empty() && places.is_empty() && !to_do && hand.is_none_or(|hand| hand.commands.is_empty());
            (group("More", option(
                Icon::Search,
                &everything,
                html! { "Search everything for “" (asked) "”" },
                match (found.problems.first(), found.nearly, nothing) {
                    (Some(why), _, _) => why.as_str(),
                    (None, true, _) => "Nothing has exactly these words",
                    (None, false, true) => "Nothing has these words",
                    (None, false, false) => "",
                },
                html! {},
            )))
        }
    })
}

/// Rows from which a record is chosen, each with what the field then holds.
pub fn choices(visit: &Visit, rows: &[(Ref, String)], asked: &str) -> Markup {
    let schema = visit.store().schema();
    let entity = |of: &Ref| schema.kind(of.kind).ok().and_then(|info| info.entity);
    let mut names = Names(begun(asked));
    html! {
        @for (of, title) in rows {
            @let number = schema.number(*of);
            button type="button" role="option" tabindex="-1" data-value={ (number) " " (title) } {
                @if let Some(entity) = entity(of) { (icon(entity.icon)) }
                span class="grow" { (names.lit(title)) }
                small class="id" { (number) }
            }
        }
        @if rows.is_empty() && !asked.is_empty() { p { "Nothing begins like this." } }
    }
}
