//! Projects and milestones as JSON: for staff whole, for clients what is theirs to know.

use super::{Milestone, Project, query::ProjectQuery};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Query, Visit},
    web::{Form, Reader, Reply, Request, form::Required},
};

pub fn list(visit: &Visit, request: &Request, asked: ProjectQuery) -> Result<Reply> {
    let page = visit.list(asked.query().page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|project| visit.json(&project))?))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    of(visit, request.id("id")?)
}

pub fn of(visit: &Visit, id: Id<Project>) -> Result<Reply> {
    Ok(Reply::json(visit.json(&visit.find(id)?)?))
}

pub fn milestone(visit: &Visit, request: &Request) -> Result<Reply> {
    let milestone: Milestone = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&milestone)?))
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
pub fn milestones(visit: &Visit, request: &Request, asked: OfProject) -> Result<Reply> {
    let id = asked.project.ok_or(Error::NotFound)?;
    let project: Project = visit.find(id)?;
    let query = Query::of(&project, super::MILESTONES, Key::new().id(id));
    let page = visit.list::<Milestone>(query.page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|held| visit.json(&held))?))
}
