//! In which language a page is written: English, or German for a client's people who read that.
//!
//! A page is drawn by one thread from beginning to end, so its language is said once, around its handler (`speak`, by the
//! dispatch of the web and whoever writes a mail), and whatever is drawn meanwhile is in it: texts (`say`, `said!`),
//! labels of choices, dates and amounts. Outside of that, on the writer's thread, in jobs, in the API and on pages of
//! staff, everything is English: what is stored, journaled, hashed or told to programs never depends on who looked.
//! Whatever is made of a record for good is made in one language, whoever asks for it: a paper in its client's, everything
//! else `in_english`.
//!
//! Texts stand in one file for each language (`assets/texts`, Fluent), whole sentences with what is filled in. Pages name
//! them by key. What is written in one place for staff and clients alike and reaches pages as English words (labels of
//! choices, why a form was refused, what a toast or the news say) stands there under `word-`, `error-` and `told-`, and is
//! found by its English text (`word`, `translated`), as are the words of scripts (`script-`, `of_scripts`); a text with something filled in is recognised by what stands around it.

mod texts;

use std::{borrow::Cow, cell::Cell, marker::PhantomData};

use super::{Day, Money, money::Currency, time};
pub use fluent_bundle::FluentValue;

crate::choices! {
    /// A language that pages can be read in.
    pub enum Language {
        English: "en", "English";
        German: "de", "Deutsch";
    }
}

impl Language {
    /// The one that a browser asks for most in its `Accept-Language` (RFC 9110): the first of the highest weight that there
    /// are texts in. None where it asks for none of them, or can't be understood.
    pub fn accepted(header: &str) -> Option<Language> {
        let mut best: Option<(u32, Language)> = None;
        for range in header.split(',').take(20) {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let main = tag.split('-').next().unwrap_or_default();
            let Some(language) = Language::by_code(&main.to_ascii_lowercase()) else {
                continue;
            };
            let weight = match parts.next().map(|part| part.strip_prefix("q=")) {
                None => Some(1000),
                Some(given) => given.and_then(thousandths),
            };
            let Some(weight) = weight.filter(|weight| *weight > 0) else {
                continue;
            };
            if best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// The language of a code (`de`); none where there are no texts in it.
    pub fn by_code(code: &str) -> Option<Language> {
        <Language as super::Choice>::from_key(code)
    }

    /// For what is stored only where it is another.
    pub fn is_english(&self) -> bool {
        *self == Language::English
    }

    /// Its code, as `<html lang>` says it.
    pub fn code(self) -> &'static str {
        match self {
            Language::German => "de",
            Language::English | Language::Unknown => "en",
        }
    }
}

/// A weight of `Accept-Language`, `1` or `0.8`, in thousandths.
fn thousandths(weight: &str) -> Option<u32> {
    let (whole, rest) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || rest.len() > 3 || !digits(rest) {
        return None;
    }
    let rest: u32 = format!("{rest:0<3}").parse().ok()?;
    Some((if whole == "1" { 1000 } else { rest }).min(1000))
}

thread_local! {
    static CURRENT: Cell<Language> = const { Cell::new(Language::English) };
}

/// The language that is spoken on this thread right now.
pub fn current() -> Language {
    CURRENT.get()
}

/// While it is held, this thread speaks another language; then the one from before, also after a panic.
#[must_use]
pub struct Speaking {
    before: Language,
    /// It belongs to its thread.
    here: PhantomData<*const ()>,
}

impl Drop for Speaking {
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

/// Speaks a language on this thread until what it gives is dropped.
pub fn speak(language: Language) -> Speaking {
    Speaking {
        before: CURRENT.replace(language),
        here: PhantomData,
    }
}

/// For words that are kept in the language of whom they are for: what stands on the papers of a client.
pub fn in_language<T>(language: Language, work: impl FnOnce() -> T) -> T {
    let _spoken = speak(language);
    work()
}

/// For what is the same whoever looks: papers that are kept, hashed or sent to others.
pub fn in_english<T>(work: impl FnOnce() -> T) -> T {
    in_language(Language::English, work)
}

/// A text without anything filled in, by its key. A key that isn't there stands for itself; a test finds it.
pub fn say(key: &'static str) -> &'static str {
    let told = texts::of(current()).plain(key);
    told.or_else(|| texts::of(Language::English).plain(key))
        .unwrap_or(key)
}

/// A text with what is filled in, by its key; see `said!`.
pub fn say_with(key: &'static str, filled: &[(&'static str, FluentValue<'_>)]) -> String {
    let told = texts::of(current()).filled(key, filled);
    told.or_else(|| texts::of(Language::English).filled(key, filled))
        .unwrap_or_else(|| key.to_owned())
}

/// How a person is addressed by their whole name: by the first one in English, by all of it where that would be too near.
pub fn addressed(name: &str) -> &str {
    match current() {
        Language::English | Language::Unknown => name.split_whitespace().next().unwrap_or_default(),
        Language::German => name,
    }
}

/// A label within a sentence: in small letters in English; German nouns keep their capitals.
pub fn mid_sentence(label: &str) -> String {
    match current() {
        Language::English | Language::Unknown => label.to_lowercase(),
        Language::German => label.to_owned(),
    }
}

/// What English words of a fixed set (a label, a state) are in the language of the page; themselves where nobody has
/// translated them.
pub fn word(english: &'static str) -> &'static str {
    match current() {
        Language::English | Language::Unknown => english,
        other => texts::of(other).word(english).unwrap_or(english),
    }
}

/// The same of a sentence that may have something filled in: why a form was refused, what a toast says.
pub fn translated(english: &str) -> Cow<'_, str> {
    match current() {
        Language::English | Language::Unknown => Cow::Borrowed(english),
        other => match texts::of(other).sentence(english) {
            Some(told) => Cow::Owned(told),
            None => Cow::Borrowed(english),
        },
    }
}

/// What scripts say, by their English words, as JSON; nothing where they say it as they are written.
pub fn of_scripts() -> Option<&'static str> {
    match current() {
        Language::English | Language::Unknown => None,
        other => Some(texts::of(other).scripts()),
    }
}

/// `said!("quotes-until", day = day.show(today))`: a text by its key, with what is filled in.
#[macro_export]
macro_rules! said {
    ($key:literal $(, $name:ident = $value:expr)+ $(,)?) => {
        $crate::base::language::say_with($key, &[$((stringify!($name), $crate::base::language::FluentValue::from($value))),+])
    };
}

// ── days, moments and amounts, as German writes them ──

const WEEK: [&str; 7] = ["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."];
const WHOLE_WEEK: [&str; 7] = [
    "Montag",
    "Dienstag",
    "Mittwoch",
    "Donnerstag",
    "Freitag",
    "Samstag",
    "Sonntag",
];
const YEAR: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

fn named(names: &[&'static str], at: i8) -> &'static str {
    let at = usize::try_from(at).unwrap_or_default();
    names.get(at).copied().unwrap_or_default()
}

/// `9. Juni`, with the year in others than the one one is in.
pub(super) fn german_brief(date: jiff::civil::Date, this_year: bool) -> String {
    let (day, month) = (date.day(), named(&YEAR, date.month() - 1));
    match this_year {
        true => format!("{day}. {month}"),
        false => format!("{day}. {month} {}", date.year()),
    }
}

/// `Di., 9. Juni`, or `9. Juni 2025`.
pub(super) fn german_short(date: jiff::civil::Date, this_year: bool) -> String {
    let brief = german_brief(date, this_year);
    match this_year {
        true => format!(
            "{}, {brief}",
            named(&WEEK, date.weekday().to_monday_zero_offset())
        ),
        false => brief,
    }
}

/// `Dienstag, 9. Juni 2026`
pub(super) fn german_long(day: Day) -> String {
    let date = day.date();
    format!(
        "{}, {}",
        named(&WHOLE_WEEK, date.weekday().to_monday_zero_offset()),
        german_brief(date, false)
    )
}

/// A day with its year: `9 June 2026`, or `9. Juni 2026`.
pub fn dated(day: Day) -> String {
    match current() {
        Language::English | Language::Unknown => day.date().strftime("%-d %B %Y").to_string(),
        Language::German => german_brief(day.date(), false),
    }
}

/// The month that a day is in: `June 2026`, or `Juni 2026`.
pub fn month(date: jiff::civil::Date) -> String {
    match current() {
        Language::English | Language::Unknown => date.strftime("%B %Y").to_string(),
        Language::German => format!("{} {}", named(&YEAR, date.month() - 1), date.year()),
    }
}

/// `1.234,50 €`: a currency's sign stands behind, and so does its code where it has no sign of its own.
pub(super) fn german_money(amount: Money, currency: Currency, grouped: &str) -> String {
    let sign = if amount.0 < 0 { "\u{2212}" } else { "" };
    format!(
        "{sign}{}\u{a0}{}",
        german_number(grouped),
        currency.sign.trim()
    )
}

/// `1,234.5` as German writes it: `1.234,5`.
pub fn german_number(english: &str) -> String {
    let swap = |letter: char| match letter {
        ',' => '.',
        '.' => ',',
        other => other,
    };
    english.chars().map(swap).collect()
}

/// A number with its decimals as the language of the page writes it.
pub fn number(english: &str) -> Cow<'_, str> {
    match current() {
        Language::German => Cow::Owned(german_number(english)),
        Language::English | Language::Unknown => Cow::Borrowed(english),
    }
}

/// `1 h 30 m`, or `1 Std. 30 Min.`
pub fn minutes(total: i64) -> String {
    match current() {
        Language::English | Language::Unknown => time::minutes(total),
        Language::German => match (total / 60, total % 60) {
            (0, m) => format!("{m} Min."),
            (h, 0) => format!("{h} Std."),
            (h, m) => format!("{h} Std. {m} Min."),
        },
    }
}

#[cfg(test)]
mod tests;
