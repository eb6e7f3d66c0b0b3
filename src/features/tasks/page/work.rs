//! The work on a task: checklist, how far it is, time, comments.

use maud::{Markup, html};

use super::{
    super::{TaskStatus as Status, actions::PROGRESS},
    Shown,
};
use crate::{
    base::{Result, text, time},
    data::Key,
    features::{
        conversation::Conversation,
        form_key,
        projects::{
            Booked, ENTRIES_OF_TASK, LOG_TIME, TimeEntry,
            parts::{hours, inline_button, inline_form},
        },
    },
    ui::{prelude::*, quick::QuickLine},
    web::Request,
};

impl Shown<'_> {
    /// Its lines, each ticked with one click; whoever may edit the task adds more on a line below.
    pub(super) fn checklist(&self) -> Markup {
        let task = self.task;
        let edits = self.edits.may("checklist");
        if task.checklist.is_empty() && !edits {
            // An open page takes the section away for whom it isn't any more.
            return html! { div data-live-id="checklist" hidden {} };
        }
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
        let section = Section::new("Checklist", checks(lines)).live("checklist");
        // The line lies outside of what is drawn anew, so that it keeps the focus.
        html! {
            @match task.checklist.len() {
                0 => (section),
                all => (section.small(format!("{} of {all}", task.ticked())).actions(self.edits.pen("checklist"))),
            }
            @if edits {
                (QuickLine::new(self.to("items"), "Add a line to the checklist"))
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
                        @if form.problems.of("over_budget").is_some() {
                            (form.text("over_budget", "Why over the budget").hint("Whoever manages the project reads it."))
                        }
                        (buttons(Button::submit("Log time").small()))
                    })))
                }
            }).small(hours(self.logged, i64::from(task.weight))).actions(self.timer()?).live("time"))
        })
    }

    pub(super) fn talk(&self, request: &Request) -> Result<Markup> {
        let talk = Conversation::of(self.visit, self.task, &self.names, request)?
            .empty("Nobody has said anything yet.");
        Ok(html! {
            (Section::new("Comments", html! {
                (self.refused.form("comments").summary())
                (talk.log()?)
                (talk.composer("Write a comment")?)
            }).action(Button::link("Open its room", format!("/chat/{}", self.task.id)).small().icon(Icon::Chat)))
        })
    }
}
