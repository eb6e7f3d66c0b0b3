//! Where a text is cut into words: at whatever is no letter or digit, and where the script changes. Chinese, Japanese and
//! Korean are written without spaces or with few, so a run of them is told by its pairs of letters, each pair a word that
//! begins one letter behind the one before it: whoever asks for a part of it asks for pairs that stand in a row.

/// Longer words are told by their beginning.
pub const LONGEST: usize = 40;

/// Where a word stands in a text, and whether it is joined to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    pub from: usize,
    pub to: usize,
    pub joined: bool,
    /// A pair of letters of a run that is written without spaces, or its only letter.
    pub pair: bool,
}

impl Piece {
    /// Where it is cut when it is very long.
    pub fn cut(&self, text: &str) -> usize {
        let word = &text[self.from..self.to];
        let end = word.char_indices().nth(LONGEST);
        end.map_or(self.to, |(at, _)| self.from + at)
    }
}

fn joins(between: &str) -> bool {
    matches!(
        between,
        "-" | "'" | "\u{2019}" | "\u{2010}" | "\u{2011}" | "\u{ad}"
    )
}

/// A diacritic that stands behind its letter.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Letters of scripts in which words are not parted by spaces, or hang together with what follows them.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}'
        | '\u{ac00}'..='\u{d7af}')
        && c.is_alphanumeric()
}

/// The words of a text, in its order.
pub fn pieces(text: &str) -> Vec<Piece> {
    let (mut found, mut at, mut before) = (Vec::new(), 0, None);
    while let Some(start) = text[at..].find(char::is_alphanumeric) {
        let from = at + start;
        let unspaced = text[from..].starts_with(is_unspaced);
        let ends = |c: char| match unspaced {
            true => !is_unspaced(c),
            false => is_unspaced(c) || !c.is_alphanumeric() && !is_mark(c),
        };
        let to = text[from..].find(ends).map_or(text.len(), |end| from + end);
        match unspaced {
            true => pairs(text, (from, to), &mut found),
            false => {
                let joined = before.is_some_and(|end: usize| joins(&text[end..from]));
                found.push(Piece {
                    from,
                    to,
                    joined,
                    pair: false,
                });
            }
        }
        before = (!unspaced).then_some(to);
        at = to;
    }
    found
}

fn pairs(text: &str, (from, to): (usize, usize), found: &mut Vec<Piece>) {
    let ends: Vec<usize> = text[from..to]
        .char_indices()
        .map(|(at, letter)| from + at + letter.len_utf8())
        .collect();
    let starts = std::iter::once(from).chain(ends.iter().copied());
    let pair = |(from, to)| Piece {
        from,
        to,
        joined: false,
        pair: true,
    };
    match ends.len() {
        1 => found.push(pair((from, to))),
        _ => found.extend(starts.zip(ends.iter().skip(1).copied()).map(pair)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(text: &str) -> String {
        let all = pieces(text);
        let one = |piece: &Piece| {
            let joined = if piece.joined { "+" } else { "" };
            format!("{joined}{}", &text[piece.from..piece.to])
        };
        all.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn runs_without_spaces_are_told_by_pairs() {
        for (text, as_told) in [
            ("two words", "two words"),
            ("e-mail", "e +mail"),
            ("東", "東"),
            ("東京", "東京"),
            ("東京都です", "東京 京都 都で です"),
            ("PDF文書 3枚", "PDF 文書 3 枚"),
            ("サーバー", "サー ーバ バー"),
            ("서울 특별시", "서울 특별 별시"),
            ("東京-大阪", "東京 大阪"),
            ("。、", ""),
        ] {
            assert_eq!(told(text), as_told, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_piece_is_a_part_of_the_text_and_they_are_in_order(text in "\\PC{0,40}") {
            let all = pieces(&text);
            for piece in &all {
                prop_assert!(!text[piece.from..piece.to].is_empty());
            }
            prop_assert!(all.is_sorted_by(|a, b| a.from < b.from));
        }
    }
}
