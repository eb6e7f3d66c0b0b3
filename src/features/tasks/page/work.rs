//! The work on a task: checklist, how far it is, time, comments.

use maud::{Markup, html};

use super::{
    super::{PROGRESS, Task, TaskStatus as Status},
    Shown,
};
use crate::{
    base::{Result, text, time},
    data::Key,
    features::{
        conversation::{self, Room, Thread},
        form_key,
        projects::{
            Booked, ENTRIES_OF_TASK, LOG_TIME, TimeEntry,
            parts::{hours, inline_button, inline_form},
        },
    },
    ui::prelude::*,
};

impl Shown<'_> {
    pub(super) fn checklist(&self) -> Markup {
        let task = self.task;
        let may = self.open
            && !task.requested
            && matches!(task.state, Status::ToDo | Status::InProgress)
            && self.in_hand()
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

    pub(super) fn say(&self) -> Markup {
        let said = self.task.manual.map(|p| p.to_string()).unwrap_or_default();
        let form = self.refused.form("progress");
        let said = form.value("progress").map_or(said, str::to_owned);
        html! {
            form class="row" method="post" action=(self.to("progress")) data-once data-inline {
                (Input::whole("progress", "How far it is, in percent").min(0).max(99).value(said)
                    .hint("Left empty, the checklist says it.").error(form.problems.of("progress")))
                (Button::submit("Save progress").small())
            }
        }
    }

    pub(super) fn time(&self) -> Result<Markup> {
        let task = self.task;
        let entries: Vec<TimeEntry> =
            self.visit
                .related(task, ENTRIES_OF_TASK, Key::new().id(task.id), 20)?;
        let others = Booked::on_task(self.visit, task, 20)?.len() - entries.len();
        let today = self.visit.today();
        let form = self.refused.form("log");
        let day = form.value("day").map_or(today.iso(), str::to_owned);
        Ok(html! {
            (Section::new("Time", html! {
                ul class="list tight" {
                    @for entry in &entries {
                        li {
                            (Avatar::person(self.names.name(entry.user)).small())
                            span class="grow" { (entry.note) @if entry.note.is_empty() { span class="dim" { (self.names.name(entry.user)) } } }
                            span class="dim t12" { (entry.day.show(today)) }
                            @if entry.started.is_some() { (badge(Tone::Info, "running")) } @else { span class="num" { (time::minutes(i64::from(entry.minutes))) } }
                        }
                    }
                }
                @if others > 0 {
                    p class="dim t12" { (text::count(others, "entry", "entries")) " of others counted in, which your roles don't show you." }
                }
                @if self.visit.may_somewhere(&LOG_TIME) && self.open {
                    (fold_open(self.refused.is("log"), Icon::Plus, "Log time", inline_form("/time", html! {
                        (form.banner())
                        (hidden("_key", form_key())) (hidden("task", task.id)) (hidden("back", format!("/tasks/{}", task.id)))
                        (fields_three(html! {
                            (form.text("minutes", "Time").required().placeholder("1:30"))
                            (form.date("day", "Day").value(day).min(self.project.first_day(&self.visit.tz).iso()).max(today.iso()))
                            (form.text("note", "What was done"))
                        }))
                        (buttons(Button::submit("Log time").small()))
                    })))
                }
            }).small(hours(self.logged, i64::from(task.weight))).live("time"))
        })
    }

    pub(super) fn talk(&self) -> Result<Markup> {
        let task = self.task;
        let posts = conversation::recent(self.visit, task, 200)?;
        let form = self.refused.form("comments");
        Ok(html! {
            (Section::new("Comments", html! {
                @if !posts.is_empty() { (Thread::new(self.visit, &self.names, &posts).feed(None)) }
                @if self.may(&Task::POST) {
                    (form.summary())
                    (Composer::new(self.to("comments"), "Write a comment", html! { (hidden("_key", form_key())) })
                        .value(form.value("text").unwrap_or_default())
                        .send("Comment").draft(format!("task-{}", task.id.raw())).inline())
                }
            }).small(posts.len()).live("comments"))
        })
    }
}
