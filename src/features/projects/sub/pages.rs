//! Sub-projects on pages: the tree below a project, what lies above it, and the form that adds one.

use maud::{Markup, html};

use super::{
    super::{Project, actions::ADD_PART, budget::Used, entry, pages::framed, parts::due_day},
    forms::NewPart,
    tree,
};
use crate::{
    base::{Choice, Result, text, time},
    data::Visit,
    features::{people::Directory, records::option_of},
    ui::prelude::*,
    web::{Filled, Page, form::Refused, link},
};

/// The tree below a project, and how more of it is made; nothing where there is none and none can be.
///
/// # Errors
/// When the tree can't be read.
pub fn section(visit: &Visit, project: &Project) -> Result<Markup> {
    let parts = tree::below(visit, project)?;
    let may_add = project.must_be_open().is_ok() && visit.may(&ADD_PART, project);
    if parts.is_empty() && !may_add {
        return Ok(html! {});
    }
    let names = Directory::of(visit)?;
    let today = visit.today();
    let mut rows = Vec::new();
    for (level, part) in &parts {
        let logged = Used::of(visit, part)?.minutes;
        let from = match part.stands_at {
            Some(task) => format!("{}, of {task}", part.id),
            None => part.id.to_string(),
        };
        rows.push(
            Row::new()
                .id(format!("prj-{}", part.id.raw()))
                .name_link(
                    &format!("/projects/{}", part.id),
                    html! {
                        @for _ in 1..*level { span class="dim" aria-hidden="true" { "\u{2514} " } }
                        @if *level > 1 { span class="vh" { "level " (level) ", " } }
                        (part.title)
                    },
                    from.as_str(),
                )
                .cell(badge(part.state.tone(), part.state.label()))
                .cell(progress_bar(
                    u32::from(part.progress),
                    format!("{}%", part.progress),
                    &format!("{} progress", part.title),
                ))
                .cell(html! { (time::hours(logged)) " / " (time::hours(i64::from(part.weight))) " h" })
                .cell(who_first(names.name(part.team_lead)))
                .cell(due_day(Some(part.finish), part.state.is_open(), today)),
        );
    }
    let here = format!("/projects/{}/sub-projects/new", project.id);
    let section = Section::new(
        "Sub-projects",
        html! {
            @if rows.is_empty() {
                (Empty::quiet("No sub-projects", "A large task becomes one on its page, or another project is moved here by its \u{201c}Part of\u{201d}.").plain())
            } @else {
                (Table::rows().columns([
                    Column::new("Project"), Column::new("State"), Column::new("Progress"),
                    Column::new("Hours / plan"), Column::new("Lead"), Column::new("Finish"),
                ]).body(rows))
            }
        },
    )
    .actions(html! {
        @if may_add { (Button::link("Add sub-project", here).small().quiet().icon(Icon::Plus)) }
    });
    let section = match parts.len() {
        0 => section,
        count => section.small(text::count(count, "sub-project", "sub-projects")),
    };
    Ok(html! { (section.live("sub-projects")) })
}

/// What lies above a project, the uppermost first, and the task that stands for it.
///
/// # Errors
/// When it can't be read.
pub fn beside(visit: &Visit, project: &Project) -> Result<Option<Markup>> {
    if project.parent.is_none() {
        return Ok(None);
    }
    let above = tree::above(visit, project)?;
    Ok(Some(html! {
        @for held in above.iter().rev() {
            span class="row nowrap" { (link(visit, held.id.as_ref(), html! { (held.title) " " span class="dim" { (held.id) } })) }
        }
        @if above.is_empty() { @if let Some(parent) = project.parent { span class="dim" { (parent) } } }
        @if let Some(task) = project.stands_at {
            span class="row nowrap dim t12" { "stands for " (link(visit, task.as_ref(), task.to_string())) }
        }
    }))
}

/// Hours of a project alone and with its sub-projects; None where it has none.
///
/// # Errors
/// When they can't be read.
pub(in super::super) fn hours_alone(visit: &Visit, project: &Project) -> Result<Option<String>> {
    if project.parts == 0 {
        return Ok(None);
    }
    let own = entry::on_project(visit, project.id)?;
    Ok(Some(format!("{} h without sub-projects", time::hours(own))))
}

pub(super) fn add(visit: &Visit, project: &Project, form: &Filled<NewPart>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let people = || -> Vec<_> {
        let staff = names.staff();
        staff
            .into_iter()
            .map(|user| option_of(visit, &names, user.id))
            .collect()
    };
    let here = format!("/projects/{}", project.id);
    let body = html! {
        (Head::new("Add a sub-project"))
        p class="mute read" { "It is of the same client, has its own phase, people and plan, and counts in " (project.title) " by what its tasks weigh. Who leads " (project.title) " sees it." }
        form class="stack read" method="post" action=(format!("{here}/sub-projects")) data-once {
            (form.summary())
            (hidden("_key", crate::features::form_key()))
            (form.text("title", "Title").required())
            (fields_two(html! {
                (form.select("manager", "Project manager").nothing("As the project above").options(people()))
                (form.select("team_lead", "Team lead").nothing("As the project above").options(people()))
                (form.date("start", "Start").optional().hint(format!("{} where it is left open.", project.start.long())))
                (form.date("finish", "Finish").optional().hint(format!("{} where it is left open.", project.finish.long())))
            }))
            (buttons(html! { (Button::submit("Add sub-project").primary()) (Button::link("Keep the project as it is", here.as_str())) }))
        }
    };
    Ok(Page::new("Add a sub-project", body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), here)
        .styles(&["extra"])
        .status(form.status()))
}

/// The tree of a project on a page of its own.
pub(super) fn tab(visit: &Visit, project: &Project) -> Result<Page> {
    let body = html! { (section(visit, project)?) };
    Ok(
        framed(visit, project, "sub-projects", body, &Refused::default())?
            .styles(&["list", "empty", "record"]),
    )
}
