//! What people may submit about tasks.

use crate::{
    base::{Day, Id, Money, in_order},
    features::{
        conversation::Post,
        people::User,
        projects::{Item, Milestone, Priority, Project, Task, TaskStatus},
    },
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct NewTask {
    pub project: Option<Id<Project>>,
    pub milestone: Option<Id<Milestone>>,
    pub parent: Option<Id<Task>>,
    pub title: String,
    pub detail: String,
    pub role: String,
    pub assignee: Option<Id<User>>,
    pub reviewer: Option<Id<User>>,
    pub estimate: Option<i64>,
    pub start: Option<Day>,
    pub due: Option<Day>,
    pub priority: Option<Priority>,
    pub review_needed: bool,
    pub client_visible: bool,
    pub checklist: Vec<Item>,
    pub after: Vec<Id<Task>>,
    /// What was said that it is made of.
    pub post: Option<Id<Post>>,
}

impl NewTask {
    /// One of which nothing is said but what it is called.
    pub fn titled(title: impl Into<String>) -> NewTask {
        NewTask {
            project: None,
            milestone: None,
            parent: None,
            title: title.into(),
            detail: String::new(),
            role: String::new(),
            assignee: None,
            reviewer: None,
            estimate: None,
            start: None,
            due: None,
            priority: None,
            review_needed: false,
            client_visible: false,
            checklist: Vec::new(),
            after: Vec::new(),
            post: None,
        }
    }
}

impl Form for NewTask {
    fn read(f: &mut Reader) -> Self {
        let form = NewTask {
            project: f.id("project", "Project", Optional),
            milestone: f.id("milestone", "Milestone", Optional),
            parent: f.id("parent", "Subtask of", Optional),
            title: f.text("title", "Title", Required, 160),
            detail: f.block("detail", "What has to be done", Optional, 8000),
            role: f.text("role", "Skill", Optional, 40),
            assignee: f.id("assignee", "Assignee", Optional),
            reviewer: f.id("reviewer", "Reviewer", Optional),
            estimate: f.minutes("estimate_minutes", "Estimate", Optional),
            start: f.day("start", "Start", Optional),
            due: f.day("due", "Due", Optional),
            priority: f.choice("priority", "Priority", Optional),
            review_needed: f.flag("review_needed", "Has to pass review"),
            client_visible: f.flag("client_visible", "The client sees it"),
            checklist: checklist(f),
            after: f.named("after", "After"),
            post: f.id("post", "Made of the post", Optional),
        };
        f.in_order(in_order::DUE, form.start, form.due);
        form
    }
}

/// An edit changes only what it names.
#[derive(Debug, Clone, Default)]
pub struct EditTask {
    pub title: Option<String>,
    pub detail: Option<String>,
    pub role: Option<String>,
    pub reviewer: Option<Option<Id<User>>>,
    pub estimate: Option<Option<i64>>,
    pub budget: Option<Option<i64>>,
    pub budget_money: Option<Money>,
    pub start: Option<Option<Day>>,
    pub due: Option<Option<Day>>,
    pub priority: Option<Priority>,
    pub review_needed: Option<bool>,
    pub client_visible: Option<bool>,
    pub checklist: Option<Vec<Item>>,
    pub after: Option<Vec<Id<Task>>>,
    /// Working days that it is given, and those between what it comes after and its start.
    pub days: Option<u32>,
    pub lag: Option<u32>,
    pub not_before: Option<Option<Day>>,
    /// Its start holds when dates are planned.
    pub pinned: Option<bool>,
    pub version: Option<u64>,
}

impl Form for EditTask {
    fn read(f: &mut Reader) -> Self {
        fn sent<T>(f: &Reader, name: &str, value: T) -> Option<T> {
            f.has(name).then_some(value)
        }
        let (title_need, priority_need) = (f.need("title"), f.need("priority"));
        let title = f.text("title", "Title", title_need, 160);
        let detail = f.block("detail", "What has to be done", Optional, 8000);
        let role = f.text("role", "Skill", Optional, 40);
        let reviewer = f.id("reviewer", "Reviewer", Optional);
        let estimate = f.minutes("estimate_minutes", "Estimate", Optional);
        let budget = f.minutes("budget_minutes", "Budget of hours", Optional);
        let budget_money = f
            .money("budget_money", "Budget of money", Optional)
            .unwrap_or_default();
        if budget_money < Money::ZERO {
            f.problem("budget_money", "A budget is not less than nothing.");
        }
        let start = f.day("start", "Start", Optional);
        let due = f.day("due", "Due", Optional);
        let priority = f.choice("priority", "Priority", priority_need);
        let review_needed = f.flag("review_needed", "Has to pass review");
        let client_visible = f.flag("client_visible", "The client sees it");
        let checklist = checklist(f);
        let after = f.named("after", "After");
        let days = working_days(f, "days", "Days given");
        let lag = working_days(f, "lag", "Days between");
        let not_before = f.day("not_before", "Not before", Optional);
        let pinned = f.flag("pinned", "Its start holds");
        f.in_order(in_order::DUE, start, due);
        EditTask {
            title: sent(f, "title", title),
            detail: sent(f, "detail", detail),
            role: sent(f, "role", role),
            reviewer: sent(f, "reviewer", reviewer),
            estimate: sent(f, "estimate_minutes", estimate),
            budget: sent(f, "budget_minutes", budget),
            budget_money: sent(f, "budget_money", budget_money),
            start: sent(f, "start", start),
            due: sent(f, "due", due),
            priority,
            review_needed: sent(f, "review_needed", review_needed),
            client_visible: sent(f, "client_visible", client_visible),
            checklist: sent(f, "checklist", checklist),
            after: sent(f, "after", after),
            days: sent(f, "days", days),
            lag: sent(f, "lag", lag),
            not_before: sent(f, "not_before", not_before),
            pinned: sent(f, "pinned", pinned),
            version: f.version(),
        }
    }
}

/// A number of them; nothing is none.
fn working_days(f: &mut Reader, name: &str, label: &str) -> u32 {
    let days = f.whole(name, label, Optional, 0..=400);
    days.and_then(|days| u32::try_from(days).ok()).unwrap_or(0)
}

/// The most lines that a checklist has.
pub(super) const MOST_ITEMS: usize = 200;

/// Rows of title and done; or one text, as the page has it.
fn checklist(f: &mut Reader) -> Vec<Item> {
    if f.is_filled("checklist") {
        return items(&f.block("checklist", "Checklist", Optional, 4000));
    }
    f.rows("checklist", MOST_ITEMS, |row| Item {
        title: row.text("title", "Line", Required, 4000),
        done: row.flag("done", "Done"),
    })
}

/// Lines that are added to a checklist.
#[derive(Debug, Clone)]
pub struct NewItems {
    pub items: Vec<Item>,
}

impl Form for NewItems {
    fn read(f: &mut Reader) -> Self {
        NewItems {
            items: items(&f.block("text", "Checklist", Required, 4000)),
        }
    }
}

/// One line each; `[x]` in front says that it is done.
fn items(text: &str) -> Vec<Item> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| match line.strip_prefix("[x] ") {
            Some(rest) => Item {
                title: rest.to_owned(),
                done: true,
            },
            None => Item {
                title: line.to_owned(),
                done: false,
            },
        })
        .collect()
}

pub fn items_text(items: &[Item]) -> String {
    let line = |item: &Item| format!("{}{}", if item.done { "[x] " } else { "" }, item.title);
    items.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A subtask added or asked for on its task's page.
#[derive(Debug, Clone)]
pub struct NewSubtask {
    pub title: String,
    pub assignee: Option<Id<User>>,
    pub estimate: Option<i64>,
    pub due: Option<Day>,
    pub review_needed: bool,
    pub reason: String,
}

impl Form for NewSubtask {
    fn read(f: &mut Reader) -> Self {
        NewSubtask {
            title: f.text("title", "Title", Required, 160),
            assignee: f.id("assignee", "Assignee", Optional),
            estimate: f.minutes("estimate_minutes", "Estimate", Optional),
            due: f.day("due", "Due", Optional),
            review_needed: f.flag("review_needed", "Has to pass review"),
            reason: f.block("reason", "Why it is needed", Optional, 1000),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Assign {
    pub assignee: Option<Id<User>>,
}

impl Form for Assign {
    fn read(f: &mut Reader) -> Self {
        Assign {
            assignee: f.id("assignee", "Assignee", Optional),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Tick {
    pub item: usize,
    pub done: bool,
}

impl Form for Tick {
    fn read(f: &mut Reader) -> Self {
        Tick {
            item: f
                .whole("item", "Line, counted from 0", Required, 0..=200)
                .unwrap_or(0) as usize,
            done: f.flag("done", "Done"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Progress {
    /// None goes back to what checklist and status say.
    pub percent: Option<u8>,
}

impl Form for Progress {
    fn read(f: &mut Reader) -> Self {
        Progress {
            percent: f
                .whole("progress", "Progress in percent", Optional, 0..=100)
                .map(|p| p as u8),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Say {
    pub text: String,
}

impl Form for Say {
    fn read(f: &mut Reader) -> Self {
        Say {
            text: f.block("text", "Comment", Required, 4000),
        }
    }
}

/// A remark that goes with handing in or accepting.
#[derive(Debug, Clone)]
pub struct Note {
    pub note: String,
}

impl Form for Note {
    fn read(f: &mut Reader) -> Self {
        Note {
            note: f.block("note", "Note", Optional, 1000),
        }
    }
}

/// What a swimlane stands for, where a card is dropped into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InSwim {
    /// None: nobody's.
    Assignee(Option<Id<User>>),
    Priority(Priority),
    Milestone(Id<Milestone>),
}

fn swim(f: &mut Reader) -> Option<InSwim> {
    match f.text("swim", "Swimlanes", Optional, 20).as_str() {
        "assignee" => Some(InSwim::Assignee(f.id("into", "Person", Optional))),
        "priority" => f.choice("into", "Priority", Required).map(InSwim::Priority),
        "milestone" => f.id("into", "Milestone", Required).map(InSwim::Milestone),
        "" => None,
        _ => {
            f.problem("swim", "A board has no such swimlanes.");
            None
        }
    }
}

/// The milestone that a task is moved to, or the project in which it stands where the work goes on.
#[derive(Debug, Clone)]
pub struct ToMilestone {
    pub milestone: Option<Id<Milestone>>,
    pub project: Option<Id<Project>>,
    pub version: Option<u64>,
}

impl Form for ToMilestone {
    fn read(f: &mut Reader) -> Self {
        ToMilestone {
            milestone: f.id("milestone", "Milestone", Optional),
            project: f.id("project", "Project", Optional),
            version: f.version(),
        }
    }
}

/// A card dropped on another lane, or in another swimlane.
#[derive(Debug, Clone)]
pub struct Move {
    pub task: Option<Id<Task>>,
    pub to: TaskStatus,
    pub swim: Option<InSwim>,
    pub version: Option<u64>,
}

impl Form for Move {
    fn read(f: &mut Reader) -> Self {
        Move {
            task: f.id("id", "Task", Required),
            to: f.choice("to", "State", Required).unwrap_or_default(),
            swim: swim(f),
            version: f.version(),
        }
    }
}

/// An entry of the calendar that is dropped on another day.
#[derive(Debug, Clone)]
pub struct Reschedule {
    pub task: Option<Id<Task>>,
    pub to: Option<Day>,
    pub version: Option<u64>,
}

impl Form for Reschedule {
    fn read(f: &mut Reader) -> Self {
        Reschedule {
            task: f.id("id", "Task", Required),
            to: f.day("to", "Day", Required),
            version: f.version(),
        }
    }
}
