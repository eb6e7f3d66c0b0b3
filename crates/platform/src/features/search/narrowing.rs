//! How what was found is narrowed: the chips, and where each leads.

use super::{
    find::Answer,
    language::{Name, Operator},
    meant::called,
};
use crate::{
    base::{Id, Result, if_found, time},
    data::{Record, Ref, Visit},
    features::{
        conversation::{Post, plain},
        people::Directory,
    },
    ui::prelude::*,
    web::request::percent,
};
use maud::{Markup, html};

pub fn address(asked: &str) -> String {
    format!("/search?q={}", percent(asked))
}

pub fn with(asked: &str, more: &str) -> String {
    address(&format!("{asked} {more}"))
}

/// A value as it is typed behind an operator.
pub fn quoted(value: &str) -> String {
    match value.contains(char::is_whitespace) {
        true => format!("\"{value}\""),
        false => value.to_owned(),
    }
}

/// What an operator that is set asks, in words: a record's number is told by its title.
pub fn told(visit: &Visit, operator: &Operator) -> Result<String> {
    let schema = visit.store().schema();
    if let Some(of) = schema.parse_number(&operator.value)
        && let Some(title) = visit.title_of(of)?
    {
        return Ok(title);
    }
    Ok(operator.value.clone())
}

pub fn chips(visit: &Visit, asked: &str, answer: &Answer) -> Result<Markup> {
    let mut set = Vec::new();
    for operator in &answer.typed.operators {
        let name = match operator.not {
            true => format!("not {}", operator.name.word()),
            false => operator.name.word().to_owned(),
        };
        set.push((
            address(&operator.taken_out(asked)),
            name,
            told(visit, operator)?,
        ));
    }
    Ok(html! {
        @for (remove, name, value) in &set { (chip_removable(remove, name, value)) }
    })
}

pub fn facet(name: &str, rows: &[(String, String, usize)]) -> Markup {
    html! {
        @if !rows.is_empty() {
            section class="facet" aria-label=(name) {
                h2 { (name) }
                ul {
                    @for (label, href, n) in rows.iter().take(NARROW) {
                        li { a href=(href) { span class="grow trunc" { (label) } span class="dim num" { (n) } } }
                    }
                }
            }
        }
    }
}

/// Facets of people and records: those that this person doesn't see are not told.
pub fn of_records(
    visit: &Visit,
    asked: &str,
    (plural, operator): (&str, &str),
    found: &[(u64, usize)],
) -> Result<Vec<(String, String, usize)>> {
    let schema = visit.store().schema();
    let Some(info) = schema.kinds().find(|info| info.kind.plural == plural) else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    for (id, n) in found {
        let of = Ref {
            kind: info.kind.code,
            id: *id,
        };
        if let Some(title) = visit.title_of(of)? {
            let more = format!("{operator}:{}", schema.number(of));
            rows.push((title, with(asked, &more), *n));
        }
        if rows.len() == NARROW {
            break;
        }
    }
    Ok(rows)
}

pub fn narrow(visit: &Visit, asked: &str, answer: &Answer) -> Result<Markup> {
    let is_set = |name: Name| {
        answer
            .typed
            .operators
            .iter()
            .any(|o| o.name == name && !o.not)
    };
    let schema = visit.store().schema();
    let kinds = answer.facets.kinds.iter().filter_map(|(kind, n)| {
        let info = schema.kind(*kind).ok()?;
        let (one, many) = called(info)?;
        let more = format!("kind:{}", quoted(&one.to_lowercase()));
        Some((many.to_owned(), with(asked, &more), *n))
    });
    let kinds: Vec<_> = kinds.filter(|_| !is_set(Name::Kind)).collect();
    let mut people = Vec::new();
    if !is_set(Name::From) {
        people = of_records(visit, asked, ("users", "from"), &answer.facets.people)?;
    }
    let mut clients = Vec::new();
    if !is_set(Name::Client) {
        clients = of_records(visit, asked, ("clients", "client"), &answer.facets.clients)?;
    }
    let names = Directory::of(visit)?;
    let departments = answer.facets.departments.iter().filter_map(|(id, n)| {
        let held = names.open_departments().into_iter();
        let name = held
            .into_iter()
            .find(|held| held.id.raw() == *id)?
            .name
            .clone();
        let more = format!("department:{}", quoted(&name));
        Some((name, with(asked, &more), *n))
    });
    let departments: Vec<_> = departments.filter(|_| !is_set(Name::Department)).collect();
    let spans = [
        ("Today", "today", time::DAY),
        ("Last 7 days", "7d", 7 * time::DAY),
        ("Last 30 days", "30d", 30 * time::DAY),
        ("Last 12 months", "1y", 365 * time::DAY),
    ];
    let moments = &answer.facets.moments;
    let within = |span: i64| {
        let from = visit.at.0 - span;
        moments.iter().filter(|at| **at >= from).count()
    };
    let dates: Vec<_> = spans
        .iter()
        .map(|(label, value, span)| {
            let more = format!("after:{value}");
            ((*label).to_owned(), with(asked, &more), within(*span))
        })
        .filter(|(_, _, n)| *n > 0 && !is_set(Name::After))
        .collect();
    Ok(html! {
        (facet("Kind", &kinds))
        (facet("Person", &people))
        (facet("Client", &clients))
        (facet("Department", &departments))
        (facet("Changed", &dates))
    })
}

/// The words of a record as people read them, and the post where it is one; nothing of what the person doesn't see.
pub fn said(visit: &Visit, names: &Directory, of: Ref) -> Result<(String, Option<Post>)> {
    if of.kind == Post::KIND.code {
        let post: Option<Post> = if_found(visit.find(Id::new(of.id)))?;
        let text = post.as_ref().map(|post| plain(visit, names, post));
        return Ok((text.unwrap_or_default(), post));
    }
    Ok((visit.searched_text(of)?.unwrap_or_default(), None))
}

/// Rows of one facet.
pub const NARROW: usize = 6;
