//! What is different between two versions of a playbook, step by step.

use std::collections::BTreeMap;

use super::outline::{Condition, Outline, Question, Repeat, Step};
use crate::base::{Choice, time};

/// What became of one step.
#[derive(Debug, Clone, PartialEq)]
pub enum Became {
    Added,
    Removed,
    /// It stands elsewhere in the order.
    Moved,
    /// Fields that say something else: their names, before and after.
    Changed(Vec<(&'static str, String, String)>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    pub key: u32,
    pub title: String,
    pub became: Became,
}

/// What is said of a step, field by field, in words.
fn said(step: &Step, outline: &Outline) -> Vec<(&'static str, String)> {
    let title = |key: &u32| {
        outline
            .step(*key)
            .map_or_else(|| format!("step {key}"), |step| step.title.clone())
    };
    let yes = |yes: bool| if yes { "yes".to_owned() } else { String::new() };
    let number = |number: u32| {
        if number == 0 {
            String::new()
        } else {
            number.to_string()
        }
    };
    let minutes = match step.estimate {
        0 => String::new(),
        minutes => time::minutes(i64::from(minutes)),
    };
    vec![
        ("Title", step.title.clone()),
        ("Kind", step.level.label().into()),
        ("What has to be done", step.detail.clone()),
        ("Department", step.role.clone()),
        ("Skill", step.skill.clone()),
        ("Estimate", minutes),
        ("Starts on day", number(step.start)),
        ("Days given", number(step.days)),
        (
            "After",
            step.after.iter().map(title).collect::<Vec<_>>().join(", "),
        ),
        ("Days between", number(step.lag)),
        ("Priority", step.priority.label().into()),
        ("Review", yes(step.review)),
        ("Client sees it", yes(step.client_visible)),
        ("Checklist", step.checklist.join("; ")),
        ("Documents", step.documents.join("; ")),
        ("Repeats", repeats(step)),
        (
            "Only if",
            step.only_if
                .as_ref()
                .map(Condition::words)
                .unwrap_or_default(),
        ),
    ]
}

/// `Every week, 4 times`, and nothing of what is done once.
pub fn repeats(step: &Step) -> String {
    match step.repeat {
        Repeat::Once | Repeat::Unknown => String::new(),
        repeat => format!("{}, {} times", repeat.label(), step.often()),
    }
}

impl Condition {
    /// `Online booking is yes`.
    pub fn words(&self) -> String {
        let is = if self.not { "is not" } else { "is" };
        format!("{} {is} {}", self.question, self.answer)
    }
}

impl Question {
    /// `Online booking: yes, no`, as it is typed.
    pub fn words(&self) -> String {
        format!("{}: {}", self.title, self.answers.join(", "))
    }
}

/// In the order of the newer one, with what is gone where it was.
pub fn between(before: &Outline, after: &Outline) -> Vec<Difference> {
    let was: BTreeMap<u32, &Step> = before.steps.iter().map(|step| (step.key, step)).collect();
    let is: BTreeMap<u32, &Step> = after.steps.iter().map(|step| (step.key, step)).collect();
    // Of what both have, the longest run in the same order stands still; the rest moved.
    let places: BTreeMap<u32, usize> = before
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| (step.key, at))
        .collect();
    let kept: Vec<(u32, usize)> = after
        .steps
        .iter()
        .filter_map(|step| Some((step.key, *places.get(&step.key)?)))
        .collect();
    let still = longest_rising(&kept);
    let mut all = Vec::new();
    let difference = |step: &Step, became| Difference {
        key: step.key,
        title: step.title.clone(),
        became,
    };
    let mut gone = before.steps.iter().enumerate().peekable();
    for step in &after.steps {
        if still.contains(&step.key) {
            let here = places.get(&step.key).copied().unwrap_or(0);
            while let Some((_, old)) = gone.next_if(|(at, _)| *at < here) {
                if !is.contains_key(&old.key) {
                    all.push(difference(old, Became::Removed));
                }
            }
        }
        match was.get(&step.key) {
            None => all.push(difference(step, Became::Added)),
            Some(old) => {
                let pairs = said(old, before).into_iter().zip(said(step, after));
                let fields: Vec<_> = pairs
                    .filter(|((_, old), (_, new))| old != new)
                    .map(|((name, old), (_, new))| (name, old, new))
                    .collect();
                if !fields.is_empty() {
                    all.push(difference(step, Became::Changed(fields)));
                } else if !still.contains(&step.key) {
                    all.push(difference(step, Became::Moved));
                }
            }
        }
    }
    for (_, old) in gone {
        if !is.contains_key(&old.key) {
            all.push(difference(old, Became::Removed));
        }
    }
    all
}

/// The keys of the longest run whose places rise.
fn longest_rising(kept: &[(u32, usize)]) -> Vec<u32> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(kept.len());
    for (at, (_, place)) in kept.iter().enumerate() {
        let before = (0..at)
            .filter(|other| kept[*other].1 < *place)
            .max_by_key(|other| (best[*other].0, std::cmp::Reverse(*other)));
        best.push((before.map_or(0, |other| best[other].0) + 1, before));
    }
    let last = (0..best.len()).max_by_key(|at| (best[*at].0, std::cmp::Reverse(*at)));
    let mut run: Vec<u32> = std::iter::successors(last, |at| best[*at].1)
        .map(|at| kept[at].0)
        .collect();
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::{super::outline::Level, *};

    fn step(key: u32, estimate: u32) -> Step {
        Step {
            key,
            level: Level::Milestone,
            title: format!("step {key}"),
            estimate,
            ..Step::default()
        }
    }

    fn outline(steps: &[(u32, u32)]) -> Outline {
        Outline {
            steps: steps
                .iter()
                .map(|(key, estimate)| step(*key, *estimate))
                .collect(),
            questions: Vec::new(),
        }
    }

    #[test]
    fn what_came_went_moved_and_changed_is_told_in_order() {
        let before = outline(&[(1, 60), (2, 60), (3, 60), (4, 60)]);
        let after = outline(&[(3, 60), (1, 60), (5, 60), (4, 90)]);
        let told: Vec<(u32, Became)> = between(&before, &after)
            .into_iter()
            .map(|difference| (difference.key, difference.became))
            .collect();
        let changed = Became::Changed(vec![("Estimate", "1 h".into(), "1 h 30 m".into())]);
        assert!(told.contains(&(5, Became::Added)) && told.contains(&(2, Became::Removed)));
        assert!(told.contains(&(4, changed)), "{told:?}");
        let moved = told.iter().filter(|(_, became)| *became == Became::Moved);
        assert_eq!(moved.count(), 1, "one of two that changed places");
        assert!(between(&before, &before).is_empty());
    }
}
