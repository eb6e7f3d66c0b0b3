//! The texts of a language: its file, read once.

use std::{collections::HashMap, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::Language;

pub(super) const ENGLISH: &str = include_str!("../../../../../assets/texts/portal.en.ftl");
pub(super) const GERMAN: &str = include_str!("../../../../../assets/texts/portal.de.ftl");

static IN_ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::read("en", ENGLISH));
static IN_GERMAN: LazyLock<Texts> = LazyLock::new(|| Texts::read("de", GERMAN));

pub(super) fn of(language: Language) -> &'static Texts {
    match language {
        Language::German => &IN_GERMAN,
        Language::English | Language::Unknown => &IN_ENGLISH,
    }
}

/// A message as its file has it: its key, and what is written behind it.
pub(super) struct Written<'f> {
    pub(super) key: &'f str,
    pub(super) body: String,
}

impl Written<'_> {
    /// The names of what is filled in, each once, in the order of their first use.
    pub(super) fn filled(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for part in self.body.split('$').skip(1) {
            let end = part
                .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                .unwrap_or(part.len());
            if !names.contains(&&part[..end]) {
                names.push(&part[..end]);
            }
        }
        names
    }
}

/// The messages of a file in its order. A message begins at the start of a line, and its other lines are indented.
pub(super) fn written(file: &str) -> Vec<Written<'_>> {
    let mut found: Vec<Written<'_>> = Vec::new();
    for line in file.lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        match (line.split_once(" ="), found.last_mut()) {
            (Some((key, body)), _) if !line.starts_with([' ', '}', '*', '[']) => {
                let body = body.trim_start().to_owned();
                found.push(Written { key, body });
            }
            (_, Some(last)) => {
                last.body.push('\n');
                last.body.push_str(line);
            }
            (_, None) => {}
        }
    }
    found
}

/// Beginnings of the keys of what is found by its English text.
pub(super) const FOUND_BY_TEXT: [&str; 3] = ["word-", "error-", "told-"];
/// The same of what scripts say.
pub(super) const OF_SCRIPTS: &str = "script-";

/// What stands around what is filled in: `{ $label } is missing.` begins with nothing and ends with ` is missing.`
struct Around {
    /// One more than there are names.
    fixed: Vec<String>,
    names: Vec<String>,
    key: &'static str,
}

impl Around {
    fn of(message: &Written<'static>) -> Option<Around> {
        let (mut fixed, mut names) = (Vec::new(), Vec::new());
        let mut rest = message.body.as_str();
        while let Some((before, after)) = rest.split_once("{ $") {
            let (name, after) = after.split_once(" }")?;
            fixed.push(before.to_owned());
            names.push(name.to_owned());
            rest = after;
        }
        fixed.push(rest.to_owned());
        let key = message.key;
        (!names.is_empty()).then_some(Around { fixed, names, key })
    }

    /// What was filled in there, where the sentence was made of this.
    fn read<'s>(&self, sentence: &'s str) -> Option<Vec<(&str, &'s str)>> {
        let (first, others) = self.fixed.split_first()?;
        let mut rest = sentence.strip_prefix(first.as_str())?;
        let mut found = Vec::new();
        for (at, (name, fixed)) in self.names.iter().zip(others).enumerate() {
            let last = at + 1 == self.names.len();
            let (value, after) = match (last, fixed.as_str()) {
                (true, "") => (rest, ""),
                (true, end) => (rest.strip_suffix(end)?, ""),
                (false, between) => rest.split_once(between)?,
            };
            if value.is_empty() {
                return None;
            }
            found.push((name.as_str(), value));
            rest = after;
        }
        Some(found)
    }

    /// How much of it is fixed: of two that fit, the longer one is meant.
    fn weight(&self) -> usize {
        self.fixed.iter().map(String::len).sum()
    }
}

/// All texts of one language.
pub(super) struct Texts {
    bundle: FluentBundle<FluentResource>,
    /// Those without anything filled in, as they are shown.
    plain: HashMap<&'static str, String>,
    /// Keys by what they say in English.
    words: HashMap<String, &'static str>,
    /// Sentences with something filled in, the longest first.
    around: Vec<Around>,
    /// What scripts say, by their English words, as JSON.
    scripts: String,
}

impl Texts {
    fn read(code: &str, file: &'static str) -> Texts {
        let language: LanguageIdentifier = code.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Marks around what is filled in would be read aloud and copied along; both languages run one way.
        bundle.set_use_isolating(false);
        // What can't be read is left out, and English stands in for it; a test reads both files whole.
        let resource = match FluentResource::try_new(file.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        let mut plain = HashMap::new();
        for message in written(file) {
            if message.filled().is_empty()
                && let Some(told) = format(&bundle, message.key, None)
            {
                plain.insert(message.key, told);
            }
        }
        let (mut words, mut around) = (HashMap::new(), Vec::new());
        let mut scripts = serde_json::Map::new();
        for message in written(ENGLISH) {
            if message.key.starts_with(OF_SCRIPTS) {
                let told = plain.get(message.key).cloned().unwrap_or_default();
                scripts.insert(message.body, told.into());
            } else if FOUND_BY_TEXT
                .iter()
                .any(|group| message.key.starts_with(group))
            {
                match Around::of(&message) {
                    Some(shape) => around.push(shape),
                    None => {
                        words.entry(message.body).or_insert(message.key);
                    }
                }
            }
        }
        around.sort_by_key(|shape| std::cmp::Reverse(shape.weight()));
        Texts {
            bundle,
            plain,
            words,
            around,
            scripts: serde_json::Value::Object(scripts).to_string(),
        }
    }

    pub(super) fn scripts(&self) -> &str {
        &self.scripts
    }

    pub(super) fn plain(&self, key: &str) -> Option<&str> {
        self.plain.get(key).map(String::as_str)
    }

    pub(super) fn filled(&self, key: &str, filled: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let filled: FluentArgs<'_> = filled
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        format(&self.bundle, key, Some(&filled))
    }

    /// What these English words are in this language.
    pub(super) fn word(&self, english: &str) -> Option<&str> {
        self.plain(self.words.get(english)?)
    }

    /// What this English sentence is in this language; what is filled in is looked up as well, for it may be a label.
    pub(super) fn sentence(&self, english: &str) -> Option<String> {
        if let Some(told) = self.word(english) {
            return Some(told.to_owned());
        }
        self.around.iter().find_map(|shape| {
            let values = shape.read(english)?;
            let values: Vec<(&str, FluentValue<'_>)> = values
                .into_iter()
                .map(|(name, value)| (name, FluentValue::from(self.word(value).unwrap_or(value))))
                .collect();
            self.filled(shape.key, &values)
        })
    }
}

fn format(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    filled: Option<&FluentArgs<'_>>,
) -> Option<String> {
    let message = bundle.get_message(key)?;
    let mut problems = Vec::new();
    let told = bundle.format_pattern(message.value()?, filled, &mut problems);
    Some(told.into_owned())
}
