//! A record as JSON carries it. Its fields are taken as serde gives them, one by one, and only those that are read: there
//! is no tree of the whole record in between, and no copy of the names.

use serde::{
    Serialize, Serializer,
    ser::{Impossible, SerializeMap, SerializeStruct},
};
use serde_json::{Error, Value};

use super::{Field, Wire};

/// Fields by the names under which programs know them, in the order of these.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Json(Vec<(&'static str, Value)>);

impl Json {
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(held, _)| (*held).cmp(key))
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.place(key).ok().map(|at| &self.0[at].1)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.place(key).ok().map(|at| &mut self.0[at].1)
    }

    /// Adds a field, or says something else in it.
    pub fn insert(&mut self, key: &'static str, value: impl Into<Value>) {
        let value = value.into();
        match self.place(key) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (key, value)),
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// Takes what JSON carries of a record that is serialized into it.
pub(super) struct Taker<'s> {
    wire: Wire<'s>,
    /// Fields that were not met so far.
    wanted: Vec<&'static Field>,
    out: Json,
    /// Of the entry of a map whose value comes next.
    key: String,
}

impl<'s> Taker<'s> {
    /// `reads` says which of the fields that this side is sent are told; the others are null.
    pub fn new(wire: Wire<'s>, fields: &'static [Field], reads: &dyn Fn(&Field) -> bool) -> Self {
        let mut out = Json(Vec::with_capacity(fields.len() + 2));
        let mut wanted = Vec::with_capacity(fields.len());
        for field in fields.iter().filter(|field| field.is_sent(wire.to_client)) {
            match !field.stored.is_empty() && reads(field) {
                true => wanted.push(field),
                false => out.insert(field.key, Value::Null),
            }
        }
        Taker {
            wire,
            wanted,
            out,
            key: String::new(),
        }
    }

    /// What was taken; a field that the record doesn't store is null.
    pub fn taken(mut self) -> Json {
        for field in self.wanted {
            self.out.insert(field.key, Value::Null);
        }
        self.out
    }

    /// The field that is stored under a name. Records store them nearly in the order in which they say them.
    fn wants(&mut self, stored: &str) -> Option<&'static Field> {
        let at = self.wanted.iter().position(|f| f.stored == stored)?;
        Some(self.wanted.remove(at))
    }

    fn entry<T: ?Sized + Serialize>(&mut self, stored: &str, value: &T) -> Result<(), Error> {
        if let Some(field) = self.wants(stored) {
            self.take(field, serde_json::to_value(value)?);
        }
        Ok(())
    }

    fn take(&mut self, field: &Field, held: Value) {
        self.out
            .insert(field.key, self.wire.value(&field.kind, held));
    }
}

impl SerializeStruct for &mut Taker<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: ?Sized + Serialize>(
        &mut self,
        stored: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.entry(stored, value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

/// A record that holds some of its fields in a part of it, flat (`serde(flatten)`), comes as a map.
impl SerializeMap for &mut Taker<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Error> {
        match serde_json::to_value(key)? {
            Value::String(key) => self.key = key,
            _ => return Err(no_struct()),
        }
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        self.entry(&key, value)
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

type Never = Impossible<(), Error>;

fn no_struct() -> Error {
    serde::ser::Error::custom("a record is a struct with named fields")
}

macro_rules! no_struct {
    ($($method:ident($($given:ty),*) -> $answer:ty;)*) => {
        $(fn $method(self $(, _: $given)*) -> Result<$answer, Error> {
            Err(no_struct())
        })*
    };
}

impl Serializer for &mut Taker<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Never;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Error> {
        Ok(self)
    }

    no_struct! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> Never;
        serialize_tuple(usize) -> Never;
        serialize_tuple_struct(&'static str, usize) -> Never;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never;
    }

    fn serialize_some<T: ?Sized + Serialize>(self, _: &T) -> Result<(), Error> {
        Err(no_struct())
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(no_struct())
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(no_struct())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::data::{FieldKind, Schema};

    #[derive(Serialize)]
    struct Line {
        net: i64,
        inside: u8,
    }

    #[derive(Serialize)]
    struct Paper {
        title: &'static str,
        day: i32,
        owner: u64,
        secret: u64,
        hidden: u64,
        lines: Vec<Line>,
    }

    #[derive(Serialize)]
    struct Bound {
        #[serde(flatten)]
        paper: Paper,
    }

    const LINE: &[Field] = &[
        Field::money("net_minor", "Net").stored("net"),
        Field::number("sum", "Sum").worked_out(),
    ];
    const PAPER: &[Field] = &[
        Field::number("secret", "Secret"),
        Field::number("hidden", "Hidden").unsent(),
        Field::day("on", "On").stored("day"),
        Field::person("owner", "Owner"),
        Field::new("lines", "Lines", FieldKind::Rows(LINE)),
        Field::text("title", "Title"),
        Field::text("gone", "Gone"),
        Field::yes_no("late", "Late").worked_out(),
    ];

    #[test]
    fn a_record_is_told_field_by_field() {
        let schema = Schema::new(Vec::new(), Vec::new(), Vec::new());
        let wire = Wire {
            schema: &schema,
            to_client: false,
        };
        let paper = Paper {
            title: "A",
            day: 0,
            owner: 7,
            secret: 1,
            hidden: 2,
            lines: vec![Line { net: 5, inside: 1 }],
        };
        let mut taker = Taker::new(wire, PAPER, &|field| field.key != "secret");
        paper.serialize(&mut taker).unwrap();
        let mut told = taker.taken();
        // The same where a part of it is held flat.
        let mut taker = Taker::new(wire, PAPER, &|field| field.key != "secret");
        Bound { paper }.serialize(&mut taker).unwrap();
        assert_eq!(
            serde_json::to_string(&taker.taken()).unwrap(),
            serde_json::to_string(&told).unwrap()
        );
        told.insert("late", true);
        told.insert("id", "P-1");
        let wanted = json!({
            "id": "P-1", "secret": null, "on": "1970-01-01", "owner": "?-7", "title": "A", "gone": null, "late": true,
            "lines": [{ "net_minor": 5, "sum": null }],
        });
        assert_eq!(serde_json::to_string(&told).unwrap(), wanted.to_string());
        assert_eq!(told.get("title"), Some(&json!("A")));
        assert!(
            7.serialize(&mut Taker::new(wire, PAPER, &|_| true))
                .is_err()
        );
    }
}
