//! What of a task is changed where it stands.

use super::{
    ASSIGN, Task, TaskStatus,
    actions::{EDIT, PROGRESS, START},
    editing,
    form_pages::skills,
    forms::{Assign, EditTask, Progress},
    ops,
};
use crate::{
    base::{Result, if_found},
    data::{Field, Visit},
    features::{
        people::{Directory, User},
        projects::{
            ahead,
            parts::{NOBODY, suited},
            propose,
        },
        records::{Holders, InPlace, Way},
    },
    web::Filled,
};

/// What choosing no reviewer leaves it to.
const ANY_REVIEWER: &str = "Any reviewer";

impl InPlace for Task {
    fn ways() -> Vec<Way<Task>> {
        vec![
            Way::new(
                "change",
                EDIT,
                &[
                    "title",
                    "detail",
                    "priority",
                    "start",
                    "due",
                    "estimate_minutes",
                    "budget_minutes",
                    "budget_money",
                    "role",
                    "reviewer",
                    "review_needed",
                    "client_visible",
                    "checklist",
                    "after",
                ],
                EditTask::of,
                editing::edit,
            ),
            Way::new(
                "give",
                ASSIGN,
                &["assignee"],
                |_, task| {
                    let held = task.assignee.map(|id| id.to_string()).unwrap_or_default();
                    Ok(Filled::<Assign>::blank(&[("assignee", held)]))
                },
                |visit, id, form: Assign| ops::assign(visit, id, form.assignee),
            ),
            Way::new(
                "say",
                PROGRESS,
                &["progress"],
                |_, task| {
                    let held = task.manual.map(|said| said.to_string()).unwrap_or_default();
                    Ok(Filled::<Progress>::blank(&[("progress", held)]))
                },
                |visit, id, form: Progress| ops::say_progress(visit, id, form.percent),
            ),
        ]
    }

    /// While it is open, in a project that takes work.
    fn takes_changes(&self, visit: &Visit) -> bool {
        let project = visit.follow(self, |task| task.project);
        self.state.is_open()
            && matches!(project, Ok(Some(project)) if project.must_be_open().is_ok())
    }

    fn takes(&self, visit: &Visit, key: &str) -> bool {
        match key {
            // Its parts say how far it is, or whoever works on it.
            "progress" => {
                let worked_on = matches!(self.state, TaskStatus::ToDo | TaskStatus::InProgress);
                let whole = !self.has_parts() && !self.requested;
                worked_on && whole && visit.has_in_hand(&START, self).unwrap_or(false)
            }
            // A subtask is seen as a part of its task.
            "client_visible" => self.parent.is_none(),
            _ => true,
        }
    }

    fn people(&self, visit: &Visit, field: &Field) -> Result<Holders> {
        let names = Directory::of(visit)?;
        let project = visit.follow(self, |task| task.project)?;
        if field.key == "reviewer" {
            let reviewers = super::concerned::reviewers(visit)?;
            let staff = names.staff().iter().map(|user| user.id).collect();
            return Ok(Holders::default()
                .group("Who reviews", reviewers)
                .group("Others", staff)
                .or_nobody(ANY_REVIEWER));
        }
        let proposed = propose(visit, &self.role)?;
        let groups = suited(&names, project.as_ref(), &proposed);
        let holders = groups
            .into_iter()
            .fold(Holders::default(), |all, (heading, people)| {
                all.group(heading, people)
            });
        Ok(holders.or_nobody(NOBODY))
    }

    const LOAD: Option<&'static str> = Some(ahead::WORDS);

    fn load(visit: &Visit, user: &User) -> Result<Option<String>> {
        Ok(if_found(ahead::of(visit, user))?.map(ahead::Ahead::words))
    }

    fn choices(&self, visit: &Visit, field: &Field) -> Result<Option<Vec<(String, String)>>> {
        match field.key {
            "role" => Ok(Some(skills(&*Directory::of(visit)?))),
            _ => Ok(None),
        }
    }

    fn whole(&self) -> Option<String> {
        Some(format!("/tasks/{}/edit", self.id))
    }
}
