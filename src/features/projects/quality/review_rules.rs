//! The house's reasons for a return and its checklists.

use serde::{Deserialize, Serialize};

use super::super::{Item, actions::VIEW_REVIEW_RULES};
use crate::{
    access::Placement,
    base::{Error, Id, Result},
    data::{
        Cached, Declares, Entity, EntityInfo, Field, FieldKind, Kind, ReadTx, Record, Store, record,
    },
    features::settings::Category,
    ui::icon::Icon,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewRules {
    #[serde(skip)]
    pub id: Id<ReviewRules>,
    #[serde(skip)]
    pub version: u64,
    /// For which work comes back.
    pub reasons: Vec<String>,
    pub checklists: Vec<Checklist>,
}

/// What is looked at before work of a category is accepted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Checklist {
    pub category: Category,
    pub lines: Vec<String>,
}

const REASONS: [&str; 8] = [
    "Not what was agreed",
    "Not finished",
    "Errors in the text",
    "Breaks on a phone",
    "Slow or faulty",
    "Not in the client's brand",
    "Client's material is missing",
    "Not documented",
];

const CHECKLISTS: [(Category, &[&str]); 5] = [
    (
        Category::Web,
        &[
            "Does what the brief says, nothing left out",
            "Looked at on a phone, a tablet and a wide screen",
            "No error in the browser's console, no dead link",
            "Forms arrive where they should, with their thank-you page",
            "Pictures are compressed and have a description",
            "Readable by keyboard and screen reader",
            "Titles, descriptions and one heading of the first order",
        ],
    ),
    (
        Category::Gmb,
        &[
            "Name, address and phone are as on the website",
            "Categories, hours and service area are right",
            "Pictures are the client's own and current",
            "Posts and answers are in the client's tone",
        ],
    ),
    (
        Category::Seo,
        &[
            "Each page has one main keyword, and none is taken twice",
            "Titles and descriptions are of the right length",
            "Links inside the site lead to what matters",
            "Structured data passes the test",
            "What was before is noted, so that the effect can be measured",
        ],
    ),
    (
        Category::Graphics,
        &[
            "Colours, type and clear space are as in the brand guide",
            "Text is proofread",
            "Right size, bleed and colour space for where it goes",
            "Open files and exports lie in the vault",
            "Rights to pictures and fonts are clear",
        ],
    ),
    (
        Category::Social,
        &[
            "Right format for each channel",
            "Text is proofread, links and names are checked",
            "In the client's voice, and approved where that is agreed",
            "Date and time are planned",
        ],
    ),
];

impl Default for ReviewRules {
    fn default() -> ReviewRules {
        let lists = CHECKLISTS.iter().map(|(category, lines)| Checklist {
            category: *category,
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        });
        ReviewRules {
            id: Id::NONE,
            version: 0,
            reasons: REASONS.map(str::to_owned).to_vec(),
            checklists: lists.collect(),
        }
    }
}

impl ReviewRules {
    fn title(&self) -> String {
        "What work is reviewed by".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, _: &mut Declares) {}

    /// The lines of a category; none where it has no checklist.
    pub fn lines(&self, category: Category) -> &[String] {
        let held = self
            .checklists
            .iter()
            .find(|held| held.category == category);
        held.map_or(&[], |held| held.lines.as_slice())
    }

    /// The checklist of a category with what of it was ticked, counted from 0.
    pub fn ticked(&self, category: Category, ticked: &[usize]) -> Vec<Item> {
        let lines = self.lines(category).iter().enumerate();
        lines
            .map(|(at, title)| Item {
                title: title.clone(),
                done: ticked.contains(&at),
            })
            .collect()
    }

    /// # Errors
    /// Beside `why`, when one of them isn't on the list.
    pub fn must_list(&self, why: &[String]) -> Result<()> {
        match why.iter().find(|reason| !self.reasons.contains(reason)) {
            None => Ok(()),
            Some(_) => Err(Error::field(
                "why",
                "Choose reasons of the list, and say the rest in words.",
            )),
        }
    }
}

record!(ReviewRules, Kind::new(171, "review-rules", "RVR"), view: VIEW_REVIEW_RULES);

/// They as they are now.
pub struct Reviewing(pub ReviewRules);

impl Cached for Reviewing {
    const FROM: &'static [Kind] = &[ReviewRules::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Reviewing> {
        let held = read_tx.all::<ReviewRules>()?.pop();
        Ok(Reviewing(held.unwrap_or_default()))
    }
}

const CHECKLIST: &[Field] = &[
    Field::choice::<Category>("category", "Category"),
    Field::new("lines", "Lines", FieldKind::List(&FieldKind::Text)),
];

const FIELDS: &[Field] = &[
    Field::new("reasons", "Reasons", FieldKind::List(&FieldKind::Text)),
    Field::new("checklists", "Checklists", FieldKind::Rows(CHECKLIST)),
];

impl Entity for ReviewRules {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "What work is reviewed by",
        "What work is reviewed by",
        Icon::Task,
        FIELDS,
    )
    .without_page();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_has_a_list_for_each_category() {
        let rules = ReviewRules::default();
        for (category, _) in CHECKLISTS {
            assert!(rules.lines(category).len() > 3);
        }
        let ticked = rules.ticked(Category::Gmb, &[1, 99]);
        let done: Vec<bool> = ticked.iter().map(|item| item.done).collect();
        assert_eq!(done, [false, true, false, false]);
        assert!(rules.must_list(&["Not finished".into()]).is_ok());
        assert!(rules.must_list(&["Too blue".into()]).is_err());
    }
}
