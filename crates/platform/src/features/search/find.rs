//! What the box finds: places of the sidebar, what can be begun, and records by number or by word.

use std::collections::BTreeMap;

use super::{
    indexer,
    language::{self, Typed},
    meant::meant,
};
use crate::{
    base::{Error, Moment, Result, text},
    data::{
        EntityInfo, KindInfo, Ref, Visit,
        full_text::{Facets, Marks, TextFound},
    },
    features::{self, Command, Start, declared},
    jobs::Supervisor,
    web::{NavItem, request::percent},
};

/// A record that was found.
pub struct Hit {
    pub of: Ref,
    pub number: String,
    /// Empty until it is shown (`titled`).
    pub title: String,
    pub href: String,
    /// The plural of its kind.
    pub plural: &'static str,
    pub entity: &'static EntityInfo,
    pub group: &'static str,
    /// Asked for by its number, so it stands first.
    pub exact: bool,
    /// Whether it answers by itself, and not only by what is said or written in it.
    pub itself: bool,
    /// What of that answers, the best first.
    pub beneath: Vec<Ref>,
    pub at: Moment,
}

/// What was found for people.
pub struct Answer {
    pub typed: Typed,
    /// What of the question couldn't be read or means nothing here, in sentences.
    pub problems: Vec<String>,
    /// The best first.
    pub hits: Vec<Hit>,
    /// Records, posts and texts that answer, each counted.
    pub counted: usize,
    pub facets: Facets,
    /// There may be more than was looked at.
    pub more: bool,
    /// There may be more records than were looked at.
    pub more_records: bool,
    /// Nothing has the words, and these have words that are nearly those.
    pub nearly: bool,
    /// No index answers now, so only names were looked through.
    pub names_only: bool,
    pub marks: Marks,
}

/// What the store finds of each kind by names alone.
const OF_EACH: usize = 25;

/// Looks for what was typed; `most` proposals of the index are looked at.
pub fn look(visit: &Visit, text: &str, newest: bool, most: usize) -> Result<Answer> {
    let typed = language::read(text);
    let mut meant = meant(visit, &typed)?;
    meant.ask.newest = newest;
    let mut hits = Vec::new();
    for of in numbered(visit, text) {
        if let Some(title) = visit.title_of(of)? {
            hits.extend(hit(visit, of, title, true));
        }
    }
    let found = match typed.is_empty() {
        true => Some(TextFound::default()),
        false => indexed(visit, &meant.ask, most)?,
    };
    let names_only = found.is_none();
    let found = match found {
        Some(found) => found,
        None => by_names(visit, text, meant.problems.is_empty())?,
    };
    for one in found.hits {
        match hits.iter_mut().find(|hit| hit.of == one.of) {
            Some(held) => {
                held.beneath = one.beneath;
                held.itself = one.itself;
                held.at = Moment(one.at);
            }
            None => {
                let title = one.title.unwrap_or_default();
                if let Some(hit) = hit(visit, one.of, title, false) {
                    hits.push(Hit {
                        itself: one.itself,
                        beneath: one.beneath,
                        at: Moment(one.at),
                        ..hit
                    });
                }
            }
        }
    }
    let languages = visit.store().search_index().languages();
    Ok(Answer {
        marks: Marks::of(&meant.ask, found.nearly || names_only, &languages),
        typed,
        problems: meant.problems,
        counted: found.counted.max(hits.len()),
        hits,
        facets: found.facets,
        more: found.more,
        more_records: found.more_records,
        nearly: found.nearly,
        names_only,
    })
}

impl Hit {
    /// With its title, which is read of those alone that are shown.
    pub fn titled(self, visit: &Visit) -> Result<Hit> {
        let title = match self.title.is_empty() {
            true => visit.title_of(self.of)?.unwrap_or_default(),
            false => self.title,
        };
        Ok(Hit { title, ..self })
    }
}

/// How much has exactly these words; `most` proposals of the index are looked at.
pub fn counted(visit: &Visit, text: &str, most: usize) -> Result<usize> {
    let mut meant = meant(visit, &language::read(text))?;
    meant.ask.only_exactly = true;
    Ok(match indexed(visit, &meant.ask, most)? {
        Some(found) => found.counted,
        None => by_names(visit, text, meant.problems.is_empty())?.hits.len(),
    })
}

/// None where no index answers; one that is damaged is made anew meanwhile.
fn indexed(
    visit: &Visit,
    ask: &crate::data::full_text::Ask,
    most: usize,
) -> Result<Option<TextFound>> {
    match visit.full_text(ask, most) {
        Err(Error::Unavailable(why)) => {
            tracing::warn!(why, "the search index doesn't answer");
            if let Some(jobs) = visit.store().service::<Supervisor>() {
                jobs.poke(indexer::JOB);
            }
            Ok(None)
        }
        found => found,
    }
}

/// What the store knows of names; operators are none of its business.
fn by_names(visit: &Visit, text: &str, understood: bool) -> Result<TextFound> {
    let mut out = TextFound::default();
    if !understood || text.contains(':') {
        return Ok(out);
    }
    let found = visit.search(text, OF_EACH)?;
    out.more = found.gave_up;
    out.more_records = found.gave_up;
    let mut places: BTreeMap<u8, u8> = BTreeMap::new();
    for info in visit.store().schema().kinds() {
        if let Some((_, place)) = info.entity.and_then(|entity| entity.found) {
            places.insert(info.kind.code, place);
        }
    }
    let mut hits = found.hits;
    hits.sort_by_key(|(of, _)| places.get(&of.kind).copied());
    let hits = hits
        .into_iter()
        .map(|(of, title)| crate::data::full_text::Hit {
            of,
            title: Some(title),
            itself: true,
            beneath: Vec::new(),
            score: 0.0,
            at: 0,
        });
    out.hits = hits.collect();
    Ok(out)
}

fn is_found(info: &KindInfo) -> bool {
    info.entity.is_some_and(|entity| entity.found.is_some())
}

/// `T-12` names one record; a bare `12` one of every kind.
fn numbered(visit: &Visit, asked: &str) -> Vec<Ref> {
    let schema = visit.store().schema();
    if let Some(of) = schema.parse_number(asked) {
        let named = schema.kind(of.kind).is_ok_and(is_found);
        return Vec::from_iter(named.then_some(schema.now(of)));
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
    Some(Hit {
        of,
        number: schema.number(of),
        title,
        href: visit.address(of),
        plural: info.kind.plural,
        entity,
        group: entity.found.map_or(entity.many, |(group, _)| group),
        exact,
        itself: true,
        beneath: Vec::new(),
        at: Moment::default(),
    })
}

/// Commands that are shown for one record.
const COMMANDS_SHOWN: usize = 8;

/// Places that the person may use and whose names match; all of them for an empty question.
pub fn places(visit: &Visit, asked: &str) -> Vec<&'static NavItem> {
    let places = declared().places.iter();
    named(
        places.filter(|place| visit.may_somewhere(&place.action)),
        asked,
        |place| place.label,
    )
}

/// What the person may begin, likewise.
pub fn starts(visit: &Visit, asked: &str) -> Vec<&'static Start> {
    let starts = declared().starts.iter();
    named(
        starts.filter(|start| visit.may_somewhere(&start.action)),
        asked,
        |start| start.title,
    )
}

/// What can be done wherever one is, of what was typed.
pub fn anywhere(visit: &Visit, asked: &str) -> Result<Vec<Command>> {
    let mut all = Vec::new();
    for room in declared().anywhere.iter() {
        all.extend(room(visit, asked)?);
    }
    let mut all = named(all.into_iter(), asked, |command| command.title.as_str());
    all.truncate(COMMANDS_SHOWN);
    Ok(all)
}

/// What the person may begin with what was typed behind its name: "new lead Alder & Co". Each with its name and address.
pub fn titled_starts(visit: &Visit, asked: &str) -> Vec<(String, String)> {
    let starts = declared().starts.iter();
    let starts = starts.filter(|start| visit.may_somewhere(&start.action));
    let titled = starts.filter_map(|start| {
        let title = behind(start.title, asked)?;
        let to = format!("{}?{}={}", start.href, start.takes?, percent(title));
        Some((format!("{} “{title}”", start.title), to))
    });
    titled.collect()
}

/// What follows in what was typed once it has named something that begins: a word such as new, and what is begun.
fn behind<'a>(name: &str, asked: &'a str) -> Option<&'a str> {
    let (first, rest) = asked.trim().split_once(' ')?;
    let (what, title) = rest.trim_start().split_once(' ')?;
    let (first, what) = (first.to_lowercase(), what.to_lowercase());
    let mut held = text::words(name);
    let is_it = held.any(|word| {
        !BEGIN.contains(&word.as_str()) && (word.starts_with(&what) || text::nearly(&word, &what))
    });
    let title = title.trim();
    (BEGIN.contains(&first.as_str()) && is_it && !title.is_empty()).then_some(title)
}

/// What can be done to the rows that are ticked in the list at an address, and what they are called.
pub fn commands_for(
    visit: &Visit,
    address: &str,
    keys: &[&str],
    asked: &str,
) -> Result<Option<(String, Vec<Command>)>> {
    let plural = address.trim_start_matches('/').split(['/', '?']).next();
    let room = declared()
        .several
        .iter()
        .find(|room| Some(room.kind) == plural);
    let Some(room) = room.filter(|_| !keys.is_empty()) else {
        return Ok(None);
    };
    let mut all = (room.of)(visit, keys, address)?;
    if asked.is_empty() {
        all.retain(|command| !command.when_asked);
    } else {
        all = named(all.into_iter(), asked, |command| command.title.as_str());
        all.truncate(COMMANDS_SHOWN);
    }
    Ok(Some(((room.counted)(keys.len()), all)))
}

/// The record whose page an address is, as far as the person sees it, and its title.
pub fn at_hand(visit: &Visit, address: &str) -> Result<Option<(Ref, String)>> {
    let schema = visit.store().schema();
    let path = address.split('?').next().unwrap_or_default();
    let Some(of) = path.split('/').find_map(|part| schema.parse_number(part)) else {
        return Ok(None);
    };
    Ok(visit.title_of(of)?.map(|title| (of, title)))
}

/// What can be done to the record that is open and is meant by what was typed.
pub fn commands(visit: &Visit, of: Ref, asked: &str) -> Result<Vec<Command>> {
    let kind = visit.store().schema().kind(of.kind)?.kind.plural;
    let mut all = Vec::new();
    for room in features::record_commands() {
        if room.kind.is_none_or(|of_kind| of_kind == kind) {
            all.extend((room.on)(visit, of, asked)?);
        }
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
    text::words(asked)
        .next()
        .is_some_and(|word| BEGIN.contains(&word.as_str()))
}

/// Every word asked for begins a word of the name.
fn matches(name: &str, asked: &str) -> bool {
    fit(name, asked, |held, word| held.starts_with(word))
}

/// The same, but for slips.
fn is_near(name: &str, asked: &str) -> bool {
    fit(name, asked, text::nearly)
}

fn fit(name: &str, asked: &str, fits: impl Fn(&str, &str) -> bool) -> bool {
    let held: Vec<String> = text::words(name).collect();
    let begins = held.iter().any(|word| BEGIN.contains(&word.as_str()));
    text::words(asked).all(|word| {
        begins && BEGIN.contains(&word.as_str()) || held.iter().any(|held| fits(held, &word))
    })
}

#[cfg(test)]
mod tests;
