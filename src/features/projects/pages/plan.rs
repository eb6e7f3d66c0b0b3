//! The plan on the overview: milestones as columns, tasks and subtasks as rows.

use maud::{Markup, html};

use super::super::{
    Milestone, Project, Task, TaskStatus,
    actions::EDIT_MILESTONE,
    entry,
    parts::{address, due_day, face, hours, named_face},
};
use super::whole::Overview;
use crate::{
    base::{Result, text},
    data::Visit,
    features::{people::Directory, records::Editing},
    ui::prelude::*,
    web::Request,
};

pub(super) fn colonnade(milestones: &[Milestone], visit: &Visit) -> Markup {
    let known = milestones.iter().filter(|m| m.weight > 0).count();
    let mean = milestones.iter().map(|m| f64::from(m.weight)).sum::<f64>() / known.max(1) as f64;
    let today = visit.today();
    let bays = milestones.iter().filter(|m| m.total > 0).map(|m| {
        let weight = if m.weight > 0 {
            f64::from(m.weight)
        } else {
            mean.max(1.0)
        };
        let word = m.title.split_whitespace().next().unwrap_or(&m.title);
        let caption = if m.is_done() {
            "done".to_owned()
        } else {
            format!("due {}", m.due.brief(today))
        };
        Bay::new(word, weight, f64::from(m.progress))
            .full(m.title.as_str())
            .now(m.started > 0 && !m.is_done())
            .caption(caption)
    });
    let bays: Vec<Bay> = bays.collect();
    html! { @if !bays.is_empty() { (ProgressChart::new(bays)) } }
}

/// Rows of a plan that are drawn at once, beside its milestones.
const MOST_ROWS: usize = 300;

pub(super) fn plan_table(
    visit: &Visit,
    project: &Project,
    whole: &Overview,
    logged: i64,
    request: &Request,
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let all = request.query("subtasks") == Some("all");
    let share = |part: u32, of: u32| {
        if of == 0 {
            0.0
        } else {
            f64::from(part) / f64::from(of)
        }
    };
    let planned: u32 = whole.milestones.iter().map(|m| m.weight).sum();
    let (tops, parts) = whole.below();
    let mut rows = Vec::new();
    let (mut left_out, mut not_drawn) = (0, 0);
    for milestone in &whole.milestones {
        let of_project = share(milestone.weight, planned);
        let edits = Editing::of_fields(visit, milestone, &["due"]);
        let edit = match visit.may(&EDIT_MILESTONE, milestone) {
            true => format!("/milestones/{}/edit", milestone.id),
            false => format!("#{}", milestone.id),
        };
        let at = rows.len();
        let mut spent = 0;
        for task in tops.get(&milestone.id).into_iter().flatten().copied() {
            let of_task = entry::on_task(visit, task.id)?;
            // Of a plan that is too long the milestones stay, with what is counted of their tasks.
            if rows.len() >= MOST_ROWS {
                spent += of_task;
                not_drawn += 1;
                continue;
            }
            let subtasks = parts.get(&task.id).into_iter().flatten().copied();
            let weight = share(task.weight, milestone.weight);
            let mut below = Vec::new();
            let shown = all || matches!(task.state, TaskStatus::InProgress | TaskStatus::Review);
            for sub in subtasks {
                if shown {
                    let of_sub = entry::on_task(visit, sub.id)?;
                    let part = share(sub.weight, task.weight);
                    let drawn = row(
                        visit,
                        sub,
                        3,
                        &names,
                        of_sub,
                        part,
                        of_project * weight * part,
                    );
                    below.push(drawn.below(task.id.to_string()));
                } else {
                    left_out += 1;
                }
            }
            spent += of_task;
            let mut drawn = row(visit, task, 2, &names, of_task, weight, of_project * weight);
            drawn = drawn.below(milestone.id.to_string());
            if !below.is_empty() {
                drawn = drawn.key(task.id.to_string());
            }
            rows.push(drawn);
            rows.extend(below);
        }
        let mut part = PlanRow::new(1, milestone.title.as_str(), edit)
            .pen(edits.pen("title"))
            .hours(hours(spent, i64::from(milestone.weight)))
            .weight(format!("{:.0}%", of_project * 100.0))
            .percent(u32::from(milestone.progress))
            .points(format!("{:.1}", of_project * f64::from(milestone.progress)))
            .due(edits.value(
                "due",
                due_day(Some(milestone.due), !milestone.is_done(), today),
            ));
        if rows.len() > at {
            part = part.key(milestone.id.to_string());
        }
        rows.insert(at, part);
    }
    Ok(html! {
        (plan("Milestone, task, subtask", rows, plan_total("Project", hours(logged, i64::from(planned)), u32::from(project.progress), project.progress)))
        @if not_drawn > 0 {
            p class="dim" { (text::count(not_drawn, "more task", "more tasks")) ": " a class="link" href=(format!("/tasks?show=all&view=list&project={}", project.id)) { "the list of tasks" } " has them all." }
        }
        @if left_out > 0 && not_drawn == 0 {
            (buttons(Button::link(format!("Show {}", text::count(left_out, "more subtask", "more subtasks")), request.with_query("subtasks", Some("all"))).small().quiet()))
        }
    })
}

pub(super) fn row(
    visit: &Visit,
    task: &Task,
    level: u8,
    names: &Directory,
    logged: i64,
    weight: f64,
    points: f64,
) -> PlanRow {
    // Subtasks are many, and are changed on their task's page.
    let edits = match task.parent {
        None => Editing::of_fields(visit, task, &["assignee", "due"]),
        Some(_) => Editing::nothing(),
    };
    let owner = match edits.may("assignee") {
        true => edits.value("assignee", named_face(names, task.assignee)),
        false => face(names, task.assignee),
    };
    PlanRow::new(level, task.title.as_str(), address(visit, task))
        .state_icon(task.state_icon())
        .number(task.id.to_string())
        .owner(owner)
        .hours(hours(logged, i64::from(task.weight)))
        .weight(if task.counts() {
            format!("{:.0}%", weight * 100.0)
        } else if task.requested {
            "asked for".into()
        } else {
            "-".into()
        })
        .percent(u32::from(task.progress))
        .points(if task.counts() {
            format!("{:.1}", points * f64::from(task.progress))
        } else {
            String::new()
        })
        .due(edits.value(
            "due",
            due_day(task.due, task.state.is_open(), visit.today()),
        ))
}
