//! Projects and milestones as JSON: for staff whole, for clients what is theirs to know.

use super::{Milestone, Project, Status, project::BY_FINISH, project::BY_STATE};
use crate::{
    base::{Error, Id, Result},
    data::{Key, List, Visit},
    features::limit,
    web::{
        Form, Reader, Reply, Request,
        form::{Optional, Required},
    },
};

/// What a list of projects may be asked for.
pub struct Asked {
    state: Option<Status>,
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        Asked {
            state: f.choice("state", "State", Optional),
        }
    }
}

pub fn list(visit: &Visit, request: &Request) -> Result<Reply> {
    let list = match request.asked::<Asked>().into_form()?.state {
        Some(state) => List::by(BY_STATE).under(Key::new().byte(state.code())),
        None => List::by(BY_FINISH),
    };
    let page = visit.list::<Project>(list.limit(limit(request)).after(request.query("after")))?;
    let items = visit.json_of_all(&page.rows)?;
    Ok(Reply::items(items, page.next))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    of(visit, request.id("id")?)
}

pub fn of(visit: &Visit, id: Id<Project>) -> Result<Reply> {
    Ok(Reply::json(visit.json(&visit.find(id)?)?))
}

/// Whose milestones.
pub struct OfProject {
    project: Option<Id<Project>>,
}

impl Form for OfProject {
    fn read(f: &mut Reader) -> Self {
        OfProject {
            project: f.id("project", "Project", Required),
        }
    }
}

/// The milestones of a project the caller may see.
pub fn milestones(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked = request.asked::<OfProject>().into_form()?.project;
    let id = asked.ok_or(Error::NotFound)?;
    let project: Project = visit.find(id)?;
    let all: Vec<Milestone> = visit.related(&project, super::MILESTONES, Key::new().id(id), 200)?;
    Ok(Reply::items(visit.json_of_all(&all)?, None))
}
