//! What changed in a list: what was taken out, what came in, what is different. Nobody wants to compare eight entries.

use serde_json::{Map, Value};

use crate::base::text;

/// Longer than this nobody reads in a history.
const MOST: usize = 240;

/// What a piece of a record calls itself.
pub fn name(item: &Value) -> Option<&str> {
    ["title", "name", "text", "label", "key"]
        .iter()
        .find_map(|field| item.get(field)?.as_str())
        .filter(|name| !name.is_empty())
}

/// The part of a list that is gone or was different, and the part that is new or is different now, in words.
/// None when these are no lists.
pub fn differ(
    before: &Value,
    after: &Value,
    in_words: impl Fn(&Value) -> String,
) -> Option<(String, String)> {
    let (before, after) = match (before, after) {
        (Value::Array(before), Value::Array(after)) => (before.as_slice(), after.as_slice()),
        (Value::Null, Value::Array(after)) => (&[][..], after.as_slice()),
        (Value::Array(before), Value::Null) => (before.as_slice(), &[][..]),
        _ => return None,
    };
    let gone: Vec<&Value> = before.iter().filter(|item| !after.contains(item)).collect();
    let come: Vec<&Value> = after.iter().filter(|item| !before.contains(item)).collect();
    if gone.is_empty() && come.is_empty() {
        return Some((String::new(), "in another order".into()));
    }
    let spell = |item: &Value, others: &[&Value]| -> String {
        let Some(called) = name(item) else {
            return in_words(item);
        };
        let twin = others.iter().find(|other| name(other) == Some(called));
        match (item.as_object(), twin.and_then(|twin| twin.as_object())) {
            (Some(item), Some(twin)) => {
                let parts = unlike(item, twin, &in_words);
                format!("{called} ({parts})")
            }
            _ => called.to_owned(),
        }
    };
    let join = |items: &[&Value], others: &[&Value]| {
        let each: Vec<String> = items.iter().map(|item| spell(item, others)).collect();
        text::shorten(&each.join(", "), MOST)
    };
    let added = join(&come, &gone);
    // Nothing new is not the same as emptied: what is left stands there.
    let added = match (added.is_empty(), after.len()) {
        (true, 1..) => format!("{} left", after.len()),
        _ => added,
    };
    Some((join(&gone, &come), added))
}

/// The fields in which one piece differs from its other state.
fn unlike(
    one: &Map<String, Value>,
    other: &Map<String, Value>,
    in_words: impl Fn(&Value) -> String,
) -> String {
    let parts: Vec<String> = one
        .iter()
        .filter(|(field, value)| other.get(*field) != Some(value))
        .map(|(field, value)| match value {
            Value::Bool(true) => field.replace('_', " "),
            Value::Bool(false) => format!("not {}", field.replace('_', " ")),
            _ => format!("{}: {}", field.replace('_', " "), in_words(value)),
        })
        .collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn words(value: &Value) -> String {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    }

    #[test]
    fn only_what_changed_is_said() {
        let told = |before: Value, after: Value| differ(&before, &after, words);
        let pair = |before: &str, after: &str| Some((before.to_owned(), after.to_owned()));
        assert_eq!(told(json!([1, 2]), json!([1, 2, 3])), pair("", "3"));
        assert_eq!(told(json!([1, 2, 3]), json!([3])), pair("1, 2", "1 left"));
        assert_eq!(told(json!([1]), json!([])), pair("1", ""));
        assert_eq!(told(json!(null), json!(["web"])), pair("", "web"));
        assert_eq!(
            told(json!([1, 2]), json!([2, 1])),
            pair("", "in another order")
        );
        assert_eq!(told(json!(1), json!(2)), None);
    }

    #[test]
    fn a_piece_that_changed_says_in_what() {
        let list = |done: bool| json!([{ "title": "Logo", "done": done }, { "title": "Texts", "done": false }]);
        assert_eq!(
            differ(&list(false), &list(true), words),
            Some(("Logo (not done)".into(), "Logo (done)".into()))
        );
    }
}
