//! The ways through the house: the sidebar, a phone's bar and sheet of places, and the keyboard's.

use maud::{Markup, Render, html};

use super::{CALM, DOCK, RAIL, Surroundings};
use crate::{
    base::{
        Result,
        language::{say, word},
    },
    data::Visit,
    ui::prelude::*,
    web::{Page, app::NavItem},
};

fn is_first(item: &NavItem) -> bool {
    matches!(item.href, "/" | "/portal")
}

pub(super) fn is_current(item: &NavItem, path: &str) -> bool {
    // The two first pages lie above everything else without being everything else.
    path == item.href || (!is_first(item) && path.starts_with(&format!("{}/", item.href)))
}

/// A place that somebody may go to, and how many wait for them there.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    item: &'a NavItem,
    waits: usize,
}

impl Place<'_> {
    pub(super) fn leads_to(&self, href: &str) -> bool {
        self.item.href == href
    }

    /// A link to it among others, for who reads `path`.
    pub(super) fn link(&self, path: &str) -> Markup {
        let Place { item, waits } = self;
        html! {
            a href=(item.href) aria-current=[current(item, path)] { (word(item.label)) (waiting(item, *waits)) }
        }
    }
}

/// Those of `all` places this person may go to, in their order; what waits is counted once, wherever it is shown.
pub(super) fn places<'a>(all: &'a [NavItem], visit: &Visit) -> Result<Vec<Place<'a>>> {
    let all = all.iter();
    all.filter(|item| visit.may_somewhere(&item.action))
        .map(|item| {
            let waits = item.count.map_or(Ok(0), |count| (count.of)(visit))?;
            Ok(Place { item, waits })
        })
        .collect()
}

/// Their sections in order, the first without a name.
fn sections(shown: &[Place<'_>]) -> Vec<&'static str> {
    let mut sections: Vec<&'static str> = Vec::new();
    for place in shown {
        if !sections.contains(&place.item.section) {
            sections.push(place.item.section);
        }
    }
    sections
}

fn of_section<'p>(
    shown: &'p [Place<'_>],
    section: &'static str,
) -> impl Iterator<Item = &'p Place<'p>> {
    shown
        .iter()
        .filter(move |place| place.item.section == section)
}

fn topics(shown: &[Place<'_>], visit: &Visit) -> String {
    let counts = shown.iter().filter_map(|place| place.item.count);
    let topics: Vec<String> = counts.map(|count| count.topic(visit)).collect();
    topics.join(" ")
}

pub(super) fn sidebar(shown: &[Place<'_>], around: &Surroundings<'_>, visit: &Visit) -> Markup {
    html! {
        nav class="sidebar" aria-label="Main" data-live-id=(RAIL) data-topics=(topics(shown, visit)) data-calm=(CALM) {
            a class="house" href="/" aria-label=(around.branding.name) { (sign(&around.branding.name, around.branding.logo.as_deref())) }
            @for section in sections(shown) {
                @if !section.is_empty() { p aria-hidden="true" { (section) } }
                ul aria-label=[Some(section).filter(|s| !s.is_empty())] {
                    @for Place { item, waits } in of_section(shown, section) {
                        li {
                            a href=(item.href) title=(item.label) data-go=[item.go] aria-current=[current(item, around.path)] {
                                (icon(item.icon)) span { (item.label) } (waiting(item, *waits))
                            }
                        }
                    }
                }
            }
            p class="foot" { "Atrium " (env!("CARGO_PKG_VERSION")) ", " (around.branding.name) }
        }
    }
}

fn current(item: &NavItem, path: &str) -> Option<&'static str> {
    is_current(item, path).then_some("page")
}

/// How many wait there.
pub(super) fn waiting(item: &NavItem, count: usize) -> Markup {
    html! {
        @if count > 0 {
            span class="count" data-hot[item.hot] {
                @if count > 99 { "99+" } @else { (count) } span class="vh" { " " (say("frame-waiting")) }
            }
        }
    }
}

/// How many places stand in a phone's bar, beside the sheet with all of them.
const IN_REACH: usize = 4;

/// The places of a phone's bar: the first page, the first ones, then those where something may wait, then the others.
fn in_reach<'a>(shown: &[Place<'a>]) -> Vec<Place<'a>> {
    let mut near = shown.to_vec();
    near.sort_by_key(|Place { item, .. }| {
        (
            !is_first(item),
            !item.section.is_empty(),
            item.count.is_none(),
        )
    });
    near.truncate(IN_REACH);
    near
}

/// A phone's way through the house: a bar of places, and a sheet that holds all of them with their names.
pub(super) fn dock(shown: &[Place<'_>], around: &Surroundings<'_>, visit: &Visit) -> Markup {
    let near = in_reach(shown);
    let elsewhere = !near.iter().any(|place| is_current(place.item, around.path));
    html! {
        nav class="dock" aria-label=(say("frame-places")) data-live-id=(DOCK) data-topics=(topics(&near, visit)) {
            @for Place { item, waits } in &near {
                a href=(item.href) aria-current=[current(item, around.path)] {
                    (icon(item.icon)) span { (word(item.label)) } (waiting(item, *waits))
                }
            }
            button type="button" popovertarget="places" data-current[elsewhere] { (icon(Icon::More)) span { (say("frame-more")) } }
        }
    }
}

pub(super) fn sheet(shown: &[Place<'_>], path: &str) -> Markup {
    html! {
        nav class="places" id="places" popover aria-label=(say("frame-all-places")) {
            @for section in sections(shown) {
                @if !section.is_empty() { p aria-hidden="true" { (section) } }
                ul aria-label=[Some(section).filter(|s| !s.is_empty())] {
                    @for Place { item, waits } in of_section(shown, section) {
                        li { a href=(item.href) aria-current=[current(item, path)] { (word(item.label)) (waiting(item, *waits)) } }
                    }
                }
            }
        }
    }
}

/// What the keyboard does; the letters of the places among it.
pub(super) fn keys_dialog(page: &Page, shown: &[Place<'_>]) -> Markup {
    let fixed = [
        ("Ctrl K", "Search or jump to"),
        ("/", "Filter this list"),
        ("n", "New"),
        ("j k", "Next and previous row"),
        ("x", "Tick the row"),
        ("Shift x", "Tick all rows from the last one"),
        ("m", "Move the card"),
        ("e", "Edit, or open the row"),
        ("Esc", "Back one layer"),
    ];
    let places = shown
        .iter()
        .filter_map(|place| Some((format!("g {}", place.item.go?), place.item.label)));
    let here = |key: &str| page.keys.iter().any(|(held, _)| *held == key);
    (Dialog::new("keys", "Keyboard").body(html! {
        dl class="facts" {
            @for (key, does) in page.keys { div { dt { kbd { (key) } } dd { (does) } } }
            @for (key, does) in fixed.iter().filter(|(key, _)| !here(key)) { div { dt { kbd { (key) } } dd { (does) } } }
            @for (key, place) in places { div { dt { kbd { (key) } } dd { (place) } } }
        }
    }))
    .render()
}
