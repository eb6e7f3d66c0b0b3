//! Small rules about text that several floors share.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// One line, no control characters, no space at the ends, inner runs of space as one; empty when nothing of it shows.
/// A letter with its accent is one character, however it was typed, so that two spellings that look alike are one.
pub fn clean_line(text: &str) -> String {
    if shows_nothing(text) {
        return String::new();
    }
    let text: String = text.nfc().filter(|c| !turns(*c)).collect();
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
        .nfc()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Lower-case letters and digits only: what two spellings of the same name or number share. Of what has neither (`***`),
/// all but the spaces.
pub fn fold(text: &str) -> String {
    let kept = |keep: fn(char) -> bool| -> String {
        let all = text.chars().filter(|c| keep(*c));
        all.flat_map(char::to_lowercase).collect()
    };
    match kept(char::is_alphanumeric) {
        signs if signs.is_empty() => kept(|c| !c.is_whitespace()),
        folded => folded,
    }
}

/// A text as search and orders by name see it: in small letters, without accents, and with one letter where there are
/// several ways to write it (`Ｃ`, `ß`, `ı`).
pub fn plain(text: &str) -> String {
    let accent = |c: char| is_combining_mark(c) && !c.is_alphanumeric();
    let joins = |c: char| matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}');
    let mut out = String::with_capacity(text.len());
    let letters = text.nfkd().filter(|c| !accent(*c) && !joins(*c));
    for letter in letters.flat_map(char::to_lowercase).nfc() {
        match letter {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ł' => out.push('l'),
            'ς' => out.push('σ'),
            other => out.push(other),
        }
    }
    out
}

/// The longest beginning of a word by which it is told from others.
const WORD: usize = 24;

/// The words of a text as search sees them: plain, and cut where they are told from others anyway. Where words aren't
/// parted by spaces (Chinese, Japanese), each sign is one.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            words.push(word.chars().take(WORD).collect());
            word.clear();
        }
    };
    for c in plain(text).chars() {
        match c {
            '\u{3041}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => {
                end(&mut word);
                end(&mut c.to_string());
            }
            _ if c.is_alphanumeric() => word.push(c),
            _ => end(&mut word),
        }
    }
    end(&mut word);
    words.into_iter()
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

/// Some in a row, as one says them: "A", "A and B", "A, B and C".
pub fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
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
///
/// So is what follows a sign within, at which a spreadsheet that is set up for another separator parts the file.
pub fn csv_cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    if is_formula(text.trim_start_matches('\'')) {
        out.push('\'');
    }
    let mut rest = text;
    while let Some(at) = rest.find(PARTING) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        if calculates(after.trim_start_matches('\'')) {
            out.push('\'');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A cell as it stands in a file, without what `csv_cell` put within; None where nothing was.
pub fn without_marks_within(cell: &str) -> Option<String> {
    let marked =
        |after: &str| after.starts_with('\'') && calculates(after.trim_start_matches('\''));
    let mut out = String::new();
    let mut rest = cell;
    while let Some(at) = rest.find(PARTING) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        rest = match marked(after) {
            true => &after[1..],
            false => after,
        };
    }
    out.push_str(rest);
    (out.len() < cell.len()).then_some(out)
}

/// What a cell was made from. `="0123"` is how others keep a spreadsheet from taking a text for a number.
pub fn from_csv_cell(cell: &str) -> &str {
    let quoted = cell
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    if let Some(text) = quoted.filter(|text| !text.contains('"')) {
        return text;
    }
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

/// At which spreadsheets part what is no cell by itself for them.
const PARTING: [char; 4] = [';', '\t', '\r', '\n'];

/// The wide forms are signs of a formula where spreadsheets are set up for Chinese and Japanese.
fn calculates(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

fn is_formula(text: &str) -> bool {
    calculates(text) || text.starts_with(['\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas_and_read_back() {
        for text in [
            "", "a", "=1+1", "-5.00", "'=1", "''@x", "'quoted'", "'", "\tx", "=\"01\"", "\n=1",
            "＝1＋1", "＋49", "－5", "＠x", "'＝1",
        ] {
            let cell = csv_cell(text);
            assert!(!is_formula(&cell), "{cell}");
            let cell = without_marks_within(&cell).unwrap_or(cell);
            assert_eq!(from_csv_cell(&cell), text);
        }
    }

    #[test]
    fn what_another_separator_would_make_a_cell_is_no_formula_either() {
        for text in [
            "Fable;=1+1",
            "a;'=1",
            "a\t@x;+1;;-2",
            "\t=1",
            "Dear all\r\n=1\n- one",
            ";＝1",
            "plain; text\nand more",
        ] {
            let cell = csv_cell(text);
            assert!(!cell.split(PARTING).any(calculates), "{cell}");
            let cell = without_marks_within(&cell).unwrap_or(cell);
            assert_eq!(from_csv_cell(&cell), text);
        }
        assert_eq!(csv_cell("plain; text"), "plain; text");
        assert_eq!(without_marks_within("plain; 'text'"), None);
    }

    #[test]
    fn a_text_that_others_kept_from_being_a_number_is_that_text() {
        for (cell, text) in [
            ("=\"0123\"", "0123"),
            ("=\"+49 30 1\"", "+49 30 1"),
            ("=\"\"", ""),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("=\"", "=\""),
        ] {
            assert_eq!(from_csv_cell(cell), text);
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
    fn words_are_the_same_however_they_are_written() {
        let words = |text: &str| words(text).collect::<Vec<_>>();
        for (one, other) in [
            ("Café Müller", "CAFE\u{301} mu\u{308}ller"),
            ("Straße", "STRASSE"),
            ("İstanbul", "istanbul"),
            ("Ｃｌｏｖｅｒ", "clover"),
            ("Smørrebrød", "smorrebrod"),
            (
                "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}",
                "\u{645}\u{6cc}\u{62e}\u{648}",
            ),
        ] {
            assert_eq!(words(one), words(other), "{one}");
        }
        assert_eq!(words("北京 garden"), ["北", "京", "garden"]);
        assert_eq!(words("한글 O'Brien"), ["한글", "o", "brien"]);
        let long = "donaudampfschifffahrtsgesellschaft";
        assert_eq!(words(long), words(&long[..WORD]));
        assert_eq!(plain("Ärzte"), "arzte");
    }

    #[test]
    fn cleans_and_folds() {
        assert_eq!(clean_line("Cafe\u{301}"), "Café");
        assert_eq!(clean_block("Cafe\u{301}\n"), "Café");
        assert_ne!(fold("***"), fold("???"));
        assert_eq!(fold("* * *"), fold("***"));
        assert_eq!(clean_line("  a\tb\u{0} c "), "a b c");
        assert_eq!(clean_line("a\u{202e}fdp.exe\u{2066}"), "afdp.exe");
        assert_eq!(fold("(555) 010-9999"), "5550109999");
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(shorten("one two three", 8), "one two…");
    }
}
