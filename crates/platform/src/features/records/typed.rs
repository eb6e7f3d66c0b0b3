//! Stored values as people type them: into a form, into a cell of a sheet, and from a cell into a form. By the kind of the
//! field alone; what holds for a field beyond its kind is held by the form.

use std::{cell::OnceCell, collections::HashMap};

use serde_json::Value;

use crate::{
    base::{Day, Moment, Money, Result, money, money::Currency, text, time},
    data::{FieldKind, Record, Ref, Visit},
    features::{
        history::Words,
        people::{Department, Directory, Role, Team, User},
        settings::CurrentSettings,
    },
};

/// Finds a record of the kind of that plural by what a cell calls it; its number.
pub type FindRecord<'f> = dyn Fn(&str, &str) -> Result<String, String> + 'f;

/// Those of one kind who are called by name: by their numbers, by their names as a search sees them, by their keys.
#[derive(Default)]
struct Named {
    names: HashMap<u64, String>,
    called: HashMap<String, Vec<u64>>,
    keys: HashMap<String, u64>,
}

impl Named {
    fn of<'a>(all: impl Iterator<Item = (u64, &'a str, &'a str)>) -> Named {
        let mut named = Named::default();
        for (id, name, key) in all {
            named.names.insert(id, name.to_owned());
            named.called.entry(text::fold(name)).or_default().push(id);
            if !key.is_empty() {
                named.keys.insert(key.to_ascii_lowercase(), id);
            }
        }
        named
    }

    fn by_name(&self, name: &str) -> &[u64] {
        self.called
            .get(&text::fold(name))
            .map_or(&[], Vec::as_slice)
    }

    /// The name of one, where it is nobody else's and stays whole in a list.
    fn name(&self, id: u64) -> Option<&str> {
        let name = self.names.get(&id)?;
        let parted = name.contains([',', ';', '|', '\n']);
        (self.by_name(name).len() == 1 && !parted).then_some(name)
    }

    /// All that a cell may mean.
    fn meant(&self, cell: &str) -> Vec<u64> {
        let mut found = self.by_name(cell).to_vec();
        if let Some(id) = self.keys.get(&cell.to_ascii_lowercase())
            && !found.contains(id)
        {
            found.push(*id);
        }
        found
    }
}

/// Types values for one person.
pub struct Typed<'v> {
    visit: &'v Visit,
    directory: std::sync::Arc<Directory>,
    /// By the plural of the kind, once a name is asked for.
    named: OnceCell<HashMap<&'static str, Named>>,
    words: Words<'v>,
    pub currency: Currency,
}

impl<'v> Typed<'v> {
    /// # Errors
    /// When the store can't be read.
    pub fn of(visit: &'v Visit) -> Result<Typed<'v>> {
        Ok(Typed {
            visit,
            directory: Directory::of(visit)?,
            named: OnceCell::new(),
            words: Words::of(visit)?,
            currency: CurrentSettings::of(visit)?.0.currency(),
        })
    }

    /// The same with amounts in another currency than the house's.
    pub fn in_currency(mut self, currency: Currency) -> Typed<'v> {
        self.currency = currency;
        self
    }

    /// As the fields of a form have it: a text for each thing that a list holds, none for nothing.
    pub fn texts(&self, kind: &FieldKind, held: &Value) -> Vec<String> {
        let schema = self.visit.store().schema();
        match (kind, held) {
            (FieldKind::List(each), Value::Array(items)) => {
                let texts = items.iter().map(|item| self.texts(each, item));
                texts.flatten().collect()
            }
            (FieldKind::YesNo, _) => match held.as_bool() {
                Some(true) => vec!["on".into()],
                _ => Vec::new(),
            },
            (FieldKind::Choice(_), Value::String(key)) => vec![key.clone()],
            (FieldKind::Record(plural), _) => match held.as_u64() {
                Some(id) if id > 0 => vec![schema.numbered(plural, id)],
                _ => Vec::new(),
            },
            _ => plain(kind, held, self.currency).into_iter().collect(),
        }
    }

    /// As the cell of a sheet has it: by name and label, whole, and without what depends on who reads it when.
    pub fn cell(&self, kind: &FieldKind, held: &Value) -> String {
        match (kind, held) {
            (_, Value::Null) => String::new(),
            (FieldKind::List(each), Value::Array(items)) => {
                let items: Vec<String> = items.iter().map(|item| self.item(each, item)).collect();
                items.join(", ")
            }
            (FieldKind::Record(plural), _) => match held.as_u64() {
                Some(id) if id > 0 => self.called(plural, id),
                _ => String::new(),
            },
            _ => plain(kind, held, self.currency).unwrap_or_else(|| self.words.say(kind, held)),
        }
    }

    /// In a list, a record is its number where a title might part it in two.
    fn item(&self, kind: &FieldKind, held: &Value) -> String {
        match (kind, held.as_u64()) {
            (FieldKind::Record(plural), Some(id)) => match self.name(plural, id) {
                Some(name) => name.to_owned(),
                None => self.visit.store().schema().numbered(plural, id),
            },
            _ => self.cell(kind, held),
        }
    }

    /// A record by its name where that is nobody else's, by number and title where it isn't called by name; by its number
    /// alone where the person may not see it.
    fn called(&self, plural: &'static str, id: u64) -> String {
        match (self.name(plural, id), self.named(plural)) {
            (Some(name), _) => name.to_owned(),
            (None, Some(_)) => self.visit.store().schema().numbered(plural, id),
            (None, None) => self.words.say(&FieldKind::Record(plural), &id.into()),
        }
    }

    fn name(&self, plural: &str, id: u64) -> Option<&str> {
        self.named(plural)?.name(id)
    }

    fn named(&self, plural: &str) -> Option<&Named> {
        let named = self.named.get_or_init(|| {
            let held = &*self.directory;
            let users = held.users.values();
            let users = users.map(|u| (u.id.raw(), u.name.as_str(), ""));
            let departments = held.departments.values().filter(|d| !d.retired);
            let departments = departments.map(|d| (d.id.raw(), d.name.as_str(), d.key.as_str()));
            let teams = held.teams.values().filter(|t| !t.retired);
            let teams = teams.map(|t| (t.id.raw(), t.name.as_str(), ""));
            let roles = held.roles.values().filter(|r| !r.retired);
            let roles = roles.map(|r| (r.id.raw(), r.name.as_str(), r.key.as_str()));
            HashMap::from([
                (User::KIND.plural, Named::of(users)),
                (Department::KIND.plural, Named::of(departments)),
                (Team::KIND.plural, Named::of(teams)),
                (Role::KIND.plural, Named::of(roles)),
            ])
        });
        named.get(plural)
    }

    /// What a form has of a cell.
    ///
    /// # Errors
    /// With why it can't be read, when it names a record that isn't there.
    pub fn read(&self, kind: &FieldKind, cell: &str) -> Result<Vec<String>, String> {
        read(kind, cell, &|plural, cell| self.find(plural, cell))
    }

    fn find(&self, plural: &str, cell: &str) -> Result<String, String> {
        let schema = self.visit.store().schema();
        let info = schema.kinds().find(|info| info.kind.plural == plural);
        let of = info.map_or(0, |info| info.kind.code);
        let number = |id: u64| schema.number(Ref { kind: of, id });
        let first = cell.split_whitespace().next().unwrap_or_default();
        if let Some(found) = schema.parse_number(first).filter(|found| found.kind == of) {
            return Ok(number(found.id));
        }
        let one = info.and_then(|info| info.entity);
        let one = one.map_or("record".to_owned(), |entity| entity.one.to_lowercase());
        let found = self
            .named(plural)
            .map_or(Vec::new(), |named| named.meant(cell));
        match found.as_slice() {
            [id] => Ok(number(*id)),
            [] => Err(format!("There is no {one} {cell}.")),
            _ => Err(format!(
                "{cell} is the name of more than one {one}. Write the number."
            )),
        }
    }
}

fn same(name: &str, asked: &str) -> bool {
    name.eq_ignore_ascii_case(asked) || text::fold(name) == text::fold(asked)
}

/// What is typed alike everywhere.
fn plain(kind: &FieldKind, held: &Value, currency: Currency) -> Option<String> {
    let number = held.as_i64();
    match (kind, held) {
        (FieldKind::Text | FieldKind::LongText, Value::String(said)) => Some(said.clone()),
        (FieldKind::Money, _) => number.map(|n| Money(n).input(currency)),
        (FieldKind::Number | FieldKind::Percent | FieldKind::Span, _) => {
            number.map(|n| n.to_string())
        }
        (FieldKind::BasisPoints, _) => number.map(money::percent),
        (FieldKind::Thousandths, _) => number.map(money::thousandths),
        (FieldKind::Minutes, _) => number.map(time::minutes),
        (FieldKind::Clock, _) => number.map(time::of_day),
        (FieldKind::Day, _) => number
            .and_then(|n| i32::try_from(n).ok())
            .map(|n| Day(n).iso()),
        (FieldKind::Moment, _) => number.map(|n| Moment(n).rfc3339()),
        _ => None,
    }
}

/// A cell as a form has it: keys for labels, numbers for records, a text for each thing of a list.
///
/// # Errors
/// With why it can't be read.
pub fn read(kind: &FieldKind, cell: &str, find: &FindRecord<'_>) -> Result<Vec<String>, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(Vec::new());
    }
    match kind {
        FieldKind::List(each) => {
            let parts = cell.split([',', ';', '|', '\n']);
            let mut texts = Vec::new();
            for part in parts {
                match (each, one_word_of(each, part)) {
                    (FieldKind::Choice(_), Some(key)) => texts.push(key.to_owned()),
                    _ => texts.extend(read(each, part, find)?),
                }
            }
            Ok(texts)
        }
        FieldKind::Choice(words) => {
            let words = words();
            let found = words
                .iter()
                .find(|(key, label)| same(label, cell) || key.eq_ignore_ascii_case(cell));
            Ok(vec![found.map_or(cell, |(key, _)| key).to_owned()])
        }
        FieldKind::Record(plural) => Ok(vec![find(plural, cell)?]),
        FieldKind::YesNo => Ok(match cell.to_lowercase().as_str() {
            "yes" | "y" | "true" | "x" | "1" | "on" | "✓" | "✔" => vec!["on".to_owned()],
            "no" | "n" | "false" | "0" | "off" => Vec::new(),
            _ => vec![cell.to_owned()],
        }),
        _ => Ok(vec![cell.to_owned()]),
    }
}

/// What is meant by `Web design` among services: the one of a closed list that it names.
fn one_word_of(kind: &FieldKind, cell: &str) -> Option<&'static str> {
    let FieldKind::Choice(words) = kind else {
        return None;
    };
    let said: Vec<String> = text::words(cell).collect();
    let names = |held: &str| {
        let held: Vec<String> = text::words(held).collect();
        !held.is_empty() && said.windows(held.len()).any(|part| part == held)
    };
    let words = words().into_iter();
    let mut named = words.filter(|(key, label)| names(key) || names(label));
    match (named.next(), named.next()) {
        (Some((key, _)), None) => Some(key),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::settings::Category;

    #[test]
    fn cells_are_read_by_label_and_key() {
        let nobody = |_: &str, cell: &str| Err(format!("no {cell}"));
        let one = FieldKind::choice::<Category>();
        const EACH: FieldKind = FieldKind::choice::<Category>();
        let read = |kind: &FieldKind, cell: &str| read(kind, cell, &nobody);
        assert_eq!(read(&one, " SEO "), Ok(vec!["seo".into()]));
        let list = FieldKind::List(&EACH);
        assert_eq!(
            read(&list, "Web, seo"),
            Ok(vec!["web".into(), "seo".into()])
        );
        assert_eq!(read(&list, " "), Ok(vec![]));
        assert_eq!(
            read(&FieldKind::Record("users"), "Ann"),
            Err("no Ann".into())
        );
    }

    #[test]
    fn yes_and_no_are_read_as_spreadsheets_write_them() {
        let nobody = |_: &str, cell: &str| Err(format!("no {cell}"));
        let read = |cell: &str| read(&FieldKind::YesNo, cell, &nobody);
        for yes in ["yes", "Yes", "TRUE", "X", " 1 ", "Y", "✓"] {
            assert_eq!(read(yes), Ok(vec!["on".into()]), "{yes}");
        }
        for no in ["no", "No", "FALSE", "0", "n", ""] {
            assert_eq!(read(no), Ok(vec![]), "{no}");
        }
        // The form says what is wrong with it.
        assert_eq!(read("perhaps"), Ok(vec!["perhaps".into()]));
    }

    #[test]
    fn who_shares_a_name_is_meant_by_number() {
        let all = [
            (1, "Ann Lee", ""),
            (2, "ann  lee", ""),
            (3, "SEO", "seo"),
            (4, "Web, and more", "web"),
        ];
        let named = Named::of(all.into_iter());
        assert_eq!(named.name(1), None);
        assert_eq!(named.meant("Ann Lee"), [1, 2]);
        assert_eq!((named.name(3), named.meant("Seo")), (Some("SEO"), vec![3]));
        assert_eq!((named.name(4), named.meant("WEB")), (None, vec![4]));
        assert!(named.meant("Nobody").is_empty());
    }

    #[test]
    fn what_is_typed_is_read_again() {
        for minutes in [0, 1, 59, 60, 61, 90, 480, 6000] {
            let typed = plain(&FieldKind::Minutes, &minutes.into(), Currency::default());
            assert_eq!(time::parse_minutes(&typed.unwrap()), Some(minutes));
        }
        for minor in [0, 1, 99, 100, 123_456] {
            for currency in Currency::ALL {
                let typed = plain(&FieldKind::Money, &minor.into(), currency);
                assert_eq!(Money::parse(&typed.unwrap(), currency), Some(Money(minor)));
            }
        }
    }
}
