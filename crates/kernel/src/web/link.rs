//! Links between records: whoever may open what a link leads to gets one, and everybody else its words.

use maud::{Markup, Render, html};

use crate::data::{Ref, Visit};

/// These words, leading to a record for whoever sees it.
pub fn link(visit: &Visit, to: Ref, words: impl Render) -> Markup {
    html! {
        @if opens(visit, to) { a class="link" href=(visit.address(to)) { (words) } }
        @else { (words) }
    }
}

/// Whether there is a page of it, for this person: a part may be seen with its whole by who has no business on its own page.
fn opens(visit: &Visit, to: Ref) -> bool {
    let schema = visit.store().schema();
    let described = schema.kind(schema.now(to).kind);
    described.is_ok_and(|info| {
        let paged = info.entity.filter(|entity| entity.has_page);
        paged.is_some_and(|entity| {
            let needed = entity.page_needs.as_ref().unwrap_or(&info.view);
            visit.may_somewhere(needed)
        })
    }) && visit.sees_ref(to).unwrap_or(false)
}

/// A record's number, leading to it for whoever sees it: for rooms that know of the record by its number only.
pub fn number_link(visit: &Visit, number: &str) -> Markup {
    match visit.store().schema().parse_number(number) {
        Some(to) => link(visit, to, number),
        None => number.render(),
    }
}
