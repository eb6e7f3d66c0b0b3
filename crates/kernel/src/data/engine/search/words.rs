//! What a word is to the search. A text is cut into words (`pieces`); each is told in lower case without
//! its diacritics, and again by its stem, in the languages of the house, where that is another. Words that a hyphen or an
//! apostrophe joins are told one by one and as one: "e-mail" is found by "email", by "mail" and by "e-mail".
//!
//! All forms of a word stand in the same place, so that phrases are found by any of them.

use std::collections::HashMap;

use super::{
    compound,
    pieces::{LONGEST, Piece, is_mark, is_unspaced, pieces},
};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RawTokenizer, Stemmer, TextAnalyzer, Token,
    TokenStream, Tokenizer,
};

/// Stems that are remembered.
const REMEMBERED: usize = 20_000;

/// A language whose words are told by their stems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stemmed {
    pub key: &'static str,
    pub label: &'static str,
    language: Language,
}

macro_rules! languages {
    ($($key:literal $label:ident),*) => {
        /// All that there are stems for.
        pub const LANGUAGES: &[Stemmed] =
            &[$(Stemmed { key: $key, label: stringify!($label), language: Language::$label }),*];
    };
}
languages!(
    "en" English, "ar" Arabic, "da" Danish, "nl" Dutch, "fi" Finnish, "fr" French, "de" German, "el" Greek,
    "hu" Hungarian, "it" Italian, "no" Norwegian, "pt" Portuguese, "ro" Romanian, "ru" Russian, "es" Spanish,
    "sv" Swedish, "ta" Tamil, "tr" Turkish
);

/// English and those of these keys that are known, each once.
pub fn languages(keys: &[String]) -> Vec<Stemmed> {
    let chosen = |stemmed: &&Stemmed| stemmed.key == "en" || keys.iter().any(|k| k == stemmed.key);
    LANGUAGES.iter().filter(chosen).copied().collect()
}

/// One form of a word, and where in the text it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub form: String,
    /// Bytes of the text.
    pub from: usize,
    pub to: usize,
    /// Which word of the text it is.
    pub place: usize,
}

/// Makes words of text. It remembers stems, so whoever has much to do keeps one.
#[derive(Clone)]
pub struct Words {
    fold: TextAnalyzer,
    stemmers: Vec<TextAnalyzer>,
    stems: HashMap<String, Vec<String>>,
    found: Vec<Token>,
    compounds: bool,
}

fn only(analyzer: &mut TextAnalyzer, word: &str) -> String {
    let mut stream = analyzer.token_stream(word);
    match stream.advance() {
        true => stream.token().text.clone(),
        false => String::new(),
    }
}

impl Words {
    pub fn new(languages: &[Stemmed]) -> Words {
        let stemmer = |stemmed: &Stemmed| {
            TextAnalyzer::builder(RawTokenizer::default())
                .filter(Stemmer::new(stemmed.language))
                .build()
        };
        Words {
            fold: TextAnalyzer::builder(RawTokenizer::default())
                .filter(LowerCaser)
                .filter(AsciiFoldingFilter)
                .build(),
            stemmers: languages.iter().map(stemmer).collect(),
            stems: HashMap::new(),
            found: Vec::new(),
            compounds: compound::are_written(languages),
        }
    }

    /// Whether words may be made of words, in a language of the house.
    pub fn have_compounds(&self) -> bool {
        self.compounds
    }

    /// A word in lower case, without diacritics.
    pub fn fold(&mut self, word: &str) -> String {
        match word.is_ascii() {
            true => word.to_ascii_lowercase(),
            // Also those that stand behind their letter by themselves.
            false => {
                let folded = only(&mut self.fold, word);
                folded.chars().filter(|c| !is_mark(*c)).collect()
            }
        }
    }

    /// The stems of a folded word that are other than it.
    pub fn stems(&mut self, word: &str) -> Vec<String> {
        if let Some(known) = self.stems.get(word) {
            return known.clone();
        }
        let mut stems = Vec::new();
        if !word.contains(|c: char| c.is_ascii_digit() || is_unspaced(c)) {
            for stemmer in &mut self.stemmers {
                let stem = only(stemmer, word);
                if stem.len() > 1 && stem != word && !stems.contains(&stem) {
                    stems.push(stem);
                }
            }
        }
        if self.stems.len() >= REMEMBERED {
            self.stems.clear();
        }
        self.stems.insert(word.to_owned(), stems.clone());
        stems
    }

    /// The words of a text, each by itself and in no other form.
    pub fn plain(&mut self, text: &str) -> Vec<Word> {
        let pieces = pieces(text);
        let plain = pieces.iter().enumerate().map(|(place, piece)| Word {
            form: self.fold(&text[piece.from..piece.cut(text)]),
            from: piece.from,
            to: piece.to,
            place,
        });
        plain.collect()
    }

    /// Every form of every word of a text, in the order of the text.
    pub fn all(&mut self, text: &str, each: &mut dyn FnMut(&str, Piece, usize)) {
        let pieces = pieces(text);
        for (place, piece) in pieces.iter().enumerate() {
            let form = self.fold(&text[piece.from..piece.cut(text)]);
            each(&form, *piece, place);
            if piece.pair {
                // Each letter of a pair is found by itself; the last of a run stands with its last pair.
                let goes_on = pieces
                    .get(place + 1)
                    .is_some_and(|next| next.from < piece.to);
                let letters = form.chars().take(if goes_on { 1 } else { 2 });
                for letter in letters.filter(|_| form.chars().count() > 1) {
                    each(letter.encode_utf8(&mut [0; 4]), *piece, place);
                }
                continue;
            }
            for stem in self.stems(&form) {
                each(&stem, *piece, place);
            }
            // Said once, where what is joined begins.
            if piece.joined || !pieces.get(place + 1).is_some_and(|next| next.joined) {
                continue;
            }
            let end = pieces[place + 1..].iter().take_while(|next| next.joined);
            let run: Vec<Piece> = std::iter::once(*piece).chain(end.copied()).collect();
            let whole: String = run.iter().map(|p| self.fold(&text[p.from..p.to])).collect();
            if whole.chars().count() <= LONGEST {
                let to = run.last().map_or(piece.to, |last| last.to);
                let piece = Piece { to, ..*piece };
                each(&whole, piece, place);
                for stem in self.stems(&whole) {
                    each(&stem, piece, place);
                }
            }
        }
    }

    /// The forms under which a word that is asked for is filed: itself first.
    pub fn forms(&mut self, word: &str) -> Vec<String> {
        let folded = self.fold(word);
        let mut forms = vec![folded.clone()];
        forms.extend(self.stems(&folded));
        forms
    }
}

/// For tantivy: the forms of all words.
impl Tokenizer for Words {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        self.all(text, &mut |form, piece, place| {
            found.push(Token {
                offset_from: piece.from,
                offset_to: piece.to,
                position: place,
                text: form.to_owned(),
                position_length: 1,
            });
        });
        self.found = found;
        Tokens {
            found: &mut self.found,
            next: 0,
        }
    }
}

pub struct Tokens<'a> {
    found: &'a mut Vec<Token>,
    next: usize,
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.found.len()
    }
    fn token(&self) -> &Token {
        &self.found[self.next.saturating_sub(1)]
    }
    fn token_mut(&mut self) -> &mut Token {
        &mut self.found[self.next.saturating_sub(1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(keys: &[&str], text: &str) -> Vec<(String, usize)> {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let mut found = Vec::new();
        Words::new(&languages(&keys)).all(text, &mut |form, _, place| {
            found.push((form.to_owned(), place));
        });
        found
    }

    fn told(keys: &[&str], text: &str) -> String {
        let forms: Vec<String> = forms(keys, text)
            .into_iter()
            .map(|(form, _)| form)
            .collect();
        forms.join(" ")
    }

    #[test]
    fn words_are_told_folded_stemmed_and_joined() {
        for (text, told_as) in [
            ("Plain words", "plain words word"),
            ("Printers, failing!", "printers printer failing fail"),
            ("Müller & Söhne", "muller sohne sohn"),
            ("Crème BRÛLÉE", "creme brulee brule"),
            ("Mu\u{308}ller", "muller"),
            ("e-mail", "e email mail"),
            ("Delgado's", "delgado delgados delgado s"),
            ("T-1182", "t t1182 1182"),
            ("", ""),
            ("...", ""),
            ("東京都", "東京 東 京都 京 都"),
            ("枚", "枚"),
        ] {
            assert_eq!(told(&[], text), told_as, "{text}");
        }
    }

    #[test]
    fn forms_of_one_word_stand_in_one_place() {
        let found = forms(&[], "two check-lists");
        let at = |form: &str| {
            found
                .iter()
                .find(|(held, _)| held == form)
                .map(|(_, at)| *at)
        };
        assert_eq!(at("two"), Some(0));
        assert_eq!(at("check"), Some(1));
        assert_eq!(at("checklists"), Some(1));
        assert_eq!(at("lists"), Some(2));
        assert_eq!(at("list"), Some(2));
    }

    #[test]
    fn another_language_of_the_house_has_its_stems_too() {
        assert!(!told(&[], "Rechnungen").contains("rechnung "));
        let german = told(&["de"], "Rechnungen");
        assert!(german.split(' ').any(|form| form == "rechnung"), "{german}");
        assert_eq!(languages(&["de".into(), "xx".into()]).len(), 2);
    }

    #[test]
    fn a_word_is_where_the_text_has_it() {
        let text = "Größe: 42 cm";
        let mut words = Words::new(&languages(&[]));
        let seen: Vec<String> = words
            .plain(text)
            .iter()
            .map(|word| text[word.from..word.to].to_owned())
            .collect();
        assert_eq!(seen, ["Größe", "42", "cm"]);
        assert_eq!(words.plain(text)[0].form, "grosse");
    }

    #[test]
    fn a_very_long_word_is_told_by_its_beginning() {
        let long = "a".repeat(5000);
        assert_eq!(forms(&[], &long)[0].0.len(), LONGEST);
    }
}
