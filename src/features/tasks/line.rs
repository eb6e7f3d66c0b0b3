//! A task written on one line: `Draft the sitemap @anna fri !high 2h`. What is meant by a person, a day, a priority or an
//! estimate is taken out of the line, and the rest is the title. A day stands at the end, or after "due" or "by", so that
//! "Friday's menu" stays a title; what stands in quotation marks or behind a backslash stays as it is.

use crate::{
    base::{Choice, Day, Id, day_said::day_at_the_end, text, time},
    features::{people::User, projects::Priority},
};

/// A longer estimate is no estimate.
const MOST_MINUTES: i64 = 2_000 * 60;

/// What a line says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    pub title: String,
    pub assignee: Option<Id<User>>,
    pub due: Option<Day>,
    pub priority: Option<Priority>,
    /// In minutes.
    pub estimate: Option<i64>,
    /// What could not be read, in sentences.
    pub unclear: Vec<String>,
}

/// Against what a line is read.
pub struct Known<'n> {
    pub today: Day,
    pub me: Id<User>,
    pub people: &'n [(Id<User>, String)],
}

/// A word of the line, or what stands between quotation marks.
struct Token {
    text: String,
    /// Kept as it is, whatever it looks like.
    quoted: bool,
}

/// Reads one line.
pub fn read(line: &str, known: &Known<'_>) -> Line {
    let mut read = Line::default();
    let mut rest: Vec<Token> = Vec::new();
    for token in tokens(line) {
        if token.quoted || !take(&token.text, known, &mut read) {
            rest.push(token);
        }
    }
    let kept = rest.iter().rposition(|token| token.quoted);
    let kept = kept.map_or(0, |at| at + 1);
    let tail: Vec<&str> = rest[kept..]
        .iter()
        .map(|token| token.text.as_str())
        .collect();
    if let Some((due, words)) = day_at_the_end(&tail, kept, known.today) {
        read.due = Some(due);
        rest.truncate(rest.len() - words);
    }
    let words: Vec<&str> = rest.iter().map(|token| token.text.as_str()).collect();
    read.title = text::clean_line(&words.join(" "));
    read
}

fn tokens(line: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('"')
            && let Some((text, after)) = inside.split_once('"')
        {
            found.push(Token {
                text: text.to_owned(),
                quoted: true,
            });
            rest = after.trim_start();
            continue;
        }
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let quoted = word.len() > 1 && word.starts_with('\\');
        found.push(Token {
            text: word[usize::from(quoted)..].to_owned(),
            quoted,
        });
        rest = after.trim_start();
    }
    found
}

/// Takes a word that is no part of the title.
fn take(word: &str, known: &Known<'_>, read: &mut Line) -> bool {
    if let Some(name) = word.strip_prefix('@').filter(|name| !name.is_empty()) {
        match person(name, known) {
            Ok(id) => read.assignee = Some(id),
            Err(why) => read.unclear.push(why),
        }
        return true;
    }
    if let Some(key) = word.strip_prefix('!').filter(|key| !key.is_empty()) {
        let key = key.to_lowercase();
        let Some(priority) = Priority::ALL.iter().find(|p| p.key().starts_with(&key)) else {
            return false;
        };
        read.priority = Some(*priority);
        return true;
    }
    match estimate(word) {
        Some(minutes) => {
            // `1h 30m` is one estimate.
            read.estimate = Some(read.estimate.unwrap_or(0) + minutes);
            true
        }
        None => false,
    }
}

/// Somebody by the beginning of a first or last name, or by the whole name without its spaces.
fn person(name: &str, known: &Known<'_>) -> Result<Id<User>, String> {
    let name = name.trim_end_matches([',', ';', '.', ':']);
    if name.eq_ignore_ascii_case("me") {
        return Ok(known.me);
    }
    let asked: String = text::fold(name)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let squeezed = |held: &str| -> String {
        text::fold(held)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect()
    };
    let begins = |held: &str| {
        let mut words = held.split_whitespace().map(squeezed);
        squeezed(held).starts_with(&asked) || words.any(|word| word.starts_with(&asked))
    };
    let exact = |held: &str| {
        let mut words = held.split_whitespace().map(squeezed);
        squeezed(held) == asked || words.any(|word| word == asked)
    };
    let all = known.people.iter();
    let near: Vec<&(Id<User>, String)> = all.filter(|(_, held)| begins(held)).collect();
    let same: Vec<&(Id<User>, String)> = near
        .iter()
        .filter(|(_, held)| exact(held))
        .copied()
        .collect();
    match (same.as_slice(), near.as_slice()) {
        _ if asked.is_empty() => Err(format!("Nobody is called {name}.")),
        ([one], _) | ([], [one]) => Ok(one.0),
        ([], []) => Err(format!("Nobody is called {name}.")),
        (some, all) => {
            let among = if some.is_empty() { all } else { some };
            let names: Vec<&str> = among
                .iter()
                .take(3)
                .map(|(_, held)| held.as_str())
                .collect();
            Err(format!(
                "@{name} may be {}. Write more of the name.",
                names.join(" or ")
            ))
        }
    }
}

/// `2h`, `1.5h`, `1h30m`, `90m`, `45min`, `1:30h`; a bare number is no estimate.
fn estimate(word: &str) -> Option<i64> {
    let word = word.to_ascii_lowercase();
    let marked = word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with(['h', 'm', 'n']);
    let plain = word
        .bytes()
        .all(|b| b.is_ascii_digit() || b"hmin.,:".contains(&b));
    if !marked || !plain {
        return None;
    }
    let word = match word.contains(':') {
        true => word.trim_end_matches('h'),
        false => word.as_str(),
    };
    time::parse_minutes(word).filter(|minutes| (1..=MOST_MINUTES).contains(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Tuesday.
    fn today() -> Day {
        Day::parse("2026-06-09").unwrap()
    }

    fn of(line: &str) -> Line {
        let people = [
            (Id::new(1), "Anna Lindqvist".to_owned()),
            (Id::new(2), "Bilal Haddad".to_owned()),
            (Id::new(3), "Anneke de Vries".to_owned()),
            (Id::new(4), "Jörg Ann".to_owned()),
        ];
        read(
            line,
            &Known {
                today: today(),
                me: Id::new(9),
                people: &people,
            },
        )
    }

    fn due(line: &str) -> Option<String> {
        of(line).due.map(Day::iso)
    }

    #[test]
    fn a_whole_line_is_read() {
        let read = of("Draft the sitemap @bilal fri !high 2h");
        assert_eq!(read.title, "Draft the sitemap");
        assert_eq!(read.assignee, Some(Id::new(2)));
        assert_eq!(read.due.map(Day::iso).as_deref(), Some("2026-06-12"));
        assert_eq!(read.priority, Some(Priority::High));
        assert_eq!(read.estimate, Some(120));
        assert!(read.unclear.is_empty());
    }

    #[test]
    fn a_plain_line_is_a_title() {
        for line in [
            "Write the page",
            "Friday's menu",
            "Sun icons",
            "March campaign",
            "Walk 5 km",
            "Call 0 30 m",
            "Meet at 9:30 with Ann",
            "Friday",
            "a!b",
            "!",
            "@",
            "mail a@b.example",
        ] {
            let read = of(line);
            assert_eq!(read.title, line);
            assert_eq!(
                read,
                Line {
                    title: line.into(),
                    ..Line::default()
                }
            );
        }
    }

    #[test]
    fn people_are_named_by_any_word_of_their_name() {
        let who = |line: &str| of(line).assignee.map(Id::raw);
        assert_eq!(who("x @anna"), Some(1));
        assert_eq!(who("x @Lind"), Some(1));
        assert_eq!(who("x @annalindqvist"), Some(1));
        assert_eq!(who("x @anna.lindqvist,"), Some(1));
        assert_eq!(who("x @jörg"), Some(4));
        // The whole of a name counts before the beginning of others.
        assert_eq!(who("x @ann"), Some(4));
        assert_eq!(who("x @me"), Some(9));
        let many = of("x @ann. @anne @an");
        assert_eq!(many.title, "x");
        assert!(
            many.unclear
                .iter()
                .any(|why| why.contains("Anna Lindqvist or")),
            "{many:?}"
        );
        assert_eq!(of("x @zoe").unclear, ["Nobody is called zoe."]);
    }

    #[test]
    fn days_stand_at_the_end() {
        let is = |line: &str, day: &str| assert_eq!(due(line).as_deref(), Some(day), "{line}");
        is("x today", "2026-06-09");
        is("x tomorrow", "2026-06-10");
        is("x Fri", "2026-06-12");
        // Today's own name is the week after.
        is("x tuesday", "2026-06-16");
        is("x mon", "2026-06-15");
        is("x next week", "2026-06-15");
        is("x next wed", "2026-06-17");
        is("x 12 dec", "2026-12-12");
        is("x Dec 12th", "2026-12-12");
        is("x 1 june", "2027-06-01");
        is("x 12 dec 2027", "2027-12-12");
        is("x 2026-07-01", "2026-07-01");
        is("x in 3 days", "2026-06-12");
        is("x in 2 weeks", "2026-06-23");
        is("x by fri 1h", "2026-06-12");
        assert_eq!(of("Send it by fri").title, "Send it");
        assert_eq!(due("x 31 feb"), None);
        assert_eq!(due("x in 99999 days"), None);
    }

    #[test]
    fn estimates_are_read_as_people_write_them() {
        let took = |line: &str| of(line).estimate;
        assert_eq!(took("x 2h"), Some(120));
        assert_eq!(took("x 1.5h"), Some(90));
        assert_eq!(took("x 1h30m"), Some(90));
        assert_eq!(took("x 1h 30m"), Some(90));
        assert_eq!(took("x 45min"), Some(45));
        assert_eq!(took("x 90m"), Some(90));
        assert_eq!(took("x 0h"), None);
        assert_eq!(took("x 2"), None);
    }

    #[test]
    fn what_is_quoted_stays() {
        let read = of("Paint \"@anna fri 2h\"");
        assert_eq!(read.title, "Paint @anna fri 2h");
        assert_eq!(read.assignee, None);
        assert_eq!(of("Paint \\!high").title, "Paint !high");
        assert_eq!(of("Menu for \\fri").due, None);
    }

    #[test]
    fn anything_is_read_without_a_panic() {
        for line in [
            "",
            " ",
            "\"",
            "\\",
            "@@",
            "!!",
            "\u{301}h",
            "9999999999h",
            "ä",
            "in",
            "by fri",
            "é 1h",
        ] {
            let _ = of(line);
        }
    }
}
