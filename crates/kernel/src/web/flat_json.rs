//! JSON as the fields a form would have: objects and lists become dotted names (`lines.0.title`).
//!
//! A name is repeated for each field under it, so what comes out can be larger than what went in by as much as names are
//! long and lists deep. It is held to a small multiple: whoever sends half a megabyte can't make the server take four
//! gigabytes, known or unknown.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::form::Shape;
use crate::base::{Error, Result};

/// A body has at most so many fields: more than the longest selection, and the longest quote with all its lines.
pub const MOST_FIELDS: usize = 20_000;
/// How much longer names and values may be than the body they came in.
const TIMES: usize = 8;
/// What a short body may grow to in any case.
const AT_LEAST: usize = 64 << 10;

/// Fields as a form has them, and which of them JSON sent as something other than text.
#[derive(Debug, Default)]
pub struct Flat {
    pub fields: Vec<(String, String)>,
    pub shapes: Vec<(String, Shape)>,
}

/// `size` is how many bytes it was read from. What is not sent is left out; null is sent, and empty.
pub fn flatten(value: &Value, size: usize) -> Result<Flat> {
    let mut walk = Walk {
        flat: Flat::default(),
        name: String::new(),
        left: AT_LEAST.max(size.saturating_mul(TIMES)),
    };
    walk.visit(value)?;
    Ok(walk.flat)
}

/// Refuses a body with more values in it than a body has fields, before it is read: each takes many times the one or two
/// bytes that it may be written with.
pub fn measure(body: &[u8]) -> Result<()> {
    let (mut inside, mut escaped, mut values) = (false, false, 0);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b',' | b'[' | b'{' if !inside => values += 1,
            _ => {}
        }
    }
    // A field in a list of objects has its own comma, and a share in those of the object and the list.
    match values > 3 * MOST_FIELDS {
        true => Err(too_many()),
        false => Ok(()),
    }
}

/// Reads JSON. A name that stands twice in an object is refused: which of the two is meant nobody knows, and one would be
/// dropped without a word.
pub fn parse(body: &[u8]) -> Result<Value> {
    let read: Once = serde_json::from_slice(body)
        .map_err(|e| Error::field("", format!("The JSON is not readable: {e}.")))?;
    Ok(read.0)
}

/// A value in whose objects each name stands once.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Once, D::Error> {
        from.deserialize_any(OnceVisitor).map(Once)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Once(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Value, A::Error> {
        let mut held = Map::new();
        while let Some((name, Once(value))) = map.next_entry::<String, Once>()? {
            if held.contains_key(&name) {
                let name: String = name.chars().take(60).collect();
                return Err(de::Error::custom(format_args!(
                    "`{name}` stands there twice"
                )));
            }
            held.insert(name, value);
        }
        Ok(Value::Object(held))
    }
}

pub fn too_many() -> Error {
    Error::TooLarge(format!(
        "What was sent has too many fields, or names that are too long: {MOST_FIELDS} fields are the most."
    ))
}

struct Walk {
    flat: Flat,
    /// Of what is being visited.
    name: String,
    /// How many bytes may still be copied.
    left: usize,
}

impl Walk {
    fn visit(&mut self, value: &Value) -> Result<()> {
        match value {
            Value::Null => {
                self.shape(Shape::Null)?;
                self.field("")
            }
            Value::Bool(yes) => {
                self.shape(Shape::Flag)?;
                self.field(if *yes { "true" } else { "false" })
            }
            Value::Number(number) => {
                self.shape(Shape::Number)?;
                self.field(&number.to_string())
            }
            Value::String(text) => self.field(text),
            Value::Array(items) => {
                self.shape(Shape::List)?;
                self.list(items)
            }
            Value::Object(map) => {
                self.shape(Shape::Object)?;
                map.iter().try_for_each(|(key, item)| self.under(key, item))
            }
        }
    }

    fn list(&mut self, items: &[Value]) -> Result<()> {
        if items.is_empty() {
            return self.field("");
        }
        // A list of plain values is one field sent several times, as ticked boxes are.
        let plain = items.iter().all(|i| !i.is_object() && !i.is_array());
        for (n, item) in items.iter().enumerate() {
            match plain {
                true => self.visit(item)?,
                false => self.under(&n.to_string(), item)?,
            }
        }
        Ok(())
    }

    fn under(&mut self, part: &str, value: &Value) -> Result<()> {
        let outer = self.name.len();
        if outer > 0 {
            self.name.push('.');
        }
        self.name.push_str(part);
        let done = self.visit(value);
        self.name.truncate(outer);
        done
    }

    fn field(&mut self, value: &str) -> Result<()> {
        self.spend(value.len(), self.flat.fields.len(), MOST_FIELDS)?;
        let value = value.to_owned();
        self.flat.fields.push((self.name.clone(), value));
        Ok(())
    }

    fn shape(&mut self, shape: Shape) -> Result<()> {
        // The whole is always an object; it has no name to be refused beside.
        if self.name.is_empty() {
            return Ok(());
        }
        // A field has one of its own, and the lists and objects around it.
        self.spend(0, self.flat.shapes.len(), 2 * MOST_FIELDS)?;
        self.flat.shapes.push((self.name.clone(), shape));
        Ok(())
    }

    fn spend(&mut self, more: usize, held: usize, most: usize) -> Result<()> {
        let left = self.left.checked_sub(self.name.len() + more);
        self.left = left.filter(|_| held < most).ok_or_else(too_many)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn flat(value: &Value) -> Result<Flat> {
        flatten(value, value.to_string().len())
    }

    #[test]
    fn json_has_the_names_of_a_form() {
        let sent = json!({"title": "a", "n": 3, "none": null, "tags": ["x", "y"], "no": [],
            "line": [{"title": "l", "on": true}]});
        let mut flat = flat(&sent).unwrap();
        flat.fields.sort();
        let pairs = flat.fields.iter();
        let pairs: Vec<(&str, &str)> = pairs.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("line.0.on", "true"),
                ("line.0.title", "l"),
                ("n", "3"),
                ("no", ""),
                ("none", ""),
                ("tags", "x"),
                ("tags", "y"),
                ("title", "a")
            ]
        );
        let mut shapes: Vec<(&str, Shape)> = flat
            .shapes
            .iter()
            .map(|(name, shape)| (name.as_str(), *shape))
            .collect();
        shapes.sort_by_key(|(name, _)| *name);
        assert_eq!(
            shapes,
            [
                ("line", Shape::List),
                ("line.0", Shape::Object),
                ("line.0.on", Shape::Flag),
                ("n", Shape::Number),
                ("no", Shape::List),
                ("none", Shape::Null),
                ("tags", Shape::List)
            ]
        );
    }

    #[test]
    fn a_name_stands_once_in_an_object() {
        let text = br#"{"a": [1, -2, 2.5, null, true, "x", {"a": {}}], "b": {"a": []}}"#;
        let usual: Value = serde_json::from_slice(text).unwrap();
        assert_eq!(parse(text).unwrap(), usual);
        for twice in [
            &br#"{"a": 1, "a": 1}"#[..],
            br#"{"l": [{"t": 1, "t": 2}]}"#,
            br#"{"a": 1, "\u0061": 2}"#,
        ] {
            let why = parse(twice).unwrap_err().to_string();
            assert!(why.contains("twice"), "{why}");
        }
        assert!(parse(br#"{"a": "\ud800"}"#).is_err());
        assert!(parse(&b"[".repeat(100_000)).is_err());
    }

    #[test]
    fn values_are_counted_before_they_are_made() {
        let fits = json!({ "ids": vec![json!({"a": "1,[{\\\",["}); 10_000] }).to_string();
        assert_eq!(measure(fits.as_bytes()), Ok(()));
        let many = format!("{{\"ids\":[{}]}}", "[],".repeat(1_000_000));
        assert!(matches!(measure(many.as_bytes()), Err(Error::TooLarge(_))));
        let text = format!("{{\"note\":\"{}\"}}", ",[{\\\"".repeat(100_000));
        assert_eq!(measure(text.as_bytes()), Ok(()));
    }

    #[test]
    fn a_long_name_over_a_long_list_is_refused() {
        let long = "k".repeat(500_000);
        for items in [
            vec![json!({}); 10_000],
            vec![json!(1); 10_000],
            vec![json!([[]]); 10_000],
        ] {
            let refused = flat(&json!({ (long.as_str()): items })).unwrap_err();
            assert!(matches!(refused, Error::TooLarge(_)), "{refused}");
        }
        let many = vec![json!(1); MOST_FIELDS + 1];
        assert!(flat(&json!({ "ids": many })).is_err());
        let deep = (0..100).fold(json!(1), |inner, _| json!({ "k".repeat(1000): [inner, 1] }));
        assert!(flat(&deep).is_err());
        let as_many = vec![json!(1000); MOST_FIELDS];
        assert_eq!(
            flat(&json!({ "ids": as_many })).unwrap().fields.len(),
            MOST_FIELDS
        );
    }

    proptest! {
        #[test]
        fn nothing_grows_beyond_its_multiple(
            name in "[a-z]{1,3000}", rows in 0..400usize, width in 0..6usize, value in "[a-z]{0,40}"
        ) {
            let row: serde_json::Map<String, Value> =
                (0..width).map(|n| (format!("field{n}"), json!(value))).collect();
            let sent = json!({ (name.as_str()): vec![Value::Object(row); rows] });
            let size = sent.to_string().len();
            let bytes = |flat: &Flat| {
                let fields = flat.fields.iter().map(|(name, value)| name.len() + value.len());
                let shapes = flat.shapes.iter().map(|(name, _)| name.len());
                fields.chain(shapes).sum::<usize>()
            };
            let most = AT_LEAST.max(TIMES * size);
            let all = flatten(&sent, usize::MAX).unwrap();
            prop_assert_eq!(flatten(&sent, size).is_ok(), bytes(&all) <= most);
        }
    }
}
