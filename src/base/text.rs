//! Small rules about text that several floors share.

/// One line, no control characters, no space at the ends, inner runs of space as one.
pub fn clean_line(text: &str) -> String {
    let text: String = text.chars().filter(|c| !turns(*c)).collect();
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What turns the direction of a line: `gpj.exe` would read as a picture.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Several lines: control characters but newline and tab go, line ends become `\n`.
pub fn clean_block(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Lower-case letters and digits only: what two spellings of the same name or number share.
pub fn fold(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The lower-case words of a text, as search and duplicate detection see them.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Whether a word begins nearly as the one asked for: one slip (a letter lost, added, wrong or swapped with its
/// neighbour) in words of four letters or more, two from eight on.
///
/// Our own, because one table answers for every beginning of `held`; a library's distance (optimal string alignment, as
/// the tests compare) would be asked for each of them.
pub fn nearly(held: &str, asked: &str) -> bool {
    let (held, asked): (Vec<char>, Vec<char>) = (held.chars().collect(), asked.chars().collect());
    let slips = match asked.len() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    if asked.len() > held.len() + slips {
        return false;
    }
    // Rows of the usual table: what it takes to make each beginning of `held` from the letters asked for so far.
    let mut rows = [
        vec![0; held.len() + 1],
        (0..=held.len()).collect::<Vec<usize>>(),
    ];
    for (i, letter) in asked.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in held.iter().enumerate() {
            let mut cost = (rows[1][j] + usize::from(letter != other))
                .min(rows[1][j + 1] + 1)
                .min(row[j] + 1);
            let swapped = i > 0 && j > 0 && *letter == held[j - 1] && asked[i - 1] == *other;
            if swapped {
                cost = cost.min(rows[0][j - 1] + 1);
            }
            row.push(cost);
        }
        if row.iter().all(|cost| *cost > slips) {
            return false;
        }
        let [_, last] = rows;
        rows = [last, row];
    }
    rows[1].iter().any(|cost| *cost <= slips)
}

/// `1 task`, `3 tasks`, `9,881 leads`
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// `9,881`, as amounts are written.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Cuts at a word's end and says so.
pub fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let end = cut
        .rfind(' ')
        .filter(|at| *at > most / 2)
        .unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}

/// An e-mail address as people may have: one `@`, something on both sides, a dot in the domain, no space.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && local.len() <= 64
        && domain.len() <= 255
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '@' && local.contains('@'))
}

/// CSV cells that a spreadsheet would run as a formula are made plain text, and so is what looks as if that had been done.
pub fn csv_cell(text: &str) -> String {
    match is_formula(text.trim_start_matches('\'')) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// What a cell was made from.
pub fn from_csv_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas_and_read_back() {
        for text in [
            "", "a", "=1+1", "-5.00", "'=1", "''@x", "'quoted'", "'", "\tx",
        ] {
            let cell = csv_cell(text);
            assert!(!is_formula(&cell), "{cell}");
            assert_eq!(from_csv_cell(&cell), text);
        }
    }

    #[test]
    fn slips_of_the_keyboard_are_forgiven() {
        for (held, asked) in [
            ("walker", "wlaker"),
            ("bakery", "bakry"),
            ("bakery", "bakwry"),
            ("copperline", "coperlime"),
            ("dental", "dent"),
            ("walker", "wlak"),
        ] {
            assert!(nearly(held, asked), "{held} {asked}");
        }
        for (held, asked) in [
            ("walker", "baker"),
            ("art", "arc"),
            ("dental", "mental2"),
            ("web", "website"),
        ] {
            assert!(!nearly(held, asked), "{held} {asked}");
        }
    }

    proptest::proptest! {
        /// Another's distance between the question and any beginning of the word says the same.
        #[test]
        fn slips_are_counted_as_others_count_them(held in "[abc]{0,11}", asked in "[abc]{0,10}") {
            let slips = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2][asked.len()];
            let begins = (0..=held.len())
                .any(|end| strsim::osa_distance(&held[..end], &asked) <= slips);
            proptest::prop_assert_eq!(nearly(&held, &asked), begins);
        }
    }

    #[test]
    fn cleans_and_folds() {
        assert_eq!(clean_line("  a\tb\u{0} c "), "a b c");
        assert_eq!(clean_line("a\u{202e}fdp.exe\u{2066}"), "afdp.exe");
        assert_eq!(fold("(555) 010-9999"), "5550109999");
        assert!(is_email("ann@example.org"));
        for bad in ["ann", "@x.org", "a@b", "a b@c.org", "a@b..c"] {
            assert!(!is_email(bad), "{bad}");
        }
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(shorten("one two three", 8), "one two…");
    }
}
