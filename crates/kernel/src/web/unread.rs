//! What a program sent that nobody reads. A slip in a field's name, or a field that can't be changed here, would be taken
//! for done when the answer is 200, so it is refused beside its name.
//!
//! A record may be sent back as it was read, with one value changed: what is only told is accepted as long as it says what
//! the record says anyway. Forms of the browser's pages aren't held to it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    base::{Error, Problems, Result},
    web::{Filled, Form, Reader, Request},
};

/// So many are named; whoever sends more knows by then that something is wrong.
const MOST: usize = 20;
/// A longer name is no slip.
const LONGEST: usize = 60;

impl Request {
    /// Reads a form as a program sent it: what the form doesn't read is refused beside its name.
    pub fn whole_form<F: Form>(&self) -> Result<F> {
        let mut reader = self.reader(self.fields.clone());
        let form = self.read::<F>(&mut reader);
        self.refuse_unread(&mut reader, || Ok(Value::Null))?;
        Filled::new(form, reader).into_form()
    }

    /// The same over what a record holds: a field that is not sent keeps its value, so that rules over several see all of
    /// them; rows are sent all or not at all. The version is what the client says it has seen. `told` is the record as
    /// GET gives it: what that says may be sent back unchanged.
    pub fn form_over<F: Form>(
        &self,
        current: &Filled<F>,
        told: impl Fn() -> Result<Value>,
    ) -> Result<F> {
        let sent = |name: &str| {
            let of_row = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
            let list = name
                .match_indices('.')
                .find(|(at, _)| of_row(&name[at + 1..]));
            let whole = list.map_or(name, |(at, _)| &name[..at]);
            let below = format!("{whole}.");
            self.fields
                .iter()
                .any(|(held, _)| held == whole || held.starts_with(&below))
        };
        let kept = current
            .pairs()
            .iter()
            .filter(|(name, _)| name != "version" && !sent(name));
        let mut fields: Vec<(String, String)> = self.fields.iter().chain(kept).cloned().collect();
        if let Some(version) = self.if_match
            && self.field("version").is_none()
        {
            fields.push(("version".into(), version.to_string()));
        }
        let mut reader = self.reader(fields);
        let form = self.read::<F>(&mut reader);
        self.refuse_unread(&mut reader, told)?;
        Filled::new(form, reader).into_form()
    }

    /// What nobody read goes beside the form's other problems. Of a record that moved on since it was read, that is said
    /// and not that what changed meanwhile can't be changed.
    fn refuse_unread(&self, reader: &mut Reader, told: impl Fn() -> Result<Value>) -> Result<()> {
        let read = reader.asked_for();
        let Some(json) = &self.json else {
            let unread = of_fields(&self.fields, read);
            let twice = sent_twice(&self.fields, read, reader.lists());
            reader.add_problems(&unread);
            reader.add_problems(&twice);
            return Ok(());
        };
        let mut unread = of_json(json, read, None);
        if !unread.is_empty() {
            let told = told()?;
            unread = of_json(json, read, Some(&told));
            let is = told.get("version").and_then(Value::as_u64);
            let said = json.get("version").and_then(Value::as_u64);
            let said = self.if_match.or(said);
            if !unread.is_empty() && is.is_some() && said.is_some() && said != is {
                return Err(Error::Stale);
            }
        }
        reader.add_problems(&unread);
        Ok(())
    }
}

/// Finds what of `sent` is not among the names that were `read` (`lines`, `lines.0.title`), and is not what `held` says,
/// which is the record as it is told.
fn of_json(sent: &Map<String, Value>, read: &BTreeSet<String>, held: Option<&Value>) -> Problems {
    let mut search = Search {
        read,
        problems: Problems::default(),
    };
    let held: Vec<&Map<String, Value>> = held.and_then(Value::as_object).into_iter().collect();
    search.object(sent, &held, "");
    search.problems
}

/// The same of a form's fields. What begins with `_` is about the sending, not the record.
fn of_fields(sent: &[(String, String)], read: &BTreeSet<String>) -> Problems {
    let mut search = Search {
        read,
        problems: Problems::default(),
    };
    for (name, _) in sent {
        if !name.starts_with('_') && !read.contains(name) {
            let (above, key) = name.rsplit_once('.').unwrap_or(("", name));
            let above = match above {
                "" => String::new(),
                above => format!("{above}."),
            };
            search.unknown(name, key, &above);
        }
    }
    search.problems
}

/// What has one value and was sent with several: which of them is meant nobody knows.
fn sent_twice(
    sent: &[(String, String)],
    read: &BTreeSet<String>,
    lists: &BTreeSet<String>,
) -> Problems {
    let (mut met, mut problems) = (BTreeSet::new(), Problems::default());
    for (name, _) in sent {
        let one = read.contains(name) && !lists.contains(name);
        if !met.insert(name) && one && problems.of(name).is_none() {
            problems.add(name, "This was sent twice. Send it once.");
        }
    }
    problems
}

struct Search<'r> {
    read: &'r BTreeSet<String>,
    problems: Problems,
}

impl Search<'_> {
    /// `held` are the objects that this one may be a copy of: a row may have come to another place.
    fn object(&mut self, sent: &Map<String, Value>, held: &[&Map<String, Value>], above: &str) {
        for (key, value) in sent {
            if self.problems.iter().count() >= MOST {
                return;
            }
            let name = format!("{above}{key}");
            let told: Vec<&Value> = held.iter().filter_map(|held| held.get(key)).collect();
            if self.is_read_below(&name) {
                self.within(value, &told, &name);
            } else if self.read.contains(&name) {
                self.plain(value, &name);
            } else if told.is_empty() {
                self.unknown(&name, key, above);
            } else if !told.contains(&value) {
                self.add(
                    &name,
                    format!("`{key}` can't be changed here. Leave it out, or send it as it is."),
                );
            }
        }
    }

    /// Rows and objects of which fields were read.
    fn within(&mut self, value: &Value, told: &[&Value], name: &str) {
        match value {
            Value::Object(sent) => {
                let held: Vec<&Map<String, Value>> =
                    told.iter().filter_map(|told| told.as_object()).collect();
                self.object(sent, &held, &format!("{name}."));
            }
            Value::Array(rows) => {
                let told = told.iter().filter_map(|told| told.as_array()).flatten();
                let held: Vec<&Map<String, Value>> = told.filter_map(Value::as_object).collect();
                for (n, row) in rows.iter().enumerate() {
                    if let Value::Object(sent) = row {
                        self.object(sent, &held, &format!("{name}.{n}."));
                    }
                }
            }
            _ => {}
        }
    }

    /// What was read as a value, or as a list of values, has nothing else in it.
    fn plain(&mut self, value: &Value, name: &str) {
        let nested = |item: &Value| item.is_object() || item.is_array();
        if value
            .as_array()
            .is_some_and(|items| items.iter().any(nested))
        {
            self.add(name, "Each should be a text or a number.".into());
        }
    }

    fn is_read_below(&self, name: &str) -> bool {
        let below = format!("{name}.");
        let next = self.read.range(below.clone()..).next();
        next.is_some_and(|next| next.starts_with(&below))
    }

    fn unknown(&mut self, name: &str, key: &str, above: &str) {
        let message = match self.meant(key, above) {
            Some(meant) => format!("There is no field `{key}`. Did you mean `{meant}`?"),
            None => format!("There is no field `{key}`."),
        };
        self.add(name, message);
    }

    /// The field beside it whose name is nearest.
    fn meant(&self, key: &str, above: &str) -> Option<&str> {
        if key.len() > LONGEST {
            return None;
        }
        let beside = self.read.iter().filter_map(|name| {
            let rest = name.strip_prefix(above)?;
            rest.split('.').next()
        });
        let far = |name: &str| strsim::osa_distance(key, name);
        let slips = 1 + key.chars().count() / 5;
        beside
            .map(|name| (far(name), name))
            .filter(|(far, _)| *far <= slips)
            .min()
            .map(|(_, name)| name)
    }

    fn add(&mut self, name: &str, message: String) {
        if self.problems.iter().count() < MOST && self.problems.of(name).is_none() {
            self.problems.add(name, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::web::form::Need;

    fn found(sent: Value, held: Option<Value>) -> Vec<(String, String)> {
        let read = [
            "name",
            "tags",
            "lines",
            "lines.0.title",
            "lines.0.quantity",
            "lines.1.title",
            "lines.1.quantity",
        ];
        let read: BTreeSet<String> = read.into_iter().map(str::to_owned).collect();
        let sent = sent.as_object().unwrap();
        let problems = of_json(sent, &read, held.as_ref());
        let each = problems
            .iter()
            .map(|(f, why)| (f.to_owned(), why.to_owned()));
        each.collect()
    }

    #[test]
    fn a_slip_is_told_with_what_was_meant() {
        let sent = json!({"nmae": "A", "colour": 1, "lines": [{"title": "x", "quantiy": 2}]});
        let said = |field: &str, why: &str| (field.to_owned(), why.to_owned());
        let mut found = found(sent, None);
        found.sort();
        assert_eq!(
            found,
            [
                said("colour", "There is no field `colour`."),
                said(
                    "lines.0.quantiy",
                    "There is no field `quantiy`. Did you mean `quantity`?"
                ),
                said("nmae", "There is no field `nmae`. Did you mean `name`?"),
            ]
        );
    }

    #[test]
    fn what_is_only_told_is_accepted_as_it_is() {
        let held = json!({"name": "A", "total": 5, "past": [{"a": 1}],
            "lines": [{"title": "x", "net": 3}, {"title": "y", "net": 4}]});
        let same = json!({"name": "B", "total": 5, "past": [{"a": 1}],
            "lines": [{"title": "y", "net": 4}, {"title": "x", "net": 3}]});
        assert_eq!(found(same, Some(held.clone())), []);
        for (sent, field) in [
            (json!({"total": 6}), "total"),
            (json!({"total": null}), "total"),
            (json!({"past": []}), "past"),
            (json!({"lines": [{"title": "x", "net": 5}]}), "lines.0.net"),
            (json!({"tags": [{"a": 1}]}), "tags"),
        ] {
            let found = found(sent, Some(held.clone()));
            assert_eq!(found.len(), 1, "{field}: {found:?}");
            assert_eq!(found[0].0, field);
        }
    }

    #[test]
    fn a_form_is_held_to_its_names_too() {
        let read: BTreeSet<String> = ["name".to_owned()].into();
        let sent = [("name", "A"), ("_key", "k"), ("nam", "B")];
        let sent = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let problems = of_fields(&sent, &read);
        assert!(problems.of("nam").is_some_and(|why| why.contains("`name`")));
        assert_eq!(problems.iter().count(), 1);
    }

    #[test]
    fn what_has_one_value_is_sent_once() {
        let mut reader = Reader::default();
        reader.text("name", "Name", Need::Optional, 10);
        reader.all("tags", "Tags");
        let sent = [
            ("name", "A"),
            ("tags", "x"),
            ("tags", "y"),
            ("name", "B"),
            ("_key", "k"),
            ("_key", "k"),
        ];
        let sent = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let problems = sent_twice(&sent, reader.asked_for(), reader.lists());
        let fields: Vec<&str> = problems.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name"]);
    }
}
