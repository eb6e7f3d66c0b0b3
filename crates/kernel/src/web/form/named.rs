//! A record that is named in a field: by its number, or as people call it.

use crate::{
    base::{Result, text},
    data::{KindInfo, Ref, Visit},
};

/// Records that are offered where a name fits several.
const OFFERED: usize = 3;
/// Records that are looked at for one of exactly the name.
const LOOKED: usize = 50;

/// What was meant by what was typed.
#[derive(Debug, PartialEq)]
pub(in crate::web) enum Meant {
    /// The number of one record that the person sees.
    Number(String),
    /// It doesn't look like one of these at all: the form says what it takes.
    Else,
    /// Which one isn't clear, with the sentence that stands beside the field.
    Unclear(String),
}

/// Which record of these kinds is meant. A number counts when the person sees the record; `CL-101 Harborview`, as a list
/// offers it, is a number. Else the one record whose name it is, or the only one whose words begin so.
pub(in crate::web) fn meant(visit: &Visit, prefixes: &[&str], typed: &str) -> Result<Meant> {
    let typed = text::clean_line(typed);
    let schema = visit.store().schema();
    let first = typed.split_whitespace().next().unwrap_or_default();
    let kinds: Vec<&KindInfo> = prefixes
        .iter()
        .filter_map(|prefix| schema.kinds().find(|info| info.kind.prefix == *prefix))
        .collect();
    let one = match kinds.as_slice() {
        [info] => info.entity.map(|entity| entity.one.to_lowercase()),
        _ => None,
    };
    let one = one.as_deref().unwrap_or("record");
    let bare = match (kinds.as_slice(), typed.parse::<u64>()) {
        ([info], Ok(id)) => Some(Ref {
            kind: info.kind.code,
            id,
        }),
        _ => None,
    };
    if let Some(of) = schema.parse_number(first).or(bare) {
        if !kinds.iter().any(|info| info.kind.code == of.kind) {
            return Ok(Meant::Else);
        }
        return Ok(match visit.title_of(of)? {
            Some(_) => Meant::Number(schema.number(of)),
            None => Meant::Unclear(format!(
                "There is no {one} {} that you may see.",
                schema.number(of)
            )),
        });
    }
    let mut found = Vec::new();
    for info in &kinds {
        found.extend(visit.choices(info.kind.code, &typed, LOOKED)?);
    }
    let same = |title: &str| text::fold(title) == text::fold(&typed);
    let named: Vec<Ref> = found
        .iter()
        .filter(|(_, title)| same(title))
        .map(|(of, _)| *of)
        .collect();
    let told = |found: &[(Ref, String)]| {
        let told = found.iter().take(OFFERED);
        let told = told.map(|(of, title)| format!("{} {title}", schema.number(*of)));
        told.collect::<Vec<_>>().join(", ")
    };
    Ok(match (named.as_slice(), found.as_slice()) {
        ([of], _) | ([], [(of, _)]) => Meant::Number(schema.number(*of)),
        (_, []) => {
            let mut near = Vec::new();
            for info in &kinds {
                near.extend(visit.near_choices(info.kind.code, &typed, OFFERED)?);
            }
            let next = match near.is_empty() {
                true => "Type another word of the name, or the number.".to_owned(),
                false => format!("Perhaps {}?", told(&near)),
            };
            Meant::Unclear(format!(
                "There is no {one} “{typed}” that you may see. {next}"
            ))
        }
        (_, several) => Meant::Unclear(format!(
            "“{typed}” fits more than one {one}: {}{}. Choose one, or type its number.",
            told(several),
            match several.len() > OFFERED {
                true => " and others",
                false => "",
            }
        )),
    })
}
