//! Tasks: who does what next, until when, and how far it is. Stages 8 and 9 of the nine.
//!
//! Records: `Task` (declared with its project), on which comments are posted, and `RecurringTask` (`recurring`). Actions: create, edit, assign, start, say progress, block,
//! hand in, accept, return, reopen, cancel, restore; make recur, leave out, end; ask for a subtask and approve that; comment.
//! Pages: board, list and calendar, one task as a page and as a panel.
//!
//! A task that grew large becomes a sub-project and stands for it from then on (`sub_project`).
//!
//! Rules: progress is never typed above a leaf, it rolls up (`rollup`) at the end of every command (`derive`);
//! nobody accepts their own work; a task waits for those it comes after; what has open subtasks can't be finished.

mod across;
mod actions;
mod api;
mod calendar;
mod commands;
mod concerned;
mod conversation;
mod day;
mod deadlines;
mod demo;
mod derive;
mod editing;
mod form_pages;
mod forms;
mod given_up;
mod in_place;
mod limits;
mod line;
mod lines;
mod made;
mod make;
mod mine;
pub mod notices;
mod ops;
mod page;
mod pages;
mod query;
mod recompute;
mod recurring;
mod requested;
pub mod rollup;
mod routes;
mod sheet;
mod sub_project;
mod timeline;
mod waits;

use mine::OPEN;

use std::time::Duration;

use crate::{
    access::Placement,
    base::Result,
    data::{Key, KindInfo, Record},
    features::{
        AtHand, Commands, Demo, DepartmentWork, Feature, Start, Waits,
        conversation::RoomKind,
        people::Holds,
        projects::{self, Need, Project, TASKS_BY_NEED},
        records,
    },
    jobs::{clock::Handler, every},
    ui::icon::Icon,
    web::{Count, NavItem, Route},
};

/// Tasks of a department that are counted of those that want something.
const MOST: usize = 500;

pub use crate::features::projects::{
    CREATE_TASK as CREATE, Item, OPEN_TASKS, Priority, SUBTASKS, TASKS_BY_ASSIGNEE, TASKS_BY_STATE,
    TASKS_OF_MILESTONE, TASKS_OF_PROJECT, Task, TaskStatus, VIEW_TASKS as VIEW,
};
pub use across::{CopyTask, copy};
pub use actions::*;
pub use editing::edit;
pub use forms::{Assign, EditTask, InSwim, Move, NewSubtask, NewTask, ToMilestone};
pub use given_up::{cancel as cancel_project, restore as restore_project};
pub use make::{add_subtask, create, request_subtask};
pub use mine::{mine, my_open};
pub use ops::{
    accept, approve_request, assign, begin, block, cancel, comment, give_back, hand_in, move_to,
    reopen, restore, say_progress, start, tick, unblock,
};
pub use page::page;
pub use query::narrowed;
pub use recurring::{RecurringTask, RepeatForm, repeat};
pub use sub_project::{OfTask, make as make_sub_project};

pub use crate::features::projects::ASSIGN_TASK as ASSIGN;

fn all_routes() -> Vec<Route> {
    let tasks = Route::about::<Task>("/tasks", routes::routes());
    let mut all = Route::about::<RecurringTask>("/recurring-tasks", tasks);
    all.extend(Route::about::<Project>("/projects", given_up::routes()));
    all
}

pub fn feature() -> Feature {
    Feature {
        name: "tasks",
        notices: notices::ALL,
        held: vec![Holds::of::<RecurringTask>()],
        kinds: vec![
            KindInfo::entity::<Task>().shareable(&[EDIT, COMMENT]),
            KindInfo::entity::<RecurringTask>(),
        ],
        wakes: vec![Handler::of(recurring::MAKES, RECUR, recurring::make_next)],
        former: vec![conversation::COMMENTS],
        recomputes: vec![recompute::OF_PROJECTS],
        rooms: vec![RoomKind::of::<Task>()],
        made_of_posts: vec![made::OF_POST],
        jobs: vec![
            records::import_job::<Task>,
            records::several_job::<Task>,
            || {
                every("deadlines of tasks", Duration::from_secs(300), |turn| {
                    deadlines::look(&turn.visit())
                })
            },
        ],
        actions: &[
            MAKE_PROJECT,
            VIEW,
            CREATE,
            EDIT,
            ASSIGN,
            START,
            PROGRESS,
            BLOCK,
            UNBLOCK,
            HAND_IN,
            ACCEPT,
            RETURN,
            REOPEN,
            CANCEL,
            RESTORE,
            REQUEST,
            APPROVE,
            COMMENT,
            REVIEW,
            EXPORT,
            WARN,
            REPEAT,
            SKIP,
            END_REPEAT,
            RECUR,
        ],
        routes: all_routes(),
        commands: vec![
            Commands::of::<Task>(commands::commands),
            Commands::of::<Task>(records::commands_in_place::<Task>),
        ],
        at_hand: vec![AtHand {
            kind: "tasks",
            of: |visit, most| Ok(mine(visit, most)?.iter().map(Record::as_ref).collect()),
        }],
        several: vec![records::for_several::<Task>()],
        starts: &[Start {
            title: "New task",
            href: "/tasks/new",
            action: CREATE,
            takes: Some("text"),
        }],
        nav: vec![NavItem {
            section: "Work",
            label: "Tasks",
            icon: Icon::Task,
            href: "/tasks",
            action: VIEW,
            go: Some('k'),
            count: Some(Count {
                of: my_open,
                on: "tasks@me",
            }),
            hot: false,
        }],
        derives: vec![derive::derive],
        work: vec![DepartmentWork {
            kind: "tasks",
            seen: |visit, id| {
                let place = Placement::Department(id.raw());
                let of = |state: &TaskStatus| {
                    visit.total_in::<Task>(projects::TASKS, place, Key::new().byte(state.code()))
                };
                OPEN.iter().map(of).sum()
            },
            all: |all, id| {
                let each = OPEN.iter().map(|state| {
                    let key = Key::new().byte(state.code());
                    all.lying_in::<Task>(id, projects::TASKS_BY_STATE, key)
                });
                each.sum()
            },
            waits: |visit, id| {
                let place = Placement::Department(id.raw());
                let of = |need: Need, for_what, href| -> Result<Option<Waits>> {
                    let count = visit.count_in::<Task>(TASKS_BY_NEED, place, need.key(), MOST)?;
                    let count = count.and_then(|n| i64::try_from(n).ok());
                    Ok(Waits::of(count, for_what, href))
                };
                let asked = of(
                    Need::Answer,
                    "a yes to what members asked for",
                    "/tasks?show=all",
                )?;
                let free = of(
                    Need::Assignee,
                    "somebody to do them",
                    "/tasks?show=unassigned",
                )?;
                let stuck = of(Need::Unblocking, "what blocks them", "/tasks?show=all")?;
                let key = Key::new().byte(TaskStatus::Review.code());
                let review = visit.total_in::<Task>(projects::TASKS, place, key)?;
                let review = Waits::of(review, "a review", "/tasks?show=all&state=review");
                Ok([asked, free, stuck, review].into_iter().flatten().collect())
            },
        }],
        approvable: &[requested::SUBTASK],
        day: vec![day::DAY],
        demo_after: Some(Demo {
            by: "team-lead",
            make: demo::make,
        }),
        ..Feature::default()
    }
}
