//! The playbooks that come with Atrium, from `config/playbooks/`. A house that edits one makes it its own.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{
    outline::{Condition, Level, Outline, Question, Repeat, Step},
    published::Published,
};
use crate::features::{projects::Priority, settings::Category};

const FILES: &[(&str, &str)] = &[
    (
        "web-wordpress",
        include_str!("../../../config/playbooks/web-wordpress.toml"),
    ),
    (
        "gmb-setup",
        include_str!("../../../config/playbooks/gmb-setup.toml"),
    ),
    (
        "seo-onpage",
        include_str!("../../../config/playbooks/seo-onpage.toml"),
    ),
    (
        "seo-offpage-monthly",
        include_str!("../../../config/playbooks/seo-offpage-monthly.toml"),
    ),
    (
        "logo-and-cards",
        include_str!("../../../config/playbooks/logo-and-cards.toml"),
    ),
    (
        "video-edit",
        include_str!("../../../config/playbooks/video-edit.toml"),
    ),
    (
        "social-monthly",
        include_str!("../../../config/playbooks/social-monthly.toml"),
    ),
    (
        "yelp-marketing",
        include_str!("../../../config/playbooks/yelp-marketing.toml"),
    ),
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    name: String,
    category: Category,
    summary: String,
    #[serde(default)]
    question: Vec<Question>,
    milestone: Vec<Part>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    title: String,
    #[serde(default)]
    start: u32,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    repeat: Repeat,
    #[serde(default)]
    times: u32,
    #[serde(default)]
    only_if: Option<Condition>,
    task: Vec<Piece>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    title: String,
    #[serde(default)]
    detail: String,
    role: String,
    #[serde(default)]
    skill: String,
    #[serde(default)]
    estimate: u32,
    #[serde(default)]
    start: u32,
    #[serde(default)]
    days: u32,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    lag: u32,
    #[serde(default)]
    priority: Priority,
    #[serde(default)]
    review: bool,
    /// Work that the client is not shown.
    #[serde(default)]
    internal: bool,
    #[serde(default)]
    subtasks: Vec<Small>,
    #[serde(default)]
    checklist: Vec<String>,
    #[serde(default)]
    documents: Vec<String>,
    #[serde(default)]
    repeat: Repeat,
    #[serde(default)]
    times: u32,
    #[serde(default)]
    only_if: Option<Condition>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Small {
    title: String,
    estimate: u32,
    #[serde(default)]
    skill: String,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    only_if: Option<Condition>,
}

static SHELF: LazyLock<Vec<Published>> = LazyLock::new(|| {
    let read = FILES
        .iter()
        .filter_map(|(key, text)| match read(key, text) {
            Ok(book) => Some(book),
            Err(error) => {
                tracing::error!(%error, key, "a shipped playbook can't be read");
                None
            }
        });
    read.collect()
});

/// All of them, the usual one of each category first.
pub fn shipped() -> &'static [Published] {
    &SHELF
}

pub fn shipped_by_key(key: &str) -> Option<&'static Published> {
    SHELF.iter().find(|book| book.key == key)
}

fn read(key: &str, text: &str) -> Result<Published, String> {
    let book: Book = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut titles: Vec<(String, u32)> = Vec::new();
    let mut steps = Vec::new();
    let mut add = |step: Step, titles: &mut Vec<(String, u32)>| {
        let key = steps.len() as u32 + 1;
        titles.push((step.title.clone(), key));
        steps.push(Step { key, ..step });
    };
    // Titles name what comes before; a title that stands several times means the last before.
    let after = |names: &[String], titles: &[(String, u32)]| -> Result<Vec<u32>, String> {
        let find = |name: &String| {
            let held = titles.iter().rfind(|(title, _)| title == name);
            held.map(|(_, key)| *key)
                .ok_or_else(|| format!("{name} does not come before"))
        };
        names.iter().map(find).collect()
    };
    for part in book.milestone {
        let milestone = Step {
            level: Level::Milestone,
            title: part.title,
            start: part.start,
            after: after(&part.after, &titles)?,
            client_visible: true,
            repeat: part.repeat,
            times: part.times,
            only_if: part.only_if,
            ..Step::default()
        };
        add(milestone, &mut titles);
        for piece in part.task {
            let (role, review) = (piece.role.clone(), piece.review);
            let task = Step {
                level: Level::Task,
                title: piece.title,
                detail: piece.detail,
                role: piece.role,
                skill: piece.skill,
                estimate: match piece.subtasks.iter().map(|small| small.estimate).sum() {
                    0 => piece.estimate,
                    sum => sum,
                },
                start: piece.start,
                days: piece.days,
                after: after(&piece.after, &titles)?,
                lag: piece.lag,
                priority: piece.priority,
                review,
                client_visible: !piece.internal,
                checklist: piece.checklist,
                documents: piece.documents,
                repeat: piece.repeat,
                times: piece.times,
                only_if: piece.only_if,
                ..Step::default()
            };
            add(task, &mut titles);
            for small in piece.subtasks {
                let subtask = Step {
                    level: Level::Subtask,
                    title: small.title,
                    role: role.clone(),
                    skill: small.skill,
                    estimate: small.estimate,
                    after: after(&small.after, &titles)?,
                    priority: piece.priority,
                    only_if: small.only_if,
                    ..Step::default()
                };
                add(subtask, &mut titles);
            }
        }
    }
    let outline = Outline {
        steps,
        questions: book.question,
    };
    outline.check().map_err(|error| error.to_string())?;
    Ok(Published::new(
        key,
        book.name,
        book.category,
        book.summary,
        outline,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Choice;

    #[test]
    fn every_category_has_a_playbook_of_professional_depth() {
        for (key, text) in FILES {
            let book = read(key, text).unwrap_or_else(|why| panic!("{key}: {why}"));
            let plan = &book.outline;
            assert!(plan.count(Level::Milestone) >= 3, "{key}");
            assert!(plan.count(Level::Task) >= 8, "{key}");
            assert!(plan.count(Level::Subtask) >= 20, "{key}");
            for step in plan.steps.iter().filter(|step| step.level == Level::Task) {
                assert!(
                    step.estimate > 0 && !step.role.is_empty(),
                    "{key}: {}",
                    step.title
                );
            }
        }
        for category in Category::ALL {
            assert!(
                shipped().iter().any(|book| book.category == *category),
                "{}",
                category.key()
            );
        }
    }
}
