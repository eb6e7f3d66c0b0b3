//! A playbook as it is worked on, and its versions as they were published. Projects are planned from a version; what is
//! changed in a playbook changes nothing that was planned before.

use serde::{Deserialize, Serialize};

use super::{
    actions::VIEW,
    outline::{Outline, Question, Step},
};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, text},
    data::{BY_NUMBER, Declares, Index, Key, Kind, PartOf, record},
    features::settings::Category,
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Playbook {
    #[serde(skip)]
    pub id: Id<Playbook>,
    #[serde(skip)]
    pub version: u64,
    /// What approvals and projects name it by. It takes the place of the shipped one of that key.
    pub key: String,
    pub name: String,
    pub category: Category,
    pub summary: String,
    pub steps: Vec<Step>,
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Of the version that was published last; 0 before the first.
    #[serde(default)]
    pub number: u32,
    /// Whether something was changed since.
    #[serde(default)]
    pub changed: bool,
    /// Nothing new is planned from it.
    #[serde(default)]
    pub retired: bool,
    /// What it was made from, in words.
    #[serde(default)]
    pub origin: String,
    pub made_at: Moment,
}

/// Those in use before those that are retired, by name.
pub const BY_NAME: Index = Index::scoped(1);
pub const BY_KEY: Index = Index::unique(2);

impl Playbook {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        let name = text::plain(&self.name);
        to.index(BY_NAME, Key::new().byte(u8::from(self.retired)).text(&name));
        to.index(BY_KEY, Key::new().text(&self.key));
        to.words(&self.name);
    }

    pub fn outline(&self) -> Outline {
        Outline {
            steps: self.steps.clone(),
            questions: self.questions.clone(),
        }
    }

    /// Changes what it says by a rule, which stays checked for what can't be applied.
    ///
    /// # Errors
    /// Those of the rule; when it is retired; when what comes out waits for itself.
    pub fn change<T>(&mut self, rule: impl FnOnce(&mut Outline) -> Result<T>) -> Result<T> {
        self.must_be_in_use()?;
        let mut outline = self.outline();
        let answer = rule(&mut outline)?;
        outline.check()?;
        self.changed |= outline.steps != self.steps || outline.questions != self.questions;
        self.steps = outline.steps;
        self.questions = outline.questions;
        Ok(answer)
    }

    pub fn must_be_in_use(&self) -> Result<()> {
        match self.retired {
            true => Err(Error::conflict(format!(
                "{} is retired. Bring it back first.",
                self.name
            ))),
            false => Ok(()),
        }
    }

    /// The next version, as it stands.
    ///
    /// # Errors
    /// When nothing was changed, and when there is no task in it.
    pub fn publish(&mut self, note: String, by: u64, at: Moment) -> Result<Edition> {
        self.must_be_in_use()?;
        if self.number > 0 && !self.changed {
            return Err(Error::conflict(format!(
                "Nothing was changed since version {}.",
                self.number
            )));
        }
        let outline = self.outline();
        outline.check()?;
        if outline.count(super::Level::Task) == 0 {
            return Err(Error::conflict(
                "There is no task in it yet. Add a milestone and a task first.",
            ));
        }
        self.number += 1;
        self.changed = false;
        Ok(Edition {
            playbook: self.id,
            number: self.number,
            name: self.name.clone(),
            category: self.category,
            summary: self.summary.clone(),
            steps: self.steps.clone(),
            questions: self.questions.clone(),
            note,
            by,
            at,
            ..Edition::default()
        })
    }
}

record!(Playbook, Kind::new(160, "playbooks", "PB"), view: VIEW);

/// One version, as it was published.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    #[serde(skip)]
    pub id: Id<Edition>,
    #[serde(skip)]
    pub version: u64,
    pub playbook: Id<Playbook>,
    pub number: u32,
    pub name: String,
    pub category: Category,
    pub summary: String,
    pub steps: Vec<Step>,
    #[serde(default)]
    pub questions: Vec<Question>,
    /// What was changed, in the words of whoever published it.
    #[serde(default)]
    pub note: String,
    pub by: u64,
    pub at: Moment,
}

/// Those of a playbook, in their order.
pub const EDITIONS: Index = Index::plain(1);

impl Edition {
    fn title(&self) -> String {
        format!("{}, version {}", self.name, self.number)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.playbook.as_ref()))
    }

    fn declare(&self, to: &mut Declares) {
        let number = u64::from(self.number);
        to.index(EDITIONS, Key::new().id(self.playbook).number(number));
    }

    pub fn outline(&self) -> Outline {
        Outline {
            steps: self.steps.clone(),
            questions: self.questions.clone(),
        }
    }
}

record!(Edition, Kind::new(161, "playbook-versions", "PBV"), view: VIEW, part_of: Edition::part_of);

#[cfg(test)]
mod tests {
    use super::{super::outline::Level, *};

    #[test]
    fn a_version_is_published_once_and_stays() {
        let mut book = Playbook {
            name: "Website".into(),
            ..Playbook::default()
        };
        let why = book.publish(String::new(), 1, Moment(1)).unwrap_err();
        assert!(why.to_string().contains("no task"), "{why}");
        let step = |level, title: &str| Step {
            level,
            title: title.into(),
            ..Step::default()
        };
        book.change(|plan| plan.add(step(Level::Milestone, "Build"), None))
            .unwrap();
        book.change(|plan| plan.add(step(Level::Task, "Theme"), None))
            .unwrap();
        let first = book.publish("first".into(), 1, Moment(1)).unwrap();
        assert_eq!((first.number, book.changed), (1, false));
        assert!(book.publish(String::new(), 1, Moment(1)).is_err());
        book.change(|plan| {
            plan.remove(1);
            Ok(())
        })
        .unwrap();
        assert!(book.changed && first.steps.len() == 2);
    }
}
