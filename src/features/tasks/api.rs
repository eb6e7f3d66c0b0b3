//! Tasks as JSON.

use serde_json::{Value, json};

use super::{
    SUBTASKS, TASKS_BY_STATE, TASKS_OF_PROJECT, Task, TaskStatus,
    comment::{BY_TASK, Comment},
    of_person,
};
use crate::{
    base::{Choice, Id, Result},
    data::{Key, List, Visit},
    features::{
        limit,
        people::User,
        projects::{Project, on_task},
    },
    web::{Form, Reader, Reply, Request, form::Optional},
};

pub fn task_json(visit: &Visit, task: &Task) -> Result<Value> {
    let checklist: Vec<Value> = task
        .checklist
        .iter()
        .map(|item| json!({ "title": item.title, "done": item.done }))
        .collect();
    Ok(json!({
        "id": task.id.to_string(), "project": task.project.to_string(), "milestone": task.milestone.to_string(),
        "parent": task.parent.map(|id| id.to_string()), "title": task.title, "detail": task.detail, "role": task.role,
        "department": task.department.to_string(), "assignee": task.assignee.map(|id| id.to_string()),
        "reviewer": task.reviewer.map(|id| id.to_string()), "estimate_minutes": task.estimate,
        "logged_minutes": on_task(visit, task.id)?, "weight_minutes": task.weight,
        "start": task.start.map(|day| day.iso()), "due": task.due.map(|day| day.iso()),
        "priority": task.priority.key(), "state": task.state.key(), "status": task.status.key(),
        "progress": task.progress, "manual": task.manual, "blocked": task.blocked, "requested": task.requested,
        "returned": task.returned, "review_needed": task.review_needed, "client_visible": task.client_visible,
        "checklist": checklist, "after": task.after.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "subtasks": task.parts, "subtasks_completed": task.parts_done,
        "done_at": task.done_at.map(|at| at.rfc3339()), "version": task.version,
    }))
}

fn items(visit: &Visit, tasks: &[Task], next: Option<String>) -> Result<Reply> {
    Ok(Reply::items(
        tasks
            .iter()
            .map(|task| task_json(visit, task))
            .collect::<Result<_>>()?,
        next,
    ))
}

/// What a list of tasks may be asked for.
pub struct Asked {
    project: Option<Id<Project>>,
    parent: Option<Id<Task>>,
    state: Option<TaskStatus>,
    assignee: Option<Whose>,
}

#[derive(Clone, Copy)]
enum Whose {
    Mine,
    Of(Id<User>),
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        let whose = f.text("assignee", "Assignee", Optional, 40);
        let assignee = match whose.as_str() {
            "" => None,
            "me" => Some(Whose::Mine),
            number => Id::parse(number).map(Whose::Of),
        };
        if assignee.is_none() && !whose.is_empty() {
            f.problem(
                "assignee",
                "Assignee should be me or a number such as U-12.",
            );
        }
        Asked {
            project: f.id("project", "Project", Optional),
            parent: f.id("parent", "Parent task", Optional),
            state: f.choice("state", "State", Optional),
            assignee,
        }
    }
}

/// Those of a project in the order of its plan, the subtasks of a task, one's own; else by state and due.
pub fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked = request.asked::<Asked>().into_form()?;
    let state = asked.state;
    let person = asked.assignee.map(|whose| match whose {
        Whose::Mine => visit.actor.person,
        Whose::Of(person) => person.raw(),
    });
    let keeps = |task: &Task| {
        state.is_none_or(|state| task.state == state)
            && person.is_none_or(|person| task.assignee.is_some_and(|held| held.raw() == person))
    };
    if let Some(id) = asked.project {
        let project = visit.find(id)?;
        let mut tasks: Vec<Task> =
            visit.related(&project, TASKS_OF_PROJECT, Key::new().id(id), 1000)?;
        tasks.retain(keeps);
        return items(visit, &tasks, None);
    }
    if let Some(id) = asked.parent {
        let parent = visit.find(id)?;
        let mut tasks: Vec<Task> = visit.related(&parent, SUBTASKS, Key::new().id(id), 200)?;
        tasks.retain(keeps);
        return items(visit, &tasks, None);
    }
    if person == Some(visit.actor.person) && state.is_none() {
        return items(
            visit,
            &of_person(visit, visit.actor.person, limit(request))?,
            None,
        );
    }
    let list = match state {
        Some(state) => List::by(TASKS_BY_STATE).under(Key::new().byte(state.code())),
        None => List::by(TASKS_BY_STATE),
    };
    let page = visit.list_where(
        list.limit(limit(request)).after(request.query("after")),
        keeps,
    )?;
    items(visit, &page.rows, page.next)
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(task_json(
        visit,
        &visit.find(request.id("id")?)?,
    )?))
}

pub fn made(visit: &Visit, id: Id<Task>) -> Result<Reply> {
    Ok(Reply::created(task_json(visit, &visit.find(id)?)?))
}

fn comment_json(comment: &Comment) -> Value {
    json!({
        "id": comment.id.to_string(), "task": comment.task.to_string(), "by": comment.by.to_string(),
        "text": comment.text, "at": comment.at.rfc3339(),
    })
}

pub fn comments(visit: &Visit, request: &Request) -> Result<Reply> {
    let task: Task = visit.find(request.id("id")?)?;
    let all: Vec<Comment> = visit.related(&task, BY_TASK, Key::new().id(task.id), 500)?;
    Ok(Reply::items(all.iter().map(comment_json).collect(), None))
}

pub fn said(visit: &Visit, id: Id<Comment>) -> Result<Reply> {
    let said: Comment = visit.find(id)?;
    Ok(Reply::created(comment_json(&said)))
}
