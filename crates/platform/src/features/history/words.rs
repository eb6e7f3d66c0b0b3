//! Stored values in words: each by the kind of its field. Nobody reads a number that stands for a moment or a person.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::lists;
use crate::{
    base::{Day, Moment, Money, Result, money, money::Currency, text, time},
    data::{Field, FieldKind, Record, RecordChange, Ref, Schema, Visit, What},
    features::{
        people::{Department, Directory, Role, Team, User},
        settings::CurrentSettings,
    },
};

/// Longer than this nobody reads in a history.
const MOST: usize = 160;

const NOTHING: &str = "nothing";

/// Longer than this a change isn't said inside a sentence.
const SHORT: usize = 100;

/// A field of a record before and after a deed, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordedChange {
    pub label: &'static str,
    pub before: String,
    pub after: String,
    /// As it stands inside a sentence: "status from Doing to In review".
    pub said: String,
    /// Whether that only says that it changed.
    pub long: bool,
}

/// Says values to one person: what they may not see is named by its number alone.
pub struct Words<'v> {
    pub(super) visit: &'v Visit,
    names: Arc<Directory>,
    currency: Currency,
}

impl<'v> Words<'v> {
    pub fn of(visit: &'v Visit) -> Result<Words<'v>> {
        Ok(Words {
            visit,
            names: Directory::of(visit)?,
            currency: CurrentSettings::of(visit)?.0.currency(),
        })
    }

    pub fn person(&self, id: u64) -> &str {
        self.names.name_of(id)
    }

    pub(super) fn schema(&self) -> &Schema {
        self.visit.store().schema()
    }

    /// What a deed changed in a record, field by field; nothing of what was made or taken away.
    pub fn of_change(&self, change: &RecordChange) -> Vec<WordedChange> {
        let described = self.schema().kind(change.of.kind);
        let entity = match described.map(|info| info.entity) {
            Ok(Some(entity)) if change.what == What::Edited => entity,
            _ => return Vec::new(),
        };
        let fields = change.fields.iter().filter_map(|held| {
            let field = entity.stored(&held.name).filter(|field| field.told)?;
            let (was, is) = (held.before(), held.after());
            let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
            let left = held
                .length()
                .unwrap_or_else(|| is.as_array().map_or(0, Vec::len));
            Some(self.both(field, (&was, &is), left))
        });
        fields.collect()
    }

    /// A field before and after, each cut down to what differs; `left` is how many rows a list has after.
    fn both(&self, field: &Field, (before, after): (&Value, &Value), left: usize) -> WordedChange {
        let label = in_a_sentence(field.label);
        let listed = |differ: lists::Difference| {
            let said = differ.said(&label);
            let (was, is) = differ.both();
            (was, is, said)
        };
        let plain = |was: String, is: String| {
            let said = clause(&label, &was, &is);
            (was, is, said)
        };
        let (was, is, said) = match (&field.kind, before, after) {
            (FieldKind::Object(fields), Value::Object(was), Value::Object(is)) => {
                let differ = |field: &&Field| was.get(field.stored) != is.get(field.stored);
                let fields: Vec<&Field> = fields.iter().filter(differ).collect();
                plain(self.parts(&fields, was), self.parts(&fields, is))
            }
            (FieldKind::Rows(fields), ..) => {
                let call = |row: &Value| self.call(fields, row);
                let unlike = |row: &Value, other: &Value| self.unlike(fields, row, other);
                listed(lists::differ(before, after, left, call, unlike))
            }
            (FieldKind::List(each), ..) => {
                let call = |item: &Value| self.say(each, item);
                let same = |_: &Value, _: &Value| String::new();
                listed(lists::differ(before, after, left, call, same))
            }
            (FieldKind::YesNo, ..) => {
                let said = match after.as_bool() {
                    Some(true) => label.clone(),
                    _ => format!("not {label}"),
                };
                let say = |held: &Value| self.say(&FieldKind::YesNo, held);
                (say(before), say(after), said)
            }
            (FieldKind::Day, ..) => {
                // "Today" stands alone in a table.
                let small = |said: &str| match said.contains(' ') {
                    true => said.to_owned(),
                    false => in_a_sentence(said),
                };
                let say = |held: &Value| self.say(&FieldKind::Day, held);
                let (was, is) = (say(before), say(after));
                let said = clause(&label, &small(&was), &small(&is));
                (was, is, said)
            }
            (kind, ..) => plain(self.say(kind, before), self.say(kind, after)),
        };
        let long = said.chars().count() > SHORT;
        WordedChange {
            label: field.label,
            before: was,
            after: is,
            said: match long {
                true => format!("{label} changed"),
                false => said,
            },
            long,
        }
    }

    /// A value in words.
    pub fn say(&self, kind: &FieldKind, held: &Value) -> String {
        let number = held.as_i64();
        let said = match (kind, held) {
            (_, Value::Null) => None,
            (FieldKind::Text | FieldKind::LongText, Value::String(said)) => {
                Some(text::shorten(said, MOST))
            }
            (FieldKind::Money, _) => number.map(|n| Money(n).show(self.currency)),
            (FieldKind::Number, _) => number.map(|n| n.to_string()),
            (FieldKind::Percent, _) => number.map(|n| format!("{n}%")),
            (FieldKind::BasisPoints, _) => number.map(|n| format!("{}%", money::percent(n))),
            (FieldKind::Thousandths, _) => number.map(money::thousandths),
            (FieldKind::Minutes, _) => number.map(time::minutes),
            (FieldKind::Span, _) => number.map(|n| format!("{} s", n / time::SECOND)),
            (FieldKind::Clock, _) => number.map(time::of_day),
            (FieldKind::Day, _) => number
                .and_then(|n| i32::try_from(n).ok())
                .map(|n| Day(n).show(self.visit.today())),
            (FieldKind::Moment, _) => number.map(|n| Moment(n).show(self.visit.at, &self.visit.tz)),
            (FieldKind::YesNo, Value::Bool(yes)) => {
                Some(if *yes { "yes" } else { "no" }.to_owned())
            }
            (FieldKind::Choice(words), Value::String(key)) => {
                let words = words();
                let found = words.iter().find(|(held, _)| held == key);
                Some(found.map_or("Unknown", |(_, label)| *label).to_owned())
            }
            (FieldKind::Record(plural), _) => held.as_u64().and_then(|id| self.named(plural, id)),
            (FieldKind::AnyRecord, _) => {
                let of = serde_json::from_value::<Ref>(held.clone());
                of.ok().map(|of| self.titled(of))
            }
            (FieldKind::File, Value::Object(file)) => file
                .get("size")
                .and_then(Value::as_u64)
                .map(|size| format!("a file of {} kB", size.div_ceil(1024))),
            (FieldKind::List(each), Value::Array(items)) => {
                let each: Vec<String> = items.iter().map(|item| self.say(each, item)).collect();
                Some(text::shorten(&each.join(", "), MOST))
            }
            (FieldKind::Object(fields), Value::Object(map)) => {
                Some(self.parts(&fields.iter().collect::<Vec<_>>(), map))
            }
            (FieldKind::Rows(fields), Value::Array(rows)) => {
                let each: Vec<String> = rows.iter().map(|row| self.call(fields, row)).collect();
                Some(text::shorten(&each.join(", "), MOST))
            }
            (FieldKind::Other(words), _) => Some(words(held)),
            // Stored by a newer Atrium in a form that this one doesn't know.
            _ => None,
        };
        said.filter(|said| !said.is_empty())
            .unwrap_or_else(|| NOTHING.into())
    }

    /// "Budget: Yes, Time: No": the parts of a piece that hold something.
    fn parts(&self, fields: &[&Field], map: &Map<String, Value>) -> String {
        let told = fields.iter().filter(|field| field.told);
        let each = told.filter_map(|field| {
            let said = self.say(&field.kind, map.get(field.stored)?);
            (said != NOTHING).then(|| format!("{}: {said}", field.label))
        });
        text::shorten(&each.collect::<Vec<_>>().join(", "), MOST)
    }

    /// What a row calls itself: its first field.
    fn call(&self, fields: &[Field], row: &Value) -> String {
        let first = fields.first();
        first
            .and_then(|field| Some(self.say(&field.kind, row.get(field.stored)?)))
            .unwrap_or_else(|| NOTHING.into())
    }

    /// In what a row is not like its other state.
    fn unlike(&self, fields: &[Field], row: &Value, other: &Value) -> String {
        let told = fields.iter().skip(1).filter(|field| field.told);
        let differ = told.filter(|field| row.get(field.stored) != other.get(field.stored));
        let each = differ.map(|field| {
            let held = row.get(field.stored).unwrap_or(&Value::Null);
            match (&field.kind, held) {
                (FieldKind::YesNo, Value::Bool(true)) => field.label.to_lowercase(),
                (FieldKind::YesNo, _) => format!("not {}", field.label.to_lowercase()),
                (kind, held) => format!("{}: {}", field.label.to_lowercase(), self.say(kind, held)),
            }
        });
        each.collect::<Vec<_>>().join(", ")
    }

    /// A record by what people call it; a person, department, team or role by name alone.
    fn named(&self, plural: &str, id: u64) -> Option<String> {
        if id == 0 {
            return None;
        }
        self.known(plural, id).or_else(|| {
            let mut kinds = self.schema().kinds();
            let info = kinds.find(|info| info.kind.plural == plural)?;
            Some(self.titled(Ref {
                kind: info.kind.code,
                id,
            }))
        })
    }

    /// A person, department, team or role by name.
    fn known(&self, plural: &str, id: u64) -> Option<String> {
        if plural == User::KIND.plural {
            Some(self.names.name_of(id).to_owned())
        } else if plural == Department::KIND.plural {
            self.names
                .departments
                .get(&id)
                .map(|held| held.name.clone())
        } else if plural == Team::KIND.plural {
            self.names.teams.get(&id).map(|held| held.name.clone())
        } else if plural == Role::KIND.plural {
            self.names.roles.get(&id).map(|held| held.name.clone())
        } else {
            None
        }
    }

    /// What a record is called inside a sentence: its title, and where it may not be seen, or is gone, what it is: "a quote".
    pub fn called(&self, of: Ref) -> String {
        let Ok(info) = self.schema().kind(of.kind) else {
            return "something".into();
        };
        let by_name = [
            User::KIND.plural,
            Department::KIND.plural,
            Team::KIND.plural,
            Role::KIND.plural,
        ];
        let named = match by_name.contains(&info.kind.plural) {
            true => self.known(info.kind.plural, of.id),
            false => None,
        };
        let title = || self.visit.title_of(of).ok().flatten();
        match named.or_else(title).filter(|title| !title.is_empty()) {
            Some(title) => text::shorten(&title, 80),
            None => match info.entity {
                Some(entity) if entity.one == entity.many => entity.one.to_lowercase(),
                Some(entity) => text::one(&entity.one.to_lowercase()),
                None => "something".into(),
            },
        }
    }

    /// Number and title, as far as it may be seen.
    pub fn titled(&self, of: Ref) -> String {
        let number = self.schema().number(of);
        match self.visit.title_of(of) {
            Ok(Some(title)) => format!("{number} {}", text::shorten(&title, 60)),
            _ => number,
        }
    }
}

/// A label as it stands inside a sentence; what is written in capitals stays.
fn in_a_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// "status from Doing to In review", "due set to Today", "due no longer Today".
fn clause(label: &str, before: &str, after: &str) -> String {
    let empty = |said: &str| said.is_empty() || said == NOTHING;
    match (empty(before), empty(after)) {
        (true, true) => format!("{label} changed"),
        (true, false) => format!("{label} set to {after}"),
        (false, true) => format!("{label} no longer {before}"),
        (false, false) => format!("{label} from {before} to {after}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_stands_inside_a_sentence() {
        let said = |before, after| clause("status", before, after);
        assert_eq!(said("Doing", "In review"), "status from Doing to In review");
        assert_eq!(said(NOTHING, "Doing"), "status set to Doing");
        assert_eq!(said("Doing", ""), "status no longer Doing");
        assert_eq!(said("", NOTHING), "status changed");
    }

    #[test]
    fn a_label_begins_small_unless_it_is_written_in_capitals() {
        assert_eq!(in_a_sentence("Due date"), "due date");
        assert_eq!(in_a_sentence("SLA"), "SLA");
        assert_eq!(in_a_sentence("E-mail"), "e-mail");
        assert_eq!(in_a_sentence(""), "");
    }
}
