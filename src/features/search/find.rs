//! What the box finds: places of the rail, deeds, and records by number or by word.

use std::sync::LazyLock;

use crate::{
    access::Action,
    base::Result,
    data::{Ref, Visit},
    features::{self, leads, people},
    ui::icon::Icon,
    web::NavItem,
};

/// A kind of record that has a page, as results speak of it.
#[derive(Debug, Clone, Copy)]
pub struct KindName {
    pub plural: &'static str,
    pub name: &'static str,
    pub icon: Icon,
    pub group: &'static str,
}

const fn kind_name(
    plural: &'static str,
    name: &'static str,
    icon: Icon,
    group: &'static str,
) -> KindName {
    KindName {
        plural,
        name,
        icon,
        group,
    }
}

const WORK: &str = "Clients and work";
const FILES: &str = "Documents";
const PEOPLE: &str = "People";

/// In the order in which results stand.
const KINDS: [KindName; 10] = [
    kind_name("clients", "Client", Icon::Client, WORK),
    kind_name("contacts", "Contact", Icon::Users, WORK),
    kind_name("leads", "Lead", Icon::Lead, WORK),
    kind_name("projects", "Project", Icon::Project, WORK),
    kind_name("tickets", "Ticket", Icon::Ticket, WORK),
    kind_name("quotes", "Quote", Icon::Quote, WORK),
    kind_name("approvals", "Approval", Icon::Approve, WORK),
    kind_name("tasks", "Task", Icon::Task, WORK),
    kind_name("documents", "Document", Icon::File, FILES),
    kind_name("users", "Person", Icon::Lead, PEOPLE),
];

/// A record that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    pub number: String,
    pub title: String,
    pub href: String,
    pub kind: KindName,
    /// Asked for by its number, so it stands first.
    pub exact: bool,
}

/// Records by number, then by word, at most `each` of a kind.
pub fn find(visit: &Visit, asked: &str, each: usize) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    for of in numbered(visit, asked) {
        if let Some(title) = visit.title_of(of)?
            && let Some(hit) = hit(visit, of, title, true)
        {
            hits.push(hit);
        }
    }
    let mut words: Vec<Hit> = visit
        .search(asked, each)?
        .into_iter()
        .filter_map(|(of, title)| hit(visit, of, title, false))
        .filter(|found| !hits.iter().any(|hit| hit.number == found.number))
        .collect();
    words.sort_by_key(|hit| KINDS.iter().position(|kind| kind.plural == hit.kind.plural));
    hits.extend(words);
    Ok(hits)
}

/// `T-12` names one record; a bare `12` one of every kind.
fn numbered(visit: &Visit, asked: &str) -> Vec<Ref> {
    let schema = visit.store().schema();
    if let Some(of) = schema.parse_number(asked) {
        return vec![of];
    }
    let Ok(id) = asked.parse::<u64>() else {
        return Vec::new();
    };
    schema
        .kinds()
        .filter(|info| {
            visit.may_somewhere(&info.view)
                && KINDS.iter().any(|kind| kind.plural == info.kind.plural)
        })
        .map(|info| Ref {
            kind: info.kind.code,
            id,
        })
        .collect()
}

fn hit(visit: &Visit, of: Ref, title: String, exact: bool) -> Option<Hit> {
    let schema = visit.store().schema();
    let plural = schema.kind(of.kind).ok()?.kind.plural;
    let kind = *KINDS.iter().find(|kind| kind.plural == plural)?;
    Some(Hit {
        number: schema.number(of),
        title,
        href: features::address(visit, of),
        kind,
        exact,
    })
}

/// The places of the rail, as the features declare them; put together once.
static PLACES: LazyLock<Vec<NavItem>> = LazyLock::new(|| {
    features::all()
        .into_iter()
        .flat_map(|feature| feature.nav)
        .collect()
});

/// Something to do from anywhere.
#[derive(Clone, Copy)]
pub struct Deed {
    pub title: &'static str,
    pub href: &'static str,
    pub action: Action,
}

const DEEDS: [Deed; 3] = [
    Deed {
        title: "New lead",
        href: "/leads/new",
        action: leads::CREATE,
    },
    Deed {
        title: "Import leads",
        href: "/leads/import",
        action: leads::IMPORT,
    },
    Deed {
        title: "Invite somebody",
        href: "/users/new",
        action: people::INVITE,
    },
];

/// Places and deeds that the person may use and whose names match; all of them for an empty question.
pub fn places(visit: &Visit, asked: &str) -> Vec<&'static NavItem> {
    PLACES
        .iter()
        .filter(|place| visit.may_somewhere(&place.action) && matches(place.label, asked))
        .collect()
}

pub fn deeds(visit: &Visit, asked: &str) -> Vec<Deed> {
    DEEDS
        .into_iter()
        .filter(|deed| visit.may_somewhere(&deed.action) && matches(deed.title, asked))
        .collect()
}

/// Every word asked for begins a word of the name.
fn matches(name: &str, asked: &str) -> bool {
    let held: Vec<String> = crate::base::text::words(name).collect();
    crate::base::text::words(asked).all(|word| held.iter().any(|h| h.starts_with(&word)))
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
}
