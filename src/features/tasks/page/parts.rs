//! The subtasks of a task, and the forms that add one or ask for one.

use maud::{Markup, html};

use super::{
    super::{ASSIGN, CREATE, Task, actions::REQUEST},
    Shown,
};
use crate::{
    base::{Result, time},
    features::{
        form_key,
        projects::{
            parts::{
                NOBODY, due_day, face, inline_form, named_face, people_select, task_line, task_link,
            },
            propose,
        },
        records::Editing,
    },
    ui::prelude::*,
};

impl Shown<'_> {
    pub(super) fn parts(&self) -> Result<Markup> {
        let task = self.task;
        let add = self.open && task.state.is_open();
        let may_add = add && self.may(&CREATE);
        let may_ask = add && !may_add && self.may(&REQUEST);
        if self.subtasks.is_empty() && !may_add && !may_ask {
            return Ok(html! {});
        }
        let mut rows = Vec::new();
        for sub in &self.subtasks {
            rows.push(self.row(sub)?);
        }
        let small = format!("{} of {} completed", task.parts_done, task.parts);
        let section = Section::new(
            "Subtasks",
            html! {
                @if task.has_parts() { (progress_bar(u32::from(task.progress), format!("{}%", task.progress), "Subtasks")) }
                ul class="list tight" { @for row in &rows { (row) } }
                @if may_add { (self.new_part("subtasks", "Add a subtask with more to say", "Add subtask")?) }
                @if may_ask { (self.new_part("request", "Ask for a subtask", "Ask for subtask")?) }
            },
        );
        let section = if task.has_parts() {
            section.small(small)
        } else {
            section
        };
        let line = task_line("Add a subtask", &format!("/tasks/{}", task.id));
        // The line lies outside of what is drawn anew, so that it keeps the focus.
        Ok(html! {
            (section.live("subtasks"))
            @if may_add { (line.hidden("parent", task.id)) }
        })
    }

    fn row(&self, sub: &Task) -> Result<Markup> {
        let assign = self.open
            && sub.assignee.is_none()
            && sub.state.is_open()
            && self.visit.may(&ASSIGN, sub);
        let edits = Editing::of_fields(self.visit, sub, &["due", "estimate_minutes", "assignee"]);
        let weight = if sub.weight > 0 {
            format!("{} h", time::hours(i64::from(sub.weight)))
        } else {
            String::new()
        };
        Ok(html! {
            li data-row {
                (sub.state_icon())
                span class="grow" {
                    (task_link(self.visit, sub, "", sub.title.as_str()))
                    @if sub.requested && sub.state.is_open() { " " (badge(Tone::Warning, "asked for")) }
                    @if assign { (self.propose_for(sub)?) }
                }
                span class="t12" { (edits.value("due", due_day(sub.due, sub.state.is_open(), self.visit.today()))) }
                span class="dim t12" { (edits.value("estimate_minutes", weight)) }
                span class="dim t12" { (sub.progress) "%" }
                @if edits.may("assignee") { (edits.value("assignee", named_face(&self.names, sub.assignee))) } @else { (face(&self.names, sub.assignee)) }
            }
        })
    }

    fn new_part(&self, verb: &'static str, summary: &str, button: &str) -> Result<Markup> {
        let form = self.refused.form(verb);
        let proposed = propose(self.visit, &self.task.role)?;
        let select = people_select(
            self.visit,
            form.select("assignee", "Assignee").id("sub-assignee"),
            &self.names,
            Some(self.project),
            &proposed,
            NOBODY,
        )?;
        let body = html! {
            (form.banner())
            (hidden("_key", form_key()))
            (fields_three(html! {
                (form.text("title", "Title").id("sub-title").required())
                (form.text("estimate_minutes", "Estimate").id("sub-estimate").placeholder("1:30"))
                (select)
            }))
            @if verb == "request" { (form.area("reason", "Why it is needed").id("sub-reason").rows(2)) }
            (buttons(Button::submit(button).small()))
        };
        Ok(fold_open(
            self.refused.is(verb),
            Icon::Plus,
            summary,
            inline_form(&self.to(verb), body),
        ))
    }
}
