//! What can be done with a task: the next step in its head, the rarer deeds beside its state with their reasons, the timer
//! beside the time.

use maud::{Markup, html};

use super::{
    super::{
        CREATE, TaskStatus as Status,
        actions::{
            ACCEPT, APPROVE, BLOCK, CANCEL, EDIT, HAND_IN, MAKE_PROJECT, REOPEN, RESTORE, RETURN,
            START, UNBLOCK,
        },
        mine, sub_project, waits,
    },
    Shown,
};
use crate::{
    base::Result,
    data::{Key, Query, Record},
    features::{
        form_key,
        projects::{
            LOG_TIME, MILESTONES, Milestone, Project, WorkOn,
            parts::{self, inline_button, inline_form},
            quality,
        },
        records::option_of,
    },
    ui::prelude::*,
};

/// Milestones that are offered at most.
const MOST_MILESTONES: usize = 200;

fn named(milestone: &Milestone) -> (String, String) {
    (milestone.id.to_string(), milestone.title.clone())
}

impl Shown<'_> {
    /// The next step.
    pub(super) fn actions(&self) -> Markup {
        let task = self.task;
        if let Some(project) = task.stands_for {
            let opens = self.visit.sees_ref(project.as_ref()).unwrap_or(false);
            return html! {
                @if self.open && self.may(&EDIT) && task.state.is_open() { (Button::link("Edit", self.to("edit")).icon(Icon::Edit)) }
                @if opens { (Button::link("Open the sub-project", format!("/projects/{project}")).primary().icon(Icon::Project)) }
            };
        }
        if !self.open {
            return html! {};
        }
        let working = matches!(task.state, Status::ToDo | Status::InProgress) && !task.requested;
        let mine = working && task.blocked.is_none() && self.in_hand();
        let whole = task.must_be_whole();
        let own_work = task.is_work_of(self.visit.actor.person);
        let hand_in = if task.review_needed {
            "Hand in for review"
        } else {
            "Complete"
        };
        // Whoever works through what they have begins the next with the same click.
        let next = match task.state == Status::InProgress && own_work {
            true => mine::after(self.visit, task.id).unwrap_or_default(),
            false => Vec::new(),
        };
        html! {
            @if self.may(&EDIT) && task.state.is_open() { (Button::link("Edit", self.to("edit")).icon(Icon::Edit)) }
            @if task.requested && task.state.is_open() && self.may(&APPROVE) {
                (self.button("cancel", Button::submit("Decline")))
                @if self.approves { (self.button("approve", Button::submit("Approve subtask").primary().icon(Icon::Check))) }
            } @else if task.state == Status::ToDo && mine && self.may(&START) {
                @if self.waits_for.is_empty() { (self.button("start", Button::submit("Start").primary().icon(Icon::Play))) }
                @else { (Button::plain("Start").primary().icon(Icon::Play).disabled_because(waits::first(&self.waits_for))) }
            } @else if task.state == Status::InProgress && mine && self.may(&HAND_IN) {
                @match &whole {
                    Ok(()) => {
                        @if !next.is_empty() {
                            (inline_button(&self.to("hand-in"), html! { (hidden("version", task.version)) (hidden("then", "next")) }, Button::submit(format!("{hand_in}, start the next"))))
                        }
                        (self.button("hand-in", Button::submit(hand_in).primary().icon(Icon::Next)))
                    },
                    Err(why) => (Button::plain(hand_in).primary().disabled_because(why.to_string())),
                }
            } @else if task.state == Status::Review && self.may(&ACCEPT) {
                @if own_work { (Button::plain("Accept").primary().disabled_because("Nobody accepts their own work")) }
                @else { (self.button("accept", Button::submit("Accept").primary().icon(Icon::Check))) }
            } @else if task.state == Status::Cancelled && self.may(&RESTORE) {
                (self.button("restore", Button::submit("Restore").icon(Icon::Undo)))
            }
            @if task.blocked.is_some() && task.state.is_open() && self.may(&UNBLOCK) {
                (self.button("unblock", Button::submit("Unblock").primary().icon(Icon::Unlock)))
            }
        }
    }

    /// The clock of whoever works on it; it books time and leaves the state alone.
    pub(super) fn timer(&self) -> Result<Markup> {
        let working =
            matches!(self.task.state, Status::ToDo | Status::InProgress) && !self.task.requested;
        let working = working && self.task.stands_for.is_none();
        if !self.open || !working || !self.visit.may_somewhere(&LOG_TIME) {
            return Ok(html! {});
        }
        parts::timer(self.visit, &WorkOn::Task(self.task.id))
    }

    /// What is needed less often, each with its reason.
    pub(super) fn more(&self) -> Result<Markup> {
        let task = self.task;
        if task.stands_for.is_some() {
            return Ok(html! {});
        }
        let reviews = task.state == Status::Review && self.open;
        let accept = reviews && self.may(&ACCEPT) && !task.is_work_of(self.visit.actor.person);
        let accepting = match accept {
            true => quality::accepting(self.visit, self.project, self.refused.form("accept"))?,
            false => None,
        };
        let accepting = accepting.map(|list| {
            Section::new(
                "Accept it by the checklist",
                inline_form(
                    &self.to("accept"),
                    html! {
                        (self.refused.form("accept").banner())
                        (hidden("version", task.version))
                        (list)
                        (buttons(Button::submit("Accept task").small()))
                    },
                ),
            )
        });
        let form = self.refused.form("return");
        let back = fold_open(
            self.refused.is("return"),
            Icon::Back,
            "Return it with a reason",
            inline_form(
                &self.to("return"),
                html! {
                    (form.banner())
                    (quality::reasons(self.visit, form)?)
                    (form.area("reason", "What has to be mended").id("reason-return").rows(2))
                    (buttons(Button::submit("Return task").small()))
                },
            ),
        );
        let ask = |icon: Icon, summary: &str, verb: &'static str, label: &str, button: Button| {
            let form = self.refused.form(verb);
            fold_open(
                self.refused.is(verb),
                icon,
                summary,
                inline_form(
                    &self.to(verb),
                    html! {
                        (form.banner())
                        (form.area("reason", label).id(format!("reason-{verb}")).rows(2).required())
                        (buttons(button.small()))
                    },
                ),
            )
        };
        let working = matches!(task.state, Status::ToDo | Status::InProgress) && !task.requested;
        let here = self.milestones()?;
        Ok(html! {
            @if self.open {
                @if let Some(accepting) = accepting { (accepting) }
                @if reviews && self.may(&RETURN) { (back) }
                @if working && task.blocked.is_none() && self.may(&BLOCK) {
                    (ask(Icon::Ban, "It is blocked", "block", "What it waits for", Button::submit("Block task")))
                }
                @if task.state == Status::Completed && self.may(&REOPEN) {
                    (ask(Icon::Undo, "Reopen it", "reopen", "What is missing", Button::submit("Reopen task")))
                }
                @if sub_project::refusal(task).is_none() && self.may(&MAKE_PROJECT) { (self.to_project()?) }
                @if task.parent.is_none() && self.may(&EDIT) { (self.to_milestone(&here)) }
                @if self.may(&CREATE) { (self.copy(&here)) }
                @if task.state.is_open() && !task.requested && self.may(&CANCEL) {
                    (ask(Icon::X, "Cancel it", "cancel", "Why it isn't done", Button::submit("Cancel task").danger()))
                }
            }
        })
    }

    /// The milestones of its project, to choose one from.
    fn milestones(&self) -> Result<Vec<Milestone>> {
        if !self.open || !(self.may(&EDIT) || self.may(&CREATE)) {
            return Ok(Vec::new());
        }
        let key = Key::new().id(self.project.id);
        let query = Query::of(self.project, MILESTONES, key).limit(MOST_MILESTONES);
        Ok(self.visit.list(query)?.rows)
    }

    /// Where else it may stand.
    fn to_milestone(&self, here: &[Milestone]) -> Markup {
        let form = self.refused.form("milestone");
        let here = here.iter().filter(|held| held.id != self.task.milestone);
        let body = html! {
            (form.banner())
            p class="mute t12" { "With its subtasks and their time, behind the tasks of another milestone, or into another project of this client." }
            (hidden("version", self.task.version))
            (form.select("milestone", "Milestone").id("milestone-to").nothing("As the project has it").options(here.map(named)))
            (form.record("project", "Another project", Project::KIND.prefix).id("project-to").optional().hint("It comes where the work there goes on."))
            (buttons(Button::submit("Move task").small()))
        };
        fold_open(
            self.refused.is("milestone"),
            Icon::Next,
            "Move it",
            inline_form(&self.to("milestone"), body),
        )
    }

    /// A copy of it, here or elsewhere.
    fn copy(&self, here: &[Milestone]) -> Markup {
        let form = self.refused.form("copy");
        let body = html! {
            (form.banner())
            p class="mute t12" { "With its subtasks and checklists, nothing of it done or dated." }
            (hidden("_key", form_key()))
            (form.text("title", "Title").id("copy-title").optional().hint("As the task, where it is left open."))
            (form.select("milestone", "Milestone").id("copy-to").nothing("Beside the task").options(here.iter().map(named)))
            (form.record("project", "Another project", Project::KIND.prefix).id("copy-into").optional().hint("Of any client; it comes where the work there goes on."))
            (form.tick("people", "The same people"))
            (buttons(Button::submit("Copy task").small()))
        };
        fold_open(
            self.refused.is("copy"),
            Icon::Copy,
            "Copy it",
            inline_form(&self.to("copy"), body),
        )
    }

    /// What it takes to make a sub-project of it.
    fn to_project(&self) -> Result<Markup> {
        let form = self.refused.form("sub-project");
        if let Some(why) = sub_project::refused(self.visit, self.task)? {
            return Ok(fold_open(
                self.refused.is("sub-project"),
                Icon::Branch,
                "Make a sub-project of it",
                html! { p class="mute t12" { (why) } },
            ));
        }
        let leads = self
            .names
            .staff()
            .into_iter()
            .map(|user| option_of(self.visit, &self.names, user.id))
            .collect::<Vec<_>>();
        let body = html! {
            (form.banner())
            p class="mute t12" { "Its subtasks, time, checklist, people and dates go along. The task stays in this plan and counts by what the sub-project weighs." }
            (hidden("version", self.task.version))
            (fields_two(html! {
                (form.text("title", "Title").id("sub-project-title").optional().hint("As the task, where it is left open."))
                (form.select("team_lead", "Team lead").id("sub-project-lead").nothing("As this project").options(leads))
            }))
            (buttons(Button::submit("Make sub-project").small()))
        };
        Ok(fold_open(
            self.refused.is("sub-project"),
            Icon::Branch,
            "Make a sub-project of it",
            inline_form(&self.to("sub-project"), body),
        ))
    }
}
