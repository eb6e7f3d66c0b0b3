//! The box that finds anything: records by the beginnings of their words, and, when nothing begins so, by words that
//! are nearly those. Only what the person may see is found.

use super::{
    Ref, Visit,
    any::AnyRecord,
    declares::WORDS,
    engine::tables::Tab,
    query::{Page, Paging, newest},
    read_tx::{ReadTx, Step, id_at_end},
    schema::KindInfo,
};
use crate::base::{Result, text};

/// Records of a kind that are read for one question, where most of what has the words is not for who asks.
const READ: usize = 2000;
/// Places at which a word stands that are gathered for one kind and question.
const GATHERED: usize = 50_000;
/// Words of a kind that are compared when nothing begins as asked: what fits into a millisecond.
const COMPARED: usize = 2000;
/// Going on to the next key costs a tenth of looking for one anew.
const WORTH_A_SEEK: usize = 10;

/// What a question found.
#[derive(Debug, Default)]
pub struct Found {
    pub hits: Vec<(Ref, String)>,
    /// Whether it was given up before everything was looked through: there may be more than was found.
    pub gave_up: bool,
}

impl Visit {
    /// Records of all kinds that have all words of the question, or beginnings of them, in whatever field, and that the
    /// person may see; when there are none, those with words that are a slip of the keyboard away. The newest `limit` of
    /// each kind.
    pub fn search(&self, question: &str, limit: usize) -> Result<Found> {
        let asked: Vec<String> = text::words(question).take(6).collect();
        let mut found = Found::default();
        if asked.is_empty() {
            return Ok(found);
        }
        let read_tx = self.read_tx()?;
        for info in self.searchable() {
            let (ids, more) = read_tx.gather(info.kind.code, &asked, GATHERED)?;
            found.gave_up |= more;
            self.keep(&read_tx, info, ids, limit, &mut found)?;
        }
        if found.hits.is_empty() && asked.iter().any(|word| is_worth_a_slip(word)) {
            for info in self.searchable() {
                let ids = nearly(&read_tx, info, &asked)?;
                self.keep(&read_tx, info, ids, limit, &mut found)?;
            }
        }
        Ok(found)
    }

    /// A page of the records of these kinds, in their order and the newest first, that `search` finds, after those that
    /// were asked for by number; to the last one.
    pub fn search_page(
        &self,
        question: &str,
        numbered: &[Ref],
        kinds: &[&str],
        paging: &Paging,
    ) -> Result<Page<(Ref, String)>> {
        let read_tx = self.read_tx()?;
        let asked: Vec<String> = text::words(question).take(6).collect();
        let mut found: Vec<(Vec<u8>, Ref)> = Vec::new();
        let place = |at: usize, id: u64| {
            let at = u8::try_from(at).unwrap_or(u8::MAX);
            [&[at][..], &(!id).to_be_bytes()].concat()
        };
        found.extend(numbered.iter().map(|of| (place(0, of.id), *of)));
        let infos = || {
            let of = |plural: &&str| self.searchable().find(|info| info.kind.plural == *plural);
            (1..).zip(kinds.iter().filter_map(of))
        };
        let refs = |info: &KindInfo, ids: Vec<u64>| {
            let kind = info.kind.code;
            let refs = ids.into_iter().map(move |id| Ref { kind, id });
            refs.filter(|of| !numbered.contains(of)).collect::<Vec<_>>()
        };
        if !asked.is_empty() {
            for (at, info) in infos() {
                let ids = refs(info, read_tx.with_words(info.kind.code, &asked)?);
                found.extend(ids.into_iter().map(|of| (place(at, of.id), of)));
            }
        }
        // Nothing begins so: what is a slip of the keyboard away.
        if found.is_empty() && asked.iter().any(|word| is_worth_a_slip(word)) {
            for (at, info) in infos() {
                let ids = refs(info, nearly(&read_tx, info, &asked)?);
                found.extend(ids.into_iter().map(|of| (place(at, of.id), of)));
            }
        }
        found.sort_unstable();
        let told = |of: Ref| -> Result<Option<String>> {
            let Some(record) = read_tx.decoded(self.store().schema(), of)? else {
                return Ok(None);
            };
            Ok(self.sees_any(of, &record)?.then(|| record.title()))
        };
        paging.sifted(&format!("search {asked:?} {numbered:?}"), &found, told)
    }

    /// Records of one kind to choose from: the newest of those whose words begin as asked, or of all when nothing is
    /// asked. Only kinds that are walked by number are chosen from.
    pub fn choices(&self, kind: u8, asked: &str, limit: usize) -> Result<Vec<(Ref, String)>> {
        let words: Vec<String> = text::words(asked).take(6).collect();
        if words.is_empty() && !asked.is_empty() {
            return Ok(Vec::new());
        }
        let found = newest(self, kind, words, limit)?;
        let named = |(id, record): (u64, AnyRecord)| (Ref { kind, id }, record.title());
        Ok(found.into_iter().map(named).collect())
    }

    /// Those that may have been meant by words that nothing of the kind has: a slip of the keyboard away.
    pub fn near_choices(&self, kind: u8, asked: &str, limit: usize) -> Result<Vec<(Ref, String)>> {
        let asked: Vec<String> = text::words(asked).take(6).collect();
        let info = self.store().schema().kind(kind)?;
        let mut found = Found::default();
        if self.may_somewhere(&info.view) && asked.iter().any(|word| is_worth_a_slip(word)) {
            let read_tx = self.read_tx()?;
            let ids = nearly(&read_tx, info, &asked)?;
            self.keep(&read_tx, info, ids, limit, &mut found)?;
        }
        Ok(found.hits)
    }

    fn searchable(&self) -> impl Iterator<Item = &KindInfo> {
        let kinds = self.store().schema().kinds();
        kinds.filter(|info| self.may_somewhere(&info.view))
    }

    /// Adds the newest of these that may be seen.
    fn keep(
        &self,
        read_tx: &ReadTx,
        info: &KindInfo,
        ids: Vec<u64>,
        limit: usize,
        found: &mut Found,
    ) -> Result<()> {
        let (mut here, mut read) = (0, 0);
        for id in ids.into_iter().rev() {
            if here == limit {
                break;
            }
            if read == READ {
                found.gave_up = true;
                break;
            }
            read += 1;
            let of = Ref {
                kind: info.kind.code,
                id,
            };
            let Some(record) = read_tx.decoded(self.store().schema(), of)? else {
                continue;
            };
            if self.sees_any(of, &record)? {
                found.hits.push((of, record.title()));
                here += 1;
            }
        }
        Ok(())
    }
}

/// Short words are near too many others.
fn is_worth_a_slip(word: &str) -> bool {
    word.chars().count() > 3
}

/// The ids of records that have each of these words, or one that is nearly it; sorted.
fn nearly(read_tx: &ReadTx, info: &KindInfo, asked: &[String]) -> Result<Vec<u64>> {
    let mut found: Option<Vec<u64>> = None;
    for word in asked {
        let mut ids = read_tx.with_words(info.kind.code, std::slice::from_ref(word))?;
        if is_worth_a_slip(word) {
            ids.extend(nearby(read_tx, info, word)?);
            ids.sort_unstable();
            ids.dedup();
        }
        if let Some(held) = &found {
            ids.retain(|id| held.binary_search(id).is_ok());
        }
        if ids.is_empty() {
            return Ok(ids);
        }
        found = Some(ids);
    }
    Ok(found.unwrap_or_default())
}

fn words_of(info: &KindInfo, start: &[u8]) -> Vec<u8> {
    let mut prefix = vec![info.kind.code, WORDS];
    prefix.extend(start);
    prefix
}

/// Records with a word that is nearly this one. A slip is rarely in the first letter: words are compared that share the
/// first two, then those a swap or a lost letter would give, then others with the same first letter.
fn nearby(read_tx: &ReadTx, info: &KindInfo, word: &str) -> Result<Vec<u64>> {
    let letters: Vec<char> = word.chars().collect();
    let (a, b, c) = (letters[0], letters[1], letters[2]);
    let mut starts = vec![
        String::from_iter([a, b]),
        String::from_iter([a, c]),
        String::from_iter([b, a]),
        String::from(a),
    ];
    starts.dedup();
    let (mut ids, mut compared) = (Vec::new(), 0);
    for start in starts {
        // Many records share a word: it is compared once, and the rest of them is passed over when it doesn't fit.
        let (mut last, mut fits, mut passed) = (Vec::new(), false, 0);
        read_tx.skip_scan(
            Tab::Index,
            &words_of(info, start.as_bytes()),
            &mut |key, _| {
                let held = &key[..key.len().saturating_sub(9).max(2)];
                if held != last.as_slice() {
                    last = held.to_vec();
                    compared += 1;
                    passed = 0;
                    fits =
                        std::str::from_utf8(&held[2..]).is_ok_and(|held| text::nearly(held, word));
                }
                if fits {
                    ids.push(id_at_end(key));
                } else {
                    passed += 1;
                }
                Ok(if compared >= COMPARED || ids.len() >= GATHERED {
                    Step::Stop
                } else if passed >= WORTH_A_SEEK {
                    Step::Seek(behind(&last))
                } else {
                    Step::Next
                })
            },
        )?;
        if !ids.is_empty() {
            break;
        }
    }
    Ok(ids)
}

/// The first key behind all of a word.
fn behind(word: &[u8]) -> Vec<u8> {
    // Between a word and the number of the record stands a zero.
    let mut key = word.to_vec();
    key.push(1);
    key
}
