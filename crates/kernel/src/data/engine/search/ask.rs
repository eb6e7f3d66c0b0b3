//! What is asked of an index, and the same as tantivy is asked it: what has the words as its number or name counts more
//! than what merely says them.

use std::collections::BTreeSet;

use tantivy::{
    Score, Term,
    query::{
        AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur,
        PhrasePrefixQuery, PhraseQuery, Query, RangeQuery, TermQuery, TermSetQuery,
        doc_predicate_query::DocPredicateQuery,
    },
    schema::{Field, IndexRecordOption},
};

use super::{
    begins::Begins,
    compound,
    entry::{Fields, Place, number_of},
    lying::Lying,
    present::Present,
    words::Words,
};
use crate::data::Ref;

/// One thing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// A word or several that belong together ("e-mail", an address); `begins` when it may go on.
    Word { text: String, begins: bool },
    /// Words in this order.
    Phrase(String),
}

/// A question. What is empty or None asks nothing.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// All of these, each in one of its ways.
    pub all: Vec<Vec<Clause>>,
    pub not: Vec<Clause>,
    /// Words that are nearly those count as well.
    pub nearly: bool,
    /// Where nothing has the words, nothing is found: words that are nearly those are not tried.
    pub only_exactly: bool,
    pub kinds: Vec<u8>,
    pub not_kinds: Vec<u8>,
    pub under: Option<Vec<Ref>>,
    pub people: Option<Vec<u64>>,
    pub clients: Option<Vec<u64>>,
    pub departments: Option<Vec<u64>>,
    /// None of these.
    pub not_under: Vec<Ref>,
    pub not_people: Vec<u64>,
    pub not_clients: Vec<u64>,
    pub not_departments: Vec<u64>,
    /// Each in one of its ways.
    pub marks: Vec<Vec<String>>,
    pub not_marks: Vec<String>,
    /// Milliseconds since 1970, the second excluded.
    pub from: Option<i64>,
    pub until: Option<i64>,
    /// The newest first, whatever fits best.
    pub newest: bool,
}

impl Ask {
    /// "check list" finds what says "checklist": beside each way of words, those that it makes with its neighbours.
    pub(super) fn joined(&self) -> Vec<Vec<String>> {
        let single = |ways: &Vec<Clause>| match ways.as_slice() {
            [Clause::Word { text, .. }] if text.chars().all(char::is_alphabetic) => {
                Some(text.clone())
            }
            _ => None,
        };
        let mut joined: Vec<Vec<String>> = vec![Vec::new(); self.all.len()];
        for at in 1..self.all.len() {
            if let (Some(a), Some(b)) = (single(&self.all[at - 1]), single(&self.all[at])) {
                let both = a + &b;
                joined[at - 1].push(both.clone());
                joined[at].push(both);
            }
        }
        joined
    }
}

/// For whom something is looked for. It narrows, and permits nothing.
#[derive(Debug, Clone, Default)]
pub struct For {
    pub person: u64,
    /// Milliseconds since 1970.
    pub now: i64,
    /// Where the person may see something of which kinds; None for whoever sees everything.
    pub places: Option<BTreeSet<Place>>,
    /// Records that were shared with them: those, and what is a part of them.
    pub shared: Vec<Ref>,
}

/// What may be an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub of: Ref,
    pub group: Ref,
    pub score: f64,
    /// Milliseconds since 1970.
    pub at: i64,
    pub people: Vec<u64>,
    pub clients: Vec<u64>,
    pub departments: Vec<u64>,
}

// What a word counts where it stands, beside how rare it is.
const NUMBER: Score = 60.0;
const NUMBER_BEGINS: Score = 12.0;
const NAME: Score = 4.0;
const NAME_AT_ALL: Score = 5.0;
const NAME_BEGINS: Score = 4.0;
const TEXT_BEGINS: Score = 0.5;
const ENDS: Score = 0.8;
const CUT: Score = 0.6;
const NAME_NEARLY: Score = 2.0;
const TEXT_NEARLY: Score = 0.5;

/// Shorter beginnings are those of too many words to be of use.
const BEGINS_FROM: usize = 2;
const BEGINS_IN_TEXT_FROM: usize = 3;

type Any = Box<dyn Query>;

struct Compiler<'a> {
    fields: &'a Fields,
    words: &'a mut Words,
    nearly: bool,
}

fn any_of(queries: Vec<Any>) -> Any {
    let should = queries
        .into_iter()
        .map(|query| -> (Occur, Any) { (Occur::Should, Box::new(Present(query))) });
    Box::new(BooleanQuery::new(should.collect()))
}

fn all_of(queries: Vec<Any>) -> Any {
    let must = queries.into_iter().map(|query| (Occur::Must, query));
    Box::new(BooleanQuery::new(must.collect()))
}

fn counts(query: impl Query, score: Score) -> Any {
    Box::new(ConstScoreQuery::new(Box::new(query), score))
}

fn exactly(field: Field, word: &str) -> TermQuery {
    let term = Term::from_field_text(field, word);
    TermQuery::new(term, IndexRecordOption::WithFreqs)
}

fn begins(field: Field, start: &str) -> Begins {
    Begins(Term::from_field_text(field, start))
}

/// Slips of the keyboard that are forgiven in a word.
fn slips(word: &str) -> u8 {
    match word.chars().count() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

impl Compiler<'_> {
    fn clause(&mut self, clause: &Clause) -> Option<Any> {
        match clause {
            Clause::Word { text, begins } => self.word(text, *begins),
            Clause::Phrase(text) => {
                let words = self.plain(text);
                match words.as_slice() {
                    [] => None,
                    [one] => Some(any_of(self.exact(one))),
                    _ => Some(any_of(self.phrases(&words, false))),
                }
            }
        }
    }

    fn plain(&mut self, text: &str) -> Vec<String> {
        let words = self.words.plain(text).into_iter();
        words.map(|word| word.form).collect()
    }

    fn word(&mut self, text: &str, may_go_on: bool) -> Option<Any> {
        let words = self.plain(text);
        let mut ways = self.codes(text, may_go_on);
        match words.as_slice() {
            [] => return None,
            [one] => ways.extend(self.one(one, may_go_on)),
            several => {
                ways.extend(self.phrases(several, may_go_on));
                ways.extend(self.one(&several.concat(), may_go_on));
            }
        }
        Some(any_of(ways))
    }

    fn codes(&mut self, text: &str, may_go_on: bool) -> Vec<Any> {
        let code = self.words.fold(text.trim());
        let mut ways = vec![counts(exactly(self.fields.code, &code), NUMBER)];
        if may_go_on && code.chars().count() >= BEGINS_FROM {
            ways.push(counts(begins(self.fields.code, &code), NUMBER_BEGINS));
        }
        // A telephone number is found however it is spaced.
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let spaced = digits.len() >= 4 && code.chars().all(|c| !c.is_alphabetic());
        if spaced && digits != code {
            ways.push(counts(begins(self.fields.code, &digits), NUMBER_BEGINS));
        }
        ways
    }

    /// A word as it is, in its forms, in names and texts.
    fn exact(&mut self, word: &str) -> Vec<Any> {
        let mut ways: Vec<Any> = Vec::new();
        for form in self.words.forms(word) {
            let named = exactly(self.fields.title, &form);
            ways.push(Box::new(BoostQuery::new(Box::new(named.clone()), NAME)));
            ways.push(counts(named, NAME_AT_ALL));
            ways.push(Box::new(exactly(self.fields.body, &form)));
        }
        ways
    }

    fn one(&mut self, word: &str, may_go_on: bool) -> Vec<Any> {
        let mut ways = self.exact(word);
        let (title, body, letters) = (self.fields.title, self.fields.body, word.chars().count());
        if (may_go_on || self.nearly) && letters >= BEGINS_FROM {
            ways.push(counts(begins(title, word), NAME_BEGINS));
        }
        if (may_go_on || self.nearly) && letters >= BEGINS_IN_TEXT_FROM {
            ways.push(counts(begins(body, word), TEXT_BEGINS));
        }
        ways.extend(self.compounds(word));
        let slips = slips(word);
        if self.nearly && slips > 0 {
            for (field, score) in [(title, NAME_NEARLY), (body, TEXT_NEARLY)] {
                let term = Term::from_field_text(field, word);
                let near = match may_go_on {
                    true => FuzzyTermQuery::new_prefix(term, slips, true),
                    false => FuzzyTermQuery::new(term, slips, true),
                };
                ways.push(counts(near, score));
            }
        }
        ways
    }

    /// Words of which it is the end or the beginning, and what it may be made of itself.
    fn compounds(&mut self, word: &str) -> Vec<Any> {
        let mut ways: Vec<Any> = Vec::new();
        if !self.words.have_compounds() || !compound::may_end(word) {
            return ways;
        }
        for form in self.words.forms(word) {
            if compound::may_end(&form) {
                let ends = begins(self.fields.ends, &compound::reversed(&form));
                ways.push(counts(ends, ENDS));
            }
        }
        for field in [self.fields.title, self.fields.body] {
            ways.push(counts(begins(field, word), ENDS));
        }
        for (head, tail) in compound::cuts(word) {
            let both = [head, tail].map(|part| (Occur::Must, any_of(self.exact(&part))));
            ways.push(counts(BooleanQuery::new(both.into()), CUT));
        }
        ways
    }

    fn phrases(&mut self, words: &[String], may_go_on: bool) -> Vec<Any> {
        let phrase = |field: Field| -> Any {
            let terms = words.iter().map(|word| Term::from_field_text(field, word));
            match may_go_on {
                true => Box::new(PhrasePrefixQuery::new(terms.collect())),
                false => Box::new(PhraseQuery::new(terms.collect())),
            }
        };
        let named = Box::new(BoostQuery::new(phrase(self.fields.title), 2.0 * NAME));
        vec![named, phrase(self.fields.body)]
    }

    fn words_of(&mut self, ask: &Ask) -> Vec<Any> {
        let mut must = Vec::new();
        for (ways, joined) in ask.all.iter().zip(ask.joined()) {
            let mut any: Vec<Any> = ways
                .iter()
                .filter_map(|clause| self.clause(clause))
                .collect();
            if any.is_empty() {
                continue;
            }
            for word in joined {
                let word = self.words.fold(&word);
                any.extend(self.exact(&word));
            }
            must.push(any_of(any));
        }
        must
    }
}

/// Records of these numbers in a field; none of them is never true.
fn one_of(field: Field, numbers: impl IntoIterator<Item = u64>) -> Any {
    let terms = numbers.into_iter();
    let terms = terms.map(|number| Term::from_field_u64(field, number));
    counts(TermSetQuery::new(terms), 0.0)
}

fn filters(ask: &Ask, fields: &Fields) -> Vec<Any> {
    let mut must: Vec<Any> = Vec::new();
    if !ask.kinds.is_empty() {
        must.push(one_of(
            fields.kind,
            ask.kinds.iter().map(|kind| u64::from(*kind)),
        ));
    }
    if let Some(under) = &ask.under {
        must.push(one_of(fields.under, under.iter().map(|of| number_of(*of))));
    }
    for (field, ids) in [
        (fields.person, &ask.people),
        (fields.client, &ask.clients),
        (fields.department, &ask.departments),
    ] {
        if let Some(ids) = ids {
            must.push(one_of(field, ids.iter().copied()));
        }
    }
    for ways in &ask.marks {
        let terms = ways
            .iter()
            .map(|mark| Term::from_field_text(fields.mark, mark));
        must.push(counts(TermSetQuery::new(terms), 0.0));
    }
    if ask.from.is_some() || ask.until.is_some() {
        use std::ops::Bound;
        let bound = |at: i64| Term::from_field_i64(fields.at, at);
        let from = ask
            .from
            .map_or(Bound::Unbounded, |at| Bound::Included(bound(at)));
        let until = ask
            .until
            .map_or(Bound::Unbounded, |at| Bound::Excluded(bound(at)));
        must.push(counts(RangeQuery::new(from, until), 0.0));
    }
    must
}

/// The question as tantivy is asked it; `seen` is where somebody sees something, where that isn't everywhere.
pub(super) fn compile(ask: &Ask, seen: Option<Lying>, fields: &Fields, words: &mut Words) -> Any {
    let mut compiler = Compiler {
        fields,
        words,
        nearly: ask.nearly,
    };
    let mut must = compiler.words_of(ask);
    if must.is_empty() {
        must.push(counts(AllQuery, 1.0));
    }
    must.extend(filters(ask, fields));
    if let Some(lying) = seen {
        must.push(counts(DocPredicateQuery::from(lying), 0.0));
    }
    compiler.nearly = false;
    let mut not: Vec<Any> = Vec::new();
    for clause in &ask.not {
        not.extend(compiler.clause(clause));
    }
    if !ask.not_kinds.is_empty() {
        let kinds = ask.not_kinds.iter().map(|kind| u64::from(*kind));
        not.push(one_of(fields.kind, kinds));
    }
    if !ask.not_under.is_empty() {
        let under = ask.not_under.iter().map(|of| number_of(*of));
        not.push(one_of(fields.under, under));
    }
    for (field, ids) in [
        (fields.person, &ask.not_people),
        (fields.client, &ask.not_clients),
        (fields.department, &ask.not_departments),
    ] {
        if !ids.is_empty() {
            not.push(one_of(field, ids.iter().copied()));
        }
    }
    for mark in &ask.not_marks {
        not.push(Box::new(exactly(fields.mark, mark)));
    }
    if not.is_empty() {
        return all_of(must);
    }
    let must = must.into_iter().map(|query| (Occur::Must, query));
    let not = not.into_iter().map(|query| (Occur::MustNot, query));
    Box::new(BooleanQuery::new(must.chain(not).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_near_too_many_others() {
        let of = ["a", "abc", "abcd", "abcdefg", "abcdefgh"].map(slips);
        assert_eq!(of, [0, 0, 1, 1, 2]);
    }

    #[test]
    fn neighbours_are_looked_for_as_one_word_as_well() {
        let word = |text: &str| Clause::Word {
            text: text.into(),
            begins: false,
        };
        let ask = Ask {
            all: vec![
                vec![word("check")],
                vec![word("list")],
                vec![word("a"), word("b")],
                vec![word("12")],
            ],
            ..Ask::default()
        };
        assert_eq!(
            ask.joined(),
            [vec!["checklist"], vec!["checklist"], vec![], vec![]]
        );
    }
}
