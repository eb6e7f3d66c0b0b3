//! What the box finds: places of the sidebar, what can be begun, and records by number or by word.

use std::sync::LazyLock;

use crate::{
    base::{Error, Result},
    data::{EntityInfo, KindInfo, Page, Paging, Ref, Visit},
    features::{self, Command, Commands, Start},
    web::NavItem,
};

/// A record that was found.
pub struct Hit {
    pub number: String,
    pub title: String,
    pub href: String,
    /// The plural of its kind.
    pub plural: &'static str,
    pub entity: &'static EntityInfo,
    pub group: &'static str,
    /// Among the kinds.
    place: u8,
    /// Asked for by its number, so it stands first.
    pub exact: bool,
}

/// What was found for people, and whether there may be more that wasn't looked for.
pub struct Hits {
    pub hits: Vec<Hit>,
    pub gave_up: bool,
}

/// Records by number, then by word, at most `each` of a kind.
pub fn find(visit: &Visit, asked: &str, each: usize) -> Result<Hits> {
    let mut hits = Vec::new();
    for of in numbered(visit, asked) {
        if let Some(title) = visit.title_of(of)?
            && let Some(hit) = hit(visit, of, title, true)
        {
            hits.push(hit);
        }
    }
    let found = visit.search(asked, each)?;
    let mut words: Vec<Hit> = found
        .hits
        .into_iter()
        .filter_map(|(of, title)| hit(visit, of, title, false))
        .filter(|found| !hits.iter().any(|hit| hit.number == found.number))
        .collect();
    words.sort_by_key(|hit| hit.place);
    hits.extend(words);
    Ok(Hits {
        hits,
        gave_up: found.gave_up,
    })
}

/// A page of everything that is found, as programs walk it.
pub fn page(visit: &Visit, asked: &str, paging: &Paging) -> Result<Page<Hit>> {
    let numbered = numbered(visit, asked);
    let found = visit.search_page(asked, &numbered, &kinds(visit), paging)?;
    found.try_map(|(of, title)| {
        hit(visit, of, title, numbered.contains(&of))
            .ok_or_else(|| Error::internal("a kind was found that has no name"))
    })
}

/// The kinds of what is found, in the order in which they are shown.
fn kinds(visit: &Visit) -> Vec<&'static str> {
    let placed = |info: &KindInfo| Some((info.entity?.found?.1, info.kind.plural));
    let mut kinds: Vec<(u8, &str)> = visit.store().schema().kinds().filter_map(placed).collect();
    kinds.sort_unstable();
    kinds.into_iter().map(|(_, plural)| plural).collect()
}

fn is_found(info: &KindInfo) -> bool {
    info.entity.is_some_and(|entity| entity.found.is_some())
}

/// `T-12` names one record; a bare `12` one of every kind.
fn numbered(visit: &Visit, asked: &str) -> Vec<Ref> {
    let schema = visit.store().schema();
    if let Some(of) = schema.parse_number(asked) {
        let named = schema.kind(of.kind).is_ok_and(is_found);
        return Vec::from_iter(named.then_some(of));
    }
    let Ok(id) = asked.parse::<u64>() else {
        return Vec::new();
    };
    schema
        .kinds()
        .filter(|info| is_found(info) && visit.may_somewhere(&info.view))
        .map(|info| Ref {
            kind: info.kind.code,
            id,
        })
        .collect()
}

fn hit(visit: &Visit, of: Ref, title: String, exact: bool) -> Option<Hit> {
    let schema = visit.store().schema();
    let info = schema.kind(of.kind).ok()?;
    let entity = info.entity?;
    let (group, place) = entity.found?;
    Some(Hit {
        number: schema.number(of),
        title,
        href: visit.address(of),
        plural: info.kind.plural,
        entity,
        group,
        place,
        exact,
    })
}

/// The places of the sidebar, as the features declare them; put together once.
static PLACES: LazyLock<Vec<NavItem>> = LazyLock::new(|| {
    features::all()
        .into_iter()
        .flat_map(|feature| feature.nav)
        .collect()
});

/// What can be begun, likewise.
static STARTS: LazyLock<Vec<Start>> = LazyLock::new(|| {
    features::all()
        .into_iter()
        .flat_map(|feature| feature.starts)
        .copied()
        .collect()
});

/// What rooms say of the records that are open, likewise.
static COMMANDS: LazyLock<Vec<Commands>> = LazyLock::new(|| {
    features::all()
        .into_iter()
        .flat_map(|feature| feature.commands)
        .collect()
});

/// Commands that are shown for one record.
const COMMANDS_SHOWN: usize = 8;

/// Places that the person may use and whose names match; all of them for an empty question.
pub fn places(visit: &Visit, asked: &str) -> Vec<&'static NavItem> {
    let places = PLACES.iter();
    named(
        places.filter(|place| visit.may_somewhere(&place.action)),
        asked,
        |place| place.label,
    )
}

/// What the person may begin, likewise.
pub fn starts(visit: &Visit, asked: &str) -> Vec<&'static Start> {
    let starts = STARTS.iter();
    named(
        starts.filter(|start| visit.may_somewhere(&start.action)),
        asked,
        |start| start.title,
    )
}

/// The record whose page an address is, as far as the person sees it, and its title.
pub fn at_hand(visit: &Visit, address: &str) -> Result<Option<(Ref, String)>> {
    let schema = visit.store().schema();
    let Some(of) = address
        .split('/')
        .find_map(|part| schema.parse_number(part))
    else {
        return Ok(None);
    };
    Ok(visit.title_of(of)?.map(|title| (of, title)))
}

/// What can be done to the record that is open and is meant by what was typed.
pub fn commands(visit: &Visit, of: Ref, asked: &str) -> Result<Vec<Command>> {
    let kind = visit.store().schema().kind(of.kind)?.kind.plural;
    let mut all = Vec::new();
    for room in COMMANDS.iter().filter(|room| room.kind == kind) {
        all.extend((room.on)(visit, of.id, asked)?);
    }
    if asked.is_empty() {
        all.retain(|command| !command.when_asked);
        return Ok(all);
    }
    let mut all = named(all.into_iter(), asked, |command| command.title.as_str());
    all.truncate(COMMANDS_SHOWN);
    Ok(all)
}

/// Those whose names match; where none does, those that are a slip of the keyboard away.
fn named<T>(all: impl Iterator<Item = T>, asked: &str, name: impl Fn(&T) -> &str) -> Vec<T> {
    let (exact, others): (Vec<T>, Vec<T>) = all.partition(|each| matches(name(each), asked));
    if !exact.is_empty() {
        return exact;
    }
    let near = others.into_iter();
    near.filter(|each| is_near(name(each), asked)).collect()
}

/// What begins something is called by one of these, and asked for by any.
const BEGIN: [&str; 3] = ["new", "add", "create"];

/// Whether something is to be begun, rather than found.
pub fn is_to_begin(asked: &str) -> bool {
    crate::base::text::words(asked)
        .next()
        .is_some_and(|word| BEGIN.contains(&word.as_str()))
}

/// Every word asked for begins a word of the name.
fn matches(name: &str, asked: &str) -> bool {
    fit(name, asked, |held, word| held.starts_with(word))
}

/// The same, but for slips.
fn is_near(name: &str, asked: &str) -> bool {
    fit(name, asked, crate::base::text::nearly)
}

fn fit(name: &str, asked: &str, fits: impl Fn(&str, &str) -> bool) -> bool {
    let held: Vec<String> = crate::base::text::words(name).collect();
    let begins = held.iter().any(|word| BEGIN.contains(&word.as_str()));
    crate::base::text::words(asked).all(|word| {
        begins && BEGIN.contains(&word.as_str()) || held.iter().any(|held| fits(held, &word))
    })
}

/// A title cut into pieces, each with whether it is what was asked for.
pub fn lit<'a>(title: &'a str, asked: &str) -> Vec<(&'a str, bool)> {
    let asked: Vec<String> = crate::base::text::words(asked).collect();
    let mut pieces = Vec::new();
    let (mut rest, mut plain) = (title, 0);
    let mut at_word = true;
    while let Some(next) = rest[plain..].chars().next() {
        let here = &rest[plain..];
        let length = at_word
            .then(|| asked.iter().filter_map(|word| begins(here, word)).max())
            .flatten();
        match length {
            Some(length) => {
                if plain > 0 {
                    pieces.push((&rest[..plain], false));
                }
                pieces.push((&here[..length], true));
                (rest, plain) = (&here[length..], 0);
                at_word = false;
            }
            None => {
                plain += next.len_utf8();
                at_word = !next.is_alphanumeric();
            }
        }
    }
    if !rest.is_empty() {
        pieces.push((rest, false));
    }
    pieces
}

/// How many bytes of `text` are `word`, whatever its case.
fn begins(text: &str, word: &str) -> Option<usize> {
    let mut wanted = word.chars();
    let mut length = 0;
    for c in text.chars() {
        for lower in c.to_lowercase() {
            match wanted.next() {
                Some(want) if want == lower => {}
                Some(_) => return None,
                None => return Some(length),
            }
        }
        length += c.len_utf8();
    }
    wanted.next().is_none().then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_words_are_lit() {
        assert_eq!(
            lit("Delgado Dental, el Paso", "de"),
            [
                ("De", true),
                ("lgado ", false),
                ("De", true),
                ("ntal, el Paso", false)
            ]
        );
        assert_eq!(lit("Écluse", "é"), [("É", true), ("cluse", false)]);
        assert_eq!(lit("Plain", ""), [("Plain", false)]);
        assert!(lit("", "x").is_empty());
    }

    #[test]
    fn all_words_must_begin_one() {
        assert!(matches("My day", "da my"));
        assert!(!matches("My day", "day week"));
        assert!(matches("Leads", ""));
    }

    #[test]
    fn slips_are_forgiven_where_nothing_matches() {
        let of = |asked: &str| named(["Tickets", "Tasks", "New ticket"].into_iter(), asked, |n| n);
        assert_eq!(of("tick"), ["Tickets", "New ticket"]);
        assert_eq!(of("tickts"), ["Tickets"]);
        assert_eq!(of("create ticket"), ["New ticket"]);
        assert_eq!(of("add tikcet"), ["New ticket"]);
        assert!(of("zebra").is_empty());
    }
}
