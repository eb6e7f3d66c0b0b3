//! What changed in a list: what was taken out, what came in, what is different. Nobody wants to compare eight entries.

use serde_json::Value;

use crate::base::text;

/// Longer than this nobody reads in a history.
const MOST: usize = 240;

/// What is gone of a list or was different, and what is new or is different now, in words.
#[derive(Debug, Default)]
pub struct Difference {
    gone: String,
    come: String,
    /// The same items stand in it, and only say something else.
    same: bool,
    left: usize,
}

impl Difference {
    /// What was, and what is. Nothing new is not the same as emptied: how much is left stands there.
    pub fn both(self) -> (String, String) {
        let is = match (self.come.is_empty(), self.gone.is_empty(), self.left) {
            (true, true, _) => "in another order".into(),
            (true, false, left @ 1..) => format!("{left} left"),
            _ => self.come,
        };
        (self.gone, is)
    }

    /// As it stands inside a sentence: "services with Web", "services from Web to SEO", "checkpoints: Budget (passed)".
    pub fn said(&self, label: &str) -> String {
        let Difference {
            gone,
            come,
            same,
            left,
        } = self;
        match (gone.is_empty(), come.is_empty()) {
            (true, true) => format!("{label} in another order"),
            (true, false) => format!("{label} with {come}"),
            (false, true) if *left == 0 => format!("{label} no longer {gone}"),
            (false, true) => format!("{label} without {gone}"),
            (false, false) if *same => format!("{label}: {come}"),
            (false, false) => format!("{label} from {gone} to {come}"),
        }
    }
}

/// In what a list differs. `left` is how many items it has after; `call` names an item; `unlike` says in what an item
/// differs from its other state.
pub fn differ(
    before: &Value,
    after: &Value,
    left: usize,
    call: impl Fn(&Value) -> String,
    unlike: impl Fn(&Value, &Value) -> String,
) -> Difference {
    let items = |held: &'_ Value| held.as_array().cloned().unwrap_or_default();
    let (before, after) = (items(before), items(after));
    let gone: Vec<&Value> = before.iter().filter(|item| !after.contains(item)).collect();
    let come: Vec<&Value> = after.iter().filter(|item| !before.contains(item)).collect();
    let spell = |item: &Value, others: &[&Value]| -> String {
        let called = call(item);
        match others.iter().find(|other| call(other) == called) {
            Some(twin) => match unlike(item, twin) {
                parts if parts.is_empty() => called,
                parts => format!("{called} ({parts})"),
            },
            None => called,
        }
    };
    let join = |items: &[&Value], others: &[&Value]| {
        let each: Vec<String> = items.iter().map(|item| spell(item, others)).collect();
        text::shorten(&each.join(", "), MOST)
    };
    let named = |items: &[&Value]| items.iter().map(|item| call(item)).collect::<Vec<_>>();
    Difference {
        same: named(&gone) == named(&come),
        gone: join(&gone, &come),
        come: join(&come, &gone),
        left,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(value: &Value) -> String {
        let title = value.get("title").unwrap_or(value);
        title
            .as_str()
            .map_or_else(|| title.to_string(), str::to_owned)
    }

    fn unlike(item: &Value, _: &Value) -> String {
        match item.get("done") {
            Some(Value::Bool(true)) => "done".into(),
            Some(_) => "not done".into(),
            None => String::new(),
        }
    }

    #[test]
    fn only_what_changed_is_said() {
        let told = |before: Value, after: Value| {
            let left = after.as_array().map_or(0, Vec::len);
            differ(&before, &after, left, call, unlike).both()
        };
        let pair = |before: &str, after: &str| (before.to_owned(), after.to_owned());
        assert_eq!(told(json!([1, 2]), json!([1, 2, 3])), pair("", "3"));
        assert_eq!(told(json!([1, 2, 3]), json!([3])), pair("1, 2", "1 left"));
        assert_eq!(told(json!([1]), json!([])), pair("1", ""));
        // Of a long list only the rows that changed are known.
        let rows = differ(&json!([1]), &json!([]), 9, call, unlike);
        assert_eq!(rows.said("services"), "services without 1");
        assert_eq!(rows.both(), pair("1", "9 left"));
        assert_eq!(told(json!(null), json!(["web"])), pair("", "web"));
        assert_eq!(
            told(json!([1, 2]), json!([2, 1])),
            pair("", "in another order")
        );
    }

    #[test]
    fn a_piece_that_changed_says_in_what() {
        let list = |done: bool| json!([{ "title": "Logo", "done": done }, { "title": "Texts", "done": false }]);
        assert_eq!(
            differ(&list(false), &list(true), 2, call, unlike).both(),
            ("Logo (not done)".into(), "Logo (done)".into())
        );
    }

    #[test]
    fn a_list_stands_inside_a_sentence() {
        let said = |before: Value, after: Value| {
            let left = after.as_array().map_or(0, Vec::len);
            differ(&before, &after, left, call, unlike).said("services")
        };
        assert_eq!(said(json!(null), json!(["Web"])), "services with Web");
        assert_eq!(said(json!(["Web"]), json!([])), "services no longer Web");
        assert_eq!(
            said(json!(["Web", "SEO"]), json!(["SEO"])),
            "services without Web"
        );
        assert_eq!(
            said(json!(["Web"]), json!(["SEO"])),
            "services from Web to SEO"
        );
        assert_eq!(
            said(
                json!([{ "title": "Logo", "done": false }]),
                json!([{ "title": "Logo", "done": true }])
            ),
            "services: Logo (done)"
        );
        assert_eq!(
            said(json!(["Web", "SEO"]), json!(["SEO", "Web"])),
            "services in another order"
        );
    }
}
