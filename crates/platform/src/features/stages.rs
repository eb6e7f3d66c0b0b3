//! The nine stages of an engagement, from the lead to the work: one name each, wherever they are told.

use maud::Markup;

use crate::ui::prelude::*;

pub const STAGES: [&str; 9] = [
    "Lead",
    "Qualification",
    "Quote",
    "Ticket",
    "Validation",
    "Enrichment",
    "Approval",
    "Plan",
    "Work",
];

/// All nine, each with who or what it lies with; `now` counts from 0, and 9 is past the end.
pub fn stages(facts: &[String; 9], now: usize) -> Markup {
    let all = STAGES.iter().zip(facts).enumerate();
    let told: Vec<(&str, &str, Reached)> = all
        .map(|(at, (name, fact))| (*name, fact.as_str(), Reached::at(at, now)))
        .collect();
    let last = STAGES.len() - 1;
    let name = STAGES[now.min(last)];
    route(&format!("Stage {} of 9, {name}", now.min(last) + 1), &told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_nine_are_told_and_one_is_current() {
        let facts: [String; 9] = Default::default();
        let told = stages(&facts, 4).into_string();
        assert!(STAGES.iter().all(|name| told.contains(name)));
        assert_eq!(told.matches("aria-current").count(), 1);
        assert!(told.contains("Stage 5 of 9, Validation"));
        let past = stages(&facts, 9).into_string();
        assert_eq!(past.matches("aria-current").count(), 0);
    }
}
