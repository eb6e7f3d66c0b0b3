//! Looking for something as a person: what the index proposes is asked for in the store, and only what the person sees is
//! told, counted and gathered.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use super::{
    Ask,
    filing::{Filer, is_found, places_of_kind},
};
use crate::{
    access::{Placement, policy},
    base::Result,
    data::{
        KindInfo, ReadTx, Ref, Visit,
        engine::search::{
            ask::{Candidate, For},
            entry::Entry,
            rank::weigh_entry,
        },
        sight, whole,
    },
};

/// How often more is asked for, where most of what is proposed isn't for whoever asks, or is all of a few records.
const ROUNDS: usize = 4;
/// Fewer records make it worth asking for more.
const ENOUGH: usize = 10;
/// What has as large a part of what is proposed crowds the rest out: a word that is said every day in one room is found
/// elsewhere as well.
const CROWDS: usize = 8;

/// Entries of the journal that are not filed yet, and records that they changed, which are looked at one by one. More of
/// them are an import's, and found when it is filed.
const TAIL: usize = 500;
const TAIL_RECORDS: usize = 1_000;
/// Of those, while the index is made anew: nothing is filed beside that, so the same are looked at with every question.
const TAIL_WHILE_MAKING: usize = 50;
/// Bytes of a text that is looked through with every question; a longer one is found when it is filed.
const TAIL_BODY: usize = 64 << 10;

/// A record that was found, with what was found beneath it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub of: Ref,
    /// Where it was read on the way; of hundreds that are found a page shows a few.
    pub title: Option<String>,
    /// Whether it answers by itself, and not only by what is beneath it.
    pub itself: bool,
    /// What was said or written in it, the best first.
    pub beneath: Vec<Ref>,
    pub score: f64,
    /// When the newest of it is of, in milliseconds since 1970.
    pub at: i64,
}

/// How many of what was found are of what, the most first; ids are raw.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facets {
    pub kinds: Vec<(u8, usize)>,
    pub people: Vec<(u64, usize)>,
    pub clients: Vec<(u64, usize)>,
    pub departments: Vec<(u64, usize)>,
    /// Moments of all hits, in milliseconds since 1970.
    pub moments: Vec<i64>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct TextFound {
    /// The best first.
    pub hits: Vec<Hit>,
    /// Records, posts and texts that were found, each counted.
    pub counted: usize,
    pub facets: Facets,
    /// There may be more than was looked at.
    pub more: bool,
    /// There may be more records than were looked at, and not only more in these.
    pub more_records: bool,
    /// Nothing has the words, and these have words that are nearly those.
    pub nearly: bool,
}

fn counted<T: Ord + Copy>(all: BTreeMap<T, usize>) -> Vec<(T, usize)> {
    let mut all: Vec<(T, usize)> = all.into_iter().collect();
    all.sort_by_key(|(which, n)| (std::cmp::Reverse(*n), *which));
    all
}

#[derive(Default)]
struct Counts {
    kinds: BTreeMap<u8, usize>,
    people: BTreeMap<u64, usize>,
    clients: BTreeMap<u64, usize>,
    departments: BTreeMap<u64, usize>,
    moments: Vec<i64>,
}

impl Counts {
    fn count(&mut self, found: &Candidate) {
        *self.kinds.entry(found.of.kind).or_default() += 1;
        for (to, ids) in [
            (&mut self.people, &found.people),
            (&mut self.clients, &found.clients),
            (&mut self.departments, &found.departments),
        ] {
            for id in ids {
                *to.entry(*id).or_default() += 1;
            }
        }
        self.moments.push(found.at);
    }

    fn facets(self) -> Facets {
        Facets {
            kinds: counted(self.kinds),
            people: counted(self.people),
            clients: counted(self.clients),
            departments: counted(self.departments),
            moments: self.moments,
        }
    }
}

/// The records that have more of what was proposed than leaves room for others. Where it is asked within some, they are
/// what is asked for.
fn crowding(found: &[Candidate], ask: &Ask) -> Vec<Ref> {
    let mut of: BTreeMap<Ref, usize> = BTreeMap::new();
    if ask.under.is_none() {
        for candidate in found {
            *of.entry(candidate.group).or_default() += 1;
        }
    }
    let crowds = |n: usize| n > 1 && n * CROWDS > found.len();
    let crowding = of.into_iter().filter(|(_, n)| crowds(*n));
    crowding.map(|(group, _)| group).collect()
}

fn enough(seen: &[Candidate], ask: &Ask) -> bool {
    if ask.under.is_some() {
        return seen.len() >= ENOUGH;
    }
    let records: HashSet<Ref> = seen.iter().map(|candidate| candidate.group).collect();
    records.len() >= ENOUGH
}

impl Visit {
    /// Records that answer, as far as the person sees them. `most` proposals are looked at, and as many again a few times
    /// where hardly any of them is for this person or all are of a few records. None when no index answers here.
    ///
    /// # Errors
    /// `Unavailable` where the index is damaged; it is made anew then.
    pub fn full_text(&self, ask: &Ask, most: usize) -> Result<Option<TextFound>> {
        let index = self.store().search_index();
        // Asked first: what is filed meanwhile is met twice, and never not at all.
        let followed = index.followed();
        let Some((generation, mut words)) = index.answering() else {
            return Ok(None);
        };
        let who = self.looking_for();
        // The index first: what it has that the store has no more is found out.
        let searcher = generation.searcher();
        let read_tx = self.read_tx()?;
        let tail = self.not_filed(&read_tx, followed, &|entry: &Entry| {
            // Where it lies or what it gives is another: its parts follow when the index does.
            let filed = generation.filed(&searcher, entry.of)?;
            match filed.is_some_and(|filed| filed.gives != entry.gives) {
                true => generation.parts(&searcher, entry.of),
                false => Ok(Vec::new()),
            }
        })?;
        let mut ask = ask.clone();
        let seen = loop {
            let mut seen: Vec<Candidate> = Vec::new();
            for entry in tail
                .values()
                .flatten()
                .filter(|entry| who.is_proposed(entry))
            {
                if self.shows(&read_tx, entry.of)?
                    && let Some(score) = ask.weighs(entry, &mut words)
                {
                    seen.push(weigh_entry(score, entry, &ask, &who));
                }
            }
            let mut narrowed = ask.clone();
            let mut met: HashSet<Ref> = tail.keys().copied().collect();
            let (mut after, mut more) = (0, false);
            for _ in 0..ROUNDS {
                let part = (after, most);
                let found = generation.answers(&searcher, &narrowed, &who, &mut words, part);
                let found = found.inspect_err(|error| index.want(&error.to_string()))?;
                more = found.len() == most;
                let crowding = crowding(&found, &ask);
                for candidate in found.into_iter().filter(|c| met.insert(c.of)) {
                    if self.shows(&read_tx, candidate.of)? {
                        seen.push(candidate);
                    }
                }
                if !more || enough(&seen, &ask) {
                    break;
                }
                let mut known = Vec::new();
                for group in crowding {
                    // What is said on something that they don't see are records of their own.
                    let apart = seen.iter().any(|candidate| candidate.group == group);
                    if !apart || self.sees_whole(group)? {
                        known.push(group);
                    }
                }
                match known.is_empty() {
                    true => after += most,
                    // Without these other places are the first ones.
                    false => after = 0,
                }
                narrowed.not_under.extend(known);
            }
            let crowded = narrowed.not_under.len() > ask.not_under.len();
            if !seen.is_empty() || ask.nearly || ask.only_exactly || ask.all.is_empty() {
                break (seen, more, crowded);
            }
            ask.nearly = true;
        };
        let (mut seen, more, crowded) = seen;
        seen.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut counts = Counts::default();
        let mut hits: Vec<Hit> = Vec::new();
        let mut at: HashMap<Ref, usize> = HashMap::new();
        for candidate in &seen {
            counts.count(candidate);
            // What is said on something that the person doesn't see stands by itself.
            let above = candidate.group != candidate.of && self.sees_whole(candidate.group)?;
            let group = if above { candidate.group } else { candidate.of };
            let place = *at.entry(group).or_insert(hits.len());
            if place == hits.len() {
                hits.push(Hit {
                    of: group,
                    title: None,
                    itself: false,
                    beneath: Vec::new(),
                    score: candidate.score,
                    at: candidate.at,
                });
            }
            let hit = &mut hits[place];
            hit.at = hit.at.max(candidate.at);
            match above {
                true => hit.beneath.push(candidate.of),
                false => hit.itself = true,
            }
        }
        Ok(Some(TextFound {
            hits,
            counted: seen.len(),
            facets: counts.facets(),
            more: more || crowded,
            more_records: more,
            nearly: ask.nearly && !seen.is_empty(),
        }))
    }

    /// What was written since the index was, as it is now; None for what is gone. `parts` says what else is to be filed
    /// anew with one.
    fn not_filed(
        &self,
        read_tx: &ReadTx,
        followed: u64,
        parts: &dyn Fn(&Entry) -> Result<Vec<Ref>>,
    ) -> Result<BTreeMap<Ref, Option<Entry>>> {
        let schema = self.store().schema();
        let mut tail = BTreeMap::new();
        if read_tx.head()?.seq <= followed {
            return Ok(tail);
        }
        let entries = read_tx.entries_after(followed, TAIL)?;
        let changed = entries.iter().flat_map(|entry| &entry.changes);
        let most = match self.store().search_index().making() {
            Some(_) => TAIL_WHILE_MAKING,
            None => TAIL_RECORDS,
        };
        let mut waiting: VecDeque<Ref> = changed.map(|change| schema.now(change.of)).collect();
        let mut filer = Filer::new(schema, read_tx);
        while let Some(of) = waiting.pop_front().filter(|_| tail.len() < most) {
            if tail.contains_key(&of) || !is_found(schema.kind(of.kind)?) {
                continue;
            }
            let entry = filer.entry(of)?;
            if let Some(entry) = &entry {
                waiting.extend(parts(entry)?);
                if entry.body.len() > TAIL_BODY {
                    continue;
                }
            }
            tail.insert(of, entry);
        }
        Ok(tail)
    }

    fn shows(&self, read_tx: &ReadTx, of: Ref) -> Result<bool> {
        match read_tx.decoded(self.store().schema(), of)? {
            Some(record) => self.sees_any(of, &record),
            None => Ok(false),
        }
    }

    /// Where this person may see what.
    fn looking_for(&self) -> For {
        let kinds: Vec<&KindInfo> = self.store().schema().kinds().collect();
        let all = |info: &KindInfo| self.actor.places(&info.view) == [Placement::Global];
        let places = match kinds
            .iter()
            .filter(|info| is_found(info))
            .all(|info| all(info))
        {
            true => None,
            false => {
                let open = kinds.iter().flat_map(|info| {
                    let places = self.actor.places(&info.view);
                    places_of_kind(info.kind.code, &places).collect::<Vec<_>>()
                });
                Some(open.collect::<BTreeSet<_>>())
            }
        };
        let shared = self.actor.shared.standing(self.at);
        For {
            person: self.actor.person,
            now: self.at.0,
            places,
            shared: shared.map(|(kind, id)| Ref { kind, id }).collect(),
        }
    }

    /// The kinds of records that this person may find, by their names.
    pub fn found_kinds(&self) -> Vec<&KindInfo> {
        let kinds = self.store().schema().kinds();
        kinds.filter(|info| is_found(info)).collect()
    }

    /// What of a record is looked through, as far as everybody reads it who sees it; None where the person doesn't.
    pub fn searched_text(&self, of: Ref) -> Result<Option<String>> {
        let read_tx = self.read_tx()?;
        if !self.shows(&read_tx, of)? {
            return Ok(None);
        }
        Filer::new(self.store().schema(), &read_tx).body(of)
    }

    /// Where in a record the byte of what is looked through stands that is so far from its beginning, as "page 3"; None
    /// where it is in one piece, or the person doesn't see it.
    pub fn place_in_text(&self, of: Ref, at: usize) -> Result<Option<String>> {
        let schema = self.store().schema();
        let Some(beneath) = &schema.kind(of.kind)?.beneath else {
            return Ok(None);
        };
        match self.read_tx()?.decoded(schema, of)? {
            Some(record) if self.sees_any(of, &record)? => (beneath.place)(&record, at),
            _ => Ok(None),
        }
    }

    /// By what this person sees a record of any kind, in a sentence.
    pub fn why_seen(&self, of: Ref) -> Result<String> {
        let schema = self.store().schema();
        let of = schema.now(of);
        let info = schema.kind(of.kind)?;
        if let Some(share) = self
            .actor
            .shared
            .covers(&info.view, of.kind, of.id, self.at)
        {
            return Ok(format!("It was shared with you {}.", share.words));
        }
        let places = whole::placement_of(schema, of, &mut self.stored()?)?;
        let places = places.unwrap_or_default();
        let part = self.part_of(of)?;
        if policy::may(&self.actor, &info.view, &places) && !sight::needs_whole(schema, part) {
            return Ok(policy::explain(&self.actor, &info.view, Some(&places)));
        }
        match part.map(|part| part.whole) {
            Some(whole) => {
                let why = self.why_seen(whole)?;
                Ok(format!("It belongs to {}. {why}", schema.number(whole)))
            }
            None => Ok(policy::explain(&self.actor, &info.view, Some(&places))),
        }
    }
}
