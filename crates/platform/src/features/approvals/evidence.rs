//! What was known when something was asked and decided, kept in words as people read them: a decision is judged by what lay
//! on the table then, whatever has become of it since.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use crate::ui::prelude::*;

/// One thing that was known, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

impl Fact {
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Fact {
        Fact {
            label: label.into(),
            value: value.into(),
        }
    }
}

/// What becomes another: of which field, in words, and what is written into it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The field's name in the form that applies it; empty for what only differs.
    #[serde(default)]
    pub field: String,
    pub label: String,
    pub before: String,
    pub after: String,
    /// Before and after as they are stored, so that it is known whether somebody changed it meanwhile.
    #[serde(default)]
    pub was: i64,
    #[serde(default)]
    pub becomes: i64,
}

/// What is another between two times, each label once; what there is only in one of them counts as empty in the other.
pub fn differences(before: &[Fact], after: &[Fact]) -> Vec<Proposed> {
    let in_both = |facts: &[Fact], label: &str| {
        let found = facts.iter().find(|fact| fact.label == label);
        found.map(|fact| fact.value.clone()).unwrap_or_default()
    };
    let gone = before
        .iter()
        .filter(|fact| !after.iter().any(|other| other.label == fact.label));
    let labels = after.iter().chain(gone).map(|fact| fact.label.as_str());
    labels
        .map(|label| Proposed {
            label: label.to_owned(),
            before: in_both(before, label),
            after: in_both(after, label),
            ..Proposed::default()
        })
        .filter(|held| held.before != held.after)
        .collect()
}

/// What is proposed, as before and after.
pub fn proposed(rows: &[Proposed], after: &str) -> Markup {
    let or_nothing = |value: &str| match value.is_empty() {
        true => "nothing".to_owned(),
        false => value.to_owned(),
    };
    html! {
        div class="scroll" {
            (Table::tight()
                .column(Column::new("What"))
                .column(Column::new("Before"))
                .column(Column::new(after.to_owned()))
                .body(rows.iter().map(|row| Row::new()
                    .name(row.label.as_str())
                    .dim(or_nothing(&row.before))
                    .cell(or_nothing(&row.after)))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_once_with_what_came_and_went() {
        let before = [Fact::new("Hours", "96 h"), Fact::new("Scope", "Ten pages")];
        let after = [Fact::new("Hours", "110 h"), Fact::new("Price", "$10.00")];
        let told = differences(&before, &after);
        let told: Vec<(&str, &str, &str)> = told
            .iter()
            .map(|row| (row.label.as_str(), row.before.as_str(), row.after.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("Hours", "96 h", "110 h"),
                ("Price", "", "$10.00"),
                ("Scope", "Ten pages", "")
            ]
        );
        assert!(differences(&after, &after).is_empty());
    }
}
