//! Playbooks: how the house usually does a kind of work. Milestones, tasks and subtasks with checklists, departments and
//! skills in the place of people, estimates, dependencies, days, documents to ask for, parts that repeat and parts that
//! are there only where a question is answered so.
//!
//! Records: `Playbook` (as it is worked on), `Edition` (a version, as it was published). Shipped ones (`shipped`) stand
//! until the house makes them its own. What plans are made from, the `Library` knows.
//! Actions: see, make, edit, publish, retire playbooks; apply one to a project.
//! Pages: the list, the editor with its preview, what is different between versions; the preview on a project.
//!
//! Rules: a plan is made from a published version and never changed by a later one; nothing waits for itself; applying
//! one is one deed with one Undo.

mod actions;
mod apply;
mod apply_form;
mod changes;
mod demo;
mod entity;
mod forms;
mod from_project;
mod layout;
mod library;
mod make;
mod ops;
mod outline;
mod pages;
mod playbook;
mod published;
mod routes;
mod sheet;
mod shipped;

use crate::{
    base::Result,
    data::{KindInfo, Visit},
    features::{
        Command, Commands, Demo, Feature, Start,
        projects::{Project, Task},
    },
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use crate::features::projects::APPLY_PLAYBOOK as APPLY;
pub use actions::*;
pub use library::Library;
pub use make::{Plan, plan_from};
pub use outline::Level;
pub use playbook::{Edition, Playbook};
pub use published::Published;
pub use published::{Part, Work};
pub use shipped::{shipped, shipped_by_key};

pub fn feature() -> Feature {
    Feature {
        name: "playbooks",
        kinds: vec![
            KindInfo::entity::<Playbook>(),
            KindInfo::entity::<Edition>(),
        ],
        actions: &[VIEW, CREATE, EDIT, PUBLISH, RETIRE, APPLY],
        routes: Route::about::<Project>(
            "/projects",
            Route::about::<Playbook>("/playbooks", routes::routes()),
        ),
        commands: vec![
            Commands::of::<Project>(commands),
            Commands::of::<Task>(commands_of_task),
        ],
        nav: vec![NavItem {
            section: "Work",
            label: "Playbooks",
            icon: Icon::Branch,
            href: "/playbooks",
            action: VIEW,
            go: Some('f'),
            count: None,
            hot: false,
        }],
        starts: &[Start {
            title: "New playbook",
            href: "/playbooks/new",
            action: CREATE,
            takes: Some("name"),
        }],
        demo: Some(Demo {
            by: "department-manager",
            make: demo::demonstrate,
        }),
        ..Feature::default()
    }
}

/// A task that is done again and again becomes a playbook of its own.
fn commands_of_task(visit: &Visit, task: &Task, _: &str) -> Result<Vec<Command>> {
    let whole = task.parent.is_none() && task.stands_for.is_none() && !task.requested;
    if !whole || !visit.may_somewhere(&CREATE) {
        return Ok(Vec::new());
    }
    let to = format!("/playbooks/new?task={}", task.id);
    Ok(vec![Command::page(
        "Make a playbook of this task",
        Icon::Branch,
        to,
    )])
}

/// What the palette does with playbooks to a project that is open.
fn commands(visit: &Visit, project: &Project, _: &str) -> Result<Vec<Command>> {
    let mut all = Vec::new();
    if project.must_be_open().is_ok() && visit.may(&APPLY, project) {
        let to = format!("/projects/{}/playbook", project.id);
        all.push(Command::page("Apply a playbook", Icon::Branch, to));
    }
    if visit.may_somewhere(&CREATE) {
        let to = format!("/playbooks/new?project={}", project.id);
        all.push(Command::page(
            "Make a playbook of this project",
            Icon::Branch,
            to,
        ));
    }
    Ok(all)
}
