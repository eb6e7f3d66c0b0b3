//! What an operation answers where that is no record: its fields and their kinds, for the API's description. Whatever
//! isn't known is null.

use serde_json::{Value, json};

use crate::base::Unit;

#[derive(Debug, Clone, Copy)]
pub enum Told {
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    Number,
    /// A number that counts in a unit.
    Counted(Unit),
    Flag,
    Day,
    Moment,
    /// A record's number, such as LD-1042.
    Record,
    List(&'static Told),
    Object(&'static [(&'static str, Told)]),
    /// Values of one kind by names that aren't known before.
    Map(&'static Told),
    /// As the field that it is of.
    Anything,
}

impl Told {
    pub fn schema(&self) -> Value {
        let text = |format: &str| json!({ "type": ["string", "null"], "format": format });
        match self {
            Told::Text => json!({ "type": ["string", "null"] }),
            Told::Word(words) => {
                let words = words.iter().map(|word| json!(word)).chain([Value::Null]);
                json!({ "type": ["string", "null"], "enum": words.collect::<Vec<_>>() })
            }
            Told::Number => json!({ "type": ["integer", "null"] }),
            Told::Counted(unit) => {
                json!({ "type": ["integer", "null"], "description": unit.words(), "x-unit": unit.key() })
            }
            Told::Flag => json!({ "type": ["boolean", "null"] }),
            Told::Day => text("date"),
            Told::Moment => text("date-time"),
            Told::Record => {
                json!({ "type": ["string", "null"], "description": "A record's number." })
            }
            Told::List(each) => json!({ "type": ["array", "null"], "items": each.schema() }),
            Told::Object(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, told)| ((*name).to_owned(), told.schema()));
                let fields: serde_json::Map<String, Value> = fields.collect();
                json!({ "type": ["object", "null"], "properties": fields })
            }
            Told::Map(each) => {
                json!({ "type": ["object", "null"], "additionalProperties": each.schema() })
            }
            Told::Anything => {
                json!({ "type": ["string", "integer", "boolean", "array", "object", "null"] })
            }
        }
    }
}
