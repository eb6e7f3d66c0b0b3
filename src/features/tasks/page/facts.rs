//! What a task is at a glance, changed where it stands: state, hands, dates, hours; and whom it suits.

use maud::{Markup, html};

use super::{
    super::{ASSIGN, Task, recurring},
    Shown,
};
use crate::{
    base::{Money, Result, percent, text},
    data::Record,
    features::{
        conversation,
        projects::{
            Used, budget_tone, may_see_money,
            parts::{self, due_day, hours, inline_button, state, task_link},
            propose,
        },
        records::present,
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::link,
};

/// Verbs whose form says itself what was wrong; what the others refuse is said above the page.
const SAY_THEMSELVES: [&str; 13] = [
    "accept",
    "return",
    "block",
    "reopen",
    "cancel",
    "subtasks",
    "request",
    "log",
    "comments",
    "repeat",
    "sub-project",
    "milestone",
    "copy",
];

/// How often it came back from review, and why.
fn came_back(task: &Task) -> Option<String> {
    let why = task.returned_for.iter();
    let why: Vec<String> = why
        .map(|held| match held.times {
            1 => held.reason.clone(),
            times => format!("{} ({times})", held.reason),
        })
        .collect();
    let times = text::count(task.returns as usize, "time", "times");
    (task.returns > 0).then(|| match why.is_empty() {
        true => times,
        false => format!("{times}: {}", why.join(", ")),
    })
}

/// How much of the checklist held when it was accepted, with what didn't.
fn reviewed(task: &Task) -> Option<String> {
    let all = task.reviewed.len();
    let open: Vec<&str> = task
        .reviewed
        .iter()
        .filter(|item| !item.done)
        .map(|item| item.title.as_str())
        .collect();
    let held = all - open.len();
    (all > 0).then(|| match open.is_empty() {
        true => format!("{held} of {all} of the checklist"),
        false => format!("{held} of {all} of the checklist; not: {}", open.join(", ")),
    })
}

impl Shown<'_> {
    pub(super) fn banners(&self) -> Markup {
        let task = self.task;
        html! {
            (self.refused.banner(&SAY_THEMSELVES))
            @if task.requested && task.state.is_open() {
                (Banner::warning(format!("{} asked for this subtask. It counts once the team lead approves it.", self.names.name_of(task.created_by))))
            }
            @if let Some(reason) = task.blocked.as_ref().filter(|_| task.state.is_open()) { (Banner::error(format!("Blocked: {reason}"))) }
            @if let Some(reason) = task.returned.as_ref().filter(|_| task.state.is_open()) { (Banner::warning(format!("Returned: {reason}"))) }
            @if let Some(project) = task.stands_for {
                (Banner::info(html! { "This task stands for a sub-project: what is done of it is done in " (link(self.visit, project.as_ref(), project.to_string())) "." }))
            }
            @if let Err(why) = self.project.must_be_open() { (Banner::info(why.to_string())) }
        }
    }

    /// The post that it was made of, for whoever reads it.
    fn origin(&self) -> Result<Option<Markup>> {
        let post = conversation::origin(self.visit, self.task.as_ref())?;
        Ok(post.map(|post| html! { a class="link" href=(format!("/posts/{}", post.id)) { "a post by " (self.names.name(post.by)) } }))
    }

    /// Its properties, each changed where it stands; below them what else becomes of its state.
    pub(super) fn facts(&self) -> Result<Markup> {
        let (task, edits, names) = (self.task, &self.edits, &self.names);
        let before = self
            .visit
            .follow_all(task, |task: &Task| task.after.clone())?;
        let reviewer = match (task.reviewer, task.review_needed) {
            (Some(user), _) => present(self.visit, names, user),
            (None, true) => html! { "Any reviewer" },
            (None, false) => html! { span class="dim" { "No review" } },
        };
        let assignee = match task.assignee {
            Some(user) => present(self.visit, names, user),
            None => html! { span class="dim" { "Nobody yet" } },
        };
        let today = self.visit.today();
        let progress = progress_bar(
            u32::from(task.progress),
            format!("{}%", task.progress),
            "Progress",
        );
        let estimate = hours(self.logged, i64::from(task.weight));
        let budget = i64::from(task.budget_minutes);
        let used = (budget > 0).then(|| {
            let drawn = percent::bar(self.logged, budget, 100, 0);
            let words = hours(self.logged, budget);
            progress_toned(
                budget_tone(self.logged, budget),
                drawn,
                words,
                "Budget used",
            )
        });
        let spent = self.money()?;
        let seen = match task.client_visible {
            true => "Yes, its name",
            false => "No",
        };
        let start = task.start.map(|day| day.show(today));
        let due = due_day(task.due, task.state.is_open(), today);
        let skill = match task.role.as_str() {
            "" => html! { span class="dim" { "As the project" } },
            role => {
                let department = names.department_by_key(role);
                html! { (department.map_or(role, |held| held.name.as_str())) }
            }
        };
        let before = match before.is_empty() {
            true => html! {},
            false => html! {
                span { @for other in &before {
                    span class="row nowrap" { (other.state_icon()) (task_link(self.visit, other, "link", other.title.as_str())) }
                } }
            },
        };
        let facts = Facts::props()
            .fact("State", state(task))
            .fact("Assignee", edits.value("assignee", assignee))
            .fact("Due", edits.value("due", due))
            .fact(
                "Priority",
                edits.value("priority", prio(task.priority.mark(), true)),
            )
            .fact("Progress", edits.value("progress", progress))
            .fact("Hours", edits.value("estimate_minutes", estimate))
            .maybe(
                "Budget",
                (used.is_some() || edits.may("budget_minutes"))
                    .then(|| edits.value("budget_minutes", used.unwrap_or_default())),
            )
            .maybe(
                "Money",
                (spent.is_some() || edits.may("budget_money"))
                    .then(|| edits.value("budget_money", spent.unwrap_or_default())),
            )
            .maybe(
                "Start",
                (start.is_some() || edits.may("start"))
                    .then(|| edits.value("start", start.unwrap_or_default())),
            )
            .fact("Reviewer", edits.value("reviewer", reviewer))
            .fact(
                "Team lead",
                present(self.visit, names, self.project.team_lead),
            )
            .fact("Client sees", edits.value("client_visible", seen))
            .fact("Skill", edits.value("role", skill))
            .maybe(
                "Comes after",
                (!before.0.is_empty() || edits.may("after")).then(|| edits.beside("after", before)),
            )
            .maybe("Came back", came_back(task))
            .maybe("Reviewed", reviewed(task))
            .maybe("Made of", self.origin()?);
        Ok(html! {
            (facts)
            div class="folds" {
                (self.more()?)
                @if self.open { (recurring::on_task(self.visit, task, &self.refused)?) }
                @if task.assignee.is_none() && self.may(&ASSIGN) && self.open && task.state.is_open() { (self.propose_for(task)?) }
            }
        })
    }

    /// What of its budget of money is used, for those who are told.
    fn money(&self) -> Result<Option<Markup>> {
        let (visit, task) = (self.visit, self.task);
        let told = task.budget_money > Money::ZERO
            && visit.reads_key("budget_money", task)?
            && may_see_money(visit, self.project)?;
        if !told {
            return Ok(None);
        }
        let spent = Used::of_task(visit, task.id)?.money(self.project);
        let currency = CurrentSettings::currency_of(visit);
        Ok(Some(parts::money(spent, task.budget_money, currency)))
    }

    /// Whom a task or one of its subtasks suits best, to be given it at once; one stays on this page.
    pub(super) fn propose_for(&self, task: &Task) -> Result<Markup> {
        let proposed = propose(self.visit, &task.role)?;
        let back = hidden("back", format!("/tasks/{}", self.task.id));
        let to = format!("/tasks/{}/assign", task.id);
        Ok(html! {
            @if let Some((user, open)) = proposed.first() {
                (inline_button(&to, html! { (back) (hidden("assignee", user)) },
                    Button::submit(html! { "Assign to " (who_first(self.names.name(*user))) span class="dim" { (open) " open" } }).small().quiet()))
            }
        })
    }
}
