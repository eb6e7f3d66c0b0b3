//! Tasks as JSON.

use super::{
    SUBTASKS, TASKS_BY_STATE, TASKS_OF_PROJECT, Task, TaskStatus,
    comment::{BY_TASK, Comment},
    of_person,
};
use crate::{
    base::{Id, Result},
    data::{Key, List, Visit},
    features::{limit, people::User, projects::Project},
    web::{Form, Reader, Reply, Request, form::Optional},
};

fn items(visit: &Visit, tasks: &[Task], next: Option<String>) -> Result<Reply> {
    Ok(Reply::items(visit.json_of_all(tasks)?, next))
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
    let task: Task = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&task)?))
}

pub fn made(visit: &Visit, id: Id<Task>) -> Result<Reply> {
    Ok(Reply::created(visit.json(&visit.find(id)?)?))
}

pub fn comments(visit: &Visit, request: &Request) -> Result<Reply> {
    let task: Task = visit.find(request.id("id")?)?;
    let all: Vec<Comment> = visit.related(&task, BY_TASK, Key::new().id(task.id), 500)?;
    Ok(Reply::items(visit.json_of_all(&all)?, None))
}

pub fn said(visit: &Visit, id: Id<Comment>) -> Result<Reply> {
    let said: Comment = visit.find(id)?;
    Ok(Reply::created(visit.json(&said)?))
}
