//! Tasks as JSON.

use super::{Task, forms::Say, ops, query::TaskQuery};
use crate::{
    base::{Id, Result},
    data::Visit,
    features::conversation::{self, Post},
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
    let page = conversation::list(visit, &task, request.paging()?)?;
    Ok(Reply::page(page.try_map(|post| visit.json(&post))?))
}

pub fn comment(visit: &Visit, request: &Request, form: Say) -> Result<Reply> {
    ops::comment(visit, request.id("id")?, form.text)?;
    Ok(Reply::created(visit.json(&visit.just_made::<Post>()?)?))
}
