//! Whether a record answers a question, without an index: for what was written a moment ago and is not filed yet, and for
//! tests, which hold the index against it.

use std::collections::BTreeSet;

use super::{
    ask::{Ask, Clause, For},
    compound,
    entry::Entry,
    words::Words,
};
use crate::base::text;

/// The words of a text: every form, and those of each place.
struct Said {
    forms: BTreeSet<String>,
    places: Vec<BTreeSet<String>>,
}

impl Said {
    fn of(text: &str, words: &mut Words) -> Said {
        let mut said = Said {
            forms: BTreeSet::new(),
            places: Vec::new(),
        };
        words.all(text, &mut |form, _, place| {
            if said.places.len() <= place {
                said.places.resize(place + 1, BTreeSet::new());
            }
            said.places[place].insert(form.to_owned());
            said.forms.insert(form.to_owned());
        });
        said
    }

    fn begins(&self, start: &str) -> bool {
        let from = self.forms.range(start.to_owned()..).next();
        from.is_some_and(|form| form.starts_with(start))
    }

    fn phrase(&self, phrase: &[String], begins: bool) -> bool {
        let fits = |place: &BTreeSet<String>, at: usize| {
            let word = &phrase[at];
            place.contains(word)
                || begins && at + 1 == phrase.len() && place.iter().any(|f| f.starts_with(word))
        };
        let mut starts = self.places.windows(phrase.len());
        starts.any(|window| window.iter().enumerate().all(|(at, place)| fits(place, at)))
    }
}

/// What counts of a record where it answers by its number, its name or its text.
const BY_NUMBER: f64 = 60.0;
const BY_NAME: f64 = 9.0;
const BY_TEXT: f64 = 2.0;

struct Matcher<'a> {
    entry: &'a Entry,
    title: Said,
    body: Said,
    nearly: bool,
}

impl Matcher<'_> {
    fn code(&self, text: &str, begins: bool, words: &mut Words) -> bool {
        let code = words.fold(text.trim());
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let spaced = digits.len() >= 4 && !code.contains(char::is_alphabetic) && digits != code;
        self.entry.codes.iter().any(|held| {
            *held == code
                || begins && code.chars().count() >= 2 && held.starts_with(&code)
                || spaced && held.starts_with(&digits)
        })
    }

    fn one(&self, said: &Said, word: &str, begins: bool, from: usize, words: &mut Words) -> bool {
        let go_on = (begins || self.nearly) && word.chars().count() >= from;
        let near = || {
            let mut forms = said.forms.iter();
            self.nearly && forms.any(|form| text::nearly(form, word))
        };
        let forms = words.forms(word);
        forms.iter().any(|form| said.forms.contains(form))
            || go_on && said.begins(word)
            || self.compound(said, &forms, words)
            || near()
    }

    /// Whether it says words of which this one is the end or the beginning, or both that this one is made of.
    fn compound(&self, said: &Said, forms: &[String], words: &mut Words) -> bool {
        let Some(word) = forms.first().filter(|word| compound::may_end(word)) else {
            return false;
        };
        if !words.have_compounds() {
            return false;
        }
        let ends = |form: &String| {
            said.forms
                .iter()
                .any(|held| compound::ends_with(held, form))
        };
        if said.begins(word) || forms.iter().any(ends) {
            return true;
        }
        let cuts = compound::cuts(word);
        cuts.into_iter().any(|(head, tail)| {
            let both = [head, tail];
            both.iter().all(|part| {
                let forms = words.forms(part);
                let [title, body] = [&self.title, &self.body];
                let mut said = forms.iter();
                said.any(|form| title.forms.contains(form) || body.forms.contains(form))
            })
        })
    }

    fn either(&self, word: &str, begins: bool, words: &mut Words) -> Option<f64> {
        if self.one(&self.title, word, begins, 2, words) {
            return Some(BY_NAME);
        }
        let found = self.one(&self.body, word, begins, 3, words);
        found.then_some(BY_TEXT)
    }

    fn phrase(&self, phrase: &[String], begins: bool) -> Option<f64> {
        if self.title.phrase(phrase, begins) {
            return Some(BY_NAME);
        }
        self.body.phrase(phrase, begins).then_some(BY_TEXT)
    }

    fn clause(&self, clause: &Clause, words: &mut Words) -> Option<f64> {
        let (text, begins, exactly) = match clause {
            Clause::Word { text, begins } => (text, *begins, false),
            Clause::Phrase(text) => (text, false, true),
        };
        let plain: Vec<String> = words.plain(text).into_iter().map(|w| w.form).collect();
        if plain.is_empty() {
            return None;
        }
        if !exactly && self.code(text, begins, words) {
            return Some(BY_NUMBER);
        }
        match (plain.as_slice(), exactly) {
            ([one], _) => self.either(one, begins, words),
            (several, true) => self.phrase(several, false),
            (several, false) => self
                .phrase(several, begins)
                .or_else(|| self.either(&several.concat(), begins, words)),
        }
    }
}

fn says_nothing(clause: &Clause, words: &mut Words) -> bool {
    let (Clause::Word { text, .. } | Clause::Phrase(text)) = clause;
    words.plain(text).is_empty()
}

impl Ask {
    fn lets_through(&self, entry: &Entry) -> bool {
        let any = |wanted: &Option<Vec<u64>>, held: &[u64]| {
            let of = |wanted: &Vec<u64>| wanted.iter().any(|id| held.contains(id));
            wanted.as_ref().is_none_or(of)
        };
        let shares = |barred: &[u64], held: &[u64]| barred.iter().any(|id| held.contains(id));
        let under = |wanted: &Vec<_>| wanted.iter().any(|of| entry.under.contains(of));
        (self.kinds.is_empty() || self.kinds.contains(&entry.of.kind))
            && !self.not_kinds.contains(&entry.of.kind)
            && self.under.as_ref().is_none_or(under)
            && any(&self.people, &entry.people)
            && any(&self.clients, &entry.clients)
            && any(&self.departments, &entry.departments)
            && !self.not_under.iter().any(|of| entry.under.contains(of))
            && !shares(&self.not_people, &entry.people)
            && !shares(&self.not_clients, &entry.clients)
            && !shares(&self.not_departments, &entry.departments)
            && self
                .marks
                .iter()
                .all(|ways| ways.iter().any(|m| entry.marks.contains(m)))
            && !self.not_marks.iter().any(|m| entry.marks.contains(m))
            && self.from.is_none_or(|from| entry.at >= from)
            && self.until.is_none_or(|until| entry.at < until)
    }

    /// What an entry counts as an answer; None where it is none. Who may see it is not asked.
    pub fn weighs(&self, entry: &Entry, words: &mut Words) -> Option<f64> {
        if !self.lets_through(entry) {
            return None;
        }
        let mut matcher = Matcher {
            entry,
            title: Said::of(&entry.title, words),
            body: Said::of(&entry.body, words),
            nearly: self.nearly,
        };
        let joined = self.joined();
        let mut weight = 1.0;
        for (ways, joined) in self.all.iter().zip(&joined) {
            if ways.iter().all(|clause| says_nothing(clause, words)) {
                continue;
            }
            let as_one = |words: &mut Words| {
                let mut joined = joined.iter().filter_map(|word| {
                    let word = words.fold(word);
                    let found = matcher.one(&matcher.title, &word, false, 2, words)
                        || matcher.one(&matcher.body, &word, false, 3, words);
                    found.then_some(BY_TEXT)
                });
                joined.next()
            };
            let best = ways
                .iter()
                .filter_map(|clause| matcher.clause(clause, words))
                .fold(None, |best: Option<f64>, one| {
                    Some(best.map_or(one, |b| b.max(one)))
                });
            weight += match best {
                Some(best) => best,
                None => as_one(words)?,
            };
        }
        matcher.nearly = false;
        let refused = self
            .not
            .iter()
            .any(|clause| matcher.clause(clause, words).is_some());
        (!refused).then_some(weight)
    }
}

impl For {
    /// Whether an entry is among those that are proposed to this person.
    pub fn is_proposed(&self, entry: &Entry) -> bool {
        let Some(places) = &self.places else {
            return true;
        };
        entry.places.iter().any(|place| places.contains(place))
            || self.shared.iter().any(|of| entry.under.contains(of))
    }
}
