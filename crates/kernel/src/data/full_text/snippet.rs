//! Where in a text the words stand that were looked for.

use std::collections::BTreeSet;

use super::{Ask, Clause, Stemmed};
use crate::{
    base::text,
    data::engine::search::{
        compound::{ends_with, may_end},
        pieces::is_unspaced,
        words::{Word, Words},
    },
};

/// Bytes of a text in which a place is looked for to show.
const LOOKED_AT: usize = 40_000;
/// Words before the first that is shown lit.
const LEAD: usize = 6;
/// Words of a snippet.
const WORDS: usize = 30;

/// A piece of a text, and whether it is what was looked for.
pub type Mark = (String, bool);

/// What of a text answers a question.
pub struct Marks {
    words: Words,
    forms: BTreeSet<String>,
    begins: Vec<String>,
    near: Vec<String>,
}

impl Marks {
    /// Of what is asked for; `nearly` when words that are nearly those answered.
    pub fn of(ask: &Ask, nearly: bool, languages: &[Stemmed]) -> Marks {
        let mut marks = Marks {
            words: Words::new(languages),
            forms: BTreeSet::new(),
            begins: Vec::new(),
            near: Vec::new(),
        };
        for clause in ask.all.iter().flatten() {
            let (text, begins) = match clause {
                Clause::Word { text, begins } => (text, *begins),
                Clause::Phrase(text) => (text, false),
            };
            for word in marks.words.plain(text) {
                marks.forms.extend(marks.words.forms(&word.form));
                if begins || nearly {
                    marks.begins.push(word.form.clone());
                }
                if nearly && word.form.chars().count() > 3 {
                    marks.near.push(word.form);
                }
            }
        }
        marks
    }

    /// What of the question a word answers; None when it doesn't.
    fn answers(&mut self, word: &str) -> Option<String> {
        if self.forms.contains(word) {
            return Some(word.to_owned());
        }
        let stems = self.words.stems(word);
        if let Some(stem) = stems.into_iter().find(|stem| self.forms.contains(stem)) {
            return Some(stem);
        }
        if let Some(part) = self.part_of(word) {
            return Some(part);
        }
        let begun = self.begins.iter().find(|start| word.starts_with(*start));
        let near = || self.near.iter().find(|asked| text::nearly(word, asked));
        begun.or_else(near).cloned()
    }

    /// What was asked for that a word is made of: a letter of a pair, or the end of a long word.
    fn part_of(&self, word: &str) -> Option<String> {
        let letter = |c: char| is_unspaced(c).then(|| c.to_string());
        let mut letters = word.chars().filter_map(letter);
        if let Some(letter) = letters.find(|letter| self.forms.contains(letter)) {
            return Some(letter);
        }
        if !self.words.have_compounds() {
            return None;
        }
        let mut forms = self.forms.iter();
        let part =
            forms.find(|form| ends_with(word, form) || may_end(form) && word.starts_with(*form));
        part.cloned()
    }

    fn cut(&self, text: &str, answered: &[(Word, bool)]) -> Vec<Mark> {
        let mut pieces: Vec<Mark> = Vec::new();
        let mut at = 0;
        for (word, _) in answered.iter().filter(|(_, lit)| *lit) {
            if word.from > at {
                pieces.push((text[at..word.from].to_owned(), false));
            }
            // Pairs of letters overlap, and are lit as one.
            let more = &text[word.from.max(at)..word.to.max(at)];
            match pieces.last_mut().filter(|(_, lit)| *lit && word.from < at) {
                Some((held, _)) => held.push_str(more),
                None => pieces.push((more.to_owned(), true)),
            }
            at = at.max(word.to);
        }
        if at < text.len() {
            pieces.push((text[at..].to_owned(), false));
        }
        pieces
    }

    /// The whole of a text, cut into what is lit and what isn't.
    pub fn lit(&mut self, text: &str) -> Vec<Mark> {
        let words = self.words.plain(text);
        let answered: Vec<(Word, bool)> = words
            .into_iter()
            .map(|word| {
                let lit = self.answers(&word.form).is_some();
                (word, lit)
            })
            .collect();
        self.cut(text, &answered)
    }

    /// Where most of what was asked for stands together; None where nothing of it stands.
    pub fn snippet(&mut self, text: &str) -> Option<Vec<Mark>> {
        self.snippet_at(text).map(|(_, pieces)| pieces)
    }

    /// The same, behind the byte at which the first of it stands.
    pub fn snippet_at(&mut self, text: &str) -> Option<(usize, Vec<Mark>)> {
        let end = (0..=text.len().min(LOOKED_AT)).rev();
        let text = &text[..end.into_iter().find(|at| text.is_char_boundary(*at))?];
        let words = self.words.plain(text);
        let answers: Vec<Option<String>> =
            words.iter().map(|word| self.answers(&word.form)).collect();
        let lit: Vec<usize> = (0..words.len()).filter(|n| answers[*n].is_some()).collect();
        let best = lit.iter().max_by_key(|start| {
            let window = **start..(**start + WORDS - LEAD).min(words.len());
            let found: BTreeSet<&String> = answers[window].iter().flatten().collect();
            // Of several that are as good the first.
            (found.len(), std::cmp::Reverse(**start))
        });
        let best = best?;
        let at = words.get(*best)?.from;
        let first = best.saturating_sub(LEAD);
        let last = (first + WORDS).min(words.len()) - 1;
        let from = if first == 0 { 0 } else { words[first].from };
        let to = match last + 1 == words.len() {
            true => text.len(),
            false => words[last].to,
        };
        let shown = words
            .into_iter()
            .zip(&answers)
            .map(|(word, answer)| (word, answer.is_some()));
        let shown: Vec<(Word, bool)> = shown
            .skip(first)
            .take(last + 1 - first)
            .map(|(word, lit)| {
                let (start, end) = (word.from - from, word.to - from);
                (
                    Word {
                        from: start,
                        to: end,
                        ..word
                    },
                    lit,
                )
            })
            .collect();
        let mut pieces = self.cut(&text[from..to], &shown);
        if from > 0 {
            pieces.insert(0, ("… ".into(), false));
        }
        if to < text.len() {
            pieces.push((" …".into(), false));
        }
        Some((at, pieces))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::engine::search::words::languages;

    fn marks(text: &str, begins: bool, nearly: bool) -> Marks {
        let all = text.split(' ').map(|text| {
            vec![Clause::Word {
                text: text.to_owned(),
                begins,
            }]
        });
        let ask = Ask {
            all: all.collect(),
            ..Ask::default()
        };
        Marks::of(&ask, nearly, &languages(&[]))
    }

    fn shown(pieces: Vec<Mark>) -> String {
        let one = |(piece, lit): Mark| if lit { format!("[{piece}]") } else { piece };
        pieces.into_iter().map(one).collect()
    }

    #[test]
    fn forms_beginnings_and_slips_are_lit() {
        for (asked, begins, nearly, text, lit) in [
            (
                "printer",
                false,
                false,
                "Two Printers fail",
                "Two [Printers] fail",
            ),
            (
                "fail",
                false,
                false,
                "It failed, failing",
                "It [failed], [failing]",
            ),
            (
                "ins",
                true,
                false,
                "The insurance list",
                "The [insurance] list",
            ),
            (
                "ins",
                false,
                false,
                "The insurance list",
                "The insurance list",
            ),
            (
                "insurence",
                false,
                true,
                "The insurance list",
                "The [insurance] list",
            ),
            ("muller", false, false, "Herr Müller", "Herr [Müller]"),
            (
                "東京都",
                false,
                false,
                "今日は東京都です",
                "今日は[東京都]です",
            ),
            ("京", false, false, "東京へ", "[東京へ]"),
        ] {
            assert_eq!(
                shown(marks(asked, begins, nearly).lit(text)),
                lit,
                "{asked}"
            );
        }
    }

    #[test]
    fn a_snippet_is_where_most_of_it_stands() {
        let filler = "word ".repeat(80);
        let text = format!("booking {filler}the insurance of the booking form {filler}end");
        let snippet = marks("insurance booking", false, false)
            .snippet(&text)
            .unwrap();
        let snippet = shown(snippet);
        assert!(
            snippet.contains("[insurance] of the [booking] form"),
            "{snippet}"
        );
        assert!(
            snippet.starts_with("… ") && snippet.ends_with(" …"),
            "{snippet}"
        );
        assert!(snippet.len() < 300);
        let (at, _) = marks("insurance booking", false, false)
            .snippet_at(&text)
            .unwrap();
        assert!(text[at..].starts_with("insurance of the booking"));
        assert!(marks("zebra", false, false).snippet(&text).is_none());
        assert_eq!(shown(marks("a", false, false).snippet("a").unwrap()), "[a]");
    }
}
