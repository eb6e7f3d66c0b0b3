//! What people submit about playbooks.

use super::outline::{Condition, Level, MOST, Move, Question, Repeat, Step};
use crate::{
    base::{Choice, Id},
    features::{
        projects::{Priority, Project, Task},
        settings::Category,
    },
    web::form::{Form, Optional, Reader, Required},
};

/// Minutes of a step, days of a step, and lines of a list that it has at most.
const MOST_MINUTES: i64 = 40_000;
const MOST_DAYS: i64 = 400;
const MOST_LINES: usize = 40;

#[derive(Debug, Clone)]
pub struct NewPlaybook {
    pub name: String,
    pub category: Category,
    pub summary: String,
    /// The key of one that it begins as, else empty.
    pub from: String,
    /// A project that it is made from.
    pub project: Option<Id<Project>>,
    /// A task that it is made from.
    pub task: Option<Id<Task>>,
}

impl Form for NewPlaybook {
    fn read(f: &mut Reader) -> Self {
        let form = NewPlaybook {
            name: f.text("name", "Name", Required, 80),
            category: f.choice_or_usual("category", "Service"),
            summary: f.block("summary", "Summary", Optional, 600),
            from: f.text("from", "Begin with", Optional, 60),
            project: f.id("project", "Project", Optional),
            task: f.id("task", "Task", Optional),
        };
        let begun_with = [
            !form.from.is_empty(),
            form.project.is_some(),
            form.task.is_some(),
        ];
        if begun_with.iter().filter(|said| **said).count() > 1 {
            f.problem(
                "from",
                "It begins with a playbook, a project or a task, and with one of them alone.",
            );
        }
        form
    }
}

#[derive(Debug, Clone)]
pub struct EditPlaybook {
    pub name: String,
    pub category: Category,
    pub summary: String,
    pub version: Option<u64>,
}

impl Form for EditPlaybook {
    fn read(f: &mut Reader) -> Self {
        EditPlaybook {
            name: f.text("name", "Name", Required, 80),
            category: f.choice_or_usual("category", "Service"),
            summary: f.block("summary", "Summary", Optional, 600),
            version: f.version(),
        }
    }
}

/// A new step, below the one that is chosen.
#[derive(Debug, Clone)]
pub struct NewStep {
    pub level: Level,
    pub title: String,
    pub below: Option<u32>,
}

impl Form for NewStep {
    fn read(f: &mut Reader) -> Self {
        NewStep {
            level: f.choice_or_usual("level", "Kind"),
            title: f.text("title", "Title", Required, 120),
            below: key(f, "below", "Below the step"),
        }
    }
}

fn key(f: &mut Reader, name: &str, label: &str) -> Option<u32> {
    let key = f.whole(name, label, Optional, 1..=i64::from(u32::MAX));
    key.and_then(|key| u32::try_from(key).ok())
}

fn count(f: &mut Reader, name: &str, label: &str, most: i64) -> u32 {
    let count = f.whole(name, label, Optional, 0..=most);
    count
        .and_then(|count| u32::try_from(count).ok())
        .unwrap_or(0)
}

fn lines(f: &mut Reader, name: &str, label: &str) -> Vec<String> {
    let block = f.block(name, label, Optional, 6000);
    let lines: Vec<String> = block
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if lines.len() > MOST_LINES || lines.iter().any(|line| line.chars().count() > 200) {
        f.problem(
            name,
            format!("{label} should have at most {MOST_LINES} lines of 200 characters."),
        );
    }
    lines
}

/// All that is said of a step, but where it stands.
#[derive(Debug, Clone)]
pub struct EditStep {
    pub step: Step,
    pub version: Option<u64>,
}

impl Form for EditStep {
    fn read(f: &mut Reader) -> Self {
        let estimate = f
            .minutes("estimate_minutes", "Estimate", Optional)
            .unwrap_or(0);
        if estimate > MOST_MINUTES {
            f.problem(
                "estimate_minutes",
                "Estimate should be at most 666 hours. Make several steps of it.",
            );
        }
        let step = Step {
            title: f.text("title", "Title", Required, 120),
            detail: f.block("detail", "What has to be done", Optional, 4000),
            role: f.text("role", "Department", Optional, 60),
            skill: f.text("skill", "Skill", Optional, 60),
            estimate: u32::try_from(estimate).unwrap_or(0),
            start: count(f, "start", "Starts on day", MOST_DAYS),
            days: count(f, "days", "Days given", MOST_DAYS),
            after: f
                .all("after", "After")
                .iter()
                .filter_map(|key| key.trim().parse().ok())
                .collect(),
            lag: count(f, "lag", "Days between", MOST_DAYS),
            priority: f
                .choice("priority", "Priority", Optional)
                .unwrap_or(Priority::Normal),
            review: f.flag("review", "Has to pass review"),
            client_visible: f.flag("client_visible", "The client sees it"),
            checklist: lines(f, "checklist", "Checklist"),
            documents: lines(f, "documents", "Documents to ask for"),
            repeat: f.choice_or_usual("repeat", "Repeats"),
            times: count(f, "times", "Times", i64::from(super::layout::MOST_TIMES)),
            only_if: condition(f),
            ..Step::default()
        };
        if step.repeat != Repeat::Once && step.times < 2 {
            f.problem("times", "Say how many times it is done: 2 or more.");
        }
        EditStep {
            step,
            version: f.version(),
        }
    }
}

/// `Online booking is yes`, of a question and one of its answers; empty is always.
fn condition(f: &mut Reader) -> Option<Condition> {
    let question = f.text("question", "Only if", Optional, 120);
    let not = f.flag("question_not", "Is not");
    let answer = f.text("answer", "Answer", Optional, 60);
    match (question.is_empty(), answer.is_empty()) {
        (true, true) => None,
        (false, false) => Some(Condition {
            question,
            not,
            answer,
        }),
        (true, false) => {
            f.problem("question", "Choose the question that this answers.");
            None
        }
        (false, true) => {
            f.problem("answer", "Choose the answer with which the step is made.");
            None
        }
    }
}

/// Where a step goes.
#[derive(Debug, Clone)]
pub struct MoveStep {
    pub how: Option<Move>,
}

impl Form for MoveStep {
    fn read(f: &mut Reader) -> Self {
        let how = f.word("how", "How", &["up", "down", "in", "out", "before"]);
        let before = key(f, "before", "Before the step");
        MoveStep {
            how: how.map(|how| match how {
                "up" => Move::Up,
                "down" => Move::Down,
                "in" => Move::In,
                "out" => Move::Out,
                _ => Move::Before(before),
            }),
        }
    }
}

/// The questions, one in each line: `Online booking: yes, no`. The first answer is the usual one.
#[derive(Debug, Clone)]
pub struct Questions {
    pub questions: Vec<Question>,
    pub version: Option<u64>,
}

impl Form for Questions {
    fn read(f: &mut Reader) -> Self {
        let typed = lines(f, "questions", "Questions");
        let mut questions: Vec<Question> = Vec::new();
        for line in &typed {
            let (title, answers) = line.split_once(':').unwrap_or((line, ""));
            let answers: Vec<String> = answers
                .split(',')
                .map(str::trim)
                .filter(|answer| !answer.is_empty())
                .map(str::to_owned)
                .collect();
            let title = title.trim().to_owned();
            if title.is_empty() || answers.len() < 2 {
                f.problem(
                    "questions",
                    format!("\u{201c}{line}\u{201d} should be a question with two answers or more, such as \u{201c}Online booking: no, yes\u{201d}."),
                );
            } else if questions.iter().any(|held| held.title == title) {
                f.problem("questions", format!("{title} is asked twice."));
            } else {
                questions.push(Question { title, answers });
            }
        }
        Questions {
            questions,
            version: f.version(),
        }
    }
}

/// What was changed, in a sentence.
#[derive(Debug, Clone)]
pub struct Publish {
    pub note: String,
    pub version: Option<u64>,
}

impl Form for Publish {
    fn read(f: &mut Reader) -> Self {
        Publish {
            note: f.block("note", "What was changed", Optional, 600),
            version: f.version(),
        }
    }
}

/// A whole sheet in the place of all steps.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub sheet: String,
    pub version: Option<u64>,
}

impl Form for Sheet {
    fn read(f: &mut Reader) -> Self {
        Sheet {
            sheet: f.block("sheet", "Sheet", Required, MOST * 2000),
            version: f.version(),
        }
    }
}

/// A step as the fields of its form.
pub fn values(step: &Step) -> Vec<(&'static str, String)> {
    let number = |number: u32| {
        if number == 0 {
            String::new()
        } else {
            number.to_string()
        }
    };
    let mut values = vec![
        ("title", step.title.clone()),
        ("detail", step.detail.clone()),
        ("role", step.role.clone()),
        ("skill", step.skill.clone()),
        (
            "estimate_minutes",
            if step.estimate == 0 {
                String::new()
            } else {
                format!("{}m", step.estimate)
            },
        ),
        ("start", number(step.start)),
        ("days", number(step.days)),
        ("lag", number(step.lag)),
        ("priority", step.priority.key().into()),
        ("checklist", step.checklist.join("\n")),
        ("documents", step.documents.join("\n")),
        ("repeat", step.repeat.key().into()),
        ("times", number(step.times)),
    ];
    values.extend(step.after.iter().map(|key| ("after", key.to_string())));
    if step.review {
        values.push(("review", "on".into()));
    }
    if step.client_visible {
        values.push(("client_visible", "on".into()));
    }
    if let Some(only_if) = &step.only_if {
        values.push(("question", only_if.question.clone()));
        values.push(("answer", only_if.answer.clone()));
        if only_if.not {
            values.push(("question_not", "on".into()));
        }
    }
    values
}
