//! How a project stands: its schedule, its budgets, its scope and its client, each with the reasons. Nothing of it is stored;
//! it follows from the plan, the sums that time keeps, and what waits.

use super::{
    MILESTONES, Milestone, Project, TASKS_OF_PROJECT, Task,
    actions::VIEW,
    budget::{Used, may_see_money},
    client::Answer,
};
use crate::{
    base::{Money, Result, percent, text, time},
    data::{Key, Visit},
    features::{approvals, people::Directory, tickets},
    ui::badge::Tone,
    web::{Reply, Route, Told},
};

/// Tasks of a project that are looked at, on its page too.
pub const MOST_TASKS: usize = 5000;
/// Milestones likewise.
pub const MOST_MILESTONES: usize = 200;
/// Days after which a client who was asked should have answered.
const ANSWER: i64 = 3;
/// How much more of a budget than of the work may be used.
const AHEAD: i64 = 15;

/// One side of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub tone: Tone,
    pub says: String,
    pub because: Vec<String>,
}

impl Side {
    fn good(says: impl Into<String>) -> Side {
        Side {
            tone: Tone::Stone,
            says: says.into(),
            because: Vec::new(),
        }
    }

    /// For programs.
    fn key(&self) -> &'static str {
        match self.tone {
            Tone::Danger => "bad",
            Tone::Warning => "doubtful",
            _ => "good",
        }
    }
}

/// A budget of which something is used.
#[derive(Debug, Clone, PartialEq)]
pub struct Spent {
    /// "hours", "money".
    pub of: &'static str,
    pub used: i64,
    pub budget: i64,
}

/// What the sides are judged by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// Points before what the plan expects today, or behind it.
    pub ahead: i32,
    pub progress: u8,
    pub late: usize,
    pub blocked: usize,
    pub unassigned: usize,
    /// Working days that the plan ends after what the client was promised.
    pub after_promise: i32,
    pub spent: Vec<Spent>,
    /// Changes that wait for a yes, and subtasks that are asked for.
    pub changes: usize,
    pub asked_for: usize,
    /// Milestones that the client wants otherwise, and those about which they are asked for too long, with the days.
    pub wanted_otherwise: Vec<String>,
    pub unanswered: Vec<(String, i64)>,
    pub complaints: usize,
}

impl Standing {
    /// # Errors
    /// When the store can't be read.
    pub fn of(
        visit: &Visit,
        project: &Project,
        (milestones, tasks): (&[Milestone], &[Task]),
    ) -> Result<Standing> {
        let today = visit.today();
        let calendar = Directory::calendar_of(visit, project.department)?;
        let expected = i32::from(project.expected(&calendar, today));
        let mut standing = Standing {
            ahead: i32::from(project.progress) - expected,
            progress: project.progress,
            after_promise: match project.promised {
                Some(promised) if promised < project.finish => {
                    calendar.between(promised + 1, project.finish + 1)
                }
                _ => 0,
            },
            changes: approvals::waiting_about(visit, project)?.len(),
            complaints: tickets::open_complaints(visit, project.client)?,
            ..Standing::default()
        };
        for task in tasks.iter().filter(|task| task.state.is_open()) {
            standing.asked_for += usize::from(task.requested);
            if !task.counts() {
                continue;
            }
            standing.late += usize::from(task.due.is_some_and(|due| due < today));
            standing.blocked += usize::from(task.blocked.is_some());
            standing.unassigned += usize::from(task.assignee.is_none() && !task.has_parts());
        }
        let used = Used::of(visit, project)?;
        let mut spent = |of, used, budget| {
            if budget > 0 {
                standing.spent.push(Spent { of, used, budget });
            }
        };
        spent("hours", used.minutes, i64::from(project.budget_minutes));
        if project.budget_money > Money::ZERO && may_see_money(visit, project)? {
            spent("money", used.money(project).0, project.budget_money.0);
        }
        for milestone in milestones {
            let Some(asked) = &milestone.asked else {
                continue;
            };
            let days = visit.at.since(asked.at) / time::DAY;
            match asked.answer {
                Answer::Changes => standing.wanted_otherwise.push(milestone.title.clone()),
                Answer::Waiting if days >= ANSWER => {
                    standing.unanswered.push((milestone.title.clone(), days));
                }
                _ => {}
            }
        }
        Ok(standing)
    }

    pub fn schedule(&self) -> Side {
        let mut side = match self.ahead {
            5.. => Side::good(format!(
                "On track, {} ahead",
                text::count(self.ahead.unsigned_abs() as usize, "point", "points")
            )),
            -9..=4 => Side::good("On track"),
            behind => Side {
                tone: if behind < -25 {
                    Tone::Danger
                } else {
                    Tone::Warning
                },
                ..Side::good(format!("{} points behind", -behind))
            },
        };
        if self.after_promise > 0 {
            let days = text::count(
                self.after_promise.unsigned_abs() as usize,
                "working day",
                "working days",
            );
            side.because
                .push(format!("The plan ends {days} after what was promised"));
            side.tone = Tone::Danger;
        }
        side
    }

    pub fn budget(&self) -> Side {
        if self.spent.is_empty() {
            return Side::good("No budget");
        }
        let mut side = Side::good("Within budget");
        for Spent { of, used, budget } in &self.spent {
            let share = percent::bar(*used, *budget, 1000, 0);
            let share = i64::from(share);
            let done = i64::from(self.progress);
            let (tone, says) = match share {
                100.. => (Tone::Danger, "Used up"),
                80.. => (Tone::Warning, "Nearly used up"),
                20.. if share > done + AHEAD => (Tone::Warning, "Used faster than work goes on"),
                _ => continue,
            };
            if side.tone != Tone::Danger {
                side.tone = tone;
                says.clone_into(&mut side.says);
            }
            side.because
                .push(format!("{share}% of its {of} for {done}% of the work"));
        }
        side
    }

    pub fn scope(&self) -> Side {
        let mut side = Side::good("As agreed");
        if self.changes > 0 {
            let count = text::count(self.changes, "change waits", "changes wait");
            side.because.push(format!("{count} for a yes"));
        }
        if self.asked_for > 0 {
            let count = text::count(self.asked_for, "subtask is", "subtasks are");
            side.because.push(format!("{count} asked for"));
        }
        if !side.because.is_empty() {
            side.tone = Tone::Warning;
            side.says = "About to change".into();
        }
        side
    }

    pub fn client(&self) -> Side {
        let mut side = Side::good("Nothing open");
        for (title, days) in &self.unanswered {
            let days = text::count(usize::try_from(*days).unwrap_or(0), "day", "days");
            side.because
                .push(format!("No answer about {title} for {days}"));
            side.tone = Tone::Warning;
            side.says = "Answer missing".into();
        }
        for title in &self.wanted_otherwise {
            side.because.push(format!("Wants changes to {title}"));
            side.tone = Tone::Warning;
            side.says = "Wants changes".into();
        }
        if self.complaints > 0 {
            let count = text::count(self.complaints, "complaint", "complaints");
            side.because.push(format!("{count} open"));
            side.tone = Tone::Danger;
            side.says = "Complains".into();
        }
        side
    }

    pub fn sides(&self) -> [(&'static str, &'static str, Side); 4] {
        [
            ("schedule", "Schedule", self.schedule()),
            ("budget", "Budget", self.budget()),
            ("scope", "Scope", self.scope()),
            ("client", "Client", self.client()),
        ]
    }
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_get(
            "/projects/{id}/health",
            VIEW,
            "How a project stands: schedule, budget, scope and client, each with the reasons",
            |v, r| {
                let project: Project = v.find(r.id("id")?)?;
                let key = || Key::new().id(project.id);
                let milestones: Vec<Milestone> =
                    v.related(&project, MILESTONES, key(), MOST_MILESTONES)?;
                let tasks: Vec<Task> = v.related(&project, TASKS_OF_PROJECT, key(), MOST_TASKS)?;
                let standing = Standing::of(v, &project, (&milestones, &tasks))?;
                let mut told = serde_json::Map::new();
                told.insert("points_ahead".into(), standing.ahead.into());
                told.insert("late".into(), standing.late.into());
                told.insert("blocked".into(), standing.blocked.into());
                told.insert("unassigned".into(), standing.unassigned.into());
                for (key, _, side) in standing.sides() {
                    let side = serde_json::json!({
                        "is": side.key(), "says": side.says, "because": side.because,
                    });
                    told.insert(key.into(), side);
                }
                Ok(Reply::json(serde_json::Value::Object(told)))
            },
        )
        .tells(HEALTH),
    ]
}

const SIDE: Told = Told::Object(&[
    ("is", Told::Text),
    ("says", Told::Text),
    ("because", Told::List(&Told::Text)),
]);

const HEALTH: Told = Told::Object(&[
    ("points_ahead", Told::Number),
    ("late", Told::Number),
    ("blocked", Told::Number),
    ("unassigned", Told::Number),
    ("schedule", SIDE),
    ("budget", SIDE),
    ("scope", SIDE),
    ("client", SIDE),
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_says_what_is_wrong_and_why() {
        let good = Standing {
            ahead: 5,
            ..Standing::default()
        };
        assert_eq!(good.schedule().says, "On track, 5 points ahead");
        assert!(good.sides().iter().all(|(.., side)| side.key() == "good"));
        assert_eq!(good.budget().says, "No budget");
        let spent = |of, used, budget| Spent { of, used, budget };
        let bad = Standing {
            ahead: -30,
            progress: 20,
            after_promise: 1,
            spent: vec![spent("hours", 40, 100), spent("money", 120, 100)],
            changes: 1,
            asked_for: 2,
            wanted_otherwise: vec!["Design".into()],
            unanswered: vec![("Texts".into(), 4)],
            complaints: 1,
            ..Standing::default()
        };
        let told = bad.sides().map(|(.., side)| (side.tone, side.says));
        assert_eq!(
            told,
            [
                (Tone::Danger, "30 points behind".to_owned()),
                (Tone::Danger, "Used up".to_owned()),
                (Tone::Warning, "About to change".to_owned()),
                (Tone::Danger, "Complains".to_owned()),
            ]
        );
        assert_eq!(
            bad.schedule().because,
            ["The plan ends 1 working day after what was promised"]
        );
        assert_eq!(
            bad.budget().because,
            [
                "40% of its hours for 20% of the work",
                "120% of its money for 20% of the work"
            ]
        );
        assert_eq!(
            bad.scope().because,
            ["1 change waits for a yes", "2 subtasks are asked for"]
        );
        assert_eq!(bad.client().because.len(), 3);
        // What is used less than the work goes on is as it should be.
        let even = Standing {
            progress: 30,
            spent: vec![spent("hours", 40, 100)],
            ..Standing::default()
        };
        assert_eq!(even.budget(), Side::good("Within budget"));
    }
}
