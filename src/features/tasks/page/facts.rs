//! What a task is at a glance: state, hands, dates, hours; and giving it to somebody.

use maud::{Markup, html};

use super::{
    super::{ASSIGN, Task},
    Shown,
};
use crate::{
    base::Result,
    features::projects::{
        parts::{NOBODY, due_day, hours, inline_button, people_select, state, task_link},
        propose,
    },
    ui::prelude::*,
};

/// Verbs whose form says itself what was wrong; what the others refuse is said above the page.
const SAY_THEMSELVES: [&str; 8] = [
    "return", "block", "reopen", "cancel", "subtasks", "request", "log", "comments",
];

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
            @if let Err(why) = self.project.must_be_open() { (Banner::info(why.to_string())) }
        }
    }

    pub(super) fn facts(&self, facts: Facts) -> Result<Markup> {
        let task = self.task;
        let names = &self.names;
        let before = self
            .visit
            .follow_all(task, |task: &Task| task.after.clone())?;
        let reviewer = match (task.reviewer, task.review_needed) {
            (Some(user), _) => who(names.name(user)),
            (None, true) => html! { "Any reviewer" },
            (None, false) => html! { span class="dim" { "No review" } },
        };
        let assignee = match task.assignee {
            Some(user) => who(names.name(user)),
            None => html! { span class="dim" { "Nobody yet" } },
        };
        let today = self.visit.today();
        let progress = progress_bar(
            u32::from(task.progress),
            format!("{}%", task.progress),
            "Progress",
        );
        let facts = facts
            .fact("State", state(task))
            .fact("Assignee", assignee)
            .fact("Reviewer", reviewer)
            .fact("Team lead", who(names.name(self.project.team_lead)))
            .fact("Priority", prio(task.priority.mark(), true))
            .maybe("Start", task.start.map(|day| day.show(today)))
            .fact("Due", due_day(task.due, task.state.is_open(), today))
            .fact("Hours", hours(self.logged, i64::from(task.weight)))
            .fact("Progress", progress)
            .fact(
                "Client sees",
                if task.client_visible {
                    "Yes, its name"
                } else {
                    "No"
                },
            );
        Ok(html! {
            (facts)
            @if !before.is_empty() {
                ul class="list tight" aria-label="Comes after" { @for other in &before {
                    li data-row { (other.state_icon()) (task_link(self.visit, other, "grow", format!("After {}", other.title))) }
                } }
            }
            @if self.may(&ASSIGN) && self.open && task.state.is_open() { (self.assign(task)?) }
        })
    }

    /// Gives a task or one of its subtasks to somebody; one stays on this page.
    pub(super) fn assign(&self, task: &Task) -> Result<Markup> {
        let proposed = propose(self.visit, &task.role)?;
        let first = proposed.first().filter(|_| task.assignee.is_none());
        let select = Select::new("assignee", format!("Assignee of {}", task.title))
            .id(format!("assignee-{}", task.id.raw()))
            .bare();
        let select = people_select(select, &self.names, Some(self.project), &proposed, NOBODY)
            .maybe_value(task.assignee);
        let back = hidden("back", format!("/tasks/{}", self.task.id));
        let to = format!("/tasks/{}/assign", task.id);
        Ok(html! {
            div class="row" {
                form class="row nowrap" method="post" action=(to) data-once data-inline {
                    (back) (select) (Button::submit("Assign").small())
                }
                @if let Some((user, _)) = first {
                    (inline_button(&to, html! { (back) (hidden("assignee", user)) },
                        Button::submit(html! { "Assign to " (who_first(self.names.name(*user))) }).small().quiet()))
                }
            }
        })
    }
}
