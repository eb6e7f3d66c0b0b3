//! A review as it is submitted, and what the house reviews by.

use super::{ReviewRules, review_rules::Checklist};
use crate::{
    base::Choice,
    features::settings::Category,
    web::{
        Filled,
        form::{Form, Optional, Reader, Required},
    },
};

/// Work comes back: for reasons of the list, in words, or both.
#[derive(Debug, Clone, Default)]
pub struct GiveBack {
    pub why: Vec<String>,
    pub reason: String,
}

impl Form for GiveBack {
    fn read(f: &mut Reader) -> Self {
        let mut why = f.all("why", "Reasons of the list");
        why.retain(|reason| !reason.is_empty());
        let need = match why.is_empty() {
            true => Required,
            false => Optional,
        };
        GiveBack {
            why,
            reason: f.block("reason", "Reason", need, 1000),
        }
    }
}

impl GiveBack {
    /// The reasons of the list, then the words.
    pub fn words(&self) -> String {
        let listed = self.why.join(", ");
        match (listed.is_empty(), self.reason.is_empty()) {
            (true, _) => self.reason.clone(),
            (false, true) => listed,
            (false, false) => format!("{listed}: {}", self.reason),
        }
    }
}

/// Work is accepted, with the checklist of its category where that was gone through.
#[derive(Debug, Clone, Default)]
pub struct Accept {
    pub note: String,
    /// Lines of the checklist that hold, counted from 0; None where it wasn't gone through.
    pub ticked: Option<Vec<usize>>,
    pub version: Option<u64>,
}

impl Form for Accept {
    fn read(f: &mut Reader) -> Self {
        let ticked = f.all("ticked", "Lines of the checklist that hold, counted from 0");
        let mut at = Vec::new();
        for line in ticked.iter().filter(|line| !line.is_empty()) {
            match line.parse::<usize>() {
                Ok(line) if line < 200 => at.push(line),
                _ => f.problem("ticked", "The checklist has no such line."),
            }
        }
        let listed = f.flag("listed", "The checklist was gone through");
        Accept {
            note: f.block("note", "Note", Optional, 1000),
            ticked: (listed || !at.is_empty()).then_some(at),
            version: f.version(),
        }
    }
}

/// What the house reviews by: reasons, and a checklist for each category, one line each.
#[derive(Debug, Clone)]
pub struct ReviewRulesForm {
    pub reasons: Vec<String>,
    pub checklists: Vec<Checklist>,
    pub version: Option<u64>,
}

fn lines(f: &mut Reader, name: &str, label: &str, most: usize) -> Vec<String> {
    let typed = f.block(name, label, Optional, 8000);
    let mut lines: Vec<String> = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.chars().count() > 160 {
            f.problem(name, "Each line has at most 160 characters.");
        }
        if !lines.iter().any(|held| held == line) {
            lines.push(line.to_owned());
        }
    }
    if lines.len() > most {
        f.problem(
            name,
            format!("At most {most} lines are a list that people read."),
        );
    }
    lines
}

impl Form for ReviewRulesForm {
    fn read(f: &mut Reader) -> Self {
        let reasons = lines(f, "reasons", "Reasons for a return", 40);
        let all = Category::ALL.iter().copied();
        let known = all.filter(|category| *category != Category::Unknown);
        ReviewRulesForm {
            reasons,
            checklists: known
                .map(|category| Checklist {
                    category,
                    lines: lines(f, category.key(), category.label(), 40),
                })
                .collect(),
            version: f.version(),
        }
    }
}

impl ReviewRulesForm {
    pub fn of(held: &ReviewRules) -> Filled<ReviewRulesForm> {
        let mut values = vec![
            ("reasons", held.reasons.join("\n")),
            ("version", held.version.to_string()),
        ];
        for list in &held.checklists {
            values.push((list.category.key(), list.lines.join("\n")));
        }
        Filled::blank(&values)
    }
}
