//! What holds of `language`.

use proptest::prelude::*;

use super::*;

fn shown(clause: &Clause) -> String {
    match clause {
        Clause::Word { text, begins } => format!("{text}{}", if *begins { "*" } else { "" }),
        Clause::Phrase(text) => format!("\"{text}\""),
    }
}

fn told(text: &str) -> String {
    let typed = read(text);
    let ways = |ways: &Vec<Clause>| ways.iter().map(shown).collect::<Vec<_>>().join("|");
    let mut out: Vec<String> = typed.all.iter().map(ways).collect();
    out.extend(typed.not.iter().map(|clause| format!("-{}", shown(clause))));
    out.extend(typed.operators.iter().map(|operator| {
        let not = if operator.not { "-" } else { "" };
        format!("{not}{}={}", operator.name.word(), operator.value)
    }));
    out.join(" ")
}

#[test]
fn questions_are_taken_apart() {
    for (text, as_told) in [
        ("", ""),
        ("insurance", "insurance*"),
        ("insurance list", "insurance list*"),
        ("\"booking form\"", "\"booking form\""),
        ("“booking form” roof", "\"booking form\" roof*"),
        ("roof OR gutter", "roof|gutter*"),
        ("old roof OR gutter | drain", "old roof|gutter|drain*"),
        ("roof -gutter", "roof -gutter"),
        ("roof -\"old gutter\"", "roof -\"old gutter\""),
        ("deliv* date", "deliv* date*"),
        ("from:mei roof", "roof* from=mei"),
        ("by:mei", "from=mei"),
        (
            "client:\"Delgado Dental\" after:1-may",
            "client=Delgado Dental after=1-may",
        ),
        ("-kind:task roof", "roof* -kind=task"),
        ("https://house.example/x", "https://house.example/x*"),
        ("T-1182", "T-1182*"),
        ("e-mail", "e-mail*"),
        ("-", ""),
        ("--", ""),
        ("roof - gutter", "roof gutter*"),
        ("OR roof", "roof*"),
        ("(512) 555 0142", "(512) 555 0142*"),
    ] {
        assert_eq!(told(text), as_told, "{text}");
    }
}

#[test]
fn an_operator_is_taken_out_where_it_stands() {
    let text = "roof -kind:task  client:\"Delgado Dental\" tile";
    let typed = read(text);
    let without: Vec<String> = typed.operators.iter().map(|o| o.taken_out(text)).collect();
    assert_eq!(
        without,
        [
            "roof client:\"Delgado Dental\" tile",
            "roof -kind:task tile"
        ]
    );
}

#[test]
fn what_cant_be_read_is_said() {
    for (text, part) in [
        ("\"booking form", "isn't closed"),
        ("size:5 roof", "no operator"),
        ("from: roof", "says nothing yet"),
        ("roof OR", "between two words"),
    ] {
        let problems = read(text).problems;
        assert!(
            problems.iter().any(|why| why.contains(part)),
            "{text}: {problems:?}"
        );
    }
    assert!(read("roof \"a b\" from:me -x OR y").problems.is_empty());
    assert!(read(&"word ".repeat(100)).all.len() == MOST);
}

proptest! {
    #[test]
    fn nothing_that_is_typed_breaks_it(text in "\\PC{0,60}") {
        let typed = read(&text);
        prop_assert!(typed.all.iter().flatten().all(holds));
    }
}
