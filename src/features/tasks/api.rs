//! Tasks as JSON.

use super::{
    Task,
    comment::{BY_TASK, Comment},
    query::TaskQuery,
};
use crate::{
    base::{Id, Result},
    data::{Key, Query, Visit},
    web::{Reply, Request, form::Nothing},
};

/// Those of a project in the order of its plan, the subtasks of a task, one's own; else by state and due.
pub fn list(visit: &Visit, request: &Request, asked: TaskQuery) -> Result<Reply> {
    let page = asked.page(visit, request.paging()?)?;
    Ok(Reply::page(page.try_map(|task| visit.json(&task))?))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let task: Task = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&task)?))
}

pub fn made(visit: &Visit, id: Id<Task>) -> Result<Reply> {
    Ok(Reply::created(visit.json(&visit.find(id)?)?))
}

pub fn comments(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let task: Task = visit.find(request.id("id")?)?;
    let query = Query::of(&task, BY_TASK, Key::new().id(task.id));
    let page = visit.list::<Comment>(query.page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|comment| visit.json(&comment))?))
}

pub fn said(visit: &Visit, id: Id<Comment>) -> Result<Reply> {
    let said: Comment = visit.find(id)?;
    Ok(Reply::created(visit.json(&said)?))
}
