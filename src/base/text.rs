//! Small rules about text that several floors share.

/// One line, no control characters, no space at the ends, inner runs of space as one; empty when nothing of it shows.
pub fn clean_line(text: &str) -> String {
    if shows_nothing(text) {
        return String::new();
    }
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

/// Whether a reader sees nothing of it: spaces, control characters, marks of direction, and letters that are blank or
/// only join others.
pub fn shows_nothing(text: &str) -> bool {
    let blank = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || turns(c)
            || matches!(c,
                '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
    };
    text.chars().all(blank)
}

/// Several lines: control characters but newline and tab go, line ends become `\n`; empty when nothing of it shows.
pub fn clean_block(text: &str) -> String {
    if shows_nothing(text) {
        return String::new();
    }
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

/// "a quote", "an approval"
pub fn one(noun: &str) -> String {
    let article = match noun.starts_with(['a', 'e', 'i', 'o']) {
        true => "an",
        false => "a",
    };
    format!("{article} {noun}")
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

/// An e-mail address as people may have, and as it can be sent to: `mailable` takes it apart.
pub fn is_email(text: &str) -> bool {
    mailable(text).is_some()
}

/// What stands before the @ of an address, and its domain as mail servers know it: `bücher.example` is
/// `xn--bcher-kva.example`. None where it is no address: words with single dots between them (RFC 5322's dot-atom) of at
/// most 64 bytes, one @, and a domain of two names or more.
pub fn mailable(address: &str) -> Option<(&str, String)> {
    let (local, domain) = address.split_once('@')?;
    let usual = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let words = |word: &str| !word.is_empty() && word.chars().all(usual);
    if local.len() > 64 || !local.split('.').all(words) {
        return None;
    }
    let typed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    if domain.is_ascii() {
        return is_domain(domain).then(|| (local, domain.to_owned()));
    }
    let domain = Some(domain).filter(|domain| domain.chars().all(typed))?;
    let domain = idna::domain_to_ascii(domain).ok()?;
    is_domain(&domain).then_some((local, domain))
}

fn is_domain(domain: &str) -> bool {
    let name = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    domain.len() <= 253 && domain.contains('.') && domain.split('.').all(name)
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
    fn addresses_can_be_sent_to() {
        for (fine, domain) in [
            ("ann@example.org", "example.org"),
            ("ann+tag@xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("ann@bücher.example", "xn--bcher-kva.example"),
            ("o'neil_1@mail-2.example.org", "mail-2.example.org"),
            ("ännn@example.org", "example.org"),
        ] {
            let (_, sent) = mailable(fine).unwrap_or_else(|| panic!("{fine}"));
            assert_eq!(sent, domain, "{fine}");
        }
        for bad in [
            "",
            "ann",
            "@x.org",
            "ann@",
            "a@b",
            "a b@c.org",
            "a@b..c",
            "a..b@example.org",
            ".a@b.org",
            "a.@b.org",
            "a@-b.org",
            "a@b-.org",
            "a@b@c.org",
            "a@b.org\n",
            "<a@b.org>",
            "a@b_c.org",
            "a,b@c.org",
            "a@.b.org",
            "a@b.org.",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(!is_email(&format!("{}@b.org", "a".repeat(65))));
        assert!(!is_email(&format!("a@{}.org", "b".repeat(64))));
    }

    #[test]
    fn what_shows_nothing_is_nothing() {
        for nothing in [
            "",
            " \t",
            "\u{0}",
            "\u{7}",
            "\u{200e}",
            "\u{202e}\u{202c}",
            "\u{2066}\u{2069}",
            "\u{200b}",
            "\u{2060}",
            "\u{feff}",
            "\u{2800}",
            "\u{3164}",
            "\u{ad}\u{fe0f}",
        ] {
            assert!(shows_nothing(nothing), "{nothing:?}");
            assert_eq!(clean_line(nothing), "");
            assert_eq!(clean_block(nothing), "");
        }
        for fine in [
            "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467} Family Photos",
            "\u{5e9}\u{5dc}\u{5d5}\u{5dd} Media",
            "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}",
            "\u{2167}",
            "\u{5317}\u{4eac}",
        ] {
            assert_eq!(clean_line(fine), fine);
            assert_eq!(clean_block(fine), fine);
        }
    }

    #[test]
    fn cleans_and_folds() {
        assert_eq!(clean_line("  a\tb\u{0} c "), "a b c");
        assert_eq!(clean_line("a\u{202e}fdp.exe\u{2066}"), "afdp.exe");
        assert_eq!(fold("(555) 010-9999"), "5550109999");
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(shorten("one two three", 8), "one two…");
    }
}
