//! Playbooks: per category the milestones, tasks, subtasks, checklists and dependencies of a usual project,
//! from `config/playbooks.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Priority;
use crate::features::settings::Category;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shelf {
    playbook: Vec<Playbook>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    pub key: String,
    pub name: String,
    pub category: Category,
    pub summary: String,
    /// Working days it takes.
    pub days: u32,
    #[serde(rename = "milestone")]
    pub milestones: Vec<Part>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub title: String,
    pub due: u32,
    #[serde(rename = "task", default)]
    pub tasks: Vec<Piece>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    pub title: String,
    /// Whose skill it needs: web, seo, qa ...
    pub role: String,
    pub estimate: u32,
    pub start: u32,
    pub due: u32,
    pub priority: Priority,
    pub review: bool,
    #[serde(default)]
    pub after: Vec<String>,
    #[serde(default)]
    pub subtasks: Vec<Step>,
    #[serde(default)]
    pub checklist: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub title: String,
    pub estimate: u32,
}

impl Playbook {
    pub fn minutes(&self) -> u32 {
        self.milestones
            .iter()
            .flat_map(|part| &part.tasks)
            .map(Piece::minutes)
            .sum()
    }

    pub fn tasks(&self) -> usize {
        self.milestones.iter().map(|part| part.tasks.len()).sum()
    }
}

impl Piece {
    /// What it weighs: its subtasks' minutes, or its own.
    pub fn minutes(&self) -> u32 {
        match self.subtasks.iter().map(|step| step.estimate).sum() {
            0 => self.estimate,
            sum => sum,
        }
    }
}

static SHELF: LazyLock<Vec<Playbook>> = LazyLock::new(|| {
    toml::from_str::<Shelf>(include_str!("../../../config/playbooks.toml")).map_or_else(
        |error| {
            tracing::error!(%error, "the shipped playbooks can't be read");
            Vec::new()
        },
        |shelf| shelf.playbook,
    )
});

pub fn playbooks() -> &'static [Playbook] {
    &SHELF
}

pub fn playbook(key: &str) -> Option<&'static Playbook> {
    SHELF.iter().find(|playbook| playbook.key == key)
}

pub fn for_category(category: Category) -> Option<&'static Playbook> {
    SHELF.iter().find(|playbook| playbook.category == category)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Choice;

    #[test]
    fn every_category_has_a_sound_playbook() {
        for category in Category::ALL {
            assert!(for_category(*category).is_some(), "{}", category.key());
        }
        for playbook in playbooks() {
            let mut before: Vec<&str> = Vec::new();
            for part in &playbook.milestones {
                for piece in &part.tasks {
                    assert!(
                        piece.start <= piece.due && piece.due < playbook.days,
                        "{}",
                        piece.title
                    );
                    for name in &piece.after {
                        assert!(
                            before.contains(&name.as_str()),
                            "{}: {name} does not come before",
                            piece.title
                        );
                    }
                    assert_eq!(piece.minutes(), piece.estimate, "{}", piece.title);
                    before.push(&piece.title);
                }
            }
        }
    }
}
