//! Projects: what was approved and is being made, with its milestones, its plan and how far it is.
//!
//! Records: `Project`, `Milestone`, and, because a plan is made of them, `Task` and `TimeEntry` (their verbs are in
//! the tasks and time features). Playbooks turn into plans through `plan_from`, which approvals call.
//! Actions: see, edit, hold, resume, deliver, close, reopen a project; add and edit milestones.
//! Pages: the list, one project (overview, tasks, time, history), the client's page of it in the portal.
//!
//! Rules: progress and state follow from the tasks in the transaction that changes them; a project is delivered
//! when every task that counts is completed; a finished one takes changes only as "Closed - pending updates".

mod api;
mod commands;
mod day;
mod entity;
mod entry;
mod forms;
mod holding;
mod milestone;
mod of_client;
mod ops;
mod pages;
pub mod parts;
mod plan;
mod playbook;
mod portal;
mod project;
mod query;
mod routes;
mod tabs;
mod task;

use crate::{
    access::{Action, Placement},
    base::Choice,
    data::{Key, KindInfo},
    features::{Commands, DepartmentWork, Feature, documents, people::Holds},
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use entry::{
    BY_DAY as ENTRIES_BY_DAY, BY_PROJECT as ENTRIES_OF_PROJECT, BY_TASK as ENTRIES_OF_TASK,
    BY_USER as ENTRIES_OF_USER, Booked, DAY_MINUTES, FIGURES as TIME_FIGURES, LOGGED, RUNNING,
    TimeEntry, USER as ENTRY_USER, day_key, on_project, on_task, running,
};
pub use forms::{MilestoneForm, NewMilestone, ProjectForm};
pub use milestone::{BY_PROJECT as MILESTONES, Milestone};
pub use ops::{add_milestone, close, deliver, edit, edit_milestone, hold, reopen, resume};
pub use plan::{Plan, plan_from, propose};
pub use playbook::{Part, Piece, Playbook, Step, for_category, playbook, playbooks};
pub use portal::{contact, for_client};
pub use project::{BY_CLIENT, BY_FINISH, BY_STATE, COUNT, Project, Status};
pub use task::{
    BY_ASSIGNEE as TASKS_BY_ASSIGNEE, BY_MILESTONE as TASKS_OF_MILESTONE, BY_NEED as TASKS_BY_NEED,
    BY_PARENT as SUBTASKS, BY_PROJECT as TASKS_OF_PROJECT, BY_STATE as TASKS_BY_STATE,
    COUNT as TASKS, FIGURES as TASK_FIGURES, Item, Need, OPEN as OPEN_TASKS, Part as TaskPart,
    Priority, Rest, Status as TaskStatus, Task, facet as task_facet, figure as task_figure,
};

pub const VIEW: Action = Action::read("projects.view", "See projects");
pub const EDIT: Action = Action::write("projects.edit", "Edit a project").told("edited {}");
pub const HOLD: Action =
    Action::write("projects.hold", "Put a project on hold").told("put {} on hold");
pub const RESUME: Action = Action::write("projects.resume", "Resume a project").told("resumed {}");
pub const DELIVER: Action = Action::write("projects.deliver", "Deliver a project")
    .told("delivered {}")
    .final_();
pub const CLOSE: Action = Action::write("projects.close", "Close a project").told("closed {}");
pub const REOPEN: Action = Action::write("projects.reopen", "Reopen a project for updates")
    .told("reopened {} for updates");
/// To whom tasks are given, and who leads such work.
pub const WORK: Action = Action::duty("projects.work", "Be given tasks of projects");
pub const LEAD: Action = Action::duty("projects.lead", "Be proposed to lead a project's work");
/// Who writes the invoices.
pub const BILL: Action = Action::duty("projects.bill", "Be shown what is to be billed");
pub const VIEW_MILESTONES: Action = Action::read("milestones.view", "See milestones");
pub const ADD_MILESTONE: Action =
    Action::write("milestones.create", "Add a milestone").told("added {}");
pub const EDIT_MILESTONE: Action =
    Action::write("milestones.edit", "Edit a milestone").told("edited {}");
/// Declared here beside the record; the tasks feature lists it.
pub const VIEW_TASKS: Action = Action::read("tasks.view", "See tasks");
/// Likewise, for the button on the project's page.
pub const ASSIGN_TASK: Action = Action::write("tasks.assign", "Assign a task").told("assigned {}");
pub const CREATE_TASK: Action = Action::write("tasks.create", "Create a task").told("created {}");
/// Declared here beside the record; the time feature lists it.
pub const VIEW_TIME: Action = Action::read("time.view", "See time entries");
/// Likewise, for the timer's button on the task's page.
pub const LOG_TIME: Action = Action::write("time.log", "Log time").told("logged time[ on {tasks}]");

pub fn feature() -> Feature {
    Feature {
        name: "projects",
        kinds: vec![
            KindInfo::entity::<Project>().shareable(&[EDIT]),
            KindInfo::entity::<Milestone>().shareable(&[EDIT_MILESTONE]),
        ],
        actions: &[
            VIEW,
            EDIT,
            HOLD,
            RESUME,
            DELIVER,
            CLOSE,
            REOPEN,
            WORK,
            LEAD,
            BILL,
            VIEW_MILESTONES,
            ADD_MILESTONE,
            EDIT_MILESTONE,
        ],
        routes: Route::about::<Milestone>(
            "/milestones",
            Route::about::<Project>("/projects", routes::routes()),
        ),
        commands: vec![
            Commands::of::<Project>(commands::commands),
            Commands::of::<Project>(documents::add_about),
        ],
        nav: vec![NavItem {
            section: "Work",
            label: "Projects",
            icon: Icon::Project,
            href: "/projects",
            action: VIEW,
            go: 'p',
            count: None,
            hot: false,
        }],
        derives: vec![ops::no_rings, ops::closed_stays, ops::tickets_follow],
        work: vec![DepartmentWork {
            kind: "projects",
            seen: |visit, id| {
                let place = Placement::Department(id.raw());
                let open = Status::ALL.iter().filter(|state| state.is_open());
                open.map(|state| {
                    visit.total_in::<Project>(COUNT, place, Key::new().byte(state.code()))
                })
                .sum()
            },
            all: |all, id| all.lying_in::<Project>(id, BY_FINISH, Key::new().byte(0)),
        }],
        held: vec![Holds::of::<Project>(), Holds::of::<Task>()],
        day: vec![day::DAY],
        client_sections: vec![of_client::section],
        ..Feature::default()
    }
}
