//! Finding what was said in one room, by words: the index proposes, and what the person reads there is told, the last said
//! first.

use crate::{
    base::{Error, Id, Result, if_found, text},
    data::{
        Record, Ref, Visit,
        full_text::{Ask, Clause, Lit, Marks},
    },
    features::{
        conversation::{AnyRoom, Post, plain},
        people::Directory,
    },
};

/// Proposals of the index that are looked at.
const LOOKED_AT: usize = 200;
/// Posts that are shown.
const SHOWN: usize = 50;
/// Words of one question.
const WORDS: usize = 16;

/// A post that has the words, with where they stand in it.
pub struct Found {
    pub post: Post,
    pub text: Vec<Lit>,
}

#[derive(Default)]
pub struct Answer {
    pub found: Vec<Found>,
    /// There are more than are shown.
    pub more: bool,
    /// Nothing has the words, and these have words that are nearly those.
    pub nearly: bool,
}

/// All of these words; what stands in quotation marks in this order, and the last one may go on.
fn clauses(typed: &str) -> Vec<Vec<Clause>> {
    let mut all = Vec::new();
    for (n, part) in typed
        .split(['"', '\u{201c}', '\u{201d}', '\u{201e}'])
        .enumerate()
    {
        if !part.contains(char::is_alphanumeric) {
            continue;
        }
        match n % 2 {
            1 => all.push(vec![Clause::Phrase(part.trim().to_owned())]),
            _ => all.extend(part.split_whitespace().map(|word| {
                let text = word.to_owned();
                let begins = false;
                vec![Clause::Word { text, begins }]
            })),
        }
    }
    all.truncate(WORDS);
    let goes_on = typed.ends_with(|c: char| !c.is_whitespace());
    if let Some(Clause::Word { begins, .. }) = all.last_mut().and_then(|ways| ways.last_mut()) {
        *begins = goes_on;
    }
    all
}

/// None where no index answers now.
pub fn find(
    visit: &Visit,
    names: &Directory,
    room: &AnyRoom,
    typed: &str,
) -> Result<Option<Answer>> {
    let ask = Ask {
        all: clauses(typed),
        kinds: vec![Post::KIND.code],
        under: Some(vec![room.on]),
        newest: true,
        ..Ask::default()
    };
    if ask.all.is_empty() {
        return Ok(Some(Answer::default()));
    }
    let told = match visit.full_text(&ask, LOOKED_AT) {
        Ok(Some(told)) => told,
        // One that is damaged is made anew meanwhile.
        Ok(None) | Err(Error::Unavailable(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let posts: Vec<Ref> = told
        .hits
        .iter()
        .flat_map(|hit| {
            hit.itself
                .then_some(hit.of)
                .into_iter()
                .chain(hit.beneath.clone())
        })
        .filter(|of| of.kind == Post::KIND.code)
        .collect();
    let languages = visit.store().search_index().languages();
    let mut marks = Marks::of(&ask, told.nearly, &languages);
    let mut found = Vec::new();
    for of in posts {
        let post: Option<Post> = if_found(visit.find(Id::new(of.id)))?;
        // What was said on a task is said within its project, and not in the project's room.
        let Some(post) = post.filter(|post| post.on == room.on) else {
            continue;
        };
        let words = plain(visit, names, &post);
        let text = marks.snippet(&words);
        let text = text.unwrap_or_else(|| vec![(text::shorten(&words, 160), false)]);
        found.push(Found { post, text });
    }
    found.sort_by_key(|found| std::cmp::Reverse((found.post.at, found.post.id)));
    let more = told.more || found.len() > SHOWN;
    found.truncate(SHOWN);
    Ok(Some(Answer {
        found,
        more,
        nearly: told.nearly,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(typed: &str) -> String {
        let shown = |clause: &Clause| match clause {
            Clause::Word { text, begins } => format!("{text}{}", if *begins { "*" } else { "" }),
            Clause::Phrase(text) => format!("\"{text}\""),
        };
        let all = clauses(typed);
        all.iter()
            .flatten()
            .map(shown)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn words_and_phrases_are_taken_apart() {
        for (typed, as_told) in [
            ("", ""),
            (" - ", ""),
            ("roof", "roof*"),
            ("roof ", "roof"),
            ("old roof", "old roof*"),
            ("\"old roof\" tile", "\"old roof\" tile*"),
            ("tile \"old roof\"", "tile \"old roof\""),
            ("\"old roof", "\"old roof\""),
        ] {
            assert_eq!(told(typed), as_told, "{typed}");
        }
    }
}
