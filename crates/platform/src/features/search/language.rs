//! What people type into the box, taken apart. Nothing here knows the house: which Mei is meant by `from:mei` is asked of
//! what the person sees (`meant`).
//!
//! ```text
//!  insurance "booking form" client:delgado after:1-may -invoice      all of these
//!  roof OR gutter                                                    one of the two
//!  deliv*                                                            whatever begins so
//! ```

use crate::data::full_text::Clause;

/// What a name before a colon asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    From,
    In,
    Has,
    Before,
    After,
    Is,
    Kind,
    Client,
    Department,
}

/// Each with what it takes, for the help beside the box.
pub const NAMES: &[(&str, Name, &str)] = &[
    ("from", Name::From, "somebody's name, or me"),
    (
        "in",
        Name::In,
        "a record's number or name: what belongs to it",
    ),
    ("has", Name::Has, "file, image or link"),
    (
        "before",
        Name::Before,
        "a day: 2026-05-31, 31-may, may, yesterday, 7d",
    ),
    ("after", Name::After, "a day, which is included"),
    ("is", Name::Is, "a state or a choice: open, blocked, urgent"),
    ("kind", Name::Kind, "ticket, task, document, post"),
    ("client", Name::Client, "a client's name or number"),
    ("department", Name::Department, "a department's name"),
];

impl Name {
    pub fn word(self) -> &'static str {
        let known = NAMES.iter().find(|(_, name, _)| *name == self);
        known.map_or("", |(word, _, _)| word)
    }

    fn called(word: &str) -> Option<Name> {
        let called = word.to_lowercase();
        let called = match called.as_str() {
            "by" => "from",
            "on" => "in",
            "type" => "kind",
            "since" => "after",
            "until" => "before",
            other => other,
        };
        let known = NAMES.iter().find(|(word, _, _)| *word == called);
        known.map(|(_, name, _)| *name)
    }
}

/// One `name:value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    pub name: Name,
    pub value: String,
    pub not: bool,
    /// Where it stands in what was typed, in bytes.
    pub from: usize,
    pub to: usize,
}

impl Operator {
    /// What was typed, without it.
    pub fn taken_out(&self, text: &str) -> String {
        let around = [&text[..self.from], &text[self.to..]].concat();
        around.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// All of these, each in one of its ways.
    pub all: Vec<Vec<Clause>>,
    pub not: Vec<Clause>,
    pub operators: Vec<Operator>,
    /// What couldn't be read, in sentences.
    pub problems: Vec<String>,
}

impl Typed {
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.not.is_empty() && self.operators.is_empty()
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Clause(Clause, bool),
    Operator(Operator),
    Or,
}

/// Words of one question; more are passed over, and that is said.
const MOST: usize = 24;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    problems: Vec<String>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// What stands between quotation marks, the first of which is next.
    fn quoted(&mut self) -> String {
        let mut chars = self.rest().chars();
        let opening = chars.next().unwrap_or('"');
        self.at += opening.len_utf8();
        let rest = self.rest();
        match rest.find(['"', '\u{201d}']) {
            Some(end) => {
                let inner = rest[..end].to_owned();
                let closing = rest[end..].chars().next().map_or(1, char::len_utf8);
                self.at += end + closing;
                inner
            }
            None => {
                self.problems
                    .push("The quotation mark isn't closed, so all behind it counts.".into());
                self.at = self.text.len();
                rest.to_owned()
            }
        }
    }

    fn starts_quoted(&self) -> bool {
        self.rest()
            .starts_with(['"', '\u{201c}', '\u{201d}', '\u{201e}'])
    }

    fn bare(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn next(&mut self) -> Option<Token> {
        self.skip_space();
        let rest = self.rest();
        if rest.is_empty() {
            return None;
        }
        let from = self.at;
        let behind = rest.strip_prefix(['-', '\u{2212}']);
        let not = behind
            .is_some_and(|behind| behind.starts_with(|c: char| !c.is_whitespace() && c != '-'));
        if not {
            self.at += rest.len() - behind.map_or(0, str::len);
        }
        if self.starts_quoted() {
            let phrase = self.quoted();
            return Some(Token::Clause(Clause::Phrase(phrase), not));
        }
        if let Some((name, value)) = self.operator() {
            return Some(Token::Operator(Operator {
                name,
                value,
                not,
                from,
                to: self.at,
            }));
        }
        let word = self.bare();
        if !not && matches!(word, "OR" | "|") {
            return Some(Token::Or);
        }
        let begins = word.ends_with('*');
        let text = word.trim_end_matches('*').to_owned();
        Some(Token::Clause(Clause::Word { text, begins }, not))
    }

    /// `name:value`, where the name is one that there is.
    fn operator(&mut self) -> Option<(Name, String)> {
        let rest = self.rest();
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        let (name, behind) = word.split_once(':')?;
        if name.is_empty()
            || !name.chars().all(|c| c.is_ascii_alphabetic())
            || behind.starts_with("//")
        {
            return None;
        }
        let Some(known) = Name::called(name) else {
            let names: Vec<String> = NAMES
                .iter()
                .map(|(word, _, _)| format!("{word}:"))
                .collect();
            self.problems.push(format!(
                "“{name}:” is no operator, so it is looked for as a word. There are {}.",
                names.join(" ")
            ));
            return None;
        };
        self.at += name.len() + 1;
        let value = match self.starts_quoted() {
            true => self.quoted(),
            false => self.bare().to_owned(),
        };
        let value = value.trim().to_owned();
        if value.is_empty() {
            self.problems.push(format!(
                "“{name}:” says nothing yet. It takes {}.",
                takes(known)
            ));
        }
        Some((known, value))
    }
}

/// What an operator takes, in words.
pub fn takes(name: Name) -> &'static str {
    let known = NAMES.iter().find(|(_, known, _)| *known == name);
    known.map_or("", |(_, _, takes)| takes)
}

fn holds(clause: &Clause) -> bool {
    let (Clause::Word { text, .. } | Clause::Phrase(text)) = clause;
    text.contains(char::is_alphanumeric)
}

/// Digits as a telephone shows them.
fn is_dialled(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let dialled = |c: char| c.is_ascii_digit() || "+()./- \u{a0}".contains(c);
    digits >= 5 && text.trim().contains(' ') && text.chars().all(dialled)
}

/// Takes a question apart. The last word may go on, as far as it isn't followed by a space.
pub fn read(text: &str) -> Typed {
    if is_dialled(text) {
        let number = Clause::Word {
            text: text.trim().to_owned(),
            begins: true,
        };
        return Typed {
            all: vec![vec![number]],
            ..Typed::default()
        };
    }
    let mut reader = Reader {
        text,
        at: 0,
        problems: Vec::new(),
    };
    let mut typed = Typed::default();
    let (mut or, mut words) = (false, 0);
    let mut last_is_word = false;
    while let Some(token) = reader.next() {
        last_is_word = false;
        match token {
            Token::Or => {
                or = true;
                continue;
            }
            Token::Operator(operator) if operator.value.is_empty() => {}
            Token::Operator(operator) => typed.operators.push(operator),
            Token::Clause(clause, _) if !holds(&clause) => {}
            Token::Clause(_, _) if words == MOST => {
                typed
                    .problems
                    .push(format!("Only the first {MOST} words are looked for."));
                break;
            }
            Token::Clause(clause, true) => {
                words += 1;
                typed.not.push(clause);
            }
            Token::Clause(clause, false) => {
                words += 1;
                last_is_word = matches!(clause, Clause::Word { .. });
                match typed.all.last_mut().filter(|_| or) {
                    Some(ways) => ways.push(clause),
                    None => typed.all.push(vec![clause]),
                }
            }
        }
        or = false;
    }
    if or {
        reader
            .problems
            .push("“OR” stands between two words.".into());
    }
    typed.problems.append(&mut reader.problems);
    let last = typed.all.last_mut().and_then(|ways| ways.last_mut());
    if let (Some(Clause::Word { begins, .. }), true) = (last, last_is_word) {
        *begins = true;
    }
    typed
}

#[cfg(test)]
mod tests;
