//! A project and a milestone, to fill in.

use maud::html;

use super::super::{Project, forms::ProjectForm};
use crate::{
    base::Result,
    data::{Record, Visit},
    features::{people::Directory, settings::CurrentSettings},
    ui::prelude::*,
    web::{Filled, Form, Page},
};

pub fn edit(visit: &Visit, project: &Project, form: &Filled<ProjectForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let currency = CurrentSettings::of(visit)?.0.currency();
    let people = || {
        names
            .staff()
            .into_iter()
            .map(|user| (user.id, user.name.clone()))
            .collect::<Vec<_>>()
    };
    let here = format!("/projects/{}", project.id);
    let body = html! {
        (Head::new(format!("Edit {}", project.title)))
        form class="stack read" method="post" action=(here) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (form.text("title", "Title").required())
            (fields_two(html! {
                (form.select("manager", "Project manager").options(people()))
                (form.select("team_lead", "Team lead").options(people()))
                (form.date("start", "Start").required())
                (form.date("finish", "Finish").required())
                (form.date("promised", "Promised to the client").optional().hint("What the client reads; left empty, the finish."))
                (form.text("budget_minutes", "Hours").hint("Such as 120, 120h or 7200m."))
                (form.money("value", "Value", currency.sign))
            }))
            (form.record("parent", "Part of", Project::KIND.prefix).optional().hint("The project above."))
            (buttons(html! { (Button::submit("Save project").primary()) (Button::link("Keep it as it is", here.as_str())) }))
        }
    };
    Ok(Page::new(format!("Edit {}", project.title), body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), here)
        .styles(&["extra"])
        .status(form.status()))
}

pub fn milestone<F: Form>(project: &Project, action: &str, verb: &str, form: &Filled<F>) -> Page {
    let here = format!("/projects/{}", project.id);
    let body = html! {
        (Head::new(verb))
        form class="stack read" method="post" action=(action) data-once {
            (form.summary())
            @if let Some(version) = form.value("version") { (hidden("version", version)) }
            @else { (hidden("_key", crate::features::form_key())) }
            (form.text("title", "Title").required())
            (fields_two(html! { (form.date("start", "Start").optional()) (form.date("due", "Due").required()) }))
            (form.tick("client_visible", "The client sees it in the portal"))
            (buttons(html! { (Button::submit(verb).primary()) (Button::link("Keep the plan as it is", here.as_str())) }))
        }
    };
    Page::new(verb, body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), here)
        .styles(&["extra"])
        .status(form.status())
}

impl ProjectForm {
    pub fn of(project: &Project, visit: &Visit) -> Result<Filled<ProjectForm>> {
        let currency = CurrentSettings::of(visit)?.0.currency();
        Ok(Filled::blank(&[
            ("title", project.title.clone()),
            ("manager", project.manager.to_string()),
            ("team_lead", project.team_lead.to_string()),
            ("start", project.start.iso()),
            ("finish", project.finish.iso()),
            (
                "promised",
                project.promised.map(|day| day.iso()).unwrap_or_default(),
            ),
            ("budget_minutes", format!("{}m", project.budget_minutes)),
            ("value", project.value.input(currency)),
            (
                "parent",
                project.parent.map(|id| id.to_string()).unwrap_or_default(),
            ),
            ("version", project.version.to_string()),
        ]))
    }
}
