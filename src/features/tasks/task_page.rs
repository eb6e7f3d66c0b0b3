//! One task, as a page and as the panel over a list: what it is, what one can do with it now, its subtasks, checklist,
//! time, comments and history.

use maud::{Markup, html};

use super::{
    ACCEPT, APPROVE, ASSIGN, BLOCK, CANCEL, COMMENT, CREATE, EDIT, HAND_IN, PROGRESS, REOPEN,
    REQUEST, RESTORE, RETURN, START, SUBTASKS, Task, TaskStatus as Status, UNBLOCK,
    comment::{BY_TASK, Comment},
};
use crate::{
    base::{Result, time},
    data::{Key, Visit},
    features::{
        form_key, history,
        people::Directory,
        projects::{
            ENTRIES_OF_TASK, LOG_TIME, Milestone, Project, TimeEntry, on_task,
            parts::{
                address, due_day, face, hours, inline_button, inline_form, people_select, state,
            },
            propose, running,
        },
    },
    ui::prelude::*,
    web::{Page, Request},
};

struct Shown<'a> {
    visit: &'a Visit,
    task: &'a Task,
    project: &'a Project,
    names: std::sync::Arc<Directory>,
    subtasks: Vec<Task>,
    open: bool,
}

pub fn page(visit: &Visit, task: &Task, request: &Request) -> Result<Page> {
    let project = visit
        .follow(task, task.project)?
        .ok_or(crate::base::Error::NotFound)?;
    let shown = Shown {
        visit,
        task,
        project: &project,
        names: Directory::of(visit)?,
        subtasks: visit.related(task, SUBTASKS, Key::new().id(task.id), 200)?,
        open: project.must_be_open().is_ok(),
    };
    let milestone = visit
        .follow::<Milestone>(task, task.milestone)?
        .map(|m| m.title)
        .unwrap_or_default();
    let parent = match task.parent {
        Some(parent) => visit.follow(task, parent)?,
        None => None,
    };
    let told = history::of(visit, task, request)?;
    let main = shown.main(told)?;
    let actions = shown.actions()?;
    let topics = format!("tasks:{} projects:{}", task.id.raw(), project.id.raw());
    let panel_head = html! { (task.glyph()) (id(task.id.to_string())) span class="dim t12" { (milestone) ", " (project.id) } };
    let panel_body = html! {
        div data-live-id="panel-head" { (Head::new(task.title.as_str()).id("panel-h").actions(actions.clone())) }
        div class="stack l" { (main) }
    };
    let here = format!("/tasks/{}", task.id);
    let panel = panel(
        &topics,
        visit.store().newest(),
        &here,
        panel_head,
        panel_body,
        html! {},
    );
    let mut head = Head::new(task.title.as_str())
        .mark(id(task.id.to_string()))
        .mark(state(task))
        .fact(milestone.as_str());
    if let Some(parent) = &parent {
        head = head.mark(html! { span { "part of " a class="link" href=(address(visit, parent)) { (parent.title) } } });
    }
    let body = html! {
        div data-live-id="task-head" { (head.actions(actions)) }
        div class="stack l read-wide" { (main) }
    };
    Ok(Page::new(task.title.as_str(), body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), format!("/projects/{}", project.id))
        .styles(&["record", "thread", "extra", "list", "plan", "arcade"])
        .live(format!("tasks:{}", task.id.raw()))
        .live(format!("projects:{}", project.id.raw()))
        .panel(panel))
}

impl Shown<'_> {
    fn may(&self, action: &crate::access::Action) -> bool {
        self.visit.may(action, self.task)
    }

    fn to(&self, verb: &str) -> String {
        format!("/tasks/{}/{verb}", self.task.id)
    }

    fn button(&self, verb: &str, button: Button) -> Markup {
        inline_button(&self.to(verb), hidden("version", self.task.version), button)
    }

    fn me(&self) -> bool {
        self.task
            .assignee
            .is_some_and(|user| user.raw() == self.visit.actor.person)
    }

    /// The next step first; the timer beside it.
    fn actions(&self) -> Result<Markup> {
        let task = self.task;
        if !self.open {
            return Ok(html! {});
        }
        let working = matches!(task.state, Status::ToDo | Status::InProgress) && !task.requested;
        let whole = task.must_be_whole();
        let hand_in = if task.review_needed {
            "Hand in for review"
        } else {
            "Complete"
        };
        Ok(html! {
            @if working && self.visit.may_somewhere(&LOG_TIME) { (self.timer()?) }
            @if self.may(&EDIT) && task.state.is_open() { (Button::link("Edit", self.to("edit")).icon(Icon::Edit)) }
            @if task.requested && task.state.is_open() && self.may(&APPROVE) {
                (self.button("cancel", Button::submit("Decline")))
                (self.button("approve", Button::submit("Approve subtask").primary().icon(Icon::Check)))
            } @else if task.state == Status::ToDo && working && task.blocked.is_none() && self.may(&START) {
                (self.button("start", Button::submit("Start").primary().icon(Icon::Play)))
            } @else if task.state == Status::InProgress && task.blocked.is_none() && self.may(&HAND_IN) {
                @match &whole {
                    Ok(()) => (self.button("hand-in", Button::submit(hand_in).primary().icon(Icon::Next))),
                    Err(why) => (Button::plain(hand_in).primary().disabled_because(why.to_string())),
                }
            } @else if task.state == Status::Review && self.may(&ACCEPT) {
                @if self.me() { (Button::plain("Accept").primary().disabled_because("Nobody accepts their own work")) }
                @else { (self.button("accept", Button::submit("Accept").primary().icon(Icon::Check))) }
            } @else if task.state == Status::Cancelled && self.may(&RESTORE) {
                (self.button("restore", Button::submit("Restore").icon(Icon::Undo)))
            }
            @if task.blocked.is_some() && task.state.is_open() && self.may(&UNBLOCK) {
                (self.button("unblock", Button::submit("Unblock").primary().icon(Icon::Unlock)))
            }
        })
    }

    fn timer(&self) -> Result<Markup> {
        let here = running(self.visit)?.filter(|entry| entry.task == self.task.id);
        let back = hidden("back", format!("/tasks/{}", self.task.id));
        Ok(match here {
            Some(entry) => {
                let since = entry.started.unwrap_or(self.visit.at);
                let words = time::minutes(self.visit.at.since(since) / time::MINUTE);
                let text = html! { "Stop " time data-since=(since.0) { (words) } };
                inline_button("/time/stop", back, Button::submit(text).icon(Icon::Stop))
            }
            None => inline_button(
                "/time/start",
                html! { (back) (hidden("task", self.task.id)) },
                Button::submit("Start timer").icon(Icon::Hours),
            ),
        })
    }

    fn main(&self, told: Markup) -> Result<Markup> {
        let task = self.task;
        let logged = on_task(self.visit, task.id)?;
        Ok(html! {
            div class="stack" data-live-id="task-facts" {
                (self.banners())
                (self.facts(logged)?)
                @if !task.detail.is_empty() { p class="pre" { (task.detail) } }
            }
            @if task.parent.is_none() { (self.parts()?) }
            @if !task.checklist.is_empty() { (self.checklist()) }
            @if !task.has_parts() && task.state.is_open() && !task.requested && self.open && self.may(&PROGRESS) { (self.say()) }
            (self.time(logged)?)
            (self.more())
            (self.talk()?)
            (Section::new("History", told).live("task-history"))
        })
    }

    fn banners(&self) -> Markup {
        let task = self.task;
        html! {
            @if task.requested && task.state.is_open() {
                (Banner::warning(format!("{} asked for this subtask. It counts once the team lead approves it.", self.names.name_of(task.created_by))))
            }
            @if let Some(reason) = task.blocked.as_ref().filter(|_| task.state.is_open()) { (Banner::error(format!("Blocked: {reason}"))) }
            @if let Some(reason) = task.returned.as_ref().filter(|_| task.state.is_open()) { (Banner::warning(format!("Returned: {reason}"))) }
            @if let Err(why) = self.project.must_be_open() { (Banner::info(why.to_string())) }
        }
    }

    fn facts(&self, logged: i64) -> Result<Markup> {
        let task = self.task;
        let names = &self.names;
        let mut before = Vec::new();
        for other in &task.after {
            before.extend(self.visit.follow(task, *other)?);
        }
        let reviewer = match (task.reviewer, task.review_needed) {
            (Some(user), _) => who(names.name(user)),
            (None, true) => html! { "Any reviewer" },
            (None, false) => html! { span class="dim" { "No review" } },
        };
        let facts = Facts::props()
            .fact("State", state(task))
            .fact(
                "Assignee",
                match task.assignee {
                    Some(user) => who(names.name(user)),
                    None => html! { span class="dim" { "Nobody yet" } },
                },
            )
            .fact("Priority", prio(task.priority.mark(), true))
            .fact(
                "Due",
                due_day(task.due, task.state.is_open(), self.visit.today()),
            )
            .fact("Reviewer", reviewer)
            .fact("Hours", hours(logged, i64::from(task.weight)))
            .fact(
                "Progress",
                progress_bar(
                    u32::from(task.progress),
                    format!("{}%", task.progress),
                    "Progress",
                ),
            )
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
                p class="row t12 mute" { "After" @for other in &before {
                    span class="row nowrap tight" { (other.glyph()) a class="link" href=(address(self.visit, other)) { (other.title) } }
                } }
            }
            @if self.may(&ASSIGN) && self.open && task.state.is_open() { (self.assign(task)?) }
        })
    }

    fn assign(&self, task: &Task) -> Result<Markup> {
        let proposed = propose(self.visit, &task.role)?;
        let first = proposed.first().filter(|_| task.assignee.is_none());
        let select = Select::new("assignee", format!("Assignee of {}", task.title))
            .id(format!("assignee-{}", task.id.raw()))
            .bare();
        let select = people_select(select, &self.names, &proposed).maybe_value(task.assignee);
        Ok(html! {
            div class="row" {
                form class="row nowrap" method="post" action=(format!("/tasks/{}/assign", task.id)) data-once data-inline {
                    (select) (Button::submit("Assign").small())
                }
                @if let Some((user, _)) = first {
                    (inline_button(&format!("/tasks/{}/assign", task.id), hidden("assignee", user),
                        Button::submit(html! { "Assign to " (who_first(self.names.name(*user))) }).small().quiet()))
                }
            }
        })
    }

    fn parts(&self) -> Result<Markup> {
        let task = self.task;
        let add = self.open && task.state.is_open();
        let may_add = add && self.may(&CREATE);
        let may_ask = add && !may_add && self.may(&REQUEST);
        if self.subtasks.is_empty() && !may_add && !may_ask {
            return Ok(html! {});
        }
        let mut rows = Vec::new();
        for sub in &self.subtasks {
            let assign = self.open
                && sub.assignee.is_none()
                && sub.state.is_open()
                && self.visit.may(&ASSIGN, sub);
            let weight = if sub.weight > 0 {
                format!("{} h", time::hours(i64::from(sub.weight)))
            } else {
                String::new()
            };
            rows.push(html! {
                li data-row {
                    (sub.glyph())
                    span class="grow" {
                        a href=(address(self.visit, sub)) data-panel { (sub.title) }
                        @if sub.requested && sub.state.is_open() { " " (badge(Tone::Ochre, "asked for")) }
                        @if assign { (self.assign(sub)?) }
                    }
                    span class="dim t12" { (weight) }
                    span class="dim t12" { (sub.progress) "%" }
                    (face(&self.names, sub.assignee))
                }
            });
        }
        let form = |verb: &str, why: bool| {
            let proposed = propose(self.visit, &task.role)?;
            let select = people_select(
                Select::new("assignee", "Assignee").id("sub-assignee"),
                &self.names,
                &proposed,
            );
            Ok::<_, crate::base::Error>(inline_form(
                &self.to(if why { "request" } else { "subtasks" }),
                html! {
                    (hidden("_key", form_key()))
                    (fields_three(html! {
                        (Input::text("title", "Title").id("sub-title").required())
                        (Input::text("estimate", "Estimate").id("sub-estimate").placeholder("1:30"))
                        (select)
                    }))
                    @if why { (Textarea::new("reason", "Why it is needed").id("sub-reason").rows(2)) }
                    (buttons(Button::submit(verb).small()))
                },
            ))
        };
        let small = format!("{} of {} completed", task.parts_done, task.parts);
        let section = Section::new(
            "Subtasks",
            html! {
                @if task.has_parts() { (progress_bar(u32::from(task.progress), format!("{}%", task.progress), "Subtasks")) }
                ul class="list tight" { @for row in &rows { (row) } }
                @if may_add { (fold(Icon::Plus, "Add a subtask", form("Add subtask", false)?)) }
                @if may_ask { (fold(Icon::Plus, "Ask for a subtask", form("Ask for subtask", true)?)) }
            },
        );
        let section = if task.has_parts() {
            section.small(small)
        } else {
            section
        };
        Ok(html! { (section.live("subtasks")) })
    }

    fn checklist(&self) -> Markup {
        let task = self.task;
        let may = self.open
            && !task.requested
            && matches!(task.state, Status::ToDo | Status::InProgress)
            && self.may(&PROGRESS);
        let lines = task.checklist.iter().enumerate().map(|(at, item)| {
            let check = Check::new(format!("check-{at}"), item.title.as_str()).done(item.done);
            if !may {
                return check;
            }
            // A button per line works without script and in the panel.
            let (icon, verb) = if item.done {
                (Icon::Undo, "Untick")
            } else {
                (Icon::Check, "Tick")
            };
            let sent = html! { (hidden("item", at)) @if !item.done { (hidden("done", "on")) } };
            check.end(inline_button(
                &self.to("check"),
                sent,
                Button::square_submit(icon, format!("{verb}: {}", item.title)).small(),
            ))
        });
        html! {
            (Section::new("Checklist", checks(lines)).small(format!("{} of {}", task.ticked(), task.checklist.len())).live("checklist"))
        }
    }

    fn say(&self) -> Markup {
        let said = self.task.manual.map(|p| p.to_string()).unwrap_or_default();
        html! {
            form class="row" method="post" action=(self.to("progress")) data-once data-inline {
                (Input::whole("progress", "How far it is, in percent").min(0).max(99).value(said).hint("Left empty, the checklist says it."))
                (Button::submit("Save progress").small())
            }
        }
    }

    fn time(&self, logged: i64) -> Result<Markup> {
        let task = self.task;
        let entries: Vec<TimeEntry> =
            self.visit
                .related(task, ENTRIES_OF_TASK, Key::new().id(task.id), 20)?;
        let today = self.visit.today();
        Ok(html! {
            (Section::new("Time", html! {
                ul class="list tight" {
                    @for entry in &entries {
                        li {
                            (Avatar::person(self.names.name(entry.user)).small())
                            span class="grow" { (entry.note) @if entry.note.is_empty() { span class="dim" { (self.names.name(entry.user)) } } }
                            span class="dim t12" { (entry.day.show(today)) }
                            @if entry.started.is_some() { (badge(Tone::Pool, "running")) } @else { span class="num" { (time::minutes(i64::from(entry.minutes))) } }
                        }
                    }
                }
                @if self.visit.may_somewhere(&LOG_TIME) && self.open {
                    (fold(Icon::Plus, "Log time", inline_form("/time", html! {
                        (hidden("_key", form_key())) (hidden("task", task.id)) (hidden("back", format!("/tasks/{}", task.id)))
                        (fields_three(html! {
                            (Input::text("minutes", "Time").required().placeholder("1:30"))
                            (Input::date("day", "Day").value(today.iso()).max(today.iso()))
                            (Input::text("note", "What was done"))
                        }))
                        (buttons(Button::submit("Log time").small()))
                    })))
                }
            }).small(hours(logged, i64::from(task.weight))).live("time"))
        })
    }

    /// What is needed less often, each with its reason.
    fn more(&self) -> Markup {
        let task = self.task;
        let ask = |verb: &str, label: &str, button: Button| {
            inline_form(
                &self.to(verb),
                html! {
                    (Textarea::new("reason", label).id(format!("reason-{verb}")).rows(2).required())
                    (buttons(button.small()))
                },
            )
        };
        let working = matches!(task.state, Status::ToDo | Status::InProgress) && !task.requested;
        html! {
            @if self.open {
                @if task.state == Status::Review && self.may(&RETURN) {
                    (fold(Icon::Back, "Return it with a reason", ask("return", "What has to be mended", Button::submit("Return task"))))
                }
                @if working && task.blocked.is_none() && self.may(&BLOCK) {
                    (fold(Icon::Ban, "It is blocked", ask("block", "What it waits for", Button::submit("Block task"))))
                }
                @if task.state == Status::Completed && self.may(&REOPEN) {
                    (fold(Icon::Undo, "Reopen it", ask("reopen", "What is missing", Button::submit("Reopen task"))))
                }
                @if task.state.is_open() && !task.requested && self.may(&CANCEL) {
                    (fold(Icon::X, "Cancel it", ask("cancel", "Why it isn't done", Button::submit("Cancel task").danger())))
                }
            }
        }
    }

    fn talk(&self) -> Result<Markup> {
        let task = self.task;
        let comments: Vec<Comment> =
            self.visit
                .related(task, BY_TASK, Key::new().id(task.id), 200)?;
        let entries = comments.iter().map(|comment| {
            let name = self.names.name(comment.by);
            feed_entry(name, comment, self.visit)
        });
        Ok(html! {
            (Section::new("Comments", html! {
                @if !comments.is_empty() { (feed(entries)) }
                @if self.may(&COMMENT) {
                    (Composer::new(self.to("comments"), "Write a comment", html! { (hidden("_key", form_key())) })
                        .send("Comment").draft(format!("task-{}", task.id.raw())).inline())
                }
            }).small(comments.len()).live("comments"))
        })
    }
}

fn feed_entry(name: &str, comment: &Comment, visit: &Visit) -> Entry {
    Entry::by(name, html! { b { (name) } })
        .at(comment.at.show(visit.at, &visit.tz), comment.at.rfc3339())
        .said(comment.text.as_str())
        .id(format!("c-{}", comment.id.raw()))
}
