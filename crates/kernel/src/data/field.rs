//! What a record's fields are, said once beside the record and read by everything that shows, writes or sends one:
//! history in words, JSON and its schema, CSV. A field names what the record stores (serde's name of it), so that a
//! stored value, of a record or of the journal, is told without the record's type; generics stay thin.
//!
//! Who may read a field is said with the field (`Readers`), and holds wherever it is read. A field is written by the form
//! of its record, under the name that it says (`Field::form`): the form holds the rules, and a page, JSON, a row of a sheet
//! and several at once are typed into the same form.

use std::fmt;

use serde_json::{Map, Value, json};

use super::{Ref, Schema};
use crate::{
    access::Action,
    base::{Choice, Day, Moment, Unit, text},
};

/// A key as it is stored, and what people call it.
pub type Word = (&'static str, &'static str);

/// What a field holds. Units are those in which it is stored, and which JSON carries.
#[derive(Clone, Copy)]
pub enum FieldKind {
    /// One line.
    Text,
    LongText,
    /// Minor units of the settings' currency.
    Money,
    Number,
    /// Whole percent.
    Percent,
    /// Hundredths of a percent: 8.25 % is 825.
    BasisPoints,
    /// 1.5 is 1500.
    Thousandths,
    Minutes,
    /// Milliseconds.
    Span,
    /// Minutes of the day.
    Clock,
    /// Days since 1970; JSON carries `2026-06-09`.
    Day,
    /// Milliseconds since 1970, UTC; JSON carries RFC 3339.
    Moment,
    YesNo,
    /// One of a closed list.
    Choice(fn() -> Vec<Word>),
    /// A record of the kind of that plural, by its raw number; JSON carries `LD-1042`. No record is 0 or nothing.
    Record(&'static str),
    /// A record of any kind.
    AnyRecord,
    /// A file of the vault: people read how large it is.
    File,
    List(&'static FieldKind),
    Object(&'static [Field]),
    /// A list of objects. The first field that is told calls a row.
    Rows(&'static [Field]),
    /// Of a shape of its own, with its words.
    Other(fn(&Value) -> String),
}

impl FieldKind {
    pub const fn choice<C: Choice>() -> FieldKind {
        FieldKind::Choice(words_of::<C>)
    }

    /// Whether fields of this kind can hold an amount, themselves or within.
    pub fn holds_money(&self) -> bool {
        match self {
            FieldKind::Money => true,
            FieldKind::List(each) => each.holds_money(),
            FieldKind::Object(fields) | FieldKind::Rows(fields) => {
                fields.iter().any(|field| field.kind.holds_money())
            }
            _ => false,
        }
    }

    /// Whether there is an amount in what is stored.
    pub fn amounts(&self, held: &Value) -> bool {
        let within = |fields: &[Field], map: &Map<String, Value>| {
            let mut fields = fields.iter();
            fields.any(|field| {
                map.get(field.stored)
                    .is_some_and(|held| field.kind.amounts(held))
            })
        };
        match (self, held) {
            (FieldKind::Money, _) => held.as_i64().is_some_and(|minor| minor != 0),
            (FieldKind::List(each), Value::Array(items)) => {
                items.iter().any(|item| each.amounts(item))
            }
            (FieldKind::Object(fields), Value::Object(map)) => within(fields, map),
            (FieldKind::Rows(fields), Value::Array(rows)) => {
                let mut rows = rows.iter().filter_map(Value::as_object);
                rows.any(|row| within(fields, row))
            }
            _ => false,
        }
    }

    /// In what its numbers count, stored and sent.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            FieldKind::Money => Some(Unit::MinorUnits),
            FieldKind::Percent => Some(Unit::Percent),
            FieldKind::BasisPoints => Some(Unit::BasisPoints),
            FieldKind::Thousandths => Some(Unit::Thousandths),
            FieldKind::Minutes => Some(Unit::Minutes),
            FieldKind::Span => Some(Unit::Milliseconds),
            FieldKind::Clock => Some(Unit::MinutesOfDay),
            _ => None,
        }
    }
}

fn words_of<C: Choice>() -> Vec<Word> {
    C::ALL.iter().map(|c| (c.key(), c.label())).collect()
}

/// Who reads a field of a record that they see.
#[derive(Clone, Copy, PartialEq)]
pub enum Readers {
    Everyone,
    /// Whoever may do any of these to the record.
    Holding(&'static [Action]),
    Nobody,
}

/// One field.
#[derive(Clone, Copy)]
pub struct Field {
    /// As programs know it.
    pub key: &'static str,
    /// As the record stores it; empty for what is worked out when it is read.
    pub stored: &'static str,
    pub label: &'static str,
    pub kind: FieldKind,
    /// What isn't said by the label.
    pub about: &'static str,
    pub readers: Readers,
    /// Whether histories tell that it changed; what only says when or in which order adds nothing to an entry.
    pub told: bool,
    /// Whether JSON carries it.
    pub sent: bool,
    /// Whether the record is found by its words.
    pub sought: bool,
    /// Whether JSON that staff read carries it, and that of clients.
    pub for_staff: bool,
    pub for_clients: bool,
    /// Whether a form changes it, under the same name if not under another.
    pub editable: bool,
    pub form_name: Option<&'static str>,
    /// Only the form that makes one reads it; from then on it stays, or deeds of its own change it.
    pub at_first: bool,
    /// Whether it can be set for several records at once.
    pub for_several: bool,
    /// Whether the sheet of all records has a column of it.
    pub in_sheets: bool,
    /// What sheets from elsewhere call it, in lower-case letters and digits alone, the surest name first.
    pub also: &'static [&'static str],
    /// What sheets from elsewhere call the parts it is put together of, in their order.
    pub parts: &'static [&'static [&'static str]],
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key)
    }
}

impl Field {
    pub const fn new(key: &'static str, label: &'static str, kind: FieldKind) -> Field {
        Field {
            key,
            stored: key,
            label,
            kind,
            about: "",
            readers: Readers::Everyone,
            told: true,
            sent: true,
            sought: true,
            for_staff: true,
            for_clients: false,
            editable: false,
            form_name: None,
            at_first: false,
            for_several: false,
            in_sheets: false,
            also: &[],
            parts: &[],
        }
    }

    pub const fn text(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::Text)
    }

    pub const fn long(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::LongText)
    }

    pub const fn yes_no(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::YesNo)
    }

    pub const fn number(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::Number)
    }

    pub const fn money(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::Money)
    }

    pub const fn minutes(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::Minutes)
    }

    pub const fn day(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::Day)
    }

    pub const fn moment(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::Moment)
    }

    pub const fn choice<C: Choice>(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::choice::<C>())
    }

    pub const fn record(key: &'static str, label: &'static str, plural: &'static str) -> Field {
        Field::new(key, label, FieldKind::Record(plural))
    }

    pub const fn person(key: &'static str, label: &'static str) -> Field {
        Field::record(key, label, "users")
    }

    pub const fn people(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, FieldKind::List(&FieldKind::Record("users")))
    }

    pub const fn department(key: &'static str, label: &'static str) -> Field {
        Field::record(key, label, "departments")
    }

    pub const fn departments(key: &'static str, label: &'static str) -> Field {
        const EACH: FieldKind = FieldKind::Record("departments");
        Field::new(key, label, FieldKind::List(&EACH))
    }

    /// Stored under another name than programs know.
    pub const fn stored(mut self, name: &'static str) -> Field {
        self.stored = name;
        self
    }

    /// Stored nowhere: the entity works it out (`Entity::work_out`).
    pub const fn worked_out(mut self) -> Field {
        self.stored = "";
        self.told = false;
        self
    }

    pub const fn about(mut self, more: &'static str) -> Field {
        self.about = more;
        self
    }

    /// Read only by whoever may do any of these to the record.
    pub const fn only_for(mut self, actions: &'static [Action]) -> Field {
        self.readers = Readers::Holding(actions);
        self
    }

    /// Read by nobody.
    pub const fn kept(mut self) -> Field {
        self.readers = Readers::Nobody;
        self.sent = false;
        self.told = false;
        self
    }

    /// Not worth a line in a history.
    pub const fn untold(mut self) -> Field {
        self.told = false;
        self
    }

    /// Not in JSON.
    pub const fn unsent(mut self) -> Field {
        self.sent = false;
        self
    }

    /// In words that programs use among one another: whoever types one of them means something else.
    pub const fn unsought(mut self) -> Field {
        self.sought = false;
        self
    }

    /// For Atrium's own book-keeping.
    pub const fn internal(self) -> Field {
        self.untold().unsent()
    }

    pub const fn for_clients(mut self) -> Field {
        self.for_clients = true;
        self
    }

    /// Only clients are told so.
    pub const fn clients_only(mut self) -> Field {
        self.for_staff = false;
        self.for_clients = true;
        self
    }

    /// Whether JSON of that side carries it.
    pub fn is_sent(&self, to_client: bool) -> bool {
        self.sent
            && if to_client {
                self.for_clients
            } else {
                self.for_staff
            }
    }

    /// The name under which a form reads it.
    pub fn form(&self) -> Option<&'static str> {
        self.editable.then(|| self.form_name.unwrap_or(self.key))
    }

    pub const fn editable_as(mut self, name: &'static str) -> Field {
        self.form_name = Some(name);
        self.editable()
    }

    /// A form changes it, under the same name.
    pub const fn editable(mut self) -> Field {
        self.editable = true;
        self
    }

    /// Said when one is made, under the same name, and not by its form afterwards.
    pub const fn at_first(mut self) -> Field {
        self.editable = true;
        self.at_first = true;
        self
    }

    pub const fn for_several(mut self) -> Field {
        self.for_several = true;
        self
    }

    pub const fn in_sheets(mut self) -> Field {
        self.in_sheets = true;
        self
    }

    pub const fn also_called(mut self, names: &'static [&'static str]) -> Field {
        self.also = names;
        self
    }

    pub const fn in_parts(mut self, parts: &'static [&'static [&'static str]]) -> Field {
        self.parts = parts;
        self
    }

    /// A person's name, which a sheet may have in parts.
    pub const fn in_name_parts(self) -> Field {
        self.in_parts(&[
            &["firstname", "givenname", "forename", "first"],
            &["middlename", "middleinitial"],
            &["lastname", "surname", "familyname", "last"],
        ])
    }

    /// How surely a column of a sheet under this head is about it: 0 by its own name; None when it isn't.
    pub fn rank(&self, head: &str) -> Option<usize> {
        let head = text::fold(head);
        if head == text::fold(self.label) || head == text::fold(self.key) {
            return Some(0);
        }
        let also = self.also.iter().position(|name| *name == head);
        also.map(|at| at + 1)
    }

    /// Which of its parts a column of a sheet under this head is.
    pub fn part(&self, head: &str) -> Option<usize> {
        let head = text::fold(head);
        let is = |names: &&[&str]| names.contains(&head.as_str());
        self.parts.iter().position(is)
    }
}

/// Writes stored values as JSON carries them, for one side or the other.
#[derive(Clone, Copy)]
pub struct Wire<'s> {
    pub schema: &'s Schema,
    pub to_client: bool,
}

impl Wire<'_> {
    pub fn value(self, kind: &FieldKind, held: Value) -> Value {
        match (kind, held) {
            (_, Value::Null) => Value::Null,
            (FieldKind::Day, held) => held
                .as_i64()
                .and_then(|n| i32::try_from(n).ok())
                .map_or(Value::Null, |n| Day(n).iso().into()),
            (FieldKind::Moment, held) => held
                .as_i64()
                .map_or(Value::Null, |n| Moment(n).rfc3339().into()),
            (FieldKind::Record(plural), held) => match held.as_u64() {
                Some(id) if id > 0 => self.schema.numbered(plural, id).into(),
                _ => Value::Null,
            },
            (FieldKind::AnyRecord, held) => match serde_json::from_value::<Ref>(held) {
                Ok(of) => self.schema.number(of).into(),
                Err(_) => Value::Null,
            },
            (FieldKind::File, Value::Object(file)) => json!({ "size": file.get("size") }),
            (FieldKind::List(each), Value::Array(items)) => {
                let items = items.into_iter();
                items.map(|item| self.value(each, item)).collect()
            }
            (FieldKind::Object(fields), Value::Object(map)) => {
                Value::Object(self.object(fields, map))
            }
            (FieldKind::Rows(fields), Value::Array(rows)) => {
                let row = |row| match row {
                    Value::Object(row) => Some(Value::Object(self.object(fields, row))),
                    _ => None,
                };
                rows.into_iter().filter_map(row).collect()
            }
            (FieldKind::Other(words), held) => words(&held).into(),
            (_, held) => held,
        }
    }

    /// A record, or a row of one, by its fields; what is worked out is nothing yet.
    pub fn row(self, fields: &[Field], held: Value) -> Map<String, Value> {
        match held {
            Value::Object(map) => self.object(fields, map),
            _ => Map::new(),
        }
    }

    /// The fields of a piece of a record.
    fn object(self, fields: &[Field], mut map: Map<String, Value>) -> Map<String, Value> {
        let sent = fields.iter().filter(|field| field.is_sent(self.to_client));
        sent.map(|field| {
            let held = map.get_mut(field.stored).map(Value::take);
            let held = held.unwrap_or_default();
            (field.key.to_owned(), self.value(&field.kind, held))
        })
        .collect()
    }
}
