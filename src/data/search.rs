//! The box that finds anything: records by the beginnings of their words, and, when nothing begins so, by words that
//! are nearly those. Only what the person may see is found.

use super::{
    Ref, Visit,
    declares::WORDS,
    engine::tables::Tab,
    query::{Page, Paging},
    read_tx::{ReadTx, Step, id_at_end},
    schema::KindInfo,
};
use crate::base::{Result, text};

/// Records of a kind that are looked at for one question.
const MOST: usize = 400;
/// Words of a kind that are compared when nothing begins as asked: what fits into a millisecond.
const COMPARED: usize = 2000;
/// Going on to the next key costs a tenth of looking for one anew.
const WORTH_A_SEEK: usize = 10;

impl Visit {
    /// Records of all kinds whose words begin as the question's do and that the person may see; when there are none,
    /// those whose words are a slip of the keyboard away.
    pub fn search(&self, question: &str, limit: usize) -> Result<Vec<(Ref, String)>> {
        let asked: Vec<String> = text::words(question).take(6).collect();
        let Some(longest) = asked.iter().max_by_key(|word| word.len()) else {
            return Ok(Vec::new());
        };
        let read_tx = self.read_tx()?;
        let start: String = longest.chars().take(24).collect();
        let mut found = Vec::new();
        for kind in self.searchable() {
            let mut ids = Vec::new();
            read_tx.scan(
                Tab::Index,
                &words_of(kind, start.as_bytes()),
                &mut |key, _| {
                    ids.push(id_at_end(key));
                    Ok(ids.len() < MOST)
                },
            )?;
            self.keep(&read_tx, kind, ids, limit, &mut found, |title| {
                let held: Vec<String> = text::words(title).collect();
                let begins = |word: &String| held.iter().any(|h| h.starts_with(word.as_str()));
                asked.len() == 1 || asked.iter().all(begins)
            })?;
        }
        if found.is_empty() && longest.chars().count() > 3 {
            for kind in self.searchable() {
                let ids = nearby(&read_tx, kind, longest)?;
                self.keep(&read_tx, kind, ids, limit, &mut found, |title| {
                    let held: Vec<String> = text::words(title).collect();
                    let near = |word: &String| held.iter().any(|h| text::nearly(h, word));
                    asked.iter().all(near)
                })?;
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
        let longest = asked.iter().max_by_key(|word| word.len());
        // Nothing begins so: what is a slip of the keyboard away.
        let slips = longest.filter(|word| found.is_empty() && word.chars().count() > 3);
        if let Some(longest) = slips {
            for (at, info) in infos() {
                let mut ids = nearby(&read_tx, info, longest)?;
                ids.sort_unstable();
                ids.dedup();
                let ids = refs(info, ids);
                found.extend(ids.into_iter().map(|of| (place(at, of.id), of)));
            }
        }
        found.sort_unstable();
        let told = |of: Ref| -> Result<Option<String>> {
            let Some(record) = read_tx.decoded(self.store().schema(), of)? else {
                return Ok(None);
            };
            let title = record.title();
            let held: Vec<String> = text::words(&title).collect();
            let near = |word: &String| held.iter().any(|h| text::nearly(h, word));
            let fits = slips.is_none() || asked.iter().all(near);
            Ok((fits && self.sees_any(of, &record)?).then_some(title))
        };
        paging.sifted(&format!("search {asked:?} {numbered:?}"), &found, told)
    }

    fn searchable(&self) -> impl Iterator<Item = &KindInfo> {
        let kinds = self.store().schema().kinds();
        kinds.filter(|info| self.may_somewhere(&info.view))
    }

    /// Adds the newest of these that fit and may be seen.
    fn keep(
        &self,
        read_tx: &ReadTx,
        info: &KindInfo,
        mut ids: Vec<u64>,
        limit: usize,
        found: &mut Vec<(Ref, String)>,
        fits: impl Fn(&str) -> bool,
    ) -> Result<()> {
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids.dedup();
        let mut here = 0;
        for id in ids {
            let of = Ref {
                kind: info.kind.code,
                id,
            };
            let Some(record) = read_tx.decoded(self.store().schema(), of)? else {
                continue;
            };
            let title = record.title();
            if fits(&title) && self.sees_any(of, &record)? {
                found.push((of, title));
                here += 1;
                if here == limit {
                    break;
                }
            }
        }
        Ok(())
    }
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
                Ok(if compared >= COMPARED || ids.len() >= MOST {
                    Step::Stop
                } else if passed >= WORTH_A_SEEK {
                    Step::JournalQuery(behind(&last))
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
