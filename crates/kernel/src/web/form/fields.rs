//! The kinds of fields: each says what it wants when it does not get it.

use std::collections::HashSet;

use super::{
    Need::{self, Optional, Required},
    Reader,
};
use crate::{
    base::{Choice, Day, Id, Moment, money::Currency, text},
    data::Record,
};

/// What is said of the order that stands still.
pub const BY_NUMBER: &str = "By number is the order in which nothing moves: whoever walks it to the end has met every record, whatever changed meanwhile.";

impl Reader {
    /// One line of text.
    pub fn text(&mut self, name: &str, label: &str, need: Need, most: usize) -> String {
        let raw = self.raw(name, label, "string", need);
        self.note(name, label, "string", need, &[], Some(most));
        let value = text::clean_line(&raw.unwrap_or_default());
        self.at_most(name, label, &value, most);
        value
    }

    /// One line by which something is known elsewhere, such as a user name at another server: taken as it is typed, but for
    /// the spaces around it, or refused. Cleaned up it would name another.
    pub fn exact(&mut self, name: &str, label: &str, need: Need, most: usize) -> String {
        let raw = self.raw(name, label, "string", need).unwrap_or_default();
        self.note(name, label, "string", need, &[], Some(most));
        let value = raw.trim().to_owned();
        if value.chars().any(char::is_control) {
            self.problem(
                name,
                format!(
                    "{label} should be one line, without line breaks and other control characters."
                ),
            );
        }
        self.at_most(name, label, &value, most);
        value
    }

    /// Several lines of text.
    pub fn block(&mut self, name: &str, label: &str, need: Need, most: usize) -> String {
        let raw = self.raw(name, label, "string", need);
        self.note(name, label, "string", need, &[], Some(most));
        let value = text::clean_block(&raw.unwrap_or_default());
        self.at_most(name, label, &value, most);
        value
    }

    fn at_most(&mut self, name: &str, label: &str, value: &str, most: usize) {
        let length = value.chars().count();
        if length > most {
            self.problem(
                name,
                format!("{label} has {length} characters; {most} fit. Shorten it."),
            );
        }
    }

    /// A secret as typed: nothing is trimmed or cleaned.
    pub fn secret(&mut self, name: &str, label: &str, need: Need) -> String {
        self.raw(name, label, "password", need).unwrap_or_default()
    }

    pub fn email(&mut self, name: &str, label: &str, need: Need) -> String {
        let value = self
            .raw(name, label, "email", need)
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        if !value.is_empty() && !text::is_email(&value) {
            self.problem(name, format!("{label} should look like ann@example.org."));
        }
        value
    }

    /// A telephone number as people write it, with an extension if they like.
    pub fn phone(&mut self, name: &str, label: &str, need: Need) -> String {
        let value = self.text(name, label, need, 40);
        let digits = value.chars().filter(char::is_ascii_digit).count();
        let usual = |c: char| c.is_alphanumeric() || " +-()./#,".contains(c);
        if is_computed(&value) {
            self.problem(
                name,
                format!("{label} is a number that a spreadsheet made of it, with its digits lost. Write it as it is dialled."),
            );
        } else if !value.is_empty() && (digits < 3 || !value.chars().all(usual)) {
            self.problem(
                name,
                format!("{label} should be a number such as 210-555-0101."),
            );
        }
        value
    }

    /// An address on the web, with or without its scheme.
    pub fn website(&mut self, name: &str, label: &str, need: Need) -> String {
        let value = self.text(name, label, need, 200);
        let rest = value
            .split_once("://")
            .map_or(value.as_str(), |(scheme, rest)| {
                match scheme.to_ascii_lowercase().as_str() {
                    "http" | "https" => rest,
                    _ => "",
                }
            });
        let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (host, port) = place.split_once(':').unwrap_or((place, ""));
        let named = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
        let fits = host.contains('.')
            && host.chars().all(named)
            && port.chars().all(|c| c.is_ascii_digit());
        if !value.is_empty() && !fits {
            self.problem(
                name,
                format!("{label} should be an address such as example.org."),
            );
        }
        value
    }

    /// One of a closed list that has a usual one for whoever says nothing; nothing itself is none of them.
    pub fn choice_or_usual<C: Choice + Default>(&mut self, name: &str, label: &str) -> C {
        let need = self.usual(name);
        self.choice(name, label, need).unwrap_or_default()
    }

    pub fn choice<C: Choice>(&mut self, name: &str, label: &str, need: Need) -> Option<C> {
        let raw = self.raw(name, label, "string", need);
        let keys: Vec<&'static str> = C::ALL.iter().map(|c| c.key()).collect();
        self.note(name, label, "string", need, &keys, None);
        let raw = raw?;
        let found = C::from_key(raw.trim());
        if found.is_none() {
            self.problem(name, format!("{label} must be one of {}.", keys.join(", ")));
        }
        found
    }

    /// One of a few words that stand for no list of their own: how a list is sorted, whose it is.
    pub fn word(
        &mut self,
        name: &str,
        label: &str,
        words: &[&'static str],
    ) -> Option<&'static str> {
        let raw = self.raw(name, label, "string", Optional);
        self.note(name, label, "string", Optional, words, None);
        let raw = raw?;
        let found = words.iter().find(|word| **word == raw.trim()).copied();
        if found.is_none() {
            self.problem(
                name,
                format!("{label} must be one of {}.", words.join(", ")),
            );
        }
        found
    }

    /// Any of a few words, the name sent once for each.
    pub fn words(&mut self, name: &str, label: &str, words: &[&'static str]) -> Vec<&'static str> {
        let sent = self.all(name, label);
        self.note_more(|described| described.choices = words.to_vec());
        let mut found = Vec::new();
        for text in sent {
            match words.iter().find(|word| **word == text.trim()) {
                Some(word) if found.contains(word) => {}
                Some(word) => found.push(*word),
                None => self.problem(
                    name,
                    format!("{label} must be some of {}.", words.join(", ")),
                ),
            }
        }
        found
    }

    /// Whether a list is asked for by number, the order in which nothing moves. It comes whole then: what is filtered by
    /// another order (`without`) isn't combined with it.
    pub fn by_number(&mut self, without: &[&str]) -> bool {
        let asked = self.word("sort", "Sort", &["number"]).is_some();
        self.tell(BY_NUMBER);
        if asked {
            for name in without {
                if self.is_filled(name) {
                    self.problem(
                        name,
                        format!("By number the list comes whole. Leave {name} out, or the sort."),
                    );
                }
            }
        }
        asked
    }

    /// Several of a closed list, as ticked boxes send them.
    pub fn choices<C: Choice>(&mut self, name: &str, label: &str, need: Need) -> Vec<C> {
        self.note(
            name,
            label,
            "list",
            need,
            &C::ALL.iter().map(|c| c.key()).collect::<Vec<_>>(),
            None,
        );
        let full = self.full(name);
        self.shape(name, label, "list");
        let mut found = Vec::new();
        for (_, value) in self.fields.iter().filter(|(held, _)| *held == full) {
            match C::from_key(value.trim()) {
                Some(choice) if found.contains(&choice) => {}
                Some(choice) => found.push(choice),
                None if value.is_empty() => {}
                None => {
                    let keys: Vec<&str> = C::ALL.iter().map(|c| c.key()).collect();
                    let message = format!("{label} must be some of {}.", keys.join(", "));
                    self.problem(name, message);
                    break;
                }
            }
        }
        if found.is_empty() && need == Required && self.describing.is_none() {
            self.problem(name, format!("Choose at least one: {label}."));
        }
        found
    }

    /// One of the currencies a house may keep its books in.
    pub fn currency(&mut self, name: &str, label: &str, need: Need) -> Option<Currency> {
        let raw = self.raw(name, label, "string", need);
        let codes: Vec<&'static str> = Currency::ALL.iter().map(|c| c.code).collect();
        self.note(name, label, "string", need, &codes, None);
        let found = Currency::by_code(raw?.trim());
        if found.is_none() {
            self.problem(
                name,
                format!("{label} must be a currency of the list, such as USD."),
            );
        }
        found
    }

    pub fn day(&mut self, name: &str, label: &str, need: Need) -> Option<Day> {
        let raw = self.raw(name, label, "date", need)?;
        let day = Day::parse(&raw);
        if day.is_none() {
            self.problem(
                name,
                format!("{label} should be a date such as 2026-06-09."),
            );
        }
        day
    }

    pub fn moment(&mut self, name: &str, label: &str, need: Need) -> Option<Moment> {
        let raw = self.raw(name, label, "date-time", need)?;
        let moment = Moment::parse(raw.trim());
        if moment.is_none() {
            self.problem(
                name,
                format!("{label} should be a moment such as 2026-06-09T14:30:00Z."),
            );
        }
        moment
    }

    pub fn flag(&mut self, name: &str, label: &str) -> bool {
        let sent = self.raw(name, label, "boolean", Optional);
        match sent.as_deref().map_or("", str::trim) {
            "true" | "on" | "1" | "yes" => true,
            "" | "false" | "off" | "0" | "no" => false,
            _ => {
                self.problem(name, format!("{label} should be true or false."));
                false
            }
        }
    }

    /// Another record, by its number.
    pub fn id<R: Record>(&mut self, name: &str, label: &str, need: Need) -> Option<Id<R>> {
        let raw = self.raw(name, label, "id", need);
        self.note_more(|d| d.prefixes = vec![R::KIND.prefix]);
        let id = Id::parse(raw?.trim());
        if id.is_none() {
            self.problem(
                name,
                format!("{label} should be a number such as {}-12.", R::KIND.prefix),
            );
        }
        id
    }

    /// A record of one of several kinds, by its number as it was written.
    pub fn number_of(
        &mut self,
        name: &str,
        label: &str,
        need: Need,
        prefixes: &[&'static str],
    ) -> String {
        let number = self.text(name, label, need, 40);
        self.note_more(|d| d.prefixes = prefixes.to_vec());
        number
    }

    /// Records that may be named as people call them, where whoever reads the form finds out which are meant.
    pub fn named<R: Record>(&mut self, name: &str, label: &str) -> Vec<Id<R>> {
        let ids = self.ids(name, label);
        self.note_more(|d| d.prefixes = vec![R::KIND.prefix]);
        ids
    }

    pub fn ids<R: Record>(&mut self, name: &str, label: &str) -> Vec<Id<R>> {
        self.note(name, label, "list", Optional, &[], None);
        self.shape(name, label, "list");
        let full = self.full(name);
        let sent: Vec<Option<Id<R>>> = self
            .fields
            .iter()
            .filter(|(held, value)| *held == full && !value.is_empty())
            .map(|(_, value)| Id::parse(value.trim()))
            .collect();
        if sent.iter().any(Option::is_none) {
            let prefix = R::KIND.prefix;
            self.problem(
                name,
                format!("{label} should be numbers such as {prefix}-12."),
            );
        }
        // What is chosen twice is chosen once.
        let mut met = HashSet::new();
        let found = sent.into_iter().flatten();
        found.filter(|id| met.insert(id.raw())).collect()
    }
}

/// What a spreadsheet writes of a telephone number that it took for a number: `2.10556E+09`, `2105560101.0`.
fn is_computed(phone: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = |text: &str| match text.split_once(['.', ',']) {
        Some((whole, rest)) => digits(whole) && digits(rest),
        None => digits(text),
    };
    let phone = phone.trim();
    match phone.split_once(['e', 'E']) {
        Some((factor, power)) => number(factor) && digits(power.trim_start_matches(['+', '-'])),
        None => phone.split_once(['.', ',']).is_some_and(|(whole, rest)| {
            digits(whole) && whole.len() > 5 && rest.bytes().all(|b| b == b'0')
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Share;

    crate::choices! {
        pub enum Kind {
            Web: "web", "Web";
            Seo: "seo", "SEO";
        }
    }

    #[test]
    fn what_is_chosen_twice_is_chosen_once() {
        let sent = ["seo", "web", "seo"].map(|key| ("kind".to_owned(), key.to_owned()));
        let mut reader = Reader::over(sent.to_vec());
        let chosen = reader.choices::<Kind>("kind", "Kind", Optional);
        assert!(chosen == [Kind::Seo, Kind::Web]);
        let sent = ["2", "1", "02", "2"].map(|id| ("to".to_owned(), id.to_owned()));
        let mut reader = Reader::over(sent.to_vec());
        let found = reader.ids::<Share>("to", "To");
        let numbers: Vec<u64> = found.iter().map(|id| id.raw()).collect();
        assert_eq!(numbers, [2, 1]);
    }

    #[test]
    fn what_is_known_elsewhere_is_taken_as_it_is_or_refused() {
        let read = |typed: &str| {
            let mut reader = Reader::over(vec![("folder".into(), typed.into())]);
            let folder = reader.exact("folder", "Folder", Optional, 20);
            (folder, reader.problems.of("folder").is_none())
        };
        assert_eq!(read(" Taken  in\r\n"), ("Taken  in".into(), true));
        for wrong in [
            "IN\r\nBOX",
            "IN\tBOX",
            "IN\u{0}BOX",
            "a folder far too long to fit",
        ] {
            assert!(!read(wrong).1, "{wrong:?}");
        }
    }

    #[test]
    fn json_is_held_to_the_kind_of_its_field() {
        let read = |json: serde_json::Value| {
            let mut request = crate::web::Request::default();
            let size = json.to_string().len();
            request.take_json(json, size).unwrap();
            let mut reader = Reader::over(request.fields.to_vec()).shaped(request.shapes);
            let company = reader.text("company", "Company", Required, 10);
            let tags = reader.choices::<Kind>("categories", "Services", Optional);
            reader.whole("n", "Number", Optional, 0..=9);
            reader.flag("on", "On");
            let rows = reader.rows("line", 9, |f| f.text("title", "Item", Optional, 10));
            let problems = reader.problems.iter().map(|(field, _)| field.to_owned());
            (company, tags.len(), rows, problems.collect::<Vec<_>>())
        };
        let json = serde_json::json!({"company": "A", "categories": ["web", "seo"], "n": 3, "on": true,
            "line": [{"title": "x"}]});
        assert_eq!(read(json), ("A".into(), 2, vec!["x".into()], vec![]));
        for (json, field) in [
            (serde_json::json!({"company": true}), "company"),
            (serde_json::json!({"company": ["A", "B"]}), "company"),
            (serde_json::json!({"company": {"a": "B"}}), "company"),
            (serde_json::json!({"company": "A", "n": [3]}), "n"),
            (serde_json::json!({"company": "A", "on": 1}), "on"),
            (
                serde_json::json!({"company": "A", "categories": ["nonsense"]}),
                "categories",
            ),
            (
                serde_json::json!({"company": "A", "categories": {"web": true}}),
                "categories",
            ),
            (serde_json::json!({"company": "A", "line": ["x"]}), "line"),
            (serde_json::json!({"company": "A", "line": "x"}), "line"),
        ] {
            assert_eq!(read(json.clone()).3, [field], "{json}");
        }
    }

    #[test]
    fn a_box_is_never_null() {
        let mut request = crate::web::Request::default();
        request
            .take_json(serde_json::json!({"on": null}), 11)
            .unwrap();
        let mut reader = Reader::over(request.fields.to_vec()).shaped(request.shapes);
        reader.flag("on", "On");
        assert!(reader.problems.of("on").is_some());
    }

    fn fits(name: &str, value: &str) -> bool {
        let mut reader = Reader::over(vec![(name.to_owned(), value.to_owned())]);
        match name {
            "phone" => reader.phone(name, "Phone", Optional),
            _ => reader.website(name, "Website", Optional),
        };
        reader.problems.of(name).is_none()
    }

    #[test]
    fn numbers_and_addresses_as_people_write_them() {
        for fine in [
            "",
            "210-555-0101",
            "+1 (210) 555 0101 ext. 4",
            "112",
            "210.555.0101",
            "030/5550142",
            "2105550101e4x",
        ] {
            assert!(fits("phone", fine), "{fine}");
        }
        for wrong in [
            "<b>",
            "call me",
            "12",
            "1234<script>",
            "2.10556E+09",
            "2,10556e9",
            "2105560101.0",
        ] {
            assert!(!fits("phone", wrong), "{wrong}");
        }
        for fine in [
            "",
            "example.org",
            "https://www.example.org/a?b=c",
            "shop.example.org:8443/x",
            "münchen.example",
        ] {
            assert!(fits("website", fine), "{fine}");
        }
        for wrong in [
            "javascript:alert(1)",
            "javascript:alert(1.5)",
            "ftp://example.org",
            "nothing",
            "a b.org",
        ] {
            assert!(!fits("website", wrong), "{wrong}");
        }
    }
}
