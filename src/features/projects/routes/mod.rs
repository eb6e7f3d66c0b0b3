//! Ways to projects and milestones; what the forms of milestones do is in `milestones`.

mod found;
mod milestones;

use found::{may, of};

use super::{
    LimitsForm, Milestone, Project,
    actions::{
        ADD_MILESTONE, CHANGE_SCOPE, CLOSE, DELIVER, EDIT, EDIT_MILESTONE, HOLD, MAINTAIN, REOPEN,
        RESUME, VIEW,
    },
    api, client,
    forms::{MilestoneForm, NewMilestone, ProjectForm, Remark, ScopeForm, UpdatesForm},
    ops, pages, portal, tabs,
};
use crate::{
    base::{Id, Result},
    data::Visit,
    features::{approvals::Approval, day, lists, records},
    web::{
        Filled, Form, Reply, Request, Route,
        form::{Nothing, Refused},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(client::routes());
    routes.extend(records::in_place_routes::<Project>());
    routes.extend(records::in_place_routes::<Milestone>());
    routes.extend(records::several_routes::<Project>(
        EDIT,
        "Give several projects to a manager or a lead, promise another day, hold, resume or close them",
    ));
    routes.extend(records::line_routes::<Milestone>());
    routes.extend(lists::export_routes::<Project>(
        "The projects that a filter finds, as CSV, with the columns asked for",
    ));
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/projects", VIEW, pages::list),
        Route::page("/projects/{id}", VIEW, |v, r| {
            pages::overview(v, &of(v, r)?, r, &Refused::default()).map(Into::into)
        }),
        Route::page("/projects/{id}/tasks", VIEW, |v, r| {
            tabs::tasks(v, &of(v, r)?, r, &Refused::default()).map(Into::into)
        }),
        Route::post("/projects/{id}/limits", EDIT, limit),
        Route::page("/projects/{id}/time", VIEW, |v, r| {
            tabs::time_tab(v, &of(v, r)?, &Refused::default()).map(Into::into)
        }),
        Route::page("/projects/{id}/history", VIEW, |v, r| {
            tabs::history_tab(v, &of(v, r)?, r).map(Into::into)
        }),
        Route::page("/projects/{id}/edit", EDIT, show_edit),
        Route::post("/projects/{id}", EDIT, edit),
        Route::post("/projects/{id}/hold", HOLD, |v, r| {
            done::<Remark, _>(v, r, HOLD, "On hold", |v, id, form| {
                ops::hold(v, id, form.reason)
            })
        }),
        Route::post("/projects/{id}/resume", RESUME, |v, r| {
            done::<Remark, _>(v, r, RESUME, "Resumed", |v, id, _| ops::resume(v, id))
        }),
        Route::post("/projects/{id}/deliver", DELIVER, |v, r| {
            done::<Remark, _>(v, r, DELIVER, "Delivered to the client", |v, id, form| {
                ops::deliver(v, id, form.reason)
            })
        }),
        Route::post("/projects/{id}/close", CLOSE, |v, r| {
            done::<Remark, _>(v, r, CLOSE, "Closed", |v, id, form| {
                ops::close(v, id, form.reason)
            })
        }),
        Route::post("/projects/{id}/reopen", REOPEN, |v, r| {
            done::<UpdatesForm, _>(v, r, REOPEN, "Takes these updates", ops::reopen)
        }),
        Route::post("/projects/{id}/maintain", MAINTAIN, |v, r| {
            done::<Remark, _>(v, r, MAINTAIN, "In maintenance", |v, id, form| {
                ops::maintain(v, id, form.reason)
            })
        }),
        Route::page("/projects/{id}/change-scope", CHANGE_SCOPE, |v, r| {
            let project = of(v, r)?;
            may(v, &CHANGE_SCOPE, &project)?;
            project.must_not_be_closed()?;
            Ok(pages::change_scope(v, &project, &Filled::blank(&[])).into())
        }),
        Route::post("/projects/{id}/change-scope", CHANGE_SCOPE, change_scope),
        Route::page(
            "/projects/{id}/milestones/new",
            ADD_MILESTONE,
            milestones::new_milestone,
        ),
        Route::post("/projects/{id}/milestones", ADD_MILESTONE, milestones::add_milestone),
        Route::page("/milestones/{id}", VIEW, milestones::show_milestone),
        Route::page("/milestones/{id}/edit", EDIT_MILESTONE, milestones::show_edit_milestone),
        Route::post("/milestones/{id}", EDIT_MILESTONE, milestones::edit_milestone),
        Route::page("/portal/projects/{id}", VIEW, |v, r| {
            portal::page(v, &of(v, r)?, None).map(Into::into)
        })
        .portal(),
        Route::api_list(
            "/projects",
            VIEW,
            "Projects by finish, those under way first",
            api::list,
        )
        .of::<Project>()
        .for_clients(),
        crate::features::history::route::<Project>(),
        Route::api_get("/projects/{id}", VIEW, "A project", api::one)
            .of::<Project>()
            .for_clients(),
        Route::api_edit::<ProjectForm>(
            "/projects/{id}",
            EDIT,
            "Edit a project; budget, value and promised day wait for a yes unless one decides on them",
            api::one,
            |v, r| ProjectForm::of(&v.find_for(&EDIT, r.id("id")?)?, v),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<Project>(),
        Route::api_post::<Remark>(
            "/projects/{id}/hold",
            HOLD,
            "Put a project on hold",
            |v, r, form| {
                ops::hold(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<Nothing>(
            "/projects/{id}/resume",
            RESUME,
            "Resume a project",
            |v, r, _| {
                ops::resume(v, r.id("id")?)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<Remark>(
            "/projects/{id}/deliver",
            DELIVER,
            "Deliver a project to its client",
            |v, r, form| {
                ops::deliver(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<Remark>(
            "/projects/{id}/close",
            CLOSE,
            "Close a delivered project",
            |v, r, form| {
                ops::close(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<Remark>(
            "/projects/{id}/maintain",
            MAINTAIN,
            "Take a delivered project into maintenance",
            |v, r, form| {
                ops::maintain(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<UpdatesForm>(
            "/projects/{id}/reopen",
            REOPEN,
            "Reopen a finished project for updates, one a line, each a task; one that is closed waits for a yes unless one decides on it",
            |v, r, form| {
                ops::reopen(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<LimitsForm>(
            "/projects/{id}/limits",
            EDIT,
            "Say how many tasks the columns of a project's board may hold, and whether one more is told or has to wait",
            |v, r, form| {
                ops::limit(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Project>(),
        Route::api_post::<ScopeForm>(
            "/projects/{id}/change-scope",
            CHANGE_SCOPE,
            "Ask for another scope, with what that does to hours, value and date; answers the approval",
            |v, r, form| {
                let id = ops::change_scope(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find::<Approval>(id)?)?))
            },
        )
        .of::<Approval>(),
        Route::api_list(
            "/milestones",
            VIEW,
            "The milestones of a project",
            api::milestones,
        )
        .of::<Milestone>(),
        Route::api_make::<NewMilestone>(
            "/milestones",
            ADD_MILESTONE,
            "Add a milestone to a project",
            |v, _, form| {
                let id = ops::add_milestone(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Milestone>(),
        crate::features::history::route_of_part::<Milestone>(VIEW),
        Route::api_get("/milestones/{id}", VIEW, "A milestone", api::milestone).of::<Milestone>(),
        Route::api_edit::<MilestoneForm>(
            "/milestones/{id}",
            EDIT_MILESTONE,
            "Edit a milestone",
            api::milestone,
            |v, r| {
                let milestone = v.find_for(&EDIT_MILESTONE, r.id("id")?)?;
                Ok(Filled::blank(&MilestoneForm::of(&milestone)))
            },
            |v, r, form| ops::edit_milestone(v, r.id("id")?, form),
        )
        .of::<Milestone>(),
    ]
}

/// What a deed came to, where it may have to wait for a yes.
trait Came {
    fn waits_for(self) -> Option<Id<Approval>>;
}

impl Came for () {
    fn waits_for(self) -> Option<Id<Approval>> {
        None
    }
}

impl Came for Option<Id<Approval>> {
    fn waits_for(self) -> Option<Id<Approval>> {
        self
    }
}

fn done<F: Form + Clone, T: Came>(
    visit: &Visit,
    request: &Request,
    action: crate::access::Action,
    said: &str,
    deed: fn(&Visit, Id<Project>, F) -> Result<T>,
) -> Result<Reply> {
    let id: Id<Project> = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Ok(came) => {
            let said = match came.waits_for() {
                Some(approval) => format!("{approval} asks for it"),
                None => said.to_owned(),
            };
            let undo = visit.wrote().filter(|_| action.undoable);
            let to = day::back(request, format!("/projects/{id}"));
            Ok(Reply::go(to).toast(said, undo))
        }
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            pages::overview(visit, &visit.find(id)?, request, &refused).map(Into::into)
        }
    }
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    may(visit, &EDIT, &project)?;
    project.must_not_be_closed()?;
    Ok(pages::edit(visit, &project, &ProjectForm::of(&project, visit)?)?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    match request
        .fill_named::<ProjectForm>(visit)?
        .attempt(|form| ops::edit_or_ask(visit, project.id, form))?
    {
        Err(filled) => {
            let project = of(visit, request)?;
            let now = ProjectForm::of(&project, visit)?;
            Ok(pages::edit(visit, &project, &filled.against(project.version, &now))?.into())
        }
        Ok(waits) => {
            let said = match waits.as_slice() {
                [] => "Project saved".to_owned(),
                [one] => format!("Saved; {one} asks for what is critical of it"),
                several => format!(
                    "Saved; {} approvals ask for what is critical of it",
                    several.len()
                ),
            };
            Ok(Reply::go(format!("/projects/{}", project.id)).toast(said, visit.wrote()))
        }
    }
}

fn limit(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    match request
        .fill::<LimitsForm>()
        .attempt(|form| ops::limit(visit, project.id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("/projects/{}/tasks", project.id))
            .toast("The board's limits are set", visit.wrote())),
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            tabs::tasks(visit, &of(visit, request)?, request, &refused).map(Into::into)
        }
    }
}

fn change_scope(visit: &Visit, request: &Request) -> Result<Reply> {
    let project = of(visit, request)?;
    match request
        .fill::<ScopeForm>()
        .attempt(|form| ops::change_scope(visit, project.id, form))?
    {
        Err(filled) => Ok(pages::change_scope(visit, &project, &filled).into()),
        Ok(approval) => Ok(Reply::go(format!("/projects/{}", project.id))
            .toast(format!("{approval} asks for it"), visit.wrote())),
    }
}
