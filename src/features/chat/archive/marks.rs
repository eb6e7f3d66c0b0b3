//! Text as other chats write it down, as Markdown: `*bold*`, `~struck~`, `<https://a.example|a link>`, `<@U1>`.

use std::collections::HashMap;

use super::PersonRow;

/// Letters within which what was begun has to end.
const FAR: usize = 2_000;

/// The text as Markdown. Whom it names is written by their addresses, as in any archive, and added to `named`.
pub(super) fn markdown_of(
    text: &str,
    people: &HashMap<String, PersonRow>,
    named: &mut Vec<String>,
) -> String {
    let parts: Vec<&str> = text.split("```").collect();
    let mut out = String::with_capacity(text.len());
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        match at % 2 {
            1 if !last => {
                let code = decoded(part.trim_matches('\n'));
                out.push_str(&format!("\n```\n{code}\n```\n"));
            }
            // What was begun and never ended is text.
            1 => out.push_str(&format!("```{}", decoded(part))),
            _ => out.push_str(&doubled(&named_in(part, people, named))),
        }
    }
    let lines = out.trim().lines();
    let lines = lines.map(|line| match line.strip_prefix("• ") {
        Some(point) => format!("- {point}"),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What was kept from being read as marks; and nothing in it names anybody here.
fn decoded(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&").replace("@{", "@ {")
}

/// What stands between `<` and `>`, in words or as a link.
fn named_in(text: &str, people: &HashMap<String, PersonRow>, named: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, mark) = rest.split_at(at);
        out.push_str(&decoded(before));
        let Some(end) = mark.find('>') else {
            rest = mark;
            break;
        };
        out.push_str(&one(&mark[1..end], people, named));
        rest = &mark[end + 1..];
    }
    out.push_str(&decoded(rest));
    out
}

fn one(mark: &str, people: &HashMap<String, PersonRow>, named: &mut Vec<String>) -> String {
    let (what, label) = match mark.split_once('|') {
        Some((what, label)) => (what, Some(decoded(label))),
        None => (mark, None),
    };
    let or = |label: Option<String>, word: &str| label.unwrap_or_else(|| decoded(word));
    if let Some(id) = what.strip_prefix('@') {
        return match people.get(id) {
            Some(person) => {
                named.push(person.email.clone());
                format!("@{{{}}}", person.email)
            }
            None => format!("@{}", or(label, id)),
        };
    }
    if let Some(id) = what.strip_prefix('#') {
        return format!("#{}", or(label, id).trim_start_matches('#'));
    }
    if let Some(word) = what.strip_prefix('!') {
        let label = or(label, word);
        return match word.starts_with("date") || label.starts_with('@') {
            true => label,
            false => format!("@{label}"),
        };
    }
    match label {
        Some(label) => format!("[{}]({})", label.replace(['[', ']'], " "), decoded(what)),
        None => decoded(what),
    }
}

/// `*bold*` and `~struck~` with their marks doubled, outside of code.
fn doubled(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 8);
    let (mut at, mut code) = (0, false);
    while let Some(&letter) = letters.get(at) {
        code ^= letter == '`';
        let ends = matches!(letter, '*' | '~') && !code;
        match ends.then(|| end_of(&letters, at)).flatten() {
            Some(end) => {
                let inside: String = letters[at + 1..end].iter().collect();
                out.extend([letter, letter]);
                out.push_str(&inside);
                out.extend([letter, letter]);
                at = end + 1;
            }
            None => {
                out.push(letter);
                at += 1;
            }
        }
    }
    out
}

/// Where the mark that begins there ends: on its line, around words.
fn end_of(letters: &[char], at: usize) -> Option<usize> {
    let mark = letters[at];
    let free = |letter: Option<&char>| letter.is_none_or(|c| !c.is_alphanumeric() && *c != mark);
    let begins = letters
        .get(at + 1)
        .is_some_and(|c| !c.is_whitespace() && *c != mark);
    if !begins || at > 0 && !free(letters.get(at - 1)) {
        return None;
    }
    let line = letters.iter().enumerate().skip(at + 2).take(FAR);
    let mut line = line.take_while(|(_, c)| **c != '\n');
    line.find(|(end, c)| {
        **c == mark && !letters[end - 1].is_whitespace() && free(letters.get(end + 1))
    })
    .map(|(end, _)| end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_other_chats_become_markdown() {
        let mei = PersonRow {
            email: "mei@example.org".into(),
            name: "Mei Tanaka".into(),
        };
        let people = HashMap::from([("U1".to_owned(), mei)]);
        for (text, told) in [
            ("plain & simple", "plain & simple"),
            ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
            ("*bold* and ~gone~, _so_", "**bold** and ~~gone~~, _so_"),
            ("2*3*4 and * a *", "2*3*4 and * a *"),
            ("`*code*` *not*", "`*code*` **not**"),
            ("*begun\nnever* ended", "*begun\nnever* ended"),
            ("```a *b* &lt;c&gt;```", "```\na *b* <c>\n```"),
            ("open ``` code", "open ``` code"),
            ("hello <@U1>!", "hello @{mei@example.org}!"),
            ("hello <@U9|rob> <@U8>", "hello @rob @U8"),
            ("<!here> <!subteam^S1|@web>", "@here @web"),
            ("<!date^1^{date}|May 1>", "May 1"),
            ("see <#C2|launch>", "see #launch"),
            (
                "<https://a.example/x|the [x]>",
                "[the  x ](https://a.example/x)",
            ),
            ("<https://a.example/x>", "https://a.example/x"),
            ("• one\n• two", "- one\n- two"),
            ("no @{U-1} of ours", "no @ {U-1} of ours"),
            ("cut <@U1", "cut <@U1"),
            ("", ""),
        ] {
            assert_eq!(markdown_of(text, &people, &mut Vec::new()), told);
        }
        let mut named = Vec::new();
        markdown_of("<@U1> and <@U9>", &people, &mut named);
        assert_eq!(named, ["mei@example.org"]);
    }
}
