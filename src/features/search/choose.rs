//! Choosing a record for a field of a form: by the beginnings of its words or its number; before anything is typed those
//! chosen lately, those at hand, and the newest.

use super::palette;
use crate::{
    base::{Result, text},
    data::{KindInfo, Ref, Visit},
    features::declared,
    web::{Reply, Request},
};

/// Rows that are offered.
const OFFERED: usize = 8;
/// Numbers chosen lately that are looked at.
const RECENT: usize = 20;
/// Of these, those that stand first.
const RECENT_SHOWN: usize = 4;

/// Rows for `?of=CL+PRJ&q=har&recent=CL-101+CL-7`: only what the person sees of these kinds.
pub fn pick(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked = text::clean_line(request.query("q").unwrap_or_default());
    let asked: String = asked.chars().take(80).collect();
    let prefixes = request.query("of").unwrap_or_default();
    let kinds: Vec<&KindInfo> = prefixes
        .split_whitespace()
        .filter_map(|prefix| {
            let mut kinds = visit.store().schema().kinds();
            kinds.find(|info| info.kind.prefix.eq_ignore_ascii_case(prefix))
        })
        .filter(|info| visit.may_somewhere(&info.view))
        .collect();
    let rows = match asked.as_str() {
        "" => before_typing(visit, &kinds, request.query("recent").unwrap_or_default())?,
        typed => typed_rows(visit, &kinds, typed)?,
    };
    Ok(Reply::Part(palette::choices(visit, &rows, &asked)))
}

fn before_typing(visit: &Visit, kinds: &[&KindInfo], recent: &str) -> Result<Vec<(Ref, String)>> {
    let schema = visit.store().schema();
    let mut rows = Rows::default();
    let recent = recent.split_whitespace().take(RECENT);
    for of in recent.filter_map(|number| schema.parse_number(number)) {
        if kinds.iter().any(|info| info.kind.code == of.kind) && rows.0.len() < RECENT_SHOWN {
            rows.put(visit, of)?;
        }
    }
    for info in kinds {
        for room in declared()
            .at_hand
            .iter()
            .filter(|room| room.kind == info.kind.plural)
        {
            for of in (room.of)(visit, OFFERED)? {
                rows.put(visit, of)?;
            }
        }
    }
    for info in kinds {
        for (of, title) in visit.choices(info.kind.code, "", OFFERED)? {
            rows.add(of, title);
        }
    }
    Ok(rows.first())
}

fn typed_rows(visit: &Visit, kinds: &[&KindInfo], typed: &str) -> Result<Vec<(Ref, String)>> {
    let mut rows = Rows::default();
    let first = typed.split_whitespace().next().unwrap_or_default();
    if let Some(of) = visit.store().schema().parse_number(first)
        && kinds.iter().any(|info| info.kind.code == of.kind)
    {
        rows.put(visit, of)?;
    }
    for info in kinds {
        if let Ok(id) = typed.parse() {
            let kind = info.kind.code;
            rows.put(visit, Ref { kind, id })?;
        }
        for (of, title) in visit.choices(info.kind.code, typed, OFFERED)? {
            rows.add(of, title);
        }
    }
    if rows.0.is_empty() {
        for info in kinds {
            for (of, title) in visit.near_choices(info.kind.code, typed, OFFERED)? {
                rows.add(of, title);
            }
        }
    }
    Ok(rows.first())
}

/// What is offered, each once.
#[derive(Default)]
struct Rows(Vec<(Ref, String)>);

impl Rows {
    fn add(&mut self, of: Ref, title: String) {
        if !self.0.iter().any(|(held, _)| *held == of) {
            self.0.push((of, title));
        }
    }

    /// The record, as far as the person sees it.
    fn put(&mut self, visit: &Visit, of: Ref) -> Result<()> {
        if let Some(title) = visit.title_of(of)? {
            self.add(of, title);
        }
        Ok(())
    }

    fn first(mut self) -> Vec<(Ref, String)> {
        self.0.truncate(OFFERED);
        self.0
    }
}
