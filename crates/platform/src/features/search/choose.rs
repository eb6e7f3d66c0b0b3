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
    begun_numbers(visit, kinds, first, &mut rows)?;
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

/// Digits that are looked for behind those that were typed, at most.
const MORE_DIGITS: u32 = 2;

/// Those whose number begins as it was typed: `T-11` is T-11 and T-1142, and TK-11 as well.
fn begun_numbers(visit: &Visit, kinds: &[&KindInfo], typed: &str, rows: &mut Rows) -> Result<()> {
    let Some((prefix, begun)) = numbered(typed) else {
        return Ok(());
    };
    for more in 0..=MORE_DIGITS {
        let Some(numbers) = with_more(begun, more) else {
            break;
        };
        for info in kinds.iter().filter(|info| begins(info.kind.prefix, prefix)) {
            for id in numbers.clone() {
                if rows.0.len() >= OFFERED {
                    return Ok(());
                }
                let kind = info.kind.code;
                rows.put(visit, Ref { kind, id })?;
            }
        }
    }
    Ok(())
}

fn begins(prefix: &str, typed: &str) -> bool {
    let head = prefix.get(..typed.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(typed))
}

/// The letters and the digits of a number that is being typed.
fn numbered(typed: &str) -> Option<(&str, u64)> {
    let (prefix, digits) = typed.split_once('-')?;
    let letters = !prefix.is_empty() && prefix.chars().all(|c| c.is_ascii_alphabetic());
    let begun: u64 = digits.parse().ok()?;
    (letters && begun > 0).then_some((prefix, begun))
}

/// The numbers that begin with these digits and have so many more.
fn with_more(begun: u64, more: u32) -> Option<std::ops::Range<u64>> {
    let width = 10_u64.checked_pow(more)?;
    let first = begun.checked_mul(width)?;
    Some(first..first.checked_add(width)?)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_by_its_beginning() {
        assert_eq!(numbered("T-11"), Some(("T", 11)));
        assert_eq!(numbered("tk-3"), Some(("tk", 3)));
        for other in ["T-", "11", "T-0", "a b-3", "-3", "T-x"] {
            assert_eq!(numbered(other), None, "{other}");
        }
        assert_eq!(with_more(11, 0), Some(11..12));
        assert_eq!(with_more(11, 2), Some(1100..1200));
        assert_eq!(with_more(u64::MAX, 1), None);
        assert!(begins("TK", "t") && begins("T", "T") && !begins("T", "TK"));
    }
}
