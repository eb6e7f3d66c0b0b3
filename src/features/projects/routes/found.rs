//! What a request to a project is about.

use super::super::project::Project;
use crate::{
    base::{Error, Result},
    data::Visit,
    web::Request,
};

pub fn of(visit: &Visit, request: &Request) -> Result<Project> {
    visit.find(request.id("id")?)
}

pub fn may(visit: &Visit, action: &crate::access::Action, project: &Project) -> Result<()> {
    match visit.may(action, project) {
        true => Ok(()),
        false => Err(Error::Forbidden(visit.why(action, project))),
    }
}
