//! What is done to several: the values that fields are set to, or a deed with its reason; and how it is stored for
//! portions that are still to come.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    bulk_change::Kept,
    declared::{Several, deed_of, fields},
};
use crate::{
    access::Action,
    base::{Error, Id, Problems, Result},
    data::{EntityInfo, Field, FieldKind, Record, Visit},
    features::{
        history::Words,
        people::{Directory, User},
        records::Typed,
    },
    web::form::Reader,
};

/// The values that fields are set to, as they are stored.
#[derive(Debug, Clone, Default)]
pub struct Set(pub(super) Vec<(&'static Field, Value)>);

impl Set {
    pub fn of(&self, key: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(field, _)| field.key == key);
        found.map(|(_, value)| value)
    }

    /// The record that is set in a field.
    pub fn id<R: Record>(&self, key: &str) -> Option<Id<R>> {
        self.of(key).and_then(Value::as_u64).map(Id::new)
    }

    /// The record with the values in it.
    pub(super) fn put<R: Record>(&self, record: &R) -> Result<R> {
        let mut stored = serde_json::to_value(record).map_err(Error::internal)?;
        for (field, value) in &self.0 {
            stored[field.stored] = value.clone();
        }
        let mut with: R = serde_json::from_value(stored).map_err(Error::internal)?;
        with.set_id(record.id());
        with.set_version(record.version());
        Ok(with)
    }
}

/// What is done to each.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub set: Set,
    pub deed: Option<&'static str>,
    pub reason: String,
    /// The versions in which they were looked at, by raw id.
    pub seen: BTreeMap<u64, u64>,
}

impl Wanted {
    /// What holds before any record is looked at.
    ///
    /// # Errors
    /// Beside the field.
    pub fn check<R: Several>(&self, visit: &Visit) -> Result<()> {
        self.obeys_the_form::<R>(visit)?;
        R::check(visit, &self.set)?;
        for (field, value) in &self.set.0 {
            works_here(visit, field, value)?;
        }
        match self.needs_reason::<R>() {
            true => Err(Error::field("reason", "Say why.")),
            false => Ok(()),
        }
    }

    /// Holds each value against the record's own form; what that says of other fields is none of it.
    fn obeys_the_form<R: Several>(&self, visit: &Visit) -> Result<()> {
        let typed = Typed::of(visit)?;
        let mut pairs = Vec::new();
        for (field, value) in &self.set.0 {
            if let Some(name) = field.form() {
                let texts = typed.texts(&field.kind, value).into_iter();
                pairs.extend(texts.map(|text| (name.to_owned(), text)));
            }
        }
        let mut reader = Reader::over(pairs).in_currency(typed.currency);
        R::rules(&mut reader);
        let mut problems = Problems::default();
        for (field, _) in &self.set.0 {
            if let Some(why) = field.form().and_then(|name| reader.problems.of(name)) {
                problems.add(field.key, why);
            }
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Error::Invalid(problems)),
        }
    }

    /// Whether it isn't done before somebody said why.
    pub fn needs_reason<R: Several>(&self) -> bool {
        let deed = self.deed.and_then(deed_of::<R>);
        deed.is_some_and(|deed| deed.why) && self.reason.is_empty()
    }

    /// The actions that each of them takes, the one that the deed is first.
    pub fn actions<R: Several>(&self) -> Vec<Action> {
        if let Some(deed) = self.deed.and_then(deed_of::<R>) {
            return vec![deed.action];
        }
        let mut actions: Vec<Action> = Vec::new();
        for (field, _) in &self.set.0 {
            let action = R::deed(field);
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        actions
    }

    /// The values as a record keeps them.
    pub fn kept(&self) -> Vec<Kept> {
        let kept = |(field, value): &(&'static Field, Value)| Kept {
            field: field.key.to_owned(),
            value: value.to_string(),
        };
        self.set.0.iter().map(kept).collect()
    }

    /// What was kept, once more.
    ///
    /// # Errors
    /// When this program knows a field or a deed of it no more.
    pub fn again<R: Several>(set: &[Kept], deed: &str, reason: &str) -> Result<Wanted> {
        let gone = |name: &str| {
            let one = R::INFO.one.to_lowercase();
            Error::conflict(format!("{name} is nothing that a {one} is changed by."))
        };
        let mut values = Vec::new();
        for kept in set {
            let field = fields::<R>().find(|field| field.key == kept.field);
            let field = field.ok_or_else(|| gone(&kept.field))?;
            let value = serde_json::from_str(&kept.value).map_err(Error::internal)?;
            values.push((field, value));
        }
        let deed = match deed {
            "" => None,
            key => Some(deed_of::<R>(key).ok_or_else(|| gone(key))?.key),
        };
        Ok(Wanted {
            set: Set(values),
            deed,
            reason: reason.to_owned(),
            seen: BTreeMap::new(),
        })
    }
}

/// Work goes to somebody who works here.
fn works_here(visit: &Visit, field: &Field, value: &Value) -> Result<()> {
    let person = matches!(field.kind, FieldKind::Record(plural) if plural == User::KIND.plural);
    let names = Directory::of(visit)?;
    let here = names
        .staff()
        .iter()
        .any(|user| value.as_u64() == Some(user.id.raw()));
    match person && !here {
        true => Err(Error::field(field.key, "Choose somebody who works here.")),
        false => Ok(()),
    }
}

/// What a kept value is called in words, and its field.
pub(super) fn said(
    info: &EntityInfo,
    words: &Words<'_>,
    kept: &Kept,
) -> Option<(&'static str, String)> {
    let field = info.fields.iter().find(|field| field.key == kept.field)?;
    let value: Value = serde_json::from_str(&kept.value).ok()?;
    Some((field.label, words.say(&field.kind, &value)))
}

/// What is wanted, in words: "Owner: Amira Haddad", or the deed and why.
pub(super) fn in_words<R: Several>(
    words: &Words<'_>,
    wanted: &Wanted,
) -> Vec<(&'static str, String)> {
    if let Some(deed) = wanted.deed.and_then(deed_of::<R>) {
        return vec![(deed.label, wanted.reason.clone())];
    }
    let said =
        |(field, value): &(&'static Field, Value)| (field.label, words.say(&field.kind, value));
    wanted.set.0.iter().map(said).collect()
}

/// The entity that a plural names.
pub(super) fn info_of(visit: &Visit, plural: &str) -> Option<&'static EntityInfo> {
    let mut kinds = visit.store().schema().kinds();
    kinds.find(|info| info.kind.plural == plural)?.entity
}
