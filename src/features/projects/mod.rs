//! Projects: what was approved and is being made, with its milestones, its plan and how far it is.
//!
//! Records: `Project`, `Milestone`, `ReviewRules` (`quality`: what work is reviewed by), and, because a plan is made of them, `Task` and `TimeEntry` (their verbs are in
//! the tasks and time features). Playbooks turn into plans, which is the playbooks feature's.
//! Actions: see, edit, hold, resume, deliver, maintain, close, reopen a project; add and edit milestones.
//! Pages: the list, one project (overview, tasks, time, history), the client's page of it in the portal.
//!
//! A project may be a sub-project of another (`sub`). What the client sees of it, is told and is asked about is in `client`.
//!
//! Rules: progress and state follow from the tasks in the transaction that changes them; a project is delivered
//! when every task that counts is completed; a finished one is in maintenance, or closed and takes changes only as "Closed -
//! pending updates", for a time and each agreed, after which it closes by itself (`updates`). Budget, value, what was
//! promised, the scope, and that a closed one takes updates change with an approval (`critical`). What of its budgets of
//! hours and money is used follows from time at its frozen rates and from expenses (`budget`); whoever leads it is warned
//! once of each threshold (`budget_watch`). How it stands on its four sides, with the reasons, follows from these (`health`).

mod actions;
pub mod ahead;
mod api;
mod board;
mod booked;
mod budget;
mod budget_watch;
mod client;
mod commands;
mod critical;
mod day;
mod demo;
mod derive;
mod entity;
mod entry;
mod expense;
mod forms;
mod health;
mod holding;
mod in_place;
mod led;
mod limits;
mod milestone;
pub mod notices;
mod of_client;
mod on_lines;
mod ops;
mod pages;
pub mod parts;
mod portal;
mod project;
mod propose;
pub mod quality;
mod query;
mod routes;
mod several;
mod sub;
mod tabs;
mod task;
mod updates;
mod work_on;

use crate::{
    access::{Action, Placement},
    base::{Choice, Result},
    data::{Key, KindInfo},
    features::{Commands, Demo, DepartmentWork, Feature, Waits, documents, people::Holds, records},
    jobs::clock::Handler,
    ui::icon::Icon,
    web::{NavItem, Route},
};

pub use actions::*;
pub use board::{Swim, WorkBoard, card, held};
pub use booked::Booked;
pub use budget::{
    Adds, AtFull, Beyond, BudgetBy, Left, Used, beyond, in_money, left_of, may_see_money,
    must_have_room, must_have_room_for, tell_beyond, tone as budget_tone,
};
pub use client::{
    Answer, AnswerForm, AskForm, Asked, ProgressForm, Published, Said, Shows, ShowsForm, answer,
    ask, publish, show,
};
pub use critical::ALL as CRITICAL;
pub use entry::{
    BILLABLE as ENTRY_BILLABLE, BY_CLIENT as ENTRIES_OF_CLIENT, BY_DAY as ENTRIES_BY_DAY,
    BY_PROJECT as ENTRIES_OF_PROJECT, BY_TASK as ENTRIES_OF_TASK, BY_TICKET as ENTRIES_OF_TICKET,
    BY_USER as ENTRIES_OF_USER, CATEGORY as ENTRY_CATEGORY, COSTED, DAY_MINUTES,
    FIGURES as TIME_FIGURES, LOGGED, PRICED, PROJECT as ENTRY_PROJECT, PROJECT_BILLABLE,
    PROJECT_COST, PROJECT_PRICE, RUNNING, TASK as ENTRY_TASK, TICKET as ENTRY_TICKET, TICKETS_COST,
    TICKETS_MINUTES, TICKETS_PRICE, TIMER_FULL, TIMER_LONG, TimeEntry, UNBILLED as UNBILLED_TIME,
    UNBILLED_OF_CLIENT as UNBILLED_TICKET_TIME, USER as ENTRY_USER, billed_on_task, day_key,
    on_project, on_task, on_ticket, running,
};
pub use expense::{
    BILLABLE as EXPENSE_BILLABLE, BY_DAY as EXPENSES_BY_DAY, BY_STATUS as EXPENSES_BY_STATUS,
    CATEGORY as EXPENSE_CATEGORY, CLIENT as EXPENSE_CLIENT, COUNT as EXPENSES,
    Category as ExpenseCategory, Expense, ExpenseStatus, OF_USER as EXPENSES_OF_USER,
    OWED as EXPENSES_OWED, OWED_SUM as EXPENSES_OWED_SUM, PAID_BY as EXPENSE_PAID_BY,
    PROJECT as EXPENSE_PROJECT, PROJECT_EXPENSES, PROJECT_EXPENSES_PRICE, PaidBy, Receipt,
    SPENT_IN, SPENT_ON, STATUS as EXPENSE_STATUS, UNBILLED_OF as UNBILLED_EXPENSES,
    USER as EXPENSE_USER,
};
pub use forms::{GiveUp, MilestoneForm, NewMilestone, ProjectForm, Remark, ScopeForm, UpdatesForm};
pub use led::{Led, follow as follow_leads, leads_of, led_anew};
pub use limits::{Limits, LimitsForm, Passing};
pub use milestone::{BY_PROJECT as MILESTONES, Milestone};
pub use ops::{
    add_milestone, change_scope, close, deliver, edit, edit_milestone, edit_or_ask, hold, maintain,
    reopen, resume, takes_new_work,
};
pub use pages::{client_name, framed, overview};
pub use portal::{contact, for_client, to_approve};
pub use project::{
    BY_CLIENT, BY_FINISH, BY_PARENT as SUB_PROJECTS, BY_STATE, COUNT, Project, Status,
};
pub use propose::propose;
pub use sub::{
    Below, NewPart, above as projects_above, add as add_sub_project, below as projects_below,
    insert as insert_sub_project, must_take_time,
};
pub use tabs::time_tab;
pub use task::{
    BY_ASSIGNEE as TASKS_BY_ASSIGNEE, BY_MAKER as TASKS_BY_MAKER,
    BY_MILESTONE as TASKS_OF_MILESTONE, BY_NEED as TASKS_BY_NEED, BY_PARENT as SUBTASKS,
    BY_PROJECT as TASKS_OF_PROJECT, BY_STATE as TASKS_BY_STATE, COUNT as TASKS,
    FIGURES as TASK_FIGURES, IN_LANES as TASKS_IN_LANES, Item, Need, OPEN as OPEN_TASKS,
    Part as TaskPart, Priority, RETURNED_FOR, Rest, Status as TaskStatus, Task,
    facet as task_facet, figure as task_figure,
};
pub use work_on::{AS_A_WHOLE, INTERNAL, Matter, WorkOn};

/// Who reads what a project is worth: those who keep it or ask for another scope, and those who reckon with it.
const READ_VALUE: &[Action] = &[EDIT, CHANGE_SCOPE, SEE_VALUE];

fn all_routes() -> Vec<Route> {
    let mut projects = routes::routes();
    projects.extend(sub::routes());
    projects.extend(health::routes());
    let projects = Route::about::<Project>("/projects", projects);
    let mut all = Route::about::<Milestone>("/milestones", projects);
    all.extend(Route::about::<quality::ReviewRules>(
        quality::HERE,
        quality::routes(),
    ));
    all
}

pub fn feature() -> Feature {
    Feature {
        name: "projects",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<Project>().shareable(&[EDIT]),
            KindInfo::entity::<Milestone>().shareable(&[EDIT_MILESTONE]),
            KindInfo::entity::<quality::ReviewRules>(),
            KindInfo::entity::<budget_watch::BudgetWatch>(),
        ],
        actions: &[
            VIEW,
            EXPORT,
            EDIT,
            ADD_PART,
            HOLD,
            RESUME,
            DELIVER,
            MAINTAIN,
            CLOSE,
            REOPEN,
            CANCEL,
            RESTORE,
            END_UPDATES,
            WARN_BUDGET,
            SHOW_CLIENT,
            PUBLISH_PROGRESS,
            CHANGE_SCOPE,
            SEE_VALUE,
            TALK,
            WORK,
            LEAD,
            BILL,
            VIEW_MILESTONES,
            ADD_MILESTONE,
            EDIT_MILESTONE,
            ASK_CLIENT,
            ANSWER_MILESTONE,
            VIEW_REVIEW_RULES,
            EDIT_REVIEW_RULES,
        ],
        routes: all_routes(),
        jobs: vec![records::several_job::<Project>],
        several: vec![records::for_several::<Project>()],
        commands: vec![
            Commands::of::<Project>(commands::commands),
            Commands::of::<Project>(records::commands_in_place::<Project>),
            Commands::of::<Project>(documents::add_about),
        ],
        nav: vec![NavItem {
            section: "Work",
            label: "Projects",
            icon: Icon::Project,
            href: "/projects",
            action: VIEW,
            go: Some('p'),
            count: None,
            hot: false,
        }],
        derives: vec![
            sub::hold_together,
            sub::nothing_is_left,
            derive::closed_stays,
            derive::budgets_stop,
            expense::submitted_stays,
            derive::tickets_follow,
            derive::timers_end,
            client::files_follow,
            budget_watch::follow,
        ],
        wakes: vec![
            Handler::of(updates::UPDATES_END, END_UPDATES, updates::end),
            Handler::of(budget_watch::WARN, WARN_BUDGET, budget_watch::warn),
        ],
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
            waits: |visit, id| {
                let place = Placement::Department(id.raw());
                let of = |state: Status, for_what| -> Result<Option<Waits>> {
                    let key = Key::new().byte(state.code());
                    let count = visit.total_in::<Project>(COUNT, place, key)?;
                    let href = format!("/projects?state={}", state.key());
                    Ok(Waits::of(count, for_what, href))
                };
                let planned = of(Status::Planned, "their start")?;
                let held = of(Status::OnHold, "what holds them")?;
                let pending = of(Status::ClosedPending, "changes after their end")?;
                Ok([planned, held, pending].into_iter().flatten().collect())
            },
        }],
        held: vec![Holds::of::<Project>(), Holds::of::<Task>()],
        approvable: critical::ALL,
        day: vec![day::DAY],
        client_sections: vec![of_client::SECTION],
        demo_after: Some(Demo {
            by: "department-manager",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
