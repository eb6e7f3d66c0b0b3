//! What somebody wrote themselves in a mail that answers another: without what it quotes and without a signature. Pure rules.

/// Words by which mail programs begin what they quote, at the end of a line that names who wrote when.
const WROTE: [&str; 9] = [
    "wrote:",
    "schrieb:",
    "a écrit :",
    "a écrit:",
    "escribió:",
    "ha scritto:",
    "schreef:",
    "skrev:",
    "napisał(a):",
];
/// Lines that begin what another mail said.
const BEGINS: [&str; 6] = [
    "-----original message-----",
    "---------- forwarded message",
    "begin forwarded message:",
    "-----ursprüngliche nachricht-----",
    "-----message d'origine-----",
    "-----mensaje original-----",
];
/// What phones put below what one types on them.
const PHONES: [&str; 5] = [
    "sent from my ",
    "get outlook for ",
    "sent from outlook",
    "von meinem ",
    "envoyé de mon ",
];
/// Heads of a mail as some programs put them above what they quote.
const HEADS: [&str; 4] = ["sent:", "date:", "to:", "subject:"];

/// One's own words. `above` is the line that our mails say to write above of; empty when nothing is left.
pub fn own_words(text: &str, above: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{a0}'], " ");
    let lines: Vec<&str> = text.lines().collect();
    let end = (0..lines.len())
        .find(|at| begins_quote(&lines, *at, above))
        .unwrap_or(lines.len());
    let begin = tidy(&lines[..end]);
    if !begin.is_empty() {
        return begin;
    }
    // Whoever writes below what they quote, as long as the quote says of itself that it is one.
    let asked = |line: &&&str| line.contains(above) && !is_quoted(line);
    if lines.iter().any(|line| asked(&line)) {
        return String::new();
    }
    let own = |line: &&str| !ends_in_wrote(line) && !is_head(line);
    let below: Vec<&str> = lines.iter().copied().filter(own).collect();
    tidy(&below)
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn ends_in_wrote(line: &str) -> bool {
    let line = line.trim_end().to_lowercase();
    WROTE.iter().any(|wrote| line.ends_with(wrote))
}

fn is_head(line: &str) -> bool {
    let line = line.trim().trim_matches('*').to_lowercase();
    line.starts_with("from:") || HEADS.iter().any(|head| line.starts_with(head))
}

/// Whether what follows from a line on is somebody else's.
fn begins_quote(lines: &[&str], at: usize, above: &str) -> bool {
    let line = lines[at].trim();
    let low = line.to_lowercase();
    if !above.is_empty() && line.contains(above) {
        return true;
    }
    if BEGINS.iter().any(|mark| low.starts_with(mark)) || is_rule(line) {
        return true;
    }
    let next = |n: usize| lines.get(at + n).map_or("", |line| line.trim());
    // "On Monday, somebody <a@b.example> wrote:" may be broken into three lines.
    let dated = line.chars().any(|c| c.is_ascii_digit()) || line.contains('@');
    if (0..3).any(|n| ends_in_wrote(next(n)) && (0..n).all(|m| !next(m).is_empty()))
        && (dated || ends_in_wrote(line))
        && begins_like_a_date(line)
    {
        return true;
    }
    // Whatever the language: a line with a colon at its end right above what is quoted.
    let below = (1..4).map(next).find(|line| !line.is_empty());
    if line.ends_with(':') && line.contains('@') && below.is_some_and(is_quoted) {
        return true;
    }
    let head = low.trim_matches('*').starts_with("from:");
    head && (1..5).filter(|n| is_head(next(*n))).count() >= 2
}

/// Whether a line may begin the one that names who wrote when.
fn begins_like_a_date(line: &str) -> bool {
    let low = line.to_lowercase();
    [
        "on ", "am ", "le ", "el ", "il ", "op ", "den ", "dnia ", "w dniu ",
    ]
    .iter()
    .any(|word| low.starts_with(word))
        || ends_in_wrote(line)
}

/// A line drawn with a sign.
fn is_rule(line: &str) -> bool {
    line.len() >= 20 && line.chars().all(|c| c == '_')
}

/// Without signature, quoted lines, what phones add, and empty lines around.
fn tidy(lines: &[&str]) -> String {
    let signature = lines.iter().position(|line| matches!(*line, "-- " | "--"));
    let lines = &lines[..signature.unwrap_or(lines.len())];
    let mut own: Vec<&str> = lines
        .iter()
        .copied()
        .filter(|line| !is_quoted(line))
        .collect();
    let by_phone = |line: &str| {
        let low = line.trim().to_lowercase();
        low.chars().count() < 80 && PHONES.iter().any(|mark| low.starts_with(mark))
    };
    while own
        .last()
        .is_some_and(|line| line.trim().is_empty() || by_phone(line))
    {
        own.pop();
    }
    let mut out = String::new();
    let mut empty = 0;
    for line in own {
        match line.trim().is_empty() {
            true => empty += 1,
            false => {
                if !out.is_empty() {
                    out.push_str(if empty > 0 { "\n\n" } else { "\n" });
                }
                out.push_str(line.trim_end());
                empty = 0;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOVE: &str = "Write your answer above this line";

    fn cut(text: &str) -> String {
        own_words(text, ABOVE)
    }

    #[test]
    fn what_programs_quote_goes() {
        for quoted in [
            "On Mon, 2 Nov 2026 at 10:01, Juniper <reply+x@house.example> wrote:\n> Hello\n> more",
            "On Mon, 2 Nov 2026 at 10:01, Juniper & Hale\n<reply+x@house.example> wrote:\n> Hello",
            "Am 02.11.2026 um 10:01 schrieb Juniper <a@b.example>:\n> Hallo",
            "-----Original Message-----\nFrom: x\nHello",
            "________________________________\nFrom: Juniper <a@b.example>\nSent: Monday\nTo: Mei\nHello",
            "From: Juniper <a@b.example>\nSent: Monday, November 2\nTo: Mei\nSubject: Header\n\nHello",
            "--- Write your answer above this line ---\nHello Mei",
            "> --- Write your answer above this line ---\n> Hello Mei",
        ] {
            let mail = format!("Looks fine.\r\n\r\nShip it.\r\n\r\n{quoted}\n");
            assert_eq!(cut(&mail), "Looks fine.\n\nShip it.", "{quoted}");
        }
    }

    #[test]
    fn signatures_and_phones_go() {
        assert_eq!(cut("Yes.\n\n-- \nMei Lin\nJuniper"), "Yes.");
        assert_eq!(cut("Yes.\n\nSent from my iPhone\n"), "Yes.");
        assert_eq!(cut("Yes, sent from my desk."), "Yes, sent from my desk.");
    }

    #[test]
    fn what_is_written_below_is_found_where_the_quote_says_that_it_is_one() {
        let below = "On Mon, 2 Nov 2026, Juniper <a@b.example> wrote:\n> --- Write your answer above this line ---\n> Hello\n\nDone.";
        assert_eq!(cut(below), "Done.");
        assert_eq!(
            cut("--- Write your answer above this line ---\nHello Mei"),
            ""
        );
    }

    #[test]
    fn own_words_that_look_like_a_quote_stay() {
        for own in [
            "From: the left side, please\nthen on.",
            "On Monday we ship.\nThe client wrote to us.",
            "Three things:\n1. header\n2. footer",
        ] {
            assert_eq!(cut(own), own);
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_below_our_line_comes_back(own in "[a-z \n]{0,80}", ours in "[a-zA-Z \n]{0,80}") {
            let mail = format!("{own}\n--- {ABOVE} ---\nXX{ours}");
            let cut = cut(&mail);
            proptest::prop_assert!(!cut.contains("XX") && !cut.contains(ABOVE));
            proptest::prop_assert_eq!(own_words(&cut, ABOVE), cut.clone());
        }
    }
}
