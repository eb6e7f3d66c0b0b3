//! Words that are made of words, in languages that write them as one: "Versicherungsliste" is found by "Liste", and by
//! "Liste der Versicherungen"; and who asks for the whole finds where its parts are said.
//!
//! No dictionary says where such a word is cut. The index has each long word once more from its end, so that whatever ends
//! with a word is a range of it; how a word that is asked for may be cut is tried at every letter, and only what is said in
//! a record answers.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::words::{Stemmed, Words};

/// Languages that write compounds as one word.
const LANGUAGES: [&str; 7] = ["da", "de", "fi", "hu", "nl", "no", "sv"];
/// Letters of a word that may be the end of another, and of a part of one.
const PART: usize = 4;
/// Letters of a word that may be made of several.
const WHOLE: usize = 8;
/// What stands between two parts and belongs to neither.
const BETWEEN: [&str; 5] = ["s", "es", "n", "en", "e"];

/// Whether words of these languages are made of words.
pub fn are_written(languages: &[Stemmed]) -> bool {
    languages.iter().any(|held| LANGUAGES.contains(&held.key))
}

/// Whether a word that is asked for may be the end of others.
pub fn may_end(word: &str) -> bool {
    is_of(word, PART)
}

fn is_of(word: &str, letters: usize) -> bool {
    word.chars().count() >= letters && word.chars().all(char::is_alphabetic)
}

/// Whether a word is made of another at its end and of more before it.
pub fn ends_with(whole: &str, part: &str) -> bool {
    is_of(whole, WHOLE) && may_end(part) && whole.len() > part.len() && whole.ends_with(part)
}

pub fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

/// The ways in which a folded word may be made of two.
pub fn cuts(word: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if !is_of(word, 2 * PART) {
        return found;
    }
    let ends = word.char_indices().map(|(at, _)| at);
    for at in ends.skip(PART) {
        let (head, tail) = word.split_at(at);
        if tail.chars().count() < PART {
            break;
        }
        found.push((head.to_owned(), tail.to_owned()));
        for between in BETWEEN {
            let bare = head.strip_suffix(between);
            if let Some(bare) = bare.filter(|bare| bare.chars().count() >= PART) {
                found.push((bare.to_owned(), tail.to_owned()));
            }
        }
    }
    found
}

/// For tantivy: the long words of a text from their ends; nothing where words aren't made of words.
#[derive(Clone)]
pub struct Ends {
    words: Words,
    found: Vec<String>,
    token: Token,
}

impl Ends {
    pub fn new(languages: &[Stemmed]) -> Ends {
        Ends {
            words: Words::new(languages),
            found: Vec::new(),
            token: Token::default(),
        }
    }
}

impl Tokenizer for Ends {
    type TokenStream<'a> = Reversed<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Reversed<'a> {
        self.found.clear();
        if self.words.have_compounds() {
            let found = &mut self.found;
            self.words.all(text, &mut |form, _, _| {
                if is_of(form, WHOLE) {
                    found.push(reversed(form));
                }
            });
        }
        self.token = Token::default();
        Reversed {
            found: &self.found,
            token: &mut self.token,
            next: 0,
        }
    }
}

pub struct Reversed<'a> {
    found: &'a [String],
    token: &'a mut Token,
    next: usize,
}

impl TokenStream for Reversed<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.found.get(self.next) else {
            return false;
        };
        self.token.text.clone_from(word);
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::engine::search::words::languages;

    fn ends(keys: &[&str], text: &str) -> Vec<String> {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let mut ends = Ends::new(&languages(&keys));
        let mut stream = ends.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            found.push(stream.token().text.clone());
        }
        found
    }

    #[test]
    fn long_words_stand_in_it_from_their_ends_where_the_house_speaks_so() {
        let german = ends(&["de"], "Die Versicherungsliste");
        assert!(
            german.contains(&reversed("versicherungsliste")),
            "{german:?}"
        );
        assert!(
            german
                .iter()
                .any(|word| word.starts_with(&reversed("liste")))
        );
        assert!(ends(&[], "Die Versicherungsliste").is_empty());
        assert!(ends(&["fr"], "Die Versicherungsliste").is_empty());
    }

    #[test]
    fn a_word_is_cut_at_every_letter_and_what_stands_between_is_passed_over() {
        let cuts = cuts("versicherungsliste");
        let pair = |head: &str, tail: &str| (head.to_owned(), tail.to_owned());
        assert!(cuts.contains(&pair("versicherung", "liste")), "{cuts:?}");
        assert!(cuts.contains(&pair("versicherungs", "liste")));
        for (head, tail) in &cuts {
            assert!(head.len() >= PART && tail.len() >= PART, "{head} {tail}");
        }
        assert!(super::cuts("liste").is_empty() && super::cuts("t1182abc").is_empty());
    }

    #[test]
    fn the_end_of_a_word_is_a_word() {
        for (whole, part, ends) in [
            ("versicherungsliste", "liste", true),
            ("versicherungsliste", "versicherungsliste", false),
            ("versicherungsliste", "ste", false),
            ("liste", "iste", false),
            ("zahnarztpraxis", "praxis", true),
        ] {
            assert_eq!(ends_with(whole, part), ends, "{whole} {part}");
        }
    }
}
