//! Both files of texts hold the same, are read whole, and say everything that pages name.

use std::{fs, path::Path};

use super::{
    texts::{ENGLISH, GERMAN, written},
    *,
};
use crate::base::Choice;

/// The root of the repository.
fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// What is asked for by key in the program's sources: the keys, each as often as it is named.
fn named_in_sources() -> (Vec<String>, String) {
    fn read(folder: &Path, into: &mut String) {
        let mut entries: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                if !path.ends_with("base/language") {
                    read(&path, into);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                into.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut all = String::new();
    for source in ["src", "crates"] {
        read(&repository().join(source), &mut all);
    }
    let mut keys = Vec::new();
    for opening in ["say(", "said!(", "said_html!("] {
        for (at, _) in all.match_indices(opening) {
            // `say(` stands in no longer name, `essay(` for one.
            let before = all[..at].chars().next_back();
            if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            let rest = all[at + opening.len()..].trim_start();
            let named = rest
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next());
            // Others say things as well; a key has a dash, no capitals and no spaces.
            let fits = |letter: char| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'
            };
            if let Some(key) = named.filter(|key| key.contains('-') && key.chars().all(fits)) {
                keys.push(key.to_owned());
            }
        }
    }
    (keys, all)
}

/// All scripts, one after the other.
fn scripts() -> String {
    let folder = repository().join("assets/js");
    let each = fs::read_dir(folder).unwrap();
    each.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn what_scripts_say_stands_in_the_files() {
    let scripts = scripts();
    let english = written(ENGLISH);
    for said in scripts.split("inWords('").skip(1) {
        let said = said.split("')").next().unwrap();
        let there = |message: &texts::Written<'_>| {
            message.key.starts_with(texts::OF_SCRIPTS) && message.body == said
        };
        assert!(english.iter().any(there), "no text for {said}");
    }
    let _spoken = speak(Language::German);
    let told: serde_json::Value = serde_json::from_str(of_scripts().unwrap()).unwrap();
    assert_eq!(told["Copied."], "Kopiert.");
}

#[test]
fn both_files_say_the_same_things_with_the_same_filled_in() {
    let (english, german) = (written(ENGLISH), written(GERMAN));
    let told = |all: &[texts::Written<'_>]| -> Vec<(String, Vec<String>)> {
        let each = |message: &texts::Written<'_>| {
            let mut names: Vec<String> = message.filled().into_iter().map(str::to_owned).collect();
            names.sort();
            (message.key.to_owned(), names)
        };
        let mut all: Vec<_> = all.iter().map(each).collect();
        all.sort();
        all
    };
    let (english, german) = (told(&english), told(&german));
    for each in &english {
        assert!(german.contains(each), "not so in German: {each:?}");
    }
    for each in &german {
        assert!(english.contains(each), "not so in English: {each:?}");
    }
    let mut keys: Vec<&String> = english.iter().map(|(key, _)| key).collect();
    keys.dedup();
    assert_eq!(keys.len(), english.len(), "a key stands twice");
}

#[test]
fn files_are_read_whole() {
    for (file, language) in [(ENGLISH, "en"), (GERMAN, "de")] {
        let read = fluent_bundle::FluentResource::try_new(file.to_owned());
        assert!(
            read.is_ok(),
            "{language}: {:?}",
            read.err().map(|(_, why)| why)
        );
        let texts = texts::of(Language::by_code(language).unwrap());
        for message in written(file) {
            let names = message.filled();
            let filled: Vec<(&str, FluentValue<'_>)> = names
                .iter()
                .map(|name| (*name, FluentValue::from(2)))
                .collect();
            let told = texts.filled(message.key, &filled);
            assert!(
                told.as_ref()
                    .is_some_and(|told| !told.is_empty() && !told.contains("{$")),
                "{language}: {} is {told:?}",
                message.key
            );
        }
    }
}

#[test]
fn every_key_that_is_named_is_there_and_every_text_is_used() {
    let (named, sources) = named_in_sources();
    let english = written(ENGLISH);
    for key in &named {
        assert!(
            english.iter().any(|message| message.key == key),
            "no text for {key}"
        );
    }
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    // What the shipped roles are called is found by its English text as well.
    let roles = include_str!("../../../../../config/roles.toml");
    let sources = flat(&(sources.replace("\\\n", "") + roles));
    let scripts = scripts();
    for message in &english {
        if message.key.starts_with(texts::OF_SCRIPTS) {
            assert!(
                scripts.contains(&format!("inWords('{}')", message.body)),
                "no script says {}",
                message.key
            );
            continue;
        }
        let found_by_text = texts::FOUND_BY_TEXT
            .iter()
            .any(|group| message.key.starts_with(group));
        let used = match found_by_text {
            // Each piece of it stands somewhere in the sources, with whatever is filled in between.
            true => message
                .body
                .split("{ $")
                .map(|part| part.split_once(" }").map_or(part, |(_, rest)| rest))
                .map(|piece| flat(piece.trim()))
                .all(|piece| {
                    piece.is_empty()
                        || sources.contains(&piece)
                        || sources.contains(&piece.replace('"', "\\\""))
                }),
            false => named.iter().any(|key| key == message.key),
        };
        assert!(used, "nothing uses {}", message.key);
    }
}

#[test]
fn what_a_browser_asks_for() {
    for (header, want) in [
        ("de", Some(Language::German)),
        ("de-AT,de;q=0.9,en;q=0.8", Some(Language::German)),
        ("en-GB,en;q=0.9,de;q=0.8", Some(Language::English)),
        ("fr,de;q=0.5,en;q=0.7", Some(Language::English)),
        ("fr-FR, DE ; q=0.3", Some(Language::German)),
        ("de;q=0, en;q=0.1", Some(Language::English)),
        ("fr,it", None),
        ("*", None),
        ("", None),
        (";;q=,,", None),
        ("de;q=2", None),
        ("de;q=0.1234", None),
        ("de;level=1", None),
        ("\u{fffd}\u{0}de", None),
    ] {
        assert_eq!(Language::accepted(header), want, "{header:?}");
    }
}

#[test]
fn what_is_spoken_ends_with_whoever_spoke() {
    let day = Day::parse("2027-02-03").unwrap();
    let euro = Currency::by_code("EUR").unwrap();
    assert_eq!(day.brief(day + 30), "3 Feb");
    {
        let _spoken = speak(Language::German);
        assert_eq!(current(), Language::German);
        assert_eq!(day.brief(day + 30), "3. Februar");
        assert_eq!(day.brief(day + 400), "3. Februar 2027");
        assert_eq!(day.show(day + 30), "Mi., 3. Februar");
        assert_eq!(day.show(day), "heute");
        assert_eq!(day.long(), "Mittwoch, 3. Februar 2027");
        assert_eq!(Money(123_450).show(euro), "1.234,50\u{a0}€");
        assert_eq!(Money(-123_450).show(euro), "\u{2212}1.234,50\u{a0}€");
        assert_eq!(minutes(90), "1 Std. 30 Min.");
        assert_eq!(number("1,234.5"), "1.234,5");
        assert_eq!(in_english(|| Money(123_450).show(euro)), "€1,234.50");
        let fell = std::panic::catch_unwind(|| {
            let _spoken = speak(Language::English);
            panic!("in English");
        });
        assert!(fell.is_err());
        assert_eq!(current(), Language::German);
    }
    assert_eq!(current(), Language::English);
    assert_eq!(Language::German.label(), "Deutsch");
}

#[test]
fn sentences_are_found_by_what_stands_around_what_is_filled_in() {
    let missing = "Subject is missing.";
    assert_eq!(translated(missing), missing);
    let _spoken = speak(Language::German);
    for (english, german) in [
        (missing, "Bitte ausfüllen: Betreff."),
        (
            "An answer on Colours: the shop",
            "Eine Antwort zu Colours: the shop",
        ),
        (
            "You are told because it is your project.",
            "Sie erhalten diese Nachricht aus folgendem Grund: es ist Ihr Projekt.",
        ),
        (
            "Files that end in .exe are not taken here. Choose PDF and office documents, pictures, films, sound, texts, designs, fonts, and archives such as ZIP. Anything else can come in a ZIP archive.",
            "Dateien mit der Endung .exe werden hier nicht angenommen. Möglich sind PDF- und Office-Dokumente, Bilder, Filme, Ton, Texte, Entwürfe, Schriften und Archive wie ZIP. Alles andere kann in einem ZIP-Archiv kommen.",
        ),
        ("Nobody has translated this.", "Nobody has translated this."),
    ] {
        assert_eq!(translated(english), german);
    }
    assert_eq!(word("Yes"), "Ja");
    assert_eq!(word("Juniper & Hale"), "Juniper & Hale");
}
