//! Ways to sub-projects, below their project.

use super::{
    super::{
        Project,
        actions::{ADD_PART, VIEW},
        project::BY_PARENT,
    },
    forms::NewPart,
    ops, pages,
};
use crate::{
    base::Result,
    data::{Key, Query, Visit},
    web::{Filled, Reply, Request, Route},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/projects/{id}/sub-projects", VIEW, |v, r| {
            pages::tab(v, &of(v, r)?).map(Into::into)
        }),
        Route::page("/projects/{id}/sub-projects/new", ADD_PART, |v, r| {
            let project = of(v, r)?;
            v.demand_on(&ADD_PART, &project)?;
            project.must_be_open()?;
            pages::add(v, &project, &Filled::blank(&[])).map(Into::into)
        }),
        Route::post("/projects/{id}/sub-projects", ADD_PART, add),
        Route::api_list::<crate::web::form::Nothing>(
            "/projects/{id}/sub-projects",
            VIEW,
            "The sub-projects of a project, those directly below it",
            |v, r, _| {
                let project = of(v, r)?;
                let query = Query::of(&project, BY_PARENT, Key::new().id(project.id));
                let page = v.list::<Project>(query.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|part| v.json(&part))?))
            },
        )
        .of::<Project>(),
        Route::api_post::<NewPart>(
            "/projects/{id}/sub-projects",
            ADD_PART,
            "Add a sub-project to a project, of its client; what isn't said is as in the project",
            |v, r, form| {
                let id = ops::add(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Project>(),
    ]
}

fn of(visit: &Visit, request: &Request) -> Result<Project> {
    visit.find(request.id("id")?)
}

fn add(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    let filled = request.fill_named::<NewPart>(visit)?;
    match filled.attempt(|form| ops::add(visit, project.id, form))? {
        Err(filled) => Ok(pages::add(visit, &project, &filled)?.into()),
        Ok(id) => {
            Ok(Reply::go(format!("/projects/{id}")).toast("Sub-project added", visit.wrote()))
        }
    }
}
