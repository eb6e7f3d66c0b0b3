//! The same deeds for programs.

use super::{
    super::{
        ASSIGN, CREATE, RecurringTask, RepeatForm, Task, VIEW,
        across::{self, CopyTask},
        actions::{
            ACCEPT, APPROVE, BLOCK, CANCEL, COMMENT, EDIT, HAND_IN, MAKE_PROJECT, PROGRESS, REOPEN,
            REPEAT, REQUEST, RESTORE, RETURN, START, UNBLOCK,
        },
        api, editing,
        forms::{Assign, EditTask, NewSubtask, NewTask, Note, Progress, Say, Tick, ToMilestone},
        make, ops, recurring,
        sub_project::{self, OfTask},
    },
    forms::{Because, Versioned},
};
use crate::{
    features::{
        conversation::Post,
        projects::{
            Project,
            quality::{Accept, GiveBack},
        },
    },
    web::{
        Reply, Route,
        form::{Nothing, Reason},
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_list(
            "/tasks",
            VIEW,
            "Tasks by state and due; those of a project in the order of its plan, one's own the next due first",
            api::list,
        )
        .of::<Task>(),
        crate::features::history::route::<Task>(),
        Route::api_get("/tasks/{id}", VIEW, "A task", api::one).of::<Task>(),
        Route::api_post::<NewTask>(
            "/tasks",
            CREATE,
            "Create a task or subtask",
            |v, _, form| api::made(v, make::create(v, form)?),
        )
        .of::<Task>(),
        Route::api_edit::<EditTask>(
            "/tasks/{id}",
            EDIT,
            "Change what a task says; only what is sent changes",
            api::one,
            |v, r| EditTask::of(v, &v.find_for(&EDIT, r.id("id")?)?),
            |v, r, form| {
                editing::edit(v, r.id("id")?, form)
            },
        )
        .of::<Task>(),
        Route::api_post::<Versioned>("/tasks/{id}/start", START, "Start a task", |v, r, form| {
            ops::start(v, r.id("id")?, form.version)?;
            api::one(v, r)
        })
        .of::<Task>(),
        Route::api_post::<Progress>(
            "/tasks/{id}/progress",
            PROGRESS,
            "Say how far a task is",
            |v, r, form| {
                ops::say_progress(v, r.id("id")?, form.percent)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Tick>(
            "/tasks/{id}/check",
            PROGRESS,
            "Tick a line of the checklist, or untick it",
            |v, r, form| {
                ops::tick(v, r.id("id")?, form.item, form.done)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Reason>(
            "/tasks/{id}/block",
            BLOCK,
            "Block a task with a reason",
            |v, r, form| {
                ops::block(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Nothing>(
            "/tasks/{id}/unblock",
            UNBLOCK,
            "Unblock a task",
            |v, r, _| {
                ops::unblock(v, r.id("id")?)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Note>(
            "/tasks/{id}/hand-in",
            HAND_IN,
            "Hand a task in: to review, or completed where none is asked",
            |v, r, form| {
                ops::hand_in(v, r.id("id")?, None, form.note)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Accept>(
            "/tasks/{id}/accept",
            ACCEPT,
            "Accept a task that waits for review, with the lines of its category's checklist that hold where that was gone through",
            |v, r, form| {
                ops::accept(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<GiveBack>(
            "/tasks/{id}/return",
            RETURN,
            "Return a task from review, for reasons of the house's list, in words, or both",
            |v, r, form| {
                ops::give_back(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Because>(
            "/tasks/{id}/reopen",
            REOPEN,
            "Reopen a completed task",
            |v, r, form| {
                ops::reopen(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Because>(
            "/tasks/{id}/cancel",
            CANCEL,
            "Cancel a task",
            |v, r, form| {
                ops::cancel(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Nothing>(
            "/tasks/{id}/restore",
            RESTORE,
            "Restore a cancelled task",
            |v, r, _| {
                ops::restore(v, r.id("id")?)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Assign>(
            "/tasks/{id}/assign",
            ASSIGN,
            "Assign a task; without assignee to nobody",
            |v, r, form| {
                ops::assign(v, r.id("id")?, form.assignee)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<OfTask>(
            "/tasks/{id}/sub-project",
            MAKE_PROJECT,
            "Make a sub-project of a task, with its subtasks, time, checklist, people and dates; the task stands for it; answers the sub-project",
            |v, r, form| {
                let id = sub_project::make(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Project>(),
        Route::api_post::<NewSubtask>(
            "/tasks/{id}/subtasks",
            CREATE,
            "Add a subtask",
            |v, r, form| api::made(v, make::add_subtask(v, r.id("id")?, form)?),
        )
        .of::<Task>(),
        Route::api_post::<NewSubtask>(
            "/tasks/{id}/request",
            REQUEST,
            "Ask for a subtask; it counts once approved",
            |v, r, form| api::made(v, make::request_subtask(v, r.id("id")?, form)?),
        )
        .of::<Task>(),
        Route::api_post::<Nothing>(
            "/tasks/{id}/approve",
            APPROVE,
            "Approve a subtask that was asked for",
            |v, r, _| {
                ops::approve_request(v, r.id("id")?)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<RepeatForm>(
            "/tasks/{id}/repeat",
            REPEAT,
            "Make a task recur: it is the first, and the next are made by the rule",
            |v, r, form| {
                let id = recurring::repeat(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find::<RecurringTask>(id)?)?))
            },
        )
        .of::<RecurringTask>(),
        Route::api_post::<ToMilestone>(
            "/tasks/{id}/milestone",
            EDIT,
            "Move a task behind the tasks of another milestone, or to where the work of another project of its client goes on, with its subtasks and their time",
            |v, r, form| {
                across::to_milestone(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<CopyTask>(
            "/tasks/{id}/copy",
            CREATE,
            "Copy a task with its subtasks and checklists, wherever tasks may be added; nothing of the copy is done or dated",
            |v, r, form| api::made(v, across::copy(v, r.id("id")?, form)?),
        )
        .of::<Task>(),
        Route::api_list(
            "/tasks/{id}/comments",
            VIEW,
            "Comments on a task",
            api::comments,
        )
        .of::<Post>(),
        Route::api_post::<Say>(
            "/tasks/{id}/comments",
            COMMENT,
            "Comment on a task",
            api::comment,
        )
        .of::<Post>(),
    ]
}
