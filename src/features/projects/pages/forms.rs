//! A project and a milestone, to fill in.

use maud::html;

use super::super::{
    AtFull, BudgetBy, Project,
    forms::{ProjectForm, ScopeForm},
};
use crate::{
    base::{Choice, Result},
    data::{Record, Visit},
    features::{people::Directory, records::option_of, settings::CurrentSettings},
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
            .map(|user| option_of(visit, &names, user.id))
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
                (form.date("promised", "Promised to the client").optional().hint("What the client reads; left empty, the finish. Like hours and value, another one may wait for a yes."))
                (form.text("budget_minutes", "Hours").hint("Such as 120, 120h or 7200m."))
                (form.money("value", "Value", currency.sign))
                (form.money("budget_money", "Budget of money", currency.sign).optional().hint("For time at its rates and for expenses. Another one may wait for a yes."))
                (form.choice::<BudgetBy>("budget_by", "Budget of money is"))
                (form.choice::<AtFull>("at_full", "Once a budget is used up"))
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

/// Another scope, to be asked for.
pub fn change_scope(visit: &Visit, project: &Project, form: &Filled<ScopeForm>) -> Page {
    let currency = CurrentSettings::currency_of(visit);
    let today = visit.today();
    let here = format!("/projects/{}", project.id);
    let hours = crate::base::time::hours(i64::from(project.budget_minutes));
    let body = html! {
        (Head::new("Change the scope"))
        p class="mute read" { "Nothing changes before whoever decides says yes. What is left empty stays as it is." }
        form class="stack read" method="post" action=(format!("{here}/change-scope")) data-once {
            (form.summary())
            (hidden("_key", crate::features::form_key()))
            (form.area("scope", "What becomes another, and why").required().rows(6))
            (fields_three(html! {
                (form.text("budget_minutes", "Hours in all").optional().hint(format!("{hours} h today.")))
                (form.money("value", "Value in all", currency.sign).optional().hint(format!("{} today.", project.value.show(currency))))
                (form.date("promised", "Promised to the client").optional().hint(format!("{} today.", project.promised().show(today))))
            }))
            (buttons(html! { (Button::submit("Ask for it").primary().icon(Icon::Approve)) (Button::link("Keep the scope", here.as_str())) }))
        }
    };
    Page::new("Change the scope", body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), here)
        .styles(&["extra"])
        .status(form.status())
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
            ("budget_money", project.budget_money.input(currency)),
            ("budget_by", project.budget_by.key().to_owned()),
            ("at_full", project.at_full.key().to_owned()),
            (
                "parent",
                project.parent.map(|id| id.to_string()).unwrap_or_default(),
            ),
            ("version", project.version.to_string()),
        ]))
    }
}
